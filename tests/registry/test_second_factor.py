"""Two steps: who must take them, how they are put in place, lost and found (E5)."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse

from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "ett gott lösenord"


@pytest.fixture
def demanded(settings: Any) -> None:
    """As in an office: some roles must take two steps."""
    settings.SECOND_FACTOR_ROLES = ["secretariat", "administrator"]


def somebody(**facts: Any) -> User:
    user = make.user(**facts)
    user.set_password(PASSWORD)
    user.save()
    return user


def with_app(user: User) -> str:
    """An app on the user's telephone: its secret."""
    secret: str = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    return secret


def code(secret: str, *, steps: int = 0) -> str:
    return str(auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30 + steps)))


def password(client: Client, user: User) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def in_session(client: Client, **record: Any) -> None:
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


@pytest.mark.parametrize(
    ("facts", "goes_on"),
    [
        ({"office_role": "secretariat"}, False),
        ({"office_role": "administrator"}, False),
        ({"office_role": "reader", "is_staff": True}, False),
        ({"office_role": "reader"}, True),
        ({}, True),
    ],
)
def test_who_must_take_two_steps(
    demanded: None, as_user: Callable[[User], Client], facts: dict[str, Any], goes_on: bool
) -> None:
    client = as_user(make.user(**facts))
    for address in (reverse("home:start"), "/", reverse("registry:mail-choices")):
        answer = client.get(address)
        assert (answer.status_code, answer.get("Location", "")) == (
            (200, "") if goes_on else (302, reverse("account_protect"))
        )
    posted = client.post(reverse("registry:mail-choices"), {})
    assert (posted.get("Location", "") == reverse("account_protect")) is not goes_on


def test_nobody_must_where_the_office_has_switched_it_off(as_user: Callable[[User], Client]) -> None:
    assert as_user(make.user(office_role="administrator")).get(reverse("home:start")).status_code == 200


def test_an_app_is_added_and_opens_the_rest(client: Client, demanded: None) -> None:
    user = somebody(office_role="secretariat")
    assert password(client, user).status_code == 302
    assert "Lägg till en app" in client.get(reverse("account_protect")).content.decode()
    asked = client.get(reverse("mfa_activate_totp"))
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Koden stämmer inte" in wrong.content.decode()
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(answer["Location"]).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert client.get(reverse("home:start")).status_code == 200
    kept = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(kept.data)
    assert auth.validate_totp_code(secret, code(secret))


def test_another_session_from_before_the_app_is_not_let_on(
    demanded: None, as_user: Callable[[User], Client]
) -> None:
    user = make.user(office_role="secretariat")
    other = as_user(user)
    with_app(user)
    answer = other.get(reverse("home:start"))
    assert answer["Location"] == reverse("account_protect")
    assert "Skriv koden" in other.get(answer["Location"]).content.decode()


def test_a_login_asks_for_the_second_step(client: Client, demanded: None) -> None:
    user = somebody(office_role="secretariat")
    secret = with_app(user)
    assert password(client, user)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("home:start"))["Location"].startswith(reverse("account_login"))
    assert "Skriv koden från appen" in client.get(reverse("mfa_authenticate")).content.decode()
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Koden stämmer inte. Vänta på nästa och försök igen." in wrong.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302
    assert client.get(reverse("home:start")).status_code == 200


def test_a_code_from_the_app_is_good_once(client: Client) -> None:
    user = somebody()
    once = code(with_app(user))
    for round_, gets_in in ((client, True), (Client(), False)):
        password(round_, user)
        round_.post(reverse("mfa_authenticate"), {"code": once})
        assert ("_auth_user_id" in round_.session) is gets_in


def test_a_recovery_code_is_good_once(client: Client) -> None:
    user = somebody()
    with_app(user)
    spare = RecoveryCodes.activate(user).get_unused_codes()[0]
    for round_, gets_in in ((client, True), (Client(), False)):
        password(round_, user)
        round_.post(reverse("mfa_authenticate"), {"code": spare})
        assert ("_auth_user_id" in round_.session) is gets_in


def test_whoever_must_have_two_steps_cannot_switch_them_off(client: Client, demanded: None) -> None:
    user = somebody(office_role="secretariat")
    with_app(user)
    client.force_login(user)
    in_session(client, method="mfa", at=time.time(), reauthenticated=True)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "Din behörighet kräver två steg." in page.content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert "Stäng av två steg" not in client.get(reverse("account_methods")).content.decode()


def test_others_switch_them_off(client: Client) -> None:
    user = somebody()
    with_app(user)
    client.force_login(user)
    in_session(client, method="password", at=time.time(), reauthenticated=True)
    assert client.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=user).exists()


@pytest.mark.parametrize(("level", "goes_on"), [(1, False), (2, True), (3, True)])
def test_a_sure_provider_is_two_steps(
    demanded: None, as_user: Callable[[User], Client], level: int, goes_on: bool
) -> None:
    client = as_user(make.user(office_role="secretariat"))
    in_session(client, method="socialaccount", at=time.time(), level=level)
    assert (client.get(reverse("home:start")).status_code == 200) is goes_on


@pytest.mark.parametrize(("minutes", "goes_on"), [(1, True), (29, True), (31, False)])
def test_the_admin_wants_a_late_second_step(
    client: Client, demanded: None, minutes: int, goes_on: bool
) -> None:
    user = somebody(office_role="administrator", is_staff=True, is_superuser=True)
    secret = with_app(user)
    client.force_login(user)
    in_session(client, method="mfa", at=time.time() - minutes * 60)
    answer = client.get("/admin/")
    assert answer.status_code == (200 if goes_on else 302)
    if not goes_on:
        assert answer["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Fadmin%2F"
        page = client.get(answer["Location"])
        assert "Bekräfta med en kod" in page.content.decode()
        again = client.post(answer["Location"], {"code": code(secret), "next": "/admin/"})
        assert again["Location"] == "/admin/"
        assert client.get("/admin/").status_code == 200


def test_an_administrator_resets_a_lost_app(as_user: Callable[[User], Client]) -> None:
    administrator, user = make.user(office_role="administrator"), make.user()
    with_app(user)
    client = as_user(administrator)
    address = reverse("registry:user-detail", args=[user.pk])
    assert "Nollställ två steg" in client.get(address).content.decode()
    client.post(reverse("registry:user-reset", args=[user.pk]))
    assert not Authenticator.objects.filter(user=user).exists()
    told = LogEntry.objects.filter(verb="nollställde två steg").values_list("user", "label")
    assert list(told) == [(administrator.pk, str(user))]
    assert "Nollställ två steg" not in client.get(address).content.decode()
    client.post(reverse("registry:user-reset", args=[user.pk]))
    assert told.count() == 1
