"""Whatever is posted, corrected and carried, in any order: no sum is exceeded, all balances are right (G5).

A second ledger of plain numbers is kept beside the real one, with the rules written anew from the requirement.
"""

from collections import defaultdict
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.actions import accounts, ledger
from funding.models import Account, Entry
from secretariat.lib.rules import NotAllowed

from .case import DAY, KIND, Money, some_money

pytestmark = pytest.mark.django_db
DECIDED, POT = 1_000, 800
SIMPLE = (KIND.ALLOCATED, KIND.REQUESTED, KIND.PAID, KIND.COMMITTED, KIND.USED, KIND.REPAID)
AMOUNTS = st.integers(-5, 900)
WHERE = st.integers(0, 3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), WHERE, st.sampled_from(SIMPLE), AMOUNTS),
        st.tuples(st.just("carry"), st.integers(0, 1), AMOUNTS),
        st.tuples(st.just("correct"), st.integers(0, 30), AMOUNTS),
    ),
    min_size=4,
    max_size=24,
)


class Books:
    """The second ledger: (account, kind) → kronor, and what each entry stands for."""

    def __init__(self, money: Money) -> None:
        self.money, self.after = money, money.next_year(amount=DECIDED)
        self.accounts: list[Account] = [
            *money.accounts.values(), *(self.after.accounts[name] for name in money.accounts),
        ]  # fmt: skip
        self.sums: defaultdict[tuple[int, str], int] = defaultdict(int)
        self.entries: list[Entry] = []
        self.stands: dict[int, int] = {}

    def holds(self, changes: dict[tuple[int, str], int]) -> bool:
        """Whether every identity of G5 is true after the changes."""
        new = defaultdict(int, self.sums)
        for key, amount in changes.items():
            new[key] += amount

        def of(account: Account, *kinds: str) -> int:
            return sum(new[account.pk, kind] for kind in kinds)

        for one in self.accounts:
            given_out = of(one, KIND.ALLOCATED)
            if any(new[one.pk, kind] < 0 for kind in KIND.values):
                return False
            if of(one, KIND.REQUESTED) > given_out or of(one, KIND.PAID) > given_out:
                return False
            if of(one, KIND.COMMITTED) > given_out + of(one, KIND.CARRIED_IN):
                return False
            if of(one, KIND.USED, KIND.REPAID, KIND.CARRIED_OUT) > of(one, KIND.PAID, KIND.CARRIED_IN):
                return False
        years = ((self.accounts[:2], POT), (self.accounts[2:], DECIDED))
        return all(sum(of(one, KIND.ALLOCATED) for one in year) <= most for year, most in years)

    def keep(self, changes: dict[tuple[int, str], int]) -> None:
        for key, amount in changes.items():
            self.sums[key] += amount

    def is_right(self) -> None:
        """Every balance is what stands in the second ledger, and the sum of its own entries."""
        found = ledger.balances([one.pk for one in self.accounts])
        for one in self.accounts:
            balance = found.get(one.pk, ledger.Balance())
            rows = list(Entry.objects.filter(account=one).values_list("kind", "amount"))
            for kind in KIND.values:
                assert getattr(balance, kind) == self.sums[one.pk, kind]
                assert getattr(balance, kind) == sum(amount for found, amount in rows if found == kind)


def post(books: Books, where: int, kind: str, amount: int) -> None:
    account = books.accounts[where]
    year = books.money if where < 2 else books.after
    changes = {(account.pk, kind): amount}
    may = amount > 0 and books.holds(changes)
    more: dict[str, Any] = {"pot": year.pot} if kind == KIND.ALLOCATED else {}
    try:
        with transaction.atomic():
            if kind == KIND.COMMITTED and amount > 0:
                entry = accounts.commit(account, amount, on=DAY, by=books.money.by, title="Insats")
            else:
                entry = ledger.post(account, kind, amount, on=DAY, by=books.money.by, **more)
    except NotAllowed:
        assert not may, (kind, amount)
        return
    assert may, (kind, amount)
    books.keep(changes)
    books.entries.append(entry)
    books.stands[entry.pk] = amount


def carry(books: Books, which: int, amount: int) -> None:
    out, into = books.accounts[which], books.accounts[which + 2]
    changes = {(out.pk, KIND.CARRIED_OUT): amount, (into.pk, KIND.CARRIED_IN): amount}
    may = amount > 0 and books.holds(changes)
    try:
        with transaction.atomic():
            accounts.save(out, amount, on=DAY, by=books.money.by)
    except NotAllowed:
        assert not may, amount
        return
    assert may, amount
    books.keep(changes)
    entry = Entry.objects.filter(account=out, kind=KIND.CARRIED_OUT, corrects=None).latest("pk")
    books.entries.append(entry)
    books.stands[entry.pk] = amount


def correct(books: Books, which: int, amount: int) -> None:
    if not books.entries:
        return
    entry = books.entries[which % len(books.entries)]
    difference = amount - books.stands[entry.pk]
    changes = {(entry.account_id, str(entry.kind)): difference}
    if entry.carry_id:
        changes[entry.carry.into_id, KIND.CARRIED_IN] = difference  # type: ignore[union-attr]
    may = amount >= 0 and difference != 0 and books.holds(changes)
    try:
        with transaction.atomic():
            accounts.correct(entry, amount, why="Rättning", by=books.money.by, on=DAY)
    except NotAllowed:
        assert not may, (entry, amount)
        return
    assert may, (entry, amount)
    books.keep(changes)
    books.stands[entry.pk] = amount


ACTS: dict[str, Any] = {"post": post, "carry": carry, "correct": correct}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_of_posts_corrections_and_carries_keeps_every_identity(
    db: None, steps: list[Any]
) -> None:
    """What the second ledger forbids is refused, what it allows is done, and all sums agree all the time."""
    with transaction.atomic():
        books = Books(some_money("Nora", "Kumla", amount=DECIDED, pot=POT, carry_rule="allowed"))
        for act, *told in steps:
            ACTS[act](books, *told)
        books.is_right()
        transaction.set_rollback(True)
