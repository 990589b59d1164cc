"""Files of results as they come: our long format as CSV or Excel, and json-stat2 (H6, domain 5.5).

A file becomes rows of named cells, one at a time, so that a long file takes no more memory than a short one. What the
cells say is judged in `result_rows`. Pure but for reading the file.
"""

import codecs
import csv
import json
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import IO, Any

from secretariat.lib import unpacking
from secretariat.lib.later import Later
from secretariat.lib.rules import NotAllowed

openpyxl = Later("openpyxl")
COLUMNS = (
    "indikator_id", "indikator", "geo_typ", "geo_kod", "geo_namn", "periodtyp", "period", "kon", "grupp", "varde",
    "enhet", "n", "ci_lag", "ci_hog", "kalla", "frisl_datum", "dold",
)  # fmt: skip
EXPLAINED = (
    ("indikator_id", "Indikatorns id, gärna källans, t.ex. N00945. Måste finnas."),
    ("indikator", "Namnet. Behövs för en ny indikator."),
    ("geo_typ", "riket, län, länsdel, kommun eller skola. Måste finnas. Rader för klass läses aldrig in."),
    ("geo_kod", "Länskod, länsdelens namn, kommunkod eller skolenhetskod. Måste finnas."),
    ("periodtyp och period", "år och 2024, eller läsår och 2024/25. Perioden måste finnas."),
    ("kon", "T, K eller M. Tomt betyder T."),
    ("grupp", "T.ex. åk 7, eller ett svarsalternativ. Tomt betyder alla."),
    ("varde", "Talet, med decimalkomma eller punkt. Måste finnas. Skriv .. om källan har dolt det."),
    ("enhet", "procent om inget annat står. antal, medelvärde och andra går också bra."),
    ("n", "Antal svarande. Behövs för länsdel, kommun och skola."),
    ("ci_lag och ci_hog", "Konfidensintervallets gränser, båda eller ingen."),
    ("dold", "1 om värdet inte får visas."),
)
NEEDED = ("indikator_id", "geo_typ", "geo_kod", "period", "varde")
_ALSO = {
    "indikatorid": "indikator_id", "indikatornamn": "indikator", "geotyp": "geo_typ", "nivå": "geo_typ",
    "geokod": "geo_kod", "kommunkod": "geo_kod", "geonamn": "geo_namn", "område": "geo_namn", "år": "period",
    "kön": "kon", "värde": "varde", "bas": "n", "antal svarande": "n", "ci_låg": "ci_lag", "ci_hög": "ci_hog",
    "källa": "kalla", "frisläppningsdatum": "frisl_datum",
}  # fmt: skip
_MEGABYTE = 1024 * 1024
_LARGEST_JSON = 20 * _MEGABYTE
_LARGEST_UNPACKED = 800 * _MEGABYTE
_LARGEST_WORDS = 60 * _MEGABYTE  # the part that is read whole: texts that cells share
_MOST_COLUMNS = 400
_MOST_CELLS = 1_000_000
_UNREADABLE = (
    "Filen går inte att läsa som en Excelfil. Öppna den, spara den på nytt som .xlsx och ladda upp den igen."
)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: where it stood, and what stood in each known column."""

    number: int
    cells: Mapping[str, Any]


@dataclass
class Opened:
    """A file being read: its rows, one at a time, and what is to be said of it."""

    rows: Iterator[RawRow]
    notes: list[str] = field(default_factory=list)


@contextmanager
def opened(path: Path, name: str) -> Iterator[Opened]:
    """The file's rows, whichever kind it is by its name. Raises NotAllowed with what to do where it cannot be read."""
    ending = name.lower().rsplit(".", 1)[-1]
    if ending == "xlsx":
        with path.open("rb") as content:
            yield _workbook(content)
    elif ending == "json":
        if path.stat().st_size > _LARGEST_JSON:
            raise NotAllowed("JSON-filen är större än 20 MB. Hämta den i delar, eller som CSV.")
        yield _json_stat(path.read_bytes())
    else:
        with path.open(encoding=_encoding(path), newline="", errors="replace") as text:
            yield _table(text)


# CSV


