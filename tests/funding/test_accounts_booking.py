"""What a person books on a party's account, putting right, saving and paying back, as the pages do it (G5, G6)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from funding.actions import accounts, closing, ledger
from funding.forms.accounts import CommitForm, RepayForm, SaveForm, UseForm
from funding.models import (
    Call,
    Commitment,
    Entry,
    GrantDecision,
    PlannedPayment,
    ReportRound,
    Requisition,
)
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from tests.inquiries.round_case import a_round

from .case import DAY, KIND, Money, some_money
from .test_funds_pages import NBSP, words

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


def paid(amount: int = 100_000, **fields: Any) -> Money:
    """Nora has got the amount, and it is paid."""
    money = some_money("Nora", **fields)
    money.post("Nora", KIND.ALLOCATED, amount)
    money.post("Nora", KIND.PAID, amount)
    return money


def page(money: Money) -> str:
    return reverse("funding:account-detail", args=[money.accounts["Nora"].pk])


def book(client: Client, money: Money, step: str, **sent: Any) -> Any:
    url = reverse("funding:entry-add", args=[money.accounts["Nora"].pk, step])
    return client.post(url, {"on": "2026-09-01", **sent})


def error_of(response: Any, step: str, name: str = "amount") -> str:
    forms = {one.key: form for one, form in response.context["offers"]}
    return " ".join(forms[step].errors[name]).replace(NBSP, " ")


def test_what_is_used_is_booked_with_its_period_and_its_paper(as_user: As) -> None:
    money = paid()
    client = as_user(money.by)
    sent = {
        "amount": "40 tkr", "period_from": "1/1 2026", "period_to": "30/6 2026", "text": "Utbildning",
        "upload": SimpleUploadedFile("underlag.txt", b"Summor"),
    }  # fmt: skip
    assert book(client, money, "anvant", **sent).status_code == 302
    entry = Entry.objects.get(kind=KIND.USED)
    assert (entry.amount, entry.period_from, entry.period_to) == (
        40_000,
        dt.date(2026, 1, 1),
        dt.date(2026, 6, 30),
    )
    said = words(client.get(page(money))).replace(NBSP, " ")
    assert "1 januari 2026–30 juni 2026" in said
    assert "underlag.txt" in said
    assert "60 000 kr kvar att använda." in said


def test_what_is_promised_names_what_it_is_for(as_user: As) -> None:
    money = paid()
    client = as_user(money.by)
    assert book(client, money, "intecknat", amount="30 000", title="Föräldrakurser", recipient="Familjecentralen"
                ).status_code == 302  # fmt: skip
    assert Commitment.objects.get().recipient == "Familjecentralen"
    assert "Föräldrakurser, Familjecentralen" in words(client.get(page(money)))
    response = book(client, money, "intecknat", amount="70 001", title="Mer")
    assert error_of(response, "intecknat") == "Det saknas 1 kr. Kvar att inteckna är 70 000 kr."
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize("step", ["anvant", "aterbetalt"])
def test_more_than_is_paid_cannot_be_used_or_paid_back(as_user: As, step: str) -> None:
    money = paid()
    sent = {
        "amount": "101 500",
        "period_from": "2026-01-01",
        "period_to": "2026-12-31",
        "case_number": "9.1-5/2026",
    }
    response = book(as_user(money.by), money, step, **sent)
    assert error_of(response, step) == "Det saknas 1 500 kr. Utbetalt och kvar att använda är 100 000 kr."
    assert money.balance("Nora") == ledger.Balance(allocated=100_000, paid=100_000)


SURE = ("300000", "300 000", "300\u00a0000", "300.000", "300.000 kr", "300 tkr", "0,3 mnkr", "300 .000")
UNSURE = ("300.00", "300,000", "-1", "0", "", "tre", "1.5", "1e3", "10000000000000000")
FORMS = {"anvant": UseForm, "intecknat": CommitForm, "aterbetalt": RepayForm, "spara": SaveForm}


@pytest.mark.parametrize("step", FORMS)
def test_every_form_reads_an_amount_as_it_is_typed_and_guesses_none(step: str) -> None:
    """interface 1.2, in each form of the account."""
    money = paid()
    sent = {
        "on": "2026-09-01", "period_from": "2026-01-01", "period_to": "2026-12-31", "case_number": "9",
        "title": "Insats",
    }  # fmt: skip

    def form(typed: str) -> Any:
        return FORMS[step]({**sent, "amount": typed}, account=money.accounts["Nora"], user=money.by)

    assert {
        typed: form(typed).is_valid() and form(typed).fields["amount"].clean(typed) for typed in SURE
    } == (dict.fromkeys(SURE, 300_000))
    assert {typed for typed in UNSURE if "amount" in form(typed).errors} == set(UNSURE)


def test_paying_back_needs_the_authoritys_number_and_a_period_has_an_order(as_user: As) -> None:
    money = paid()
    client = as_user(money.by)
    assert "diarienummer" in error_of(
        book(client, money, "aterbetalt", amount="1"), "aterbetalt", "case_number"
    )
    response = book(client, money, "anvant", amount="1", period_from="2026-12-31", period_to="2026-01-01")
    assert "kan inte sluta innan den börjar" in error_of(response, "anvant", "period_to")


# Paying back or saving (G6)


def test_money_that_may_not_be_saved_is_proposed_to_be_paid_back(as_user: As) -> None:
    """G6: with the case number and the last day, and the sum ready in the form."""
    money = paid(repay_by=dt.date(2027, 3, 31), case_number="9.1-77/2026")
    client = as_user(money.by)
    shown = client.get(page(money))
    assert (
        "Medlen får inte sparas. Det som inte används ska betalas tillbaka till Socialstyrelsen med diarienummer "
        "9.1-77/2026, senast 31 mars 2027. Nu är det 100 000 kr."
    ) in words(shown).replace(NBSP, " ")
    offers = {one.key: form for one, form in shown.context["offers"]}
    assert "spara" not in offers
    assert (offers["aterbetalt"]["amount"].value(), offers["aterbetalt"]["case_number"].value()) == (
        f"100{NBSP}000", "9.1-77/2026",
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="Medlen får inte sparas"):
        accounts.save(money.accounts["Nora"], 1, on=DAY, by=money.by)


def test_saving_waits_for_the_permit_and_for_the_next_years_decision() -> None:
    money = paid(carry_rule="asked")
    account = money.accounts["Nora"]
    assert accounts.obstacles_to_saving(account.grant) == [
        "Medlen får sparas först när myndigheten har medgett det. Skriv in medgivandet på beslutet."
    ]
    account.grant.carry_permit = "FoHM 2026-11-03"
    account.grant.save()
    assert accounts.obstacles_to_saving(account.grant) == [
        "Det finns inget öppet beslut för 2027 att spara till. Lägg in det först."
    ]
    money.next_year()
    assert accounts.obstacles_to_saving(account.grant) == []


def test_saved_money_reaches_the_next_year_and_both_ends_are_put_right_together(as_user: As) -> None:
    money = paid(carry_rule="allowed")
    after = money.next_year()
    client = as_user(money.by)
    assert book(client, money, "spara", amount="40 000").status_code == 302
    assert book(client, money, "spara", amount="10 000").status_code == 302
    assert (money.balance("Nora").carried_out, after.balance("Nora").carried_in) == (50_000, 50_000)
    second = Entry.objects.filter(kind=KIND.CARRIED_IN).order_by("pk").last()
    assert second
    url = reverse("funding:entry-correct", args=[second.pk])
    assert client.post(url, {"amount": "4 000", "why": "Skrivfel"}).status_code == 302
    assert (money.balance("Nora").carried_out, after.balance("Nora").carried_in) == (44_000, 44_000)
    assert ledger.left_of(second) == 4_000
    after.post("Nora", KIND.USED, 44_000)
    form = client.post(url, {"amount": "0", "why": "Fel"}).context["form"]
    assert "4 000 kr mer än utbetalt" in str(form.errors["amount"]).replace(NBSP, " ")
    assert (money.balance("Nora").carried_out, after.balance("Nora").carried_in) == (44_000, 44_000)


# Putting right


def test_a_correction_stands_beside_what_it_puts_right(as_user: As) -> None:
    money = paid()
    client = as_user(money.by)
    entry = money.post("Nora", KIND.USED, 60_000)
    url = reverse("funding:entry-correct", args=[entry.pk])
    assert client.post(url, {"amount": "45 000", "why": "Samma faktura två gånger"}).status_code == 302
    (line,) = [one for one in client.get(page(money)).context["shown"].lines if one.entry == entry]
    assert [(one.entry.amount, one.entry.text) for one in line.corrections] == [
        (-15_000, "Samma faktura två gånger")
    ]
    assert line.stands == 45_000
    said = words(client.get(page(money))).replace(NBSP, " ")
    assert "−15 000 Samma faktura två gånger" in said
    assert "Efter rättelse 45 000" in said


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"amount": "60 000", "why": "x"}, "amount", "Posten är redan 60 000 kr."),
        ({"amount": "100 001", "why": "x"}, "amount", "blir 1 kr mer än utbetalt"),
        ({"amount": "-1", "why": "x"}, "amount", "minst 0 kr"),
        ({"amount": "1", "why": ""}, "why", "Skriv varför posten rättas."),
        ({"amount": "300,000", "why": "x"}, "amount", "Menar du"),
    ],
)
def test_a_correction_that_cannot_be_made_says_why(
    as_user: As, sent: dict[str, str], field: str, said: str
) -> None:
    money = paid()
    entry = money.post("Nora", KIND.USED, 60_000)
    form = as_user(money.by).post(reverse("funding:entry-correct", args=[entry.pk]), sent).context["form"]
    assert said in " ".join(form.errors[field]).replace(NBSP, " ")
    assert ledger.left_of(entry) == 60_000


@pytest.mark.parametrize("count", [1, 3])
def test_an_account_asks_as_often_for_three_entries_as_for_one(
    as_user: As, django_assert_num_queries: Any, count: int
) -> None:
    money = paid()
    for _ in range(count):
        money.post("Nora", KIND.USED, 1_000)
    client = as_user(money.by)
    client.get(page(money))
    with django_assert_num_queries(QUERIES):
        client.get(page(money))


QUERIES = 5


# Closing (G5)


def at(money: Money, name: str) -> str:
    return reverse(f"funding:{name}", args=[money.fund.slug, money.grant.pk])


def test_a_year_is_closed_when_every_krona_is_accounted_for(as_user: As) -> None:
    """The missing sum is said per party."""
    money = some_money("Nora", "Kumla")
    for name in ("Nora", "Kumla"):
        money.post(name, KIND.ALLOCATED, 100_000)
        money.post(name, KIND.PAID, 100_000)
    money.post("Nora", KIND.USED, 90_000)
    client = as_user(money.by)
    said = words(client.post(at(money, "grant-close"), follow=True)).replace(NBSP, " ")
    for name, missing in (("Nora", "10 000 kr"), ("Kumla", "100 000 kr")):
        assert f"{name}: {missing} av det som är utbetalt" in said
    assert not GrantDecision.objects.get().closed_at
    money.post("Nora", KIND.REPAID, 10_000)
    money.post("Kumla", KIND.USED, 100_000)
    client.post(at(money, "grant-close"))
    assert GrantDecision.objects.get().closed_at
    response = book(client, money, "anvant", amount="1", period_from="2026-01-01", period_to="2026-02-01")
    assert "avslutat" in words(response)
    assert LogEntry.objects.filter(verb="avslutade bidragsår").count() == 1


def test_a_closed_year_is_opened_with_a_reason_that_stands_in_the_log(as_user: As) -> None:
    money = some_money("Nora")
    client = as_user(money.by)
    client.post(at(money, "grant-close"))
    assert "Bidragsåret är avslutat" in words(
        client.post(at(money, "pot-add"), {"name": "Ny", "amount": "1"})
    )
    assert "Skriv varför." in words(client.post(at(money, "grant-reopen"), {"why": " "}))
    client.post(at(money, "grant-reopen"), {"why": "Slutredovisningen rättas"})
    assert not GrantDecision.objects.get().closed_at
    assert LogEntry.objects.get(verb="öppnade avslutat bidragsår").detail == {
        "skäl": "Slutredovisningen rättas"
    }


def test_what_is_still_open_stands_in_the_way_of_closing() -> None:
    """An open report, a requisition that waits, a planned payment, a call that is not decided."""
    money = some_money("Nora")
    account = money.accounts["Nora"]
    inquiry = a_round("Kumla").inquiry
    ReportRound.objects.create(grant=money.grant, inquiry=inquiry, period_from=DAY, period_to=DAY)
    Requisition.objects.create(account=account, amount=5_000, asked_on=DAY, asked_by="Asta Almgren")
    PlannedPayment.objects.create(account=account, amount=7_000, due_on=DAY)
    Call.objects.create(
        pot=money.pot,
        slug="kraft",
        title="Kraftsamling",
        opens_on=DAY,
        closes_on=DAY,
        max_amount=1,
        state="closed",
    )
    assert [one.replace(NBSP, " ") for one in closing.obstacles_to_closing(money.grant)] == [
        "Slutredovisning 1 är inte avslutad.",
        "Nora har en rekvisition på 5 000 kr som inte är prövad.",
        "Nora har en utbetalning på 7 000 kr planerad till 2 mars 2026. Betala ut den eller ta bort den.",
        "Utlysningen Kraftsamling är inte beslutad.",
    ]
    with pytest.raises(NotAllowed, match="Slutredovisning 1"):
        closing.close(money.grant, by=money.by)
