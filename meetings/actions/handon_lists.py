"""Medskick read: what was handed to which group, and how far each has come with it (K6, A15)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from meetings import access
from meetings.actions.decisions import says
from meetings.actions.wordings import Span, words_of
from meetings.models import (
    AgendaItem,
    BacklogItem,
    Body,
    Decision,
    HandOn,
    HandOnAnswer,
    HandOnReceiver,
    Input,
    Meeting,
    MeetingBody,
)
from secretariat.lib.dates import and_list, day_in_words, local_day
from secretariat.registry.models import User

NEW, LATE, AGENDA, TAKEN, ANSWERED, EXCUSED = "new", "late", "agenda", "taken", "answered", "excused"
STILL_OPEN = (NEW, LATE, AGENDA, TAKEN)
PATIENCE = 2  # meetings a group may hold without answering before that is late
_MARKS = {
    NEW: "planned",
    LATE: "late",
    AGENDA: "planned",
    TAKEN: "pending",
    ANSWERED: "done",
    EXCUSED: "replaced",
}
_COLUMNS = (
    "pk", "stage", "body_id", "body__name", "body__short_name", "body__type__name", "from_name", "held", "taken_item",
    "answer_text", "answered_at", "handon_id", "handon__meeting_id", "handon__meeting__date", "handon__item_id",
    "handon__block_id", "handon__last_block_id", "handon__block__html",
)  # fmt: skip


@dataclass(frozen=True)
class ListedReceiver:
    """One group that was handed a medskick, and how far it has come, in words.

    `item` is the point it was taken up on, where the reader may know of that meeting.
    """

    key: UUID
    words: str
    stage: str
    body: int
    body_name: str
    body_type: str
    from_name: str
    date: dt.date | None
    held: int
    item: AgendaItem | None
    text: str
    answered_on: dt.date | None

    @property
    def mark(self) -> str:
        """Kind of mark beside the words."""
        return _MARKS[self.stage]

    @property
    def status(self) -> str:
        """How far the group has come."""
        if self.stage in (ANSWERED, EXCUSED):
            return "Har svarat" if self.stage == ANSWERED else "Svar behövs inte"
        if self.stage == LATE:
            return f"Sent, gruppen har mötts {self.held} gånger"
        return {NEW: "Inte upptaget än", AGENDA: "På dagordningen", TAKEN: "Upptaget, inget svar än"}[
            self.stage
        ]

    @property
    def where(self) -> str:
        """The meeting that took it up or is to, in words."""
        if self.item is None:
            return ""
        meeting = self.item.meeting
        return f"{meeting.heading} {day_in_words(meeting.date)}" if meeting.date else meeting.heading


def readable(user: User, q: str = "") -> QuerySet[HandOn]:
    """Medskick in minutes whose words this user may read; with `q` in the words or in whom it goes to."""
    rows = HandOn.objects.filter(access.words_readable_by(user))
    return rows.filter(Q(to__icontains=q) | says(q)) if q else rows


def receivers(points: QuerySet[HandOn], *, today: dt.date) -> QuerySet[Any, Any]:
    """Every group these were handed to, with `stage` and what it is told from."""
    same = {"hand_on": OuterRef("handon"), "body": OuterRef("body")}
    answers = HandOnAnswer.objects.filter(**same)
    taken = BacklogItem.objects.filter(**same, item__removed_at=None).exclude(
        Q(item=None) | Q(state__in=[BacklogItem.State.OPEN, BacklogItem.State.PROPOSED])
    )
    held = (
        MeetingBody.objects.filter(
            body=OuterRef("body"),
            meeting__date__gt=OuterRef("handon__meeting__date"),
            meeting__date__lt=today,
        )
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .order_by()
        .values("body")
        .annotate(number=Count("pk"))
    )
    leads = MeetingBody.objects.filter(meeting=OuterRef("handon__meeting")).order_by("position")
    return (
        HandOnReceiver.objects.filter(handon__in=points)
        .annotate(
            answer=Subquery(answers.values("pk")[:1]),
            answer_text=Subquery(answers.values("text")[:1]),
            answered_at=Subquery(answers.values("answered_at")[:1]),
            excused=Subquery(answers.values("is_excused")[:1]),
            taken_item=Subquery(taken.values("item")[:1]),
            taken_on=Subquery(taken.values("item__meeting__date")[:1]),
            taken_frozen=Subquery(taken.values("item__meeting__minutes__frozen_at")[:1]),
            held=Coalesce(Subquery(held.values("number")[:1]), 0, output_field=IntegerField()),
            from_id=Subquery(leads.values("body")[:1]),
            from_name=Subquery(
                leads.values(name=Coalesce(NullIf("body__short_name", Value("")), "body__name"))[:1]
            ),
        )
        .annotate(stage=_stage(today))
    )


def _stage(today: dt.date) -> Case:
    coming = Q(taken_item__isnull=False, taken_frozen=None) & (Q(taken_on=None) | Q(taken_on__gte=today))
    return Case(
        When(excused=True, then=Value(EXCUSED)),
        When(answer__isnull=False, then=Value(ANSWERED)),
        When(coming, then=Value(AGENDA)),
        When(held__gte=PATIENCE, then=Value(LATE)),
        When(taken_item__isnull=False, then=Value(TAKEN)),
        default=Value(NEW),
        output_field=CharField(),
    )


def in_order(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Latest meeting first, one medskick's groups together."""
    return rows.order_by(
        "-handon__meeting__date", "handon__meeting", "handon__position", "handon", "body__sort_key"
    )


