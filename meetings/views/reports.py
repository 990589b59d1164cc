"""A standing report item: what others have decided and answered since last time, to tick into the text (K8)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from meetings import access
from meetings.actions import reports
from meetings.actions.attendance import obstacles_to_editing
from meetings.models import AgendaItem, ItemRole
from secretariat.lib.access import Permission, requires
from secretariat.lib.hiding import open_to_writers
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed


@requires(Permission.MINUTES_DRAFT)
@open_to_writers
def item_report(request: Request, pk: int) -> HttpResponse:
    """Tick what is to stand in the text, or leave it out. Works without script."""
    rows = AgendaItem.objects.standing().select_related("meeting__minutes", "reports_from", "parent")
    item = get_object_or_404(
        rows.prefetch_related("meeting__meeting_bodies__body"), pk=pk, role=ItemRole.REPORT
    )
    if not access.may_draft(request.user, item.meeting):
        raise PermissionDenied
    chosen = request.POST.getlist("valda")
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("do") == "skip":
                reports.skip(item, keys=chosen, by=request.user)
                messages.success(request, "De valda erbjuds inte igen.")
                return redirect("meetings:item-report", pk)
            _say(request, reports.take_in(item, keys=chosen, by=request.user))
            return redirect(f"{reverse('meetings:minutes-draft', args=[item.meeting_id])}#punkt-{pk}")
        except NotAllowed as no:
            messages.error(request, str(no))
            status = 422
    offer = reports.offer(item, request.user)
    before = reports.last_meeting(item.meeting)
    context = {
        "item": item,
        "meeting": item.meeting,
        "offer": offer,
        "chosen": chosen
        if request.method == "POST"
        else [one.key for one in offer.open if one.kind != "filed"],
        "before": before,
        "locked": " ".join(obstacles_to_editing(item.meeting)),
    }
    return page(request, "meetings/item_report.html", context, status=status)


def _say(request: Request, number: int) -> None:
    if number:
        messages.success(
            request, f"{number} {'rad är infogad' if number == 1 else 'rader är infogade'} sist i punkten."
        )
    else:
        messages.info(request, "Någon annan har redan tagit in dem.")
