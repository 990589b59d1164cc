"""Which schools take part in a round: all of them with sums, one, letters, who to call next (H2)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from surveys import access, school_letters
from surveys.actions import participation, participation_tables, school_links
from surveys.forms.participation import AddForm, NoteForm, StepForm
from surveys.models import Participation, SurveyRound
from surveys.participation_states import MARKS, STEPS, obstacles_in_round, steps_from

from . import participation_filters
from .schools import FILES, Trail, surveys_trail

PAGE_SIZE = 50


def round_at(pk: int) -> SurveyRound:
    """The round at an address."""
    return get_object_or_404(SurveyRound.objects.select_related("survey", "responsible", "follows"), pk=pk)


def round_to_edit(request: Request, pk: int) -> SurveyRound:
    """The round, for whoever follows its schools; 403 for others."""
    of = round_at(pk)
    if not access.may_edit(request.user, of.survey):
        raise PermissionDenied
    return of


def round_trail(of: SurveyRound, *more: tuple[str, str]) -> Trail:
    """Breadcrumbs of a page below a round."""
    return surveys_trail((str(of), of.get_absolute_url()), *more)


def _schools_trail(of: SurveyRound, *more: tuple[str, str]) -> Trail:
    return round_trail(of, ("Skolor", reverse("surveys:participation-list", args=[of.pk])), *more)


def row_to_edit(request: Request, pk: int) -> Participation:
    """A school in a round, for whoever follows it; 403 for others."""
    rows = Participation.objects.select_related("round__survey", "round__responsible", "school__party")
    row = get_object_or_404(rows, pk=pk)
    if not access.may_edit(request.user, row.round.survey):
        raise PermissionDenied
    return row


@requires(Permission.SURVEY_READ)
@require_GET
def participation_list(request: Request, pk: int) -> HttpResponse:
    """Sums by kommun and form, and the schools. `?q= lage= kommun= form= stadium= huvudman= sida=`"""
    of = round_at(pk)
    chosen = participation_filters.chosen(request, of)
    shown = paged(request, chosen.rows, size=PAGE_SIZE, total=chosen.total)
    edits = access.may_edit(request.user, of.survey)
    context = {
        "round": of,
        "sums": participation_tables.sums_of(of),
        "q": chosen.q,
        "listed": shown,
        "rows": [(one, MARKS[Participation.State(one.state)]) for one in shown.object_list],
        "facets": chosen.facets,
        "may_edit": edits,
        "is_open": edits and not obstacles_in_round(of),
        "may_copy": edits and not participation.obstacles_to_copying(of),
        "trail": round_trail(of, ("Skolor", "")),
    }
    return page(request, "surveys/participation_list.html", context)


@requires(Permission.SURVEY_EDIT)
@require_GET
def participation_export(request: Request, pk: int, kind: str) -> HttpResponse:
    """The schools that are shown, all pages of them, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    of = round_to_edit(request, pk)
    rows = list(participation_filters.chosen(request, of).rows)
    log.write("exporterade skolor i omgång", by=request.user, about=of, antal=len(rows))
    told = participation_tables.file_rows(of, rows)
    facts = [f"{of}. {fetched_in_words(request)}"]
    return download(participation_tables.COLUMNS, told, kind=kind, name="deltagande", facts=facts)


@requires(Permission.SURVEY_EDIT)
def participation_add(request: Request, pk: int) -> HttpResponse:
    """Schools put in the round, ticked in a list."""
    of = round_to_edit(request, pk)
    form = AddForm(request.POST or None, of=of)
    if request.method == "POST" and form.is_valid():
        try:
            number = participation.add(of, form.cleaned_data["schools"], by=request.user)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"{number} skolor är tillagda. De är inte tillfrågade än.")
            return redirect("surveys:participation-list", of.pk)
    context = {
        "round": of,
        "form": form,
        "any_left": participation.schools_to_add(of).exists(),
        "trail": _schools_trail(of, ("Lägg till", "")),
    }
    return page(request, "surveys/participation_add.html", context)


