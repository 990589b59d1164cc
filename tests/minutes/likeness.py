"""How alike texts, lists and rows are: what scoring.py is built of."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.minutes.canonical import listed
from tests.minutes.words import words_of

LONG = 8
ALIKE = 0.9


@dataclass(frozen=True)
class Score:
    """How many were right, how many the reading said and how many the truth has (entries, rows or words)."""

    right: int = 0
    found: int = 0
    expected: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.found + other.found, self.expected + other.expected)


@dataclass
class Misses:
    """What was not found and what was said without being there, for people who mend a reader."""

    lost: list[tuple[str, str]] = field(default_factory=list)
    false: list[tuple[str, str]] = field(default_factory=list)


def even(value: Any) -> str:
    """One text in the shape it is compared in."""
    return re.sub(r"\s+", " ", str(value)).strip().rstrip(".,:;").rstrip().casefold()


def likeness(one: str, other: str) -> float:
    """The share of words two texts have in common: Dice's coefficient over multisets, 0 to 1."""
    mine, yours = Counter(words_of(one)), Counter(words_of(other))
    total = sum(mine.values()) + sum(yours.values())
    return 2 * sum((mine & yours).values()) / total if total else 1.0


def same(one: Any, other: Any) -> bool:
    """Whether two texts count as the same."""
    if even(one) == even(other):
        return True
    shortest = min(len(words_of(str(one))), len(words_of(str(other))))
    return shortest >= LONG and likeness(str(one), str(other)) >= ALIKE


def stands_within(one: str, other: str) -> bool:
    """Whether all words of one text stand side by side in the other, whichever is the longer."""
    mine, yours = f" {' '.join(words_of(one))} ", f" {' '.join(words_of(other))} "
    return bool(mine.strip() and yours.strip()) and (mine in yours or yours in mine)


def pairs(
    expected: Sequence[Any], found: Sequence[Any], alike: Callable[[Any, Any], float]
) -> list[tuple[int, int]]:
    """Pairs each expected with at most one found, the most alike first; 0 is never a pair."""
    scored = [(alike(mine, yours), i, j) for i, mine in enumerate(expected) for j, yours in enumerate(found)]
    taken: list[tuple[int, int]] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for value, i, j in sorted(scored, key=lambda one: (-one[0], abs(one[1] - one[2]), one[1], one[2])):
        if value > 0 and i not in used[0] and j not in used[1]:
            taken.append((i, j))
            used[0].add(i)
            used[1].add(j)
    return sorted(taken)


def in_order(
    expected: Sequence[Any], found: Sequence[Any], alike: Callable[[Any, Any], float]
) -> list[tuple[int, int]]:
    """Pairs in reading order with the largest sum of likeness (the longest common subsequence, weighted)."""
    best = [[0.0] * (len(found) + 1) for _ in range(len(expected) + 1)]
    value = [[alike(mine, yours) for yours in found] for mine in expected]
    for i in range(len(expected) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + value[i][j])
    chosen, i, j = [], 0, 0
    while i < len(expected) and j < len(found):
        if value[i][j] > 0 and best[i][j] == best[i + 1][j + 1] + value[i][j]:
            chosen.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return chosen


class Sheet:
    """Scores under way, with what was missed beside them."""

    def __init__(self) -> None:
        self.scores: dict[str, Score] = {}
        self.misses: dict[str, Misses] = {}

    def add(
        self, name: str, score: Score, lost: Iterable[Any] = (), false: Iterable[Any] = (), where: str = ""
    ) -> None:
        self.scores[name] = self.scores.get(name, Score()) + score
        misses = self.misses.setdefault(name, Misses())
        misses.lost += [(where, str(one)) for one in lost]
        misses.false += [(where, str(one)) for one in false]

    def texts(self, name: str, expected: Iterable[Any], found: Iterable[Any], where: str = "") -> None:
        """A list of texts (or one text, or none) as a multiset."""
        mine, yours = list(listed(expected)), list(listed(found))
        hits = pairs(mine, yours, lambda one, other: closeness(one, other) if same(one, other) else 0.0)
        lost = [one for i, one in enumerate(mine) if i not in {i for i, _ in hits}]
        false = [one for j, one in enumerate(yours) if j not in {j for _, j in hits}]
        self.add(name, Score(len(hits), len(yours), len(mine)), lost, false, where)

    def words(self, name: str, expected: Iterable[str], found: Iterable[str], where: str = "") -> None:
        """Words as a multiset."""
        mine = Counter(word for text in expected for word in words_of(text))
        yours = Counter(word for text in found for word in words_of(text))
        right = sum((mine & yours).values())
        lost, false = " ".join((mine - yours).elements()), " ".join((yours - mine).elements())
        score = Score(right, sum(yours.values()), sum(mine.values()))
        self.add(name, score, [lost] if lost else [], [false] if false else [], where)


def closeness(one: Any, other: Any) -> float:
    """2 for equal texts, else the share of words in common."""
    return 2.0 if even(one) == even(other) else likeness(str(one), str(other))
