"""All surveys, one survey, writing it, its series breaks; and what a matter's page shows of them (H1)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, may, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.actions import log
from surveys import access
from surveys.actions import lists, rounds
from surveys.forms.rounds import BreakForm, SurveyForm
from surveys.models import SeriesBreak, Survey

from . import filters

Trail = list[tuple[str, str]]


def trail_of(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from the list of all surveys."""
    return [("Undersökningar", reverse("surveys:survey-list")), *more]


def survey_to_edit(request: Request, slug: str) -> Survey:
    """The survey, for whoever may write it; 403 for others. A post has it locked."""
    rows = Survey.objects.select_related(*lists.WITH)
    survey = get_object_or_404(rows, slug=slug)
    if not access.may_edit(request.user, survey):
        raise PermissionDenied
    return rows.select_for_update(of=("self",)).get(pk=survey.pk) if request.method == "POST" else survey


@requires(Permission.SURVEY_READ)
@require_GET
def survey_list(request: Request) -> HttpResponse:
    """All that there are. `?q= slag= lage= grupp= sida=`"""
    chosen = filters.chosen(request, today=timezone.localdate())
    context = {
        "q": chosen.q,
        "listed": paged(request, chosen.rows),
        "facets": chosen.facets,
        "may_create": may(request.user, Permission.SURVEY_EDIT),
    }
    return page(request, "surveys/survey_list.html", context)


@requires(Permission.SURVEY_READ)
@require_GET
def survey_detail(request: Request, slug: str) -> HttpResponse:
    """One survey: its rounds, what it replaces, where figures cannot be compared, what is too small to show."""
    survey = get_object_or_404(lists.with_rounds(Survey.objects.all()), slug=slug)
    (found,) = lists.listed([survey], today=timezone.localdate())
    context = {
        "survey": survey,
        "rounds": found.rounds,
        "breaks": lists.breaks_of(survey, request.user, at=timezone.now()),
        "replaced_by": survey.replaced_by.order_by("name"),
        "facts": [
            ("Slag", capfirst(str(survey.get_kind_display()))),
            ("Görs för", survey.get_period_type_display()),
            ("Ägare", survey.owner),
            ("Teman", ", ".join(theme.name for theme in survey.themes.all())),
            ("Minsta bas", f"{survey.least_base} svarande"),
            ("Minsta antal", f"{survey.least_count} personer"),
            ("Känsliga frågor per skola", f"minst {survey.least_school_base} svarande"),
        ],
        "may_edit": access.may_edit(request.user, survey),
        "trail": trail_of((survey.says, "")),
    }
    return page(request, "surveys/survey_detail.html", context)


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def survey_create(request: Request) -> HttpResponse:
    """Lay a survey up."""
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if access.may_edit(request.user, Survey(body=facts["body"])):
            survey = rounds.create_survey(by=request.user, **facts)
            messages.success(request, "Undersökningen är upplagd. Planera nu den första omgången.")
            return redirect(survey)
        form.add_error("body", "Du är inte sekreterare i den gruppen. Välj en grupp där du är det.")
    context = {
        "form": form,
        "survey": None,
        "heading": "Lägg upp undersökning",
        "trail": trail_of(("Ny", "")),
    }
    return page(request, "surveys/survey_form.html", context)


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def survey_edit(request: Request, slug: str) -> HttpResponse:
    """Change its own facts."""
    survey = survey_to_edit(request, slug)
    form = SurveyForm(request.POST or None, instance=survey)
    words, href = survey.says, survey.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        if access.may_edit(request.user, form.instance):
            survey.matter = form.matter_
            form.save()
            log.write("ändrade undersökning", by=request.user, about=survey, fält=form.changed_data)
            messages.success(request, "Sparat.")
            return redirect(survey)
        form.add_error("body", "Du är inte sekreterare i den gruppen. Välj en grupp där du är det.")
    trail = trail_of((words, href), ("Ändra", ""))
    context = {"form": form, "survey": survey, "heading": f"Ändra {words}", "trail": trail}
    return page(request, "surveys/survey_form.html", context)


# Series breaks


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def break_add(request: Request, slug: str) -> HttpResponse:
    """Say from when figures cannot be compared with those before."""
    survey = survey_to_edit(request, slug)
    form = BreakForm(request.POST or None, user=request.user, instance=SeriesBreak(survey=survey))
    if request.method == "POST" and form.is_valid():
        rounds.add_break(survey, by=request.user, **form.cleaned_data)
        messages.success(request, "Tidsseriebrottet är noterat.")
        return redirect(survey)
    trail = trail_of((survey.says, survey.get_absolute_url()), ("Nytt tidsseriebrott", ""))
    context = {
        "form": form,
        "series_break": None,
        "survey": survey,
        "heading": "Nytt tidsseriebrott",
        "trail": trail,
    }
    return page(request, "surveys/break_form.html", context)


def _break(request: Request, pk: int) -> SeriesBreak:
    rows = SeriesBreak.objects.select_related("survey__body", "indicator")
    found = get_object_or_404(rows, pk=pk)
    if not access.may_edit(request.user, found.survey):
        raise PermissionDenied
    return rows.select_for_update(of=("self",)).get(pk=pk) if request.method == "POST" else found


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def break_edit(request: Request, pk: int) -> HttpResponse:
    """Change a series break, or take it away."""
    series_break = _break(request, pk)
    survey = series_break.survey
    form = BreakForm(request.POST or None, user=request.user, instance=series_break)
    if request.method == "POST" and form.is_valid():
        form.save()
        log.write("ändrade tidsseriebrott", by=request.user, about=survey, fält=form.changed_data)
        messages.success(request, "Sparat.")
        return redirect(survey)
    trail = trail_of((survey.says, survey.get_absolute_url()), ("Ändra tidsseriebrott", ""))
    context = {"form": form, "series_break": series_break, "survey": survey, "heading": "Ändra tidsseriebrott",
               "trail": trail}  # fmt: skip
    return page(request, "surveys/break_form.html", context)


@requires(Permission.SURVEY_EDIT)
@require_POST
@transaction.atomic
def break_remove(request: Request, pk: int) -> HttpResponse:
    """Take a series break away."""
    series_break = _break(request, pk)
    rounds.remove_break(series_break, by=request.user)
    messages.success(request, "Tidsseriebrottet är borttaget.")
    return redirect(series_break.survey)


@requires(Permission.SURVEY_READ)
@require_GET
def matter_surveys(request: Request, pk: int) -> HttpResponse:
    """The surveys of a matter."""
    rows = lists.with_rounds(Survey.objects.filter(matter=pk)).order_by("name")
    context = {"surveys": lists.listed(rows, today=timezone.localdate()), "trail": trail_of()}
    return page(request, "surveys/matter_surveys.html", context, part="surveys-here")
