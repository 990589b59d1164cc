"""How many rows stand behind each choice of each filter, in one pass over them, whatever their number."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.text import slugify

_PREFIX = "by_"


@dataclass(frozen=True)
class Counts:
    """`total` is what all that is chosen leaves; `of[filter][value]` what that value and the *others* leave."""

    total: int
    of: Mapping[str, Mapping[str, int]]


def counts(
    rows: QuerySet[Any] | tuple[str, Sequence[Any]] | None,
    expressions: Mapping[str, Any] | Sequence[str],
    *,
    chosen: Mapping[str, Collection[str]],
    shown: Sequence[str] = (),
) -> Counts:
    """Count `rows` by each of `expressions` (filter → expression giving the value as text), in one query.

    Rows may be SQL that has been composed of `with_values` before (`lib.statements.Inner`); of the expressions their
    names are then enough.

    `chosen` names the values each filter lets through; a filter that is not there lets all through. `shown` are the
    filters to count by: all of them unless told. GROUPING SETS goes through the rows once for all of them.
    """
    shown = shown or list(expressions)
    columns = _columns(expressions)
    if isinstance(rows, QuerySet):
        rows = composed(with_values(rows, cast("Mapping[str, Any]", expressions)))
    if rows is None:  # what nobody may read is not even asked for
        return Counts(0, {key: {} for key in shown})
    sql, params = rows
    limits = {key: (f"{columns[key]} = ANY(%s)", list(values)) for key, values in chosen.items()}
    # The first sum lets every filter hold; then one for each chosen filter, with that one left open.
    left_out: list[str | None] = [None, *limits]
    sums = [_sum(limits, without=key) for key in left_out]
    names = [columns[key] for key in shown]
    sets = ", ".join(f"({name})" for name in names)
    statement = (
        f"SELECT GROUPING({', '.join(names)}), {', '.join(names)}, {', '.join(text for text, _ in sums)} "  # noqa: S608
        f"FROM ({sql}) AS counted GROUP BY GROUPING SETS ({sets}, ())"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(value for _, values in sums for value in values), *params])
        found = cursor.fetchall()
    of: dict[str, dict[str, int]] = {key: {} for key in shown}
    total = 0
    for bits, *rest in found:
        values, numbers = rest[: len(names)], rest[len(names) :]
        # A bit is set where the column is not what the row is grouped by; the first column has the highest bit.
        place = next((n for n in range(len(names)) if not bits >> (len(names) - 1 - n) & 1), None)
        if place is None:
            total = numbers[0]
            continue
        key = shown[place]
        number = numbers[left_out.index(key)] if key in limits else numbers[0]
        if number:
            of[key][values[place] or ""] = of[key].get(values[place] or "", 0) + number
    return Counts(total, of)


def with_values(rows: QuerySet[Any], expressions: Mapping[str, Any]) -> QuerySet[Any]:
    """Rows with the value of each expression, as `counts` counts them."""
    columns = _columns(expressions)
    valued = rows.order_by().annotate(**{columns[key]: value for key, value in expressions.items()})
    return valued.values_list(*columns.values())


def _columns(names: Iterable[str]) -> dict[str, str]:
    return {key: f"{_PREFIX}{place}_{slugify(key)}" for place, key in enumerate(names)}


def composed(rows: QuerySet[Any]) -> tuple[str, Sequence[Any]] | None:
    """SQL of rows `with_values` and its parameters; None where nothing could be found."""
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return None


def _sum(limits: Mapping[str, tuple[str, list[str]]], *, without: str | None) -> tuple[str, list[list[str]]]:
    """SQL of a count under all limits but one, with its values. Names of columns are our own."""
    kept = [limit for key, limit in limits.items() if key != without]
    if not kept:
        return "COUNT(*)", []
    return f"COUNT(*) FILTER (WHERE {' AND '.join(text for text, _ in kept)})", [values for _, values in kept]
