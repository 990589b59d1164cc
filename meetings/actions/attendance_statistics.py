"""How often people are there (J3, N4).

The base is the meetings that were held while the person had the seat and where attendance was recorded. What is outside
it is never counted as absence: it is listed apart.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from django.db.models import Q

from meetings.models import MeetingBody, Membership, Seat
from secretariat.lib.periods import Period, half_year_of
from secretariat.lib.sheets import Column, CsvFile, ExcelFile, Kind
from secretariat.lib.sorting import swedish_key

from .attendance_files import EXPLAINED
from .attendance_people import PROTECTED, State
from .attendance_rows import Selection


class Per(StrEnum):
    """What each row of the statistics is about."""

    PERSON = "person"
    PARTY = "part"
    BODY = "grupp"
    HALF = "halvar"


PER_WORDS = {Per.PERSON: "Person", Per.PARTY: "Part", Per.BODY: "Grupp", Per.HALF: "Halvår"}
_MEMBER, _SUBSTITUTE, _CO_OPTED = "ledamot", "ersättare", "adjungerad"
_CLASS: dict[str, str] = {
    Seat.Kind.CHAIR: _MEMBER, Seat.Kind.VICE_CHAIR: _MEMBER, Seat.Kind.MEMBER: _MEMBER,
    Seat.Kind.SUBSTITUTE: _SUBSTITUTE, Seat.Kind.CO_OPTED: _CO_OPTED,
}  # fmt: skip
_WEIGHT = (_MEMBER, _SUBSTITUTE, _CO_OPTED)
_NO_PARTY = "Utan part"


@dataclass
class Tally:
    """Counts of one row. `base` is what the share is counted of."""

    present: int = 0
    apology: int = 0
    absent: int = 0
    unrecorded: int = 0
    substitutes: int = 0

    @property
    def base(self) -> int:
        """Times the attendance was recorded."""
        return self.present + self.apology + self.absent

    @property
    def share(self) -> float | None:
        """Present of the base, 0–1; nothing where the base is empty."""
        return self.present / self.base if self.base else None

    @property
    def percent(self) -> str:
        """The share as it is printed: 85,7 %. Empty where there is no base."""
        return f"{self.share * 100:.1f}".replace(".", ",") + "\u00a0%" if self.share is not None else ""

    def add(self, state: str) -> None:
        """One time more."""
        name = "unrecorded" if state == State.UNKNOWN else state
        setattr(self, name, getattr(self, name) + 1)


@dataclass
class StatisticRow:
    """One person, part, body or half-year."""

    name: str
    sort: str
    role: str = ""
    person: int | None = None
    total: Tally = field(default_factory=Tally)
    halves: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_halves: list[tuple[Period, Tally]] = field(default_factory=list)


class Outside(NamedTuple):
    """Somebody in a meeting who is outside the base, and why."""

    name: str
    meeting: int
    day: dt.date
    body: str
    why: str


@dataclass
class Statistics:
    """The rows of a selection, their total, and what is outside the base."""

    per: Per
    rows: list[StatisticRow]
    total: Tally
    halves: list[Period]
    meetings: int
    outside: list[Outside]
    unfinished: int

    @property
    def has_roles(self) -> bool:
        """Ersättare stand in rows of their own."""
        return self.per == Per.PERSON

    @property
    def shown_halves(self) -> list[Period]:
        """Half-years as columns, where there are some and not too many."""
        return self.halves if 1 < len(self.halves) <= 4 and self.per != Per.HALF else []


class _Sat(NamedTuple):
    """A seat that was held at a meeting."""

    meeting: int
    day: dt.date
    body: int
    person: int
    kind: str
    party: str


@dataclass
class _World:
    """What is read, in four queries."""

    bodies: dict[int, str]
    days: dict[int, dt.date]
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    recorded: dict[tuple[int, int], dict[int | None, str]] = field(default_factory=lambda: defaultdict(dict))
    strangers: list[Outside] = field(default_factory=list)
    noted: set[int] = field(default_factory=set)
    sat: list[_Sat] = field(default_factory=list)

    def name(self, person: int, given: str, family: str, sort: str, *, hidden: bool) -> None:
        """Keep a person's name, or the word for one that is not told (D7)."""
        self.names[person] = (PROTECTED, f"~{person}") if hidden else (f"{given} {family}".strip(), sort)

    def state_of(self, one: _Sat) -> str:
        """What was noted: in the body's own list, else in any list of the meeting."""
        found = self.recorded.get((one.meeting, one.person), {})
        return found.get(one.body) or next(iter(found.values()), State.UNKNOWN)


