"""What requisitions and reports give to the shared year: the last day the parties are given to answer (G7, I1)."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from secretariat.inquiries.models import Inquiry
from secretariat.lib.access import Permission, may
from secretariat.lib.events import Event, InYear

from .actions import reports, requisitions
from .calendar import CATEGORY
from .models import GrantDecision

if TYPE_CHECKING:
    from secretariat.registry.models import User

_SERIES = {
    requisitions.PURPOSE: "Parternas rekvisitioner, sista dag",
    reports.PURPOSE: "Parternas redovisningar, sista dag",
}


def events(span: tuple[dt.date, dt.date], user: "User") -> list[Event]:
    """The last days of rounds that are out, between two days, both included. Three queries, however many."""
    if not may(user, Permission.FUNDING_READ):
        return []
    rows = (
        Inquiry.objects.filter(
            purpose__in=list(_SERIES), due_on__range=span, withdrawn_at=None, sent_at__isnull=False
        )
        .prefetch_related("recipients")
        .order_by("due_on", "pk")
    )
    found = list(rows)
    grants = GrantDecision.objects.select_related("fund").in_bulk({int(one.object_id) for one in found})
    return [
        _event(one, grants[key], one.due_on)
        for one in found
        if one.due_on and (key := int(one.object_id)) in grants
    ]


def _event(inquiry: Inquiry, grant: GrantDecision, due_on: dt.date) -> Event:
    return Event(
        uid=f"{inquiry.purpose}-{inquiry.pk}@sekretariatet",
        title=f"{inquiry.title}, parternas sista dag",
        start=due_on,
        url=f"{settings.BASE_URL}{reverse('inquiries:round-detail', args=[inquiry.pk])}",
        changed_at=inquiry.sent_at or inquiry.created_at,
        leaves_time_free=True,
        in_year=InYear(
            series=_SERIES[inquiry.purpose],
            category=CATEGORY,
            bodies=frozenset({grant.fund.body_id} if grant.fund.body_id else ()),
            parties=frozenset(one.organisation_id for one in inquiry.recipients.all()),
            is_deadline=True,
        ),
    )
