"""That no word is lost: which lines of a source have words that stand in no canonical field (SCHEMA.md)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from .lines import Line

_WORD = re.compile(r"\w+")


_NUMBER_FIRST = re.compile(r"^\W*(?:§+\s*|punkt\s+|ärende\s+)?\d{1,3}(?![\d-])\s?(?:[a-h]\b)?", re.IGNORECASE)
_BETWEEN_NAMES = {"och", "samt"}


def lost_lines(lines: Sequence[Line], truth: dict[str, Any]) -> list[Line]:
    """Lines whose words the canonical fields do not all have, counted in the order of the source.

    A word broken by a hyphen at a line's end may stand whole; a point's number may stand once for its parts.
    """
    left = Counter(word for text in canonical_texts(truth) for word in _words(text))
    lost: list[Line] = []
    begun = ""
    for place, line in enumerate(lines):
        wanted = _words(_NUMBER_FIRST.sub("", line.text))
        if begun and wanted:
            wanted[0] = begun + wanted[0]
        after = _words(lines[place + 1].text)[:1] if place + 1 < len(lines) else []
        begun = ""
        if (
            re.search(r"\w-$", line.text)
            and after
            and wanted
            and wanted[-1] not in left
            and left[wanted[-1] + after[0]]
        ):
            begun = wanted.pop()
        count = Counter(word for word in wanted if word not in _BETWEEN_NAMES)
        if count - left:
            lost.append(line)
        else:
            left -= count
    return lost


def canonical_texts(truth: dict[str, Any]) -> Iterator[str]:
    """Every text of the fields in which each word of a source stands once."""
    yield from _texts(truth["document"])
    yield from _texts(truth["layout"])
    yield from _texts([row["line"] for row in truth["attendance"]])
    for item in truth["items"]:
        for part in (item, *item["children"]):
            yield from _texts([part["number"], part["title"], part["presenters"], part["text"]])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
