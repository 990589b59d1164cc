"""What people put into the year: one activity, a new one, changed, removed."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings.access import bodies_of, is_office
from meetings.models import Body
from secretariat.lib.access import Permission, Role, requires
from secretariat.lib.dates import NBSP
from secretariat.lib.events import Precision
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.yearwheel import access, wording
from secretariat.yearwheel.actions import activities
from secretariat.yearwheel.choices import Choice, from_query
from secretariat.yearwheel.forms import ActivityForm, OneActivityForm, days_of
from secretariat.yearwheel.models import Activity

RELATED = ("category", "ring", "body", "party", "responsible", "proposed_by__person", "from_item__meeting")


def trail_of(*words: str) -> list[tuple[str, str]]:
    """The way to a page about an activity."""
    return [("Årshjul", reverse("yearwheel:year-list")), *((word, "") for word in words)]


def activity_at(request: Request, pk: int) -> Activity:
    """The activity of an address, for somebody who may know of it. Raises 404."""
    return get_object_or_404(Activity.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


def activity_to_edit(request: Request, pk: int) -> Activity:
    """The same, for somebody who may change it; under a lock where a form is saved."""
    activity = activity_at(request, pk)
    if not access.may_edit(request.user, activity):
        raise PermissionDenied
    if request.method != "POST":
        return activity
    try:
        return activities.locked(activity)
    except NotAllowed:
        raise Http404 from None


def bodies_for(request: Request, role: Role) -> QuerySet[Body]:
    """Bodies that exist, all for the office; else those one has this role in."""
    rows = Body.objects.existing_on(timezone.localdate())
    return rows if is_office(request.user) else rows.filter(pk__in=bodies_of(request.user)[role])


def list_of(choice: Choice) -> str:
    """The year's list, as it was chosen."""
    return reverse("yearwheel:year-list") + choice.query()


@requires(Permission.YEAR_READ)
@require_GET
def activity_detail(request: Request, pk: int) -> HttpResponse:
    """One activity with all that is known of it, and its other times that year."""
    activity = activity_at(request, pk)
    others = list(activities.siblings(activity)) if activity.state == Activity.State.ACCEPTED else []
    may_edit = access.may_edit(request.user, activity)
    context = {
        "activity": activity,
        "facts": _facts(activity, with_register=may_edit),
        "others": [(one, when(one)) for one in others],
        "may_edit": may_edit and activity.state == Activity.State.ACCEPTED,
        "may_answer": access.may_answer(request.user, activity) and activity.state == Activity.State.PROPOSED,
        "trail": trail_of(activity.title),
    }
    return page(request, "yearwheel/activity_detail.html", context)


def when(activity: Activity) -> str:
    """Its days in words, with the year."""
    return wording.span_in_words(activity.starts_on, activity.ends_on, Precision(activity.precision))


def _facts(activity: Activity, *, with_register: bool) -> list[tuple[str, str]]:
    """What the page tells, as (term, value); what is not known is left out."""
    week = activity.starts_on.isocalendar().week
    is_day = activity.starts_on == activity.ends_on
    person = activity.responsible
    told = {
        "När": f"{when(activity)}, v.{NBSP}{week}" if is_day else when(activity),
        "Slag": activity.category.name,
        "Ring i hjulet": activity.ring.name if activity.ring else "",
        "Grupp": activity.body.list_name if activity.body else "",
        "Part": activity.party.short_name if activity.party else "",
        "Ansvarig": str(person) if person and not person.protected_identity else "",
        "Återkommer": activity.get_repeats_display() if with_register else "",
    }
    return [(term, value) for term, value in told.items() if value]


@requires(Permission.YEAR_EDIT)
def activity_create(request: Request) -> HttpResponse:
    """Put something in the year; several days make a series."""
    choice = from_query(request.GET, today=timezone.localdate())
    bodies = bodies_for(request, Role.SECRETARY)
    initial = {"body": choice.body, "party": choice.party}
    form = ActivityForm(
        request.POST if request.method == "POST" else None, since=choice.first, bodies=bodies, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            rows = activities.create(by=request.user, days=form.cleaned_data["when"], **form.facts())
        except NotAllowed as no:
            form.add_error("when", no.reasons)
        else:
            messages.success(request, f"”{rows[0].title}” står i årshjulet: {', '.join(map(when, rows))}.")
            return redirect(list_of(_showing(choice, rows[0].starts_on)))
    context = {
        "form": form,
        "activity": None,
        "others": [],
        "back": list_of(choice),
        "trail": trail_of("Lägg in"),
    }
    return page(request, "yearwheel/activity_form.html", context, status=422 if form.errors else 200)


def _showing(choice: Choice, day: dt.date) -> Choice:
    """The choice, in the year that holds a day."""
    year = day.year if day.month >= choice.start else day.year - 1
    return Choice(year, choice.start)


@requires(Permission.YEAR_EDIT)
@transaction.atomic
def activity_edit(request: Request, pk: int) -> HttpResponse:
    """Change an activity, and with a tick its other times that year. Two who do it at once are told (L2)."""
    activity = activity_to_edit(request, pk)
    others = list(activities.siblings(activity))
    form = OneActivityForm(
        request.POST if request.method == "POST" else None,
        instance=activity,
        initial={"when": days_of([activity])},
        since=activity.starts_on.replace(month=1, day=1),
        bodies=bodies_for(request, Role.SECRETARY),
        others=others,
    )
    if request.method == "POST" and form.is_valid():
        (days,) = form.cleaned_data["when"]
        also = form.cleaned_data.get("with_siblings", False)
        try:
            activities.change(
                activity_at(request, pk), by=request.user, days=days, with_siblings=also, **form.facts()
            )
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Sparat.")
            return redirect("yearwheel:activity-detail", pk=pk)
    context: dict[str, Any] = {
        "form": form,
        "activity": activity,
        "others": others,
        "back": activity.get_absolute_url(),
        "trail": trail_of("Ändra"),
    }
    return page(request, "yearwheel/activity_form.html", context, status=422 if form.errors else 200)


@requires(Permission.YEAR_EDIT)
@require_POST
@transaction.atomic
def activity_remove(request: Request, pk: int) -> HttpResponse:
    """Take an activity out of the year, or with `alla` its other times that year too."""
    activity = activity_to_edit(request, pk)
    choice = _showing(Choice(activity.starts_on.year), activity.starts_on)
    count = activities.remove(activity, by=request.user, with_siblings=bool(request.POST.get("alla")))
    words = "är borttagen" if count == 1 else f"är borttagen, {count} gånger"
    messages.success(request, f"”{activity.title}” {words}.")
    return redirect(list_of(choice))
