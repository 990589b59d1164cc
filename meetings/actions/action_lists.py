"""The list of uppdrag: which rows, in which order, and what its filters count (K9).

What it asks is composed once for each set of filters (`lib.statements`), all but what somebody typed.
"""

import datetime as dt
from collections.abc import Iterable
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from meetings import reach
from meetings.models import Action
from meetings.reach import Reader
from secretariat.lib.statements import Slices, Statement

from . import actions as register
from .actions import ListedAction, in_order, of_body, with_stage


class Filters(NamedTuple):
    """What each filter is asked for: stages of an action, keys of a body, a person and a party; nothing where not."""

    stages: tuple[str, ...] = ()
    body: int = 0
    person: int = 0
    party: int = 0


class Counted(NamedTuple):
    """How many actions share body, stage, person and party, with the names of these."""

    body: int | None
    position: int | None
    stage: str
    person: int | None
    hidden: bool | None
    party_id: int | None
    body_short: str | None
    body_name: str | None
    given_name: str | None
    family_name: str | None
    party: str
    number: int


_BY = {
    "body": "meeting__meeting_bodies__body", "position": "meeting__meeting_bodies__position", "stage": "stage",
    "person": "person", "hidden": "person__protected_identity", "party_id": "party_id",
}  # fmt: skip
_NAMES = {
    "body_short": "meeting__meeting_bodies__body__short_name", "body_name": "meeting__meeting_bodies__body__name",
    "given_name": "person__given_name", "family_name": "person__family_name",
}  # fmt: skip


def _sent_out(reader: Reader, today: dt.date, q: str = "") -> QuerySet[Any, Any]:
    rows = Action.objects.filter(reach.words_read_by(reader)).order_by()
    return with_stage(rows.filter(register.found_by(q)) if q else rows, today=today)


def groups(reader: Reader, q: str, *, today: dt.date) -> list[Counted]:
    """What all the filters count among words that somebody may read. One query.

    Rows are grouped by keys, never by names: the database would sort words where it could sort numbers.
    """
    if not q:
        return _groups(*_kind(reader)).of(today, reader.person, reader.kept)
    names = [_BY.get(name, name) for name in Counted._fields]
    return [Counted._make(row) for row in _grouped(_sent_out(reader, today, q)).values_list(*names)]


def _kind(reader: Reader) -> tuple[bool, bool, bool]:
    return reader.sees_all, bool(reader.person), reader.writes


@cache
def _groups(sees_all: bool, known: bool, writes: bool) -> Statement[Counted]:
    def of(today: dt.date, person: int, kept: list[int]) -> QuerySet[Any, Any]:
        return _grouped(_sent_out(Reader(sees_all, person if known else 0, writes, kept), today))

    return Statement(Counted, of, takes=(dt.date, int, list[int]), **_BY)


def _grouped(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    smallest = {name: Min(column) for name, column in _NAMES.items()}
    return rows.values(*_BY.values(), "party").annotate(**smallest, number=Count("pk"))


class _Key(NamedTuple):
    pk: UUID


class _Asked(NamedTuple):
    """The values of the filters, as the database takes them, in the order of a statement."""

    today: dt.date
    body: int
    person: int
    party: int
    reader: int
    kept: list[int]


class _Shape(NamedTuple):
    """Which conditions there are, whatever their values."""

    sees_all: bool
    known: bool
    writes: bool
    stages: tuple[str, ...]
    body: bool
    person: bool
    party: bool


def rows(reader: Reader, q: str, filters: Filters, *, today: dt.date) -> Slices[Any] | QuerySet[Any, Any]:
    """Keys of the actions asked for, in order, for a paginator to take a page of and `shown` to put in words."""
    asked, shape = _read(reader, filters, today)
    if q:
        return _asked_for(shape, *asked, q=q).values_list("pk")
    return _listing(shape).paged(*asked)


def _read(reader: Reader, filters: Filters, today: dt.date) -> tuple[_Asked, _Shape]:
    asked = _Asked(today, *filters[1:], reader.person, reader.kept)
    return asked, _Shape(*_kind(reader), filters.stages, *(bool(one) for one in filters[1:]))


@cache
def _listing(shape: _Shape) -> Statement[_Key]:
    return Statement(_Key, partial(_asked_for, shape), takes=tuple(_Asked.__annotations__.values()))


def _asked_for(shape: _Shape, *values: Any, q: str = "") -> QuerySet[Any, Any]:
    asked = _Asked(*values)
    reader = Reader(shape.sees_all, asked.reader if shape.known else 0, shape.writes, asked.kept)
    found = _sent_out(reader, asked.today, q)
    conditions = Q()
    if shape.stages:
        conditions &= Q(stage__in=shape.stages)
    if shape.body:
        conditions &= of_body(asked.body)
    if shape.person:
        conditions &= Q(person=asked.person)
    if shape.party:
        conditions &= Q(party_id=asked.party)
    return in_order(found.filter(conditions))


def everything(reader: Reader, q: str, filters: Filters, *, today: dt.date) -> QuerySet[Any, tuple[Any, ...]]:
    """The same rows, all of them, with what `actions.listed` wants of each: for a file."""
    asked, shape = _read(reader, filters, today)
    return _asked_for(shape, *asked, q=q).values_list(*register.columns())


_SHOWN = Statement(
    register.Columns,
    lambda keys, today: in_order(with_stage(Action.objects.filter(pk__in=keys), today=today)),
    takes=(list[UUID], dt.date),
)


def shown(page: Iterable[Any], *, today: dt.date) -> list[ListedAction]:
    """A page of `rows` in words, in the order they have. Three queries at most, whatever the number."""
    return register.listed(_SHOWN.of([pk for (pk,) in page], today), today=today)
