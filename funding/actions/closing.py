"""The end of a bidragsår: what stands in the way of closing it, closing, and opening it again (G5)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from funding.models import Call, GrantDecision, PlannedPayment, ReportRound, Requisition
from secretariat.lib.dates import day_in_words
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .grants import hold
from .ledger import Balance, balances

_OPEN_CALLS = (Call.State.DRAFT, Call.State.OPEN, Call.State.CLOSED, Call.State.PROPOSED)
_WAITS: dict[str, str] = {
    Requisition.State.ASKED: "inte är prövad",
    Requisition.State.ACCEPTED: "inte är utbetald",
}


def obstacles_to_closing(grant: GrantDecision) -> list[str]:
    """Why the year cannot be closed: party by party with the missing sum, then what is still open. Five queries."""
    if grant.closed_at:
        return ["Bidragsåret är redan avslutat."]
    return [*_unbalanced(grant), *_open(grant)]


def _unbalanced(grant: GrantDecision) -> list[str]:
    sums = balances(Q(account__grant=grant))
    rows = grant.accounts.select_related("party").order_by("party__municipality_code", "party__sort_key")
    return [
        f"{one.party.short_name}: {kronor(missing)} av det som är utbetalt eller sparat från förra året är varken "
        "använt, återbetalt eller sparat."
        for one in rows
        if (missing := sums.get(one.pk, Balance()).in_hand)
    ]


def _open(grant: GrantDecision) -> list[str]:
    found = []
    rounds = ReportRound.objects.filter(
        grant=grant, inquiry__closed_at=None, inquiry__withdrawn_at=None
    ).order_by("period_to", "pk")
    found += [f"{one.get_kind_display().capitalize()} {one.number} är inte avslutad." for one in rounds]
    asked = Requisition.objects.filter(account__grant=grant, state__in=list(_WAITS))
    found += [
        f"{one.account.party.short_name} har en rekvisition på {kronor(one.amount)} som {_WAITS[one.state]}."
        for one in asked.select_related("account__party").order_by("asked_on", "pk")
    ]
    planned = PlannedPayment.objects.filter(account__grant=grant, entry=None)
    found += [
        f"{one.account.party.short_name} har en utbetalning på {kronor(one.amount)} planerad till "
        f"{day_in_words(one.due_on)}. Betala ut den eller ta bort den."
        for one in planned.select_related("account__party").order_by("due_on", "pk")
    ]
    calls = Call.objects.filter(pot__grant=grant, state__in=_OPEN_CALLS).order_by("closes_on", "pk")
    found += [f"Utlysningen {one.title} är inte beslutad." for one in calls]
    return found


@transaction.atomic
def close(grant: GrantDecision, *, by: User) -> GrantDecision:
    """Close the year: nothing more is booked on it. Raises NotAllowed with what is missing."""
    grant = hold(grant)
    if reasons := obstacles_to_closing(grant):
        raise NotAllowed(reasons)
    grant.closed_at, grant.closed_by = timezone.now(), by
    grant.save(update_fields=["closed_at", "closed_by"])
    log.write("avslutade bidragsår", by=by, about=grant)
    return grant


def obstacles_to_reopening(grant: GrantDecision) -> list[str]:
    """Why a year cannot be opened: it is open."""
    return [] if grant.closed_at else ["Bidragsåret är inte avslutat."]


@transaction.atomic
def reopen(grant: GrantDecision, *, why: str, by: User) -> GrantDecision:
    """Open a closed year, with a reason that stands in the log. The office alone asks for it. Raises NotAllowed."""
    grant = hold(grant)
    reasons = obstacles_to_reopening(grant)
    if not why.strip():
        reasons.append("Skriv varför bidragsåret öppnas.")
    if reasons:
        raise NotAllowed(reasons)
    grant.closed_at = grant.closed_by = None
    grant.save(update_fields=["closed_at", "closed_by"])
    log.write("öppnade avslutat bidragsår", by=by, about=grant, skäl=why.strip())
    return grant
