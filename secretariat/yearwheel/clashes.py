"""What collides in the year: too much in a week, meetings under lov, days that are not working days, two at once. Pure.

What is said of one meeting's day is `meetings.actions.clashes`; here it is looked for in a whole year, and each clash
is told once, whichever of its meetings one comes from.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.actions.clashes import (
    TOO_MANY_IN_A_WEEK,
    Break,
    Calendar,
    Knowledge,
    Sitting,
    Weight,
    clashes_with,
    some_of,
)
from secretariat.lib.dates import week_in_words
from secretariat.lib.days import DAY
from secretariat.lib.events import EventState, InYear, Precision

from .contents import Entry

_PREFIXES = ("Preliminärt: ", "Kanske: ")


class Sort(StrEnum):
    """Kinds of clashes, as an address names them."""

    WEEK = "vecka"
    BREAK = "lov"
    DAY = "dag"
    AT_ONCE = "samtidigt"


SORTS = {
    Sort.WEEK: "Många möten samma vecka",
    Sort.BREAK: "Möten under lov",
    Sort.DAY: "Helgdagar, klämdagar och helger",
    Sort.AT_ONCE: "Två möten samtidigt",
}
_OF_WEIGHT = {
    Weight.HOLIDAY: Sort.DAY,
    Weight.WEEKEND: Sort.DAY,
    Weight.EVE: Sort.DAY,
    Weight.BRIDGE: Sort.DAY,
    Weight.BREAK: Sort.BREAK,
    Weight.AT_ONCE: Sort.AT_ONCE,
    Weight.SAME_BODY: Sort.AT_ONCE,
}


@dataclass(frozen=True)
class Kommun:
    """A kommun and the länsdel it is in."""

    name: str
    district: str


@dataclass(frozen=True)
class YearClash:
    """One clash: what of the year it is about, and a sentence. `parties` are ids of those it hits."""

    sort: Sort
    day: dt.date
    entries: tuple[Entry, ...]
    words: str
    parties: frozenset[int]

    @property
    def key(self) -> str:
        """The same as long as its days, its meetings and what is said of them are the same."""
        told = [self.sort, self.words, *(f"{one.event.uid} {one.event.first_day}" for one in self.entries)]
        return hashlib.sha256("\n".join([*told[:2], *sorted(told[2:])]).encode()).hexdigest()

    @property
    def whole(self) -> str:
        """With what it is about, in one sentence."""
        if self.sort == Sort.WEEK:
            return self.words
        return f"{about(self.entries[0]).series if self.is_list else name_of(self.entries[0])}: {self.words}"

    @property
    def is_list(self) -> bool:
        """Whether one must be told each of what it is about: a week, or many last days of one series."""
        return self.sort == Sort.WEEK or (self.sort == Sort.DAY and len(self.entries) > 1)

    @property
    def things(self) -> list[tuple[str, str, dt.date]]:
        """Name, address and day of each thing it is about."""
        return [
            (name_of(one), one.url, one.event.last_day if about(one).is_deadline else one.event.first_day)
            for one in self.entries
        ]


def name_of(entry: Entry) -> str:
    """What it is called, without how sure it is."""
    title = entry.event.title
    return next((title.removeprefix(one) for one in _PREFIXES if title.startswith(one)), title)


def find(
    entries: Iterable[Entry], knowledge: Knowledge, kommuner: Mapping[int, Kommun], *, since: dt.date
) -> list[YearClash]:
    """Every clash from a day on, in order. What is called off, or has only weeks, collides with nothing."""
    standing = [one for one in entries if one.event.state != EventState.CANCELLED]
    meetings = [one for one in standing if about(one).is_meeting and about(one).precision == Precision.DAY]
    found = [
        *_weeks(meetings, knowledge.breaks, kommuner),
        *_of_meetings(meetings, knowledge, kommuner),
        *_deadlines(standing, since),
    ]
    order = list(SORTS)
    return sorted(
        (one for one in found if one.day >= since),
        key=lambda one: (one.day, order.index(one.sort), one.whole),
    )


def about(entry: Entry) -> InYear:
    """What the year knows of it."""
    known = entry.event.in_year
    assert known is not None  # noqa: S101 – what has none never becomes an entry
    return known


# Too much in a week


def _weeks(
    meetings: Sequence[Entry], breaks: Sequence[Break], kommuner: Mapping[int, Kommun]
) -> Iterator[YearClash]:
    """Weeks in which somebody has three meetings or more. Kommuner with the same ones are told together."""
    weeks: dict[dt.date, list[Entry]] = defaultdict(list)
    for one in meetings:
        weeks[one.event.first_day - DAY * one.event.first_day.weekday()].append(one)
    for monday, of_week in weeks.items():
        # A meeting may have several days to choose between; it counts once.
        once = list({one.url: one for one in of_week}.values())
        together: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for pk in kommuner:
            mine = tuple(place for place, one in enumerate(once) if pk in about(one).parties)
            if len(mine) >= TOO_MANY_IN_A_WEEK:
                together[mine].add(pk)
        for mine, hit in together.items():
            its = tuple(
                sorted((once[place] for place in mine), key=lambda one: (one.event.first_day, one.url))
            )
            where = f"{in_kommuner(hit, kommuner)}{_under(breaks, monday, hit, kommuner)}"
            words = f"{len(its)} möten {week_in_words(monday)} {where}."
            yield YearClash(Sort.WEEK, its[-1].event.first_day, its, words, frozenset(hit))


def in_kommuner(hit: Iterable[int], kommuner: Mapping[int, Kommun]) -> str:
    """Where, in as few words as are true: in all kommuner, in whole länsdelar, else for each by name.

    >>> norr = {1: Kommun("Nora", "Norr"), 2: Kommun("Lindesberg", "Norr"), 3: Kommun("Kumla", "Söder")}
    >>> in_kommuner([1, 2], norr), in_kommuner([1, 3], norr), in_kommuner([1, 2, 3], norr)
    ('i Norr', 'för Nora och Kumla', 'i alla kommuner')
    """
    hit = set(hit)
    if len(kommuner) > 1 and hit == set(kommuner):
        return "i alla kommuner"
    districts = {kommuner[pk].district for pk in hit}
    whole = {pk for pk, one in kommuner.items() if one.district in districts}
    if len(hit) > 1 and whole == hit and "" not in districts:
        return f"i {some_of([one.district for one in _first_of_each(hit, kommuner)])}"
    return f"för {some_of([kommuner[pk].name for pk in kommuner if pk in hit])}"


def _first_of_each(hit: set[int], kommuner: Mapping[int, Kommun]) -> list[Kommun]:
    return list({kommuner[pk].district: kommuner[pk] for pk in kommuner if pk in hit}.values())


def _under(breaks: Sequence[Break], monday: dt.date, hit: set[int], kommuner: Mapping[int, Kommun]) -> str:
    """under sportlov; for whom, where not all of them have it that week."""
    friday = monday + 4 * DAY
    having: dict[str, set[int]] = defaultdict(set)
    for one in breaks:
        if one.first <= friday and one.last >= monday:
            having[one.name] |= hit if one.municipality is None else hit & {one.municipality}
    told = [
        name if pks == hit else f"{name} ({some_of([kommuner[pk].name for pk in kommuner if pk in pks])})"
        for name, pks in having.items()
        if pks
    ]
    return f" under {some_of(told)}" if told else ""


# Each meeting's day


def _of_meetings(
    meetings: Sequence[Entry], knowledge: Knowledge, kommuner: Mapping[int, Kommun]
) -> Iterator[YearClash]:
    """The day itself, lov in the meeting's kommuner, and who is to be in two places; a pair of meetings once."""
    sittings = [(one, _sitting(one)) for one in meetings]
    calendar = Calendar([sitting for _, sitting in sittings], knowledge)
    by_day = {(sitting.key, sitting.day): entry for entry, sitting in reversed(sittings)}
    pairs: set[tuple[dt.date, frozenset[str]]] = set()
    for entry, sitting in sittings:
        for clash in calendar.clashes_of_day(sitting):
            sort = _OF_WEIGHT.get(clash.weight)
            if sort is None:
                continue
            entries: tuple[Entry, ...] = (entry,)
            parties = about(entry).parties
            if sort == Sort.AT_ONCE:
                pair = (sitting.day, frozenset({sitting.key, clash.other}))
                if pair in pairs:
                    continue
                pairs.add(pair)
                other = by_day[clash.other, sitting.day]
                entries, parties = (entry, other), parties | about(other).parties
            elif sort == Sort.BREAK:
                parties = _having_lov(sitting, knowledge.breaks, parties & set(kommuner))
            yield YearClash(sort, sitting.day, entries, clash.words, parties)


