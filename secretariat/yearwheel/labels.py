"""Words in the wheel: what stands on a band, after a dot, in an empty sector, and outside. Pure.

Words never cover each other or a dot, and are never cut: what does not fit has a key, and the list has it all.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from .contents import Background, Behind
from .geometry import WHOLE, Circle, along, half_of_disc
from .lanes import Lane
from .text_widths import BOLD, REGULAR, SEMIBOLD, width_of

DOT = 9.5  # the radius of a dot
KEY_SIZE, BAND_SIZE, TITLE_SIZE, NAME_SIZE, OUTSIDE_SIZE = 10.5, 11.5, 11.5, 13.0, 12.5
OUTSIDE = 426.0  # where names of holidays and school breaks stand
_AIR = 0.6  # around a dot
_WIDEST_IN_DISC = 16.2  # words wider than this need a longer dot
_TAB_AIR = 5.0
_SHORTEST_TAIL = 7.0
_LONGEST_TITLE = 210.0  # longer ones would seem to last for months
_STEP = 4
_IMPOSSIBLE = 8.0
BASELINE = 0.345  # of the size: from the middle of a line of words down to where letters stand

_SHORT = {
    "nyårsdagen": "nyår",
    "trettondedag jul": "trettondag",
    "långfredagen": "påsk",
    "påskdagen": "påsk",
    "annandag påsk": "påsk",
    "första maj": "1 maj",
    "kristi himmelsfärdsdag": "Kristi himmelsfärd",
    "pingstdagen": "pingst",
    "nationaldagen": "nationaldag",
    "sveriges nationaldag": "nationaldag",
    "midsommardagen": "midsommar",
    "alla helgons dag": "alla helgon",
    "juldagen": "jul",
    "annandag jul": "jul",
}


@dataclass(frozen=True)
class ArcText:
    """Words along a circle, around the middle of their line. `start` and `end` are what they take, with air."""

    text: str
    start: float
    end: float
    radius: float
    size: float
    weight: int
    colour: str = ""

    @property
    def middle(self) -> float:
        """Where the words' middle is."""
        return (self.start + self.end) / 2


def innermost_of(radius: float, size: float) -> float:
    """The radius of the side of a line of words that is nearest to the centre, where it takes most degrees."""
    return radius - BASELINE * size


def baseline_of(radius: float, size: float, *, upside_down: bool) -> float:
    """Where letters stand, for words around a radius."""
    return radius + (BASELINE if upside_down else -BASELINE) * size


# Dots and bands


@lru_cache(maxsize=4096)
def dot_width(text: str) -> float:
    """How long a dot with this key is along its lane; most are round."""
    width = width_of(text, KEY_SIZE, BOLD)
    return 2 * DOT if width <= _WIDEST_IN_DISC else width + 7


@lru_cache(maxsize=4096)
def half_of_dot(width: float, radius: float) -> float:
    """Degrees from a dot's middle to where its air ends."""
    return along(width / 2 - DOT, radius) + half_of_disc(DOT + _AIR, radius)


@dataclass(frozen=True)
class Tab:
    """The solid part of a band, with white words. `length` is along the lane."""

    text: str
    size: float
    weight: int
    length: float


def tab_for(title: str, key: str, length: float) -> Tab | None:
    """What a band of this length can carry: its title, else its key; None where not even that fits."""
    for text, size, weight in ((title, BAND_SIZE, SEMIBOLD), (key, KEY_SIZE, BOLD)):
        wanted = width_of(text, size, weight) + 2 * _TAB_AIR
        if wanted <= length:
            return Tab(text, size, weight, length if length - wanted < _SHORTEST_TAIL else wanted)
    return None


def title_after(
    title: str, dot_angle: float, dot_half: float, lane: Lane, line: float | None
) -> ArcText | None:
    """A dot's title after it in its lane, if that is free and does not cross the line of today or the year's end."""
    start = dot_angle + dot_half + along(1.5, lane.radius)
    width = width_of(title, TITLE_SIZE, SEMIBOLD) + 5
    end = start + along(width, innermost_of(lane.radius, TITLE_SIZE))
    if (
        width > _LONGEST_TITLE
        or end > WHOLE - 1
        or not lane.is_free(start, end)
        or _crosses(start, end, line)
    ):
        return None
    return ArcText(title, start, end, lane.radius, TITLE_SIZE, SEMIBOLD)


def _crosses(start: float, end: float, line: float | None) -> bool:
    return line is not None and start - 1 < line < end + 1


# The rings' own names


@dataclass(frozen=True)
class Slot:
    """A place for a ring's name: which lanes it takes."""

    name: ArcText
    lanes: tuple[int, ...]


@dataclass(frozen=True)
class RingToName:
    """What has to be known of a ring to name it: its lanes with bands in them, and where dots want to be."""

    text: str
    colour: str
    lanes: Sequence[Lane]
    dots: Sequence[float]


