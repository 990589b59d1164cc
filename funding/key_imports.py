"""Files of nyckeltal as they come: our own CSV, SCB's CSV, PxWeb's json-stat2, Kolada's CSV and JSON (G4, domain 5.5).

Pure: bytes in, figures out, each with the row and column it stood in. Nothing is guessed: what cannot be read says so.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import prod
from typing import Any

from secretariat.lib.money import number_in_words, read_number

from .apportioning import CannotShare

OWN, SCB, PXWEB, KOLADA = "own", "scb", "pxweb", "kolada"
NAMES = {
    OWN: "vårt eget format",
    SCB: "SCB:s CSV",
    PXWEB: "PxWeb (json-stat2)",
    KOLADA: "Kolada",
}
SOURCES = {SCB: "SCB", KOLADA: "Kolada"}
LARGEST_FILE = 5_000_000
_MOST_CELLS = 100_000
_CODE_HEADS = {"kommunkod", "region", "regionkod", "municipality", "municipality_id", "kommun-id", "kommunid"}
_KPI_HEADS = ("kpi", "nyckeltal", "nyckeltals-id", "kpi_id")
_KOLADA_CODES = ("municipality", "municipality_id", "kommun-id", "kommunid", "kommunkod")
_PERIODS = ("period", "år", "year", "tid")
_GENDERS = ("gender", "kön")
_ALL = {"t", "totalt", "alla", "total", "båda könen", ""}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CODE_AND_NAME = re.compile(r"^(\d{2}|\d{4})(?:\s+(.*))?$")
_UNCERTAIN = re.compile(r"^\d{1,3}(?:\.\d{3})+$")
_COUNTIES = {"01", *(f"{number:02}" for number in range(3, 26) if number not in (11, 15, 16))}
DECIMALS = Decimal("0.0001")


@dataclass(frozen=True)
class Cell:
    """One value as it stood: in which row and column of the file, for whom, and in which choice (year, column)."""

    row: int
    column: str
    code: str
    name: str
    typed: str | Decimal | None
    choice: str


@dataclass
class Sheet:
    """A file as read. `choices` are its years or columns; `skipped` rows are län, riket and notes."""

    kind: str
    cells: list[Cell] = field(default_factory=list)
    skipped: int = 0
    title: str = ""
    source_id: str = ""

    @property
    def choices(self) -> list[str]:
        """What one of must be chosen, in the file's order."""
        return list(dict.fromkeys(cell.choice for cell in self.cells))


@dataclass(frozen=True)
class Figure:
    """A row of what is to be taken in: its value, or why it has none."""

    row: int
    column: str
    code: str
    name: str
    value: Decimal | None = None
    why: str = ""
    is_rounded: bool = False


def read(content: bytes) -> Sheet:
    """The file, whichever of the formats it has. Raises CannotShare with what to do where it is none of them."""
    if len(content) > LARGEST_FILE:
        raise CannotShare(
            ["Filen är större än 5 MB. Hämta ett urval med bara kommunerna och åren som behövs."]
        )
    text = _text(content)
    if text.lstrip().startswith(("{", "[")):
        return _read_json(text)
    for mark in (";", "\t", ","):
        try:
            rows = list(enumerate(csv.reader(io.StringIO(text), delimiter=mark), 1))
        except csv.Error:  # a cell that never ends
            continue
        for at, (_, row) in enumerate(rows):
            heads = [cell.strip().lower() for cell in row]
            if len(heads) > 1 and _CODE_HEADS & set(heads):
                return _read_table(heads, rows[at + 1 :])
    raise CannotShare(
        [
            "Filen går inte att känna igen. Den ska vara CSV med en rubrikrad där en kolumn heter kommunkod eller "
            "region, eller JSON från PxWeb (json-stat2) eller Kolada."
        ]
    )


def _text(content: bytes) -> str:
    if content[:2] == b"PK":
        raise CannotShare(["Filen är en Excelfil. Öppna den och spara den som CSV."])
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        raise CannotShare(["Filen är ingen textfil. Välj en CSV- eller JSON-fil."])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if not text.strip():
        raise CannotShare(["Filen är tom. Välj en annan fil."])
    return text.replace("\r\n", "\n").replace("\r", "\n")


# Tables


