"""Dates and hours as Swedish minutes write them."""

import datetime as dt
import re
from dataclasses import dataclass

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
_SHORT = {month[:3]: place for place, month in enumerate(MONTHS, 1)} | {"sept": 9}
_MONTH = (
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|(?:jan|feb|mar"
    r"|apr|jun|jul|aug|sept?|okt|nov|dec)\b\.?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:20\d\d|19\d\d)"
WEEKDAY = r"(?:mån|tis|ons|tors|fre|lör|sön)(?:dag)?(?:en|ar)?"
_DASH = r"\s*[-–—]\s*"

_ISO = re.compile(rf"\b({_YEAR})-(\d\d)-(\d\d)\b")
_DIGITS = re.compile(r"\b(20\d\d)(0[1-9]|1[0-2])([0-3]\d)\b")
_SHORT_YEAR = re.compile(r"\b(\d\d)(0[1-9]|1[0-2])([0-3]\d)\b(?![-\d])")
_LONG = re.compile(
    rf"(?:\bden\s+)?(?<![\d.,/])({_DAY})(?::?e)?(?:{_DASH}({_DAY}))?\s+({_MONTH})(?:\s*[,]?\s*({_YEAR}))?(?!\w)",
    re.IGNORECASE,
)
_SLASH = re.compile(
    rf"(?<![\d/,.])({_DAY})(?:{_DASH}({_DAY}))?\s?/\s?(1[0-2]|0?[1-9])(?![\d%])(?:(?:\s*[-–/]\s*|\s+)({_YEAR}|2\d)"
    rf"(?!\s*kr)\b)?(?!/\d)"
)
_DOTTED = re.compile(rf"(?<![\d.])({_DAY})\.(1[0-2]|0?[1-9])\.({_YEAR})\b")
_HALF = re.compile(
    rf"\bi\s+({_MONTH})(?:\s+månad)?(?:\s+({_YEAR}))?\b|(?:^|,\s*)({_MONTH})(?:\s+({_YEAR}))?(?=[.,)]|$)",
    re.IGNORECASE,
)

_CLOCK = r"(?:kl(?:ockan|\.)?\s*)?"
_HOUR = r"([01]?\d|2[0-4])(?:\s?[.:]\s?([0-5]\d))?"
_HOURS = re.compile(
    rf"\bkl(?:ockan|\.)?\s*{_HOUR}(?:{_DASH}(?:kl\.?\s*)?{_HOUR}|\s+till\s+{_HOUR})?(?!\d)", re.IGNORECASE
)
_BARE_HOURS = re.compile(
    rf"(?<![\d/.:-])([01]?\d|2[0-4])[.:]([0-5]\d){_DASH}([01]?\d|2[0-4])[.:]([0-5]\d)(?!\d)"
)


@dataclass(frozen=True)
class Day:
    """A day, or a month where no day is told, and where in the text it stands."""

    date: str
    end_date: str | None
    start: int
    end: int
    has_year: bool


def month_number(word: str) -> int:
    """The number of a month by its name or the beginning of it."""
    word = word.casefold().rstrip(".")
    return MONTHS.index(word) + 1 if word in MONTHS else _SHORT[word if word == "sept" else word[:3]]


def days(text: str, near: dt.date | None = None) -> list[Day]:
    """Every day told in the text, in order. A year not told is that of `near`; without it the day is left out."""
    found: list[Day] = []

    def add(year: str | None, month: int, day: str, last: str | None, match: re.Match[str]) -> None:
        number = (int(year) + (2000 if int(year) < 100 else 0)) if year else (near.year if near else 0)
        if not number or any(one.start < match.end() and match.start() < one.end for one in found):
            return
        try:
            date = dt.date(number, month, int(day)).isoformat()
            end = dt.date(number, month, int(last)).isoformat() if last else None
        except ValueError:
            return
        found.append(Day(date, end, match.start(), match.end(), bool(year)))

    for match in _ISO.finditer(text):
        add(match[1], int(match[2]) or 13, match[3], None, match)
    for match in _DIGITS.finditer(text):
        add(match[1], int(match[2]), match[3], None, match)
    for match in _DOTTED.finditer(text):
        add(match[3], int(match[2]), match[1], None, match)
    for match in _LONG.finditer(text):
        add(match[4] or _year_after(text, match.end()), month_number(match[3]), match[1], match[2], match)
    for match in _SLASH.finditer(text):
        add(match[4], int(match[3]), match[1], match[2], match)
    return sorted(found, key=lambda one: one.start)


def _year_after(text: str, at: int) -> str | None:
    found = re.match(rf"(?:\s+och\s+{_DAY}(?:\s+{_MONTH})?)\s+({_YEAR})", text[at:], re.IGNORECASE)
    return found[1] if found else None


def months(text: str, near: dt.date | None) -> list[Day]:
    """Months told without a day: "i juni månad", ", mars"."""
    found = []
    for match in _HALF.finditer(text):
        year = match[2] or match[4] or (str(near.year) if near else "")
        if year:
            number = month_number(match[1] or match[3])
            found.append(
                Day(f"{year}-{number:02}", None, match.start(), match.end(), bool(match[2] or match[4]))
            )
    return found


def hours(text: str) -> list[tuple[str, str | None, int, int]]:
    """Every hour told: from, to or nothing, and where it stands."""
    found = []
    for match in _HOURS.finditer(text):
        groups = match.groups()
        to = (groups[2], groups[3]) if groups[2] else (groups[4], groups[5])
        found.append(
            (_clock(groups[0], groups[1]), _clock(*to) if to[0] else None, match.start(), match.end())
        )
    for match in _BARE_HOURS.finditer(text):
        if not any(start <= match.start() < end for _, _, start, end in found):
            found.append((_clock(match[1], match[2]), _clock(match[3], match[4]), match.start(), match.end()))
    return sorted(found, key=lambda one: one[2])


def _clock(hour: str, minute: str | None) -> str:
    return f"{int(hour):02}:{int(minute or 0):02}"
