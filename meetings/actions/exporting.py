"""A meeting as JSON in the shape it can be loaded from, rebuilt from its rows alone (M2)."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from html import unescape
from typing import Any

from meetings.models import (
    Action,
    AgendaItem,
    Approver,
    Attendance,
    Decision,
    ForNextMeeting,
    HandOn,
    Input,
    ItemAttachment,
    ItemBlock,
    ItemPresenter,
    ItemRole,
    Meeting,
    MeetingBody,
    NotedDate,
)
from secretariat.lib.dates import and_list

from .loading.roles import date_words_of_title
from .loading.said import Line, add_run, date_words, in_order, lines_of, written

_ROLES: dict[str, str] = dict(Attendance.Role.choices)
_MODES = {Attendance.Mode.ON_SITE: "in_person", Attendance.Mode.DIGITAL: "digital"}
_WELCOME = re.compile(r"\bvälkom(men|na)\b", re.IGNORECASE)
_APPROVED = re.compile(r"^justera[td]\w* av\b", re.IGNORECASE)
_HREF = re.compile(r'<a href="([^"]*)"')
Json = dict[str, Any]


def export(meeting: Meeting) -> Json:
    """Everything of the meeting that minutes print, in the exchange format's shape.

    `facts`, `contacts`, `furniture` and `layout.labels` have no rows and are left out.
    """
    return _Export(meeting).whole()


class _Export:
    """The rows of one meeting, read once."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.items = list(AgendaItem.objects.standing().filter(meeting=meeting).order_by("position", "pk"))
        self.children: defaultdict[int | None, list[AgendaItem]] = defaultdict(list)
        for item in self.items:
            self.children[item.parent_id].append(item)
        self.by_key = {item.pk: item for item in self.items}
        self.order = {item.pk: place for place, item in enumerate(self.items)}
        self.blocks: defaultdict[int, list[ItemBlock]] = defaultdict(list)
        for block in in_order(
            ItemBlock.objects.standing().filter(meeting=meeting).order_by("position", "pk")
        ):
            self.blocks[block.item_id].append(block)
        self.bodies = list(MeetingBody.objects.filter(meeting=meeting).select_related("body"))
        self.body_names = {row.body_id: row.printed_name or row.body.name for row in self.bodies}

    def whole(self) -> Json:
        meeting = self.meeting
        whole = [row for row in self.bodies if not row.joint_part_only]
        tops = {section: self._section(section) for section in AgendaItem.Section.values}
        exported: Json = {
            "source": meeting.source,
            "document": {"title": meeting.title or None, "letterhead": self._letterhead()},
            "bodies": [self.body_names[row.body_id] for row in whole],
            "date": meeting.date.isoformat() if meeting.date else None,
            "start": _clock(meeting.start_time),
            "end": _clock(meeting.end_time),
            "place": meeting.place or None,
            "mode": meeting.form or None,
            "joint_part": self._joint_part(),
            "chair": meeting.chair_name or None,
            "secretary": meeting.secretary_name or None,
            "welcome": self._welcome(),
            "approval": self._approval(),
            "attendance": self._attendance(),
            "items": [self._item(item) for item in tops[AgendaItem.Section.ITEMS]],
            "handed_on": self._handed_on(),
            "future_topics": self._topics(),
            "dates": self._dates(),
            "reported_decisions": self._reported(),
            "layout": {
                "header_lines": [
                    line for item in tops[AgendaItem.Section.BEFORE] for line in self._printed_lines(item)
                ],
                "after_items": [
                    line for item in tops[AgendaItem.Section.AFTER] for line in self._printed_lines(item)
                ],
            },
        }
        if whole and not any(row.printed_name for row in whole):
            exported["bodies_inferred"] = True
        return exported

    def _section(self, section: str) -> list[AgendaItem]:
        return [item for item in self.children[None] if item.section == section]

    def _where(self, key: int) -> str | None:
        """The number the exchange format gives a place: "8a", or the parent's for a sub-item without number."""
        item = self.by_key[key]
        if item.section != AgendaItem.Section.ITEMS:
            return None
        parent = self.by_key.get(item.parent_id) if item.parent_id else None
        return (f"{parent.number}{item.number}" if parent else item.number) or None

    # Head

    def _letterhead(self) -> Json | None:
        head = self.meeting.letterhead
        if head is None:
            return None
        foot = {
            "postal_address": head.postal_address, "visiting_address": head.visiting_address, "phone": head.phone,
            "fax": head.fax, "org_nr": head.org_number, "plusgiro": head.plusgiro, "email": head.email,
            "web": head.web,
        }  # fmt: skip
        return {
            "body_line": head.body_line or None,
            "office": head.office or None,
            "secretary": self.meeting.secretary_name or None,
            "footer": foot,
        }

    def _joint_part(self) -> Json | None:
        guests = [self.body_names[row.body_id] for row in self.bodies if row.joint_part_only]
        start, end = _clock(self.meeting.joint_start), _clock(self.meeting.joint_end)
        return {"start": start, "end": end, "with": guests} if guests or start or end else None

    def _welcome(self) -> str | None:
        """The paragraph that bids welcome: above the items, else in the opening item."""
        opening = [item for item in self.items if item.role == ItemRole.OPENING]
        for item in (*self._section(AgendaItem.Section.BEFORE), *opening):
            for _, words in self._lines(item):
                if _WELCOME.search(words) and not _is_of_item_alone(item, words):
                    return words
        return None

    def _approval(self) -> Json | None:
        minutes = self.meeting.minutes
        above = [words for item in self._section(AgendaItem.Section.BEFORE) for _, words in self._lines(item)]
        printed = next((words for words in above if _APPROVED.match(words)), "")
        if not printed and minutes.noted_approval_date is None:
            return None
        rows = (
            Approver.objects.filter(minutes=minutes, removed_at=None)
            .select_related("person")
            .order_by("position")
        )
        names = _printed_names(printed) or []
        if len(names) != len(rows):
            names = [row.person.name for row in rows]
        day = minutes.noted_approval_date
        return {"approvers": names, "date": day.isoformat() if day else None}

    # Attendance

    def _attendance(self) -> list[Json]:
        rows = list(
            Attendance.objects.filter(meeting=self.meeting)
            .prefetch_related("items")
            .order_by("position", "pk")
        )
        ticked = {
            (row.body_id, row.list_heading)
            for row in rows
            if row.state == Attendance.State.UNKNOWN and row.name
        }
        lists_with_ticks = {body for body, _ in ticked}
        return [self._row(row, is_ticked=row.body_id in lists_with_ticks) for row in rows]

    def _row(self, row: Attendance, *, is_ticked: bool) -> Json:
        items = [
            self._where(item.pk)
            for item in sorted(row.items.all(), key=lambda one: self.order.get(one.pk, 0))
        ]
        status = "vacant" if row.is_vacant else "not_marked" if row.state == "unknown" else row.state
        return {
            "name": row.name or None,
            "title": row.title or None,
            "organisation": row.affiliation or None,
            "body": self.body_names.get(row.body_id) if row.body_id else None,
            "role": _ROLES[row.role],
            "status": status,
            "mode": _MODES.get(Attendance.Mode(row.mode)),
            "items": items or None,
            "substitute": row.substitute_name or None,
            "list": row.list_heading or None,
            "line": _attendance_line(row, [one for one in items if one], is_ticked=is_ticked),
        }

    # Items

    def _item(self, item: AgendaItem) -> Json:
        blocks = self.blocks[item.pk]
        attachments = list(ItemAttachment.objects.filter(item=item).order_by("position", "pk"))

        def titles(kind: str) -> list[str]:
            return [one.title for one in attachments if one.kind == kind]

        links = [unescape(url) for block in blocks for url in _HREF.findall(block.html)]
        return {
            "number": item.number or None,
            "title": item.title or None,
            "presenters": list(
                ItemPresenter.objects.filter(item=item)
                .order_by("position", "pk")
                .values_list("text", flat=True)
            ),
            "text": written(self._lines(item)),
            "links": links + [one.url for one in attachments if one.kind == ItemAttachment.Kind.LINK],
            "link_texts": titles(ItemAttachment.Kind.LINK_TEXT),
            "contributions": self._contributions(item),
            "decisions": [self._words(row) for row in _records(Decision, item)],
            "actions": [
                {"text": self._words(row), "responsible": row.who or None, "due": row.due or None}
                for row in _records(Action, item)
            ],
            "inputs": [self._words(row) for row in _records(Input, item)],
            "attachments": titles(ItemAttachment.Kind.NOTED),
            "chair_change": item.chair_name or None,
            "children": [self._item(child) for child in self.children[item.pk]],
        }

    def _lines(self, item: AgendaItem) -> list[Line]:
        blocks = self.blocks[item.pk]
        lines: list[Line] = []
        for place, block in enumerate(blocks):
            if block.parent_id:
                continue
            if block.kind != "contribution":
                add_run(lines, block)
                continue
            said = lines_of([one for one in blocks[place + 1 :] if one.parent_id == block.pk])
            if block.label and said and not block.label_break and said[0][0] == "paragraph":
                said[0] = ("paragraph", f"{block.label}: {said[0][1]}")
            elif block.label:
                said.insert(0, ("paragraph", f"{block.label}:"))
            lines += said
        return [line for line in lines if line[1]]

    def _contributions(self, item: AgendaItem) -> list[Json]:
        blocks = self.blocks[item.pk]
        return [
            {
                "party": block.label or block.party_name,
                "text": written(lines_of([one for one in blocks if one.parent_id == block.pk])),
            }
            for block in blocks
            if block.kind == "contribution"
        ]

    def _printed_lines(self, item: AgendaItem) -> list[str]:
        lines = [f"- {words}" if kind == "bullet" else words for kind, words in self._lines(item)]
        return [item.title, *lines] if item.title else lines

    # Records

    def _words(self, row: Any) -> str:
        """The words a record points at."""
        order = self.blocks[row.item_id]
        place = {block.pk: index for index, block in enumerate(order)}
        first = place.get(row.block_id)
        if first is None:
            return ""
        last = place.get(row.last_block_id, first) if row.last_block_id else first
        lines = lines_of([block for block in order[first : last + 1] if block.kind != "contribution"])
        return "\n\n".join(words for _, words in lines)

    def _ordered(self, model: Any) -> list[Any]:
        """Records in reading order: by point, then as they were noted."""
        rows = list(model.objects.filter(meeting=self.meeting))
        return sorted(rows, key=lambda row: (self._top_place(row.item_id), row.position))

    def _top_place(self, key: int) -> int:
        item = self.by_key[key]
        return self.order.get(item.parent_id or key, 0)

    def _handed_on(self) -> list[Json]:
        found: list[Json] = []
        for row in self._ordered(HandOn):
            where = self._where(row.item_id)
            if not found or (found[-1]["to"], found[-1]["where_item"]) != (row.to or None, where):
                found.append({"to": row.to or None, "points": [], "where_item": where})
            found[-1]["points"].append(self._words(row))
        return found

    def _topics(self) -> list[str]:
        rows = self._ordered(ForNextMeeting)
        rows.sort(key=lambda row: self.by_key[row.item_id].section != AgendaItem.Section.AFTER)
        return [self._words(row) for row in rows]

    def _dates(self) -> list[Json]:
        said = date_words(block for blocks in self.blocks.values() for block in blocks)
        rows = self._ordered(NotedDate)
        rows.sort(key=lambda row: self.by_key[row.item_id].section != AgendaItem.Section.ITEMS)
        return [
            {
                "text": said.get(row.pk)
                or date_words_of_title(" ".join(self.by_key[row.item_id].title.split())),
                "what": row.what or None,
                "date": row.date or None,
                "end_date": row.end_date or None,
                "start": _clock(row.start_time),
                "end": _clock(row.end_time),
                "place_or_mode": row.place or None,
                "tentative": row.tentative,
                "where_item": self._where(row.item_id),
                "heading": row.heading or None,
            }
            for row in rows
        ]

    def _reported(self) -> list[Json]:
        return [
            {
                "where_item": self._where(row.item_id), "text": self._words(row), "by": row.taken_by or None,
                "status": "taken", "in_decisions": True,
            }
            for row in self._ordered(Decision)
            if not row.is_own
        ]  # fmt: skip


