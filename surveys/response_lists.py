"""The supplier's file of answers: its columns, and what each row says of a kommun, a school or a class (H3). Pure.

Numbers are those at the end of a week, from the start, so they never fall. Classes are not named in what is shown.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from secretariat.lib.days import monday_of, weeks_in_words

from .list_files import Heading, ListFile, Row

WEEK, KOMMUN, SCHOOL, CODE, CLASS = "vecka", "kommun", "skola", "skolenhetskod", "klass"
INVITED, ANSWERED = "utskickade", "svar"
HEADINGS = (
    Heading(WEEK, ("v", "veckonummer", "år och vecka")),
    Heading(KOMMUN, ("kommunkod",)),
    Heading(SCHOOL, ("skolenhet", "skolans namn")),
    Heading(CODE, ("enhetskod", "skolkod")),
    Heading(CLASS, ("klassnamn",)),
    Heading(INVITED, ("inbjudna", "antal utskick", "utskick", "urval", "elever"), needed=True),
    Heading(ANSWERED, ("antal svar", "besvarade", "inkomna svar", "inkomna"), needed=True),
)
NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
_YEAR_WEEK = re.compile(r"^(\d{4})\s*[-/ ]?\s*(?:[vw]\.?\s*)?(\d{1,2})$", re.IGNORECASE)
_WEEK_YEAR = re.compile(r"^[vw]?\.?\s*(\d{1,2})(?:\s*[-/, ]\s*(\d{4}))?$", re.IGNORECASE)
_NUMBER = re.compile(r"^\d{1,3}(?:[\s\u00a0]?\d{3})*$|^\d+$")
_LARGEST = 2_000_000_000
Target = tuple[int | None, int | None]  # a kommun, or a school in the round
Standing = Mapping[Target, Mapping[dt.date, tuple[int, int]]]


def week_of(text: str, *, year: int) -> dt.date:
    """The Monday of a week as people type it; `year` where none is typed. Raises ValueError in Swedish.

    >>> str(week_of("v. 53", year=2026)), str(week_of("2026-05", year=2020)), str(week_of("5", year=2026))
    ('2026-12-28', '2026-01-26', '2026-01-26')
    """
    text = text.strip()
    if found := _YEAR_WEEK.match(text):
        return monday_of(int(found[1]), int(found[2]))
    if found := _WEEK_YEAR.match(text):
        return monday_of(int(found[2] or year), int(found[1]))
    raise ValueError(f"”{text}” är ingen vecka. Skriv som 2026 v. 5.")


@dataclass(frozen=True)
class Place:
    """A school in the round: its number there, its own name and kommun, code, and whether it has said that it is in."""

    pk: int
    name: str
    kommun: str
    party: int
    code: str
    takes_part: bool
    has_declined: bool


@dataclass
class Line:
    """A row of the file: whom it is about, the week, and what it becomes. `was` is what stood there."""

    number: int
    who: str
    week: dt.date | None = None
    invited: int = 0
    answered: int = 0
    target: Target = (None, None)
    class_name: str = ""
    state: str = REFUSED
    was: str = ""
    why: list[str] = field(default_factory=list)

    @property
    def week_words(self) -> str:
        return f"{self.week.isocalendar().year} {weeks_in_words(self.week, self.week)}" if self.week else ""


@dataclass
class Preview:
    """The file row by row, and sums of classes that are a school's. `falling` is refused unless a reason is given."""

    lines: list[Line]
    sums: list[Line] = field(default_factory=list)
    falling: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def reasons(self) -> list[str]:
        """What stands in the way whatever reason is given."""
        return [f"Rad {line.number}: {why}" for line in self.lines for why in line.why]

    @property
    def kept(self) -> list[Line]:
        """Rows of kommuner and schools that are to be saved, sums of classes too."""
        own = [line for line in self.lines if not line.class_name]
        return [line for line in (*own, *self.sums) if line.state in (NEW, CHANGED)]


