"""Days on a circle: weeks and months tile the year, whatever month it begins with (I2, I3)."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from secretariat.yearwheel.geometry import Cell, Circle, is_upside_down, point
from secretariat.yearwheel.lanes import Lane, lanes_at, shared_lanes

DAY = dt.timedelta(days=1)
BEGINNINGS = st.builds(dt.date, st.integers(2020, 2040), st.integers(1, 12), st.just(1))


def circle_from(first: dt.date) -> Circle:
    return Circle(first, first.replace(year=first.year + 1) - DAY)


def tile(cells: list[Cell], circle: Circle) -> bool:
    """Whether cells follow upon each other from the first day to the last."""
    days = [day for cell in cells for day in (cell.first, cell.last)]
    between = [later - earlier for earlier, later in zip(days[1::2], days[2::2], strict=False)]
    return [days[0], days[-1]] == [circle.first, circle.last] and set(between) == {DAY}


@given(BEGINNINGS)
def test_every_day_begins_where_the_one_before_ends(first: dt.date) -> None:
    circle = circle_from(first)
    days = [circle.first + DAY * place for place in range(circle.days)]
    edges = [circle.start_of(day) for day in days]
    assert edges == sorted(set(edges))
    assert [circle.end_of(day) for day in days] == [*edges[1:], 360.0]
    assert all(circle.start_of(day) < circle.middle_of(day) < circle.end_of(day) for day in days)


@given(BEGINNINGS)
def test_weeks_and_months_tile_the_year(first: dt.date) -> None:
    circle = circle_from(first)
    assert tile(circle.weeks, circle)
    assert tile(circle.months, circle)
    assert [month.number for month in circle.months] == [
        (first.month + place - 1) % 12 + 1 for place in range(12)
    ]
    assert all(
        week.number == week.first.isocalendar().week == week.last.isocalendar().week for week in circle.weeks
    )
    assert all((week.last - week.first).days == 6 for week in circle.weeks[1:-1])


def test_2026_has_53_weeks_and_both_its_ends_are_parts_of_one() -> None:
    weeks = circle_from(dt.date(2026, 1, 1)).weeks
    assert [week.number for week in weeks] == list(range(1, 54))
    assert weeks[0] == Cell(1, dt.date(2026, 1, 1), dt.date(2026, 1, 4))
    assert weeks[-1] == Cell(53, dt.date(2026, 12, 28), dt.date(2026, 12, 31))


def test_2027_begins_in_week_53_of_the_year_before() -> None:
    weeks = circle_from(dt.date(2027, 1, 1)).weeks
    assert weeks[:2] == [
        Cell(53, dt.date(2027, 1, 1), dt.date(2027, 1, 3)),
        Cell(1, dt.date(2027, 1, 4), dt.date(2027, 1, 10)),
    ]


def test_what_is_outside_the_year_is_taken_to_its_edge() -> None:
    circle = circle_from(dt.date(2026, 8, 1))
    assert circle.span_of(dt.date(2026, 6, 1), dt.date(2028, 1, 1)) == (0.0, 360.0)


def test_the_first_day_is_at_the_top_and_days_go_clockwise() -> None:
    assert [tuple(round(part) + 0 for part in point(angle, 10)) for angle in (0, 90, 180, 270)] == [
        (0, -10), (10, 0), (0, 10), (-10, 0),
    ]  # fmt: skip
    assert [is_upside_down(angle) for angle in (0, 89, 91, 180, 269, 271)] == [
        False,
        False,
        True,
        True,
        True,
        False,
    ]


# Lanes


@given(
    taken=st.lists(st.tuples(st.floats(0, 359), st.floats(0.5, 30)), max_size=40),
    middle=st.floats(0, 360),
    half=st.floats(0.5, 12),
)
def test_the_nearest_free_place_is_free_and_none_is_nearer(
    taken: list[tuple[float, float]], middle: float, half: float
) -> None:
    lane = Lane(300)
    kept: list[tuple[float, float]] = []
    for start, length in taken:
        end = min(start + length, 360)
        if lane.is_free(start, end):
            lane.take(start, end)
            kept.append((start, end))

    def is_clear(place: float) -> bool:
        return all(
            place + half <= start + turn + 1e-6 or place - half >= end + turn - 1e-6
            for start, end in kept
            for turn in (-360, 0, 360)
        )

    found = lane.nearest(middle, half, 6)
    tried = [middle + step / 50 for step in range(-300, 301)]
    free = [abs(place - middle) for place in tried if 0 <= place <= 360 and is_clear(place)]
    if found is None:
        assert free == []
    else:
        assert is_clear(found)
        assert 0 <= found <= 360
        assert abs(found - middle) <= min([6.0, *free]) + 1e-6


def test_what_is_taken_before_the_new_year_is_taken_after_it() -> None:
    lane = Lane(300)
    lane.take(358, 363)
    assert [lane.is_free(1, 2), lane.is_free(3, 5), lane.is_free(361, 362), lane.is_free(-3, -1)] == [
        False, True, False, False,
    ]  # fmt: skip
    lane.release(358, 363)
    assert lane.is_free(0, 360)


@given(st.lists(st.floats(0, 9), max_size=6))
def test_rings_share_twelve_lanes_and_none_is_without(needs: list[float]) -> None:
    counts = shared_lanes(needs)
    assert len(counts) == len(needs)
    assert sum(counts) <= 12
    assert all(count >= (2 if need > 1 else 1) for count, need in zip(counts, needs, strict=True))
    radii = [lane.radius for ring in lanes_at(counts) for lane in ring]
    assert all(outer - inner > 19.9 for outer, inner in pairwise(radii))
    assert all(142 <= radius <= 362 for radius in radii)
