"""The frozen version of finished minutes as a tree, and what stands in any tree: names, words, points."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from meetings.documents import Document, Item, Name, from_bytes
from meetings.models import Minutes

_NOT_WORDS = {"key", "sha256", "file", "kind", "url"}


def tree_of(minutes: Minutes) -> Document:
    """The frozen version that was approved."""
    if minutes.current_version is None:
        raise ValueError("Anteckningarna har ingen fryst version.")
    return from_bytes(bytes(minutes.current_version.content))


def items_in(document: Document) -> Iterator[Item]:
    """Points and those below them, in order."""
    for item in (*document.before, *document.items, *document.after):
        yield item
        yield from item.children


def names_in(document: object) -> Iterator[Name]:
    """Every name in the tree, of people, bodies and organisations."""
    for part in _parts(document):
        if isinstance(part, Name):
            if part.text:
                yield part
        else:
            yield from names_in(part)


def texts_in(document: object) -> Iterator[str]:
    """Every text in the tree that somebody may read, as it is kept; not keys and checksums."""
    for part in _parts(document):
        if isinstance(part, str):
            yield part
        else:
            yield from texts_in(part)


def _parts(whole: object) -> Iterator[object]:
    if isinstance(whole, tuple):
        yield from whole
    elif is_dataclass(whole):
        yield from (getattr(whole, one.name) for one in fields(whole) if one.name not in _NOT_WORDS)
