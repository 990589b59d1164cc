"""Justering: the secretary sends and follows a round, the approver reads and answers (C1–C5)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import approvers, gaps, proposals, rounds
from meetings.actions import minutes as minutes_actions
from meetings.forms.approval import (
    AbstainForm,
    AddApproverForm,
    ReasonForm,
    ReplaceForm,
    RequestAnswerForm,
    SendForm,
)
from meetings.models import AgendaItem, Approver, ChangeRequest, Meeting, Minutes, Reply
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

_METHODS = {
    "code": "kod i e-post",
    "password": "lösenord",
    "mfa": "tvåfaktor",
    "socialaccount": "e-legitimation",
}


def minutes_of(request: Request, pk: int) -> Minutes:
    """The minutes of a meeting that exists for this user; else 404."""
    get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    rows = Minutes.objects.select_related(
        "meeting__secretary", "meeting__chair", "word", "current_version", "pdf", "sent_by__person"
    ).prefetch_related("meeting__meeting_bodies__body", "approvers")
    return get_object_or_404(rows, meeting=pk)


def sign_in_method(request: Request) -> str:
    """How the person logged in, in words, for the evidence (C5)."""
    used = request.session.get("account_authentication_methods", [])
    words = [_METHODS.get(one.get("method", ""), one.get("method", "")) for one in used]
    return " och ".join(dict.fromkeys(words)) or "inloggad"


def _ip(request: Request) -> str | None:
    return request.META.get("REMOTE_ADDR") or None


def _say(request: Request, no: NotAllowed) -> None:
    for reason in no.reasons:
        messages.error(request, reason)


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
    form = SendForm(request.POST or None, initial={"deadline": _default_deadline(minutes)})
    if request.method == "POST" and form.is_valid():
        try:
            if has_approval:
                _send(request, minutes, form.cleaned_data["deadline"])
            else:
                minutes_actions.finalise(minutes, by=request.user)
                messages.success(request, "Anteckningarna är fastställda och låsta. Nu kan du skicka ut dem.")
                return redirect("meetings:minutes-distribute", pk)
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


# The approver answers


def _mine(request: Request, pk: int) -> tuple[Minutes, Approver]:
    minutes = minutes_of(request, pk)
    mine = access.own_approver(request.user, minutes)
    if mine is None:
        raise PermissionDenied
    return minutes, mine


@requires(Permission.MINUTES_APPROVE)
def minutes_approve(request: Request, pk: int) -> HttpResponse:
    """The approver's page, made for a phone: what you confirm, decisions, the whole text, two buttons (2.3 b)."""
    minutes, mine = _mine(request, pk)
    if request.method == "POST":
        try:
            minutes_actions.approve(
                minutes,
                by=request.user,
                ip=_ip(request),
                method=sign_in_method(request),
                version=_version(request),
            )
        except NotAllowed as no:
            return _kindly(request, minutes, mine, no)
        return redirect("meetings:minutes-receipt", pk)
    return _approve_page(request, minutes, mine)


def _approve_page(request: Request, minutes: Minutes, mine: Approver, **typed: Any) -> HttpResponse:
    only_changed = request.GET.get("visa") == "andrat"
    context = rounds.reading_page(minutes, mine, user=request.user, only_changed=only_changed)
    if minutes.is_out and request.method == "GET":
        rounds.note_opened(minutes, by=request.user, ip=_ip(request))
    context |= {
        "typed": typed.get("typed", {}),
        "errors": typed.get("errors", []),
        "has_approved": approvers.has_approved(mine),
    }
    return page(request, "meetings/minutes_approve.html", context)


def _version(request: Request) -> int | None:
    number = request.POST.get("version", "")
    return int(number) if number.isdecimal() else None


def _kindly(request: Request, minutes: Minutes, mine: Approver, no: NotAllowed) -> HttpResponse:
    """A second click gets the receipt; other refusals are told on the page."""
    if Reply.objects.filter(
        approver=mine, version=minutes.current_version, answer=Reply.Answer.APPROVED
    ).exists():
        messages.info(request, str(no))
        return redirect("meetings:minutes-receipt", minutes.meeting_id)
    _say(request, no)
    return redirect("meetings:minutes-approve", minutes.meeting_id)


@requires(Permission.MINUTES_APPROVE)
@require_POST
def minutes_change(request: Request, pk: int) -> HttpResponse:
    """Begär ändring: words per item, or about the text as a whole."""
    minutes, mine = _mine(request, pk)
    typed = {
        name: text
        for name, text in request.POST.items()
        if name.startswith("punkt-") and isinstance(text, str)
    }
    keys = {name: int(name[6:]) for name in typed if name[6:].isdecimal()}
    items = (
        AgendaItem.objects.standing()
        .filter(meeting=minutes.meeting)
        .select_related("parent")
        .in_bulk(keys.values())
    )
    comments: dict[AgendaItem | None, str] = {
        items[keys[name]]: text for name, text in typed.items() if name in keys and keys[name] in items
    }
    comments[None] = typed.get("punkt-allt", "")
    try:
        minutes_actions.request_changes(
            minutes, by=request.user, comments=comments, ip=_ip(request), method=sign_in_method(request),
            version=_version(request),
        )  # fmt: skip
    except NotAllowed as no:
        said = {key: typed[name] for name, key in keys.items()} | {"allt": typed.get("punkt-allt", "")}
        return _approve_page(request, minutes, mine, typed=said, errors=no.reasons)
    messages.success(request, "Sekreteraren har fått din begäran. Du får ett brev när den är åtgärdad.")
    return redirect("meetings:minutes-approve", pk)


@requires(Permission.MINUTES_APPROVE)
def minutes_abstain(request: Request, pk: int) -> HttpResponse:
    """Jag avstår: asks for a reason."""
    minutes, mine = _mine(request, pk)
    form = AbstainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            minutes_actions.abstain(
                minutes, by=request.user, reason=form.cleaned_data["reason"], ip=_ip(request),
                method=sign_in_method(request),
            )  # fmt: skip
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "Tack för beskedet. Sekreteraren har fått veta att du avstår.")
            return redirect("meetings:minutes-receipt", pk)
    context = {"minutes": minutes, "meeting": minutes.meeting, "mine": mine, "form": form}
    return page(request, "meetings/minutes_abstain.html", context)


@requires(Permission.MINUTES_APPROVE)
def minutes_receipt(request: Request, pk: int) -> HttpResponse:
    """What I answered, when and how, and the PDF when all are done."""
    minutes, mine = _mine(request, pk)
    reply = mine.replies.select_related("version").order_by("-answered_at").first()
    if reply is None:
        raise Http404
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "mine": mine,
        "reply": reply,
        "holds": reply.version_id == minutes.current_version_id,
        "standing": [one for one in approvers.overview(minutes) if one.approver.removed_at is None],
        "secretary": minutes.meeting.secretary,
    }
    return page(request, "meetings/minutes_receipt.html", context)
