"""All that the drafting screen prints, in a fixed number of queries."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from meetings.actions.attendance_lists import AttendanceGroup, lists_of
from meetings.actions.decision_words import offered
from meetings.actions.editing import blocks_for_editor
from meetings.actions.immediate_words import Bound, bound_in, in_force
from meetings.actions.tree_rows import PRESENTERS
from meetings.actions.trees import fetch_bodies
from meetings.models import AgendaItem, Body, ItemPurpose, Meeting, Seat, TextConflict
from secretariat.lib.dates import clock, day_and_span
from secretariat.lib.statements import Statement, Things

Progress = AgendaItem.Progress
Section = AgendaItem.Section
_HEADINGS: dict[str, str] = {
    Section.BEFORE: "Före punkterna",
    Section.ITEMS: "Punkt utan rubrik",
    Section.AFTER: "Efter punkterna",
}
_SECTIONS = [Section.BEFORE, Section.ITEMS, Section.AFTER]


class _Row(NamedTuple):
    pk: int
    parent_id: int | None
    section: str
    number: str
    title: str
    role: str
    purpose: str
    progress: str
    proposal: str
    planned_start: dt.time | None
    chair_id: int | None
    chair_name: str
    given_name: str | None
    family_name: str | None
    files: int


class _Conflict(NamedTuple):
    pk: UUID
    block_id: UUID
    html: str
    arrived_at: dt.datetime


class _Party(NamedTuple):
    short_name: str


class _Body(NamedTuple):
    pk: int
    short_name: str
    name: str


_ROWS = Statement(
    _Row,
    lambda meeting: (
        AgendaItem.objects.standing()
        .filter(meeting=meeting)
        .annotate(files=Count("attachments"))
        .order_by("position", "pk")
    ),
    given_name="chair__given_name",
    family_name="chair__family_name",
)
_CONFLICTS = Statement(
    _Conflict,
    lambda meeting: TextConflict.objects.filter(meeting=meeting, settled_at=None).order_by("arrived_at"),
)
_PARTIES = Statement(
    _Party,
    lambda body: Seat.objects.filter(
        body=body, organisation__isnull=False, kind__in=["chair", "vice_chair", "member"]
    ).order_by("position", "pk"),
    short_name="organisation__short_name",
)
_BODIES = Statement(_Body, lambda day: Body.objects.existing_on(day).order_by("sort_key"), takes=(dt.date,))


def _to_write_in(meeting: int) -> QuerySet[Meeting]:
    """The meeting with what its screen prints, and whether there is what most meetings never get."""
    waiting = TextConflict.objects.filter(meeting=OuterRef("pk"), settled_at=None)
    return (
        Meeting.objects.filter(pk=meeting)
        .select_related("minutes__word", "chair", "secretary")
        .annotate(has_conflicts=Exists(waiting), has_bound=Exists(in_force(OuterRef("pk"))))
    )


_MEETINGS = Things(_to_write_in)


def meeting_of(pk: int) -> Meeting | None:
    """The meeting to write in, with its bodies. Two queries."""
    if meeting := _MEETINGS.first(pk):
        fetch_bodies(meeting)
    return meeting


@dataclass(frozen=True)
class ScreenItem:
    """An item as the screen prints it, in words."""

    key: int
    role: str
    number: str
    first_line: str
    heading: str
    progress: str
    is_point: bool
    has_progress: bool
    planned: str
    facts: tuple[str, ...]
    chair: str
    proposal: str
    decisions: int
    actions: int
    blocks: list[dict[str, Any]]
    bound: Bound | None = None
    may_be_approved_at_once: bool = False

    @property
    def progress_words(self) -> str:
        """Where the meeting is with it: inte påbörjad, pågår, klar …"""
        return str(Progress(self.progress).label)


def screen(meeting: Meeting) -> dict[str, Any]:
    """The context of minutes_draft.html, of a meeting that `meeting_of` gave."""
    items = _items(meeting)
    points = [item for item in items if item.is_point]
    groups = lists_of(meeting)
    return {
        "meeting": meeting,
        "minutes": meeting.minutes,
        "items": items,
        "points": points,
        "done": sum(item.progress == Progress.DONE for item in points),
        "attendance_lists": groups,
        "people": _names(groups),
        "parties": _parties(meeting),
        "wordings": offered(meeting.leading_body),
        "bodies": _bodies(meeting.date or timezone.localdate()),
        "may_edit": True,
        "since": meeting.text_revision,
        "when": day_and_span(meeting.date, meeting.start_time, meeting.end_time),
        "status": ("draft", "Utkast")
        if meeting.minutes.is_draft
        else ("pending", meeting.minutes.get_state_display()),
    }


def _items(meeting: Meeting) -> list[ScreenItem]:
    rows = _ROWS.of(meeting.pk)
    presenters: defaultdict[int, list[str]] = defaultdict(list)
    for one in PRESENTERS.of(meeting.pk):
        presenters[one.item_id].append(one.text)
    blocks = blocks_for_editor([row.pk for row in rows], meeting.pk)
    numbers = {row.pk: row.number for row in rows}
    has: dict[str, bool] = vars(meeting)  # what `_to_write_in` annotates
    if has["has_conflicts"]:
        _add_conflicts(meeting, blocks.values())
    bound = {one.item_id: one for one in bound_in(meeting.pk)} if has["has_bound"] else {}
    has_approval = any(row.body.has_approval for row in meeting.meeting_bodies_in_order)
    return [
        dataclasses.replace(
            item,
            bound=bound.get(row.pk) or bound.get(row.parent_id or 0),
            may_be_approved_at_once=item.is_point and has_approval,
        )
        for row in _in_reading_order(rows)
        for item in [_item(row, numbers.get(row.parent_id or 0, ""), presenters[row.pk], blocks[row.pk])]
    ]


def _item(row: _Row, above: str, presenters: Sequence[str], blocks: list[dict[str, Any]]) -> ScreenItem:
    first_line = row.title.partition("\n")[0]
    records = [record for block in blocks for record in block["records"]]
    facts = [", ".join(presenters)] if presenters else []
    if row.purpose:
        facts.append(f"för {ItemPurpose(row.purpose).label}")
    if row.files:
        facts.append(f"{row.files}\u00a0{'bilaga' if row.files == 1 else 'bilagor'}")
    registered = f"{row.given_name or ''} {row.family_name or ''}".strip()
    return ScreenItem(
        key=row.pk,
        role=row.role,
        number=f"{above} {row.number}".strip() if row.parent_id else row.number,
        first_line=first_line,
        heading=first_line or _HEADINGS[row.section],
        progress=row.progress,
        is_point=row.parent_id is None and row.section == Section.ITEMS,
        has_progress=row.section == Section.ITEMS,
        planned=f"{row.planned_start:%H.%M}" if row.planned_start else "",
        facts=tuple(facts),
        chair=row.chair_name or registered,
        proposal=row.proposal,
        decisions=sum(one["type"] == "decision" and one["fields"]["is_own"] for one in records),
        actions=sum(one["type"] == "action" for one in records),
        blocks=blocks,
    )


def _in_reading_order(rows: Sequence[_Row]) -> list[_Row]:
    """Before-sections, points with their sub-points, after-sections."""
    children: defaultdict[int | None, list[_Row]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)
    found: list[_Row] = []
    for top in sorted(children[None], key=lambda row: _SECTIONS.index(Section(row.section))):
        found += [top, *children[top.pk]]
    return found


def _names(groups: Sequence[AttendanceGroup]) -> list[str]:
    """Names of the meeting's people, for the field Vem."""
    return sorted({one.row.name for group in groups for one in group.rows if one.row.name})


def _parties(meeting: Meeting) -> list[str]:
    """Parties in the order of the leading body's seats, for laget runt (A16)."""
    body = meeting.leading_body
    return list(dict.fromkeys(row.short_name for row in _PARTIES.of(body.pk))) if body else []


def _bodies(day: dt.date) -> list[dict[str, Any]]:
    """Bodies a medskick can go to."""
    return [{"id": row.pk, "name": row.short_name or row.name} for row in _BODIES.of(day)]


def _add_conflicts(meeting: Meeting, blocks: Iterable[list[dict[str, Any]]]) -> None:
    """Texts that met and wait for a choice come with the block they belong to."""
    waiting = {str(conflict.block_id): conflict for conflict in _CONFLICTS.of(meeting.pk)}
    for block in (block for rows in blocks for block in rows):
        if conflict := waiting.get(block["id"]):
            block["conflict"] = {
                "id": str(conflict.pk),
                "html": block["html"],
                "mine": conflict.html,
                "by": "Den andra",
                "at": clock(timezone.localtime(conflict.arrived_at).time()),
            }
