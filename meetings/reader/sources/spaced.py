"""Columns that only blanks make, as in text drawn out of a PDF: laid out as on paper, then read as a table."""

import re
from collections.abc import Callable, Sequence

from meetings.reader.lines import Line
from meetings.reader.names import is_name
from meetings.reader.places import is_organisation

from .paper_tables import Grid, unruled
from .paper_text import Measure
from .paper_words import Strip, Word
from .runs import row_of

_PARTED = re.compile(r" {2,}")
_GAP = re.compile(r"\S {3,}\S")
_WIDTH, _HEIGHT, _SIZE = 6.0, 12.0, 10.0
_MEASURE = Measure(_SIZE, 1.2)


def columns_of(raw: Sequence[str], read: Callable[[str], list[Line]]) -> dict[int, tuple[int, list[Line]]]:
    """Where tables begin among the lines, the line after each, and their rows. `read` is for the words of a cell.

    Two lines at least must have columns under one another: a wide space alone means nothing.
    """
    found = _people_in_columns(raw, read)
    taken = {at for first, (end, _) in found.items() for at in range(first, end)}
    for start, end in _stretches(["\t" if at in taken else line for at, line in enumerate(raw)]):
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


def _people_in_columns(
    raw: Sequence[str], read: Callable[[str], list[Line]]
) -> dict[int, tuple[int, list[Line]]]:
    """Lines that each begin with a name and have more words after blanks: a row each, however close they stand."""
    found: dict[int, tuple[int, list[Line]]] = {}
    at = 0
    while at < len(raw):
        end = at
        while end < len(raw) and _is_person(raw[end]):
            end += 1
        if end - at > 1 or (end > at and found):  # one alone under another heading
            found[at] = end, [_cells(line, read) for line in raw[at:end]]
        at = max(end, at + 1)
    return found


def _is_person(line: str) -> bool:
    """Whether a line is a name, and after blanks whom the person sits for: "Anna Ek        Nora kommun"."""
    if "\t" in line or "<" in line:
        return False
    first, *rest = _PARTED.split(line.strip())
    if not rest or not is_name(first) or not rest[0][:1].isupper():
        return False
    return is_organisation(rest[0]) or not is_name(rest[0])  # two names side by side are signatures


def _cells(line: str, read: Callable[[str], list[Line]]) -> Line:
    return row_of([read(words) for words in _PARTED.split(line.strip())])


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
