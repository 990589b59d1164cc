"""The approver reads and answers: justera, begär ändring, avstå; and gets a receipt (N3, interface 2.3 b)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import approvers, rounds, sign_in_rules
from meetings.actions import minutes as minutes_actions
from meetings.forms.approval import AbstainForm
from meetings.models import AgendaItem, Approver, Minutes, Reply
from secretariat.lib import unsent
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.lib.unsent import kept_when_logged_out
from secretariat.registry.accounts import visitors_address
from secretariat.registry.sign_ins import sign_in_of

from .approval import minutes_of

_ON_ALL = "punkt-allt"


def _say(request: Request, no: NotAllowed) -> None:
    for reason in no.reasons:
        messages.error(request, reason)


def _mine(request: Request, pk: int) -> tuple[Minutes, Approver]:
    minutes = minutes_of(request, pk)
    mine = access.own_approver(request.user, minutes)
    if mine is None:
        raise PermissionDenied
    return minutes, mine


@requires(Permission.MINUTES_APPROVE)
@kept_when_logged_out(back="meetings:minutes-approve")
def minutes_approve(request: Request, pk: int) -> HttpResponse:
    """The approver's page, made for a phone: what you confirm, decisions, the whole text, two buttons (2.3 b)."""
    minutes, mine = _mine(request, pk)
    if request.method == "POST":
        try:
            sign_in, version = sign_in_of(request), _version(request)
            minutes_actions.approve(minutes, by=request.user, sign_in=sign_in, version=version)
        except NotAllowed as no:
            return _kindly(request, minutes, mine, no)
        unsent.forget(request)
        return redirect("meetings:minutes-receipt", pk)
    return _approve_page(request, minutes, mine, **_unsent(request, minutes, mine))


def _unsent(request: Request, minutes: Minutes, mine: Approver) -> dict[str, Any]:
    """Wishes that this approver had typed before logging in again."""
    said = unsent.typed_on(request, reverse("meetings:minutes-approve", args=[minutes.meeting_id]))
    if said.pop("mine", "") != str(mine.pk):
        return {}
    typed = {int(name[6:]): text for name, text in said.items() if name[6:].isdecimal()}
    return {"typed": typed, "typed_on_all": said.get(_ON_ALL, "")}


def _approve_page(request: Request, minutes: Minutes, mine: Approver, **typed: Any) -> HttpResponse:
    only_changed = request.GET.get("visa") == "andrat"
    context = rounds.reading_page(minutes, mine, user=request.user, only_changed=only_changed)
    if minutes.is_out and request.method == "GET":
        rounds.note_opened(minutes, by=request.user, ip=visitors_address(request))
    context |= {
        "typed": typed.get("typed", {}),
        "typed_on_all": typed.get("typed_on_all", ""),
        "errors": typed.get("errors", []),
        "has_approved": approvers.has_approved(mine),
        "must_log_in": sign_in_rules.obstacles_to_trusting(minutes, sign_in_of(request)),
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
    page_of_it = reverse("meetings:minutes-approve", args=[minutes.meeting_id])
    if not sign_in_rules.obstacles_to_trusting(minutes, sign_in_of(request)):
        return redirect(page_of_it)
    unsent.keep(request, page_of_it)
    asked = {"niva": sign_in_rules.demand_of(minutes).level, "next": page_of_it}
    return redirect(f"{reverse('account_again')}?{urlencode(asked)}")


@requires(Permission.MINUTES_APPROVE)
@kept_when_logged_out(back="meetings:minutes-approve")
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
    comments[None] = typed.get(_ON_ALL, "")
    try:
        minutes_actions.request_changes(
            minutes,
            by=request.user,
            comments=comments,
            sign_in=sign_in_of(request),
            version=_version(request),
        )
    except NotAllowed as no:
        said = {key: typed[name] for name, key in keys.items()}
        return _approve_page(
            request, minutes, mine, typed=said, typed_on_all=typed.get(_ON_ALL, ""), errors=no.reasons
        )
    unsent.forget(request)
    messages.success(request, "Sekreteraren har fått din begäran. Du får ett brev när den är åtgärdad.")
    return redirect("meetings:minutes-approve", pk)


@requires(Permission.MINUTES_APPROVE)
@kept_when_logged_out(back="meetings:minutes-abstain")
def minutes_abstain(request: Request, pk: int) -> HttpResponse:
    """Jag avstår: asks for a reason."""
    minutes, mine = _mine(request, pk)
    kept = unsent.typed_on(request, request.path)
    initial = {"reason": kept.get("reason", "") if kept.get("mine") == str(mine.pk) else ""}
    form = AbstainForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            minutes_actions.abstain(
                minutes, by=request.user, reason=form.cleaned_data["reason"], sign_in=sign_in_of(request)
            )
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            unsent.forget(request)
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
