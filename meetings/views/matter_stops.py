"""A matter's planned stops: planned, given a new day, marked as done, struck (K2)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from meetings import access
from meetings.actions import matter_stops, matters
from meetings.forms.matters import DoneForm, StopForm
from meetings.models import MatterStop, Meeting
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .matters import matter_to_edit, trail_of

_SHOWN_MEETINGS = 6


@requires(Permission.MATTER_EDIT)
@transaction.atomic
def stop_create(request: Request, slug: str) -> HttpResponse:
    """Plan a stop."""
    matter = matter_to_edit(request, slug)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stop = matter_stops.plan(matter, by=request.user, **form.facts())
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"{str(stop).capitalize()} är planerat.")
            return redirect(matter)
    context = {"form": form, "matter": matter, "stop": None, "trail": trail_of(matter, "Nytt steg")}
    return page(request, "meetings/matter_stop.html", context, status=422 if form.errors else 200)


@requires(Permission.MATTER_EDIT)
@transaction.atomic
def stop_edit(request: Request, pk: int) -> HttpResponse:
    """Give a stop another day or place, say that it is done, or strike it. `do` says which button was pressed."""
    stop = get_object_or_404(MatterStop.objects.select_related("matter", "meeting", "body"), pk=pk)
    if not access.may_edit_matter(request.user, stop.matter):
        raise PermissionDenied
    if request.method != "POST":
        return _stop_page(request, stop, StopForm(stop=stop), DoneForm())
    matters.locked(stop.matter)
    stop.refresh_from_db()
    do = request.POST.get("do", "save")
    form = StopForm(request.POST if do == "save" else None, stop=stop)
    done = DoneForm(request.POST if do == "done" else None)
    try:
        if do == "save" and form.is_valid():
            matter_stops.change(stop, by=request.user, **form.facts())
        elif do == "done" and done.is_valid():
            matter_stops.mark_done(stop, by=request.user, done_on=done.cleaned_data["done_on"])
        elif do in _STEPS:
            _STEPS[do](stop, by=request.user)
        else:
            return _stop_page(request, stop, form, done, status=422)
    except NotAllowed as no:
        if do in _STEPS:
            messages.error(request, str(no))
        else:
            (form if do == "save" else done).add_error(None, no.reasons)
        return _stop_page(request, stop, form, done, status=422)
    messages.success(request, _SAID.get(do, "Steget är sparat."))
    return redirect(stop.matter)


_STEPS: dict[str, Any] = {
    "undo": matter_stops.unmark,
    "strike": matter_stops.strike,
    "restore": matter_stops.restore,
}
_SAID = {
    "done": "Steget är klart.",
    "undo": "Steget är inte längre markerat som klart.",
    "strike": "Steget är struket.",
    "restore": "Steget är tillbaka.",
}


def _stop_page(
    request: Request, stop: MatterStop, form: StopForm, done: DoneForm, *, status: int = 200
) -> HttpResponse:
    coming: list[Meeting] = []
    if stop.body_id:
        visible = Meeting.objects.visible_to(request.user).exclude(state=Meeting.State.CANCELLED)
        coming = list(visible.filter(bodies=stop.body_id).upcoming(timezone.localdate())[:_SHOWN_MEETINGS])
    context = {
        "form": form,
        "done_form": done,
        "matter": stop.matter,
        "stop": stop,
        "coming": coming,
        "trail": trail_of(stop.matter, str(stop)),
    }
    return page(request, "meetings/matter_stop.html", context, status=status)
