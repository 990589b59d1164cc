"""Text as sentences, also where a line's break was lost between two of them."""

import re

from .given import GIVEN
from .places import KOMMUNER
from .wordlist import words

_SHORT = (
    r"(?:ex|bl\.a|t\.ex|dvs|ev|resp|repr|ref|kl|nr|ca|inkl|exkl|osv|m\.fl|m\.m|t\.o\.m|fr\.o\.m|s\.k|jfr|tel|St"
    r"|ordf|sekr|pga|f\.d|fsk|gr|dir|a|d|k|o|m|v)"
)
_END = re.compile(r"(?<=[.!?…])[”\"’)]?\s+(?=[A-ZÅÄÖ\d”\"(–-])")
_ABBREVIATED = re.compile(rf"(?:^|[\s(]){_SHORT}\.$")
_LOST = re.compile(r"(?<=[a-zåäö\d)])\s+(?=[A-ZÅÄÖ][a-zåäö]*\b)")
_JOINING = words(
    """i på av från via med till om för och eller samt mot hos vid under den det de en ett är som att än kring inom
    enligt mellan utan efter inför över genom bland per inklusive nya ny nytt detta denna dessa vårt vår våra
    inte sin sitt sina heter kallas gemensam kontaktar tackar hälsar ordförande sekreterare chef samordnare
    avseende angående gällande projektet strategin planen programmet modellen nätverket st"""
)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph. Abbreviations such as "ex." and "bl.a." end none.

    >>> sentences("Se bl.a. Norr. Vidare dialog krävs!")
    ['Se bl.a. Norr.', 'Vidare dialog krävs!']
    """
    found: list[str] = []
    for line in text.split("\n"):
        start = 0
        for match in _END.finditer(line):
            head = line[start : match.start()]
            if _ABBREVIATED.search(head):
                continue
            found.append(line[start : match.end()].strip())
            start = match.end()
        if rest := line[start:].strip():
            found.append(rest)
    return [part for sentence in found for part in _without_page_name(sentence)]


def _without_page_name(sentence: str) -> list[str]:
    """A sentence, parted from the name of a web page printed behind it: "… klart Handbok för skolor | exempel.se"."""
    if not re.search(r"\S [|•] [A-ZÅÄÖa-z]", sentence):
        return [sentence]
    parts = pieces(sentence)
    return [sentence] if len(parts) < 2 else [" ".join(parts[:-1]), parts[-1]]


def pieces(sentence: str) -> list[str]:
    """The sentence, or the several it is made of where breaks between lines were lost ("… är klar Göra listan").

    Words that are names, or follow a word that wants one more, are no beginning.
    """
    found: list[str] = []
    start = 0
    for match in _LOST.finditer(sentence):
        before = re.search(r"([\wåäö]+)\)?$", sentence[start : match.start()])
        after = re.match(r"[\wåäöÅÄÖ-]+", sentence[match.end() :])
        if not before or not after or not _begins(before[1], after[0], sentence[match.end() + after.end() :]):
            continue
        if len(sentence[start : match.start()].split()) < 2:
            continue
        found.append(sentence[start : match.start()].strip())
        start = match.end()
    return [*found, sentence[start:].strip()]


def _begins(before: str, after: str, rest: str) -> bool:
    if (
        before.casefold() in _JOINING
        or before[0].isupper()
        or after in GIVEN
        or after in KOMMUNER
        or after.rstrip("s") in KOMMUNER
    ):
        return False
    if before.isdigit() or len(after) < 2 or (len(after) > 1 and after[1:2].isupper()):
        return False
    return bool(re.match(r":?\s+[a-zåäö]", rest))
