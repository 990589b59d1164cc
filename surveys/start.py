"""What surveys tell the start page: late milestones of one's own rounds."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from meetings import access as meeting_access
from secretariat.lib.access import Permission, Role, may
from secretariat.lib.days import weeks_in_words
from secretariat.lib.waiting import Waiting

from .models import Milestone, SurveyRound

if TYPE_CHECKING:
    from secretariat.registry.models import User


def waiting(user: "User") -> list[Waiting]:
    """Of rounds the user is responsible for, or whose body the user is secretary of. One query."""
    if not may(user, Permission.SURVEY_EDIT):
        return []
    mine = Q(round__survey__body__in=meeting_access.bodies_of(user)[Role.SECRETARY])
    if user.person_id:
        mine |= Q(round__responsible=user.person_id)
    late = Milestone.objects.filter(mine, done_on=None, ends_on__lt=timezone.localdate())
    rows = late.exclude(round__state=SurveyRound.State.CANCELLED).select_related("round__survey")
    return [_waiting(one) for one in rows.order_by("ends_on", "pk")]


def _waiting(one: Milestone) -> Waiting:
    return Waiting(
        kind="Undersökningar",
        title=f"{one.round}: {one.title}",
        url=one.round.get_absolute_url(),
        reason=f"Skulle ha varit klart {weeks_in_words(one.starts_on, one.ends_on)}.",
        status="Sen",
        deadline=one.ends_on,
        is_late=True,
        mark="late",
    )
