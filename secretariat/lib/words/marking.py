"""Hits shown: the part of a text where they stand, with what answered the question marked."""

from collections.abc import Sequence
from html import escape
from itertools import islice

from django.utils.safestring import SafeString

from secretariat.lib.markup import joined

from .asking import Answering

_NEAR = 240
_MOST_LOOKED_AT = 400  # words that answer; a long document is not read to its end


def marked(text: str, answering: Answering) -> SafeString:
    """The whole text as markup, what answers the question in <mark>."""
    return _written(text, list(answering.places(text)))


def excerpt(text: str, answering: Answering, *, length: int = _NEAR) -> SafeString:
    """About so many letters of a text, around the place where most of the first words that answer stand together."""
    text = " ".join(text.split())
    hits = list(islice(answering.places(text), _MOST_LOOKED_AT))
    if len(text) <= length:
        return _written(text, hits)
    start = _best_start(hits, length)
    start = _back_to_space(text, start)
    end = min(len(text), start + length)
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    inside = [(left - start, right - start) for left, right in hits if left >= start and right <= end]
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return joined([SafeString(before), _written(text[start:end].strip(), inside), SafeString(after)])


def _best_start(hits: Sequence[tuple[int, int]], length: int) -> int:
    if not hits:
        return 0
    best, most = hits[0][0], 0
    for place, (left, _) in enumerate(hits):
        count = sum(right <= left + length * 3 // 4 for _, right in hits[place : place + 40])
        if count > most:
            best, most = left, count
    return max(0, best - length // 4)


def _back_to_space(text: str, at: int) -> int:
    return text.rfind(" ", 0, at) + 1 if at else 0


def _written(text: str, hits: Sequence[tuple[int, int]]) -> SafeString:
    parts, at = [], 0
    for left, right in hits:
        parts.append(f"{escape(text[at:left])}<mark>{escape(text[left:right])}</mark>")
        at = right
    return SafeString("".join(parts) + escape(text[at:]))
