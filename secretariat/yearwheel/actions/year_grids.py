"""The year as months by rows, and as weeks by rows: where each thing stands, with its words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from secretariat.lib.days import DAY, WEEK
from secretariat.lib.events import EventState, Precision
from secretariat.yearwheel import wording
from secretariat.yearwheel.contents import Background, Behind, Entry, Kind, Ring, Series

from .collecting import Collected
from .year_lists import about, title_of

# Months by bodies


@dataclass(frozen=True)
class Mark:
    """One date in a month's cell. `prefix` is the key where the row does not say what it is already."""

    entry: Entry
    words: str
    prefix: str
    said: str
    is_cancelled: bool


@dataclass(frozen=True)
class TableRow:
    """A body, or a kind of things that has none; twelve cells of marks."""

    name: str
    kind: Kind | None
    cells: list[list[Mark]]


@dataclass(frozen=True)
class Table:
    """The months as (first day, name), bodies first and then kinds."""

    months: list[tuple[dt.date, str]]
    bodies: list[TableRow]
    kinds: list[TableRow]


def table_of(collected: Collected) -> Table:
    """Months by bodies; what concerns no body stands by its kind. A joint meeting stands at each of its bodies."""
    firsts = [_add_months(collected.choice.first, number) for number in range(12)]
    by_body: defaultdict[int, list[Entry]] = defaultdict(list)
    by_kind: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in collected.listed.entries:
        bodies = [pk for pk in about(entry).bodies if pk in collected.registers.bodies]
        if collected.choice.body:
            bodies = [pk for pk in bodies if pk == collected.choice.body]
        for pk in bodies:
            by_body[pk].append(entry)
        if not bodies:
            by_kind[entry.kind.slug].append(entry)
    registers = collected.registers
    return Table(
        months=[(first, wording.month_in_short(first.month)) for first in firsts],
        bodies=[
            TableRow(place.name, None, _cells(by_body[pk], firsts, place.name))
            for pk, place in registers.bodies.items()
            if pk in by_body
        ],
        kinds=[
            TableRow(kind.name, kind, _cells(by_kind[slug], firsts, ""))
            for slug, kind in registers.kinds.items()
            if slug in by_kind
        ],
    )


