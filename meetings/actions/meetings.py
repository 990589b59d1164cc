"""Meetings: made from their bodies, changed, moved, cancelled."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from meetings.models import Body, Meeting, MeetingBody, Membership, Minutes, Seat
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Person, User

from . import agenda, attendance


def proposed_leaders(body: Body | None, day: dt.date | None = None) -> tuple[Person | None, Person | None]:
    """Chair and secretary of a body on a day (today where none is given), by its seats."""
    if body is None:
        return None, None
    holders = (
        Membership.objects.valid_on(day or timezone.localdate())
        .filter(seat__body=body, seat__kind__in=[Seat.Kind.CHAIR, Seat.Kind.SECRETARY])
        .select_related("seat", "person")
        .order_by("-seat__position")
    )
    found = {row.seat.kind: row.person for row in holders}
    return found.get(Seat.Kind.CHAIR), found.get(Seat.Kind.SECRETARY)


@transaction.atomic
def create(
    *,
    bodies: Sequence[Body],
    by: User | None,
    date: dt.date | None = None,
    joint_part_only: Collection[Body] = (),
    chair: Person | None = None,
    secretary: Person | None = None,
    **facts: Any,
) -> Meeting:
    """Make a meeting ready to prepare: bodies, minutes, standing items and attendance (A1, A2, A9).

    The first body leads: its word, agenda template, chair and secretary are used. `facts` are fields of Meeting:
    title, start_time, end_time, joint_start, joint_end, place, form, link, state. Raises NotAllowed without a body.
    """
    if not bodies:
        raise NotAllowed("Välj minst en grupp.")
    leading = bodies[0]
    proposed_chair, proposed_secretary = proposed_leaders(leading, date)
    meeting = Meeting.objects.create(
        date=date, chair=chair or proposed_chair, secretary=secretary or proposed_secretary, **facts
    )
    MeetingBody.objects.bulk_create(
        MeetingBody(meeting=meeting, body=body, position=position, joint_part_only=body in joint_part_only)
        for position, body in enumerate(bodies)
    )
    Minutes.objects.create(meeting=meeting, word=leading.minutes_word)
    agenda.add_standing_items(meeting, leading)
    attendance.fill_from_seats(meeting)
    log.write("skapade möte", by=by, about=meeting)
    return meeting
