"""The stock of texts: read from the files beside, one for each body or sort of body.

A topic begins with "# title | purpose | presenter" and has stages parted by "--", which come in meetings one after
the other. The first sign of a line tells what it is: "!" a decision (its kind, then what follows *att*), "!!"
one in a sentence of its own, ">" an action (who | days | what), "?" an input, "+" for the next meeting, "^" handed on
(codes: what), "-" a list item, "~" a statement (its kind | who | words), "&" jäv (who | words).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from meetings.models import ItemPurpose

FOLDER = Path(__file__).parent / "stock"
_PURPOSES = {str(one.label): str(one.value) for one in ItemPurpose}


@dataclass
class Topic:
    """A subject that comes back in several meetings."""

    title: str
    purpose: str
    presenter: str
    stages: list[list[str]] = field(default_factory=list)


@cache
def topics(name: str) -> tuple[Topic, ...]:
    """Topics of a file, in order."""
    found: list[Topic] = []
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            title, purpose, presenter = (part.strip() for part in line[2:].split("|"))
            found.append(Topic(title, _PURPOSES[purpose], presenter, [[]]))
        elif line == "--":
            found[-1].stages.append([])
        elif line.strip():
            found[-1].stages[-1].append(line)
    return tuple(found)


@cache
def sentences() -> dict[str, list[str]]:
    """Sentences of the round table and of the formal items, by heading ("= kommun")."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    heading = ""
    for line in (FOLDER / "ROUND.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            heading = line[2:]
        elif line.strip():
            found[heading].append(line)
    return found


def sentence(heading: str, place: int) -> str:
    """The sentence whose turn it is; after the last the first comes again."""
    stock = sentences()[heading]
    return stock[place % len(stock)]


def stages_in_turn(name: str) -> list[tuple[Topic, int]]:
    """Every stage of every topic in the order they come up: the first stages, then the second ones …"""
    found = topics(name)
    longest = max(len(topic.stages) for topic in found)
    return [(topic, stage) for stage in range(longest) for topic in found if stage < len(topic.stages)]
