"""Lists of schools and of answers as they come, in Excel or CSV, read into rows of text (H2, H3).

Pure: bytes in, rows out, each with the number it has in the file. Nothing is guessed: what cannot be read says so.
"""

import csv
import datetime as dt
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from secretariat.lib import unpacking
from secretariat.lib.later import Later
from secretariat.lib.personnummer import find_personnummer
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import without_control_characters

openpyxl = Later("openpyxl")
LARGEST = 5 * 1024 * 1024
MOST_ROWS = 5000
_MOST_COLUMNS = 60
_HEADINGS_WITHIN = 15
_LARGEST_UNPACKED = 60 * 1024 * 1024
_LONGEST_CELL = 200
_MEGABYTE = 1024 * 1024
_UNREADABLE = (
    "Filen går inte att läsa som en Excelfil. Öppna den, spara den på nytt som .xlsx och välj den igen."
)
_MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z0-9:$]+)"')
Line = list[tuple[str, str]]


@dataclass(frozen=True)
class Heading:
    """A column that is understood: its name in rows, other words it may have in a file, whether it must be there."""

    name: str
    also: tuple[str, ...] = ()
    needed: bool = False
    may_be_number: bool = False


@dataclass
class Row:
    """One row: what its cells say by heading, and what is wrong with a cell already as a cell."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def packed(self) -> list[Any]:
        """For keeping in a page between its two steps."""
        return [self.number, self.cells, self.faults]


@dataclass
class ListFile:
    """A file as read. `unknown` are headings nothing is taken from."""

    rows: list[Row]
    headings: list[str]
    unknown: list[str] = field(default_factory=list)


def read(content: bytes, headings: Sequence[Heading]) -> ListFile:
    """The rows under the headings, wherever in the first rows they stand. Raises NotAllowed with what to do."""
    if len(content) > LARGEST:
        raise NotAllowed(f"Filen är större än {LARGEST // _MEGABYTE} MB. Dela upp den på flera filer.")
    if not content.strip():
        raise NotAllowed("Filen är tom. Välj en annan fil.")
    lines = _from_excel(content) if content[:2] == b"PK" else _from_csv(_text(content), headings)
    at, known, unknown = _heading_line(lines, headings)
    rows = [row for number, line in lines if number > at and (row := _row(number, line, known))]
    if not rows:
        raise NotAllowed("Under rubrikerna finns inga rader. Fyll i dem och välj filen igen.")
    if len(rows) > MOST_ROWS:
        raise NotAllowed(f"Filen har fler än {MOST_ROWS} rader. Dela upp den på flera filer.")
    return ListFile(rows, list(known.values()), unknown)


def restored(packed: Iterable[Sequence[Any]], headings: Sequence[str]) -> ListFile:
    """What `Row.packed` gave, as a file again."""
    return ListFile(
        [Row(number, dict(cells), dict(faults)) for number, cells, faults in packed], list(headings)
    )


# Headings


def _plain(words: str) -> str:
    return re.sub(r"[\s_]+", " ", words).strip(" :*.").casefold()


def _heading_line(
    lines: Sequence[tuple[int, Line]], headings: Sequence[Heading]
) -> tuple[int, dict[int, str], list[str]]:
    names = {_plain(word): one for one in headings for word in (one.name, *one.also)}
    needed = {one.name for one in headings if one.needed}
    best: dict[int, str] = {}
    for number, line in lines[:_HEADINGS_WITHIN]:
        known = {
            place: names[_plain(text)].name for place, (text, _) in enumerate(line) if _plain(text) in names
        }
        if needed <= set(known.values()) and len(known) > 1:
            twice = [word for word, count in Counter(known.values()).items() if count > 1]
            if twice:
                raise NotAllowed(
                    [f"Rubriken ”{word}” står i flera kolumner. Ta bort den ena." for word in twice]
                )
            merged = [fault for place, (_, fault) in enumerate(line) if place in known and fault]
            if merged:
                raise NotAllowed(f"Rad {number}: rubriken {merged[0]}")
            unknown = [text for place, (text, _) in enumerate(line) if text and place not in known]
            return number, known, unknown
        best = known if len(known) > len(best) else best
    missing = [one.name for one in headings if one.needed and one.name not in best.values()]
    raise NotAllowed(
        [f"Kolumnen ”{word}” saknas. Den ska stå i filens rubrikrad." for word in missing or sorted(needed)]
    )


def _row(number: int, line: Line, known: Mapping[int, str]) -> Row | None:
    row = Row(number)
    for place, (text, fault) in enumerate(line):
        name = known.get(place)
        if name is None:
            continue
        if fault := fault or _fault(text):
            row.faults[name] = fault
        elif text:
            row.cells[name] = text
    return row if row.cells or row.faults else None


def _fault(text: str) -> str:
    if len(text) > _LONGEST_CELL:
        return f"är längre än {_LONGEST_CELL} tecken. Korta texten."
    if find_personnummer(text):
        return "innehåller ett personnummer. Ta bort det."
    return ""


# CSV


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content or content[:4] == b"\xd0\xcf\x11\xe0":
        raise NotAllowed(
            "Filen är varken en Excelfil (.xlsx) eller CSV. Spara om den som .xlsx och välj den igen."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what Excel in Sweden writes as plain CSV


def _from_csv(text: str, headings: Sequence[Heading]) -> list[tuple[int, Line]]:
    words = {_plain(word) for one in headings for word in (one.name, *one.also)}
    found: list[tuple[int, Line]] = []
    most = -1
    for mark in (";", "\t", ","):
        try:
            lines = list(_csv_lines(text, mark))
        except csv.Error:  # a cell that never ends
            continue
        hits = max(
            (sum(_plain(one) in words for one, _ in line) for _, line in lines[:_HEADINGS_WITHIN]), default=0
        )
        if hits > most:
            found, most = lines, hits
    return found


def _csv_lines(text: str, mark: str) -> Iterator[tuple[int, Line]]:
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=mark, strict=False), 1):
        if number > MOST_ROWS + _HEADINGS_WITHIN + 1:
            return
        line = [(_unguarded(_tidy(cell)), "") for cell in row[:_MOST_COLUMNS]]
        if any(words for words, _ in line):
            yield number, line


def _tidy(text: str) -> str:
    return " ".join(without_control_characters(text).split())


def _unguarded(text: str) -> str:
    """Without the apostrophe that our own files put before what a spreadsheet would calculate."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


