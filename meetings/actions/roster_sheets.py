"""The workbook that a mandate period's names are written in: its columns, and reading one that was filled in (M3)."""

import datetime as dt
import hashlib
import io
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from meetings.models import Seat
from secretariat.lib import unpacking
from secretariat.lib.dates import and_list
from secretariat.lib.later import Later
from secretariat.lib.personnummer import find_personnummer
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import without_control_characters
from secretariat.registry.actions import files

from .loading.names import fold

openpyxl = Later("openpyxl")
LARGEST = 5 * 1024 * 1024
MOST_ROWS = 2000
_MOST_COLUMNS = 40
_LARGEST_UNPACKED = 60 * 1024 * 1024
_LONGEST_CELL = 200
_MEGABYTE = 1024 * 1024
_UNREADABLE = (
    "Filen går inte att läsa som en Excelfil. Öppna den, spara den på nytt som .xlsx och ladda upp den igen."
)


@dataclass(frozen=True)
class Column:
    """A column of the template: its heading, whether a file must have it, and what to write in it."""

    heading: str
    told: str
    width: int = 16
    needed: bool = False
    also: tuple[str, ...] = ()


BODY, PARTY, ROLE, ORDER = "organ", "part", "roll", "inkallelseordning"
GIVEN, FAMILY, EMAIL, PHONE = "förnamn", "efternamn", "e-post", "telefon"
POLITICAL, FROM, TO, VACANT, NOW = "partibeteckning", "från", "till", "vakant", "har platsen i dag"
COLUMNS = (
    Column(BODY, "Gruppens namn, korta namn eller kortkod, som i systemet.", 34, True, ("grupp",)),
    Column(PARTY, "Kommunen, regionen eller organisationen som platsen hör till. För en plats utan part skriver du "
                  "platsens benämning, eller ingenting.", 18, True, ("plats", "plats/parti/part", "parti/part")),
    Column(ROLE, f"En av: {and_list([str(word) for word in Seat.Kind.labels])}.", 18, True),
    Column(ORDER, "Platsens nummer i gruppen. För ersättare är det inkallelseordningen. Två rader med samma organ, "
                  "part, roll och nummer är samma plats.", 12),
    Column(GIVEN, "Lämna tomt om platsen inte ska ändras.", 16, True),
    Column(FAMILY, "", 18, True),
    Column(EMAIL, "Dit kallelser skickas. En tom cell ändrar ingenting.", 28, False, ("epost", "mejl", "e-postadress")),
    Column(PHONE, "Skriv som text, så att den första nollan finns kvar. En tom cell ändrar ingenting.", 18),
    Column(POLITICAL, "T.ex. S eller M. Bara i grupper av förtroendevalda.", 12),
    Column(FROM, "Första dagen, t.ex. 2027-01-01. Tomt betyder periodens första dag.", 13),
    Column(TO, "Sista dagen. Tomt betyder tills vidare.", 13),
    Column(VACANT, "Skriv ja om ingen ska ha platsen. Raden får då inget namn.", 9),
    Column(NOW, "Till hjälp för dig. Kolumnen läses inte.", 26),
)  # fmt: skip
_BY_HEADING = {name: one.heading for one in COLUMNS for name in (one.heading, *one.also)}


