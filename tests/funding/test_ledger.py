"""The ledger is only added to, and no sum is ever exceeded (G5)."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from funding.actions import ledger
from funding.models import Entry, GrantDecision, Pot
from secretariat.lib.rules import NotAllowed

from .case import DAY, KIND, Money, some_money

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


def refusal(money: Money, kind: str, amount: int, **source: object) -> str:
    with pytest.raises(NotAllowed) as refused:
        money.post("Nora", kind, amount, **source)
    return str(refused.value).replace(NBSP, " ")


def test_balances_are_sums_of_entries() -> None:
    money = some_money("Nora")
    kinds = (KIND.ALLOCATED, KIND.REQUESTED, KIND.PAID, KIND.USED, KIND.REPAID)
    for kind, amount in zip(kinds, (300_000, 250_000, 200_000, 120_000, 30_000), strict=True):
        money.post("Nora", kind, amount)
    found = money.balance("Nora")
    assert found == ledger.Balance(
        allocated=300_000, requested=250_000, paid=200_000, used=120_000, repaid=30_000
    )
    assert (found.left_to_request, found.left_to_pay, found.in_hand) == (50_000, 100_000, 50_000)


def test_more_cannot_be_shared_out_than_the_pot_holds() -> None:
    money = some_money("Nora", "Kumla", amount=1_000_000, pot=500_000)
    money.post("Kumla", KIND.ALLOCATED, 400_000)
    assert refusal(money, KIND.ALLOCATED, 100_001) == "Fördelat blir 1 kr mer än potten."
    money.post("Nora", KIND.ALLOCATED, 100_000)


def test_more_cannot_be_paid_or_requested_than_is_shared_out() -> None:
    money = some_money("Nora")
    money.post("Nora", KIND.ALLOCATED, 100_000)
    assert refusal(money, KIND.PAID, 101_500) == "Utbetalt blir 1 500 kr mer än fördelat."
    assert refusal(money, KIND.REQUESTED, 100_001) == "Rekvirerat blir 1 kr mer än fördelat."
    assert money.balance("Nora") == ledger.Balance(allocated=100_000)


def test_more_cannot_be_used_than_has_been_paid() -> None:
    money = some_money("Nora")
    money.post("Nora", KIND.ALLOCATED, 100_000)
    money.post("Nora", KIND.PAID, 80_000)
    money.post("Nora", KIND.USED, 50_000)
    assert (
        refusal(money, KIND.REPAID, 31_000)
        == "Använt, återbetalt och sparat blir 1 000 kr mer än utbetalt och sparat från förra året."
    )


def test_an_entry_is_put_right_by_another() -> None:
    money = some_money("Nora")
    first = money.post("Nora", KIND.ALLOCATED, 100_000)
    row = ledger.correct(first, 90_000, why="Skrivfel i beslutet", by=money.by, on=DAY)
    assert (row.amount, row.corrects, ledger.left_of(first)) == (-10_000, first, 90_000)
    assert money.balance("Nora").allocated == 90_000
    with pytest.raises(NotAllowed, match="redan en rättelse"):
        ledger.correct(row, 1, why="Igen", by=money.by, on=DAY)
    with pytest.raises(NotAllowed, match="Skriv varför"):
        ledger.correct(first, 1, why=" ", by=money.by, on=DAY)


def test_what_has_been_paid_stands_in_the_way_of_a_correction_downwards() -> None:
    money = some_money("Nora")
    first = money.post("Nora", KIND.ALLOCATED, 100_000)
    money.post("Nora", KIND.PAID, 100_000)
    with pytest.raises(NotAllowed, match="mer än fördelat"):
        ledger.correct(first, 99_999, why="För mycket", by=money.by, on=DAY)
    assert money.balance("Nora").allocated == 100_000


def test_saved_money_leaves_one_year_and_reaches_the_next() -> None:
    money = some_money("Nora", carry_rule="allowed")
    after = money.next_year()
    money.post("Nora", KIND.ALLOCATED, 100_000)
    money.post("Nora", KIND.PAID, 100_000)
    money.post("Nora", KIND.USED, 60_000)
    ledger.carry_over(money.accounts["Nora"], after.accounts["Nora"], 40_000, on=DAY, by=money.by)
    assert money.balance("Nora").in_hand == 0
    assert after.balance("Nora") == ledger.Balance(carried_in=40_000)


@pytest.mark.parametrize(("fields", "may"), [
    ({"carry_rule": "none"}, False), ({"carry_rule": "asked"}, False),
    ({"carry_rule": "asked", "carry_permit": "Folkhälsomyndigheten 2026-11-03, dnr 412"}, True),
])  # fmt: skip
def test_money_is_saved_only_where_the_decision_lets_it(fields: dict[str, str], may: bool) -> None:
    """G6."""
    money = some_money("Nora", **fields)
    after = money.next_year()
    money.post("Nora", KIND.ALLOCATED, 100_000)
    money.post("Nora", KIND.PAID, 100_000)
    accounts = money.accounts["Nora"], after.accounts["Nora"]
    if may:
        ledger.carry_over(*accounts, 40_000, on=DAY, by=money.by)
        assert after.balance("Nora").carried_in == 40_000
    else:
        with pytest.raises(NotAllowed, match="får inte sparas"):
            ledger.carry_over(*accounts, 40_000, on=DAY, by=money.by)


def test_the_database_itself_refuses_saved_money_that_reaches_nobody() -> None:
    money = some_money("Nora", carry_rule="allowed")
    after = money.next_year()
    money.post("Nora", KIND.ALLOCATED, 100_000)
    money.post("Nora", KIND.PAID, 100_000)
    carry = ledger.carry_over(money.accounts["Nora"], after.accounts["Nora"], 10_000, on=DAY, by=money.by)
    with pytest.raises(NotAllowed, match="skiljer"), ledger.balanced():
        Entry.objects.create(
            account=money.accounts["Nora"], kind=KIND.CARRIED_OUT, amount=5, on=DAY, carry=carry
        )


def test_entries_are_neither_changed_nor_removed() -> None:
    money = some_money("Nora")
    entry = money.post("Nora", KIND.ALLOCATED, 100_000)
    for step in (
        lambda: Entry.objects.filter(pk=entry.pk).update(amount=1),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            step()


def test_pots_fit_their_decision_and_what_is_shared_out_of_them() -> None:
    money = some_money("Nora", amount=1_000_000, pot=600_000)
    money.post("Nora", KIND.ALLOCATED, 300_000)
    with pytest.raises(DatabaseError, match="Potterna är tillsammans"), transaction.atomic():
        Pot.objects.create(grant=money.grant, name="Suicidpotten", amount=400_001)
    with pytest.raises(DatabaseError, match="redan fördelat ur potten"), transaction.atomic():
        Pot.objects.filter(pk=money.pot.pk).update(amount=299_999)
    with pytest.raises(DatabaseError, match="Potterna är tillsammans"), transaction.atomic():
        GrantDecision.objects.filter(pk=money.grant.pk).update(amount=599_999)


def test_a_closed_year_takes_no_more_entries() -> None:
    money = some_money("Nora")
    money.post("Nora", KIND.ALLOCATED, 100_000)
    GrantDecision.objects.filter(pk=money.grant.pk).update(closed_at=dt.datetime.now(dt.UTC))
    assert "är avslutat" in refusal(money, KIND.ALLOCATED, 1)
    with pytest.raises(NotAllowed, match="Bidragsåret är avslutat"), ledger.balanced():
        Entry.objects.create(
            account=money.accounts["Nora"], kind=KIND.ALLOCATED, amount=1, on=DAY, pot=money.pot
        )


@pytest.mark.parametrize("amount", [0, -1])
def test_an_entry_is_of_more_than_nothing(amount: int) -> None:
    assert refusal(some_money("Nora"), KIND.ALLOCATED, amount) == "Beloppet ska vara mer än noll kronor."
