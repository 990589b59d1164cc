"""Lists and single things of the open data put together: paging, filters, what is gone (M4)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Min, QuerySet
from django.utils.dateparse import parse_datetime

from meetings.models import Body, Publication

from . import moments, shapes
from .kinds import KINDS, Kind, Source, of_group
from .things import Json, address, gone, list_of

LARGEST_PAGE = 100
_FILTERS = {
    "created_since": "first_opened__gte", "created_until": "first_opened__lte",
    "modified_since": "modified__gte", "modified_until": "modified__lte",
}  # fmt: skip


class BadQuestionError(Exception):
    """What is asked for cannot be read. The message says what to write instead."""


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list: filters as conditions, which page, how long, and the filters as written.

    A `size` of 0 is as many as the list's pages usually have.
    """

    conditions: dict[str, dt.datetime] = field(default_factory=dict)
    with_gone: bool = False
    body: int | None = None
    omits: bool = False
    page: int = 1
    size: int = 0
    kept: tuple[tuple[str, str], ...] = ()


def asked(query: Mapping[str, str]) -> Asked:
    """Read an address's query. Raises BadQuestionError with a sentence."""
    conditions, kept = {}, []
    for name, condition in _FILTERS.items():
        if text := query.get(name, "").strip():
            conditions[condition] = _moment(name, text)
            kept.append((name, text))
    for name in ("grupp", "omit_internal", "limit"):
        if query.get(name):
            kept.append((name, query[name]))
    return Asked(
        conditions=conditions,
        with_gone="modified__gte" in conditions,
        body=_number("grupp", query["grupp"], 2**31) if query.get("grupp") else None,
        omits=query.get("omit_internal") == "true",
        page=_number("page", query.get("page", "1"), 10**6),
        size=_number("limit", query["limit"], LARGEST_PAGE) if query.get("limit") else 0,
        kept=tuple(kept),
    )


def _moment(name: str, text: str) -> dt.datetime:
    # A plus that nobody wrote as %2B has become a space on the way.
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadQuestionError(
            f"{name} ska vara en tidpunkt med tidszon, till exempel 2026-03-18T00:00:00Z. Det står {text}."
        )
    return found


def _number(name: str, text: str, largest: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 11 and int(text) >= 1):
        raise BadQuestionError(f"{name} ska vara ett heltal från 1. Det står {text}.")
    return min(int(text), largest)


def list_of_things(place: str, wanted: Asked) -> Json | None:
    """A page of a list, with the way to the next. None where there is no such list."""
    kind = KINDS.get(place)
    if kind is None:
        return None
    wanted = replace(wanted, size=wanted.size or kind.size)
    tables = [_rows(source, wanted) for source in kind.sources]
    counts = [rows.count() for rows in tables]
    start, data = (wanted.page - 1) * wanted.size, list[Json]()
    left = wanted.size
    for source, rows, count in zip(kind.sources, tables, counts, strict=True):
        if left and start < count:
            # Keys first: moments are asked for the rows of the page alone, not for those before it.
            keys = list(rows.values_list("pk", flat=True)[start : start + left])
            some = source.page(keys)
            data += told_of(kind, source, some, omits=wanted.omits)
            left -= len(some)
        start = max(start - count, 0)
    return _page(list_of(kind.name), data, sum(counts), wanted)


def _rows(source: Source, wanted: Asked) -> QuerySet[Any]:
    rows = source.some(wanted.conditions, with_gone=wanted.with_gone)
    if wanted.body and source.short is not None and not source.is_uuid:
        rows = of_group(rows, Body(pk=wanted.body))
    return rows


def told_of(kind: Kind, source: Source, rows: list[Any], *, omits: bool = False) -> list[Json]:
    """Rows as they look; of what is gone only that it is."""
    there = [row for row in rows if row.opened is not None]
    shape = source.short if omits and source.short else source.shape
    told = {row.pk: one for row, one in zip(there, shape(there), strict=True)} if there else {}
    return [told.get(row.pk) or gone(kind.name, f"{source.before}{row.pk}", row) for row in rows]


def _page(where: str, data: list[Json], total: int, wanted: Asked) -> Json:
    pages = max(-(-total // wanted.size), 1)

    def at(number: int) -> str:
        query = urlencode([*wanted.kept, *([("page", str(number))] if number > 1 else [])])
        return f"{where}?{query}" if query else where

    links = {"first": at(1), "self": at(wanted.page), "last": at(pages)}
    if wanted.page > 1:
        links["prev"] = at(min(wanted.page - 1, pages))
    if wanted.page < pages:
        links["next"] = at(wanted.page + 1)
    pagination = {
        "totalElements": total, "elementsPerPage": wanted.size, "currentPage": wanted.page, "totalPages": pages,
    }  # fmt: skip
    return {"data": data, "pagination": pagination, "links": links}


def thing(place: str, key: str) -> tuple[Json, dt.datetime] | None:
    """One thing and when it changed last; None where there has never been such a one."""
    kind = KINDS.get(place)
    for source in kind.sources if kind else ():
        row = source.found(key)
        if row is not None and kind:
            (told,) = told_of(kind, source, [row])
            return told, row.modified
    return None


def bodies() -> Json:
    """The list of OParl's bodies: the office's own organisation."""
    return _page(list_of("Body"), [body()], 1, Asked(size=LARGEST_PAGE))


def body() -> Json:
    """The office's own organisation."""
    first = Publication.objects.aggregate(at=Min("published_at"))["at"]
    return shapes.body(first, moments.latest_change())


def start() -> str:
    """Where a program begins."""
    return address("open-system")


_WORDS = {
    "grupper": "grupper som har publicerat något", "personer": "personer som nämns i det publicerade, bara namnet",
    "moten": "möten, med punkter och bilagor i", "punkter": "punkter, med det som beslutades",
    "beslut": "beslut, ett papper för vart och ett",
    "overlaggningar": "var ett beslut togs, av vem, och om det var slutligt",
    "filer": "anteckningar som PDF och bilagor", "platser": "mötesplatser i ord",
}  # fmt: skip


def lists() -> list[tuple[str, str, str, str]]:
    """Every list for the page that tells of them: OParl's word, what it holds, its address, and its feed's."""
    return [
        (kind.name, _WORDS[place], list_of(kind.name), address("open-feed", place))
        for place, kind in KINDS.items()
    ]


def words_of(place: str) -> str:
    """What a list holds, in words; nothing where there is no such list."""
    return _WORDS.get(place, "")
