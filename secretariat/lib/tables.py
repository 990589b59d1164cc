"""Excel and CSV read row by row, in little memory, whatever is wrong with the file (M3).

A table has headings on its first row. Every cell is text, as a Swede would read it; a cell that cannot be taken as it
is carries why. Nothing is guessed, and nothing is calculated.
"""

import codecs
import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from . import unpacking
from .dates import and_list
from .later import Later
from .rules import NotAllowed
from .text import without_control_characters

openpyxl = Later("openpyxl")
LARGEST = 30 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 100
_LARGEST_UNPACKED = 400 * 1024 * 1024
_LARGEST_WORDS = 60 * 1024 * 1024  # the part that is read whole: texts that cells share
_MOST_MERGED = 200
_LONGEST_CELL = 32_000
_MEGABYTE = 1024 * 1024
_NAMED = 12  # headings named in a message
UNREADABLE = (
    "Filen går inte att läsa som en Excelfil. Öppna den, spara den på nytt som .xlsx och välj den igen."
)
_PROTECTED = "Filen är skyddad med lösenord. Öppna den, ta bort lösenordet, spara den och välj den igen."
_OLD = "Filen är en äldre Excelfil (.xls). Öppna den, spara den som .xlsx och välj den igen."
_ENDLESS = "Filen går inte att läsa efter rad {}: en cell är för lång, eller ett citattecken saknar sitt par."
_MERGED = re.compile(rb'<mergeCell\s[^>]{0,80}?ref="([A-Z0-9:$]{2,40})"')
_FORMULA = "=+-@\t\r"
_MIDNIGHT = dt.time()


