"""Answers week by week as they are read: per kommun against what is hoped for, per school, who is behind (H3)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.safestring import SafeString

from secretariat.lib.days import weeks_in_words
from secretariat.lib.money import grouped
from secretariat.lib.plots import Bar, bars
from secretariat.lib.sheets import Column, Kind, Value
from surveys.models import Participation, ResponseCount, SampleTarget, SurveyRound
from surveys.participation_states import State

_WEEK = dt.timedelta(weeks=1)


@dataclass
class Series:
    """Answers of one kommun or school at the end of each week: (invited, answered) where something is known."""

    name: str
    kommun: str = ""
    key: int = 0
    weeks: dict[dt.date, tuple[int, int]] = field(default_factory=dict)
    sampled: int = 0
    hoped: int | None = None
    hoped_by_now: int | None = None

    def at(self, week: dt.date) -> tuple[int, int] | None:
        """What is known at the end of a week: its own numbers, or the latest before."""
        known = [one for one in self.weeks if one <= week]
        return self.weeks[max(known)] if known else None

    @property
    def latest(self) -> tuple[int, int]:
        return self.weeks[max(self.weeks)] if self.weeks else (self.sampled, 0)

    @property
    def invited(self) -> int:
        return self.latest[0] or self.sampled

    @property
    def answered(self) -> int:
        return self.latest[1]

    @property
    def percent(self) -> str:
        """How many of those asked have answered."""
        return percent(self.answered, self.invited)

    @property
    def hoped_percent(self) -> str:
        return percent(self.hoped, self.invited) if self.hoped is not None else ""

    @property
    def has_started(self) -> bool:
        return self.answered > 0

    @property
    def is_behind(self) -> bool:
        """Fewer than would be at an even pace towards what is hoped for."""
        return self.hoped_by_now is not None and self.answered < self.hoped_by_now


def percent(part: int, whole: int) -> str:
    """As a whole number, since some groups are small."""
    return f"{round(100 * part / whole)}\u00a0%" if whole else "–"


@dataclass(frozen=True)
class Table:
    """Kommuner with their sum, and the schools, all by the same weeks."""

    weeks: list[dt.date]
    lines: list[Series]
    total: Series
    schools: list[Series]

    @property
    def heads(self) -> list[str]:
        return [weeks_in_words(week, week) for week in self.weeks]

    def cells(self, one: Series) -> list[str]:
        """Answers at the end of each week; a dash where nothing is known."""
        found = [one.at(week) for week in self.weeks]
        return [grouped(pair[1]) if pair else "–" for pair in found]

    @property
    def rows(self) -> list[tuple[Series, list[str]]]:
        return [(one, self.cells(one)) for one in self.lines]

    @property
    def total_cells(self) -> list[str]:
        return self.cells(self.total)


def table_of(of: SurveyRound) -> Table:
    """Three queries, whatever the number of schools."""
    counts = list(ResponseCount.objects.filter(round=of).select_related("party").order_by("week_of"))
    weeks = sorted({one.week_of for one in counts})
    rows = of.participations.filter(state__in=[State.PARTICIPATES, State.NO_REPLY])
    schools = {row.pk: _school(row) for row in rows.select_related("school__party").order_by(
        "school__party__sort_key", "school__sort_key", "pk")}  # fmt: skip
    taking_part = {row.pk for row in rows if row.state == State.PARTICIPATES}
    own: dict[int, Series] = {}
    for one in counts:
        if one.party_id and one.party:
            line = own.setdefault(one.party_id, Series(one.party.short_name, key=one.party_id))
            line.weeks[one.week_of] = (one.invited, one.answered)
        elif one.participation_id in schools:
            schools[one.participation_id].weeks[one.week_of] = (one.invited, one.answered)
    shown = [line for pk, line in schools.items() if pk in taking_part or line.weeks]
    targets = {one.party_id: one for one in SampleTarget.objects.filter(round=of).select_related("party")}
    lines = _by_kommun(own, shown, weeks, targets)
    share = share_passed(of, weeks[-1]) if weeks else 0
    for line in lines:
        _set_target(line, targets.get(line.key), share)
    total = _sum("Alla", lines, weeks)
    if lines and all(line.hoped is not None for line in lines):
        total.hoped = sum(line.hoped or 0 for line in lines)
        total.hoped_by_now = int(total.hoped * share) if share else None
    return Table(weeks, lines, total, shown)


def _school(row: Participation) -> Series:
    return Series(row.school.name, row.school.party.short_name, row.pk, sampled=row.invited or 0)


def _by_kommun(
    own: dict[int, Series],
    schools: Sequence[Series],
    weeks: Sequence[dt.date],
    targets: dict[int, SampleTarget],
) -> list[Series]:
    """Kommuner in order: their own numbers, else the sum of their schools', else only what is hoped for."""
    by_name: dict[str, list[Series]] = {}
    for one in schools:
        by_name.setdefault(one.kommun, []).append(one)
    found = {line.name: line for line in own.values()}
    for name, some in by_name.items():
        if name not in found:
            found[name] = _sum(name, some, weeks)
    for target in targets.values():
        line = found.setdefault(target.party.short_name, Series(target.party.short_name))
        line.key = target.party_id
    return [found[name] for name in sorted(found, key=_swedish)]


