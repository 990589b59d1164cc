"""The agenda: items added, worded, numbered, moved, taken off and put back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from meetings.models import AgendaItem, BacklogItem, Body, ItemBlock, ItemRole, Meeting, StandingItem
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import notice_trees
from . import presenters as presenters_of
from .attendance import open_for_change
from .item_numbers import follow_place, late_items, letters, number_by_place, proposed_numbers, renumber

__all__ = ["letters", "proposed_numbers", "renumber"]


# The agenda of a new meeting


def add_standing_items(meeting: Meeting, body: Body) -> None:
    """Put the body's standing items on the agenda, with purpose, presenter and minutes (A9)."""
    standing = list(body.standing_items.all())
    items = AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, position=position, title=one.title, role=one.role, purpose=one.purpose,
            planned_minutes=one.minutes, reports_from_id=one.reports_from_id,
        )
        for position, one in enumerate(standing, 1)
    )  # fmt: skip
    for item, one in zip(items, standing, strict=True):
        presenters_of.write(item, one.presenter)
    renumber(meeting)


@transaction.atomic
def add_standing_item(meeting: Meeting, standing: StandingItem, *, by: User | None) -> AgendaItem:
    """Put one of the leading body's standing items on the agenda (A9). Raises NotAllowed when frozen."""
    if standing.body_id not in {row.body_id for row in meeting.meeting_bodies.all()}:
        raise NotAllowed("Den stående punkten hör till en annan grupp.")
    return add_item(
        meeting, by=by, title=standing.title, role=standing.role, purpose=standing.purpose,
        planned_minutes=standing.minutes, presenters=standing.presenter, reports_from=standing.reports_from,
    )  # fmt: skip


# Changing an agenda


def obstacles_to_removing(item: AgendaItem, *, with_text: bool) -> list[str]:
    """Why an item cannot be taken off: it, or a sub-item, has text and the person has not said that it may go."""
    if with_text:
        return []
    family = Q(item=item) | Q(item__parent=item)
    if ItemBlock.objects.standing().filter(family).exclude(html="").exists():
        return ["Punkten har text. Kryssa i att texten får tas bort med punkten."]
    return []


