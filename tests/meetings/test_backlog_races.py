"""Two secretaries at once: what waits is taken to one agenda, and what minutes leave is gathered once."""

import datetime as dt
from functools import partial

import pytest

from meetings.actions import backlog, gathering
from meetings.models import AgendaItem, BacklogItem
from tests import make
from tests.meetings.backlog_case import a_case
from tests.races import Orders, meet, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_take_the_same_matter_to_different_meetings_at_once() -> None:
    body, by, seen = make.body(name="Rådet"), make.user(), Orders()
    for number, lead in rounds():
        first, second = (make.meeting(bodies=[body], date=dt.date(2027, month, 1)) for month in (4, 6))
        row = backlog.add(body, by=by, title=f"Fråga {number}")
        met = meet(*(partial(_take, row, one, by) for one in (first, second)), lead=lead)
        (reason,) = met.refused
        assert reason.startswith(f"”Fråga {number}” står redan på dagordningen för Rådet"), reason
        row.refresh_from_db()
        won = "a" if met.a.kind == "done" else "b"
        assert (row.state, AgendaItem.objects.get(title=row.title)) == ("taken", row.item)
        assert row.item
        assert row.item.meeting == (first if won == "a" else second)
        seen.won(won, met)
    seen.assert_both()


def _take(row: BacklogItem, meeting: object, by: object) -> None:
    backlog.take(row, meeting, by=by)  # type: ignore[arg-type]


def test_two_open_the_same_agenda_at_once_and_nothing_is_gathered_double() -> None:
    case = a_case()
    for _, lead in rounds(10):
        BacklogItem.objects.all().delete()
        met = meet(*[partial(_gather, case.body)] * 2, lead=lead)
        assert met.refused == []
        assert BacklogItem.objects.filter(body=case.body).count() == 3


def _gather(body: object) -> None:
    gathering.gather([body], before=dt.date(2027, 4, 15))  # type: ignore[list-item]
