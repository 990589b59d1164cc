"""Items, blocks and records of a file as rows of a new meeting."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from meetings import access
from meetings.models import (
    AgendaItem,
    Body,
    Decision,
    DecisionSeries,
    Dispatch,
    HandOn,
    ItemAttachment,
    ItemBlock,
    ItemPresenter,
    Meeting,
    Revision,
)
from secretariat.lib.text import clean
from secretariat.registry.models import District, OrgUnit, StoredFile, User

from .parties import Parties
from .reading import every_block, every_item
from .record_fields import MODELS, columns_of, day_of, time_of

Json = dict[str, Any]
_STEP = 10
_MARK = re.compile(r'data-date="([^"]*)"')
_COUNTED = {
    "decision": "beslut", "action": "uppdrag", "input": "inspel", "for_next_meeting": "punkter till kommande möten",
    "hand_on": "medskick", "noted_date": "datum i texten",
}  # fmt: skip


@dataclass
class Keys:
    """The new key for each key of the file."""

    items: dict[int, int] = field(default_factory=dict)
    attendance: dict[int, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def write_items(meeting: Meeting, content: Json, parties: Parties, by: User | None) -> Keys:
    """Make items with presenters, attachments, blocks and records. Returns the keys they got."""
    writer = _Writer(meeting, parties, by)
    writer.write(content)
    return writer.keys


class _Writer:
    def __init__(self, meeting: Meeting, parties: Parties, by: User | None) -> None:
        self.meeting, self.parties, self.by = meeting, parties, by
        self.report = parties.report
        self.keys = Keys()
        self.units = {one.name: one for one in OrgUnit.objects.all()}
        self.districts = {one.name: one for one in District.objects.all()}
        self.now = timezone.now()
        self.position = 0

    def write(self, content: Json) -> None:
        rows = every_item(content)
        for one in sorted(
            rows, key=lambda one: one["position"]
        ):  # keys settle what comes first where places tie
            made = AgendaItem.objects.create(meeting=self.meeting, **self._item(one))
            self.keys.items[one["id"]] = made.pk
        for one in content["items"]:
            below = [self.keys.items[child["id"]] for child in one["items"]]
            AgendaItem.objects.filter(pk__in=below).update(parent=self.keys.items[one["id"]])
            self.report.made["punkter"] += one["section"] == AgendaItem.Section.ITEMS
            self.report.made["delpunkter"] += len(below)
        for one in rows:
            for kind in (*every_block(one), *one["records"]):
                self.keys.words[kind["id"]] = str(uuid.uuid4())
        for one in rows:
            self._around(one)
            self._blocks(one)
            self._records(one)

    def _item(self, one: Json) -> Json:
        chair = one["chair"] or {"text": "", "person": None}
        return {
            "section": one["section"],
            "position": one["position"],
            "number": one["number"],
            "number_is_fixed": one["number_is_fixed"],
            "title": one["title"],
            "role": one["role"],
            "purpose": one["purpose"],
            "proposal": one["proposal"],
            "planned_start": time_of(one["planned_start"]),
            "planned_minutes": one["planned_minutes"],
            "chair": self.parties.person(chair["person"]),
            "chair_name": chair["text"][:160],
        }

    def _named(self, name: Json) -> Json:
        return {
            "person": self.parties.person(name["person"]),
            "body": self.parties.body(name["body"]),
            "organisation": self.parties.organisation(name["organisation"]),
        }

    def _around(self, one: Json) -> None:
        """Who presents, and what is attached."""
        item = self.keys.items[one["id"]]
        ItemPresenter.objects.bulk_create(
            ItemPresenter(
                meeting=self.meeting, item_id=item, position=place, text=name["text"], **self._named(name)
            )
            for place, name in enumerate(one["presenters"])
        )
        for place, told in enumerate(one["attachments"]):
            stored = self._file(told) if told["kind"] == ItemAttachment.Kind.FILE else None
            kind = told["kind"]
            if kind == ItemAttachment.Kind.FILE and stored is None:
                kind = ItemAttachment.Kind.NOTED
                self.report.unplaced.append(
                    f"filen {told['file_name'] or told['title']}: den följer inte med, bara dess namn"
                )
            ItemAttachment.objects.create(
                meeting=self.meeting, item_id=item, position=place, kind=kind, title=told["title"],
                url=_url(told["url"]), file=stored,
            )  # fmt: skip

    def _file(self, told: Json) -> StoredFile | None:
        """The file with these bytes, where it is here already and whoever takes in the meeting may fetch it."""
        if not told["sha256"]:
            return None
        rows = StoredFile.objects.filter(sha256=told["sha256"]).order_by("pk")
        named_first = sorted(rows, key=lambda one: one.name != told["file_name"])
        return next(
            (one for one in named_first if self.by is None or access.may_fetch_file(self.by, one)), None
        )

    # Words

    def _blocks(self, one: Json) -> None:
        item, rows = self.keys.items[one["id"]], []
        for place, (told, parent) in enumerate(_with_parents(one), 1):
            rows.append(
                ItemBlock(
                    id=self.keys.words[told["id"]],
                    meeting=self.meeting,
                    item_id=item,
                    parent_id=self.keys.words[parent] if parent else None,
                    position=place * _STEP,
                    kind=told["kind"],
                    level=told["level"],
                    runs_on=told["runs_on"],
                    html=self._words(told),
                    label=told["label"],
                    label_break=told["label_break"],
                    party_name=told["name"]["text"][:160],
                    unit=self.units.get(told["unit"]),
                    district=self.districts.get(told["district"]),
                    revision=1,
                    saved_at=self.now,
                    saved_by=self.by,
                    **self._named(told["name"]),
                )
            )
        ItemBlock.objects.bulk_create(rows)
        Revision.objects.bulk_create(
            Revision(
                meeting=self.meeting, item_id=item, block=row, number=1, position=row.position,
                parent_key=row.parent_id, kind=row.kind, level=row.level, runs_on=row.runs_on, label=row.label,
                html=row.html, origin=Revision.Origin.LOADED, saved_by=self.by,
            )
            for row in rows
        )  # fmt: skip
        self.report.made["stycken"] += len(rows)
        self.report.made["inlägg"] += sum(row.kind == "contribution" for row in rows)

    def _words(self, told: Json) -> str:
        """The markup, cleaned as what somebody writes is, with the new keys of its dates."""
        html = clean(told["html"], table=told["kind"] == "table")
        if html != told["html"]:
            self.report.doubt("Text i filen hade märkning som inte får stå i anteckningar; orden är kvar.")
        return _MARK.sub(lambda mark: f'data-date="{self.keys.words.get(mark[1], "")}"', html)

    # Records

    def _records(self, one: Json) -> None:
        for told in one["records"]:
            self.position += 1
            last = told["last_block"]
            row: Any = MODELS[told["kind"]](
                id=self.keys.words[told["id"]],
                meeting=self.meeting,
                item_id=self.keys.items[one["id"]],
                block_id=self.keys.words[told["block"]],
                last_block_id=self.keys.words[last] if last else None,
                position=self.position,
                **columns_of(told, self.parties),
            )
            if isinstance(row, Decision) and told["series"]:
                self._number(row, told)
            row.save(force_insert=True)
            if isinstance(row, Decision):
                self._many_of_decision(row, told)
            if isinstance(row, HandOn):
                row.bodies.set(filter(None, map(self.parties.body, told["bodies"])))
            if word := _COUNTED.get(told["kind"]):
                self.report.made[word] += 1

    def _number(self, row: Decision, told: Json) -> None:
        """Keep the number, unless it is used here; then it gets a new one when the minutes are sent."""
        series = told["series"]
        body: Body | None = self.parties.body(series["body"])
        place = {"series_body": body, "year": series["year"], "running": series["running"]}
        if body is None or not told["number"] or Decision.objects.filter(**place).exists():
            self.report.doubt(
                f"Beslutsnumret {told['number']} används redan här; beslutet får ett nytt när anteckningarna skickas."
            )
            return
        row.series_body, row.year, row.running = body, series["year"], series["running"]
        row.number = told["number"]
        DecisionSeries.objects.get_or_create(body=body, year=row.year)
        kept = DecisionSeries.objects.select_for_update().get(body=body, year=row.year)
        if kept.last < series["running"]:
            kept.last = series["running"]
            kept.save(update_fields=["last"])

    def _many_of_decision(self, row: Decision, told: Json) -> None:
        row.parties.set(filter(None, map(self.parties.organisation, told["parties"])))
        Dispatch.objects.bulk_create(
            Dispatch(
                decision=row,
                recipient=one["recipient"],
                channel=one["channel"],
                sent_on=day_of(one["sent_on"]),
            )
            for one in told["dispatches"]
        )


def _with_parents(item: Json) -> Iterator[tuple[Json, str]]:
    for block in item["blocks"]:
        yield block, ""
        for inner in block["blocks"]:
            yield inner, block["id"]


def _url(told: str) -> str:
    """An address to click on, or nothing."""
    return told if re.match(r"https?://", told, re.IGNORECASE) else ""
