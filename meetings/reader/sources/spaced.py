"""Columns that only blanks make, as in text drawn out of a PDF: laid out as on paper, then read as a table."""

import re
from collections.abc import Callable, Sequence

from meetings.reader.lines import Line

from .paper_tables import Grid, unruled
from .paper_text import Measure
from .paper_words import Strip, Word
from .runs import row_of

_GAP = re.compile(r"\S {3,}\S")
_WIDTH, _HEIGHT, _SIZE = 6.0, 12.0, 10.0
_MEASURE = Measure(_SIZE, 1.2)


def columns_of(raw: Sequence[str], read: Callable[[str], list[Line]]) -> dict[int, tuple[int, list[Line]]]:
    """Where tables begin among the lines, the line after each, and their rows. `read` is for the words of a cell.

    Two lines at least must have columns under one another: a wide space alone means nothing.
    """
    found: dict[int, tuple[int, list[Line]]] = {}
    for start, end in _stretches(raw):
        strips = [_strip(raw[at], at) for at in range(start, end) if raw[at].strip()]
        if sum(1 for at in range(start, end) if _GAP.search(raw[at])) < 2:
            continue
        right = max((strip.x1 for strip in strips), default=0.0)
        for part in unruled(strips, right, _MEASURE, 0):
            if not isinstance(part, Grid):
                continue
            first, last = round(part.top / _HEIGHT), round((part.bottom - _SIZE) / _HEIGHT)
            if sum(1 for at in range(first, last + 1) if _GAP.search(raw[at])) > 1:
                found[first] = last + 1, _lines(part, read)
    return found


def _stretches(raw: Sequence[str]) -> list[tuple[int, int]]:
    """Lines together that have no columns or blocks made in other ways."""
    found: list[tuple[int, int]] = []
    start = 0
    for at, line in enumerate([*raw, "\t"]):
        if "\t" in line or "<" in line or line.lstrip().startswith("|"):
            if at > start:
                found.append((start, at))
            start = at + 1
    return found


def _strip(line: str, at: int) -> Strip:
    top = at * _HEIGHT
    return Strip(
        tuple(
            Word(hit[0], hit.start() * _WIDTH, hit.end() * _WIDTH, top, top + _SIZE, _SIZE)
            for hit in re.finditer(r"\S+", line)
        )
    )


def _lines(grid: Grid, read: Callable[[str], list[Line]]) -> list[Line]:
    def again(lines: Sequence[Line]) -> list[Line]:
        return [one for line in lines for one in (read(line.text) if line.kind == "text" else [line])]

    if grid.is_text:
        return [line for cells in grid.rows for cell in cells for line in (*again(cell), Line("", "blank"))]
    return [row_of([again(cell) for cell in cells]) for cells in grid.rows]
