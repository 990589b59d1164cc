"""Files of registers, made and read as an office makes and reads them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from secretariat.lib.registers import registers
from secretariat.lib.rules import NotAllowed as NotAllowed
from secretariat.registry.actions import register_exports, register_imports
from secretariat.registry.models import RegisterImport, User


def book(
    rows: Iterable[Sequence[Any]], *, name: str = "register.xlsx", merge: str = ""
) -> SimpleUploadedFile:
    """An Excel file with these rows, the headings first."""
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    workbook.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def text(words: str, *, encoding: str = "utf-8-sig", name: str = "register.csv") -> SimpleUploadedFile:
    """A CSV file with these words."""
    return SimpleUploadedFile(name, words.encode(encoding))


def upload(key: str, file: SimpleUploadedFile, by: User) -> RegisterImport:
    """A file chosen for a register, looked through."""
    made = register_imports.upload(registers()[key], file, by=by)
    if made.state == made.State.READING:
        register_imports.look_through.func(made.pk)
        made.refresh_from_db()
    return made


def take_in(made: RegisterImport, by: User) -> RegisterImport:
    """All of it written."""
    return register_imports.take_in(made, mark=made.mark, by=by)


def fetched(key: str, by: User, *, kind: str = "xlsx") -> bytes:
    """A register as the file that is fetched."""
    _, path = register_exports.export(registers()[key], by=by, kind=kind)
    assert path is not None
    try:
        return path.read_bytes()
    finally:
        path.unlink()


def rows_of(content: bytes) -> list[list[Any]]:
    """Rows of the first sheet of an Excel file, headings first."""
    return [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()
    ]


def rows_of_csv(content: bytes) -> list[list[str]]:
    """Rows of a CSV file as it is fetched."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def told(made: RegisterImport) -> list[tuple[int, str, str, list[Any], list[Any]]]:
    """Number, status, label, changes and faults of every row."""
    return [(one.number, one.status, one.label, one.changes, one.faults) for one in made.rows.all()]
