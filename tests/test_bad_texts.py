"""Texts of minutes that are not as they should be: pasted markup, too long, with a personnummer (B11, L2)."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from django.test import Client

from meetings.actions import gaps
from secretariat.registry.models import User
from tests.meetings.approval_case import Case, a_case
from tests.test_bad_input import NUMBER, address, plain_page, said, save_json, texts

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


# Text of the minutes


PASTED = [
    ("<script>alert(1)</script>Hej", "Hej"),
    ('<p onclick="alert(1)">Hej <b>du</b></p>', "Hej <strong>du</strong>"),
    ('Karta <img src="data:image/png;base64,AAAA" onerror="alert(1)"> här', "Karta här"),
    ('<a href="javascript:alert(1)">Klicka</a>', "<a>Klicka</a>"),
    ("Bra 👩‍🌾 😀", "Bra 👩‍🌾 😀"),
    ("No\x00ll", "Noll"),
]


@pytest.mark.parametrize(("pasted", "kept"), PASTED)
def test_pasted_markup_keeps_the_words_alone(case: Case, client: Client, pasted: str, kept: str) -> None:
    assert save_json(case, client, pasted).json()["blocks"][0]["html"] == kept
    assert kept in texts(case)


def test_pasted_markup_on_the_plain_page_is_words(case: Case, client: Client) -> None:
    client.post(plain_page(case), {"new": "<script>alert(1)</script>\x00 😀"})
    assert texts(case)[-1] == "&lt;script&gt;alert(1)&lt;/script&gt; 😀"
    assert "<script>alert" not in said(client.get(case.meeting.get_absolute_url()))


def test_a_paste_of_three_megabytes(case: Case, client: Client) -> None:
    """The editor keeps its copy and shows the words; the plain page comes back with the text."""
    words = "Ett stycke är längre än 400 000 tecken. Dela det, eller lägg texten som bilaga."
    huge = "protokoll " * 300_000
    answer = save_json(case, client, huge)
    assert (answer.status_code, answer.json()) == (409, {"message": words})
    answer = client.post(plain_page(case), {"new": huge})
    assert answer.status_code == 409
    assert words in said(answer)
    assert huge.strip() in said(answer)
    assert len(texts(case)) == 2


def test_more_than_can_be_sent_at_once(case: Case, client: Client) -> None:
    words = "Texten är för stor för att skickas på en gång (högst 8 MB). Dela den, eller lägg den som bilaga."
    huge = "x" * (9 * 1024 * 1024)
    answer = save_json(case, client, huge)
    assert (answer.status_code, answer.json()) == (413, {"message": words})
    answer = client.post(plain_page(case), f"new={huge}", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert words in said(answer)
    assert "Gå tillbaka i webbläsaren, så står det du skrev kvar." in said(answer)


def test_a_personnummer_in_a_text_is_saved_flagged_and_stops_the_sending(case: Case, client: Client) -> None:
    """B11."""
    answer = save_json(case, client, f"Ärendet gäller {NUMBER}.")
    warning = f"Texten innehåller något som ser ut som ett personnummer ({NUMBER}). Ta bort det före utskick."
    assert answer.json()["blocks"][0]["warnings"] == [warning]
    hinder = "Punkt 2: texten innehåller något som ser ut som ett personnummer. Ta bort det."
    assert [gap.text for gap in gaps.hindering(case.minutes)] == [hinder]
    page = said(client.post(address("meetings:minutes-send", case.meeting.pk), {"deadline": "2030-01-01"}))
    assert hinder in page
    assert case.minutes.is_draft
    page = said(client.post(plain_page(case), {"new": f"Också {NUMBER}"}, follow=True))
    assert warning in page
