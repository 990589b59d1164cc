"""What the pages of an approval show: to the approver the frozen text and its changes, to the secretary the round."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from meetings import paper
from meetings.comparing import TEXT_CHANGED, Comparison, compare, every_item
from meetings.documents import Contribution, Document, Item, from_bytes
from meetings.models import Approver, ChangeRequest, Minutes, MinutesVersion, Reply
from meetings.wording import people_of
from secretariat.lib.dates import and_list
from secretariat.lib.text import joined, plain
from secretariat.lib.waiting import in_words
from secretariat.registry.actions import log
from secretariat.registry.models import LogEntry, User

from . import approvers
from .reading import facts
from .sharing import drawn_up

OPENED = "öppnade för justering"
WORDS_A_MINUTE = 200
_LABEL = re.compile(
    r"^\s*(?:<strong>\s*Beslut(?:et)?\s*[:–-]?\s*</strong>\s*[:–-]?|Beslut(?:et)?\s*[:–-])\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class ShownDecision:
    """A decision as the summary prints it: changed words are marked in `html`."""

    number: str
    html: SafeString
    item: Item
    about: str

    @property
    def is_changed(self) -> bool:
        """Whether words of it are new or gone since the reader's last round."""
        return "<ins>" in self.html or "<del>" in self.html


@dataclass(frozen=True)
class ShownItem:
    """An item arranged as everywhere else, with what differs since last time in words."""

    item: Item
    printed: paper.PaperItem
    changes: tuple[str, ...]
    children: tuple["ShownItem", ...]
    asked_by: tuple[str, ...] = ()

    @property
    def key(self) -> int:
        """The agenda item's id, as in addresses."""
        return self.item.key

    @property
    def is_changed(self) -> bool:
        """Whether anything in it, or in a sub-item, differs."""
        return bool(self.changes) or any(child.is_changed for child in self.children)

    @property
    def change_label(self) -> str:
        """Why it is marked: somebody asked for it, or only that it differs."""
        return (
            f"Ändrat på begäran av {and_list(list(self.asked_by))}"
            if self.asked_by
            else "Ändrat sedan förra omgången"
        )

    @property
    def change_words(self) -> str:
        """What differs beside the marked words, in sentences."""
        return " ".join(f"{one}." for one in self.changes if one != TEXT_CHANGED)

    @property
    def words(self) -> str:
        """How a link names it: punkt 5, avsnittet Ledamöter."""
        if self.printed.number:
            return f"punkt {self.printed.number}"
        return f"avsnittet {self.item.title}" if self.item.title else "avsnittet"


def document_of_version(version: MinutesVersion) -> Document:
    """The tree of a stored version."""
    return from_bytes(bytes(version.content))


def reading_page(
    minutes: Minutes, mine: Approver, *, user: User, only_changed: bool = False
) -> dict[str, Any]:
    """What the approver reads: exactly the frozen version, marked where it differs from the one last opened (C4)."""
    version = minutes.current_version
    if version is None:
        return {"minutes": minutes, "meeting": minutes.meeting, "mine": mine, "version": None}
    document = document_of_version(version)
    seen = last_opened(minutes, user)
    earlier = minutes.versions.filter(number=seen[0]).first() if seen else None
    comparison = compare(document_of_version(earlier), document) if earlier else None
    shown = comparison.document if comparison else document
    items = shown_items(shown, comparison, asked_by=_asked_by(minutes, since=earlier) if earlier else None)
    standing = approvers.overview(minutes)
    return {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "mine": mine,
        "version": version,
        "document": document,
        "items": [one for one in items if one.is_changed] if only_changed else items,
        "only_changed": only_changed,
        "comparison": comparison,
        "places": places_in_words(comparison) if comparison else "",
        "seen_at": seen[1] if seen else None,
        "decisions": decisions_of(shown),
        "facts": facts(document),
        "drawn_up": None if minutes.is_finished else drawn_up(minutes),
        "attendance": [people_of(one, document) for one in document.attendance if one.rows],
        "reading_minutes": reading_minutes(document),
        "days_left": days_left(minutes),
        "standing": [
            one for one in standing if one.approver.removed_at is None and not one.approver.is_reserve
        ],
        "my_standing": next((one for one in standing if one.approver.pk == mine.pk), None),
        "secretary": minutes.meeting.secretary or (minutes.sent_by.person if minutes.sent_by else None),
    }


def places_in_words(comparison: Comparison) -> str:
    """How much has changed: ett ställe, två ställen."""
    number = comparison.places
    return "ett ställe" if number == 1 else f"{in_words(number)} ställen"


