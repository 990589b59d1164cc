"""The same thing a year later: by week, by weekday of the month, or by date, and what is against that day. Pure (I6).

How exactly something is meant decides first: what is told in weeks moves by weeks, months and terms by the calendar.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from meetings.actions.clashes import clashes_with
from secretariat.lib.dates import MONTHS, week_in_words
from secretariat.lib.days import same_week, same_weekday_of_month, weekday_of_month_in_words
from secretariat.lib.events import Precision

from .contents import Background, Behind
from .models import Activity
from .reading import Days

Repeats = Activity.Repeats
_WHOLE = (Precision.MONTH, Precision.TERM)


@dataclass(frozen=True)
class Moved:
    """Where something lands. `days` is None where the rule gives no day, and `missing` says why."""

    days: Days | None
    how: str
    missing: str = ""


def rule_of(days: Days, repeats: str) -> Repeats:
    """The rule that holds: weeks repeat by week, months and terms by date, whatever has been said."""
    if repeats == Repeats.NO:
        return Repeats.NO
    if days.precision == Precision.WEEK:
        return Repeats.WEEK
    return Repeats.DATE if days.precision in _WHOLE else Repeats(repeats)


def a_year_later(days: Days, repeats: str) -> Moved:
    """The same a year later, by its rule; the length is kept, or the week it ends in.

    >>> d = dt.date
    >>> a_year_later(Days(d(2026, 3, 18), d(2026, 3, 18)), "weekday").days.first
    datetime.date(2027, 3, 17)
    >>> a_year_later(Days(d(2026, 12, 28), d(2026, 12, 28)), "week").missing
    'Det finns ingen vecka 53 2027. Året har 52 veckor.'
    """
    rule = rule_of(days, repeats)
    how = _in_words(days.first, rule)
    try:
        first = _BY_RULE[rule](days.first)
    except ValueError as missing:
        return Moved(None, how, str(missing))
    if days.precision in _WHOLE:
        return Moved(Days(first, _end_of_month(days.last), days.precision), how)
    last = first + (days.last - days.first)
    if days.precision == Precision.WEEK:
        with suppress(ValueError):
            last = same_week(days.last)  # "v. 48–2" ends in week 2, whether the year has 52 weeks or 53
    return Moved(Days(first, last, days.precision), how)


def _same_date(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        raise ValueError(f"{day.day} {MONTHS[day.month - 1]} finns inte {day.year + 1}.") from None


def _end_of_month(day: dt.date) -> dt.date:
    return day.replace(year=day.year + 1, day=calendar.monthrange(day.year + 1, day.month)[1])


_BY_RULE = {
    Repeats.WEEK: same_week,
    Repeats.WEEKDAY: same_weekday_of_month,
    Repeats.DATE: _same_date,
    Repeats.NO: _same_date,
}


def _in_words(day: dt.date, rule: Repeats) -> str:
    if rule == Repeats.WEEK:
        return f"samma vecka, {week_in_words(day)}"
    return weekday_of_month_in_words(day) if rule == Repeats.WEEKDAY else "samma datum"


def warnings_of(
    days: Days, *, is_deadline: bool, behind: Iterable[Background], gone_after: dt.date | None = None
) -> Iterator[str]:
    """What is against the days, as sentences: a single day or a last day that is no working day, lov, semester.

    Over longer times there are always free days, so nothing is said of them. `gone_after` is the body's last day.
    """
    if gone_after and days.last > gone_after:
        yield "Gruppen finns inte då."
    if days.precision != Precision.DAY or (days.first != days.last and not is_deadline):
        return
    yield from (clash.words for clash in clashes_with(days.last))
    for one in behind:
        if one.sort in (Behind.BREAK, Behind.VACATION) and one.first <= days.last <= one.last:
            yield f"{one.name[:1].upper()}{one.name[1:]}."
