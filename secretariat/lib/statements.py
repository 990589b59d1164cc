"""Queries composed once per process. Django composes the SQL of a query anew for each page, at several times the cost
of asking it; pages that read a whole meeting ask the same dozen each time.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=NamedTuple)
Thing = TypeVar("Thing", bound=Model)
_KEY = -7_318_402_615  # stands where the key will stand; no row has it


def _stand_in(kind: type, place: int) -> Any:
    """A value that no row has, one for each place."""
    if kind is int:
        return _KEY - place
    return dt.date(1, 1, 1 + place) if kind is dt.date else f"-- {_KEY - place} --"


class Statement(Generic[Row]):
    """The columns of a `Row`, of the rows that belong to a key, or to several values.

    `query` gives rows for what it `takes`: whole numbers, days or words. It may depend on nothing else. The row's names
    are those of columns that the database driver reads by itself: words, numbers, dates, keys.
    """

    def __init__(
        self,
        row: type[Row],
        query: Callable[..., QuerySet[Any]],
        *,
        takes: Sequence[type] = (int,),
        **columns: str,
    ) -> None:
        self.row = row
        self.query = query
        self.columns = columns
        self.stand_ins = [_stand_in(kind, place) for place, kind in enumerate(takes)]

    def of(self, *values: int | dt.date | str) -> list[Row]:
        """Ask. One query."""
        sql, params = self._composed
        given = dict(zip(self.stand_ins, values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(one, one) if isinstance(one, Hashable) else one for one in params])
            return [self.row._make(one) for one in cursor.fetchall()]

    @cached_property
    def _composed(self) -> tuple[str, tuple[Any, ...]]:
        names = [self.columns.get(name, name) for name in self.row._fields]
        rows = self.query(*self.stand_ins).values_list(*names)
        return rows.query.sql_with_params()


class Things(Generic[Thing]):
    """Objects that belong to a key, with what `select_related` fetches along.

    `query` gives them for a key; it may depend on nothing else, and hold neither annotations nor prefetches. Made as
    Django's own `ModelIterable` makes them; a test holds the two together.
    """

    def __init__(self, query: Callable[[int], QuerySet[Thing]]) -> None:
        self.query = query

    def of(self, key: int) -> list[Thing]:
        """Ask. One query."""
        sql, params, make = self._composed
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if one == _KEY else one for one in params])
            return [make(row) for row in cursor.fetchall()]

    def first(self, key: int) -> Thing | None:
        """The first of them, if there is one. One query."""
        found = self.of(key)
        return found[0] if found else None

    @cached_property
    def _composed(self) -> tuple[str, tuple[Any, ...], Callable[[tuple[Any, ...]], Thing]]:
        compiler = self.query(_KEY).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        select, columns = compiler.select, compiler.klass_info["select_fields"]
        begins, ends = columns[0], columns[-1] + 1
        names = [column.target.attname for column, *_ in select[begins:ends]]
        converters = compiler.get_converters([column for column, *_ in select])
        related = get_related_populators(compiler.klass_info, select, connection.alias)  # type: ignore[call-arg]
        model: type[Thing] = compiler.klass_info["model"]

        def make(row: tuple[Any, ...]) -> Thing:
            if converters:
                row = next(iter(compiler.apply_converters([list(row)], converters)))
            thing = model.from_db(connection.alias, names, row[begins:ends])
            for one in related:
                one.populate(row, thing)
            return thing

        return sql, params, make


def attach(thing: Model, relation: str, rows: Iterable[Model]) -> None:
    """Let rows stand under a relation as `prefetch_related` leaves them: `thing.relation.all()` asks no more."""
    manager = getattr(thing, relation)
    known = manager.get_queryset()
    known._result_cache = list(rows)
    for row in known._result_cache:
        manager.field.set_cached_value(row, thing)
    known._prefetch_done = True
    vars(thing).setdefault("_prefetched_objects_cache", {})[relation] = known


def is_attached(thing: Model, relation: str) -> bool:
    """Whether the rows under a relation have been fetched."""
    return relation in vars(thing).get("_prefetched_objects_cache", {})
