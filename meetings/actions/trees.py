"""Read the document tree from live rows, in a number of queries that does not depend on the size of the meeting."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import Prefetch

from meetings.documents import (
    Attachment,
    AttendanceList,
    Attendee,
    Block,
    Contribution,
    Document,
    Item,
    Letterhead,
    Name,
    Paragraph,
    Record,
    Run,
    Word,
)
from meetings.models import AgendaItem, ItemBlock, Meeting, MeetingBody
from meetings.models.records import RecordRow, records_of
from secretariat.lib.dates import and_list, clock
from secretariat.lib.statements import Things, attach, is_attached
from secretariat.registry.models import Letterhead as Letterheads

from .tree_rows import (
    ATTACHMENTS,
    ATTENDANCE,
    BLOCKS,
    GUESTS,
    ITEMS,
    PRESENTERS,
    AttendanceRow,
    BlockRow,
    ItemRow,
)


class _OfItem(Protocol):
    @property
    def item_id(self) -> int: ...


_Row = TypeVar("_Row", bound=_OfItem)


def with_bodies() -> Prefetch:
    """For `prefetch_related`: a meeting's bodies, the leading one first."""
    return Prefetch("meeting_bodies", MeetingBody.objects.select_related("body").order_by("position", "pk"))


_BODIES = Things(
    lambda meeting: (
        MeetingBody.objects.filter(meeting=meeting).select_related("body").order_by("position", "pk")
    )
)


def fetch_bodies(meeting: Meeting) -> None:
    """One meeting's bodies, the leading one first, unless they have been fetched with it."""
    if not is_attached(meeting, "meeting_bodies"):
        attach(meeting, "meeting_bodies", _BODIES.of(meeting.pk))


def document_of(meeting: Meeting) -> Document:
    """The meeting as it stands now. At most eight queries beside the meeting, its minutes and the word for them.

    Bodies that have been fetched with the meeting are not asked for again.
    """
    fetch_bodies(meeting)
    bodies = meeting.meeting_bodies_in_order
    rows = ITEMS.of(meeting.pk)
    tree = _Items(meeting, rows)
    word = meeting.minutes.word
    leading = bodies[0].body if bodies else None
    return Document(
        meeting=meeting.pk,
        word=Word(word.indefinite, word.definite, word.agreement),
        title=meeting.title or _title(word.indefinite, bodies, meeting.date),
        bodies=tuple(_body_name(row) for row in bodies if not row.joint_part_only),
        joint_part_bodies=tuple(_body_name(row) for row in bodies if row.joint_part_only),
        letterhead=_letterhead(meeting, bodies),
        date=meeting.date.isoformat() if meeting.date else "",
        start=_clock(meeting.start_time),
        end=_clock(meeting.end_time),
        joint_start=_clock(meeting.joint_start),
        joint_end=_clock(meeting.joint_end),
        place=meeting.place,
        form=meeting.form,
        chair=_person(meeting.chair_name, meeting.chair_id, str(meeting.chair) if meeting.chair else ""),
        secretary=_person(
            meeting.secretary_name, meeting.secretary_id, str(meeting.secretary) if meeting.secretary else ""
        ),
        layout=leading.layout if leading else "item_note",
        attendance_first=leading.attendance_first if leading else False,
        has_approval=any(row.body.has_approval for row in bodies if not row.joint_part_only),
        before=tree.section(AgendaItem.Section.BEFORE),
        items=tree.section(AgendaItem.Section.ITEMS),
        after=tree.section(AgendaItem.Section.AFTER),
        attendance=_attendance(meeting, bodies, rows, tree.left),
    )


def _title(word: str, bodies: Sequence[MeetingBody], date: dt.date | None) -> str:
    names = and_list([row.body.list_name for row in bodies if not row.joint_part_only])
    return f"{word[:1].upper()}{word[1:]} {names}".strip()


def _clock(time: dt.time | None) -> str:
    return time.strftime("%H:%M") if time else ""


def _person(printed: str, person: int | None, name: str) -> Name | None:
    text = printed or name
    return Name(text, person=person) if text else None


