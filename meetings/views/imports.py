"""Old minutes read in: the file, what was recognised beside its lines, and the draft (M1)."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings.actions import import_corrections, import_lines, import_plans, imports
from meetings.actions.loading.matching import SAME
from meetings.forms.imports import FactsForm, ImportForm, facts_read
from meetings.models import MinutesImport
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.hiding import open_to_writers
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed

_PARTS = {
    "rad": ("lines", {"to", "name", "party", "role", "status", "reason"}),
    "punkt": ("items", {"number", "title", "presenters", "kind"}),
    "narvaro": ("rows", {"role", "status"}),
}
_MOST_LOOSE = 100  # lines with fields on the page; what is beyond stands marked in the draft
State = MinutesImport.State


@requires(Permission.MINUTES_DRAFT)
def import_list(request: Request) -> HttpResponse:
    """Upload a file; below it those that were uploaded, latest first: `?q= sida=`."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(imports.upload(form.cleaned_data["file"], by=request.user))
        except NotAllowed as no:
            form.add_error("file", no.reasons)
    q = request.GET.get("q", "").strip()
    rows = (
        _visible(request)
        .prefetch_related("meeting__meeting_bodies__body")
        .defer("reading", "choices", "told")
    )
    rows = rows.filter(file__name__icontains=q) if q else rows
    context = {
        "form": form,
        "imports": paged(request, rows),
        "q": q,
        "trail": _trail("Läs in äldre anteckningar"),
    }
    return page(request, "meetings/import_list.html", context, status=422 if form.errors else 200)


def _visible(request: Request) -> QuerySet[MinutesImport]:
    rows = MinutesImport.objects.visible_to(request.user)
    return rows.select_related("file", "uploaded_by__person", "meeting")


def _found(request: Request, pk: int) -> MinutesImport:
    return get_object_or_404(_visible(request), pk=pk)


@requires(Permission.MINUTES_DRAFT)
@open_to_writers
def import_detail(request: Request, pk: int) -> HttpResponse:
    """What was read beside its source. Sent to, it keeps what was chosen, and makes the draft where that is asked."""
    imported = _found(request, pk)
    if request.method != "POST":
        return _shown(request, imported)
    try:
        imported = imports.choose(imported, _choices(request.POST, imported))
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect(imported)
    if request.POST.get("gor") == "utkast":
        return _made(request, imported)
    messages.success(request, "Valen är sparade.")
    return redirect(imported)


def _made(request: Request, imported: MinutesImport) -> HttpResponse:
    form, planned = _planned(request, imported)
    reasons = [] if form.is_valid() else ["Rätta uppgifterna om mötet som är märkta."]
    if not reasons:
        try:
            imports.make(imported, planned, by=request.user)
        except NotAllowed as no:
            reasons = no.reasons
        else:
            messages.success(request, "Utkastet är gjort. Läs igenom det innan du skickar det vidare.")
            return redirect(imported)
    return _shown(request, imported, reasons=reasons)


def _shown(request: Request, imported: MinutesImport, *, reasons: list[str] | None = None) -> HttpResponse:
    context: dict[str, Any] = {"imported": imported, "reasons": reasons or [], "trail": _trail(str(imported))}
    if imported.state == State.WAITING:
        context["is_stuck"] = not imports.obstacles_to_reading_again(imported)
        return page(request, "meetings/import_waiting.html", context, part="progress")
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})  # the waiting page asks: now there is more to see
    if imported.state != State.READ:
        return page(request, "meetings/import_done.html", context)
    form, planned = _planned(request, imported)
    quiet = [one for one in planned.names if one.is_quiet]
    context |= {
        "form": form, "plan": planned, "lines": import_lines.shown_lines(imported, planned),
        "loose": planned.loose[:_MOST_LOOSE], "more_loose": len(planned.loose[_MOST_LOOSE:]),
        "asked": [one for one in planned.names if not one.is_quiet],
        "known": [one for one in quiet if one.how == SAME], "new": [one for one in quiet if one.how != SAME],
        "obstacles": imports.obstacles_to_making(planned, by=request.user) if form.is_valid() else [],
        "items": list(enumerate(import_lines.shown_items(planned.truth))),
        "rows": import_lines.shown_rows(planned.truth),
        "after": planned.truth.get("layout", {}).get("after_items") or [],
        "roles": import_corrections.ROLES, "statuses": import_corrections.STATUSES, "kinds": import_corrections.KINDS,
        "left": sum(1 for one in planned.loose if not one.to),
    }  # fmt: skip
    return page(
        request, "meetings/import_detail.html", context, status=422 if reasons or form.errors else 200
    )


def _planned(request: Request, imported: MinutesImport) -> tuple[FactsForm, import_plans.Plan]:
    form = FactsForm({**facts_read(imported.truth), **imported.choices.get("facts", {})})
    makes = import_plans.Makes(
        people=may(request.user, Permission.REGISTRY_EDIT), bodies=may(request.user, Permission.BODY_EDIT)
    )
    return form, import_plans.plan(imported, form.cleaned_data if form.is_valid() else {}, makes)


def _choices(posted: QueryDict, imported: MinutesImport) -> dict[str, Any]:
    """What the form says, as it was typed. What it does not mention stays as it was."""
    said: dict[str, dict[str, Any]] = {
        name: dict(imported.choices.get(name, {}))
        for name in ("facts", "bodies", "names", "lines", "items", "rows")
    }
    said["facts"] |= {name: posted[name] for name in FactsForm.base_fields if name in posted}
    for key, value in posted.items():
        kind, _, rest = key.partition("-")
        number, _, name = rest.partition("-")
        if kind == "grupp":
            said["bodies"][rest] = value
        elif kind == "namn":
            said["names"][rest] = value
        elif kind in _PARTS and number.isdigit() and name in _PARTS[kind][1]:
            part = said[_PARTS[kind][0]]
            part[number] = {**part.get(number, {}), name: value}
    return said


@requires(Permission.MINUTES_DRAFT)
@require_POST
def import_again(request: Request, pk: int) -> HttpResponse:
    """Read a file that has waited too long once more."""
    imported = _found(request, pk)
    try:
        imports.read_again(imported, by=request.user)
        messages.success(request, "Filen läses på nytt.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(imported)


@requires(Permission.MINUTES_DRAFT)
@require_POST
def import_throw_away(request: Request, pk: int) -> HttpResponse:
    """Forget an uploaded file."""
    imported = _found(request, pk)
    try:
        imports.throw_away(imported, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect(imported)
    messages.success(request, "Filen är kastad. Inget möte är gjort av den.")
    return redirect("meetings:import-list")


def _trail(words: str) -> list[tuple[str, str]]:
    home = [("Möten", reverse("meetings:meeting-list"))]
    if words != "Läs in äldre anteckningar":
        home.append(("Läs in äldre anteckningar", reverse("meetings:import-list")))
    return [*home, (words, "")]
