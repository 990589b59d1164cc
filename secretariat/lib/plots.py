"""Bars drawn on the server as SVG: no script, no picture file, readable in greyscale and on a phone.

Widths are shares of the drawing's own, so that words keep their size on every screen. A plot never stands alone: the
same figures are a table beside it. Colours come from the stylesheet (`.plot`); `for_paper` brings its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

_PAPER_WIDTH = 480


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
    return (
        f'<text x="0" y="{words_at}"{size}>{escape(one.name)}</text>'
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
