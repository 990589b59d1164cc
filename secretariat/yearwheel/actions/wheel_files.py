"""The wheel as files: A3 to print, a picture that can be enlarged, a picture of dots (I4)."""

import datetime as dt
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from secretariat.lib import pdf, pictures
from secretariat.lib.dates import day_in_words
from secretariat.yearwheel.contents import Year
from secretariat.yearwheel.drawing import Look, svg_of, swatch_of
from secretariat.yearwheel.legend import Part, divided, height_of, parts_of
from secretariat.yearwheel.lettering import Letters
from secretariat.yearwheel.poster import poster_of

PNG_WIDTH = 3200  # four times a screen's half: sharp on any slide
_MM = 72 / 25.4
_COLUMN_WIDTH, _COLUMN_HEIGHT = 119 * _MM, 244 * _MM  # beside the wheel, in points
_COLUMN_GAP = 4 * _MM
_SIZES = ((11, 1), (10, 1), (9, 1), (9, 2), (8, 2))  # points and columns, the best first
_TWO_PAGES = (9, 2)


def svg(year: Year) -> bytes:
    """Wheel and legend as SVG that needs no font."""
    return poster_of(year).encode()


def render_pdf(year: Year, *, today: dt.date) -> bytes:
    """Wheel and legend on one lying A3; a legend too long for it follows on pages of its own. Raises NotAvailable."""
    beside, after, looks = _fitted(parts_of(year))
    context: dict[str, Any] = {
        "year": year,
        "wheel": svg_of(year, Look(links=False, letters=Letters.PLACED)),
        "beside": _with_swatches(beside, "prov"),
        "after": _with_swatches(after, "mer"),
        "looks": looks,
        "today": today,
    }
    return pdf.render(
        render_to_string("pdf/year_wheel.html", context),
        title=f"Årshjul {year.name}, {day_in_words(today)}",
        stylesheet="year_wheel.css",
    )


def _with_swatches(parts: list[Part], name: str) -> list[tuple[Part, SafeString]]:
    return [(part, swatch_of(part.ring, f"{name}{number}")) for number, part in enumerate(parts)]


def _fitted(parts: list[Part]) -> tuple[list[Part], list[Part], str]:
    """What stands beside the wheel and what follows after, and the class of type: the largest that has room."""
    for size, columns in _SIZES:
        width, height = _column(size, columns)
        if height_of(parts, width, size) <= height:
            return parts, [], f"size-{size} columns-{columns}"
    size, columns = _TWO_PAGES
    width, height = _column(size, columns)
    return *divided(parts, height, width, size), f"size-{size} columns-{columns}"


def _column(size: float, columns: int) -> tuple[float, float]:
    """How wide a column is, and how high all together are; one may end early, since no series is parted."""
    width = (_COLUMN_WIDTH - _COLUMN_GAP * (columns - 1)) / columns
    return width, (_COLUMN_HEIGHT - 5 * size * (columns - 1)) * columns


def render_png(year: Year, *, today: dt.date) -> bytes:
    """The first page of the A3 as a picture. Raises lib.pdf.NotAvailable."""
    return pictures.png_of(render_pdf(year, today=today), width=PNG_WIDTH)
