"""What taking in a namnlista would do, row by row, as the registers stand now. Nothing is written here (A2, M3)."""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from meetings.models import Membership, Roster, Seat
from secretariat.lib.dates import day_in_words
from secretariat.registry.models import Person

from .loading.matching import Registers
from .loading.names import fold
from .loading.report import Report
from .roster_people import Found, Names
from .roster_rows import Wanted, understand
from .roster_sheets import SheetRow

ONE_DAY = dt.timedelta(days=1)
ERROR, QUESTION, NEW, KNOWN, VACANT, CHANGED, SAME, EMPTY = (
    "fel", "fråga", "ny person", "känd person", "vakant", "ändras", "oförändrad", "orörd",
)  # fmt: skip


@dataclass
class Holding:
    """Who has a seat when: a row of the database, or what an earlier row of the file would make."""

    who: str
    name: str
    starts_on: dt.date
    ends_on: dt.date | None
    party: str = ""
    membership: Membership | None = None

    def meets(self, starts_on: dt.date, ends_on: dt.date | None) -> bool:
        return (self.ends_on is None or self.ends_on >= starts_on) and (
            ends_on is None or self.starts_on <= ends_on
        )


@dataclass
class Place:
    """A seat that rows speak of; without `seat` it is one to be made."""

    seat: Seat | None
    order: int | None
    holdings: list[Holding] = field(default_factory=list)
    moves_to: int | None = None


@dataclass
class Line:
    """What one row would do: its status, what changes in words, what else to know, and the steps for the writing."""

    wanted: Wanted
    status: str = ""
    words: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    found: Found = field(default_factory=Found)
    place: Place = field(default_factory=lambda: Place(None, None))
    ends: list[tuple[Membership, dt.date]] = field(default_factory=list)
    new_last_day: tuple[Membership, dt.date] | None = None
    new_party: Membership | None = None
    appoints: bool = False
    email: str = ""
    phone: str = ""

    @property
    def seat_words(self) -> str:
        """The seat as it is told on the page."""
        wanted = self.wanted
        party = wanted.organisation.short_name if wanted.organisation else wanted.label
        kind = str(Seat.Kind(wanted.kind).label) if wanted.kind else ""
        order = self.place.order if self.place.order is not None else wanted.order
        return ", ".join(part for part in (kind, party, f"nr {order}" if order is not None else "") if part)


