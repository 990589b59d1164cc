"""The time a round is about: a year, 2026, or a läsår, 2023/24 (domain 5.3). Pure."""

import datetime as dt
import re

from secretariat.lib.days import DAY, monday_of

from .models import Survey

WEEK = 7 * DAY
Period = Survey.Period
FIRST, LAST = 1990, 2100
_YEAR = re.compile(r"\d{4}")
_SCHOOL_YEAR = re.compile(r"(\d{4})\s*[/–-]\s*(\d{4}|\d{2})")
_WEEK = re.compile(r"v(?:ecka|\.)?\s*(\d{1,2})(?:,?\s+(\d{4}))?", re.IGNORECASE)
# From this week on a läsår's first calendar year is meant.
_AUTUMN = 27


def canonical(text: str, kind: str) -> str:
    """A period as it is kept. Raises ValueError in Swedish for what is none.

    >>> canonical(" 2023–2024", "school_year"), canonical("2026", "year")
    ('2023/24', '2026')
    """
    plain = text.strip()
    if kind == Period.YEAR:
        if not _YEAR.fullmatch(plain) or not FIRST <= int(plain) <= LAST:
            raise ValueError("Skriv året med fyra siffror, t.ex. 2026.")
        return plain
    found = _SCHOOL_YEAR.fullmatch(plain)
    if not found or not FIRST <= int(found[1]) <= LAST or (int(found[1]) + 1 - int(found[2])) % 100:
        raise ValueError("Skriv läsåret med två år i följd, t.ex. 2023/24.")
    return of_year(int(found[1]), kind)


def of_year(year: int, kind: str) -> str:
    """The period that begins in a year.

    >>> of_year(2029, "school_year"), of_year(2099, "school_year")
    ('2029/30', '2099/00')
    """
    return f"{year}/{(year + 1) % 100:02}" if kind == Period.SCHOOL_YEAR else str(year)


def year_of(period: str) -> int:
    """The year a period begins in."""
    return int(period[:4])


def later(period: str, years: int, kind: str) -> str:
    """The period some years later.

    >>> later("2023/24", 1, "school_year"), later("2023", 3, "year")
    ('2024/25', '2026')
    """
    return of_year(year_of(period) + years, kind)


def weeks_between(day: dt.date, years: int) -> int:
    """How many whole weeks to the same ISO week some years later; to week 52 where there is no week 53.

    >>> weeks_between(dt.date(2026, 1, 26), 3), weeks_between(dt.date(2023, 1, 30), 3)
    (157, 156)
    """
    of = day.isocalendar()
    try:
        then = monday_of(of.year + years, of.week)
    except ValueError:
        then = monday_of(of.year + years, of.week - 1)
    return (then - dt.date.fromisocalendar(of.year, of.week, 1)).days // 7


def week_typed(text: str, period: str) -> tuple[int, int] | None:
    """Year and number of a typed week, v. 5 or v. 36 2025, in a period; None where no week is typed.

    >>> week_typed("v. 5", "2026"), week_typed("v 36", "2025/26"), week_typed("v. 5", "2025/26")
    ((2026, 5), (2025, 36), (2026, 5))
    """
    found = _WEEK.fullmatch(text.strip())
    if not found:
        return None
    number = int(found[1])
    if found[2]:
        return int(found[2]), number
    second = "/" in period and number < _AUTUMN
    return year_of(period) + second, number
