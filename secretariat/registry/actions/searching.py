"""Asking the index. A reader gets what the circles they belong to may see; nothing else is shown, counted or hinted at.

At most the newest five hundred hits of each kind are ranked and counted. How they are reached depends on how common the
words are, which a look at the newest rows of each kind tells: a word that is everywhere is met by going from the newest
row backwards, any other by the index of words.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from secretariat.lib.search import KINDS
from secretariat.lib.statements import Statement
from secretariat.lib.words.asking import Question, Synonyms, question
from secretariat.registry.models import Synonym

from .search_ways import LOOKED_AT, Look, Past, Span, Try, shorter
from .spelling import corrections

MOST = 500
# Weights of D, C, B and A: part of a word of the text, part of one of the title, whole word of the text, of the title.
# What a decision itself says goes before the heading over it (interface 2.3 c 2). A part often answers two
# lexemes (*bidrag*, *bidraga*) where the whole word answers one, so it weighs less than half.
_WEIGHTS = "{0.05, 0.45, 0.2, 1.0}"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for beside the words. Empty means all."""

    kind: str = ""
    body: int | None = None
    party: int | None = None
    theme: int | None = None
    year: int | None = None
    state: str = ""


class Hit(NamedTuple):
    """A row of the result, as far as it is shown."""

    id: int
    kind: str
    key: str
    address: str
    public_address: str
    title: str
    text: str
    where: str
    number: str
    state: str
    state_words: str


@dataclass
class Result:
    """What was found. `rows` are ids, best first, by kind; at most MOST + 1, which means more than MOST.

    `choices` are the values of each filter among all that the words find, with how many hits each would leave, the
    other filters standing. Where something is `capped`, how many is not known.
    """

    question: Question
    rows: dict[str, list[int]] = field(default_factory=dict)
    choices: dict[str, dict[Any, int]] = field(default_factory=dict)
    capped: bool = False
    corrected: Question | None = None

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(rows) for kind, rows in self.rows.items()}

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def answered(self) -> Question:
        """The question that the rows answer: the corrected one where what was typed gave nothing."""
        return self.corrected or self.question


class _Row(NamedTuple):
    short: str
    words: list[str]


_SYNONYMS = Statement(_Row, Synonym.objects.all, takes=())


def synonyms() -> Synonyms:
    """The office's synonyms."""
    return _read(tuple((row.short, *row.words) for row in _SYNONYMS.of()))


@lru_cache(2)
def _read(rows: tuple[tuple[str, ...], ...]) -> Synonyms:
    return Synonyms.of(rows)


def search(text: str, audiences: Sequence[str], wanted: Wanted | None = None) -> Result:
    """Everything that answers, best first in each kind. Where nothing does, what a corrected spelling would find."""
    wanted = wanted or Wanted()
    known = synonyms()
    asked = question(text, known)
    if asked.problem:
        return Result(asked)
    asking = _Asking(asked, audiences)
    result = asking.result(wanted)
    if result.choices:
        return result
    for said in corrections(asked):
        corrected = question(said, known)
        other = _Asking(corrected, audiences).result(wanted)
        if other.choices:
            return replace(other, question=asked, corrected=corrected)
    return result


_SHOWN = ", ".join(f'"{name}"' for name in Hit._fields)
_COLUMNS = "id, kind, date, bodies, parties, themes, state"
_MATCHES = "vector @@ %(query)s::tsquery"
_READABLE = "audience = ANY(%(audiences)s::text[])"
_RANK = f"ts_rank('{_WEIGHTS}', vector, %(query)s::tsquery)"
_OF_EACH_KIND = 'PARTITION BY kind COLLATE "C"'
_NEWEST_FIRST = "ORDER BY date DESC NULLS LAST"
# Each filter: how a row agrees with it, and where the values of a row stand.
_FILTERS = {
    "kind": ("kind = %(kind)s", "kind"),
    "body": ("%(body)s = ANY(bodies)", "unnest(bodies)"),
    "party": ("%(party)s = ANY(parties)", "unnest(parties)"),
    "theme": ("%(theme)s = ANY(themes)", "unnest(themes)"),
    "year": ("date BETWEEN %(first)s AND %(last)s", "extract(year FROM date)::int"),
    "state": ("state = %(state)s", "nullif(state, '')"),
}
_OF_WORDS = {"kind", "state"}  # the other filters' values are numbers
# What the index of words knows beside the words, in its own words (SearchEntry.Meta.indexes).
_IN_MONTHS = "ARRAY[(extract(year FROM date) * 12 + extract(month FROM date))::int] && %({})s::int[]"
_INDEXED = {
    "body": "bodies @> ARRAY[%(body)s]::bigint[]",
    "party": "parties @> ARRAY[%(party)s]::bigint[]",
    "theme": "themes @> ARRAY[%(theme)s]::bigint[]",
    "year": _IN_MONTHS.format("months"),
}
_OF_KIND = "ARRAY[kind]::text[] @> ARRAY[%({})s]::text[]"
_OF_CIRCLES = "ARRAY[audience]::text[] && %(audiences)s::text[]"
_MOST_OF_ALL = 0.5  # a kind that is a greater part of all rows is sooner told by the rows than by the index
_FEW = 0.25  # where the reader may see a smaller part than this, the index is asked for that part alone
_KNOWN_FROM = 20_000  # rows from which the server's statistics are worth asking for


