"""Attendance: the list drawn up from the seats, and what is noted in it during the meeting."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Prefetch, Q
from django.utils import timezone

from meetings.models import AgendaItem, Attendance, Body, Meeting, Membership, Minutes, Seat
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Person, User

LOCKED = "Anteckningarna är utsända och låsta. Ta tillbaka dem innan du ändrar."
FINISHED = "Anteckningarna är färdiga och kan inte ändras. Gör en rättelse i stället."

State = Attendance.State
Role = Attendance.Role
CYCLE = {
    State.UNKNOWN: State.PRESENT,
    State.PRESENT: State.APOLOGY,
    State.APOLOGY: State.ABSENT,
    State.ABSENT: State.UNKNOWN,
}
_ROLE_OF_SEAT = {
    Seat.Kind.CHAIR: Role.CHAIR,
    Seat.Kind.VICE_CHAIR: Role.VICE_CHAIR,
    Seat.Kind.MEMBER: Role.MEMBER,
    Seat.Kind.SUBSTITUTE: Role.SUBSTITUTE,
    Seat.Kind.CO_OPTED: Role.CO_OPTED,
    Seat.Kind.SECRETARY: Role.SECRETARY,
}
OFFICES: list[str] = [Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY]  # what weighs most first
MEMBERS, SUBSTITUTES, PARTICIPANTS, OTHERS, GUESTS = "Ledamöter", "Ersättare", "Deltagare", "Övriga", "Gäster"


def obstacles_to_editing(meeting: Meeting) -> list[str]:
    """Why the printed facts, agenda and attendance of a meeting cannot be changed now (C1)."""
    minutes = Minutes.objects.filter(meeting=meeting).only("frozen_at", "finished_at").first()
    if minutes is None or minutes.frozen_at is None:
        return []
    return [FINISHED if minutes.finished_at else LOCKED]


def open_for_change(meeting: Meeting) -> Meeting:
    """Lock the meeting's row and read it anew; refuse where its minutes are frozen."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if obstacles := obstacles_to_editing(meeting):
        raise NotAllowed(obstacles)
    return meeting


def note_change(meeting: Meeting) -> None:
    """Tell open drafting pages that the attendance is another (attendance_revision)."""
    later = F("text_revision") + 1
    Meeting.objects.filter(pk=meeting.pk).update(text_revision=later, attendance_revision=later)


# Drawing up the list


@transaction.atomic
def fill_from_seats(meeting: Meeting) -> int:
    """Add a row for every seat of the meeting's bodies that is not listed yet, by the holders that day (A1–A4).

    A vacant seat of a party becomes a row without a person. Name, title, affiliation and party are copied, so that
    the list stays as it was. Returns how many rows were added. Raises NotAllowed when the minutes are frozen.
    """
    meeting = open_for_change(meeting)
    day = meeting.date or timezone.localdate()
    rows = list(meeting.meeting_bodies.select_related("body__type").order_by("position", "pk"))
    seats = _seats_of([row.body for row in rows], day)
    listed = list(meeting.attendances.all())
    known_seats = {(one.body_id, one.seat_id) for one in listed if one.seat_id}
    known_persons = {(one.body_id, one.person_id): one for one in listed if one.person_id}
    position = max((one.position for one in listed), default=0)
    made: list[Attendance] = []
    has_new_roles = False
    for row in rows:
        for heading, seat in _in_list_order(row.body, seats[row.body_id]):
            new = _row_of_seat(meeting, row.body, seat, heading)
            if new is None or (row.body_id, seat.pk) in known_seats:
                continue
            if twin := known_persons.get((row.body_id, new.person_id)) if new.person_id else None:
                has_new_roles |= _take_heavier_role(twin, new)
                continue
            position += 1
            new.position = position
            made.append(new)
            if new.person_id:
                known_persons[row.body_id, new.person_id] = new
    Attendance.objects.bulk_create([one for one in made if one.pk is None])
    if made or has_new_roles:
        note_change(meeting)
    return len(made)


def _seats_of(bodies: Iterable[Body], day: dt.date) -> dict[int, list[Seat]]:
    """Seats by body, with the holder on the day in `held`."""
    holders = Membership.objects.valid_on(day).select_related("person__organisation")
    seats = (
        Seat.objects.filter(body__in=list(bodies))
        .exclude(ends_on__lt=day)
        .exclude(kind=Seat.Kind.CONTACT)
        .select_related("organisation")
        .prefetch_related(Prefetch("memberships", queryset=holders, to_attr="held"))
        .order_by("position", "pk")
    )
    found: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats:
        found[seat.body_id].append(seat)
    return found


def _heading(body: Body, seat: Seat) -> str:
    if not body.type.is_political:
        return PARTICIPANTS
    if seat.kind in Seat.MEMBERS:
        return MEMBERS
    return SUBSTITUTES if seat.kind == Seat.Kind.SUBSTITUTE else OTHERS


def _in_list_order(body: Body, seats: list[Seat]) -> list[tuple[str, Seat]]:
    """Members, then ersättare, then others; inside each as the body orders its seats."""
    order = [PARTICIPANTS, MEMBERS, SUBSTITUTES, OTHERS]
    pairs = [(_heading(body, seat), seat) for seat in seats]
    return sorted(pairs, key=lambda pair: order.index(pair[0]))