def _asked_by(minutes: Minutes, *, since: MinutesVersion) -> dict[int, tuple[str, ...]]:
    """Names of those who have asked for changes of an item since a version was sent, by the item's id."""
    rows = (
        ChangeRequest.objects.filter(
            reply__version__minutes=minutes, reply__version__number__gte=since.number
        )
        .exclude(item=None)
        .exclude(reply__version=minutes.current_version)
        .select_related("reply__approver__person")
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        if row.item_id:
            found[row.item_id] = tuple(
                dict.fromkeys((*found.get(row.item_id, ()), str(row.reply.approver.person)))
            )
    return found


def shown_items(
    document: Document,
    comparison: Comparison | None = None,
    *,
    asked_by: dict[int, tuple[str, ...]] | None = None,
) -> list[ShownItem]:
    """Items of a tree arranged for the page; empty headed sections are left out."""
    asked_by = asked_by or {}
    differs = comparison.items if comparison else {}
    tops = [
        *(one for one in document.before if one.blocks or one.title),
        *document.items,
        *(one for one in document.after if one.blocks or one.title),
    ]
    return [
        _shown(item, printed, differs, asked_by)
        for item, printed in zip(tops, paper.items_of(document, tops), strict=True)
    ]


def _shown(
    item: Item,
    printed: paper.PaperItem,
    differs: dict[int, tuple[str, ...]],
    asked_by: dict[int, tuple[str, ...]],
) -> ShownItem:
    children = tuple(
        _shown(child, one, differs, asked_by)
        for child, one in zip(item.children, printed.children, strict=True)
    )
    return ShownItem(item, printed, differs.get(item.key, ()), children, asked_by.get(item.key, ()))


def decisions_of(document: Document) -> list[ShownDecision]:
    """The meeting's own decisions in reading order, their words as they stand, without the word before them."""
    found = []
    for top in (*document.before, *document.items, *document.after):
        for item in (top, *top.children):
            about = f"punkt {top.number} {item.number if item is not top else ''}".strip()
            places = _places(item)
            for place, (_, records) in enumerate(places):
                for record in records:
                    if record.kind == "decision" and record.is_own:
                        words = joined(html for html, _ in places[place : place + record.spans])
                        html = mark_safe(_LABEL.sub("", words, count=1))  # noqa: S308 – cleaned when it was saved
                        found.append(ShownDecision(record.number, html, item, about if top.number else ""))
    return found


def _places(item: Item) -> list[tuple[str, tuple[Any, ...]]]:
    """Blocks of an item in the order that spans count them: a contribution is a place of its own."""
    places: list[tuple[str, tuple[Any, ...]]] = []
    for block in item.blocks:
        if isinstance(block, Contribution):
            places.append(("", ()))
        inner = block.blocks if isinstance(block, Contribution) else (block,)
        places += [(run.html, run.records) for one in inner for run in one.runs]
    return places


def reading_minutes(document: Document) -> int:
    """How long the text takes to read, in whole minutes, at least one."""
    words = sum(
        len(f"{item.title} {' '.join(plain(html) for html, _ in _places(item))}".split())
        for item in every_item(document)
    )
    return max(1, round(words / WORDS_A_MINUTE))


def days_left(minutes: Minutes, *, today: dt.date | None = None) -> str:
    """In words: Tre dagar kvar, I dag är sista dagen, Två dagar sent."""
    if minutes.approval_deadline is None:
        return ""
    days = (minutes.approval_deadline - (today or timezone.localdate())).days
    if days == 0:
        return "I dag är sista dagen"
    words = f"{in_words(abs(days))} {'dag' if abs(days) == 1 else 'dagar'} {'kvar' if days > 0 else 'sent'}"
    return words[:1].upper() + words[1:]


# What the person has opened before


def last_opened(minutes: Minutes, user: User) -> tuple[int, dt.datetime] | None:
    """Number of the latest earlier version this user opened, and when. None the first time."""
    current = minutes.current_version.number if minutes.current_version else 0
    opened = LogEntry.objects.filter(
        user=user,
        verb=OPENED,
        content_type=ContentType.objects.get_for_model(Minutes),
        object_id=str(minutes.pk),
        detail__version__lt=current,
    ).order_by("-detail__version", "-at")
    entry = opened.first()
    return (entry.detail["version"], entry.at) if entry else None


@transaction.atomic
def note_opened(minutes: Minutes, *, by: User, ip: str | None = None) -> None:
    """Note once per version that an approver has opened it, so that the next version can show what changed (D8)."""
    if minutes.current_version is None:
        return
    number = minutes.current_version.number
    known = LogEntry.objects.filter(
        user=by,
        verb=OPENED,
        content_type=ContentType.objects.get_for_model(Minutes),
        object_id=str(minutes.pk),
        detail__version=number,
    )
    if not known.exists():
        log.write(OPENED, by=by, about=minutes, ip=ip, version=number)


# The secretary's side


def round_of(minutes: Minutes) -> dict[str, Any]:
    """Context of minutes_approval_part.html: who has answered what, wishes, versions, rättelser. Six queries."""
    standing = approvers.overview(minutes)
    requests = list(
        ChangeRequest.objects.filter(reply__version__minutes=minutes)
        .select_related("reply__approver__person", "reply__version")
        .order_by("reply__answered_at", "pk")
    )
    return {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "standing": standing,
        "approved_count": sum(
            1 for one in standing if one.mark == "done" and one.approver.removed_at is None
        ),
        "required_count": sum(
            1 for one in standing if one.approver.removed_at is None and not one.approver.is_reserve
        ),
        "days_left": days_left(minutes) if minutes.is_out else "",
        "open_requests": [one for one in requests if one.handled_at is None],
        "handled_requests": [one for one in requests if one.handled_at],
        "versions": list(
            minutes.versions.order_by("number").only("number", "frozen_at", "sha256", "minutes")
        ),
        "corrections": list(minutes.corrections.order_by("corrected_at")),
        "withdrawn": withdrawn(minutes),
        "filed_by": list(
            minutes.filed_by.select_related("meeting").prefetch_related("meeting__meeting_bodies__body")
        ),
    }


def withdrawn(minutes: Minutes) -> list[str]:
    """Sentences about approvals that no longer hold, since the text has been taken back (C1)."""
    replies = (
        Reply.objects.filter(version__minutes=minutes, answer=Reply.Answer.APPROVED)
        .exclude(version=minutes.current_version_id)
        .select_related("approver__person", "version")
        .order_by("answered_at")
    )
    return [
        f"{one.approver.person} justerade version {one.version.number} den {one.local_time}. "
        "Texten har tagits tillbaka sedan dess."
        for one in replies
    ]
