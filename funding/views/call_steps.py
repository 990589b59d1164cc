"""A call's steps: opened, closed, called off, its criteria and assessors, the proposal and the decision (G8)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions import assessments, call_decisions, calls, proposals
from funding.forms.calls import AmountsForm, AssessorForm, CriterionForm, DecideForm, ItemForm, WhyForm
from funding.models import Assessor, Call, Criterion
from secretariat.lib.access import Permission, requires
from secretariat.lib.forms import carried_out
from secretariat.lib.money import kronor
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .calls import call_page, call_to_handle, call_trail

# Steps that need nothing but the button: what is done, and what is said then.
_STEPS: dict[str, tuple[Callable[..., Call], str]] = {
    "oppna": (calls.publish, "Utlysningen är öppen. Adressen till den offentliga sidan står nedan."),
    "stang": (calls.close, "Utlysningen är stängd."),
    "ta-tillbaka": (proposals.take_back, "Förslaget är taget tillbaka. Beloppen kan ändras igen."),
    "publicera": (call_decisions.publish_granted, "Den offentliga sidan är ändrad."),
}


@requires(Permission.FUNDING_EDIT)
@require_POST
def call_step(request: Request, slug: str, step: str) -> HttpResponse:
    """Take the call a step."""
    call = call_to_handle(request, slug)
    if step == "stall-in":
        return _cancel(request, call)
    if step == "lamna":
        return _propose(request, call)
    if step not in _STEPS:
        raise Http404
    act, words = _STEPS[step]
    try:
        act(call, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, words)
    return redirect(call)


def _cancel(request: Request, call: Call) -> HttpResponse:
    form = WhyForm(request.POST, auto_id="stall_%s")
    if carried_out(form, lambda said: calls.cancel(call, by=request.user, **said)):
        messages.success(request, "Utlysningen är inställd. De som har sökt har fått brev.")
        return redirect(call)
    return call_page(request, call, cancel_form=form, open_form="stall-in")


def _propose(request: Request, call: Call) -> HttpResponse:
    form = ItemForm(request.POST, call=call, auto_id="punkt_%s")
    if carried_out(form, lambda said: proposals.propose(call, by=request.user, **said)):
        messages.success(request, "Förslaget är lämnat.")
        return redirect(call)
    return call_page(request, call, item_form=form, open_form="lamna")


@requires(Permission.FUNDING_EDIT)
@require_POST
def criterion_add(request: Request, slug: str) -> HttpResponse:
    """One more criterion."""
    call = call_to_handle(request, slug)
    form = CriterionForm(request.POST, auto_id="grund_%s")
    if carried_out(form, lambda said: calls.add_criterion(call, by=request.user, **said)):
        messages.success(request, "Bedömningsgrunden är tillagd.")
        return redirect(call)
    return call_page(request, call, criterion=form, open_form="grund")


@requires(Permission.FUNDING_EDIT)
@require_POST
def criterion_remove(request: Request, pk: int) -> HttpResponse:
    """Take one away."""
    found = get_object_or_404(Criterion.objects.select_related("call"), pk=pk)
    call = call_to_handle(request, found.call.slug)
    try:
        calls.remove_criterion(found, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{found.name} är borttagen.")
    return redirect(call)


@requires(Permission.FUNDING_EDIT)
@require_POST
def assessor_add(request: Request, slug: str) -> HttpResponse:
    """Name an assessor."""
    call = call_to_handle(request, slug)
    form = AssessorForm(request.POST, auto_id="bedomare_%s")
    if carried_out(form, lambda said: calls.name_assessor(call, said["user"], by=request.user)):
        messages.success(request, f"{form.cleaned_data['user'].name} är bedömare och har fått brev.")
        return redirect(call)
    return call_page(request, call, assessor_form=form, open_form="bedomare")


@requires(Permission.FUNDING_EDIT)
@require_POST
def assessor_remove(request: Request, pk: int) -> HttpResponse:
    """Let somebody out."""
    found = get_object_or_404(Assessor.objects.select_related("call", "user__person"), pk=pk)
    call = call_to_handle(request, found.call.slug)
    try:
        calls.remove_assessor(found, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{found.user.name} är inte längre bedömare.")
    return redirect(call)


@requires(Permission.FUNDING_EDIT)
def proposal_edit(request: Request, slug: str) -> HttpResponse:
    """An amount and reasons for each application, with the sum and what is left of the frame."""
    call = call_to_handle(request, slug)
    rows = proposals.to_decide(call)
    form = AmountsForm(request.POST or None, rows=rows)
    if request.method == "POST" and carried_out(
        form, lambda _: proposals.propose_amounts(call, form.said(), by=request.user)
    ):
        messages.success(request, f"Sparat. {_left_in_words(proposals.frame_of(call))}")
        return redirect("funding:proposal-edit", call.slug)
    judged = {one.application.pk: one for one in assessments.table_of(call, request.user)}
    context = {
        "call": call,
        "form": form,
        "lines": [(one, amount, why, judged.get(one.pk)) for one, amount, why in form.lines()],
        "frame": proposals.frame_of(call),
        "may_write": call.state == Call.State.CLOSED,
        "reasons": proposals.obstacles_to_proposing(call) if call.state == Call.State.CLOSED else [],
        "trail": call_trail(call, ("Förslag", "")),
    }
    return page(request, "funding/proposal_edit.html", context)


def _left_in_words(frame: proposals.Frame) -> str:
    return f"Föreslaget {kronor(frame.proposed)}, kvar av ramen {kronor(frame.left)}."


@requires(Permission.FUNDING_EDIT)
def call_decide(request: Request, slug: str) -> HttpResponse:
    """Decide as proposed: books, plans payments and writes letters."""
    call = call_to_handle(request, slug)
    if call.state not in (Call.State.PROPOSED, Call.State.DECIDED):
        raise PermissionDenied
    initial = {"on": timezone.localdate()}
    form = DecideForm(request.POST or None, user=request.user, initial=initial)

    def act(said: dict[str, Any]) -> None:
        facts = {name: said[name] for name in ("decision", "case_number", "on")}
        call_decisions.decide(call, parts=form.parts(), by=request.user, **facts)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "Beslutat. Beloppen är bokförda och alla som har sökt har fått brev.")
        return redirect(call)
    rows = proposals.to_decide(call)
    context = {
        "call": call,
        "form": form,
        "granted": [one for one in rows if one.proposed_amount],
        "rejected": [one for one in rows if not one.proposed_amount],
        "frame": proposals.frame_of(call),
        "reasons": call_decisions.obstacles_to_deciding(call),
        "trail": call_trail(call, ("Beslut", "")),
    }
    return page(request, "funding/call_decide.html", context)
