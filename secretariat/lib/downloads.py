"""Tables as files to download: Excel with a sheet that explains each column, or CSV (J1)."""

import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.http import HttpResponse
from django.utils import timezone

from .dates import moment_in_words
from .pages import Request
from .sheets import CSV, XLSX, Column, CsvFile, ExcelFile, Value

_EXPLAINED = (Column("kolumn", "", width=30), Column("betyder", "", width=70))


def fetched_in_words(request: Request, at: dt.datetime | None = None) -> str:
    """When a file was fetched and by whom."""
    return f"Hämtad {moment_in_words(at or timezone.now())} av {request.user.name}."


def download(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, kind: str, name: str, facts: Sequence[str]
) -> HttpResponse:
    """The rows as a file to download, kind `xlsx` or `csv`, with the day in its name.

    An Excel file has a second sheet that tells what each column means and, with `facts`, where the file comes from.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fil.{kind}"
        (_excel if kind == "xlsx" else _csv)(path, columns, rows, facts)
        content = io.BytesIO(path.read_bytes())
    return HttpResponse(
        content,
        content_type=XLSX if kind == "xlsx" else CSV,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{kind}"'
        },
    )


def _excel(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Value]], facts: Sequence[str]
) -> None:
    book = ExcelFile(path)
    sheet = book.sheet("Rader", columns)
    for row in rows:
        sheet.add(row)
    explained = book.sheet("Förklaring", _EXPLAINED, wraps=True)
    for fact in facts:
        explained.add(["", fact])
    for column in columns:
        explained.add([column.heading, column.explanation])
    book.close()


def _csv(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Value]], facts: Sequence[str]
) -> None:
    file = CsvFile(path, columns)
    for row in rows:
        file.add(row)
    file.close()
