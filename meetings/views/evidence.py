"""How minutes were approved, on a page and on paper: for the office, the chair and those who approved (C5)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from meetings import access
from meetings.actions import evidence
from meetings.models import Minutes
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
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
    """Who approved, when, how they had logged in, and of which bytes."""
    minutes = finished_minutes(request, pk)
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "evidence": evidence.evidence_of(minutes),
    }
    log.write("såg justeringsintyg", by=request.user, about=minutes)
    return page(request, "meetings/minutes_evidence.html", context)


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
