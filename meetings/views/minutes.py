"""A meeting's page: agenda before, minutes after. What of it this reader may see is asked of `access`."""

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from meetings.actions import reading
from meetings.models import AgendaItem, Correction, Meeting, MeetingBody, Notice
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page


@requires(Permission.MEETING_READ)
@require_GET
def meeting_detail(request: Request, pk: int) -> HttpResponse:
    """Minutes as a page, the primary form of them (C16); before they exist, the agenda."""
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user)
        .select_related(
            "minutes__word",
            "minutes__current_version",
            "minutes__pdf",
            "chair",
            "secretary",
            "letterhead__organisation",
        )
        .defer("minutes__current_version__content")
        .annotate(
            is_corrected=Exists(Correction.objects.filter(minutes__meeting=OuterRef("pk"))),
            has_notice=Exists(Notice.objects.filter(meeting=OuterRef("pk"))),
            is_filed=Exists(AgendaItem.objects.standing().filter(files_minutes__meeting=OuterRef("pk"))),
        )
        .prefetch_related(Prefetch("meeting_bodies", MeetingBody.objects.select_related("body"))),
        pk=pk,
    )
    return page(request, "meetings/meeting_detail.html", reading.page_of(meeting, request.user))
