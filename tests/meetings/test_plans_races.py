"""Two who save the same plan, or choose different days, at once: every meeting once, one day, and the other is told."""

import datetime as dt
from functools import partial

import pytest

from meetings.actions import date_options, plans
from meetings.actions.plans import Proposal
from meetings.models import Meeting
from tests import make
from tests.races import Orders, meet, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_save_the_same_plan_at_once() -> None:
    body, by, seen = make.body(name="Rådet"), make.user(), Orders()
    for number, lead in rounds():
        day = dt.date(2027, 1, 1) + dt.timedelta(days=number)
        save = partial(plans.save_tentative, [Proposal((body.pk,), day)], by=by)
        met = meet(save, save, lead=lead)
        (reason,) = met.refused
        assert reason.startswith("Rådet har redan ett möte")
        assert Meeting.objects.of_body(body).filter(date=day).count() == 1
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_two_choose_different_days_at_once() -> None:
    body, by, seen = make.body(), make.user(), Orders()
    first, second = dt.date(2027, 11, 7), dt.date(2027, 11, 21)
    for _, lead in rounds():
        meeting = make.meeting(bodies=[body], date=None, state="tentative")
        options = [date_options.add(meeting, by=by, date=day) for day in (first, second)]
        met = meet(*(partial(date_options.choose, option, by=by) for option in options), lead=lead)
        assert met.refused == ["Datumet är inte längre ett av förslagen. Någon annan har nog just valt."]
        meeting.refresh_from_db()
        won = "a" if met.a.kind == "done" else "b"
        assert (meeting.date, meeting.state) == (first if won == "a" else second, "booked")
        seen.won(won, met)
    seen.assert_both()
