"""School breaks by läsår, in one kommun or all, and copied by week to the next (domain, traps 1)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import school_breaks
from secretariat.registry.models import LogEntry, SchoolBreak, User
from tests import make

pytestmark = pytest.mark.django_db
LIST = reverse("registry:break-list")
WEEK_8 = (dt.date(2027, 2, 22), dt.date(2027, 2, 26))


@pytest.fixture
def client(secretary: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(secretary)


def a_break(
    name: str = "sportlov", first: dt.date = WEEK_8[0], days: int = 4, **fields: object
) -> SchoolBreak:
    return SchoolBreak.objects.create(
        name=name, starts_on=first, ends_on=first + dt.timedelta(days=days), **fields
    )


def listed(client: Client, query: str = "") -> list[tuple[str, str]]:
    return [(one.name, weeks) for one, weeks in client.get(LIST + query).context["breaks"]]


def test_breaks_are_listed_by_lasar(client: Client) -> None:
    nora = make.organisation(name="Nora")
    a_break(organisation=nora)
    a_break("höstlov", dt.date(2026, 10, 26))
    a_break("höstlov", dt.date(2027, 11, 1))
    assert listed(client, "?lasar=2026") == [("höstlov", "v.\xa044"), ("sportlov", "v.\xa08")]
    assert listed(client, "?lasar=2027") == [("höstlov", "v.\xa044")]
    assert listed(client, "?lasar=2026&q=nora") == [("sportlov", "v.\xa08")]
    for query in ("?lasar=x", "?lasar=99999", "?lasar="):
        assert client.get(LIST + query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often(
    count: int, client: Client, django_assert_num_queries: Callable
) -> None:
    for _ in range(count):
        a_break(organisation=make.organisation())
    with django_assert_num_queries(3):
        client.get(f"{LIST}?lasar=2026")


def test_a_break_is_added_changed_and_removed(client: Client) -> None:
    nora = make.organisation(name="Nora")
    sent = {
        "name": " Sportlov ",
        "organisation": nora.pk,
        "starts_on": "22/2 2027",
        "ends_on": "26 februari 2027",
    }
    answer = client.post(reverse("registry:break-create"), sent)
    assert answer["Location"] == f"{LIST}?lasar=2026"
    made = SchoolBreak.objects.get()
    assert (made.name, made.organisation, made.starts_on, made.ends_on) == ("sportlov", nora, *WEEK_8)
    client.post(reverse("registry:break-edit", args=[made.pk]), sent | {"organisation": ""})
    made.refresh_from_db()
    assert made.organisation is None
    client.post(reverse("registry:break-remove", args=[made.pk]))
    assert not SchoolBreak.objects.exists()
    assert [one.verb for one in LogEntry.objects.order_by("pk")] == [
        "lade till lov",
        "ändrade lov",
        "tog bort lov",
    ]


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"name": "annat lov", "ends_on": "2027-02-01"}, ["Lovet kan inte sluta innan det börjar."]),
        ({"starts_on": "31/2"}, ["Skriv datumet som 2026-03-04 eller 4 mars 2026."]),
        ({"name": ""}, ["Detta fält måste fyllas i."]),
        ({}, ["Lovet finns redan."]),
    ],
)
def test_bad_input_is_told_and_kept(client: Client, sent: dict[str, str], errors: list[str]) -> None:
    a_break()
    good = {"name": "sportlov", "organisation": "", "starts_on": "2027-02-22", "ends_on": "2027-02-26"}
    page = client.post(reverse("registry:break-create"), good | sent)
    assert page.status_code == 422
    assert [one for found in page.context["form"].errors.values() for one in found] == errors
    assert page.context["form"]["ends_on"].value() == (good | sent)["ends_on"]


def test_a_lasar_is_copied_to_the_same_weeks_once(client: Client, secretary: User) -> None:
    nora = make.organisation(name="Nora")
    a_break(organisation=nora)
    a_break("höstlov", dt.date(2026, 10, 26))
    page = client.post(reverse("registry:break-copy"), {"lasar": "2026"}, follow=True)
    assert "2 lov är kopierade." in page.content.decode()
    assert listed(client, "?lasar=2027") == [("höstlov", "v.\xa044"), ("sportlov", "v.\xa08")]
    copy = SchoolBreak.objects.get(organisation=nora, starts_on__year=2028)
    assert (copy.starts_on, copy.ends_on) == (dt.date(2028, 2, 21), dt.date(2028, 2, 25))
    assert school_breaks.copy_to_next_year(2026, by=secretary).made == []


def test_what_cannot_be_copied_is_told(client: Client, secretary: User) -> None:
    a_break("jullov", dt.date(2026, 12, 28), days=10)
    copied = school_breaks.copy_to_next_year(2026, by=secretary)
    assert (copied.made, copied.left) == (
        [], ["Jullov kopierades inte. Det finns ingen vecka 53 2027. Året har 52 veckor."],
    )  # fmt: skip
    with pytest.raises(NotAllowed) as no:
        school_breaks.copy_to_next_year(2040, by=secretary)
    assert no.value.reasons == ["Läsåret 2040/41 har inga lov att kopiera."]
    page = client.post(reverse("registry:break-copy"), {"lasar": "2040"}, follow=True)
    assert "Läsåret 2040/41 har inga lov att kopiera." in page.content.decode()
