"""What requisitions and reports tell the start page: to read, to pay, and parties that are late, of one's own funds."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from meetings import access as meeting_access
from secretariat.inquiries.models import Recipient
from secretariat.lib.access import Permission, Role, may
from secretariat.lib.dates import and_list
from secretariat.lib.money import kronor
from secretariat.lib.waiting import Waiting

from .models import Fund, ReportRound, Requisition

if TYPE_CHECKING:
    from secretariat.registry.models import User

_KIND = "Medel"
_MOST_NAMES = 4


def waiting(user: "User") -> list[Waiting]:
    """Of the funds the user is responsible for, or whose body the user is secretary of. Five queries at most."""
    if not may(user, Permission.FUNDING_EDIT):
        return []
    mine = Q(body__in=meeting_access.bodies_of(user)[Role.SECRETARY])
    if user.person_id:
        mine |= Q(responsible=user.person_id)
    funds = list(Fund.objects.filter(mine).values_list("pk", flat=True))
    return [*_requisitions(funds), *_late(funds)] if funds else []


def _requisitions(funds: list[int]) -> list[Waiting]:
    """One row for each requisition to read, and one for all that are to be paid."""
    rows = Requisition.objects.filter(
        account__grant__fund__in=funds, state__in=(Requisition.State.ASKED, Requisition.State.ACCEPTED)
    )
    found = list(rows.select_related("account__grant__fund", "account__party").order_by("asked_on", "pk"))
    to_pay = [one for one in found if one.state == Requisition.State.ACCEPTED]
    told = [_to_read(one) for one in found if one.state == Requisition.State.ASKED]
    if to_pay:
        told.append(
            Waiting(
                kind=_KIND,
                title=f"Betala ut {kronor(sum(one.amount for one in to_pay))}",
                url=reverse("funding:payment-list"),
                reason=f"Godkända rekvisitioner: {and_list([one.account.party.short_name for one in to_pay])}.",
                status="Att betala",
                mark="pending",
            )
        )
    return told


def _to_read(one: Requisition) -> Waiting:
    return Waiting(
        kind=_KIND,
        title=f"{one.account.party.short_name} rekvirerar {kronor(one.amount)}",
        url=one.get_absolute_url(),
        reason=str(one.account.grant),
        status="Inkommen",
        mark="pending",
    )


def _late(funds: list[int]) -> list[Waiting]:
    """Reports whose last day has passed while parties are left."""
    today = timezone.localdate()
    late: dict[int, list[str]] = {}
    rows = Recipient.objects.overdue().filter(inquiry__fund_report__grant__fund__in=funds)
    for one in rows.select_related("organisation").order_by("organisation__sort_key"):
        late.setdefault(one.inquiry_id, []).append(one.organisation.short_name)
    reports = ReportRound.objects.filter(inquiry__in=list(late)).select_related("inquiry", "grant__fund")
    return [
        Waiting(
            kind=_KIND,
            title=str(report),
            url=report.get_absolute_url(),
            reason=_who(late[report.inquiry_id]),
            status="Sent",
            deadline=report.inquiry.due_on,
            is_late=report.inquiry.due_on is not None and report.inquiry.due_on < today,
            mark="late",
        )
        for report in reports.order_by("inquiry__due_on", "pk")
    ]


def _who(names: list[str]) -> str:
    if len(names) > _MOST_NAMES:
        return f"{len(names)} parter har inte lämnat in."
    return f"{and_list(names)} har inte lämnat in."