def _swedish(name: str) -> str:
    return name.casefold().translate(str.maketrans("åäö", "{|}"))


def _sum(name: str, some: Iterable[Series], weeks: Sequence[dt.date]) -> Series:
    some = list(some)
    line = Series(name, sampled=sum(one.invited for one in some))
    for week in weeks:
        known = [pair for one in some if (pair := one.at(week))]
        if known:
            line.weeks[week] = (sum(one[0] for one in known), sum(one[1] for one in known))
    if weeks and some:  # schools that have not started are asked all the same
        last = line.weeks.get(weeks[-1], (0, 0))
        line.weeks[weeks[-1]] = (sum(one.invited for one in some), last[1])
    return line


def _set_target(line: Series, target: SampleTarget | None, share: Decimal | int) -> None:
    if target is None:
        return
    line.sampled = target.sampled
    line.hoped = target.expected
    if target.expected is not None and share:
        line.hoped_by_now = int(target.expected * share)


def share_passed(of: SurveyRound, week: dt.date) -> Decimal:
    """How much of the collection had passed at the end of a week, in whole weeks; at most all of it."""
    if of.collected_from is None or of.collected_to is None:
        return Decimal(0)
    first = of.collected_from - dt.timedelta(days=of.collected_from.weekday())
    last = of.collected_to - dt.timedelta(days=of.collected_to.weekday())
    whole = (last - first) // _WEEK + 1
    passed = (week - first) // _WEEK + 1
    return Decimal(min(max(passed, 0), whole)) / whole


def week_plot(table: Table) -> SafeString:
    """All answers at the end of each week."""
    drawn = [
        Bar(words, pair[1], f"{grouped(pair[1])} av {grouped(pair[0])}, {percent(pair[1], pair[0])}")
        for week, words in zip(table.weeks, table.heads, strict=True)
        if (pair := table.total.at(week))
    ]
    return bars(drawn, title="Svar vid slutet av varje vecka")


def kommun_plot(table: Table) -> SafeString:
    """How many of those asked have answered, by kommun. Hollow where fewer than hoped for by now."""
    drawn = [
        Bar(
            one.name,
            Decimal(100 * one.answered) / one.invited if one.invited else Decimal(0),
            f"{one.percent}{', väntat ' + one.hoped_percent if one.hoped_percent else ''}",
            is_quiet=one.is_behind,
        )
        for one in table.lines
    ]
    return bars(drawn, title="Svarsandel per kommun")


COLUMNS = (
    Column("kommun", "Kommunen.", width=16),
    Column("skola", "Skolan. Tomt: raden är hela kommunen.", width=34),
    Column("vecka", "År och ISO-vecka, t.ex. 2026 v. 5.", width=14),
    Column("utskickade", "Tillfrågade personer eller elever.", Kind.NUMBER, 12),
    Column("svar", "Svar från början till veckans slut.", Kind.NUMBER, 10),
    Column("svarsandel", "Svar av utskickade.", Kind.SHARE, 12),
    Column("väntade svar", "Hur många svar man hoppas på, per kommun.", Kind.NUMBER, 14),
)


def file_rows(table: Table, schools: Sequence[Series]) -> list[list[Value]]:
    """A row for each week of each kommun and school, in the columns' order."""
    return [*_rows(table.lines), *_rows(schools)]


def _rows(series: Sequence[Series]) -> list[list[Value]]:
    found: list[list[Value]] = []
    for one in series:
        for week, (invited, answered) in sorted(one.weeks.items()):
            year, number, _ = week.isocalendar()
            place, school = (one.kommun, one.name) if one.kommun else (one.name, "")
            share = answered / invited if invited else None
            found.append([place, school, f"{year} v. {number}", invited, answered, share, one.hoped])
    return found
