"""Bars drawn on the server as SVG: no script, no picture file, readable in greyscale and on a phone.

Widths are shares of the drawing's own, so that words keep their size on every screen. A plot never stands alone: the
same figures are a table beside it. Colours come from the stylesheet (`.plot`); `for_paper` brings its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString

_ROW = 46
_BAR = 14
_WORDS_AT = 15
_BAR_AT = 21
_PAPER_WIDTH = 480


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
    drawn = "".join(_bar(one, place, zero, span, for_paper) for place, one in enumerate(rows))
    height = _ROW * len(rows)
    line = _line(zero, height, for_paper) if low < 0 else ""
    size = f'viewBox="0 0 {_PAPER_WIDTH} {height}" width="{_PAPER_WIDTH}"' if for_paper else 'width="100%"'
    label = escape(f"{title}. Staplar; samma siffror står i tabellen.")
    return SafeString(
        f'<svg class="plot" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" '
        f'{size} height="{height}">{line}{drawn}</svg>'
    )


def _bar(one: Bar, place: int, zero: float, span: float, for_paper: bool) -> str:
    long = abs(float(one.value)) / span * 100
    start = zero if one.value >= 0 else zero - long
    hollow = one.is_quiet or one.value < 0
    top = place * _ROW
    paint = _paint(hollow) if for_paper else f' class="{"hollow" if hollow else "solid"}"'
    size = ' font-size="12"' if for_paper else ""
    rect = ""
    if one.value:
        rect = (
            f'<rect x="{_along(start, for_paper)}" y="{top + _BAR_AT}" width="{_along(long, for_paper)}" '
            f'height="{_BAR}"{paint}/>'
        )
    return (
        f'<text x="0" y="{top + _WORDS_AT}"{size}>{escape(one.name)}</text>'
        f'<text x="{_along(100, for_paper)}" y="{top + _WORDS_AT}" text-anchor="end"{size}>{escape(one.words)}</text>'
        f"{rect}"
    )


def _line(zero: float, height: int, for_paper: bool) -> str:
    at = _along(zero, for_paper)
    paint = ' stroke="#1a2730"' if for_paper else ' class="zero"'
    return f'<line x1="{at}" x2="{at}" y1="0" y2="{height}"{paint}/>'


def _along(share: float, for_paper: bool) -> str:
    return f"{share / 100 * _PAPER_WIDTH:.1f}" if for_paper else f"{share:.2f}%"


def _paint(hollow: bool) -> str:
    return ' fill="#ffffff" stroke="#1a2730"' if hollow else ' fill="#4d5b66"'
