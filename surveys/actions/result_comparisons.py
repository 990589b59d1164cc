"""Two places beside each other, or one place in two periods: indicator by indicator (H5, H6)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from surveys.differences import SHORT, Verdict
from surveys.figures import Figure, points, reasons
from surveys.models import Indicator
from surveys.models.results import ResultQuerySet

from . import reading
from .reading import Place, Sex, Sources


@dataclass(frozen=True)
class Side:
    """One of the two: a place's key (kommun and code), and a period, the newest where none is told."""

    place: str = ""
    period: str = ""


@dataclass(frozen=True)
class Pair:
    """One indicator's two figures."""

    indicator: Indicator
    group: str
    one: Figure
    other: Figure
    broken: str
    verdict: Verdict | None

    @property
    def name(self) -> str:
        return f"{self.indicator.name}, {self.group}" if self.group else self.indicator.name

    @property
    def one_words(self) -> str:
        return _words(self.one, self.indicator.unit)

    @property
    def other_words(self) -> str:
        return _words(self.other, self.indicator.unit)

    @property
    def difference(self) -> str:
        """How much higher the first is; nothing where one is hidden or the series breaks between them."""
        if self.broken or self.one.value is None or self.other.value is None:
            return ""
        return points(self.one.value - self.other.value, self.indicator.unit)

    @property
    def said(self) -> str:
        """What may be said of the difference."""
        return self.broken or (SHORT[self.verdict] if self.verdict else "")


@dataclass(frozen=True)
class Comparison:
    """All indicators that both have."""

    one: Place
    other: Place
    pairs: Sequence[Pair]
    citations: Sequence[str]

    @property
    def answer(self) -> str:
        """The page in one sentence."""
        told = [pair for pair in self.pairs if pair.verdict is not None]
        if not told:
            return ""
        number = sum(pair.verdict in (Verdict.HIGHER, Verdict.LOWER) for pair in told)
        if not number:
            return f"Ingen av {len(told)} skillnader är statistiskt säkerställd."
        certain = "säkerställd" if number == 1 else "säkerställda"
        return f"{number} av {len(told)} skillnader är statistiskt {certain}."

    @property
    def reasons(self) -> list[str]:
        """Why some figures are hidden."""
        return reasons([one for pair in self.pairs for one in (pair.one, pair.other)])


def _words(one: Figure, unit: str) -> str:
    interval = one.interval(unit)
    return f"{one.in_words(unit)}{f' ({interval})' if interval else ''}"


def comparison(rows: ResultQuerySet, places: Sequence[Place], one: Side, other: Side) -> Comparison | None:
    """Both sides as far as they may be read; None where a side is no place one may read of. Four queries.

    Without a period the other side is taken from the first one's; where both are one place, from the period before.
    """
    known = {place.key: place for place in places}
    if one.place not in known or other.place not in known:
        return None
    first, second = known[one.place], known[other.place]
    wanted = Q(geography=first.geography, geo_code=first.geo_code) | Q(
        geography=second.geography, geo_code=second.geo_code
    )
    found = reading.figures(rows.filter(wanted, sex=Sex.ALL))
    sources = reading.sources(found)
    indicators = Indicator.objects.in_bulk({row.indicator_id for row in found})
    pairs = sorted(
        _pairs(found, (first, one.period), (second, other.period), indicators, sources),
        key=lambda pair: reading.swedish(pair.name),
    )
    used = [row.dataset_id for pair in pairs for row in (pair.one, pair.other)]
    return Comparison(first, second, pairs, sources.citations(used))


def _pairs(
    found: Sequence[Figure],
    first: tuple[Place, str],
    second: tuple[Place, str],
    indicators: dict[int, Indicator],
    sources: Sources,
) -> Iterator[Pair]:
    series: defaultdict[tuple[int, str], list[Figure]] = defaultdict(list)
    for row in found:
        series[row.indicator_id, row.group].append(row)
    for (pk, group), rows in series.items():
        rows.sort(key=lambda row: row.period)
        here = _at(rows, *first)
        if here is None:
            continue
        is_same = first[0].key == second[0].key
        others = [row for row in rows if row.period < here.period] if is_same and not second[1] else rows
        there = _at(others, second[0], second[1] or ("" if is_same else here.period))
        if there is None or there is here:
            continue
        old, new = sorted((here, there), key=lambda row: row.period)
        broken = sources.broken(old, new) if old.period != new.period else ""
        judged = None if broken else reading.beside(here, there, indicators[pk])
        yield Pair(indicators[pk], group, here, there, broken, judged)


def _at(rows: Sequence[Figure], place: Place, period: str) -> Figure | None:
    """The place's figure of a period; the newest where none is told."""
    own = [row for row in rows if (row.geography, row.geo_code) == (place.geography, place.geo_code)]
    return next((row for row in reversed(own) if not period or row.period == period), None)
