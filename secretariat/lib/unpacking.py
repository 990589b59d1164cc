"""Files from outside, looked at before they fill the memory: packed ones (Excel, Word) and endless lines."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from .rules import NotAllowed

LONGEST_LINE = 1024 * 1024  # signs
LARGEST_LIST = (
    2 * 1024 * 1024
)  # bytes that tell of the parts: some 30 000 of them, and an Excel file has fifty
# What zipfile and openpyxl let through from a file that is broken, locked or made to trick them.
BROKEN = (OSError, LookupError, ValueError, TypeError, AttributeError, SyntaxError, ArithmeticError, RuntimeError,
          EOFError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error)  # fmt: skip
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LOCATOR = b"PK\x06\x07"
_TAIL = 22 + 0xFFFF  # the end record and the longest comment after it


def package(file: IO[bytes]) -> zipfile.ZipFile:
    """A packed file, opened. Raises BadZipFile for none, and for one whose list of parts alone would fill the memory.

    `zipfile` reads the whole list at once, half a kilobyte for each part: fifty megabytes of it would become a
    gigabyte before any other limit is asked.
    """
    if _size_of_list(file) > LARGEST_LIST:
        raise zipfile.BadZipFile("too many parts")
    file.seek(0)
    return zipfile.ZipFile(file)


def lines(text: IO[str]) -> Iterator[str]:
    """The lines of a table, each with its end. Raises NotAllowed for one of more than LONGEST_LINE signs."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise NotAllowed(
                "Filen har en rad som aldrig tar slut. Öppna den i Excel, spara den som CSV på nytt och välj den igen."
            )
        yield line


def _size_of_list(file: IO[bytes]) -> int:
    whole = file.seek(0, io.SEEK_END)
    start = max(0, whole - _TAIL - 20)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail):
        raise zipfile.BadZipFile("no end")
    if at >= 20 and tail[at - 20 :].startswith(_LOCATOR):
        file.seek(min(struct.unpack("<Q", tail[at - 12 : at - 4])[0], whole))
        record = file.read(56)
        if record.startswith(_END_64) and len(record) == 56:
            return int(struct.unpack("<Q", record[40:48])[0])
    return int(struct.unpack("<I", tail[at + 12 : at + 16])[0])
