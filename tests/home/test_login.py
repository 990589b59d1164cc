"""Login: one Swedish page with code and password; the demo's doors are shut where there is no demo (E4, E5)."""

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from secretariat.registry.models import LogEntry, OutgoingMail, User
from tests import make

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(
    r"\b(sign|signed|log ?in|login|password|email|e-mail address|please|your|you|code|account|confirm|request|send|"
    r"forgot|remember|cancel|thank|hello|from|inactive|closed|reset|expired|invalid|too many|the|and|with|this)\b",
    re.IGNORECASE,
)
PASSWORD = "hemligt-i-prov"


def words(response: Any) -> str:
    """What a person reads: no tags, no attributes, no scripts."""
    html = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", html)


def english_in(text: str) -> list[str]:
    return ENGLISH.findall(text)


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_request_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
        "account_signup",
    ],
)
def test_pages_for_who_is_not_logged_in_are_swedish(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert english_in(words(response)) == []


@pytest.mark.parametrize("name", ["account_logout", "account_change_password", "account_reauthenticate"])
def test_pages_for_who_is_logged_in_are_swedish(as_user: Any, name: str) -> None:
    response = as_user(make.user()).get(reverse(name))
    assert response.status_code == 200
    assert english_in(words(response)) == []


def test_who_has_no_password_may_choose_one(as_user: Any) -> None:
    user = User.objects.create_user("ny@exempel.se", person=make.person())
    client = as_user(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    page = client.get(reverse("account_set_password"))
    assert (page.status_code, english_in(words(page))) == (200, [])
    answer = client.post(reverse("account_set_password"), {"password1": "kort", "password2": "annat"})
    assert english_in(words(answer)) == []
    new = {"password1": "sju sjösjuka sjömän", "password2": "sju sjösjuka sjömän"}
    client.post(reverse("account_set_password"), new)
    user.refresh_from_db()
    assert user.check_password("sju sjösjuka sjömän")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("account_login", {"login": "ingen@exempel.se", "password": "fel-lösenord"}),
        ("account_login", {"login": "inte en adress", "password": ""}),
        ("account_request_login_code", {"email": "inte en adress"}),
        ("account_request_login_code", {}),
        ("account_reset_password", {"email": "nej"}),
    ],
)
def test_refusals_are_swedish_and_keep_what_was_typed(
    client: Client, name: str, typed: dict[str, str]
) -> None:
    response = client.post(reverse(name), typed)
    assert response.status_code == 200
    assert "Följande behöver rättas" in response.content.decode()
    assert english_in(words(response)) == []
    for field in ("login", "email"):
        if field in typed:
            assert typed[field] in response.content.decode()


def test_one_logs_in_with_a_password_and_it_is_logged(client: Client) -> None:
    user = make.user(email="asta@exempel.se")
    response = client.post(reverse("account_login"), {"login": "Asta@exempel.se", "password": PASSWORD})
    assert response.status_code == 302
    assert response.url == "/"  # type: ignore[attr-defined]
    entry = LogEntry.objects.get()
    assert (entry.verb, entry.user, entry.ip) == ("loggade in", user, "127.0.0.1")


def test_one_logs_in_with_a_code_from_a_swedish_letter(client: Client) -> None:
    make.user(email="asta@exempel.se")
    response = client.post(reverse("account_request_login_code"), {"email": "asta@exempel.se"}, follow=True)
    assert (response.status_code, english_in(words(response))) == (200, [])
    letter = OutgoingMail.objects.get()
    assert (letter.purpose, letter.to_email, letter.subject) == (
        "inloggning", "asta@exempel.se", "Kod för att logga in i Sekretariatet",
    )  # fmt: skip
    assert english_in(letter.body) == []
    wrong = client.post(reverse("account_confirm_login_code"), {"code": "AAAAAA"})
    assert "Koden stämmer inte." in wrong.content.decode()
    assert english_in(words(wrong)) == []
    code = letter.body.split("\n\n")[1].strip()
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.get(reverse("home:start")).status_code == 200


def test_who_asked_for_a_code_may_still_use_the_password(client: Client) -> None:
    make.user(email="asta@exempel.se")
    client.post(reverse("account_request_login_code"), {"email": "asta@exempel.se"})
    again = client.post(reverse("account_logout"), follow=True)
    assert ("Du är utloggad." in words(again), "Med lösenord" in words(again)) == (False, True)
    client.post(reverse("account_login"), {"login": "asta@exempel.se", "password": PASSWORD})
    assert client.get(reverse("home:start")).status_code == 200


def test_an_unknown_address_gets_the_same_page_and_no_letter(client: Client) -> None:
    response = client.post(reverse("account_request_login_code"), {"email": "ingen@exempel.se"}, follow=True)
    assert "är ett brev på väg" in " ".join(words(response).split())
    assert OutgoingMail.objects.count() == 0


