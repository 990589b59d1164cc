"""The user guide: chapters in Markdown from docs/handbok, made into pages with headings one can link to.

Links in a chapter are written so that they work in the folder too: another chapter by its file, a picture by its path
from there, a page of the system by its address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import nh3
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(settings.BASE_DIR) / "docs" / "handbok"
PICTURES = "../../static/"
_FILE = re.compile(r"^\d+-([a-z-]+)\.md$")
_TAGS = {
    "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "kbd", "code", "pre", "img", "br",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "h2": {"id"}, "h3": {"id"}, "img": {"src", "alt"}, "ol": {"start"}}
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Chapter:
    """One file: its name in the address, its heading, the paragraph under it, and the rest as clean HTML."""

    slug: str
    title: str
    lede: str
    text: SafeString
    headings: tuple[tuple[str, str], ...]


def chapters() -> list[Chapter]:
    """All chapters in the order of the files' numbers."""
    return [_chapter(path, path.stat().st_mtime_ns) for path in files()]


def classification() -> Chapter:
    """The worksheet for classing the information (E9), written as a chapter but for those who look after the system."""
    path = FOLDER.parent / "klassa.md"
    return _chapter(path, path.stat().st_mtime_ns)


def files() -> list[Path]:
    """The chapters' files in order."""
    return sorted(path for path in FOLDER.glob("*.md") if _FILE.match(path.name))


@lru_cache(maxsize=40)
def _chapter(path: Path, changed: int) -> Chapter:
    """A chapter begins with "# heading" and one paragraph that says for whom it is. Read again when it has changed."""
    tokens = _MARKDOWN.parse(path.read_text("utf-8"))
    title, lede = tokens[1].content, tokens[4].content
    rest = tokens[6:]
    headings = tuple(_name_headings(rest))
    _lead_links(rest)
    html = nh3.clean(
        _MARKDOWN.renderer.render(rest, _MARKDOWN.options, {}),
        tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https", "mailto"}, link_rel=None,
    )  # fmt: skip
    return Chapter(slug_of(path.name), title, lede, mark_safe(html), headings)  # noqa: S308 - our own, and cleaned


def slug_of(file: str) -> str:
    """The chapter's name in the address.

    >>> slug_of("2-justerare.md")
    'justerare'
    """
    found = _FILE.match(file)
    return found[1] if found else ""


def _name_headings(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Give headings an id, and tell those of the second level."""
    for opening, words in pairwise(tokens):
        if opening.type == "heading_open":
            name = slugify(words.content, allow_unicode=True)
            opening.attrSet("id", name)
            if opening.tag == "h2":
                yield name, words.content


def _lead_links(tokens: list[Token]) -> None:
    """Links to other chapters and pictures as they are addressed here."""
    for token in inline(tokens):
        if token.type == "link_open":
            file, sign, place = str(token.attrs["href"]).partition("#")
            if slug := slug_of(file):
                token.attrSet("href", reverse("home:handbook-chapter", args=[slug]) + sign + place)
        elif token.type == "image":
            token.attrSet("src", static(str(token.attrs["src"]).removeprefix(PICTURES)))


def inline(tokens: list[Token]) -> Iterator[Token]:
    """Tokens inside paragraphs, headings and cells."""
    for token in tokens:
        yield from token.children or ()


def parsed(path: Path) -> list[Token]:
    """The file as it stands, for those who check it."""
    return _MARKDOWN.parse(path.read_text("utf-8"))
