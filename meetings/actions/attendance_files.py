"""The attendance file: its columns, and the three kinds of file it comes as (J1, domain 1.6).

Columns keep their order for ever; new ones come last, and FORMAT rises.
"""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.text import slugify

from meetings.models import AttendanceExport
from secretariat.lib.dates import WEEKDAYS
from secretariat.lib.sheets import Column, CsvFile, ExcelFile, Kind, Value

from .attendance_people import PersonRow, SeatRow

FORMAT = 1

PEOPLE = (
    Column("möte_id", "Mötets nummer i systemet. Ändras aldrig.", Kind.NUMBER, 9),
    Column("datum", "Mötets dag.", Kind.DAY, 12),
    Column("veckodag", "Mötets veckodag.", width=10),
    Column("start", "När mötet började.", Kind.CLOCK, 8),
    Column("slut", "När mötet slutade.", Kind.CLOCK, 8),
    Column("organ", "De grupper i mötet som personen var med för, med komma emellan.", width=34),
    Column("organ_id", "Gruppernas nummer, i samma ordning.", width=10),
    Column("mötesform", "Fysiskt, digitalt eller hybrid. Tomt där det inte är angivet.", width=11),
    Column("plats", "Mötets plats.", width=20),
    Column("person_id", "Personens nummer i systemet. Tomt för den som inte finns i personregistret.", Kind.NUMBER, 10),
    Column("efternamn", "Som i personregistret i dag. Den som har skyddade uppgifter nämns inte vid namn.", width=18),
    Column("förnamn", "Som i personregistret i dag.", width=14),
    Column("part", "Den kommun eller organisation som personen var med för.", width=18),
    Column("kommunkod", "Partens kommunkod, fyra siffror som text. Tomt för andra än kommuner.", width=11),
    Column("parti", "Partibeteckning, bara för förtroendevalda.", width=8),
    Column("uppdrag", "Ledamot, ersättare, ordförande, deltagare, gäst … med komma emellan där de är flera.", width=16),
    Column("närvaro", "Ja eller nej. Tomt där närvaro inte registrerats, eller där listorna säger olika.", width=9),
    Column(
        "status", "Närvarande, anmält förhinder, frånvarande eller ej registrerad. Att kontrollera: listorna säger "
        "olika.", width=18,
    ),
    Column(
        "tjänstgjort", "Ja för närvarande ordförande, ledamöter och deltagare, och för ersättare som tjänstgjorde för "
        "någon. Annars nej.", width=11,
    ),
    Column("tjänstgjort_för", "Vems plats en ersättare tog.", width=20),
    Column("från_tid", "När personen kom. Mötets början där inget annat är noterat.", Kind.CLOCK, 9),
    Column("till_tid", "När personen gick. Mötets slut där inget annat är noterat.", Kind.CLOCK, 9),
    Column("minuter", "Hela minuter mellan från_tid och till_tid. Tomt där en tid saknas.", Kind.NUMBER, 9),
    Column("digitalt", "Ja eller nej. Tomt där det inte är angivet.", width=9),
    Column("justerat_datum", "Dagen anteckningarna justerades eller fastställdes.", Kind.DAY, 14),
    Column("exporterad_datum", "Dagen den här filen hämtades.", Kind.DAY, 16),
    Column("anteckningarna", "Justerat, fastställt, eller ej färdigt.", width=14),
    Column("tidigare_exporterad", "Dagen raden senast hämtades före den här filen. Tomt där den är ny.", Kind.DAY, 18),
    Column("ändrat", "Vad som är ändrat sedan dess.", width=30),
    Column("anmärkning", "Det som bör kontrolleras innan raden används.", width=36),
)  # fmt: skip
_ALIKE = {column.heading: column for column in PEOPLE}
SEATS = (
    *(_ALIKE[name] for name in ("möte_id", "datum")),
    Column("organ", "Gruppen som raden gäller. Gäster står under mötets alla grupper.", width=34),
    Column("organ_id", "Gruppens nummer.", width=10),
    *(
        _ALIKE[name]
        for name in (
            "person_id", "efternamn", "förnamn", "part", "kommunkod", "parti", "uppdrag", "närvaro", "status",
            "tjänstgjort", "tjänstgjort_för", "från_tid", "till_tid", "minuter",
        )
    ),
)  # fmt: skip
EXPLAINED = (
    Column("Kolumn", "", width=24),
    Column("Betydelse", "", width=100),
)
Fact = tuple[str, str]


def person_cells(row: PersonRow, export: AttendanceExport) -> list[Value]:
    """A row of the sheet Närvaro, in the order of PEOPLE."""
    read, names = row.read, row.names
    return [
        read.meeting, read.date, WEEKDAYS[read.date.weekday()], read.start, read.end, row.bodies, row.body_ids,
        row.form, read.place, read.person, *names, row.party, read.party_code or "", row.letters, row.roles,
        row.present, row.state, row.served, row.served_for, row.starts, row.ends, row.minutes, row.digital,
        row.finished_on, export.made_on, row.standing, row.earlier and row.earlier.made_on, "; ".join(row.changes),
        "; ".join(row.remarks),
    ]  # fmt: skip


