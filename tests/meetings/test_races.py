"""Two writers at once, each a process with a connection of its own: exactly one wins, the other is told why.

Each pair runs fifty rounds, and the test fails if either order never occurred (quality.md).
How they meet is told in tests/races.py.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from meetings.actions import bodies, texts
from meetings.actions import minutes as minutes_actions
from meetings.documents import from_bytes
from meetings.models import (
    AgendaItem,
    Decision,
    ItemBlock,
    Meeting,
    Membership,
    Minutes,
    MinutesVersion,
    Reply,
)
from secretariat.registry.models import LogEntry, User
from tests import make
from tests.races import Orders, meet, rounds

from .approval_case import AT, Case, a_case, person_of

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def ready(case: Case, number: int) -> Minutes:
    """Minutes of a small meeting of their own, sent for approval."""
    meeting = make.meeting(
        bodies=[case.body], chair=case.chair.person, date=make.DAY + dt.timedelta(days=number)
    )
    make.attendee(of=meeting, person=person_of(case.elected), body=case.body)
    make.item(
        of=meeting, title="Val", text="Till justerare valdes Birger Valdberg.", role="approver_election"
    )
    minutes_actions.send_for_approval(meeting.minutes, by=case.secretary, at=AT)
    return Minutes.objects.get(meeting=meeting)


def test_the_last_two_approvers_at_once() -> None:
    """Both approvals hold, and the one that comes last finishes the minutes, once."""
    case, seen = a_case(), Orders()
    for number, lead in rounds():
        minutes = ready(case, number)
        met = meet(
            partial(minutes_actions.approve, minutes, by=case.chair),
            partial(minutes_actions.approve, minutes, by=case.elected),
            lead=lead,
        )
        assert met.refused == []
        now = Minutes.objects.get(pk=minutes.pk)
        assert now.state == "approved"
        assert LogEntry.objects.filter(verb="alla har justerat", object_id=str(minutes.pk)).count() == 1
        seen.won("b" if now.finished_by_id == case.chair.pk else "a", met)
    seen.assert_both()


def test_one_person_clicks_twice_at_once() -> None:
    """One approval; the other click gets a kind word."""
    case, seen = a_case(), Orders()
    for number, lead in rounds():
        minutes = ready(case, number)
        click = partial(minutes_actions.approve, minutes, by=case.chair)
        met = meet(click, click, lead=lead)
        assert met.refused == ["Du har redan justerat. Tack!"]
        assert Reply.objects.filter(version__minutes=minutes).count() == 1
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_approving_and_taking_back_at_once() -> None:
    """Either the approval came first and is withdrawn, or the text was gone and the approver is told."""
    case, seen = a_case(), Orders()
    for number, lead in rounds():
        minutes = ready(case, number)
        met = meet(
            partial(minutes_actions.approve, minutes, by=case.chair),
            partial(minutes_actions.take_back, minutes, by=case.secretary, reason="Fel"),
            lead=lead,
        )
        assert Minutes.objects.get(pk=minutes.pk).state == "draft"
        assert met.b.kind == "done"
        assert met.refused in (
            [],
            ["Texten har tagits tillbaka för att ändras. Du får ett brev när den skickas igen."],
        )
        assert Reply.objects.filter(version__minutes=minutes).count() == 1 - len(met.refused)
        seen.won("b" if met.refused else "a", met)
    seen.assert_both()


def test_two_meetings_sent_at_once_get_different_numbers() -> None:
    """B4: the series of the body is one queue."""
    body = make.body(approval_policy="none", code="CF")
    secretary, seen = make.user(office_role="secretariat"), Orders()
    for number, lead in rounds():
        pair = []
        for part in range(2):
            meeting = make.meeting(
                bodies=[body], date=dt.date(2026, 1, 1) + dt.timedelta(days=2 * number + part)
            )
            make.decision(of=make.item(of=meeting, title="Medel"))
            pair.append(meeting)
        met = meet(*(partial(minutes_actions.finalise, one.minutes, by=secretary) for one in pair), lead=lead)
        assert met.refused == []
        numbers = [Decision.objects.get(meeting=one).running or 0 for one in pair]
        assert sorted(numbers) == [2 * number + 1, 2 * number + 2]
        seen.won("a" if numbers[0] < numbers[1] else "b", met)
    seen.assert_both()


def test_two_persons_get_one_seat_at_once() -> None:
    """A2: the seat has one holder; the other is told why."""
    body, first, second, seen = make.body(), make.person(), make.person(), Orders()
    for _, lead in rounds():
        seat = make.seat(of=body, organisation=make.organisation())
        take = [
            partial(bodies.appoint, seat, who, by=None, starts_on=dt.date(2026, 1, 1))
            for who in (first, second)
        ]
        met = meet(*take, lead=lead)
        assert sorted(one.kind for one in met.both) == ["done", "refused"]
        winner = Membership.objects.get(seat=seat).person
        assert (met.a if winner == first else met.b).kind == "done"
        seen.won("a" if winner == first else "b", met)
    seen.assert_both()


def frozen_words(meeting: Meeting) -> str:
    """The words of the first item in the version that is out."""
    content = MinutesVersion.objects.get(minutes__meeting=meeting).content
    paragraph = from_bytes(bytes(content)).items[0].blocks[0]
    return paragraph.runs[0].html  # type: ignore[union-attr]


def save_by_action(item: AgendaItem, block: ItemBlock, by: User) -> None:
    change = texts.Change(key=block.pk, base=block.revision, html="Efter.", keeps_place=True)
    texts.save(item, [change], by=by)


def save_by_sql(item: AgendaItem, block: ItemBlock, by: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE meetings_itemblock SET html = 'Efter.' WHERE id = %s", [block.pk])


@pytest.mark.parametrize("save", [save_by_action, save_by_sql])
def test_a_save_meets_the_freeze(save: Callable[[AgendaItem, ItemBlock, User], None]) -> None:
    """What is frozen is what stands in the rows: a save is either in the version, or refused and told so.

    Also one that bypasses the actions: it waits for a freeze that has begun, and a freeze waits for it.
    """
    body = make.body(approval_policy="none")
    secretary, seen = make.user(office_role="secretariat"), Orders()
    for number, lead in rounds():
        meeting = make.meeting(bodies=[body], date=dt.date(2026, 1, 1) + dt.timedelta(days=number))
        item = make.item(of=meeting, title="Ärende", text="Före.")
        block = item.blocks.get()
        met = meet(
            partial(save, item, block, secretary),
            partial(minutes_actions.finalise, meeting.minutes, by=secretary),
            lead=lead,
        )
        assert all("låsta" in words for words in met.refused), met
        assert met.b.kind == "done", met
        assert Minutes.objects.get(meeting=meeting).state == "finalised"
        assert (
            frozen_words(meeting)
            == ItemBlock.objects.get(pk=block.pk).html
            == ("Före." if met.refused else "Efter.")
        )
        seen.won("b" if met.refused else "a", met)
    seen.assert_both()
