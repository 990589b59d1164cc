"""Open a file of old minutes, whatever its kind, as lines (M1). Everything that cannot be read is told in Swedish."""

from dataclasses import replace
from pathlib import PurePath

from meetings.reader.kinds import KINDS, MOST_BYTES
from meetings.reader.lines import Source, Unreadable

from .hypertext import html_source
from .paper import pdf_source
from .plain import text_source
from .runs import numbered
from .word import word_source

_OLD = {
    ".doc": "Filen är i det gamla Wordformatet DOC. Öppna den i Word, spara den som DOCX och försök igen.",
    ".odt": "Filen är i formatet ODT. Öppna den i sitt program, spara den som DOCX eller PDF och försök igen.",
    ".rtf": "Filen är i formatet RTF. Öppna den i Word, spara den som DOCX och försök igen.",
    ".pages": "Filen är i formatet Pages. Exportera den som DOCX eller PDF och försök igen.",
}
_UNKNOWN = "Filens slag känns inte igen. Välj en fil som är DOCX, PDF, HTML, Markdown eller TXT."


def open_source(data: bytes, filename: str) -> Source:
    """The lines of a file: paragraphs parted by blank lines, tables as rows, marks as spans.

    In text and Markdown the lines are those of the file, so that a paragraph may be broken over several. In the other
    kinds every paragraph is one line. Items of lists are of kind bullet (their sign taken away) or numbered (the number
    stands in the text, also where the program counts). Lines have numbers from 1 in reading order, those in cells too.

    Raises Unreadable: empty, too large, of an unknown kind, broken, locked, without text.
    """
    suffix = PurePath(filename).suffix.lower()
    if len(data) > MOST_BYTES:
        raise Unreadable("Filen är större än 20 MB. Dela den, eller spara den utan bilder, och försök igen.")
    if not data.strip():
        raise Unreadable("Filen är tom. Kontrollera att du valde rätt fil och försök igen.")
    kind = _kind(data, suffix)
    source = _opened(data, PurePath(filename).name, kind)
    if not any(line.text for line in source.lines):
        raise Unreadable("Filen har ingen text. Kontrollera att du valde rätt fil och försök igen.")
    return replace(source, lines=numbered(source.lines))


def _kind(data: bytes, suffix: str) -> str:
    """By the name, and where the bytes say otherwise, by the bytes."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if suffix in _OLD:
        raise Unreadable(_OLD[suffix])
    kind = KINDS.get(suffix, "")
    if not kind:
        raise Unreadable(_UNKNOWN)
    if kind in {"txt", "md", "html"} and data.startswith(b"PK\x03\x04"):
        return "docx"
    return kind


def _opened(data: bytes, name: str, kind: str) -> Source:
    if kind == "html":
        return html_source(data, name)
    if kind == "docx":
        return word_source(data, name)
    if kind == "pdf":
        return pdf_source(data, name)
    return text_source(data, name, kind)
