"""What stands in the index for a text, and what a question asks the index for. One function reduces both.

A lexeme is a base form: *råd* for a noun, *hälsa~* for the verb, which is another word than the noun *hälsa*. A
compound gives itself, its parts, and every run of them: *föräldrastödsstrategin* also *föräldrastöd*, *stödsstrategi*.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from .parts import LONGEST, Reading, compound, kind_of, opening, readings

TOKEN = re.compile(r"[^\W_]+(?:[-/:.][^\W_]+)*")
_DIGIT = re.compile(r"\d")
_LINKS = re.compile(r"[-/:.]")


class Lexemes(NamedTuple):
    """Of one word: what it is itself, and what it is made of."""

    whole: frozenset[str]
    parts: frozenset[str]


class Token(NamedTuple):
    """A word as it stands in a text, and where."""

    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Words and numbers of a text. What is joined by a hyphen, a slash, a colon or a point is one."""
    for found in TOKEN.finditer(text):
        yield Token(found.group(), found.start(), found.end())


def normal(word: str) -> str:
    """Small letters, in one way of writing them."""
    return unicodedata.normalize("NFC", word).lower()


@lru_cache(16384)
def lexemes_of(word: str) -> Lexemes:
    """Lexemes of a word in small letters."""
    if len(word) > LONGEST:
        return Lexemes(frozenset({word[:LONGEST]}), frozenset())
    if _LINKS.search(word):
        return _joined(word)
    if _DIGIT.search(word):
        return Lexemes(frozenset({word}), frozenset())
    whole: set[str] = set()
    parts: set[str] = set()
    known = readings(word)
    for reading in known:
        whole.add(_key(reading))
        if reading.split:
            parts |= _of_split(reading.base, reading.split)
        if reading.is_noun and (kind := kind_of(reading.base)):
            parts |= asked(kind) | lexemes_of(kind).parts
    if not known:
        if made := compound(word):
            written = [part.written for part in made.parts]
            for reading in made.readings:
                whole.add(_key(reading._replace(base="".join(written) + reading.base)))
                parts |= _runs(written, [part.base for part in made.parts], reading)
        else:
            whole |= _unknown(word)
    return Lexemes(frozenset(whole), frozenset(parts - whole))


def _key(reading: Reading) -> str:
    return reading.base if reading.is_noun else f"{reading.base}~"


def _unknown(word: str) -> set[str]:
    """A name or a shortening: itself, and without the -s of the genitive."""
    return {word, word[:-1]} if word.endswith("s") and len(word) > 3 else {word}


def _of_split(base: str, split: int) -> set[str]:
    """Parts of a compound that the word list has, and the parts of its parts."""
    found: set[str] = set()
    first, last = base[:split], base[split:]
    for part in (opening(first) or first, last):
        of_part = lexemes_of(part)
        found |= of_part.whole | of_part.parts
    return found


def _runs(written: list[str], bases: list[str], last: Reading) -> set[str]:
    """Lexemes of every part, and of every run of parts that is not the whole."""
    found: set[str] = set()
    count = len(written)
    for start in range(count):
        for end in range(start, count):
            run = "".join(written[start:end]) + bases[end]
            found |= _of_base(run)
        if start:
            found.add(_key(last._replace(base="".join(written[start:]) + last.base)))
    found |= _of_base(last.base)
    return found


def _of_base(base: str) -> set[str]:
    of_base = lexemes_of(base)
    return set(of_base.whole | of_base.parts)


def _joined(word: str) -> Lexemes:
    """What is written with a hyphen or the like: as it stands, each side, and a short first side with what follows."""
    sides = [side for side in _LINKS.split(word) if side]
    whole = {"-".join(sides)}
    parts: set[str] = set()
    for side in sides:
        of_side = lexemes_of(side)
        parts |= of_side.whole | of_side.parts
    if len(sides) == 2 and "-" in word and not _DIGIT.search(word):
        of_last = lexemes_of(sides[1])
        whole |= {f"{sides[0]}-{one}" for one in of_last.whole}
        parts |= {f"{sides[0]}-{one}" for one in of_last.parts}
    return Lexemes(frozenset(whole), frozenset(parts - whole))


def asked(word: str) -> frozenset[str]:
    """What a word of a question asks for: the noun where the word is one, else what it is.

    >>> sorted(asked("hälsa")), sorted(asked("hälsar"))
    (['hälsa'], ['hälsa~'])
    """
    whole = lexemes_of(word).whole
    nouns = frozenset(one for one in whole if not one.endswith("~"))
    return nouns or whole


def is_known(word: str) -> bool:
    """Whether the word is in the list, or made of words that are."""
    return bool(readings(word) or compound(word))


def places(texts: Iterable[tuple[str, str]], *, most: int = 16_000) -> dict[str, list[str]]:
    """Lexemes of texts with their places and weights, as PostgreSQL's tsvector writes them.

    Each text comes with "title" or "text". Weights: A a word of the title, B of the text, C and D parts of them.
    """
    found: dict[str, list[str]] = {}
    at = 0
    for text, kind in texts:
        own, part = ("A", "C") if kind == "title" else ("B", "D")
        for token in tokens(text):
            at = min(at + 1, most)
            of_word = lexemes_of(normal(token.text))
            for lexeme in of_word.whole:
                found.setdefault(lexeme, []).append(f"{at}{own}")
            for lexeme in of_word.parts:
                found.setdefault(lexeme, []).append(f"{at}{part}")
        at += 5  # no phrase runs from one text into the next
    return found


def vector(texts: Iterable[tuple[str, str]]) -> str:
    """The same as one string for `::tsvector`.

    >>> vector([("Två råd", "text")])
    "'råd':2B 'två':1B 'två~':1B"
    """
    written = (f"{quoted(lexeme)}:{','.join(where[:255])}" for lexeme, where in sorted(places(texts).items()))
    return " ".join(written)


def quoted(lexeme: str) -> str:
    """A lexeme as tsvector and tsquery write it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
