"""After the minutes are finished: out to the group, filed, decisions dispatched; and versions as they were sent."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import dispatches, distribution, rounds, summaries, superseded
from meetings.comparing import compare
from meetings.documents import checksum
from meetings.forms.approval import DispatchForm, DistributeForm, TickForm
from meetings.models import Decision, Dispatch, Meeting, MinutesVersion
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .approval import minutes_of


@requires(Permission.MINUTES_SEND)
def minutes_distribute(request: Request, pk: int) -> HttpResponse:
    """Send the finished minutes to the group: the list of receivers, one button, and who has got them."""
    minutes = minutes_of(request, pk)
    if not access.may_send(request.user, minutes):
        raise PermissionDenied
    form = DistributeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = distribution.distribute(minutes, by=request.user, again=form.cleaned_data["again"])
        except NotAllowed as no:
            for reason in no.reasons:
                form.add_error(None, reason)
            minutes.refresh_from_db(fields=["distributed_at"])
        else:
            messages.success(request, f"Skickat till {len(sent)} mottagare.")
            return redirect("meetings:minutes-distribute", pk)
    recipients = distribution.recipients_of(minutes)
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "form": form,
        "recipients": [one for one in recipients if one.email],
        "without_address": [one for one in recipients if not one.email],
        "letters": list(distribution.letters_of(minutes)),
    }
    return page(request, "meetings/minutes_distribute.html", context)


@requires(Permission.MINUTES_SEND)
def minutes_summary(request: Request, pk: int) -> HttpResponse:
    """Decisions and uppdrag on one screen, to read aloud, print, or mail without the notes (B7)."""
    minutes = minutes_of(request, pk)
    if not access.may_send(request.user, minutes):
        raise PermissionDenied
    errors: list[str] = []
    if request.method == "POST":
        try:
            sent = summaries.send(
                minutes, by=request.user, is_understood=bool(request.POST.get("understood"))
            )
        except NotAllowed as no:
            errors = no.reasons
        else:
            messages.success(request, f"Sammanfattningen är skickad till {len(sent)} mottagare.")
            return redirect("meetings:minutes-summary", pk)
    return page(request, "meetings/minutes_summary.html", {**summaries.summary_of(minutes), "errors": errors})


@requires(Permission.MEETING_READ)
def version_detail(request: Request, pk: int, number: int) -> HttpResponse:
    """A version as it was sent out, and what differs from another (`?mot=1`)."""
    minutes = minutes_of(request, pk)
    version = get_object_or_404(MinutesVersion, minutes=minutes, number=number)
    opened = superseded.unlocking_of(version)
    if opened is None and not access.may_read_text(request.user, minutes):
        raise Http404
    others = list(minutes.versions.exclude(pk=version.pk).only("number", "frozen_at", "minutes"))
    against = request.GET.get("mot", "")
    other = (
        get_object_or_404(MinutesVersion, minutes=minutes, number=against) if against.isdecimal() else None
    )
    document = rounds.document_of_version(version)
    comparison = compare(rounds.document_of_version(other), document) if other else None
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "version": version,
        "opened": opened,
        "opened_words": superseded.words_of(opened) if opened else "",
        "corrections": list(superseded.corrections_of(opened)) if opened else [],
        "others": others,
        "other": other,
        "comparison": comparison,
        "items": rounds.shown_items(comparison.document if comparison else document, comparison),
        "document": document,
        "is_intact": checksum(bytes(version.content)) == version.sha256,
        "replies": list(version.replies.select_related("approver__person")),
    }
    return page(request, "meetings/version_detail.html", context)


# Expediering


def _decision_of(request: Request, pk: object) -> Decision:
    decision = get_object_or_404(Decision.objects.select_related("meeting"), pk=pk)
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=decision.meeting_id)
    if not access.may_send(request.user, meeting.minutes):
        raise PermissionDenied
    return decision


@requires(Permission.MINUTES_SEND)
def decision_dispatches(request: Request, pk: str) -> HttpResponse:
    """To whom a decision is sent, how, and when it was done."""
    decision = _decision_of(request, pk)
    form = DispatchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            dispatches.add(decision, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            return redirect("meetings:decision-dispatches", pk)
    context = {
        "decision": decision,
        "meeting": decision.meeting,
        "dispatches": list(decision.dispatches.select_related("ticked_by__person")),
        "form": form,
        "tick_form": TickForm(),
    }
    return page(request, "meetings/decision_dispatches.html", context)


@requires(Permission.MINUTES_SEND)
@require_POST
def dispatch_tick(request: Request, pk: int) -> HttpResponse:
    """Note that it has gone out; `what=untick` takes that back, `what=remove` takes the receiver off."""
    row = get_object_or_404(Dispatch, pk=pk)
    decision = _decision_of(request, row.decision_id)
    form = TickForm(request.POST)
    what = request.POST.get("what", "tick")
    try:
        if what == "remove":
            dispatches.remove(row, by=request.user)
        elif what == "untick":
            dispatches.untick(row, by=request.user)
        elif form.is_valid():
            dispatches.tick(row, by=request.user, sent_on=form.cleaned_data["sent_on"])
        else:
            messages.error(
                request, " ".join(str(error) for errors in form.errors.values() for error in errors)
            )
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:decision-dispatches", decision.pk)
