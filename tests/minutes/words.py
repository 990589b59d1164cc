"""Words of texts and of whole sets of minutes, so that a page, a PDF or rows can be compared with the truth."""

import re
from collections.abc import Iterator
from typing import Any

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words in order, in lower case, without punctuation.

    >>> words_of("Norr: 24/9, 2/12 – Årshjulet.")
    ['norr', '24', '9', '2', '12', 'årshjulet']
    """
    return _WORD.findall(text.casefold())


def expected_words(truth: dict[str, Any]) -> list[str]:
    """The words of all items in reading order: number, title, presenters and text, then the sub-items."""
    return [word for item in truth["items"] for text in _texts(item) for word in words_of(text)]


def _texts(item: dict[str, Any]) -> Iterator[str]:
    yield from (item["number"] or "", item["title"] or "", *item["presenters"], item["text"])
    for child in item["children"]:
        yield from _texts(child)
