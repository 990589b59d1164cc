"""Days on a circle: angles, weeks, months, and the paths of arcs and bands. Pure.

Angles are degrees clockwise from the top, where the first day begins. The circle's middle is (0, 0), y downwards.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import asin, cos, degrees, pi, radians, sin

WHOLE = 360.0
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Cell:
    """A week or a month on the circle; a week at the year's edge may be a part of one. Both days are included."""

    number: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Circle:
    """Twelve months once around, from the first of any month."""

    first: dt.date
    last: dt.date

    @cached_property
    def days(self) -> int:
        """365 or 366."""
        return (self.last - self.first).days + 1

    def start_of(self, day: dt.date) -> float:
        """Where a day begins; days outside are taken to the nearest edge.

        >>> Circle(dt.date(2026, 1, 1), dt.date(2026, 12, 31)).start_of(dt.date(2026, 3, 15))
        72.0
        """
        return WHOLE * min(max((day - self.first).days, 0), self.days) / self.days

    def end_of(self, day: dt.date) -> float:
        """Where a day ends."""
        return self.start_of(day + DAY) if day < dt.date.max else WHOLE

    def middle_of(self, day: dt.date) -> float:
        """The middle of a day: where its dot is."""
        return (self.start_of(day) + self.end_of(day)) / 2

    def span_of(self, first: dt.date, last: dt.date) -> tuple[float, float]:
        """From the start of the first day to the end of the last, as far as they are within the year."""
        return self.start_of(first), self.end_of(last)

    @cached_property
    def weeks(self) -> list[Cell]:
        """ISO weeks, 1 to 52 or 53; the first and the last may be parts. Together they are the year."""
        return list(self._cells(lambda day: day.isocalendar().week, lambda day: day.weekday() == 0))

    @cached_property
    def months(self) -> list[Cell]:
        """The twelve months."""
        return list(self._cells(lambda day: day.month, lambda day: day.day == 1))

    def _cells(self, number: Callable[[dt.date], int], begins: Callable[[dt.date], bool]) -> Iterator[Cell]:
        first = self.first
        for place in range(1, self.days):
            day = self.first + DAY * place
            if begins(day):
                yield Cell(number(first), first, day - DAY)
                first = day
        yield Cell(number(first), first, self.last)


def point(angle: float, radius: float) -> tuple[float, float]:
    """Where it is on the paper.

    >>> [round(one, 6) + 0 for one in point(90, 100)]
    [100.0, 0.0]
    """
    turn = radians(angle)
    return radius * sin(turn), -radius * cos(turn)


def along(length: float, radius: float) -> float:
    """How many degrees a length is, along a circle."""
    return length / radius * 180 / pi


def length_of(angle: float, radius: float) -> float:
    """How long so many degrees are, along a circle."""
    return radians(angle) * radius


def half_of_disc(size: float, radius: float) -> float:
    """Degrees from the middle of a disc to where it ends, seen from the centre; `size` is the disc's radius."""
    return degrees(asin(min(1.0, size / radius)))


def is_upside_down(angle: float) -> bool:
    """Whether text around here would stand on its head, and is written the other way round.

    >>> is_upside_down(45), is_upside_down(180), is_upside_down(365)
    (False, True, False)
    """
    return 90 < angle % WHOLE < 270


def _at(angle: float, radius: float) -> str:
    x, y = point(angle, radius)
    return f"{x:.2f} {y:.2f}"


def arc(start: float, end: float, radius: float) -> str:
    """The path of an arc, clockwise where the end is after the start, else the other way."""
    large, clockwise = int(abs(end - start) > 180), int(end > start)
    return f"M{_at(start, radius)}A{radius:.2f} {radius:.2f} 0 {large} {clockwise} {_at(end, radius)}"


def sector(start: float, end: float, inner: float, outer: float) -> str:
    """The path of a piece of a ring, closed. A whole turn is drawn as two halves."""
    if end - start >= WHOLE:
        return sector(0, 180, inner, outer) + sector(180, WHOLE - 0.001, inner, outer)
    large = int(end - start > 180)
    return (
        f"M{_at(start, outer)}A{outer:.2f} {outer:.2f} 0 {large} 1 {_at(end, outer)}"
        f"L{_at(end, inner)}A{inner:.2f} {inner:.2f} 0 {large} 0 {_at(start, inner)}Z"
    )


def ray(angle: float, inner: float, outer: float) -> str:
    """The path of a straight line outwards."""
    return f"M{_at(angle, inner)}L{_at(angle, outer)}"
