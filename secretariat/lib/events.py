"""Something with a day in a calendar, in words that meetings, the year and files to download share."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class EventState(StrEnum):
    """How sure it is."""

    TENTATIVE = "preliminärt"
    CONFIRMED = "bestämt"
    CANCELLED = "inställt"


@dataclass(frozen=True)
class Contact:
    """Name and address of somebody in an event."""

    name: str
    email: str


class Precision(StrEnum):
    """How exactly the days are known (I1). The first and last day always stand; they are told as exactly as this."""

    DAY = "dag"
    WEEK = "vecka"
    MONTH = "månad"
    TERM = "termin"


@dataclass(frozen=True)
class InYear:
    """What the shared year needs to know of an event beside its days (I1).

    `category` is the short word of a category of the year; empty for a meeting, whose kind of body decides.
    `series` is what several events of the year are one of: "Länsdelsgrupp Norr", "Sista dag för rekvisition".
    `bodies` and `parties` are ids of those concerned, for choosing and for what collides.
    """

    series: str
    category: str = ""
    ring: str = ""
    precision: Precision = Precision.DAY
    bodies: frozenset[int] = frozenset()
    parties: frozenset[int] = frozenset()
    responsible: str = ""
    is_meeting: bool = False
    is_deadline: bool = False
    is_restricted: bool = False


@dataclass(frozen=True)
class Event:
    """One thing in a calendar: with clock times, or over whole days where `start` is a date.

    `end` is the moment it ends, or the last whole day (included). None: not known for an event with clock times, the
    same day for whole days. `uid` is the same for ever; `sequence` rises when day, time, place, title or state change.
    `in_year` is set by sources of the shared year; what has none is not shown there.
    """

    uid: str
    title: str
    start: dt.date | dt.datetime
    end: dt.date | dt.datetime | None = None
    state: EventState = EventState.CONFIRMED
    kind: str = ""
    place: str = ""
    conference: str = ""
    url: str = ""
    text: str = ""
    sequence: int = 0
    changed_at: dt.datetime | None = None
    leaves_time_free: bool = False
    organizer: Contact | None = None
    attendee: Contact | None = None
    answer: str = ""
    in_year: InYear | None = None

    @property
    def is_whole_day(self) -> bool:
        """Whether it has days and no clock times."""
        return not isinstance(self.start, dt.datetime)

    @property
    def first_day(self) -> dt.date:
        """The day it begins, in Sweden."""
        return self.start.date() if isinstance(self.start, dt.datetime) else self.start

    @property
    def last_day(self) -> dt.date:
        """The last day of it."""
        if self.end is None:
            return self.first_day
        return self.end.date() if isinstance(self.end, dt.datetime) else self.end
