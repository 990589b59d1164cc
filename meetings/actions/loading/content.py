"""Agenda, text and records of loaded minutes: every word to a block, every record to the block of its words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from uuid import uuid4

from django.utils import timezone

from meetings.models import (
    Action,
    AgendaItem,
    Decision,
    ForNextMeeting,
    HandOn,
    Input,
    ItemAttachment,
    ItemBlock,
    ItemPresenter,
    Meeting,
    NotedDate,
    Revision,
)
from secretariat.registry.models import Person

from .blocks import Built, Mark, Piece, Span, Speech, Text, build, speeches_of, text_of, text_of_lines
from .names import fold
from .parties import Parties
from .places import anchor_of, sections_of
from .report import Report
from .roles import date_words_of_title, decision_kind, due_on, role_of
from .shapes import Point, SaidDate, Source, Task

STEP = 10
_NAMED: dict[str, Any] = {
    "decision": Decision,
    "action": Action,
    "input": Input,
    "topic": ForNextMeeting,
    "hand_on": HandOn,
}
_SWEDISH = {
    "decision": "beslut", "action": "uppdrag", "input": "inspel", "topic": "punkter till kommande möten",
    "hand_on": "medskick", "date": "datum i texten",
}  # fmt: skip
_LINKS = ("http://", "https://", "mailto:", "tel:")


@dataclass
class Held:
    """An item with its text, and what is to stand in it."""

    item: AgendaItem
    text: Text
    key: str = ""
    point: Point | None = None
    speeches: list[Speech] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    dates: list[tuple[NotedDate, int, int]] = field(default_factory=list)
    title_dates: list[NotedDate] = field(default_factory=list)


class Content:
    """Writes items, blocks and records of one meeting. Positions of records follow the order in the file."""

    def __init__(self, source: Source, meeting: Meeting, parties: Parties, report: Report) -> None:
        self.source, self.meeting, self.parties, self.report = source, meeting, parties, report
        self.held: list[Held] = []
        self.records: list[dict[str, Any]] = []
        self.position = 0

    def write(self) -> None:
        """Everything but attendance and approvers."""
        self._agenda()
        self._mark_records()
        self._mark_topics()
        self._mark_hand_ons()
        self._mark_dates()
        for held in self.held:
            self._write_text(held)

    def items_called(self, number: str) -> list[Held]:
        """The item with this number, its sub-items after it. "8a" is a sub-item alone."""
        return [
            one for one in self.held if one.point and number and (one.key == number or _under(one, number))
        ]

    # Agenda

    def _agenda(self) -> None:
        if self.source.header_lines:
            self._hold(AgendaItem(section=AgendaItem.Section.BEFORE), text_of_lines(self.source.header_lines))
        for point in self.source.items:
            top = self._point(point, None)
            for child in point.children:
                self._point(child, top)
        for title, lines in sections_of(self.source):
            self._hold(AgendaItem(section=AgendaItem.Section.AFTER, title=title), text_of_lines(lines))

    def _hold(self, item: AgendaItem, text: Text, key: str = "", point: Point | None = None) -> Held:
        item.meeting, item.position = self.meeting, len(self.held) + 1
        item.number_is_fixed, item.progress = True, AgendaItem.Progress.DONE
        item.save()
        held = Held(item, text, key, point)
        self.held.append(held)
        return held

    def _point(self, point: Point, top: Held | None) -> Held:
        leader = self._person(point.chair_change, []) if point.chair_change else None
        if " " in point.chair_change and leader is None:
            leader = self.parties.person(point.chair_change)
        role = role_of(point.title, is_child=top is not None) if point.role is None else point.role
        item = AgendaItem(
            parent=top.item if top else None, number=point.number, title=point.title,
            role=role, chair=leader, chair_name=point.chair_change,
        )  # fmt: skip
        held = self._hold(item, text_of(point.text), (top.key if top else "") + point.number, point)
        self.report.made["punkter" if top is None else "delpunkter"] += 1
        presenters = [
            self._presenter(held, position, words) for position, words in enumerate(point.presenters, 1)
        ]
        ItemPresenter.objects.bulk_create(presenters)
        held.speeches, lost = speeches_of(held.text, point.contributions)
        for said in lost:
            self.report.doubt(
                f"{_at(held)}: inlägget från {said.party} står inte som egna stycken och blev vanlig text."
            )
        self.report.made["inlägg"] += len(held.speeches)
        self._links(held)
        return held

    def _presenter(self, held: Held, position: int, words: str) -> ItemPresenter:
        person = self._person(words, [])
        body = None if person else self.parties.registers.body(words)
        self.report.made["föredragande"] += 1
        if person is None and body is None:
            self.report.made["föredragande bara som text"] += 1
        return ItemPresenter(
            meeting=self.meeting, item=held.item, position=position, text=words, person=person, body=body
        )

    def _person(self, words: str, among: Sequence[Person]) -> Person | None:
        """Somebody of this document: by role, full name, or a first name that only one of them has."""
        people = self.parties.people
        if fold(words).rstrip(".") in {"ordf", "ordförande", "ordföranden"}:
            leaders = [one.item.chair for one in self.held if one.item.chair]
            return leaders[-1] if leaders else self.meeting.chair
        if " " not in words.strip():
            return people.first_name(words, among) or people.first_name(words, people.own)
        return people.find(words)

    def _links(self, held: Held) -> None:
        point = held.point
        assert point is not None  # noqa: S101
        notes = [(ItemAttachment.Kind.NOTED, words, "") for words in point.attachments]
        notes += [(ItemAttachment.Kind.LINK_TEXT, words, "") for words in point.link_texts]
        for link in point.links:
            place = anchor_of(held.text, link) if link.startswith(_LINKS) else None
            if place:
                held.spans.append(Span(*place, f'<a href="{escape(link)}">', "</a>"))
                self.report.made["länkar"] += 1
            else:
                notes.append((ItemAttachment.Kind.LINK, link[:300], link))
        ItemAttachment.objects.bulk_create(
            ItemAttachment(meeting=self.meeting, item=held.item, position=n, kind=kind, title=words, url=url)
            for n, (kind, words, url) in enumerate(notes, 1)
        )
        self.report.made["omnämnda bilagor och länkar"] += len(notes)

    # Records

    def _mark(self, held: Held, kind: str, words: str, /, **fields: Any) -> bool:
        place = held.text.find(words, by=kind)
        if place is None:
            return False
        held.marks.append(Mark(kind, len(self.records), *place))
        self.records.append({"position": self._next(), **fields})
        return True

    def _next(self) -> int:
        self.position += STEP
        return self.position

    def _lost(self, held: Held | None, kind: str, words: str) -> None:
        where = f"{_at(held)}: " if held else ""
        self.report.unplaced.append(f"{where}{_SWEDISH[kind]} vars ord inte står i texten: ”{words[:60]}”")

    def _mark_records(self) -> None:
        reported = {(one.item, one.text): one for one in self.source.reported if one.in_decisions}
        for held in self.held:
            if held.point is None:
                continue
            for words in held.point.decisions:
                other = reported.get((held.key, words)) or reported.get((_number(held), words))
                fields: dict[str, Any] = {
                    "kind": decision_kind(words, held.item.role),
                    "is_own": other is None,
                }
                if other:
                    fields["taken_by"] = other.by
                    fields["taken_by_body"] = self.parties.registers.body(other.by) if other.by else None
                if not self._mark(held, "decision", words, **fields):
                    self._lost(held, "decision", words)
            for task in held.point.actions:
                if not self._mark(held, "action", task.text, **self._responsible(held, task)):
                    self._lost(held, "action", task.text)
            for words in held.point.inputs:
                if not self._mark(held, "input", words):
                    self._lost(held, "input", words)

    def _responsible(self, held: Held, task: Task) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "who": task.responsible, "due": task.due, "due_on": due_on(task.due, self.source.date),
        }  # fmt: skip
        if task.responsible:
            person = self._person(task.responsible, _presenters(held))
            known = None if person else self.parties.registers.contributor(
                task.responsible, beside=[one.party for one in held.speeches]
            )  # fmt: skip
            fields["person"] = person
            fields["organisation"] = known.organisation if known else None
            fields["body"] = known.body if known else None
        return fields

    def _mark_topics(self) -> None:
        after = [one for one in self.held if one.item.section == AgendaItem.Section.AFTER]
        items = [one for one in self.held if one.point]
        items.sort(
            key=lambda one: (
                not re.search(r"(nästa|kommande) möte", f"{one.item.title}\n{one.text.flat}", re.I)
            )
        )
        for words in self.source.topics:
            for held in (*after, *items):
                place = held.text.find(words, by="topic")
                if place:
                    above = f"{held.item.title} {held.text.heading_before(place[0])}"
                    is_next = re.search(r"nästa möte", above, re.IGNORECASE)
                    when = ForNextMeeting.When.NEXT if is_next and held.point else ForNextMeeting.When.COMING
                    held.marks.append(Mark("topic", len(self.records), *place))
                    self.records.append({"position": self._next(), "when": when})
                    break
            else:
                self._lost(None, "topic", words)

    def _mark_hand_ons(self) -> None:
        for handed in self.source.handed_on:
            bodies = self.parties.registers.bodies_called(handed.to)
            if not bodies:
                self.report.doubt(f"Medskick till {handed.to}: ingen grupp i registret heter så.")
            for words in handed.points:
                places = self.items_called(handed.item) or [one for one in self.held if one.point]
                if not any(
                    self._mark(held, "hand_on", words, to=handed.to, bodies=bodies) for held in places
                ):
                    self._lost(places[0] if handed.item and places else None, "hand_on", words)

    # Dates

    def _mark_dates(self) -> None:
        for said in self.source.dates:
            row = NotedDate(
                id=uuid4(), meeting=self.meeting, position=self._next(), what=said.what, date=said.date,
                end_date=said.end_date, start_time=said.start, end_time=said.end, place=said.place,
                tentative=said.tentative, heading=said.heading,
            )  # fmt: skip
            if not self._place_date(said, row):
                self._lost(None, "date", said.text)

    def _place_date(self, said: SaidDate, row: NotedDate) -> bool:
        places = list(self._places_of(said))
        for held in places:
            if place := held.text.find(said.text, by="date"):
                held.dates.append((row, *place))
                held.spans.append(Span(*place, f'<time data-date="{row.pk}">', "</time>"))
                return True
        wanted = " ".join(said.text.split())
        for held in places:
            title = " ".join(held.item.title.split())
            if wanted and wanted in title:
                held.title_dates.append(row)
                if date_words_of_title(title) != wanted:
                    self.report.doubt(
                        f"{_at(held)}: datumet ”{wanted[:40]}” står i rubriken, men inte ensamt där."
                    )
                return True
        return False

    def _places_of(self, said: SaidDate) -> Iterator[Held]:
        if said.item:
            yield from self.items_called(said.item)
            return
        outside = [one for one in self.held if one.point is None]
        outside.sort(
            key=lambda one: (one.item.section != AgendaItem.Section.AFTER, one.item.title != said.heading)
        )
        yield from outside

    # Blocks

    def _write_text(self, held: Held) -> None:
        built = build(held.text, held.speeches, held.marks, held.spans, has_headings=held.point is not None)
        if held.title_dates and not built.pieces:
            built.pieces.append(Piece("paragraph"))
        blocks = self._blocks(held, built)
        for mark in built.lost:
            self._lost(held, mark.kind, held.text.flat[mark.start : mark.end])
        for placed in sorted(built.placed, key=lambda one: one.index):
            fields = dict(self.records[placed.index])
            bodies = fields.pop("bodies", [])
            last = blocks[placed.last] if placed.last != placed.first else None
            row = _NAMED[placed.kind](
                meeting=self.meeting, item=held.item, block=blocks[placed.first], last_block=last, **fields
            )
            row.save()
            if bodies:
                row.bodies.set(bodies)
            self.report.made[_SWEDISH[placed.kind]] += 1
            if fields.get("is_own") is False:
                self.report.made["därav beslut av andra"] += 1
        for date, start, end in held.dates:
            inside = [n for n, one in enumerate(built.pieces) if one.start < end and start < one.end]
            self._write_date(date, held, blocks[inside[0]], blocks[inside[-1]])
        for date in held.title_dates:
            self._write_date(date, held, blocks[0], blocks[0])

    def _write_date(self, date: NotedDate, held: Held, first: ItemBlock, last: ItemBlock) -> None:
        date.item, date.block, date.last_block = held.item, first, last if last.pk != first.pk else None
        date.save()
        self.report.made[_SWEDISH["date"]] += 1

    def _blocks(self, held: Held, built: Built) -> list[ItemBlock]:
        blocks: list[ItemBlock] = []
        beside = [one.party for one in held.speeches]
        now = timezone.now()
        for number, piece in enumerate(built.pieces, 1):
            block = ItemBlock(
                meeting=self.meeting, item=held.item, position=number * STEP, kind=piece.kind, html=piece.html,
                runs_on=piece.runs_on, label=piece.label, label_break=piece.label_break,
                parent=blocks[piece.parent] if piece.parent is not None else None, revision=1, saved_at=now,
            )  # fmt: skip
            if piece.kind == "contribution":
                self._name_contributor(block, piece, held, beside)
            blocks.append(block)
        ItemBlock.objects.bulk_create(blocks)
        Revision.objects.bulk_create(
            Revision(
                meeting=self.meeting, item=held.item, block=one, number=1, position=one.position,
                parent_key=one.parent_id, kind=one.kind, level=one.level, runs_on=one.runs_on, label=one.label,
                html=one.html, origin=Revision.Origin.LOADED,
            )
            for one in blocks
        )  # fmt: skip
        self.report.made["stycken"] += len(blocks)
        return blocks

    def _name_contributor(self, block: ItemBlock, piece: Piece, held: Held, beside: Sequence[str]) -> None:
        block.party_name = piece.party
        block.person = self._person(piece.party, _presenters(held))
        if block.person is None:
            known = self.parties.registers.contributor(piece.party, beside=beside)
            block.organisation, block.unit, block.district = known.organisation, known.unit, known.district
            block.body = known.body
            if not known.is_known:
                self.report.doubt(
                    f"Inlägg från {piece.party}: finns inte i registren och står kvar som namn."
                )


def _at(held: Held) -> str:
    return f"Punkt {held.key}" if held.key else held.item.first_line or "Raderna utanför punkterna"


def _number(held: Held) -> str:
    parent = held.item.parent
    return parent.number if parent and not held.item.number else held.key


def _under(held: Held, number: str) -> bool:
    parent = held.item.parent
    return parent is not None and parent.number == number


def _presenters(held: Held) -> list[Person]:
    """Persons who present the item, or the item it stands under."""
    items = [held.item.pk, *([held.item.parent_id] if held.item.parent_id else [])]
    return list(Person.objects.filter(presentations__item__in=items))
