"""Questions and answers are found by their words, by whom the round lets read them and nobody else (B5)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from secretariat.inquiries.actions import rounds, sheets
from secretariat.inquiries.models import Inquiry
from secretariat.inquiries.search import RoundSource
from secretariat.registry.actions import indexing
from secretariat.registry.models import SearchChange, User
from tests import make

from .round_case import NOW, a_round

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


def found(client: Client, word: str) -> str:
    indexing.take_in_changes()
    return client.get(reverse("home:search"), {"q": word}).content.decode()


def test_the_questions_are_one_entry_and_each_partys_handed_in_answers_another() -> None:
    made = a_round()
    made.hands_in("Nora", insatser="Cykelskola för seniorer")
    made.says("Kumla", insatser="Hemligt utkast")
    asked, nora = RoundSource.entries([made.inquiry.pk])
    assert asked.title == made.inquiry.title
    assert all(one.text in asked.text for one in made.version.questions.all())
    assert (nora.title, nora.text) == (f"Nora: {made.inquiry.title}", "Cykelskola för seniorer")
    assert nora.parties == (made.parties["Nora"].pk,)
    assert {asked.audience, nora.audience} == {"askers"}
    assert list(RoundSource.keys()) == [made.inquiry.pk]


def test_what_is_not_sent_or_is_withdrawn_is_not_found() -> None:
    made = a_round(send=False)
    assert list(RoundSource.entries([made.inquiry.pk])) == []
    rounds.send(made.inquiry, by=made.by, at=NOW)
    assert len(list(RoundSource.entries([made.inquiry.pk]))) == 1
    rounds.withdraw(made.inquiry, why="Fel.", by=made.by)
    assert list(RoundSource.entries([made.inquiry.pk])) == []


def test_a_questionnaire_is_found_by_those_who_ask_and_not_by_those_who_read(as_user: As) -> None:
    made = a_round()
    made.hands_in("Nora", insatser="Cykelskola för seniorer")
    compiled = reverse("inquiries:round-compiled", args=[made.inquiry.pk])
    assert compiled in found(as_user(make.user(office_role="secretariat")), "cykelskola")
    for user in (make.user(office_role="reader"), make.user()):
        assert compiled not in found(as_user(user), "cykelskola")
        assert "Cykelskola" not in found(as_user(user), "cykelskola")


@pytest.mark.parametrize(
    ("purpose", "is_found"), [("followup", True), ("consultation", True), ("nytt", False)]
)
def test_what_the_parties_say_of_agreements_is_for_all_who_read_them(
    as_user: As, purpose: str, is_found: bool
) -> None:
    made = a_round()
    made.hands_in("Nora", insatser="Cykelskola för seniorer")
    Inquiry.objects.filter(pk=made.inquiry.pk).update(purpose=purpose)
    said = found(as_user(make.user(office_role="reader")), "cykelskola")
    assert (reverse("inquiries:round-compiled", args=[made.inquiry.pk]) in said) is is_found


def test_answers_that_are_taken_back_are_not_found_any_more(as_user: As) -> None:
    made = a_round()
    made.hands_in("Nora", insatser="Cykelskola för seniorer")
    client = as_user(make.user(office_role="secretariat"))
    assert "Nora: " in found(client, "cykelskola")
    sheets.take_back(made.row("Nora"), who="x", how="link", at=NOW)
    assert SearchChange.objects.filter(source=f"inquiry:{made.inquiry.pk}").exists()
    assert "Nora: " not in found(client, "cykelskola")
