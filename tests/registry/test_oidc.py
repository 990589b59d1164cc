"""Login by OpenID Connect, the whole code flow with a real provider (E5)."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import serializers
from django.test import Client
from django.urls import reverse

from secretariat.registry import oidc
from secretariat.registry.models import LogEntry, User
from secretariat.setup import login
from tests import make, openid

pytestmark = pytest.mark.django_db

NUMBER = "19121212-1212"
PIN = "https://id.oidc.se/claim/personalIdentityNumber"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with openid.provider() as up:
        yield up


@pytest.fixture
def use(settings: Any, address: str) -> Callable[..., None]:
    """Put the provider in the settings as the environment would."""

    def put(**more: str) -> None:
        values = {
            "NAME": "Region Prov",
            "ISSUER": address,
            "CLIENT_ID": "sekretariatet",
            "SECRET": "hemligt",
        } | more
        apps = login.providers({f"OIDC_1_{name}": value for name, value in values.items()})
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}

    put()
    return put


def signed_in(client: Client) -> User | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def without_password(client: Client, *, minutes: float = 0) -> User:
    """Somebody who came in by a code in a letter so many minutes ago."""
    user = make.user()
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": time.time() - minutes * 60}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return user


def test_a_first_login_is_joined_to_the_account_with_the_verified_address(
    client: Client, use: Callable[..., None], address: str
) -> None:
    user = make.user(email="asta@exempel.se")
    openid.knows(address, "a1", email="Asta@exempel.se", email_verified=True)
    answer = openid.log_in(client, "a1", next="/konto/inloggningar/")
    assert (answer.status_code, answer["Location"]) == (302, "/konto/inloggningar/")
    assert signed_in(client) == user
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid) == (user, "1", "a1")
    assert account.extra_data == {"level": 1, "acr": "", "amr": []}
    assert list(LogEntry.objects.order_by("pk").values_list("verb", "detail")) == [
        ("kopplade inloggning", {"tjänst": "Region Prov"}), ("loggade in", {}),
    ]  # fmt: skip


def test_the_next_login_knows_the_person_by_the_subject_alone(
    client: Client, use: Callable[..., None], address: str
) -> None:
    user = make.user(email="asta@exempel.se")
    SocialAccount.objects.create(user=user, provider="1", uid="a2")
    openid.knows(address, "a2", email="heter-nu-annat@exempel.se")
    openid.log_in(client, "a2")
    assert signed_in(client) == user


@pytest.mark.parametrize(
    ("join", "claims", "gets_in"),
    [
        ("verifierad", {"email": "asta@exempel.se", "email_verified": True}, True),
        ("verifierad", {"email": "asta@exempel.se", "email_verified": False}, False),
        ("verifierad", {"email": "asta@exempel.se"}, False),
        ("alltid", {"email": "asta@exempel.se"}, True),
        ("alltid", {"preferred_username": "asta@exempel.se"}, True),
        ("alltid", {"preferred_username": "asta"}, False),
        ("alltid", {}, False),
        ("aldrig", {"email": "asta@exempel.se", "email_verified": True}, False),
        ("alltid", {"email": "okand@exempel.se", "email_verified": True}, False),
    ],
)
def test_an_address_joins_only_where_the_providers_word_on_it_is_taken(
    client: Client, use: Callable[..., None], address: str, join: str, claims: dict[str, Any], gets_in: bool
) -> None:
    make.user(email="asta@exempel.se")
    use(JOIN=join)
    sub = f"b{make.number()}"
    openid.knows(address, sub, **claims)
    answer = openid.log_in(client, sub)
    assert (signed_in(client) is not None, SocialAccount.objects.exists()) == (gets_in, gets_in)
    if not gets_in:
        assert answer.status_code == 403
        assert "Du har inget konto här" in answer.content.decode()
    assert User.objects.count() == 1


def test_a_closed_account_stays_closed(client: Client, use: Callable[..., None], address: str) -> None:
    user = make.user(email="asta@exempel.se", is_active=False)
    SocialAccount.objects.create(user=user, provider="1", uid="c1")
    openid.knows(address, "c1", email="asta@exempel.se", email_verified=True)
    assert openid.log_in(client, "c1")["Location"] == reverse("account_inactive")
    assert signed_in(client) is None


def test_entra_is_known_by_its_own_number_for_a_person(
    client: Client, use: Callable[..., None], address: str
) -> None:
    make.user(email="asta@exempel.se")
    use(PROFILE="entra", JOIN="alltid")
    openid.knows(address, "d1", oid="0000-oid", preferred_username="asta@exempel.se", amr=["pwd", "mfa"])
    openid.log_in(client, "d1")
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == ("0000-oid", {"level": 2, "acr": "", "amr": ["pwd", "mfa"]})


def test_a_personnummer_is_kept_nowhere(client: Client, use: Callable[..., None], address: str) -> None:
    """D6: only a keyed hash, the same however the number is written."""
    user = make.user(email="asta@exempel.se")
    use(PROFILE="sverige")
    claims = {
        "email": "asta@exempel.se",
        "email_verified": True,
        "acr": "http://id.elegnamnden.se/loa/1.0/loa3",
    }
    openid.knows(address, "e1", **claims, **{PIN: NUMBER})
    openid.log_in(client, "e1")
    account = SocialAccount.objects.get()
    assert account.uid == oidc.hashed(NUMBER.replace("-", ""))
    assert account.extra_data["level"] == 3
    session = dict(client.session)
    kept = serializers.serialize("json", [*SocialAccount.objects.all(), *LogEntry.objects.all()]) + repr(
        session
    )
    assert "12121212" not in kept
    came = session[AUTHENTICATION_METHODS_SESSION_KEY][-1]
    assert (came["method"], came["level"]) == ("socialaccount", 3)
    openid.knows(address, "e1", **claims, **{PIN: NUMBER.replace("-", "")})
    client.logout()
    openid.log_in(client, "e1")
    assert (signed_in(client), SocialAccount.objects.count()) == (user, 1)


def test_whoever_the_provider_does_not_name_is_refused(
    client: Client, use: Callable[..., None], address: str
) -> None:
    make.user(email="asta@exempel.se")
    use(PROFILE="sverige")
    openid.knows(address, "f1", email="asta@exempel.se", email_verified=True)
    answer = openid.log_in(client, "f1")
    assert (answer.status_code, signed_in(client)) == (403, None)


def test_a_level_that_is_too_low_is_told(client: Client, use: Callable[..., None], address: str) -> None:
    make.user(email="asta@exempel.se")
    use(LEVEL="3", ACR="loa3")
    openid.knows(address, "g1", email="asta@exempel.se", email_verified=True, acr="loa2")
    there = client.get(reverse("openid_connect_login", args=["1"]))["Location"]
    assert parse_qs(urlsplit(there).query)["acr_values"] == ["loa3"]
    answer = client.get(openid.way_back(there, "g1"))
    assert "var inte tillräckligt säker på vem du är" in answer.content.decode()
    assert signed_in(client) is None


def test_what_is_sent_to_the_provider(client: Client, use: Callable[..., None]) -> None:
    """PKCE, state and nonce, new each time; nothing that the link's address says."""
    where = reverse("openid_connect_login", args=["1"])
    asked = [
        parse_qs(urlsplit(client.get(where, {"auth_params": "nonce=x", "scope": "allt"})["Location"]).query)
        for _ in range(2)
    ]
    assert sorted(asked[0]) == [
        "client_id", "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "response_type", "scope",
        "state",
    ]  # fmt: skip
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert set(asked[0]["scope"][0].split()) == {"openid", "profile", "email"}
    for name in ("nonce", "state", "code_challenge"):
        assert asked[0][name] != asked[1][name]


