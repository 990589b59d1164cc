"""Calls are found by everybody who may read their page; drafts and applications by nobody (B5, G8)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from funding.actions import calls
from funding.models import Call, Criterion, Fund
from funding.search import CallSource
from secretariat.registry.actions import indexing
from secretariat.registry.models import SearchChange, User
from tests import make

from .call_case import CallCase, a_call

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def found(client: Client, word: str) -> str:
    indexing.take_in_changes()
    return client.get(reverse("home:search"), {"q": word}).content.decode()


def titled(words: str, **fields: object) -> CallCase:
    return a_call(title=words, **fields)


def test_an_open_call_is_one_entry_with_its_state_and_last_day() -> None:
    case = titled("Skogens klassrum")
    (entry,) = CallSource.entries([case.call.pk])
    assert (entry.kind, entry.title, entry.audience, entry.state_words, entry.date) == (
        "call", "Skogens klassrum", "public", "Öppen för ansökan", case.call.closes_on,
    )  # fmt: skip
    assert entry.public_address == reverse("funding:call-public", args=[case.call.slug])
    assert "Grund 1" in entry.also
    assert case.call.pk in list(CallSource.keys())


def test_a_call_is_found_with_and_without_login(as_user: Login) -> None:
    case = titled("Skogens klassrum")
    assert case.call.get_absolute_url() in found(as_user(make.user(office_role="reader")), "skogens")
    assert reverse("funding:call-public", args=[case.call.slug]) in found(Client(), "skogens")


def test_a_draft_is_found_by_nobody_and_is_found_once_it_is_open(as_user: Login) -> None:
    case = titled("Skogens klassrum", opened=False)
    office = as_user(case.by)
    assert case.call.get_absolute_url() not in found(office, "skogens")
    assert list(CallSource.entries([case.call.pk])) == []
    calls.publish(case.call, by=case.by, today=case.call.opens_on)
    assert case.call.get_absolute_url() in found(office, "skogens")


def test_a_call_that_is_called_off_is_for_readers_alone(as_user: Login) -> None:
    case = titled("Skogens klassrum")
    calls.cancel(case.call, why="Pengarna drogs in.", by=case.by)
    assert case.call.get_absolute_url() in found(as_user(make.user(office_role="reader")), "skogens")
    assert case.call.slug not in found(Client(), "skogens")


def test_applications_and_judgements_are_found_by_nobody(as_user: Login) -> None:
    case = titled("Skogens klassrum")
    case.assessor("Alva")
    application = case.complete(title="Flugsvampen", applicant="Föreningen Trattkantarell")
    case.judge(application, "Alva", 5, 5)
    for client in (Client(), as_user(case.by), as_user(case.assessors["Alva"].user)):
        for word in ("Flugsvampen", "Trattkantarell", "genomtänkt"):
            page = found(client, word)
            assert f"/medel/ansokningar/{application.pk}/" not in page
            assert case.call.slug not in page


def test_each_change_of_a_call_its_criteria_and_its_fund_is_noted() -> None:
    case = titled("Skogens klassrum")
    note = f"call:{case.call.pk}"
    changes = (
        lambda: Call.objects.filter(pk=case.call.pk).update(text="Nytt"),
        lambda: Criterion.objects.filter(call=case.call).update(text="Nytt"),
        lambda: Fund.objects.filter(pk=case.money.fund.pk).update(name="Nytt"),
    )
    for change in changes:
        SearchChange.objects.all().delete()
        change()
        assert note in SearchChange.objects.values_list("source", flat=True)
