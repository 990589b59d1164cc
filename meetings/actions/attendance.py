"""Attendance: the list drawn up from the seats, and what is noted in it during the meeting."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils import timezone

from meetings.models import AgendaItem, Attendance, Body, InterestConflict, Meeting, Membership, Minutes, Seat
from secretariat.lib.dates import clock
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
_WEIGHT = [Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY]
MEMBERS, SUBSTITUTES, PARTICIPANTS, OTHERS, GUESTS = "Ledamöter", "Ersättare", "Deltagare", "Övriga", "Gäster"


def obstacles_to_editing(meeting: Meeting) -> list[str]:
    """Why the printed facts, agenda and attendance of a meeting cannot be changed now (C1)."""
    minutes = Minutes.objects.filter(meeting=meeting).only("frozen_at", "finished_at").first()
    if minutes is None or minutes.frozen_at is None:
        return []
    return [FINISHED if minutes.finished_at else LOCKED]


def _open(meeting: Meeting) -> Meeting:
    """Lock the meeting's row, and refuse where its minutes are frozen."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if obstacles := obstacles_to_editing(meeting):
        raise NotAllowed(obstacles)
    return meeting


# Drawing up the list


@transaction.atomic
def fill_from_seats(meeting: Meeting) -> int:
    """Add a row for every seat of the meeting's bodies that is not listed yet, by the holders that day (A1–A4).

    A vacant seat of a party becomes a row without a person. Name, title, affiliation and party are copied, so that
    the list stays as it was. Returns how many rows were added. Raises NotAllowed when the minutes are frozen.
    """
    meeting = _open(meeting)
    day = meeting.date or timezone.localdate()
    rows = list(meeting.meeting_bodies.select_related("body__type").order_by("position", "pk"))
    seats = _seats_of([row.body for row in rows], day)
    listed = list(meeting.attendances.all())
    known_seats = {(one.body_id, one.seat_id) for one in listed if one.seat_id}
    known_persons = {(one.body_id, one.person_id): one for one in listed if one.person_id}
    position = max((one.position for one in listed), default=0)
    made: list[Attendance] = []
    for row in rows:
        for heading, seat in _in_list_order(row.body, seats[row.body_id]):
            new = _row_of_seat(meeting, row.body, seat, heading)
            if new is None or (row.body_id, seat.pk) in known_seats:
                continue
            if twin := known_persons.get((row.body_id, new.person_id)) if new.person_id else None:
                _take_heavier_role(twin, new)
                continue
            position += 1
            new.position = position
            made.append(new)
            if new.person_id:
                known_persons[row.body_id, new.person_id] = new
    Attendance.objects.bulk_create([one for one in made if one.pk is None])
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


def _take_heavier_role(row: Attendance, other: Attendance) -> None:
    """Somebody who holds two seats in a body stands once, as what weighs most."""
    if other.role in _WEIGHT and (row.role not in _WEIGHT or _WEIGHT.index(other.role) < _WEIGHT.index(row.role)):
        row.role = other.role
        if row.pk:
            row.save(update_fields=["role"])
