"""What belongs to a round: milestones, the sample of each kommun, information sent, papers (H1)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import moment_in_words
from secretariat.lib.downloads import download
from secretariat.lib.pages import Request, page
from secretariat.registry.actions import log
from surveys import access
from surveys.actions import planning
from surveys.forms.rounds import MilestoneForm, NoticeForm, RoundFileForm
from surveys.forms.targets import TargetsForm
from surveys.models import Milestone, RoundFile, RoundNotice
from surveys.resources import TARGETS, target_rows

from .rounds import round_at, round_page, round_to_edit, round_trail

FILES = ("xlsx", "csv")


# Milestones


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def milestone_add(request: Request, pk: int) -> HttpResponse:
    """One more milestone."""
    round = round_to_edit(request, pk)
    form = MilestoneForm(request.POST or None, instance=Milestone(round=round))
    if request.method == "POST" and form.is_valid():
        made = planning.add_milestone(round, by=request.user, **form.facts())
        messages.success(request, f"{made.title} är med i planen.")
        return redirect(round)
    context = {"form": form, "milestone": None, "round": round, "heading": "Ny milstolpe",
               "trail": round_trail(round, ("Ny milstolpe", ""))}  # fmt: skip
    return page(request, "surveys/milestone_form.html", context)


def _milestone(request: Request, pk: int) -> Milestone:
    rows = Milestone.objects.select_related("round__survey__body")
    found = get_object_or_404(rows, pk=pk)
    if not access.may_edit(request.user, found.round.survey):
        raise PermissionDenied
    return rows.select_for_update(of=("self",)).get(pk=pk) if request.method == "POST" else found


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def milestone_edit(request: Request, pk: int) -> HttpResponse:
    """Change a milestone, or take it away."""
    milestone = _milestone(request, pk)
    form = MilestoneForm(request.POST or None, instance=milestone)
    if request.method == "POST" and form.is_valid():
        planning.save_milestone(form.instance, by=request.user, changed=form.changed_data)
        messages.success(request, "Sparat.")
        return redirect(milestone.round)
    context = {"form": form, "milestone": milestone, "round": milestone.round, "heading": "Ändra milstolpe",
               "trail": round_trail(milestone.round, ("Ändra milstolpe", ""))}  # fmt: skip
    return page(request, "surveys/milestone_form.html", context)


@requires(Permission.SURVEY_EDIT)
@require_POST
@transaction.atomic
def milestone_done(request: Request, pk: int) -> HttpResponse:
    """Say that it is done today; with `inte` that it is not."""
    milestone = _milestone(request, pk)
    done = "inte" not in request.POST
    planning.mark_done(milestone, on=timezone.localdate() if done else None, by=request.user)
    messages.success(request, f"{milestone.title} är {'klart' if done else 'inte klart längre'}.")
    return redirect(milestone.round)


@requires(Permission.SURVEY_EDIT)
@require_POST
@transaction.atomic
def milestone_remove(request: Request, pk: int) -> HttpResponse:
    """Take a milestone out of the plan."""
    milestone = _milestone(request, pk)
    planning.remove_milestone(milestone, by=request.user)
    messages.success(request, f"{milestone.title} är borttagen.")
    return redirect(milestone.round)


# The sample


@requires(Permission.SURVEY_EDIT)
@transaction.atomic
def target_edit(request: Request, pk: int) -> HttpResponse:
    """The sample of every kommun, on one page."""
    round = round_to_edit(request, pk)
    standing = {one.party_id: (one.sampled, one.expected) for one in round.targets.all()}
    form = TargetsForm(request.POST or None, kommuner=planning.kommuner(round), standing=standing)
    if request.method == "POST" and form.is_valid():
        planning.set_targets(round, form.targets(), by=request.user)
        messages.success(request, "Sparat.")
        return redirect(round)
    context = {"form": form, "round": round, "trail": round_trail(round, ("Urval per kommun", ""))}
    return page(request, "surveys/target_form.html", context)


@requires(Permission.SURVEY_READ)
@require_GET
def target_export(request: Request, pk: int, kind: str) -> HttpResponse:
    """The sample of every kommun as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    round = round_at(pk)
    rows = list(round.targets.select_related("party").order_by("party__municipality_code", "pk"))
    log.write("exporterade urval", by=request.user, about=round, antal=len(rows))
    facts = [f"{round}.", f"Hämtad {moment_in_words(timezone.now())} av {request.user.name}."]
    name = f"urval-{round.survey.slug}-{round.period.replace('/', '-')}"
    return download(
        TARGETS, target_rows(round.survey.name, round.period, rows), kind=kind, name=name, facts=facts
    )


# Information and papers


@requires(Permission.SURVEY_EDIT)
@require_POST
@transaction.atomic
def notice_add(request: Request, pk: int) -> HttpResponse:
    """Note that information has gone out."""
    round = round_to_edit(request, pk)
    form = NoticeForm(request.POST, instance=RoundNotice(round=round), auto_id="information_%s")
    if not form.is_valid():
        return round_page(request, round_at(pk), notice=form, open_form="information")
    planning.add_notice(round, by=request.user, **form.cleaned_data)
    messages.success(request, "Noterat.")
    return redirect(round)


@requires(Permission.SURVEY_EDIT)
@require_POST
@transaction.atomic
def notice_remove(request: Request, pk: int) -> HttpResponse:
    """Take a note of information away."""
    notice = get_object_or_404(RoundNotice.objects.select_related("round__survey__body"), pk=pk)
    if not access.may_edit(request.user, notice.round.survey):
        raise PermissionDenied
    planning.remove_notice(notice, by=request.user)
    messages.success(request, f"{notice.what} är borttaget.")
    return redirect(notice.round)


@requires(Permission.SURVEY_EDIT)
@require_POST
@transaction.atomic
def round_file_add(request: Request, pk: int) -> HttpResponse:
    """One more paper of the round."""
    round = round_to_edit(request, pk)
    form = RoundFileForm(request.POST, request.FILES, auto_id="handling_%s")
    if not form.is_valid():
        return round_page(request, round_at(pk), paper=form, open_form="handling")
    facts = form.cleaned_data
    made = planning.add_file(round, facts["upload"], title=facts["title"], by=request.user)
    messages.success(request, f"{made} är tillagd.")
    return redirect(round)


@requires(Permission.SURVEY_EDIT)
@require_POST
@transaction.atomic
def round_file_remove(request: Request, pk: int) -> HttpResponse:
    """Take a paper off the round."""
    paper = get_object_or_404(RoundFile.objects.select_related("round__survey__body", "stored"), pk=pk)
    if not access.may_edit(request.user, paper.round.survey):
        raise PermissionDenied
    planning.remove_file(paper, by=request.user)
    messages.success(request, f"{paper} är borttagen.")
    return redirect(paper.round)
