"""The wheel with its legend as one picture, for a slide: letters as outlines, nothing from outside. Pure."""

from django.utils.safestring import SafeString

from .contents import Ring, Year
from .drawing import INK, MUTED, SIZE, Drawing, Look
from .layout import lay_out
from .legend import KEY_WIDTH, LINE, Line, parts_of, rows_of
from .lettering import Letters
from .text_widths import BOLD, REGULAR, SEMIBOLD, lines_of, width_of

_COLUMN, _GAP, _EDGE = 330.0, 30.0, 24.0
_SIZE = 14.0
_TOP, _BOTTOM = -SIZE / 2 + 54, SIZE / 2 - 20


def poster_of(year: Year) -> SafeString:
    """A picture 880 high, as wide as the legend needs: all series stand there, however many they are."""
    return _Poster(year).whole()


class _Poster:
    """Where the next row of the legend goes: down, and over to the next column."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.drawing = Drawing(lay_out(year), Look(links=False, letters=Letters.OUTLINES))
        self.x = SIZE / 2 + _GAP
        self.y = _TOP

    def whole(self) -> SafeString:
        """Heading, then ring by ring."""
        self._write(f"Årshjul {self.year.name}", 30, INK, BOLD)
        self.y += 24
        for row in lines_of(self.year.chosen[:1].upper() + self.year.chosen[1:], _COLUMN, 15, REGULAR):
            self._write(row, 15, MUTED, REGULAR)
            self.y += 20
        for part in parts_of(self.year):
            self._heading(part.ring)
            for line in part.lines:
                self._line(line, f"#{part.ring.colour}")
        return self.drawing.framed(beside=self.x + _COLUMN + _EDGE - SIZE / 2)

    def _heading(self, ring: Ring) -> None:
        self.y += 14
        self._room_for(3 * LINE * _SIZE)
        top, drawing = self.y - 12, self.drawing
        hatch = drawing.hatch(ring.letter, ring.colour)
        drawing.add(
            f'<path d="M{self.x + 20} {top + 0.5}h23.5v15h-23.5z" fill="url(#{hatch})" stroke="#{ring.colour}"/>'
            f'<path d="M{self.x} {top}h20v16h-20z" fill="#{ring.colour}"/>'
        )
        drawing.straight(ring.letter, self.x + 10, top + 8, 12, "#fff", BOLD)
        drawing.from_left(ring.name, self.x + 54, self.y + 1, 16, INK, SEMIBOLD)
        self.y += 22

    def _line(self, line: Line, colour: str) -> None:
        indent = KEY_WIDTH * _SIZE
        rows = rows_of(line, _COLUMN - indent, _SIZE)
        self._room_for(len(rows) * LINE * _SIZE)
        self.drawing.from_left(line.key, self.x, self.y, _SIZE, colour, BOLD)
        left = len(line.title)
        for row in rows:
            title, dates = row[:left], row[left:]
            self.drawing.from_left(title, self.x + indent, self.y, _SIZE, INK, REGULAR)
            away = width_of(title, _SIZE, REGULAR)
            self.drawing.from_left(dates, self.x + indent + away, self.y, _SIZE, MUTED, REGULAR)
            left = max(0, left - len(row) - 1)
            self.y += LINE * _SIZE

    def _write(self, text: str, size: float, colour: str, weight: int) -> None:
        self.drawing.from_left(text, self.x, self.y, size, colour, weight)

    def _room_for(self, height: float) -> None:
        if self.y + height > _BOTTOM:
            self.x += _COLUMN + _GAP
            self.y = _TOP
