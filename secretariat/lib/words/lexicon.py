"""The word list, packed in one file that the system's processes share in memory and look words up in.

Words stand sorted in blocks of sixteen; in a block each word says how many letters it shares with the one before.
Nothing of it is read at start but 60 kB of places; a word takes some millionths of a second.
"""

import json
import mmap
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from .endings import Endings, Rule

FILE = Path(__file__).with_name("swedish.words")
MAGIC = b"SVORD1\n\0"
_BLOCK = 16
_HEAD = struct.Struct("<8sIII")  # magic, bytes of JSON, number of blocks, number of words


class Word(NamedTuple):
    """A base form: its flags, and where it is to be parted (0: it is one word)."""

    flags: str
    split: int


class _Places(Sequence[bytes]):
    """First words of the blocks, read where they lie."""

    def __init__(self, data: mmap.mmap, offsets: tuple[int, ...]) -> None:
        self._data, self._offsets = data, offsets

    def __len__(self) -> int:
        return len(self._offsets)

    def __getitem__(self, place: int) -> bytes:  # type: ignore[override]
        at = self._offsets[place]
        return self._data[at + 2 : at + 2 + self._data[at + 1]]


class Lexicon:
    """Base forms of the file."""

    def __init__(self, path: Path = FILE) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, length, blocks, self.size = _HEAD.unpack_from(self._data)
        if magic != MAGIC:
            raise ValueError(f"{path} är inte en ordlista för sökningen.")
        head = json.loads(self._data[_HEAD.size : _HEAD.size + length])
        self._flags: list[str] = head["flags"]
        self.endings = Endings(Rule(*rule) for rule in head["rules"])
        self._offsets = struct.unpack_from(f"<{blocks}I", self._data, _HEAD.size + length)
        self._places = _Places(self._data, self._offsets)
        self.checksum = zlib.crc32(self._data)
        self.find = lru_cache(8192)(self._find)

    def _find(self, word: str) -> Word | None:
        """The base form, or None."""
        wanted = word.encode()
        place = bisect_right(self._places, wanted) - 1
        if place < 0:
            return None
        data, at, before = self._data, self._offsets[place], b""
        for _ in range(_BLOCK):
            shared, length = data[at], data[at + 1]
            if shared == 255:  # the end
                return None
            found = before[:shared] + data[at + 2 : at + 2 + length]
            at += 2 + length
            if found >= wanted:
                if found != wanted:
                    return None
                return Word(self._flags[data[at] | data[at + 1] << 8], data[at + 2])
            before, at = found, at + 3
        return None


def pack(words: dict[str, Word], rules: Iterable[Rule]) -> bytes:
    """The file's bytes. Words are told apart by their UTF-8, which sorts as their letters do."""
    kinds = sorted({word.flags for word in words.values()})
    number = {flags: place for place, flags in enumerate(kinds)}
    head = json.dumps(
        {"flags": kinds, "rules": [[rule.flag, rule.strip, rule.add, rule.condition] for rule in rules]},
        ensure_ascii=False, separators=(",", ":"),
    ).encode()  # fmt: skip
    ordered = sorted((word.encode(), about) for word, about in words.items())
    start = _HEAD.size + len(head) + 4 * (-(-len(ordered) // _BLOCK))
    offsets: list[int] = []
    body = bytearray()
    before = b""
    for place, (word, about) in enumerate(ordered):
        if place % _BLOCK == 0:
            offsets.append(start + len(body))
            before = b""
        shared = _common(before, word)
        rest = word[shared:]
        body += bytes((shared, len(rest))) + rest + struct.pack("<HB", number[about.flags], about.split)
        before = word
    body += bytes((255, 0))
    return (
        _HEAD.pack(MAGIC, len(head), len(offsets), len(ordered))
        + head
        + struct.pack(f"<{len(offsets)}I", *offsets)
        + bytes(body)
    )


def _common(one: bytes, other: bytes) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


@cache
def lexicon() -> Lexicon:
    """The file, opened once in a process."""
    return Lexicon()
