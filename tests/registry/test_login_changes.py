"""Changes of how one logs in are logged and told in a letter; passkeys are renamed and removed (E5, D8)."""

import time
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from secretariat.registry import login_changes
from secretariat.registry.models import LogEntry, OutgoingMail, User
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "ett gott lösenord"
ADDRESS = "192.0.2.17"


@pytest.fixture
def user(db: None) -> User:
    made = make.user(name="Asta Ordman")
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def client(user: User) -> Client:
    """Logged in a moment ago."""
    client = Client(REMOTE_ADDR=ADDRESS)
    typed = {"login": user.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), typed).status_code == 302
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def passkey(user: User, name: str = "Min telefon") -> Authenticator:
    data = {"name": name, "credential": {}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def logged(user: User) -> list[tuple[str, dict[str, Any], str | None]]:
    rows = (
        LogEntry.objects.filter(user=user, object_id=str(user.pk)).exclude(verb="loggade in").order_by("pk")
    )
    return [(one.verb, one.detail, one.ip) for one in rows]


def letters() -> list[tuple[str, str]]:
    """To whom, and its first line."""
    rows = OutgoingMail.objects.filter(subject="Något har ändrats i hur du loggar in").order_by("pk")
    return [(one.to_email, one.body.split("\n")[0]) for one in rows]


def test_a_passkey_is_given_another_name(client: Client, user: User) -> None:
    made = passkey(user)
    address = reverse("mfa_edit_webauthn", args=[made.pk])
    assert address in client.get(reverse("account_methods")).content.decode()
    assert 'value="Min telefon"' in client.get(address).content.decode()
    assert client.post(address, {"name": " Jobbets dator "})["Location"] == reverse("account_methods")
    made.refresh_from_db()
    assert made.data == {"name": "Jobbets dator", "credential": {}}
    detail = {"före": "Min telefon", "efter": "Jobbets dator"}
    assert logged(user) == [("bytte namn på passnyckel", detail, ADDRESS)]
    told = f"Passnyckeln Min telefon heter nu Jobbets dator. Det gjordes från adressen {ADDRESS}."
    assert letters() == [(user.email, told)]
    client.post(address, {"name": "Jobbets dator"})
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "Skriv ett namn, till exempel Min telefon."), ("x" * 61, "Namnet får ha högst 60 tecken.")],
)
def test_a_name_that_is_none_is_told_and_nothing_is_changed(
    client: Client, user: User, name: str, words: str
) -> None:
    made = passkey(user)
    answer = client.post(reverse("mfa_edit_webauthn", args=[made.pk]), {"name": name})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    made.refresh_from_db()
    assert (made.data["name"], logged(user), letters()) == ("Min telefon", [], [])


def test_a_passkey_is_removed_after_a_question(client: Client, user: User) -> None:
    made, other = passkey(user), passkey(user, "Dator")
    address = reverse("mfa_remove_webauthn", args=[made.pk])
    assert "Min telefon går sedan inte att logga in med" in client.get(address).content.decode()
    assert (logged(user), Authenticator.objects.count()) == ([], 2)
    client.post(address)
    assert list(Authenticator.objects.values_list("pk", flat=True)) == [other.pk]
    assert logged(user) == [("tog bort passnyckel", {"namn": "Min telefon"}, ADDRESS)]
    told = f"Passnyckeln Min telefon är borttagen. Det gjordes från adressen {ADDRESS}."
    assert letters() == [(user.email, told)]


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_anothers_passkey_does_not_exist(client: Client, name: str) -> None:
    address = reverse(name, args=[passkey(make.user()).pk])
    assert [client.get(address).status_code, client.post(address, {"name": "x"}).status_code] == [404, 404]
    assert Authenticator.objects.get().data["name"] == "Min telefon"


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_who_logged_in_long_ago_shows_who_it_is_first(client: Client, user: User, name: str) -> None:
    made, session = passkey(user), client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - 9000}]
    session.save()
    address = reverse(name, args=[made.pk])
    answer = client.post(address, {"name": "Annat"})
    assert answer.status_code == 302
    assert reverse("account_methods") not in answer["Location"].split("?")[0]
    made.refresh_from_db()
    assert (made.data["name"], letters()) == ("Min telefon", [])


def test_who_must_have_two_steps_keeps_the_last_passkey(client: Client, user: User, settings: Any) -> None:
    """Until there is another: the account would be open to whoever has the letters."""
    settings.SECOND_FACTOR_ROLES = ["secretariat"]
    made = passkey(user)
    User.objects.filter(pk=user.pk).update(office_role="secretariat")
    address = reverse("mfa_remove_webauthn", args=[made.pk])
    assert client.post(address)["Location"] == reverse("account_methods")
    told = [str(one) for one in get_messages(client.get(address).wsgi_request)]
    assert "det här är din enda passnyckel" in told[0]
    assert (Authenticator.objects.filter(pk=made.pk).exists(), letters()) == (True, [])
    passkey(user, "Dator")
    client.post(address)
    assert not Authenticator.objects.filter(pk=made.pk).exists()


def test_a_changed_password_is_logged_and_told(client: Client, user: User) -> None:
    new = "ett annat gott lösenord"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), typed).status_code == 302
    assert logged(user) == [("bytte lösenord", {}, ADDRESS)]
    assert letters() == [(user.email, f"Ditt lösenord är bytt. Det gjordes från adressen {ADDRESS}.")]


@pytest.mark.parametrize("change", login_changes.CHANGES)
def test_each_change_has_its_letter(user: User, change: str) -> None:
    login_changes.told(user, change)
    verb, words = login_changes.CHANGES[change]
    assert letters() == [(user.email, words)]
    assert [one for one, _, _ in logged(user)] == ([verb] if verb else [])


def test_what_is_told_elsewhere_is_not_told_twice(user: User) -> None:
    login_changes.told(user, "mfa/email/webauthn_removed")
    assert (letters(), logged(user)) == ([], [])