def _row_of_seat(meeting: Meeting, body: Body, seat: Seat, heading: str) -> Attendance | None:
    held: list[Membership] = seat.held  # type: ignore[attr-defined]
    place = seat.organisation.short_name if seat.organisation else seat.label
    role = _ROLE_OF_SEAT[Seat.Kind(seat.kind)]
    if role == Role.MEMBER and not body.type.is_political:
        role = Role.PARTICIPANT
    row = Attendance(
        meeting=meeting, body=body, seat=seat, organisation=seat.organisation, list_heading=heading,
        role=role, affiliation=place,
    )  # fmt: skip
    if held:
        person = held[0].person
        own = person.organisation
        row.person, row.name, row.title = person, person.name, person.title
        row.organisation = seat.organisation or own
        row.affiliation = place if seat.organisation else (own.short_name if own else "")
        row.political_party = held[0].political_party if body.type.is_political else ""
        return row
    # An empty place matters when it is a party's: "Vakant, RF-SISU". Nobody misses an empty secretary's chair.
    vacant_is_told = seat.organisation and seat.kind in (*Seat.MEMBERS, Seat.Kind.SUBSTITUTE)
    return row if vacant_is_told else None


def _take_heavier_role(row: Attendance, other: Attendance) -> bool:
    """Somebody who holds two seats in a body stands once, as what weighs most. Returns whether that changed the row."""
    if other.role not in OFFICES or (
        row.role in OFFICES and OFFICES.index(row.role) <= OFFICES.index(other.role)
    ):
        return False
    row.role = other.role
    if row.pk:
        row.save(update_fields=["role"])
    return True


# Noting during the meeting


@transaction.atomic
def set_state(row: Attendance, state: str, *, by: User | None) -> None:
    """Note närvarande, anmält förhinder, frånvarande or ej registrerad for one row (A4).

    Raises NotAllowed when the minutes are frozen or the seat is vacant. Not written in the log: it is pressed
    many times, and the finished list is what counts.
    """
    open_for_change(row.meeting)
    if row.is_vacant:
        raise NotAllowed("Platsen är vakant. Lägg till personen på platsen först.")
    row.state = State(state)
    if row.state != State.PRESENT:
        row.mode = ""
    row.save(update_fields=["state", "mode"])
    note_change(row.meeting)


@transaction.atomic
def mark_all_present(meeting: Meeting, *, by: User | None) -> int:
    """Note everybody who is not registered yet as present. Ersättare too: who was not there is pressed off."""
    meeting = open_for_change(meeting)
    rows = meeting.attendances.filter(state=State.UNKNOWN).exclude(name="")
    changed = rows.update(state=State.PRESENT)
    note_change(meeting)
    log.write("noterade alla som närvarande", by=by, about=meeting, rows=changed)
    return changed


@transaction.atomic
def add(
    meeting: Meeting,
    *,
    by: User | None,
    name: str = "",
    person: Person | None = None,
    heading: str = OTHERS,
    body: Body | None = None,
    role: str = Role.OTHER,
    title: str = "",
    affiliation: str = "",
    state: str = State.PRESENT,
    items: Iterable[AgendaItem] = (),
) -> Attendance:
    """Add a guest, another participant or somebody from the register; guests may be there at some items only.

    Raises NotAllowed without a name, or when that person already stands in the same list.
    """
    meeting = open_for_change(meeting)
    name = " ".join((name or (person.name if person else "")).split())
    if not name:
        raise NotAllowed("Skriv ett namn.")
    listed = meeting.attendances.filter(body=body)
    same = Q(person=person) if person else Q(person=None, name__iexact=name)
    if listed.filter(same).exists():
        raise NotAllowed(f"{name} står redan i listan.")
    home = person.organisation if person else None
    last = meeting.attendances.aggregate(last=Max("position"))["last"] or 0
    row = Attendance.objects.create(
        meeting=meeting, body=body, person=person, organisation=home, list_heading=heading, position=last + 1,
        name=name[:160], title=title or (person.title if person else ""),
        affiliation=affiliation or (home.short_name if home else ""), role=role, state=state,
    )  # fmt: skip
    row.items.set(items)
    note_change(meeting)
    log.write("lade till i närvarolistan", by=by, about=meeting, name=name)
    return row


@transaction.atomic
def remove(row: Attendance, *, by: User | None) -> None:
    """Take a row off the list. A seat's row comes back by `fill_from_seats`."""
    meeting = open_for_change(row.meeting)
    name = row.shown_name
    row.delete()
    note_change(meeting)
    log.write("tog bort ur närvarolistan", by=by, about=meeting, name=name)


@transaction.atomic
def change(
    row: Attendance, *, by: User | None, items: Iterable[AgendaItem] | None = None, **facts: Any
) -> None:
    """Change what is noted on a row: state, mode, from–to, tjänstgör för, ersättare, name, title, affiliation.

    A name given to a vacant row fills it. Raises NotAllowed when frozen, or where somebody would serve for themself.
    """
    meeting = open_for_change(row.meeting)
    if (served := facts.get("serves_for")) and served.pk == row.pk:
        raise NotAllowed("Ingen kan tjänstgöra för sig själv.")
    for name, value in facts.items():
        setattr(row, name, value)
    if row.is_vacant:
        row.state, row.person = State.UNKNOWN, None
    row.save()
    if items is not None:
        row.items.set(items)
    note_change(meeting)
    log.write("ändrade i närvarolistan", by=by, about=meeting, name=row.shown_name)
