"""Files of registers, made and read as an office makes and reads them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from secretariat.lib.registers import registers
from secretariat.lib.rules import NotAllowed as NotAllowed
from secretariat.registry.actions import register_exports, register_imports
from secretariat.registry.models import RegisterExport, RegisterImport, User


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


def register_samples(by: User) -> dict[str, list[Any]]:
    """Objects for the addresses of registers: files in each state, and a long one that is made."""
    rows = [["namn", "kort namn", "slag"], ["Provby kommun", "Provby", "kommun"], ["", "Namnlös", "okänt"]]
    shown = upload("organisationer", book(rows), by)
    facts: dict[str, Any] = {
        "register": "organisationer", "name": "fel.csv", "uploaded_at": timezone.now(), "uploaded_by": by,
        "expires_at": timezone.now() + register_imports.KEPT,
    }  # fmt: skip
    others = [
        RegisterImport.objects.create(**facts, state=state, reasons=reasons)
        for state, reasons in (("failed", ["Filen är tom."]), ("reading", []), ("taking", []))
    ]
    waiting = RegisterExport.objects.create(
        register="personer",
        kind="csv",
        rows=9000,
        written=2000,
        state="waiting",
        made_at=timezone.now(),
        made_by=by,
    )
    return {
        "register/inlasningar/": [shown.pk, *(one.pk for one in others)],
        "register/hamtade/": [waiting.pk],
    }
