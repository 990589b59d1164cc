"""The one tree that page, PDF, JSON, checksum and comparison are made from (architecture 1.9).

It is read from live rows (`actions/trees.py`) or from the bytes of a frozen version, and it knows names as they were.
Format 1. A change of meaning needs a new format number and a reader of the old one: frozen bytes are never rewritten.
"""

import dataclasses
import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal

FORMAT = 1

RecordKind = Literal[
    "decision",
    "action",
    "input",
    "for_next_meeting",
    "hand_on",
    "statement",
    "interest_conflict",
    "noted_date",
]


@dataclass(frozen=True)
class Name:
    """A person, body or organisation as printed. The id lets a protected person be masked later (D7)."""

    text: str
    person: int | None = None
    body: int | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class Record:
    """A record that starts or runs in a block. `spans` is how many blocks its words cover, from its first."""

    kind: RecordKind
    key: str
    spans: int = 1
    number: str = ""
    subkind: str = ""
    is_own: bool = True
    by: str = ""
    as_proposed: bool = False
    who: str = ""
    due: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """One block's words inside a paragraph."""

    key: str
    html: str
    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, heading or list item: one block and those that run on from it."""

    kind: Literal["paragraph", "heading", "bullet", "numbered", "table"]
    runs: tuple[Run, ...]
    level: int = 0


@dataclass(frozen=True)
class Contribution:
    """What one party, person or group said (K10)."""

    key: str
    label: str
    name: Name
    label_break: bool = False
    blocks: tuple[Paragraph, ...] = ()


Block = Paragraph | Contribution


@dataclass(frozen=True)
class Attachment:
    kind: str
    title: str
    url: str = ""
    sha256: str = ""
    file: int | None = None


@dataclass(frozen=True)
class Item:
    """A point, a sub-point or a headed section."""

    key: int
    number: str
    title: str
    subtitle: str = ""
    role: str = ""
    purpose: str = ""
    presenters: tuple[Name, ...] = ()
    chair: Name | None = None
    left: tuple[Name, ...] = ()
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    children: tuple["Item", ...] = ()


@dataclass(frozen=True)
class Attendee:
    """A row of an attendance list, in words."""

    name: Name
    is_vacant: bool = False
    title: str = ""
    affiliation: str = ""
    party: str = ""
    role: str = ""
    state: str = "unknown"
    mode: str = ""
    scope: str = ""
    serves_for: str = ""
    substitute: str = ""


@dataclass(frozen=True)
class AttendanceList:
    heading: str
    body: Name | None = None
    rows: tuple[Attendee, ...] = ()


@dataclass(frozen=True)
class Letterhead:
    organisation: str = ""
    office: str = ""
    postal_address: str = ""
    visiting_address: str = ""
    phone: str = ""
    fax: str = ""
    org_number: str = ""
    plusgiro: str = ""
    email: str = ""
    web: str = ""
    body_line: str = ""


@dataclass(frozen=True)
class Word:
    """What the body calls its notes, with the forms it needs."""

    indefinite: str = "minnesanteckningar"
    definite: str = "minnesanteckningarna"
    agreement: str = "plural"


@dataclass(frozen=True)
class Document:
    """Minutes as they are read and printed. Approvals are not part of it: they are *of* it."""

    meeting: int
    word: Word
    title: str
    bodies: tuple[Name, ...] = ()
    joint_part_bodies: tuple[Name, ...] = ()
    letterhead: Letterhead = field(default_factory=Letterhead)
    date: str = ""
    start: str = ""
    end: str = ""
    joint_start: str = ""
    joint_end: str = ""
    place: str = ""
    form: str = ""
    chair: Name | None = None
    secretary: Name | None = None
    layout: str = "item_note"
    attendance_first: bool = False
    has_approval: bool = True
    before: tuple[Item, ...] = ()
    items: tuple[Item, ...] = ()
    after: tuple[Item, ...] = ()
    attendance: tuple[AttendanceList, ...] = ()

    @property
    def day(self) -> dt.date | None:
        """The date, where there is one."""
        return dt.date.fromisoformat(self.date) if self.date else None


def canonical_bytes(document: Document) -> bytes:
    """The bytes that are frozen and hashed: UTF-8 JSON, keys sorted, no white space, format number first in rank."""
    tree = {"format": FORMAT, "document": dataclasses.asdict(document)}
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def checksum(content: bytes) -> str:
    """SHA-256 of frozen bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def from_bytes(content: bytes) -> Document:
    """Read a frozen version. Raises ValueError where the format is not known."""
    tree = json.loads(content)
    if tree["format"] != FORMAT:
        raise ValueError(f"okänt format {tree['format']}")
    return _document(tree["document"])


def _name(raw: dict[str, Any] | None) -> Name | None:
    return Name(**raw) if raw else None


def _names(raw: list[dict[str, Any]]) -> tuple[Name, ...]:
    return tuple(Name(**one) for one in raw)


def _record(raw: dict[str, Any]) -> Record:
    return Record(**{**raw, "to": tuple(raw["to"])})


def _block(raw: dict[str, Any]) -> Block:
    if "runs" in raw:
        runs = tuple(
            Run(run["key"], run["html"], tuple(_record(one) for one in run["records"])) for run in raw["runs"]
        )
        return Paragraph(raw["kind"], runs, raw["level"])
    blocks = tuple(block for block in map(_block, raw["blocks"]) if isinstance(block, Paragraph))
    return Contribution(raw["key"], raw["label"], Name(**raw["name"]), raw["label_break"], blocks)


def _item(raw: dict[str, Any]) -> Item:
    return Item(
        **{
            **raw,
            "presenters": _names(raw["presenters"]),
            "chair": _name(raw["chair"]),
            "left": _names(raw["left"]),
            "blocks": tuple(map(_block, raw["blocks"])),
            "attachments": tuple(Attachment(**one) for one in raw["attachments"]),
            "children": tuple(map(_item, raw["children"])),
        }
    )


def _list(raw: dict[str, Any]) -> AttendanceList:
    rows = tuple(Attendee(**{**row, "name": Name(**row["name"])}) for row in raw["rows"])
    return AttendanceList(raw["heading"], _name(raw["body"]), rows)


def _document(raw: dict[str, Any]) -> Document:
    return Document(
        **{
            **raw,
            "word": Word(**raw["word"]),
            "bodies": _names(raw["bodies"]),
            "joint_part_bodies": _names(raw["joint_part_bodies"]),
            "letterhead": Letterhead(**raw["letterhead"]),
            "chair": _name(raw["chair"]),
            "secretary": _name(raw["secretary"]),
            "before": tuple(map(_item, raw["before"])),
            "items": tuple(map(_item, raw["items"])),
            "after": tuple(map(_item, raw["after"])),
            "attendance": tuple(map(_list, raw["attendance"])),
        }
    )
