"""The year put together: what every app tells of it, in rings and series with keys, and what of that was asked for.

Rings and keys are made of all that the user may know of in the twelve months, before anything is chosen away, so that
"L3" is the same in every list, wheel and file whatever filter one looks through.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from meetings.models import Body
from secretariat.lib.dates import and_list
from secretariat.lib.events import Event, EventState, InYear
from secretariat.registry.models import District, Organisation
from secretariat.yearwheel.backgrounds import behind
from secretariat.yearwheel.choices import Choice, RingsBy
from secretariat.yearwheel.contents import MOST_RINGS, Background, Entry, Kind, Ring, Series, Year
from secretariat.yearwheel.models import Category

if TYPE_CHECKING:
    from secretariat.registry.models import User

REST = "ovrigt"
_REST = Kind(REST, "Övrigt", "Ö", Category.Colour.GREY.value)
_COLOURS = [colour.value for colour in Category.Colour if colour != Category.Colour.GREY]


@dataclass(frozen=True)
class Place:
    """A body or a party as the year needs it."""

    pk: int
    name: str
    district: int | None
    code: str = ""


class Registers:
    """Kinds, bodies, parties and länsdelar, each asked for once and only where somebody needs them."""

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """By short word, in order from the outermost ring; always one that takes what belongs nowhere."""
        found = {row.slug: Kind(row.slug, row.name, row.letter, row.colour) for row in self._categories}
        return found if REST in found else {**found, REST: _REST}

    @cached_property
    def _categories(self) -> list[Category]:
        return list(Category.objects.prefetch_related("body_types"))

    @cached_property
    def kind_of_body_type(self) -> dict[str, str]:
        """Short word of the category that meetings of a kind of body are of."""
        return {kind.slug: row.slug for row in reversed(self._categories) for kind in row.body_types.all()}

    @cached_property
    def bodies(self) -> dict[int, Place]:
        """Every body, in order of names."""
        rows = Body.objects.values_list("pk", "short_name", "name", "district_id", "code")
        return {pk: Place(pk, short or name, district, code) for pk, short, name, district, code in rows}

    @cached_property
    def parties(self) -> dict[int, Place]:
        """Every organisation, in order of names."""
        rows = Organisation.objects.values_list("pk", "short_name", "district_id")
        return {pk: Place(pk, name, district) for pk, name, district in rows}

    @cached_property
    def districts(self) -> dict[int, str]:
        """Every länsdel."""
        return dict(District.objects.values_list("pk", "name"))


@dataclass(frozen=True)
class Collected:
    """All a user may know of in twelve months, keyed, and what of it was asked for."""

    choice: Choice
    registers: Registers
    whole: tuple[Ring, ...]
    today: dt.date

    @cached_property
    def year(self) -> Year:
        """What was asked for. Cancelled meetings are left out: they are told of in lists alone."""
        return self._of(self._chosen, with_cancelled=False)

    @cached_property
    def listed(self) -> Year:
        """The same with meetings that have been cancelled, for lists that say so."""
        return self._of(self._chosen, with_cancelled=True)

    @cached_property
    def _backgrounds(self) -> tuple[Background, ...]:
        return behind((self.choice.first, self.choice.last))

    def _chosen(self, entry: Entry) -> bool:
        return chosen(entry, self.choice, self.registers)

    def _of(self, wanted: Callable[[Entry], bool], *, with_cancelled: bool) -> Year:
        def stands(entry: Entry) -> bool:
            return wanted(entry) and (with_cancelled or entry.event.state != EventState.CANCELLED)

        return Year(
            first=self.choice.first,
            last=self.choice.last,
            name=self.choice.name,
            chosen=in_words(self.choice, self.registers),
            rings=tuple(ring for one in self.whole if (ring := _only(one, stands)).series),
            backgrounds=self._backgrounds,
            today=self.today if self.choice.first <= self.today <= self.choice.last else None,
        )


def collect(choice: Choice, user: "User", *, today: dt.date | None = None) -> Year:
    """The year a user sees, for an address: rings, series, entries, days behind (I1). A fixed number of queries."""
    return gather(choice, user, today=today).year


def gather(choice: Choice, user: "User", *, today: dt.date | None = None) -> Collected:
    """The same with what filters, lists and tables need beside it."""
    registers = Registers()
    choice = known(choice, registers)
    return Collected(
        choice=choice,
        registers=registers,
        whole=_rings(_told((choice.first, choice.last), user), choice, registers),
        today=today or timezone.localdate(),
    )


def between(
    span: tuple[dt.date, dt.date], choice: Choice, user: "User", registers: Registers | None = None
) -> list[Event]:
    """What a choice holds between any two days, cancelled meetings too, in order and without keys: for calendars."""
    found = sorted(_told(span, user), key=lambda one: one.order)
    return asked_for([one.event for one in found], choice, registers or Registers())


def asked_for(events: Iterable[Event], choice: Choice, registers: Registers) -> list[Event]:
    """Those of the events that a choice asks for, whatever its year."""
    choice = known(choice, registers)
    return [
        event
        for event in events
        if event.in_year
        and chosen(Entry(event, _kind_of(_Loose(event, event.in_year), registers), "", ""), choice, registers)
    ]


def _told(span: tuple[dt.date, dt.date], user: "User") -> list["_Loose"]:
    """What every app tells of the days."""
    found = [event for path in settings.YEAR_SOURCES for event in import_string(path)(span, user)]
    return [_Loose(event, event.in_year) for event in found if event.in_year and _touches(event, span)]


def known(choice: Choice, registers: Registers) -> Choice:
    """The choice without what is not there: an address may be old, or written by hand."""
    return Choice(
        year=choice.year,
        start=choice.start,
        categories=tuple(slug for slug in choice.categories if slug in registers.kinds),
        body=choice.body if choice.body and choice.body in registers.bodies else None,
        party=choice.party if choice.party and choice.party in registers.parties else None,
        district=choice.district if choice.district and choice.district in registers.districts else None,
        q=choice.q,
        rings=choice.rings,
    )


def _touches(event: Event, span: tuple[dt.date, dt.date]) -> bool:
    return event.first_day <= span[1] and event.last_day >= span[0]


# Rings, series, keys


@dataclass(frozen=True)
class _Loose:
    """An event that has no place yet."""

    event: Event
    in_year: InYear

    @property
    def order(self) -> tuple[dt.date, dt.date, str, str]:
        return (self.event.first_day, self.event.last_day, self.event.title, self.event.uid)


@dataclass(frozen=True)
class _RingHead:
    slug: str
    name: str
    letter: str
    colour: str


def _rings(entries: list[_Loose], choice: Choice, registers: Registers) -> tuple[Ring, ...]:
    """All entries in at most six rings, from the outermost inwards, each series with its key."""
    entries = sorted(entries, key=lambda one: one.order)
    kinds = {id(one): _kind_of(one, registers) for one in entries}
    if choice.rings == RingsBy.BODY:
        homes = {id(one): _body_of(one, registers) for one in entries}
        heads = _heads_of_bodies(homes.values(), registers)
    else:
        homes = {id(one): _ring_of(one, kinds[id(one)], registers) for one in entries}
        heads = _heads_of_kinds(homes.values(), registers)
    inside: dict[str, dict[str, list[_Loose]]] = defaultdict(dict)
    for one in entries:
        home = homes[id(one)] if homes[id(one)] in heads else REST
        inside[home].setdefault(one.in_year.series, []).append(one)
    rest = registers.kinds[REST]
    heads.setdefault(REST, _RingHead(REST, rest.name, rest.letter, rest.colour))
    return tuple(
        Ring(
            head.name,
            head.letter,
            head.colour,
            tuple(
                _series(f"{head.letter}{number}", title, members, kinds)
                for number, (title, members) in enumerate(inside[slug].items(), 1)
            ),
        )
        for slug, head in heads.items()
        if slug in inside
    )


def _series(key: str, title: str, members: Iterable[_Loose], kinds: Mapping[int, Kind]) -> Series:
    made = tuple(Entry(one.event, kinds[id(one)], key, _path(one.event.url)) for one in members)
    return Series(key, title, made[0].kind, made)


def _path(url: str) -> str:
    return url.removeprefix(settings.BASE_URL)


def _kind_of(one: _Loose, registers: Registers) -> Kind:
    """The category it names; where there is none such, that of its leading body's kind; else what belongs nowhere."""
    named, of_body = one.in_year.category, registers.kind_of_body_type.get(one.event.kind, REST)
    return registers.kinds[named if named in registers.kinds else of_body]


