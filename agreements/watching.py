"""Which days before a last day one must think of it (F6). Nothing but days."""

import calendar
import datetime as dt

AHEAD = (18, 12, 6)  # months


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the month's last where there is no such day.

    >>> months_after(dt.date(2026, 1, 31), 1), months_after(dt.date(2027, 12, 31), -18)
    (datetime.date(2026, 2, 28), datetime.date(2026, 6, 30))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def watch_days(last: dt.date) -> list[tuple[int, dt.date]]:
    """Months and day of each thought, the earliest first.

    >>> [(months, str(day)) for months, day in watch_days(dt.date(2029, 12, 31))]
    [(18, '2028-06-30'), (12, '2028-12-31'), (6, '2029-06-30')]
    """
    return [(months, months_after(last, -months)) for months in AHEAD]
