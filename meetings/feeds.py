"""What calendar programs fetch by a secret address: somebody's own meetings, or a body's (A18)."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from secretariat.lib.events import Event
from secretariat.registry.models import Person

from . import calendar
from .models import Body, DateOption, Invitee, Meeting, MeetingBody, Membership, Seat

if TYPE_CHECKING:
    from secretariat.registry.models import User

SHOWN_BACK = dt.timedelta(days=400)


def _first_day() -> Coalesce:
    """The meeting's day, else the first of its weeks, else the first of the days it may be on."""
    maybe = DateOption.objects.filter(meeting=OuterRef("pk")).order_by("date").values("date")[:1]
    return Coalesce("date", "window_from", Subquery(maybe))


def own_events(person: Person, *, today: dt.date) -> list[Event]:
    """What somebody subscribes to: every meeting one is called to, sits in the body of, leads or keeps.

    No names and no items: a feed's address may be forwarded. Where one stays away, or only stands ready as ersättare,
    the time is left free. Who is there for the joint part alone gets the time of that (A1).
    """
    holds = (
        Membership.objects.filter(person=person, seat__body__meeting_bodies__meeting=OuterRef("pk"))
        .filter(starts_on__lte=OuterRef("calendar_day"))
        .filter(Q(ends_on=None) | Q(ends_on__gte=OuterRef("calendar_day")))
        .exclude(seat__kind=Seat.Kind.CONTACT)
    )
    sits_through = holds.filter(
        Exists(_whole_of(OuterRef(OuterRef("pk"))).filter(body=OuterRef("seat__body")))
    )
    called = Invitee.objects.filter(person=person, meeting=OuterRef("pk"))
    leads = Q(chair=person) | Q(secretary=person)
    sits = Q(Exists(holds)) | Q(Exists(called.exclude(capacity=Invitee.Capacity.COPY)))
    found = (
        Meeting.objects.annotate(
            calendar_day=_first_day(),
            serves=Exists(holds.exclude(seat__kind=Seat.Kind.SUBSTITUTE)),
            holds_seat=Exists(holds),
            sits_through=Exists(sits_through),
        )
        .filter(calendar_day__gte=today - SHOWN_BACK)
        .filter(leads | sits & ~Q(Exists(called.filter(removed_at__isnull=False))))
    )
    rows = {
        row.meeting_id: row
        for row in Invitee.objects.filter(
            person=person, removed_at=None, meeting__in=found.values("pk")
        ).order_by()
    }
    return [
        _as_seen_by(event, meeting, rows.get(meeting.pk), person)
        for meeting in calendar.listed(found)
        for event in calendar.events_of(
            meeting, joint_part_only=_is_there_for_joint_part(meeting, rows.get(meeting.pk), person)
        )
    ]


def _whole_of(meeting: Any) -> QuerySet[MeetingBody]:
    """The bodies that are there for the whole of a meeting."""
    return MeetingBody.objects.filter(meeting=meeting, joint_part_only=False)


def _is_there_for_joint_part(meeting: Meeting, row: Invitee | None, person: Person) -> bool:
    if person.pk in (meeting.chair_id, meeting.secretary_id):
        return False
    if meeting.holds_seat:  # type: ignore[attr-defined]
        return not meeting.sits_through  # type: ignore[attr-defined]
    return row is not None and calendar.is_joint_part_only(meeting, row.body_id)


def _as_seen_by(event: Event, meeting: Meeting, row: Invitee | None, person: Person) -> Event:
    """Say in somebody's own calendar whether it is only perhaps that one goes."""
    if person.pk in (meeting.chair_id, meeting.secretary_id) and row is None:
        return event
    if row and row.answer in Invitee.STAYS_AWAY:
        return replace(event, title=f"{event.title} (du har svarat förhinder)", leaves_time_free=True)
    waits = row.capacity == Invitee.Capacity.SUBSTITUTE if row else not meeting.serves  # type: ignore[attr-defined]
    if waits:
        return replace(event, title=f"Ersättare: {event.title}", leaves_time_free=True)
    return event


def body_events(body: Body, user: "User", *, today: dt.date) -> list[Event]:
    """A body's meetings, as far as this user may know of them; of a joint meeting the body's own part (A1)."""
    found = Meeting.objects.visible_to(user).of_body(body).annotate(calendar_day=_first_day())
    # Rows are asked for by their ids, since the way to what is visible may meet the same row twice.
    near = Meeting.objects.filter(pk__in=found.filter(calendar_day__gte=today - SHOWN_BACK).values("pk"))
    return [
        event
        for meeting in calendar.listed(near)
        for event in calendar.events_of(
            meeting, joint_part_only=calendar.is_joint_part_only(meeting, body.pk)
        )
    ]
