"""Login by OpenID Connect: the office's own rules on top of allauth's code flow (E5).

Stricter than allauth: the provider must call itself what we know it as, a token is always held against the provider's
keys and our nonce, and nothing of what the provider says is kept but how sure it was. Nobody signs up by this way.
"""

import hashlib
import hmac
import re
import secrets
import time
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal.flows.login import record_authentication
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from requests import RequestException

from secretariat.setup.login import ALWAYS, VERIFIED

from .accounts import note_level, visitors_address
from .actions import log
from .models import User

# A clock may be this many seconds wrong, here or there.
CLOCK_SECONDS = 60
_LEVEL = re.compile(r"loa-?([1-4])\b", re.IGNORECASE)
# Only keys that the provider alone can sign with: never a shared secret, never none.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
# Ways of proving who one is that are more than a password, as RFC 8176 names them.
_STRONG = {"mfa", "hwk", "fido", "sc", "ngcmfa"}


def level_of(claims: dict[str, Any]) -> int:
    """How sure the provider was: the LoA of its `acr` (1–4), 2 for a second factor in `amr`, else 1."""
    found = _LEVEL.search(str(claims.get("acr") or ""))
    if found:
        return int(found[1])
    amr = claims.get("amr") or []
    return 2 if _STRONG & set(amr if isinstance(amr, list) else [amr]) else 1


def hashed(number: str) -> str:
    """A personnummer as the one thing we keep of it: a keyed hash of its digits, the same for the same person."""
    digits = re.sub(r"\D", "", number).encode()
    return "hash:" + hmac.new(settings.OIDC_HASH_KEY.encode(), digits, hashlib.sha256).hexdigest()


