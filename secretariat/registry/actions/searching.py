"""Asking the index. A reader gets what the circles they belong to may see; nothing else is shown, counted or hinted at.

At most the newest thousand hits of each kind are ranked and counted, so that a word that is everywhere costs as
little as one that is rare.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db import connection

from secretariat.lib.search import KINDS
from secretariat.lib.words.asking import Question, Synonyms, question
from secretariat.lib.words.lexemes import is_known, normal
from secretariat.lib.words.parts import readings
from secretariat.registry.models import SearchEntry, Synonym

MOST = 1000
_WEIGHTS = "{0.08, 0.2, 0.6, 1.0}"
_MISSPELT_FROM = 4
_COLUMNS = "id, kind, date, bodies, parties, state"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for beside the words. Empty means all."""

    kind: str = ""
    body: int | None = None
    party: int | None = None
    year: int | None = None
    state: str = ""


@dataclass(frozen=True)
class Hit:
    """A row of the result with its place in the ranking of its kind."""

    entry: SearchEntry
    rank: float


class Row(NamedTuple):
    """What of a matching row is needed to choose and count."""

    id: int
    kind: str
    date: dt.date | None
    bodies: Sequence[int]
    parties: Sequence[int]
    state: str
    rank: float


@dataclass
class Result:
    """What was found. `counts` are by kind, never above MOST + 1, which means more than that."""

    question: Question
    rows: dict[str, list[Row]] = field(default_factory=dict)
    facets: list[Row] = field(default_factory=list)
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


def synonyms() -> Synonyms:
    """The office's synonyms."""
    return Synonyms.of((short, *words) for short, words in Synonym.objects.values_list("short", "words"))


def search(text: str, audiences: Sequence[str], wanted: Wanted | None = None) -> Result:
    """Everything that answers, best first in each kind. Where nothing does, what a corrected spelling would find."""
    wanted = wanted or Wanted()
    known = synonyms()
    asked = question(text, known)
    result = _found(asked, audiences, wanted)
    if result.total or result.facets or asked.problem:
        return result
    for said in _corrections(asked):
        corrected = question(said, known)
        other = _found(corrected, audiences, wanted)
        if other.facets:
            return replace(other, question=asked, corrected=corrected)
    return result


def _found(asked: Question, audiences: Sequence[str], wanted: Wanted) -> Result:
    result = Result(asked)
    if asked.problem:
        return result
    query = asked.as_query()
    everything = _newest_of_each_kind(query, audiences, Wanted())
    result.capped = max(Counter(row.kind for row in everything).values(), default=0) > MOST
    result.facets = everything
    if result.capped and wanted != Wanted():
        chosen = _newest_of_each_kind(query, audiences, wanted)
    else:
        chosen = [row for row in everything if _agrees(row, wanted)]
    for kind in KINDS:
        rows = [row for row in chosen if row.kind == kind]
        if rows:
            result.rows[kind] = sorted(rows, key=_best_first)
    return result


def _best_first(row: Row) -> tuple[float, int, int]:
    return -round(row.rank, 3), -(row.date.toordinal() if row.date else 0), -row.id


def _agrees(row: Row, wanted: Wanted) -> bool:
    return (
        (not wanted.kind or row.kind == wanted.kind)
        and (wanted.body is None or wanted.body in row.bodies)
        and (wanted.party is None or wanted.party in row.parties)
        and (wanted.year is None or bool(row.date and row.date.year == wanted.year))
        and (not wanted.state or row.state == wanted.state)
    )


def _newest_of_each_kind(query: str, audiences: Sequence[str], wanted: Wanted) -> list[Row]:
    parts, params = [], []
    for kind in [wanted.kind] if wanted.kind else KINDS:
        sql, more = _select(query, audiences, replace(wanted, kind=kind))
        parts.append(f"({sql})")
        params += more
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return [Row._make(one) for one in cursor.fetchall()]