def _ring_of(one: _Loose, kind: Kind, registers: Registers) -> str:
    return one.in_year.ring if one.in_year.ring in registers.kinds else kind.slug


def _heads_of_kinds(homes: Iterable[str], registers: Registers) -> dict[str, _RingHead]:
    """Rings that something stands in, in order of the categories; the last are folded together where they are many."""
    used = set(homes)
    kinds = [kind for slug, kind in registers.kinds.items() if slug in used]
    if len(kinds) > MOST_RINGS:
        kinds = [kind for kind in kinds if kind.slug != REST][: MOST_RINGS - 1]
    return {kind.slug: _RingHead(kind.slug, kind.name, kind.letter, kind.colour) for kind in kinds}


def _body_of(one: _Loose, registers: Registers) -> str:
    """The first of its bodies by name, as a ring's short word; nothing where it has none."""
    return next((str(pk) for pk in registers.bodies if pk in one.in_year.bodies), "")


def _heads_of_bodies(homes: Iterable[str], registers: Registers) -> dict[str, _RingHead]:
    """The bodies with most in the year, each with a letter of its own name where that is free."""
    counted = Counter(home for home in homes if home)
    places = {str(pk): place for pk, place in registers.bodies.items()}
    ordered = sorted(counted, key=lambda home: (-counted[home], list(places).index(home)))
    taken = {registers.kinds[REST].letter}
    heads = {}
    for home, colour in zip(ordered[: MOST_RINGS - 1], _COLOURS, strict=False):
        letter = next(
            sign
            for sign in f"{places[home].code}{places[home].name}ABCDEFGHIJKLMNOPQRSTUVWXYZ".upper()
            if sign.isalpha() and sign not in taken
        )
        taken.add(letter)
        heads[home] = _RingHead(home, places[home].name, letter, colour)
    return heads