def seat_cells(row: PersonRow, seat: SeatRow) -> list[Value]:
    """A row of the sheet Per organ, in the order of SEATS."""
    read = seat.read
    return [
        read.meeting, read.date, seat.bodies, seat.body_ids, read.person, *row.names, read.party_name or read.party,
        read.party_code or "", read.letters, seat.role, seat.present, seat.state, seat.served, seat.served_for,
        seat.starts, seat.ends, seat.minutes,
    ]  # fmt: skip


class _Book:
    """An Excel file with its three sheets."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, 0
        self._file = ExcelFile(path)
        self._people = self._file.sheet("Närvaro", PEOPLE)
        self._seats = self._file.sheet("Per organ", SEATS)

    def add(self, row: PersonRow, export: AttendanceExport) -> None:
        self.rows += 1
        self._people.add(person_cells(row, export))
        for seat in row.seats:
            self._seats.add(seat_cells(row, seat))

    def close(self, facts: Iterable[Fact]) -> None:
        sheet = self._file.sheet("Förklaring", EXPLAINED, wraps=True)
        for fact in [*facts, ("Rader", str(self.rows)), ("Kolumnernas version", str(FORMAT))]:
            sheet.add(fact)
        for column in PEOPLE:
            sheet.add((column.heading, column.explanation))
        self._file.close()


class _Part:
    """What one part gets: an Excel file, and the same rows as CSV for machines."""

    def __init__(self, path: Path) -> None:
        self.book = _Book(path)
        self.csv_path = path.with_name(f"{path.name}-csv")
        self._csv = CsvFile(self.csv_path, PEOPLE)

    def add(self, row: PersonRow, export: AttendanceExport) -> None:
        self.book.add(row, export)
        self._csv.add(person_cells(row, export))

    def close(self, facts: Iterable[Fact]) -> None:
        self.book.close(facts)
        self._csv.close()


@dataclass
class Made:
    """What came of it."""

    rows: int = 0
    before: int = 0
    parts: dict[str, int] = field(default_factory=dict)


def write(
    rows: Iterable[PersonRow],
    export: AttendanceExport,
    path: Path,
    *,
    facts: Callable[[], list[Fact]],
    each: Callable[[PersonRow, int], None],
) -> Made:
    """Write the file that the export asks for. `each` is told of every row, with how many there are by then."""
    made = Made()
    counted = _counted(rows, made, each)
    if export.kind == AttendanceExport.Kind.CSV:
        file = CsvFile(path, PEOPLE)
        for row in counted:
            file.add(person_cells(row, export))
        file.close()
    elif export.kind == AttendanceExport.Kind.XLSX:
        book = _Book(path)
        for row in counted:
            book.add(row, export)
        book.close(facts())
    else:
        _write_parts(counted, export, path, facts, made)
    return made


def _counted(
    rows: Iterable[PersonRow], made: Made, each: Callable[[PersonRow, int], None]
) -> Iterator[PersonRow]:
    for row in rows:
        made.rows += 1
        made.before += row.earlier is not None
        each(row, made.rows)
        yield row


NO_PARTY = "utan part"


def _write_parts(
    rows: Iterable[PersonRow],
    export: AttendanceExport,
    path: Path,
    facts: Callable[[], list[Fact]],
    made: Made,
) -> None:
    """One Excel file and one CSV per part in a ZIP, so that each can be sent home. All are written at once."""
    books: dict[tuple[str, int | None], _Part] = {}
    for row in rows:
        party = (row.read.party_name or NO_PARTY, row.read.party_id)
        if party not in books:
            books[party] = _Part(path.with_name(f"{path.name}-{len(books)}"))
        books[party].add(row, export)
    told = facts()
    taken: set[str] = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for party in sorted(books, key=lambda one: (one[1] is None, one[0].casefold())):
            name, part = party[0], books[party]
            part.close([("Part", name), *told])
            base = _base_name(name, export, taken)
            for written, ending in ((part.book.path, "xlsx"), (part.csv_path, "csv")):
                archive.write(written, f"{base}.{ending}", zipfile.ZIP_DEFLATED if ending == "csv" else None)
                written.unlink()
            made.parts[name] = part.book.rows


def _base_name(party: str, export: AttendanceExport, taken: set[str]) -> str:
    """narvaro-nora-2026-01-01--2026-06-30, without ending; å, ä and ö as ZIP programs read them alike."""
    base = f"narvaro-{slugify(party) or 'part'}-{export.period}"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name
