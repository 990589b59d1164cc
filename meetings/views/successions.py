"""What goes over when a body has got a successor: a preview, and one button (K13)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from meetings.actions import successions
from meetings.models import Body
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import plain

from .bodies import trail_of


@requires(Permission.BODY_EDIT)
def body_hand_over(request: Request, pk: int) -> HttpResponse:
    """Show what is open in a body, and let it go over to the successor."""
    body = get_object_or_404(Body.objects.select_related("successor"), pk=pk)
    refusals: list[str] = successions.obstacles_to_handing_over(body)
    if request.method == "POST":
        try:
            estate = successions.hand_over(body, by=request.user)
        except NotAllowed as no:
            refusals = no.reasons
        else:
            total = len(estate.matters) + len(estate.stops) + len(estate.backlog) + len(estate.actions)
            messages.success(request, f"{total} öppna saker har gått över till {body.successor}.")
            return redirect(body.successor or body)
    estate = successions.estate_of(body)
    context = {
        "body": body,
        "estate": estate,
        "actions": [plain(one.block.html) for one in estate.actions],
        "refusals": refusals,
        "trail": trail_of(body, "Lämna över"),
    }
    return page(
        request, "meetings/body_hand_over.html", context, status=422 if request.method == "POST" else 200
    )
