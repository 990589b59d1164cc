"""What stands in the middle of the wheel, and the wheel in one sentence. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from secretariat.lib.dates import MONTHS, NBSP, and_list

from .contents import Year
from .labels import size_that_fits
from .lanes import INNERMOST
from .text_widths import BOLD, REGULAR, SEMIBOLD, balanced, width_of

_AIR = 8.0
_LARGEST = 60.0  # the year
_LINE = 22 / 15  # of the size of all else
_TYPES = ((15.0, 3), (13.0, 4))  # the chosen in words: type, and at most so many lines of it


@dataclass(frozen=True)
class Row:
    """A line of words around a height above or below the centre."""

    text: str
    y: float
    size: float
    weight: int
    is_quiet: bool


def described(year: Year) -> str:
    """The wheel in one sentence (E3)."""
    entries = number_of_entries(year)
    if not entries:
        return f"Årshjul {year.name}: inga aktiviteter"
    return f"Årshjul {year.name}: {_counted(entries, len(year.rings))}{_busiest(year, ', tätast ')}"


def number_of_entries(year: Year) -> int:
    """How many dots and bands there would be, were there room for all."""
    return sum(len(series.entries) for ring in year.rings for series in ring.series)


def rows_in_middle(year: Year, inner: float) -> Iterator[Row]:
    """The year, what is chosen, how much there is, and when it is most: within a circle of this radius."""
    scale = min(1.4, inner / INNERMOST)
    rows = [(text, size * scale, weight, quiet) for text, size, weight, quiet in _told(year, inner / scale)]
    heights = [size * (1.0 if weight == BOLD else _LINE) for _, size, weight, _ in rows]
    y = -sum(heights) / 2
    for (text, size, weight, quiet), height in zip(rows, heights, strict=True):
        middle = y + height / 2
        edge = abs(middle) + size / 2
        room = 2 * sqrt(max((inner - _AIR) ** 2 - edge**2, 1))
        yield Row(text, middle, size_that_fits(text, room, size, weight), weight, quiet)
        y += height


def _told(year: Year, inner: float) -> Iterator[tuple[str, float, int, bool]]:
    """Words, type, weight and whether they are quiet, as if the circle were of the usual size."""
    first, _, rest = year.name.partition(" ")
    kicker, big = (
        (first.capitalize(), rest) if first.isalpha() and rest and len(rest) < 12 else ("", year.name)
    )
    if kicker:
        yield kicker, 17, SEMIBOLD, False
    yield big, size_that_fits(big, 1.6 * inner, _LARGEST, BOLD), BOLD, False
    for line, size in _chosen(year.chosen, 1.5 * inner):
        yield line, size, SEMIBOLD, False
    entries = number_of_entries(year)
    yield _counted(entries, len(year.rings)) if entries else "Inga aktiviteter", 15, REGULAR, True
    if busiest := _busiest(year, "Tätast: "):
        yield busiest, 15, REGULAR, True


def _chosen(chosen: str, room: float) -> list[tuple[str, float]]:
    """What is shown, each part of it on one line where it fits; what is too long is told beside the wheel."""
    words = chosen[:1].upper() + chosen[1:]
    whole = ", ".join(part.replace(" ", NBSP) for part in words.split(", "))
    for size, most in _TYPES:
        fits = all(width_of(part, size, SEMIBOLD) <= room for part in whole.split(" "))
        lines = balanced(whole if fits else words, room, size, SEMIBOLD)
        if len(lines) <= most and all(width_of(line, size, SEMIBOLD) <= room for line in lines):
            return [(line, size) for line in lines if line]
    return [("Ett urval", _TYPES[0][0])]


def _counted(entries: int, rings: int) -> str:
    one = "aktivitet" if entries == 1 else "aktiviteter"
    return f"{entries} {one} i {rings} {'ring' if rings == 1 else 'ringar'}"


def _busiest(year: Year, before: str) -> str:
    """The two months in which most begins, in the order of the year; nothing where no month stands out."""
    days = (max(entry.event.first_day, year.first) for ring in year.rings for entry in ring.entries)
    counts = Counter((day.year, day.month) for day in days)
    busiest = sorted(sorted(counts), key=lambda month: -counts[month])[:2]
    if len(counts) < 3 or counts[busiest[-1]] < 3:
        return ""
    return before + and_list([MONTHS[month - 1] for _, month in sorted(busiest)])