def test_a_forgotten_password_is_chosen_anew_by_a_swedish_letter(client: Client) -> None:
    user = make.user(email="asta@exempel.se")
    client.post(reverse("account_reset_password"), {"email": "asta@exempel.se"})
    letter = OutgoingMail.objects.get()
    assert letter.purpose == "inloggning"
    url = re.search(r"http\S+", letter.body)
    assert url
    assert english_in(letter.subject + letter.body.replace(url[0], "")) == []
    page = client.get(url[0].replace("http://testserver", ""), follow=True)
    assert (page.status_code, english_in(words(page))) == (200, [])
    form = {"password1": "sju sjösjuka sjömän", "password2": "sju sjösjuka sjömän"}
    done = client.post(page.redirect_chain[-1][0], form, follow=True)  # type: ignore[attr-defined]
    assert english_in(words(done)) == []
    user.refresh_from_db()
    assert user.check_password("sju sjösjuka sjömän")


def test_a_used_link_says_so_in_swedish(client: Client) -> None:
    page = client.get(reverse("account_reset_password_from_key", args=["1", "set-password"]))
    assert "Länken gäller inte längre" in page.content.decode()
    assert english_in(words(page)) == []


def test_a_closed_account_is_told_and_not_let_in(client: Client) -> None:
    make.user(email="asta@exempel.se", is_active=False)
    response = client.post(
        reverse("account_login"), {"login": "asta@exempel.se", "password": PASSWORD}, follow=True
    )
    assert english_in(words(response)) == []
    assert client.get(reverse("home:start")).status_code == 302


def test_a_closed_account_is_logged_out_at_the_next_click(as_user: Any) -> None:
    user = make.user()
    client = as_user(user)
    assert client.get(reverse("home:start")).status_code == 200
    user.is_active = False
    user.save()
    assert client.get(reverse("home:start")).status_code == 302


def test_many_failed_logins_are_stopped_in_swedish(client: Client, settings: Any) -> None:
    """Rate limits are on wherever the tests have not switched them off (E6)."""
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    make.user(email="asta@exempel.se")
    for _ in range(6):
        response = client.post(reverse("account_login"), {"login": "asta@exempel.se", "password": "fel"})
    cache.clear()
    assert "För många misslyckade försök." in response.content.decode()


# The demo


def demo_person(settings: Any) -> User:
    settings.DEMO_PERSONS = [
        {"name": "Asta Prov", "email": "asta@demo.sekretariatet.se", "what": "sekreterare"}
    ]
    return make.user(name="Asta Prov", email="asta@demo.sekretariatet.se")


def test_the_demo_shows_its_persons_and_lets_one_be_them(client: Client, settings: Any) -> None:
    settings.DEMO = True
    user = demo_person(settings)
    page = client.get(reverse("account_login")).content.decode()
    assert "Logga in som" in page
    client.post(reverse("home:demo-login"), {"email": user.email})
    start = client.get(reverse("home:start"))
    assert start.context["user"] == user
    assert "Logga in som" in start.content.decode()


def test_in_the_demo_one_may_change_to_another_person(as_user: Any, settings: Any) -> None:
    settings.DEMO = True
    user = demo_person(settings)
    client = as_user(make.user(email="birger@demo.sekretariatet.se"))
    client.post(reverse("home:demo-login"), {"email": user.email})
    assert client.get(reverse("home:start")).context["user"] == user


def test_the_demo_lets_nobody_be_who_is_not_listed(client: Client, settings: Any) -> None:
    settings.DEMO = True
    user = make.user(email="riktig@exempel.se")
    assert client.post(reverse("home:demo-login"), {"email": user.email}).status_code == 404


def test_outside_the_demo_its_doors_do_not_exist(client: Client, settings: Any) -> None:
    user = demo_person(settings)
    assert client.get(reverse("home:demo-mail")).status_code == 404
    assert client.post(reverse("home:demo-login"), {"email": user.email}).status_code == 404
    assert "Logga in som" not in client.get(reverse("account_login")).content.decode()


def test_outside_the_demo_its_persons_are_let_in_by_no_way(
    client: Client, as_user: Any, settings: Any
) -> None:
    user = demo_person(settings)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("home:start")).status_code == 302
    client.post(reverse("account_request_login_code"), {"email": user.email})
    if letter := OutgoingMail.objects.first():
        client.post(reverse("account_confirm_login_code"), {"code": letter.body.split("\n\n")[1].strip()})
    assert client.get(reverse("home:start")).status_code == 302
    assert as_user(user).get(reverse("home:start")).status_code == 302
    settings.DEMO = True
    fresh = Client()
    fresh.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert fresh.get(reverse("home:start")).status_code == 200


def test_the_demos_mailbox_shows_the_code_to_a_tester(client: Client, settings: Any) -> None:
    settings.DEMO = True
    demo_person(settings)
    client.post(reverse("account_request_login_code"), {"email": "asta@demo.sekretariatet.se"})
    letter = OutgoingMail.objects.get()
    assert letter.body.split("\n\n")[1].strip() in client.get(reverse("home:demo-mail")).content.decode()


def test_login_leaves_no_second_address_book(client: Client) -> None:
    """allauth may note addresses of its own; whose account it is must follow from the user alone."""
    make.user(email="asta@exempel.se")
    client.post(reverse("account_login"), {"login": "asta@exempel.se", "password": PASSWORD})
    assert set(EmailAddress.objects.values_list("email", flat=True)) <= {"asta@exempel.se"}