def _sitting(entry: Entry) -> Sitting:
    """The meeting as the rule of clashes knows it."""
    event = entry.event
    start = event.start.time() if isinstance(event.start, dt.datetime) else None
    end = event.end.time() if start and isinstance(event.end, dt.datetime) else None
    return Sitting(entry.url, tuple(about(entry).bodies), name_of(entry), event.first_day, start, end)


def _having_lov(sitting: Sitting, breaks: Sequence[Break], kommuner: frozenset[int]) -> frozenset[int]:
    having = [one.municipality for one in breaks if one.first <= sitting.day <= one.last]
    return kommuner if None in having else kommuner & frozenset(pk for pk in having if pk is not None)


# Last days


def _deadlines(entries: Sequence[Entry], since: dt.date) -> Iterator[YearClash]:
    """Last days that are no working days: nobody answers on them. Those of one series are told together."""
    found: dict[str, list[tuple[Entry, str]]] = defaultdict(list)
    for one in entries:
        is_one = about(one).is_deadline and about(one).precision == Precision.DAY
        if is_one and one.event.last_day >= since:
            for clash in clashes_with(one.event.last_day):
                plain = clash.weight in (Weight.WEEKEND, Weight.BRIDGE)
                found[about(one).series].append((one, f"en {clash.words.lower()}" if plain else clash.words))
    for told in found.values():
        told.sort(key=lambda pair: (pair[0].event.last_day, pair[0].url))
        its = tuple(one for one, _ in told)
        words = (
            f"Sista dagen är {told[0][1]}"
            if len(told) == 1
            else f"{len(told)} sista dagar är inte arbetsdagar."
        )
        parties = frozenset[int]().union(*(about(one).parties for one in its))
        yield YearClash(Sort.DAY, its[0].event.last_day, its, words, parties)
