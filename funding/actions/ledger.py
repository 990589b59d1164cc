"""Writing in the ledger, and reading its sums (G5).

Every sum is whole kronor. Nothing here changes a row: a mistake is put right by a new one. The database has the last
word (`models/guards.py`); its refusals come out of `balanced()` as NotAllowed, with the sum that is missing.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

import pgtrigger
from django.db import DatabaseError, transaction
from django.db.models import Q, Sum

from funding.models import Account, CarryOver, Entry, GrantDecision
from funding.models.guards import SQLSTATE
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, User

Kind = Entry.Kind
# What a correction takes over from the entry it puts right.
_RESTS_ON = (
    "pot",
    "allocation",
    "requisition",
    "commitment",
    "decision",
    "case_number",
    "period_from",
    "period_to",
)
_BALANCES = "funding.Entry:ledger_balances"


@dataclass(frozen=True)
class Balance:
    """The sums of one account, or of several together."""

    allocated: int = 0
    requested: int = 0
    paid: int = 0
    committed: int = 0
    used: int = 0
    repaid: int = 0
    carried_out: int = 0
    carried_in: int = 0

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Balance)))

    @property
    def left_to_request(self) -> int:
        """Kvar att rekvirera."""
        return self.allocated - self.requested

    @property
    def left_to_pay(self) -> int:
        """Kvar att betala ut."""
        return self.allocated - self.paid

    @property
    def left_to_commit(self) -> int:
        """Neither promised to anything nor saved."""
        return self.allocated + self.carried_in - self.committed

    @property
    def left(self) -> int:
        """Shared out or saved from last year, and neither used, paid back nor saved on, paid out or not: kvar."""
        return self.allocated + self.carried_in - self.used - self.repaid - self.carried_out

    @property
    def in_hand(self) -> int:
        """Paid or saved from last year, and neither used, paid back nor saved on: kvar att använda."""
        return self.paid + self.carried_in - self.used - self.repaid - self.carried_out


def balances(accounts: Iterable[int] | Q) -> dict[int, Balance]:
    """Sums by account's id, in one query. `accounts` are ids, or a condition on entries."""
    condition = accounts if isinstance(accounts, Q) else Q(account__in=list(accounts))
    found: dict[int, dict[str, int]] = {}
    rows = Entry.objects.filter(condition).order_by().values_list("account", "kind").annotate(Sum("amount"))
    for account, kind, amount in rows:
        found.setdefault(account, {})[kind] = int(amount)
    return {account: Balance(**sums) for account, sums in found.items()}


def balance_of(account: Account) -> Balance:
    """The sums of one account."""
    return balances([account.pk]).get(account.pk, Balance())


@contextmanager
def balanced() -> Iterator[None]:
    """Write entries in a savepoint and have them judged at its end, not at the end of the request.

    Raises NotAllowed with the database's own sentence, where a sum is exceeded.
    """
    try:
        with transaction.atomic():
            pgtrigger.constraints(pgtrigger.Deferred, _BALANCES)
            yield
            pgtrigger.constraints(pgtrigger.Immediate, _BALANCES)
            pgtrigger.constraints(pgtrigger.Deferred, _BALANCES)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) == SQLSTATE:
            raise NotAllowed(str(error.__cause__).splitlines()[0]) from error
        raise


def account_of(grant: GrantDecision, party: Organisation) -> Account:
    """The party's account of a decision; opened the first time."""
    return Account.objects.get_or_create(grant=grant, party=party)[0]


def hold(*accounts: Account) -> list[Account]:
    """Lock accounts, always in the same order, so that two writers wait for each other and never for ever."""
    keys = sorted({one.pk for one in accounts})
    rows = Account.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    return list(rows.select_related("grant__fund", "party"))


def obstacles_to_writing(account: Account) -> list[str]:
    """Why nothing can be written on the account."""
    if account.grant.closed_at:
        return [f"{account.grant} är avslutat. Ingenting mer kan bokföras på det."]
    return []


@transaction.atomic
def post(account: Account, kind: str, amount: int, *, on: dt.date, by: User | None, **source: Any) -> Entry:
    """Add one entry, of whole kronor above zero, with what it rests on (pot, decision, case_number, document, text …).

    Raises NotAllowed where a sum would be exceeded.
    """
    if amount <= 0:
        raise NotAllowed("Beloppet ska vara mer än noll kronor.")
    (account,) = hold(account)
    if reasons := obstacles_to_writing(account):
        raise NotAllowed(reasons)
    with balanced():
        entry = Entry.objects.create(
            account=account, kind=kind, amount=amount, on=on, created_by=by, **source
        )
    _log(entry, by=by)
    return entry


def _log(entry: Entry, *, by: User | None) -> None:
    kind = Entry.Kind(entry.kind).label
    log.write("bokförde", by=by, about=entry.account, slag=str(kind), kronor=entry.amount, post=entry.pk)


