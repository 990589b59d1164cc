"""A plan's activities, and what is said of them at an avstämning (part 5)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from agreements import access
from agreements.actions import plans
from agreements.actions.steps import hold
from agreements.forms.plans import ActivityForm, NoteForm
from agreements.models import PlanActivity
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

from .versions import version_to_edit, version_trail


def _activity(request: Request, pk: int) -> PlanActivity:
    activity = get_object_or_404(PlanActivity.objects.select_related("version__agreement__body"), pk=pk)
    if not access.may_edit(request.user, activity.version.agreement):
        raise PermissionDenied
    return activity


@requires(Permission.AGREEMENT_EDIT)
def activity_add(request: Request, slug: str, number: int) -> HttpResponse:
    """One more activity."""
    version = version_to_edit(request, slug, number)
    form = ActivityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = plans.add(version, by=request.user, **form.facts())
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"{made.title} är med i planen.")
            return redirect(version)
    context = {"form": form, "activity": None, "version": version, "agreement": version.agreement,
               "trail": version_trail(version, ("Ny aktivitet", ""))}  # fmt: skip
    return page(request, "agreements/activity_form.html", context)


@requires(Permission.AGREEMENT_EDIT)
@transaction.atomic
def activity_edit(request: Request, pk: int) -> HttpResponse:
    """Change an activity's facts."""
    activity = _activity(request, pk)
    version = activity.version
    obstacles = plans.obstacles_to_changing(version)
    if request.method == "POST":
        hold(version)
        activity = PlanActivity.objects.select_for_update(of=("self",)).get(pk=pk)
    form = ActivityForm(request.POST or None, instance=activity)
    if request.method == "POST" and not obstacles and form.is_valid():
        form.save()
        log.write("ändrade aktivitet", by=request.user, about=version, aktivitet=activity.title)
        messages.success(request, "Sparat.")
        return redirect(version)
    context = {"form": form, "activity": activity, "version": version, "agreement": version.agreement,
               "obstacles": obstacles, "trail": version_trail(version, ("Ändra aktivitet", ""))}  # fmt: skip
    return page(request, "agreements/activity_form.html", context)


@requires(Permission.AGREEMENT_EDIT)
def activity_note(request: Request, pk: int) -> HttpResponse:
    """Say how an activity stands; the whole of what has been said is shown."""
    activity = _activity(request, pk)
    version = activity.version
    form = NoteForm(request.POST or None, version=version, initial={"status": activity.status})
    if request.method == "POST" and form.is_valid():
        try:
            plans.note(activity, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Avstämningen är sparad.")
            return redirect(version)
    notes = activity.notes.select_related("item__meeting", "by__person").order_by("-at", "-pk")
    context = {"form": form, "activity": activity, "notes": notes, "version": version,
               "agreement": version.agreement, "trail": version_trail(version, ("Avstämning", ""))}  # fmt: skip
    return page(request, "agreements/activity_note.html", context)