def slots_for_names(rings: Sequence[RingToName], wished: float, line: float | None) -> list[Slot | None]:
    """Where each ring is named: in one sector for all, the emptiest; a ring that is full there, where it is emptiest.

    `wished` is the angle that wins among equals. None for a ring without room: the list and its letter name it.
    """
    if not rings:
        return []
    angles = range(_STEP, int(WHOLE), _STEP)
    found = [_slots_around(ring, angles, line) for ring in rings]
    away = [0.004 * abs((angle - wished + 180) % WHOLE - 180) for angle in angles]
    places = range(len(angles))
    costs = [sum(min(_IMPOSSIBLE, ring[place][0]) for ring in found) + away[place] for place in places]
    common = min(places, key=costs.__getitem__)
    slots: list[Slot | None] = []
    for ring in found:
        best = common
        if ring[common][0] == inf:
            far = [cost + 0.1 * abs(place - common) for place, (cost, _) in enumerate(ring)]
            best = min(places, key=far.__getitem__)
        slots.append(ring[best][1])
    return slots


def _slots_around(
    ring: RingToName, angles: Iterable[int], line: float | None
) -> list[tuple[float, Slot | None]]:
    """The best place for a ring's name around each angle, and what it costs; (inf, None) where there is none."""
    width = width_of(ring.text, NAME_SIZE, SEMIBOLD) + 10
    half = along(width / 2, innermost_of(ring.lanes[-1].radius, NAME_SIZE))
    air = half_of_dot(2 * DOT, ring.lanes[-1].radius)
    found: list[tuple[float, Slot | None]] = []
    for angle in angles:
        start, end = angle - half, angle + half
        if start < 1 or end > WHOLE - 1 or _crosses(start, end, line):
            found.append((inf, None))
            continue
        dots = bisect_right(ring.dots, end + air) - bisect_left(ring.dots, start - air)
        found.append(_slot(ring, start, end, dots))
    return found


def _slot(ring: RingToName, start: float, end: float, dots: int) -> tuple[float, Slot | None]:
    """Over the whole ring where nothing is in the way; else in one lane, if dots find room in the others."""
    count = len(ring.lanes)
    if dots > 2 * (count - 1):
        return inf, None
    free = [place for place, lane in enumerate(ring.lanes) if lane.is_free(start, end)]
    if not free:
        return inf, None
    if len(free) == count and not dots:
        middle = (ring.lanes[0].radius + ring.lanes[-1].radius) / 2
        between = (count // 2 - 1, count // 2) if count % 2 == 0 else (count // 2,)
        return 0.0, _slot_in(ring, start, end, middle, between)
    lane = free[-1]
    return 0.3 + 0.6 * dots, _slot_in(ring, start, end, ring.lanes[lane].radius, (lane,))


def _slot_in(ring: RingToName, start: float, end: float, radius: float, lanes: tuple[int, ...]) -> Slot:
    return Slot(ArcText(ring.text, start, end, radius, NAME_SIZE, SEMIBOLD, ring.colour), lanes)


# Outside the wheel


def names_outside(circle: Circle, backgrounds: Iterable[Background], lane: Lane) -> list[ArcText]:
    """Names of school breaks and holidays, near their days; those that are close together share one line.

    What has no room within two weeks is left out: its days are marked all the same.
    """
    told: list[tuple[float, list[str]]] = []
    order = {Behind.BREAK: 0, Behind.VACATION: 1, Behind.HOLIDAY: 2}
    named = [one for one in backgrounds if one.sort in order and one.name]
    for one in sorted(named, key=lambda one: (order[one.sort], one.first)):
        start, end = circle.span_of(one.first, one.last)
        if start == end:
            continue
        middle, name = (start + end) / 2, shortened(one.name)
        near = next((there for there in told if abs(there[0] - middle) <= 6), None)
        if near is None:
            told.append((middle, [name]))
        elif name not in near[1] and not (near[1] and name in near[1][0]):
            near[1].append(name)
    found = []
    for middle, names in told:
        text = _placed_outside(", ".join(names[:2]), middle, lane, REGULAR)
        found.append(text or _placed_outside(names[0], middle, lane, REGULAR))
    return [one for one in found if one]


def today_outside(words: str, angle: float, lane: Lane) -> ArcText | None:
    """ "i dag 24 sep" where the line of today ends."""
    return _placed_outside(words, angle, lane, BOLD)


def _placed_outside(text: str, middle: float, lane: Lane, weight: int) -> ArcText | None:
    width = width_of(text, OUTSIDE_SIZE, weight) + 8
    half = along(width / 2, innermost_of(lane.radius, OUTSIDE_SIZE))
    place = lane.nearest(middle, half, 12)
    if place is None:
        return None
    lane.take(place - half, place + half)
    return ArcText(text, place - half, place + half, lane.radius, OUTSIDE_SIZE, weight)


def shortened(name: str) -> str:
    """A holiday as one says it in tight space.

    >>> shortened("Annandag påsk"), shortened("Sportlov v. 8")
    ('påsk', 'sportlov v. 8')
    """
    plain = (
        re.split(r" och | \(", name.lower())[0] if name.lower().split(" och ")[0] in _SHORT else name.lower()
    )
    return _SHORT.get(plain, name if name[:2].isupper() else name[:1].lower() + name[1:])


# The middle


def size_that_fits(text: str, room: float, largest: float, weight: int) -> float:
    """How large words can be in so much room."""
    return min(largest, room / max(width_of(text, 1, weight), 0.1))
