"""One's own passkeys: given another name, and taken away. Each is in the log and told in a letter (E5)."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.registry import login_changes, passkeys, second_factor
from secretariat.registry.accounts import visitors_address


def _own(request: Request, pk: int) -> Authenticator:
    return get_object_or_404(passkeys.of(request.user), pk=pk)


@requires(Permission.START_READ)
@reauthentication_required(app="allauth.mfa")
def passkey_rename(request: Request, pk: int) -> HttpResponse:
    """Another name to know a passkey by."""
    passkey = _own(request, pk)
    before = passkey.wrap().name
    form = passkeys.RenameForm(request.POST or None, initial={"name": before})
    if request.method == "POST" and form.is_valid():
        passkeys.rename(
            passkey, by=request.user, name=form.cleaned_data["name"], ip=visitors_address(request)
        )
        messages.success(request, "Passnyckeln har fått ett nytt namn.")
        return redirect("account_methods")
    context = {"form": form, "before": before}
    return page(request, "mfa/webauthn/rename.html", context, status=422 if form.errors else 200)


@requires(Permission.START_READ)
def passkey_remove(request: Request, pk: int) -> HttpResponse:
    """Take a passkey away: allauth's page and act, with the name in the log and in the letter."""
    passkey = _own(request, pk)
    name = passkey.wrap().name
    if obstacles := second_factor.obstacles_to_removing(passkey):
        messages.error(request, " ".join(obstacles))
        return redirect("account_methods")
    answer: HttpResponse = views.remove_webauthn(request, pk=pk)
    if request.method == "POST" and not passkeys.of(request.user).filter(pk=pk).exists():
        words = f"Passnyckeln {name} är borttagen."
        login_changes.tell(
            request.user, "tog bort passnyckel", words, ip=visitors_address(request), namn=name
        )
    return answer
