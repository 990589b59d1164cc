"""Bars: as long as they say, with their words, and readable without colour (F5)."""

import re
from decimal import Decimal

from secretariat.lib.plots import Bar, bars


def widths(svg: str) -> list[str]:
    return re.findall(r'<rect x="([^"]+)"[^>]* width="([^"]+)"', svg)


def test_the_longest_bar_fills_the_width_and_the_others_their_share() -> None:
    svg = bars([Bar("Nora", 50, "50 kr"), Bar("Örebro", 200, "200 kr")], title="Intäkter")
    assert widths(svg) == [("0.00%", "25.00%"), ("0.00%", "100.00%")]
    assert 'aria-label="Intäkter. Staplar; samma siffror står i tabellen."' in svg


def test_negative_bars_go_left_of_a_line_and_are_hollow() -> None:
    svg = bars([Bar("Nora", -50, "−50"), Bar("Kumla", 150, "150")], title="Saldo")
    assert widths(svg) == [("0.00%", "25.00%"), ("25.00%", "75.00%")]
    assert re.findall(r'class="(hollow|solid)"', svg) == ["hollow", "solid"]
    assert 'x1="25.00%"' in svg


def test_names_are_escaped_and_nothing_is_an_empty_drawing() -> None:
    assert "<b>" not in bars([Bar("<b>", Decimal("0.5"), "<i>")], title='"')
    assert bars([], title="Inget") == ""
    assert widths(bars([Bar("Nora", 0, "0")], title="Noll")) == []


def test_paper_has_measures_and_colours_of_its_own() -> None:
    svg = bars([Bar("Nora", 5, "5")], title="Intäkter", for_paper=True)
    assert 'viewBox="0 0 480 32"' in svg
    assert 'width="480.0"' in svg
    assert "class=" not in svg.replace('class="plot"', "")
