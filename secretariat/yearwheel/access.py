"""Who may change which activity of the year, and answer which proposal."""

from typing import TYPE_CHECKING

from django.db.models import Q

from meetings.access import bodies_of, is_office
from meetings.models import AgendaItem, Body, ItemRole
from secretariat.lib.access import Permission, Role, may

from .models import Activity, YearCopy

if TYPE_CHECKING:
    from secretariat.registry.models import User


def may_edit(user: "User", activity: Activity) -> bool:
    """Change or remove: the office; a secretary what is of own bodies, or of no body at all."""
    if not may(user, Permission.YEAR_EDIT):
        return False
    own = bodies_of(user)[Role.SECRETARY]
    return is_office(user) or activity.body_id is None or activity.body_id in own


def may_put_in(user: "User", body: Body | None) -> bool:
    """Put something new in the year, for a body or for none."""
    return may_edit(user, Activity(body=body))


def may_answer(user: "User", activity: Activity) -> bool:
    """Accept or decline what a member has proposed: the office; a secretary what is for own bodies."""
    if not may(user, Permission.YEAR_EDIT):
        return False
    return is_office(user) or activity.body_id in bodies_of(user)[Role.SECRETARY]


def answerable_by(user: "User") -> Q:
    """`may_answer` as a condition on proposals."""
    return Q() if is_office(user) else Q(body__in=bodies_of(user)[Role.SECRETARY])


def may_review(user: "User", copy: YearCopy) -> bool:
    """Go through a copied year, or undo it: whoever copied it, and the office."""
    return may(user, Permission.YEAR_EDIT) and (is_office(user) or copy.made_by_id == user.pk)


def may_propose_for(user: "User", body: Body | None) -> bool:
    """Anmäla datum: for a body one has a seat in today, or for none; the office for all."""
    if not may(user, Permission.YEAR_PROPOSE):
        return False
    return is_office(user) or body is None or body.pk in bodies_of(user)[Role.MEMBER]


def takes_dates(item: AgendaItem) -> bool:
    """Whether dates are proposed under an agenda item: it is the one about the year (domain 6.1)."""
    return item.role == ItemRole.YEAR_WHEEL
