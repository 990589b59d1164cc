"""Bars and dots drawn on the server as SVG: no script, no picture file, readable in greyscale and on a phone.

Widths are shares of the drawing's own, so that words keep their size on every screen. A plot never stands alone: the
same figures are a table beside it. Colours come from the stylesheet (`.plot`); `for_paper` brings its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import floor, log10
from typing import NamedTuple

from django.utils.safestring import SafeString

_PAPER_WIDTH = 480
_NAME_WIDTH = 70  # per cent


class _Measures(NamedTuple):
    """Of a row, in pixels: its height, where the words stand and the bar begins, how high the bar is."""

    row: int
    words_at: int
    bar_at: int
    bar: int


_SCREEN, _PAPER = _Measures(46, 15, 21, 14), _Measures(32, 12, 17, 9)


@dataclass(frozen=True)
class Bar:
    """One bar: its name, how long it is, and the words at its end. `is_quiet` draws it hollow (a comparison, a sum)."""

    name: str
    value: Decimal | int
    words: str
    is_quiet: bool = False


def bars(rows: Sequence[Bar], *, title: str, for_paper: bool = False) -> SafeString:
    """Lying bars one under another, name above and words at the right end. Negative ones go left of the line and are
    hollow, so that the sign is seen without colour. Empty where nothing is to be drawn."""
    if not rows:
        return SafeString("")
    low = min(0.0, *(float(one.value) for one in rows))
    high = max(0.0, *(float(one.value) for one in rows))
    span = (high - low) or 1.0
    zero = abs(low) / span * 100
    measures = _PAPER if for_paper else _SCREEN
    drawn = "".join(_bar(one, place * measures.row, zero, span, measures) for place, one in enumerate(rows))
    height = measures.row * len(rows)
    line = _line(zero, height, measures) if low < 0 else ""
    label = escape(f"{title}. Staplar; samma siffror står i tabellen.")
    if for_paper:  # in a PDF it is the title that tells what a figure is
        size = f'font-family="Source Sans 3" viewBox="0 0 {_PAPER_WIDTH} {height}" width="{_PAPER_WIDTH}"'
        line = f"<title>{label}</title>{line}"
    else:
        size = f'role="img" aria-label="{label}" width="100%"'
    return SafeString(
        f'<svg class="plot" xmlns="http://www.w3.org/2000/svg" {size} height="{height}">{line}{drawn}</svg>'
    )


def _bar(one: Bar, top: int, zero: float, span: float, measures: _Measures) -> str:
    long = abs(float(one.value)) / span * 100
    start = zero if one.value >= 0 else zero - long
    hollow = one.is_quiet or one.value < 0
    is_paper = measures is _PAPER
    paint = _paint(hollow) if is_paper else f' class="{"hollow" if hollow else "solid"}"'
    size = ' font-size="11"' if is_paper else ""
    rect = ""
    if one.value:
        rect = (
            f'<rect x="{_along(start, measures)}" y="{top + measures.bar_at}" '
            f'width="{_along(long, measures)}" height="{measures.bar}"{paint}/>'
        )
    words_at = top + measures.words_at
    name = f'<text x="0" y="{words_at}"{size}>{escape(one.name)}</text>'
    if not is_paper:  # on a phone a long name is cut where the words begin
        name = (
            f'<svg y="{top}" width="{_NAME_WIDTH}%" height="{measures.row}">'
            f'<text x="0" y="{measures.words_at}">{escape(one.name)}</text></svg>'
        )
    return (
        f"{name}"
        f'<text x="{_along(100, measures)}" y="{words_at}" text-anchor="end"{size}>{escape(one.words)}</text>'
        f"{rect}"
    )


def _line(zero: float, height: int, measures: _Measures) -> str:
    at = _along(zero, measures)
    paint = ' stroke="#1a2730"' if measures is _PAPER else ' class="zero"'
    return f'<line x1="{at}" x2="{at}" y1="0" y2="{height}"{paint}/>'


def _along(share: float, measures: _Measures) -> str:
    return f"{share / 100 * _PAPER_WIDTH:.1f}" if measures is _PAPER else f"{share:.2f}%"


def _paint(hollow: bool) -> str:
    return ' fill="#ffffff" stroke="#1a2730"' if hollow else ' fill="#4d5b66"'


# Dots with their uncertainty


@dataclass(frozen=True)
class Dot:
    """A measured value between the limits of its uncertainty, and the words at its end.

    Without a value there is nothing but the words (".."). `is_quiet` draws it hollow. `broken`: words under a dashed
    line above the row, where figures after it cannot be compared with those before it.
    """

    name: str
    value: Decimal | None
    words: str
    low: Decimal | None = None
    high: Decimal | None = None
    is_quiet: bool = False
    broken: str = ""


@dataclass(frozen=True)
class Mark:
    """A value that all dots are read against: a line down the whole drawing, named below it."""

    name: str
    value: Decimal


_HEAD, _FOOT, _BREAK, _INSET = 26, 20, 28, 2.0


def dots(
    rows: Sequence[Dot], *, title: str, marks: Sequence[Mark] = (), for_paper: bool = False
) -> SafeString:
    """Dots under one another on a common scale, each with a bar from its lower to its upper limit.

    The scale shows its ends and steps and need not begin at zero. Marks are lines of different dashes with their names
    below. Empty where no row has a value.
    """
    told = [float(one) for row in rows for one in (row.low, row.value, row.high) if one is not None]
    if not told:
        return SafeString("")
    steps = _scale([*told, *(float(mark.value) for mark in marks)])
    scale = _Scale(steps[0], steps[-1], _PAPER if for_paper else _SCREEN)
    top, drawn, free = _HEAD, [], [(_HEAD - 6, _HEAD)]
    for row in rows:
        if row.broken:
            drawn.append(_broken(row.broken, top, scale.measures))
            top += _BREAK
        drawn.append(_dot(row, top, scale))
        free.append((top + scale.measures.words_at + 5, top + scale.measures.row))
        top += scale.measures.row
    lines = "".join(_step(one, scale, top, _dashes(free)) for one in steps)
    lines += "".join(_mark(mark, place, scale, top, free) for place, mark in enumerate(marks))
    height = top + _FOOT * len(marks)
    label = escape(f"{title}. Punkter med osäkerhet; samma siffror står i tabellen.")
    if for_paper:
        size = f'font-family="Source Sans 3" viewBox="0 0 {_PAPER_WIDTH} {height}" width="{_PAPER_WIDTH}"'
        lines = f"<title>{label}</title>{lines}"
    else:
        size = f'role="img" aria-label="{label}" width="100%"'
    lines += "".join(drawn)
    return SafeString(
        f'<svg class="plot" xmlns="http://www.w3.org/2000/svg" {size} height="{height}">{lines}</svg>'
    )


def _scale(told: Sequence[float]) -> list[float]:
    """Even steps around all values, four to eight of them.

    >>> _scale([41.5, 63.0])
    [40.0, 45.0, 50.0, 55.0, 60.0, 65.0]
    """
    low, high = min(told), max(told)
    span = (high - low) or abs(high) or 1.0
    size = 10.0 ** floor(log10(span / 4))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if span / (size * times) <= 6)
    first = floor(low / step)
    number = max(1, -floor(-high / step) - first)
    return [round((first + place) * step, 6) for place in range(number + 1)]


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    measures: _Measures

    def at(self, value: float) -> str:
        """Where a value stands, a little inside the edges so that no dot is cut."""
        share = (value - self.low) / (self.high - self.low)
        return _along(_INSET + share * (100 - 2 * _INSET), self.measures)


def _paint_of(what: str, measures: _Measures) -> str:
    """On screen a class, on paper the colours. A PDF fills a line with a hairline unless told not to."""
    if measures is not _PAPER:
        return f' class="{what}"'
    return {
        "step": ' fill="none" stroke="#d5dce1" stroke-width=".5"',
        "limits": ' stroke="#1a2730" stroke-width="1.5"',
        "mark": ' fill="none" stroke="#1a2730" stroke-width="1"',
        "break": ' stroke="#1a2730" stroke-width="1" stroke-dasharray="5 4"',
        "solid": ' fill="#1a2730"',
        "hollow": ' fill="#ffffff" stroke="#1a2730" stroke-width="1.5"',
    }[what]


def _words(x: str, y: int, words: str, measures: _Measures, *, anchor: str = "start") -> str:
    size = ' font-size="11"' if measures is _PAPER else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{size}>{escape(words)}</text>'


def _dot(row: Dot, top: int, scale: _Scale) -> str:
    measures = scale.measures
    words_at, middle = top + measures.words_at, top + measures.bar_at + measures.bar // 2
    drawn = _words("0", words_at, row.name, measures) + _words(
        _along(100, measures), words_at, row.words, measures, anchor="end"
    )
    if row.value is None:
        return drawn
    if row.low is not None and row.high is not None:
        ends = f'x1="{scale.at(float(row.low))}" x2="{scale.at(float(row.high))}"'
        drawn += f'<line {ends} y1="{middle}" y2="{middle}"{_paint_of("limits", measures)}/>'
    paint = _paint_of("hollow" if row.is_quiet else "solid", measures)
    radius = "3.5" if measures is _PAPER else "5"
    return f'{drawn}<circle cx="{scale.at(float(row.value))}" cy="{middle}" r="{radius}"{paint}/>'


def _dashes(free: Sequence[tuple[int, int]], *, is_fine: bool = False) -> str:
    """A line down the drawing that leaves the words alone: drawn in the free spans only, there whole or finely dashed.

    >>> _dashes([(20, 26), (43, 72)])
    ' stroke-dasharray="6 17 29 99"'
    >>> _dashes([(20, 26), (43, 50)], is_fine=True)
    ' stroke-dasharray="2 3 1 17 2 3 2 99"'
    """
    lengths: list[int] = []
    for place, (start, end) in enumerate(free):
        long = end - start
        while is_fine and long > 5:
            lengths += [2, 3]
            long -= 5
        lengths += [long, free[place + 1][0] - end if place + 1 < len(free) else 99]
    return f' stroke-dasharray="{" ".join(map(str, lengths))}"'


def _step(value: float, scale: _Scale, bottom: int, dashes: str) -> str:
    at, share = scale.at(value), (value - scale.low) / (scale.high - scale.low)
    anchor = "start" if share == 0 else "end" if share == 1 else "middle"
    x = _along(0, scale.measures) if share == 0 else _along(100, scale.measures) if share == 1 else at
    words = f"{value:g}".replace(".", ",").replace("-", "−")
    line = f'<line x1="{at}" x2="{at}" y1="{_HEAD - 6}" y2="{bottom}"{dashes}{_paint_of("step", scale.measures)}/>'
    return line + _words(x, _HEAD - 13, words, scale.measures, anchor=anchor)


def _mark(mark: Mark, place: int, scale: _Scale, bottom: int, free: Sequence[tuple[int, int]]) -> str:
    """The first is whole beside a row's words, the second dashed, so that they are told apart without colour."""
    at, dash = scale.at(float(mark.value)), _dashes(free, is_fine=place > 0)
    below = bottom + _FOOT * (place + 1)
    line = (
        f'<line x1="{at}" x2="{at}" y1="{_HEAD - 6}" y2="{bottom}"{dash}{_paint_of("mark", scale.measures)}/>'
    )
    share = (float(mark.value) - scale.low) / (scale.high - scale.low)
    anchor = "start" if share < 0.3 else "end" if share > 0.7 else "middle"
    return line + _words(at, below - 3, mark.name, scale.measures, anchor=anchor)


def _broken(words: str, top: int, measures: _Measures) -> str:
    line = f'<line x1="0" x2="{_along(100, measures)}" y1="{top + 4}" y2="{top + 4}"{_paint_of("break", measures)}/>'
    return line + _words("0", top + 20, words, measures)
