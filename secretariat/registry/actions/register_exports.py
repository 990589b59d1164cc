"""Fetch a register as a file, read a part at a time: at once, or by the worker where it is long (M3)."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from secretariat.lib.dates import moment_in_words
from secretariat.lib.registers import Register, registers
from secretariat.lib.sheets import CSV, XLSX, Column, CsvFile, ExcelFile, Value
from secretariat.registry.models import RegisterExport, User

from . import fetching, log

State = RegisterExport.State
TYPES: dict[str, str] = {RegisterExport.Kind.XLSX: XLSX, RegisterExport.Kind.CSV: CSV}
_PART = 1000  # rows read at a time
_EXPLAINED = (Column("Kolumn", "", width=28), Column("Betydelse", "", width=100))


def export(register: type[Register], *, by: User, kind: str) -> tuple[RegisterExport, Path | None]:
    """Fetch all rows the user may read: with a temporary file, or without one where the worker makes it.

    The caller removes the file. An errand that waits already is not begun twice.
    """
    waiting = RegisterExport.objects.filter(register=register.key, made_by=by, kind=kind, state=State.WAITING)
    if made := waiting.first():
        return made, None
    rows = register(by).count()
    made = RegisterExport(
        register=register.key, kind=kind, rows=rows, made_by=by, made_at=timezone.now(), state=State.WAITING
    )
    with transaction.atomic():
        made.save()
        log.write("hämtade register", by=by, about=made, register=register.name, rader=rows, format=kind)
        if rows > fetching.SMALL:
            make_file.enqueue(made.pk)
            return made, None
        path = fetching.temporary()
        try:
            made.rows = made.written = write(made, path)
            made.state = State.MADE
            made.save(update_fields=["rows", "written", "state"])
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return made, path


@task()
def make_file(pk: int) -> None:
    """The worker's errand: write a long file, tell how far it has come, keep it for a day."""
    made = RegisterExport.objects.select_related("made_by").filter(pk=pk, state=State.WAITING).first()
    if made is None:
        return
    with fetching.written_by_worker(made) as path:
        made.rows = write(made, path)
        fetching.keep(made, path, name=file_name(made), content_type=TYPES[made.kind])
        RegisterExport.objects.filter(pk=pk).update(state=State.MADE, rows=made.rows, written=made.rows)


def write(made: RegisterExport, path: Path) -> int:
    """The file. Returns how many rows it got."""
    register = registers()[made.register](made.made_by)
    columns = [column.in_sheet for column in register.columns()]
    book = None if made.kind == RegisterExport.Kind.CSV else ExcelFile(path)
    sheet = book.sheet(register.name, columns) if book else CsvFile(path, columns)
    number = 0
    for number, row in enumerate(_rows(register), 1):
        sheet.add(row)
        fetching.note(made, number)
    if isinstance(sheet, CsvFile):
        sheet.close()
    if book:
        explained = book.sheet("Förklaring", _EXPLAINED, wraps=True)
        explained.add(("Hämtad", f"{moment_in_words(made.made_at)} av {made.made_by.name}"))
        explained.add(("Register", f"{register.name}: {register.about}"))
        for column in columns:
            explained.add((column.heading, column.explanation))
        book.close()
    return number


def _rows(register: Register) -> Iterator[list[Value]]:
    rows = register.rows().iterator(chunk_size=_PART)
    while part := list(islice(rows, _PART)):
        register.prepare(part)
        for one in part:
            yield register.cells(one)


def file_name(made: RegisterExport) -> str:
    """What the file is called: personer-2026-11-22.xlsx."""
    return f"{made.register}-{made.made_on.isoformat()}.{made.kind}"


def forget_files(*, at: dt.datetime | None = None) -> int:
    """Take away long files a day after they were made; that they were fetched stays. Returns how many (D7)."""
    return fetching.forget(RegisterExport, at=at)
