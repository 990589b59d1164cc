"""Periods one asks for: quarters, half-years and years, by name. Pure functions of the calendar."""

import datetime as dt
import re
from dataclasses import dataclass

from .dates import and_list, day_in_words

_KEY = re.compile(r"^(\d{4})(?:-(h|k)(\d))?$")
_HALVES = ("första halvåret", "andra halvåret")
_MONTHS_IN = {"h": 6, "k": 3, "": 12}


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included. `key` is how an address names it: 2026-h1, 2026-k3, 2026."""

    key: str
    first: dt.date
    last: dt.date
    words: str


def named(key: str) -> Period | None:
    """The period of a key; None where there is no such period.

    >>> named("2026-k1").last, named("2026-h2").words, named("2026-k5")
    (datetime.date(2026, 3, 31), 'andra halvåret 2026', None)
    """
    found = _KEY.match(key)
    if not found or not 1900 <= int(found[1]) < 2200:
        return None
    year, kind, number = int(found[1]), found[2] or "", int(found[3] or 1)
    months = _MONTHS_IN[kind]
    if not 1 <= number <= 12 // months:
        return None
    first = dt.date(year, (number - 1) * months + 1, 1)
    end = first.month + months
    last = dt.date(year + (end > 12), end - 12 if end > 12 else end, 1) - dt.timedelta(days=1)
    names = {"": f"hela {year}", "k": f"kvartal {number} {year}"}
    return Period(key, first, last, names.get(kind) or f"{_HALVES[number - 1]} {year}")


def half_year_of(day: dt.date) -> Period:
    """The half-year a day is in."""
    period = named(f"{day.year}-h{1 if day.month <= 6 else 2}")
    assert period is not None  # noqa: S101 – every day is in a half-year
    return period


def shortcuts(today: dt.date) -> list[Period]:
    """What one mostly asks for: this half-year and the one before, this quarter and the two before, this year and last.

    >>> [one.key for one in shortcuts(dt.date(2026, 11, 22))]
    ['2026-h2', '2026-h1', '2026-k4', '2026-k3', '2026-k2', '2026', '2025']
    """
    half, quarter = (today.month - 1) // 6, (today.month - 1) // 3
    halves = [_back(today.year, half, back, 2, "h") for back in (0, 1)]
    quarters = [_back(today.year, quarter, back, 4, "k") for back in (0, 1, 2)]
    keys = [*halves, *quarters, str(today.year), str(today.year - 1)]
    return [period for key in keys if (period := named(key))]


def _back(year: int, place: int, back: int, per_year: int, kind: str) -> str:
    at = year * per_year + place - back
    return f"{at // per_year}-{kind}{at % per_year + 1}"


def in_words(first: dt.date, last: dt.date) -> str:
    """A period as one says it: by name where it has one, else its days.

    >>> in_words(dt.date(2026, 1, 1), dt.date(2026, 6, 30)), in_words(dt.date(2026, 1, 1), dt.date(2026, 1, 2))
    ('första halvåret 2026', '1 januari 2026 till 2 januari 2026')
    """
    keys = [
        str(first.year),
        *(f"{first.year}-h{n}" for n in (1, 2)),
        *(f"{first.year}-k{n}" for n in (1, 2, 3, 4)),
    ]
    for key in keys:
        period = named(key)
        if period and (period.first, period.last) == (first, last):
            return period.words
    return and_list([day_in_words(first), day_in_words(last)], "till")