def statistics_of(selection: Selection, per: Per) -> Statistics:
    """Count a selection. The number of queries does not grow with it."""
    world = _read(selection)
    rows: dict[object, StatisticRow] = {}
    halves = {half.key: half for half in map(half_year_of, world.days.values())}
    total, taken = Tally(), set()
    for one in world.sat:
        half = half_year_of(one.day)
        state = world.state_of(one)
        if per == Per.PERSON and (one.meeting, one.person) in taken:
            continue
        taken.add((one.meeting, one.person))
        key, name = _about(per, one, half, world)
        row = rows.setdefault(key, StatisticRow(*name))
        _count([row.total, row.halves[half.key]], one.kind, state, every_role=per == Per.PERSON)
        _count([total], one.kind, state, every_role=False)
    statistics = Statistics(
        per=per,
        rows=sorted(rows.values(), key=lambda row: row.sort),
        total=total,
        halves=[halves[key] for key in sorted(halves)],
        meetings=len(world.days),
        outside=sorted(_outside(world), key=lambda one: (one.day, one.meeting, swedish_key(one.name))),
        unfinished=0 if selection.with_unfinished else selection.unfinished().count(),
    )
    for row in statistics.rows:
        row.by_halves = [(half, row.halves[half.key]) for half in statistics.shown_halves]
    return statistics


def _count(tallies: Iterable[Tally], kind: str, state: str, *, every_role: bool) -> None:
    """Members are counted; ersättare only beside them, unless each person has a row of their own."""
    for tally in tallies:
        if every_role or kind == _MEMBER:
            tally.add(state)
        elif kind == _SUBSTITUTE and state == State.PRESENT:
            tally.substitutes += 1


def _about(
    per: Per, one: _Sat, half: Period, world: _World
) -> tuple[object, tuple[str, str, str, int | None]]:
    """Which row a seat belongs to, and how that is named and sorted."""
    if per == Per.PERSON:
        name, sort = world.names[one.person]
        return (one.person, one.kind), (name, f"{sort}{_WEIGHT.index(one.kind)}", one.kind, one.person)
    if per == Per.PARTY:
        return one.party, (one.party, swedish_key(one.party), "", None)
    if per == Per.BODY:
        name = world.bodies[one.body]
        return one.body, (name, swedish_key(name), "", None)
    return half.key, (half.words.capitalize(), half.key, "", None)


def _outside(world: _World) -> list[Outside]:
    """Who is not in the base: not recorded, or there without a seat that day (N4)."""
    found = list(world.strangers)
    for one in world.sat:
        if world.state_of(one) == State.UNKNOWN and one.kind != _SUBSTITUTE:
            why = "ej registrerad" if one.meeting in world.noted else "ingen närvaro är noterad för mötet"
            found.append(
                Outside(world.names[one.person][0], one.meeting, one.day, world.bodies[one.body], why)
            )
    seated = {(one.meeting, one.person) for one in world.sat}
    for (meeting, person), states in world.recorded.items():
        if (meeting, person) not in seated and State.PRESENT in states.values():
            body = world.bodies.get(next(iter(states)) or 0, "")
            found.append(
                Outside(
                    world.names[person][0], meeting, world.days[meeting], body, "hade ingen plats den dagen"
                )
            )
    return found


def _read(selection: Selection) -> _World:
    """Meetings, their lists, and the seats that were held that day."""
    sittings: dict[int, list[tuple[int, dt.date]]] = defaultdict(list)
    rows = MeetingBody.objects.filter(meeting__in=selection.meetings())
    if selection.bodies:
        rows = rows.filter(body__in=selection.bodies)
    world = _World({}, {})
    for meeting, day, body, short, name in rows.order_by().values_list(
        "meeting_id", "meeting__date", "body_id", "body__short_name", "body__name"
    ):
        if day:
            sittings[body].append((meeting, day))
            world.days[meeting], world.bodies[body] = day, short or name
    _read_lists(selection, world)
    _read_seats(selection, world, sittings)
    return world


def _read_lists(selection: Selection, world: _World) -> None:
    rows = (
        selection.attendances()
        .order_by("meeting_id", "position")
        .values_list(
            "meeting_id", "body_id", "person_id", "state", "name", "person__given_name", "person__family_name",
            "person__sort_key", "person__protected_identity",
        )
    )  # fmt: skip
    for meeting, body, person, state, name, given, family, sort, hidden in rows.iterator(chunk_size=2000):
        if state != State.UNKNOWN:
            world.noted.add(meeting)
        if person:
            world.name(person, given or "", family or "", sort or "", hidden=bool(hidden))
            if state != State.UNKNOWN:
                world.recorded[meeting, person][body] = state
        elif state == State.PRESENT and meeting in world.days:
            where = world.bodies.get(body or 0, "")
            world.strangers.append(
                Outside(name, meeting, world.days[meeting], where, "finns inte i personregistret")
            )