def verified(token: str, *, keys: dict[str, Any], issuer: str, client: str) -> dict[str, Any]:
    """What a token says, once its signature, issuer, audience and time are found right. Raises OAuth2Error else.

    A token that names no key is taken where the provider has only one, as OpenID Connect has it.
    """
    try:
        name = jwt.get_unverified_header(token).get("kid")
        known = [key for key in jwt.PyJWKSet.from_dict(keys).keys if name in (None, key.key_id)]
        if len(known) != 1:
            raise OAuth2Error("no such key")
        claims: dict[str, Any] = jwt.decode(
            token,
            known[0].key,
            algorithms=_ALGORITHMS,
            issuer=issuer,
            audience=client,
            leeway=CLOCK_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as wrong:
        raise OAuth2Error("a token that does not hold") from wrong
    if claims.get("azp", client) != client:
        raise OAuth2Error("a token made for another client")
    return claims


class Flow(OpenIDConnectOAuth2Adapter):
    """The code flow with one provider."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider tells of itself. Raises OAuth2Error where it is somebody else than we know."""
        config: dict[str, Any] = super().openid_config
        known = self.get_provider().app.settings["issuer"]
        if config.get("issuer") != known:
            raise OAuth2Error("the provider calls itself something else")
        return config

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who logged in, by a token whose signature, issuer, audience and time have been held against the provider."""
        config, id_token = self.openid_config, kwargs["response"].get("id_token")
        if not id_token or request.GET.get("iss", config["issuer"]) != config["issuer"]:
            raise OAuth2Error("no token, or an answer from another provider")
        with get_adapter().get_requests_session() as session:
            keys = session.get(config["jwks_uri"]).json()
        claims = verified(id_token, keys=keys, issuer=config["issuer"], client=app.client_id)
        told = self._fetch_user_info(token.token) if config.get("userinfo_endpoint") else {}
        if told and told.get("sub") != claims.get("sub"):
            raise OAuth2Error("the token and the person differ")
        login = self.get_provider().sociallogin_from_response(request, {**told, **claims})
        login.claims = claims
        return login


class Provider(OpenIDConnectProvider):
    """One of the providers in the environment."""

    oauth2_adapter_class = Flow

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser to the provider, with a nonce that its token must carry. `fresh` asks for a new login."""
        is_fresh = bool(kwargs.pop("fresh", False))
        nonce = secrets.token_urlsafe(32)
        params = {"nonce": nonce}
        if is_fresh:
            params |= {"prompt": "login", "max_age": "0"}
        if self.app.settings["acr_values"]:
            params["acr_values"] = self.app.settings["acr_values"]
        kwargs |= {"auth_params": params, "scope": self.get_scope(), "nonce": nonce}
        kwargs["asked_at"] = int(time.time()) if is_fresh else None
        response: HttpResponse = super().redirect(request, process, next_url, data, **kwargs)
        return response

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """What a link to the provider may ask for: where to go afterwards, and a new login there."""
        asked = super().get_redirect_from_request_kwargs(request)
        fresh = request.GET.get("pa-nytt") == "1"
        return {"next_url": asked.get("next_url"), "process": AuthProcess.LOGIN, "fresh": fresh}

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Who it is at this provider, a personnummer as its keyed hash. Raises OAuth2Error where it is not told."""
        told = [str(data[name]) for name in self.app.settings["person_claims"] if data.get(name)]
        if not told:
            raise OAuth2Error("the provider does not tell who it is")
        return hashed(told[0]) if self.app.settings["is_hashed"] else told[0]

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """All that is kept: how sure the provider was, and by what."""
        return {"level": level_of(data), "acr": data.get("acr") or "", "amr": data.get("amr") or []}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """The address, wherever the provider puts it."""
        told = data.get("email") or data.get("preferred_username") or ""
        return {"email": told if "@" in told else None}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        found: list[Any] = super().extract_email_addresses(data)
        return found


class SocialAdapter(DefaultSocialAccountAdapter):
    """Who may come in by a provider: whoever has been joined to an account, or can be by a verified address."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "connected_other": "Den inloggningen hör redan till någon annans konto.",
        "invalid_token": "Svaret från inloggningstjänsten kunde inte läsas.",
    }

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Only those of the environment: no row in the database opens a door."""
        named = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        apps = [SocialApp(provider=Provider.id, **one) for one in named]
        return [app for app in apps if provider in (None, Provider.id, app.provider_id)]

    def get_provider(self, request: HttpRequest, provider: str, client_id: Any = None) -> Provider:
        """The provider with our rules. Raises SocialApp.DoesNotExist for one that is not there."""
        return Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("account_methods")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Hold the answer against what was asked, then find the account. Raises ImmediateHttpResponse with a page."""
        name, rules = sociallogin.provider.name, sociallogin.provider.app.settings
        wrong = wrong_with(sociallogin.claims, asked=sociallogin.state, level=rules["level"])
        if wrong:
            raise ImmediateHttpResponse(refused(request, name, wrong))
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        if sociallogin.is_existing:
            _as_oneself_again(request, sociallogin)
            return
        user = _account_with_address(sociallogin, rules["join"])
        if user is None:
            log.write("fick nej vid inloggning", by=None, ip=visitors_address(request), tjänst=name)
            context = {"provider": name}
            page = render(request, "socialaccount/no_account.html", context, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.connect(request, user)
        log.write("kopplade inloggning", by=user, about=user, ip=visitors_address(request), tjänst=name)
        _as_oneself_again(request, sociallogin)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """A page in words for what went wrong: given up, down, or an answer that cannot be trusted."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("account_login"))
        if isinstance(exception, RequestException):
            raise ImmediateHttpResponse(down(request, provider.name))
        raise ImmediateHttpResponse(refused(request, provider.name, "svar"))


def _as_oneself_again(request: HttpRequest, login: SocialLogin) -> None:
    """Whoever is logged in already and has shown it once more goes on in the same session, with all that is in it.

    Raises ImmediateHttpResponse with the way on; does nothing for anybody else.
    """
    if not request.user.is_authenticated or request.user != login.user:
        return
    record_authentication(request, login)
    note_level(request, login.account.extra_data)
    request.session.cycle_key()
    log.write("bekräftade sin inloggning", by=login.user, about=login.user, ip=visitors_address(request))
    raise ImmediateHttpResponse(redirect(login.get_redirect_url(request) or "account_methods"))


def wrong_with(claims: dict[str, Any], *, asked: dict[str, Any], level: int) -> str:
    """What of a verified token is not what was asked for: "svar", "inte på nytt" or "nivå"; "" where nothing is."""
    nonce = str(claims.get("nonce") or "")
    if not hmac.compare_digest(nonce.encode(), str(asked.get("nonce") or "-").encode()):
        return "svar"
    asked_at = asked.get("asked_at")
    if asked_at and int(claims.get("auth_time") or 0) < asked_at - CLOCK_SECONDS:
        return "inte på nytt"
    return "nivå" if level_of(claims) < level else ""


def _account_with_address(login: SocialLogin, join: str) -> User | None:
    """The open account that has the provider's address, where the provider's word on it is taken."""
    address = login.user.email if login.user else ""
    is_verified = any(one.verified and one.email.lower() == address.lower() for one in login.email_addresses)
    if not address or not (join == ALWAYS or (join == VERIFIED and is_verified)):
        return None
    return User.objects.filter(email__iexact=address, is_active=True).first()


def refused(request: HttpRequest, provider: str, wrong: str) -> HttpResponse:
    """The page for an answer that is not let in. In the log without anything of the answer."""
    log.write("fick nej vid inloggning", by=None, ip=visitors_address(request), tjänst=provider, orsak=wrong)
    return render(request, "socialaccount/refused.html", {"provider": provider, "wrong": wrong}, status=403)


def down(request: HttpRequest, provider: str) -> HttpResponse:
    """The page for a provider that does not answer."""
    return render(request, "socialaccount/down.html", {"provider": provider}, status=503)
