"""Dates as people paste them: "16/5 12/9 och 21/11 (7/11 ev)", "v 37- 38, v 48-49" (evidence 9)."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .dates import MONTHS, WEEKDAYS, day_in_words, parse_time
from .days import DAY, monday_of


@dataclass(frozen=True)
class Found:
    """One meeting that is meant: on a day, perhaps on another instead, or within some weeks.

    `note` says what does not agree, such as another weekday than the one that was written.
    """

    written: str
    day: dt.date | None = None
    window: tuple[dt.date, dt.date] | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    instead: tuple[dt.date, ...] = ()
    note: str = ""


@dataclass
class Pasted:
    """What a text says: what could be read, and sentences about what could not. Nothing is left out."""

    found: list[Found] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


_MONTH = "|".join(
    sorted({name[:length] for name in MONTHS for length in range(3, len(name) + 1)}, key=len)[::-1]
)
_WEEKDAY = "|".join(WEEKDAYS)
_TIME = r"\d{1,2}(?:[.:]\d{2})?"
_CLOCK = (
    rf"(?:\s*,?\s*(?:{_WEEKDAY})?\s*,?\s*(?:kl\.?\s*|(?=\d{{1,2}}[.:]\d{{2}}\b))(?P<start>{_TIME})"
    rf"(?:\s*-\s*(?P<end>{_TIME}))?(?![\d/]))?"
)
_DAY = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})(?:en)?\s+)?(?:\bden\s+)?(?<![\d/])(?:"
    r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})(?![\d/])"
    rf"|(?P<day>\d{{1,2}})(?:\s*-\s*(?P<last>\d{{1,2}}))?\s+(?P<month>{_MONTH})\b\.?(?:\s+(?P<year>\d{{4}}))?"
    r"|(?P<slash_day>\d{1,2})/(?P<slash_month>\d{1,2})(?:(?:\s*-\s*|\s+)(?P<slash_year>\d{4})|-(?P<short>\d{2}))?(?![\d/])"
    r"|(?P<six>\d{6})(?!\d)"
    rf"){_CLOCK}",
    re.IGNORECASE,
)
_WEEKS = re.compile(
    r"\bv(?:eckor|ecka|\.)?\s*(?P<from>\d{1,2})(?!\d)(?:\s*(?:-|eller)\s*(?P<to>\d{1,2})(?![\d/]))?(?:\s+(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_BEFORE_ANOTHER = re.compile(
    r"\b(?:eller|eventuellt|ev|kanske|alternativt|alt)\b\.?\s*\(?\s*$", re.IGNORECASE
)
_AFTER_ANOTHER = re.compile(r"^\s*(?:eventuellt|ev|kanske)\b\.?|^\s*\?", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:och|samt|den|eller|eventuellt|ev|kanske|alternativt|alt)\b\.?|[\s,;:.?()•*-]+", re.IGNORECASE
)


def read_dates(text: str, *, year: int) -> Pasted:
    """Read a pasted text; a date without a year is of `year`, or of the next after a December.

    >>> [(one.day.isoformat(), [day.isoformat() for day in one.instead])
    ...  for one in read_dates("16/5 12/9 och 21/11 (7/11 ev)", year=2025).found]
    [('2025-05-16', []), ('2025-09-12', []), ('2025-11-21', ['2025-11-07'])]
    """
    pasted = Pasted()
    for line in text.replace("\u00a0", " ").replace("–", "-").replace("\u2212", "-").splitlines():
        _read_line(" ".join(line.split()), year, pasted)
    return pasted


def _read_line(line: str, year: int, pasted: Pasted) -> None:
    matches = sorted([*_WEEKS.finditer(line), *_DAY.finditer(line)], key=lambda match: match.start())
    at = 0
    for match in matches:
        if match.start() < at:
            continue
        before, after = line[at : match.start()], line[match.end() :]
        _note_unread(before, pasted)
        read: Callable[[re.Match[str], int, Pasted], Found] = _weeks if match.re is _WEEKS else _day
        try:
            found = read(match, year, pasted)
        except ValueError as wrong:
            pasted.unread.append(f"”{match[0].strip()}”: {wrong}")
        else:
            is_other = _BEFORE_ANOTHER.search(before) or _AFTER_ANOTHER.search(after)
            _add(found, pasted, instead=bool(is_other))
        at = match.end()
    _note_unread(line[at:], pasted)


def _add(found: Found, pasted: Pasted, *, instead: bool) -> None:
    last = pasted.found[-1] if pasted.found else None
    if instead and found.day and last and last.day:
        pasted.found[-1] = replace(
            last, instead=(*last.instead, found.day), written=f"{last.written}, {found.written}"
        )
    else:
        pasted.found.append(found)


def _note_unread(words: str, pasted: Pasted) -> None:
    if _FILLER.sub("", words):
        said = words.strip(" ,;.()-")
        pasted.unread.append(f"”{said}” kunde inte läsas som ett datum.")


def _day(match: re.Match[str], year: int, pasted: Pasted) -> Found:
    if match["last"]:
        raise ValueError("Ett möte är en dag. Skriv dagarna var för sig.")
    start, end = _times(match)
    day = _make_day(match, year, pasted)
    said = (match["weekday"] or "").lower()
    is_other = said and WEEKDAYS[day.weekday()] != said
    note = f"Du skrev {said}, men {day_in_words(day)} är en {WEEKDAYS[day.weekday()]}." if is_other else ""
    return Found(match[0].strip(), day=day, start=start, end=end, note=note)


def _make_day(match: re.Match[str], year: int, pasted: Pasted) -> dt.date:
    if match["iso"]:
        of, month, number = (int(part) for part in match["iso"].split("-"))
    elif match["six"]:
        of, month, number = 2000 + int(match["six"][:2]), int(match["six"][2:4]), int(match["six"][4:])
    elif match["day"]:
        month = next(place for place, name in enumerate(MONTHS, 1) if name.startswith(match["month"].lower()))
        number, of = int(match["day"]), int(match["year"] or 0)
    else:
        number, month = int(match["slash_day"]), int(match["slash_month"])
        of = int(match["slash_year"] or 0) or (2000 + int(match["short"]) if match["short"] else 0)
    try:
        return dt.date(of or _year_after(pasted, month, year), month, number)
    except ValueError:
        raise ValueError("Det datumet finns inte i kalendern.") from None


def _year_after(pasted: Pasted, month: int, year: int) -> int:
    """17/12 och 14/1: January comes the year after."""
    last = next((one.day for one in reversed(pasted.found) if one.day), None)
    if last and last.month > 10 and month < 3:
        return last.year + 1
    return year


def _times(match: re.Match[str]) -> tuple[dt.time | None, dt.time | None]:
    start, end = (parse_time(match[name]) if match[name] else None for name in ("start", "end"))
    if (match["start"] and not start) or (match["end"] and not end):
        raise ValueError("Klockslaget finns inte. Skriv tiden som 9 eller 13.30.")
    if start and end and end <= start:
        raise ValueError("Mötet slutar innan det börjar.")
    return start, end


def _weeks(match: re.Match[str], year: int, pasted: Pasted) -> Found:
    of, first = int(match["year"] or year), int(match["from"])
    last = int(match["to"] or first)
    monday, end = monday_of(of, first), monday_of(of, last) + 6 * DAY
    if end < monday:
        raise ValueError("Den sista veckan är före den första.")
    return Found(match[0].strip(), window=(monday, end))
