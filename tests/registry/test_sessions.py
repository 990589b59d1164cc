"""Who is signed in: as Django keeps it, asked with a question composed once."""

import datetime as dt

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