def left_of(entry: Entry) -> int:
    """What stands of an entry after its corrections, in whole kronor."""
    return int(entry.corrected_by.aggregate(found=Sum("amount"))["found"] or 0) + entry.amount


@transaction.atomic
def correct(entry: Entry, amount: int, *, why: str, by: User | None, on: dt.date) -> Entry:
    """Put an entry right: from now on it stands for `amount` kronor. The row added is the difference.

    Raises NotAllowed where it is a correction itself, is carried money, already stands so, or no reason is given.
    """
    hold(entry.account)
    difference = amount - left_of(entry)
    if reasons := _obstacles_to_correcting(entry, amount, difference, why):
        raise NotAllowed(reasons)
    same = {name: getattr(entry, name) for name in _RESTS_ON}
    with balanced():
        row = Entry.objects.create(account=entry.account, kind=entry.kind, amount=difference, on=on, created_by=by,
                                   corrects=entry, text=why.strip(), **same)  # fmt: skip
    log.write(
        "rättade bokföringspost", by=by, about=entry.account, post=entry.pk, skillnad=difference, skäl=why
    )
    return row


def _obstacles_to_correcting(entry: Entry, amount: int, difference: int, why: str) -> list[str]:
    said = [
        (entry.corrects_id is not None, "Det är redan en rättelse. Rätta den första posten."),
        (entry.carry_id is not None, "Sparade medel rättas på båda åren tillsammans."),
        (amount < 0, "Beloppet kan inte vara mindre än noll."),
        (difference == 0, f"Posten är redan {kronor(amount)}."),
        (not why.strip(), "Skriv varför posten rättas."),
    ]
    return [words for is_so, words in said if is_so] or obstacles_to_writing(entry.account)


@transaction.atomic
def carry_over(
    out_of: Account, into: Account, amount: int, *, on: dt.date, by: User, **source: Any
) -> CarryOver:
    """Save money to the year after: out of one account and into the other, as one act (G5, G6).

    Raises NotAllowed where the decision forbids it, the accounts do not follow each other, or there is not so much.
    """
    if amount <= 0:
        raise NotAllowed("Beloppet ska vara mer än noll kronor.")
    first, second = out_of.pk, into.pk
    held = {one.pk: one for one in hold(out_of, into)}
    reasons = [*obstacles_to_writing(held[first]), *obstacles_to_writing(held[second])]
    if not held[first].grant.may_be_saved:
        reasons.append(f"Medlen får inte sparas. {kronor(amount)} ska betalas tillbaka.")
    if reasons:
        raise NotAllowed(reasons)
    with balanced():
        carry, _ = CarryOver.objects.get_or_create(out_of=held[first], into=held[second])
        for account, kind in ((held[first], Kind.CARRIED_OUT), (held[second], Kind.CARRIED_IN)):
            Entry.objects.create(
                account=account, kind=kind, amount=amount, on=on, carry=carry, created_by=by, **source
            )
    log.write(
        "sparade medel till nästa år", by=by, about=held[first], kronor=amount, till=str(held[second].grant)
    )
    return carry


@transaction.atomic
def correct_carry(entry: Entry, amount: int, *, why: str, by: User, on: dt.date) -> Entry:
    """Put saved money right on both years at once: from now on the entry and its other end stand for `amount` kronor.

    Returns the row added beside `entry`. Raises NotAllowed as `correct` does.
    """
    other_end = Entry.objects.filter(carry=entry.carry_id, corrects=None).exclude(kind=entry.kind)
    same_end = Entry.objects.filter(carry=entry.carry_id, corrects=None, kind=entry.kind)
    # Both ends are written together, so the n:th of one belongs to the n:th of the other.
    other = other_end.select_related("account__grant").order_by("pk")[
        same_end.filter(pk__lt=entry.pk).count()
    ]
    hold(entry.account, other.account)
    difference = amount - left_of(entry)
    said = [
        (entry.corrects_id is not None, "Det är redan en rättelse. Rätta den första posten."),
        (amount < 0, "Beloppet kan inte vara mindre än noll."),
        (difference == 0, f"Posten är redan {kronor(amount)}."),
        (not why.strip(), "Skriv varför posten rättas."),
    ]
    reasons = [words for is_so, words in said if is_so]
    if reasons := reasons or [*obstacles_to_writing(entry.account), *obstacles_to_writing(other.account)]:
        raise NotAllowed(reasons)
    with balanced():
        row, _ = (
            Entry.objects.create(
                account=one.account, kind=one.kind, amount=difference, on=on, created_by=by, corrects=one,
                carry_id=one.carry_id, case_number=one.case_number, text=why.strip(),
            )
            for one in (entry, other)
        )  # fmt: skip
    log.write(
        "rättade sparade medel", by=by, about=entry.account, post=entry.pk, skillnad=difference, skäl=why
    )
    return row
