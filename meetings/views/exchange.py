"""A meeting as a file in the exchange format."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from meetings import access
from meetings.actions.exchange import writing
from meetings.models import Meeting
from secretariat.lib import hiding
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request


@requires(Permission.MINUTES_DRAFT)
@require_GET
def meeting_json(request: Request, pk: int) -> HttpResponse:
    """The meeting as JSON, for those who keep it, without those whose data are protected (M2, D7)."""
    meeting = _kept(request, pk)
    return _file(meeting, writing.fetch(meeting, by=request.user))


@hiding.open_to_writers
@requires(Permission.RECORDS_RELEASE)
@require_GET
def meeting_json_whole(request: Request, pk: int) -> HttpResponse:
    """The whole meeting as JSON, protected persons too: to take in elsewhere, as an archive package (M2)."""
    meeting = _kept(request, pk)
    return _file(meeting, writing.fetch_whole(meeting, by=request.user))


def _kept(request: Request, pk: int) -> Meeting:
    """A meeting whose minutes whoever asks may write. Raises Http404, PermissionDenied."""
    rows = Meeting.objects.select_related("minutes").prefetch_related("meeting_bodies__body")
    meeting = get_object_or_404(rows, pk=pk)
    if not access.may_draft(request.user, meeting):
        raise PermissionDenied
    return meeting


def _file(meeting: Meeting, content: bytes) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(True, writing.file_name(meeting)) or "",
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(content, content_type="application/json", headers=headers)
