"""Days of an activity as people type them: "v. 37–38", "16/5 och 12/9", "mars", "ht 2026", "16 mars–24 april". Pure.

What has no year is the next such from a day that the page names. Nothing is guessed: what cannot be read is told.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from secretariat.lib.dates import MONTHS, WEEKDAYS, day_in_words, parse_day
from secretariat.lib.days import DAY, monday_of
from secretariat.lib.events import Precision

from .choices import FIRST_YEAR, LAST_YEAR

MOST = 60
LONGEST = dt.timedelta(days=731)
_MONTH = "|".join(sorted({m[:n] for m in MONTHS for n in range(3, len(m) + 1)}, key=len, reverse=True))
_YEAR = r"(?:\s+(?P<year>\d{4}))?"
_WEEKS = re.compile(
    rf"v(?:eckorna|eckor|ecka|\.)?\s*(?P<from>\d{{1,2}})(?:\s*-\s*(?:v\.?\s*)?(?P<to>\d{{1,2}}))?{_YEAR}"
)
_TERM = re.compile(r"(?P<term>vt|ht|vårterminen|höstterminen|våren|hösten)\.?(?:\s*(?P<year>\d{4}))?")
_MONTHS = re.compile(rf"(?P<from>{_MONTH})\.?(?:\s*-\s*(?P<to>{_MONTH})\.?)?{_YEAR}")
_SAME_MONTH = re.compile(
    rf"(?P<from>\d{{1,2}})\s*-\s*(?P<rest>(?P<to>\d{{1,2}})(?:\s+(?:{_MONTH})\b|/\d{{1,2}}).*)"
)
_BETWEEN = re.compile(r"[;,\n]|\boch\b|\bsamt\b|(?<=\d)\s+(?=\d{1,2}/\d{1,2}\b)")
_TILL = re.compile(r"\s*(?:-|\btill och med\b|\bt\.?o\.?m\.?|\btill\b)\s*")
_NUMBER = re.compile(r"\d{1,2}")
_AFTER_DAY = re.compile(rf"\d{{1,2}}(?P<rest>\s+(?:{_MONTH})\b.*|/\d{{1,2}}.*)")


@dataclass(frozen=True)
class Days:
    """From the first day to the last, both included, and how exactly they are meant."""

    first: dt.date
    last: dt.date
    precision: Precision = Precision.DAY


@dataclass
class Read:
    """What a text says, in its order, and sentences about what could not be read."""

    found: list[Days] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_days(text: str, *, since: dt.date) -> Read:
    """Read a text; days without a year are the next from `since` on.

    >>> [(str(one.first), str(one.last)) for one in read_days("16/5, v 37- 38", since=dt.date(2026, 1, 1)).found]
    [('2026-05-16', '2026-05-16'), ('2026-09-07', '2026-09-20')]
    """
    plain = re.sub("[–\u2212\u2011]", "-", text.replace("\u00a0", " "))
    pieces = [" ".join(piece.split()) for piece in _BETWEEN.split(plain)]
    read = Read()
    for piece in _with_months(piece.strip(" .") for piece in pieces):
        try:
            days = _read(piece, since)
            _check(days)
        except ValueError as wrong:
            read.unread.append(f"”{piece}”: {wrong}")
        else:
            read.found.append(days)
    if len(read.found) > MOST:
        read.unread.append(f"Det är {len(read.found)} datum. Lägg in högst {MOST} på en gång.")
    return read


def _with_months(pieces: Iterable[str]) -> list[str]:
    """In "3, 7 och 12 mars" the first two are days of March too."""
    found: list[str] = []
    rest = ""
    for piece in reversed([one for one in pieces if one]):
        if _NUMBER.fullmatch(piece) and rest:
            found.append(piece + rest)
            continue
        match = _AFTER_DAY.fullmatch(piece.lower())
        rest = match["rest"] if match else ""
        found.append(piece)
    return found[::-1]


def _read(piece: str, since: dt.date) -> Days:
    said = piece.lower()
    if match := _WEEKS.fullmatch(said):
        return _weeks(match, since)
    if match := _TERM.fullmatch(said):
        first_month = 1 if match["term"][0] == "v" else 7
        return _months(first_month, first_month + 5, match["year"], since, Precision.TERM)
    if match := _MONTHS.fullmatch(said):
        first = _month(match["from"])
        last = _month(match["to"]) if match["to"] else first
        return _months(first, last, match["year"], since, Precision.MONTH)
    return _span(said, since)


def _month(word: str) -> int:
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(word))


def _weeks(match: re.Match[str], since: dt.date) -> Days:
    first, last = int(match["from"]), int(match["to"] or match["from"])
    year = int(match["year"] or 0)
    for of in [year] if year else [since.isocalendar().year, since.isocalendar().year + 1]:
        monday = monday_of(of, first)
        sunday = monday_of(of + (last < first), last) + 6 * DAY
        if year or sunday >= since:
            return Days(monday, sunday, Precision.WEEK)
    return Days(monday, sunday, Precision.WEEK)


def _months(first: int, last: int, said: str | None, since: dt.date, precision: Precision) -> Days:
    year = int(said) if said else since.year
    days = _whole_months(first, last, year)
    if not said and days[1] < since:
        days = _whole_months(first, last, year + 1)
    return Days(*days, precision)


def _whole_months(first: int, last: int, year: int) -> tuple[dt.date, dt.date]:
    end_year = year + (last < first)
    after = dt.date(end_year + last // 12, last % 12 + 1, 1)
    return dt.date(year, first, 1), after - DAY


def _span(said: str, since: dt.date) -> Days:
    if day := parse_day(said, today=since):
        _check_weekday(said, day)
        return Days(day, day)
    if match := _SAME_MONTH.fullmatch(said):
        last = parse_day(match["rest"], today=since)
        if last and 1 <= int(match["from"]) <= last.day:
            return Days(last.replace(day=int(match["from"])), last)
    for cut in _TILL.finditer(said):
        before, after = said[: cut.start()], said[cut.end() :]
        first = parse_day(before, today=since)
        if first and (last := parse_day(after, today=first)):
            # "30 mars till 2 april 2027": the year said last is both's
            same_year = parse_day(f"{before} {last.year}", today=since)
            first = same_year if same_year and same_year <= last else first
            return Days(first, last)
    raise ValueError("kunde inte läsas. Skriv t.ex. 16 maj, 16/5, 3–7 mars, v. 37–38, mars eller ht 2026.")


def _check_weekday(said: str, day: dt.date) -> None:
    word = said.partition(" ")[0].removesuffix("en")
    if word in WEEKDAYS and WEEKDAYS[day.weekday()] != word:
        raise ValueError(f"{day_in_words(day)} är en {WEEKDAYS[day.weekday()]}. Ändra dagen eller datumet.")


def _check(days: Days) -> None:
    if days.last < days.first:
        raise ValueError("den sista dagen är före den första.")
    if days.last - days.first > LONGEST:
        raise ValueError("det är mer än två år. Skriv en kortare tid.")
    if not FIRST_YEAR <= days.first.year <= days.last.year <= LAST_YEAR:
        raise ValueError(f"året ska vara mellan {FIRST_YEAR} och {LAST_YEAR}.")


def as_typed(first: dt.date, last: dt.date, precision: Precision) -> str:
    """Days as one could have typed them, always with the year, so that they are read back the same.

    >>> as_typed(dt.date(2026, 9, 7), dt.date(2026, 9, 20), Precision.WEEK)
    'v. 37–38 2026'
    """
    whole = {
        Precision.WEEK: lambda: _week_words(first, last),
        Precision.MONTH: lambda: _month_words(first, last),
        Precision.TERM: lambda: f"{'vt' if first.month < 7 else 'ht'} {first.year}",
    }.get(precision)
    words = whole() if whole else ""
    if words:
        read = read_days(words, since=first)
        if read.found == [Days(first, last, precision)]:
            return words
    return first.isoformat() if first == last else f"{first.isoformat()} till {last.isoformat()}"


def _week_words(first: dt.date, last: dt.date) -> str:
    a, b = first.isocalendar(), last.isocalendar()
    return f"v. {a.week}{f'–{b.week}' if b.week != a.week else ''} {a.year}"


def _month_words(first: dt.date, last: dt.date) -> str:
    span = MONTHS[first.month - 1]
    return f"{span}{f'–{MONTHS[last.month - 1]}' if last.month != first.month else ''} {first.year}"
