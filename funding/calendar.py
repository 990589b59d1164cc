"""What money gives to the shared year: the last days of each decision (I1)."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from secretariat.lib.access import Permission, may
from secretariat.lib.events import Event, InYear
from secretariat.lib.money import kronor

from .deadlines import FIELDS, Deadline, deadlines_of
from .models import GrantDecision

if TYPE_CHECKING:
    from secretariat.registry.models import User

Span = tuple[dt.date, dt.date]
CATEGORY = "medel"
_TITLES = {
    "rekvirera": "sista dag att rekvirera",
    "delredovisa": "sista dag för delredovisning",
    "anvand": "sista dag att använda medlen",
    "slutredovisa": "sista dag för slutredovisning",
    "aterbetala": "sista dag att betala tillbaka",
}


def events(span: Span, user: "User") -> list[Event]:
    """The last days of decisions that are not closed, between two days, both included. Two queries, however many."""
    if not may(user, Permission.FUNDING_READ):
        return []
    touched = Q()
    for field in FIELDS:
        touched |= Q(**{f"{field}__range": span})
    rows = (
        GrantDecision.objects.filter(touched, closed_at=None)
        .select_related("fund__responsible", "fund__body")
        .prefetch_related("accounts")
        .order_by("fund__name", "year", "pk")
    )
    return [event for grant in rows for event in _of_grant(grant, span)]


def _of_grant(grant: GrantDecision, span: Span) -> Iterator[Event]:
    for one in deadlines_of(grant):
        if span[0] <= one.day <= span[1]:
            yield _event(grant, one)


def _event(grant: GrantDecision, one: Deadline) -> Event:
    fund = grant.fund
    person = fund.responsible
    number = f", dnr {grant.case_number}" if grant.case_number else ""
    return Event(
        uid=f"medel-{grant.pk}-{one.what}@sekretariatet",
        title=f"{fund.short_name or fund.name} {grant.year}: {_TITLES[one.what]}",
        start=one.day,
        url=f"{settings.BASE_URL}{grant.get_absolute_url()}",
        text=f"{kronor(grant.amount)} från {grant.decided_by}{number}.",
        changed_at=grant.created_at,
        leaves_time_free=True,
        in_year=InYear(
            series=one.series,
            category=CATEGORY,
            bodies=frozenset({fund.body_id} if fund.body_id else ()),
            parties=frozenset(row.party_id for row in grant.accounts.all()),
            responsible=person.name if person and not person.protected_identity else "",
            is_deadline=True,
        ),
    )
