"""Paying what is accepted or planned: booked once, several at a time, and listed for the economy unit (G5).

What is to be paid has a key of its own ("r12", "p7"), so that a form can tick requisitions and plans alike.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from funding.models import Account, Entry, PlannedPayment, Requisition
from funding.requisition_states import TRANSITIONS, Step
from secretariat.lib.dates import day_in_words
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import ledger, requisitions

_REQUISITION, _PLAN = "r", "p"


@dataclass(frozen=True)
class Due:
    """Something to pay, in whole kronor: what it rests on, and on what condition."""

    key: str
    account: Account
    amount: int
    words: str
    reference: str = ""
    due_on: dt.date | None = None
    condition: str = ""

    @property
    def name(self) -> str:
        """Party and money, in a sentence."""
        return f"{self.account.party.short_name}, {self.account.grant}"


def to_pay() -> list[Due]:
    """Accepted requisitions and planned payments that are not made, by decision and party. Two queries."""
    with_ = ("account__grant__fund", "account__party")
    asked = Requisition.objects.filter(state=Requisition.State.ACCEPTED).select_related(*with_)
    planned = PlannedPayment.objects.filter(entry=None).select_related(*with_)
    found = [*map(_of_requisition, asked), *map(_of_plan, planned)]
    return sorted(
        found,
        key=lambda one: (
            str(one.account.grant.fund),
            one.account.grant_id,
            one.due_on or dt.date.min,
            one.account.party.municipality_code,
            one.account.party.sort_key,
        ),
    )


def _of_requisition(row: Requisition) -> Due:
    words = f"Rekvisition {day_in_words(row.asked_on)}"
    return Due(f"{_REQUISITION}{row.pk}", row.account, row.amount, words, reference=row.reference)


def _of_plan(row: PlannedPayment) -> Due:
    return Due(
        f"{_PLAN}{row.pk}",
        row.account,
        row.amount,
        f"Planerad {day_in_words(row.due_on)}",
        due_on=row.due_on,
        condition=row.condition,
    )


# Planned


def obstacles_to_planning(
    account: Account, amount: int, *, without: PlannedPayment | None = None
) -> list[str]:
    """Why so much cannot be planned to be paid: more than is left of what is shared out."""
    if reasons := ledger.obstacles_to_writing(account):
        return reasons
    balance = ledger.balance_of(account)
    others = account.planned_payments.filter(entry=None).exclude(pk=without.pk if without else 0)
    over = amount + sum(others.values_list("amount", flat=True)) - balance.left_to_pay
    return (
        [f"De planerade utbetalningarna blir {kronor(over)} mer än det som är kvar att betala ut."]
        if over > 0
        else []
    )


@transaction.atomic
def plan(account: Account, *, due_on: dt.date, amount: int, condition: str = "", by: User) -> PlannedPayment:
    """Plan a payment (delutbetalning). Raises NotAllowed with the sum that is missing."""
    (account,) = ledger.hold(account)
    if reasons := obstacles_to_planning(account, amount):
        raise NotAllowed(reasons)
    made = PlannedPayment.objects.create(
        account=account, due_on=due_on, amount=amount, condition=condition.strip()
    )
    log.write("planerade utbetalning", by=by, about=account, kronor=amount, dag=due_on.isoformat())
    return made


@transaction.atomic
def unplan(planned: PlannedPayment, *, by: User) -> None:
    """Take a plan away that has not been carried out. Raises NotAllowed."""
    ledger.hold(planned.account)
    row = PlannedPayment.objects.select_for_update(of=("self",)).filter(pk=planned.pk).first()
    if row is None:
        raise NotAllowed("Planen är redan borttagen.")
    if row.entry:
        raise NotAllowed(f"Den planerade utbetalningen {requisitions.paid_words(row.entry)}")
    log.write("tog bort planerad utbetalning", by=by, about=row.account, kronor=row.amount)
    row.delete()


# Paid


@transaction.atomic
def pay(
    keys: Iterable[str],
    *,
    on: dt.date,
    by: User,
    case_number: str = "",
    conditions_met: bool = False,
    today: dt.date | None = None,
) -> int:
    """Book these as paid on a day: all of them or none. Returns the sum, in whole kronor.

    Raises NotAllowed where one is paid already (with when and by whom), is not accepted, waits for its condition, or
    would exceed what is shared out.
    """
    asked, planned = _rows(keys)
    if not asked and not planned:
        raise NotAllowed("Välj minst en utbetalning.")
    ledger.hold(*_accounts(asked, planned))
    asked, planned = _held(asked, planned)
    reasons = _obstacles_to_paying(asked, planned, conditions_met)
    if today and on > today:
        reasons.append("Dagen för utbetalningen har inte varit än.")
    if reasons:
        raise NotAllowed(reasons)
    for row in asked:
        ledger.post(
            row.account, Entry.Kind.PAID, row.amount, on=on, by=by, requisition=row,
            case_number=case_number or row.account.grant.case_number, text=row.reference,
        )  # fmt: skip
        row.state = TRANSITIONS[row.state, Step.PAY]
        row.save(update_fields=["state"])
    for plan_ in planned:
        plan_.entry = ledger.post(
            plan_.account, Entry.Kind.PAID, plan_.amount, on=on, by=by,
            case_number=case_number or plan_.account.grant.case_number, text=plan_.condition,
        )  # fmt: skip
        plan_.save(update_fields=["entry"])
    total = sum(one.amount for one in asked) + sum(one.amount for one in planned)
    log.write("betalade ut medel", by=by, antal=len(asked) + len(planned), kronor=total)
    return total


def _rows(keys: Iterable[str]) -> tuple[list[Requisition], list[PlannedPayment]]:
    wanted: dict[str, list[int]] = {_REQUISITION: [], _PLAN: []}
    for key in keys:
        if key[:1] not in wanted or not key[1:].isdecimal():
            raise NotAllowed("Valet går inte att läsa. Ladda om sidan och välj igen.")
        wanted[key[0]].append(int(key[1:]))
    with_ = ("account__grant__fund", "account__party")
    return (
        list(Requisition.objects.filter(pk__in=wanted[_REQUISITION]).select_related(*with_).order_by("pk")),
        list(PlannedPayment.objects.filter(pk__in=wanted[_PLAN]).select_related(*with_).order_by("pk")),
    )


def _held(
    asked: Sequence[Requisition], planned: Sequence[PlannedPayment]
) -> tuple[list[Requisition], list[PlannedPayment]]:
    with_ = ("account__grant__fund", "account__party")
    first = Requisition.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in asked])
    second = PlannedPayment.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in planned])
    return (
        list(first.select_related(*with_).order_by("pk")),
        list(second.select_related(*with_).order_by("pk")),
    )


def _obstacles_to_paying(
    asked: Sequence[Requisition], planned: Sequence[PlannedPayment], conditions_met: bool
) -> list[str]:
    found = []
    for row in asked:
        name = f"{row.account.party.short_name}: "
        found += [name + words for words in requisitions.obstacles_to_stepping(row, Step.PAY)]
    for plan_ in planned:
        name = f"{plan_.account.party.short_name}: "
        if plan_.entry:
            found.append(f"{name}Den planerade utbetalningen {requisitions.paid_words(plan_.entry)}")
        elif plan_.condition and not conditions_met:
            found.append(f"{name}Intyga att villkoret är uppfyllt: {plan_.condition}")
        found += [name + words for words in ledger.obstacles_to_writing(plan_.account)]
    return found


def payments() -> QuerySet[Entry]:
    """Everything paid, corrections too, the latest first."""
    rows = Entry.objects.filter(kind=Entry.Kind.PAID).order_by("-on", "-pk")
    return rows.select_related("account__grant__fund", "account__party", "requisition", "created_by__person")


def accounts_of(keys: Iterable[str]) -> list[Account]:
    """The accounts that these would be paid from. Raises NotAllowed where a key says nothing."""
    return _accounts(*_rows(keys))


def _accounts(asked: Sequence[Requisition], planned: Sequence[PlannedPayment]) -> list[Account]:
    return [*(one.account for one in asked), *(one.account for one in planned)]
