"""Rekvisition: a party asks for its money, by letter or by answering the office's question (G1, G5).

The sum stands in the ledger from the moment it is asked for, so that no more can be asked for than is shared out; what
is refused or withdrawn is put right there. Order of locks: the inquiry, then the account, then the requisition.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from funding.access import may_edit
from funding.models import Account, Entry, GrantDecision, Requisition
from funding.requisition_states import TRANSITIONS, Step, refusal
from secretariat.inquiries.actions import locks, sheets
from secretariat.inquiries.actions.sheet_states import Step as SheetStep
from secretariat.inquiries.actions.sheet_states import obstacles_to as sheet_obstacles_to
from secretariat.inquiries.models import Inquiry
from secretariat.lib.dates import day_in_words
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import StoredFile, User

from . import ledger

PURPOSE = "requisition"
State = Requisition.State


# Asked for


def obstacles_to_requesting(account: Account, amount: int) -> list[str]:
    """Why the party cannot ask for so many kronor, with the sum that is too much (G5)."""
    reasons = ledger.obstacles_to_writing(account)
    if amount <= 0:
        return [*reasons, "Beloppet ska vara mer än noll kronor."]
    balance = ledger.balance_of(account)
    left = balance.left_to_request
    if not balance.allocated:
        reasons.append(f"Inget är fördelat till {account.party.short_name} än.")
    elif left <= 0:
        reasons.append(f"Allt som är fördelat till {account.party.short_name} är redan rekvirerat.")
    elif amount > left:
        over = kronor(amount - left)
        reasons.append(
            f"{kronor(amount)} är {over} mer än det som är kvar att rekvirera, som är {kronor(left)}."
        )
    return reasons


@transaction.atomic
def register(
    account: Account,
    *,
    amount: int,
    asked_on: dt.date,
    asked_by: str,
    by: User | None,
    title: str = "",
    reference: str = "",
    text: str = "",
    document: StoredFile | None = None,
    recipient_id: int | None = None,
) -> Requisition:
    """Note what a party asks for, in whole kronor, and book it as requested. Raises NotAllowed with the missing sum."""
    (account,) = ledger.hold(account)
    reasons = obstacles_to_requesting(account, amount)
    if not asked_by.strip():
        reasons.append("Skriv vem som har undertecknat rekvisitionen.")
    if reasons:
        raise NotAllowed(reasons)
    made = Requisition.objects.create(
        account=account,
        amount=amount,
        asked_on=asked_on,
        asked_by=asked_by.strip()[:160],
        title=title.strip()[:120],
        reference=reference.strip()[:60],
        text=text.strip(),
        document=document,
        recipient_id=recipient_id,
        created_by=by,
    )
    ledger.post(
        account,
        Entry.Kind.REQUESTED,
        amount,
        on=asked_on,
        by=by,
        requisition=made,
        document=document,
        case_number=account.grant.case_number,
    )
    log.write("tog emot rekvisition", by=by, about=made, kronor=amount, av=made.asked_by)
    return made


# Steps


def obstacles_to_stepping(requisition: Requisition, step: Step, *, why: str = "") -> list[str]:
    """Why the step cannot be taken: the state (for a paid one when and by whom), the closed year, a missing reason."""
    if reason := refusal(requisition.state, step):
        return [paid_in_words(requisition) or reason]
    reasons = ledger.obstacles_to_writing(requisition.account)
    if step in (Step.REFUSE, Step.WITHDRAW) and not why.strip():
        reasons.append("Skriv varför. Skälet står kvar vid rekvisitionen.")
    return reasons


def paid_in_words(requisition: Requisition) -> str:
    """When and by whom it was paid; empty where it is not."""
    if requisition.state != State.PAID:
        return ""
    rows = requisition.entries.filter(kind=Entry.Kind.PAID, corrects=None)
    entry = rows.select_related("created_by__person").first()
    return f"Rekvisitionen {paid_words(entry)}" if entry else "Rekvisitionen är utbetald."


def paid_words(entry: Entry) -> str:
    """… betalades ut 3 mars 2026, bokfört av Linnea Almstedt."""
    who = f", bokfört av {entry.created_by.name}" if entry.created_by else ""
    return f"betalades ut {day_in_words(entry.on)}{who}."


def hold(requisition: Requisition) -> Requisition:
    """Lock it after its inquiry and its account, and read it again."""
    if requisition.recipient:
        locks.hold(requisition.recipient.inquiry_id)
    ledger.hold(requisition.account)
    rows = Requisition.objects.select_for_update(of=("self",)).select_related(
        "account__grant__fund", "account__party", "recipient__inquiry__form_version"
    )
    return rows.get(pk=requisition.pk)


def _step(requisition: Requisition, step: Step, *, by: User | None, why: str = "") -> Requisition:
    if reasons := obstacles_to_stepping(requisition, step, why=why):
        raise NotAllowed(reasons)
    requisition.state = TRANSITIONS[requisition.state, step]
    is_back = step == Step.REOPEN
    requisition.decided_at = None if is_back else timezone.now()
    requisition.decided_by = None if is_back else by
    requisition.why = why.strip()[:300]
    requisition.save(update_fields=["state", "decided_at", "decided_by", "why"])
    return requisition


@transaction.atomic
def accept(requisition: Requisition, *, by: User) -> None:
    """It is as it should be and may be paid. Answers it came with are approved too. Raises NotAllowed."""
    row = hold(requisition)
    if reasons := obstacles_to_stepping(row, Step.ACCEPT):
        raise NotAllowed(reasons)
    recipient = row.recipient
    if recipient and not sheet_obstacles_to(SheetStep.APPROVE, sheets.sheet_of(recipient), recipient.inquiry):
        sheets.approve(recipient, by=by)  # which accepts the requisition through the round's purpose
        return
    mark_accepted(row, by=by)


def mark_accepted(requisition: Requisition, *, by: User | None) -> None:
    """The same where the answers are approved. The rows are held by the caller."""
    _step(requisition, Step.ACCEPT, by=by)
    log.write("godkände rekvisition", by=by, about=requisition, kronor=requisition.amount)


def mark_asked_again(requisition: Requisition, *, by: User | None) -> None:
    """An approval of the answers is taken back. The rows are held by the caller."""
    _step(requisition, Step.REOPEN, by=by)
    log.write("ångrade godkänd rekvisition", by=by, about=requisition)


@transaction.atomic
def refuse(requisition: Requisition, *, why: str, by: User) -> None:
    """Say no, with a reason. Answers it came with go back to the party with the reason. Raises NotAllowed."""
    row = hold(requisition)
    recipient = row.recipient
    _end(row, Step.REFUSE, why=why, by=by)
    log.write("avslog rekvisition", by=by, about=row, skäl=why.strip())
    if recipient and not sheet_obstacles_to(SheetStep.RETURN, sheets.sheet_of(recipient), recipient.inquiry):
        sheets.return_(recipient, why=why, by=by)


@transaction.atomic
def withdraw(requisition: Requisition, *, why: str, by: User | None) -> None:
    """The party takes it back. Raises NotAllowed where it is paid, or no reason is given."""
    row = hold(requisition)
    _end(row, Step.WITHDRAW, why=why, by=by)
    log.write("tog tillbaka rekvisition", by=by, about=row, skäl=why.strip())


def _end(row: Requisition, step: Step, *, why: str, by: User | None) -> None:
    """Free the sum, and let go of the answers so that the party may ask anew."""
    _step(row, step, by=by, why=why)
    row.recipient = None
    row.save(update_fields=["recipient"])
    entry = row.entries.filter(kind=Entry.Kind.REQUESTED, corrects=None).select_related("account").first()
    if entry and ledger.left_of(entry):
        ledger.correct(entry, 0, why=why, by=by, on=timezone.localdate())


# On the decision's page


@dataclass(frozen=True)
class AskedRound:
    """A round in which the parties were asked for requisitions: how far it is."""

    inquiry: Inquiry
    words: str
    mark: str


def rounds_of(grant: GrantDecision, *, today: dt.date) -> list[AskedRound]:
    """The rounds of a decision, the oldest first. One query."""
    rows = Inquiry.objects.filter(purpose=PURPOSE, object_id=str(grant.pk), withdrawn_at=None).order_by("pk")
    counted = rows.annotate(
        asked=Count("recipients"),
        answered=Count("recipients", filter=Q(recipients__answered_at__isnull=False)),
    )
    return [AskedRound(one, *round_words(one, one.asked, one.answered, today)) for one in counted]


def round_words(inquiry: Inquiry, asked: int, answered: int, today: dt.date) -> tuple[str, str]:
    """How far a round is, and its mark."""
    if inquiry.sent_at is None:
        return "Inte skickad än.", "draft"
    words = f"{answered} av {asked} har lämnat in."
    if inquiry.closed_at or answered == asked:
        return words, "done"
    if inquiry.due_on and inquiry.due_on < today:
        return f"{words} Skulle ha varit klart {day_in_words(inquiry.due_on)}.", "late"
    return words, "pending"


def grant_section(grant: GrantDecision, user: User) -> dict[str, Any]:
    """What the decision's page shows of requisitions. Three queries, however many parties."""
    rows = list(
        Requisition.objects.filter(account__grant=grant)
        .select_related("account__party")
        .order_by("account__party__municipality_code", "account__party__sort_key", "pk")
    )
    standing = [one for one in rows if one.state not in (State.REFUSED, State.WITHDRAWN)]
    return {
        "requisitions": rows,
        "requisitions_total": sum(one.amount for one in standing),
        "requisitions_paid": sum(one.amount for one in standing if one.state == State.PAID),
        "requisition_rounds": rounds_of(grant, today=timezone.localdate()),
        "may_request": grant.closed_at is None and may_edit(user, grant.fund),
    }
