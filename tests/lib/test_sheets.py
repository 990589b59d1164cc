"""Files that other programs open: types of cells, headings, and text that must never be calculated (J1)."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from secretariat.lib.sheets import Column, CsvFile, ExcelFile, Kind, Value

COLUMNS = (
    Column("namn", ""),
    Column("datum", "", Kind.DAY, 12),
    Column("start", "", Kind.CLOCK, 8),
    Column("minuter", "", Kind.NUMBER, 9),
    Column("andel", "", Kind.SHARE, 9),
)
ROWS: list[list[Value]] = [
    ["Åsa <&> Öhrn", dt.date(2025, 3, 18), dt.time(9, 30), 150, 0.5],
    ["=1+1", None, None, None, None],
    [" kant \x07", dt.date(2025, 3, 19), dt.time(0), 0, 1.0],
]


def written(path: Path) -> Path:
    book = ExcelFile(path)
    sheet = book.sheet("Närvaro", COLUMNS)
    for row in ROWS:
        sheet.add(row)
    book.sheet("Tomt", COLUMNS[:1])
    book.close()
    return path


def test_another_program_reads_real_dates_times_and_numbers(tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(str(written(tmp_path / "a.xlsx")))
    assert book.sheet_names == ["Närvaro", "Tomt"]
    assert book.get_sheet_by_name("Närvaro").to_python() == [
        ["namn", "datum", "start", "minuter", "andel"],
        ["Åsa <&> Öhrn", dt.date(2025, 3, 18), dt.time(9, 30), 150.0, 0.5],
        ["'=1+1", "", "", "", ""],
        [" kant ", dt.date(2025, 3, 19), dt.time(0), 0.0, 1.0],
    ]
    assert book.get_sheet_by_name("Tomt").to_python() == [["namn"]]


def test_the_headings_stay_in_sight_with_a_filter_and_widths(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path / "a.xlsx"))["Närvaro"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E4")
    assert round(sheet.column_dimensions["B"].width) == 13
    assert sheet["A1"].font.bold
    formats = [sheet[f"{letter}2"].number_format for letter in "BCDE"]
    assert formats == ["yyyy-mm-dd", "hh:mm", "0", "0.0%"]
    assert [sheet["A3"].data_type, sheet["A3"].value] == ["s", "'=1+1"]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path / "a.xlsx")) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_csv_has_its_mark_semicolons_and_decimal_comma(tmp_path: Path) -> None:
    file = CsvFile(tmp_path / "a.csv", COLUMNS)
    for row in ROWS[:2]:
        file.add(row)
    file.close()
    assert (tmp_path / "a.csv").read_bytes() == (
        "\ufeffnamn;datum;start;minuter;andel\r\nÅsa <&> Öhrn;2025-03-18;09:30;150;0,5\r\n'=1+1;;;;\r\n".encode()
    )
