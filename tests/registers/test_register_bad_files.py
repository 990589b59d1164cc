"""What every register does with what offices' files look like: made for each of them, none by hand (M3).

A register that is added is tried too, by being in `settings.REGISTERS` and in `full_case`.
"""

import csv
import io
import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from secretariat.lib.cell_widgets import Choice, Clock, Day, Days, Money, Named, Number, Reference, YesNo
from secretariat.lib.register_rows import Column
from secretariat.lib.registers import ID, registers
from secretariat.registry.models import RegisterImport, User

from . import files
from .full_case import full_registers

pytestmark = pytest.mark.django_db
EVERY = list(registers())
OPEN = [key for key, one in registers().items() if not one.closed]
NAMED = [key for key in OPEN if registers()[key].lookup]
NONSENSE = "¤ obegripligt"
KINDS = (Choice, Clock, Day, Days, Money, Named, Number, Reference, YesNo)


@pytest.fixture(scope="module")
def _full(module_rows: None) -> User:
    return full_registers()


@pytest.fixture
def full(db: None, _full: User) -> User:
    return deepcopy(_full)


def look(key: str, rows: Sequence[Sequence[Any]], by: User, *, merge: str = "") -> RegisterImport:
    return files.upload(key, files.book(rows, merge=merge), by)


def first_fault(made: RegisterImport) -> list[list[str]]:
    return files.told(made)[0][4]


@pytest.mark.parametrize("key", OPEN)
def test_merged_cells_are_pointed_out_in_each_column_they_cover(full: User, key: str) -> None:
    headings, row, *_ = files.rows_of(files.fetched(key, full))
    made = look(key, [headings, row], full, merge="B2:C2")
    told = "är sammanslagna celler (B2–C2). Dela upp dem, så att varje rad har sitt eget värde."
    assert first_fault(made) == [[headings[1], told], [headings[2], told]]


@pytest.mark.parametrize("key", OPEN)
def test_three_hundred_columns_are_refused_with_the_names_that_do_not_belong(full: User, key: str) -> None:
    headings, row, *_ = files.rows_of(files.fetched(key, full))
    with pytest.raises(files.NotAllowed) as no:
        look(key, [[*headings, *(f"extra {n}" for n in range(300))], row], full)
    first, last = no.value.reasons
    assert first.startswith("Kolumnerna ”extra 0”, ”extra 1”, ")
    assert "och 288 till hör inte till registret." in first
    assert last.startswith(f"Kolumnerna som finns: {', '.join(headings)}.")


@pytest.mark.parametrize("key", OPEN)
def test_a_row_that_stands_twice_is_told_by_its_first(full: User, key: str) -> None:
    headings, row, *_ = files.rows_of(files.fetched(key, full))
    made = look(key, [headings, row, row], full)
    one, other = files.told(made)
    assert one[1] == "same"
    assert other[1] == "wrong"
    assert ["", "Raden gäller detsamma som rad 2."] in other[4]


@pytest.mark.parametrize("key", NAMED)
def test_a_row_without_id_is_known_by_what_it_is_called_and_twice_it_is_told(full: User, key: str) -> None:
    headings, *rows = files.rows_of(files.fetched(key, full))
    place = headings.index(ID)
    nameless = [[cell if n != place else None for n, cell in enumerate(row)] for row in rows]
    found = files.told(look(key, [headings, *nameless], full))
    known = [row for row, told in zip(nameless, found, strict=True) if told[1] == "same"]
    assert known, found
    _, other = files.told(look(key, [headings, known[0], known[0]], full))
    assert ["", "Raden gäller detsamma som rad 2."] in other[4]


@pytest.mark.parametrize("key", OPEN)
def test_a_csv_file_of_an_old_spreadsheet_is_read_and_changes_nothing(full: User, key: str) -> None:
    """Latin-1 as Windows writes it, without a mark of its encoding; columns with signs it lacks are left out."""
    columns = zip(*files.rows_of_csv(files.fetched(key, full, kind="csv")), strict=True)
    rows = list(zip(*(one for one in columns if _fits("".join(one))), strict=True))
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    assert re.search("[åäö]", out.getvalue())
    made = files.upload(key, files.text(out.getvalue(), encoding="cp1252"), full)
    assert [one for one in files.told(made) if one[1] != "same"] == []
    assert made.same == len(rows) - 1 > 0


def _fits(words: str) -> bool:
    return words.encode("cp1252", "replace").decode("cp1252") == words


def _judges(column: Column) -> bool:
    """Whether the column says no to nonsense."""
    try:
        column.widget.clean(NONSENSE)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize("key", OPEN)
def test_each_cell_of_the_wrong_kind_is_told_under_its_heading(full: User, key: str) -> None:
    """Days, times, numbers, amounts, choices, and names of what is not there, all in one row."""
    columns = [one for one in registers()[key](full).fields.values() if one.column_name != ID]
    judged = {one.column_name for one in columns if _judges(one)}
    free = {one.column_name for one in columns if isinstance(one.widget, KINDS)} - judged
    assert free <= {"ordförande", "sekreterare"}  # names that need not be in the register
    headings, row, *_ = files.rows_of(files.fetched(key, full))
    wrong = [NONSENSE if heading in judged else cell for heading, cell in zip(headings, row, strict=True)]
    faults = first_fault(look(key, [headings, wrong], full))
    assert {heading for heading, _ in faults} == judged
    assert all(what[0].islower() or what[0] == "”" for _, what in faults)


@pytest.mark.parametrize("key", OPEN)
def test_a_formula_is_pointed_out_in_whatever_column_it_stands(full: User, key: str) -> None:
    """Formula injection, on the way in."""
    headings, *_ = files.rows_of(files.fetched(key, full))
    made = look(key, [headings, ["=1+1"] * len(headings)], full)
    told = [[heading, "innehåller en formel. Klistra in värdet i stället."] for heading in headings]
    assert [one for one in first_fault(made) if "formel" in one[1]] == told


@pytest.mark.parametrize("key", EVERY)
def test_nothing_that_is_fetched_is_calculated_by_a_spreadsheet(full: User, key: str) -> None:
    """Formula injection, on the way out: names that begin as formulas are text in Excel and guarded in CSV."""
    sheets = load_workbook(io.BytesIO(files.fetched(key, full))).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    words = files.fetched(key, full, kind="csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(words), delimiter=";"))
    assert len(rows) > 1
    calculated = [cell for row in rows for cell in row if re.match(r"[=+@\t\r]|-(?!\d+$)", cell)]
    assert calculated == []