def _encoding(path: Path) -> str:
    """UTF-8, UTF-16 by its mark, else the Windows one, which Latin-1 is a part of."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as content:
        head = content.read(2)
        if head in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        content.seek(0)
        try:
            while part := content.read(_MEGABYTE):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _table(text: IO[str]) -> Opened:
    lines = unpacking.lines(text)
    at, first = next(((at, line) for at, line in enumerate(lines, 1) if line.strip()), (0, ""))
    if not first:
        raise NotAllowed("Filen är tom. Välj en annan fil.")
    mark = max(";\t,", key=first.count)
    try:
        heads = next(csv.reader([first], delimiter=mark))
    except csv.Error as broken:
        raise NotAllowed(f"Rad {at} går inte att läsa: en cell är för lång.") from broken
    found = Opened(iter(()))
    places = _places(heads, found.notes)
    found.rows = _csv_rows(lines, mark, places, width=len(heads), after=at)
    return found


def _csv_rows(
    lines: Iterator[str], mark: str, places: Mapping[int, str], *, width: int, after: int
) -> Iterator[RawRow]:
    reader = csv.reader(lines, delimiter=mark)
    try:
        for cells in reader:
            number = reader.line_num + after
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                raise NotAllowed(
                    f"Rad {number} har fler celler än rubrikraden. Sätt texter som har ”{mark}” i sig inom citattecken."
                )
            yield RawRow(number, {name: cells[at].strip() for at, name in places.items() if at < len(cells)})
    except csv.Error as broken:
        raise NotAllowed(
            f"Rad {reader.line_num + after} går inte att läsa: ett citattecken stängs aldrig."
        ) from broken


def _places(heads: Sequence[Any], notes: list[str]) -> dict[int, str]:
    """Column by its place. Raises NotAllowed for one that is missing or stands twice."""
    places: dict[int, str] = {}
    unknown, twice = [], []
    for at, head in enumerate(heads):
        word = str(head or "").strip().lower()
        name = _ALSO.get(word, word)
        if name not in COLUMNS:
            unknown += [word] if word else []
        elif name in places.values():
            twice.append(name)
        else:
            places[at] = name
    reasons = [f"Kolumnen ”{name}” står två gånger. Ta bort den ena." for name in twice]
    missing = [name for name in NEEDED if name not in places.values()]
    if missing:
        reasons.append(
            f"Filen saknar kolumnen {', '.join(missing)}. Rubrikerna ska stå på första raden, som i mallen."
        )
    if reasons:
        raise NotAllowed(reasons)
    if unknown:
        shown = ", ".join(word[:30] for word in unknown[:8]) + (" …" if len(unknown) > 8 else "")
        notes.append(f"{len(unknown)} kolumner känns inte igen och läses inte in: {shown}")
    return places


# Excel


def _workbook(content: Any) -> Opened:
    try:
        with unpacking.package(content) as package:
            _refuse_trap(package)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decorations it does not know
            book = openpyxl.load_workbook(content, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            with unpacking.package(content) as package:
                _refuse_merged(package, sheet._worksheet_path)
            sheet.reset_dimensions()
            lines = enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), 1)
            at, heads = next(
                ((at, line) for at, line in lines if any(cell is not None for cell in line)), (0, ())
            )
    except NotAllowed:
        raise
    except unpacking.BROKEN as broken:
        raise NotAllowed(_UNREADABLE) from broken
    if not at:
        raise NotAllowed("Bladet är tomt. Välj en annan fil.")
    notes = [f"Bara det första bladet, {sheet.title}, läses in."] if len(book.worksheets) > 1 else []
    found = Opened(iter(()), notes)
    found.rows = _sheet_rows(lines, _places(heads, found.notes))
    return found


def _sheet_rows(lines: Iterator[tuple[int, Any]], places: Mapping[int, str]) -> Iterator[RawRow]:
    try:
        for number, line in lines:
            cells = {name: line[at] for at, name in places.items() if at < len(line) and line[at] is not None}
            if cells:
                yield RawRow(number, cells)
    except unpacking.BROKEN as broken:
        raise NotAllowed(_UNREADABLE) from broken


def _refuse_trap(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    if sum(part.file_size for part in parts) > _LARGEST_UNPACKED or shared > _LARGEST_WORDS:
        raise NotAllowed("Filen är för stor när den packas upp. Spara den som CSV i stället.")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with package.open(part) as content:
                if b"<!DOCTYPE" in content.read(1024):
                    raise NotAllowed(_UNREADABLE)


def _refuse_merged(package: zipfile.ZipFile, name: str) -> None:
    """Merged cells hide which row a value belongs to."""
    before = b""
    with package.open(name.lstrip("/")) as content:
        while part := content.read(_MEGABYTE):
            if b"<mergeCell " in before + part:
                raise NotAllowed(
                    "Bladet har sammanslagna celler, så det går inte att se vilken rad ett värde hör till. Dela upp "
                    "dem och skriv värdet på varje rad."
                )
            before = part[-20:]


# json-stat2

_SEX = ("kön", "kon", "sex", "gender")
_MEASURES = (
    ("n", ("antal svar", "antal person", "bas")),
    ("ci_lag", ("undre", "nedre", "lower")),
    ("ci_hog", ("övre", "upper")),
)
_LEVELS = {0: "riket", 2: "län", 4: "kommun"}
_COUNTRY = ("00", "0", "0000", "riket", "se")


def _json_stat(content: bytes) -> Opened:
    try:
        data = json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise NotAllowed("Filen är inte hel JSON. Hämta den igen.") from None
    if not isinstance(data, dict) or data.get("class") != "dataset":
        raise NotAllowed("JSON-filen är inte json-stat2. Hämta tabellen som json-stat2, eller som CSV.")
    try:
        rows = list(_stat_rows(data))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise NotAllowed("json-stat2-filen saknar något som den ska ha. Hämta den igen.") from None
    return Opened(iter(rows))


def _stat_rows(data: Mapping[str, Any]) -> Iterator[RawRow]:
    names, sizes = [str(one) for one in data["id"]], [int(one) for one in data["size"]]
    codes = {name: _codes(data["dimension"][name]) for name in names}
    if [len(codes[name]) for name in names] != sizes:
        raise ValueError("sizes")
    number = 1
    for size in sizes:
        number *= size
    if number > _MOST_CELLS:
        raise NotAllowed("Tabellen har över en miljon värden. Hämta ett urval.")
    role = data.get("role", {})
    where, when = (
        _dimension(role, "geo", names, ("region", "kommun")),
        _dimension(role, "time", names, ("tid", "år")),
    )
    what = _dimension(role, "metric", names, ("contentscode", "tabellinnehåll"))
    who = next((name for name in names if name.lower() in _SEX), "")
    which = next((name for name in names if "indikator" in name.lower()), "")
    if not (where and when):
        raise NotAllowed("Tabellen saknar område eller tid. Hämta den igen med båda valda.")
    table = str(data.get("extension", {}).get("px", {}).get("tableid", "")) or "tabell"
    values = data["value"]
    told: dict[tuple[str, ...], dict[str, Any]] = {}
    for place, spots in enumerate(product(*(codes[name] for name in names))):
        at = dict(zip(names, spots, strict=True))
        measure = _measure(at[what][1]) if what else "varde"
        group = ", ".join(at[name][1] for name in names if name not in (where, when, what, who, which))
        code, words = at[which] if which else (table, str(data.get("label", table)))
        key = (code, at[where][0], at[when][0], at[who][0] if who else "", group)
        cells = told.setdefault(key, {
            "indikator_id": code, "indikator": words, "geo_typ": _level(at[where][0]), "geo_kod": at[where][0],
            "geo_namn": at[where][1], "period": at[when][1], "kon": at[who][1] if who else "T", "grupp": group,
        })  # fmt: skip
        value = values.get(str(place)) if isinstance(values, dict) else values[place]
        if measure not in cells:
            cells[measure] = ".." if value is None and measure == "varde" else value
    for number, cells in enumerate(told.values(), 1):
        yield RawRow(number, cells)


def _dimension(role: Mapping[str, Any], kind: str, names: Sequence[str], usual: Sequence[str]) -> str:
    told = role.get(kind) or []
    return str(told[0]) if told else next((name for name in names if name.lower() in usual), "")


def _codes(dimension: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Codes and labels of a dimension, in order."""
    category = dimension["category"]
    labels = category.get("label", {})
    index = category.get("index", list(labels))
    ordered = sorted(index, key=lambda code: index[code]) if isinstance(index, dict) else list(index)
    return [(str(code), str(labels.get(code, code))) for code in ordered]


def _measure(words: str) -> str:
    """Which column a measure of the table is, by its words."""
    found = (name for name, marks in _MEASURES if any(mark in words.lower() for mark in marks))
    return next(found, "varde")


def _level(code: str) -> str:
    return "riket" if code.lower() in _COUNTRY else _LEVELS.get(len(code), "kommun")
