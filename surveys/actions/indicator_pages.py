"""One indicator: all places of a level for a period, by sex and group, and over time (H5, H6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from secretariat.lib.dates import and_list
from secretariat.lib.plots import Dot, Mark, dots
from surveys.differences import SHORT, WORDS, Verdict
from surveys.figures import Figure, points, reasons
from surveys.models import Indicator
from surveys.models.results import ResultQuerySet

from . import reading
from .reading import Geography, Place, Sex, Sources

BY_NAME, BY_VALUE = "namn", "varde"


@dataclass(frozen=True)
class Asked:
    """What the address asks for. Empty means what is given first."""

    period: str = ""
    level: str = ""
    sex: str = Sex.ALL
    group: str | None = None
    place: str = ""
    order: str = BY_NAME


@dataclass(frozen=True)
class Line:
    """One row of a table and of the plot beside it."""

    name: str
    figure: Figure
    unit: str
    place: Place | None = None
    against: Verdict | None = None
    change: str = ""
    broken: str = ""
    is_chosen: bool = False

    @property
    def words(self) -> str:
        return self.figure.in_words(self.unit)

    @property
    def interval(self) -> str:
        return self.figure.interval(self.unit)

    @property
    def against_words(self) -> str:
        """What may be said of it beside what it is compared with, for a narrow column."""
        return SHORT[self.against] if self.against else ""

    def dot(self, *, is_quiet: bool = False) -> Dot:
        """As it is drawn."""
        one = self.figure
        return Dot(self.name, one.value, self.words, one.low, one.high, is_quiet, self.broken)


@dataclass(frozen=True)
class IndicatorPage:
    """What the page shows, and what can be chosen on it."""

    indicator: Indicator
    asked: Asked
    place: Place
    periods: Sequence[str]
    levels: Sequence[str]
    sexes: Sequence[str]
    groups: Sequence[str]
    places: Sequence[Place]
    lines: Sequence[Line]
    county: Figure | None
    country: Figure | None
    by_group: Sequence[Line]
    over_time: Sequence[Line]
    sources: Sources
    citations: Sequence[str] = field(default_factory=tuple)

    @property
    def unit(self) -> str:
        return self.indicator.unit

    @property
    def county_words(self) -> str:
        return self.county.in_words(self.unit) if self.county else ""

    @property
    def county_interval(self) -> str:
        return self.county.interval(self.unit) if self.county else ""

    @property
    def country_words(self) -> str:
        return self.country.in_words(self.unit) if self.country else ""

    @property
    def marks(self) -> list[Mark]:
        """County and country as lines that the places are read against."""
        told = ((self.county, "Länet"), (self.country, "Riket"))
        return [
            Mark(f"{name} {one.in_words(self.unit)}", one.value) for one, name in told if one and one.value is not None
        ]  # fmt: skip

    @property
    def plot(self) -> SafeString:
        title = f"{self.indicator.name}, {self.asked.period}"
        return dots(
            [one.dot(is_quiet=not one.is_chosen) for one in self.lines], title=title, marks=self.marks
        )

    @property
    def group_plot(self) -> SafeString:
        title = f"{self.indicator.name}, {self.place.geo_name} {self.asked.period}, kön och grupper"
        return dots([one.dot() for one in self.by_group], title=title)

    @property
    def time_plot(self) -> SafeString:
        title = f"{self.indicator.name}, {self.place.geo_name} över tid"
        return dots([one.dot() for one in self.over_time], title=title)

    @property
    def answer(self) -> str:
        """The page in one sentence: how many places certainly differ from the county."""
        if self.county is None or self.county.value is None or not self.lines:
            return ""
        told = [one for one in self.lines if one.against is not None]
        higher = [one.name for one in told if one.against == Verdict.HIGHER]
        lower = [one.name for one in told if one.against == Verdict.LOWER]
        if not told:
            return ""
        if not higher and not lower:
            return "Ingen skillnad mot länet är statistiskt säkerställd."
        parts = [
            f"Säkert {word} än länet: {and_list(names)}."
            for word, names in (("högre", higher), ("lägre", lower))
            if names
        ]
        return " ".join(parts)

    @property
    def change_words(self) -> str:
        """The newest change over time in a sentence."""
        last = self.over_time[-1] if len(self.over_time) > 1 else None
        if last is None or not last.change:
            return ""
        before = self.over_time[-2].name
        said = WORDS[last.against] if last.against else ""
        return f"{last.change} sedan {before}{f': {said}' if said else ''}."

    @property
    def reasons(self) -> list[str]:
        """Why some figures are hidden."""
        return reasons([one.figure for one in (*self.lines, *self.by_group, *self.over_time)])


def indicator_page(indicator: Indicator, rows: ResultQuerySet, asked: Asked) -> IndicatorPage | None:
    """The page of those rows that may be read; None where there are none. Four queries."""
    own = rows.filter(indicator=indicator)
    found = reading.figures(own.exclude(geography=Geography.SCHOOL))
    has_schools = own.filter(geography=Geography.SCHOOL).exists()
    if asked.level == Geography.SCHOOL and has_schools:
        found += reading.figures(own.filter(geography=Geography.SCHOOL))
    if not found and has_schools:
        found = reading.figures(own)
    return _Making(indicator, found, asked, has_schools=has_schools).page() if found else None


class _Making:
    """Puts one page together from the figures of an indicator."""

    def __init__(self, indicator: Indicator, found: list[Figure], asked: Asked, *, has_schools: bool) -> None:
        self.indicator, self.found, self.has_schools = indicator, found, has_schools
        self.sources = reading.sources(found)
        self.asked = self._settled(asked)

    def _settled(self, asked: Asked) -> Asked:
        """What is asked for where it is there, else what is nearest: the newest period, kommuner, everybody."""
        levels = self._levels()
        level = asked.level if asked.level in levels else ""
        level = level or (Geography.MUNICIPALITY if Geography.MUNICIPALITY in levels else levels[-1])
        of_level = [one for one in self.found if one.geography == level] or self.found
        periods = sorted({one.period for one in of_level})
        period = asked.period if asked.period in periods else periods[-1]
        now = [one for one in of_level if one.period == period]
        groups = {one.group for one in now}
        group = asked.group if asked.group in groups else "" if "" in groups else sorted(groups)[0]
        sexes = {one.sex for one in now if one.group == group}
        sex = asked.sex if asked.sex in sexes else Sex.ALL if Sex.ALL in sexes else sorted(sexes)[0]
        order = asked.order if asked.order in (BY_NAME, BY_VALUE) else BY_NAME
        return Asked(period, level, sex, group, asked.place, order)

    def _levels(self) -> list[str]:
        """Levels one can choose; the country is a line in the plot, no list of its own."""
        there = {one.geography for one in self.found} | ({Geography.SCHOOL} if self.has_schools else set())
        narrow = [str(one) for one in reading.LEVELS if one in there and one != Geography.COUNTRY]
        return narrow or [str(one) for one in reading.LEVELS if one in there]

    def page(self) -> IndicatorPage:
        asked = self.asked
        places = reading.in_order({(one.geography, one.geo_code): _place(one) for one in self.found}.values())
        place = next((one for one in places if one.key == asked.place), None) or self._default_place(places)
        now = [one for one in self.found if one.period == asked.period]
        alike = [one for one in now if (one.sex, one.group) == (asked.sex, asked.group)]
        county = _of_level(alike, Geography.COUNTY)
        lines = [self._line(one, county, place) for one in alike if one.geography == asked.level]
        by_group = [self._grouped(one) for one in now if _place(one).key == place.key]
        over_time = self._over_time(place)
        used = [*(one.figure for one in (*lines, *by_group, *over_time)), *([county] if county else [])]
        of_level = [one for one in self.found if one.geography == asked.level]
        return IndicatorPage(
            indicator=self.indicator, asked=asked, place=place,
            periods=sorted({one.period for one in of_level}, reverse=True),
            levels=self._levels(),
            sexes=[str(sex) for sex in Sex if any(one.sex == sex for one in of_level)],
            groups=sorted({one.group for one in of_level}, key=reading.swedish),
            places=places, lines=self._ordered(lines), county=county,
            country=_of_level(alike, Geography.COUNTRY),
            by_group=sorted(by_group, key=_group_order) if len(by_group) > 1 else [],
            over_time=over_time if len(over_time) > 1 else [],
            sources=self.sources, citations=self.sources.citations(one.dataset_id for one in used),
        )  # fmt: skip

    def _default_place(self, places: Sequence[Place]) -> Place:
        """The county, else the first of the level."""
        county = [one for one in places if one.geography == Geography.COUNTY]
        of_level = [one for one in places if one.geography == self.asked.level]
        return (county or of_level or list(places))[0]

    def _line(self, one: Figure, county: Figure | None, place: Place) -> Line:
        against = reading.beside(one, county, self.indicator) if one.geography != Geography.COUNTY else None
        where = _place(one)
        return Line(one.geo_name, one, self.indicator.unit, where, against, is_chosen=where.key == place.key)

    def _grouped(self, one: Figure) -> Line:
        sex = str(Sex(one.sex).label).capitalize()
        return Line(f"{one.group}, {sex.lower()}" if one.group else sex, one, self.indicator.unit)

    def _over_time(self, place: Place) -> list[Line]:
        """One line for each period, with the change since the one before where the two can be compared."""
        rows = [
            one for one in self.found
            if _place(one).key == place.key and (one.sex, one.group) == (self.asked.sex, self.asked.group)
        ]  # fmt: skip
        made: list[Line] = []
        before: Figure | None = None
        for one in sorted(rows, key=lambda row: row.period):
            broken = self.sources.broken(before, one) if before else ""
            old = None if broken else before
            change = "" if old is None or old.value is None or one.value is None else points(
                one.value - old.value, self.indicator.unit
            )  # fmt: skip
            against = reading.beside(one, old, self.indicator)
            made.append(Line(one.period, one, self.indicator.unit, place, against, change, broken))
            before = one
        return made

    def _ordered(self, lines: list[Line]) -> list[Line]:
        lines.sort(key=lambda one: reading.swedish(one.name))
        if self.asked.order == BY_VALUE:
            lines.sort(key=lambda one: (one.figure.value is None, -(one.figure.value or 0)))
        return lines


def _place(one: Figure) -> Place:
    return Place(one.geography, one.geo_code, one.geo_name)


def _of_level(rows: Sequence[Figure], level: str) -> Figure | None:
    return next((one for one in rows if one.geography == level), None)


def _group_order(line: Line) -> tuple[str, int]:
    order = [str(sex) for sex in (Sex.ALL, Sex.WOMEN, Sex.MEN)]
    return (reading.swedish(line.figure.group), order.index(line.figure.sex))
