"""Atom feeds (RFC 4287), written by hand: entries with ids that never change (M4)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree as ET

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_NS = "http://www.w3.org/2005/Atom"
_BEGINNING = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)  # said of a feed in which nothing has happened yet


@dataclass(frozen=True)
class Entry:
    """One thing that is new: `key` names it for ever, wherever the system moves. Addresses are whole."""

    key: UUID
    title: str
    url: str
    updated: dt.datetime
    summary: str = ""
    author: str = ""
    category: str = ""


@dataclass(frozen=True)
class Feed:
    """What a reader subscribes to."""

    key: UUID
    title: str
    url: str
    own_url: str
    author: str = "Sekretariatet"


def key_of(*names: object) -> UUID:
    """A key made of names that stay, e.g. a checksum, for what has no key of its own.

    >>> key_of("a", 1) == key_of("a", 1) != key_of("a", 2)
    True
    """
    return uuid5(NAMESPACE_URL, "\n".join(map(str, names)))


def write(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The feed as XML, in the order given."""
    root = ET.Element("feed", {"xmlns": _NS, "xml:lang": "sv"})
    _add(root, "id", feed.key.urn)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(max((one.updated for one in entries), default=_BEGINNING)))
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.own_url})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.url})
    _add(ET.SubElement(root, "author"), "name", feed.author)
    for one in entries:
        _entry(root, one)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _entry(root: ET.Element, one: Entry) -> None:
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", one.key.urn)
    _add(entry, "title", one.title)
    _add(entry, "updated", _moment(one.updated))
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.url})
    if one.author:
        _add(ET.SubElement(entry, "author"), "name", one.author)
    if one.category:
        ET.SubElement(entry, "category", {"term": one.category})
    if one.summary:
        _add(entry, "summary", one.summary)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
