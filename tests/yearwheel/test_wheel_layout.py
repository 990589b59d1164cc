"""Words in the wheel never overlap and are never cut without a number that leads to the list, at 0 and at 400."""

import datetime as dt
import math
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secretariat.yearwheel.contents import Entry, Ring, Year
from secretariat.yearwheel.drawing import Look, svg_of
from secretariat.yearwheel.geometry import Circle
from secretariat.yearwheel.layout import Layout, lay_out
from secretariat.yearwheel.lettering import Letters
from secretariat.yearwheel.middle import described

from .drawn import SVG, meetings, read
from .invented_years import KINDS, invented_year, series, year_of

PICTURE = Look(links=False, letters=Letters.OUTLINES)
PAGE = Look(week_address="/lista/#v{week}")
YEARS = st.builds(
    invented_year,
    st.integers(0, 400),
    seed=st.integers(0, 10_000),
    year=st.integers(2020, 2040),
    start=st.integers(1, 12),
    rings=st.integers(1, 6),
    long=st.sampled_from((0.0, 0.2, 0.5, 1.0)),
    crowded=st.sampled_from((0.0, 0.0, 0.5, 1.0)),
    today=st.dates(dt.date(2020, 1, 1), dt.date(2041, 12, 31)),
)


def placed(layout: Layout) -> list[int]:
    """The entries that stand in the wheel, each as often as it does."""
    dots = [id(entry) for ring in layout.rings for dot in ring.dots for entry in dot.entries]
    return dots + [id(band.entry) for ring in layout.rings for band in ring.bands]


def days_off(year: Year, angle: float, entry: Entry) -> float:
    """How far from its days a dot is, in degrees: from its first day to its last, or the fourth."""
    circle = Circle(year.first, year.last)
    last = min(entry.event.last_day, max(entry.event.first_day, year.first) + dt.timedelta(days=3))
    start, end = circle.span_of(entry.event.first_day, last)
    return max(start - angle, angle - end, 0)


@settings(max_examples=30)
@given(YEARS)
def test_nothing_in_the_wheel_covers_anything_else(year: Year) -> None:
    assert meetings(read(svg_of(year, PICTURE))) == []


@settings(max_examples=15)
@given(YEARS, st.text("abcdefghij klmno, ”åäöÅÄÖ", max_size=200))
def test_the_words_in_the_middle_stay_within_it(year: Year, chosen: str) -> None:
    drawn = read(svg_of(replace(year, chosen=chosen), PICTURE))
    last = max(box.owner for box in drawn.boxes)
    inside = [spot for box in drawn.boxes if box.owner == last for spot in box.corners]
    inner = lay_out(year).inner
    assert [spot for spot in inside if math.hypot(*spot) > inner] == []
    assert len(inside) > 4


@given(YEARS)
def test_every_entry_stands_in_the_wheel_once_or_is_counted_in_a_number(year: Year) -> None:
    layout = lay_out(year)
    assert sorted(placed(layout)) == sorted(id(entry) for entry in year.entries)


@given(YEARS)
def test_a_dot_is_less_than_a_week_from_its_day_and_within_the_year(year: Year) -> None:
    layout = lay_out(year)
    alone = [(dot.angle, dot.entries[0]) for ring in layout.rings for dot in ring.dots if not dot.is_count]
    assert [entry for angle, entry in alone if days_off(year, angle, entry) > 6.0001] == []
    assert all(0 <= dot.angle <= 360 for ring in layout.rings for dot in ring.dots)


@given(YEARS)
def test_a_number_is_near_the_days_it_counts(year: Year) -> None:
    counts = [dot for ring in lay_out(year).rings for dot in ring.dots if dot.is_count]
    assert [dot for dot in counts for entry in dot.entries if days_off(year, dot.angle, entry) > 21] == []


@given(YEARS)
def test_links_stand_in_order_of_days_and_each_has_its_own_name(year: Year) -> None:
    links = list(ElementTree.fromstring(svg_of(year, PAGE)).iter(f"{SVG}a"))  # noqa: S314 – our own
    layout = lay_out(year)
    marks = [(dot.entries[0], dot.is_count) for ring in layout.rings for dot in ring.dots]
    marks += [(band.entry, False) for ring in layout.rings for band in ring.bands]
    days = {entry.url: entry.event.first_day for entry, is_count in marks if not is_count}
    assert len(links) == len(marks)
    assert all(link.get("aria-label") and link.get("href") for link in links)
    own = [link.get("href", "") for link in links if not link.get("href", "").startswith("/lista/")]
    assert set(own) == set(days)
    ordered = sorted(entry.event.first_day for entry, is_count in marks if not is_count)
    told = [entry.event.first_day for entry, is_count in _as_drawn(layout) if not is_count]
    assert told == ordered


def _as_drawn(layout: Layout) -> list[tuple[Entry, bool]]:
    """Entries in the order in which the picture has their names."""
    by_name = {}
    for ring in layout.rings:
        for band in ring.bands:
            by_name[id(band.entry)] = (band.entry, False)
        for dot in ring.dots:
            by_name[id(dot.entries[0])] = (dot.entries[0], dot.is_count)
    return sorted(by_name.values(), key=lambda pair: pair[0].event.first_day)


