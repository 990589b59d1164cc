"""What a turn of mandate period does to meetings that are to come: untouched lists follow, others are told of (A2)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from meetings.models import Attendance, Invitee, Meeting, Membership, Seat
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import attendance

_OVER = (Meeting.State.CANCELLED, Meeting.State.HELD)
_HOLDS = Membership.objects.filter(
    Q(ends_on=None) | Q(ends_on__gte=OuterRef("meeting__date")),
    seat=OuterRef("seat"),
    starts_on__lte=OuterRef("meeting__date"),
)


@transaction.atomic
def draw_again(body_ids: Collection[int], *, from_day: dt.date, by: User | None) -> list[Meeting]:
    """Draw up anew the attendance lists of coming meetings that nobody has noted anything in. Returns those meetings.

    A meeting before the day keeps its list, and so does one whose minutes are sent out, or where anything is noted.
    """
    first = max(from_day, timezone.localdate())
    coming = Meeting.objects.filter(date__gte=first, bodies__in=body_ids, minutes__frozen_at=None)
    drawn = coming.exclude(state__in=_OVER).filter(attendances__isnull=False).distinct()
    redrawn = []
    for meeting in drawn.order_by("date", "pk"):
        attendance.open_for_change(meeting)
        if _is_touched(meeting) or not _stale_rows().filter(meeting=meeting).exists():
            continue
        meeting.attendances.all().delete()
        attendance.fill_from_seats(meeting)
        log.write("drog upp närvarolistan på nytt", by=by, about=meeting)
        redrawn.append(meeting)
    return redrawn


def _is_touched(meeting: Meeting) -> bool:
    """Whether anything stands in the list that the seats did not put there."""
    noted = (
        Q(seat=None)
        | ~Q(state=Attendance.State.UNKNOWN)
        | ~Q(mode="")
        | Q(serves_for__isnull=False)
        | Q(substitute__isnull=False)
        | ~Q(substitute_name="")
        | Q(from_item__isnull=False)
        | Q(to_item__isnull=False)
        | Q(from_time__isnull=False)
        | Q(to_time__isnull=False)
        | Q(person=None) & ~Q(name="")
    )
    return meeting.attendances.filter(noted).exists()


def _stale_rows() -> QuerySet[Attendance]:
    """Rows of a seat whose person does not hold it on the meeting's day, or that is vacant though somebody does."""
    holds_it = Exists(_HOLDS.filter(person=OuterRef("person")))
    return Attendance.objects.filter(
        Q(person__isnull=False) & ~holds_it | Q(person=None, name="") & Exists(_HOLDS),
        seat__isnull=False,
        seat__kind__in=[kind for kind in Seat.Kind.values if kind != Seat.Kind.CONTACT],
    )


@dataclass(frozen=True)
class ToLookAt:
    """A coming meeting that still has persons from before: in its list, or among those who are called."""

    meeting: Meeting
    listed: int
    called: int


def to_look_at(*, among: QuerySet[Meeting] | None = None, today: dt.date | None = None) -> list[ToLookAt]:
    """Coming meetings where somebody stands on a seat that is another's on that day. One query, two more for bodies."""
    rows = rows_to_look_at(Meeting.objects.all() if among is None else among, today or timezone.localdate())
    return [looked_at(one) for one in rows]


def rows_to_look_at(among: QuerySet[Meeting], today: dt.date) -> QuerySet[Any]:
    """Those meetings as rows, with the two numbers."""
    gone = Invitee.objects.filter(
        ~Exists(_HOLDS.filter(person=OuterRef("person"))), seat__isnull=False, removed_at=None
    )
    return (
        among.filter(date__gte=today, minutes__frozen_at=None)
        .exclude(state__in=_OVER)
        .annotate(listed=_number_of(_stale_rows()), called=_number_of(gone))
        .filter(Q(listed__gt=0) | Q(called__gt=0))
        .prefetch_related("meeting_bodies__body")
        .order_by("date", "pk")
    )


def looked_at(row: Any) -> ToLookAt:
    """One of those rows."""
    return ToLookAt(row, row.listed or 0, row.called or 0)


def _number_of(rows: QuerySet[Any]) -> Subquery:
    """How many of the rows belong to the meeting; None for none."""
    of_meeting = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    return Subquery(of_meeting.annotate(number=Count("pk")).values("number"))
