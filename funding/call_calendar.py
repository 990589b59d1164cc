"""What calls give to the shared year: the days they open, close and are decided (I1, G8)."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from secretariat.lib.access import Permission, may
from secretariat.lib.events import Event, InYear

from .calendar import CATEGORY
from .models import Call

if TYPE_CHECKING:
    from secretariat.registry.models import User

Span = tuple[dt.date, dt.date]
_DAYS = (
    ("opens_on", "oppnar", "öppnar", False),
    ("closes_on", "stanger", "sista dag att söka", True),
    ("decides_on", "beslutas", "beslutas", True),
)


def events(span: Span, user: "User") -> list[Event]:
    """The days of calls that are not drafts, between two days, both included. One query."""
    if not may(user, Permission.FUNDING_READ):
        return []
    touched = Q(opens_on__range=span) | Q(closes_on__range=span) | Q(decides_on__range=span)
    rows = Call.objects.filter(touched).exclude(state__in=[Call.State.DRAFT, Call.State.CANCELLED])
    rows = rows.select_related("pot__grant__fund__responsible").order_by("closes_on", "pk")
    return [event for call in rows for event in _of_call(call, span)]


def _of_call(call: Call, span: Span) -> Iterator[Event]:
    fund = call.pot.grant.fund
    person = fund.responsible
    for field, what, words, is_deadline in _DAYS:
        day = getattr(call, field)
        if day is None or not span[0] <= day <= span[1]:
            continue
        yield Event(
            uid=f"utlysning-{call.pk}-{what}@sekretariatet",
            title=f"{call.title}: {words}",
            start=day,
            url=f"{settings.BASE_URL}{call.get_absolute_url()}",
            changed_at=call.created_at,
            leaves_time_free=True,
            in_year=InYear(
                series=call.title,
                category=CATEGORY,
                bodies=frozenset({fund.body_id} if fund.body_id else ()),
                responsible=person.name if person and not person.protected_identity else "",
                is_deadline=is_deadline,
            ),
        )
