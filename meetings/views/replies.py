"""The approver reads and answers: justera, begär ändring, avstå; and gets a receipt (N3, interface 2.3 b)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import approvers, rounds
from meetings.actions import minutes as minutes_actions
from meetings.forms.approval import AbstainForm
from meetings.models import AgendaItem, Approver, Minutes, Reply
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.accounts import visitors_address

from .approval import minutes_of

_METHODS = {
    "code": "kod i e-post",
    "password": "lösenord",
    "mfa": "tvåfaktor",
    "socialaccount": "organisationens inloggning",
}
_LONGEST = Reply._meta.get_field("method").max_length or 0


def sign_in_method(request: Request) -> str:
    """How the person logged in, in words, for the evidence (C5). Where there is no room for all, the latest."""
    used = request.session.get("account_authentication_methods", [])
    words = list(dict.fromkeys(_way_in(one) for one in used))
    while len(" och ".join(words)) > _LONGEST:
        words.pop(0)
    return " och ".join(words) or "inloggad"


def _way_in(record: dict[str, Any]) -> str:
    """One thing that was shown, with how sure the provider was where one was asked."""
    method = str(record.get("method", ""))
    level = f", nivå {record['level']}" if record.get("level") else ""
    return _METHODS.get(method, method) + level


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
def minutes_approve(request: Request, pk: int) -> HttpResponse:
    """The approver's page, made for a phone: what you confirm, decisions, the whole text, two buttons (2.3 b)."""
    minutes, mine = _mine(request, pk)
    if request.method == "POST":
        try:
            minutes_actions.approve(
                minutes,
                by=request.user,
                ip=visitors_address(request),
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
        rounds.note_opened(minutes, by=request.user, ip=visitors_address(request))
    context |= {
        "typed": typed.get("typed", {}),
        "typed_on_all": typed.get("typed_on_all", ""),
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
            minutes, by=request.user, comments=comments, ip=visitors_address(request), method=sign_in_method(request),
            version=_version(request),
        )  # fmt: skip
    except NotAllowed as no:
        said = {key: typed[name] for name, key in keys.items()}
        return _approve_page(
            request, minutes, mine, typed=said, typed_on_all=typed.get("punkt-allt", ""), errors=no.reasons
        )
    messages.success(request, "Sekreteraren har fått din begäran. Du får ett brev när den är åtgärdad.")
    return redirect("meetings:minutes-approve", pk)


@requires(Permission.MINUTES_APPROVE)
def minutes_abstain(request: Request, pk: int) -> HttpResponse:
    """Jag avstår: asks for a reason."""
    minutes, mine = _mine(request, pk)
    form = AbstainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            minutes_actions.abstain(
                minutes, by=request.user, reason=form.cleaned_data["reason"], ip=visitors_address(request),
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
