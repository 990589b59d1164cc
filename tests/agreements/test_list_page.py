"""The list of agreements: chosen by words and filters, what ends soon, and as a file (F2, F5)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.actions import rounds
from agreements.models import Agreement
from secretariat.lib.dates import day_in_words
from secretariat.registry.models import User
from tests import make

from .case import TITLE, an_agreement
from .test_pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]
As = Callable[[User], Client]


# The list


def test_the_list_is_chosen_by_words_kind_theme_state_and_party(as_user: As) -> None:
    case = an_agreement("Nora")
    theme = make.theme(name="Folkhälsa")
    case.agreement.themes.add(theme)
    plan = an_agreement("Kumla", send=False, kind="action_plan", purpose="Suicidprevention")
    client, page = as_user(case.by), reverse("agreements:agreement-list")

    def found(**asked: Any) -> list[Agreement]:
        return [one.agreement for one in client.get(page, asked).context["agreements"]]

    assert len(found()) == 2
    assert found(q="suicid") == [plan.agreement]
    assert found(slag="action_plan") == [plan.agreement]
    assert found(tema=theme.slug) == [case.agreement]
    assert found(lage="hos-parterna") == [case.agreement]
    assert found(lage="bereds") == [plan.agreement]
    assert found(part=case.organisations["Nora"].pk) == [case.agreement]
    assert found(q="finns inte") == []
    assert "Ingen har beslutat" not in words(client.get(page))
    assert "Nora har inte beslutat." in words(client.get(page))
    assert "Ingen överenskommelse stämmer" in words(client.get(page, {"q": "zz"}))


def test_the_list_says_what_ends_soon_and_where_a_handlaggare_is_missing(as_user: As) -> None:
    """Domain 3.2, side flags."""
    soon = timezone.localdate() + dt.timedelta(days=200)
    an_agreement("Nora", ends_on=soon).in_force()
    asked = an_agreement("Kumla", "Laxå", decide_by=None)
    rounds.name_handler(asked.party("Laxå"), None, by=asked.by)
    said = words(as_user(asked.by).get(reverse("agreements:agreement-list")))
    assert f"går ut {day_in_words(soon)}" in said
    assert "handläggare saknas hos 1 part" in said


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_many_questions_whatever_its_length(
    as_user: As, number: int, django_assert_num_queries: Any
) -> None:
    cases = [an_agreement("Nora", "Kumla") for _ in range(number)]
    client = as_user(cases[0].by)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get(reverse("agreements:agreement-list")).context["agreements"]) == number


LIST_QUERIES = 9


def test_the_list_is_fetched_as_it_is_shown(as_user: As) -> None:
    case = an_agreement("Nora")
    an_agreement("Kumla", kind="contract")
    response = as_user(case.by).get(
        reverse("agreements:agreement-export", args=["csv"]), {"slag": "contract"}
    )
    rows = response.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert rows[1].split(";")[:6] == [TITLE, "avtal", "", "1", "beslutsunderlag utskickat", "2026-09-01"]
