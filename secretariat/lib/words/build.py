"""Make `swedish.words` of hunspell-sv's word list: `python -m secretariat.lib.words.build index.dic index.aff`.

Done by hand when the list comes in a new version (npm's dictionary-sv, Debian's hunspell-sv); the file is committed.
Only words in small letters are taken: names bend by their -s alone, and would open compounds that are none.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from . import lexicon as files
from . import parts
from .endings import FIRST, LAST, NOUN, Rule, is_noun
from .lexicon import Lexicon, Word, pack

_WORD = re.compile(r"[a-zåäöéèàáüóëïîçñ]{2,40}")
_NO_WORD = "%!"  # forbidden, and forms not to be suggested
_COMPOUND_RULES = set("zgyhxwvfuitsrb")


def rules_of(lines: Iterable[str]) -> list[Rule]:
    """Endings in the affix file, but for those that only make openings of compounds."""
    found = []
    for line in lines:
        fields = line.split()
        if len(fields) == 5 and fields[0] == "SFX" and fields[1] not in _COMPOUND_RULES:
            _, flag, strip, add, condition = fields
            condition = "" if condition == "." else condition
            add = add.partition("/")[0]
            found.append(Rule(flag, "" if strip == "0" else strip, "" if add == "0" else add, condition))
    return found


def words_of(lines: Iterable[str], known: set[str]) -> dict[str, Word]:
    """Words in small letters with the flags that mean something here."""
    flags_of: dict[str, set[str]] = {}
    for line in lines:
        word, _, flags = line.split("\t")[0].strip().partition("/")
        if _WORD.fullmatch(word) and not any(sign in flags for sign in _NO_WORD):
            flags_of.setdefault(word, set()).update(flag for flag in flags if flag in known)
    return {word: Word("".join(sorted(flags)), 0) for word, flags in flags_of.items()}


def with_splits(words: dict[str, Word]) -> dict[str, Word]:
    """Words of the list that are compounds, with the place where the last part begins.

    A compound bends as its last part does; a word that does not is whole (*frukost* is no *kost*).
    """
    made = {}
    for word, about in words.items():
        made[word] = about._replace(split=_split(word, about.flags, words))
    return made


def _split(word: str, flags: str, words: dict[str, Word]) -> int:
    bends = NOUN.intersection(flags)
    if len(word) < 6 or "Z" in flags or not is_noun(word, flags):
        return 0
    for at in range(3, len(word) - 2):
        head = (
            None
            if word[at:] in parts.NO_HEADS
            else words.get(word[at:]) or words.get(word[at:].removesuffix("e"))
        )
        if head is None or "Z" in head.flags or not is_noun(word[at:], head.flags):
            continue
        whole_words = at > 3 and len(word) - at > 4
        if not (bends & set(head.flags) if whole_words else bends.issubset(head.flags)):
            continue
        opening = parts.opening(word[:at], surely=True)
        if not opening:
            continue
        linked = opening != word[:at]
        short = len(word) - at == 3
        if short and not linked and word[at:] not in parts.SHORT_HEADS:
            continue
        if LAST in head.flags or linked or at > 3:
            return at
    return 0


def main(dictionary: Path, affixes: Path) -> None:
    """Write the file beside this module, in two rounds: the second asks the first what opens compounds."""
    rules = rules_of(affixes.read_text("utf-8").splitlines())
    known = {rule.flag for rule in rules} | FIRST | {LAST}
    words = words_of(dictionary.read_text("utf-8").splitlines()[1:], known)
    files.FILE.write_bytes(pack(words, rules))
    files.lexicon.cache_clear()
    files.FILE.write_bytes(pack(with_splits(words), rules))
    print(f"{len(words)} ord, {files.FILE.stat().st_size // 1024} kB, {Lexicon().size}")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
