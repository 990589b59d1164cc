"""The agenda: items added, worded, numbered, moved, taken off and put back."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import count

from django.db.models import Value
from django.db.models.functions import Concat, Lower

from meetings.models import AgendaItem, Body, ItemPresenter, Meeting
from secretariat.registry.models import Person

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
    taken gets the next free one (N1). Items are given in any order and may be unsaved copies with a pk.
    """
    standing = sorted((item for item in items if item.removed_at is None), key=lambda item: (item.position, item.pk))
    tops = [item for item in standing if item.parent_id is None]
    numbers = _numbered(tops, lambda count: str(count))
    for top in tops:
        children = [item for item in standing if item.parent_id == top.pk]
        if top.section == AgendaItem.Section.ITEMS:
            numbers |= _lettered(children)
        else:
            numbers |= {child.pk: child.number if child.number_is_fixed else "" for child in children}
    return numbers


def _numbered(items: Sequence[AgendaItem], word: Callable[[int], str]) -> dict[int, str]:
    taken = {item.number for item in items if item.number_is_fixed}
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
        set_presenters(item, one.presenter)
    renumber(meeting)


# Presenters


def set_presenters(item: AgendaItem, typed: str) -> None:
    """Store presenters as typed, separated by commas. A full name of one person only is tied to that person (A7)."""
    words = [" ".join(part.split())[:200] for part in re.split(r"[,;\n]", typed)]
    words = [word for word in words if word]
    persons = _persons_called(words)
    item.presenters.all().delete()
    ItemPresenter.objects.bulk_create(
        ItemPresenter(
            meeting_id=item.meeting_id, item=item, position=position, text=word, person=persons.get(word.casefold())
        )
        for position, word in enumerate(words)
    )


def _persons_called(words: Sequence[str]) -> dict[str, Person]:
    """Persons by full name in lower case; a name that several persons share is left as words."""
    if not any(" " in word for word in words):
        return {}
    full_name = Lower(Concat("given_name", Value(" "), "family_name"))
    names = [word.casefold() for word in words]
    found: dict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.alias(full=full_name).filter(full__in=names):
        found[person.name.casefold()].append(person)
    return {name: persons[0] for name, persons in found.items() if len(persons) == 1}
