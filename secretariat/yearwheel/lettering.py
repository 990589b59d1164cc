"""Words and groups in an SVG picture: written along circles and lines, or drawn as outlines, letter by letter."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from math import cos, radians, sin

from django.utils.html import escape

from .geometry import along, arc, is_upside_down, point
from .labels import BASELINE, ArcText, baseline_of, innermost_of
from .text_widths import UNITS, advance_of, outline_of, width_of

_BEYOND = 3  # degrees a line goes on beyond its words, since letters beyond its end are not drawn


class Letters(Enum):
    """How words come onto paper: written, as a browser can; as outlines; letter by letter, for WeasyPrint."""

    WRITTEN = 1
    OUTLINES = 2
    PLACED = 3


@dataclass(frozen=True)
class _Letter:
    """A letter from its left end on its baseline, turned."""

    sign: str
    x: float
    y: float
    turn: float


class Paper:
    """Pieces of SVG, put one after the other. `name` begins every id."""

    def __init__(self, name: str, letters: Letters) -> None:
        self.name = name
        self.letters = letters
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
        if self.letters == Letters.WRITTEN:
            self._on_path(text, colour, around - half, around + half, baseline)
            return
        angle, placed = around + half if flipped else around - half, []
        for sign in unicodedata.normalize("NFC", text.text):
            advance = advance_of(sign, text.weight) * text.size
            step = along(advance / 2, baseline) * (-1 if flipped else 1)
            angle += step
            placed.append(
                self._from(point(angle, baseline), angle + (180 if flipped else 0), advance / 2, sign)
            )
            angle += step
        self._put(placed, text.size, text.weight, colour)

    def _on_path(self, text: ArcText, colour: str, low: float, high: float, baseline: float) -> None:
        """Words that the browser lays along an arc."""
        self._lines += 1
        name = f"{self.name}-b{self._lines}"
        low, high = low - _BEYOND, high + _BEYOND
        path = arc(high, low, baseline) if is_upside_down((low + high) / 2) else arc(low, high, baseline)
        self.defs.append(f'<path id="{name}" d="{path}"/>')
        self.add(
            f'<text font-size="{text.size:g}" font-weight="{text.weight}" fill="{colour}" text-anchor="middle">'
            f'<textPath href="#{name}" startOffset="50%">{escape(text.text)}</textPath></text>'
        )

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
        if self.letters == Letters.WRITTEN:
            turned = f' transform="rotate({turn:.2f} {x:.2f} {y:.2f})"' if turn else ""
            self.add(
                f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" font-weight="{weight}" fill="{colour}" '
                f'text-anchor="middle"{turned}>{escape(text)}</text>'
            )
            return
        self._in_line(text, (x, y), turn, width_of(text, size, weight) / 2, size, weight, colour)

    def from_left(self, text: str, x: float, y: float, size: float, colour: str, weight: int) -> None:
        """A line of words from a point on its baseline; letter by letter alone."""
        self._in_line(text, (x, y), 0, 0, size, weight, colour)

    def _in_line(
        self,
        text: str,
        spot: tuple[float, float],
        turn: float,
        back: float,
        size: float,
        weight: int,
        colour: str,
    ) -> None:
        placed = []
        for sign in unicodedata.normalize("NFC", text):
            placed.append(self._from(spot, turn, back, sign))
            back -= advance_of(sign, weight) * size
        self._put(placed, size, weight, colour)

    @staticmethod
    def _from(spot: tuple[float, float], turn: float, back: float, sign: str) -> _Letter:
        """A letter that begins so far to the left of a spot, along its own line."""
        turn_ = radians(turn)
        return _Letter(sign, spot[0] - back * cos(turn_), spot[1] - back * sin(turn_), turn)

    def _put(self, placed: list[_Letter], size: float, weight: int, colour: str) -> None:
        """Letters where they are to be: as outlines, or written one by one for a printer that knows no arcs."""
        drawn = [one for one in placed if outline_of(one.sign, weight)]
        if not drawn:
            return
        if self.letters == Letters.PLACED:
            xs, ys, turns = (
                " ".join(f"{value:.2f}" for value in values)
                for values in zip(*((one.x, one.y, one.turn) for one in drawn), strict=True)
            )
            words = escape("".join(one.sign for one in drawn))
            self.add(
                f'<text x="{xs}" y="{ys}" rotate="{turns}" font-size="{size:g}" font-weight="{weight}" '
                f'fill="{colour}">{words}</text>'
            )
            return
        self.add(f'<g fill="{colour}">{"".join(self._outline(one, size, weight) for one in drawn)}</g>')

    def _outline(self, one: _Letter, size: float, weight: int) -> str:
        name = self._glyphs.get((one.sign, weight))
        if name is None:
            name = self._glyphs[(one.sign, weight)] = f"{self.name}-g{len(self._glyphs)}"
            self.defs.append(f'<path id="{name}" d="{outline_of(one.sign, weight)}"/>')
        scale = size / UNITS
        c, s = scale * cos(radians(one.turn)), scale * sin(radians(one.turn))
        return f'<use href="#{name}" transform="matrix({c:.5f} {s:.5f} {s:.5f} {-c:.5f} {one.x:.2f} {one.y:.2f})"/>'
