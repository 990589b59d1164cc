"""Namnlistor: the template to download, the file to upload, the preview, and taking it in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from meetings.actions import mandate_periods, roster_plans, rosters
from meetings.forms.mandate_periods import BodiesForm
from meetings.forms.rosters import RosterForm
from meetings.models import Roster
from meetings.resources import XLSX
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import MandatePeriod

from .mandate_periods import tell_redrawn, trail_of

_FACETS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Fel", "fel", (roster_plans.ERROR,)),
    ("Väntar på ditt val", "val", (roster_plans.QUESTION,)),
    (
        "Ändrar något",
        "andras",
        (roster_plans.NEW, roster_plans.KNOWN, roster_plans.VACANT, roster_plans.CHANGED),
    ),
    ("Ändrar ingenting", "lika", (roster_plans.SAME, roster_plans.EMPTY)),
)
_MARKS = {
    roster_plans.ERROR: "late", roster_plans.QUESTION: "pending", roster_plans.NEW: "info",
    roster_plans.KNOWN: "done", roster_plans.VACANT: "absent", roster_plans.CHANGED: "draft",
    roster_plans.SAME: "planned", roster_plans.EMPTY: "unknown",
}  # fmt: skip


@requires(Permission.PERIOD_TURN)
def roster_upload(request: Request, pk: int) -> HttpResponse:
    """Where the template is fetched, and a filled-in one uploaded."""
    period = get_object_or_404(MandatePeriod, pk=pk)
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(rosters.upload(period, form.cleaned_data["file"], by=request.user))
        except NotAllowed as no:
            form.add_error("file", no.reasons)
    elected = [body.pk for body in mandate_periods.bodies_to_turn() if body.type.is_political]
    context = {
        "period": period, "form": form, "bodies": BodiesForm(initial={"grupp": elected}),
        "trail": trail_of(f"Namn för {period}"),
    }  # fmt: skip
    return page(request, "meetings/roster_upload.html", context, status=422 if form.errors else 200)


@requires(Permission.PERIOD_TURN)
@require_GET
def roster_template(request: Request, pk: int) -> HttpResponse:
    """The workbook to fill in, for the chosen bodies."""
    period = get_object_or_404(MandatePeriod, pk=pk)
    form = BodiesForm(request.GET)
    if not form.is_valid():
        messages.error(request, "Kryssa för minst en grupp.")
        return redirect("meetings:roster-upload", pk=pk)
    content = rosters.template(period, list(form.cleaned_data["grupp"]))
    name = f"namnlista-{period.starts_on:%Y-%m-%d}.xlsx"
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@requires(Permission.PERIOD_TURN)
def roster_preview(request: Request, pk: int) -> HttpResponse:
    """What would happen, row by row. Sent to, it keeps who is who."""
    roster = get_object_or_404(Roster.objects.select_related("period", "uploaded_by__person"), pk=pk)
    if gone := rosters.obstacles_to_showing(roster):
        messages.info(request, gone[0])
        return redirect("meetings:period-list")
    if request.method == "POST":
        answers = {
            key.removeprefix("rad-"): str(said)
            for key, said in request.POST.items()
            if key.startswith("rad-")
        }
        roster = rosters.choose(roster, answers)
        return redirect(f"{roster.get_absolute_url()}{query_string(request).rstrip('?')}")
    return _preview(request, roster, reasons=[])


def _preview(request: Request, roster: Roster, *, reasons: list[str]) -> HttpResponse:
    planned = roster_plans.plan(roster)
    shows = request.GET.get("visa", "")
    statuses = next((kinds for _, key, kinds in _FACETS if key == shows), ())
    lines = planned.with_status(*statuses) if statuses else planned.lines
    choices = [("Alla rader", "", len(planned.lines))]
    choices += [(words, key, len(planned.with_status(*kinds))) for words, key, kinds in _FACETS]
    rows = paged(request, lines, size=100)
    context = {
        "roster": roster, "plan": planned, "rows": rows, "reasons": reasons,
        "shown": [(line, _MARKS[line.status]) for line in rows],
        "asks": any(line.found.question for line in rows),
        "facets": [{"title": "Visa", "choices": [
            {"words": words, "href": query_string(request, visa=key or None), "count": count, "chosen": shows == key}
            for words, key, count in choices
        ]}],
        "obstacles": rosters.obstacles_to_taking_in(planned),
        "trail": trail_of(roster.name),
    }  # fmt: skip
    return page(request, "meetings/roster_preview.html", context, status=409 if reasons else 200)


@requires(Permission.PERIOD_TURN)
@require_POST
def roster_take_in(request: Request, pk: int) -> HttpResponse:
    """Write all rows, or none."""
    roster = get_object_or_404(Roster.objects.select_related("period", "uploaded_by__person"), pk=pk)
    try:
        taken = rosters.take_in(roster, mark=request.POST.get("mark", ""), by=request.user)
    except NotAllowed as no:
        if rosters.obstacles_to_showing(roster):
            messages.info(request, str(no))
            return redirect("meetings:period-list")
        return _preview(request, roster, reasons=no.reasons)
    count = len(taken.lines)
    messages.success(
        request, f"Namnlistan är inläst: {count} {'rad' if count == 1 else 'rader'} gav ändringar."
    )
    tell_redrawn(request, len(taken.redrawn))
    return redirect("meetings:period-list")


@requires(Permission.PERIOD_TURN)
@require_POST
def roster_throw_away(request: Request, pk: int) -> HttpResponse:
    """Forget an uploaded list."""
    roster = get_object_or_404(Roster, pk=pk)
    try:
        rosters.throw_away(roster, by=request.user)
        messages.success(request, "Namnlistan är kastad. Ingenting har ändrats.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:period-list")
