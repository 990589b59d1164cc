"""What the screen of an agenda shows: each point with clock, material and places, and the sources beside."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from meetings.actions import agenda as agenda_actions
from meetings.actions import backlog_lists, item_numbers, materials, notices
from meetings.actions.attendance import obstacles_to_editing
from meetings.actions.materials import Material
from meetings.actions.notice_trees import latest
from meetings.actions.timetable import Slot, timetable_of
from meetings.forms.agenda import AddItemForm, TimesForm
from meetings.models import AgendaItem, Meeting
from meetings.notice_paper import printed_changes


@dataclass
class Entry:
    """A point as the agenda shows it: its clock, material, sub-points, and what can be done with it."""

    item: AgendaItem
    slot: Slot
    material: Material
    minutes: forms.BoundField | None
    changed: str = ""
    renumber: tuple[str, str] | None = None
    children: list["Entry"] = field(default_factory=list)
    place: int = 1
    places: int = 1
    may_go_in: bool = False

    @property
    def is_first(self) -> bool:
        return self.place == 1

    @property
    def is_last(self) -> bool:
        return self.place == self.places

    @property
    def choices(self) -> range:
        """The places it may be moved to."""
        return range(1, self.places + 1)


@dataclass
class Typed:
    """What is typed on the screen beside the press: minutes and a new point, as far as they could not be kept."""

    times: TimesForm | None = None
    add: AddItemForm | None = None

    @property
    def is_left(self) -> bool:
        return bool(self.times and self.times.errors) or self.add is not None


def agenda_trail(meeting: Meeting, *words: str) -> list[tuple[str, str]]:
    """Way to a page about the agenda."""
    trail = [("Möten", reverse("meetings:meeting-list")), (str(meeting), meeting.get_absolute_url())]
    if len(words) > 1:
        trail.append((words[0], reverse("meetings:agenda-edit", args=[meeting.pk])))
    return [*trail, (words[-1], "")]


def points_of(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """The points themselves, without sub-points and headed sections."""
    return [one for one in items if one.parent_id is None and one.section == AgendaItem.Section.ITEMS]


def context_of(meeting: Meeting, typed: Typed, *, refusal: str = "", said: str = "") -> dict[str, Any]:
    today = timezone.localdate()
    items = list(
        AgendaItem.objects.filter(meeting=meeting)
        .select_related("chair", "material_from")
        .prefetch_related("presenters", "attachments")
        .order_by("position", "pk")
    )
    locked = " ".join(obstacles_to_editing(meeting))
    standing = [item for item in items if item.removed_at is None]
    table = timetable_of(
        item_numbers.in_reading_order(standing), start=meeting.start_time, end=meeting.end_time
    )
    changed = printed_changes(notices.changes_since_notice(meeting))
    times = typed.times if typed.times and typed.times.errors else TimesForm(standing)
    entries = _Entries(meeting, items, times, {one.item: one.words for one in changed}, today)
    return {
        "meeting": meeting,
        "sections": entries.sections(table.slots),
        "changed": changed,
        "removed": [item for item in items if item.removed_at],
        "times": times,
        "form": typed.add or AddItemForm(points=points_of(standing)),
        "wrong": typed.add is not None and bool(typed.add.errors),
        "table": table,
        "has_points": bool(standing),
        "locked": locked,
        "may_edit": not locked,
        "refusal": refusal,
        "said": said,
        "deadlines": materials.deadlines_of(meeting, is_called=latest(meeting) is not None, today=today),
        "body": meeting.leading_body,
        "groups": [] if locked else backlog_lists.sources_of(meeting, today=today),
        "standing_left": [] if locked else backlog_lists.standing_left(meeting, standing),
        "follow_ups": [] if locked else backlog_lists.to_follow_up(meeting, today=today),
        "trail": agenda_trail(meeting, "Dagordning"),
    }


class _Entries:
    """The points of a meeting as the screen shows them."""

    def __init__(
        self, meeting: Meeting, items: Sequence[AgendaItem], times: TimesForm, changed: dict[int, str],
        today: dt.date,
    ) -> None:  # fmt: skip
        self.items, self.times, self.changed = items, times, changed
        self.standing = [item for item in items if item.removed_at is None]
        self.materials = materials.materials_of(self.standing, meeting, today=today)
        self.late = {one.pk for one in item_numbers.late_items(meeting, items)}

    def sections(self, slots: dict[int, Slot]) -> list[tuple[str, str, list[Entry]]]:
        """Section, its words and its points; an empty one is left out, but for the points themselves."""
        words = {"before": "Före punkterna", "items": "Punkter", "after": "Efter punkterna"}
        found = [
            (section, word, self._entries([one for one in self.standing if one.section == section], slots))
            for section, word in words.items()
        ]
        return [one for one in found if one[2] or one[0] == "items"]

    def _entries(self, items: list[AgendaItem], slots: dict[int, Slot]) -> list[Entry]:
        tops = [self._entry(item, slots) for item in items if item.parent_id is None]
        for top in tops:
            top.children = [self._entry(item, slots) for item in items if item.parent_id == top.item.pk]
            _set_places(top.children)
        _set_places(tops)
        for at, top in enumerate(tops):
            top.may_go_in = at > 0 and not top.children
        return tops

    def _entry(self, item: AgendaItem, slots: dict[int, Slot]) -> Entry:
        return Entry(
            item, slots[item.pk], self.materials[item.pk], self.times.bound(item), self.changed.get(item.pk, ""),
            self._renumber(item),
        )  # fmt: skip

    def _renumber(self, item: AgendaItem) -> tuple[str, str] | None:
        """The other number a late point may have: how, and the words of the button."""
        if item.pk not in self.late:
            return None
        if item.number_is_fixed:
            return agenda_actions.NEXT_FREE, "Ge nästa lediga nummer"
        number = item_numbers.number_by_place(self.items, item)
        return (agenda_actions.BY_PLACE, f"Ge numret {number}") if number else None


def _set_places(entries: list[Entry]) -> None:
    for place, entry in enumerate(entries, 1):
        entry.place, entry.places = place, len(entries)
