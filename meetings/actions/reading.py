"""What the meeting's page shows to whom: the frozen version, the live draft, or the agenda alone."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from meetings import access, markup, paper
from meetings.actions import approvers, board, notice_trees, sharing, superseded, trees
from meetings.actions.immediate_words import bound_in, in_force
from meetings.documents import Attachment, Document, Item, Word, from_bytes
from meetings.models import (
    AgendaItem,
    Correction,
    DrawnUp,
    Invitee,
    ItemRole,
    Mask,
    Meeting,
    Minutes,
    MinutesVersion,
    Notice,
    Publication,
)
from meetings.notice_comparing import changes
from meetings.notice_paper import PrintedChange, printed_changes
from meetings.wording import people_of, when_in_words, where_in_words, words_before
from secretariat.lib.dates import day_in_words, local_day
from secretariat.lib.markup import joined
from secretariat.lib.statements import Statement, Things
from secretariat.registry.models import User


@dataclass(frozen=True)
class Shown:
    """A document as the page prints it: the facts on top, the text as markup, and what leads into it."""

    title: str
    kicker: str
    bodies: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    text: SafeString
    has_decisions: bool
    has_attendance: bool
    points: SafeString
    extracts: SafeString
    files: tuple[tuple[Attachment, str], ...]
    word: Word
    has_approval: bool
    year_item: int | None


def shown(document: Document, *, has_text: bool = True, changed: Sequence[PrintedChange] = ()) -> Shown:
    """Print a document once, for the page. `changed` is what differs from the kallelse, marked at each point (A10)."""
    told = facts(document)
    decisions = paper.decisions_of(document) if has_text else ()
    attendance = [people_of(one, document) for one in document.attendance if one.rows]
    before = enumerate(words_before(document, told, document.title), 1)
    text = render_to_string(
        "meetings/_minutes_text.html",
        {
            "decisions": decisions,
            "attendance": attendance,
            "attendance_first": document.attendance_first,
            "points": joined(
                (
                    *(markup.point(f"fore-{place}", one) for place, one in before),
                    *_points(document, document.items, changed),
                    *_points(document, document.after, changed),
                )
            ),
        },
    )
    return Shown(
        title=document.title,
        kicker=_kicker(document, has_text=has_text),
        bodies=tuple(body.text for body in document.bodies),
        facts=tuple(told),
        text=text,
        has_decisions=bool(decisions),
        has_attendance=bool(attendance),
        points=markup.contents(document.items),
        extracts=markup.extracts(document.meeting, document.items) if has_text else SafeString(""),
        files=tuple(_files(document)) if has_text else (),
        word=document.word,
        has_approval=document.has_approval,
        year_item=_year_item(document.items),
    )


def _year_item(items: Sequence[Item]) -> int | None:
    """The point about the year, under which members propose dates (domain 6.1)."""
    every = (one for item in items for one in (item, *item.children))
    return next((one.key for one in every if one.role == ItemRole.YEAR_WHEEL), None)


# Kept in each process: the 128 versions last read, some 100 kB each. No entry can be stale, since the key holds the
# checksum of bytes that the database refuses to change; none belongs to a reader, since nothing but those bytes goes in
# and who may read is asked before. What may change later (rättelser, who has approved, files) stands outside.
@lru_cache(maxsize=128)
def frozen(version: int, sha256: str) -> Shown:
    """What a frozen version looks like, printed once."""
    return shown(from_bytes(bytes(MinutesVersion.objects.get(pk=version, sha256=sha256).content)))


# As above: a masked copy never changes, and its checksum is in the key.
@lru_cache(maxsize=64)
def masked(publication: int, sha256: str) -> Shown:
    """What a masked copy looks like, printed once."""
    return shown(from_bytes(bytes(Publication.objects.get(pk=publication, sha256=sha256).content or b"")))


def published(publication: Publication, minutes: Minutes) -> Shown | None:
    """What everybody reads: the masked copy where there is one, else the frozen version."""
    if publication.is_masked:
        return masked(publication.pk, publication.sha256)
    version = minutes.current_version
    return frozen(version.pk, version.sha256) if version else None


def shown_to(user: User, meeting: Meeting, changed: Sequence[PrintedChange] = ()) -> tuple[Shown, bool]:
    """What this reader may see, and whether it has the text (N7: members see the agenda while it is a draft)."""
    minutes = meeting.minutes
    if not access.may_read_text(user, minutes):
        agenda = _agenda_alone(trees.document_of(meeting))
        return shown(agenda, has_text=False, changed=changed), False
    if minutes.current_version and not minutes.is_draft:
        return frozen(minutes.current_version.pk, minutes.current_version.sha256), True
    return shown(trees.document_of(meeting), changed=changed), True


def _standing(minutes: Minutes) -> tuple[approvers.Standing, ...]:
    """Who approves and has done so, by the names they have today."""
    if minutes.is_draft:
        return ()
    return tuple(one for one in approvers.overview(minutes) if one.approver.removed_at is None)


def _of_page(meeting: int) -> QuerySet[Meeting]:
    """The meeting with what its page prints, and whether there is what most meetings never get."""
    minutes = OuterRef("minutes")
    return (
        Meeting.objects.filter(pk=meeting)
        .select_related("minutes__word", "minutes__current_version", "minutes__pdf", "chair", "secretary")
        .defer("minutes__current_version__content")
        .annotate(
            has_notice=Exists(Notice.objects.filter(meeting=OuterRef("pk"))),
            has_bound=Exists(in_force(OuterRef("pk"))),
            is_drawn_up=Exists(DrawnUp.objects.filter(minutes=minutes)),
            has_masks=Exists(Mask.objects.filter(minutes=minutes)),
            has_corrections=Exists(Correction.objects.filter(minutes=minutes)),
            is_filed=Exists(_filing(minutes)),
        )
    )


def _filing(minutes: Any) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.standing().filter(files_minutes=minutes).order_by("pk")


MEETINGS = Things(_of_page)


class _Correction(NamedTuple):
    pk: int
    corrected_at: dt.datetime


_CORRECTIONS = Statement(
    _Correction, lambda minutes: Correction.objects.filter(minutes=minutes).order_by("corrected_at")
)


def _agenda_alone(document: Document) -> Document:
    def bare(item: Item) -> Item:
        return dataclasses.replace(item, blocks=(), left=(), children=tuple(map(bare, item.children)))

    items = tuple(map(bare, document.items))
    return dataclasses.replace(document, items=items, before=(), after=(), attendance=())


def page_of(meeting: Meeting, user: User) -> dict[str, Any]:
    """Context of the page of one of `MEETINGS`. What only some have is asked for only where it is there."""
    minutes = meeting.minutes
    trees.fetch_bodies(meeting)
    has: dict[str, bool] = vars(meeting)  # what `_of_page` annotates
    notice = notice_trees.latest(meeting) if has["has_notice"] else None
    changed = _changed_since(notice, meeting) if notice and minutes.is_draft else ()
    document, has_text = shown_to(user, meeting, changed)
    finished = minutes.is_finished
    posts = finished and bool(board.bodies_that_post(meeting))
    return {
        "meeting": meeting,
        "minutes": minutes,
        "document": document,
        "has_text": has_text,
        "approvers": _standing(minutes),
        "drawn_up": sharing.drawn_up(minutes) if has_text and not finished and has["is_drawn_up"] else None,
        "corrections": _CORRECTIONS.of(minutes.pk) if finished and has["has_corrections"] else [],
        "filed_by": _filing(minutes).select_related("meeting").first()
        if finished and has["is_filed"]
        else None,
        "may_approve": minutes.is_out and access.may_approve(user, minutes),
        "may_finalise": access.may_finalise(user, minutes),
        "may_correct": access.may_correct(user, minutes),
        "may_publish": finished and access.may_publish(user, meeting),
        "may_draft": access.may_draft(user, meeting),
        "may_edit": access.may_edit_meeting(user, meeting),
        "may_call": minutes.is_draft and access.may_call(user, meeting),
        "notice": notice,
        "own": _own_invitation(meeting, user) if notice and minutes.is_draft else None,
        "changed": changed,
        "at_once": bound_in(meeting.pk) if has_text and has["has_bound"] else [],
        "board": board.standing_notice(minutes) if posts else None,
        "may_post": posts and access.may_send(user, minutes),
        "reworked": superseded.latest(minutes) if minutes.is_reworked else None,
        "unlocked_before": superseded.latest(minutes) if finished else None,
        "may_unlock": (finished or minutes.is_reworked) and access.may_correct(user, minutes),
        "status": status_of(minutes, document.word, has_approval=document.has_approval),
    }


def _own_invitation(meeting: Meeting, user: User) -> Invitee | None:
    """The reader's own row among the called, to answer on."""
    if user.person_id is None:
        return None
    rows = Invitee.objects.filter(meeting=meeting, person=user.person_id, removed_at=None)
    return rows.exclude(capacity=Invitee.Capacity.COPY).select_related("seat").first()