# By hand


DAY = dt.date(2026, 3, 18)
LONG = (
    "En rubrik som är mycket längre än vad som någonsin kan få plats i ett hjul, men som ändå har skrivits "
    * 2
)


def one_ring(*found: tuple[str, dt.date, dt.date], today: dt.date | None = None) -> Year:
    """A ring with one series for each."""
    kind = KINDS[0]
    made = (series(f"L{n}", title, kind, (first, last)) for n, (title, first, last) in enumerate(found, 1))
    return year_of(Ring(kind.name, kind.letter, kind.colour, tuple(made)), today=today)


def test_three_hundred_on_one_day_are_counted_and_lead_to_the_list() -> None:
    year = one_ring(*((f"Möte {n}", DAY, DAY) for n in range(300)))
    dots = lay_out(year).rings[0].dots
    assert sum(len(dot.entries) for dot in dots) == 300
    assert {dot.is_count for dot in dots} == {True, False}
    picture = svg_of(year, PAGE)
    assert 'href="/lista/#v2026-03-12"' in picture
    assert "aktiviteter omkring v.\xa012 i Länsdelsgrupper, visa dem i listan" in picture
    assert meetings(read(svg_of(year, PICTURE))) == []


def test_sixty_periods_on_top_of_each_other_all_stand_there() -> None:
    year = one_ring(*((f"Period {n}", dt.date(2026, 2, 1), dt.date(2026, 11, 30)) for n in range(60)))
    layout = lay_out(year)
    assert len(layout.rings[0].bands) == 12
    assert sorted(placed(layout)) == sorted(id(entry) for entry in year.entries)
    assert meetings(read(svg_of(year, PICTURE))) == []


def test_a_title_that_does_not_fit_gives_way_to_its_key() -> None:
    layout = lay_out(one_ring((LONG, dt.date(2026, 1, 1), dt.date(2026, 5, 31)), (LONG, DAY, DAY)))
    ring = layout.rings[0]
    assert [band.tab.text for band in ring.bands] == ["L1"]
    assert [(dot.text, ring.titles) for dot in ring.dots] == [("L2", ())]


def test_a_title_that_fits_stands_on_its_band_and_after_its_dot() -> None:
    layout = lay_out(one_ring(("Bedömning", DAY, dt.date(2026, 5, 4)), ("Bokslut klart", DAY, DAY)))
    ring = layout.rings[0]
    assert [band.tab.text for band in ring.bands] == ["Bedömning"]
    assert [text.text for _, text in ring.titles] == ["Bokslut klart"]


def test_a_title_does_not_cross_the_line_of_today_nor_the_end_of_the_year() -> None:
    late = dt.date(2026, 12, 20)
    found = lay_out(
        one_ring(("Bokslut klart", DAY, DAY), ("Bokslut klart", late, late), today=dt.date(2026, 3, 30))
    )
    assert [ring.titles for ring in found.rings] == [()]


def test_what_goes_over_the_years_edge_is_shown_in_both_years() -> None:
    year = one_ring(("Över nyår", dt.date(2025, 11, 1), dt.date(2026, 2, 28)))
    band = lay_out(year).rings[0].bands[0]
    assert (band.start, round(band.end)) == (0, 58)
    after = replace(year, first=dt.date(2025, 1, 1), last=dt.date(2025, 12, 31))
    band = lay_out(after).rings[0].bands[0]
    assert (round(band.start), band.end) == (300, 360)


def test_rings_are_named_in_one_empty_sector() -> None:
    layout = lay_out(invented_year(60, seed=4))
    names = [ring.name for ring in layout.rings if ring.name]
    assert [name.text for name in names] == [ring.ring.name for ring in layout.rings]
    assert {name.middle for name in names} == {names[0].middle}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "Årshjul 2026: inga aktiviteter"),
        (1, "Årshjul 2026: 1 aktivitet i 1 ring"),
    ],
)
def test_the_wheel_is_described_in_one_sentence(number: int, words: str) -> None:
    assert described(invented_year(number)) == words


def test_the_busiest_months_are_told_in_the_order_of_the_year() -> None:
    spring, autumn = dt.date(2026, 3, 2), dt.date(2026, 11, 2)
    days = [*(spring,) * 4, *(autumn,) * 5, dt.date(2026, 5, 5)]
    year = one_ring(*(("Möte", day, day) for day in days))
    assert described(year) == "Årshjul 2026: 10 aktiviteter i 1 ring, tätast mars och november"


def test_what_somebody_typed_is_shown_and_not_obeyed() -> None:
    year = one_ring(('<script>alert("x")</script> & \'', DAY, dt.date(2026, 9, 18)))
    picture = svg_of(year, PAGE)
    assert "<script" not in picture
    assert ElementTree.fromstring(picture) is not None  # noqa: S314 – our own


def test_the_line_of_today_never_goes_through_words_whatever_day_it_is() -> None:
    year = invented_year(60, seed=5)
    found = []
    for place in range(0, 365, 11):
        today = year.first + dt.timedelta(days=place)
        found += [
            one for one in meetings(read(svg_of(replace(year, today=today), PICTURE))) if "linje" in one
        ]
    assert found == []