class _Asking:
    """One question by one reader. All SQL is put together of the constants above; every value is a parameter."""

    def __init__(self, asked: Question, audiences: Sequence[str]) -> None:
        self.question = asked
        self.audiences = audiences
        self.params: dict[str, Any] = {
            "query": asked.as_query(), "audiences": "{" + ",".join(f'"{one}"' for one in audiences) + "}",
        }  # fmt: skip
        self.span: Span | None = None

    def result(self, wanted: Wanted) -> Result:
        """Two statements, and two more where filters choose among more hits than are counted."""
        year = wanted.year or 1
        span = Span(dt.date(year, 1, 1), dt.date(year, 12, 31))
        self.params |= vars(wanted) | span._asdict() | {"months": span.months}
        chosen = [name for name in _FILTERS if getattr(wanted, name)]
        result = Result(self.question)
        for name, value, left, of, ids in self._fetch(self._newest([], list(KINDS)), self._answers(chosen)):
            if name == "rows":
                result.rows[value] = ids
            else:
                known = value if name in _OF_WORDS else int(value)
                result.choices.setdefault(name, {})[known] = left
            result.capped |= name == "kind" and of > MOST
        if result.capped and set(chosen) - {"kind"}:
            self.span = span if wanted.year else None
            newest = self._newest(chosen, [wanted.kind] if wanted.kind else list(KINDS))
            result.rows = {row[1]: row[4] for row in self._fetch(newest, [_rows([])])}
        result.rows = {kind: result.rows[kind] for kind in KINDS if kind in result.rows}
        return result

    def _fetch(self, newest: Mapping[str, str], answers: Sequence[str]) -> list[tuple[Any, ...]]:
        named = ", ".join(f"{name} AS MATERIALIZED ({query})" for name, query in newest.items())
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {named} {' UNION ALL '.join(answers)}", self.params)
            return cursor.fetchall()

    def _answers(self, chosen: Sequence[str]) -> list[str]:
        """The rows that agree, and for each filter its values with how many rows the other filters leave of them."""
        found = [_rows(chosen)]
        for name, (_, values) in _FILTERS.items():
            others = _all(_FILTERS[one][0] for one in chosen if one != name)
            found.append(
                f"SELECT '{name}', value::text, count(*) FILTER (WHERE {others}), count(*), NULL "  # noqa: S608
                f"FROM (SELECT *, {values} AS value FROM newest) one WHERE value IS NOT NULL GROUP BY value"
            )
        return found

    def _newest(self, chosen: Sequence[str], kinds: Sequence[str]) -> dict[str, str]:
        """The newest rows of each kind that match, with their rank: queries by name, the last of which has them all."""
        filters = [name for name in chosen if name != "kind"]
        looks, past = self._looks(filters)
        readable = past.readable(self.audiences, looks.values())
        tries = {
            kind: found
            for kind in kinds
            if (look := looks.get(kind))
            and (found := shorter(kind, look, past, readable=readable, enough=MOST + 1, span=self.span))
        }
        by_words = [_MATCHES, _READABLE, *(_INDEXED.get(name) or _FILTERS[name][0] for name in filters)]
        if readable < _FEW:
            by_words.append(_OF_CIRCLES)
        named, parts = {}, []
        for place, (kind, found) in enumerate(tries.items()):
            self.params[of := f"kind_{place}"] = kind
            # What IS TRUE is not asked of another index, which would be read for every row of the kind.
            whole = [*by_words, f"(kind = %({of})s) IS TRUE"]
            if past.kinds.get(kind, 1) < _MOST_OF_ALL:
                whole.append(_OF_KIND.format(of))
            named[f"tried_{place}"] = (
                self._met(place, found, filters) if found.rows else self._of_months(place, found, whole)
            )
            tried = f"(SELECT count(*) FROM tried_{place})"  # noqa: S608
            parts.append(f"SELECT * FROM tried_{place} WHERE {tried} > {MOST}")  # noqa: S608
            parts.append(_ranked([*whole, f"{tried} <= {MOST}"]))
        if rare := [kind for kind in kinds if kind not in tries]:
            self.params["rare"] = rare
            parts.append(
                f"SELECT {_COLUMNS}, (SELECT {_RANK} FROM registry_searchentry WHERE id = one.id) FROM ("  # noqa: S608
                f"SELECT {_COLUMNS}, row_number() OVER ({_OF_EACH_KIND} {_NEWEST_FIRST}) AS place "
                f"FROM registry_searchentry WHERE {_all(by_words)} AND kind = ANY(%(rare)s::text[])"
                f") one WHERE place <= {MOST + 1}"
            )
        return {
            **{f"{name} ({_COLUMNS}, rank)": query for name, query in named.items()},
            f"newest ({_COLUMNS}, rank)": " UNION ALL ".join(f"({part})" for part in parts),
        }

    def _met(self, place: int, found: Try, filters: Sequence[str]) -> str:
        """Row after row, the newest first, until there are enough hits or it has taken too long."""
        self.params[f"rows_{place}"] = found.rows
        agrees = _all([_MATCHES, _READABLE, *(_FILTERS[name][0] for name in filters if name != "year")])
        year = f" AND {_FILTERS['year'][0]}" if self.span else ""
        return (
            f"SELECT {_COLUMNS}, {_RANK} FROM (SELECT * FROM (SELECT * FROM registry_searchentry "  # noqa: S608
            f"WHERE kind = %(kind_{place})s{year} {_NEWEST_FIRST} LIMIT %(rows_{place})s) met "
            f"WHERE {agrees} {_NEWEST_FIRST} LIMIT {MOST + 1}) found"
        )

    def _of_months(self, place: int, found: Try, whole: Sequence[str]) -> str:
        """By the index of words, in the newest months alone."""
        within = self.span.months if self.span else found.months
        self.params[f"months_{place}"] = [one for one in found.months if one in within]
        months = _IN_MONTHS.format(f"months_{place}")
        return _ranked([*(one for one in whole if one != _INDEXED["year"]), months])

    def _looks(self, filters: Sequence[str]) -> tuple[dict[str, Look], Past]:
        """What the newest rows of each kind tell of the question, and the server's statistics of all.

        Also tells the server neither to compile what follows (jit) nor to share it among processes, which take longer
        to begin than the whole takes.
        """
        agrees = _all(_FILTERS[name][0] for name in filters)
        year = f" AND {_FILTERS['year'][0]}" if self.span else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT kinds.kind, count(*), count(*) FILTER (WHERE {_MATCHES}), count(*) FILTER (WHERE {agrees}),
                    count(*) FILTER (WHERE {_READABLE}), max(date),
                    (SELECT reltuples FROM pg_class WHERE oid = 'registry_searchentry'::regclass),
                    set_config('jit', 'off', false), set_config('max_parallel_workers_per_gather', '0', false)
                FROM unnest(%(kinds)s::text[]) AS kinds (kind) CROSS JOIN LATERAL (
                    SELECT * FROM registry_searchentry entry WHERE entry.kind = kinds.kind{year}
                    {_NEWEST_FIRST} LIMIT {LOOKED_AT}) newest
                GROUP BY kinds.kind""",  # noqa: S608
                self.params | {"kinds": list(KINDS)},
            )
            rows = cursor.fetchall()
        return {row[0]: Look(*row[1:6]) for row in rows}, _past(rows[0][6] if rows else 0)


@lru_cache(2)
def _past(rows: float) -> Past:
    """The server's statistics, asked for again when it has counted the rows anew. None where the rows are few."""
    if rows < _KNOWN_FROM:
        return Past(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT attname, most_common_vals::text::text[], most_common_freqs,
                CASE attname WHEN 'date' THEN histogram_bounds::text::date[] END
            FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'registry_searchentry'
                AND attname IN ('kind', 'audience', 'date')"""
        )
        known = {column: of_column for column, *of_column in cursor.fetchall()}
    parts = {
        column: dict(zip(values or (), shares or (), strict=True))
        for column, (values, shares, _) in known.items()
    }
    days = known["date"][2] if "date" in known else None
    return Past(rows, parts.get("kind", {}), parts.get("audience", {}), days or ())


def _ranked(conditions: Sequence[str]) -> str:
    """The newest rows for which all that is said holds, with their rank."""
    return (
        f"SELECT {_COLUMNS}, {_RANK} FROM (SELECT {_COLUMNS}, vector FROM registry_searchentry "  # noqa: S608
        f"WHERE {_all(conditions)} {_NEWEST_FIRST} LIMIT {MOST + 1}) found"
    )


def _all(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions) or "true"


def _rows(chosen: Sequence[str]) -> str:
    """Ids of the rows that agree, best first; the newest first where they are as good."""
    agrees = _all(_FILTERS[name][0] for name in chosen)
    best_first = "round(rank * 1000) DESC, date DESC NULLS LAST, id DESC"
    return (
        f"SELECT 'rows', kind, count(*), count(*), array_agg(id ORDER BY {best_first}) "  # noqa: S608
        f"FROM newest WHERE {agrees} GROUP BY kind"
    )


def hits_of(ids: Sequence[int]) -> list[Hit]:
    """The rows with these ids, in the ids' order. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_SHOWN} FROM registry_searchentry WHERE id = ANY(%s)",  # noqa: S608
            [list(ids)],
        )
        found = {hit.id: hit for hit in map(Hit._make, cursor.fetchall())}
    return [found[one] for one in ids if one in found]
