"""What people put into the year: one activity, a new one, changed, removed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.yearwheel.models import Activity


@requires(Permission.YEAR_READ)
@require_GET
def activity_detail(request: Request, pk: int) -> HttpResponse:
    """One activity with all that is known of it."""
    rows = Activity.objects.visible_to(request.user).select_related("category", "ring", "body", "party")
    activity = get_object_or_404(rows, pk=pk)
    trail = [("Årshjul", reverse("yearwheel:year-wheel")), (activity.title, "")]
    return page(request, "yearwheel/activity_detail.html", {"activity": activity, "trail": trail})
