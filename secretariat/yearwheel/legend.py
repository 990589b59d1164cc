"""What the keys of the wheel stand for: each ring's series with their dates, in the order of the rings. Pure."""

import datetime as dt
import re
from dataclasses import dataclass

from secretariat.lib.dates import NBSP

from .contents import Entry, Ring, Series, Year
from .text_widths import REGULAR, SEMIBOLD, lines_of
from .wording import when

KEY_WIDTH = 2.3  # em: the column of keys
LINE = 1.38  # em: a row
_HEAD, _BETWEEN = 2.6, 0.15  # em: a ring's heading with what is above it, and between two series
_ITS_YEAR = re.compile(rf"{NBSP}(?:19|20)\d\d\b")
_SWATCH = 42.0  # points: letter and hatch before a ring's name
_RESERVE = 1.03  # what a renderer may need beyond what is measured


@dataclass(frozen=True)
class Line:
    """One series. Each of `dates` stays on one row, without the year inside the wheel; `url` is the next of them."""

    key: str
    title: str
    dates: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class Part:
    """One ring, or what is left of it on a later page."""

    ring: Ring
    lines: tuple[Line, ...]
    is_continued: bool = False


def parts_of(year: Year) -> list[Part]:
    """The legend, ring by ring, outermost first."""
    return [Part(ring, tuple(_line(series, year) for series in ring.series)) for ring in year.rings]


def _line(series: Series, year: Year) -> Line:
    entries = sorted(series.entries, key=lambda entry: (entry.event.first_day, entry.event.last_day))
    dates = dict.fromkeys(_dates(entry, year) for entry in entries)
    return Line(series.key, series.title, tuple(dates), _next(entries, year.today).url)


def _dates(entry: Entry, year: Year) -> str:
    """Its days in tight space; the year only where they go over the wheel's edge."""
    words = when(entry.event, year=entry.event.last_day.year, short=True).replace(" ", NBSP)
    if entry.event.first_day < year.first or entry.event.last_day > year.last:
        return words
    return _ITS_YEAR.sub("", words)


def _next(entries: list[Entry], today: dt.date | None) -> Entry:
    """The one that is now or comes next; the last of those that have been."""
    coming = (entry for entry in entries if today and entry.event.last_day >= today)
    return next(coming, entries[-1] if today else entries[0])


def height_of(parts: list[Part], width: float, size: float) -> float:
    """How high the legend is in a column of this width, in the unit of `size`. Words are measured in their font."""
    heads = sum(_HEAD + 1.5 * (len(_heading_rows(part, width, size)) - 1) for part in parts)
    lines = [line for part in parts for line in part.lines]
    rows = sum(len(rows_of(line, width - KEY_WIDTH * size, size)) for line in lines)
    return (heads + rows * LINE + len(lines) * _BETWEEN) * size * _RESERVE


def _heading_rows(part: Part, width: float, size: float) -> tuple[str, ...]:
    words = part.ring.name + (", fortsättning" if part.is_continued else "")
    return lines_of(words, width - _SWATCH, size * 1.15, SEMIBOLD)


def rows_of(line: Line, width: float, size: float) -> tuple[str, ...]:
    """The rows a series takes: its title and dates, broken between words; no date is broken."""
    return lines_of(f"{line.title} {', '.join(line.dates)}", width, size, REGULAR)


def divided(parts: list[Part], height: float, width: float, size: float) -> tuple[list[Part], list[Part]]:
    """What of the legend has room in a column so high, and the rest, in which a ring may go on."""
    kept: list[Part] = []
    for place, part in enumerate(parts):
        for count in range(1, len(part.lines) + 1):
            if height_of([*kept, Part(part.ring, part.lines[:count])], width, size) > height:
                rest = Part(part.ring, part.lines[count - 1 :], is_continued=count > 1)
                begun = [Part(part.ring, part.lines[: count - 1])] if count > 1 else []
                return [*kept, *begun], [rest, *parts[place + 1 :]]
        kept.append(part)
    return kept, []
