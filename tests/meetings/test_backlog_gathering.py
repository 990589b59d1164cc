"""What minutes leave for coming meetings is gathered once, wherever it comes from (A14, K6, K7)."""

from collections.abc import Callable
from typing import Any

import pytest

from meetings.actions import backlog, drafts, gathering
from meetings.actions import minutes as minutes_actions
from meetings.models import AgendaItem, BacklogItem, Minutes
from tests import make
from tests.meetings.backlog_case import COMING, Case, a_case, finish

pytestmark = pytest.mark.django_db
State = BacklogItem.State


def rows(case: Case) -> list[tuple[str, str, str, str]]:
    found = BacklogItem.objects.filter(body=case.body).order_by("source", "title")
    return [(one.source, one.title, one.text, one.state) for one in found]


EXPECTED = [
    ("hand_on", "Vem kan ha öppet på kvällen?", "", "open"),
    ("next", "Bjud in Länsstyrelsen", "", "open"),
    ("next", "Uppföljning av mötesplatserna", "", "open"),
]


def test_finished_minutes_leave_their_lines_to_the_body_and_what_was_handed_on_to_the_receiver() -> None:
    """K6, K7."""
    assert rows(a_case()) == EXPECTED
    assert not BacklogItem.objects.exclude(body__name="Provgruppen").exists()


def test_gathering_twice_gives_nothing_double() -> None:
    case = a_case()
    assert gathering.gather([case.body], before=COMING) == 0
    assert gathering.gather_from(case.last) == 0
    assert rows(case) == EXPECTED


def test_what_was_never_gathered_is_when_an_agenda_is_opened() -> None:
    """Minutes that were finished before the list was there."""
    case = a_case()
    BacklogItem.objects.all().delete()
    assert gathering.gather([case.body], before=COMING) == 3
    assert rows(case) == EXPECTED


def test_drafts_leave_nothing() -> None:
    case = a_case(finished=False)
    assert gathering.gather([case.body], before=COMING) == 0
    assert rows(case) == []


def test_only_the_last_minutes_lines_are_gathered_anew() -> None:
    case = a_case()
    BacklogItem.objects.all().delete()
    later = make.meeting(bodies=[case.body], date=COMING.replace(month=3))
    make.item(of=later, title="Tom", text="Inget.")
    finish(later, by=case.secretary)
    assert gathering.gather([case.body], before=COMING) == 1
    assert [one[0] for one in rows(case)] == ["hand_on"]


def test_a_point_moved_on_waits_for_a_coming_meeting() -> None:
    case = a_case(finished=False)
    item = make.item(of=case.last, title="Ledsagning", purpose="decision", proposal="Att pröva.")
    drafts.set_progress(item, progress=AgendaItem.Progress.MOVED, by=case.secretary)
    finish(case.last, by=case.secretary)
    assert ("postponed", "Ledsagning", "Att pröva.", "open") in rows(case)
    assert case.row("Ledsagning").postponed == item


def test_what_was_taken_up_is_closed_and_what_was_moved_on_waits_again() -> None:
    case = a_case()
    for title in ("Bjud in", "Vem kan", "Uppföljning"):
        backlog.take(case.row(title), case.meeting, by=case.secretary)
    moved = case.row("Vem kan").item
    assert moved
    drafts.set_progress(moved, progress=AgendaItem.Progress.MOVED, by=case.secretary)
    finish(case.meeting, by=case.secretary)
    assert [(one[1], one[3]) for one in rows(case)] == [
        ("Vem kan ha öppet på kvällen?", "open"),
        ("Bjud in Länsstyrelsen", "closed"),
        ("Uppföljning av mötesplatserna", "closed"),
    ]
    assert case.row("Bjud in").closed_because == "Togs upp på mötet 15 april 2027."


def test_minutes_taken_back_take_back_what_nobody_has_touched() -> None:
    case = a_case(finished=False)
    body = case.body
    body.approval_policy = "chairs"
    body.save()
    chair = make.approver_user(of=body)
    case.last.chair = chair.person
    case.last.save()
    minutes = Minutes.objects.get(meeting=case.last)
    minutes_actions.send_for_approval(minutes, by=case.secretary)
    backlog.change(case.row("Uppföljning"), by=case.secretary, priority=1)
    assert [one[1] for one in rows(case)] == ["Bjud in Länsstyrelsen", "Uppföljning av mötesplatserna"]
    minutes_actions.take_back(minutes, by=case.secretary, reason="Fel")
    assert [one[1] for one in rows(case)] == ["Uppföljning av mötesplatserna"]
    minutes_actions.send_for_approval(minutes, by=case.secretary)
    assert [one[1] for one in rows(case)] == ["Bjud in Länsstyrelsen", "Uppföljning av mötesplatserna"]


@pytest.mark.parametrize("count", [1, 3])
def test_gathering_asks_equally_often_for_one_and_three_lines(
    count: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    case = a_case(finished=False)
    for number in range(count - 1):
        item = make.item(of=case.last, title=f"Mer {number}", text="")
        block = make.block(of=item, html=f"Rad {number}")
        case.last.fornextmeetings.create(item=item, block=block)
    for one in (case.last, case.other.meetings.get()):
        finish(one, by=case.secretary)
    BacklogItem.objects.all().delete()
    with django_assert_num_queries(7):
        assert gathering.gather([case.body], before=COMING) == count + 2
