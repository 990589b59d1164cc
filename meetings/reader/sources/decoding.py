"""Bytes of a text file as text: UTF-8 and UTF-16 with or without a mark first, else Windows-1252 (C11)."""

import codecs
import re

from meetings.reader.lines import Unreadable

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_NOT_TEXT = "Filen är inte text. Spara den som DOCX, PDF, HTML, Markdown eller TXT och försök igen."


def decoded(data: bytes, *, declares: bool = False) -> str:
    """The text, line ends as newlines. With `declares`, what an HTML file says of itself is tried after UTF-8.

    Raises Unreadable for bytes that are no text.
    """
    text = _text(data, declares=declares)
    if "\0" in text:
        raise Unreadable(_NOT_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(data: bytes, *, declares: bool) -> str:
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise Unreadable(_NOT_TEXT) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    said = _DECLARED.search(data[:2048]) if declares else None
    try:
        return data.decode(said[1].decode() if said else "cp1252")
    except (UnicodeDecodeError, LookupError):
        return data.decode("latin-1")
