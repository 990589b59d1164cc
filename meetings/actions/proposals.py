"""Who ought to approve: chairs, the elected, and whoever led part of the meeting (C2, A6)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Concat

from meetings.models import (
    AgendaItem,
    Approver,
    Attendance,
    Body,
    Decision,
    ItemBlock,
    ItemRole,
    Meeting,
    Membership,
    Minutes,
    Seat,
)
from secretariat.lib.text import plain
from secretariat.registry.models import Person

Capacity = Approver.Capacity
_AWAY = {Attendance.State.APOLOGY, Attendance.State.ABSENT}
_RESERVE_AFTER = re.compile(r"^[^.;]{0,60}?\bsom\s+(?:personlig\s+)?ersättare\b", re.IGNORECASE)
_RESERVE_BEFORE = re.compile(
    r"\bersättare(?:\s+för\s+(?:justerare|justeraren|justering))?(?:\s+(?:valdes|utsågs|utses|väljs|är))?\s*:?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Proposal:
    """One person who ought to be on the list, and as what."""

    person: Person
    capacity: str
    body: Body | None = None
    is_reserve: bool = False


def proposed(minutes: Minutes) -> list[Proposal]:
    """The list of approvers that follows from the bodies' policy and the meeting (C2). Empty where nobody approves.

    Bodies that only took part in the joint part do not count. Nobody stands twice.
    """
    meeting = minutes.meeting
    bodies = approving_bodies(meeting)
    if not bodies:
        return []
    rows = list(Attendance.objects.filter(meeting=meeting).exclude(person=None).select_related("person"))
    found = _chairs(meeting, bodies, rows)
    known = {one.person.pk for one in found}
    for leader in _leaders(meeting):
        if leader.pk not in known:
            found.append(Proposal(leader, Capacity.ACTING_CHAIR))
            known.add(leader.pk)
    elected = [
        one
        for one in _elected(meeting, bodies, rows)
        if one.person.pk not in known and one.person.pk != meeting.secretary_id
    ]
    return [*found, *elected]


def approving_bodies(meeting: Meeting) -> list[Body]:
    """Bodies of the whole meeting whose policy is that somebody approves, in order."""
    return [
        row.body
        for row in meeting.meeting_bodies_in_order
        if not row.joint_part_only and row.body.has_approval
    ]


def _chairs(meeting: Meeting, bodies: list[Body], rows: list[Attendance]) -> list[Proposal]:
    """The chair of every body, as listed that day, else the holder of the seat; a stand-in for one who was away."""
    holders = {
        one.seat.body_id: one.person
        for one in Membership.objects.valid_on(meeting.date)
        .filter(seat__body__in=bodies, seat__kind=Seat.Kind.CHAIR)
        .select_related("person", "seat")
    } if meeting.date else {}  # fmt: skip
    away = {row.person_id for row in rows if row.state in _AWAY} - {
        row.person_id for row in rows if row.state == Attendance.State.PRESENT
    }
    found: list[Proposal] = []
    for body in bodies:
        listed = [row.person for row in rows if row.body_id == body.pk and row.role == Attendance.Role.CHAIR]
        chair = listed[0] if listed else holders.get(body.pk)
        capacity = Capacity.CHAIR
        if chair is None or chair.pk in away:
            chair, capacity = _stand_in(meeting, body, rows), Capacity.ACTING_CHAIR
        if chair and chair.pk not in {one.person.pk for one in found}:
            found.append(Proposal(chair, capacity, body))
    return found


def _stand_in(meeting: Meeting, body: Body, rows: list[Attendance]) -> Person | None:
    mine = [row for row in rows if row.body_id == body.pk]
    if meeting.chair and any(row.person_id == meeting.chair_id for row in mine):
        return meeting.chair
    vice = [
        row.person
        for row in mine
        if row.role == Attendance.Role.VICE_CHAIR and row.state == Attendance.State.PRESENT
    ]
    return vice[0] if vice else None


def _leaders(meeting: Meeting) -> list[Person]:
    """Whoever led the meeting, or took over from some item on (A6)."""
    items = AgendaItem.objects.standing().filter(meeting=meeting).exclude(chair=None).select_related("chair")
    took_over = [item.chair for item in items.order_by("position", "pk") if item.chair]
    return [*([meeting.chair] if meeting.chair else []), *took_over]


def _elected(meeting: Meeting, bodies: list[Body], rows: list[Attendance]) -> list[Proposal]:
    """Persons named where approvers were elected: in the decision's words, else in the item's."""
    items = list(
        AgendaItem.objects.standing()
        .filter(meeting=meeting, role=ItemRole.APPROVER_ELECTION)
        .order_by("position", "pk")
    )
    found: dict[int, Proposal] = {}
    for item in items:
        known = _known_names(meeting, bodies, rows)
        for words in (_words_of_election(item), _words_of(item)):
            named = _named(words, known) or _named(words, _names_of(_named_anywhere(words)))
            for person, is_reserve in named:
                found.setdefault(
                    person.pk,
                    Proposal(
                        person, Capacity.SUBSTITUTE if is_reserve else Capacity.ELECTED, None, is_reserve
                    ),
                )
            if named:
                break
    return sorted(found.values(), key=lambda one: one.is_reserve)


def _words_of(item: AgendaItem) -> str:
    blocks = ItemBlock.objects.standing().filter(item=item).order_by("position", "pk")
    return "\n".join([item.title, *(plain(block.html) for block in blocks)])


def _words_of_election(item: AgendaItem) -> str:
    """Words of the item's decisions of the kind *val*."""
    order = list(ItemBlock.objects.standing().filter(item=item).order_by("position", "pk"))
    place = {block.pk: index for index, block in enumerate(order)}
    words: list[str] = []
    for decision in (
        Decision.objects.own().filter(item=item, kind=Decision.Kind.ELECTION).order_by("position")
    ):
        first = place.get(decision.block_id)
        if first is not None:
            last = place.get(decision.last_block_id, first) if decision.last_block_id else first
            words += [plain(block.html) for block in order[first : last + 1]]
    return "\n".join(words)


