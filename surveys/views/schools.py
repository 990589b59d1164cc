"""Schools: all of them, one with its history, writing one, taking a list in (H2)."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, may, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from surveys.actions import schools
from surveys.forms.schools import SchoolForm, SchoolListForm
from surveys.models import School
from surveys.school_lists import CHANGED, COLUMNS, NEW, REFUSED, SAME, file_row

from . import school_filters

FILES = ("xlsx", "csv")
PAGE_SIZE = 50
Trail = list[tuple[str, str]]
STATES = {NEW: "nya", CHANGED: "ändrade", SAME: "oförändrade", REFUSED: "går inte att läsa in"}


def surveys_trail(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from the list of surveys."""
    return [("Undersökningar", reverse("surveys:survey-list")), *more]


def trail_of(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from the list of schools."""
    return surveys_trail(("Skolor", reverse("surveys:school-list") if more else ""), *more)


@requires(Permission.SURVEY_READ)
@require_GET
def school_list(request: Request) -> HttpResponse:
    """By kommun. `?q= kommun= form= stadium= huvudman= finns= sida=`"""
    chosen = school_filters.chosen(request)
    shown = paged(request, chosen.rows, size=PAGE_SIZE, total=chosen.total)
    context = {
        "q": chosen.q,
        "listed": shown,
        "schools": list(shown.object_list),
        "facets": chosen.facets,
        "may_edit": may(request.user, Permission.SURVEY_EDIT),
        "trail": trail_of(),
    }
    return page(request, "surveys/school_list.html", context)


@requires(Permission.SURVEY_EDIT)
@require_GET
def school_export(request: Request, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, as xlsx or csv that can be taken in again."""
    if kind not in FILES:
        raise Http404
    rows = list(school_filters.chosen(request).rows)
    log.write("exporterade skolor", by=request.user, antal=len(rows), urval=request.GET.urlencode())
    told = [file_row(one) for one in rows]
    return download(COLUMNS, told, kind=kind, name="skolor", facts=[fetched_in_words(request)])


@requires(Permission.SURVEY_READ)
@require_GET
def school_detail(request: Request, pk: int) -> HttpResponse:
    """One school, and the rounds it has been asked about. Who to write to is for those who follow schools."""
    school = get_object_or_404(School.objects.select_related("party"), pk=pk)
    rounds = school.participations.select_related("round__survey").order_by("-round__period", "-pk")
    edits = may(request.user, Permission.SURVEY_EDIT)
    context = {
        "school": school,
        "rounds": list(rounds),
        "may_edit": edits,
        "trail": trail_of((school.name, "")),
    }
    return page(request, "surveys/school_detail.html", context)


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def school_create(request: Request) -> HttpResponse:
    """A school that is not in any list."""
    form = SchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        schools.note_change(made, [], by=request.user, made=True)
        messages.success(request, f"{made} är upplagd.")
        return redirect("surveys:school-detail", made.pk)
    context = {"form": form, "heading": "Ny skola", "back": reverse("surveys:school-list")}
    return page(request, "surveys/school_form.html", context | {"trail": trail_of(("Ny", ""))})


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def school_edit(request: Request, pk: int) -> HttpResponse:
    """Change a school. It is ended by a date, never deleted."""
    rows = School.objects.select_related("party")
    school = get_object_or_404(
        rows.select_for_update(of=("self",)) if request.method == "POST" else rows, pk=pk
    )
    form = SchoolForm(request.POST or None, instance=school)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        schools.note_change(saved, form.changed_data, by=request.user)
        messages.success(request, "Sparat.")
        return redirect("surveys:school-detail", pk)
    here = reverse("surveys:school-detail", args=[pk])
    name = str(School.objects.get(pk=pk))  # the form may have put another on the row
    context = {
        "form": form,
        "heading": f"Ändra {name}",
        "back": here,
        "trail": trail_of((name, here), ("Ändra", "")),
    }
    return page(request, "surveys/school_form.html", context)


@requires(Permission.SURVEY_EDIT)
def school_import(request: Request) -> HttpResponse:
    """A list shown row by row, then taken in whole."""
    form = SchoolListForm(request.POST or None, request.FILES or None)
    shown = None
    if request.method == "POST" and form.is_valid() and form.told:
        shown = schools.previewed(form.told)
        if request.POST.get("do") == "save" and not shown.reasons:
            try:
                shown = schools.take_in(form.told, by=request.user)
            except NotAllowed as no:
                form.add_error(None, no.reasons)
            else:
                words = f"{shown.count(NEW)} nya och {shown.count(CHANGED)} ändrade skolor är inlästa."
                messages.success(request, words)
                return redirect("surveys:school-list")
    context = {
        "form": form,
        "preview": shown,
        "counts": [(words, shown.count(state)) for state, words in STATES.items()] if shown else [],
        "columns": COLUMNS,
        "trail": trail_of(("Läs in", "")),
    }
    return page(request, "surveys/school_import.html", context)
