"""One party's account of a decision: what may be written there by hand, saving to the next year, and putting right.

What is shared out, requested, paid and reported has ways of its own (allocations, requisitions, reports); here is what
a person books: promised, used, paid back, saved.
"""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from funding.models import Account, CarryOver, Commitment, Entry, GrantDecision
from secretariat.lib.dates import day_in_words
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files
from secretariat.registry.models import User

from . import ledger
from .ledger import Balance, balance_of, obstacles_to_writing

Kind = Entry.Kind


def obstacles_to_committing(balance: Balance, amount: int) -> list[str]:
    """Why so much cannot be promised, with the sum that is missing."""
    over = amount - balance.left_to_commit
    return (
        [f"Det saknas {kronor(over)}. Kvar att inteckna är {kronor(balance.left_to_commit)}."]
        if over > 0
        else []
    )


def obstacles_to_using(balance: Balance, amount: int) -> list[str]:
    """Why so much cannot be used, paid back or saved, with the sum that is missing."""
    over = amount - balance.in_hand
    if over <= 0:
        return []
    return [f"Det saknas {kronor(over)}. Utbetalt och kvar att använda är {kronor(balance.in_hand)}."]


@transaction.atomic
def commit(
    account: Account,
    amount: int,
    *,
    on: dt.date,
    by: User,
    case_number: str = "",
    text: str = "",
    **about: Any,
) -> Entry:
    """Promise a part of the money to something. `about` are fields of the Commitment. Raises NotAllowed."""
    (account,) = ledger.hold(account)
    _stop(obstacles_to_writing(account) or obstacles_to_committing(balance_of(account), amount))
    promised = Commitment.objects.create(account=account, **about)
    return ledger.post(
        account, Kind.COMMITTED, amount, on=on, by=by, commitment=promised, decision=promised.decision,
        case_number=case_number, text=text,
    )  # fmt: skip


@transaction.atomic
def use(
    account: Account, amount: int, *, on: dt.date, by: User, upload: UploadedFile | None = None, **source: Any
) -> Entry:
    """Note what has been used in a period. Raises NotAllowed."""
    return _spend(account, Kind.USED, amount, on=on, by=by, upload=upload, **source)


@transaction.atomic
def repay(
    account: Account, amount: int, *, on: dt.date, by: User, upload: UploadedFile | None = None, **source: Any
) -> Entry:
    """Note what has been paid back, with the authority's case number. Raises NotAllowed."""
    return _spend(account, Kind.REPAID, amount, on=on, by=by, upload=upload, **source)


def _spend(
    account: Account,
    kind: str,
    amount: int,
    *,
    on: dt.date,
    by: User,
    upload: UploadedFile | None,
    **source: Any,
) -> Entry:
    (account,) = ledger.hold(account)
    _stop(obstacles_to_writing(account) or obstacles_to_using(balance_of(account), amount))
    document = files.store(upload, by=by) if upload else None
    return ledger.post(account, kind, amount, on=on, by=by, document=document, **source)


def _stop(reasons: list[str]) -> None:
    if reasons:
        raise NotAllowed(reasons)


# Saving to the next year, or paying back (G6)


def next_grant(grant: GrantDecision) -> GrantDecision | None:
    """The same fund's decision of the year after, that saved money can go to."""
    rows = GrantDecision.objects.filter(fund=grant.fund_id, year=grant.year + 1, closed_at=None)
    return rows.select_related("fund").order_by("decided_on", "pk").first()


def obstacles_to_saving(grant: GrantDecision) -> list[str]:
    """Why nothing can be saved from this decision."""
    if grant.closed_at:
        return [f"{grant} är avslutat. Ingenting mer kan bokföras på det."]
    if not grant.may_be_saved:
        asked = grant.carry_rule == grant.CarryRule.ASKED
        words = (
            "Medlen får sparas först när myndigheten har medgett det. Skriv in medgivandet på beslutet."
            if asked
            else "Medlen får inte sparas."
        )
        return [words]
    if next_grant(grant) is None:
        return [f"Det finns inget öppet beslut för {grant.year + 1} att spara till. Lägg in det först."]
    return []


def to_repay(grant: GrantDecision, balance: Balance) -> str:
    """What should be paid back, in a sentence with the case number and last day; empty where nothing should (G6)."""
    if balance.in_hand <= 0 or grant.may_be_saved or grant.closed_at:
        return ""
    number = f" med diarienummer {grant.case_number}" if grant.case_number else ""
    last = f", senast {day_in_words(grant.repay_by)}" if grant.repay_by else ""
    return f"Medlen får inte sparas. Det som inte används ska betalas tillbaka till {grant.decided_by}{number}{last}."


@transaction.atomic
def save(account: Account, amount: int, *, on: dt.date, by: User, **source: Any) -> CarryOver:
    """Save money to the same party's account of the year after. Raises NotAllowed."""
    following = next_grant(account.grant)
    reasons = obstacles_to_saving(account.grant) or obstacles_to_using(balance_of(account), amount)
    if reasons or following is None:
        raise NotAllowed(reasons)
    into = ledger.account_of(following, account.party)
    return ledger.carry_over(account, into, amount, on=on, by=by, **source)


def correct(entry: Entry, amount: int, *, why: str, by: User, on: dt.date) -> Entry:
    """Put an entry right; saved money on both years. Raises NotAllowed."""
    done = ledger.correct_carry if entry.carry_id else ledger.correct
    return done(entry, amount, why=why, by=by, on=on)
