"""Unlocking finished minutes: proposed, answered by those named, withdrawn; and the PDF of a version before (C8)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import giving_out, papers, superseded, unlocking
from meetings.documents import from_bytes
from meetings.forms.approval import ReasonForm
from meetings.forms.unlocking import UnlockForm
from meetings.models import Minutes, MinutesVersion, Unlocking
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.sign_ins import sign_in_of

from .approval import minutes_of


@requires(Permission.MEETING_READ)
def minutes_unlock(request: Request, pk: int) -> HttpResponse:
    """Propose that finished minutes are unlocked; and for those who are named, the proposal with two answers."""
    minutes = minutes_of(request, pk)
    if not unlocking.may_follow(request.user, minutes):
        raise PermissionDenied
    form = UnlockForm(request.POST if request.method == "POST" else None, minutes=minutes, by=request.user)
    if request.method == "POST" and form.is_valid():
        if not access.may_correct(request.user, minutes):
            raise PermissionDenied
        try:
            made = unlocking.propose(minutes, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            for reason in no.reasons:
                form.add_error(None, reason)
        else:
            messages.success(
                request, f"Förslaget är skickat till {made.answers.count()}. Inget är ändrat än."
            )
            return redirect("meetings:minutes-unlock", pk)
    return _page(request, minutes, form=form)


def _page(request: Request, minutes: Minutes, **forms: Any) -> HttpResponse:
    rows = list(
        minutes.unlockings.select_related("version", "proposed_by", "ended_by").prefetch_related(
            "answers__person"
        )
    )
    pending = next((one for one in rows if one.is_pending), None)
    mine = unlocking.own_answer(pending, request.user) if pending else None
    may_propose = access.may_correct(request.user, minutes)
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "pending": pending,
        "earlier": [one for one in rows if not one.is_pending],
        "mine": mine,
        "may_answer": bool(pending and mine and not mine.answer),
        "may_withdraw": bool(pending and may_propose),
        "asked": unlocking.asked_for(minutes) if minutes.is_finished and not pending else [],
        "may_propose": may_propose and minutes.is_finished and pending is None,
        "form": forms.get("form") or UnlockForm(minutes=minutes, by=request.user),
        "refuse_form": forms.get("refuse_form") or ReasonForm(auto_id="nej-%s"),
        "withdraw_form": forms.get("withdraw_form") or ReasonForm(auto_id="ater-%s"),
        "refusing": "refuse_form" in forms,
        "withdrawing": "withdraw_form" in forms,
    }
    return page(request, "meetings/minutes_unlock.html", context)


def _proposal(request: Request, pk: int) -> Unlocking:
    """A proposal about minutes that this user may know of, and is named in or keeps."""
    rows = Unlocking.objects.select_related("minutes__meeting", "version")
    proposal = get_object_or_404(rows, pk=pk)
    minutes = minutes_of(request, proposal.minutes.meeting_id)
    if not unlocking.may_follow(request.user, minutes):
        raise PermissionDenied
    return proposal


@requires(Permission.MEETING_READ)
@require_POST
def unlocking_consent(request: Request, pk: int) -> HttpResponse:
    """Consent: only for oneself."""
    proposal = _proposal(request, pk)
    if unlocking.own_answer(proposal, request.user) is None:
        raise PermissionDenied
    try:
        unlocking.consent(proposal, by=request.user, sign_in=sign_in_of(request))
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Tack, du har medgett att anteckningarna låses upp.")
    return redirect("meetings:minutes-unlock", proposal.minutes.meeting_id)


@requires(Permission.MEETING_READ)
@require_POST
def unlocking_refuse(request: Request, pk: int) -> HttpResponse:
    """Refuse, with a reason."""
    proposal = _proposal(request, pk)
    if unlocking.own_answer(proposal, request.user) is None:
        raise PermissionDenied
    form = ReasonForm(request.POST, auto_id="nej-%s")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            unlocking.refuse(proposal, by=request.user, reason=reason, sign_in=sign_in_of(request))
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "Du har sagt nej. Sekreteraren får veta det.")
            return redirect("meetings:minutes-unlock", proposal.minutes.meeting_id)
    return _page(request, minutes_of(request, proposal.minutes.meeting_id), refuse_form=form)


@requires(Permission.MINUTES_CORRECT)
@require_POST
def unlocking_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take the proposal back, with a reason."""
    proposal = _proposal(request, pk)
    minutes = minutes_of(request, proposal.minutes.meeting_id)
    if not access.may_correct(request.user, minutes):
        raise PermissionDenied
    form = ReasonForm(request.POST, auto_id="ater-%s")
    if form.is_valid():
        try:
            unlocking.withdraw(proposal, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "Förslaget är återtaget. Anteckningarna är låsta som förut.")
            return redirect("meetings:minutes-unlock", minutes.meeting_id)
    return _page(request, minutes, withdraw_form=form)


@requires(Permission.MEETING_READ)
@require_GET
def version_pdf(request: Request, pk: int, number: int) -> HttpResponse:
    """The stored PDF of a version that was finished and has been opened since: the same bytes for ever."""
    minutes = minutes_of(request, pk)
    version = get_object_or_404(MinutesVersion, minutes=minutes, number=number)
    opened = superseded.unlocking_of(version)
    if opened is None or opened.was_pdf is None:
        raise Http404
    pdf = opened.was_pdf

    def stored() -> bytes:
        with pdf.file.open("rb") as file:
            return bytes(file.read())

    tree = from_bytes(bytes(version.content))
    content = giving_out.paper_of(tree, superseded.standing_then(opened), stored)
    name = papers.file_name(minutes).replace(".pdf", f"-version-{number}.pdf")
    headers = {"Content-Disposition": content_disposition_header(False, name) or ""}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
