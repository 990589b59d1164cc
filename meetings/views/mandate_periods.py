"""Mandate periods: the list with what waits, one period, and the end of one."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from meetings.actions import mandate_periods as actions
from meetings.actions import period_meetings
from meetings.forms.mandate_periods import EndPeriodForm, MandatePeriodForm
from meetings.models import Roster
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import MandatePeriod

SHOWN_ROSTERS = 10


def trail_of(*words: str) -> list[tuple[str, str]]:
    """The way to a page of mandate periods."""
    trail = [("Grupper", reverse("meetings:body-list")), ("Mandatperioder", reverse("meetings:period-list"))]
    return [*trail, *((word, "") for word in words)]


@requires(Permission.PERIOD_TURN)
@require_GET
def period_list(request: Request) -> HttpResponse:
    """The periods, the lists that wait to be taken in, and the meetings somebody should look at."""
    waiting = Roster.objects.filter(taken_in_at=None, expires_at__gt=timezone.now())
    taken = Roster.objects.exclude(taken_in_at=None).order_by("-taken_in_at")
    context = {
        "periods": list(MandatePeriod.objects.all()),
        "today": timezone.localdate(),
        "waiting": list(waiting.select_related("period", "uploaded_by__person")[:SHOWN_ROSTERS]),
        "taken": list(taken.select_related("period", "taken_in_by__person")[:SHOWN_ROSTERS]),
        "meetings": period_meetings.to_look_at(),
        "trail": [("Grupper", reverse("meetings:body-list")), ("Mandatperioder", "")],
    }
    return page(request, "meetings/period_list.html", context)


@requires(Permission.PERIOD_TURN)
def period_create(request: Request) -> HttpResponse:
    """Add a period."""
    return _form(request, MandatePeriod())


@requires(Permission.PERIOD_TURN)
def period_edit(request: Request, pk: int) -> HttpResponse:
    """Change a period's name and days. Memberships are not touched by that."""
    return _form(request, get_object_or_404(MandatePeriod, pk=pk))


def _form(request: Request, period: MandatePeriod) -> HttpResponse:
    is_new = period.pk is None
    form = MandatePeriodForm(request.POST or None, instance=period)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            actions.note_save(form.save(), is_new=is_new, by=request.user)
        messages.success(request, f"Mandatperioden {period} är sparad.")
        return redirect("meetings:period-list")
    heading = "Ny mandatperiod" if is_new else f"Ändra {period}"
    context = {"form": form, "heading": heading, "trail": trail_of(heading)}
    return page(request, "meetings/period_form.html", context, status=422 if form.errors else 200)


@requires(Permission.PERIOD_TURN)
def period_end(request: Request, pk: int) -> HttpResponse:
    """Choose bodies and day, see every membership that would end, and end those that are ticked."""
    period = get_object_or_404(MandatePeriod, pk=pk)
    elected = [body.pk for body in actions.bodies_to_turn() if body.type.is_political]
    asked = request.POST if request.method == "POST" else request.GET
    form = EndPeriodForm(asked if "dag" in asked else None, initial={"dag": period.ends_on, "grupp": elected})
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _ended(request, period, form)
        except NotAllowed as no:
            reasons = no.reasons
    is_read = not form.is_bound or form.is_valid()
    day = form.cleaned_data["dag"] if form.is_bound and is_read else period.ends_on
    chosen = [body.pk for body in form.cleaned_data["grupp"]] if form.is_bound and is_read else elected
    ticked = set(request.POST.getlist("uppdrag")) if request.method == "POST" else None
    shown = actions.shown(day, chosen) if is_read else []
    context = {
        "period": period, "form": form, "day": day, "chosen": chosen, "reasons": reasons,
        "groups": [
            (one.body, [(row, str(row.pk) in ticked if ticked is not None else said) for row, said in one.rows])
            for one in shown
        ],
        "count": sum(len(one.rows) for one in shown), "trail": trail_of(f"Avsluta {period}"),
    }  # fmt: skip
    return page(request, "meetings/period_end.html", context, status=422 if form.errors or reasons else 200)


def _ended(request: Request, period: MandatePeriod, form: EndPeriodForm) -> HttpResponse:
    day, bodies = form.cleaned_data["dag"], form.cleaned_data["grupp"]
    ticked = [int(key) for key in request.POST.getlist("uppdrag") if key.isdecimal() and len(key) < 18]
    if not ticked:
        raise NotAllowed("Kryssa för minst ett uppdrag.")
    allowed = actions.of_bodies(ticked, bodies)
    ended = actions.end(period, allowed, ends_on=day, by=request.user)
    words = "1 uppdrag är avslutat" if ended.count == 1 else f"{ended.count} uppdrag är avslutade"
    messages.success(request, f"{words} {day:%Y-%m-%d}. Platserna finns kvar och är vakanta dagen efter.")
    tell_redrawn(request, len(ended.redrawn))
    return redirect("meetings:period-list")


def tell_redrawn(request: Request, count: int) -> None:
    """Say that untouched attendance lists have followed the seats."""
    if count:
        words = "ett kommande möte" if count == 1 else f"{count} kommande möten"
        messages.info(request, f"Närvarolistan är gjord på nytt för {words} som ingen hade noterat något i.")
