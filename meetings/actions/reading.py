"""What the meeting's page shows to whom: the frozen version, the live draft, or the agenda alone."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from meetings import access, paper
from meetings.actions import approvers, trees
from meetings.documents import Attachment, Document, Item, from_bytes
from meetings.models import Meeting, Minutes
from meetings.wording import people_of, when_in_words, where_in_words, words_before
from secretariat.lib.dates import day_in_words, local_day
from secretariat.registry.models import User


def document_for(meeting: Meeting, user: User) -> tuple[Document, bool]:
    """The tree this reader may see, and whether it has the text (N7: members see the agenda while it is a draft)."""
    minutes = meeting.minutes
    if not access.may_read_text(user, minutes):
        return _agenda_alone(trees.document_of(meeting)), False
    if minutes.current_version and not minutes.is_draft:
        return from_bytes(bytes(minutes.current_version.content)), True
    return trees.document_of(meeting), True


def _agenda_alone(document: Document) -> Document:
    def bare(item: Item) -> Item:
        return dataclasses.replace(item, blocks=(), left=(), children=tuple(map(bare, item.children)))

    return dataclasses.replace(
        document, items=tuple(map(bare, document.items)), before=(), after=(), attendance=()
    )


def page_of(meeting: Meeting, user: User) -> dict[str, Any]:
    """Context of the meeting's page."""
    document, has_text = document_for(meeting, user)
    minutes = meeting.minutes
    told = facts(document)
    return {
        "meeting": meeting,
        "minutes": minutes,
        "document": document,
        "has_text": has_text,
        "facts": told,
        "decisions": paper.decisions_of(document) if has_text else (),
        "kicker": _kicker(document, has_text=has_text),
        "before": [
            {"key": f"fore-{place}", "printed": one, "children": []}
            for place, one in enumerate(words_before(document, told, document.title), 1)
        ],
        "items": _numbered(document, document.items),
        "after": _numbered(document, document.after),
        "attendance": [people_of(one, document) for one in document.attendance if one.rows],
        "approvers": [one for one in approvers.overview(minutes) if one.approver.removed_at is None],
        "corrections": list(minutes.corrections.select_related("item")),
        "filed_by": minutes.filed_by.filter(removed_at=None).select_related("meeting").first(),
        "files": _files(document) if has_text else [],
        "may_approve": minutes.is_out and access.may_approve(user, minutes),
        "may_finalise": access.may_finalise(user, minutes),
        "may_correct": access.may_correct(user, minutes),
        "may_draft": access.may_draft(user, meeting),
        "may_edit": access.may_edit_meeting(user, meeting),
        "status": status_of(minutes, document),
    }


def _kicker(document: Document, *, has_text: bool) -> str:
    """What kind of paper it is, unless the title says it."""
    word = document.word.indefinite if has_text else "dagordning"
    return "" if paper.contains(document.title, word) else f"{word[:1].upper()}{word[1:]}"


def _numbered(document: Document, items: Sequence[Item]) -> list[dict[str, Any]]:
    """Items arranged as on paper, with the keys that addresses use."""
    printed = paper.items_of(document, items)
    return [
        {
            "key": item.key,
            "printed": one,
            "item": item,
            "children": list(zip(item.children, one.children, strict=True)),
        }
        for item, one in zip(items, printed, strict=True)
    ]


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


def status_of(minutes: Minutes, document: Document) -> tuple[str, str]:
    """State of the minutes as (kind of mark, words); the word agrees with what the body calls its notes."""
    ending = {"plural": "ade", "neuter": "at", "common": "ad"}[document.word.agreement]
    if minutes.state == Minutes.State.APPROVED and minutes.finished_at:
        return "done", f"Juster{ending} {day_in_words(local_day(minutes.finished_at))}"
    if minutes.state == Minutes.State.FINALISED and minutes.finished_at:
        form = {"plural": "Fastställda", "neuter": "Fastställt", "common": "Fastställd"}[
            document.word.agreement
        ]
        return "done", f"{form} {day_in_words(local_day(minutes.finished_at))}"
    if minutes.is_out:
        return "pending", f"Ej juster{ending}, {minutes.get_state_display()}"
    return "draft", f"Utkast – ej juster{ending}" if document.has_approval else "Utkast"
