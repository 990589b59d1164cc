"""What a source of old minutes is made of: lines, and rows of cells of lines, with the marks that carry meaning."""

from dataclasses import dataclass
from typing import Literal

LineKind = Literal["text", "heading", "bullet", "numbered", "row", "blank"]


@dataclass(frozen=True)
class Cell:
    """A cell of a table's row."""

    lines: tuple["Line", ...] = ()


@dataclass(frozen=True)
class Line:
    """One line as printed, its inline marks taken out of the text and kept as spans (from, to) in it."""

    text: str
    kind: LineKind = "text"
    level: int = 0
    """Level of a heading, or depth of a list."""
    bold: tuple[tuple[int, int], ...] = ()
    italic: tuple[tuple[int, int], ...] = ()
    struck: tuple[tuple[int, int], ...] = ()
    underlined: tuple[tuple[int, int], ...] = ()
    links: tuple[tuple[int, int, str], ...] = ()
    cells: tuple[Cell, ...] = ()
    """Of kind "row": its cells from left to right."""
    page: int = 0
    """From 1 where it is known."""
    number: int = 0
    """Of the line in the source, so that a page can show what became of it."""


@dataclass(frozen=True)
class Source:
    """A file of minutes, opened."""

    name: str
    kind: str
    lines: tuple[Line, ...]
    title: str = ""


class Unreadable(Exception):
    """A file that cannot be read; its text is a Swedish sentence that says what to do."""
