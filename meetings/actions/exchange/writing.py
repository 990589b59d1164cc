"""A meeting's rows as the exchange format. What may have been renamed since is told as the frozen version has it."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from meetings.actions.printing import tree_of
from meetings.actions.tree_rows import ITEMS
from meetings.documents import Document, Item, Letterhead, Name
from meetings.models import (
    AgendaItem,
    Approver,
    Attendance,
    Correction,
    ItemAttachment,
    ItemBlock,
    ItemPresenter,
    Meeting,
    Minutes,
)
from meetings.models.records import RecordRow, records_of
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .record_fields import fields_of, rows_behind
from .register_rows import Registers

FORMAT, VERSION = "sekretariatet-mote", 1
Json = dict[str, Any]


def file_name(meeting: Meeting) -> str:
    """What the file is called: mote-2026-03-18.json."""
    return f"mote-{meeting.date.isoformat()}.json" if meeting.date else f"mote-{meeting.pk}.json"


def fetch(meeting: Meeting, *, by: User) -> bytes:
    """The file for somebody, written in the log: it says who has protected data."""
    log.write("hämtade mötet som utbytesfil", by=by, about=meeting)
    return bytes_of(meeting)


def bytes_of(meeting: Meeting) -> bytes:
    """The file: UTF-8, readable by people too. The same meeting gives the same bytes."""
    return (json.dumps(exported(meeting), ensure_ascii=False, indent=1) + "\n").encode()


def exported(meeting: Meeting) -> Json:
    """The meeting in the exchange format, in a number of queries that does not depend on its size."""
    return _Writer(meeting).whole()


class _Writer:
    """The rows of one meeting, read once."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.minutes = Minutes.objects.select_related("word", "current_version", "meeting").get(
            meeting=meeting
        )
        self.tree: Document = tree_of(self.minutes)
        self.registers = Registers()
        self.chairs = {one.key: one.chair for one in _every(self.tree)}
        order = {row.pk: place for place, row in enumerate(ITEMS.of(meeting.pk))}
        self.items = sorted(
            AgendaItem.objects.filter(pk__in=order).select_related("chair"), key=lambda one: order[one.pk]
        )
        self.order = order
        self.blocks = _by_item(
            ItemBlock.objects.standing()
            .filter(meeting=meeting)
            .select_related("unit", "district")
            .order_by("position", "pk")
        )
        self.standing = {one.pk for blocks in self.blocks.values() for one in blocks}
        self.presenters = _by_item(ItemPresenter.objects.filter(meeting=meeting).order_by("position", "pk"))
        self.attachments = _by_item(
            ItemAttachment.objects.filter(meeting=meeting).select_related("file").order_by("position", "pk")
        )
        self.records: defaultdict[int, list[RecordRow]] = defaultdict(list)
        for row in records_of(meeting.pk):
            if row.block in self.standing:
                self.records[row.item].append(row)
        self.behind = rows_behind(meeting)

    def whole(self) -> Json:
        tops = [item for item in self.items if item.parent_id is None]
        word = self.tree.word
        told: Json = {
            "format": FORMAT,
            "version": VERSION,
            "word": {
                "indefinite": word.indefinite,
                "definite": word.definite,
                "agreement": word.agreement,
            },
            "meeting": self._meeting(),
            "letterhead": vars(self.tree.letterhead) if self.tree.letterhead != Letterhead() else None,
            "bodies": list(self._bodies()),
            "items": [self._item(item) for item in tops],
            "attendance": list(self._attendance()),
            "approval": self._approval(),
        }
        told["registers"] = self.registers.told()
        return told

    def _meeting(self) -> Json:
        meeting = self.meeting
        return {
            "id": meeting.pk,
            "title": meeting.title,
            "printed_title": self.tree.title,
            "date": _day(meeting.date),
            "start": _clock(meeting.start_time),
            "end": _clock(meeting.end_time),
            "joint_start": _clock(meeting.joint_start),
            "joint_end": _clock(meeting.joint_end),
            "place": meeting.place,
            "form": meeting.form,
            "state": meeting.state,
            "chair": self._name(self.tree.chair),
            "secretary": self._name(self.tree.secretary),
        }

    def _bodies(self) -> Iterator[Json]:
        for names, joint in ((self.tree.bodies, False), (self.tree.joint_part_bodies, True)):
            for name in names:
                yield {
                    "id": self.registers.body(name.body),
                    "printed_name": name.text,
                    "joint_part_only": joint,
                }

    def _name(self, name: Name | None) -> Json | None:
        if name is None:
            return None
        return {
            "text": name.text,
            "person": self.registers.person(name.person),
            "body": self.registers.body(name.body),
            "organisation": self.registers.organisation(name.organisation),
        }

    # Items

    def _item(self, item: AgendaItem) -> Json:
        return {
            "id": item.pk,
            "section": item.section,
            "position": self.order[item.pk],
            "number": item.number,
            "number_is_fixed": item.number_is_fixed,
            "title": item.title,
            "role": item.role,
            "purpose": item.purpose,
            "proposal": item.proposal,
            "planned_start": _clock(item.planned_start),
            "planned_minutes": item.planned_minutes,
            "presenters": [
                self._name(Name(one.text, one.person_id, one.body_id, one.organisation_id))
                for one in self.presenters[item.pk]
            ],
            "chair": self._name(self.chairs.get(item.pk)),
            "attachments": [
                {
                    "kind": one.kind,
                    "title": one.title,
                    "url": one.url,
                    "file_name": one.file.name if one.file else "",
                    "sha256": one.file.sha256 if one.file else "",
                }
                for one in self.attachments[item.pk]
            ],
            "blocks": self._blocks(self.blocks[item.pk], None),
            "records": [self._record(row) for row in self.records[item.pk]],
            "items": [self._item(child) for child in self.items if child.parent_id == item.pk],
        }

    def _blocks(self, blocks: list[ItemBlock], parent: UUID | None) -> list[Json]:
        return [
            {
                "id": str(one.pk),
                "kind": one.kind,
                "level": one.level,
                "runs_on": one.runs_on,
                "html": one.html,
                "label": one.label,
                "label_break": one.label_break,
                "name": self._name(Name(one.party_name, one.person_id, one.body_id, one.organisation_id)),
                "unit": one.unit.name if one.unit else "",
                "district": one.district.name if one.district else "",
                "blocks": self._blocks(blocks, one.pk) if one.kind == "contribution" else [],
            }
            for one in blocks
            if one.parent_id == parent
        ]

    def _record(self, row: RecordRow) -> Json:
        return {
            "kind": row.kind,
            "id": str(row.key),
            "block": str(row.block),
            "last_block": str(row.last_block) if row.last_block in self.standing else None,
            **fields_of(self.behind[row.kind, row.key], self.registers),
        }

    # Attendance and approval

    def _attendance(self) -> Iterator[Json]:
        rows = Attendance.objects.filter(meeting=self.meeting).prefetch_related("items")
        for row in rows.order_by("position", "pk"):
            yield {
                "id": row.pk,
                "body": self.registers.body(row.body_id),
                "heading": row.list_heading,
                "person": self.registers.person(row.person_id),
                "organisation": self.registers.organisation(row.organisation_id),
                "name": row.name,
                "title": row.title,
                "affiliation": row.affiliation,
                "party": row.political_party,
                "role": row.role,
                "state": row.state,
                "mode": row.mode,
                "from_item": self._standing_item(row.from_item_id),
                "to_item": self._standing_item(row.to_item_id),
                "from_time": _clock(row.from_time),
                "to_time": _clock(row.to_time),
                "items": sorted(one.pk for one in row.items.all() if one.pk in self.order),
                "serves_for": row.serves_for_id,
                "substitute": {
                    "name": row.substitute_name,
                    "person": self.registers.person(row.substitute_id),
                },
            }

    def _standing_item(self, key: int | None) -> int | None:
        return key if key in self.order else None

    def _approval(self) -> Json:
        minutes, version = self.minutes, self.minutes.current_version
        frozen = version if version and not minutes.is_draft else None
        answers = {one.approver_id: one for one in frozen.replies.exclude(answer="changes")} if frozen else {}
        approvers = Approver.objects.filter(minutes=minutes, removed_at=None).select_related("person")
        return {
            "state": minutes.state,
            "version": frozen.number if frozen else 0,
            "sha256": frozen.sha256 if frozen else "",
            "finished_at": _moment(minutes.finished_at),
            "noted_on": _day(minutes.noted_approval_date),
            "approvers": [
                {
                    "person": self.registers.person(one.person_id),
                    "name": one.person.name,
                    "body": self.registers.body(one.body_id),
                    "capacity": one.capacity,
                    "is_reserve": one.is_reserve,
                    "answer": answers[one.pk].answer if one.pk in answers else "",
                    "answered_at": _moment(answers[one.pk].answered_at) if one.pk in answers else "",
                }
                for one in approvers.order_by("position", "pk")
            ],
            "corrections": [
                {
                    "item": self._standing_item(one.item_id),
                    "about": one.item_label,
                    "old_text": one.old_text,
                    "new_text": one.new_text,
                    "reason": one.reason,
                    "corrected_at": _moment(one.corrected_at),
                    "by": one.corrected_name,
                }
                for one in Correction.objects.filter(minutes=minutes).order_by("corrected_at", "pk")
            ],
        }


def _every(tree: Document) -> Iterator[Item]:
    for item in (*tree.before, *tree.items, *tree.after):
        yield item
        yield from item.children


def _by_item(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _clock(time: dt.time | None) -> str:
    return time.strftime("%H:%M") if time else ""


def _moment(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else ""
