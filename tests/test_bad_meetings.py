"""Meetings that lack something: what is missing is said, and every page works (L2)."""

import io
from collections.abc import Callable
from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from meetings.models import (
    ItemPresenter,
    Meeting,
    Minutes,
    Reply,
)
from secretariat.lib import pdf
from secretariat.registry.models import User
from tests import make
from tests.meetings.approval_case import Case, a_case
from tests.test_bad_input import address, said, told

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    return a_case()


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


@pytest.fixture
def client(case: Case, as_user: Login) -> Client:
    return as_user(case.secretary)


# Meetings that lack something


def pages_of(meeting: Meeting, client: Client) -> dict[str, int]:
    names = [
        "meeting-detail",
        "minutes-draft",
        "agenda-edit",
        "attendance-edit",
        "meeting-edit",
        "minutes-send",
        "draft-gaps",
    ]
    names += ["minutes-pdf", "summary-pdf"] if pdf.is_available() else []
    return {name: client.get(address(f"meetings:{name}", meeting.pk)).status_code for name in names}


def lacking_items() -> Meeting:
    return make.meeting()


def lacking_date() -> Meeting:
    meeting = make.meeting(date=None)
    make.item(of=meeting, text="Text.")
    return meeting


def lacking_body() -> Meeting:
    meeting = make.meeting(bodies=[])
    make.item(of=meeting, text="Text.")
    return meeting


def lacking_words() -> Meeting:
    meeting = make.meeting()
    make.item(of=meeting, title="")
    return meeting


LACKING = [
    (lacking_items, "Mötet har inga punkter."),
    (lacking_date, "Mötet saknar datum."),
    (lacking_body, "Mötet saknar grupp."),
    (lacking_words, "Punkt 1: rubrik och text saknas. Skriv något eller ta bort punkten."),
]


@pytest.mark.parametrize(("make_one", "gap"), LACKING, ids=[one.__name__ for one, _ in LACKING])
def test_what_is_missing_is_said_and_every_page_works(
    client: Client, make_one: Callable[[], Meeting], gap: str
) -> None:
    """A draft stays a draft, and says what it lacks."""
    meeting = make_one()
    assert set(pages_of(meeting, client).values()) == {200}
    send = address("meetings:minutes-send", meeting.pk)
    assert gap in said(client.get(send))
    answer = client.post(send, {"deadline": "2030-01-01"})
    assert (answer.status_code, gap in said(answer)) == (200, True)
    assert Minutes.objects.get(meeting=meeting).is_draft


@pytest.mark.skipif(not pdf.is_available(), reason=pdf.why_not())
def test_a_draft_without_date_and_body_is_printed_as_a_draft(client: Client) -> None:
    meeting = make.meeting(bodies=[], date=None)
    answer = client.get(address("meetings:minutes-pdf", meeting.pk))
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "UTKAST" in words


def test_a_body_without_chair_says_so_and_takes_an_approver(client: Client) -> None:
    meeting = make.meeting()
    make.item(of=meeting, text="Text.")
    make.user(name="Gun Ersdal")
    send = address("meetings:minutes-send", meeting.pk)
    assert "Ingen justerare framgår av mötet. Lägg till minst en." in said(client.get(send))
    assert told(client.post(send, {"deadline": "2030-01-01"}))[:1] == [
        "Ingen justerare är vald. Lägg till minst en."
    ]
    new = {"name": "Gun Ersdal", "capacity": "elected", "reason": "Gruppen saknar ordförande"}
    assert client.post(address("meetings:approver-add", meeting.pk), new).status_code == 302
    assert client.post(send, {"deadline": "2030-01-01"}).status_code == 302
    assert Minutes.objects.get(meeting=meeting).state == Minutes.State.SENT


def test_a_presenter_by_first_name_stays_as_words(case: Case, client: Client) -> None:
    make.person(name="Nora")
    make.person(name="Nora Bergdal")
    item = case.item("Plan")
    client.post(
        address("meetings:agenda-item", item.pk), {"title": "Plan", "presenters": "Nora, Nora Bergdal, alla"}
    )
    found = (
        ItemPresenter.objects.filter(item=item)
        .order_by("position")
        .values_list("text", "person__family_name")
    )
    assert list(found) == [("Nora", None), ("Nora Bergdal", "Bergdal"), ("alla", None)]


def test_nothing_may_be_approved_before_it_is_sent(case: Case, as_user: Login) -> None:
    answer = as_user(case.chair).post(reverse("meetings:minutes-approve", args=[case.meeting.pk]))
    assert answer.status_code == 403
    assert not Reply.objects.exists()
    assert case.minutes.current_version is None
