"""Every role of the table at every address there is, before a set's time and after each of its moments (H4)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from secretariat.lib.access import TABLE, Permission, Role, roles_of
from secretariat.registry.actions import indexing
from secretariat.registry.models import User
from surveys.actions import datasets
from surveys.models import Dataset
from tests import make

from .embargo_case import CODE, NAME, PEOPLE, SECRETS, TITLE, a_secret, addresses, client_of, said
from .result_case import County, a_county

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
WAITING = [None, *(role for role in TABLE if Permission.SURVEY_ANALYSE not in TABLE[role])]
As = Callable[[User], Client]


@pytest.fixture
def county(db: None) -> County:
    made = a_county()
    made.survey.body = make.body()
    made.survey.save()
    return made


def somebody(role: Role | None, county: County) -> User | None:
    return PEOPLE[role](county) if role else None


def test_there_is_somebody_of_every_role(county: County) -> None:
    assert set(PEOPLE) == set(TABLE)
    for role, made in PEOPLE.items():
        assert role in roles_of(made(county)), role


@pytest.mark.parametrize("role", WAITING, ids=lambda role: role.name.lower() if role else "public")
def test_nobody_who_waits_meets_a_word_or_a_number_of_it(county: County, role: Role | None) -> None:
    """Pages, PDF, pictures, Excel, CSV, feeds, search and its suggestions. A page that fails fails the test."""
    user = somebody(role, county)
    dataset, client = a_secret(county), client_of(user)
    answered, found = 0, []
    for address in addresses(county, dataset.pk):
        response = client.get(address)
        assert response.status_code < 500, address
        answered += response.status_code == 200
        asked, told = address.partition("?q=")[2], said(response)
        found += [
            (address, word)
            for word in SECRETS
            if word in told and word not in asked and word not in address and not asked.startswith(word)
        ]
    assert found == []
    assert answered > (5 if user is None else 10)
    assert client.get(dataset.get_absolute_url()).status_code in ({302} if user is None else {403, 404})


# What opens when


def channels(dataset: Dataset) -> dict[str, tuple[str, str]]:
    """Where the set's words are read when they may be, and the word that tells."""
    place = ["municipality", "1884"]
    return {
        "set": (dataset.get_absolute_url(), TITLE),
        "sets": (f"{reverse('surveys:dataset-list')}?q={TITLE}", f">{TITLE}<"),
        "round": (dataset.round.get_absolute_url(), TITLE),
        "indicator": (reverse("surveys:indicator-detail", args=[CODE]), NAME),
        "results": (reverse("surveys:result-list"), NAME),
        "place": (reverse("surveys:place-detail", args=place), NAME),
        "report": (reverse("surveys:place-report", args=place), NAME),
        "csv": (reverse("surveys:indicator-export", args=[CODE, "csv"]), NAME),
        "xlsx": (reverse("surveys:indicator-export", args=[CODE, "xlsx"]), NAME),
        "place csv": (reverse("surveys:place-export", args=[*place, "csv"]), NAME),
        "feed": (reverse("surveys:result-feed"), TITLE),
        "search": (f"/sok/?q={NAME.lower()}", NAME),
    }


FOR_ALL = {"indicator", "results", "place", "report", "csv", "xlsx", "place csv", "search"}


def met(client: Client, dataset: Dataset) -> set[str]:
    found = set()
    for name, (address, word) in channels(dataset).items():
        response: Any = client.get(address)
        assert response.status_code < 500, address
        if response.status_code == 200 and word in said(response):
            found.add(name)
    return found


@pytest.mark.parametrize("role", [None, *TABLE], ids=lambda role: role.name.lower() if role else "public")
def test_each_moment_opens_it_for_just_its_circle(county: County, role: Role | None) -> None:
    """Before any moment, the parties' alone, everybody's, and withdrawn again."""
    user = somebody(role, county)
    dataset, client, now = a_secret(county), client_of(user), timezone.now()
    roles = roles_of(user) if user else frozenset()
    permissions = set().union(*(TABLE[one] for one in roles)) if roles else set()
    analyses, reads = Permission.SURVEY_ANALYSE in permissions, Permission.SURVEY_READ in permissions
    told = []
    for parties_at, public_at in (
        (None, None), (now + HOUR, now + HOUR), (now - HOUR, now + HOUR), (now - HOUR, now - HOUR), (None, None),
    ):  # fmt: skip
        datasets.release(dataset, parties_at=parties_at, public_at=public_at, national_at=None, by=county.by)
        indexing.take_in_changes()
        told.append(met(client, dataset))
    everything = set(channels(dataset)) - {"feed"}
    closed: set[str] = everything if analyses else set()
    for_parties: set[str] = everything if reads else set()
    for_all = everything if reads else FOR_ALL
    assert [one - {"feed"} for one in told] == [closed, closed, for_parties, for_all, closed]
    assert ["feed" in one for one in told] == [False, False, False, True, False]  # it is everybody's
