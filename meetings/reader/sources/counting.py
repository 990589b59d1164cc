"""The numbers that Word counts itself: lists and styles with levels, written out as they are printed."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def value(node: Any, path: str, attribute: str = "val") -> str | None:
    """An attribute of the first child at a path such as "pPr/numPr/ilvl", or None."""
    for name in path.split("/"):
        node = node.find(f"{W}{name}") if node is not None else None
    return node.get(f"{W}{attribute}") if node is not None else None


@dataclass
class Level:
    """How one level of a list is counted."""

    kind: str = "decimal"
    pattern: str = "%1."
    start: int = 1


@dataclass
class Counting:
    """All lists of a document and how far each has come."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: Any) -> "Counting":
        """From numbering.xml, or empty."""
        made = cls()
        if root is None:
            return made
        for abstract in root.iter(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId")
            for level in abstract.iter(f"{W}lvl"):
                made.levels[key, int(level.get(f"{W}ilvl", "0"))] = _level(level)
        for number in root.iter(f"{W}num"):
            key, abstract_key = number.get(f"{W}numId"), value(number, "abstractNumId") or ""
            made.lists[key] = abstract_key
            for override in number.iter(f"{W}lvlOverride"):
                depth = int(override.get(f"{W}ilvl", "0"))
                start = value(override, "startOverride")
                if start is not None:
                    made.restarts[key, depth] = int(start)
        return made

    def next(self, number_id: str, depth: int) -> tuple[str, str] | None:
        """The kind of list and the printed number of its next item; None where there is no such list."""
        abstract = self.lists.get(number_id)
        level = self.levels.get((abstract or "", depth))
        if abstract is None or level is None:
            return None
        counts = self.counts[abstract]
        if number_id not in self.begun:
            self.begun.add(number_id)
            for (owner, restarted), start in self.restarts.items():
                if owner == number_id:
                    counts[restarted] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if level.kind == "bullet":
            return "bullet", ""
        return "numbered", self._printed(abstract, level, counts)

    def _printed(self, abstract: str, level: Level, counts: dict[int, int]) -> str:
        def one(hit: re.Match[str]) -> str:
            depth = int(hit[1]) - 1
            there = self.levels.get((abstract, depth), Level())
            return written(counts.get(depth, there.start), there.kind)

        return re.sub(r"%(\d)", one, level.pattern).strip()


def _level(node: Any) -> Level:
    start = value(node, "start") or "1"
    return Level(
        value(node, "numFmt") or "decimal", value(node, "lvlText") or "", int(start) if start.isdigit() else 1
    )


def written(count: int, kind: str) -> str:
    """A number as Word prints it.

    >>> written(4, "lowerRoman"), written(28, "upperLetter"), written(7, "decimal")
    ('iv', 'BB', '7')
    """
    if kind == "none":
        return ""
    if kind.endswith("Letter"):
        letters = _LETTERS[(count - 1) % 26] * ((count - 1) // 26 + 1)
        return letters.upper() if kind.startswith("upper") else letters
    if kind.endswith("Roman") and 0 < count < 4000:
        roman = ""
        for worth, sign in _ROMAN:
            roman, count = roman + sign * (count // worth), count % worth
        return roman.upper() if kind.startswith("upper") else roman
    return f"{count:02}" if kind == "decimalZero" else str(count)
