"""One place: each indicator beside the county, what has changed since the round before, what stands out (H5, H6)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.safestring import SafeString

from secretariat.lib.plots import Dot, Mark, dots
from surveys.differences import SHORT, Verdict
from surveys.figures import Figure, points, reasons
from surveys.models import Indicator
from surveys.models.results import ResultQuerySet

from . import reading
from .reading import Geography, Place, Sex, Sources

_GOOD = {
    (Indicator.Good.HIGH, Verdict.HIGHER): True,
    (Indicator.Good.HIGH, Verdict.LOWER): False,
    (Indicator.Good.LOW, Verdict.LOWER): True,
    (Indicator.Good.LOW, Verdict.HIGHER): False,
}

_BESIDE: dict[str, str] = {Geography.COUNTY: "Länet", Geography.COUNTRY: "Riket"}


@dataclass(frozen=True)
class Measure:
    """One indicator (in a group, where it has no figure for all): the newest figure, the county's, the one before."""

    indicator: Indicator
    group: str
    figure: Figure
    wider: Figure | None
    against: Verdict | None
    before: Figure | None
    changed: Verdict | None
    broken: str
    wider_name: str = "Länet"

    @property
    def name(self) -> str:
        return f"{self.indicator.name}, {self.group}" if self.group else self.indicator.name

    @property
    def words(self) -> str:
        return self.figure.in_words(self.indicator.unit)

    @property
    def interval(self) -> str:
        return self.figure.interval(self.indicator.unit)

    @property
    def wider_words(self) -> str:
        """The county's figure."""
        return self.wider.in_words(self.indicator.unit) if self.wider else ""

    @property
    def against_words(self) -> str:
        """What may be said beside the county."""
        return SHORT[self.against] if self.against else ""

    @property
    def change(self) -> str:
        """How much since the period before, or why nothing is said."""
        if self.broken:
            return "tidsseriebrott"
        if self.before is None or self.before.value is None or self.figure.value is None:
            return ""
        return points(self.figure.value - self.before.value, self.indicator.unit)

    @property
    def changed_words(self) -> str:
        """Whether the change is more than chance."""
        return SHORT[self.changed] if self.changed else ""

    @property
    def is_better(self) -> bool | None:
        """Whether it is certainly better than the county; None where that is not known."""
        if self.against is None:
            return None
        return _GOOD.get((Indicator.Good(self.indicator.good), self.against))

    @property
    def stands_out(self) -> bool:
        """Whether it certainly differs from the county."""
        return self.against in (Verdict.HIGHER, Verdict.LOWER)

    def plot(self, *, for_paper: bool = False) -> SafeString:
        """The newest figure and the one before, with the county as a line."""
        unit = self.indicator.unit
        rows = [Dot(self.figure.period, self.figure.value, self.words, self.figure.low, self.figure.high)]
        if self.before:
            one = self.before
            rows.insert(0, Dot(one.period, one.value, one.in_words(unit), one.low, one.high, is_quiet=True))
            if self.broken:
                last = rows.pop()
                rows.append(Dot(last.name, last.value, last.words, last.low, last.high, broken=self.broken))
        has_line = self.wider is not None and self.wider.value is not None
        marks = [Mark(f"{self.wider_name} {self.wider_words}", self.wider.value)] if has_line else []  # type: ignore[union-attr, arg-type]
        return dots(rows, title=self.name, marks=marks, for_paper=for_paper)


@dataclass(frozen=True)
class Part:
    """What one survey has measured."""

    name: str
    period: str
    measures: Sequence[Measure]