def preview(
    told: ListFile,
    *,
    year: int,
    week: dt.date | None,
    kommuner: Mapping[str, tuple[int, str]],
    places: Sequence[Place],
    standing: Standing,
) -> Preview:
    """What the file would do. `week` is the one of all rows where the file has no such column."""
    finder = _Finder(kommuner, places)
    lines = [_line(row, year, week, finder) for row in told.rows]
    _refuse_twice(lines)
    shown = Preview(lines, notes=[f"Kolumnen ”{one}” läses inte." for one in told.unknown])
    shown.sums = _sums(lines)
    for line in (*lines, *shown.sums):
        if line.why or line.class_name:
            line.state = REFUSED if line.why else NEW
            continue
        _compare(line, standing)
    shown.falling = _falling([line for line in (*lines, *shown.sums) if not line.class_name], standing)
    silent = {line.target[1] for line in lines} & {one.pk for one in places if not one.takes_part}
    for one in places:
        if one.pk in silent and not one.has_declined:
            shown.notes.append(f"{one.name} har inte svarat att den deltar, men har svar i filen.")
    return shown


class _Finder:
    """Whom a row is about."""

    def __init__(self, kommuner: Mapping[str, tuple[int, str]], places: Sequence[Place]) -> None:
        self.kommuner = kommuner
        self.by_code = {one.code: one for one in places if one.code}
        self.by_place = {(one.party, one.name.casefold()): one for one in places}
        self.of_name = Counter(one.name.casefold() for one in places)
        self.of_place = Counter((one.party, one.name.casefold()) for one in places)
        self.by_name = {one.name.casefold(): one for one in places}

    def school(self, row: Row) -> Place | str:
        """The school, or why it is not known."""
        name, code, kommun = row[SCHOOL], row[CODE], row[KOMMUN]
        if code:
            return self.by_code.get(code) or f"skolenhetskoden {code} finns inte i omgången."
        if kommun:
            party = self.kommuner.get(kommun.casefold())
            if party is None:
                return f"kolumnen kommun: ”{kommun}” är ingen kommun i länet."
            if self.of_place[party[0], name.casefold()] > 1:
                return f"det finns flera skolor i {party[1]} som heter {name}. Ta med skolenhetskoden."
            found = self.by_place.get((party[0], name.casefold()))
        else:
            if self.of_name[name.casefold()] > 1:
                return f"flera skolor heter {name}. Ta med kommun eller skolenhetskod."
            found = self.by_name.get(name.casefold())
        return found or f"skolan ”{name}” är inte med i omgången."


def _line(row: Row, year: int, week: dt.date | None, finder: _Finder) -> Line:
    line = Line(row.number, row[SCHOOL] or row[KOMMUN] or row[CODE] or "–", week)
    line.why = [f"kolumnen {heading} {fault}" for heading, fault in row.faults.items()]
    if row[WEEK]:
        try:
            line.week = week_of(row[WEEK], year=year)
        except ValueError as wrong:
            line.why.append(f"kolumnen vecka: {wrong}")
    elif week is None and WEEK not in row.faults:
        line.why.append("veckan saknas. Skriv den i kolumnen vecka, eller välj vecka för hela filen.")
    line.invited, line.answered = (_number(row, name, line) for name in (INVITED, ANSWERED))
    if not line.why and line.answered > line.invited:
        line.why.append(f"det kan inte vara fler svar ({line.answered}) än utskick ({line.invited}).")
    _aim(line, row, finder)
    return line


