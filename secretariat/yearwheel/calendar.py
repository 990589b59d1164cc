"""What people have put into the year, as events among those that other apps tell."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings

from secretariat.lib.events import Event, InYear, Precision

from .models import Activity

if TYPE_CHECKING:
    from secretariat.registry.models import User


def events(span: tuple[dt.date, dt.date], user: "User") -> list[Event]:
    """Accepted activities this user may know of that touch the days, both included; two or three queries."""
    first, last = span
    found = (
        Activity.objects.visible_to(user)
        .accepted()
        .filter(starts_on__lte=last, ends_on__gte=first)
        .select_related("category", "ring", "body", "party", "responsible")
    )
    return [event_of(activity) for activity in found]


def event_of(activity: Activity) -> Event:
    """The activity as an event. Uses category, ring, body, party and responsible."""
    return Event(
        uid=f"aktivitet-{activity.pk}@sekretariatet",
        title=activity.title,
        start=activity.starts_on,
        end=activity.ends_on,
        url=f"{settings.BASE_URL}{activity.get_absolute_url()}",
        text=activity.text,
        sequence=activity.sequence,
        changed_at=activity.changed_at,
        leaves_time_free=True,
        in_year=InYear(
            series=activity.title,
            category=activity.category.slug,
            ring=activity.ring.slug if activity.ring else "",
            precision=Precision(activity.precision),
            bodies=frozenset({activity.body_id} if activity.body_id else ()),
            parties=frozenset({activity.party_id} if activity.party_id else ()),
            responsible=str(activity.responsible) if activity.responsible else "",
            is_deadline=activity.is_deadline,
            is_restricted=activity.only_for_body,
        ),
    )
