"""Numbers of items: given by place, fixed once printed in a kallelse, late ones "8 b" or the next free (A8, N1)."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import count

from meetings.models import AgendaItem, Meeting

from . import notice_trees

_LEADING_NUMBER = re.compile(r"\d+")


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


# Late items: what comes on the agenda after a kallelse has been sent

_BY_PLACE = re.compile(r"(\d+) ([a-z]{1,2})")


def number_by_place(items: Sequence[AgendaItem], item: AgendaItem) -> str:
    """The number of a late point by its place: after 8 it is "8 b", then "8 c". Empty where no number is before it."""
    tops = [
        one
        for one in sorted(items, key=lambda one: (one.position, one.pk))
        if one.parent_id is None and one.section == AgendaItem.Section.ITEMS
    ]
    before = ""
    for one in tops:
        if one.pk == item.pk:
            break
        if one.removed_at is None and one.number_is_fixed and (found := _LEADING_NUMBER.match(one.number)):
            before = found[0]
    if not before:
        return ""
    taken = {one.number for one in tops if one.pk != item.pk and one.number_is_fixed}
    return next(word for place in count(1) if (word := f"{before} {letters(place)}") not in taken)


def is_by_place(number: str) -> bool:
    """Whether a number is of the kind "8 b".

    >>> is_by_place("8 b"), is_by_place("8")
    (True, False)
    """
    return _BY_PLACE.fullmatch(number) is not None


def late_items(meeting: Meeting, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """Standing points that no kallelse has printed yet, where one has been sent. Their numbers may still change."""
    printed = notice_trees.printed_numbers(meeting)
    if not printed:
        return []
    return [
        one
        for one in items
        if one.parent_id is None
        and one.removed_at is None
        and one.section == AgendaItem.Section.ITEMS
        and one.pk not in printed
    ]


def follow_place(meeting: Meeting, item: AgendaItem) -> None:
    """A late point numbered by place gets another number where it has been moved past one that is printed."""
    if item.parent_id or not item.number_is_fixed or not is_by_place(item.number):
        return
    items = list(AgendaItem.objects.filter(meeting=meeting))
    if item.pk not in {one.pk for one in late_items(meeting, items)}:
        return
    moved = next(one for one in items if one.pk == item.pk)
    number = number_by_place(items, moved)
    if number.split(" ")[0] != moved.number.split(" ")[0]:
        AgendaItem.objects.filter(pk=item.pk).update(number=number, number_is_fixed=bool(number))
