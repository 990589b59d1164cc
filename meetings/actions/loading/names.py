"""When two ways of writing a name mean the same: spelling, order, genitive, definite form (K14). Knows no database."""

import re
import unicodedata
from functools import lru_cache

_KEPT = "åäöÅÄÖ"
_SOUNDS = (("qu", "kv"), ("q", "k"), ("w", "v"), ("ph", "f"), ("th", "t"), ("z", "s"))
_FILLERS = {
    "för",
    "i",
    "om",
    "av",
    "till",
    "den",
    "det",
    "de",
    "samt",
    "och",
    "kommande",
    "länets",
    "vårt",
    "våra",
}
_ENDINGS = (
    "erna", "arna", "orna", "ena", "en", "et", "er", "ar", "or", "na", "an", "a", "t", "e", "s",
)  # fmt: skip
_DEFINITE = ("erna", "arna", "en", "et", "n", "t")
_DIRECTIONS = {"norra": "norr", "södra": "söder", "västra": "väster", "östra": "öster"}
_PLACES_ON_S = ("fors", "ås", "näs", "hus", "nes")


@lru_cache(maxsize=10_000)  # every name of a document is held against the whole register
def fold(name: str) -> str:
    """The name in lower case, accents and the kind of dash and white space evened out; å, ä and ö are kept.

    >>> fold("Édith  Lind – Ek")
    'edith lind-ek'
    """
    letters = "".join(
        sign if sign in _KEPT else unicodedata.normalize("NFD", sign)[0]
        for sign in unicodedata.normalize("NFC", name)
    )
    return re.sub(r"\s+", " ", re.sub(r"\s*[-–—]\s*", "-", letters)).strip().casefold()


def turned(name: str) -> str:
    """Family name first read as given name first.

    >>> turned("lind asta")
    'asta lind'
    """
    family, _, given = name.partition(" ")
    return f"{given} {family}".strip()


def sounds(name: str) -> str:
    """The folded name with letters that sound the same written in one way.

    >>> sounds("asta quist")
    'asta kvist'
    """
    for letters, sound in _SOUNDS:
        name = name.replace(letters, sound)
    return name


def sounds_like(one: str, other: str) -> bool:
    """Whether two folded names differ by spelling of the same sounds, or by one letter put in, left out or changed.

    >>> sounds_like("asta kvist", "asta quist"), sounds_like("berith", "beriht"), sounds_like("asta", "bosse")
    (True, True, False)
    """
    one, other = sounds(one), sounds(other)
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 5:
        return one == other
    return _distance(one, other) <= 1


def _distance(one: str, other: str) -> int:
    """Edits between two words, two neighbours that change places counted as one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def looks_like(one: str, other: str) -> bool:
    """Whether one folded name has all the words of the other and more: worth a look, never a match.

    >>> looks_like("anna lind", "anna lind-ek")
    True
    """
    left, right = (set(re.split(r"[ -]", name)) for name in (one, other))
    return left != right and (left < right or right < left) and len(left & right) > 1


def body_key(name: str) -> tuple[str, ...]:
    """The stems of a body's name without small words, so that inflected forms are equal.

    >>> body_key("specifika samverkansrådet för folkhälsa") == body_key("Specifikt samverkansråd folkhälsa")
    True
    """
    words = re.findall(r"[\w-]+", name.casefold())
    return tuple(_stem(word) for word in words if word not in _FILLERS)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def organisation_words(name: str) -> tuple[str, ...]:
    """Words of an organisation's name, signs aside: RF-SISU, RF/SISU and RF SISU are equal."""
    return tuple(word for word in re.findall(r"\w+", fold(name)) if word != "i")


def municipality_stem(name: str) -> str:
    """The place in a kommun's name without "kommun" and genitive s, to compare by.

    >>> municipality_stem("Lekebergs kommun"), municipality_stem("Lekeberg")
    ('lekeberg', 'lekeberg')
    """
    return re.sub(r"\s+kommuns?$", "", fold(name)).rstrip("s")


def place_of(name: str) -> str:
    """The short name of a kommun: the place, without genitive s where that can be told.

    >>> place_of("Hallsbergs kommun"), place_of("Degerfors kommun")
    ('Hallsberg', 'Degerfors')
    """
    place = re.sub(r"\s+kommun$", "", name, flags=re.IGNORECASE)
    return place if place.endswith(_PLACES_ON_S) or not place.endswith("s") else place[:-1]


def indefinite(word: str) -> str:
    """The word without its definite ending: regionen → region."""
    return next(
        (word[: -len(end)] for end in _DEFINITE if word.endswith(end) and len(word) > len(end) + 3), word
    )


def district_key(name: str) -> str:
    """The direction or place of a länsdel: Norra länsdelen, Norr → norr."""
    word = re.sub(r"\s*länsdel(en)?(s)?$", "", fold(name))
    return _DIRECTIONS.get(word, word)
