"""The year as rows: months, in them weeks, in them what is on, with the words each row says."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from secretariat.lib.dates import MONTHS, WEEKDAYS
from secretariat.lib.events import Event, EventState, InYear, Precision
from secretariat.yearwheel import wording
from secretariat.yearwheel.contents import Entry

from .collecting import Collected

_MOST_PARTIES = 4  # a meeting's twelve kommuner tell nothing
_PREFIXES = ("Inställt: ", "Preliminärt: ", "Kanske: ")


@dataclass(frozen=True)
class Row:
    """One entry in words. `when` leaves out the year of the month it stands in."""

    entry: Entry
    title: str
    when: str
    weekday: str
    clock: str
    groups: str
    parties: str
    responsible: str
    week: int
    is_deadline: bool
    is_restricted: bool
    state: EventState


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


def months_of(collected: Collected) -> list[Month]:
    """The months that have anything, in order, and the one that is now.

    What began before the year stands in its first month (I2).
    """
    year, today = collected.listed, collected.today
    by_month = {
        first: list(entries)
        for first, entries in groupby(year.entries, key=lambda entry: _month_of(entry, year.first))
    }
    if year.today:
        by_month.setdefault(today.replace(day=1), [])
    return [
        Month(
            first,
            f"{MONTHS[first.month - 1].capitalize()} {first.year}",
            list(_weeks(by_month[first], first.year, collected)),
            (first.year, first.month) == (today.year, today.month),
        )
        for first in sorted(by_month)
    ]


def _weeks(entries: list[Entry], year: int, collected: Collected) -> Iterator[Week]:
    rows = [row_of(entry, collected, year=year) for entry in entries]
    rows.sort(key=lambda row: row.week != 0)
    for number, same in groupby(rows, key=lambda row: row.week):
        yield Week(number, list(same))


def _month_of(entry: Entry, earliest: dt.date) -> dt.date:
    return max(entry.event.first_day, earliest).replace(day=1)


def about(entry: Entry) -> InYear:
    """What the year knows of an entry."""
    assert entry.event.in_year is not None  # noqa: S101 – what has none never becomes an entry
    return entry.event.in_year


def title_of(event: Event) -> str:
    """What it is called, without what calendars say before it and the weeks they say after it.

    >>> title_of(Event("1", "Inställt: AU", dt.date(2026, 3, 18)))
    'AU'
    """
    title = event.title
    for prefix in _PREFIXES:
        title = title.removeprefix(prefix)
    return title.partition(" (v.\u00a0")[0] if title.endswith(")") else title


def row_of(entry: Entry, collected: Collected, *, year: int | None) -> Row:
    """What a list says of an entry; `year` is said already where the row stands."""
    event, registers, told = entry.event, collected.registers, about(entry)
    is_known_by_month = told.precision in (Precision.MONTH, Precision.TERM)
    named = not told.is_meeting and len(told.parties) <= _MOST_PARTIES
    return Row(
        entry=entry,
        title=title_of(event),
        when=wording.when(event, year=year),
        weekday=WEEKDAYS[event.first_day.weekday()] if entry.is_day else "",
        clock=wording.at(event),
        groups=", ".join(registers.bodies[pk].name for pk in told.bodies if pk in registers.bodies),
        parties=", ".join(registers.parties[pk].name for pk in told.parties) if named else "",
        responsible=told.responsible,
        week=0 if is_known_by_month else event.first_day.isocalendar().week,
        is_deadline=told.is_deadline,
        is_restricted=told.is_restricted,
        state=event.state,
    )
