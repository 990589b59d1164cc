"""Sets of results: all one may know of, one set, taking a file in, and when it is released (H4–H6)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed
from surveys import result_files
from surveys.access import reader_of
from surveys.actions import datasets, errands, restarts
from surveys.forms.datasets import DatasetForm, ReleaseForm
from surveys.models import Circle, Dataset, Survey, SurveyRound

from . import unreleased

Trail = list[tuple[str, str]]
PAGE_SIZE = 25
_EXAMPLE = "TILLIT;Tillit till andra;kommun;1880;Örebro;år;2024;K;;71,4;procent;812;68,2;74,6;Folkhälsomyndigheten;;0"


def trail_of(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from the list of all surveys."""
    here = reverse("surveys:dataset-list") if more else ""
    return [("Undersökningar", reverse("surveys:survey-list")), ("Datamängder", here), *more]


def dataset_at(request: Request, pk: int) -> Dataset:
    """The set at an address. One that the reader may not know of does not exist."""
    return get_object_or_404(datasets.known_to(reader_of(request.user), at=timezone.now()), pk=pk)


@requires(Permission.SURVEY_READ)
@require_GET
def dataset_list(request: Request) -> HttpResponse:
    """All sets the reader may know of, the newest first. `?q= undersokning= sida=`"""
    at, reader = timezone.now(), reader_of(request.user)
    q = request.GET.get("q", "").strip()[:100]
    known = datasets.known_to(reader, at=at)
    rows = datasets.matching(known, q, survey=request.GET.get("undersokning", ""))
    shown = paged(request, rows, size=PAGE_SIZE)
    context = {
        "q": q,
        "chosen": request.GET.get("undersokning", ""),
        "surveys": Survey.objects.filter(rounds__datasets__in=known.order_by()).distinct(),
        "shown": shown,
        "rows": datasets.states_of(shown.object_list, at=at),
        "trail": trail_of(),
    }
    return page(request, "surveys/dataset_list.html", context)


@requires(Permission.SURVEY_READ)
@require_GET
def dataset_detail(request: Request, pk: int) -> HttpResponse:
    """One set: its source, what is hidden and why, who sees it when; before it is taken in what its file holds."""
    dataset, at, reader = dataset_at(request, pk), timezone.now(), reader_of(request.user)
    unreleased.note_set(request, dataset)
    analyses = reader.circle == Circle.ANALYSTS
    is_lost = errands.is_lost(dataset)
    context: dict[str, Any] = {
        "dataset": dataset,
        "found": dataset.found if analyses else {},
        "state": datasets.state_of(dataset, at=at, is_lost=is_lost),
        "is_lost": is_lost,
        "is_working": dataset.state in errands.WORKING and not is_lost,
        "citation": datasets.citation(dataset),
        "hidden": datasets.hidden_counts(reader, dataset, at=at) if dataset.taken_in_at else [],
        "counts": datasets.contents(reader, dataset, at=at) if dataset.taken_in_at else [],
        "plan": datasets.plan_of(dataset, at=at),
        "successor": datasets.successor_of(dataset, reader, at=at),
        "may_analyse": analyses,
        "why_not_delete": datasets.obstacles_to_deleting(dataset, at=at),
        "trail": trail_of((dataset.title, "")),
    }
    return page(request, "surveys/dataset_detail.html", context, part="whole")


@requires(Permission.SURVEY_ANALYSE)
def dataset_import(request: Request, pk: int) -> HttpResponse:
    """A file with its source, looked through before anything of it is stored."""
    round = get_object_or_404(SurveyRound.objects.select_related("survey"), pk=pk)
    initial = {"title": str(round), "source": round.survey.owner, "replaces": request.GET.get("ersatter")}
    form = DatasetForm(request.POST or None, request.FILES or None, round=round, initial=initial)
    if request.method == "POST" and form.is_valid() and (dataset := form.save(by=request.user)):
        return redirect(dataset)
    context = {
        "form": form,
        "round": round,
        "columns": result_files.EXPLAINED,
        "trail": trail_of((str(round), round.get_absolute_url()), ("Läs in resultat", "")),
    }
    return page(request, "surveys/dataset_import.html", context, status=422 if form.errors else 200)


@requires(Permission.SURVEY_ANALYSE)
@require_GET
def dataset_template(request: Request) -> HttpResponse:
    """An empty file with the columns of the long format, and one row to show how they are filled in."""
    text = "\r\n".join([";".join(result_files.COLUMNS), _EXAMPLE, ""])
    response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="resultat-mall.csv"'
    return response


@requires(Permission.SURVEY_ANALYSE)
@require_POST
def dataset_take_in(request: Request, pk: int) -> HttpResponse:
    """Store what is safe to show."""
    dataset = dataset_at(request, pk)
    try:
        taken = datasets.take_in(dataset, sensitive=set(request.POST.getlist("kanslig")), by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        if taken.state == Dataset.State.TAKEN:
            messages.success(
                request,
                f"{taken.rows} rader är inlästa. {taken.hidden_rows} av dem är dolda för att ingen ska röjas.",
            )
    return redirect(dataset)


@requires(Permission.SURVEY_ANALYSE)
@require_POST
def dataset_start_again(request: Request, pk: int) -> HttpResponse:
    """Have the file read once more where the reading stopped half-way."""
    dataset = dataset_at(request, pk)
    try:
        restarts.start_again(dataset, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(dataset)


@requires(Permission.SURVEY_ANALYSE)
def dataset_release(request: Request, pk: int) -> HttpResponse:
    """From when each circle may see the set."""
    dataset = dataset_at(request, pk)
    form = ReleaseForm(request.POST or None, dataset=dataset)
    obstacles = datasets.obstacles_to_releasing(dataset, None, None)
    if request.method == "POST" and form.is_valid():
        try:
            datasets.release(dataset, **form.moments(), by=request.user)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Tiderna är sparade.")
            return redirect(dataset)
    context = {
        "dataset": dataset,
        "form": form,
        "obstacles": obstacles,
        "trail": trail_of((dataset.title, dataset.get_absolute_url()), ("När den släpps", "")),
    }
    return page(request, "surveys/dataset_release.html", context, status=422 if form.errors else 200)


@requires(Permission.SURVEY_ANALYSE)
@require_POST
def dataset_withdraw(request: Request, pk: int) -> HttpResponse:
    """Close the set again for all but those who analyse, at once."""
    dataset = dataset_at(request, pk)
    try:
        datasets.release(
            dataset, parties_at=None, public_at=None, national_at=dataset.national_at, by=request.user
        )
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Resultaten är tillbakadragna. Bara de som analyserar ser dem.")
    return redirect(dataset)


@requires(Permission.SURVEY_ANALYSE)
@require_POST
def dataset_delete(request: Request, pk: int) -> HttpResponse:
    """Take the set, its figures and its file away."""
    dataset = dataset_at(request, pk)
    try:
        datasets.delete(dataset, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect(dataset)
    messages.success(request, f"{dataset.title} är borttagen, med sin fil.")
    return redirect("surveys:dataset-list")
