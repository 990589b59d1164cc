"""What the year's wheel costs to draw: on a page, and as A3 (I1, I4)."""

import datetime as dt
import statistics
import time
from collections.abc import Callable

from secretariat.lib import pdf
from secretariat.yearwheel.actions import wheel_files
from secretariat.yearwheel.drawing import svg_of
from tests.yearwheel.invented_years import invented_year

from .table import Fact

NUMBERS = (30, 120, 400)
TARGET_MS = 40
TODAY = dt.date(2026, 9, 24)


def facts() -> list[Fact]:
    """The wheel alone, as it is drawn for a page, for few activities and for many; then wheel and legend as A3."""
    years = [invented_year(number, today=TODAY) for number in NUMBERS]
    drawn = [_median_ms(lambda year=year: svg_of(year), times=20) for year in years]  # type: ignore[misc]
    found = [
        Fact(f"årshjul ritat, {number} aktiviteter", f"{took:.1f} ms", f"≤ {TARGET_MS} ms", took <= TARGET_MS)
        for number, took in zip(NUMBERS, drawn, strict=True)
    ]
    if pdf.is_available():
        took = _median_ms(lambda: wheel_files.render_pdf(years[-1], today=TODAY), times=3)
        found.append(Fact(f"årshjul som A3, {NUMBERS[-1]} aktiviteter", f"{took / 1000:.1f} s"))
    return found


def _median_ms(act: Callable[[], object], *, times: int) -> float:
    """The first time only warms up: fonts are read and words measured."""
    act()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
