"""Excel and CSV written row by row, in little memory: real dates, times and numbers, Swedish headings (J1).

A file is a number of sheets of columns. What a spreadsheet would calculate stays text, in both kinds.
"""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from . import hiding
from .text import without_control_characters

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
ZIP = "application/zip"
Value = str | int | float | Decimal | dt.date | dt.time | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FIRST_DAY = dt.date(1899, 12, 30)  # day 0 of Excel's calendar
_MINUTES_OF_DAY = 24 * 60
_SHORT_NAME = 31  # the longest name a sheet may have
_LONGEST_TEXT = 32_000  # a cell holds 32 767 signs
_REMEMBERED = 20_000  # texts per column whose cell is kept ready


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "tal"
    SHARE = "andel"
    DAY = "datum"
    CLOCK = "tid"
    MONEY = "kronor"
    DECIMAL = "decimaltal"


_FORMATS = {
    Kind.DAY: "yyyy-mm-dd",
    Kind.CLOCK: "hh:mm",
    Kind.SHARE: "0.0%",
    Kind.NUMBER: "0",
    Kind.MONEY: "#,##0",
}


@dataclass(frozen=True)
class Column:
    """Heading, what stands there, kind, and width in signs."""

    heading: str
    explanation: str
    kind: Kind = Kind.TEXT
    width: int = 14


def guarded(text: str) -> str:
    """Text that a spreadsheet would calculate, with an apostrophe before it.

    >>> guarded("=1+1"), guarded("Nora")
    ("'=1+1", 'Nora')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Ready(dict[Value, str]):
    """What each value of a column becomes in the file. Most values come again and again."""

    def __init__(self, make: Callable[[Any], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Value) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[value] = made = "" if value is None or value == "" else self._make(value)
        return made


class _Rows(Worksheet):
    """The library's sheet that takes whole rows: cell by cell it would take six times as long."""

    def take(self, number: int, cells: str) -> None:
        """Row `number` (from 0) as markup. Only for a book with constant_memory, rows in order."""
        if number > self.previous_row:
            self._write_single_row(number)
        self.dim_rowmax = number
        self.fh.write(f'<row r="{number + 1}">{cells}</row>')


class ExcelFile:
    """A workbook whose rows go to the disk as they come."""

    def __init__(self, path: Path) -> None:
        self._book = Workbook(str(path), {"constant_memory": True})
        self._heading = self._book.add_format({"bold": True, "bottom": 1})
        looks = {kind: {"num_format": code} for kind, code in _FORMATS.items()}
        self._looks = {kind: self._book.add_format(look) for kind, look in looks.items()}
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._sheets: list[ExcelSheet] = []

    def sheet(self, name: str, columns: Sequence[Column], *, wraps: bool = False) -> "ExcelSheet":
        """A sheet with its headings on row 1, in sight and with a filter. With `wraps` long texts stand on lines."""
        sheet = self._book.add_worksheet(name[:_SHORT_NAME], worksheet_class=_Rows)
        ready = [self._ready(column.kind, wraps=wraps) for column in columns]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.heading, self._heading)
        sheet.freeze_panes(1, 0)
        self._sheets.append(ExcelSheet(sheet, ready))
        return self._sheets[-1]

    def _ready(self, kind: Kind, *, wraps: bool) -> _Ready:
        look = self._wrapped if wraps else self._looks.get(kind)
        style = f' s="{look._get_xf_index()}"' if look else ""
        if kind == Kind.TEXT:
            return _Ready(lambda text: f'{style} t="inlineStr"><is><t{_markup(text)}</t></is></c>')
        number = _NUMBERS.get(kind, repr)
        return _Ready(lambda value: f"{style}><v>{number(value)}</v></c>")

    def close(self) -> None:
        """Put the parts together. Nothing can be added afterwards."""
        for sheet in self._sheets:
            sheet.end()
        self._book.close()


def _markup(text: str) -> str:
    text = guarded(without_control_characters(hiding.shown(str(text))))[:_LONGEST_TEXT]
    keeps = ' xml:space="preserve"' if text != text.strip() else ""
    return f"{keeps}>{escape(text)}"


_NUMBERS: dict[Kind, Callable[[Any], str]] = {
    Kind.DECIMAL: str,  # so that a Decimal never passes through a float
    Kind.DAY: lambda day: str((day - _FIRST_DAY).days),
    Kind.CLOCK: lambda time: repr((time.hour * 60 + time.minute) / _MINUTES_OF_DAY),
}


class ExcelSheet:
    """Where rows are added."""

    def __init__(self, sheet: Any, ready: list[_Ready]) -> None:
        self._sheet = sheet
        self._row = 0
        self._columns = [(xl_col_to_name(place), one) for place, one in enumerate(ready)]

    def add(self, row: Iterable[Value]) -> None:
        """One row, a value per column; None is an empty cell."""
        self._row += 1
        number = self._row + 1
        cells = [
            f'<c r="{column}{number}"{made}'
            for (column, ready), value in zip(self._columns, row, strict=True)
            if (made := ready[value])
        ]
        self._sheet.take(self._row, "".join(cells))

    def end(self) -> None:
        """Let the filter cover all rows."""
        self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)


class CsvFile:
    """Semicolons, a mark first that tells Excel it is UTF-8, decimal comma; dates 2026-03-18, times 09:00."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";", lineterminator="\r\n")
        self._ready = [_Ready(_as_text) for _ in columns]
        self._writer.writerow([_as_text(column.heading) for column in columns])

    def add(self, row: Iterable[Value]) -> None:
        """One row, a value per column; None is an empty cell."""
        self._writer.writerow([ready[value] for ready, value in zip(self._ready, row, strict=True)])

    def close(self) -> None:
        """Nothing can be added afterwards."""
        self._file.close()


def _as_text(value: Value) -> str:
    """A value as a machine in Sweden reads it.

    >>> _as_text(0.375), _as_text(dt.time(9)), _as_text(dt.date(2026, 3, 18)), _as_text("-1")
    ('0,375', '09:00', '2026-03-18', "'-1")
    """
    if isinstance(value, str):
        return guarded(hiding.shown(value))
    if isinstance(value, dt.time):
        return f"{value.hour:02}:{value.minute:02}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).replace(".", ",")
