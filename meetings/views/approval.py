"""Justering: the secretary sends and follows a round, the approver reads and answers (C1–C5)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import approvers, gaps, proposals, rounds
from meetings.actions import minutes as minutes_actions
from meetings.forms.approval import (
    AddApproverForm,
    ReasonForm,
    ReplaceForm,
    RequestAnswerForm,
    SendForm,
)
from meetings.models import Approver, ChangeRequest, Minutes
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed


def minutes_of(request: Request, pk: int) -> Minutes:
    """The minutes of a meeting that exists for this user; else 404."""
    rows = Minutes.objects.select_related(
        "meeting__secretary", "meeting__chair", "word", "current_version", "pdf", "sent_by__person"
    ).prefetch_related("meeting__meeting_bodies__body", "approvers")
    minutes = get_object_or_404(rows, meeting=pk)
    if not access.may_know_of(request.user, minutes.meeting):
        raise Http404
    return minutes


# The secretary sends


@requires(Permission.MINUTES_SEND)
def minutes_send(request: Request, pk: int) -> HttpResponse:
    """What hinders, reminders, the list of approvers, the deadline, and the button; or fastställ."""
    minutes = minutes_of(request, pk)
    if not access.may_finalise(request.user, minutes):
        raise PermissionDenied
    if not minutes.is_draft:
        return redirect("meetings:minutes-approval", pk)
    has_approval = minutes_actions.has_approval(minutes.meeting)
    form = SendForm(
        request.POST if request.method == "POST" else None, initial={"deadline": _default_deadline(minutes)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            if has_approval:
                _send(request, minutes, form.cleaned_data["deadline"])
            else:
                minutes_actions.finalise(minutes, by=request.user)
                messages.success(request, "Anteckningarna är fastställda och låsta. Nu kan du skicka ut dem.")
                may_send_out = access.may_send(request.user, minutes)
                return redirect("meetings:minutes-distribute", pk) if may_send_out else redirect(minutes)
        except NotAllowed as no:
            for reason in no.reasons:
                form.add_error(None, reason)
        else:
            return redirect("meetings:minutes-approval", pk)
    return page(request, "meetings/minutes_send.html", _send_context(minutes, form=form))


def _send(request: Request, minutes: Minutes, deadline: dt.date | None) -> None:
    if not access.may_send(request.user, minutes):
        raise PermissionDenied
    minutes_actions.send_for_approval(minutes, by=request.user, deadline=deadline)
    messages.success(request, "Skickat för justering. Texten är låst tills alla har svarat.")


def _default_deadline(minutes: Minutes) -> dt.date:
    return minutes_actions.default_deadline(minutes, today=timezone.localdate())


def _send_context(minutes: Minutes, **forms: Any) -> dict[str, Any]:
    listed = approvers.overview(minutes)
    hindering = gaps.hindering(minutes)
    has_approval = minutes_actions.has_approval(minutes.meeting)
    proposed = [] if listed else proposals.proposed(minutes)
    is_ready = not hindering and (not has_approval or bool(minutes_actions.approvers_to_be(minutes)))
    return {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "has_approval": has_approval,
        "hindering": hindering,
        "worth_knowing": gaps.worth_knowing(minutes),
        "proposed": proposed,
        "standing": [one for one in listed if one.approver.removed_at is None],
        "struck": [one for one in listed if one.approver.removed_at],
        "left_out": approvers.left_out(minutes),
        "unreachable": approvers.unreachable(minutes) if has_approval else [],
        "withdrawn": rounds.withdrawn(minutes),
        "is_ready": is_ready,
        "candidates": approvers.candidates(minutes),
        "form": forms.get("form") or SendForm(initial={"deadline": _default_deadline(minutes)}),
        "add_form": forms.get("add_form") or AddApproverForm(minutes=minutes),
        "remove_form": forms.get("remove_form") or ReasonForm(),
        "removing": forms.get("removing"),
    }


def _may_change_list(request: Request, pk: int) -> Minutes:
    minutes = minutes_of(request, pk)
    if not access.may_send(request.user, minutes):
        raise PermissionDenied
    return minutes


@requires(Permission.MINUTES_SEND)
@require_POST
def approver_add(request: Request, pk: int) -> HttpResponse:
    """Put somebody on the list, with the reason."""
    minutes = _may_change_list(request, pk)
    form = AddApproverForm(request.POST, minutes=minutes)
    if form.is_valid() and form.person:
        try:
            capacity = form.cleaned_data["capacity"]
            approvers.add(
                minutes, by=request.user, person=form.person, reason=form.cleaned_data["reason"], capacity=capacity,
                is_reserve=capacity == Approver.Capacity.SUBSTITUTE,
            )  # fmt: skip
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, f"{form.person} står på listan.")
            return redirect("meetings:minutes-send", pk)
    return page(request, "meetings/minutes_send.html", _send_context(minutes, add_form=form))


@requires(Permission.MINUTES_SEND)
@require_POST
@transaction.atomic
def approver_remove(request: Request, pk: int, person: int) -> HttpResponse:
    """Strike somebody off the list, with the reason. Works on a list that is only proposed, too."""
    minutes = _may_change_list(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            approvers.propose(minutes, by=request.user)
            row = get_object_or_404(Approver, minutes=minutes, person=person, removed_at=None)
            approvers.remove(row, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, f"{row.person} är struken.")
            return redirect("meetings:minutes-send", pk)
    return page(
        request, "meetings/minutes_send.html", _send_context(minutes, remove_form=form, removing=person)
    )


# The secretary follows the round


@requires(Permission.MINUTES_SEND)
def minutes_approval(request: Request, pk: int) -> HttpResponse:
    """Where the round is: answers, wishes, ersättare, taking back."""
    minutes = _may_change_list(request, pk)
    return page(request, "meetings/minutes_approval.html", _round_context(minutes), part="minutes-approval")


def _round_context(minutes: Minutes, **forms: Any) -> dict[str, Any]:
    return {
        **rounds.round_of(minutes),
        "may_send": True,
        "candidates": approvers.candidates(minutes) if minutes.is_out else [],
        "reserves": approvers.reserves(minutes),
        "take_back_form": forms.get("take_back_form") or ReasonForm(),
        "replace_form": forms.get("replace_form") or ReplaceForm(minutes=minutes),
        "without_form": forms.get("without_form") or ReasonForm(),
        "answer_form": RequestAnswerForm(),
        "acting_on": forms.get("acting_on"),
    }


@requires(Permission.MINUTES_SEND)
@require_POST
def minutes_take_back(request: Request, pk: int) -> HttpResponse:
    """Make the minutes a draft again, with the reason."""
    minutes = _may_change_list(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            minutes_actions.take_back(minutes, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "Texten är tillbaka som utkast. Justerarna har fått veta det.")
            return redirect(minutes)
    return page(request, "meetings/minutes_approval.html", _round_context(minutes, take_back_form=form))


@requires(Permission.MINUTES_SEND)
@require_POST
def approver_replace(request: Request, pk: int, approver: int) -> HttpResponse:
    """Call in the ersättare, or somebody else, for one who cannot."""
    minutes = _may_change_list(request, pk)
    row = get_object_or_404(Approver, minutes=minutes, pk=approver)
    form = ReplaceForm(request.POST, minutes=minutes)
    if form.is_valid():
        try:
            new = approvers.replace(
                row, by=request.user, reason=form.cleaned_data["reason"], person=form.person
            )
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(
                request, f"{new.person} är inkallad i stället för {row.person} och har fått ett brev."
            )
            return redirect("meetings:minutes-approval", pk)
    return page(
        request,
        "meetings/minutes_approval.html",
        _round_context(minutes, replace_form=form, acting_on=approver),
    )


@requires(Permission.MINUTES_SEND)
@require_POST
def approver_release(request: Request, pk: int, approver: int) -> HttpResponse:
    """Go on without one who abstained or does not answer."""
    minutes = _may_change_list(request, pk)
    row = get_object_or_404(Approver, minutes=minutes, pk=approver)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            minutes_actions.go_on_without(row, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, f"{row.person} behöver inte längre justera.")
            return redirect("meetings:minutes-approval", pk)
    return page(
        request,
        "meetings/minutes_approval.html",
        _round_context(minutes, without_form=form, acting_on=approver),
    )


@requires(Permission.MINUTES_SEND)
@require_POST
def request_answer(request: Request, pk: int, wish: int) -> HttpResponse:
    """Note a wish as dealt with, and tell the approver."""
    minutes = _may_change_list(request, pk)
    row = get_object_or_404(ChangeRequest, pk=wish, reply__version__minutes=minutes)
    form = RequestAnswerForm(request.POST)
    if form.is_valid():
        minutes_actions.answer_request(row, by=request.user, answer=form.cleaned_data["answer"])
        messages.success(request, f"{row.reply.approver.person} har fått veta det.")
    return redirect("meetings:minutes-approval", pk)