def test_an_answer_that_was_not_asked_for_is_refused(
    client: Client, use: Callable[..., None], address: str
) -> None:
    """Another browser's state, a state used twice, and none at all."""
    make.user(email="asta@exempel.se")
    openid.knows(address, "h1", email="asta@exempel.se", email_verified=True)
    there = client.get(reverse("openid_connect_login", args=["1"]))["Location"]
    back = openid.way_back(there, "h1")
    other = Client()
    for refused in (other.get(back), other.get(back.partition("?")[0], {"code": "x"})):
        assert refused.status_code == 403
        assert "stämde inte med det vi frågade om" in refused.content.decode()
    assert signed_in(other) is None
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403


def test_a_token_for_another_login_is_refused(client: Client, use: Callable[..., None], address: str) -> None:
    """The nonce of the token is that of this browser's question."""
    make.user(email="asta@exempel.se")
    openid.knows(address, "i1", email="asta@exempel.se", email_verified=True)
    there = client.get(reverse("openid_connect_login", args=["1"]))["Location"]
    nonce = parse_qs(urlsplit(there).query)["nonce"][0]
    answer = client.get(openid.way_back(there.replace(nonce, "annan"), "i1"))
    assert (answer.status_code, signed_in(client)) == (403, None)


def test_a_provider_that_calls_itself_something_else_is_refused(
    client: Client, use: Callable[..., None], address: str
) -> None:
    use(ISSUER=address.replace("127.0.0.1", "localhost") + "/")
    assert client.get(reverse("openid_connect_login", args=["1"])).status_code == 403


