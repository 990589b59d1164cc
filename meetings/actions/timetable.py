"""The running clock of an agenda: when each point begins, the sum, and whether it fits in the meeting. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from meetings.models import AgendaItem
from secretariat.lib.dates import NBSP, clock


@dataclass(frozen=True)
class Slot:
    """When a point begins. `is_set` where the secretary has said so, `overlap` minutes before the last one ends."""

    start: dt.time | None
    is_set: bool = False
    overlap: int = 0


@dataclass
class Timetable:
    """The clock of all points by their ids, and the sum in minutes against the meeting's length."""

    slots: dict[int, Slot] = field(default_factory=dict)
    total: int = 0
    length: int | None = None
    untimed: int = 0
    ends: dt.time | None = None

    @property
    def over(self) -> int:
        """Minutes that do not fit in the meeting; 0 where they do, or where its length is not known."""
        return max(0, self.total - self.length) if self.length is not None else 0

    @property
    def left(self) -> int:
        """Minutes of the meeting that no point has taken."""
        return max(0, self.length - self.total) if self.length is not None else 0

    @property
    def sum_in_words(self) -> str:
        """2 tim 40 min av 3 tim."""
        words = minutes_in_words(self.total)
        return f"{words} av {minutes_in_words(self.length)}" if self.length is not None else words

    @property
    def warning(self) -> str:
        """What is said when the points do not fit."""
        if not self.over:
            return ""
        words = f"Punkterna tar {minutes_in_words(self.over)} mer än mötet."
        return f"{words} De slutar kl.{NBSP}{clock(self.ends)}." if self.ends else words


def minutes_in_words(minutes: int) -> str:
    """Minutes as a person says them.

    >>> [minutes_in_words(number).replace(NBSP, " ") for number in (0, 45, 60, 160)]
    ['0 min', '45 min', '1 tim', '2 tim 40 min']
    """
    hours, rest = divmod(minutes, 60)
    words = [f"{hours}{NBSP}tim"] if hours else []
    return " ".join([*words, f"{rest}{NBSP}min"] if rest or not hours else words)


def timetable_of(
    items: Sequence[AgendaItem], *, start: dt.time | None = None, end: dt.time | None = None
) -> Timetable:
    """The timetable of standing items given in reading order.

    A point begins where the one before ends, or at the time it has been given. Minutes of a point and of its sub-points
    add up. Past midnight the clock is not told.
    """
    table = Timetable(length=_minutes(end) - _minutes(start) if start and end else None)
    at = _minutes(start) if start else None
    for item in items:
        given = item.planned_start
        if given:
            overlap = max(0, at - _minutes(given)) if at is not None else 0
            at = _minutes(given)
            table.slots[item.pk] = Slot(given, is_set=True, overlap=overlap)
        else:
            table.slots[item.pk] = Slot(_clock(at))
        minutes = item.planned_minutes or 0
        table.total += minutes
        table.untimed += not minutes and not _has_children(item, items)
        at = at + minutes if at is not None else None
    table.ends = _clock(_minutes(start) + table.total) if start else None
    return table


def _has_children(item: AgendaItem, items: Sequence[AgendaItem]) -> bool:
    return any(one.parent_id == item.pk for one in items)


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _clock(minutes: int | None) -> dt.time | None:
    return dt.time(minutes // 60, minutes % 60) if minutes is not None and minutes < 24 * 60 else None
