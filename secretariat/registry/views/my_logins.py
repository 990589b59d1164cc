"""How one logs in: through a provider, and the page of one's own ways in."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from secretariat.lib import unsent
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.registry import login_changes, oidc, second_factor
from secretariat.registry.accounts import AccountAdapter, visitors_address
from secretariat.registry.actions import login_sessions
from secretariat.registry.models import LoginSession
from secretariat.registry.passkeys import passkeys_of
from secretariat.registry.sign_ins import EID, ONE, TWO_STEPS


@requires(Permission.START_READ)
@require_GET
def methods(request: Request) -> HttpResponse:
    """All ways by which the one who is logged in gets in."""
    providers = _providers(request)
    names = dict(providers)
    mine = SocialAccount.objects.filter(user=request.user).order_by("provider", "pk")
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "joined": [(names.get(one.provider, "En tjänst som inte används längre"), one) for one in mine],
        "addable": [(key, name) for key, name in providers if key not in {one.provider for one in mine}],
        "must_have": second_factor.must_have(request.user),
        "has_password": request.user.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": passkeys_of(request.user),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "sessions": [
            (login_sessions.browser_in_words(one.browser), one) for one in login_sessions.live(request.user)
        ],
        "this_session": request.session.session_key,
    }
    return page(request, "account/methods.html", context)


@requires(Permission.START_READ)
@require_GET
def protect(request: Request) -> HttpResponse:
    """Why two steps are needed, and the ways to them."""
    context = {
        "has_app": second_factor.has_app(request.user),
        "has_passkey": bool(passkeys_of(request.user)),
        "providers": _providers(request),
    }
    return page(request, "account/protect.html", context)


@requires(Permission.START_READ)
@require_GET
def again(request: Request) -> HttpResponse:
    """The ways to show anew who one is, those that are as sure as the address asks for, and then on (`next`)."""
    level = {"2": TWO_STEPS, "3": EID}.get(request.GET.get("niva", ""), ONE)
    user = request.user
    context = {
        "level": level,
        "next": get_next_redirect_url(request) or reverse("account_methods"),
        "has_password": level == ONE and user.has_usable_password(),
        "has_app": level <= TWO_STEPS and second_factor.has_app(user),
        "has_passkey": level <= TWO_STEPS and bool(passkeys_of(user)),
        "may_have_code": level == ONE,
        "may_add_app": level == TWO_STEPS and not second_factor.has_app(user),
        "providers": _providers(request),
    }
    return page(request, "account/again.html", context)


@requires(Permission.START_READ)
@require_POST
def again_by_code(request: Request) -> HttpResponse:
    """Out, and a code in a letter to come in again by. What was typed and not sent is kept."""
    user, there = request.user, get_next_redirect_url(request) or reverse("account_methods")
    if not ratelimit.consume(request, action="request_login_code", key=user.email.lower()):
        messages.error(request, AccountAdapter.error_messages["rate_limited"])
        return redirect(f"{reverse('account_again')}?{urlencode({'next': there})}")
    unsent.carry_over(request, lambda: logout(request))
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=user.email)
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': there})}")


@requires(Permission.START_READ)
@require_POST
def session_end(request: Request, pk: int) -> HttpResponse:
    """Sign out of one browser, of one's own."""
    row = get_object_or_404(LoginSession, pk=pk, user=request.user)
    login_sessions.end([row], by=request.user)
    messages.success(request, "Den inloggningen är avslutad.")
    return redirect("account_methods")


@requires(Permission.START_READ)
@require_POST
def sessions_end(request: Request) -> HttpResponse:
    """Sign out everywhere, here too."""
    login_sessions.end(LoginSession.objects.filter(user=request.user), by=request.user)
    logout(request)
    messages.success(request, "Du är utloggad överallt.")
    return redirect("account_login")


@requires(Permission.START_READ)
@require_POST
@reauthentication_required(app="allauth.socialaccount")
def join(request: Request, provider_id: str) -> HttpResponse:
    """Begin to join a provider's login to one's account.

    The way there is a link on a page and no redirect: browsers count where a form is led on to as where it is sent,
    and forms are sent nowhere but here (Content-Security-Policy).
    """

    def begin() -> HttpResponse:
        provider = get_adapter().get_provider(request, provider_id)
        answer = provider.redirect(request, AuthProcess.CONNECT, fresh=False)
        if not isinstance(answer, HttpResponseRedirect):
            return answer
        return page(request, "socialaccount/join.html", {"provider": provider.name, "address": answer.url})

    return _in_words(request, provider_id, begin)


@requires(Permission.START_READ)
@require_POST
@reauthentication_required(app="allauth.socialaccount")
def leave(request: Request, pk: int) -> HttpResponse:
    """Take a provider's login from one's account."""
    account = get_object_or_404(SocialAccount, pk=pk, user=request.user)
    name = dict(_providers(request)).get(account.provider, "")
    account.delete()
    words = f"Inloggningen genom {name or 'en annan tjänst'} är borttagen."
    login_changes.tell(request.user, "tog bort inloggning", words, ip=visitors_address(request), tjänst=name)
    messages.success(request, "Inloggningen är borttagen.")
    return redirect("account_methods")


@login_not_required
@require_GET
def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider, from a link."""
    view = OAuth2LoginView.adapter_view(oidc.Flow(request, provider_id))
    return _in_words(request, provider_id, lambda: view(request))


@login_not_required
@require_GET
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider, with a code that is changed for a token."""
    view = OAuth2CallbackView.adapter_view(oidc.Flow(request, provider_id))
    return _in_words(request, provider_id, lambda: view(request))


def _providers(request: HttpRequest) -> list[tuple[str, str]]:
    return [(app.provider_id, app.name) for app in get_adapter().list_apps(request)]


def _in_words(request: HttpRequest, provider_id: str, step: Callable[[], HttpResponse]) -> HttpResponse:
    """A step of the flow; what allauth lets through as an error becomes a page."""
    try:
        name = get_adapter().get_provider(request, provider_id).name
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    try:
        return step()
    except RequestException:
        return oidc.down(request, name)
    except (OAuth2Error, KeyError, ValueError):
        return oidc.refused(request, name, "svar")
