"""Two writers at once, each with a connection of its own, meet at a barrier: exactly one wins, the other is told why.

Each pair runs fifty rounds, and the test fails if either order never occurred (quality.md).
"""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

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
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry
from tests import make

from .approval_case import AT, Case, a_case, person_of

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = 50
Step = Callable[[], object]


def meet(first: Step, second: Step) -> list[tuple[str, object]]:
    """Run both at once. Returns (who, what came out) in the order they ended; a refusal comes out as itself."""
    barrier = threading.Barrier(2)
    ended: list[tuple[str, object]] = []

    def run(who: str, step: Step) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            try:
                outcome: object = step()
            except (NotAllowed, DatabaseError) as refusal:
                outcome = refusal
            ended.append((who, outcome))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in (("a", first), ("b", second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(ended) == 2
    return ended


def both_orders(seen: Counter[str]) -> None:
    """Neither writer may have won every time."""
    assert seen["a"] > 0, seen
    assert seen["b"] > 0, seen


def swap(number: int, first: Step, second: Step) -> tuple[Step, Step]:
    """Every other round the two start in the other order, so that no thread is always first."""
    return (first, second) if number % 2 == 0 else (second, first)


def test_the_last_two_approvers_at_once() -> None:
    """Both approvals hold, and exactly one of them finishes the minutes."""
    seen: Counter[str] = Counter()
    case = a_case()
    for number in range(ROUNDS):
        minutes = ready(case, number)
        chair = lambda minutes=minutes: minutes_actions.approve(minutes, by=case.chair)  # noqa: E731
        elected = lambda minutes=minutes: minutes_actions.approve(minutes, by=case.elected)  # noqa: E731
        ended = meet(*swap(number, chair, elected))
        assert all(isinstance(outcome, Reply) for _, outcome in ended)
        now = Minutes.objects.get(pk=minutes.pk)
        assert now.state == "approved"
        assert LogEntry.objects.filter(verb="alla har justerat", object_id=str(minutes.pk)).count() == 1
        seen["a" if now.finished_by_id == case.chair.pk else "b"] += 1
    both_orders(seen)


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


def test_one_person_clicks_twice_at_once() -> None:
    """One approval; the other click gets a kind word."""
    case = a_case()
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        minutes = ready(case, number)
        click = lambda minutes=minutes: minutes_actions.approve(minutes, by=case.chair)  # noqa: E731
        ended = dict(meet(click, click))
        refused = [who for who, outcome in ended.items() if isinstance(outcome, NotAllowed)]
        assert len(refused) == 1
        assert str(ended[refused[0]]) == "Du har redan justerat. Tack!"
        assert Reply.objects.filter(version__minutes=minutes).count() == 1
        seen["b" if refused == ["a"] else "a"] += 1
    both_orders(seen)


def test_approving_and_taking_back_at_once() -> None:
    """Either the approval came first and is withdrawn, or the text was gone and the approver is told."""
    case = a_case()
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        minutes = ready(case, number)
        approve = lambda minutes=minutes: minutes_actions.approve(minutes, by=case.chair)  # noqa: E731
        back = lambda minutes=minutes: minutes_actions.take_back(minutes, by=case.secretary, reason="Fel")  # noqa: E731
        outcomes = [outcome for _, outcome in meet(*swap(number, approve, back))]
        assert Minutes.objects.get(pk=minutes.pk).state == "draft"
        refusals = [str(one) for one in outcomes if isinstance(one, NotAllowed)]
        assert refusals in (
            [],
            ["Texten har tagits tillbaka för att ändras. Du får ett brev när den skickas igen."],
        )
        assert Reply.objects.filter(version__minutes=minutes).count() == 1 - len(refusals)
        seen["b" if refusals else "a"] += 1
    both_orders(seen)


def test_two_meetings_sent_at_once_get_different_numbers() -> None:
    """B4: the series of the body is one queue."""
    body = make.body(approval_policy="none", code="CF")
    secretary = make.user(office_role="secretariat")
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        pair = []
        for part in range(2):
            meeting = make.meeting(
                bodies=[body], date=dt.date(2026, 1, 1) + dt.timedelta(days=2 * number + part)
            )
            make.decision(of=make.item(of=meeting, title="Medel"))
            pair.append(meeting)
        sends = [lambda one=one: minutes_actions.finalise(one.minutes, by=secretary) for one in pair]
        assert [outcome for _, outcome in meet(*swap(number, *sends))] == [None, None]
        numbers = [Decision.objects.get(meeting=one).running or 0 for one in pair]
        assert sorted(numbers) == [2 * number + 1, 2 * number + 2]
        seen["a" if numbers[0] < numbers[1] else "b"] += 1
    both_orders(seen)


def test_two_persons_get_one_seat_at_once() -> None:
    """A2: the seat has one holder; the other is told why."""
    seen: Counter[str] = Counter()
    body, first, second = make.body(), make.person(), make.person()
    for number in range(ROUNDS):
        seat = make.seat(of=body, organisation=make.organisation())
        take = [
            lambda seat=seat, who=who: bodies.appoint(seat, who, by=None, starts_on=dt.date(2026, 1, 1))
            for who in (first, second)
        ]
        outcomes = [outcome for _, outcome in meet(*swap(number, *take))]
        assert sum(isinstance(one, Membership) for one in outcomes) == 1
        assert sum(isinstance(one, NotAllowed) for one in outcomes) == 1
        seen["a" if Membership.objects.get(seat=seat).person == first else "b"] += 1
    both_orders(seen)


def frozen_words(meeting: Meeting) -> str:
    """The words of the first item in the version that is out."""
    content = MinutesVersion.objects.get(minutes__meeting=meeting).content
    paragraph = from_bytes(bytes(content)).items[0].blocks[0]
    return paragraph.runs[0].html  # type: ignore[union-attr]


@pytest.mark.parametrize("way", ["action", "sql"])
def test_a_save_meets_the_freeze(way: str) -> None:
    """What is frozen is what stands in the rows: a save is either in the version, or refused and told so."""
    body = make.body(approval_policy="none")
    secretary = make.user(office_role="secretariat")
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        meeting = make.meeting(bodies=[body], date=dt.date(2026, 1, 1) + dt.timedelta(days=number))
        item = make.item(of=meeting, title="Ärende", text="Före.")
        block = item.blocks.get()

        def save(item: AgendaItem = item, block: ItemBlock = block) -> object:
            if way == "action":
                change = texts.Change(key=block.pk, base=block.revision, html="Efter.", keeps_place=True)
                return texts.save(item, [change], by=secretary)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE meetings_itemblock SET html = 'Efter.' WHERE id = %s", [block.pk])
            return "saved"

        freeze = lambda meeting=meeting: minutes_actions.finalise(meeting.minutes, by=secretary)  # noqa: E731
        outcomes = [outcome for _, outcome in meet(*swap(number, save, freeze))]
        refused = [one for one in outcomes if isinstance(one, NotAllowed | DatabaseError)]
        assert all("låsta" in str(one) for one in refused), refused
        assert Minutes.objects.get(meeting=meeting).state == "finalised"
        assert (
            frozen_words(meeting)
            == ItemBlock.objects.get(pk=block.pk).html
            == ("Före." if refused else "Efter.")
        )
        seen["b" if refused else "a"] += 1
    both_orders(seen)


def test_a_save_that_began_first_is_waited_for() -> None:
    """The freeze waits for a save that has not ended, also one that bypasses the actions, and takes its words along."""
    meeting = make.meeting(bodies=[make.body(approval_policy="none")])
    block = make.item(of=meeting, title="Ärende", text="Före.").blocks.get()
    secretary = make.user(office_role="secretariat")
    written, let_go = threading.Event(), threading.Event()

    def slow_save() -> None:
        try:
            with transaction.atomic():
                ItemBlock.objects.filter(pk=block.pk).update(html="Efter.")
                written.set()
                let_go.wait(timeout=20)
        finally:
            connection.close()

    def freeze() -> None:
        try:
            minutes_actions.finalise(meeting.minutes, by=secretary)
        finally:
            connection.close()

    saving, freezing = threading.Thread(target=slow_save), threading.Thread(target=freeze)
    saving.start()
    assert written.wait(timeout=20)
    freezing.start()
    freezing.join(timeout=0.5)
    assert freezing.is_alive()
    let_go.set()
    saving.join(timeout=20)
    freezing.join(timeout=20)
    assert frozen_words(meeting) == "Efter."
