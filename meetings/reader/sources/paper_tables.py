"""Tables on paper: with rules around the cells, and without, where words stand under one another in columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from meetings.reader.lines import Line

from .paper_text import BULLETS, WIDER, Measure, paragraphs_of
from .paper_words import Strip, Word, strips_of
from .runs import row_of

_GAP = 1.5
"""How wide, in sizes of the text, parts two columns on a line."""
_NEAR = 3.0


@dataclass
class Grid:
    """A table as it stands on one page: its rows, and where its columns begin."""

    top: float
    bottom: float
    starts: list[float]
    rows: list[list[list[Line]]] = field(default_factory=list)
    is_text: bool = False
    """Columns of running text beside one another, to be read one after the other."""

    def lines(self, page: int) -> list[Line]:
        blank = Line("", "blank")
        if self.is_text:
            return [line for cells in self.rows for cell in cells for line in (*cell, blank)]
        return [row_of(cells, page=page) for cells in self.rows]


# With rules


def ruled(page: Any, words: Sequence[Word], measure: Measure) -> tuple[list[Grid], list[Word]]:
    """The tables whose cells have rules, and the words outside them."""
    edges = {
        "horizontal_strategy": "lines",
        "vertical_strategy": "lines",
        "snap_tolerance": 4,
        "join_tolerance": 4,
    }
    ends = _open_ends(page)
    if ends:
        edges["explicit_horizontal_lines"] = ends
    grids: list[Grid] = []
    left = list(words)
    for table in page.find_tables(edges):
        columns = sorted({round(cell[0]) for cell in table.cells})
        if len(_merged(columns)) < 2:
            continue
        inside = [word for word in left if _within(word, table.bbox)]
        grid = _ruled_grid(table, inside, measure, page.page_number)
        if grid.rows:
            grids.append(grid)
            gone = set(map(id, inside))
            left = [word for word in left if id(word) not in gone]
    return grids, left


def _open_ends(page: Any) -> list[float]:
    """Heights where upright rules end and none lies across: a table that the end of the page has cut off."""
    across = [edge for edge in page.horizontal_edges if edge["x1"] - edge["x0"] > 1]
    ends: dict[int, int] = {}
    for edge in page.vertical_edges:
        if edge["bottom"] - edge["top"] < 6:
            continue
        for y in (edge["top"], edge["bottom"]):
            if not any(
                abs(one["top"] - y) < 4 and one["x0"] - 4 <= edge["x0"] <= one["x1"] + 4 for one in across
            ):
                ends[round(y)] = ends.get(round(y), 0) + 1
    return [float(y) for y, count in ends.items() if count > 1]


def _merged(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for one in sorted(values):
        if not found or one - found[-1] > _NEAR * 2:
            found.append(one)
    return found


def _within(word: Word, box: Sequence[float]) -> bool:
    return box[0] - 1 <= (word.x0 + word.x1) / 2 <= box[2] + 1 and box[1] - 1 <= word.middle <= box[3] + 1


def _ruled_grid(table: Any, words: Sequence[Word], measure: Measure, page: int) -> Grid:
    starts = _merged([cell[0] for cell in table.cells])
    grid = Grid(table.bbox[1], table.bbox[3], starts)
    for row in table.rows:
        cells: list[list[Line]] = [[] for _ in starts]
        for box in row.cells:
            if box is None:
                continue
            mine = [word for word in words if _within(word, box)]
            if not mine:
                continue
            at = max(place for place, start in enumerate(starts) if start <= box[0] + _NEAR * 2)
            padding = max(min(word.x0 for word in mine) - box[0], 1)
            cells[at] = [
                *cells[at],
                *paragraphs_of(strips_of(mine), box[2] - min(padding, 12), measure, page),
            ]
        if any(cells):
            grid.rows.append(cells)
    return grid


# Without rules


def segments(strip: Strip, starts: Sequence[float] = ()) -> list[Strip]:
    """The parts of a line that stand far from one another, or where a known column begins."""
    parts: list[list[Word]] = [[strip.words[0]]]
    for before, word in zip(strip.words, strip.words[1:], strict=False):
        gap = word.x0 - before.x1
        is_marker = len(parts) == 1 and len(parts[0]) == 1 and before.text in BULLETS
        at_start = gap > 0.55 * word.size and any(abs(word.x0 - start) < _NEAR for start in starts)
        if (gap > _GAP * word.size and not is_marker) or at_start:
            parts.append([word])
        else:
            parts[-1].append(word)
    return [Strip(tuple(part)) for part in parts]


def unruled(
    strips: Sequence[Strip], right: float, measure: Measure, page: int, *, known: Sequence[float] = ()
) -> list[Grid | list[Strip]]:
    """Lines parted into tables and the text between. `known` are the columns of a table on the page before."""
    found: list[Grid | list[Strip]] = []
    at = 0
    while at < len(strips):
        end, starts = _region(strips, at, measure, known if at == 0 else ())
        if end > at:
            found.append(_grid(strips[at:end], starts, right, measure, page))
            at = end
            continue
        if not found or isinstance(found[-1], Grid):
            found.append([])
        last = found[-1]
        if isinstance(last, list):
            last.append(strips[at])
        at += 1
    return found


def _region(
    strips: Sequence[Strip], at: int, measure: Measure, known: Sequence[float]
) -> tuple[int, list[float]]:
    """Where a table that begins here ends, and where its columns begin; the same place where none begins."""
    first = segments(strips[at])
    starts = _starts(first, strips[at + 1 : at + 9])
    if len(first) < 2:
        if len(known) < 2 or not any(abs(strips[at].x0 - start) < _NEAR for start in known[1:]):
            return at, []
        starts = list(known)
    end, several = at + 1, int(len(first) > 1)
    while end < len(strips):
        strip = strips[end]
        parts = segments(strip, starts)
        if measure.level(strip) or _far(strips[end - 1], strip):
            break
        if len(parts) > 1:
            fresh = [one.x0 for one in parts[1:] if not _is_start(one.x0, starts)]
            if fresh and not _recur(fresh, strips[end + 1 : end + 6]):
                break
            starts = sorted([*starts, *fresh])
            several += 1
        elif not _in_one_column(strip, starts):
            break
        end += 1
    return (_without_what_follows(strips, at, end, starts, measure), starts) if several or known else (at, [])


def _starts(first: Sequence[Strip], below: Sequence[Strip]) -> list[float]:
    """Where the columns begin: as on the first line, or as below it, where headings stand in the middle of theirs."""
    own = [part.x0 for part in first]
    others = [[part.x0 for part in parts] for strip in below if len(parts := segments(strip)) == len(own)]
    if len(own) < 2 or not others:
        return own

    def support(starts: Sequence[float]) -> int:
        return sum(
            all(abs(a - b) < _NEAR * 2 for a, b in zip(starts, other, strict=True)) for other in others
        )

    best = max(others, key=support)
    fits = all(start <= mine + _NEAR for start, mine in zip(best, own, strict=True))
    return best if fits and support(own) == 0 and support(best) > 1 else own


def _recur(fresh: Sequence[float], below: Sequence[Strip]) -> bool:
    """Whether columns that a line brings come again in the lines just below."""
    again = [part.x0 for strip in below for part in segments(strip)[1:]]
    return all(any(abs(one - other) < _NEAR for other in again) for one in fresh)


def _without_what_follows(
    strips: Sequence[Strip], at: int, end: int, starts: Sequence[float], measure: Measure
) -> int:
    """The end of a table before lines that only happen to keep within its first column."""
    inner = [
        place
        for place in range(at, end)
        if len(segments(strips[place], starts)) > 1 or strips[place].x0 > starts[1] - _NEAR
    ]
    last = inner[-1] + 1 if inner else at + 1
    while last < end and not _far(strips[last - 1], strips[last], measure):
        last += 1
    return last


def _is_start(x: float, starts: Sequence[float]) -> bool:
    return any(abs(x - start) < _NEAR * 2 for start in starts)


def _in_one_column(strip: Strip, starts: Sequence[float]) -> bool:
    """Whether a line keeps within a column: it may not reach into the next one."""
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else float("inf")
        if start - _NEAR <= strip.x0 < end - _NEAR:
            return strip.x1 < end and (place == 0 or strip.x0 < start + 40)
    return False


def _far(above: Strip, below: Strip, measure: Measure | None = None) -> bool:
    size = max(above.size, below.size)
    return below.top - above.top > (measure.leading * WIDER if measure else 4.5) * size


def _grid(
    strips: Sequence[Strip], starts: Sequence[float], right: float, measure: Measure, page: int
) -> Grid:
    ends = [*(start - measure.size * 0.5 for start in starts[1:]), right]
    placed: list[list[Strip | None]] = []
    for strip in strips:
        row: list[Strip | None] = [None] * len(starts)
        for part in segments(strip, starts):
            at = max((place for place, start in enumerate(starts) if start <= part.x0 + _NEAR * 2), default=0)
            known = row[at]
            row[at] = part if known is None else Strip((*known.words, *part.words))
        placed.append(row)
    ends = [_observed(placed, at, starts[at], end) for at, end in enumerate(ends)]
    grid = Grid(strips[0].top, strips[-1].bottom, list(starts))
    if _is_running(placed, starts, ends):
        columns = [[row[at] for row in placed if row[at] is not None] for at in range(len(starts))]
        grid.rows = [
            [
                paragraphs_of([one for one in column if one], end, measure, page)
                for column, end in zip(columns, ends, strict=True)
            ]
        ]
        grid.is_text = True
        return grid
    rows: list[list[list[Strip]]] = []
    before: Sequence[Strip | None] | None = None
    for cells in placed:
        if before is None or _begins_row(before, cells, rows, ends[0], measure):
            rows.append([[] for _ in starts])
        for at, one in enumerate(cells):
            if one:
                rows[-1][at].append(one)
        before = cells
    grid.rows = [
        [paragraphs_of(cell, end, measure, page) for cell, end in zip(line, ends, strict=True)]
        for line in rows
    ]
    return grid


def _observed(placed: Sequence[Sequence[Strip | None]], at: int, start: float, end: float) -> float:
    """Where a column ends: at its longest line, where that comes near to what there is room for."""
    longest = max((part.x1 for row in placed if (part := row[at])), default=end)
    return longest + 0.5 if longest > end - 0.2 * (end - start) else end


def _begins_row(
    before: Sequence[Strip | None], cells: Sequence[Strip | None], rows: list[list[list[Strip]]], end: float,
    measure: Measure,
) -> bool:  # fmt: skip
    """Whether a line begins a row: its first column has words that are no broken line of the row's own."""
    first = cells[0]
    if first is None:
        return False
    above = rows[-1][0][-1] if rows[-1][0] else None
    last = next(part for part in before if part)
    if above is None or above is not before[0] or _far(last, first, measure):
        return True
    word = first.words[0]
    return above.x1 + measure.size * 0.35 + word.x1 - word.x0 <= end


def _is_running(
    placed: Sequence[Sequence[Strip | None]], starts: Sequence[float], ends: Sequence[float]
) -> bool:
    """Whether two columns of about the same width are both filled line by line: text, not a table."""
    if len(starts) != 2 or len(placed) < 8:
        return False
    widths = [end - start for start, end in zip(starts, ends, strict=True)]
    if min(widths) < 0.8 * max(widths):
        return False
    for at in range(2):
        parts = [part for row in placed if (part := row[at])]
        full = sum(1 for part in parts if part.x1 > starts[at] + 0.8 * widths[at])
        if len(parts) < 6 or full < 0.55 * len(parts):
            return False
    return True
