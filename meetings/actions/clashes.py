"""What stands in the way of a day for a meeting: one rule, without the database (A13, issue's list of clashes)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from secretariat.lib.dates import WEEKDAYS, and_list, time_span
from secretariat.lib.days import Kind, special_day, working_days_near

TOO_MANY_IN_A_WEEK = 3
ASSUMED_HOURS = dt.timedelta(hours=2)  # how long a meeting without an end is taken to be
NAMES_SHOWN = 3


class Weight(IntEnum):
    """What is worst first."""

    BODY_IS_GONE = 0
    SAME_BODY = 1
    AT_ONCE = 2
    HOLIDAY = 3
    WEEKEND = 4
    EVE = 5
    BRIDGE = 6
    BREAK = 7
    SAME_DAY = 8
    SAME_PARTIES = 9
    BUSY_WEEK = 10


_HEAVY = (Weight.BODY_IS_GONE, Weight.SAME_BODY, Weight.AT_ONCE, Weight.HOLIDAY, Weight.WEEKEND)
_OF_KIND = {Kind.HOLIDAY: Weight.HOLIDAY, Kind.EVE: Weight.EVE, Kind.BRIDGE: Weight.BRIDGE}


@dataclass(frozen=True)
class Clash:
    """One reason against a day, as a sentence. `other` is the key of the meeting it is about."""

    weight: Weight
    words: str
    other: str = ""

    @property
    def is_heavy(self) -> bool:
        """Whether the meeting can hardly be held that day; else it is only worth knowing."""
        return self.weight in _HEAVY


@dataclass(frozen=True)
class Sitting:
    """A meeting, proposed or planned, as far as clashes are concerned. Days of one `key` do not clash together."""

    key: str
    bodies: tuple[int, ...]
    name: str
    day: dt.date
    start: dt.time | None = None
    end: dt.time | None = None


@dataclass(frozen=True)
class Holding:
    """A person holds a seat in a body, from–to."""

    body: int
    person: int
    name: str
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True)
class Party:
    """Who sends people to a body."""

    pk: int
    name: str
    is_municipality: bool


@dataclass(frozen=True)
class Break:
    """A school break in one kommun, or in all."""

    name: str
    municipality: int | None
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Knowledge:
    """What one must know of bodies and breaks to tell clashes. `lives` are the first and last days of bodies."""

    holdings: Mapping[int, Sequence[Holding]]
    parties: Mapping[int, Sequence[Party]]
    breaks: Sequence[Break]
    lives: Mapping[int, tuple[dt.date | None, dt.date | None]]

    def people(self, sitting: Sitting) -> dict[int, str]:
        """Who sits in the meeting's bodies that day, by id."""
        return {
            one.person: one.name
            for body in sitting.bodies
            for one in self.holdings.get(body, ())
            if one.starts_on <= sitting.day and (one.ends_on is None or one.ends_on >= sitting.day)
        }

    def of_parties(self, sitting: Sitting) -> dict[int, Party]:
        """The parties of the meeting's bodies, by id."""
        return {one.pk: one for body in sitting.bodies for one in self.parties.get(body, ())}


