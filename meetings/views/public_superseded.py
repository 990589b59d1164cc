"""What was published of a version that has been unlocked: shown as it was, until the new one is finished (C8, C10)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from meetings.actions import papers, superseded_copies
from secretariat.lib.pages import Request, page

from . import public


@login_not_required
@require_GET
def public_meeting(request: Request, pk: int) -> HttpResponse:
    """Published minutes; while a new version is written the old copy, which says so and stands in no list."""
    copy = superseded_copies.open_copy(pk)
    if copy is None:
        return public.public_meeting(request, pk)
    context = {
        "meeting": copy.minutes.meeting,
        "copy": copy,
        "canonical": settings.BASE_URL + request.path,
        "noindex": True,
        "trail": [("Öppna möten och beslut", reverse("meetings:public-start")), (copy.document.title, "")],
    }
    return page(request, "meetings/public_superseded.html", context)


@login_not_required
@require_GET
def public_pdf(request: Request, pk: int) -> HttpResponseBase:
    """The PDF of what is published; while a new version is written the stored one of the old copy."""
    copy = superseded_copies.open_copy(pk)
    if copy is None:
        return public.public_pdf(request, pk)
    if copy.pdf is None:
        raise Http404
    with copy.pdf.file.open("rb") as stored:
        content = stored.read()
    headers = {"Content-Disposition": content_disposition_header(False, papers.file_name(copy.minutes)) or ""}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