def columns() -> tuple[str, ...]:
    """What `listed` wants of each row of `receivers`."""
    return _COLUMNS


def listed(rows: Iterable[tuple[Any, ...]], user: User) -> list[ListedReceiver]:
    """Rows of `values_list(*columns())` in words: at most three further queries, whatever the number."""
    found: Sequence[tuple[Any, ...]] = list(rows)
    spans = {row[11]: Span(row[11], row[14], row[15], row[16], row[17]) for row in found}
    words = words_of(spans.values())
    items = _items({row[8] for row in found if row[8]}, user)
    return [
        ListedReceiver(
            key=row[11],
            words=words[row[11]],
            stage=row[1],
            body=row[2],
            body_name=row[4] or row[3],
            body_type=row[5],
            from_name=row[6],
            date=row[13],
            held=row[7],
            item=items.get(row[8]),
            text=row[9] or "",
            answered_on=local_day(row[10]) if row[10] else None,
        )
        for row in found
    ]


def _items(keys: set[int], user: User) -> dict[int, AgendaItem]:
    """Those of the items whose meetings the user may know of."""
    if not keys:
        return {}
    visible = Meeting.objects.visible_to(user)
    rows = AgendaItem.objects.filter(pk__in=keys, meeting__in=visible)
    return {
        one.pk: one
        for one in rows.select_related("meeting").prefetch_related("meeting__meeting_bodies__body")
    }


def of_points(points: QuerySet[HandOn], user: User, *, today: dt.date) -> dict[UUID, list[ListedReceiver]]:
    """The groups of each medskick, in words. A fixed number of queries."""
    found: dict[UUID, list[ListedReceiver]] = {}
    for one in listed(in_order(receivers(points, today=today)).values_list(*_COLUMNS), user):
        found.setdefault(one.key, []).append(one)
    return found


def sentence(groups: Sequence[ListedReceiver]) -> str:
    """How it stands with one medskick: "3 av 4 länsdelsgrupper har svarat. Kvar: Norr." """
    asked = [one for one in groups if one.stage != EXCUSED]
    if not asked:
        return "Inget svar behövs."
    left = [one.body_name for one in asked if one.stage != ANSWERED]
    many = _many({one.body_type for one in asked}) if len(asked) > 1 else "grupp"
    said = f"{len(asked) - len(left)} av {len(asked)} {many} har svarat."
    return f"{said} Kvar: {and_list(left)}." if left else said


def _many(types: set[str]) -> str:
    """What several groups are called, where all are of one sort.

    >>> _many({"länsdelsgrupp"}), _many({"samverkansråd"}), _many({"chefsgrupp", "råd"})
    ('länsdelsgrupper', 'samverkansråd', 'grupper')
    """
    name = next(iter(types)) if len(types) == 1 else ""
    if name.endswith("grupp"):
        return f"{name}er"
    return name if name.endswith("råd") else "grupper"


def suggested(hand_on: HandOn, body: Body) -> tuple[str, AgendaItem | None]:
    """An answer drawn from the decisions and inputs of the point that took it up, once those minutes are finished.

    Also the point itself. Empty where there is none.
    """
    rows = BacklogItem.objects.filter(
        hand_on=hand_on, body=body, item__isnull=False, item__removed_at=None
    ).exclude(state=BacklogItem.State.OPEN)
    row = rows.select_related("item__meeting__minutes").first()
    item = row.item if row else None
    if item is None or not item.meeting.minutes.is_finished:
        return "", item
    family = Q(item=item) | Q(item__parent=item)
    found = [
        *Decision.objects.own().filter(family).select_related("block").order_by("item__position", "position"),
        *Input.objects.filter(family).select_related("block").order_by("item__position", "position"),
    ]
    words = words_of(
        Span(one.pk, one.item_id, one.block_id, one.last_block_id, one.block.html) for one in found
    )
    return "\n".join(words[one.pk] for one in found), item
