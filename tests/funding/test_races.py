"""Two writers and the last krona: exactly one gets it, and the other is told what is missing; raw SQL too (G5)."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from funding.actions import accounts, closing, ledger
from funding.models import Account, Entry
from tests.races import Orders, meet, rounds

from .case import DAY, KIND, Money, some_money

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NBSP = "\u00a0"
Step = Callable[[], object]


def ready(*names: str) -> Money:
    reverse("funding:fund-list")  # so that the addresses are read here once, and not in each process
    return some_money(*names, amount=100_000)


def posting(account: Account, kind: str, amount: int, **source: Any) -> Step:
    """As the application writes it."""
    return partial(ledger.post, account, kind, amount, on=DAY, by=None, **source)


def raw(account: Account, kind: str, amount: int, pot: int | None = None) -> Step:
    """As somebody with a database tool writes it."""

    def step() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO funding_entry (account_id, kind, amount, "on", pot_id, case_number, text, created_at) '
                "VALUES (%s, %s, %s, %s, %s, '', '', now())",
                [account.pk, kind, amount, DAY, pot],
            )
            # The sums are judged when the transaction ends; here, so that the round sees it.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    return step


def one_wins(make_steps: Callable[[], tuple[Step, Step, Callable[[], int], int]], said: str) -> None:
    """Fifty rounds, both orders: one is done, the other refused with the missing sum, and the sum is never exceeded."""
    seen = Orders()
    for _, lead in rounds():
        a, b, total, most = make_steps()
        met = meet(a, b, lead=lead)
        assert sorted(one.kind == "done" for one in met.both) == [False, True], met
        (words,) = met.refused
        assert re.search(said, words.replace(NBSP, " ")), words
        assert total() == most
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def of(kind: str, *found: Account) -> Callable[[], int]:
    return lambda: sum(Entry.objects.filter(account__in=found, kind=kind).values_list("amount", flat=True))


def test_the_last_krona_of_a_pot_goes_to_one_of_two_accounts() -> None:
    def steps() -> tuple[Step, Step, Callable[[], int], int]:
        money = ready("Nora", "Kumla")
        money.post("Nora", KIND.ALLOCATED, 99_999)
        nora, kumla = money.accounts["Nora"], money.accounts["Kumla"]
        a, b = (posting(one, KIND.ALLOCATED, 1, pot=money.pot) for one in (nora, kumla))
        return a, b, of(KIND.ALLOCATED, nora, kumla), 100_000

    one_wins(steps, "^Fördelat blir 1 kr mer än potten")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (KIND.PAID, "^Utbetalt blir 1 kr mer än fördelat"),
        (KIND.USED, "^Använt, återbetalt och sparat blir 1 kr mer än utbetalt"),
    ],
)
def test_the_last_krona_of_an_account_is_written_once(kind: str, said: str) -> None:
    def steps() -> tuple[Step, Step, Callable[[], int], int]:
        money = ready("Nora")
        money.post("Nora", KIND.ALLOCATED, 100_000)
        money.post("Nora", KIND.PAID, 100_000 if kind == KIND.USED else 99_999)
        if kind == KIND.USED:
            money.post("Nora", KIND.USED, 99_999)
        nora = money.accounts["Nora"]
        return posting(nora, kind, 1), posting(nora, kind, 1), of(kind, nora), 100_000

    one_wins(steps, said)


def test_raw_sql_beside_the_application_cannot_take_the_same_krona() -> None:
    def steps() -> tuple[Step, Step, Callable[[], int], int]:
        money = ready("Nora")
        money.post("Nora", KIND.ALLOCATED, 100_000)
        money.post("Nora", KIND.PAID, 99_999)
        nora = money.accounts["Nora"]
        return posting(nora, KIND.PAID, 1), raw(nora, KIND.PAID, 1), of(KIND.PAID, nora), 100_000

    one_wins(steps, "Utbetalt blir 1 kr mer än fördelat")


def test_raw_sql_cannot_share_out_the_same_krona_of_a_pot_twice() -> None:
    def steps() -> tuple[Step, Step, Callable[[], int], int]:
        money = ready("Nora", "Kumla")
        money.post("Nora", KIND.ALLOCATED, 99_999)
        nora, kumla = money.accounts["Nora"], money.accounts["Kumla"]
        a = posting(nora, KIND.ALLOCATED, 1, pot=money.pot)
        return a, raw(kumla, KIND.ALLOCATED, 1, money.pot.pk), of(KIND.ALLOCATED, nora, kumla), 100_000

    one_wins(steps, "Fördelat blir 1 kr mer än potten")


def test_a_year_is_not_closed_past_an_entry_that_is_being_written() -> None:
    """Either the entry comes first and the year stays open with the sum said, or the closed year takes nothing."""
    for _, lead in rounds(16):
        money = ready("Nora")
        money.post("Nora", KIND.ALLOCATED, 100_000)
        money.post("Nora", KIND.PAID, 50_000)
        accounts.use(money.accounts["Nora"], 50_000, on=DAY, by=money.by, period_from=DAY, period_to=DAY)
        met = meet(
            posting(money.accounts["Nora"], KIND.PAID, 7),
            partial(closing.close, money.grant, by=money.by),
            lead=lead,
        )
        (words,) = met.refused
        if met.a.kind == "done":
            assert words.replace(NBSP, " ").startswith("Nora: 7 kr av det som är utbetalt"), words
        else:
            assert "avslutat" in words