def _add_months(first: dt.date, number: int) -> dt.date:
    months = first.month - 1 + number
    return dt.date(first.year + months // 12, months % 12 + 1, 1)


def _cells(entries: Iterable[Entry], firsts: list[dt.date], name: str) -> list[list[Mark]]:
    """What begins in each month; what began before the first one stands in it (I2)."""
    cells: list[list[Mark]] = [[] for _ in firsts]
    for entry in entries:
        day = max(entry.event.first_day, firsts[0])
        place = next(number for number in range(11, -1, -1) if firsts[number] <= day)
        cells[place].append(_mark(entry, firsts[place], name))
    return cells


def _mark(entry: Entry, month: dt.date, name: str) -> Mark:
    title = title_of(entry.event)
    is_its_own = about(entry).is_meeting and name and name in title
    return Mark(
        entry=entry,
        words=_in_month(entry, month),
        prefix="" if is_its_own else entry.key,
        said=f"{title}, {wording.when(entry.event, year=month.year)}",
        is_cancelled=entry.event.state == EventState.CANCELLED,
    )


def _in_month(entry: Entry, month: dt.date) -> str:
    """The days in the tight space of a month's column: 18, 16–24, 16–, v. 37–38.

    What goes on for more than the month shows the day it begins, and a dash.
    """
    first, last = entry.event.first_day, entry.event.last_day
    precision = about(entry).precision
    if precision == Precision.WEEK:
        return wording.when(entry.event, year=last.year)
    if precision in (Precision.MONTH, Precision.TERM):
        return wording.when(entry.event, year=month.year, short=True)
    begins = str(first.day) if (first.year, first.month) == (month.year, month.month) else ""
    if first == last:
        return begins
    same = (last.year, last.month) == (month.year, month.month)
    return f"{begins}–{last.day}" if same else f"{begins}–"


# Weeks by series


@dataclass(frozen=True)
class Cell:
    """One entry in the timeline: from which column (the first is 1), over how many, in which line of the row."""

    entry: Entry
    column: int
    span: int
    line: int
    words: str
    said: str


@dataclass(frozen=True)
class TimelineRow:
    """A series, with its cells in as many lines as keep them apart."""

    series: Series
    cells: list[Cell]


@dataclass(frozen=True)
class Column:
    """A week. `behind` is how it is shaded, in words; empty for an ordinary week."""

    monday: dt.date
    number: int
    behind: str
    is_now: bool


@dataclass(frozen=True)
class MonthColumn:
    """A month's name over the weeks whose Thursday is in it."""

    name: str
    column: int
    span: int


@dataclass(frozen=True)
class Timeline:
    """Weeks as columns, 53 or 54 of them; rings with a row for each series."""

    weeks: list[Column]
    months: list[MonthColumn]
    rings: list[tuple[Ring, list[TimelineRow]]]


WORDY = 4  # weeks: a band this long has room for its days in words


def timeline_of(collected: Collected) -> Timeline:
    """The year by weeks. An entry covers the weeks its days are in; no two share a line and a week."""
    year = collected.year
    mondays = list(_mondays(year.first, year.last))
    weeks = [_week(monday, year.backgrounds, collected.today) for monday in mondays]
    return Timeline(
        weeks=weeks,
        months=list(_month_columns(mondays)),
        rings=[
            (ring, [TimelineRow(one, _row_cells(one, mondays)) for one in ring.series]) for ring in year.rings
        ],
    )


def _mondays(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    monday = first - DAY * first.weekday()
    while monday <= last:
        yield monday
        monday += WEEK


_SHADES = (Behind.BREAK, Behind.VACATION, Behind.HOLIDAY)


def _week(monday: dt.date, backgrounds: Iterable[Background], today: dt.date) -> Column:
    """The week with the first thing behind it: lov before semester before a helgdag on a working day."""
    friday = monday + DAY * 4
    found = {one.sort: one.name for one in backgrounds if one.first <= friday and one.last >= monday}
    name = next((found[sort] for sort in _SHADES if sort in found), "")
    return Column(monday, monday.isocalendar().week, name, monday <= today < monday + WEEK)


def _month_columns(mondays: list[dt.date]) -> Iterator[MonthColumn]:
    begun: list[tuple[dt.date, int]] = []
    for column, monday in enumerate(mondays, 1):
        month = (monday + DAY * 3).replace(day=1)
        if not begun or begun[-1][0] != month:
            begun.append((month, column))
    ends = [column for _, column in begun[1:]] + [len(mondays) + 1]
    for (month, column), end in zip(begun, ends, strict=True):
        yield MonthColumn(wording.month_in_short(month.month), column, end - column)


def _row_cells(series: Series, mondays: list[dt.date]) -> list[Cell]:
    last_in: list[int] = []  # the last week taken in each line
    cells = []
    for entry in sorted(series.entries, key=lambda one: (one.event.first_day, one.event.last_day)):
        first = max(0, (entry.event.first_day - mondays[0]).days // 7)
        last = min(len(mondays) - 1, (entry.event.last_day - mondays[0]).days // 7)
        line = next((n for n, taken in enumerate(last_in) if taken < first), len(last_in))
        if line == len(last_in):
            last_in.append(last)
        last_in[line] = last
        cells.append(_cell(entry, first + 1, last - first + 1, line + 1))
    return cells


def _cell(entry: Entry, column: int, span: int, line: int) -> Cell:
    event = entry.event
    full = wording.when(event, year=event.last_day.year)
    if entry.is_day:
        words = str(event.first_day.day)
    else:
        words = wording.when(event, year=event.last_day.year, short=True) if span >= WORDY else ""
    return Cell(entry, column, span, line, words, f"{title_of(event)}, {full}")
