"""Anmälan av tillkomna datum: proposing, one's own, the list of those that wait, and answering one (domain 6.1)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings.models import AgendaItem, Meeting
from secretariat.lib.access import Permission, Role, may, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.yearwheel import access
from secretariat.yearwheel.actions import proposals
from secretariat.yearwheel.actions.proposals import Proposal
from secretariat.yearwheel.choices import from_query
from secretariat.yearwheel.forms import AnswerForm, DeclineForm, ProposeForm, days_of
from secretariat.yearwheel.models import Activity

from .activities import activity_at, bodies_for, trail_of

State = Activity.State


@requires(Permission.YEAR_PROPOSE)
def activity_propose(request: Request) -> HttpResponse:
    """Anmäl datum; under an agenda item (?punkt=) the proposal says where it was made."""
    item = _item_of(request)
    choice = from_query(request.GET, today=timezone.localdate())
    bodies = bodies_for(request, Role.MEMBER)
    person = request.user.person
    initial = {
        "body": item.meeting.leading_body if item else None,
        "party": person.organisation_id if person else None,
    }
    form = ProposeForm(
        request.POST if request.method == "POST" else None, since=choice.first, bodies=bodies, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            proposals.propose(by=request.user, days=form.cleaned_data["when"], from_item=item, **form.facts())
        except NotAllowed as no:
            form.add_error("when", no.reasons)
        else:
            messages.success(request, "Tack! Sekreteraren svarar, och du får veta vad det blir.")
            if item:
                return redirect("yearwheel:item-dates", pk=item.pk)
            return redirect("yearwheel:activity-own")
    context = {"form": form, "item": item, "trail": trail_of("Anmäl datum")}
    return page(request, "yearwheel/activity_propose.html", context, status=422 if form.errors else 200)


@requires(Permission.YEAR_READ)
@require_GET
def item_dates(request: Request, pk: int) -> HttpResponse:
    """What has been proposed under an agenda item about the year, as far as the user may know of it."""
    item = _item_at(request, pk)
    found = Activity.objects.visible_to(request.user).filter(from_item=item)
    context = {
        "item": item,
        "proposals": [(one, access.may_answer(request.user, one.first)) for one in proposals.together(found)],
        "may_propose": may(request.user, Permission.YEAR_PROPOSE),
        "trail": [(str(item.meeting), item.meeting.get_absolute_url()), ("Anmälda datum", "")],
    }
    return page(request, "yearwheel/item_dates.html", context)


def _item_of(request: Request) -> AgendaItem | None:
    """The agenda item that the address names (?punkt=)."""
    key = request.GET.get("punkt", "")
    return _item_at(request, int(key)) if key.isascii() and key.isdecimal() and len(key) < 10 else None


def _item_at(request: Request, pk: int) -> AgendaItem:
    """An agenda item about the year, of a meeting the user may see. Raises 404."""
    seen = Meeting.objects.visible_to(request.user)
    rows = AgendaItem.objects.standing().filter(meeting__in=seen.values("pk")).select_related("meeting")
    item = get_object_or_404(rows.prefetch_related("meeting__meeting_bodies__body"), pk=pk)
    if not access.takes_dates(item):
        raise Http404
    return item


@requires(Permission.YEAR_PROPOSE)
@require_GET
def activity_own(request: Request) -> HttpResponse:
    """What one has proposed, the newest first, and what became of it."""
    mine = proposals.together(Activity.objects.filter(proposed_by=request.user))
    waiting = 0
    if may(request.user, Permission.YEAR_EDIT):
        waiting = len(proposals.together(_answerable(request)))
    context = {"proposals": mine[::-1], "waiting": waiting, "trail": trail_of("Mina anmälda datum")}
    return page(request, "yearwheel/activity_own.html", context)


def _answerable(request: Request) -> Any:
    return Activity.objects.proposed().filter(access.answerable_by(request.user))


@requires(Permission.YEAR_EDIT)
@require_GET
def activity_proposals(request: Request) -> HttpResponse:
    """What waits for an answer, the oldest first; below it what has been answered lately."""
    answered = Activity.objects.filter(access.answerable_by(request.user), proposed_by__isnull=False)
    latest = answered.exclude(state=State.PROPOSED).order_by("-answered_at").values("pk")[:30]
    context = {
        "waiting": proposals.together(_answerable(request)),
        "answered": proposals.together(
            Activity.objects.filter(pk__in=list(latest.values_list("pk", flat=True)))
        )[::-1],
        "trail": trail_of("Anmälda datum"),
    }
    return page(request, "yearwheel/activity_proposals.html", context)


def _proposal(request: Request, pk: int) -> Proposal:
    activity = activity_at(request, pk)
    if not access.may_answer(request.user, activity):
        raise PermissionDenied
    return proposals.proposal_of(activity)


@requires(Permission.YEAR_EDIT)
def activity_answer(request: Request, pk: int) -> HttpResponse:
    """One proposal, as a form: taken in as it is or changed, or not taken in with a reason."""
    proposal = _proposal(request, pk)
    is_answer = request.method == "POST" and proposal.first.proposed_by_id is not None
    if not is_answer and proposal.first.state != State.PROPOSED:
        return redirect(proposal.first)
    form = _answer_form(request, proposal)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        try:
            rows = proposals.accept(
                proposal, by=request.user, days=form.cleaned_data["when"], answer=answer, **form.facts()
            )
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"”{rows[0].title}” står nu i årshjulet. Den som anmälde får ett brev.")
            return redirect("yearwheel:activity-proposals")
    return _answer_page(request, proposal, form)


def _answer_form(request: Request, proposal: Proposal) -> AnswerForm:
    first = proposal.first
    return AnswerForm(
        request.POST if request.method == "POST" else None,
        instance=Activity.objects.get(pk=first.pk),
        initial={"when": days_of(proposal.rows)},
        since=first.starts_on.replace(month=1, day=1),
        bodies=bodies_for(request, Role.SECRETARY),
    )


def _answer_page(request: Request, proposal: Proposal, form: AnswerForm) -> HttpResponse:
    context = {"proposal": proposal, "form": form, "trail": trail_of("Svara på anmälan")}
    return page(request, "yearwheel/activity_answer.html", context, status=422 if form.errors else 200)


@requires(Permission.YEAR_EDIT)
@require_POST
def activity_decline(request: Request, pk: int) -> HttpResponse:
    """Leave a proposal out; what was written in the form's answer is the reason."""
    proposal = _proposal(request, pk)
    form = _answer_form(request, proposal)
    form.is_valid()
    reason = DeclineForm({"reason": request.POST.get("answer", "")})
    try:
        if not reason.is_valid():
            raise NotAllowed([str(words) for words in reason.errors["reason"]])
        proposals.decline(proposal, by=request.user, reason=reason.cleaned_data["reason"])
    except NotAllowed as no:
        form.errors.clear()
        form.add_error("answer", no.reasons)
        return _answer_page(request, proposal, form)
    messages.success(request, f"”{proposal.first.title}” togs inte med. Den som anmälde får ett brev.")
    return redirect("yearwheel:activity-proposals")


@requires(Permission.YEAR_PROPOSE)
@require_POST
def activity_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back what one has proposed oneself."""
    activity = activity_at(request, pk)
    if activity.proposed_by_id != request.user.pk:
        raise PermissionDenied
    try:
        proposals.withdraw(proposals.proposal_of(activity), by=request.user)
        messages.success(request, f"”{activity.title}” är tillbakatagen.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(reverse("yearwheel:activity-own"))
