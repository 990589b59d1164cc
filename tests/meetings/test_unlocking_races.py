"""Two at once about unlocking: the last two consents, and a consent that meets a withdrawal (C8)."""

import datetime as dt
from functools import partial

import pytest

from meetings.actions import minutes as minutes_actions
from meetings.actions import unlocking
from meetings.models import Minutes, Unlocking
from secretariat.registry.models import LogEntry
from tests import make
from tests.races import Orders, meet, rounds

from .approval_case import AT, Case, a_case, person_of

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def asked(case: Case, number: int) -> Unlocking:
    """A proposal about finished minutes of a meeting of its own."""
    day = make.DAY + dt.timedelta(days=number)
    meeting = make.meeting(bodies=[case.body], chair=case.chair.person, date=day)
    make.attendee(of=meeting, person=person_of(case.elected), body=case.body)
    words = "Till justerare valdes Birger Valdberg."
    make.item(of=meeting, title="Val", text=words, role="approver_election")
    minutes_actions.send_for_approval(meeting.minutes, by=case.secretary, at=AT)
    minutes = Minutes.objects.get(meeting=meeting)
    minutes_actions.approve(minutes, by=case.chair, at=AT)
    minutes_actions.approve(minutes, by=case.elected, at=AT)
    return unlocking.propose(minutes, by=case.secretary, reason="Fel i punkten.")


def test_the_last_two_consents_at_once() -> None:
    """Both hold, and the one that comes last opens the minutes, once."""
    case, seen = a_case(), Orders()
    for number, lead in rounds():
        made = asked(case, number)
        met = meet(
            partial(unlocking.consent, made, by=case.chair),
            partial(unlocking.consent, made, by=case.elected),
            lead=lead,
        )
        assert met.refused == []
        now = Minutes.objects.get(pk=made.minutes_id)
        made.refresh_from_db()
        assert (now.state, made.outcome, made.answers.filter(answer="consented").count()) == (
            "draft",
            "opened",
            2,
        )
        assert LogEntry.objects.filter(verb="låste upp", object_id=str(now.pk)).count() == 1
        seen.won("b" if made.ended_by == case.chair else "a", met)
    seen.assert_both()


def test_a_consent_that_meets_a_withdrawal() -> None:
    """Either the minutes are opened and nothing is withdrawn, or the proposal is gone and nobody has consented."""
    case, seen = a_case(consents_to_unlock=1), Orders()
    for number, lead in rounds():
        made = asked(case, number)
        met = meet(
            partial(unlocking.consent, made, by=case.chair),
            partial(unlocking.withdraw, made, by=case.secretary, reason="Det löste sig."),
            lead=lead,
        )
        now = Minutes.objects.get(pk=made.minutes_id)
        made.refresh_from_db()
        if made.outcome == "opened":
            assert met.refused == ["Förslaget är redan avgjort: upplåst."]
            assert now.state == "draft"
        else:
            assert met.refused == ["Förslaget är redan avgjort: återtaget."]
            assert (made.outcome, now.state) == ("withdrawn", "approved")
            assert not made.answers.exclude(answer="").exists()
        seen.won("a" if made.outcome == "opened" else "b", met)
    seen.assert_both()
