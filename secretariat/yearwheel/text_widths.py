"""How wide words are in our own font, and how its letters are drawn. Pure; the font files are read once per process.

The web's font is cut from the same release (static/fonts/README.md), so what is measured here is what a browser draws.
"""

from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

REGULAR, SEMIBOLD, BOLD = 400, 600, 700
UNITS = 1000  # per em, of all three faces
_FACES = {REGULAR: "Regular", SEMIBOLD: "Semibold", BOLD: "Bold"}
_WIDEST = 1.0  # em: what a sign is taken for that the font lacks, and another font draws


@cache
def _font(weight: int) -> TTFont:
    path = Path(settings.BASE_DIR) / "static" / "fonts" / f"SourceSans3-{_FACES[weight]}.ttf"
    return TTFont(path, lazy=True)


@cache
def _advances(weight: int) -> dict[str, float]:
    font = _font(weight)
    widths = font["hmtx"].metrics
    return {chr(sign): widths[name][0] / UNITS for sign, name in font.getBestCmap().items()}


@lru_cache(maxsize=8192)
def width_of(text: str, size: float, weight: int) -> float:
    """How wide a line of text is, in the unit of `size`. Kerning is left out: it makes words narrower, if anything.

    >>> width_of("L3", 10.5, BOLD) < width_of("L30", 10.5, BOLD) < 19
    True
    """
    advances = _advances(weight)
    return size * sum(advances.get(sign, _WIDEST) for sign in text)


def advance_of(sign: str, weight: int) -> float:
    """How wide one sign is, in em."""
    return _advances(weight).get(sign, _WIDEST)


@cache
def outline_of(sign: str, weight: int) -> str:
    """The sign's outline as a path of SVG, 1000 units per em, upwards; empty for a space and for what is not there."""
    font = _font(weight)
    name = font.getBestCmap().get(ord(sign))
    if name is None:
        return ""
    glyphs = font.getGlyphSet()
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:g}")
    glyphs[name].draw(pen)
    return pen.getCommands()


@lru_cache(maxsize=1024)
def lines_of(text: str, width: float, size: float, weight: int) -> tuple[str, ...]:
    """The text parted between words into lines no wider than this; a single word may be wider.

    >>> lines_of("Folkhälsa, alla organ", 80, 15, SEMIBOLD)
    ('Folkhälsa,', 'alla organ')
    """
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def balanced(text: str, width: float, size: float, weight: int) -> tuple[str, ...]:
    """The same number of lines as `lines_of`, but as even as can be: no single word on the last.

    >>> balanced("Alla slag, alla grupper, hela länet", 220, 15, SEMIBOLD)
    ('Alla slag, alla', 'grupper, hela länet')
    """
    lines = lines_of(text, width, size, weight)
    for share in range(50, 100, 5):
        tried = lines_of(text, width * share / 100, size, weight)
        if len(tried) == len(lines):
            return tried
    return lines
