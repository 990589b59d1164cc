"""Whether what a person reads is Swedish: the words of an answer, and those of them that are English (E4)."""

import io
import re
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as in_swedish
from python_calamine import CalamineWorkbook

# Words that bind English sentences together, or stand on its buttons, and that no Swedish word is spelled as.
_WORDS = """
the of and with your you this that these those from please are was were been has does did its cannot should would could
which when where what why who how than then there here their our any each save add change changes delete deleted submit
cancel continue close view edit select selected choose enter required invalid field fields value values next previous
password username account accounts login logout sign user users email address yes successfully error errors warning
history show hide today yesterday monday tuesday wednesday thursday friday saturday sunday january february march june
july october
"""
ENGLISH = frozenset(_WORDS.split())
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ATTRIBUTES = {"title", "aria-label", "placeholder", "alt", "aria-roledescription"}
_UNREAD = {"script", "style", "code", "pre", "kbd"}
_WORD = re.compile(r"[a-zåäöéü]+(?:-[a-zåäöéü]+)*", re.IGNORECASE)


class Reader(HTMLParser):
    """Gathers what is read of a page: its texts, what its attributes say, and what buttons are called."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        foreign = named.get("lang", "sv") != "sv"
        if tag in _UNREAD or foreign:
            self._inside.append(tag)
        self.pieces += [words for name, words in attrs if name in ATTRIBUTES and words]
        if tag == "input" and named.get("type") in {"submit", "button", "reset"}:
            self.pieces.append(named.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            self.pieces.append(data)


def words_of(html: str) -> list[str]:
    """What a person reads of a page, piece by piece, in one spelling of spaces."""
    reader = Reader()
    reader.feed(html)
    return [" ".join(piece.split()) for piece in reader.pieces]


def words_of_answer(answer: Any) -> list[str]:
    """What is read of an answer: a page's words, the headings of a file's columns. Nothing of other files."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        return words_of(answer.content.decode())
    content = answer.getvalue() if kind in {SHEET, "text/csv"} else b""
    if kind == "text/csv":
        return content.decode("utf-8-sig").partition("\n")[0].split(";")
    if kind == SHEET:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(name, book.get_sheet_by_name(name).to_python()[:1]) for name in book.sheet_names]
        return [
            str(words) for name, rows in sheets for words in (name, *(cell for row in rows for cell in row))
        ]
    return []


def english_in(pieces: list[str]) -> list[str]:
    """Pieces with English words in them, and those that are a library's sentence that nobody has translated."""
    untranslated = untranslated_sentences()
    return [
        piece[:120]
        for piece in pieces
        if piece in untranslated or any(word.lower() in ENGLISH for word in _WORD.findall(piece))
    ]


@cache
def untranslated_sentences() -> frozenset[str]:
    """Sentences of Django and the other libraries that come out in English, though the language is Swedish."""
    return frozenset(
        sentence
        for folder in _catalogs()
        for sentence in _sentences(folder / "en" / "LC_MESSAGES" / "django.po")
        if in_swedish(sentence) == sentence and " " in sentence
    )


def _catalogs() -> list[Path]:
    spec = find_spec("django")
    assert spec
    assert spec.origin
    own = Path(spec.origin).parent / "conf" / "locale"
    return [
        own,
        *(Path(app.path) / "locale" for app in apps.get_app_configs()),
        *map(Path, settings.LOCALE_PATHS),
    ]


def _sentences(catalog: Path) -> list[str]:
    """The English of a catalog; nothing where a library has none."""
    if not catalog.exists():
        return []
    found = re.findall(
        r'^msgid(?:_plural)? ((?:"(?:[^"\\]|\\.)*"\s*)+)', catalog.read_text("utf-8"), re.MULTILINE
    )
    joined = ("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', one)) for one in found)
    return [one.replace('\\"', '"').replace("\\n", "\n").strip() for one in joined if one]