# Excel


def _from_excel(content: bytes) -> list[tuple[int, Line]]:
    try:
        merged = _inspected(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decorations it does not know
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            cells = list(sheet.iter_rows(max_row=MOST_ROWS + _HEADINGS_WITHIN + 1, max_col=_MOST_COLUMNS))
    except unpacking.BROKEN as broken:
        raise NotAllowed(_UNREADABLE) from broken
    found = []
    for number, row in enumerate(cells, 1):
        line = [_cell(one, merged.get((number, place), "")) for place, one in enumerate(row, 1)]
        if any(text for text, _ in line):
            found.append((number, line))
    return found


def _cell(cell: Any, merged: str) -> tuple[str, str]:
    value = cell.value
    text = _unguarded(_excel_text(value)) if value is not None else ""
    if merged:
        return text, merged
    if cell.data_type == "f":
        return text, "innehåller en formel. Klistra in värdet i stället."
    if cell.data_type == "e":
        return text, f"visar felet {text}. Skriv värdet i stället."
    return text, ""


def _excel_text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _tidy(str(value))


def _inspected(content: bytes) -> dict[tuple[int, int], str]:
    """Cells of the first sheet that are merged, by row and column, in words. Raises NotAllowed for a package made to
    burst or to fetch something."""
    with unpacking.package(io.BytesIO(content)) as package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
            raise NotAllowed("Filen är för stor när den packas upp. Kopiera raderna till en tom fil.")
        sheets = []
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                inside = package.read(part)
                if b"<!DOCTYPE" in inside[:1024]:
                    raise NotAllowed(_UNREADABLE)
                if part.filename.startswith("xl/worksheets/sheet"):
                    sheets.append((len(part.filename), part.filename, inside))
    merged: dict[tuple[int, int], str] = {}
    for found in _MERGED.findall(min(sheets)[2]) if sheets else []:
        left, top, right, bottom = openpyxl.utils.range_boundaries(found.decode())
        where = f"{found.decode().replace(':', '–')}"
        words = f"är sammanslagna celler ({where}). Dela upp dem, så att varje rad har ett eget värde."
        for row in range(top, min(bottom, MOST_ROWS) + 1):
            for column in range(left, min(right, _MOST_COLUMNS) + 1):
                merged[row, column] = words
    return merged
