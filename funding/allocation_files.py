"""Files of keys and allocations: XLSX with real numbers and a sheet that explains them, CSV for machines."""

import io
import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from django.http import HttpResponse
from django.utils import timezone

from secretariat.lib.sheets import CSV, XLSX, Column, CsvFile, ExcelFile, Kind, Value

from .actions import keys
from .models import KeyTable

KINDS = ("xlsx", "csv")
_EXPLAINED = (Column("kolumn", "", width=30), Column("betyder", "", width=90))


def download(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, kind: str, name: str, facts: Sequence[str]
) -> HttpResponse:
    """The rows as a file to download. An Excel file's second sheet tells where it comes from and what columns mean."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fil.{kind}"
        if kind == "xlsx":
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
        else:
            file = CsvFile(path, columns)
            for row in rows:
                file.add(row)
            file.close()
        content = io.BytesIO(path.read_bytes())
    day = f"{timezone.localdate():%Y-%m-%d}"
    return HttpResponse(
        content,
        content_type=XLSX if kind == "xlsx" else CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}-{day}.{kind}"'},
    )


_KEY = (
    Column("kommunkod", "Fyra siffror som text.", width=11),
    Column("kommun", "Kommunens namn. Tomt för kommuner som inte står i registret.", width=18),
    Column("värde", "Nyckeltalets värde.", Kind.DECIMAL, 16),
)


def key_file(table: KeyTable, *, kind: str) -> HttpResponse:
    """A table's values."""
    names = keys.kommuner()
    rows = [[one.code, names.get(one.code, ""), plain(one.value)] for one in table.values.all()]
    facts = [keys.label(table), keys.citation(table), f"Hämtad {table.retrieved_on:%Y-%m-%d}."]
    name = f"{table.series.slug}-{table.reference_on:%Y-%m-%d}"
    return download(_KEY, rows, kind=kind, name=name, facts=facts)


def plain(value: Decimal) -> Value:
    """A Decimal as a spreadsheet holds it: a whole number where it is one, else with its decimals.

    >>> plain(Decimal("8606.0000")), plain(Decimal("0.1250"))
    (8606, Decimal('0.125'))
    """
    return int(value) if value == int(value) else value.normalize()
