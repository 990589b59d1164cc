"""Days one plans around: helgdagar, helgdagsaftnar and klämdagar, ISO weeks, "third Wednesday", and the year after.

Pure functions of the calendar; school breaks are rows of the registry, since they differ by kommun and year.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from .dates import MONTHS, NBSP, WEEKDAYS
from .later import Later

sweden = Later("holidays.countries.sweden")  # a tenth of a process's memory

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
ORDINALS = {1: "första", 2: "andra", 3: "tredje", 4: "fjärde", 5: "femte", -1: "sista"}


class Kind(StrEnum):
    """Why a day is not an ordinary working day."""

    HOLIDAY = "helgdag"
    EVE = "helgdagsafton"
    BRIDGE = "klämdag"


@dataclass(frozen=True)
class SpecialDay:
    """A day one does not plan a meeting on without thinking. `in_words`: Kristi himmelsfärdsdag (helgdag)."""

    day: dt.date
    kind: Kind
    name: str

    @property
    def in_words(self) -> str:
        """The name and what it is; a klämdag has no other name."""
        return "klämdag" if self.kind == Kind.BRIDGE else f"{self.name} ({self.kind})"


@lru_cache(maxsize=64)
def holidays_of(year: int) -> dict[dt.date, str]:
    """Helgdagar of a year by day, without ordinary Sundays. Two on one day are named together."""
    found = sweden.Sweden(years=year, include_sundays=False, language="sv")
    return {
        day: " och ".join(str(name).split("; ")).lower().capitalize() for day, name in sorted(found.items())
    }


@lru_cache(maxsize=64)
def eves_of(year: int) -> dict[dt.date, str]:
    """Helgdagsaftnar of a year by day: free in practice, Valborg the afternoon.

    The library tells helgdagar until 2100; after that nobody knows of any, and nothing breaks.
    """
    known = {
        name: day for day, names in holidays_of(year).items() for name in names.casefold().split(" och ")
    }
    before = (("påskdagen", "Påskafton"), ("midsommardagen", "Midsommarafton"))
    moving = {known[after] - DAY: name for after, name in before if after in known}
    fixed = {(4, 30): "Valborgsmässoafton", (12, 24): "Julafton", (12, 31): "Nyårsafton"}
    eves = moving | {dt.date(year, *day): name for day, name in fixed.items()}
    return dict(sorted(eves.items()))


def is_free(day: dt.date) -> bool:
    """Weekend, helgdag, or a helgdagsafton that is free the whole day.

    >>> is_free(dt.date(2026, 5, 14)), is_free(dt.date(2026, 4, 30))
    (True, False)
    """
    whole_eve = day in eves_of(day.year) and (day.month, day.day) != (4, 30)
    return day.weekday() > 4 or day in holidays_of(day.year) or whole_eve


def special_day(day: dt.date) -> SpecialDay | None:
    """Helgdag, helgdagsafton or klämdag; None on ordinary days and ordinary weekends.

    A klämdag is a working day with a free day on either side.
    """
    if name := holidays_of(day.year).get(day):
        return SpecialDay(day, Kind.HOLIDAY, name)
    if name := eves_of(day.year).get(day):
        return SpecialDay(day, Kind.EVE, name)
    if not is_free(day) and is_free(day - DAY) and is_free(day + DAY):
        return SpecialDay(day, Kind.BRIDGE, "Klämdag")
    return None


def bridge_days_of(year: int) -> list[dt.date]:
    """Klämdagar of a year.

    >>> [str(day) for day in bridge_days_of(2027)]
    ['2027-05-07']
    """
    return [special.day for special in _special_days(year) if special.kind == Kind.BRIDGE]


def _special_days(year: int) -> list[SpecialDay]:
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    days = (first + DAY * place for place in range((after - first).days))
    return [special for special in map(special_day, days) if special]


# ISO weeks


def weeks_in(year: int) -> int:
    """How many ISO weeks a year has: 52 or 53.

    >>> weeks_in(2026), weeks_in(2027)
    (53, 52)
    """
    return dt.date(year, 12, 28).isocalendar().week


def monday_of(year: int, week: int) -> dt.date:
    """The Monday of an ISO week. Raises ValueError in Swedish for a week the year does not have."""
    if not 1 <= week <= weeks_in(year):
        raise ValueError(f"Det finns ingen vecka {week} {year}. Året har {weeks_in(year)} veckor.")
    return dt.date.fromisocalendar(year, week, 1)


def weeks_in_words(first: dt.date, last: dt.date) -> str:
    """Whole weeks: v. 37–38.

    >>> weeks_in_words(dt.date(2026, 9, 7), dt.date(2026, 9, 20))
    'v.\\xa037–38'
    """
    from_week, to_week = first.isocalendar().week, last.isocalendar().week
    return f"v.{NBSP}{from_week}" + (f"–{to_week}" if to_week != from_week else "")


# "Third Wednesday of the month"


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> dt.date:
    """The nth such weekday of a month; weekday 0 is Monday, nth −1 the last. Raises ValueError in Swedish.

    >>> nth_weekday(2026, 12, 3, 2)
    datetime.date(2026, 12, 16)
    """
    days = _weekdays_of(year, month, weekday)
    if nth == -1:
        return days[-1]
    if not 1 <= nth <= len(days):
        raise ValueError(
            f"{MONTHS[month - 1].capitalize()} {year} har ingen {ORDINALS[nth]} {WEEKDAYS[weekday]}."
        )
    return days[nth - 1]


def _weekdays_of(year: int, month: int, weekday: int) -> list[dt.date]:
    first = dt.date(year, month, 1)
    day = first + DAY * ((weekday - first.weekday()) % 7)
    days = []
    while day.month == month:
        days.append(day)
        day += WEEK
    return days


def nth_of(day: dt.date) -> int:
    """Which such weekday of its month a day is: 1–5."""
    return (day.day - 1) // 7 + 1


# The same in another year


def same_week(day: dt.date, years: int = 1) -> dt.date:
    """The same weekday of the same ISO week some years later. Raises ValueError in Swedish for a week 53 not there.

    >>> same_week(dt.date(2026, 3, 18))
    datetime.date(2027, 3, 24)
    """
    of = day.isocalendar()
    return monday_of(of.year + years, of.week) + DAY * (of.weekday - 1)


def same_weekday_of_month(day: dt.date, years: int = 1) -> dt.date:
    """The same "third Wednesday of March" some years later. Raises ValueError in Swedish for a fifth that is missing.

    >>> same_weekday_of_month(dt.date(2026, 3, 18))
    datetime.date(2027, 3, 17)
    """
    return nth_weekday(day.year + years, day.month, nth_of(day), day.weekday())


def weekday_of_month_in_words(day: dt.date) -> str:
    """tredje onsdagen i mars."""
    return f"{ORDINALS[nth_of(day)]} {WEEKDAYS[day.weekday()]}en i {MONTHS[day.month - 1]}"


def working_day_by(day: dt.date) -> dt.date:
    """The day itself, or the last ordinary working day before it: what is due then can be sent and received.

    >>> working_day_by(dt.date(2026, 9, 5)), working_day_by(dt.date(2026, 4, 6))
    (datetime.date(2026, 9, 4), datetime.date(2026, 4, 2))
    """
    while is_free(day) or special_day(day):
        day -= DAY
    return day


def working_days_near(day: dt.date, within: int) -> list[dt.date]:
    """Ordinary working days around a day, nearest first, the later before the earlier of two as near."""
    found = []
    for away in range(1, within + 1):
        found += [
            one for one in (day + DAY * away, day - DAY * away) if not is_free(one) and not special_day(one)
        ]
    return found
