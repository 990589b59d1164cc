"""How Swedish words bend: the endings of the word list, turned round so that a bent form leads to its base.

The rules are those of hunspell-sv's affix file, kept beside the words in the same packed file.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NOUN = set("BCDEFGHIJ")
_NOUN_IN_A = set("CEFGHIJ")  # after -a, B and D make participles
FIRST = set("XUzgyhxwvfuitsZ")  # may open a compound, as it is or with a link
LAST = "Y"


@dataclass(frozen=True)
class Rule:
    """`form = base - strip + add`, for bases that carry the flag and end as the condition says."""

    flag: str
    strip: str
    add: str
    condition: str

    @property
    def makes_nouns(self) -> bool:
        """Whether the form is one of a noun."""
        return self.flag in NOUN and not self.add.startswith("nde")


def is_noun(base: str, flags: str) -> bool:
    """Whether a base with these flags is (also) a noun."""
    return not (_NOUN_IN_A if base.endswith("a") else NOUN).isdisjoint(flags)


class Endings:
    """All rules by the ending they leave."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_ending: defaultdict[str, list[tuple[Rule, re.Pattern[str]]]] = defaultdict(list)
        for rule in rules:
            self._by_ending[rule.add].append((rule, re.compile(f"{rule.condition}$")))
        self._longest = max((len(add) for add in self._by_ending), default=0)

    def bases(self, form: str) -> Iterator[tuple[str, Rule]]:
        """Every base that a rule could have made the form of."""
        for length in range(min(self._longest, len(form)) + 1):
            ending = form[len(form) - length :]
            for rule, condition in self._by_ending.get(ending, ()):
                base = form[: len(form) - length] + rule.strip
                if base and condition.search(base):
                    yield base, rule
