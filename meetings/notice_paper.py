"""A kallelse arranged for reading: the same words on page, paper and in the letter. Knows nothing of HTML or PDF."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from secretariat.lib.dates import (
    NBSP,
    and_list,
    clock,
    day_in_words,
    local_day,
    time_span,
    weekday_and_day,
)

from .documents import Attachment, Letterhead
from .models import ItemPurpose
from .notice_documents import Change, NoticeDocument, NoticeItem

_PURPOSES = {value: str(words) for value, words in ItemPurpose.choices if value}
_FORMS = {"digital": "digitalt", "hybrid": "på plats och digitalt"}
_MARKS = {"added": "Ny punkt", "changed": "Ändrad", "moved": "Flyttad"}


@dataclass(frozen=True)
class Material:
    """Something to read or look at before the meeting. `url` is whole; empty where it only is mentioned."""

    title: str
    url: str
    is_file: bool


@dataclass(frozen=True)
class PrintedPoint:
    """An item as printed. `mark` and `changes` say what is new since the kallelse before."""

    key: int
    number: str
    title: str
    subtitles: tuple[str, ...]
    presenters: str
    purpose: str
    time: str
    minutes: int
    proposal: tuple[str, ...]
    material: tuple[Material, ...]
    note: str
    mark: str
    changes: tuple[str, ...]
    children: tuple["PrintedPoint", ...]

    @property
    def meta(self) -> str:
        """When, how long and what for, in one line: "kl. 13.05, 20 min, beslut"."""
        time = f"kl.{NBSP}{self.time}" if self.time else ""
        minutes = f"{self.minutes}{NBSP}min" if self.minutes else ""
        return ", ".join(part for part in (time, minutes, self.purpose) if part)

    @property
    def label(self) -> str:
        """Number and heading in one line, for bookmarks."""
        return f"{self.number} {self.title}".strip() or "Punkt utan rubrik"


@dataclass(frozen=True)
class PrintedChange:
    """A line of what is changed: what it is about, and in what way."""

    label: str
    words: str
    item: int
    is_removed: bool = False

    @property
    def sentence(self) -> str:
        """The whole in one line: "Punkt 10 Budget: Ny punkt. Föredragande: Asta Ceder."."""
        return f"{self.label}: {self.words}"


@dataclass(frozen=True)
class PrintedNotice:
    """A kallelse as page, paper and letter print it."""

    kicker: str
    title: str
    heads: tuple[str, ...]
    letterhead: Letterhead
    offices: str
    secretary: str
    facts: tuple[tuple[str, str], ...]
    link: str
    message: tuple[str, ...]
    reply_by: str
    changes: tuple[PrintedChange, ...]
    changes_heading: str
    points: tuple[PrintedPoint, ...]
    contact: str

    @property
    def has_heads(self) -> bool:
        """Whether the names of the bodies say more than the title."""
        return self.heads != (self.title,)


def printed(
    document: NoticeDocument, *, base_url: str, changed: Sequence[Change] | None = None
) -> PrintedNotice:
    """Arrange a kallelse. `changed` marks points by other changes than those the kallelse itself tells of."""
    told = document.changes if changed is None else tuple(changed)
    by_item: dict[int, Change] = {one.item: one for one in told if one.item}
    return PrintedNotice(
        kicker=f"Kompletterande kallelse {document.number - 1}" if document.is_supplement else "Kallelse",
        title=document.title,
        heads=tuple(one.name.text for one in document.bodies),
        letterhead=document.letterheads[0] if document.letterheads else Letterhead(),
        offices=", ".join(dict.fromkeys(one.office for one in document.letterheads if one.office)),
        secretary=document.contact.name if document.contact else "",
        facts=tuple(row for row in _facts(document) if row[1]),
        link=document.link,
        message=tuple(part.strip() for part in document.message.split("\n\n") if part.strip()),
        reply_by=_day(document.reply_by),
        changes=printed_changes(told),
        changes_heading=_changes_heading(document),
        points=tuple(_point(item, by_item, base_url) for item in document.items),
        contact=_contact(document),
    )


def printed_changes(changes: Iterable[Change]) -> tuple[PrintedChange, ...]:
    """Changes as lines."""
    first = {"added": "Ny punkt.", "removed": "Borttagen."}
    return tuple(
        PrintedChange(
            one.label,
            " ".join(part for part in (first.get(one.kind, ""), *one.words) if part),
            one.item,
            one.kind == "removed",
        )
        for one in changes
    )


def _changes_heading(document: NoticeDocument) -> str:
    if not document.follows_on:
        return "Ändrat sedan kallelsen"
    day = local_day(dt.datetime.fromisoformat(document.follows_on))
    return f"Ändrat sedan kallelsen {day_in_words(day)}"


def _point(item: NoticeItem, changes: dict[int, Change], base_url: str) -> PrintedPoint:
    change = changes.get(item.key)
    due = dt.date.fromisoformat(item.material_due) if item.material_due else None
    return PrintedPoint(
        key=item.key,
        number=item.number,
        title=item.title,
        subtitles=tuple(line for line in item.subtitle.split("\n") if line.strip()),
        presenters=and_list([name.text for name in item.presenters]),
        purpose=_PURPOSES.get(item.purpose, ""),
        time=clock(dt.time.fromisoformat(item.start)) if item.start else "",
        minutes=item.minutes,
        proposal=tuple(line for line in item.proposal.split("\n") if line.strip()),
        material=tuple(_material(one, base_url) for one in item.attachments),
        note=f"Underlag kommer senast {day_in_words(due)}." if due and not item.attachments else "",
        mark=_MARKS.get(change.kind, "") if change else "",
        changes=change.words if change else (),
        children=tuple(_point(child, changes, base_url) for child in item.children),
    )


def _material(one: Attachment, base_url: str) -> Material:
    if one.kind == "file" and one.file:
        return Material(
            one.title, base_url + reverse("registry:file-download", args=[one.file]), is_file=True
        )
    return Material(one.title, one.url if one.kind == "link" else "", is_file=False)


# Facts


def _facts(document: NoticeDocument) -> list[tuple[str, str]]:
    return [
        ("När", when(document)),
        *joint_rows(document),
        ("Var", where(document)),
        ("Ordförande", document.chair.text if document.chair else ""),
        ("Svara senast", _day(document.reply_by)),
    ]


def when(document: NoticeDocument, *, joint_part_only: bool = False) -> str:
    """Day and time, for those of the whole meeting or of the joint part alone."""
    day = weekday_and_day(document.day) if document.day else ""
    start, end = document.start, document.end
    if joint_part_only and document.joint_start:
        start, end = document.joint_start, document.joint_end
    return f"{day} {_span(start, end)}".strip()


def joint_rows(document: NoticeDocument) -> list[tuple[str, str]]:
    """When bodies that only take part in the joint part are called (A1)."""
    bodies = [one.name.text for one in document.bodies if one.joint_part_only]
    if not bodies and not document.joint_start:
        return []
    time = _span(document.joint_start, document.joint_end)
    with_whom = f"med {and_list(bodies)}" if bodies else ""
    return [("Gemensam del", " ".join(part for part in (time, with_whom) if part))]


def is_joint_part_only(document: NoticeDocument, body: int | None) -> bool:
    """Whether a body is called to the joint part alone."""
    return any(one.joint_part_only and one.name.body == body for one in document.bodies)


def where(document: NoticeDocument) -> str:
    """Place and form: "Regionhuset, på plats och digitalt"."""
    form = _FORMS.get(document.form, "")
    tells = any(word in document.place.casefold() for word in ("digital", "teams", "zoom"))
    if not document.place:
        return f"{form[:1].upper()}{form[1:]}" or ("Digitalt" if document.link else "")
    return f"{document.place}, {form}" if form and not tells else document.place


def _contact(document: NoticeDocument) -> str:
    one = document.contact
    if one is None:
        return ""
    return ", ".join(part for part in (one.name, one.phone, one.email) if part)


def _day(text: str) -> str:
    return weekday_and_day(dt.date.fromisoformat(text)) if text else ""


def _span(start: str, end: str) -> str:
    one, other = (dt.time.fromisoformat(text) if text else None for text in (start, end))
    return time_span(one, other)
