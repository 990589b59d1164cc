"""When something is, told as exactly as it is known: a day, weeks, a month, a term (I1). Pure."""

import datetime as dt

from secretariat.lib.dates import MONTHS, NBSP, time_span
from secretariat.lib.days import weeks_in_words
from secretariat.lib.events import Event, Precision

_TERMS = {1: "vårterminen", 7: "höstterminen"}


def month_in_short(month: int) -> str:
    """A month in tight space, at most four letters.

    >>> [month_in_short(month) for month in (1, 3, 5, 6, 9)]
    ['jan', 'mars', 'maj', 'juni', 'sep']
    """
    name = MONTHS[month - 1]
    return name if len(name) <= 4 else name[:3]


def span_in_words(
    first: dt.date,
    last: dt.date,
    precision: Precision = Precision.DAY,
    *,
    year: int | None = None,
    short: bool = False,
) -> str:
    """From the first day to the last, as exactly as is known; the year stands where it is another than `year`.

    >>> d = dt.date
    >>> span_in_words(d(2026, 3, 16), d(2026, 4, 24), year=2026)
    '16\\xa0mars–24\\xa0april'
    >>> span_in_words(d(2026, 9, 7), d(2026, 9, 20), Precision.WEEK, year=2026)
    'v.\\xa037–38'
    >>> span_in_words(d(2026, 7, 1), d(2026, 12, 31), Precision.TERM)
    'höstterminen\\xa02026'
    >>> span_in_words(d(2026, 3, 1), d(2026, 5, 31), Precision.MONTH, year=2026)
    'mars–maj'
    >>> span_in_words(d(2026, 2, 3), d(2026, 2, 3), year=2026, short=True)
    '3\\xa0feb'
    """
    if precision == Precision.WEEK:
        return _weeks(first, last, year)
    if precision == Precision.TERM and (term := _TERMS.get(first.month)):
        return _with_year(term, last, year)
    if precision in (Precision.MONTH, Precision.TERM):
        return _months(first, last, year, short=short)
    end = _with_year(_day(last, short=short), last, year)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    begin = _day(first, short=short)
    return f"{begin if first.year == last.year else _with_year(begin, first, year)}–{end}"


def _weeks(first: dt.date, last: dt.date, year: int | None) -> str:
    """v. 37–38; the year of the last week where it is not the one that is meant by itself."""
    of = last.isocalendar().year
    return weeks_in_words(first, last) + (f"{NBSP}{of}" if year not in (of, last.year) else "")


def _months(first: dt.date, last: dt.date, year: int | None, *, short: bool) -> str:
    names = [month_in_short(day.month) if short else MONTHS[day.month - 1] for day in (first, last)]
    if (first.year, first.month) == (last.year, last.month):
        return _with_year(names[1], last, year)
    begin = names[0] if first.year == last.year else _with_year(names[0], first, year)
    return f"{begin}–{_with_year(names[1], last, year)}"


def _day(day: dt.date, *, short: bool) -> str:
    return f"{day.day}{NBSP}{month_in_short(day.month) if short else MONTHS[day.month - 1]}"


def _with_year(words: str, day: dt.date, year: int | None) -> str:
    return words if day.year == year else f"{words}{NBSP}{day.year}"


def when(event: Event, *, year: int | None = None, short: bool = False) -> str:
    """The event's days in words; the year stands where it is another than `year`."""
    precision = event.in_year.precision if event.in_year else Precision.DAY
    return span_in_words(event.first_day, event.last_day, precision, year=year, short=short)


def at(event: Event) -> str:
    """The event's time of day; empty where it has none.

    >>> at(Event("a", "b", dt.datetime(2026, 3, 6, 9), dt.datetime(2026, 3, 6, 12)))
    'kl.\\xa09–12'
    """
    if not isinstance(event.start, dt.datetime):
        return ""
    return time_span(event.start.time(), event.end.time() if isinstance(event.end, dt.datetime) else None)
