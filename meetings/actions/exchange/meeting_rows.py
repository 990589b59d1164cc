"""The rows the exchange format is written from, read for many meetings at a time: queries whose number stays."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model

from meetings.models import (
    AgendaItem,
    Approver,
    Attendance,
    Correction,
    ItemAttachment,
    ItemBlock,
    ItemPresenter,
    Minutes,
    Reply,
)

from .record_fields import records_of

_Row = TypeVar("_Row", bound=Model)


def _lists() -> Any:
    return defaultdict(list)


@dataclass
class MeetingRows:
    """One meeting's rows: in the order they are told, those of items by item."""

    minutes: Minutes
    items: list[AgendaItem] = field(default_factory=list)
    blocks: defaultdict[int, list[ItemBlock]] = field(default_factory=_lists)
    presenters: defaultdict[int, list[ItemPresenter]] = field(default_factory=_lists)
    attachments: defaultdict[int, list[ItemAttachment]] = field(default_factory=_lists)
    records: defaultdict[int, list[tuple[str, Any]]] = field(default_factory=_lists)
    attendance: list[Attendance] = field(default_factory=list)
    approvers: list[Approver] = field(default_factory=list)
    answers: dict[int, Reply] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)


def rows_of(meetings: Iterable[int]) -> dict[int, MeetingRows]:
    """The rows of each meeting by its key. Twenty-three queries, whatever the number and size of the meetings."""
    keys = list(meetings)
    minutes = Minutes.objects.select_related("word", "current_version", "meeting").filter(meeting__in=keys)
    found = {one.meeting_id: MeetingRows(one) for one in minutes}
    for item in (
        AgendaItem.objects.standing().filter(meeting__in=keys).select_related("chair").order_by(*_PLACE)
    ):
        found[item.meeting_id].items.append(item)
    blocks = ItemBlock.objects.standing().filter(meeting__in=keys).select_related("unit", "district")
    for block in blocks.order_by(*_PLACE):
        found[block.meeting_id].blocks[block.item_id].append(block)
    for presenter in ItemPresenter.objects.filter(meeting__in=keys).order_by(*_PLACE):
        found[presenter.meeting_id].presenters[presenter.item_id].append(presenter)
    attached = ItemAttachment.objects.filter(meeting__in=keys).select_related("file")
    for attachment in attached.order_by(*_PLACE):
        found[attachment.meeting_id].attachments[attachment.item_id].append(attachment)
    for kind, record in records_of(keys):
        found[record.meeting_id].records[record.item_id].append((kind, record))
    for row in Attendance.objects.filter(meeting__in=keys).prefetch_related("items").order_by(*_PLACE):
        found[row.meeting_id].attendance.append(row)
    for of, approved in _approval(found):
        of.approvers, of.answers, of.corrections = approved
    return found


_PLACE = ("position", "pk")
_Approval = tuple[list[Approver], dict[int, Reply], list[Correction]]


def _approval(found: dict[int, MeetingRows]) -> Iterator[tuple[MeetingRows, _Approval]]:
    """Who approves, what they have answered to the version that stands, and rättelser. Three queries."""
    of = {one.minutes.pk: one for one in found.values()}
    frozen = [one.minutes.current_version_id for one in of.values() if not one.minutes.is_draft]
    answers: defaultdict[int, dict[int, Reply]] = defaultdict(dict)
    for reply in Reply.objects.filter(version__in=[key for key in frozen if key]).exclude(answer="changes"):
        answers[reply.version_id][reply.approver_id] = reply
    approvers = _by_minutes(
        Approver.objects.filter(minutes__in=of, removed_at=None).select_related("person").order_by(*_PLACE)
    )
    corrections = _by_minutes(Correction.objects.filter(minutes__in=of).order_by("corrected_at", "pk"))
    for key, one in of.items():
        yield one, (approvers[key], answers[one.minutes.current_version_id or 0], corrections[key])


def _by_minutes(rows: Iterable[_Row]) -> defaultdict[int, list[_Row]]:
    found: defaultdict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.minutes_id].append(row)  # type: ignore[attr-defined]
    return found