class Calendar:
    """All that is planned and proposed, by day and by week."""

    def __init__(self, sittings: Iterable[Sitting], knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._days: dict[dt.date, list[Sitting]] = defaultdict(list)
        for one in sittings:
            self._days[one.day].append(one)

    def others_on(self, sitting: Sitting, day: dt.date) -> list[Sitting]:
        """Other meetings of a day."""
        return [one for one in self._days.get(day, ()) if one.key != sitting.key]

    def others_in_week(self, sitting: Sitting) -> list[Sitting]:
        """Other meetings of the sitting's week, each once however many days it may be on."""
        monday = sitting.day - dt.timedelta(days=sitting.day.weekday())
        found: dict[str, Sitting] = {}
        for place in range(7):
            for one in self.others_on(sitting, monday + dt.timedelta(days=place)):
                found.setdefault(one.key, one)
        return list(found.values())

    def clashes_of(self, sitting: Sitting) -> list[Clash]:
        """Every reason against the sitting's day, the worst first; none is empty."""
        return sorted(
            [*self.clashes_of_day(sitting), *self._with_the_week(sitting)], key=lambda clash: clash.weight
        )

    def clashes_of_day(self, sitting: Sitting) -> list[Clash]:
        """The same, but for what else there is that week."""
        return [
            *self._with_bodies(sitting),
            *clashes_with(sitting.day),
            *self._with_breaks(sitting),
            *self._with_others(sitting),
        ]

    def free_days(self, sitting: Sitting, *, within: int = 21, most: int = 2) -> list[dt.date]:
        """The nearest days without any clash, at the same time of day; none where there is none within so many days."""
        found = []
        for day in working_days_near(sitting.day, within):
            if not self.clashes_of(replace(sitting, day=day)):
                found.append(day)
                if len(found) == most:
                    break
        return found

    def _with_bodies(self, sitting: Sitting) -> Iterator[Clash]:
        for body in sitting.bodies:
            first, last = self.knowledge.lives.get(body, (None, None))
            if (first and sitting.day < first) or (last and sitting.day > last):
                yield Clash(Weight.BODY_IS_GONE, "Gruppen finns inte den dagen.")
                return

    def _with_breaks(self, sitting: Sitting) -> Iterator[Clash]:
        mine = {
            one.pk: one.name for one in self.knowledge.of_parties(sitting).values() if one.is_municipality
        }
        names: dict[str, list[str]] = {}
        for one in self.knowledge.breaks:
            if not one.first <= sitting.day <= one.last:
                continue
            if one.municipality is None:
                names[one.name] = []
            elif one.municipality in mine and names.get(one.name) != []:
                names.setdefault(one.name, []).append(mine[one.municipality])
        for name, kommuner in names.items():
            where = f" i {some_of(kommuner)}" if kommuner else ""
            yield Clash(Weight.BREAK, f"{name.capitalize()}{where}.")

    def _with_others(self, sitting: Sitting) -> Iterator[Clash]:
        """For each other meeting that day the worst that can be said of it, once."""
        people, parties = self.knowledge.people(sitting), self.knowledge.of_parties(sitting)
        for other in self.others_on(sitting, sitting.day):
            when = f" {time_span(other.start, other.end)}" if other.start else ""
            shared = [name for pk, name in self.knowledge.people(other).items() if pk in people]
            if set(sitting.bodies) & set(other.bodies):
                yield Clash(
                    Weight.SAME_BODY,
                    f"Samma grupp har redan ett möte den dagen: {other.name}{when}.",
                    other.key,
                )
            elif shared and _at_once(sitting, other):
                yield Clash(
                    Weight.AT_ONCE, f"{some_of(shared)} ska samtidigt vara i {other.name}{when}.", other.key
                )
            elif shared:
                yield Clash(
                    Weight.SAME_DAY, f"{some_of(shared)} är också i {other.name}{when} samma dag.", other.key
                )
            elif both := [one.name for pk, one in self.knowledge.of_parties(other).items() if pk in parties]:
                yield Clash(
                    Weight.SAME_PARTIES, f"{some_of(both)} har också {other.name}{when} samma dag.", other.key
                )

    def _with_the_week(self, sitting: Sitting) -> Iterator[Clash]:
        mine = {pk: one for pk, one in self.knowledge.of_parties(sitting).items() if one.is_municipality}
        count = dict.fromkeys(mine, 1)
        for other in self.others_in_week(sitting):
            for pk in self.knowledge.of_parties(other):
                if pk in count:
                    count[pk] += 1
        busy = [mine[pk].name for pk, number in count.items() if number >= TOO_MANY_IN_A_WEEK]
        if busy:
            most = max(count.values())
            yield Clash(Weight.BUSY_WEEK, f"{most} möten samma vecka för {some_of(busy)}.")


def clashes(
    proposals: Sequence[Sitting], planned: Iterable[Sitting], knowledge: Knowledge
) -> dict[str, list[Clash]]:
    """The clashes of each proposal by its key: with the day, with what is planned, and with the other proposals."""
    calendar = Calendar([*planned, *proposals], knowledge)
    return {one.key: calendar.clashes_of(one) for one in proposals}


def clashes_with(day: dt.date) -> Iterator[Clash]:
    """What a day itself has against it: helgdag, afton, klämdag, or a weekend."""
    if special := special_day(day):
        words = special.in_words
        yield Clash(_OF_KIND[special.kind], f"{words[:1].upper()}{words[1:]}.")
    elif day.weekday() > 4:
        yield Clash(Weight.WEEKEND, f"{WEEKDAYS[day.weekday()].capitalize()}.")


def _at_once(one: Sitting, other: Sitting) -> bool:
    """Whether they overlap on the clock; without a start nobody knows, so no."""
    if not (one.start and other.start):
        return False
    return one.start < _end(other) and other.start < _end(one)


def _end(sitting: Sitting) -> dt.time:
    if sitting.end or not sitting.start:
        return sitting.end or dt.time.max
    end = dt.datetime.combine(sitting.day, sitting.start) + ASSUMED_HOURS
    return end.time() if end.date() == sitting.day else dt.time.max


def some_of(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    if len(names) <= NAMES_SHOWN + 1:
        return and_list(list(names))
    return f"{', '.join(names[:NAMES_SHOWN])} och {len(names) - NAMES_SHOWN} till"
