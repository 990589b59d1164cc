"""Meetings: made from their bodies, changed, moved, cancelled."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from meetings import calendar
from meetings.models import Attendance, Body, Meeting, MeetingBody, Membership, Minutes, Seat
from secretariat.lib.dates import and_list
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Person, User

from . import agenda, attendance, telling

_WHEN = ("date", "start_time", "end_time")


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
    if not facts.get("chair_name"):
        chair = chair or proposed_chair
    if not facts.get("secretary_name"):
        secretary = secretary or proposed_secretary
    meeting = Meeting.objects.create(date=date, chair=chair, secretary=secretary, **facts)
    MeetingBody.objects.bulk_create(
        MeetingBody(meeting=meeting, body=body, position=position, joint_part_only=body in joint_part_only)
        for position, body in enumerate(bodies)
    )
    Minutes.objects.create(meeting=meeting, word=leading.minutes_word)
    agenda.add_standing_items(meeting, leading)
    attendance.fill_from_seats(meeting)
    log.write("skapade möte", by=by, about=meeting)
    return meeting


@transaction.atomic
def change(
    meeting: Meeting,
    *,
    by: User | None,
    bodies: Sequence[Body] | None = None,
    joint_part_only: Collection[Body] = (),
    tells: bool = True,
    at: dt.datetime | None = None,
    **facts: Any,
) -> None:
    """Change facts of a meeting, and its bodies where they are given; new bodies' seats come into the list.

    A body whose attendance has been noted cannot be taken away. Another day or time after the kallelse is a move:
    whoever has been called is told (A17), unless the caller does so. Raises NotAllowed, also when minutes are frozen.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if obstacles := attendance.obstacles_to_editing(meeting):
        raise NotAllowed(obstacles)
    before = telling.before_moving(meeting) if tells and _is_moved_by(meeting, facts) else None
    if before and before.called:
        facts |= _marks_of_move(meeting, facts.get("date", meeting.date))
    _change(meeting, by=by, bodies=bodies, joint_part_only=joint_part_only, **facts)
    if before and before.called:
        after = meeting.date.isoformat() if meeting.date else ""
        log.write("flyttade möte", by=by, about=meeting, before=before.day_in_log, after=after)
        telling.moved(meeting, before, by=by, at=at)


def _is_moved_by(meeting: Meeting, facts: dict[str, Any]) -> bool:
    return any(facts.get(name, was) != was for name in _WHEN for was in [getattr(meeting, name)])


def _marks_of_move(meeting: Meeting, date: dt.date | None) -> dict[str, Any]:
    """A booked meeting is marked as moved, and remembers the day it was; a tentative one stays so."""
    marks: dict[str, Any] = {}
    if meeting.state != Meeting.State.TENTATIVE:
        marks["state"] = Meeting.State.MOVED
        if meeting.date and meeting.date != date:
            marks["moved_from"] = meeting.date
    return marks


def _change(
    meeting: Meeting,
    *,
    by: User | None,
    bodies: Sequence[Body] | None = None,
    joint_part_only: Collection[Body] = (),
    **facts: Any,
) -> None:
    """Write the facts of a meeting that is held and may be changed. Tells nobody."""
    if bodies is not None:
        _set_bodies(meeting, bodies, joint_part_only)
    moved = "date" in facts and meeting.date is not None and facts["date"] != meeting.date
    if meeting.state == Meeting.State.TENTATIVE and facts.get("state") == Meeting.State.BOOKED:
        meeting.date_options.all().delete()
    for name, value in facts.items():
        setattr(meeting, name, value)
    meeting.save()
    calendar.touch(meeting)
    if moved:
        _refill_if_untouched(meeting)
    if moved or bodies is not None:
        attendance.fill_from_seats(meeting)
    log.write("ändrade möte", by=by, about=meeting, fields=sorted(facts))


def _set_bodies(meeting: Meeting, bodies: Sequence[Body], joint_part_only: Collection[Body]) -> None:
    if not bodies:
        raise NotAllowed("Välj minst en grupp.")
    gone = meeting.meeting_bodies.exclude(body__in=bodies).select_related("body")
    noted = meeting.attendances.exclude(state=Attendance.State.UNKNOWN)
    if kept := [row.body.list_name for row in gone if noted.filter(body=row.body).exists()]:
        raise NotAllowed(
            f"Närvaro är redan noterad för {and_list(kept)}. Gruppen kan inte tas bort ur mötet."
        )
    meeting.attendances.filter(body__in=[row.body_id for row in gone]).delete()
    gone.delete()
    for position, body in enumerate(bodies):
        MeetingBody.objects.update_or_create(
            meeting=meeting,
            body=body,
            defaults={"position": position, "joint_part_only": position > 0 and body in joint_part_only},
        )


