"""Queries composed once per process. Django composes the SQL of a query anew for each page, at several times the cost
of asking it; pages that read a whole meeting ask the same dozen each time.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import QuerySet

Row = TypeVar("Row", bound=NamedTuple)
_KEY = -7_318_402_615  # stands where the key will stand; no row has it


class Statement(Generic[Row]):
    """The columns of a `Row`, of the rows that belong to a key.

    `query` gives rows for a key; it may depend on nothing else. The row's names are those of columns that the database
    driver reads by itself: words, numbers, dates, keys.
    """

    def __init__(self, row: type[Row], query: Callable[[int], QuerySet[Any]], **columns: str) -> None:
        self.row = row
        self.query = query
        self.columns = columns

    def of(self, key: int) -> list[Row]:
        """Ask. One query."""
        sql, params = self._composed
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if one == _KEY else one for one in params])
            return [self.row._make(one) for one in cursor.fetchall()]

    @cached_property
    def _composed(self) -> tuple[str, tuple[Any, ...]]:
        names = [self.columns.get(name, name) for name in self.row._fields]
        rows = self.query(_KEY).values_list(*names)
        return rows.query.sql_with_params()