@dataclass
class Line:
    """One row: its number in the file, what its cells say by heading, and what is wrong with a cell already."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


Cells = list[tuple[str, str]]


class Table:
    """An opened file. `headings` are those it has, in its order; `lines()` may be gone through once."""

    def __init__(self, rows: Iterator[tuple[int, Cells]], known: Mapping[str, str]) -> None:
        self._rows = rows
        number, first = next(rows, (0, []))
        if not first:
            raise NotAllowed("Filen är tom. Rubrikerna ska stå på första raden.")
        self._at = number
        self._places = _places(first, known)
        self.headings = list(self._places.values())

    def lines(self) -> Iterator[Line]:
        """Rows under the headings that say something. Raises NotAllowed where the file breaks off or is too long."""
        for number, cells in self._rows:
            if number - self._at > MOST_ROWS:
                words = f"{MOST_ROWS:,}".replace(",", "\u00a0")
                raise NotAllowed(f"Filen har fler än {words} rader. Dela upp den på flera filer.")
            line = Line(number)
            for place, (text, fault) in enumerate(cells):
                if not text and not fault:
                    continue
                heading = self._places.get(place, f"kolumn {openpyxl.utils.get_column_letter(place + 1)}")
                if place not in self._places:
                    fault = "har ingen rubrik på första raden. Skriv en rubrik, eller töm cellen."
                if fault := fault or _fault(text):
                    line.faults[heading] = fault
                line.cells[heading] = text
            if line.cells or line.faults:
                yield line


def opened(file: IO[bytes], known: Iterable[str]) -> Table:
    """A file as a table whose columns are among the known. Raises NotAllowed, saying what to do, where it is not one.

    The file must be seekable, and stay open for as long as its lines are read.
    """
    named = {plain(word): word for word in known}
    file.seek(0, io.SEEK_END)
    if file.tell() > LARGEST:
        raise NotAllowed(f"Filen är större än {LARGEST // _MEGABYTE} MB. Dela upp den på flera filer.")
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        encrypted = "EncryptedPackage".encode("utf-16-le") in file.read()
        raise NotAllowed(_PROTECTED if encrypted else _OLD)
    rows = _excel_rows(file) if head.startswith(b"PK") else _csv_rows(file, named)
    return Table(rows, named)


def plain(words: str) -> str:
    """A heading as it is compared: case, underscores, colons and doubled spaces do not matter.

    >>> plain(" Kort_namn: ")
    'kort namn'
    """
    return " ".join(words.replace("_", " ").split()).strip(" :*.").casefold()


def tidy(text: str) -> str:
    """A cell's text: no control characters, one kind of line ends, nothing around it."""
    return without_control_characters(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def guarded(text: str) -> str:
    """Text that a spreadsheet would calculate with an apostrophe before it, and one more before such an apostrophe.

    `unguarded` gives the text back, whatever it was.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("Nora")
    ("'=1+1", "''=1+1", 'Nora')
    """
    return f"'{text}" if text.lstrip("'")[:1] in tuple(_FORMULA) else text


def unguarded(text: str) -> str:
    """Without the apostrophe that `guarded` put there.

    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("'n Sjö")
    ('=1+1', "'=1+1", "'n Sjö")
    """
    return text[1:] if text.startswith("'") and text.lstrip("'")[:1] in tuple(_FORMULA) else text


# Headings


def _places(first: Cells, known: Mapping[str, str]) -> dict[int, str]:
    """Heading by place. Raises NotAllowed for one that is unknown, stands twice or is merged with others."""
    written = {place: text for place, (text, _) in enumerate(first) if text}
    places = {place: known[plain(text)] for place, text in written.items() if plain(text) in known}
    names = list(places.values())
    reasons = [
        f"Rubriken ”{name}” står i flera kolumner. Ta bort den ena."
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if any(fault for _, fault in first):
        reasons.append(
            "Rubrikerna står i sammanslagna celler. Dela upp dem, så att varje kolumn har sin egen rubrik."
        )
    if unknown := [text for place, text in written.items() if place not in places]:
        reasons.append(f"{_some(unknown)} hör inte till registret. Rätta rubriken, eller ta bort kolumnen.")
    if reasons:
        reasons.append(f"Kolumnerna som finns: {', '.join(known.values())}.")
        raise NotAllowed(reasons)
    return places


def _some(unknown: list[str]) -> str:
    words = [f"”{text[:60]}”" for text in unknown[:_NAMED]]
    if more := len(unknown) - _NAMED:
        words += [f"{more} till"] if more > 0 else []
    return f"{'Kolumnen' if len(unknown) == 1 else 'Kolumnerna'} {and_list(words)}"


def _fault(text: str) -> str:
    if len(text) > _LONGEST_CELL:
        return f"är längre än {_LONGEST_CELL} tecken. Korta texten."
    return ""


# CSV


def _csv_rows(file: IO[bytes], known: Mapping[str, str]) -> Iterator[tuple[int, Cells]]:
    encoding = _encoding(file)
    text = io.TextIOWrapper(_Kept(file), encoding=encoding, errors="replace", newline="")
    mark = _delimiter(text, known)
    text.seek(0)
    return _records(text, mark)


class _Kept(io.BufferedReader):
    """A reader whose closing does not close the file it reads."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(_Raw(file))


class _Raw(io.RawIOBase):
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        read = self._file.read(len(buffer))
        buffer[: len(read)] = read
        return len(read)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _encoding(file: IO[bytes]) -> str:
    """UTF-8, UTF-16 with its mark, or what Excel in Sweden writes as plain CSV. The whole file is looked at."""
    head = file.read(4)
    file.seek(0)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while part := file.read(_MEGABYTE):
            if b"\x00" in part:
                raise NotAllowed(
                    "Filen är varken en Excelfil (.xlsx) eller CSV. Spara om den som .xlsx och välj den igen."
                )
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8-sig"


def _delimiter(text: io.TextIOWrapper, known: Mapping[str, str]) -> str:
    """Semicolon, comma or tab: the one that gives most known headings."""
    first = next((line for line in unpacking.lines(text) if line.strip()), "")
    try:
        hits = {
            mark: sum(plain(word) in known for word in next(csv.reader([first], delimiter=mark), []))
            for mark in (";", "\t", ",")
        }
    except csv.Error as broken:
        raise NotAllowed(_ENDLESS.format(0)) from broken
    return max(hits, key=lambda mark: hits[mark])


def _records(text: io.TextIOWrapper, mark: str) -> Iterator[tuple[int, Cells]]:
    number = 0
    try:
        for number, row in enumerate(csv.reader(unpacking.lines(text), delimiter=mark), 1):
            cells = [(unguarded(tidy(cell)), "") for cell in row]
            if any(words for words, _ in cells):
                yield number, cells
    except csv.Error as broken:
        raise NotAllowed(_ENDLESS.format(number)) from broken


# Excel


def _excel_rows(file: IO[bytes]) -> Iterator[tuple[int, Cells]]:
    try:
        merged = _inspected(file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decorations it does not know
            book = openpyxl.load_workbook(file, read_only=True, data_only=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(), 1)
            while (found := _next_row(rows, merged)) is not None:
                if found[1]:
                    yield found
    except unpacking.BROKEN as broken:
        raise NotAllowed(UNREADABLE) from broken


def _next_row(
    rows: Iterator[tuple[int, Any]], merged: list[tuple[int, int, int, int]]
) -> tuple[int, Cells] | None:
    for number, row in rows:
        near = [area for area in merged if area[1] <= number <= area[3]]
        wide = min(
            max((area[2] for area in near), default=0), MOST_COLUMNS
        )  # merged cells may be left out of a row
        row = [*row, *[None] * (wide - len(row))]
        cells = [_cell(one, near, place) for place, one in enumerate(row, 1)]
        return number, cells if any(text or fault for text, fault in cells) else []
    return None


def _cell(cell: Any, merged: list[tuple[int, int, int, int]], place: int) -> tuple[str, str]:
    value = cell.value if cell is not None else None
    for left, top, right, bottom in merged:
        if left <= place <= right:
            words = f"{openpyxl.utils.get_column_letter(left)}{top}–{openpyxl.utils.get_column_letter(right)}{bottom}"
            return _words(
                value
            ), f"är sammanslagna celler ({words}). Dela upp dem, så att varje rad har sitt eget värde."
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return _words(value), "innehåller en formel. Klistra in värdet i stället."
    if cell.data_type == "e":
        return _words(value), f"visar felet {value}. Skriv värdet i stället."
    return _words(value), ""


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return unguarded(tidy(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return f"{value.hour:02}:{value.minute:02}"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value).replace(".", ",") if isinstance(value, float) else str(value))


def _inspected(file: IO[bytes]) -> list[tuple[int, int, int, int]]:
    """Merged areas of the first sheet. Raises NotAllowed for a package made to burst or to fetch something.

    No part gives more bytes than it says, so what the parts say is the most that can come of them.
    """
    with unpacking.package(file) as package:
        parts = package.infolist()
        shared = max(
            (part.file_size for part in parts if part.filename.endswith("sharedStrings.xml")), default=0
        )
        if (
            sum(part.file_size for part in parts) > _LARGEST_UNPACKED
            or shared > _LARGEST_WORDS
            or len(parts) > 2000
        ):
            raise NotAllowed("Filen blir för stor när den packas upp. Kopiera raderna till en tom fil.")
        if any(part.flag_bits & 1 for part in parts):
            raise NotAllowed(_PROTECTED)
        sheets = []
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as inside:
                    if b"<!DOCTYPE" in inside.read(1024):
                        raise NotAllowed(UNREADABLE)
            if part.filename.startswith("xl/worksheets/sheet"):
                sheets.append((len(part.filename), part.filename))
        found = list(_merged(package, min(sheets)[1])) if sheets else []
    file.seek(0)
    return found


def _merged(package: zipfile.ZipFile, name: str) -> Iterator[tuple[int, int, int, int]]:
    """Areas of merged cells, which stand last in a sheet; it is never whole in memory."""
    rest, count = b"", 0
    with package.open(name) as sheet:
        while part := sheet.read(_MEGABYTE):
            text = rest + part
            for area in _MERGED.findall(text):
                count += 1
                if count > _MOST_MERGED:
                    raise NotAllowed(
                        "Filen har för många sammanslagna celler. Dela upp dem och välj filen igen."
                    )
                yield openpyxl.utils.range_boundaries(area.decode())
            cut = text.rfind(b"<")
            rest = text[cut:][-200:] if cut >= 0 else b""
