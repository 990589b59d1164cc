"""Taking a version's steps, and reminding its parties (F1, F4)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from agreements.actions import rounds
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request
from secretariat.lib.rules import NotAllowed

from . import offers
from .versions import version_page, version_to_edit


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def version_step(request: Request, slug: str, number: int, step: str) -> HttpResponse:
    """Take one of the steps in `offers.STEPS`. What is wrong is told beside what was typed."""
    version = version_to_edit(request, slug, number)
    wanted = offers.BY_KEY.get(step)
    if wanted is None:
        raise Http404
    if wanted.only == "office" and not offers.is_offered(
        wanted, version, request.user, today=timezone.localdate()
    ):
        raise PermissionDenied
    form = offers.form_of(wanted, version, request.user, request.POST)
    if form is None or form.is_valid():
        said = {} if form is None else form.cleaned_data
        try:
            messages.success(request, wanted.take(version, said, request.user))
            return redirect(version)
        except NotAllowed as no:
            if form is None:
                for reason in no.reasons:
                    messages.error(request, reason)
                return redirect(version)
            form.add_error(None, no.reasons)
    found = offers.offers_of(version, request.user, today=timezone.localdate())
    if all(one.step != wanted for one in found):
        messages.error(request, "Steget går inte att ta längre. Så här står versionen nu.")
        return redirect(version)
    typed = [offers.Offer(one.step, form, []) if one.step == wanted else one for one in found]
    return version_page(request, version, offers=typed, open_form=step)


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def version_remind(request: Request, slug: str, number: int) -> HttpResponse:
    """Remind the parties that have not decided."""
    version = version_to_edit(request, slug, number)
    try:
        sent = rounds.remind(version, by=request.user)
        messages.success(request, "1 brev är skickat." if sent == 1 else f"{sent} brev är skickade.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(version)
