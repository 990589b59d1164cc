"""Queries composed once per process, and planned once per connection.

Django composes the SQL of a query anew for each page, at several times the cost of asking it; PostgreSQL plans it anew,
often at several times the cost of answering. Pages ask the same few dozen each time.
"""

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar, get_args
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.postgresql.psycopg_any import sql
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=NamedTuple)
Thing = TypeVar("Thing", bound=Model)
Value = int | str | dt.date | UUID | Sequence[int] | Sequence[UUID]
Make = Callable[[tuple[Any, ...]], Any]
_KEY = -7_318_402_615  # stands where the key will stand; no row has it
_PLACE = re.compile("%%|%s")


class _Day(dt.date):
    """A day that stands in for another. What were reckoned from it would stay as it is for ever: take that as well."""

    def __add__(self, other: Any) -> Any:
        raise TypeError("En fråga som ställs om och om igen kan inte räkna med en dag; ta emot resultatet")

    __sub__ = __add__


def _stand_in(kind: type, place: int, length: int) -> Any:
    """A value that no row has, one for each place; for a list, as many as it is long."""
    if one := get_args(kind):
        return [_stand_in(one[0], 1000 * (place + 1) + number, 0) for number in range(length)]
    if kind is int:
        return _KEY - place
    if kind is UUID:
        return UUID(int=-_KEY + place)
    if kind is dt.datetime:
        return dt.datetime(1, 1, 1 + place, tzinfo=dt.UTC)
    return _Day(1, 1, 1 + place) if kind is dt.date else f"-- {_KEY - place} --"


def _flat(values: Iterable[Any]) -> list[Any]:
    """Values with those of lists among them in their place."""
    return [one for value in values for one in (value if isinstance(value, list) else (value,))]


