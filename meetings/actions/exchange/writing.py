"""A meeting's rows as the exchange format. What may have been renamed since is told as the frozen version has it."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from meetings.actions.printing import tree_of
from meetings.documents import Document, Item, Letterhead, Name
from meetings.models import AgendaItem, ItemBlock, Meeting
from secretariat.registry.actions import log
from secretariat.registry.models import User
from secretariat.registry.protected import may_see

from . import hiding, register_rows
from .meeting_rows import MeetingRows, rows_of
from .record_fields import fields_of

FORMAT, VERSION = "sekretariatet-mote", 1
Json = dict[str, Any]


def file_name(meeting: Meeting) -> str:
    """What the file is called: mote-2026-03-18.json."""
    return f"mote-{meeting.date.isoformat()}.json" if meeting.date else f"mote-{meeting.pk}.json"


def fetch(meeting: Meeting, *, by: User) -> bytes:
    """The file for somebody, without persons with protected data whom they may not see (D7). It is in the log."""
    log.write("hämtade mötet som utbytesfil", by=by, about=meeting)
    return _bytes(hiding.without(exported(meeting), may_see(by)))


def fetch_whole(meeting: Meeting, *, by: User) -> bytes:
    """The file with everybody's name, for another installation that is to have the meeting. It is in the log."""
    log.write("hämtade mötet som hel utbytesfil", by=by, about=meeting)
    return bytes_of(meeting)


def bytes_of(meeting: Meeting) -> bytes:
    """The file: UTF-8, readable by people too. The same meeting gives the same bytes."""
    return _bytes(exported(meeting))


def bytes_of_many(meetings: Sequence[Meeting]) -> list[bytes]:
    """The files of some finished meetings, in as many queries as one of them takes."""
    return [_bytes(one) for one in _told(meetings)]


def _bytes(told: Json) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def exported(meeting: Meeting) -> Json:
    """The meeting in the exchange format, in a number of queries that does not depend on its size."""
    return _told([meeting])[0]


def _told(meetings: Sequence[Meeting]) -> list[Json]:
    rows = rows_of(one.pk for one in meetings)
    writers = [_Writer(one, rows[one.pk]) for one in meetings]
    found = [one.whole() for one in writers]
    for one, registers in zip(found, register_rows.told([one.registers for one in writers]), strict=True):
        one["registers"] = registers
    return found


class _Writer:
    """One meeting, out of its rows."""

    def __init__(self, meeting: Meeting, rows: MeetingRows) -> None:
        self.meeting, self.rows, self.minutes = meeting, rows, rows.minutes
        self.tree: Document = tree_of(self.minutes)
        self.registers = register_rows.Registers()
        self.chairs = {one.key: one.chair for one in _every(self.tree)}
        self.order = {item.pk: place for place, item in enumerate(rows.items)}
        self.below: defaultdict[int | None, list[AgendaItem]] = defaultdict(list)
        for item in rows.items:
            self.below[item.parent_id].append(item)
        self.standing = {one.pk for blocks in rows.blocks.values() for one in blocks}

    def whole(self) -> Json:
        word = self.tree.word
        return {
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
            "items": [self._item(item) for item in self.below[None]],
            "attendance": list(self._attendance()),
            "approval": self._approval(),
        }

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
                for one in self.rows.presenters[item.pk]
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
                for one in self.rows.attachments[item.pk]
            ],
            "blocks": self._blocks(self.rows.blocks[item.pk], None),
            "records": [
                self._record(kind, row)
                for kind, row in self.rows.records[item.pk]
                if row.block_id in self.standing
            ],
            "items": [self._item(child) for child in self.below[item.pk]],
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

    def _record(self, kind: str, row: Any) -> Json:
        return {
            "kind": kind,
            "id": str(row.pk),
            "block": str(row.block_id),
            "last_block": str(row.last_block_id) if row.last_block_id in self.standing else None,
            **fields_of(row, self.registers),
        }

    # Attendance and approval

    def _attendance(self) -> Iterator[Json]:
        for row in self.rows.attendance:
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
        answers = self.rows.answers if frozen else {}
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
                for one in self.rows.approvers
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
                for one in self.rows.corrections
            ],
        }


def _every(tree: Document) -> Iterator[Item]:
    for item in (*tree.before, *tree.items, *tree.after):
        yield item
        yield from item.children


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _clock(time: dt.time | None) -> str:
    return time.strftime("%H:%M") if time else ""


def _moment(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else ""