def _body_name(row: MeetingBody) -> Name:
    return Name(row.printed_name or row.body.name, body=row.body_id)


def _letterhead(meeting: Meeting, bodies: Sequence[MeetingBody]) -> Letterhead:
    """The meeting's own, where it has one; else that of the first of its bodies."""
    bodies_heads = (row.body.letterhead_id for row in bodies if row.body.letterhead_id)
    key = meeting.letterhead_id or next(bodies_heads, None)
    head = Letterheads.objects.select_related("organisation").filter(pk=key).first() if key else None
    if head is None:
        return Letterhead()
    return Letterhead(
        organisation=head.organisation.name,
        office=head.office,
        postal_address=head.postal_address,
        visiting_address=head.visiting_address,
        phone=head.phone,
        fax=head.fax,
        org_number=head.org_number,
        plusgiro=head.plusgiro,
        email=head.email,
        web=head.web,
        body_line=head.body_line,
    )


class _Items:
    """The rows of a meeting's agenda and text, gathered once, put together as a tree."""

    def __init__(self, meeting: Meeting, rows: Sequence[ItemRow]) -> None:
        self.rows = rows
        self.children: defaultdict[int | None, list[ItemRow]] = defaultdict(list)
        for row in rows:
            self.children[row.parent_id].append(row)
        self.presenters = _by_item(PRESENTERS.of(meeting.pk))
        self.attachments = _by_item(ATTACHMENTS.of(meeting.pk))
        self.records: defaultdict[int, list[RecordRow]] = defaultdict(list)
        self.left: defaultdict[int, list[Name]] = defaultdict(list)
        for record in records_of(meeting.pk):
            self.records[record.item].append(record)
            if record.kind == "interest_conflict" and record.who:
                self.left[record.item].append(Name(record.who))
        self.blocks = _by_item(BLOCKS.of(meeting.pk))

    def section(self, section: str) -> tuple[Item, ...]:
        """Top-level items of a section, with their sub-items."""
        return tuple(self.item(row) for row in self.children[None] if row.section == section)

    def item(self, row: ItemRow) -> Item:
        """One item with everything in it."""
        first_line, _, subtitle = row.title.partition("\n")
        return Item(
            key=row.pk,
            number=row.number,
            title=first_line,
            subtitle=subtitle,
            role=row.role,
            purpose=row.purpose,
            presenters=tuple(
                Name(one.text, one.person_id, one.body_id, one.organisation_id)
                for one in self.presenters[row.pk]
            ),
            chair=row.chair,
            left=tuple(self.left[row.pk]),
            blocks=blocks_of(self.blocks[row.pk], self.records[row.pk]),
            attachments=tuple(
                Attachment(one.kind, one.title, one.url, one.sha256 or "", one.file_id)
                for one in self.attachments[row.pk]
            ),
            children=tuple(self.item(child) for child in self.children[row.pk]),
        )


def _by_item(rows: Iterable[_Row]) -> defaultdict[int, list[_Row]]:
    found: defaultdict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


def blocks_of(blocks: Iterable[BlockRow | ItemBlock], records: Iterable[RecordRow]) -> tuple[Block, ...]:
    """Standing blocks of one item, in order, as paragraphs and contributions."""
    inside: defaultdict[UUID | None, list[BlockRow | ItemBlock]] = defaultdict(list)
    for block in blocks:
        inside[block.parent_id].append(block)
    ordered = [block for top in inside[None] for block in (top, *inside[top.pk])]
    at = {block.pk: place for place, block in enumerate(ordered)}
    marks: defaultdict[UUID, list[Record]] = defaultdict(list)
    for row in records:
        if row.block in at:
            marks[row.block].append(_record(row, at))
    return tuple(_paragraphs(inside[None], marks, inside))


