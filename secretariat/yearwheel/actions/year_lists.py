"""The year as rows: months, in them weeks, in them what is on, with the words each row says."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from secretariat.lib.dates import MONTHS, WEEKDAYS
from secretariat.lib.events import EventState
from secretariat.yearwheel import wording
from secretariat.yearwheel.contents import Entry

from .collecting import Collected


@dataclass(frozen=True)
class Row:
    """One entry in words. `again` where it began before the month it stands in."""

    entry: Entry
    when: str
    weekday: str
    clock: str
    groups: str
    parties: str
    is_cancelled: bool
    is_now: bool

    @property
    def title(self) -> str:
        """What it is called, without the words that calendars need before it."""
        return self.entry.event.title.removeprefix("Inställt: ")


@dataclass(frozen=True)
class Week:
    """An ISO week with what begins in it. `number` 0: what is known by month or term alone."""

    number: int
    rows: list[Row]


@dataclass(frozen=True)
class Month:
    """A month with what begins in it; the first one also has what began before the year."""

    first: dt.date
    name: str
    weeks: list[Week]
    is_now: bool

    @property
    def count(self) -> int:
        """How many rows."""
        return sum(len(week.rows) for week in self.weeks)


def months_of(collected: Collected) -> list[Month]:
    """The months that have anything, in order. What began before the year stands in its first month (I2)."""
    year = collected.listed
    found = []
    for first, entries in groupby(year.entries, key=lambda entry: _month_of(entry, year.first)):
        rows = [(_week_of(entry), row_of(entry, collected)) for entry in entries]
        rows.sort(key=lambda pair: pair[0] != 0)
        weeks = [
            Week(number, [row for _, row in same]) for number, same in groupby(rows, key=lambda pair: pair[0])
        ]
        is_now = (first.year, first.month) == (collected.today.year, collected.today.month)
        name = f"{MONTHS[first.month - 1].capitalize()} {first.year}"
        found.append(Month(first, name, weeks, is_now))
    return found


def _month_of(entry: Entry, earliest: dt.date) -> dt.date:
    return max(entry.event.first_day, earliest).replace(day=1)


def _week_of(entry: Entry) -> int:
    about = entry.event.in_year
    assert about is not None  # noqa: S101 – what has none never becomes an entry
    return 0 if about.precision in ("månad", "termin") else entry.event.first_day.isocalendar().week


def row_of(entry: Entry, collected: Collected) -> Row:
    """What a list says of an entry."""
    event, registers = entry.event, collected.registers
    about = event.in_year
    assert about is not None  # noqa: S101 – what has none never becomes an entry
    shown_year = collected.choice.year if collected.choice.start == 1 else None
    return Row(
        entry=entry,
        when=wording.when(event, year=shown_year),
        weekday=WEEKDAYS[event.first_day.weekday()] if entry.is_day else "",
        clock=wording.at(event),
        groups=", ".join(place.name for pk, place in registers.bodies.items() if pk in about.bodies),
        parties=", ".join(place.name for pk, place in registers.parties.items() if pk in about.parties),
        is_cancelled=event.state == EventState.CANCELLED,
        is_now=event.first_day <= collected.today <= event.last_day,
    )