def note_change(meeting: Meeting, *, order: bool = False) -> None:
    """Tell open drafting pages that the agenda is another (agenda_version)."""
    if order:
        renumber(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(agenda_version=F("agenda_version") + 1)


@transaction.atomic
def add_item(
    meeting: Meeting,
    *,
    by: User | None,
    title: str = "",
    parent: AgendaItem | None = None,
    after: AgendaItem | None = None,
    section: str = AgendaItem.Section.ITEMS,
    presenters: str = "",
    **facts: Any,
) -> AgendaItem:
    """Add a point last, right after another one, or under one. Raises NotAllowed for a third level or when frozen."""
    meeting = open_for_change(meeting)
    if parent and parent.parent_id:
        raise NotAllowed("Dagordningen har två nivåer. En delpunkt kan inte ha egna delpunkter.")
    if after:
        parent, section = after.parent, after.section
    if after is None and parent is None and section == AgendaItem.Section.ITEMS:
        after = _last_before_closing(meeting)
    item = AgendaItem.objects.create(
        meeting=meeting, parent=parent, section=parent.section if parent else section, title=title.strip(),
        position=_LAST, **facts,
    )  # fmt: skip
    if after:
        _place(meeting, item, after=after)
    presenters_of.write(item, presenters)
    note_change(meeting, order=True)
    log.write("lade till punkt", by=by, about=meeting, title=item.first_line)
    item.refresh_from_db()
    return item


_LAST = 1_000_000
_ENDS = (ItemRole.OTHER_MATTERS, ItemRole.NEXT_MEETING, ItemRole.CLOSING)


def _last_before_closing(meeting: Meeting) -> AgendaItem | None:
    """A new point belongs before övriga frågor, nästa möte and mötet avslutas, where those stand last."""
    tops = list(
        AgendaItem.objects.standing()
        .filter(meeting=meeting, parent=None, section=AgendaItem.Section.ITEMS)
        .order_by("position", "pk")
    )
    ending = len(tops)
    while ending and tops[ending - 1].role in _ENDS:
        ending -= 1
    return tops[ending - 1] if 0 < ending < len(tops) else None


def _siblings(meeting: Meeting, item: AgendaItem) -> list[AgendaItem]:
    rows = AgendaItem.objects.filter(meeting=meeting, parent=item.parent_id, section=item.section)
    return list(rows.order_by("position", "pk"))


def _place(meeting: Meeting, item: AgendaItem, *, after: AgendaItem | None) -> None:
    """Put an item right after a sibling (None: first). Removed siblings keep their place among the others."""
    rest = [one for one in _siblings(meeting, item) if one.pk != item.pk]
    at = next((place for place, one in enumerate(rest, 1) if after and one.pk == after.pk), 0)
    ordered = [*rest[:at], item, *rest[at:]]
    for position, one in enumerate(ordered):
        one.position = position
    AgendaItem.objects.bulk_update(ordered, ["position"])


@transaction.atomic
def change_item(
    item: AgendaItem,
    *,
    by: User | None,
    presenters: str | None = None,
    number: str | None = None,
    **facts: Any,
) -> None:
    """Change title, purpose, role, proposal, time, chair and so on of an item (A6, A7).

    `number` set by hand stays ("8 a"); an empty one is given automatically again. Raises NotAllowed when frozen, or
    where the number is used by another point.
    """
    meeting = open_for_change(item.meeting)
    for name, value in facts.items():
        setattr(item, name, value)
    if number is not None:
        _set_number(meeting, item, " ".join(number.split()))
    item.save()
    if presenters is not None:
        presenters_of.write(item, presenters)
    note_change(meeting, order=True)
    item.refresh_from_db()
    log.write("ändrade punkt", by=by, about=meeting, title=item.first_line, number=item.number)


def _set_number(meeting: Meeting, item: AgendaItem, number: str) -> None:
    if number == item.number and not item.number_is_fixed:
        return
    if printed := notice_trees.printed_numbers(meeting).get(item.pk):
        if number != printed:
            raise NotAllowed(f"Numret {printed} står i kallelsen och kan inte ändras.")
        return
    others = AgendaItem.objects.standing().filter(
        meeting=meeting, parent=item.parent_id, number_is_fixed=True
    )
    if number and others.filter(number=number).exclude(pk=item.pk).exists():
        raise NotAllowed(f"Numret {number} används av en annan punkt.")
    item.number, item.number_is_fixed = number, bool(number)


@transaction.atomic
def set_minutes(meeting: Meeting, minutes: Mapping[AgendaItem, int | None], *, by: User | None) -> None:
    """Say how many minutes some points take (None: nobody knows). Raises NotAllowed when frozen."""
    if not minutes:
        return
    meeting = open_for_change(meeting)
    for item, number in minutes.items():
        AgendaItem.objects.filter(pk=item.pk, meeting=meeting).update(planned_minutes=number)
    note_change(meeting)
    told = {item.first_line: number for item, number in minutes.items()}
    log.write("ändrade tider på dagordningen", by=by, about=meeting, minutes=told)


DIRECTIONS = ("up", "down", "in", "out")


@transaction.atomic
def move_item(item: AgendaItem, direction: str, *, by: User | None) -> None:
    """Move an item up or down among its siblings, in under the point above, or out to a point of its own.

    `direction` is up, down, in or out. Raises NotAllowed where that cannot be done.
    """
    meeting = open_for_change(item.meeting)
    item.refresh_from_db()
    standing = [one for one in _siblings(meeting, item) if one.removed_at is None]
    at = next(place for place, one in enumerate(standing) if one.pk == item.pk)
    if obstacles := _obstacles_to_moving(item, direction, at, len(standing)):
        raise NotAllowed(obstacles)
    if direction == "up":
        _place(meeting, item, after=standing[at - 2] if at > 1 else None)
    elif direction == "down":
        _place(meeting, item, after=standing[at + 1])
    elif direction == "in":
        item.parent, item.position = standing[at - 1], _LAST
        item.save(update_fields=["parent", "position"])
    else:
        above = item.parent
        item.parent = None
        item.save(update_fields=["parent"])
        _place(meeting, item, after=above)
    follow_place(meeting, item)
    note_change(meeting, order=True)
    log.write("flyttade punkt", by=by, about=meeting, title=item.first_line)


@transaction.atomic
def place_item(item: AgendaItem, place: int, *, by: User | None) -> None:
    """Move an item to a place among its standing siblings, counted from 1. A place out of range is the nearest one.

    Raises NotAllowed when the item has been taken off, or when frozen.
    """
    meeting = open_for_change(item.meeting)
    item.refresh_from_db()
    if item.removed_at:
        raise NotAllowed("Punkten är borttagen. Lägg tillbaka den först.")
    others = [one for one in _siblings(meeting, item) if one.removed_at is None and one.pk != item.pk]
    place = min(max(place, 1), len(others) + 1)
    _place(meeting, item, after=others[place - 2] if place > 1 else None)
    follow_place(meeting, item)
    note_change(meeting, order=True)
    log.write("flyttade punkt", by=by, about=meeting, title=item.first_line)


BY_PLACE, NEXT_FREE = "plats", "nasta"


@transaction.atomic
def number_late_item(item: AgendaItem, how: str, *, by: User | None) -> str:
    """Number a point that came after the kallelse by its place ("8 b") or by the next free number (N1).

    Raises NotAllowed where the number is printed already or nothing printed stands before it. Returns the number.
    """
    meeting = open_for_change(item.meeting)
    items = list(AgendaItem.objects.filter(meeting=meeting))
    late = next((one for one in late_items(meeting, items) if one.pk == item.pk), None)
    if late is None:
        raise NotAllowed("Bara en punkt som har kommit till efter kallelsen kan få ett annat nummer.")
    number = number_by_place(items, late) if how == BY_PLACE else ""
    if how == BY_PLACE and not number:
        raise NotAllowed("Ingen punkt med nummer står före. Punkten får nästa lediga nummer.")
    AgendaItem.objects.filter(pk=late.pk).update(number=number, number_is_fixed=bool(number))
    note_change(meeting, order=True)
    late.refresh_from_db()
    log.write("gav punkt nummer", by=by, about=meeting, title=late.first_line, number=late.number)
    return late.number


def _obstacles_to_moving(item: AgendaItem, direction: str, at: int, count_of_siblings: int) -> list[str]:
    if direction in {"up", "in"} and at == 0:
        return ["Punkten står redan först."]
    if direction == "down" and at == count_of_siblings - 1:
        return ["Punkten står redan sist."]
    if direction == "in" and (item.parent_id or item.children.filter(removed_at=None).exists()):
        return ["Dagordningen har två nivåer. Punkten eller dess delpunkter kan inte flyttas in mer."]
    if direction == "out" and not item.parent_id:
        return ["Punkten står redan ytterst."]
    if direction in {"in", "out"} and item.pk in notice_trees.printed_numbers(item.meeting):
        return ["Punkten har ett nummer i kallelsen och kan inte flyttas in eller ut."]
    return []


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User | None, with_text: bool = False) -> None:
    """Take an item and its sub-items off the agenda. They can be put back, text and all.

    What came from a body's list waits there again (A14).

    Raises NotAllowed when there is text and `with_text` was not said, or when frozen.
    """
    meeting = open_for_change(item.meeting)
    if obstacles := obstacles_to_removing(item, with_text=with_text):
        raise NotAllowed(obstacles)
    now = timezone.now()
    family = list(AgendaItem.objects.standing().filter(Q(pk=item.pk) | Q(parent=item.pk)))
    AgendaItem.objects.filter(pk__in=[one.pk for one in family]).update(removed_at=now)
    BacklogItem.objects.filter(item__in=family, state=BacklogItem.State.TAKEN).update(
        state=BacklogItem.State.OPEN
    )
    note_change(meeting, order=True)
    log.write("tog bort punkt", by=by, about=meeting, title=item.first_line)


@transaction.atomic
def put_back_item(item: AgendaItem, *, by: User | None) -> None:
    """Put a removed item back where it stood, with the sub-items that went with it."""
    meeting = open_for_change(item.meeting)
    item.refresh_from_db()
    if item.removed_at is None:
        return
    family = list(AgendaItem.objects.filter(Q(pk=item.pk) | Q(parent=item.pk, removed_at=item.removed_at)))
    AgendaItem.objects.filter(pk__in=[one.pk for one in family]).update(removed_at=None)
    BacklogItem.objects.filter(item__in=family, state=BacklogItem.State.OPEN).update(
        state=BacklogItem.State.TAKEN
    )
    if item.parent_id:
        AgendaItem.objects.filter(pk=item.parent_id).update(removed_at=None)
    note_change(meeting, order=True)
    log.write("lade tillbaka punkt", by=by, about=meeting, title=item.first_line)
