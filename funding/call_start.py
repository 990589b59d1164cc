"""What calls tell the start page: applications to check and to judge, and calls whose next step waits (G8)."""

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from meetings import access as meeting_access
from secretariat.lib.access import Permission, Role, may
from secretariat.lib.waiting import Waiting

from .models import Application, Assessment, Assessor, Call

if TYPE_CHECKING:
    from secretariat.registry.models import User

_KIND = "Utlysningar"


def waiting(user: "User") -> list[Waiting]:
    """Of calls the user judges, and of those whose fund it looks after. Three queries at most."""
    return [*_to_judge(user), *_to_handle(user)]


def _to_judge(user: "User") -> list[Waiting]:
    done = Assessment.objects.filter(application=OuterRef("pk"), assessor__user=user).filter(
        Q(submitted_at__isnull=False) | Q(is_disqualified=True)
    )
    mine = Assessor.objects.filter(user=user, call=OuterRef("call"))
    rows = (
        Application.objects.filter(Exists(mine), ~Exists(done), state=Application.State.COMPLETE)
        .filter(call__state__in=[Call.State.OPEN, Call.State.CLOSED])
        .order_by("call__decides_on", "call")
        .values_list("call__title", "call__slug", "call__decides_on")
        .annotate(Count("pk"))
    )
    return [
        Waiting(
            kind=_KIND,
            title=title,
            url=reverse("funding:assessment-list", args=[slug]),
            reason="Du är bedömare.",
            status="1 ansökan att bedöma" if count == 1 else f"{count} ansökningar att bedöma",
            deadline=decides_on,
            is_late=bool(decides_on and decides_on < timezone.localdate()),
            mark="pending",
        )
        for title, slug, decides_on, count in rows
    ]


def _to_handle(user: "User") -> list[Waiting]:
    if not may(user, Permission.FUNDING_EDIT):
        return []
    mine = Q(pot__grant__fund__body__in=meeting_access.bodies_of(user)[Role.SECRETARY])
    if user.person_id:
        mine |= Q(pot__grant__fund__responsible=user.person_id)
    rows = (
        Call.objects.filter(mine, state__in=[Call.State.OPEN, Call.State.CLOSED, Call.State.PROPOSED])
        .annotate(to_check=Count("applications", filter=Q(applications__state=Application.State.SUBMITTED)))
        .order_by("decides_on", "pk")
    )
    return [found for one in rows if (found := _of_call(one))]


def _of_call(call: Call) -> Waiting | None:
    url, deadline = call.get_absolute_url(), call.decides_on
    if call.to_check:  # type: ignore[attr-defined]
        count = call.to_check  # type: ignore[attr-defined]
        status = "1 ansökan att kontrollera" if count == 1 else f"{count} ansökningar att kontrollera"
        url = reverse("funding:application-list", args=[call.slug])
    elif call.state == Call.State.PROPOSED:
        status = "Ska beslutas"
    elif call.state == Call.State.CLOSED:
        status = "Ska bedömas och föreslås"
    else:
        return None
    is_late = bool(deadline and deadline < timezone.localdate())
    return Waiting(
        kind=_KIND, title=call.title, url=url, reason="Du svarar för medlen.", status=status, deadline=deadline,
        is_late=is_late, mark="late" if is_late else "pending",
    )  # fmt: skip
