"""Approving or returning several parties' answers at once: first who it is, then the act (F5)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from secretariat.inquiries.actions import reviewing
from secretariat.inquiries.actions.sheet_states import Step
from secretariat.inquiries.forms.rounds import ReturnForm
from secretariat.inquiries.models import Inquiry
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import and_list
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .rounds import round_at, trail

_Act = Callable[[], tuple[list[str], list[str]]]


def _marked(request: Request) -> list[int]:
    """`?part=` of the address, or of what was sent."""
    sent = request.POST if request.method == "POST" else request.GET
    return [int(one) for one in sent.getlist("part")[:200] if one.isdecimal() and len(one) < 12]


@requires(Permission.INQUIRY_SEND)
def round_approve(request: Request, pk: int) -> HttpResponse:
    """Who is marked, and approving them."""
    inquiry, keys = round_at(request, pk, to_manage=True), _marked(request)
    if request.method == "POST":
        return _done(request, inquiry, "Godkänt", lambda: reviewing.approve(inquiry, keys, by=request.user))
    return _page(request, inquiry, keys, Step.APPROVE, form=None)


@requires(Permission.INQUIRY_SEND)
def round_return(request: Request, pk: int) -> HttpResponse:
    """Who is marked, what they are to complete, and asking them."""
    inquiry, keys = round_at(request, pk, to_manage=True), _marked(request)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        act = lambda: reviewing.return_(inquiry, keys, why=why, by=request.user)  # noqa: E731
        return _done(request, inquiry, "Komplettering är begärd", act)
    return _page(request, inquiry, keys, Step.RETURN, form=form)


def _done(request: Request, inquiry: Inquiry, words: str, act: _Act) -> HttpResponse:
    try:
        done, left = act()
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect("inquiries:round-detail", inquiry.pk)
    if done:
        messages.success(request, f"{words}: {and_list(done)}.")
    for reason in left:
        messages.warning(request, reason)
    return redirect("inquiries:round-detail", inquiry.pk)


def _page(request: Request, inquiry: Inquiry, keys: list[int], step: Step, *, form: Any) -> HttpResponse:
    marked = reviewing.preview(inquiry, keys, step)
    if not marked:
        messages.error(request, reviewing.MARK_SOMEBODY)
        return redirect("inquiries:round-detail", inquiry.pk)
    heading = "Godkänn svaren" if step == Step.APPROVE else "Begär komplettering"
    context = {
        "inquiry": inquiry,
        "able": [one for one in marked if not one.reason],
        "unable": [one for one in marked if one.reason],
        "form": form,
        "heading": heading,
        "is_approval": step == Step.APPROVE,
        "trail": trail(inquiry, (heading, "")),
    }
    return page(request, "inquiries/round_review.html", context)
