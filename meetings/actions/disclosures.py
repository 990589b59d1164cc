"""What of a meeting or a matter is allmänna handlingar, what is held back and why, and what is only a draft (D1, D2).

Nothing is given out here: `disclosure_files` does that, of what a person has looked through.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from meetings.models import (
    BacklogItem,
    Confirmation,
    ItemAttachment,
    Matter,
    Meeting,
    Minutes,
    Notice,
)
from secretariat.lib.dates import local_day
from secretariat.registry.actions.file_texts import texts_of
from secretariat.registry.models import StoredFile

from . import disclosure_letters
from .disclosure_letters import Batch
from .masking import Mask
from .notice_trees import sent_tree
from .printing import tree_of

_DRAWN_UP, _RECEIVED, _SENT = "upprättad", "inkommen", "expedierad"
_UNKNOWN = "Status är inte satt. Pröva om det är en allmän handling."
_OFFICE = "Förvaras bara hos sekretariatet. Pröva innan den lämnas ut."
_NAMED = "Nämner någon med skyddade personuppgifter. Maskera en kopia för hand, eller pröva."
_UNREAD = (
    "Texten går inte att läsa av Sekretariatet. Läs den själv: ingen med skyddade personuppgifter får nämnas."
)


@dataclass(frozen=True)
class Record:
    """A document: what it is, and why it is held back (`why`), if it is. `is_masked` where names are hidden in it."""

    title: str
    kind: str
    status: str
    day: dt.date | None
    size: int = 0
    stored: StoredFile | None = None
    minutes: Minutes | None = None
    notice: Notice | None = None
    where: str = ""
    case_number: str = ""
    secrecy: str = ""
    why: str = ""
    is_masked: bool = False
    letters: tuple[int, ...] = ()

    @property
    def key(self) -> int:
        """The stored file's id, by which a person lets it out; 0 for what is printed from a tree."""
        return self.stored.pk if self.stored else 0

    @property
    def may_be_released(self) -> bool:
        """Held back, but a person may let it out after examination."""
        return bool(self.why) and self.stored is not None


@dataclass(frozen=True)
class Found:
    """All that was found of a meeting or a matter. `drafts` are titles of what is no allmän handling yet."""

    about: Meeting | Matter
    given: tuple[Record, ...]
    withheld: tuple[Record, ...]
    drafts: tuple[str, ...]

    @property
    def masks(self) -> int:
        """How many papers have to be printed anew, with names hidden."""
        return sum(one.is_masked for one in self.given)


class _File(NamedTuple):
    """A stored file that may belong here. `is_out`: it has left the office; None where nobody has said.

    `usual` is the status that is said of it where it has none of its own.
    """

    stored: StoredFile
    title: str
    where: str
    is_out: bool | None
    usual: str = ""


def of_meeting(meeting: Meeting) -> Found:
    """A meeting's own: minutes, kallelser, files of its points, what the parties decided on its decisions, letters."""
    mask, drafts = Mask(), list[str]()
    notices = list(Notice.objects.filter(meeting=meeting).select_related("pdf").order_by("number"))
    records = [
        *_of_minutes(_minutes(Q(meeting=meeting)), mask, drafts),
        *(_of_notice(one, mask) for one in notices),
    ]
    extracts = _extracts(Q(recipient__inquiry__confirmation_request__decision__meeting=meeting))
    files = [*_attachments(Q(meeting=meeting), of_one=True), *extracts]
    letters = _of_letters(disclosure_letters.of_meeting(meeting), mask)
    return _found(meeting, [*records, *_of_files(files, mask, drafts), *letters], drafts)


def of_matter(matter: Matter) -> Found:
    """A matter's: its documents, the minutes of meetings that took it up with the files of its points, the parties'
    decisions, letters, and what apps above keep of it (`settings.RECORD_SOURCES`).
    """
    mask, drafts = Mask(), list[str]()
    items = Q(pk__in=matter.items.values("meeting")) | Q(pk__in=matter.decisions.values("meeting"))
    meetings = Meeting.objects.filter(items)
    records = list(_of_minutes(_minutes(Q(meeting__in=meetings)), mask, drafts))
    own = matter.files.select_related("file__owner")
    sent_in = BacklogItem.objects.filter(matter=matter).exclude(file=None).select_related("file__owner")
    points = Q(item__matter=matter) | Q(item__in=matter.decisions.values("item"))
    files = [
        *(_File(one.file, str(one.file), "", is_out=None) for one in own),
        *(
            _File(one.file, str(one.file), "Anmäld fråga", is_out=True, usual=_RECEIVED)
            for one in sent_in
            if one.file
        ),
        *_attachments(points, of_one=False),
        *_extracts(Q(recipient__inquiry__confirmation_request__decision__matter=matter)),
        *(_File(stored, title, where, is_out=None) for stored, title, where in _from_above(matter)),
    ]
    letters = _of_letters(disclosure_letters.of_matter(matter), mask)
    return _found(matter, [*records, *_of_files(files, mask, drafts), *letters], drafts)


def _from_above(matter: Matter) -> Iterator[tuple[StoredFile, str, str]]:
    """What apps above keep of a matter: file, title, where it belongs."""
    for path in settings.RECORD_SOURCES:
        yield from import_string(path)(matter)


