"""When the bodies meet: two years back by a pattern of months, the rest of the year to come, all from today's date."""

import datetime as dt
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
AHEAD = 75  # days for which meetings are booked; later ones are tentative
HORIZON = 120


@dataclass(frozen=True)
class Rhythm:
    """Months, which week of the month, weekday (0 is Monday), hours, form and place."""

    months: tuple[int, ...]
    week: int
    weekday: int
    start: dt.time
    end: dt.time
    form: str
    place: str
    topics: int = 2
    stock: str = ""
    last_year: bool = True


def _rhythm(
    months: tuple[int, ...],
    week: int,
    weekday: int,
    hours: tuple[float, float],
    form: str,
    place: str,
    **more: object,
) -> Rhythm:
    start, end = (dt.time(int(hour), round(hour % 1 * 60)) for hour in hours)
    return Rhythm(months, week, weekday, start, end, form, place, **more)  # type: ignore[arg-type]


RHYTHMS = {
    "CF": _rhythm((1, 3, 5, 8, 10, 12), 3, 2, (13, 16.5), "hybrid", "Eklundavägen 2, Örebro", topics=3),
    "CS": _rhythm((2, 4, 6, 9, 10, 12), 2, 3, (9, 12), "digital", "Teams", topics=3),
    "SRF": _rhythm((2, 5, 9, 11), 3, 4, (9, 12), "digital", "Teams", topics=3),
    "SRV": _rhythm((2, 5, 8, 11), 2, 4, (9, 12), "in_person", "Klostergatan 23, Örebro", topics=3),
    "RSR": _rhythm(
        (3, 6, 9, 12), 2, 4, (9, 12), "in_person", "Regionhuset, Eklundavägen 2, Örebro", topics=2
    ),
    "GC": _rhythm((3, 10), 4, 1, (9, 16), "in_person", "Kumla, kommunhuset"),
    "AU": _rhythm((4,), 2, 1, (15, 16.5), "digital", "Teams", last_year=False),
    "LN": _rhythm(
        (4, 10), 4, 3, (9, 11.5), "in_person", "Lindesberg, stadshuset", stock="L", last_year=False
    ),
    "LS": _rhythm((5,), 4, 1, (13, 15.5), "in_person", "Hallsberg, kommunhuset", stock="L", last_year=False),
    "LV": _rhythm((5,), 3, 1, (13, 15.5), "hybrid", "Karlskoga, stadshuset", stock="L", last_year=False),
    "LÖ": _rhythm((9,), 3, 0, (9, 11), "digital", "Teams", stock="L", last_year=False),
    "BU": _rhythm((2, 5), 1, 2, (13, 15.5), "digital", "Teams", topics=1),
    "SN": _rhythm((3, 8), 1, 3, (13, 15), "digital", "Teams", topics=1, last_year=False),
    "SP": _rhythm((4,), 2, 1, (10, 12), "hybrid", "Klostergatan 23, Örebro", topics=1, last_year=False),
    "BG": _rhythm((9,), 4, 0, (13, 15), "digital", "Teams", last_year=False),
}


def nth_weekday(year: int, month: int, week: int, weekday: int) -> dt.date:
    """The nth such weekday of a month.

    >>> nth_weekday(2026, 12, 3, 2)
    datetime.date(2026, 12, 16)
    """
    first = dt.date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (week - 1))


def working_day(day: dt.date) -> dt.date:
    """The day, or the Friday before a weekend.

    >>> working_day(dt.date(2026, 11, 22))
    datetime.date(2026, 11, 20)
    """
    return day - DAY * max(0, day.weekday() - 4)


def regular_days(code: str, *, today: dt.date, besides: list[dt.date]) -> list[dt.date]:
    """Days of a body's meetings from the start of last year on, none close to a day that a scene has taken."""
    rhythm = RHYTHMS[code]
    years = range(today.year - 1 if rhythm.last_year else today.year, today.year + 2)
    days = [
        nth_weekday(year, month, rhythm.week, rhythm.weekday) for year in years for month in rhythm.months
    ]
    return [
        day
        for day in days
        if day <= today + DAY * HORIZON
        and day != today
        and all(abs((day - one).days) > 24 for one in besides)
    ]
