"""Who is signed in: as Django keeps it, asked with a question composed once."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from secretariat.registry.sessions import SessionStore
from tests import make

pytestmark = pytest.mark.django_db


def test_a_session_is_what_django_makes_of_it(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    kept = SessionStore()
    kept["words"] = "Mötet är öppnat"
    kept.save()
    for asked in (SessionStore(kept.session_key), db.SessionStore(kept.session_key)):
        with django_assert_num_queries(1):
            assert asked["words"] == "Mötet är öppnat"
        assert asked.session_key == kept.session_key


def test_a_session_that_is_unknown_is_empty_and_gets_another_key() -> None:
    for key in ("0" * 32, "", None):
        asked = SessionStore(key)
        assert list(asked.items()) == []
        assert asked.session_key is None


def test_whoever_has_been_away_too_long_signs_in_again() -> None:
    client = Client()
    client.force_login(make.user())
    assert client.get(reverse("home:start")).status_code == 200
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    answer = client.get(reverse("home:start"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_whoever_signs_out_is_out() -> None:
    client = Client()
    client.force_login(make.user())
    key = client.session.session_key
    client.post(reverse("account_logout"))
    assert SessionStore(key).get("_auth_user_id") is None
    assert not Session.objects.filter(pk=key).exists()


def test_a_new_password_ends_all_other_sessions() -> None:
    """E5: whoever had got in by the old one is out."""
    user = make.user()
    user.set_password("ett gammalt lösenord")
    user.save()
    mine, other = Client(), Client()
    for client in (mine, other):
        client.force_login(user)
        assert client.get(reverse("home:start")).status_code == 200
    typed = {
        "oldpassword": "ett gammalt lösenord",
        "password1": "ett nytt och bättre",
        "password2": "ett nytt och bättre",
    }
    assert mine.post(reverse("account_change_password"), typed).status_code == 302
    assert mine.get(reverse("home:start")).status_code == 200
    answer = other.get(reverse("home:start"))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))


def test_an_unknown_address_is_answered_as_a_known_one() -> None:
    """E5: neither page tells who has an account."""
    make.user(email="finns@exempel.se")
    for name, field in (("account_request_login_code", "email"), ("account_reset_password", "email")):
        told = []
        for address in ("finns@exempel.se", "finnsej@exempel.se"):
            answer = Client().post(reverse(name), {field: address}, follow=True)
            told.append((answer.redirect_chain, answer.status_code, _plain(answer.content.decode(), address)))
        assert told[0] == told[1]


def test_a_wrong_password_is_answered_alike_for_known_and_unknown() -> None:
    make.user(email="finns@exempel.se")
    told = []
    for address in ("finns@exempel.se", "finnsej@exempel.se"):
        typed = {"login": address, "password": "inte det rätta"}
        told.append(_plain(Client().post(reverse("account_login"), typed).content.decode(), address))
    assert told[0] == told[1]


def _plain(page: str, address: str) -> str:
    """The page without what is new each time and without the address that was typed."""
    return re.sub(r'(nonce|value|hx-headers)=("[^"]*"|\'[^\']*\')', "", page).replace(address, "")
