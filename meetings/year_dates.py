"""What meetings give to the shared year: their days, the days that follow from them, and what waits for parties (I1).

Single uppdrag, kallelser and justering are not here: they are somebody's own, and stand on the start page.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import DateField, ExpressionWrapper, F
from django.urls import reverse
from django.utils import timezone

from secretariat.lib.access import Permission, may
from secretariat.lib.dates import day_in_words, local_day
from secretariat.lib.events import Event, InYear, Precision
from secretariat.registry.models import MandatePeriod

from . import calendar
from .access import words_readable_by
from .actions.decisions import address_of
from .models import ConfirmationRequest, Decision, Matter, MatterStop, Meeting, MeetingBody, Seat

if TYPE_CHECKING:
    from secretariat.registry.models import User

Span = tuple[dt.date, dt.date]
# Short words of categories of the year. Where the office has no such category, it is shown under "Övrigt".
_LONGEST_HOLIDAY = dt.timedelta(days=10)  # a day that is due in one is moved to before it
MATERIAL, PARTIES, MATTERS, PERIODS = "underlag", "ok", "arenden", "mandatperioder"
COUNCILS = "samverkansrad"


def events(span: Span, user: "User", *, today: dt.date | None = None) -> list[Event]:
    """All between two days, both included, that this user may know of. Ten queries, however much there is."""
    parties = _Parties()
    return [
        *_meetings(span, user, parties),
        *_material(span, user, parties, today or timezone.localdate()),
        *_asked(span, user),
        *_stops(span, user),
        *_periods(span),
    ]


@dataclass
class _Parties:
    """Who has a seat in which body, until when. Asked once."""

    _of: Mapping[int, Sequence[tuple[int, dt.date | None]]] | None = None

    def of(self, bodies: Iterable[int], day: dt.date) -> frozenset[int]:
        """Ids of the organisations that have a seat in some of the bodies that day."""
        known = self._known()
        return frozenset(
            pk for body in bodies for pk, ends_on in known.get(body, ()) if ends_on is None or ends_on >= day
        )

    def _known(self) -> Mapping[int, Sequence[tuple[int, dt.date | None]]]:
        if self._of is None:
            found: defaultdict[int, list[tuple[int, dt.date | None]]] = defaultdict(list)
            seats = Seat.objects.filter(organisation__isnull=False, kind__in=Seat.MEMBERS).order_by()
            for body, organisation, ends_on in seats.values_list(
                "body", "organisation", "ends_on"
            ).distinct():
                found[body].append((organisation, ends_on))
            self._of = found
        return self._of


def _meetings(span: Span, user: "User", parties: _Parties) -> Iterator[Event]:
    """Meetings, also those that are off, and each day that one may get (K12)."""
    for meeting, event in calendar.meetings_in(span, user):
        rows = meeting.meeting_bodies_in_order
        bodies = frozenset(row.body_id for row in rows)
        in_weeks = meeting.date is None and event.first_day != event.last_day
        yield replace(
            event,
            in_year=InYear(
                series=" och ".join(row.body.list_name for row in rows) or meeting.heading,
                precision=Precision.WEEK if in_weeks else Precision.DAY,
                bodies=bodies,
                parties=parties.of(bodies, event.first_day),
                is_meeting=True,
            ),
        )


def _material(span: Span, user: "User", parties: _Parties, today: dt.date) -> Iterator[Event]:
    """When material is to be in, by the lead time of the leading body, for meetings that have not been."""
    first, last = span
    due = ExpressionWrapper(F("meeting__date") - F("body__material_days"), output_field=DateField())
    leading = (
        MeetingBody.objects.filter(position=0, meeting__in=Meeting.objects.visible_to(user).values("pk"))
        .filter(meeting__date__gte=today, meeting__minutes__finished_at=None)
        .exclude(meeting__state__in=[Meeting.State.CANCELLED, Meeting.State.HELD])
        .annotate(due=due)
        .filter(due__range=(first, last + _LONGEST_HOLIDAY))
        .select_related("meeting", "body__type")
        .order_by("due", "pk")
    )
    for row in leading:
        meeting = row.meeting
        day = row.body.material_day(meeting.date) if meeting.date else last
        if not first <= day <= last:
            continue
        yield Event(
            uid=f"{calendar.uid_of(meeting)}-underlag",
            title=f"Underlag till {row.body.list_name}, sista dag",
            start=day,
            kind=row.body.type.slug,
            url=f"{settings.BASE_URL}{meeting.get_absolute_url()}",
            text=f"Till mötet {day_in_words(meeting.date)}." if meeting.date else "",
            sequence=meeting.calendar_sequence,
            changed_at=meeting.calendar_changed_at or meeting.created_at,
            leaves_time_free=True,
            in_year=InYear(
                series=f"Underlag till {row.body.list_name}",
                category=MATERIAL,
                bodies=frozenset({row.body_id}),
                parties=parties.of([row.body_id], day),
                is_deadline=True,
            ),
        )


def _asked(span: Span, user: "User") -> Iterator[Event]:
    """From the day the parties were asked to confirm a decision to the last day for their answers (K3)."""
    if not may(user, Permission.INQUIRY_READ):
        return
    first, last = span
    readable = Decision.objects.filter(words_readable_by(user)).values("pk")
    asked = (
        ConfirmationRequest.objects.filter(decision__in=readable, inquiry__withdrawn_at=None)
        .filter(inquiry__sent_at__isnull=False, inquiry__due_on__gte=first)
        .select_related("decision__meeting", "inquiry")
        .prefetch_related("inquiry__recipients", "decision__meeting__meeting_bodies")
        .order_by("inquiry__due_on", "pk")
    )
    for one in asked:
        inquiry, decision = one.inquiry, one.decision
        if not (inquiry.sent_at and inquiry.due_on):
            continue
        sent_on = min(local_day(inquiry.sent_at), inquiry.due_on)
        if sent_on > last:
            continue
        address = reverse("meetings:confirmation-detail", args=[address_of(decision.number, decision.pk)])
        yield Event(
            uid=f"parternas-beslut-{one.pk}@sekretariatet",
            title=inquiry.title,
            start=sent_on,
            end=inquiry.due_on,
            url=f"{settings.BASE_URL}{address}",
            text=f"Parternas svar senast {day_in_words(inquiry.due_on)}.",
            changed_at=inquiry.sent_at,
            leaves_time_free=True,
            in_year=InYear(
                series=inquiry.title,
                category=PARTIES,
                bodies=frozenset(row.body_id for row in decision.meeting.meeting_bodies.all()),
                parties=frozenset(row.organisation_id for row in inquiry.recipients.all()),
                is_deadline=True,
            ),
        )


def _stops(span: Span, user: "User") -> Iterator[Event]:
    """Where an open matter is to be taken up on a day of its own. What is planned for a meeting is that meeting."""
    if not may(user, Permission.MATTER_READ):
        return
    planned = (
        MatterStop.objects.filter(planned_on__range=span, meeting=None, done_on=None, cancelled_at=None)
        .filter(matter__state=Matter.State.OPEN)
        .select_related("matter__body__type", "body__type")
        .order_by("planned_on", "pk")
    )
    for stop in planned:
        if stop.planned_on is None:
            continue
        of = (
            stop.body or stop.matter.body
        )  # a stop somewhere else is told among what the matter's own group does
        where = stop.body.list_name if stop.body else stop.where
        yield Event(
            uid=f"steg-{stop.pk}@sekretariatet",
            title=f"{stop.matter.title}: {stop.get_role_display()}, {where}",
            start=stop.planned_on,
            kind=of.type.slug if of else "",
            url=f"{settings.BASE_URL}{stop.matter.get_absolute_url()}",
            text=f"Ärende {stop.matter.number}. {stop.note}".strip(),
            changed_at=stop.matter.created_at,
            leaves_time_free=True,
            in_year=InYear(
                series=stop.matter.title,
                category=MATTERS,
                bodies=frozenset({stop.body_id} if stop.body_id else ()),
            ),
        )


def _periods(span: Span) -> Iterator[Event]:
    """The day a mandate period begins."""
    for one in MandatePeriod.objects.filter(starts_on__range=span):
        yield Event(
            uid=f"mandatperiod-{one.pk}@sekretariatet",
            title=f"Ny mandatperiod {one.name}",
            start=one.starts_on,
            url=f"{settings.BASE_URL}{reverse('meetings:body-list')}",
            changed_at=dt.datetime.combine(one.starts_on, dt.time(), dt.UTC),
            leaves_time_free=True,
            in_year=InYear(series="Ny mandatperiod", category=PERIODS, ring=COUNCILS),
        )