def _changed_since(notice: Notice, meeting: Meeting) -> tuple[PrintedChange, ...]:
    """What a reader of the kallelse must know, until the meeting's day is past."""
    if meeting.date and meeting.date < timezone.localdate():
        return ()
    return printed_changes(changes(notice_trees.sent_tree(notice), notice_trees.tree_of(meeting)))


def _kicker(document: Document, *, has_text: bool) -> str:
    """What kind of paper it is, unless the title says it."""
    word = document.word.indefinite if has_text else "dagordning"
    return "" if paper.contains(document.title, word) else f"{word[:1].upper()}{word[1:]}"


def _points(
    document: Document, items: Sequence[Item], changed: Sequence[PrintedChange]
) -> Iterator[SafeString]:
    """Items arranged as on paper, under the keys that addresses use, with what is changed in each."""
    for item, printed in zip(items, paper.items_of(document, items), strict=True):
        children = [(child.key, one) for child, one in zip(item.children, printed.children, strict=True)]
        own = (item.key, *(child.key for child in item.children))
        changes_here = [one for one in changed if not one.is_removed and one.item in own]
        yield markup.point(item.key, printed, children, changes_here)


def _files(document: Document) -> list[tuple[Attachment, str]]:
    """Stored files and links of the meeting, with the number of the item each belongs to."""
    found: list[tuple[Attachment, str]] = []
    for item in document.items:
        for one in (item, *item.children):
            found += [(file, item.number) for file in one.attachments if file.file or file.url]
    return found


