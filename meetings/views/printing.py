"""Minutes on paper, to read or save."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from meetings import access
from meetings.actions import papers, printing
from meetings.models import Minutes
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request


def _minutes(request: Request, pk: int) -> Minutes:
    rows = Minutes.objects.select_related("meeting", "word", "pdf").prefetch_related(
        "meeting__meeting_bodies__body"
    )
    minutes = get_object_or_404(rows, meeting=pk)
    if not access.may_read_text(request.user, minutes):
        raise PermissionDenied
    return minutes


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(False, name) or "",
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@requires(Permission.MEETING_READ)
def minutes_pdf(request: Request, pk: int) -> HttpResponseBase:
    """The minutes as PDF: stored bytes when finished, else as they stand (C15). Where none can be made it says why."""
    minutes = _minutes(request, pk)
    try:
        content = printing.pdf_of(minutes.meeting)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect(minutes.meeting)
    return _file(content, papers.file_name(minutes))


@requires(Permission.MEETING_READ)
def minutes_original(request: Request, pk: int) -> HttpResponseBase:
    """The bytes stored when the minutes were finished, also after a rättelse: no page is silently replaced (C7)."""
    minutes = _minutes(request, pk)
    if minutes.pdf is None:
        return redirect("meetings:minutes-pdf", pk)
    return _file(printing.original_of(minutes), papers.file_name(minutes))


@requires(Permission.MEETING_READ)
def summary_pdf(request: Request, pk: int) -> HttpResponseBase:
    """Beslutssammanfattning on paper (B7)."""
    minutes = _minutes(request, pk)
    try:
        content = printing.summary_pdf_of(minutes.meeting)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect(minutes.meeting)
    return _file(content, f"beslutssammanfattning-{papers.file_name(minutes)}")
