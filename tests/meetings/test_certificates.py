"""Närvarointyg: what one person can show for, on a tagged paper (domain 1.6, D7)."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from meetings.actions import certificates
from secretariat.lib import pdf
from secretariat.registry.models import Person, User
from tests import make
from tests.lib.test_pdf import broken_rules
from tests.meetings.export_case import DAY, SPRING, a_body, finish, held

pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    """The words of all pages."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join((one.extract_text() or "").split()) for one in pages).replace("\xa0", " ")


needs_pdf = pytest.mark.skipif(not pdf.is_available(), reason="Pango saknas")


@pytest.fixture
def client(secretary: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(secretary)


def attended(
    person: Person, by: User, *, state: str = "present", finished: bool = True, weeks: int = 0
) -> None:
    body = a_body()
    meeting = held([body], date=DAY + dt.timedelta(weeks=weeks))
    make.attendee(of=meeting, person=person, body=body, state=state)
    if finished:
        finish(meeting, by=by)


def test_only_meetings_that_one_was_at_and_that_are_finished_are_attested(
    client: Client, secretary: User
) -> None:
    person = make.person(name="Asta Ordman")
    attended(person, secretary)
    attended(person, secretary, state="apology", weeks=1)
    attended(person, secretary, finished=False, weeks=2)
    page = client.get(reverse("meetings:certificate-detail", args=[person.pk]), SPRING)
    told = page.context["certificate"]
    assert (len(told.rows), told.minutes, told.unfinished) == (1, 180, 1)
    assert "1\xa0möte, 3\xa0tim" in page.content.decode()


def test_a_person_is_found_by_name_in_the_period(client: Client, secretary: User) -> None:
    attended(make.person(name="Asta Ordman"), secretary)
    found = client.get(reverse("meetings:certificate-list"), {**SPRING, "q": "ordman"})
    assert [one.name for one in found.context["people"]] == ["Asta Ordman"]
    none = client.get(reverse("meetings:certificate-list"), {"fran": "2001-01-01", "till": "2001-02-01"})
    assert "Pröva med en längre period." in none.content.decode()


@needs_pdf
def test_the_paper_is_tagged_and_says_when_where_and_how_long(client: Client, secretary: User) -> None:
    person = make.person(name="Asta Ordman")
    attended(person, secretary)
    answer = client.get(reverse("meetings:certificate-pdf", args=[person.pk]), SPRING)
    assert answer["Content-Type"] == "application/pdf"
    assert broken_rules(answer.content) == []
    words = text_of(answer.content).replace("\xa0", " ")
    for said in ("Närvarointyg", "Asta Ordman", "2025-03-18", "kl. 9–12", "3 tim", secretary.name):
        assert said in words


@needs_pdf
def test_a_protected_name_is_left_to_be_written_by_hand(client: Client, secretary: User) -> None:
    person = make.person(name="Asta Hemlig", protected_identity=True)
    attended(person, secretary)
    told = certificates.certificate_of(person, dt.date(2025, 1, 1), dt.date(2025, 6, 30))
    words = text_of(certificates.render(told, by="Kansliet"))
    assert "Hemlig" not in words
    assert "Skrivs för hand" in words
    page = client.get(reverse("meetings:certificate-detail", args=[person.pk]), SPRING).content.decode()
    assert "Hemlig" not in page


def test_nothing_to_attest_is_said_on_the_page(client: Client) -> None:
    person = make.person()
    answer = client.get(reverse("meetings:certificate-pdf", args=[person.pk]), SPRING, follow=True)
    assert "Det finns inget att intyga" in answer.content.decode()