# What is asked for


def _only(ring: Ring, wanted: Callable[[Entry], bool]) -> Ring:
    """The ring with the entries that are wanted, and the series that have any left; keys stay as they are."""
    kept = ((one, tuple(entry for entry in one.entries if wanted(entry))) for one in ring.series)
    series = tuple(Series(one.key, one.title, one.kind, left) for one, left in kept if left)
    return Ring(ring.name, ring.letter, ring.colour, series)


def chosen(entry: Entry, choice: Choice, registers: Registers) -> bool:
    """Whether an entry is among what an address asks for."""
    about = entry.event.in_year
    assert about is not None  # noqa: S101 – what has none never becomes an entry
    return (
        (not choice.categories or entry.kind.slug in choice.categories)
        and (not choice.body or choice.body in about.bodies)
        and (not choice.party or choice.party in about.parties)
        and (not choice.district or choice.district in districts_of(about, registers))
        and (not choice.q or _has_words(entry, about, choice.q, registers))
    )


def districts_of(about: InYear, registers: Registers) -> set[int]:
    """Länsdelar it concerns: its bodies' own, else those of the parties concerned."""
    own = {registers.bodies[pk].district for pk in about.bodies if pk in registers.bodies}
    if not any(own):
        own = {registers.parties[pk].district for pk in about.parties if pk in registers.parties}
    return {pk for pk in own if pk}


def _has_words(entry: Entry, about: InYear, q: str, registers: Registers) -> bool:
    names = [registers.bodies[pk].name for pk in about.bodies if pk in registers.bodies]
    names += [registers.parties[pk].name for pk in about.parties if pk in registers.parties]
    told = (entry.event.title, about.series, about.responsible, entry.kind.name, entry.key, *names)
    text = " ".join(told).casefold()
    return all(word in text for word in q.casefold().split())


def in_words(choice: Choice, registers: Registers) -> str:
    """What is shown, in words: Chefsgrupper, alla grupper, hela länet."""
    names = [registers.kinds[slug].name for slug in choice.categories if slug in registers.kinds]
    body = registers.bodies[choice.body].name if choice.body else "alla grupper"
    where = [registers.districts[choice.district]] if choice.district else []
    where += [registers.parties[choice.party].name] if choice.party else []
    said = [and_list(names) if names else "alla slag", body, and_list(where) if where else "hela länet"]
    return ", ".join([*said, f"”{choice.q}”"] if choice.q else said)
