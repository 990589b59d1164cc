"""A standing report item: what another group has decided since last time, and answers to medskick, into the text (K8).

What is taken in becomes paragraphs by the ordinary save, so that nothing anybody writes is lost; a decision becomes a
*reported* one, which keeps whose it is (K5). `Reported` rows keep it from being offered again, as long as its
paragraph stands.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from meetings import access
from meetings.models import (
    AgendaItem,
    Decision,
    HandOnAnswer,
    ItemBlock,
    ItemRole,
    Meeting,
    MeetingBody,
    Reported,
)
from secretariat.lib.dates import STOCKHOLM, day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import from_plain
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import handon_lists, texts
from .attendance import open_for_change
from .gathering import MEMORY
from .wordings import Span, words_of

NOT_A_REPORT = "Punkten är inte av slaget rapport. Ändra det på punktens sida."
NOTHING_CHOSEN = "Kryssa för minst en rad."


@dataclass(frozen=True)
class Offered:
    """A decision of another group, or its answer to a medskick, that this meeting has not been told of."""

    key: str
    words: str
    source: str
    number: str
    day: dt.date | None
    href: str
    is_answer: bool
    kind: str = ""
    body: int | None = None
    body_name: str = ""
    asked: str = ""
    is_skipped: bool = False


@dataclass(frozen=True)
class Offer:
    """What can be reported on an item, and what was left out earlier."""

    open: list[Offered]
    skipped: list[Offered]


def last_meeting(meeting: Meeting) -> Meeting | None:
    """The leading body's meeting before this one."""
    body = meeting.leading_body
    if body is None or meeting.date is None:
        return None
    rows = Meeting.objects.of_body(body).filter(date__lt=meeting.date).exclude(state=Meeting.State.CANCELLED)
    return rows.order_by("-date", "-start_time", "-pk").first()


def offer(item: AgendaItem, user: User) -> Offer:
    """What the item can report, oldest first: finished minutes only, and only what the user may read (K8)."""
    if item.role != ItemRole.REPORT:
        return Offer([], [])
    found = [*_decisions(item, user), *_answers(item, user)]
    return Offer([one for one in found if not one.is_skipped], [one for one in found if one.is_skipped])


def _told(item: AgendaItem, what: str) -> tuple[QuerySet[Reported], QuerySet[Reported]]:
    """Rows that say that the meeting's leading body has been told already, and that it was left out on this item."""
    body = item.meeting.leading_body
    led = Exists(MeetingBody.objects.filter(meeting=OuterRef("item__meeting"), body=body, position=0))
    rows = Reported.objects.filter(led, **{what: OuterRef("pk")}, item__removed_at=None).exclude(
        item__meeting__state=Meeting.State.CANCELLED
    )
    stands = Q(block__removed=False)
    return rows.filter(Q(skipped=False) & stands | Q(skipped=True) & ~Q(item=item)), rows.filter(
        skipped=True, item=item
    )


def _decisions(item: AgendaItem, user: User) -> list[Offered]:
    body, meeting = item.reports_from, item.meeting
    if body is None:
        return []
    before = last_meeting(meeting)
    day = (before.date if before else None) or ((meeting.date or timezone.localdate()) - MEMORY)
    start = dt.datetime.combine(day, dt.time.min, STOCKHOLM)
    told, skipped = _told(item, "decision")
    rows = (
        Decision.objects.own()
        .filter(access.words_readable_by(user), ~Exists(told), meeting__minutes__finished_at__isnull=False)
        .filter(Q(meeting__date__gt=day) | Q(meeting__minutes__finished_at__gte=start))
        .filter(Exists(MeetingBody.objects.filter(meeting=OuterRef("meeting"), body=body)))
        .exclude(meeting=meeting)
        .annotate(is_skipped=Exists(skipped))
        .select_related("block", "meeting")
        .order_by("meeting__date", "meeting", "running", "position")
    )
    if meeting.date:
        rows = rows.filter(meeting__date__lte=meeting.date)
    found = list(rows)
    words = words_of(_spans(found))
    return [
        Offered(
            f"beslut-{one.pk}", words[one.pk], body.list_name, one.number, one.meeting.date, one.get_absolute_url(),
            False, one.kind, body.pk, body.name, is_skipped=one.is_skipped,
        )
        for one in found
    ]  # fmt: skip


