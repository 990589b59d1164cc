"""Asking the index. A reader gets what the circles they belong to may see; nothing else is shown, counted or hinted at.

At most the newest five hundred hits of each kind are ranked and counted. How they are reached depends on how common the
words are, which a look at the newest rows of each kind tells: a word that is everywhere is met by going from the newest
row backwards, any other by the index of words.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from secretariat.lib.search import KINDS
from secretariat.lib.statements import Statement
from secretariat.lib.words.asking import Question, Synonyms, question
from secretariat.registry.models import Synonym

from .spelling import corrections

MOST = 500
# Weights of D, C, B and A: part of a word of the text, part of one of the title, whole word of the text, of the title.
# What a decision itself says goes before the heading over it (interface 2.3 c 2). A part often answers two
# lexemes (*bidrag*, *bidraga*) where the whole word answers one, so it weighs less than half.
_WEIGHTS = "{0.05, 0.45, 0.2, 1.0}"
_LOOKED_AT = 200  # rows of each kind that tell how common a question is
_ONE_BY_ONE = (
    1.7  # what a row of the index of words costs, against one met on the way: it is sorted, and fetched
)


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


class _Asking:
    """One question by one reader. All SQL is put together of the constants above; every value is a parameter."""

    def __init__(self, asked: Question, audiences: Sequence[str]) -> None:
        self.question = asked
        self.params: dict[str, Any] = {
            "query": asked.as_query(), "audiences": "{" + ",".join(f'"{one}"' for one in audiences) + "}",
        }  # fmt: skip

    def result(self, wanted: Wanted) -> Result:
        """Two statements, and two more where filters choose among more hits than are counted."""
        year = wanted.year or 1
        days = {"first": dt.date(year, 1, 1), "last": dt.date(year, 12, 31)}
        self.params |= vars(wanted) | days
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
            newest = self._newest(chosen, [wanted.kind] if wanted.kind else list(KINDS))
            result.rows = {row[1]: row[4] for row in self._fetch(newest, [_rows([])])}
        result.rows = {kind: result.rows[kind] for kind in KINDS if kind in result.rows}
        return result

    def _fetch(self, newest: str, answers: Sequence[str]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH newest ({_COLUMNS}, rank) AS MATERIALIZED ({newest}) {' UNION ALL '.join(answers)}",
                self.params,
            )
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

    def _newest(self, chosen: Sequence[str], kinds: Sequence[str]) -> str:
        """The newest rows of each kind that match, with their rank."""
        agrees = _all([_READABLE, *(_FILTERS[name][0] for name in chosen if name != "kind")])
        common = self._common(agrees, kinds, in_year="year" in chosen)
        parts = [
            f"(SELECT {_COLUMNS}, {_RANK} FROM (SELECT {_COLUMNS}, vector FROM registry_searchentry "  # noqa: S608
            # What IS TRUE is not asked of the index of words: row after row, the newest first.
            f"WHERE kind = '{kind}' AND ({_MATCHES}) IS TRUE AND {agrees} {_NEWEST_FIRST} LIMIT {MOST + 1}) walked)"
            for kind in common
        ]
        if rare := [kind for kind in kinds if kind not in common]:
            self.params["rare"] = rare
            parts.append(
                f"SELECT {_COLUMNS}, (SELECT {_RANK} FROM registry_searchentry WHERE id = one.id) FROM ("  # noqa: S608
                f"SELECT {_COLUMNS}, row_number() OVER ({_OF_EACH_KIND} {_NEWEST_FIRST}) AS place "
                f"FROM registry_searchentry WHERE {_MATCHES} AND kind = ANY(%(rare)s::text[]) AND {agrees}"
                f") one WHERE place <= {MOST + 1}"
            )
        return " UNION ALL ".join(parts)

    def _common(self, agrees: str, kinds: Sequence[str], *, in_year: bool) -> list[str]:
        """Kinds where going from the newest row backwards meets enough hits sooner than the index of words does.

        Also tells the server not to compile what follows (jit), which takes longer than asking it.
        """
        year = f" AND {_FILTERS['year'][0]}" if in_year else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT kinds.kind, count(*), count(*) FILTER (WHERE {_MATCHES}),
                    count(*) FILTER (WHERE {_MATCHES} AND {agrees}),
                    (SELECT reltuples FROM pg_class WHERE oid = 'registry_searchentry'::regclass),
                    set_config('jit', 'off', false)
                FROM unnest(%(kinds)s::text[]) AS kinds (kind) CROSS JOIN LATERAL (
                    SELECT * FROM registry_searchentry entry WHERE entry.kind = kinds.kind{year}
                    {_NEWEST_FIRST} LIMIT {_LOOKED_AT}) newest
                GROUP BY kinds.kind""",  # noqa: S608
                self.params | {"kinds": list(kinds)},
            )
            return [
                kind
                for kind, seen, matching, hits, rows, _ in cursor.fetchall()
                if hits and MOST * seen / hits < _ONE_BY_ONE * rows * matching / seen
            ]


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