_Names = list[tuple[str, Person]]


def _names_of(persons: Iterable[Person]) -> _Names:
    """Ways to write each person: the name, its two parts the other way round, and the aliases (K14)."""
    return [
        (way.casefold(), person)
        for person in persons
        for way in (person.name, f"{person.family_name} {person.given_name}".strip(), *person.aliases)
        if way
    ]


def _known_names(meeting: Meeting, bodies: list[Body], rows: list[Attendance]) -> _Names:
    """Names of those on the attendance list and of the bodies' members that day."""
    printed = [(row.name.casefold(), row.person) for row in rows if row.name and row.person]
    members = Person.objects.none()
    if meeting.date:
        held = Membership.objects.valid_on(meeting.date).filter(seat__body__in=bodies)
        members = Person.objects.filter(pk__in=held.values("person"))
    return [*printed, *_names_of([row.person for row in rows if row.person]), *_names_of(members)]


def _named_anywhere(words: str) -> list[Person]:
    """Persons of the register whose whole name, or an alias, stands in the words."""
    if not words.strip():
        return []
    said = Value(words, output_field=CharField())
    return list(
        Person.objects.exclude(family_name="")
        .annotate(said=said, whole=Concat("given_name", Value(" "), "family_name"))
        .filter(Q(said__icontains=F("whole")) | ~Q(aliases=[]))
    )


def _named(words: str, names: _Names) -> list[tuple[Person, bool]]:
    """Persons in the order they are named, and whether as ersättare. The longest name wins where two overlap."""
    text = " ".join(words.split()).casefold()
    hits: dict[int, tuple[int, int, Person]] = {}
    for name, person in sorted(names, key=lambda pair: -len(pair[0])):
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            taken = any(start < found.end() and found.start() < end for start, end, _ in hits.values())
            if not taken and person.pk not in hits:
                hits[person.pk] = (found.start(), found.end(), person)
    if not hits:
        return []
    ordered = sorted(hits.values(), key=lambda hit: hit[0])
    if not ordered:
        return []
    nexts = [start for start, _, _ in ordered[1:]] + [len(text)]
    return [
        (person, bool(_RESERVE_AFTER.match(text[end:until]) or _RESERVE_BEFORE.search(text[:start])))
        for (start, end, person), until in zip(ordered, nexts, strict=True)
    ]