def _read_table(heads: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> Sheet:
    told = [
        (number, dict(zip(heads, (cell.strip() for cell in row), strict=False)))
        for number, row in rows
        if sum(bool(cell.strip()) for cell in row)
        > (len(row) < len(heads))  # a note stands in a cell of its own
    ]
    if not told:
        raise CannotShare(["Filen har en rubrikrad men inga rader med siffror."])
    if any(head in _KPI_HEADS for head in heads):
        return _kolada_table(heads, told)
    return _own_table(heads, told) if heads[0] == "kommunkod" else _scb_table(heads, told)


def _own_table(heads: Sequence[str], rows: Sequence[tuple[int, dict[str, str]]]) -> Sheet:
    columns = [head for head in heads[1:] if head not in ("", "kommun")]
    if not columns:
        raise CannotShare(["Filen har ingen kolumn med siffror bredvid kommunkod."])
    sheet = Sheet(OWN)
    for number, row in rows:
        for column in columns:
            sheet.cells.append(
                Cell(number, column, row["kommunkod"], row.get("kommun", ""), row.get(column, ""), column)
            )
    return sheet


def _scb_table(heads: Sequence[str], rows: Sequence[tuple[int, dict[str, str]]]) -> Sheet:
    where = next(head for head in heads if head in _CODE_HEADS)
    when = next((head for head in heads if head in _PERIODS), "")
    columns = [] if when else [head for head in heads if _YEAR.search(head)]
    columns = columns or [heads[-1]]
    _refuse_split(rows, [head for head in heads if head not in (where, when, *columns)])
    sheet = Sheet(SCB, source_id="")
    for number, row in rows:
        code, name = _code_and_name(row[where])
        if len(code) == 2:
            sheet.skipped += 1
            continue
        for column in columns:
            choice = row.get(when, "") if when else column
            sheet.cells.append(Cell(number, column, code, name, row.get(column, ""), choice))
    return sheet


def _code_and_name(text: str) -> tuple[str, str]:
    found = _CODE_AND_NAME.match(text.strip())
    return (found[1], found[2] or "") if found else ("", text)


def _refuse_split(rows: Sequence[tuple[int, dict[str, str]]], others: Sequence[str]) -> None:
    """A file that tells women and men apart has several values for each kommun. Which to take is not guessed."""
    split = [head for head in others if head and len({row.get(head, "") for _, row in rows}) > 1]
    if split and not set(split) <= {"kommun", "regionnamn"}:
        raise CannotShare(
            [f"Filen är uppdelad efter {' och '.join(split)}. Hämta den igen med bara totalen vald."]
        )


def _kolada_table(heads: Sequence[str], rows: Sequence[tuple[int, dict[str, str]]]) -> Sheet:
    kpi = next(head for head in heads if head in _KPI_HEADS)
    where = next((head for head in _KOLADA_CODES if head in heads), "")
    value = next((head for head in ("value", "värde", "varde") if head in heads), "")
    when = next((head for head in _PERIODS if head in heads), "")
    if not (where and value and when):
        raise CannotShare(
            ["Filen ser ut att vara från Kolada men saknar kolumn för kommunens kod, år eller värde."]
        )
    who = next((head for head in _GENDERS if head in heads), "")
    found = ((number, row[kpi], row.get(where, ""), row.get("kommun", ""), row.get(when, ""), row.get(who, "T"),
              row.get(value, "")) for number, row in rows)  # fmt: skip
    return _kolada(list(found), value)


def _kolada(rows: Sequence[tuple[int, str, str, str, str, str, Any]], column: str) -> Sheet:
    """Rows of (number, id, code, name, year, sex, value); the total alone is taken."""
    several = len({kpi for _, kpi, *_ in rows}) > 1
    sheet = Sheet(KOLADA, source_id="" if several or not rows else rows[0][1])
    for number, kpi, code, name, period, sex, value in rows:
        if len(code.strip()) == 2 or code.strip() == "0000":
            sheet.skipped += 1
        elif sex.strip().lower() in _ALL:
            sheet.cells.append(
                Cell(number, column, code.strip(), name, value, f"{kpi} {period}" if several else period)
            )
        else:
            sheet.skipped += 1
    if not sheet.cells:
        raise CannotShare(
            ["Filen har inga rader för båda könen tillsammans (T). Hämta den igen med totalen."]
        )
    return sheet


# JSON


def _read_json(text: str) -> Sheet:
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise CannotShare(["Filen är inte hel JSON. Hämta den igen."]) from None
    if isinstance(data, dict) and data.get("class") == "dataset":
        return _json_stat(data)
    values = data.get("values", data.get("results")) if isinstance(data, dict) else data
    if isinstance(values, list) and values and all(isinstance(one, dict) and "kpi" in one for one in values):
        return _kolada(list(_kolada_rows(values)), "value")
    raise CannotShare(["JSON-filen är varken json-stat2 från PxWeb eller data från Kolada."])


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _kolada_rows(values: Sequence[dict[str, Any]]) -> Iterator[tuple[int, str, str, str, str, str, Any]]:
    for number, one in enumerate(values, 1):
        told = one.get("values")
        for value in told if isinstance(told, list) else [one]:
            yield (number, str(one["kpi"]), str(one.get("municipality", "")), "", str(one.get("period", "")),
                   str(value.get("gender", "T")), value.get("value"))  # fmt: skip


def _json_stat(data: Mapping[str, Any]) -> Sheet:
    try:
        return _dataset(data)
    except CannotShare:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise CannotShare(["json-stat2-filen saknar något som den ska ha. Hämta den igen."]) from None


def _dataset(data: Mapping[str, Any]) -> Sheet:
    names, sizes = [str(one) for one in data["id"]], [int(one) for one in data["size"]]
    role = data.get("role", {})
    where = _one_of(role.get("geo"), names, ("region", "kommun"))
    when = _one_of(role.get("time"), names, ("tid", "år", "time"))
    what = _one_of(role.get("metric"), names, ("contentscode",))
    if not where:
        raise CannotShare(["Filen har ingen dimension med kommuner (Region)."])
    split = [
        one for one, size in zip(names, sizes, strict=True) if size > 1 and one not in (where, when, what)
    ]
    if split:
        labels = [str(data["dimension"][one].get("label", one)) for one in split]
        raise CannotShare(
            [f"Filen är uppdelad efter {' och '.join(labels)}. Hämta den igen med bara totalen vald."]
        )
    codes = [_codes(data["dimension"][one]) for one in names]
    sheet = Sheet(PXWEB, title=str(data.get("label", "")))
    value = data["value"]
    if prod(sizes) > _MOST_CELLS:
        raise CannotShare(
            ["Filen har för många värden. Hämta ett urval med bara kommunerna och åren som behövs."]
        )
    for number, place in enumerate(_places(sizes)):
        at = dict(zip(names, (codes[axis][spot] for axis, spot in enumerate(place)), strict=True))
        code, label = at[where]
        if len(code) == 2:
            sheet.skipped += 1
            continue
        choice = " ".join(
            at[one][1] for one in (what, when) if one and (one == when or sizes[names.index(one)] > 1)
        )
        typed = value.get(str(number)) if isinstance(value, dict) else value[number]
        sheet.cells.append(
            Cell(number + 1, choice, code, _code_and_name(label)[1] or label, typed, choice or "värde")
        )
    return sheet


def _one_of(told: Any, names: Sequence[str], usual: Sequence[str]) -> str:
    if isinstance(told, list) and told:
        return str(told[0])
    return next((one for one in names if one.lower() in usual), "")


def _codes(dimension: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Codes and labels of a dimension, in order."""
    category = dimension["category"]
    labels = category.get("label", {})
    index = category.get("index", list(labels))
    ordered = sorted(index, key=lambda code: index[code]) if isinstance(index, dict) else list(index)
    return [(str(code), str(labels.get(code, code))) for code in ordered]


def _places(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every place of a table with these sizes, the last dimension quickest."""
    for number in range(prod(sizes)):
        place, rest = [], number
        for size in reversed(sizes):
            rest, spot = divmod(rest, size)
            place.append(spot)
        yield tuple(reversed(place))


# Values


def figures(sheet: Sheet, choice: str, known: Mapping[str, str]) -> list[Figure]:
    """The figures of one year or column, by row. `known` are the county's kommuner by kommunkod."""
    county = {code[:2] for code in known}
    seen: set[str] = set()
    found = []
    for cell in sheet.cells:
        if cell.choice != choice:
            continue
        why = _why_not(cell, known, county, seen)
        seen.add(cell.code)
        value, trouble, rounded = (None, why, False) if why else _value(cell.typed)
        name = known.get(cell.code, cell.name)
        found.append(Figure(cell.row, cell.column, cell.code, name, value, trouble, rounded))
    return found


def _why_not(cell: Cell, known: Mapping[str, str], county: set[str], seen: set[str]) -> str:
    code = cell.code
    if not (len(code) == 4 and code.isascii() and code.isdecimal()):
        return f"”{code or cell.name}” är ingen kommunkod. Den ska ha fyra siffror."
    if code in seen:
        return f"{code} står två gånger. Ta bort den ena raden."
    if code not in known and (code[:2] in county or code[:2] not in _COUNTIES):
        return f"Det finns ingen kommun med koden {code}."
    return ""


def _value(typed: str | Decimal | None) -> tuple[Decimal | None, str, bool]:
    """The number of a cell, what is wrong with it, and whether it had more decimals than are kept."""
    if isinstance(typed, str):
        text = typed.strip()
        if _UNCERTAIN.match(text):
            return None, f"”{text}” kan läsas på två sätt. Skriv utan punkt, eller med decimalkomma.", False
        number = read_number(text)
        if text in ("", ".", "..", "-", "–"):
            return None, "Värdet saknas. Skriv 0 om det är noll.", False
    elif isinstance(typed, bool) or not isinstance(typed, int | Decimal):
        return None, "Värdet saknas. Skriv 0 om det är noll.", False
    else:
        text, number = str(typed), Decimal(typed)
    if number is None or not number.is_finite():
        return None, f"”{text}” är inget tal.", False
    if number < 0:
        return None, f"{number_in_words(number)} är mindre än noll.", False
    if number >= 10**15:
        return None, f"{text} är för stort.", False
    kept = number.quantize(DECIMALS)
    return kept, "", kept != number