def _found(about: Meeting | Matter, records: Iterable[Record], drafts: Sequence[str]) -> Found:
    every = list(records)
    return Found(
        about,
        given=tuple(one for one in every if not one.why),
        withheld=tuple(one for one in every if one.why),
        drafts=tuple(drafts),
    )


def _minutes(condition: Q) -> QuerySet[Minutes]:
    rows = Minutes.objects.filter(condition).order_by("meeting__date", "pk")
    return rows.select_related("meeting", "word", "current_version", "pdf").prefetch_related(
        "corrections", "meeting__meeting_bodies__body"
    )


def _of_minutes(rows: Iterable[Minutes], mask: Mask, drafts: list[str]) -> Iterator[Record]:
    """Finished minutes; others are drafts, also those that are out for approval."""
    for minutes in rows:
        title = f"{str(minutes.word).capitalize()} {minutes.meeting}"
        if not minutes.is_finished or minutes.finished_at is None:
            drafts.append(title)
            continue
        tree = tree_of(minutes)
        hidden = mask.tree(tree)
        corrections = [f"{one.old_text} {one.new_text} {one.reason}" for one in minutes.corrections.all()]
        is_masked = hidden != tree or any(mask.words(one) != one for one in corrections)
        yield Record(
            mask.words(title), str(minutes.word), _DRAWN_UP, local_day(minutes.finished_at),
            size=minutes.pdf.size if minutes.pdf else 0, minutes=minutes, is_masked=is_masked,
        )  # fmt: skip


def _of_notice(notice: Notice, mask: Mask) -> Record:
    tree = sent_tree(notice)
    return Record(
        notice.kind_in_words, "kallelse", _SENT, local_day(notice.sent_at),
        size=notice.pdf.size if notice.pdf else 0, notice=notice, is_masked=mask.tree(tree) != tree,
    )  # fmt: skip


def _of_letters(batches: Iterable[Batch], mask: Mask) -> Iterator[Record]:
    """What has gone out by e-mail, as it was written."""
    for one in batches:
        where = f"Till {len(one.letters)} mottagare"
        yield Record(
            mask.words(one.subject), "e-brev", _SENT, one.day, size=one.size, where=where, letters=one.letters
        )


def _attachments(condition: Q, *, of_one: bool) -> list[_File]:
    """Files of points. They have left the office when the kallelse went or the minutes were finished."""
    sent = Exists(Notice.objects.filter(meeting=OuterRef("meeting")))
    rows = (
        ItemAttachment.objects.filter(condition, kind="file", item__removed_at=None)
        .annotate(was_sent=sent)
        .select_related("file__owner", "item__parent", "meeting__minutes")
        .prefetch_related("meeting__meeting_bodies__body")
        .order_by("meeting__date", "item__position", "position", "pk")
    )
    return [
        _File(
            one.file,
            one.title,
            one.item.label if of_one else f"{one.item.label}, {one.meeting}",
            is_out=one.was_sent or one.meeting.minutes.is_finished,
            usual=_SENT if one.was_sent else _DRAWN_UP,
        )
        for one in rows
        if one.file
    ]


def _extracts(condition: Q) -> list[_File]:
    """What the parties have sent in of their own decisions (K3)."""
    rows = (
        Confirmation.objects.exclude(extract=None)
        .filter(condition)
        .select_related("extract__owner", "recipient__organisation")
        .order_by("pk")
    )
    return [
        _File(
            one.extract,
            f"Beslut av {one.recipient.organisation}",
            "Parternas beslut",
            is_out=True,
            usual=_RECEIVED,
        )
        for one in rows
        if one.extract
    ]


def _of_files(files: Iterable[_File], mask: Mask, drafts: list[str]) -> Iterator[Record]:
    """Each stored file once, with why it is held back, if it is."""
    once = {one.stored.pk: one for one in reversed(list(files))}
    found = list(reversed(once.values()))
    texts = texts_of(one.stored for one in found) if mask.is_needed else {}
    for stored, title, where, is_out, usual in found:
        if stored.record_status == StoredFile.Status.DRAFT or (not stored.record_status and is_out is False):
            drafts.append(title)
            continue
        yield Record(
            mask.words(title),
            stored.record_kind or "bilaga",
            stored.get_record_status_display() if stored.record_status else usual,
            local_day(stored.uploaded_at),
            size=stored.size,
            stored=stored,
            where=mask.words(where),
            case_number=stored.case_number,
            secrecy=stored.secrecy,
            why=_why(stored, title, mask, texts, is_known=bool(stored.record_status) or is_out is True),
        )


def _why(stored: StoredFile, title: str, mask: Mask, texts: dict[str, str], *, is_known: bool) -> str:
    """Why a file is held back until somebody has examined it; nothing where it is not."""
    if stored.secrecy:
        return f"Sekretess, {stored.secrecy}"
    if stored.circle == StoredFile.Circle.SECRETARIAT:
        return _OFFICE
    if not is_known:
        return _UNKNOWN
    if mask.is_needed:
        text = texts.get(stored.sha256, "")
        if mask.words(f"{title} {stored.name} {text}") != f"{title} {stored.name} {text}":
            return _NAMED
        return "" if text.strip() else _UNREAD
    return ""
