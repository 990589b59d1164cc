"""Meetings as their list shows them, in words: a few queries, whatever the number.

What the list asks is composed once for each set of filters (`lib.statements`), all but what somebody typed.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import IsNull
from django.utils import timezone

from meetings import access, reach
from meetings.models import ItemBlock, Meeting, MeetingBody, Minutes
from secretariat.lib.statements import Slices, Statement
from secretariat.registry.models import User

from .turnout import tallies_of

COMING = "coming"  # where no notes are to be expected yet


class Filters(NamedTuple):
    """What each filter is asked for, as the address writes it; nothing where it is not."""

    when: str = ""
    body: str = ""
    year: str = ""
    minutes: str = ""
    state: str = ""


@dataclass(frozen=True)
class Group:
    """How many visible meetings share body, year, state and so on; what the filters are counted from."""

    body: str
    body_name: str
    leads: bool
    year: str
    state: str
    minutes: str
    when: str
    count: int


class _Row(NamedTuple):
    pk: int
    title: str
    date: dt.date | None
    place: str
    form: str
    state: str
    stage: str
    body_names: list[str]


class _Counted(NamedTuple):
    body: int | None
    position: int | None
    year: int | None
    state: str
    stage: str | None
    coming: bool | None
    short_name: str | None
    name: str | None
    number: int


# Of which rows


def _visible(known: Collection[int] | None) -> QuerySet[Meeting]:
    """`visible_to`, where it is known which unfinished ones that is; None for those who see everything."""
    rows = Meeting.objects.order_by()
    return rows if known is None else rows.filter(Q(minutes__finished_at__isnull=False) | Q(pk__in=known))


def known_to(user: User) -> list[int] | None:
    """Which unfinished meetings this user may know of; None for those who see everything. One query at most."""
    return None if access.is_office(user) else reach.unfinished_known_to(user)


def _found(rows: QuerySet[Meeting], q: str) -> QuerySet[Meeting]:
    if not q:
        return rows
    named = MeetingBody.objects.filter(meeting=OuterRef("pk")).filter(
        Q(body__name__icontains=q)
        | Q(body__short_name__icontains=q)
        | Q(body__code__iexact=q)
        | Q(body__aliases__icontains=q)
        | Q(printed_name__icontains=q)
    )
    return rows.filter(
        Q(title__icontains=q)
        | Q(place__icontains=q)
        | Q(chair_name__icontains=q)
        | Q(chair__family_name__icontains=q)
        | Exists(named)
    )


def _stage(today: dt.date) -> Case:
    """Where the notes of a meeting are, as an office says it.

    A draft is what somebody has begun to write, or should have: the day is past. Before that the meeting is to come.
    A cancelled one that nobody has written about has no notes. Whether somebody has written is asked last, and of the
    meeting's own rows: as a condition the database would first gather everything ever written.
    """
    written = ItemBlock.objects.standing().filter(meeting=OuterRef("pk")).exclude(html="").order_by()
    begun = IsNull(Subquery(written.values("meeting")[:1]), False)
    cancelled = Q(state=Meeting.State.CANCELLED)
    return Case(
        When(~Q(minutes__state=Minutes.State.DRAFT), then=F("minutes__state")),
        When(Q(date__lt=today) & ~cancelled, then=Value(Minutes.State.DRAFT)),
        When(begun, then=Value(Minutes.State.DRAFT)),
        When(cancelled, then=Value("")),
        default=Value(COMING),
        output_field=CharField(),
    )


# The filters' counts


def groups(known: list[int] | None, q: str) -> list[Group]:
    """What all the filters count, among finished meetings and those `known_to` somebody. One query.

    Rows are grouped by the body's key, never by its names: the database would sort words where it could sort numbers.
    """
    today = timezone.localdate()
    counted: Iterable[Any] = (
        _grouped(_found(_visible(known), q), today).values_list(
            *(_BY.get(name, name) for name in _Counted._fields)
        )
        if q
        else _groups(known is None).of(today, known or [])
    )
    return [
        Group(
            body=str(one.body or ""),
            body_name=one.short_name or one.name or "",
            leads=not one.position,
            year=str(one.year or ""),
            state=one.state,
            minutes=one.stage or "",
            when={True: "kommande", False: "tidigare"}.get(one.coming, ""),  # type: ignore[arg-type]
            count=one.number,
        )
        for one in map(_Counted._make, counted)
    ]


_BY = {
    "body": "meeting_bodies__body", "position": "meeting_bodies__position", "year": "date__year",
    "state": "state", "stage": "stage", "coming": "coming",
}  # fmt: skip


@cache
def _groups(everything: bool) -> Statement[_Counted]:
    def of(today: dt.date, known: list[int]) -> QuerySet[Any]:
        return _grouped(_visible(None if everything else known), today)

    return Statement(_Counted, of, takes=(dt.date, list[int]), **_BY)


def _grouped(rows: QuerySet[Meeting], today: dt.date) -> QuerySet[Any]:
    coming = ExpressionWrapper(Q(date__gte=today), output_field=BooleanField(null=True))
    body = "meeting_bodies__body__"
    return (
        rows.annotate(coming=coming, stage=_stage(today))
        .values(*_BY.values())
        .annotate(short_name=Min(f"{body}short_name"), name=Min(f"{body}name"), number=Count("pk"))
    )


# The rows


class _Asked(NamedTuple):
    """The values of the filters, as the database takes them, in the order of a statement."""

    today: dt.date
    first: dt.date
    last: dt.date
    body: int
    minutes: str
    state: str
    known: list[int]


def rows(known: list[int] | None, q: str, filters: Filters) -> Slices[Any] | QuerySet[Any, Any]:
    """The meetings asked for, in order, for a paginator to take a page of and `listed` to put in words."""
    year = int(filters.year or 1)
    asked = _Asked(
        timezone.localdate(), dt.date(year, 1, 1), dt.date(year, 12, 31), int(filters.body or 0), filters.minutes,
        filters.state, known or [],
    )  # fmt: skip
    shape = _Shape(known is None, filters.when, *(bool(one) for one in filters[1:]))
    if q:
        return _found(_asked_for(shape, *asked), q).values_list(*_Row._fields)
    return _listing(shape).paged(*asked)


class _Shape(NamedTuple):
    """Which conditions there are, whatever their values."""

    everything: bool
    when: str
    body: bool
    year: bool
    minutes: bool
    state: bool


@cache
def _listing(shape: _Shape) -> Statement[_Row]:
    return Statement(_Row, partial(_asked_for, shape), takes=tuple(_Asked.__annotations__.values()))


_NAMES = (  # asked of the rows of a page alone, like all that PostgreSQL takes to be dear
    MeetingBody.objects.filter(meeting=OuterRef("pk"))
    .order_by("position", "pk")
    .values_list(Coalesce(NullIf("body__short_name", Value("")), "body__name"))
)


def _asked_for(shape: _Shape, *values: Any) -> QuerySet[Meeting]:
    asked = _Asked(*values)
    rows = _visible(None if shape.everything else asked.known).annotate(
        stage=_stage(asked.today), body_names=ArraySubquery(_NAMES)
    )
    if shape.when:
        soonest_first = shape.when == "kommande"
        rows = rows.filter(date__gte=asked.today) if soonest_first else rows.filter(date__lt=asked.today)
    if shape.body:
        rows = rows.filter(Exists(MeetingBody.objects.filter(meeting=OuterRef("pk"), body=asked.body)))
    if shape.year:
        rows = rows.filter(date__range=(asked.first, asked.last))
    if shape.minutes:
        rows = rows.filter(stage=asked.minutes)
    if shape.state:
        rows = rows.filter(state=asked.state)
    if shape.when == "kommande":
        return rows.order_by("date", "start_time", "-pk")
    return rows.order_by(F("date").desc(nulls_first=True), "-start_time", "-pk")


# In words


@dataclass(frozen=True)
class ListedMeeting:
    """A meeting in a row of the list."""

    key: int
    heading: str
    date: dt.date | None
    place: str
    form: str
    state: str
    stage: str
    answers: str


_FORMS = {str(value): str(words) for value, words in Meeting.Form.choices}


def listed(page: Iterable[Any], *, with_answers: bool = False) -> list[ListedMeeting]:
    """A page of `rows`, in the order they have.

    With answers, what those called to coming meetings have said: one query more where there is such a meeting.
    """
    found = [_Row._make(row) for row in page]
    today = timezone.localdate()
    coming = [row for row in found if with_answers and row.date and row.date >= today]
    tallies = tallies_of(coming) if coming else {}  # type: ignore[arg-type]  # asks for pk alone
    return [
        ListedMeeting(
            key=row.pk,
            heading=row.title or " och ".join(row.body_names) or "Möte utan namngiven grupp",
            date=row.date,
            place=row.place,
            form=_FORMS[row.form],
            state=row.state,
            stage=row.stage,
            answers=tallies[row.pk].in_words if row.pk in tallies else "",
        )
        for row in found
    ]
