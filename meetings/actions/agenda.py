"""The agenda: items added, worded, numbered, moved, taken off and put back."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from meetings.models import AgendaItem, Body, ItemBlock, ItemRole, Meeting
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import notice_trees
from . import presenters as presenters_of
from .attendance import open_for_change

_LEADING_NUMBER = re.compile(r"\d+")


# Numbers


def letters(index: int) -> str:
    """Letter of a sub-item: a … z, then aa, ab …

    >>> letters(0), letters(25), letters(26)
    ('a', 'z', 'aa')
    """
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def proposed_numbers(items: Sequence[AgendaItem]) -> dict[int, str]:
    """Numbers by item id: points 1..n, their sub-items a, b, headed sections none (A7).

    A fixed number stays as it is, and counting goes on from it: 7, "8 a", "8 b", 9. An item that finds its number
    taken gets the next free one (N1); the number of a point that was taken off after a kallelse is not given to
    another. Items are given in any order and may be unsaved copies with a pk.
    """
    gone = {item.number for item in items if item.removed_at and item.number_is_fixed and not item.parent_id}
    standing = sorted(
        (item for item in items if item.removed_at is None), key=lambda item: (item.position, item.pk)
    )
    tops = [item for item in standing if item.parent_id is None]
    numbers = _numbered(tops, lambda count: str(count), gone)
    for top in tops:
        children = [item for item in standing if item.parent_id == top.pk]
        if top.section == AgendaItem.Section.ITEMS:
            numbers |= _lettered(children)
        else:
            numbers |= {child.pk: child.number if child.number_is_fixed else "" for child in children}
    return numbers


def _numbered(items: Sequence[AgendaItem], word: Callable[[int], str], gone: set[str]) -> dict[int, str]:
    taken = gone | {item.number for item in items if item.number_is_fixed}
    numbers: dict[int, str] = {}
    reached = 0
    for item in items:
        if item.number_is_fixed:
            numbers[item.pk] = item.number
            if found := _LEADING_NUMBER.match(item.number):
                reached = max(reached, int(found[0]))
        elif item.section != AgendaItem.Section.ITEMS:
            numbers[item.pk] = ""
        else:
            reached += 1
            while word(reached) in taken:
                reached += 1
            numbers[item.pk] = word(reached)
    return numbers


def _lettered(children: Sequence[AgendaItem]) -> dict[int, str]:
    taken = {child.number for child in children if child.number_is_fixed}
    free = (letter for letter in map(letters, count()) if letter not in taken)
    return {child.pk: child.number if child.number_is_fixed else next(free) for child in children}


def renumber(meeting: Meeting) -> None:
    """Write order and numbers of a meeting's standing items as they now follow from each other.

    Loaded minutes keep the numbers that stood in the source; only items without one get a number.
    """
    items = list(AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk"))
    if meeting.source:
        for item in items:
            item.number_is_fixed = item.number_is_fixed or bool(item.number)
    before = {item.pk: (item.position, item.number) for item in items}
    for position, item in enumerate(in_reading_order(items), 1):
        item.position = position
    numbers = proposed_numbers(items)
    for item in items:
        item.number = numbers.get(item.pk, item.number)
    changed = [item for item in items if before[item.pk] != (item.position, item.number)]
    AgendaItem.objects.bulk_update(changed, ["position", "number"])


def in_reading_order(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """Sections before, points, sections after; each sub-item under its point. Keeps the order among siblings."""
    sections = list(AgendaItem.Section)
    rows = list(items)
    tops = sorted(
        (item for item in rows if item.parent_id is None),
        key=lambda item: sections.index(AgendaItem.Section(item.section)),
    )
    return [one for top in tops for one in (top, *(item for item in rows if item.parent_id == top.pk))]


# The agenda of a new meeting


def add_standing_items(meeting: Meeting, body: Body) -> None:
    """Put the body's standing items on the agenda, with purpose, presenter and minutes (A9)."""
    standing = list(body.standing_items.all())
    items = AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, position=position, title=one.title, role=one.role, purpose=one.purpose,
            planned_minutes=one.minutes,
        )
        for position, one in enumerate(standing, 1)
    )  # fmt: skip
    for item, one in zip(items, standing, strict=True):
        presenters_of.write(item, one.presenter)
    renumber(meeting)


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
    note_change(meeting, order=True)
    log.write("flyttade punkt", by=by, about=meeting, title=item.first_line)


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

    Raises NotAllowed when there is text and `with_text` was not said, or when frozen.
    """
    meeting = open_for_change(item.meeting)
    if obstacles := obstacles_to_removing(item, with_text=with_text):
        raise NotAllowed(obstacles)
    now = timezone.now()
    AgendaItem.objects.standing().filter(Q(pk=item.pk) | Q(parent=item.pk)).update(removed_at=now)
    note_change(meeting, order=True)
    log.write("tog bort punkt", by=by, about=meeting, title=item.first_line)


@transaction.atomic
def put_back_item(item: AgendaItem, *, by: User | None) -> None:
    """Put a removed item back where it stood, with the sub-items that went with it."""
    meeting = open_for_change(item.meeting)
    item.refresh_from_db()
    if item.removed_at is None:
        return
    AgendaItem.objects.filter(Q(pk=item.pk) | Q(parent=item.pk, removed_at=item.removed_at)).update(
        removed_at=None
    )
    if item.parent_id:
        AgendaItem.objects.filter(pk=item.parent_id).update(removed_at=None)
    note_change(meeting, order=True)
    log.write("lade tillbaka punkt", by=by, about=meeting, title=item.first_line)