def _aim(line: Line, row: Row, finder: _Finder) -> None:
    if row[SCHOOL] or row[CODE]:
        found = finder.school(row)
        if isinstance(found, str):
            line.why.append(found)
        elif found.has_declined:
            line.why.append(f"{found.name} har tackat nej. Ändra skolans besked först.")
        else:
            line.who = f"{found.name}, {found.kommun}" + (", en klass" if row[CLASS] else "")
            line.target, line.class_name = (None, found.pk), row[CLASS]
    elif row[CLASS]:
        line.why.append("en klass måste ha sin skola på samma rad.")
    elif party := finder.kommuner.get(row[KOMMUN].casefold()):
        line.target, line.who = (party[0], None), party[1]
    elif KOMMUN not in row.faults:
        line.why.append(
            f"kolumnen kommun: ”{row[KOMMUN]}” är ingen kommun i länet."
            if row[KOMMUN]
            else "raden har varken kommun eller skola."
        )


def _number(row: Row, name: str, line: Line) -> int:
    text = row[name]
    if not text:
        if name not in row.faults:
            line.why.append(f"kolumnen {name} är tom.")
        return 0
    digits = re.sub(r"[\s\u00a0]", "", text)
    if not _NUMBER.match(text) or int(digits) > _LARGEST:
        line.why.append(f"kolumnen {name}: ”{text}” är inget helt antal.")
        return 0
    return int(digits)


def _refuse_twice(lines: Sequence[Line]) -> None:
    seen: dict[object, int] = {}
    for line in lines:
        if line.why:
            continue
        key = (line.target, line.week, line.class_name.casefold())
        if first := seen.get(key):
            line.why.append(f"{line.who} står redan på rad {first} för samma vecka. Ta bort den ena raden.")
        seen.setdefault(key, line.number)


def _sums(lines: Sequence[Line]) -> list[Line]:
    """A school's own number is the sum of its classes, where the file has no row of the school itself.

    A class that is not told of in a week has what it had in the one before.
    """
    own = {(line.target, line.week) for line in lines if not line.class_name}
    of_class = [line for line in lines if line.class_name and not line.why and line.week]
    found = []
    for target, week in dict.fromkeys((line.target, line.week) for line in of_class):
        if week is None or (target, week) in own:
            continue
        latest: dict[str, Line] = {}
        earlier = [line for line in of_class if line.target == target and line.week and line.week <= week]
        for line in sorted(earlier, key=lambda line: line.week or week):
            latest[line.class_name.casefold()] = line
        first = next(iter(latest.values()))
        one = Line(first.number, first.who.removesuffix(", en klass"), week, target=target)
        one.invited = sum(line.invited for line in latest.values())
        one.answered = sum(line.answered for line in latest.values())
        found.append(one)
    return found


def _compare(line: Line, standing: Standing) -> None:
    there = standing.get(line.target, {}).get(line.week) if line.week else None
    line.was = f"{there[1]} av {there[0]}" if there else ""
    line.state = NEW if there is None else SAME if there == (line.invited, line.answered) else CHANGED


def _falling(lines: Sequence[Line], standing: Standing) -> list[str]:
    """Where answers would be fewer than before, in sentences."""
    after: dict[Target, dict[dt.date, int]] = {}
    for line in lines:
        if not line.why and line.week:
            known = {week: numbers[1] for week, numbers in standing.get(line.target, {}).items()}
            after.setdefault(line.target, known)[line.week] = line.answered
    found = []
    for line in lines:
        if line.why or line.week is None:
            continue
        weeks = after[line.target]
        there = standing.get(line.target, {}).get(line.week)
        earlier = [
            (week, number) for week, number in weeks.items() if week < line.week and number > line.answered
        ]
        later = [
            (week, number) for week, number in weeks.items() if week > line.week and number < line.answered
        ]
        what = f"{line.who} har {line.answered} svar {weeks_in_words(line.week, line.week)}"
        if earlier:
            week, number = max(earlier)
            found.append(
                f"{what}, men hade {number} redan {weeks_in_words(week, week)}. Svaren kan inte bli färre."
            )
        elif later:
            week, number = min(later)
            found.append(
                f"{what}, men bara {number} {weeks_in_words(week, week)}. Svaren kan inte bli färre."
            )
        elif there and there[1] > line.answered:
            found.append(f"{what} i filen, men {there[1]} är redan inlästa för den veckan.")
    return found