def _answers(item: AgendaItem, user: User) -> list[Offered]:
    told, skipped = _told(item, "answer")
    led = Exists(
        MeetingBody.objects.filter(
            meeting=OuterRef("hand_on__meeting"), body=item.meeting.leading_body, position=0
        )
    )
    rows = (
        HandOnAnswer.objects.filter(led, ~Exists(told), is_excused=False)
        .filter(hand_on__in=handon_lists.readable(user))
        .annotate(is_skipped=Exists(skipped))
        .select_related("body", "hand_on__block", "hand_on__meeting")
        .order_by("answered_at", "pk")
    )
    if item.reports_from_id:
        rows = rows.filter(body=item.reports_from_id)
    found = list(rows)
    words = words_of(_spans([one.hand_on for one in found]))
    return [
        Offered(
            f"svar-{one.pk}", one.text, one.body.list_name, "", one.hand_on.meeting.date,
            f"/medskick/{one.hand_on_id}/", True, body=one.body_id, body_name=one.body.name,
            asked=words[one.hand_on_id], is_skipped=one.is_skipped,
        )
        for one in found
    ]  # fmt: skip


def _spans(rows: Iterable[Any]) -> list[Span]:
    return [Span(one.pk, one.item_id, one.block_id, one.last_block_id, one.block.html) for one in rows]


# Taken in, left out


def obstacles_to_reporting(item: AgendaItem, keys: Collection[str]) -> list[str]:
    """Why what was chosen cannot be reported on the item, or left out there."""
    if item.role != ItemRole.REPORT:
        return [NOT_A_REPORT]
    return [] if keys else [NOTHING_CHOSEN]


@transaction.atomic
def take_in(item: AgendaItem, *, keys: Collection[str], by: User) -> int:
    """Put the chosen into the item's text, last, and note that they are reported. Returns how many.

    What somebody has taken in meanwhile is not taken in twice. Raises NotAllowed where nothing is chosen, or the
    minutes are frozen.
    """
    item, chosen = _chosen(item, keys, by)
    if not chosen:
        return 0
    last = (
        ItemBlock.objects.standing()
        .filter(item=item, parent=None)
        .order_by("position", "pk")
        .values_list("pk")
        .last()
    )
    changes, blocks, records = _changes(chosen, after=last[0] if last else None)
    texts.save(item, changes, by=by)
    for one in chosen:
        if record := records.get(one.key):
            Decision.objects.filter(pk=record).update(
                is_own=False, taken_by=one.body_name[:200], taken_by_body=one.body
            )
        _note(item, one, block=blocks[one.key])
    log.write("tog in i rapport", by=by, about=item.meeting, item=str(item), number=len(chosen))
    return len(chosen)


@transaction.atomic
def skip(item: AgendaItem, *, keys: Collection[str], by: User) -> int:
    """Leave the chosen out: they are not offered at coming meetings either. Returns how many. Raises NotAllowed."""
    item, chosen = _chosen(item, keys, by)
    for one in chosen:
        _note(item, one, block=None)
    log.write("valde bort i rapport", by=by, about=item.meeting, item=str(item), number=len(chosen))
    return len(chosen)


def _chosen(item: AgendaItem, keys: Collection[str], by: User) -> tuple[AgendaItem, list[Offered]]:
    """The item read again under its meeting's lock, and what of the keys is still offered."""
    open_for_change(item.meeting)
    item = AgendaItem.objects.select_related("meeting", "reports_from").get(pk=item.pk)
    if obstacles := obstacles_to_reporting(item, keys):
        raise NotAllowed(obstacles)
    offered = offer(item, by)
    return item, [one for one in (*offered.open, *offered.skipped) if one.key in keys]


def _note(item: AgendaItem, one: Offered, *, block: UUID | None) -> None:
    what: dict[str, Any] = {"answer_id" if one.is_answer else "decision_id": one.key.partition("-")[2]}
    Reported.objects.update_or_create(
        item=item, **what, defaults={"block_id": block, "skipped": block is None}
    )


def _changes(
    chosen: Sequence[Offered], *, after: UUID | None
) -> tuple[list[texts.Change], dict[str, UUID], dict[str, UUID]]:
    """Paragraphs in order: a line for each meeting, its decisions as a list, and each answer with what was asked.

    Also which block and which record each became.
    """
    changes: list[texts.Change] = []
    blocks: dict[str, UUID] = {}
    records: dict[str, UUID] = {}

    def say(words: str, **facts: Any) -> UUID:
        nonlocal after
        change = texts.Change(key=uuid4(), html=from_plain(words), after=after, **facts)
        changes.append(change)
        after = change.key
        return change.key

    told: tuple[int | None, dt.date | None] | None = None
    for one in chosen:
        if one.is_answer:
            blocks[one.key] = say(f"{one.source} har svarat på medskicket ”{one.asked}”: {one.words}")
            continue
        if told != (one.body, one.day):
            told = (one.body, one.day)
            say(f"{one.source} beslutade{f' {day_in_words(one.day)}' if one.day else ''}:")
        records[one.key] = uuid4()
        fields = {"kind": one.kind, "is_own": False, "by": one.body_name}
        record = {"id": str(records[one.key]), "type": "decision", "fields": fields}
        words = f"{one.words} ({one.number})" if one.number else one.words
        blocks[one.key] = say(words, kind="bullet", records=[record])
    return changes, blocks, records