def _kept(text: str, params: Sequence[Any], stand_ins: list[Any]) -> tuple[str, list[int]]:
    """SQL with the query's own constants written in, and which of the values its open places take, in order."""
    taken, given = [], iter(params)

    def fill(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        one = next(given)
        if isinstance(one, Hashable) and one in stand_ins:
            taken.append(stand_ins.index(one))
            return "%s"
        if isinstance(one, str) and any(word in one for word in stand_ins if isinstance(word, str)):
            raise TypeError(
                "En fråga som ställs om och om igen kan inte skriva om ett ord; ta emot det färdigt"
            )
        literal: str = sql.Literal(one).as_string(connection.connection)
        return literal.replace("%", "%%")

    return _PLACE.sub(fill, text), taken


def _cursor() -> CursorWrapper:
    """One whose values the server puts in, so that the driver may have a query prepared (settings.DATABASES).

    Where queries are logged, Django's own, which tells the log the whole of them.
    """
    if connection.queries_logged:
        return connection.cursor()
    connection.close_if_health_check_failed()  # else each thread would fail once when the database has started over
    connection.ensure_connection()
    own = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    cursor: CursorWrapper = connection._prepare_cursor(own)  # type: ignore[attr-defined]
    return cursor


class _Question:
    """What is common to those below. `query` may depend on nothing but the values it `takes`, in that order: whole
    numbers, ids, days, moments, words, and lists of numbers or ids (`list[int]`). It is composed once for each length
    of its lists, which are therefore short: the rows of a page.
    """

    def __init__(self, query: Callable[..., QuerySet[Any]], takes: Sequence[type]) -> None:
        self.query = query
        self.takes = takes
        self.composed: dict[tuple[int, ...], tuple[str, list[int], Make] | None] = {}

    def compose(self, query: QuerySet[Any]) -> tuple[str, Sequence[Any], Make]:
        """SQL, its parameters, and what makes an answer of a row."""
        raise NotImplementedError

    def ask(self, *values: Value, limit: int | None = None, offset: int = 0) -> list[Any]:
        """One query; none where a list is empty and nothing could be found."""
        if (filled := self.filled(*values)) is None:
            return []
        text, params, make = filled
        if limit is not None:
            text, params = f"{text} LIMIT %s OFFSET %s", [*params, limit, offset]
        with _cursor() as cursor:
            cursor.execute(text, params)
            return [make(row) for row in cursor.fetchall()]

    def filled(self, *values: Value) -> tuple[str, list[Any], Make] | None:
        """SQL, the values in their places, and what makes an answer of a row; None where nothing could be found."""
        lengths = tuple(len(value) for value in values if isinstance(value, list))
        if lengths not in self.composed:
            self.composed[lengths] = self._composed(lengths)
        if (composed := self.composed[lengths]) is None:
            return None
        text, taken, make = composed
        given = _flat(values)
        return text, [given[place] for place in taken], make

    def _composed(self, lengths: tuple[int, ...]) -> tuple[str, list[int], Make] | None:
        long = iter(lengths)
        stand_ins = [
            _stand_in(kind, place, next(long) if get_args(kind) else 0)
            for place, kind in enumerate(self.takes)
        ]
        connection.ensure_connection()  # which knows how values are written
        try:
            text, params, make = self.compose(self.query(*stand_ins))
        except EmptyResultSet:
            return None
        return *_kept(text, params, _flat(stand_ins)), make


class Statement(_Question, Generic[Row]):
    """The columns of a `Row`, of the rows that belong to a key, or to several values.

    The row's names are those of columns that the database driver reads by itself: words, numbers, dates, keys.
    """

    def __init__(
        self,
        row: type[Row],
        query: Callable[..., QuerySet[Any]],
        *,
        takes: Sequence[type] = (int,),
        **columns: str,
    ) -> None:
        super().__init__(query, takes)
        self.row = row
        self.columns = columns

    def of(self, *values: Value) -> list[Row]:
        """Ask. One query."""
        return self.ask(*values)

    def paged(self, *values: Value) -> "Slices[Row]":
        """The same rows, asked for a page at a time."""
        return Slices(self, values)

    def compose(self, query: QuerySet[Any]) -> tuple[str, Sequence[Any], Make]:
        names = [self.columns.get(name, name) for name in self.row._fields]
        return *query.values_list(*names).query.sql_with_params(), self.row._make


class Slices(Generic[Row]):
    """Rows that a paginator takes a slice of, as it would of a `QuerySet`: one query for each slice."""

    def __init__(self, statement: Statement[Row], values: Sequence[Value]) -> None:
        self.statement = statement
        self.values = values

    def __getitem__(self, part: slice) -> list[Row]:
        return self.statement.ask(*self.values, limit=part.stop - part.start, offset=part.start)


class Inner(_Question):
    """A query to stand inside another: its SQL and the values in their places."""

    def sql(self, *values: Value) -> tuple[str, list[Any]] | None:
        """Asks nothing. None where nothing could be found."""
        filled = self.filled(*values)
        return filled and filled[:2]

    def compose(self, query: QuerySet[Any]) -> tuple[str, Sequence[Any], Make]:
        return *query.query.sql_with_params(), tuple


class Things(_Question, Generic[Thing]):
    """Objects that belong to a key, or to several values, with what `select_related` and prefetches fetch along.

    Made as Django's own `ModelIterable` makes them; a test holds the two together.
    """

    def __init__(self, query: Callable[..., QuerySet[Thing]], *, takes: Sequence[type] = (int,)) -> None:
        super().__init__(query, takes)
        self.along: Sequence[Any] = ()

    def of(self, *values: Value) -> list[Thing]:
        """Ask. One query, and those of the prefetches."""
        found: list[Thing] = self.ask(*values)
        if found and self.along:
            prefetch_related_objects(found, *self.along)
        return found

    def first(self, *values: Value) -> Thing | None:
        """The first of them, if there is one."""
        found = self.of(*values)
        return found[0] if found else None

    def compose(self, query: QuerySet[Any]) -> tuple[str, Sequence[Any], Make]:
        self.along = query._prefetch_related_lookups  # type: ignore[attr-defined]
        compiler = query.query.get_compiler(connection=connection)
        return *compiler.as_sql(), _maker(compiler)


def _maker(compiler: SQLCompiler) -> Make:
    """What makes an object of a row."""
    select, columns = compiler.select, compiler.klass_info["select_fields"]
    begins, ends = columns[0], columns[-1] + 1
    names = [column.target.attname for column, *_ in select[begins:ends]]
    converters = compiler.get_converters([column for column, *_ in select])
    related = get_related_populators(compiler.klass_info, select, connection.alias)  # type: ignore[call-arg]
    model: type[Model] = compiler.klass_info["model"]
    annotated = compiler.annotation_col_map or {}

    def make(row: tuple[Any, ...]) -> Model:
        if converters:
            row = next(iter(compiler.apply_converters([list(row)], converters)))  # type: ignore[arg-type]
        thing = model.from_db(connection.alias, names, row[begins:ends])
        for one in related:
            one.populate(row, thing)
        for name, place in annotated.items():
            setattr(thing, name, row[place])
        return thing

    return make


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