@dataclass
class SheetRow:
    """One row as text by heading, and what is wrong with a cell already as a cell. Kept as JSON until taken in."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"number": self.number, "cells": self.cells, "faults": self.faults}


# Reading


def obstacles_to_reading(upload: UploadedFile) -> list[str]:
    """Why the file cannot be read: not .xlsx, empty, too large, not what its name says, or made to burst."""
    name, size = (upload.name or "").lower(), upload.size or 0
    if not name.endswith(".xlsx"):
        return ["Filen måste vara en Excelfil av slaget .xlsx. Hämta mallen här på sidan och fyll i den."]
    if size > LARGEST:
        limit = LARGEST // _MEGABYTE
        return [f"Filen är {-(-size // _MEGABYTE)} MB. En namnlista får vara högst {limit} MB."]
    if wrong := files.obstacles_to_storing(upload):
        return wrong
    try:
        return _obstacles_inside(upload)
    except unpacking.BROKEN:
        return [_UNREADABLE]
    finally:
        upload.seek(0)


def _obstacles_inside(upload: UploadedFile) -> list[str]:
    with unpacking.package(upload) as package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
            return ["Filen är för stor när den packas upp. Kopiera raderna till en tom mall."]
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as content:
                    if b"<!DOCTYPE" in content.read(1024):
                        return [_UNREADABLE]
    return []


def read(upload: UploadedFile) -> list[SheetRow]:
    """The rows of the first sheet that say something. Raises NotAllowed when the file or its headings are wrong."""
    if obstacles := obstacles_to_reading(upload):
        raise NotAllowed(obstacles)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decorations it does not know
            book = openpyxl.load_workbook(upload, read_only=True, data_only=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            lines = list(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=_MOST_COLUMNS))
    except unpacking.BROKEN as broken:
        raise NotAllowed(_UNREADABLE) from broken
    told = [
        (place, line) for place, line in enumerate(lines, 1) if any(cell.value is not None for cell in line)
    ]
    if not told:
        raise NotAllowed("Bladet är tomt. Hämta mallen, fyll i den och ladda upp den igen.")
    if len(told) > MOST_ROWS:
        raise NotAllowed(f"Bladet har fler än {MOST_ROWS} rader. Dela upp det på flera filer.")
    (_, first), *rest = told
    headings = _headings(first)
    found = [row for number, line in rest if (row := _row(number, line, headings))]
    if not found:
        raise NotAllowed("Under rubrikerna finns inga rader. Fyll i mallen och ladda upp den igen.")
    return found


def checksum(upload: UploadedFile) -> str:
    """SHA-256 of the file."""
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _headings(cells: Iterable[Any]) -> dict[int, str]:
    """Heading by column. Raises NotAllowed for one that is missing, stands twice or is unknown."""
    written = {place: fold(_text(cell)) for place, cell in enumerate(cells) if cell.value is not None}
    known = {place: _BY_HEADING[word] for place, word in written.items() if word in _BY_HEADING}
    twice = [word for word, count in Counter(known.values()).items() if count > 1]
    missing = [one.heading for one in COLUMNS if one.needed and one.heading not in known.values()]
    unknown = [word for place, word in written.items() if place not in known and word]
    reasons = [f"Rubriken ”{word}” står i flera kolumner. Ta bort den ena." for word in twice]
    reasons += [
        f"Kolumnen ”{word}” saknas. Rubrikerna ska stå på första raden, som i mallen." for word in missing
    ]
    reasons += [
        f"Kolumnen ”{word}” finns inte i mallen. Rätta rubriken eller ta bort kolumnen." for word in unknown
    ]
    if reasons:
        raise NotAllowed(reasons)
    return known


def _row(number: int, line: Iterable[Any], headings: dict[int, str]) -> SheetRow | None:
    row = SheetRow(number)
    for place, cell in enumerate(line):
        if place not in headings or headings[place] == NOW or cell.value is None:
            continue
        heading, text = headings[place], _text(cell)
        if fault := _fault(cell, text):
            row.faults[heading] = fault
        elif text:
            row.cells[heading] = text
    return row if row.cells or row.faults else None


def _fault(cell: Any, text: str) -> str:
    if cell.data_type == "f" or text.startswith("="):
        return "cellen innehåller en formel. Klistra in värdet i stället."
    if cell.data_type == "e":
        return f"cellen visar felet {text}. Skriv värdet i stället."
    if len(text) > _LONGEST_CELL:
        return f"texten är längre än {_LONGEST_CELL} tecken."
    if find_personnummer(text):
        return "cellen innehåller ett personnummer. Ta bort det."
    return ""


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(without_control_characters(str(value)).split())


# The template


@dataclass(frozen=True)
class TemplateSeat:
    """A seat as the template tells it."""

    body: str
    party: str
    role: str
    order: int
    holder: str


def template(seats: Iterable[TemplateSeat], *, period: str) -> bytes:
    """A workbook with a row for every seat, and a second sheet that explains the columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Namn"
    sheet.append([one.heading for one in COLUMNS])
    for seat in seats:
        sheet.append([_harmless(value) for value in _values(seat)])
    for place, column in enumerate(COLUMNS, 1):
        letter = openpyxl.utils.get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        for cell in _below(sheet, letter):
            cell.number_format = "yyyy-mm-dd" if column.heading in (FROM, TO) else "General"
            if column.heading in (PHONE, EMAIL, POLITICAL):
                cell.number_format = "@"
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _mark(sheet)
    _explain(book.create_sheet("Förklaring"), period)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _values(seat: TemplateSeat) -> list[Any]:
    told = {BODY: seat.body, PARTY: seat.party, ROLE: seat.role, ORDER: seat.order, NOW: seat.holder}
    return [told.get(one.heading) for one in COLUMNS]


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def _below(sheet: Any, letter: str) -> Iterator[Any]:
    for (cell,) in sheet[f"{letter}2:{letter}{max(2, sheet.max_row)}"]:
        yield cell


def _mark(sheet: Any) -> None:
    for cell in sheet[1]:
        cell.font = openpyxl.styles.Font(bold=True)
        cell.fill = openpyxl.styles.PatternFill("solid", fgColor="E7F0F9")
    for cell in _below(sheet, openpyxl.utils.get_column_letter(len(COLUMNS))):
        cell.font = openpyxl.styles.Font(italic=True, color="4D5B66")


def _explain(sheet: Any, period: str) -> None:
    sheet.append(["kolumn", "så fyller du i den"])
    for column in COLUMNS:
        told = column.told or "Som namnet skrivs."
        sheet.append([column.heading, f"{told} Kolumnen måste finnas." if column.needed else told])
    sheet.append([])
    for words in (
        f"Mandatperiod: {period}.",
        "En rad utan namn och utan ja i vakant ändrar ingenting. Du kan ta bort den.",
        "En ny plats: skriv en ny rad med organ, part och roll.",
        "Ingenting ändras när du laddar upp filen. Du ser först rad för rad vad som skulle hända.",
    ):
        sheet.append(["", words])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 100
    for cell in sheet[1]:
        cell.font = openpyxl.styles.Font(bold=True)
    for cell in _below(sheet, "B"):
        cell.alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
