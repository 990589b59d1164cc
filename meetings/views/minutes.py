"""A meeting's page: agenda before, minutes after. What of it this reader may see is asked of `access`."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from meetings import access
from meetings.actions import imports, plans, reading
from secretariat.lib.access import Permission, requires
from secretariat.lib.days import weeks_in_words
from secretariat.lib.pages import Request, page
from secretariat.registry import seen

UNMASKED = "såg anteckningar utan maskning"


@requires(Permission.MEETING_READ)
@require_GET
def meeting_detail(request: Request, pk: int) -> HttpResponse:
    """Minutes as a page, the primary form of them (C16); before they exist, the agenda."""
    meeting = reading.MEETINGS.first(pk)
    if meeting is None or not access.may_know_of(request.user, meeting):
        raise Http404
    context = reading.page_of(meeting, request.user)
    is_to_come = meeting.date is not None and meeting.date >= timezone.localdate()
    context["clashes"] = plans.clashes_of(meeting) if is_to_come and context["may_edit"] else []
    context["original"] = imports.original_of(meeting) if context["may_draft"] else None
    first, last = meeting.window_from, meeting.window_to
    context["weeks"] = weeks_in_words(first, last) if first and last and not meeting.date else ""
    if meeting.has_masks and context["has_text"]:  # type: ignore[attr-defined]
        seen.note(request, UNMASKED, about=meeting.minutes)
    return page(request, "meetings/meeting_detail.html", context)
