"""A Word file unpacked with care: sizes are checked before anything is inflated, XML has no entities."""

import io
import zipfile
import zlib
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from meetings.reader.lines import Unreadable

MOST_UNPACKED = 400 * 1024**2
MOST_XML = 60 * 1024**2
_MOST_PARTS = 5_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN = "Filen är trasig eller inte hel. Öppna den i Word, spara den på nytt och försök igen."
LOCKED = "Filen är låst med lösenord. Öppna den, ta bort lösenordet, spara och försök igen."
_BOMB = "Filen blir orimligt stor när den packas upp och lästes inte. Spara den på nytt, utan bilder, och försök igen."
_NO_WORD = "Filen är inte ett Worddokument. Välj en fil som är DOCX, PDF, HTML, Markdown eller TXT."
_OLD_OR_LOCKED = (
    "Filen är låst med lösenord eller sparad i det gamla Wordformatet DOC. "
    "Öppna den i Word, ta bort lösenordet, spara den som DOCX och försök igen."
)


class Package:
    """The parts of a Word file. Raises Unreadable for what is locked, broken, another kind or a bomb."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            raise Unreadable(_OLD_OR_LOCKED)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Unreadable(BROKEN) from None
        entries = self._zip.infolist()
        if len(entries) > _MOST_PARTS or sum(one.file_size for one in entries) > MOST_UNPACKED:
            raise Unreadable(_BOMB)
        if any(one.flag_bits & 1 for one in entries):
            raise Unreadable(LOCKED)
        self.names = {one.filename: one.file_size for one in entries}
        if "word/document.xml" not in self.names:
            raise Unreadable(_NO_WORD)

    def xml(self, name: str) -> Any:
        """The root of a part, or None where the file has no such part."""
        if name not in self.names:
            return None
        if self.names[name] > MOST_XML:
            raise Unreadable(_BOMB)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(self._zip.read(name), parser)
        except (
            etree.XMLSyntaxError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ):
            raise Unreadable(BROKEN) from None
