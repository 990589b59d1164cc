"""Two things to prove who one is by, for those whose accounts open most (E5): codes, and who must have them."""

import base64
import hashlib
import time
from collections.abc import Callable, Sequence
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlencode

from .models import User
from .passkeys import passkeys_of

# A provider's login of this level or more is two things already (oidc.level_of).
STRONG_LEVEL = 2
# In the admin the second step is not older than this.
ADMIN_SECONDS = 30 * 60
# Who can be asked for neither password nor app changes the ways in no longer after the login than this.
LATELY_SECONDS = 15 * 60
CHANGES_OF_LOGIN = {
    "account_join",
    "account_leave",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}


def must_have(user: Any) -> bool:
    """Whether the office has decided that this user proves it by two things."""
    roles = settings.SECOND_FACTOR_ROLES
    return isinstance(user, User) and bool(roles) and (user.office_role in roles or user.is_staff)


def proven_at(request: HttpRequest) -> float:
    """When the one who is logged in last proved it by two things in this session, as seconds; 0 for never."""
    records = get_authentication_records(request, request.user)
    strong = [one for one in records if one["method"] == "mfa" or one.get("level", 0) >= STRONG_LEVEL]
    return max((float(one["at"]) for one in strong), default=0.0)


def must_log_in_again(request: HttpRequest) -> bool:
    """Whether one who has only the letter's code or a provider came in too long ago to change the ways in."""
    if get_reauthentication_flows(request.user):
        return False
    records = get_authentication_records(request, request.user)
    return time.time() - max((float(one["at"]) for one in records), default=0.0) > LATELY_SECONDS


class SecondFactorMiddleware:
    """Sends whoever must have two steps and has taken one to the page that says how; into the admin only lately."""

    # What one needs to get there: logging in and out, and the ways of proving who one is.
    OPEN = ("account_", "mfa_", "openid_connect_")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], named: dict[str, Any]
    ) -> HttpResponse | None:
        """Stop a page that asks for more than has been proved."""
        match = request.resolver_match
        if match is None or not request.user.is_authenticated:
            return None
        if not match.namespaces and match.url_name in CHANGES_OF_LOGIN and must_log_in_again(request):
            return redirect("account_again")
        if not must_have(request.user):
            return None
        if not match.namespaces and (match.url_name or "").startswith(self.OPEN):
            return None
        proven = proven_at(request)
        if not proven:
            return redirect("account_protect")
        if "admin" in match.namespaces and time.time() - proven > ADMIN_SECONDS:
            way = "mfa_reauthenticate" if has_app(request.user) else "account_protect"
            way = "mfa_reauthenticate_webauthn" if passkeys_of(request.user) else way
            return redirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")
        return None


def has_app(user: Any) -> bool:
    """Whether the user has an app that shows codes."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def obstacles_to_removing(passkey: Authenticator) -> list[str]:
    """Why a passkey cannot be taken away: whoever must have two steps would have none left."""
    user = passkey.user
    others = [one for one in passkeys_of(user) if one.pk != passkey.pk]
    if others or has_app(user) or not must_have(user):
        return []
    return [
        "Din behörighet kräver två steg, och det här är din enda passnyckel. Lägg till en annan passnyckel "
        "eller en app först."
    ]


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [hashlib.sha256(b"second factor" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one)) for one in made])


class Adapter(DefaultMFAAdapter):
    """Secrets are locked with SECRET_KEY in the database; whoever must have a second step cannot take it away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Din behörighet kräver två steg. Byter du telefon nollställer en "
        "administratör dem.",
        "cannot_generate_recovery_codes": "Lägg till en app först, så får du reservkoder.",
        "incorrect_code": "Koden stämmer inte. Vänta på nästa och försök igen.",
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "Min passnyckel"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not must_have(authenticator.user)


def _in_swedish(form: Any, label: str) -> None:
    field = form.fields["code"]
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update({"inputmode": "numeric", "spellcheck": "false"})


class AuthenticateForm(forms.AuthenticateForm):
    """The second step of a login."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_swedish(self, "Kod från appen, eller en reservkod")


class ReauthenticateForm(forms.ReauthenticateForm):
    """The second step again, for what asks for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_swedish(self, "Kod från appen, eller en reservkod")


class ActivateForm(ActivateTOTPForm):
    """The first code from a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_swedish(self, "Koden som appen visar")

    def clean_code(self) -> str:
        """The code, when it is right; then this session has shown both things, and no other has."""
        code: str = super().clean_code()
        record_authentication(context.request, self.user, "mfa", type="totp")
        return code
