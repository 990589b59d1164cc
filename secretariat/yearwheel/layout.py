"""A year laid out as a wheel: what is drawn where, before anything is drawn. Pure.

Bands first, then names of rings, then dots: each keeps clear of what is there. A dot moves at most as many degrees as
it is days off by less than a week; where there is no room even so, several become one dot with their number.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .contents import Behind, Entry, Ring, Year
from .geometry import Circle, length_of
from .labels import (
    OUTSIDE,
    ArcText,
    RingToName,
    Slot,
    Tab,
    dot_width,
    half_of_dot,
    names_outside,
    slots_for_names,
    tab_for,
    title_after,
    today_outside,
)
from .lanes import INNERMOST, OUTERMOST, Lane, lanes_at, shared_lanes, width_of_lane
from .wording import month_in_short

REACH = 6.0  # degrees a dot may be moved
_NEAR = 14.0  # how far away a dot may be that takes another in
_TITLED = 2  # a series with at most so many dates has its title after the dot
BAND_EDGE = 0.75  # what a band leaves at each end, so that two in a row are two


@dataclass(frozen=True)
class Dot:
    """One day, or with several entries their number. `width` is along the lane, as `radius` and in its unit."""

    entries: tuple[Entry, ...]
    angle: float
    radius: float
    width: float

    @property
    def is_count(self) -> bool:
        """Whether it stands for several, which the list tells."""
        return len(self.entries) > 1

    @property
    def text(self) -> str:
        """The key of its series, or how many."""
        return str(len(self.entries)) if self.is_count else self.entries[0].key


@dataclass(frozen=True)
class Band:
    """A period: a solid tab with words at its start, a hatched tail."""

    entry: Entry
    start: float
    end: float
    radius: float
    tab: Tab


@dataclass(frozen=True)
class RingLayout:
    """One ring with all that is in it. `titles` are by the entry they tell of."""

    ring: Ring
    inner: float
    outer: float
    dots: tuple[Dot, ...]
    bands: tuple[Band, ...]
    titles: tuple[tuple[Entry, ArcText], ...]
    name: ArcText | None


@dataclass(frozen=True)
class Layout:
    """All of the wheel."""

    year: Year
    circle: Circle
    rings: tuple[RingLayout, ...]
    outside: tuple[ArcText, ...]
    today: float | None
    inner: float


@dataclass(frozen=True)
class _Span:
    """An entry from angle to angle, as far as it is within the year; `first_end` is where its first day ends."""

    start: float
    end: float
    first_end: float
    entry: Entry

    @property
    def wish(self) -> float:
        """Where it would be as a dot: the middle of some days, the first day of a long time."""
        is_short = self.end - self.start < 4 * (self.first_end - self.start)
        return (self.start + (self.end if is_short else self.first_end)) / 2


def _spans(ring: Ring, circle: Circle) -> list[_Span]:
    """What a ring holds of this year, in order of days, the longest first."""
    found = []
    for entry in ring.entries:
        first, last = entry.event.first_day, entry.event.last_day
        if last >= circle.first and first <= circle.last:
            start, end = circle.span_of(first, last)
            found.append(_Span(start, end, circle.end_of(max(first, circle.first)), entry))
    return sorted(found, key=lambda span: (span.start, -span.end, span.entry.key))


@dataclass
class _Placing:
    """A ring while things are put into it."""

    lanes: list[Lane]
    bands: list[Band] = field(default_factory=list)
    waiting: list[_Span] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)


def lay_out(year: Year) -> Layout:
    """Place everything of a year. About 10 ms for 400 activities."""
    circle = Circle(year.first, year.last)
    today = circle.middle_of(year.today) if year.today else None
    spans = [_spans(ring, circle) for ring in year.rings]
    shares = shared_lanes([_need(one, place, len(spans)) for place, one in enumerate(spans)])
    radii = [[lane.radius for lane in lanes] for lanes in lanes_at(shares)]
    banded = [_with_bands(one, at, None, frozenset()) for one, at in zip(spans, radii, strict=True)]
    slots = slots_for_names(
        [
            RingToName(ring.name, ring.colour, one.lanes, sorted(span.wish for span in one.waiting))
            for ring, one in zip(year.rings, banded, strict=True)
        ],
        _wished_for_names(year, circle),
        today,
    )
    width = width_of_lane(shares)
    rings = tuple(
        _arranged(ring, one, at, slot, today, width)
        for ring, one, at, slot in zip(year.rings, spans, radii, slots, strict=True)
    )
    lane = Lane(OUTSIDE)
    outside = []
    if year.today and today is not None:
        words = f"i dag {year.today.day} {month_in_short(year.today.month)}"
        outside.append(today_outside(words, today, lane))
    outside += names_outside(circle, year.backgrounds, lane)
    inner = rings[-1].inner if rings else INNERMOST
    return Layout(year, circle, rings, tuple(one for one in outside if one), today, inner)


def _wished_for_names(year: Year, circle: Circle) -> float:
    """In the vacation, which is the natural place; else at the bottom."""
    for one in year.backgrounds:
        if one.sort == Behind.VACATION:
            start, end = circle.span_of(one.first, one.last)
            return (start + end) / 2
    return 180.0


def _need(spans: Sequence[_Span], place: int, rings: int) -> float:
    """How full a ring is where it is fullest, in lanes, before anything is placed."""
    radius = OUTERMOST - (OUTERMOST - INNERMOST) * (place + 0.5) / rings
    change: dict[int, float] = defaultdict(float)
    for span in spans:
        width = dot_width(span.entry.key)
        start, end, weight = span.start, span.end, 1.0
        if length_of(end - start, radius) < width:
            weight = 2 * half_of_dot(width, radius) / (2 * REACH)
            start, end = span.wish - REACH, span.wish + REACH
        change[int(start)] += weight
        change[int(end)] -= weight
    total = fullest = 0.0
    for at in sorted(change):
        total += change[at]
        fullest = max(fullest, total)
    return fullest


def _with_bands(
    spans: Sequence[_Span], radii: Sequence[float], slot: Slot | None, demoted: frozenset[int]
) -> _Placing:
    """A ring with its bands, the innermost free lane first; the rest waits to be dots, as `demoted` (ids) do."""
    one = _Placing([Lane(radius) for radius in radii])
    if slot:
        for place in slot.lanes:
            one.lanes[place].take(slot.name.start, slot.name.end)
    for span in spans:
        is_dot = span.entry.is_day or id(span.entry) in demoted
        if band := None if is_dot else _band(one.lanes, span):
            one.bands.append(band)
        else:
            one.waiting.append(span)
    one.waiting.sort(key=lambda span: (span.wish, span.entry.key))
    return one


def _band(lanes: Sequence[Lane], span: _Span) -> Band | None:
    entry = span.entry
    title = entry.event.in_year.series if entry.event.in_year else entry.event.title
    for lane in reversed(lanes):
        if lane.is_free(span.start, span.end):
            length = length_of(span.end - span.start, lane.radius) - 2 * BAND_EDGE
            if tab := tab_for(title, entry.key, length):
                lane.take(span.start, span.end)
                return Band(entry, span.start, span.end, lane.radius, tab)
    return None


def _arranged(
    ring: Ring,
    spans: Sequence[_Span],
    radii: Sequence[float],
    slot: Slot | None,
    today: float | None,
    width: float,
) -> RingLayout:
    """The ring with everything in it. Where a dot has no room and no neighbour, the name goes, then the bands there."""
    demoted: frozenset[int] = frozenset()
    while True:
        one = _with_bands(spans, radii, slot, demoted)
        blocked = _put_dots(one)
        if blocked is None:
            break
        in_the_way = {id(band.entry) for band in one.bands if _is_near(band.start, band.end, blocked)}
        if slot and (_is_near(slot.name.start, slot.name.end, blocked) or not in_the_way):
            slot = None
        else:
            demoted |= in_the_way
    return RingLayout(
        ring,
        radii[-1] - width / 2,
        radii[0] + width / 2,
        tuple(one.dots),
        tuple(one.bands),
        tuple(_titles(ring, one, today)),
        slot.name if slot else None,
    )


def _is_near(start: float, end: float, angle: float) -> bool:
    return start - REACH < angle < end + REACH


def _put_dots(one: _Placing) -> float | None:
    """Place the dots in order of days. The angle of the first without room or neighbour; None when all are in."""
    for span in one.waiting:
        wish, entry = span.wish, span.entry
        width = dot_width(entry.key)
        best: tuple[float, Lane, float] | None = None
        for lane in one.lanes:
            place = lane.nearest(wish, half_of_dot(width, lane.radius), REACH)
            if place is not None and (best is None or abs(place - wish) < best[0] - 1e-9):
                best = (abs(place - wish), lane, place)
        if best:
            _, lane, place = best
            half = half_of_dot(width, lane.radius)
            lane.take(place - half, place + half)
            one.dots.append(Dot((entry,), place, lane.radius, width))
        elif not _taken_in(one, wish, entry):
            return wish
    return None


def _taken_in(one: _Placing, wish: float, entry: Entry) -> bool:
    """Let the nearest dot stand for this entry too: of the same week, if there is one."""
    week = _week(entry.event.first_day)
    near = [
        (_week(dot.entries[0].event.first_day) != week, abs(dot.angle - wish), place)
        for place, dot in enumerate(one.dots)
        if abs(dot.angle - wish) <= _NEAR
    ]
    if not near:
        return False
    place = min(near)[2]
    dot = one.dots[place]
    lane = next(lane for lane in one.lanes if lane.radius == dot.radius)
    if not dot.is_count:
        half = half_of_dot(dot.width, dot.radius)
        lane.release(dot.angle - half, dot.angle + half)
        half = half_of_dot(dot_width(""), dot.radius)
        lane.take(dot.angle - half, dot.angle + half)
    one.dots[place] = Dot((*dot.entries, entry), dot.angle, dot.radius, dot_width(""))
    return True


def _week(day: dt.date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _titles(ring: Ring, one: _Placing, today: float | None) -> Iterable[tuple[Entry, ArcText]]:
    """Titles after dots of series with few dates; none in a ring so full that it has counts."""
    if any(dot.is_count for dot in one.dots):
        return
    few = {series.key: series.title for series in ring.series if len(series.entries) <= _TITLED}
    for dot in sorted(one.dots, key=lambda dot: dot.angle):
        entry = dot.entries[0]
        if entry.key not in few:
            continue
        lane = next(lane for lane in one.lanes if lane.radius == dot.radius)
        if text := title_after(few[entry.key], dot.angle, half_of_dot(dot.width, dot.radius), lane, today):
            lane.take(text.start, text.end)
            yield entry, text
