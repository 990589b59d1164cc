"""Minutes on paper and as Word files, to read or save."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from meetings import access
from meetings.actions import extracts, giving_out, papers, printing, word_papers
from meetings.models import AgendaItem, Minutes
from secretariat.lib import pdf, word
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request
from secretariat.registry import seen

from .minutes import UNMASKED


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


def _note(request: Request, minutes: Minutes) -> None:
    """What is masked for others is logged when it is read as it is (D8). Files that are saved are logged anyway."""
    if minutes.masks.exists():
        seen.note(request, UNMASKED, about=minutes)


def word_file(content: bytes, name: str) -> HttpResponse:
    """A Word file, to be saved."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "",
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(content, content_type=word.CONTENT_TYPE, headers=headers)


@requires(Permission.MEETING_READ)
def minutes_pdf(request: Request, pk: int) -> HttpResponseBase:
    """The minutes as PDF: stored bytes when finished, else as they stand (C15). Where none can be made it says why."""
    minutes = _minutes(request, pk)
    try:
        content = giving_out.pdf_of(minutes.meeting)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect(minutes.meeting)
    _note(request, minutes)
    return _file(content, papers.file_name(minutes))


@requires(Permission.MEETING_READ)
def minutes_original(request: Request, pk: int) -> HttpResponseBase:
    """The bytes stored when the minutes were finished, also after a rättelse: no page is silently replaced (C7)."""
    minutes = _minutes(request, pk)
    if minutes.pdf is None or giving_out.hides_from(request.user, minutes):
        return redirect("meetings:minutes-pdf", pk)
    return _file(printing.original_of(minutes), papers.file_name(minutes))


@requires(Permission.MEETING_READ)
def summary_pdf(request: Request, pk: int) -> HttpResponseBase:
    """Beslutssammanfattning on paper (B7)."""
    minutes = _minutes(request, pk)
    try:
        content = giving_out.summary_pdf_of(minutes.meeting)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect(minutes.meeting)
    _note(request, minutes)
    return _file(content, f"beslutssammanfattning-{papers.file_name(minutes)}")


@requires(Permission.MEETING_READ)
def minutes_word(request: Request, pk: int) -> HttpResponseBase:
    """The minutes as a Word file, from the same tree as the PDF (C15)."""
    minutes = _minutes(request, pk)
    name = papers.file_name(minutes).replace(".pdf", ".docx")
    return word_file(word_papers.word_of(minutes.meeting), name)


@requires(Permission.MEETING_READ)
def summary_word(request: Request, pk: int) -> HttpResponseBase:
    """Beslutssammanfattning as a Word file (B7)."""
    minutes = _minutes(request, pk)
    name = f"beslutssammanfattning-{papers.file_name(minutes)}".replace(".pdf", ".docx")
    return word_file(word_papers.summary_word_of(minutes.meeting), name)


def _extract(request: Request, pk: int, item: int) -> extracts.Extract:
    minutes = _minutes(request, pk)
    found = extracts.extract_of(minutes, get_object_or_404(AgendaItem, pk=item, meeting=pk))
    if found is None:
        raise Http404
    return found


@requires(Permission.MEETING_READ)
def extract_pdf(request: Request, pk: int, item: int) -> HttpResponseBase:
    """Protokollsutdrag of one point as PDF (C11). Where none can be made the meeting's page says why."""
    found = _extract(request, pk, item)
    try:
        content = extracts.pdf_of(found)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect("meetings:meeting-detail", pk)
    return _file(content, f"{found.file_name}.pdf")


@requires(Permission.MEETING_READ)
def extract_word(request: Request, pk: int, item: int) -> HttpResponseBase:
    """Protokollsutdrag of one point as a Word file (C11)."""
    found = _extract(request, pk, item)
    return word_file(extracts.word_of(found), f"{found.file_name}.docx")
