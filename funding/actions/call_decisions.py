"""The decision on a call, exactly once: beviljat or avslag for each, booked, planned to be paid, and told (G8)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from funding import call_letters
from funding.models import Account, Application, Call, Entry, PlannedPayment
from meetings.models import Decision
from secretariat.lib.dates import and_list, day_in_words
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log, mail
from secretariat.registry.models import Organisation, User

from . import calls, ledger, proposals

State = Application.State
_ALL = 100


@dataclass(frozen=True)
class Part:
    """One payment of what is granted: when, how many per cent, on what condition."""

    due_on: dt.date
    percent: int
    condition: str = ""


def amounts_of(total: int, parts: Sequence[Part]) -> list[int]:
    """Whole kronor for each part; together exactly the total, since what is rounded off goes on to the next.

    >>> day = dt.date(2027, 1, 31)
    >>> amounts_of(100_001, [Part(day, 50), Part(day, 50)])
    [50000, 50001]
    """
    shares = [sum(one.percent for one in parts[: place + 1]) for place in range(len(parts))]
    reached = [total * share // _ALL for share in shares]
    return [here - before for here, before in zip(reached, [0, *reached], strict=False)]


def obstacles_to_deciding(call: Call) -> list[str]:
    """Why nothing can be decided now."""
    if call.state != Call.State.PROPOSED:
        words = "redan beslutad" if call.state == Call.State.DECIDED else f"”{call.get_state_display()}”"
        return [f"Utlysningen är {words}."]
    rows = proposals.to_decide(call)
    nameless = [str(one.number) for one in rows if one.proposed_amount and one.organisation_id is None]
    found = []
    if nameless:
        found.append(f"Koppla sökanden till en organisation i registret: ansökan {and_list(nameless)}.")
    frame = proposals.frame_of(call)
    if frame.left < 0:
        found.append(
            f"Förslaget är {kronor(-frame.left)} mer än det som är kvar i potten, {kronor(frame.whole)}."
        )
    if call.pot.grant.closed_at:
        found.append(f"{call.pot.grant} är avslutat. Ingenting mer kan bokföras på det.")
    return found


def obstacles_to_parts(parts: Sequence[Part]) -> list[str]:
    """Why this is no plan of payments."""
    total = sum(one.percent for one in parts)
    if parts and total != _ALL:
        return [f"Utbetalningarna är tillsammans {total} procent. De ska vara 100."]
    if any(one.percent <= 0 for one in parts):
        return ["Varje utbetalning ska vara mer än noll procent."]
    return []


@transaction.atomic
def decide(
    call: Call,
    *,
    decision: Decision | None,
    case_number: str,
    on: dt.date,
    parts: Sequence[Part],
    by: User,
    at: dt.datetime | None = None,
) -> Call:
    """Decide as proposed: accounts get their money, payments are planned, and everybody who applied gets a letter.

    Raises NotAllowed; then nothing at all has happened.
    """
    at = at or timezone.now()
    call = calls.hold(call)
    reasons = [*obstacles_to_deciding(call), *obstacles_to_parts(parts)]
    if decision is None and not case_number.strip():
        reasons.append("Skriv beslutets nummer eller diarienummer: varje belopp ska vila på ett beslut.")
    if reasons:
        raise NotAllowed(reasons)
    call.decision, call.decided_at = decision, at
    calls.move(call, "decide")
    keys = [one.pk for one in proposals.to_decide(call)]
    rows = list(call.applications.select_for_update(of=("self",)).filter(pk__in=keys).order_by("number"))
    by_party: dict[int, Account] = {}
    # Accounts are opened in one order, so that two calls on one pot wait for each other and never for ever.
    for party in sorted({one.organisation_id for one in rows if one.proposed_amount and one.organisation_id}):
        by_party[party] = ledger.account_of(call.pot.grant, Organisation.objects.get(pk=party))
    ledger.hold(*by_party.values())
    letters = []
    for one in rows:
        one.call = call
        payouts = _settle(one, by_party, decision, case_number.strip(), on=on, at=at, parts=parts, by=by)
        letters.append(call_letters.decided(one, payouts=payouts, by=by))
    mail.write_many(letters)
    granted = [one for one in rows if one.granted_amount]
    log.write(
        "beslutade om utlysning",
        by=by,
        about=call,
        beviljade=len(granted),
        avslag=len(rows) - len(granted),
        kronor=sum(one.granted_amount or 0 for one in granted),
        beslut=decision.number if decision else case_number.strip(),
    )
    return call


def _settle(
    application: Application,
    accounts: dict[int, Account],
    decision: Decision | None,
    case_number: str,
    *,
    on: dt.date,
    at: dt.datetime,
    parts: Sequence[Part],
    by: User,
) -> list[str]:
    amount = application.proposed_amount or 0
    application.reasons, application.decided_at, application.told_at = application.proposed_why, at, at
    if not amount:
        application.state = State.REJECTED
        application.save()
        return []
    account = accounts[application.organisation_id or 0]
    application.state, application.granted_amount, application.account = State.GRANTED, amount, account
    application.save()
    ledger.post(account, Entry.Kind.ALLOCATED, amount, on=on, by=by, pot=application.call.pot, decision=decision,
                case_number=case_number, text=f"Ansökan {application.number}: {application.title}"[:300])  # fmt: skip
    planned = [
        PlannedPayment(account=account, due_on=part.due_on, amount=kr, condition=part.condition[:200])
        for part, kr in zip(parts, amounts_of(amount, parts), strict=True)
        if kr
    ]
    PlannedPayment.objects.bulk_create(planned)
    return [payment_in_words(one) for one in planned]


def payment_in_words(one: PlannedPayment) -> str:
    """A planned payment for a letter."""
    return f"{kronor(one.amount)} {day_in_words(one.due_on)}" + (
        f" ({one.condition})" if one.condition else ""
    )


@transaction.atomic
def publish_granted(call: Call, *, by: User, at: dt.datetime | None = None) -> Call:
    """Show the granted ones at the call's public page. Raises NotAllowed."""
    call = calls.hold(call)
    if call.state != Call.State.DECIDED:
        raise NotAllowed("Utlysningen är inte beslutad än.")
    call.published_at = None if call.published_at else at or timezone.now()
    call.save(update_fields=["published_at"])
    log.write("publicerade de beviljade" if call.published_at else "tog ner de beviljade", by=by, about=call)
    return call


def granted_of(call: Call) -> list[Application]:
    """The granted ones by number."""
    return list(call.applications.filter(state=State.GRANTED).order_by("number"))