@dataclass
class Plan:
    """All rows, and what else one should know before taking the file in."""

    lines: list[Line]
    kept: list[str] = field(default_factory=list)

    def with_status(self, *statuses: str) -> list[Line]:
        return [line for line in self.lines if line.status in statuses]

    @property
    def changing(self) -> list[Line]:
        """Rows that would change something."""
        return self.with_status(NEW, KNOWN, VACANT, CHANGED)

    @property
    def mark(self) -> str:
        """The same as long as the page would say the same: what somebody has seen is what is written."""
        told = [
            (
                line.wanted.number,
                line.status,
                line.seat_words,
                line.words,
                line.notes,
                line.faults,
                line.found.chosen,
            )
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def plan(roster: Roster) -> Plan:
    """Read the rows against the registers. A constant number of queries, whatever the number of rows."""
    registers = Registers(Report())
    rows = [SheetRow(**row) for row in roster.rows]
    places = _Places()
    labels = places.labels()
    wanted = [understand(row, registers, roster.period, labels) for row in rows]
    lines = [Line(one, faults=list(one.faults)) for one in wanted]
    good = [line for line in lines if not line.faults and not line.wanted.is_empty]
    places.read({line.wanted.body.pk for line in lines if line.wanted.body}, roster.period.starts_on)
    places.give([line for line in lines if not line.faults])
    names = Names(Person.objects.select_related("organisation"), _seated())
    for line in good:
        if not line.wanted.is_vacant:
            line.found = names.find(line.wanted, roster.choices)
    for line in sorted(good, key=lambda line: (line.wanted.starts_on, line.wanted.number)):
        _settle(line, lines)
    for line in lines:
        line.status = line.status or (ERROR if line.faults else EMPTY)
    return Plan(lines, list(places.untold()))


def _seated() -> set[tuple[int, int, int | None, dt.date]]:
    rows = Membership.objects.values_list("person", "seat__body", "seat__organisation", "starts_on")
    return set(rows)


# Which seat a row means


class _Places:
    """The standing seats of the bodies in the file."""

    def __init__(self) -> None:
        self._groups: dict[tuple[int, int | None, str, str], list[Place]] = defaultdict(list)
        self._told: set[int] = set()
        self._day = dt.date.min

    def labels(self) -> dict[int, set[str]]:
        """Labels of seats without a party, by body."""
        found: dict[int, set[str]] = defaultdict(set)
        for body, label in Seat.objects.exclude(label="").values_list("body", "label"):
            found[body].add(fold(label))
        return found

    def read(self, bodies: set[int], day: dt.date) -> None:
        """Seats that stand on the day or later, with everybody who has had them."""
        self._day = day
        history = Membership.objects.select_related("person").order_by("starts_on")
        seats = (
            Seat.objects.filter(body__in=bodies)
            .filter(Q(ends_on=None) | Q(ends_on__gte=day))
            .select_related("body", "organisation")
            .prefetch_related(Prefetch("memberships", queryset=history, to_attr="history"))
            .order_by("body__sort_key", "position", "pk")
        )
        for seat in seats:
            held: list[Membership] = seat.history
            holdings = [
                Holding(
                    f"p{one.person_id}", one.person.name, one.starts_on, one.ends_on, one.political_party, one
                )
                for one in held
            ]
            label = "" if seat.organisation_id else fold(seat.label)
            key = (seat.body_id, seat.organisation_id, label, seat.kind)
            self._groups[key].append(Place(seat, seat.position, holdings))

    def give(self, lines: list[Line]) -> None:
        """Let every row have its seat: by number, else the next free one of its party and kind, else a new one."""
        groups: dict[tuple[int, int | None, str, str], list[Line]] = defaultdict(list)
        for line in lines:
            groups[line.wanted.seat_group].append(line)
        for key, rows in groups.items():
            self._give(self._groups[key], rows)

    def _give(self, places: list[Place], rows: list[Line]) -> None:
        numbered = {place.order: place for place in reversed(places)}
        orders = sorted({line.wanted.order for line in rows if line.wanted.order is not None})
        plain = [line for line in rows if line.wanted.order is None]
        free = [place for place in places if place.order not in orders]
        # Only where the file tells of all the seats can a number it changed be told from a seat it added.
        tells_of_all = len(orders) + len(plain) >= len(places)
        for order in orders:
            if order not in numbered:
                if free and tells_of_all:
                    numbered[order] = free.pop(0)
                    numbered[order].moves_to = order
                else:
                    numbered[order] = Place(None, order)
        for line in rows:
            if line.wanted.order is not None:
                line.place = numbered[line.wanted.order]
        for line in plain:
            line.place = free.pop(0) if free else Place(None, None)
        self._told |= {line.place.seat.pk for line in rows if line.place.seat}

    def untold(self) -> Iterator[str]:
        """Seats the file says nothing about, and who goes on there."""
        for places in self._groups.values():
            for place in places:
                seat = place.seat
                if seat and seat.pk not in self._told:
                    holders = [one.name for one in place.holdings if one.meets(self._day, None)]
                    going_on = holders[0] if holders else "vakant"
                    yield f"{seat.body.list_name}: {seat}, {going_on}"


# What becomes of a seat


def _settle(line: Line, lines: list[Line]) -> None:
    if line.found.is_open:
        line.status = QUESTION
        return
    _tell_new_order(line)
    if line.wanted.is_vacant:
        _vacate(line)
    else:
        _fill(line, lines)
    if line.faults:
        line.status = ERROR


def _tell_new_order(line: Line) -> None:
    place = line.place
    if place.seat is None:
        line.words.append("Ny plats.")
    elif place.moves_to is not None and place.moves_to != place.order:
        line.words.append(f"Ny ordning: {place.order} blir {place.moves_to}.")


def _vacate(line: Line) -> None:
    starts_on = line.wanted.starts_on
    for held in [one for one in line.place.holdings if one.meets(starts_on, line.wanted.ends_on)]:
        _end_before(line, held, starts_on)
    is_new = line.place.seat is None
    line.status = VACANT if line.ends or is_new or line.words else SAME
    if line.status == SAME:
        line.notes.append("Platsen är redan vakant.")
    elif is_new:
        line.words.append("Platsen blir vakant.")


def _fill(line: Line, lines: list[Line]) -> None:
    wanted, place, found = line.wanted, line.place, line.found
    who = f"p{found.person.pk}" if found.person else f"r{found.same_as_row or wanted.number}"
    name = found.person.name if found.person else wanted.name
    if found.same_as_row:
        line.notes.append(f"Samma nya person som på rad {found.same_as_row}.")
    elif found.person and fold(found.person.name) != fold(wanted.name):
        line.notes.append(f"{found.person.name} i registret.")
    _new_addresses(line)
    meeting = [one for one in place.holdings if one.meets(wanted.starts_on, wanted.ends_on)]
    own = next((one for one in meeting if one.who == who and one.starts_on <= wanted.starts_on), None)
    if own and own.membership is None:
        line.faults.append("Samma person står redan på samma plats i filen.")
        return
    if own and own.membership:
        _go_on(line, own, own.membership)
    if own and (not wanted.party or own.party == wanted.party or line.new_party):
        line.status = CHANGED if line.words else SAME
        return
    for held in meeting:
        _end_before(line, held, wanted.starts_on)
    if line.faults:
        return
    place.holdings.append(Holding(who, name, wanted.starts_on, wanted.ends_on, wanted.party))
    line.appoints = True
    last = f" till och med {day_in_words(wanted.ends_on)}" if wanted.ends_on else ""
    line.words.append(f"Får platsen från {day_in_words(wanted.starts_on)}{last}.")
    line.status = KNOWN if found.person or found.same_as_row else NEW


def _go_on(line: Line, own: Holding, membership: Membership) -> None:
    """The person has the seat already: at most a new last day, or a party that was written wrong."""
    wanted = line.wanted
    if wanted.party and own.party != wanted.party:
        if own.starts_on == wanted.starts_on:
            line.new_party, own.party = membership, wanted.party
            line.words.append(
                f"Partibeteckning: {membership.political_party or 'ingen'} blir {wanted.party}."
            )
        else:
            line.words.append(f"Byter partibeteckning från {own.party or 'ingen'} till {wanted.party}.")
            return
    if wanted.ends_on and own.ends_on != wanted.ends_on:
        line.new_last_day, own.ends_on = (membership, wanted.ends_on), wanted.ends_on
        line.words.append(f"Sista dag blir {day_in_words(wanted.ends_on)}.")


def _end_before(line: Line, held: Holding, day: dt.date) -> None:
    """The holder leaves the day before; one who comes that day or later stands in the way."""
    if held.starts_on >= day:
        since = f"från {day_in_words(held.starts_on)}"
        line.faults.append(
            f"{held.name} har platsen {since} i registret. Avsluta det uppdraget först."
            if held.membership
            else f"Två personer får samma plats samtidigt i filen: {held.name} har den {since}."
        )
    elif held.membership is None:
        line.faults.append(f"Två personer får samma plats samtidigt i filen: {held.name} har den redan.")
    else:
        line.ends.append((held.membership, day - ONE_DAY))
        held.ends_on = day - ONE_DAY
        line.words.append(f"{held.name} lämnar platsen {day_in_words(day - ONE_DAY)}.")


def _new_addresses(line: Line) -> None:
    """An address or a number that is new or another. An empty cell changes nothing."""
    person, wanted = line.found.person, line.wanted
    if person is None:
        return
    for attribute, heading in (("email", "E-post"), ("phone", "Telefon")):
        now, new = getattr(person, attribute), getattr(wanted, attribute)
        if new and new.lower() != now.lower():
            setattr(line, attribute, new)
            before = "saknas" if not now else "skyddad" if person.protected_identity else now
            line.words.append(f"{heading}: {before} blir {new}.")
