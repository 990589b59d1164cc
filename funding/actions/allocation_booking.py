"""The decision that books an allocation: frozen with its keys, in the ledger, in one transaction, once (G4, G9)."""

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from funding.models import Allocation, Entry
from meetings.models import Decision
from secretariat.lib.dates import day_in_words
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import ledger
from .allocation_proposals import obstacles_to_proposing
from .allocations import State, hold

NOT_FINISHED = (
    "Mötets anteckningar är inte färdiga. Fördelningen bokförs när de är det: kom tillbaka hit när anteckningarna är "
    "justerade eller fastställda."
)


def obstacles_to_booking(allocation: Allocation, decision: Decision) -> list[str]:
    """Why a decision does not book the allocation now."""
    if allocation.state == State.BOOKED:
        when = (
            f", {day_in_words(timezone.localtime(allocation.booked_at).date())}"
            if allocation.booked_at
            else ""
        )
        return [f"Fördelningen är redan beslutad och bokförd{when}."]
    found = obstacles_to_proposing(allocation)
    if not decision.is_own:
        found.append("Beslutet är ett annat mötes, som det bara rapporteras om. Välj det egna beslutet.")
    if not decision.meeting.minutes.is_finished:
        found.append(NOT_FINISHED)
    got = allocation.rows.aggregate(found=Sum("amount"))["found"] or 0
    if got != allocation.total:
        found.append(
            f"Andelarna skiljer {kronor(abs(allocation.total - got))} från summan. Räkna om fördelningen."
        )
    return found


@transaction.atomic
def book(allocation: Allocation, *, decision: Decision, by: User) -> int:
    """Freeze an allocation by a decision and write each party's share in the ledger, once (G4, G9).

    Returns how many entries were written. Raises NotAllowed; then nothing is written.
    """
    allocation = hold(allocation)
    decision = Decision.objects.select_related("meeting__minutes").get(pk=decision.pk)
    if reasons := obstacles_to_booking(allocation, decision):
        raise NotAllowed(reasons)
    grant, rows = allocation.pot.grant, list(allocation.rows.select_related("party"))
    accounts = {row.pk: ledger.account_of(grant, row.party) for row in rows if row.amount}
    ledger.hold(*accounts.values())
    day = decision.meeting.date or timezone.localdate()
    with ledger.balanced():
        for row in rows:
            if row.amount:
                Entry.objects.create(
                    account=accounts[row.pk], kind=Entry.Kind.ALLOCATED, amount=row.amount, on=day,
                    pot=allocation.pot, allocation=allocation, decision=decision, created_by=by,
                    case_number=grant.case_number, text=f"Fördelning: {allocation.name}"[:300],
                )  # fmt: skip
    allocation.state, allocation.decision = State.BOOKED, decision
    allocation.booked_at, allocation.booked_by = timezone.now(), by
    allocation.save()
    log.write("bokförde fördelning", by=by, about=allocation, beslut=decision.number, kronor=allocation.total)
    return len(accounts)
