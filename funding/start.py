"""What money tells the start page: last days that have passed, and what lapses within a quarter, of one's own funds."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from meetings import access as meeting_access
from secretariat.lib.access import Permission, Role, may
from secretariat.lib.money import kronor
from secretariat.lib.waiting import Waiting

from .actions import lists
from .actions.grant_pages import LastDay
from .deadlines import quarter_from
from .models import Fund

if TYPE_CHECKING:
    from secretariat.registry.models import User

_KIND = "Medel"


def waiting(user: "User") -> list[Waiting]:
    """Of the funds the user is responsible for, or whose body the user is secretary of. Four queries at most."""
    if not may(user, Permission.FUNDING_EDIT):
        return []
    mine = Q(body__in=meeting_access.bodies_of(user)[Role.SECRETARY])
    if user.person_id:
        mine |= Q(responsible=user.person_id)
    funds = list(Fund.objects.filter(mine).order_by("name", "pk"))
    if not funds:
        return []
    today = timezone.localdate()
    years = lists.years_of(funds, today=today)
    return [
        found
        for fund in funds
        for year in years.get(fund.pk, [])
        if not year.grant.closed_at
        for found in _of_year(year, today)
    ]


def _of_year(year: lists.Year, today: dt.date) -> list[Waiting]:
    found = [
        _waiting(year, one, f"{one.series} {lists.days_in_words_of(one)}.", late=True) for one in year.late
    ]
    lapsing = [one for one in year.days if one.what == "anvand" and today <= one.day <= quarter_from(today)]
    return found + [
        _waiting(
            year, one, f"{kronor(year.left)} kvar att använda, {lists.days_in_words_of(one)}.", late=False
        )
        for one in lapsing
        if one.mark != "done"
    ]


def _waiting(year: lists.Year, one: LastDay, reason: str, *, late: bool) -> Waiting:
    return Waiting(
        kind=_KIND,
        title=str(year.grant),
        url=year.grant.get_absolute_url(),
        reason=reason,
        status="Sent" if late else "Används snart",
        deadline=one.day,
        is_late=late,
        mark="late" if late else "pending",
    )
