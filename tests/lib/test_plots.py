"""Bars: as long as they say, with their words, and readable without colour (F5)."""

import re
from decimal import Decimal

from secretariat.lib.plots import Bar, Dot, Mark, bars, dots


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


def test_dots_stand_on_one_scale_with_their_limits_and_marks() -> None:
    """The scale is 40 to 65 by fives; its ends are two hundredths in from the edges."""
    rows = [
        Dot("Nora", Decimal(50), "50 %", Decimal(45), Decimal(55)),
        Dot("Laxå", None, ".."),
        Dot("Örebro", Decimal("41.5"), "41,5 %", is_quiet=True),
    ]
    svg = dots(
        rows, title="Trivsel", marks=[Mark("Länet 52 %", Decimal(52)), Mark("Riket 63 %", Decimal(63))]
    )
    assert re.findall(r'<circle cx="([^"]+)"[^>]*class="(\w+)"', svg) == [
        ("40.40%", "solid"),
        ("7.76%", "hollow"),
    ]
    assert re.findall(r'<line x1="([^"]+)" x2="([^"]+)"[^>]*class="limits"', svg) == [("21.20%", "59.60%")]
    assert re.findall(r'<line x1="([^"]+)"[^>]*class="mark"', svg) == ["48.08%", "90.32%"]
    whole, fine = re.findall(r'stroke-dasharray="([^"]+)" class="mark"', svg)
    assert (whole, fine[:5]) == ("6 20 26 20 26 20 26 99", "2 3 1")  # told apart without colour
    steps = re.findall(r'stroke-dasharray="([^"]+)" class="step"', svg)
    assert set(steps) == {whole}  # no line goes through words
    assert re.findall(r">([^<>]+)</text>", svg) == [
        *("40", "45", "50", "55", "60", "65"), "Länet 52 %", "Riket 63 %",
        "Nora", "50 %", "Laxå", "..", "Örebro", "41,5 %",
    ]  # fmt: skip
    assert 'aria-label="Trivsel. Punkter med osäkerhet; samma siffror står i tabellen."' in svg


def test_a_break_in_the_series_is_a_dashed_line_with_words_above_its_row() -> None:
    svg = dots([Dot("2022", Decimal(1), "1"), Dot("2026", Decimal(2), "2", broken="Ny <fråga>")], title="Tid")
    assert svg.count('class="break"') == 1
    assert svg.index(">2022<") < svg.index("Ny &lt;fråga&gt;") < svg.index(">2026<")


def test_dots_on_paper_bring_their_colours_and_nothing_is_an_empty_drawing() -> None:
    svg = dots([Dot("Nora", Decimal(5), "5", Decimal(4), Decimal(6))], title="Tid", for_paper=True)
    assert "<title>Tid. Punkter med osäkerhet" in svg
    assert "class=" not in svg.split(">", 1)[1]
    assert dots([Dot("Nora", None, "..")], title="Dolt") == dots([], title="Inget") == ""
    assert "cx=" in dots([Dot("Nora", Decimal(0), "0")], title="Noll")
