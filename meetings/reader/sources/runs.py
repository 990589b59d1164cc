"""Runs of text with marks, and the lines they make. Every kind of file becomes runs first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from meetings.reader.lines import Cell, Line, LineKind

_MARKS = ("bold", "italic", "struck", "underlined")
_SOFT = "\u00ad\u200b\u2060\ufeff"
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f\t\r\n\v\f\u2028\u2029", " ") | dict.fromkeys(_SOFT))
_CONTROL = str.maketrans(dict.fromkeys([*range(9), *range(14, 32), 127], None))


@dataclass(frozen=True)
class Run:
    """A stretch of text with one look."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    underlined: bool = False
    link: str = ""


def with_mark(run: Run, mark: str) -> Run:
    """The run with one mark more: bold, italic, struck or underlined."""
    marks = {name: name == mark or bool(getattr(run, name)) for name in _MARKS}
    return Run(run.text, marks["bold"], marks["italic"], marks["struck"], marks["underlined"], run.link)


def plain_text(text: str) -> str:
    """Text with every white space as one blank, and without signs that cannot be seen.

    >>> plain_text("Nora\\u00a0 kom\\u00admun\\n")
    'Nora kommun'
    """
    return " ".join(text.translate(_CONTROL).translate(_SPACES).split())


def line_of(runs: Iterable[Run], kind: LineKind = "text", level: int = 0, *, page: int = 0) -> Line:
    """The line that runs make: white space evened out, spans counted in the text that is left.

    A line without any sign is blank, whatever its kind was.
    """
    signs: list[tuple[str, Run]] = []
    for run in runs:
        for sign in run.text.translate(_CONTROL).translate(_SPACES):
            if sign == " " and (not signs or signs[-1][0] == " "):
                continue
            signs.append((sign, run))
    if signs and signs[-1][0] == " ":
        signs.pop()
    if not signs:
        return Line("", "blank", page=page)
    spans = {mark: _spans([bool(getattr(run, mark)) for _, run in signs], signs) for mark in _MARKS}
    return Line(
        "".join(sign for sign, _ in signs), kind, level, links=_links(signs), page=page,
        bold=spans["bold"], italic=spans["italic"], struck=spans["struck"], underlined=spans["underlined"],
    )  # fmt: skip


def _spans(marked: Sequence[bool], signs: Sequence[tuple[str, Run]]) -> tuple[tuple[int, int], ...]:
    """From where to where; a blank between two marked words belongs to the mark, one at its end does not."""
    found: list[tuple[int, int]] = []
    for place, is_marked in enumerate(marked):
        if not is_marked or signs[place][0] == " ":
            continue
        if found and all(signs[between][0] == " " for between in range(found[-1][1], place)):
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return tuple(found)


def _links(signs: Sequence[tuple[str, Run]]) -> tuple[tuple[int, int, str], ...]:
    found: list[tuple[int, int, str]] = []
    for place, (sign, run) in enumerate(signs):
        if not run.link or sign == " ":
            continue
        if found and found[-1][2] == run.link and place - found[-1][1] <= 1:
            found[-1] = (found[-1][0], place + 1, run.link)
        else:
            found.append((place, place + 1, run.link))
    return tuple(found)


def row_of(cells: Sequence[Sequence[Line]], *, page: int = 0) -> Line:
    """A row of a table. Its text is that of its cells with tabs between."""
    made = tuple(Cell(tuple(trimmed(lines))) for lines in cells)
    text = "\t".join(" ".join(line.text for line in cell.lines if line.text) for cell in made)
    return Line(text, "row", cells=made, page=page)


def trimmed(lines: Iterable[Line]) -> list[Line]:
    """Lines without blank ones first and last, and never two blank ones together."""
    found: list[Line] = []
    for line in lines:
        if line.kind != "blank" or (found and found[-1].kind != "blank"):
            found.append(line)
    if found and found[-1].kind == "blank":
        found.pop()
    return found


def numbered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with their numbers from 1 in reading order; a row first, then each line of its cells."""
    count = 0

    def one(line: Line) -> Line:
        nonlocal count
        count += 1
        number = count
        cells = tuple(Cell(tuple(one(inner) for inner in cell.lines)) for cell in line.cells)
        return replace(line, number=number, cells=cells)

    return tuple(one(line) for line in lines)
