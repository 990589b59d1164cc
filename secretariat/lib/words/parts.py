"""Words taken apart: which base forms a word may be a form of, and which words a compound is made of."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .endings import FIRST, LAST, NOUN, is_noun
from .lexicon import Lexicon, Word, lexicon

LONGEST = 60  # letters; longer ones are no words
_SHORTEST = 3


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Prepositions and parts of verbs: what they open means something of its own (an *avgift* is no *gift*).
_PARTICLES = _set(
    """av an bak be bi bort efter emot fort fram från för före förbi genom ge gen hit hop igen igenom in inne inom
    kring kvar med mellan miss mot ned ner och om på sam sär till under upp ur ut utan van vid vidare väl åter över"""
)
# Three letters that more often begin a word by chance than open a compound: *kon-takt*, *gem-ensam*, *för-slag*.
_BY_CHANCE = _set(
    """all ana ant ara art bar bas dal den des det dia din dis dom eko epi fel fri får ger god gör hal ham har hel
    her hin hit hän ide ilo inn ino ist kal kan kar kas kin kol kom kon kor kur lad lar las lat lin lit mal man mar mas
    mer met min mod mon mor nor nya ord oro pal pan par pen per pol por pos pre pri pro pur ran ras redo ren rep res
    ris rom ros rot sal san sat sen set sin som son sta ste sto syn tal tam tan tar tas ten ter ton tor tran tre tri
    tur två val van var ven ver vin vis ärv"""
)
_OTHER_VOWEL = {
    "städer": "stad", "böcker": "bok", "mödrar": "moder", "döttrar": "dotter", "söner": "son", "nätter": "natt",
    "ledamöter": "ledamot", "böter": "bot", "bokstäver": "bokstav", "händer": "hand", "tänder": "tand", "rötter": "rot",
    "fötter": "fot", "fäder": "fader", "bröder": "broder", "länder": "land", "stränder": "strand", "män": "man",
    "männen": "man",
}  # fmt: skip
_PLURAL = re.compile(f"(.*?)({'|'.join(_OTHER_VOWEL)})(?:s|na|nas)?")
SHORT_HEADS = _set(
    "bad bil bok bud dag hem hus kör köp lag led lov lån mat mål ort rum råd tid tåg väg yta ägg"
)
NO_HEADS = frozenset({"ring", "kap"})  # ends of other words: *planering*, *partnerskap*
_SHORT_OPENINGS = frozenset({"års", "råds"})
# Such openings mostly make another thing (*avgift*, *samråd*, *underlag*). These words still tell of their last part.
_STILL_A_KIND = {
    "".join(pair): pair[1]
    for pair in (
        one.split("-")
        for one in _set(
            """för-skola fri-skola sär-skola mellan-skola för-studie för-möte efter-möte efter-vård efter-behandling
            för-behandling under-grupp under-rubrik under-läkare över-läkare under-sköterska över-förmyndare
            åter-besök åter-rapport åter-rapportering med-finansiering sam-finansiering sam-planering om-organisation
            om-förhandling vidare-utbildning vidare-utveckling till-byggnad om-byggnad"""
        )
    )
} | {"förskolelärare": "förskola", "förskollärare": "förskola"}


class Reading(NamedTuple):
    """A base form that a word may be a form of, and whether as a noun."""

    base: str
    is_noun: bool
    split: int = 0


@lru_cache(16384)
def readings(word: str) -> tuple[Reading, ...]:
    """Base forms in the word list that the word is a form of.

    >>> [one.base for one in readings("rådets")], [one.is_noun for one in readings("hälsar")]
    (['råd'], [False])
    """
    words = lexicon()
    if (found := _PLURAL.fullmatch(word)) and (known := words.find(found[1] + _OTHER_VOWEL[found[2]])):
        return (Reading(found[1] + _OTHER_VOWEL[found[2]], True, known.split),)
    return tuple(dict.fromkeys(_as_one(words, one) for one in _readings(words, word)))


def _as_one(words: Lexicon, reading: Reading) -> Reading:
    """*Ansökan* is the singular of *ansökningar*."""
    other = f"{reading.base[:-2]}ning"
    if reading.base.endswith("an") and (known := words.find(other)):
        return Reading(other, True, known.split)
    return reading


def _readings(words: Lexicon, word: str) -> Iterator[Reading]:
    found = words.find(word)
    if found and "Z" not in found.flags:
        yield from _as_it_stands(word, found)
    for base, rule in words.endings.bases(word):
        if base == word:
            continue
        known = words.find(base)
        if known is None or rule.flag not in known.flags or "Z" in known.flags:
            continue
        if rule.flag == "A":
            yield from _as_it_stands(base, known)
        else:
            yield Reading(
                base, rule.makes_nouns or (rule.add == "e" and is_noun(base, known.flags)), known.split
            )


def _as_it_stands(base: str, known: Word) -> Iterator[Reading]:
    noun = is_noun(base, known.flags)
    if noun:
        yield Reading(base, True, known.split)
    if not noun or not NOUN.union("AYbR", FIRST).issuperset(known.flags):
        yield Reading(base, False, known.split)


def kind_of(base: str) -> str:
    """What a word is a kind of, where its opening alone would not tell: a *förskola* is a *skola*. Else nothing.

    >>> kind_of("förskola"), kind_of("avgift")
    ('skola', '')
    """
    return _STILL_A_KIND.get(base, "")


class Part(NamedTuple):
    """One part of a compound: as it is written, and the base form it is of."""

    written: str
    base: str


@lru_cache(16384)
def opening(written: str, *, surely: bool = False) -> str:
    """The base form of what opens a compound, or nothing: *hälso* is of *hälsa*, *samverkans* of *samverkan*.

    `surely`: only what the word list itself says may open compounds in that form.
    """
    if written in _SHORT_OPENINGS:
        return written[:-1]
    if written in _PARTICLES or written in _BY_CHANCE or len(written) < _SHORTEST:
        return ""
    words = lexicon()
    known = words.find(written)
    for base, flag in _bases_of_opening(written):
        found = words.find(base)
        if found is None or "Z" in found.flags or len(base) < _SHORTEST or base in _PARTICLES:
            continue
        if base == written:
            loose = not surely and len(base) > _SHORTEST and is_noun(base, found.flags)
            if loose or "X" in found.flags or "U" in found.flags:
                return base
        elif (
            (flag and not set(flag).isdisjoint(found.flags))
            or (written == f"{base}s" and len(base) > _SHORTEST and is_noun(base, found.flags))
            or (is_noun(base, found.flags) and (known is not None or (not surely and len(base) > _SHORTEST)))
        ):
            return base
    return written if known is not None and "X" in known.flags else ""


def _bases_of_opening(written: str) -> Iterator[tuple[str, str]]:
    yield written, ""
    if written.endswith("s"):
        yield written[:-1], "vfui"
    if written.endswith("ans"):  # samverkans: the list has samverkan as a form of samverka
        yield written[:-2], "E"
    if written.endswith("ra"):  # föräldra
        yield f"{written[:-2]}er", "t"
    yield f"{written}a", "zg"
    yield f"{written}e", "zg"
    if written[-1] in "ou":
        yield f"{written[:-1]}a", "xw"
        yield f"{written[:-1]}e", "xw"
    if written.endswith("e"):
        yield written[:-1], "yh"
        yield f"{written[:-1]}a", "yh"
    if written.endswith("a"):
        yield written[:-1], "zg"


def closing(written: str, *, linked: bool) -> tuple[Reading, ...]:
    """Base forms of what closes a compound. `linked`: what is before it surely opens one."""
    if len(written) < _SHORTEST:
        return ()
    words = lexicon()
    found = []
    for reading in readings(written):
        known = words.find(reading.base)
        if known is None or len(reading.base) < _SHORTEST or reading.base in NO_HEADS:
            continue
        if len(reading.base) == _SHORTEST and reading.base not in SHORT_HEADS:
            continue
        may = LAST in known.flags or (reading.is_noun and (linked or len(reading.base) > _SHORTEST))
        if may:
            found.append(reading)
    return tuple(found)


class Compound(NamedTuple):
    """The parts before the last, and the base forms of the last."""

    parts: tuple[Part, ...]
    last: str
    readings: tuple[Reading, ...]


@lru_cache(16384)
def compound(word: str) -> Compound | None:
    """A word that is not in the list, as the fewest words that are; among equals the longest first part.

    >>> found = compound("samverkansöverenskommelserna")
    >>> [part.base for part in found.parts], found.readings[0].base
    (['samverkan'], 'överenskommelse')
    """
    if not _SHORTEST * 2 <= len(word) <= LONGEST:
        return None
    for count in (1, 2, 3):
        if found := _parted(word, count):
            return found
    return None


def _parted(word: str, before: int) -> Compound | None:
    """With so many parts before the last."""
    for at in range(len(word) - _SHORTEST, _SHORTEST - 1, -1):
        written = word[:at]
        base = opening(written)
        if not base:
            continue
        rest = word[at:]
        part = Part(written, base)
        if before == 1:
            linked = written != base or len(written) > _SHORTEST
            if ends := closing(rest, linked=linked):
                return Compound((part,), rest, ends)
            doubled = written == base and written[-1] == written[-2]  # fall-lucka is written fallucka
            if doubled and (ends := closing(written[-1] + rest, linked=True)):
                return Compound((part,), rest, ends)
        elif more := _parted(rest, before - 1):
            return Compound((part, *more.parts), more.last, more.readings)
    return None
