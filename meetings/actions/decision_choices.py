"""Which decisions are asked for: the choices of the list, kept so that the worker can read the same rows (B5, K4).

What a choice asks is composed once for each set of conditions (`lib.statements`), all but what somebody typed.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast

from meetings import reach
from meetings.models import Decision
from meetings.reach import Reader
from secretariat.lib.counting import composed, with_values
from secretariat.lib.statements import Inner, Slices, Statement
from secretariat.registry.models import User

from . import decisions

OWN, EVERYTHING = "egna", "alla"
CHOSEN = "vald"  # how a row's bodies count where one is chosen: whether that one takes part


@dataclass(frozen=True)
class Choice:
    """Words, a party concerned, a matter, and what the filters let through, by filter: values that were offered."""

    q: str = ""
    party: int | None = None
    matter: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def rows(self, user: User) -> QuerySet[Decision]:
        """The decisions of the list, in its order."""
        asked, shape = self._read(reach.reader_of(user))
        return _listed(shape, self.q, *asked)

    def paged(self, reader: Reader) -> Slices[Any] | QuerySet[Decision, Any]:
        """The keys of the same rows, for a paginator to take a page of."""
        asked, shape = self._read(reader)
        return _listed(shape, self.q, *asked).values_list("pk") if self.q else _listing(shape).paged(*asked)

    def counted(
        self, reader: Reader, names: tuple[str, ...], *, by: str = ""
    ) -> tuple[str, Sequence[Any]] | None:
        """What `counts` counts by the filters named: before any filter but words, party and matter.

        With `by`, a relation a decision may have several of, one row for each, whatever party is chosen.
        """
        asked, shape = self._read(reader, filters=False, party=by != PARTIES)
        is_body_chosen = bool(self.values[BODY])
        if self.q:  # with the values already
            return composed(_counted(shape, self.q, names, by, is_body_chosen, *asked))
        return _inner(shape, names, by, is_body_chosen).sql(*asked)

    def _read(self, reader: Reader, *, filters: bool = True, party: bool = True) -> "tuple[_Asked, _Shape]":
        values, year = self.values, int(self.values["ar"] or 1)
        asked = _Asked(
            reader.person, self.party or 0, self.matter or 0, int(values[BODY] or 0), dt.date(year, 1, 1),
            dt.date(year, 12, 31), values["slag"], values["tema"], reader.kept,
        )  # fmt: skip
        kind = (
            reader.sees_all,
            bool(reader.person),
            reader.writes,
            bool(party and self.party),
            bool(self.matter),
        )
        if not filters:
            return asked, _Shape(*kind)
        constants = (values["status"], values["galler"], values["vems"])
        return asked, _Shape(
            *kind, *constants, *(bool(values[name]) for name in (BODY, "ar", "slag", "tema"))
        )

    def kept(self) -> dict[str, Any]:
        """As JSON. `Choice(**kept)` is the choice again."""
        return asdict(self)


BODY, PARTIES, BODIES = "grupp", "parties", "meeting__meeting_bodies__body"


class _Asked(NamedTuple):
    """The values, as the database takes them, in the order of a statement."""

    reader: int
    party: int
    matter: int
    body: int
    first: dt.date
    last: dt.date
    kind: str
    theme: str
    kept: list[int]


class _Shape(NamedTuple):
    """Which conditions there are, whatever their values; `status`, `holds` and `whose` have few and stand here."""

    sees_all: bool
    known: bool
    writes: bool
    party: bool
    matter: bool
    status: str = ""
    holds: str = ""
    whose: str = EVERYTHING
    body: bool = False
    year: bool = False
    kind: bool = False
    theme: bool = False


class _Key(NamedTuple):
    pk: UUID


_TAKES = tuple(_Asked.__annotations__.values())


@cache
def _listing(shape: _Shape) -> Statement[_Key]:
    return Statement(_Key, partial(_listed, shape, ""), takes=_TAKES)


@cache
def _inner(shape: _Shape, names: tuple[str, ...], by: str, is_body_chosen: bool) -> Inner:
    return Inner(partial(_counted, shape, "", names, by, is_body_chosen), takes=_TAKES)


def _readable(shape: _Shape, q: str, asked: _Asked) -> QuerySet[Decision]:
    """What may be read of the words, the matter and the party, before any filter."""
    reader = Reader(shape.sees_all, asked.reader if shape.known else 0, shape.writes, asked.kept)
    rows = decisions.read_by(reader, q, reported=True)
    if shape.matter:
        rows = rows.filter(matter=asked.matter)
    return rows.filter(parties=asked.party) if shape.party else rows


def _listed(shape: _Shape, q: str, *values: Any) -> QuerySet[Decision]:
    asked = _Asked(*values)
    rows = _readable(shape, q, asked)
    if shape.status:
        rows = rows.filter(meeting__minutes__finished_at__isnull=shape.status != "klart")
    if shape.holds:
        rows = rows.alias(replaced=decisions.superseded()).filter(replaced=shape.holds == "ersatt")
    if shape.whose != EVERYTHING:
        rows = rows.filter(is_own=shape.whose == OWN)
    if shape.body:
        rows = rows.filter(decisions.of_body(asked.body))
    if shape.year:
        rows = rows.filter(meeting__date__range=(asked.first, asked.last))
    if shape.kind:
        rows = rows.filter(kind=asked.kind)
    if shape.theme:
        rows = rows.filter(theme__slug=asked.theme)
    return decisions.in_order(rows)


def _counted(
    shape: _Shape, q: str, names: tuple[str, ...], by: str, is_body_chosen: bool, *values: Any
) -> QuerySet[Any]:
    asked = _Asked(*values)
    rows = _readable(shape, q, asked)
    if "galler" in names:
        rows = rows.alias(replaced=decisions.superseded())
    if by:
        rows = rows.filter(**{f"{by}__isnull": False})
    expressions = _ones(asked.body if is_body_chosen else None)
    if by:
        expressions |= {BODY if by == BODIES else "part": Cast(by, CharField())}
    chosen = {name: expressions[name] for name in names}
    return with_values(rows, chosen)


def _ones(body: int | None) -> dict[str, Any]:
    """What a decision has one of, as the address writes it. Of bodies only whether the chosen one takes part."""
    taking_part = [] if body is None else [When(decisions.of_body(body), then=Value(CHOSEN))]
    return {
        "status": F("meeting__minutes__state"),
        "galler": Case(When(replaced=True, then=Value("ersatt")), default=Value("nu")),
        BODY: Case(*taking_part, default=Value(""), output_field=CharField()),
        "ar": Cast("meeting__date__year", CharField()),
        "tema": F("theme__slug"),
        "slag": F("kind"),
        "vems": Case(When(is_own=True, then=Value(OWN)), default=Value("andras")),
    }


ONES = tuple(_ones(None))