def facts(document: Document) -> list[tuple[str, str]]:
    """När, Var, Ordförande, Sekreterare as rows; what is not known is left out by the page."""
    return [
        ("När", when_in_words(document)),
        ("Var", where_in_words(document)),
        ("Ordförande", document.chair.text if document.chair else ""),
        ("Sekreterare", document.secretary.text if document.secretary else ""),
    ]


def status_of(minutes: Minutes, word: Word, *, has_approval: bool) -> tuple[str, str]:
    """State of the minutes as (kind of mark, words); the word agrees with what the body calls its notes."""
    ending = {"plural": "ade", "neuter": "at", "common": "ad"}[word.agreement]
    if minutes.state == Minutes.State.APPROVED and minutes.finished_at:
        return "done", f"Juster{ending} {day_in_words(local_day(minutes.finished_at))}"
    if minutes.state == Minutes.State.FINALISED and minutes.finished_at:
        form = {"plural": "Fastställda", "neuter": "Fastställt", "common": "Fastställd"}[word.agreement]
        return "done", f"{form} {day_in_words(local_day(minutes.finished_at))}"
    if minutes.is_out:
        return "pending", f"Ej juster{ending}, {minutes.get_state_display()}"
    return "draft", f"Utkast – ej juster{ending}" if has_approval else "Utkast"