def _records(model: Any, item: AgendaItem) -> Iterable[Any]:
    return model.objects.filter(item=item).order_by("position")


def _clock(time: dt.time | None) -> str | None:
    return time.strftime("%H:%M") if time else None


def _is_of_item_alone(item: AgendaItem, words: str) -> bool:
    return item.section == AgendaItem.Section.BEFORE and item.title == words


def _printed_names(line: str) -> list[str]:
    """The names in "Justerat av: A, B, 2026-03-20", as they were spelled."""
    parts = _APPROVED.sub("", line).lstrip(" :").split(",")
    return [part.strip() for part in parts if part.strip() and not re.search(r"\d", part)]


def _attendance_line(row: Attendance, items: list[str], *, is_ticked: bool) -> str:
    """The row as the list prints it. Functions are printed in lists that print titles."""
    if row.is_vacant:
        parts = ["Vakant", row.affiliation]
    else:
        shows_role = row.title and row.role in {Attendance.Role.CHAIR, Attendance.Role.SECRETARY}
        scope = f"punkt {and_list(items)}" if items else ""
        digital = "digitalt" if row.mode == Attendance.Mode.DIGITAL else ""
        parts = [
            row.name, row.title, row.affiliation, _ROLES[row.role] if shows_role else "",
            " ".join(filter(None, [digital, scope])),
        ]  # fmt: skip
    line = ", ".join(filter(None, parts))
    if row.substitute_name:
        line += f" Ersättare: {row.substitute_name}"
    if row.state == Attendance.State.APOLOGY:
        return f"~~{line}~~"
    return f"✓ {line}" if is_ticked and row.state == Attendance.State.PRESENT else line
