"""The accessibility statement: open to all, linked everywhere, and a barrier told of reaches the office (E1)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from secretariat.home import accessibility
from secretariat.registry.actions import barriers
from secretariat.registry.models import Letterhead, LogEntry, OutgoingMail
from tests import make

pytestmark = pytest.mark.django_db

WHERE = "/tillganglighet/"
TOLD = {"sida": "/beslut/", "text": "Skärmläsaren hoppar över listan.", "epost": "asta@exempel.se", "mer": ""}


def tell(client: Client, **changes: str) -> Any:
    return client.post(WHERE, {**TOLD, **changes})


@pytest.fixture
def _limited() -> Iterator[None]:
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS={"barrier": "2/h/ip"}):
        yield
    cache.clear()


def test_the_statement_says_what_the_law_asks_for(client: Client) -> None:
    make.user()
    words = client.get(WHERE).content.decode()
    for said in (
        "delvis förenlig", "2018:1937", "WCAG 2.1", "Innehåll som inte är tillgängligt",
        "Senaste bedömningen gjordes 22 november 2026", 'href="https://www.digg.se/tdosanmalan"',
    ):  # fmt: skip
        assert said in words


def test_the_statement_names_the_organisation_and_how_to_reach_it(client: Client) -> None:
    own = make.organisation(name="Region Söder", is_own=True)
    Letterhead.objects.create(
        name="Kansliet", organisation=own, email="kansli@exempel.se", phone="010-123 45 67"
    )
    words = client.get(WHERE).content.decode()
    assert "Region Söder står bakom den här webbplatsen." in words
    assert (
        'mejla <a href="mailto:kansli@exempel.se">kansli@exempel.se</a> eller ringa 010-123 45 67.' in words
    )


def test_every_foot_leads_there_for_all(client: Client, as_user: Callable[..., Client]) -> None:
    way = f'href="{reverse("home:accessibility")}">Tillgänglighet</a>'
    user = make.user(office_role="secretariat")
    for visitor, address in (
        (client, reverse("account_login")), (client, "/offentligt/"), (client, "/finns-inte/"),
        (as_user(user), "/"), (as_user(user), "/moten/"),
    ):  # fmt: skip
        assert way in visitor.get(address).content.decode(), address


def test_what_is_told_goes_to_the_office_and_into_the_log(client: Client) -> None:
    office = [make.user(office_role="secretariat") for _ in range(2)]
    make.user(office_role="administrator")
    gone = make.user(office_role="secretariat")
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    answer = tell(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, WHERE)
    letters = OutgoingMail.objects.filter(purpose=barriers.PURPOSE)
    assert sorted(one.to_email for one in letters) == sorted(one.email for one in office)
    letter = letters[0]
    assert (letter.reply_to, letter.way) == ("asta@exempel.se", "direct")
    assert "Var: /beslut/\n\nSkärmläsaren hoppar över listan.\n\nSvara till asta@exempel.se." in letter.body
    (entry,) = LogEntry.objects.filter(verb=barriers.VERB)
    assert entry.detail == {"sida": "/beslut/", "text": "Skärmläsaren hoppar över listan."}
    assert entry.ip is None
    assert accessibility.THANKS in client.get(WHERE).content.decode()


def test_where_there_is_no_secretariat_the_administrators_get_it(client: Client) -> None:
    administrator = make.user(office_role="administrator")
    tell(client, sida="", epost="")
    letter = OutgoingMail.objects.get(purpose=barriers.PURPOSE)
    assert (letter.to_email, letter.reply_to) == (administrator.email, "")
    assert "Var: inte sagt" in letter.body
    assert "Den som skrev vill inte ha svar." in letter.body


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": " "}, "Skriv vad som inte fungerar."),
        ({"text": "a" * 3001}, "Högst 3000 tecken får plats, och det här är 3001. Korta det."),
        ({"epost": "asta"}, "Skriv hela e-postadressen, till exempel namn@exempel.se."),
        ({"epost": "asta@exempel.se\nBcc: x@exempel.se"}, "Skriv hela e-postadressen"),
    ],
)
def test_what_cannot_be_sent_is_told_and_kept(client: Client, typed: dict[str, str], words: str) -> None:
    make.user(office_role="secretariat")
    answer = tell(client, **typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert 'value="/beslut/"' in page
    assert not OutgoingMail.objects.exists()


def test_who_fills_in_what_nobody_sees_gets_thanks_and_nothing_is_sent(client: Client) -> None:
    make.user(office_role="secretariat")
    assert re.search(r"<div hidden>.*name=\"mer\".*?</div>", client.get(WHERE).content.decode(), re.DOTALL)
    assert tell(client, mer="https://exempel.se").status_code == 302
    assert not OutgoingMail.objects.exists()
    assert not LogEntry.objects.filter(verb=barriers.VERB).exists()


@pytest.mark.usefixtures("_limited")
def test_many_in_a_short_time_are_asked_to_wait_and_keep_their_words(client: Client) -> None:
    make.user(office_role="secretariat")
    answers = [tell(client) for _ in range(3)]
    assert [one.status_code for one in answers] == [302, 302, 429]
    words = answers[-1].content.decode()
    assert accessibility.OFTEN in words
    assert TOLD["text"] in words
    assert OutgoingMail.objects.count() == 2


@pytest.mark.usefixtures("_limited")
def test_what_cannot_be_sent_does_not_count(client: Client) -> None:
    make.user(office_role="secretariat")
    answers = [tell(client, text="") for _ in range(4)]
    assert {one.status_code for one in answers} == {200}
    assert tell(client).status_code == 302