def _paragraphs(
    blocks: Sequence[BlockRow | ItemBlock],
    marks: dict[UUID, list[Record]],
    inside: dict[UUID | None, list[BlockRow | ItemBlock]],
) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        if block.kind == "contribution":
            said = [
                one for one in _paragraphs(inside.get(block.pk, []), marks, {}) if isinstance(one, Paragraph)
            ]
            found.append(
                Contribution(str(block.pk), block.label, _contributor(block), block.label_break, tuple(said))
            )
            continue
        run = Run(str(block.pk), block.html, tuple(marks.get(block.pk, ())))
        before = found[-1] if found else None
        if block.runs_on and isinstance(before, Paragraph):
            found[-1] = Paragraph(before.kind, (*before.runs, run), before.level)
        else:
            found.append(Paragraph(block.kind, (run,), block.level))  # type: ignore[arg-type]
    return found


def _contributor(block: BlockRow | ItemBlock) -> Name:
    return Name(
        block.party_name or block.label,
        person=block.person_id,
        body=block.body_id,
        organisation=block.organisation_id,
    )


def _record(row: RecordRow, at: dict[UUID, int]) -> Record:
    last = at.get(row.last_block, at[row.block]) if row.last_block else at[row.block]
    return Record(
        kind=row.kind,  # type: ignore[arg-type]
        key=str(row.key),
        spans=max(1, last - at[row.block] + 1),
        number=row.number,
        subkind=row.subkind,
        is_own=row.is_own,
        by=row.by,
        as_proposed=row.as_proposed,
        who=row.who,
        due=row.due,
        to=(row.to,) if row.to else (),
    )


def _attendance(
    meeting: Meeting,
    bodies: Sequence[MeetingBody],
    items: Sequence[ItemRow],
    left: Mapping[int, Sequence[Name]],
) -> tuple[AttendanceList, ...]:
    rows = ATTENDANCE.of(meeting.pk)
    guest_items: defaultdict[int, list[int]] = defaultdict(list)
    for attendance, item in GUESTS.of(meeting.pk):
        guest_items[attendance].append(item)
    by_key = {row.pk: row for row in rows}
    order = {row.pk: place for place, row in enumerate(items)}
    plain_numbers = {row.pk: row.number for row in items}
    numbers = {
        row.pk: f"{plain_numbers.get(row.parent_id, '')} {row.number}".strip()
        if row.parent_id
        else row.number
        for row in items
    }
    names = {row.body_id: _body_name(row) for row in bodies}
    out_at: defaultdict[str, list[str]] = defaultdict(list)
    for point in items:
        for name in left.get(point.pk, ()):
            out_at[name.text].append(numbers[point.pk])
    lists: dict[tuple[int | None, str], list[Attendee]] = {}
    for row in rows:
        said = [
            numbers[key]
            for key in sorted(guest_items[row.pk], key=lambda key: order.get(key, 0))
            if key in numbers
        ]
        told = _attendee(row, said, numbers, by_key)
        if out := out_at.get(row.name):
            scope = [part for part in (told.scope, f"inte vid punkt {and_list(out)} på grund av jäv") if part]
            told = dataclasses.replace(told, scope=", ".join(scope))
        lists.setdefault((row.body_id, row.list_heading), []).append(told)
    return tuple(
        AttendanceList(heading, names.get(body) if body else None, tuple(people))
        for (body, heading), people in lists.items()
    )


def _attendee(
    row: AttendanceRow, said: list[str], numbers: dict[int, str], rows: dict[int, AttendanceRow]
) -> Attendee:
    scope = [f"punkt {and_list(said)}"] if said else []
    if row.from_item_id:
        scope.append(f"från punkt {numbers.get(row.from_item_id, '')}".strip())
    if row.from_time:
        scope.append(f"från kl. {clock(row.from_time)}")
    if row.to_item_id:
        scope.append(f"till punkt {numbers.get(row.to_item_id, '')}".strip())
    if row.to_time:
        scope.append(f"till kl. {clock(row.to_time)}")
    served = rows.get(row.serves_for_id) if row.serves_for_id else None
    return Attendee(
        name=Name(row.name, person=row.person_id, organisation=row.organisation_id),
        is_vacant=not row.name,
        title=row.title,
        affiliation=row.affiliation,
        party=row.political_party,
        role=row.role,
        state=row.state,
        mode=row.mode,
        scope=", ".join(scope),
        serves_for=served.name if served else "",
        substitute=row.substitute_name,
    )
