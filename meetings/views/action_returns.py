"""To which body or meeting an uppdrag comes back (K9)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from meetings import access
from meetings.actions import actions as register
from meetings.forms.backlog import ReturnForm
from meetings.models import Action, Body, Meeting
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed


@requires(Permission.DECISION_FOLLOW)
def action_return(request: Request, pk: object) -> HttpResponse:
    """Choose the body, or one of its coming meetings. Both empty: it comes back nowhere."""
    rows = Action.objects.filter(access.words_readable_by(request.user, with_drafts=True))
    action = get_object_or_404(
        rows.select_related("meeting").prefetch_related("meeting__meeting_bodies__body"), pk=pk
    )
    if not access.may_follow_up(request.user, action.meeting):
        raise PermissionDenied
    today = timezone.localdate()
    form = ReturnForm(
        request.POST if request.method == "POST" else None,
        bodies=Body.objects.existing_on(today).order_by("sort_key"),
        meetings=Meeting.objects.upcoming(today).prefetch_related("meeting_bodies__body"),
        initial={"body": action.comes_back_to_id, "meeting": action.comes_back_on_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            register.let_return(action, by=request.user, **form.cleaned_data)
            messages.success(request, "Sparat.")
            return redirect("meetings:action-detail", action.pk)
        except NotAllowed as no:
            form.add_error("meeting", no.reasons)
    shown = register.with_stage(Action.objects.filter(pk=action.pk), today=today)
    context = {
        "action": action,
        "form": form,
        "shown": register.listed(shown.values_list(*register.columns()), today=today)[0],
        "trail": [
            ("Uppdrag", reverse("meetings:action-list")),
            ("Uppdraget", reverse("meetings:action-detail", args=[action.pk])),
            ("Återkommer", ""),
        ],
    }
    return page(request, "meetings/action_return.html", context)
