"""A draft to the whole group, and back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect

from meetings import access
from meetings.actions import sharing
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .approval import minutes_of


@requires(Permission.MINUTES_DRAFT)
def minutes_share(request: Request, pk: int) -> HttpResponse:
    """What it means to share the draft with the group, and the button; `what=stop` closes it again (C9)."""
    minutes = minutes_of(request, pk)
    if not access.may_share(request.user, minutes):
        raise PermissionDenied
    errors: list[str] = []
    if request.method == "POST":
        try:
            if request.POST.get("what") == "stop":
                sharing.stop_sharing(minutes, by=request.user)
                messages.success(
                    request,
                    "Gruppen kan inte längre läsa utkastet. Att det har varit delat går inte att ångra.",
                )
            else:
                sharing.share(
                    minutes,
                    by=request.user,
                    is_understood=bool(request.POST.get("understood")),
                    why=request.POST.get("why", ""),
                )
                messages.success(request, "Utkastet är delat med gruppen.")
        except NotAllowed as no:
            errors = no.reasons
        else:
            return redirect("meetings:minutes-share", pk)
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "may_be_shared": minutes.meeting.may_reach_the_group and not minutes.is_finished,
        "asks_first": sharing.asks_first(minutes),
        "circle": sharing.circle_of(minutes),
        "drawn_up": sharing.drawn_up(minutes),
        "why": request.POST.get("why", ""),
        "refusals": sharing.obstacles_to_sharing(minutes, is_understood=True),
        "errors": errors,
    }
    return page(request, "meetings/minutes_share.html", context)
