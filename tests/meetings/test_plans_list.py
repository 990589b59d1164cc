"""The year's plan as it is read, on the page, at each meeting and as a file (A13, A17, K12)."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import plans
from meetings.actions.plans import Facts, Proposal
from meetings.models import Body, Meeting
from secretariat.registry.models import SchoolBreak, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
PLAN = reverse("meetings:plan-list")
MARCH = dt.date(2027, 3, 17)


@pytest.fixture
def client(secretary: User, as_user: Login) -> Client:
    return as_user(secretary)


def tentative(body: Body, day: dt.date | None = MARCH, **more: Any) -> Meeting:
    (meeting,) = plans.save_tentative([Proposal((body.pk,), day, **more)], by=None)
    return meeting


# Reading


def marks(page: Any) -> dict[str, dict[int, list[str]]]:
    """What stands in the matrix, by body and month."""
    return {
        row.body.name: {
            place: [f"{mark.words} {mark.letter}" for mark in month]
            for place, month in enumerate(row.months, 1)
            if month
        }
        for row in page.context["plan"].rows
    }  # fmt: skip


def test_the_plan_shows_days_weeks_and_either_or_with_their_state(client: Client) -> None:
    one, two = make.body(name="Ettan"), make.body(name="Tvåan")
    tentative(one, instead=(dt.date(2027, 4, 7),))
    tentative(one, None, window=(dt.date(2027, 9, 13), dt.date(2027, 9, 26)))
    make.meeting(bodies=[one, two], date=dt.date(2027, 5, 19))
    make.meeting(
        bodies=[two], date=dt.date(2027, 6, 2), state="cancelled", cancelled_because="För få anmälda"
    )
    page = client.get(f"{PLAN}?ar=2027")
    assert marks(page) == {
        "Ettan": {3: ["17 P"], 4: ["7 ?"], 5: ["19 B"], 9: ["v.\xa037–38 P"]},
        "Tvåan": {5: ["19 B"], 6: ["2 I"]},
    }
    assert "För få anmälda" in page.content.decode()
    page = client.get(f"{PLAN}?ar=2027&grupp={two.pk}")
    assert marks(page) == {"Tvåan": {5: ["19 B"], 6: ["2 I"]}}
    for query in ("?ar=hej", "?ar=99999", "?grupp=x", "?grupp=99999999999", "?ar=2000"):
        assert client.get(PLAN + query).status_code == 200


def test_overlaps_stand_on_the_plan_the_meeting_and_its_form(client: Client) -> None:
    """A13."""
    nora = make.organisation(name="Nora")
    one, two = make.body(name="Ettan"), make.body(name="Tvåan")
    asta = make.person(name="Asta Holm")
    for body in (one, two):
        make.membership(seat=make.seat(of=body, organisation=nora), person=asta)
    SchoolBreak.objects.create(name="sportlov", organisation=nora, starts_on=MARCH, ends_on=MARCH)
    first, second = (make.meeting(bodies=[body], date=MARCH) for body in (one, two))
    words = ["Sportlov i Nora.", "Asta Holm är också i Tvåan samma dag."]
    plan = client.get(f"{PLAN}?ar=2027").context["plan"]
    assert {entry.meeting.pk: len(entry.clashes) for entry in plan.entries} == {first.pk: 2, second.pk: 2}
    for page in ("meeting-detail", "meeting-edit", "meeting-dates"):
        content = client.get(reverse(f"meetings:{page}", args=[first.pk])).content.decode()
        assert [line for line in words if line not in content] == []


def test_a_member_sees_the_plan_of_own_meetings_without_buttons_and_clashes(as_user: Login) -> None:
    mine = make.body(name="Min")
    user = make.user()
    make.membership(seat=make.seat(of=mine), person=user.person)
    tentative(mine, dt.date(2027, 5, 7))
    tentative(make.body(name="Annan"))
    page = as_user(user).get(f"{PLAN}?ar=2027")
    assert marks(page) == {"Min": {5: ["7 P"]}}
    assert [entry.clashes for entry in page.context["plan"].entries] == [[]]
    assert "Boka valda" not in page.content.decode()
    assert "Föreslå möten" not in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_asks_the_database_equally_often(
    count: int, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    for place in range(count):
        body = make.body()
        make.member(of=body)
        tentative(body, MARCH + dt.timedelta(days=place), instead=(dt.date(2027, 6, 9),))
    with django_assert_num_queries(16):
        client.get(f"{PLAN}?ar=2027")


# Taken out


def test_the_plan_as_a_file(client: Client) -> None:
    body = make.body(name="=1+1")
    facts = Facts(dt.time(9), dt.time(12), "=cmd|'/c calc'!A1")
    tentative(body, instead=(dt.date(2027, 11, 7),), facts=facts)
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("meetings:plan-export") + "?ar=2027").content)
    )
    head, row = [list(one) for one in book.active.iter_rows(values_only=True)]
    said = dict(zip(head, row, strict=True))
    assert (said["datum"].date(), said["veckodag"], said["vecka"]) == (MARCH, "onsdag", 11)
    assert (said["börjar"], said["slutar"], said["läge"], said["eller"]) == (
        dt.time(9), dt.time(12), "preliminärt", "7 november 2027"
    )  # fmt: skip
    assert (said["grupper"], said["plats"]) == ("'=1+1", "'=cmd|'/c calc'!A1")
    text = client.get(reverse("meetings:plan-export-csv") + "?ar=2027").content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text), delimiter=";"))["datum"] == "2027-03-17"


def test_the_meetings_page_says_that_it_is_planned_moved_or_off(client: Client) -> None:
    window = {"window_from": dt.date(2027, 9, 13), "window_to": dt.date(2027, 9, 26)}
    said = {
        "Mötet är preliminärt, v.\xa037–38.": make.meeting(date=None, state="tentative", **window),
        "Mötet är flyttat från onsdag 17 mars 2027.": make.meeting(state="moved", moved_from=MARCH),
        "Mötet är inställt. Skälet är: Snö": make.meeting(state="cancelled", cancelled_because="Snö"),
    }
    for words, meeting in said.items():
        assert words in client.get(meeting.get_absolute_url()).content.decode()
