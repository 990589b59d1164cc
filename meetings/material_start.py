"""What the start page is told of material: the points for which somebody is to send some (A7)."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from secretariat.lib.statements import Things
from secretariat.lib.waiting import Waiting

from .actions.materials import due_on
from .actions.reminders import WITH_MATERIAL
from .models import AgendaItem, ItemAttachment, ItemPresenter, Meeting, MeetingBody

if TYPE_CHECKING:
    from secretariat.registry.models import User

_AHEAD = dt.timedelta(days=14)
_NOT_HELD = (Meeting.State.CANCELLED, Meeting.State.MOVED)


def waiting(user: "User") -> list[Waiting]:
    """Points of coming meetings that lack the user's material, from a fortnight before it is due. Two queries."""
    if not user.person_id:
        return []
    today = timezone.localdate()
    due = [
        (item, day)
        for item in _LACKING.of(user.person_id, today)
        if (day := due_on(item, item.meeting, item.meeting.leading_body))
    ]
    return [
        Waiting(
            kind="Underlag",
            title=item.title.partition("\n")[0],
            url=item.get_absolute_url(),
            reason=f"Till {item.meeting}. Skicka det till sekreteraren.",
            status="Inte skickat",
            deadline=day,
            is_late=day < today,
            mark="pending",
        )
        for item, day in due
        if day <= today + _AHEAD
    ]


def _lacking(person: int, today: dt.date) -> QuerySet[AgendaItem]:
    presents = ItemPresenter.objects.filter(item=OuterRef("pk"), person=person)
    return (
        AgendaItem.objects.standing()
        .filter(meeting__date__gte=today, section=AgendaItem.Section.ITEMS, role__in=WITH_MATERIAL)
        .exclude(meeting__state__in=_NOT_HELD)
        .filter(Q(material_from=person) | Q(material_from=None) & Q(Exists(presents)))
        .exclude(Exists(ItemAttachment.objects.filter(item=OuterRef("pk"))))
        .select_related("meeting")
        .prefetch_related(Prefetch("meeting__meeting_bodies", MeetingBody.objects.select_related("body")))
        .order_by("meeting__date", "position", "pk")
    )


_LACKING = Things(_lacking, takes=(int, dt.date))