def _refill_if_untouched(meeting: Meeting) -> None:
    """On another day others may hold the seats. A list that nobody has touched is drawn up anew (A2)."""
    rows = meeting.attendances.all()
    if not rows.exclude(state=Attendance.State.UNKNOWN).exists():
        rows.filter(seat__isnull=False).delete()


# Booked, moved, cancelled


def obstacles_to_cancelling(meeting: Meeting) -> list[str]:
    """Why a meeting cannot be called off."""
    if meeting.state == Meeting.State.CANCELLED:
        return ["Mötet är redan inställt."]
    if meeting.state == Meeting.State.HELD:
        return ["Mötet är genomfört och kan inte ställas in."]
    return attendance.obstacles_to_editing(meeting)


def obstacles_to_booking(meeting: Meeting) -> list[str]:
    """Why a planned meeting cannot be booked."""
    if meeting.state != Meeting.State.TENTATIVE:
        return [f"{meeting.heading} är redan {meeting.get_state_display()}."]
    if meeting.date is None:
        return [f"{meeting.heading} har inget datum än. Öppna mötets datum och välj ett."]
    return []


@transaction.atomic
def book(meetings: Sequence[Meeting], *, by: User | None) -> list[Meeting]:
    """Book planned meetings, all or none; other days they might have got are let go (A17). Raises NotAllowed."""
    rows = list(
        Meeting.objects.select_for_update(of=("self",))
        .filter(pk__in=[one.pk for one in meetings])
        .prefetch_related("meeting_bodies__body")
        .order_by("pk")
    )
    if not rows:
        raise NotAllowed("Kryssa för minst ett möte.")
    if obstacles := [why for row in rows for why in obstacles_to_booking(row)]:
        raise NotAllowed(obstacles)
    for row in rows:
        row.date_options.all().delete()
        row.state, row.window_from, row.window_to = Meeting.State.BOOKED, None, None
        row.save(update_fields=["state", "window_from", "window_to"])
        calendar.touch(row)
        log.write("bokade möte", by=by, about=row)
    return rows


@transaction.atomic
def cancel(meeting: Meeting, *, by: User | None, because: str = "", at: dt.datetime | None = None) -> None:
    """Call off a meeting (A17). It stays in lists, marked; whoever has been called is told, with the reason."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if obstacles := obstacles_to_cancelling(meeting):
        raise NotAllowed(obstacles)
    meeting.state = Meeting.State.CANCELLED
    meeting.cancelled_because = " ".join(because.split())[:300]
    meeting.save(update_fields=["state", "cancelled_because"])
    calendar.touch(meeting, at=at)
    log.write("ställde in möte", by=by, about=meeting, because=meeting.cancelled_because)
    telling.called_off(meeting, by=by, at=at)


@transaction.atomic
def restore(meeting: Meeting, *, by: User | None, at: dt.datetime | None = None) -> None:
    """Take back a cancellation; whoever has been called is told. Raises NotAllowed where there is none."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.state != Meeting.State.CANCELLED:
        raise NotAllowed("Mötet är inte inställt.")
    meeting.state = Meeting.State.MOVED if meeting.moved_from else Meeting.State.BOOKED
    meeting.cancelled_because = ""
    meeting.save(update_fields=["state", "cancelled_because"])
    calendar.touch(meeting, at=at)
    log.write("tog tillbaka inställt möte", by=by, about=meeting)
    telling.on_again(meeting, by=by, at=at)


@transaction.atomic
def move(
    meeting: Meeting,
    *,
    by: User | None,
    date: dt.date,
    start_time: dt.time | None,
    end_time: dt.time | None,
    at: dt.datetime | None = None,
) -> None:
    """Move a meeting to another day or time, mark it as moved, and tell whoever has been called (A17).

    One that is only tentative stays so. Raises NotAllowed.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    obstacles = obstacles_to_cancelling(meeting)
    if (date, start_time, end_time) == (meeting.date, meeting.start_time, meeting.end_time):
        obstacles = obstacles or ["Mötet är redan den dagen och tiden. Skriv en annan för att flytta det."]
    if obstacles:
        raise NotAllowed(obstacles)
    marks = _marks_of_move(meeting, date)
    before = telling.before_moving(meeting)
    _change(meeting, by=by, date=date, start_time=start_time, end_time=end_time, **marks)
    log.write("flyttade möte", by=by, about=meeting, before=before.day_in_log, after=date.isoformat())
    telling.moved(meeting, before, by=by, at=at)