@dataclass(frozen=True)
class PlacePage:
    """All that may be read of a place. `beside` is what it is read against: länet, riket."""

    place: Place
    beside: str
    parts: Sequence[Part]
    sources: Sources
    citations: Sequence[str]

    @property
    def measures(self) -> list[Measure]:
        return [one for part in self.parts for one in part.measures]

    @property
    def outstanding(self) -> list[tuple[str, list[Measure]]]:
        """What certainly differs from the county: better, worse, and what only differs."""
        told = [one for one in self.measures if one.stands_out]
        groups = (
            (f"Bättre än {self.beside}", True),
            (f"Sämre än {self.beside}", False),
            (f"Skiljer sig från {self.beside}", None),
        )
        found = [(words, [one for one in told if one.is_better is good]) for words, good in groups]
        return [(words, rows) for words, rows in found if rows]

    @property
    def answer(self) -> str:
        """The page in one sentence."""
        compared = [one for one in self.measures if one.against is not None]
        if not compared:
            return ""
        number = sum(one.stands_out for one in compared)
        if not number:
            return f"Ingen av {len(compared)} indikatorer skiljer sig säkert från {self.beside}."
        return f"{number} av {len(compared)} indikatorer skiljer sig säkert från {self.beside}."

    @property
    def reasons(self) -> list[str]:
        """Why some figures are hidden."""
        told = [one for row in self.measures for one in (row.figure, row.wider, row.before)]
        return reasons(told)


def place_page(geography: str, geo_code: str, rows: ResultQuerySet) -> PlacePage | None:
    """The page of what may be read of a place; None where that is nothing. Four queries."""
    own, wider = Q(geography=geography, geo_code=geo_code), Q(geography=wider_than(geography))
    found = reading.figures(rows.filter(own | wider, sex=Sex.ALL))
    here = [one for one in found if (one.geography, one.geo_code) == (geography, geo_code)]
    if not here:
        return None
    beside = [one for one in found if (one.geography, one.geo_code) != (geography, geo_code)]
    sources = reading.sources(found)
    indicators = Indicator.objects.in_bulk({one.indicator_id for one in here})
    measures = list(_measures(here, beside, indicators, sources))
    last = max(here, key=lambda one: one.period)
    used = [one.dataset_id for row in measures for one in (row.figure, row.wider, row.before) if one]
    place = Place(geography, geo_code, last.geo_name)
    return PlacePage(
        place,
        _BESIDE[wider_than(geography)].lower(),
        _parts(measures, sources),
        sources,
        sources.citations(used),
    )


def wider_than(geography: str) -> str:
    """What a place is seen beside: the county; the county itself beside the country."""
    return Geography.COUNTRY if geography == Geography.COUNTY else Geography.COUNTY


def _measures(
    here: Iterable[Figure], beside: Iterable[Figure], indicators: dict[int, Indicator], sources: Sources
) -> Iterator[Measure]:
    """The newest figure of each indicator, for all where there is one, else for each group."""
    series: defaultdict[tuple[int, str], list[Figure]] = defaultdict(list)
    for one in here:
        series[one.indicator_id, one.group].append(one)
    wide = {(one.indicator_id, one.group, one.period): one for one in beside}
    for (pk, group), rows in series.items():
        if group and (pk, "") in series:
            continue
        rows.sort(key=lambda one: one.period)
        newest, indicator = rows[-1], indicators[pk]
        before = rows[-2] if len(rows) > 1 else None
        broken = sources.broken(before, newest) if before else ""
        wider = wide.get((pk, group, newest.period))
        yield Measure(
            indicator, group, newest, wider, reading.beside(newest, wider, indicator), before,
            None if broken else reading.beside(newest, before, indicator), broken,
            _BESIDE[wider.geography] if wider else "",
        )  # fmt: skip


def _parts(measures: Iterable[Measure], sources: Sources) -> list[Part]:
    """By survey and period, the newest first; in each by name."""
    found: defaultdict[tuple[str, str], list[Measure]] = defaultdict(list)
    for one in measures:
        survey = sources.sets[one.figure.dataset_id].round.survey
        found[one.figure.period, survey.name].append(one)
    return [
        Part(name, period, sorted(rows, key=lambda one: reading.swedish(one.name)))
        for (period, name), rows in sorted(found.items(), reverse=True)
    ]