def _read_seats(selection: Selection, world: _World, sittings: dict[int, list[tuple[int, dt.date]]]) -> None:
    rows = (
        Membership.objects.filter(seat__body__in=list(sittings), seat__kind__in=list(_CLASS))
        .filter(starts_on__lte=selection.ends_on)
        .filter(Q(ends_on=None) | Q(ends_on__gte=selection.starts_on))
        .order_by("pk")
        .values_list(
            "seat__body_id", "person_id", "seat__kind", "starts_on", "ends_on", "seat__organisation_id",
            "seat__organisation__short_name", "person__organisation_id", "person__organisation__short_name",
            "person__given_name", "person__family_name", "person__sort_key", "person__protected_identity",
        )
    )  # fmt: skip
    parties = {party.pk for party in selection.parties}
    found: dict[tuple[int, int, int], _Sat] = {}
    for (
        body,
        person,
        kind,
        starts,
        ends,
        seat_party,
        seat_name,
        home,
        home_name,
        given,
        family,
        sort,
        hidden,
    ) in rows:
        if parties and (seat_party or home) not in parties:
            continue
        world.name(person, given, family, sort, hidden=hidden)
        one = _CLASS[kind]
        for meeting, day in sittings[body]:
            if starts <= day and (ends is None or day <= ends):
                key = (meeting, body, person)
                if key not in found or _WEIGHT.index(one) < _WEIGHT.index(found[key].kind):
                    party = seat_name or home_name or _NO_PARTY
                    found[key] = _Sat(meeting, day, body, person, one, party)
    world.sat = sorted(found.values(), key=lambda one: (one.day, one.meeting, _WEIGHT.index(one.kind)))


# The file


def columns_of(statistics: Statistics) -> list[Column]:
    """Headings of the statistics' file."""
    columns = [Column(PER_WORDS[statistics.per].lower(), "Vad raden gäller.", width=30)]
    if statistics.has_roles:
        columns.append(Column("uppdrag", "Ledamot (också ordförande), ersättare eller adjungerad.", width=14))
    columns += [
        Column("tillfällen", "Basen: möten som hölls medan någon hade platsen, med närvaro.", Kind.NUMBER, 11),
        Column("närvarande", "Antal av dem.", Kind.NUMBER, 11),
        Column("anmält_förhinder", "Antal av dem.", Kind.NUMBER, 16),
        Column("frånvarande", "Antal av dem.", Kind.NUMBER, 12),
        Column("andel", "Närvarande av tillfällen. Tomt där basen är noll.", Kind.SHARE, 9),
        Column("ej_registrerade", "Tillfällen utanför basen, där närvaron inte registrerats.", Kind.NUMBER, 15),
    ]  # fmt: skip
    if not statistics.has_roles:
        columns.append(
            Column(
                "ersättare_närvarande", "Gånger en ersättare var med. Ingår inte i andelen.", Kind.NUMBER, 20
            )
        )
    return columns


def write(statistics: Statistics, path: Path, *, kind: str, facts: list[tuple[str, str]]) -> None:
    """The statistics as a file: `xlsx` with who is outside the base and what it means, or `csv`."""
    columns = columns_of(statistics)
    if kind == "csv":
        table = CsvFile(path, columns)
        for row in statistics.rows:
            table.add(_cells(statistics, row))
        table.close()
        return
    book = ExcelFile(path)
    sheet = book.sheet("Statistik", columns)
    for row in statistics.rows:
        sheet.add(_cells(statistics, row))
    apart = book.sheet("Utanför basen", OUTSIDE)
    for one in statistics.outside:
        apart.add((one.name, one.day, one.body, one.why, one.meeting))
    told = book.sheet("Förklaring", EXPLAINED, wraps=True)
    for fact in [*facts, *((column.heading, column.explanation) for column in columns)]:
        told.add(fact)
    book.close()


OUTSIDE = (
    Column("person", "", width=28),
    Column("datum", "", Kind.DAY, 12),
    Column("organ", "", width=34),
    Column("varför", "", width=32),
    Column("möte_id", "", Kind.NUMBER, 9),
)


def _cells(statistics: Statistics, row: StatisticRow) -> list[str | int | float | None]:
    total = row.total
    counts: list[str | int | float | None] = [
        total.base, total.present, total.apology, total.absent, total.share, total.unrecorded,
    ]  # fmt: skip
    return [row.name, row.role, *counts] if statistics.has_roles else [row.name, *counts, total.substitutes]
