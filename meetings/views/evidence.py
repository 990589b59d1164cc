"""How minutes were approved, on a page and on paper: for the office, the chair and those who approved (C5)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import evidence, signed_copies
from meetings.forms.evidence import SignedCopyForm
from meetings.models import Minutes
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry import seen
from secretariat.registry.actions import log

from .approval import minutes_of


def finished_minutes(request: Request, pk: int) -> Minutes:
    """The finished minutes of a meeting whose evidence the user may see; 404 before they are finished."""
    minutes = minutes_of(request, pk)
    if not access.may_see_evidence(request.user, minutes):
        raise PermissionDenied
    if not minutes.is_finished:
        raise Http404
    return minutes


@requires(Permission.MEETING_READ)
@require_GET
def minutes_evidence(request: Request, pk: int) -> HttpResponse:
    """Who approved, when, how they had logged in, and of which bytes; copies that were signed elsewhere."""
    minutes = finished_minutes(request, pk)
    seen.note(request, "såg justeringsintyg", about=minutes)
    return _page(request, minutes, SignedCopyForm())


@requires(Permission.MINUTES_SEND)
@require_POST
def signed_copy_add(request: Request, pk: int) -> HttpResponse:
    """Take in a PDF that a signing service has signed."""
    minutes = finished_minutes(request, pk)
    if not access.may_send(request.user, minutes):
        raise PermissionDenied
    form = SignedCopyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            signed_copies.take_in(minutes, upload=form.cleaned_data["file"], by=request.user)
        except NotAllowed as no:
            form.add_error("file", no.reasons)
        else:
            messages.success(
                request, "Det underskrivna exemplaret är sparat. Nedan står vad som hittades i det."
            )
            return redirect("meetings:minutes-evidence", pk)
    return _page(request, minutes, form)


def _page(request: Request, minutes: Minutes, form: SignedCopyForm) -> HttpResponse:
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "evidence": evidence.evidence_of(minutes),
        "copies": minutes.signed_copies.select_related("file", "received_by__person"),
        "may_add": access.may_send(request.user, minutes),
        "form": form,
    }
    return page(request, "meetings/minutes_evidence.html", context, status=422 if form.errors else 200)


@requires(Permission.MEETING_READ)
@require_GET
def evidence_pdf(request: Request, pk: int) -> HttpResponse:
    """The same on paper. Where no PDF can be made, the page says why."""
    made = evidence.evidence_of(finished_minutes(request, pk))
    if made is None:
        raise Http404
    try:
        content = evidence.render(made)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect("meetings:minutes-evidence", pk)
    log.write("hämtade justeringsintyg", by=request.user, about=made.minutes)
    headers = {"Content-Disposition": content_disposition_header(False, made.file_name) or ""}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
