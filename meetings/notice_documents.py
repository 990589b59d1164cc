"""The tree of a kallelse: what page, PDF, letter, JSON, checksum and comparison are made from (A10).

Made in the same manner as the minutes' tree in `documents.py`: read from live rows (`actions/notice_trees.py`) or from
the bytes of a sent kallelse, with names as they were. Format 1; frozen bytes are never rewritten.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from .documents import Attachment, Letterhead, Name

FORMAT = 1

ChangeKind = Literal["fact", "added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class NoticeItem:
    """A point, a sub-point or a headed section of the agenda as it was sent."""

    key: int
    number: str
    title: str
    subtitle: str = ""
    purpose: str = ""
    presenters: tuple[Name, ...] = ()
    start: str = ""
    minutes: int = 0
    proposal: str = ""
    material_due: str = ""
    attachments: tuple[Attachment, ...] = ()
    children: tuple["NoticeItem", ...] = ()


@dataclass(frozen=True)
class CalledBody:
    """A body that is called: to the whole meeting, or to the joint part alone (A1)."""

    name: Name
    joint_part_only: bool = False


@dataclass(frozen=True)
class Contact:
    """Whom to ask."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Change:
    """What differs from the kallelse before: a fact of the meeting, or an item, told by itself and not by its number.

    `item` is the item's key; 0 for a fact. `words` are whole Swedish sentences.
    """

    kind: ChangeKind
    label: str
    words: tuple[str, ...] = ()
    item: int = 0


@dataclass(frozen=True)
class NoticeDocument:
    """A kallelse as it is read and printed. Who got it is not part of it: that is *of* it."""

    meeting: int
    number: int
    title: str
    bodies: tuple[CalledBody, ...] = ()
    letterheads: tuple[Letterhead, ...] = ()
    date: str = ""
    start: str = ""
    end: str = ""
    joint_start: str = ""
    joint_end: str = ""
    place: str = ""
    form: str = ""
    link: str = ""
    chair: Name | None = None
    contact: Contact | None = None
    message: str = ""
    reply_by: str = ""
    items: tuple[NoticeItem, ...] = ()
    follows_on: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def day(self) -> dt.date | None:
        """The meeting's date, where there is one."""
        return dt.date.fromisoformat(self.date) if self.date else None

    @property
    def is_supplement(self) -> bool:
        """Whether it adds to an earlier kallelse."""
        return self.number > 1


def every_item(document: NoticeDocument) -> Iterator[NoticeItem]:
    """Items in reading order, a sub-item after its point."""
    for item in document.items:
        yield item
        yield from item.children


def canonical_bytes(document: NoticeDocument) -> bytes:
    """The bytes that are frozen and hashed: UTF-8 JSON, keys sorted, no white space."""
    tree = {"format": FORMAT, "notice": dataclasses.asdict(document)}
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def from_bytes(content: bytes) -> NoticeDocument:
    """Read a sent kallelse. Raises ValueError where the format is not known."""
    tree = json.loads(content)
    if tree["format"] != FORMAT:
        raise ValueError(f"okänt format {tree['format']}")
    raw = tree["notice"]
    return NoticeDocument(
        **{
            **raw,
            "bodies": tuple(CalledBody(Name(**one["name"]), one["joint_part_only"]) for one in raw["bodies"]),
            "letterheads": tuple(Letterhead(**one) for one in raw["letterheads"]),
            "chair": Name(**raw["chair"]) if raw["chair"] else None,
            "contact": Contact(**raw["contact"]) if raw["contact"] else None,
            "items": tuple(map(_item, raw["items"])),
            "changes": tuple(Change(**{**one, "words": tuple(one["words"])}) for one in raw["changes"]),
        }
    )


def _item(raw: dict[str, Any]) -> NoticeItem:
    return NoticeItem(
        **{
            **raw,
            "presenters": tuple(Name(**one) for one in raw["presenters"]),
            "attachments": tuple(Attachment(**one) for one in raw["attachments"]),
            "children": tuple(map(_item, raw["children"])),
        }
    )
