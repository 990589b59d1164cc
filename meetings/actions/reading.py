"""What the meeting's page shows to whom: the frozen version, the live draft, or the agenda alone."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from meetings import access, paper
from meetings.actions import approvers, trees
from meetings.documents import Attachment, AttendanceList, Attendee, Document, Item, from_bytes
from meetings.models import Attendance, Meeting, Minutes
from secretariat.lib.dates import and_list, day_and_span, day_in_words, local_day, parse_time, time_span
from secretariat.registry.models import User

_FORMS = {"in_person": "fysiskt möte", "digital": "digitalt möte", "hybrid": "på plats och digitalt"}
_ROLES = dict(Attendance.Role.choices)
_STATES = dict(Attendance.State.choices)
_MODES = {"digital": "digitalt", "on_site": "på plats"}
_USUAL = {"member", "substitute", "participant", "guest", "other", ""}


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

    return dataclasses.replace(document, items=tuple(map(bare, document.items)), before=(), after=(), attendance=())


def page_of(meeting: Meeting, user: User) -> dict[str, Any]:
    """Context of the meeting's page."""
    document, has_text = document_for(meeting, user)
    minutes = meeting.minutes
    return {
        "meeting": meeting,
        "minutes": minutes,
        "document": document,
        "has_text": has_text,
        "facts": facts(document),
        "decisions": paper.decisions_of(document) if has_text else (),
        "before": _numbered(document, _worth_printing(document.before)),
        "items": _numbered(document, document.items),
        "after": _numbered(document, document.after),
        "attendance": [attendance_of(one) for one in document.attendance],
        "approvers": [one for one in approvers.overview(minutes) if one.approver.removed_at is None],
        "corrections": list(minutes.corrections.select_related("item")),
        "filed_by": minutes.filed_by.select_related("meeting").first(),
        "files": _files(document) if has_text else [],
        "may_approve": minutes.is_out and access.may_approve(user, minutes),
        "may_finalise": access.may_finalise(user, minutes),
        "may_correct": access.may_correct(user, minutes),
        "may_draft": access.may_draft(user, meeting),
        "may_edit": access.may_edit_meeting(user, meeting),
        "status": status_of(minutes, document),
    }


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


def _worth_printing(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(item for item in items if item.blocks or item.title)


def facts(document: Document) -> list[tuple[str, str]]:
    """När, Var, Ordförande … as rows; what is not known is left out."""
    start, end = parse_time(document.start), parse_time(document.end)
    joint = time_span(parse_time(document.joint_start), parse_time(document.joint_end))
    with_whom = and_list([name.text for name in document.joint_part_bodies])
    place = document.place
    form = _FORMS.get(document.form, "")
    if form and form.split()[0] not in place.lower():
        place = f"{place}, {form}" if place else form[:1].upper() + form[1:]
    return [
        ("När", day_and_span(document.day, start, end)),
        ("Gemensamt", f"{joint} med {with_whom}".strip() if with_whom else joint),
        ("Var", place),
        ("Ordförande", document.chair.text if document.chair else ""),
        ("Sekreterare", document.secretary.text if document.secretary else ""),
    ]


def status_of(minutes: Minutes, document: Document) -> tuple[str, str]:
    """State of the minutes as (kind of mark, words); the word agrees with what the body calls its notes."""
    ending = {"plural": "ade", "neuter": "at", "common": "ad"}[document.word.agreement]
    if minutes.state == Minutes.State.APPROVED and minutes.finished_at:
        return "done", f"Juster{ending} {day_in_words(local_day(minutes.finished_at))}"
    if minutes.state == Minutes.State.FINALISED and minutes.finished_at:
        form = {"plural": "Fastställda", "neuter": "Fastställt", "common": "Fastställd"}[document.word.agreement]
        return "done", f"{form} {day_in_words(local_day(minutes.finished_at))}"
    if minutes.is_out:
        return "pending", f"Ej juster{ending}, {minutes.get_state_display()}"
    return "draft", f"Utkast – ej juster{ending}" if document.has_approval else "Utkast"


def attendance_of(listing: AttendanceList) -> dict[str, Any]:
    """One attendance list in words: mark, who, and what is said of them (A5)."""
    return {
        "heading": listing.heading,
        "body": listing.body.text if listing.body else "",
        "rows": [_attendee(row) for row in listing.rows],
    }


def _attendee(row: Attendee) -> dict[str, str]:
    if row.is_vacant:
        return {"who": f"Vakant, {row.affiliation}".rstrip(", "), "state": "vacant", "said": "Platsen är inte tillsatt"}
    role = _ROLES.get(row.role, "") if row.role not in _USUAL else ""
    party = f" ({row.party})" if row.party else ""
    who = ", ".join(part for part in (row.name.text + party, row.title, row.affiliation, role) if part)
    said = [_STATES[row.state].capitalize() + (f" {_MODES[row.mode]}" if row.mode in _MODES else "")]
    if row.scope:
        said.append(row.scope)
    if row.serves_for:
        said.append(f"tjänstgör för {row.serves_for}")
    if row.substitute:
        said.append(f"ersättare: {row.substitute}")
    return {"who": who, "state": row.state, "said": ", ".join(said)}