@requires(Permission.SURVEY_EDIT)
@require_POST
def participation_copy(request: Request, pk: int) -> HttpResponse:
    """All schools of the round before."""
    of = round_to_edit(request, pk)
    try:
        number = participation.add_from_before(of, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(
            request, f"{number} skolor från {of.follows} är tillagda. De är inte tillfrågade än."
        )
    return redirect("surveys:participation-list", of.pk)


@requires(Permission.SURVEY_EDIT)
def participation_letters(request: Request, pk: int, kind: str) -> HttpResponse:
    """A letter to all it is for: shown first, then sent."""
    if kind not in school_letters.KINDS:
        raise Http404
    of = round_to_edit(request, pk)
    if request.method == "POST":
        try:
            number = school_links.write_letters(of, kind, by=request.user)
        except NotAllowed as no:
            messages.error(request, str(no))
        else:
            messages.success(request, f"{number} brev är på väg till skolorna.")
        return redirect("surveys:participation-list", of.pk)
    found = school_links.audience(of, kind)
    example = found.rows[0].school.name if found.rows else "skolans namn"
    context = {
        "round": of,
        "heading": school_letters.KINDS[kind],
        "reasons": school_links.obstacles_to_writing(of, kind),
        "found": found,
        "subject": school_letters.subject_of(kind, of),
        "lines": school_letters.lines_of(kind, of, school=example),
        "ends_at": school_links.ends_at(of),
        "trail": _schools_trail(of, (school_letters.KINDS[kind], "")),
    }
    return page(request, "surveys/participation_letters.html", context)


@requires(Permission.SURVEY_EDIT)
@require_GET
def participation_calls(request: Request, pk: int) -> HttpResponse:
    """Who to call next, in order."""
    of, today = round_to_edit(request, pk), timezone.localdate()
    shown = paged(request, participation_tables.to_call(of, today=today), size=50)
    context = {
        "round": of,
        "listed": shown,
        "later": participation_tables.later_calls(of, today=today),
        "trail": _schools_trail(of, ("Ring", "")),
    }
    return page(request, "surveys/participation_calls.html", context)


# One school


@requires(Permission.SURVEY_EDIT)
@require_GET
def participation_detail(request: Request, pk: int) -> HttpResponse:
    """A school in a round: what it says, contacts, its link. `?ring` goes on to the next to call."""
    return _shown(request, row_to_edit(request, pk))


def _shown(request: Request, row: Participation, **more: Any) -> HttpResponse:
    of, today = row.round, timezone.localdate()
    calls = "ring" in request.GET
    given = list(school_links.links_of(row)[:5])
    context = {
        "row": row,
        "round": of,
        "school": row.school,
        "mark": MARKS[Participation.State(row.state)],
        "before": participation_tables.states_before(of).get(row.school_id, ""),
        "notes": list(row.notes.select_related("by__person")),
        "steps": [one for one in steps_from(row) if one.target != row.state],
        "closed": obstacles_in_round(of),
        "may_remove": not participation.obstacles_to_removing(row),
        "links": given,
        "any_stands": any(one.stands for one in given),
        "calls": calls,
        "next": participation_tables.next_after(of, row, today=today) if calls else None,
        "note_form": NoteForm(auto_id="kontakt_%s"),
        "step_form": StepForm(auto_id="svar_%s"),
        "trail": _schools_trail(of, (row.school.name, "")),
    }
    return page(request, "surveys/participation_detail.html", context | more)


def _back(request: Request, row: Participation) -> HttpResponse:
    suffix = "?ring" if "ring" in request.GET else ""
    return redirect(reverse("surveys:participation-detail", args=[row.pk]) + suffix)


@requires(Permission.SURVEY_EDIT)
@require_POST
def participation_step(request: Request, pk: int, step: str) -> HttpResponse:
    """What the school says, or that it has been asked."""
    if step not in STEPS:
        raise Http404
    row = row_to_edit(request, pk)
    form = StepForm(request.POST, auto_id="svar_%s")
    if not form.is_valid():
        return _shown(request, row, step_form=form)
    try:
        row = participation.take_step(row, step, by=request.user, **form.cleaned_data)
    except NotAllowed as no:
        form.add_error(None, no.reasons)
        row.refresh_from_db(fields=["state"])
        return _shown(request, row, step_form=form)
    messages.success(request, f"{row.school}: {row.get_state_display()}.")
    return _back(request, row)


@requires(Permission.SURVEY_EDIT)
@require_POST
def participation_note(request: Request, pk: int) -> HttpResponse:
    """A contact written down; when calling, on to the next."""
    row = row_to_edit(request, pk)
    form = NoteForm(request.POST, auto_id="kontakt_%s")
    if not form.is_valid():
        return _shown(request, row, note_form=form)
    participation.note(row, by=request.user, **form.cleaned_data)
    messages.success(request, f"Kontakten med {row.school} är noterad.")
    if "next" in request.POST:
        other = participation_tables.next_after(row.round, row, today=timezone.localdate())
        if other is None:
            return redirect("surveys:participation-calls", row.round_id)
        row = other
    return _back(request, row)


@requires(Permission.SURVEY_EDIT)
@require_POST
def participation_link(request: Request, pk: int) -> HttpResponse:
    """A new link in a letter, or no link at all."""
    row = row_to_edit(request, pk)
    if request.POST.get("do") == "end":
        school_links.end_links(row, by=request.user)
        messages.success(request, "Skolans länk gäller inte längre.")
        return _back(request, row)
    try:
        school_links.send_anew(row, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"Ett brev med ny länk är på väg till {row.school.email}.")
    return _back(request, row)


@requires(Permission.SURVEY_EDIT)
@require_POST
def participation_remove(request: Request, pk: int) -> HttpResponse:
    """A school that was added by mistake."""
    row = row_to_edit(request, pk)
    number, name = row.round_id, row.school.name
    try:
        participation.remove(row, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
        return _back(request, row)
    messages.success(request, f"{name} är inte med i omgången längre.")
    return redirect("surveys:participation-list", number)