def _select(query: str, audiences: Sequence[str], wanted: Wanted) -> tuple[str, list[Any]]:
    """The newest rows that match, ranked. Ranked outside the limit, so that only those are."""
    where = ["vector @@ %s::tsquery", "audience = ANY(%s)", "kind = %s"]
    params: list[Any] = [query, list(audiences), wanted.kind]
    if wanted.body is not None:
        where.append("%s = ANY(bodies)")
        params.append(wanted.body)
    if wanted.party is not None:
        where.append("%s = ANY(parties)")
        params.append(wanted.party)
    if wanted.year is not None:
        where.append("date BETWEEN %s AND %s")
        params += [dt.date(wanted.year, 1, 1), dt.date(wanted.year, 12, 31)]
    if wanted.state:
        where.append("state = %s")
        params.append(wanted.state)
    inner = " AND ".join(where)  # every value in it is a parameter
    sql = (
        f"SELECT {_COLUMNS}, ts_rank('{_WEIGHTS}', vector, %s::tsquery) FROM ("  # noqa: S608
        f"SELECT {_COLUMNS}, vector FROM registry_searchentry WHERE {inner} "
        f"ORDER BY date DESC NULLS LAST LIMIT {MOST + 1}) newest"
    )
    return sql, [query, *params]


def entries_of(rows: Sequence[Row]) -> list[Hit]:
    """The entries of rows, in the rows' order. One query."""
    found = SearchEntry.objects.defer("vector", "digest").in_bulk([row.id for row in rows])
    return [Hit(found[row.id], row.rank) for row in rows if row.id in found]


def counted(result: Result, wanted: Wanted) -> Mapping[str, Counter[Any]]:
    """How many hits each choice of a filter would leave, the other filters standing. Empty where there are too many."""
    if result.capped:
        return {}
    found: dict[str, Counter[Any]] = {name: Counter() for name in ("kind", "body", "year", "state")}
    for row in result.facets:
        if _agrees(row, replace(wanted, kind="")):
            found["kind"][row.kind] += 1
        if _agrees(row, replace(wanted, body=None)):
            found["body"].update(row.bodies)
        if row.date and _agrees(row, replace(wanted, year=None)):
            found["year"][row.date.year] += 1
        if row.state and _agrees(row, replace(wanted, state="")):
            found["state"][row.state] += 1
    return found


# Spelling


def _corrections(asked: Question) -> list[str]:
    """The question with its unknown words spelt as words that occur, likeliest first."""
    replaced: list[tuple[str, list[str]]] = []
    for typed in asked.typed():
        if not typed.isalpha() or len(typed) < _MISSPELT_FROM or readings(typed):
            continue
        near = _near(typed, most=1 if is_known(typed) else _distance_allowed(typed))
        if near:
            replaced.append((typed, near))
    said = []
    for place in range(3):
        words = normal(asked.text)
        for typed, near in replaced:
            words = words.replace(typed, near[min(place, len(near) - 1)])
        if replaced and words not in said:
            said.append(words)
    return said


def _distance_allowed(word: str) -> int:
    return 1 if len(word) < 6 else 2 if len(word) < 14 else 3


def _near(word: str, *, most: int) -> list[str]:
    """Words of the index that may have been meant, nearest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', '0.3', true)")
        cursor.execute(
            "SELECT word FROM registry_searchword WHERE word %% %s AND word <> %s "
            "ORDER BY similarity(word, %s) DESC LIMIT 40",
            [word, word, word],
        )
        found = [row[0] for row in cursor.fetchall()]
    measured = [(distance(word, one), place, one) for place, one in enumerate(found)]
    return [one for far, _, one in sorted(measured) if far <= most][:5]


def distance(one: str, other: str) -> int:
    """How many letters must be put in, taken away, changed, or change places with the next.

    >>> distance("biblotek", "bibliotek"), distance("jämstäldhet", "jämställdhet"), distance("råd", "rda")
    (1, 1, 2)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        last, row, older = row, [i], before
        before = last
        for j, right in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if older and i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
