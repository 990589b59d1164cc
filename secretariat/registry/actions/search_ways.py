"""Which way to the newest hits of a kind is the shortest. Three are known (decision 0008):

- all hits by the index of words, of which the newest are kept;
- the same index, asked for the newest months alone: as many as should hold enough hits;
- row after row from the newest backwards, which is best for a word that is nearly everywhere.

The two latter are tries: where one gives too few hits, the first is gone instead.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LOOKED_AT = 200  # rows of each kind that tell how common a question is
# What a row of the index of words costs against one met on the way: it is fetched by itself, and sorted.
FETCHED = 1.7
_SPARE = 2  # so many times the hits that are needed should stand in the months asked for
_PATIENCE = 4  # so many times the rows that should be needed are met before a try is given up


class Span(NamedTuple):
    """From one day to another, both included."""

    first: dt.date
    last: dt.date

    @property
    def months(self) -> list[int]:
        """Its months, as the index numbers them."""
        return list(range(month(self.first), month(self.last) + 1))


def month(day: dt.date) -> int:
    """The number of a month: twelve times the year, and the month (`SearchEntry.Meta.indexes`)."""
    return day.year * 12 + day.month


@dataclass(frozen=True)
class Look:
    """What the newest rows of a kind tell: how many they are, match the words, agree with the filters, may be read."""

    seen: int
    matching: int
    agreeing: int
    readable: int
    newest: dt.date | None

    @property
    def share(self) -> float:
        """Of the kind's rows that are hits, as if words and filters had nothing to do with one another. Above 0."""
        return max(self.matching * self.agreeing / self.seen**2, 0.5 / self.seen)


@dataclass(frozen=True)
class Past:
    """How many rows there are, what part each kind and each circle of readers has, and days with as many rows between.

    As the server's statistics have it: estimates, and nothing at all before they are first gathered.
    """

    rows: float = 0
    kinds: Mapping[str, float] = field(default_factory=dict)
    circles: Mapping[str, float] = field(default_factory=dict)
    days: Sequence[dt.date] = ()

    def readable(self, audiences: Iterable[str], looks: Iterable[Look]) -> float:
        """The part of all rows that some circles may see, above 0; from the newest rows where the rest is not known."""
        if self.circles:
            return max(sum(self.circles.get(one, 0) for one in audiences), 0.001)
        looks = list(looks)
        seen = sum(one.seen for one in looks) or 1
        return max(sum(one.readable for one in looks), 0.5) / seen

    def rows_of(self, kind: str, span: Span | None) -> float:
        """Rows of a kind, within a span or in all."""
        rows = self.rows * self.kinds.get(kind, 1)
        if span and len(self.days) > 1:
            between = bisect_right(self.days, span.last) - bisect_right(self.days, span.first)
            rows *= max(between, 1) / (len(self.days) - 1)
        return rows

    def day_before(self, last: dt.date, rows: float) -> dt.date | None:
        """The day from which so many rows stand up to the last one; None where that is further back than is known."""
        if len(self.days) < 2 or not self.rows:
            return None
        back = rows * (len(self.days) - 1) / self.rows
        place = bisect_right(self.days, last) - 1 - int(back) - 1
        return self.days[place] if place > 0 else None


@dataclass(frozen=True)
class Try:
    """A shorter way: the months to ask the index for, or how many rows to meet, the newest first."""

    months: Sequence[int] = ()
    rows: int = 0


def shorter(
    kind: str, look: Look, past: Past, *, readable: float, enough: int, span: Span | None
) -> Try | None:
    """A way to try before all hits of the kind are fetched by the index of words; None where that is short enough.

    `readable` is the part of all rows that the reader may see.
    """
    if look.seen < LOOKED_AT:
        return None
    share = look.share * readable
    hits = past.rows_of(kind, span) * share
    met = enough / share
    if met < FETCHED * min(hits, _SPARE * enough):
        return Try(rows=int(_PATIENCE * met))
    if look.newest is None or hits < 2 * _SPARE * enough:
        return None
    first = past.day_before(look.newest, _SPARE * met / past.kinds.get(kind, 1))
    return Try(months=Span(first, look.newest).months) if first else None
