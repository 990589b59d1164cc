"""Words and groups in an SVG picture: written along circles and lines, or drawn as outlines, letter by letter."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import cos, radians, sin

from django.utils.html import escape

from .geometry import along, arc, is_upside_down, point
from .labels import BASELINE, ArcText, baseline_of, innermost_of
from .text_widths import UNITS, advance_of, outline_of, width_of

_BEYOND = 3  # degrees a line goes on beyond its words, since letters beyond its end are not drawn


class Paper:
    """Pieces of SVG, put one after the other. `name` begins every id; `outlines`: letters are drawn, not written."""

    def __init__(self, name: str, *, outlines: bool) -> None:
        self.name = name
        self.outlines = outlines
        self.defs: list[str] = []
        self.parts: list[str] = []
        self._glyphs: dict[tuple[str, int], str] = {}
        self._lines = 0

    def add(self, part: str) -> None:
        """Put a piece last."""
        self.parts.append(part)

    @contextmanager
    def apart(self) -> Iterator[list[str]]:
        """Gather what is drawn meanwhile by itself, so that it can be put in order."""
        before, self.parts = self.parts, []
        try:
            yield self.parts
        finally:
            self.parts = before

    def along(self, text: ArcText, colour: str, *, from_start: float = 0) -> None:
        """Words along a circle, in the middle of their place, or from its start."""
        width = width_of(text.text, text.size, text.weight)
        around = text.middle
        flipped = is_upside_down(around)
        baseline = baseline_of(text.radius, text.size, upside_down=flipped)
        if from_start:
            around = text.start + along(from_start + width / 2, innermost_of(text.radius, text.size))
        half = along(width / 2, baseline)
        if self.outlines:
            self._letters(
                text.text, around + half if flipped else around - half, baseline, text, colour, flipped
            )
            return
        self._lines += 1
        name = f"{self.name}-b{self._lines}"
        low, high = around - half - _BEYOND, around + half + _BEYOND
        path = arc(high, low, baseline) if flipped else arc(low, high, baseline)
        self.defs.append(f'<path id="{name}" d="{path}"/>')
        self.add(
            f'<text font-size="{text.size:g}" font-weight="{text.weight}" fill="{colour}" text-anchor="middle">'
            f'<textPath href="#{name}" startOffset="50%">{escape(text.text)}</textPath></text>'
        )

    def _letters(
        self, words: str, angle: float, baseline: float, text: ArcText, colour: str, flipped: bool
    ) -> None:
        """Words along a circle as outlines, letter by letter."""
        self.add(f'<g fill="{colour}">')
        for sign in words:
            half = advance_of(sign, text.weight) * text.size / 2
            step = along(half, baseline)
            angle += -step if flipped else step
            x, y = point(angle, baseline)
            turn = angle + (180 if flipped else 0)
            self._glyph(sign, text.weight, text.size, x, y, turn, half)
            angle += -step if flipped else step
        self.add("</g>")

    def turned(self, text: str, angle: float, radius: float, size: float, colour: str, weight: int) -> None:
        """A few signs at a place on the circle, turned with it, upright for the reader."""
        turn = angle + (180 if is_upside_down(angle) else 0)
        x, y = point(angle, radius)
        self.straight(text, x, y, size, colour, weight, turn)

    def straight(
        self, text: str, x: float, y: float, size: float, colour: str, weight: int, turn: float = 0
    ) -> None:
        """A line of words with its middle at a point."""
        x, y = x - sin(radians(turn)) * size * BASELINE, y + cos(radians(turn)) * size * BASELINE
        if not self.outlines:
            turned = f' transform="rotate({turn:.2f} {x:.2f} {y:.2f})"' if turn else ""
            self.add(
                f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" font-weight="{weight}" fill="{colour}" '
                f'text-anchor="middle"{turned}>{escape(text)}</text>'
            )
            return
        self.add(f'<g fill="{colour}">')
        offset = -width_of(text, size, weight) / 2
        for sign in text:
            self._glyph(sign, weight, size, x, y, turn, -offset)
            offset += advance_of(sign, weight) * size
        self.add("</g>")

    def written(self, text: str, x: float, y: float, size: float, colour: str, weight: int) -> None:
        """A line of words from a point on its baseline, as outlines."""
        self.add(f'<g fill="{colour}">')
        for sign in text:
            self._glyph(sign, weight, size, x, y, 0, 0)
            x += advance_of(sign, weight) * size
        self.add("</g>")

    def _glyph(
        self, sign: str, weight: int, size: float, x: float, y: float, turn: float, back: float
    ) -> None:
        """One letter at a point on its baseline, turned, `back` to the left of it."""
        path = outline_of(sign, weight)
        if not path:
            return
        name = self._glyphs.get((sign, weight))
        if name is None:
            name = self._glyphs[(sign, weight)] = f"{self.name}-g{len(self._glyphs)}"
            self.defs.append(f'<path id="{name}" d="{path}"/>')
        c, s, scale = cos(radians(turn)), sin(radians(turn)), size / UNITS
        self.add(
            f'<use href="#{name}" transform="matrix({scale * c:.5f} {scale * s:.5f} {scale * s:.5f} {-scale * c:.5f} '
            f'{x - back * c:.2f} {y - back * s:.2f})"/>'
        )
