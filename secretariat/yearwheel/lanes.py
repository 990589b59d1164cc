"""Where things are put around a ring so that none covers another: lanes side by side, each with what is taken. Pure."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from .geometry import WHOLE

OUTERMOST = 372.0
INNERMOST = 132.0
NARROWEST, WIDEST = 20.0, 26.0  # a lane; a dot is 19 wide
MOST_LANES = int((OUTERMOST - INNERMOST) / NARROWEST)
_SLACK = 1e-9
_COMFORT, _ONE_IS_ENOUGH = 0.8, 0.95  # of a lane


@dataclass
class Lane:
    """One way around at a radius. What is taken is kept in order and never overlaps; the circle closes."""

    radius: float
    _taken: list[tuple[float, float]] = field(default_factory=list)

    def is_free(self, start: float, end: float) -> bool:
        """Whether nothing is taken between two angles."""
        place = bisect_left(self._taken, (start, start))
        if place and self._taken[place - 1][1] > start + _SLACK:
            return False
        return place == len(self._taken) or self._taken[place][0] >= end - _SLACK

    def take(self, start: float, end: float) -> None:
        """Take it: once more a turn before and after, so that what is asked over the year's edge is right too."""
        for turn in (-WHOLE, 0.0, WHOLE):
            insort(self._taken, (start + turn, end + turn))

    def release(self, start: float, end: float) -> None:
        """Give back what was taken with just these angles."""
        for turn in (-WHOLE, 0.0, WHOLE):
            self._taken.remove((start + turn, end + turn))

    def nearest(self, middle: float, half: float, reach: float) -> float | None:
        """The free place nearest to an angle for something `half` degrees to both sides; None beyond `reach`.

        Its middle stays within the year: a day in December is never shown in January.
        """
        place = bisect_left(self._taken, (middle, middle))
        best: float | None = None
        for step in (0, 1):  # forwards from the gap before what lies here, then backwards
            at = place - step
            while 0 <= at <= len(self._taken):
                low = max(self._taken[at - 1][1] if at else -WHOLE, -half)
                high = min(self._taken[at][0] if at < len(self._taken) else 2 * WHOLE, WHOLE + half)
                distance = abs(min(max(middle, low), high) - middle)
                if distance > reach or (best is not None and distance >= abs(best - middle)):
                    break
                if high - low >= 2 * half:
                    found = min(max(middle, low + half), high - half)
                    if best is None or abs(found - middle) < abs(best - middle):
                        best = found
                    break
                at += -1 if step else 1
        return best if best is not None and abs(best - middle) <= reach else None


def shared_lanes(needs: Sequence[float]) -> list[int]:
    """How many lanes each ring gets, of twelve in all: two each, more where it is fullest.

    A need is how much would lie on top of each other where a ring is fullest, in lanes. A ring in which one lane is
    enough gives the other away where another cannot do with what it has.

    >>> shared_lanes([0.4] * 6)
    [2, 2, 2, 2, 2, 2]
    >>> shared_lanes([2.9, 0.1, 0.4]), shared_lanes([3.1, 2, 2, 1.5, 1.2, 0.6])
    ([4, 2, 2], [3, 2, 2, 2, 2, 1])
    """
    most = max(MOST_LANES, len(needs))
    lanes = [2 if 2 * len(needs) <= most else 1] * len(needs)

    def pressure(ring: int) -> float:
        return needs[ring] / lanes[ring]

    while needs:
        fullest = max(range(len(needs)), key=pressure)
        if pressure(fullest) <= _COMFORT:
            break
        if sum(lanes) == most:
            givers = [ring for ring in range(len(needs)) if lanes[ring] > 1 and needs[ring] <= _ONE_IS_ENOUGH]
            if not givers:
                break
            lanes[min(givers, key=needs.__getitem__)] -= 1
        lanes[fullest] += 1
    return lanes


def lanes_at(counts: Sequence[int]) -> list[list[Lane]]:
    """The lanes of each ring, from the outermost ring inwards, the outermost lane first."""
    total = sum(counts)
    width = min(WIDEST, (OUTERMOST - INNERMOST) / total) if total else NARROWEST
    radius = OUTERMOST - width / 2
    rings: list[list[Lane]] = []
    for count in counts:
        rings.append([Lane(radius - width * place) for place in range(count)])
        radius -= width * count
    return rings


def width_of_lane(counts: Sequence[int]) -> float:
    """How wide each lane is."""
    total = sum(counts)
    return min(WIDEST, (OUTERMOST - INNERMOST) / total) if total else NARROWEST
