"""Which line of our own file became what: found by its words, since the styles have already said what it says (M1)."""

import re
from collections.abc import Iterator
from typing import Any

from meetings.reader.lines import Line, Source
from meetings.reader.reading import Reading, flat_lines

_WORD = re.compile(r"\w+")
SENTENCE = 6
"""Words from which a line is more than a heading, a label or a cell, whose words the styles have told already."""


def reading_of_own(source: Source, truth: dict[str, Any], guessed: Reading) -> Reading:
    """What was read of our own file, with a place for each line.

    `guessed` is the same file read as any other: it knows what the pages repeat. A sentence that somebody has written
    into the file and whose words stand nowhere in the truth is unplaced, as in any file.
    """
    lines = [line for line in flat_lines(source.lines) if line.text and line.kind != "row"]
    repeated = {number for number, path in guessed.placed.items() if path == "furniture"}
    texts, known = list(_words_of(truth)), set(_WORD.findall(_all(truth).casefold()))
    reading = Reading(truth, [], dict.fromkeys(repeated, "furniture"))
    for line in lines:
        if line.number in repeated:
            continue
        words = _WORD.findall(line.text.casefold())
        if len(words) >= SENTENCE and not set(words[1:-1]) <= known:
            reading.unplaced.append(line)
        else:
            reading.placed[line.number] = _place_of(line, texts)
    return reading


def _all(value: Any) -> str:
    """Every text of the truth, whatever field it stands in."""
    if isinstance(value, dict | list):
        return " ".join(_all(one) for one in (value.values() if isinstance(value, dict) else value))
    return value if isinstance(value, str) else ""


def _words_of(truth: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The truth's texts with where each stands."""
    yield "document.title", _even(truth["document"]["title"])
    for place, row in enumerate(truth["attendance"]):
        yield f"attendance[{place}]", _even(row["name"])
    for place, item in enumerate(truth["items"]):
        for path, part in (
            (f"items[{place}]", item),
            *((f"items[{place}].children[{child}]", one) for child, one in enumerate(item["children"])),
        ):
            yield f"{path}.title", _even(f"{part['number'] or ''} {part['title'] or ''}")
            yield f"{path}.text", _even(part["text"])
    for name in ("header_lines", "labels", "after_items"):
        yield f"layout.{name}", _even("\n".join(truth["layout"][name]))


def _place_of(line: Line, words: list[tuple[str, str]]) -> str:
    said = _even(line.text)
    return next((path for path, text in words if said and said in text), "")


def _even(text: str | None) -> str:
    return " ".join((text or "").split())
