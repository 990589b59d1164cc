"""A year as it is shown: rings, series in each, entries in each series, and the days behind. Plain, without tables.

All five views and every file to download are made of one `Year`, so they cannot differ (I1, E3).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from secretariat.lib.events import Event

MOST_RINGS = 6  # more cannot be told apart; the rest are folded into "Övrigt" (domain 6.2)


@dataclass(frozen=True)
class Kind:
    """A category, plain. `colour` is six hexadecimal digits; `letter` also chooses the hatch."""

    slug: str
    name: str
    letter: str
    colour: str


@dataclass(frozen=True)
class Entry:
    """One event in the year. `key` is its series' ("L3"); `url` the page to open, without host."""

    event: Event
    kind: Kind
    key: str
    url: str

    @property
    def is_day(self) -> bool:
        """Whether it is a dot: one single day, exactly known."""
        return self.event.first_day == self.event.last_day


@dataclass(frozen=True)
class Series:
    """What has one key: the same title in the same ring, with all its dates in order."""

    key: str
    title: str
    kind: Kind
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Ring:
    """One ring of the wheel, one part of the list beside it. Its letter begins the keys of its series."""

    name: str
    letter: str
    colour: str
    series: tuple[Series, ...]

    @property
    def entries(self) -> Iterator[Entry]:
        """All in it, series by series."""
        return (entry for one in self.series for entry in one.entries)


class Behind(StrEnum):
    """What days are marked for behind everything."""

    HOLIDAY = "helgdag"
    EVE = "helgdagsafton"
    BRIDGE = "klämdag"
    BREAK = "lov"
    VACATION = "semester"


@dataclass(frozen=True)
class Background:
    """Days behind the wheel: one holiday, a school break, the vacation weeks. Both days are included."""

    first: dt.date
    last: dt.date
    name: str
    sort: Behind


@dataclass(frozen=True)
class Year:
    """Twelve months from the first of one (I2), for one reader and one choice.

    `name` is "2026" or "läsåret 2026/27"; `chosen` says in words what is shown: "Folkhälsa, alla organ, hela länet".
    Rings stand from the outermost inwards. `today` is None where it is outside.
    """

    first: dt.date
    last: dt.date
    name: str
    chosen: str
    rings: tuple[Ring, ...]
    backgrounds: tuple[Background, ...]
    today: dt.date | None

    @property
    def entries(self) -> list[Entry]:
        """Everything, in order of days."""
        return sorted(
            (entry for ring in self.rings for entry in ring.entries),
            key=lambda entry: (entry.event.first_day, entry.event.last_day, entry.event.title),
        )
