"""Dates and times as Swedish public pages print them (interface 1.1), and as people type them (1.2)."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NBSP = "\u00a0"
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def day_in_words(day: dt.date) -> str:
    """Date in running text.

    >>> day_in_words(dt.date(2025, 3, 21))
    '21 mars 2025'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_and_day(day: dt.date) -> str:
    """Date with its weekday.

    >>> weekday_and_day(dt.date(2025, 3, 21))
    'fredag 21 mars 2025'
    """
    return f"{WEEKDAYS[day.weekday()]} {day_in_words(day)}"


def clock(time: dt.time) -> str:
    """Time of day in text, with a full stop and no leading zero.

    >>> clock(dt.time(9, 5))
    '9.05'
    """
    return f"{time.hour}.{time.minute:02}"


def time_span(start: dt.time | None, end: dt.time | None) -> str:
    """When a meeting is, on the clock. Whole hours are printed as whole hours when both are.

    >>> time_span(dt.time(9), dt.time(12))
    'kl.\\xa09–12'
    >>> time_span(dt.time(13), dt.time(16, 30))
    'kl.\\xa013.00–16.30'
    """
    if start is None:
        return f"till kl.{NBSP}{clock(end)}" if end else ""
    whole = start.minute == 0 and (end is None or end.minute == 0)
    one = (lambda time: str(time.hour)) if whole else clock
    return f"kl.{NBSP}{one(start)}" + (f"–{one(end)}" if end else "")


_SPAN = re.compile(r"(?<=\d)–(?=\d)")


def unbroken(text: object) -> object:
    """Text for a page: a span of hours or days is kept on one line, which a dash alone does not do.

    >>> unbroken("kl.\xa013.00–15.30")
    'kl.\xa013.00\u2060–\u206015.30'
    """
    return _SPAN.sub("\u2060–\u2060", text) if isinstance(text, str) else text


def day_and_span(day: dt.date | None, start: dt.time | None, end: dt.time | None) -> str:
    """Weekday, date and time of a meeting; what is missing is left out."""
    parts = [weekday_and_day(day) if day else "", time_span(start, end)]
    return " ".join(part for part in parts if part)


def moment_in_words(moment: dt.datetime) -> str:
    """Date and time in Sweden.

    >>> moment_in_words(dt.datetime(2026, 3, 16, 18, 20, tzinfo=dt.UTC))
    '16 mars 2026 kl.\\xa019.20'
    """
    local = moment.astimezone(STOCKHOLM)
    return f"{day_in_words(local.date())} kl.{NBSP}{clock(local.time())}"


def local_day(moment: dt.datetime) -> dt.date:
    """The day it was in Sweden."""
    return moment.astimezone(STOCKHOLM).date()


def week_in_words(day: dt.date) -> str:
    """ISO week of a day.

    >>> week_in_words(dt.date(2027, 1, 1))
    'v.\\xa053'
    """
    return f"v.{NBSP}{day.isocalendar().week}"


def and_list(words: list[str], joiner: str = "och") -> str:
    """Words in a row as Swedish writes them.

    >>> and_list(["Askersund", "Kumla", "Laxå"])
    'Askersund, Kumla och Laxå'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


_TIME = re.compile(r"^(?:kl\.?\s*)?(\d{1,2})(?:[.:,]?(\d{2}))?$", re.IGNORECASE)


def parse_time(text: str) -> dt.time | None:
    """Time as a Swede types it: 9, 9.00, 0900, kl 9, 13,30. None where it is no time (interface 1.2).

    >>> parse_time("kl 9"), parse_time("1330"), parse_time("25")
    (datetime.time(9, 0), datetime.time(13, 30), None)
    """
    found = _TIME.match(text.strip())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_SHORT = re.compile(r"^(\d{2})(\d{2})(\d{2})$")
_WORDS = re.compile(
    r"^(?:\w+dag(?:en)?\s+)?(?:den\s+)?(\d{1,2})\s+([a-zåäö]+)\.?(?:\s+(\d{4}))?$", re.IGNORECASE
)
_SLASH = re.compile(r"^(\d{1,2})/(\d{1,2})(?:[\s-]+(\d{4}|\d{2}))?$")


def parse_day(text: str, *, today: dt.date | None = None) -> dt.date | None:
    """Date as a Swede types it. Without a year it is the next such day from `today` on; None where unreadable.

    The American `03/04/2026` is refused, since it would be guessed wrong (domain, traps 5).

    >>> parse_day("4 mars 2026"), parse_day("4/3-26"), parse_day("260304")
    (datetime.date(2026, 3, 4), datetime.date(2026, 3, 4), datetime.date(2026, 3, 4))
    >>> parse_day("03/04/2026") is None
    True
    """
    text = " ".join(text.replace("–", "-").split()).rstrip(".")
    year: str | None
    if found := _ISO.match(text):
        year, month, day = found[1], int(found[2]), int(found[3])
    elif found := _SHORT.match(text):
        year, month, day = "20" + found[1], int(found[2]), int(found[3])
    elif found := _WORDS.match(text):
        month = _month_number(found[2])
        day, year = int(found[1]), found[3]
    elif found := _SLASH.match(text):
        day, month, year = int(found[1]), int(found[2]), found[3]
        if year and len(year) == 2:
            year = "20" + year
    else:
        return None
    return _make_day(year, month, day, today)


def _month_number(word: str) -> int:
    word = word.lower()
    return next(
        (n for n, name in enumerate(MONTHS, 1) if name == word or (len(word) >= 3 and name.startswith(word))),
        0,
    )


def _make_day(year: str | None, month: int, day: int, today: dt.date | None) -> dt.date | None:
    try:
        if year:
            return dt.date(int(year), month, day)
        base = today or dt.datetime.now(STOCKHOLM).date()
        this_year = dt.date(base.year, month, day)
        return this_year if this_year >= base else dt.date(base.year + 1, month, day)
    except ValueError:
        return None
