"""One round: reading it, planning it, its steps, its next time, the questionnaire to decision makers (H1)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, may, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.forms import ReasonForm
from surveys import access, states
from surveys.actions import datasets, participation, plans, questionnaires, responses, round_pages, rounds
from surveys.actions.plans import breaks_in_words
from surveys.forms.questionnaires import QuestionnaireForm
from surveys.forms.rounds import CopyForm, NoticeForm, RoundFileForm, RoundForm
from surveys.models import SurveyRound

from .surveys import Trail, survey_to_edit, trail_of


def round_at(pk: int, **more: Any) -> SurveyRound:
    """The round at an address."""
    return get_object_or_404(SurveyRound.objects.select_related(*round_pages.WITH), pk=pk, **more)


def round_to_edit(request: Request, pk: int) -> SurveyRound:
    """The round, for whoever may plan it; 403 for others. A post has it locked."""
    found = round_at(pk)
    if not access.may_edit(request.user, found.survey):
        raise PermissionDenied
    return rounds.hold(found) if request.method == "POST" else found


def round_trail(round: SurveyRound, *more: tuple[str, str]) -> Trail:
    """Breadcrumbs of a page about a round."""
    survey = round.survey
    here = (round.period, round.get_absolute_url() if more else "")
    return trail_of((survey.says, survey.get_absolute_url()), here, *more)


@requires(Permission.SURVEY_READ)
@require_GET
def round_detail(request: Request, slug: str, pk: int) -> HttpResponse:
    """What is planned, how far it is, the sample, information, papers, questionnaires, events."""
    return round_page(request, round_at(pk, survey__slug=slug))


def round_page(request: Request, round: SurveyRound, **more: Any) -> HttpResponse:
    """The round's page; `more` are forms as they were typed."""
    context: dict[str, Any] = {
        "round": round,
        "survey": round.survey,
        "shown": round_pages.page_of(round, user=request.user, today=timezone.localdate()),
        "may_edit": access.may_edit(request.user, round.survey),
        "schools": participation.round_section(round, request.user),
        "answers": responses.round_section(round, request.user),
        "results": datasets.round_section(round, request.user),
        "may_ask": may(request.user, Permission.INQUIRY_SEND),
        "reason": ReasonForm(auto_id="steg_%s"),
        "notice": NoticeForm(auto_id="information_%s"),
        "paper": RoundFileForm(auto_id="handling_%s"),
        "open_form": "",
        "trail": round_trail(round),
    }
    return page(request, "surveys/round_detail.html", context | more)


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def round_create(request: Request, slug: str) -> HttpResponse:
    """Plan a round."""
    survey = survey_to_edit(request, slug)
    form = RoundForm(request.POST or None, instance=SurveyRound(survey=survey))
    if request.method == "POST" and form.is_valid():
        made = rounds.create_round(survey, by=request.user, **form.facts())
        messages.success(request, "Omgången är planerad. Lägg nu till milstolpar.")
        return redirect(made)
    trail = trail_of((survey.says, survey.get_absolute_url()), ("Ny omgång", ""))
    context = {"form": form, "round": None, "survey": survey, "heading": "Ny omgång", "trail": trail}
    return page(request, "surveys/round_form.html", context)


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def round_edit(request: Request, pk: int) -> HttpResponse:
    """Change its plan."""
    round = round_to_edit(request, pk)
    trail, heading = round_trail(round, ("Ändra", "")), f"Ändra {round}"
    form = RoundForm(request.POST or None, instance=round)
    if request.method == "POST" and form.is_valid():
        rounds.save_round(form.instance, by=request.user, changed=form.changed_data)
        messages.success(request, "Sparat.")
        return redirect(round)
    context = {"form": form, "round": round, "survey": round.survey, "heading": heading, "trail": trail}
    return page(request, "surveys/round_form.html", context)


@requires(Permission.SURVEY_EDIT)
@require_POST
@transaction.atomic
def round_step(request: Request, pk: int, step: str) -> HttpResponse:
    """Take a step: forward, back, or called off."""
    round = round_to_edit(request, pk)
    taken = states.BY_KEY.get(step)
    if taken is None:
        raise Http404
    form = ReasonForm(request.POST, auto_id="steg_%s")
    if taken.needs_reason and not form.is_valid():
        return round_page(request, round_at(pk), reason=form, open_form=step)
    try:
        rounds.take_step(
            round, taken, by=request.user, why=form.data.get("why", "") if taken.needs_reason else ""
        )
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{taken.words}. Omgången är nu ”{SurveyRound.State(taken.end).label}”.")
    return redirect(round)


@requires(Permission.SURVEY_EDIT)
def round_copy(request: Request, pk: int) -> HttpResponse:
    """Copy a round to its next time. `?period= weeks=` shows where everything lands; a post does it."""
    round = _round_to_copy(request, pk)
    period = rounds.next_period(round)
    initial = {"period": period, "weeks": rounds.weeks_to(round, period)}
    asked = request.POST or (request.GET if "period" in request.GET else initial)
    form, moved = CopyForm(asked, kind=round.survey.period_type), []
    if form.is_valid():
        moved = rounds.moved(round, weeks=form.cleaned_data["weeks"])
        try:
            if made := _copied(request, round, form):
                return redirect(made)
        except NotAllowed as no:
            form.add_error("period", no.reasons)
    breaks = plans.breaks_during(round.survey, [(one.first, one.last) for one in moved])
    context = {
        "form": form,
        "round": round,
        "lines": [
            (one, plans.weeks_and_days(*one.was), plans.weeks_and_days(one.first, one.last),
             breaks_in_words((one.first, one.last), breaks))
            for one in moved
        ],
        "trail": round_trail(round, ("Kopiera", "")),
    }  # fmt: skip
    return page(request, "surveys/round_copy.html", context)


def _copied(request: Request, round: SurveyRound, form: CopyForm) -> SurveyRound | None:
    """The copy, where it is to be made now. Raises NotAllowed, also where it is only to be shown."""
    facts = form.cleaned_data
    if request.method != "POST":
        if reasons := rounds.obstacles_to_copying(round, period=facts["period"]):
            raise NotAllowed(reasons)
        return None
    made = rounds.copy(round, by=request.user, **facts)
    messages.success(request, f"{made} är planerad. Se över veckorna och milstolparna.")
    return made


def _round_to_copy(request: Request, pk: int) -> SurveyRound:
    """The round, not locked: the action does that, under the lock of its survey."""
    found = round_at(pk)
    if not access.may_edit(request.user, found.survey):
        raise PermissionDenied
    return found


@requires(Permission.SURVEY_EDIT)
def questionnaire_start(request: Request, pk: int) -> HttpResponse:
    """Put a short questionnaire to decision makers together."""
    round = _round_to_copy(request, pk)
    if not may(request.user, Permission.INQUIRY_SEND):
        raise PermissionDenied
    form = QuestionnaireForm(request.POST or None, initial={"who": "alla", "period": round.period})
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("form", "period", "due_on", "text")}
        try:
            made = questionnaires.start(round, by=request.user, parties=form.asked(), **facts)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Enkäten är förberedd. Läs igenom och skicka den.")
            return redirect("inquiries:round-detail", made.pk)
    context = {"form": form, "round": round, "trail": round_trail(round, ("Enkät till beslutsfattare", ""))}
    return page(request, "surveys/questionnaire_start.html", context)
