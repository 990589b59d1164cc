"""Read the tree of a kallelse from live rows, in a fixed number of queries; and sent ones from their bytes."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from meetings.documents import Attachment, Letterhead, Name
from meetings.models import AgendaItem, ItemAttachment, ItemPresenter, Meeting, MeetingBody, Notice
from meetings.notice_documents import (
    CalledBody,
    Contact,
    NoticeDocument,
    NoticeItem,
    every_item,
    from_bytes,
)
from secretariat.lib.dates import and_list
from secretariat.registry.models import Letterhead as LetterheadRow
from secretariat.registry.models import User


def tree_of(meeting: Meeting, *, number: int = 1, by: User | None = None, **sent: object) -> NoticeDocument:
    """The meeting as a kallelse of it would be sent now. Four queries beside the meeting with chair and secretary.

    `by` is whom to ask where the meeting has no secretary. `sent` are the fields that belong to the sending: message,
    reply_by, follows_on, changes.
    """
    bodies = list(
        MeetingBody.objects.filter(meeting=meeting)
        .select_related("body__letterhead__organisation")
        .order_by("position", "pk")
    )
    whole = [row for row in bodies if not row.joint_part_only]
    return NoticeDocument(
        meeting=meeting.pk,
        number=number,
        title=meeting.title or and_list([row.body.list_name for row in whole or bodies]) or meeting.heading,
        bodies=tuple(
            CalledBody(Name(row.printed_name or row.body.name, body=row.body_id), row.joint_part_only)
            for row in bodies
        ),
        letterheads=_letterheads(meeting, bodies),
        date=meeting.date.isoformat() if meeting.date else "",
        start=meeting.start_time.strftime("%H:%M") if meeting.start_time else "",
        end=meeting.end_time.strftime("%H:%M") if meeting.end_time else "",
        joint_start=meeting.joint_start.strftime("%H:%M") if meeting.joint_start else "",
        joint_end=meeting.joint_end.strftime("%H:%M") if meeting.joint_end else "",
        place=meeting.place,
        form=meeting.form,
        link=meeting.link,
        chair=_chair(meeting),
        contact=_contact(meeting, by),
        items=_items(meeting),
        **sent,  # type: ignore[arg-type]
    )


def _chair(meeting: Meeting) -> Name | None:
    text = meeting.chair_name or (meeting.chair.name if meeting.chair else "")
    return Name(text, person=meeting.chair_id) if text else None


def _contact(meeting: Meeting, by: User | None) -> Contact | None:
    """The meeting's secretary, else who sends it."""
    person = meeting.secretary or (None if meeting.secretary_name else by and by.person)
    if person:
        return Contact(person.name, person.phone, person.email)
    if meeting.secretary_name:
        return Contact(meeting.secretary_name)
    return Contact(by.name, email=by.email) if by else None


def _letterheads(meeting: Meeting, bodies: Sequence[MeetingBody]) -> tuple[Letterhead, ...]:
    """The meeting's own, where it has one; else those of its bodies, each once, the leading body's first."""
    rows = [meeting.letterhead] if meeting.letterhead else [row.body.letterhead for row in bodies]
    return tuple(_letterhead(one) for one in {row.pk: row for row in rows if row}.values())


def _letterhead(row: LetterheadRow) -> Letterhead:
    return Letterhead(
        organisation=row.organisation.name,
        office=row.office,
        postal_address=row.postal_address,
        visiting_address=row.visiting_address,
        phone=row.phone,
        fax=row.fax,
        org_number=row.org_number,
        plusgiro=row.plusgiro,
        email=row.email,
        web=row.web,
        body_line=row.body_line,
    )


def _items(meeting: Meeting) -> tuple[NoticeItem, ...]:
    rows = list(AgendaItem.objects.standing().filter(meeting=meeting).order_by("position", "pk"))
    presenters: defaultdict[int, list[Name]] = defaultdict(list)
    for one in ItemPresenter.objects.filter(meeting=meeting).order_by("position", "pk"):
        presenters[one.item_id].append(Name(one.text, one.person_id, one.body_id, one.organisation_id))
    attached: defaultdict[int, list[Attachment]] = defaultdict(list)
    for row in (
        ItemAttachment.objects.filter(meeting=meeting).select_related("file").order_by("position", "pk")
    ):
        sha256 = row.file.sha256 if row.file else ""
        attached[row.item_id].append(Attachment(row.kind, row.title, row.url, sha256, row.file_id))
    children: defaultdict[int | None, list[AgendaItem]] = defaultdict(list)
    for item in rows:
        children[item.parent_id].append(item)

    def made(item: AgendaItem) -> NoticeItem:
        return NoticeItem(
            key=item.pk,
            number=item.number,
            title=item.first_line,
            subtitle=item.subtitle,
            purpose=item.purpose,
            presenters=tuple(presenters[item.pk]),
            start=item.planned_start.strftime("%H:%M") if item.planned_start else "",
            minutes=item.planned_minutes or 0,
            proposal=item.proposal.strip(),
            material_due=item.material_due_on.isoformat() if item.material_due_on else "",
            attachments=tuple(attached[item.pk]),
            children=tuple(made(child) for child in children[item.pk]),
        )

    return tuple(
        made(item) for section in AgendaItem.Section for item in children[None] if item.section == section
    )


# Sent


def latest(meeting: Meeting) -> Notice | None:
    """The newest kallelse of a meeting, without its bytes. One query."""
    return Notice.objects.filter(meeting=meeting).defer("content").order_by("-number").first()


def sent_tree(notice: Notice) -> NoticeDocument:
    """What a kallelse said when it was sent."""
    return _frozen(notice.pk, notice.sha256)


@lru_cache(maxsize=128)
def _frozen(pk: int, sha256: str) -> NoticeDocument:
    """The same, read once per process: frozen bytes never change."""
    return from_bytes(bytes(Notice.objects.get(pk=pk, sha256=sha256).content))


def printed_numbers(meeting: Meeting) -> dict[int, str]:
    """Numbers by item as they stand in kallelser that have been sent; they never change again (N1)."""
    return {
        item.key: item.number
        for notice in Notice.objects.filter(meeting=meeting).defer("content")
        for item in every_item(sent_tree(notice))
        if item.number
    }
