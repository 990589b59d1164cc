"""Spelling: what a word that nothing answers may have been meant as, among the words that occur in the index (B5)."""

from django.db import connection

from secretariat.lib.words.asking import Question
from secretariat.lib.words.lexemes import is_known, normal
from secretariat.lib.words.parts import readings

_MISSPELT_FROM = 4


def corrections(asked: Question) -> list[str]:
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
