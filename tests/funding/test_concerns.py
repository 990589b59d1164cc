"""A decision of a meeting and the money it concerns, in both directions; a matter's funds; the search (G9, B5)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding.actions import accounts
from funding.models import Allocation, Fund, GrantDecision
from funding.search import FundSource
from meetings.models import Decision
from secretariat.registry.models import SearchChange, User
from tests import make
from tests.meetings.confirmation_case import a_decided_case

from .case import DAY, KIND, Money, some_money
from .test_funds_pages import NBSP, words

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


def a_decision() -> Decision:
    return a_decided_case()[1]


def url_of(decision: Decision) -> str:
    return reverse("funding:decision-funds", args=[decision.pk])


def office() -> User:
    return make.user(office_role="secretariat")


def says(client: Client, decision: Decision, money: Money) -> Any:
    return client.post(url_of(decision), {"money": f"beslut-{money.grant.pk}"})


def test_a_decision_is_said_to_concern_money_and_both_pages_say_so(as_user: As) -> None:
    money, decision = some_money("Nora"), a_decision()
    client = as_user(office())
    assert "Inga medel." in words(client.get(url_of(decision)))
    assert says(client, decision, money).status_code == 302
    assert f"Gäller medlen: {money.grant} , 1 000 000 kr" in words(client.get(url_of(decision))).replace(
        NBSP, " "
    )
    assert "gäller medlen" in words(client.get(money.grant.get_absolute_url()))
    client.post(reverse("funding:decision-release", args=[decision.pk]), {"medel": str(money.grant.pk)})
    assert "Inga medel." in words(client.get(url_of(decision)))


def test_everything_that_rests_on_a_decision_is_told_on_its_page(as_user: As) -> None:
    money, decision = some_money("Nora"), a_decision()
    GrantDecision.objects.filter(pk=money.grant.pk).update(decision=decision)
    money.post("Nora", KIND.ALLOCATED, 50_000, decision=decision)
    money.post("Nora", KIND.ALLOCATED, 20_000, decision=decision)
    accounts.commit(
        money.accounts["Nora"], 30_000, on=DAY, by=money.by, title="Föräldrakurser", decision=decision
    )
    said = words(as_user(office()).get(url_of(decision))).replace(NBSP, " ")
    for line in ("Ger medlen:", "Intecknar: Föräldrakurser", "30 000 kr", "Fördelat:", "70 000 kr"):
        assert line in said


def test_an_allocation_that_is_not_booked_gets_its_decision(as_user: As) -> None:
    money, decision = some_money("Nora"), a_decision()
    shares = Allocation.objects.create(pot=money.pot, name="Per invånare", total=10)
    client = as_user(office())
    client.post(url_of(decision), {"money": f"fordelning-{shares.pk}"})
    assert Allocation.objects.get().decision == decision
    form = client.post(url_of(decision), {"money": "fordelning-0"}).context["form"]
    assert form.errors["money"] == ["Välj i listan."]


def test_who_may_not_see_the_words_may_not_see_the_money_behind_and_only_those_in_charge_write(
    as_user: As,
) -> None:
    money, decision = some_money("Nora"), a_decision()
    reader, other = make.user(office_role="reader"), make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)  # type: ignore[arg-type]
    draft = make.decision(of=make.item(of=make.meeting()))
    assert as_user(reader).get(url_of(draft)).status_code == 404
    assert as_user(reader).get(url_of(decision)).status_code == 200
    assert says(as_user(reader), decision, money).status_code == 403
    response = says(as_user(other), decision, money)
    assert "bara den som har hand om" in words(response)
    assert not money.grant.concerned_by.exists()


def test_a_matters_page_leads_to_its_funds(as_user: As) -> None:
    money = some_money("Nora")
    matter = make.matter(by=money.by)
    Fund.objects.filter(pk=money.fund.pk).update(matter=matter)
    said = words(as_user(money.by).get(reverse("funding:matter-funds", args=[matter.pk])))
    assert f"{money.fund.name} 2026: 1 000 000 kr, inte fördelat än." in said.replace(NBSP, " ")


def test_the_search_finds_a_fund_by_its_case_number_and_hears_of_every_change() -> None:
    """B5."""
    money = some_money("Nora", case_number="9.1-4711/2026", terms="Får bara användas till samverkan.")
    (entry,) = FundSource.entries([money.fund.pk])
    assert (entry.title, entry.address) == (money.fund.name, money.fund.get_absolute_url())
    assert "9.1-4711/2026" in entry.also
    assert "Får bara användas till samverkan." in entry.text
    assert entry.parties == (money.accounts["Nora"].party_id,)
    SearchChange.objects.all().delete()
    GrantDecision.objects.update(terms="Andra villkor")
    assert list(SearchChange.objects.values_list("source", flat=True)) == [f"fund:{money.fund.pk}"]