def test_a_token_for_somebody_else_is_refused(client: Client, use: Callable[..., None], address: str) -> None:
    """A code that another client of the same provider was given is worth nothing here."""
    make.user(email="asta@exempel.se")
    openid.knows(address, "j1", email="asta@exempel.se", email_verified=True)
    there = client.get(reverse("openid_connect_login", args=["1"]))["Location"]
    answer = client.get(openid.way_back(there.replace("client_id=sekretariatet", "client_id=annan"), "j1"))
    assert (answer.status_code, signed_in(client)) == (403, None)


def test_whoever_gives_up_comes_back_to_the_login(client: Client, use: Callable[..., None]) -> None:
    there = client.get(reverse("openid_connect_login", args=["1"]))["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    back = reverse("openid_connect_callback", args=["1"])
    answer = client.get(back, {"error": "access_denied", "state": state})
    assert answer["Location"] == reverse("account_login")


def test_a_provider_that_is_down_is_told_in_words(client: Client, use: Callable[..., None]) -> None:
    with openid.provider() as gone:
        use(ISSUER=gone)
        make.user(email="asta@exempel.se")
        openid.knows(gone, "k1", email="asta@exempel.se", email_verified=True)
        back = openid.way_back(client.get(reverse("openid_connect_login", args=["1"]))["Location"], "k1")
    for answer in (client.get(back), client.get(reverse("openid_connect_login", args=["1"]))):
        assert answer.status_code == 503
        assert "Region Prov svarar inte" in answer.content.decode()


def test_a_new_login_is_asked_for_and_held_to(client: Client, use: Callable[..., None], address: str) -> None:
    make.user(email="asta@exempel.se")
    openid.knows(address, "l1", email="asta@exempel.se", email_verified=True, auth_time=1)
    there = client.get(reverse("openid_connect_login", args=["1"]), {"pa-nytt": "1"})["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    answer = client.get(openid.way_back(there, "l1"))
    assert "släppte in dig på en gammal inloggning" in answer.content.decode()
    openid.knows(address, "l1", email="asta@exempel.se", email_verified=True, auth_time=9_999_999_999)
    assert openid.log_in(client, "l1", **{"pa-nytt": "1"}).status_code == 302


def test_a_provider_that_is_not_there_has_no_page(client: Client, use: Callable[..., None]) -> None:
    for name in ("openid_connect_login", "openid_connect_callback"):
        assert client.get(reverse(name, args=["7"])).status_code == 404


def test_the_login_page_leads_to_the_providers_there_are(client: Client, settings: Any, use: Any) -> None:
    where = reverse("openid_connect_login", args=["1"])
    page = client.get(reverse("account_login"), {"next": "/moten/?a=1"}).content.decode()
    assert f'href="{where}?next=/moten/%3Fa%3D1">Region Prov</a>' in page
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Med din organisations inloggning" not in client.get(reverse("account_login")).content.decode()


def test_one_joins_a_login_and_takes_it_away_after_saying_who_one_is(
    client: Client, use: Callable[..., None], address: str
) -> None:
    user = make.user(email="asta@exempel.se")
    user.set_password("ett gott lösenord")
    user.save()
    client.force_login(user)
    openid.knows(address, "m1", email="annan@exempel.se")
    join = reverse("account_join", args=["1"])
    asked = client.post(join)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    page = client.post(asked["Location"], {"password": "ett gott lösenord"})
    there = page.context["address"]
    assert there.startswith(address)
    assert client.get(openid.way_back(there, "m1"))["Location"] == reverse("account_methods")
    account = SocialAccount.objects.get()
    assert (account.user, account.uid) == (user, "m1")
    assert "Region Prov" in client.get(reverse("account_methods")).content.decode()
    client.post(reverse("account_leave", args=[account.pk]))
    assert not SocialAccount.objects.exists()
    assert "tog bort inloggning" in LogEntry.objects.values_list("verb", flat=True)


def test_nobody_takes_another_persons_login_away(client: Client, use: Any) -> None:
    account = SocialAccount.objects.create(user=make.user(), provider="1", uid="n1")
    without_password(client)
    assert client.post(reverse("account_leave", args=[account.pk])).status_code == 404
    assert SocialAccount.objects.exists()


def test_whoever_has_nothing_to_be_asked_for_changes_logins_only_lately(client: Client, use: Any) -> None:
    """A browser left open is not enough to put a new way in on somebody's account."""
    user = without_password(client, minutes=16)
    account = SocialAccount.objects.create(user=user, provider="1", uid="p1")
    changes = [
        client.post(reverse("account_join", args=["1"])),
        client.post(reverse("account_leave", args=[account.pk])),
        client.get(reverse("mfa_activate_totp")),
        client.post(
            reverse("account_set_password"),
            {"password1": "ett nytt ord här", "password2": "ett nytt ord här"},
        ),
    ]
    assert [answer["Location"] for answer in changes] == [reverse("account_again")] * 4
    assert SocialAccount.objects.exists()
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert "Logga in på nytt" in client.get(reverse("account_again")).content.decode()
    answer = client.post(reverse("account_logout"), {"next": "/konto/logga-in/?next=/konto/inloggningar/"})
    assert answer["Location"] == "/konto/logga-in/?next=/konto/inloggningar/"


def test_a_login_belongs_to_one_account(client: Client, use: Callable[..., None], address: str) -> None:
    SocialAccount.objects.create(user=make.user(), provider="1", uid="o1")
    without_password(client)
    there = client.post(reverse("account_join", args=["1"])).context["address"]
    page = client.get(openid.way_back(there, "o1"), follow=True).content.decode()
    assert "Den inloggningen hör redan till någon annans konto." in page
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"CLIENT_ID": ""}, "OIDC_1_CLIENT_ID saknas."),
        ({"PROFILE": "norge"}, "OIDC_1_PROFILE ska vara entra, sverige eller tom, inte norge."),
        ({"JOIN": "ja"}, "OIDC_1_JOIN ska vara verifierad, alltid eller aldrig, inte ja."),
    ],
)
def test_settings_that_cannot_be_meant_are_told(values: dict[str, str], words: str) -> None:
    told = {"ISSUER": "https://id.exempel.se", "CLIENT_ID": "x"} | values
    with pytest.raises(ValueError, match=words):
        login.providers({f"OIDC_1_{name}": value for name, value in told.items()})


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize(
    ("changes", "header", "holds"),
    [
        ({}, {}, True),
        ({}, {"kid": "k"}, True),
        ({}, {"kid": "annan"}, False),
        ({"iss": "https://annan.exempel.se"}, {}, False),
        ({"aud": "annan"}, {}, False),
        ({"aud": ["sekretariatet", "annan"], "azp": "annan"}, {}, False),
        ({"exp": 1}, {}, False),
        ({"exp": None}, {}, False),
        ({"sub": None}, {}, False),
        ({"iat": 9_999_999_999}, {}, False),
    ],
)
def test_which_tokens_hold(
    key: rsa.RSAPrivateKey, changes: dict[str, Any], header: dict[str, Any], holds: bool
) -> None:
    now = int(time.time())
    right = {"iss": "https://id.exempel.se", "aud": "sekretariatet", "sub": "a", "iat": now, "exp": now + 60}
    claims = {name: value for name, value in (right | changes).items() if value is not None}
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": "k"}
    known: Any = {"keys": {"keys": [public]}, "issuer": "https://id.exempel.se", "client": "sekretariatet"}
    token = jwt.encode(claims, key, "RS256", headers=header)
    if holds:
        assert oidc.verified(token, **known) == claims
        other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        shared = "ett gemensamt hemligt ord som är långt nog"
        for forged in (
            jwt.encode(claims, other, "RS256"),
            jwt.encode(claims, shared),
            jwt.encode(claims, "", "none"),
        ):
            with pytest.raises(OAuth2Error):
                oidc.verified(forged, **known)
    else:
        with pytest.raises(OAuth2Error):
            oidc.verified(token, **known)


@pytest.mark.parametrize(
    ("claims", "level"),
    [
        ({}, 1),
        ({"acr": "http://id.elegnamnden.se/loa/1.0/loa3"}, 3),
        ({"acr": "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"}, 3),
        ({"acr": "https://id.oidc.se/acr/loa4"}, 4),
        ({"acr": "1", "amr": ["pwd"]}, 1),
        ({"amr": ["pwd", "mfa"]}, 2),
        ({"amr": "hwk"}, 2),
    ],
)
def test_how_sure_the_provider_was(claims: dict[str, Any], level: int) -> None:
    assert oidc.level_of(claims) == level
