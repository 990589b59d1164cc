"""A matter's way as one line in time: where it has been, where it should have been, where it goes next (K1, K2).

Pure: rows in, rows out, and the day is told. `actions/matter_pages.py` fetches what goes in.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from secretariat.lib.dates import MONTHS, NBSP, day_in_words, week_in_words

EARLY = dt.timedelta(days=14)  # how long before its planned day a stop may be met
_FAR = dt.date.max


@dataclass(frozen=True)
class Sighting:
    """The matter stood on the agenda of a meeting. `bodies` are ids of all who met (N6)."""

    key: int
    day: dt.date | None
    meeting: int
    bodies: frozenset[int]


@dataclass(frozen=True)
class Stop:
    """A planned stop. A body's stop is met by the agenda of one of its meetings; any stop may be marked as done."""

    key: int
    day: dt.date | None
    body: int | None = None
    meeting: int | None = None
    item: int | None = None
    done_on: dt.date | None = None
    cancelled: bool = False


@dataclass(frozen=True)
class Met:
    """What has become of a stop: `sighting` where it stands on an agenda, `days_late` where it has passed without."""

    stop: Stop
    sighting: Sighting | None
    day: dt.date | None
    is_done: bool
    days_late: int

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


def meet(stops: Iterable[Stop], sightings: Iterable[Sighting], *, today: dt.date) -> list[Met]:
    """Each stop with the agenda that met it, in the order given. Struck ones are left out.

    A stop is met by the item it names, else by its meeting's item, else by that one of the body's items that lies
    nearest its day, at most two weeks before it. An item meets one stop of a body. A stop is late from the day after
    its own until the matter has been taken up or somebody has marked it (K2).
    """
    standing = [one for one in stops if not one.cancelled]
    found = _pairs(standing, list(sightings))
    return [_met(stop, found.get(stop.key), today) for stop in standing]


def _pairs(stops: Sequence[Stop], sightings: Sequence[Sighting]) -> dict[int, Sighting]:
    found: dict[int, Sighting] = {}
    taken: set[tuple[int, int | None]] = set()

    def pair(stop: Stop, sighting: Sighting) -> None:
        if stop.key not in found and (sighting.key, stop.body) not in taken:
            found[stop.key] = sighting
            taken.add((sighting.key, stop.body))

    by_key = {one.key: one for one in sightings}
    for stop in stops:
        if stop.item in by_key:
            pair(stop, by_key[stop.item])
    for stop in stops:
        for sighting in sightings:
            if stop.meeting == sighting.meeting and stop.body in (None, *sighting.bodies):
                pair(stop, sighting)
    near = sorted(
        (abs((sighting.day - stop.day).days), sighting.day, stop.key, sighting.key, stop, sighting)
        for stop in stops
        for sighting in sightings
        if stop.body in sighting.bodies and stop.day and sighting.day and stop.day <= sighting.day + EARLY
    )
    for *_, stop, sighting in near:
        pair(stop, sighting)
    return found


def _met(stop: Stop, sighting: Sighting | None, today: dt.date) -> Met:
    seen = sighting.day if sighting else None
    done = stop.done_on is not None or (seen is not None and seen < today)
    day = stop.done_on or (seen if seen and (done or not stop.day or seen <= stop.day) else stop.day) or seen
    late = 0 if done or stop.day is None else max(0, (today - stop.day).days)
    return Met(stop, sighting, day, done, late)


# The line itself


@dataclass(frozen=True)
class Step:
    """One row of the line. `kind` gives the mark: done, late, today, planned."""

    kind: str
    day: dt.date | None
    title: str = ""
    role: str = ""
    text: str = ""
    bold: str = ""
    words: str = ""
    href: str = ""
    link_words: str = ""
    order: tuple[int, ...] = field(default=(), repr=False)

    @property
    def date(self) -> str:
        """Its day in tight space: 15 sep 2026."""
        return short_day(self.day) if self.day else "Ingen dag satt"

    @property
    def week(self) -> str:
        return week_in_words(self.day) if self.day else ""


TODAY = "today"
_PLACE = {"done": 0, "late": 0, TODAY: 1, "planned": 2}


def line(steps: Iterable[Step], *, today: dt.date) -> list[Step]:
    """The steps in the order of their days, with today in its place. What has no day stands last.

    On the day itself, what has been stands before today's line and what is planned after it.
    """
    whole = [*(replace(one, day=one.day) for one in steps), Step(TODAY, today)]
    return sorted(whole, key=lambda one: (one.day or _FAR, _PLACE[one.kind], one.order))


def been(steps: Iterable[Step]) -> list[Step]:
    """What is done, the latest first: what a long way is paged by.

    >>> [one.title for one in been([Step("done", dt.date(2026, 1, day), title=str(day)) for day in (1, 2)])]
    ['2', '1']
    """
    return [one for one in steps if one.kind == "done"][::-1]


def part_of(steps: Iterable[Step], done: Iterable[Step], *, with_rest: bool) -> list[Step]:
    """The line with only these of what is done; without the rest, neither today nor what is late or planned."""
    kept = {id(one) for one in done}
    return [one for one in steps if (id(one) in kept if one.kind == "done" else with_rest)]


def days_late(days: int) -> str:
    """How late in words.

    >>> days_late(1), days_late(9)
    ('1\\xa0dag sent', '9\\xa0dagar sent')
    """
    return f"{days}{NBSP}{'dag' if days == 1 else 'dagar'} sent"


def late_words(days: int) -> str:
    """The state of something late.

    >>> late_words(9)
    'Sent, 9 dagar'
    """
    return f"Sent, {days} {'dag' if days == 1 else 'dagar'}"


def short_day(day: dt.date) -> str:
    """A date where there is little room.

    >>> short_day(dt.date(2026, 9, 15))
    '15 sep 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def sentence(met: Sequence[tuple[Met, str, str]], *, today: dt.date) -> tuple[str, str, str]:
    """Where a matter is, as (words, what is late, end), of stops with their role and where they are.

    >>> stop = Stop(1, dt.date(2026, 9, 15), body=4)
    >>> [late] = meet([stop], [], today=dt.date(2026, 9, 24))
    >>> "".join(sentence([(late, "godkännande", "Nämnden")], today=dt.date(2026, 9, 24)))
    'Ärendet väntar på godkännande i Nämnden. Det skulle ha tagits upp 15 september 2026 och är 9\\xa0dagar sent.'
    """
    late = [one for one in met if one[0].is_late]
    if late:
        first, role, where = min(late, key=lambda one: one[0].stop.day or _FAR)
        since = day_in_words(first.stop.day or today)
        more = len(late) - 1
        end = "." if not more else f". {more} steg till {'är sent' if more == 1 else 'är sena'}."
        said = f"Ärendet väntar på {role} i {where}. Det skulle ha tagits upp {since} och är "
        return said, days_late(first.days_late), end
    coming = [one for one in met if not one[0].is_done]
    if coming:
        next_one, role, where = min(coming, key=lambda one: one[0].day or _FAR)
        when = f" {day_in_words(next_one.day)}" if next_one.day else ", ingen dag är satt"
        if next_one.day == today:
            when = " i dag"
        return f"Nästa steg är {role} i {where}{when}.", "", ""
    return ("Alla planerade steg är klara." if met else "Inget steg är planerat."), "", ""
