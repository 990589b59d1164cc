"""The year's plan: reading it, proposing meetings by a rule, booking them, and taking the plan out as a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import plans, year_plans
from meetings.actions.clashes import Clash
from meetings.actions.plans import Proposal, Proposed
from meetings.forms.plans import (
    DATES,
    FIRST_YEAR,
    LAST_YEAR,
    ProposalFormSet,
    RuleForm,
    bodies_for,
    initial_of,
    with_day,
)
from meetings.models import Body, Meeting
from meetings.resources import PlanResource, download
from secretariat.lib.access import Permission, Role, requires
from secretariat.lib.dates import MONTHS, weekday_and_day
from secretariat.lib.days import weeks_in
from secretariat.lib.pages import Request, page, query_string
from secretariat.lib.rules import NotAllowed

_PLANNING_STARTS = 10  # from October on one thinks of the year to come


def _year(request: Request) -> int:
    """The year asked for; else the one an office plans now."""
    asked = request.GET.get("ar", "")
    if asked.isdecimal() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR:
        return int(asked)
    today = timezone.localdate()
    return today.year + (today.month >= _PLANNING_STARTS)


def _body(request: Request) -> int | None:
    asked = request.GET.get("grupp", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


# Reading


@requires(Permission.MEETING_READ)
@require_GET
def plan_list(request: Request) -> HttpResponse:
    """Months by bodies, and the meetings in order, of those this user may know of."""
    year, body = _year(request), _body(request)
    plan = year_plans.plan_of(request.user, year, body=body, today=timezone.localdate())
    context = {
        "plan": plan,
        "year": year,
        "years": [one for one in (year - 1, year + 1) if FIRST_YEAR <= one <= LAST_YEAR],
        "weeks": weeks_in(year),
        "body": next((row.body for row in plan.rows if row.body.pk == body), None),
        "bodies": bodies_for(year).order_by("sort_key"),
        "chosen": body,
        "is_filtered": body is not None,
        "months": MONTHS,
        "may_plan": _may_plan(request),
        "letters": [(letter, Meeting.State(state).label) for state, letter in year_plans.LETTERS.items()],
    }
    return page(request, "meetings/plan_list.html", context)


def _may_plan(request: Request) -> bool:
    """Whether there is any body this user may plan for."""
    return access.is_office(request.user) or bool(access.bodies_of(request.user)[Role.SECRETARY])


@requires(Permission.MEETING_READ)
@require_GET
def plan_export(request: Request, kind: str) -> HttpResponse:
    """The same rows as a file."""
    year = _year(request)
    plan = year_plans.plan_of(request.user, year, body=_body(request), today=timezone.localdate())
    return download(PlanResource(), plan.entries, kind=kind, name=f"motesplan-{year}")


@requires(Permission.MEETING_CALL)
@require_POST
def plan_book(request: Request) -> HttpResponse:
    """Book the meetings that were ticked, or all that were shown."""
    name = "alla" if "boka_alla" in request.POST else "mote"
    chosen = [int(one) for one in request.POST.getlist(name) if one.isdecimal() and len(one) < 10]
    meetings = list(Meeting.objects.filter(pk__in=chosen).prefetch_related("meeting_bodies__body"))
    if not all(access.may_edit_meeting(request.user, one) for one in meetings):
        raise PermissionDenied
    try:
        booked = plans.book(meetings, by=request.user)
        words = "1 möte är bokat." if len(booked) == 1 else f"{len(booked)} möten är bokade."
        messages.success(request, words)
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(reverse("meetings:plan-list") + query_string(request, ar=str(_year(request))))


# Proposing


@dataclass
class ShownProposal:
    """A row of the page: the form, whose meeting it is, what clashes, and days that do not."""

    form: Any
    place: int
    name: str
    clashes: list[Clash] = field(default_factory=list)
    free: list[tuple[str, str]] = field(default_factory=list)


@requires(Permission.MEETING_CALL)
def plan_propose(request: Request) -> HttpResponse:
    """Propose by a rule, see clashes, change, and save as tentative meetings. Nothing is stored before that."""
    bodies = _plannable(request)
    sent = request.POST if request.method == "POST" else None
    if sent is None:
        rule = RuleForm(
            bodies=bodies,
            initial={"year": _year(request), "bodies": [_body(request)], "months": [2, 4, 9, 11]},
        )
        return _proposing(request, rule, None, Proposed([], []))
    rule = RuleForm(sent, bodies=bodies)
    if "visa" in sent:
        proposed = rule.proposed() if rule.is_valid() else Proposed([], [])
        rows = ProposalFormSet(
            initial=[initial_of(one) for one in proposed.proposals], prefix="rad",
            form_kwargs={"year": rule.cleaned_data.get("year", 0)},
        )  # fmt: skip
        return _proposing(request, rule, rows, proposed)
    return _change_or_save(request, rule, bodies)


def _change_or_save(request: Request, rule: RuleForm, bodies: QuerySet[Body]) -> HttpResponse:
    """The rows as they were sent: shown again with new clashes, or saved."""
    place, _, day = request.POST.get("dag", "").partition(":")
    said = rule.cleaned_data if rule.is_valid() else {}
    rows: Any = ProposalFormSet(
        with_day(request.POST, place, day), prefix="rad", form_kwargs={"year": said.get("year", 0)}
    )
    proposed = rule.proposed() if said.get("way") == DATES else Proposed([], [])
    reasons: list[str] = []
    if "spara" in request.POST and not rows.has_wrong_ones_taken():
        known = {one.pk: one for one in bodies}
        taken = rows.taken()
        try:
            for one in taken:
                _must_plan(request, one, known)
            made = plans.save_tentative(taken, by=request.user)
            return _saved(request, made, len(rows.forms) - len(taken))
        except NotAllowed as no:
            reasons = no.reasons
    return _proposing(request, rule, rows, proposed, reasons)


def _must_plan(request: Request, proposal: Proposal, known: dict[int, Body]) -> None:
    """A group's secretary plans for that group, with any others; the office for all."""
    mine = [known[pk] for pk in proposal.bodies if pk in known]
    if mine and not access.may_create_meeting(request.user, mine):
        raise PermissionDenied
    if not mine and Body.objects.filter(pk__in=proposal.bodies).exists():
        raise PermissionDenied


def _saved(request: Request, made: list[Meeting], left: int) -> HttpResponse:
    words = (
        "1 preliminärt möte är sparat." if len(made) == 1 else f"{len(made)} preliminära möten är sparade."
    )
    if left:
        words += f" {left} utan kryss sparades inte." if left > 1 else " Ett utan kryss sparades inte."
    messages.success(request, words)
    years = [day.year for one in made if (day := one.date or one.window_from)]
    return redirect(f"{reverse('meetings:plan-list')}?ar={min(years, default=timezone.localdate().year)}")


def _plannable(request: Request) -> QuerySet[Body]:
    """Bodies this user may plan for."""
    asked = request.POST.get("year", "")
    year = int(asked) if asked.isdecimal() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR else _year(request)
    bodies = bodies_for(year)
    if not access.is_office(request.user):
        bodies = bodies.filter(pk__in=access.bodies_of(request.user)[Role.SECRETARY])
    return bodies.order_by("sort_key")


def _proposing(
    request: Request, rule: RuleForm, rows: Any, proposed: Proposed, reasons: Iterable[str] = ()
) -> HttpResponse:
    shown = _shown(rows, proposed) if rows is not None else []
    context = {
        "rule": rule,
        "rows": rows,
        "shown": shown,
        "unread": proposed.unread,
        "reasons": list(reasons),
        "has_rows": bool(shown),
        "clashing": sum(bool(one.clashes) for one in shown),
        "trail": [("Mötesplan", reverse("meetings:plan-list")), ("Föreslå möten", "")],
    }
    return page(request, "meetings/plan_propose.html", context)


def _shown(rows: Any, proposed: Proposed) -> list[ShownProposal]:
    """Each row with its clashes; a row that cannot be read has none until it is right."""
    told = dict(rows.readable() if rows.is_bound else enumerate(proposed.proposals))
    names = {
        one.pk: one.list_name
        for one in Body.objects.filter(pk__in={pk for one in told.values() for pk in one.bodies})
    }
    shown = [
        ShownProposal(
            form, place, " och ".join(names.get(pk, "") for pk in _bodies_of(form, told.get(place)))
        )
        for place, form in enumerate(rows.forms)
    ]
    sittings = {
        place: one.sittings(f"f{place}", shown[place].name)
        for place, one in told.items()
        if one.day and (not rows.is_bound or rows.forms[place].cleaned_data["take"])
    }
    if not sittings:
        return shown
    days = [one.day for found in sittings.values() for one in found]
    calendar = plans.calendar_of(min(days), max(days), [one for found in sittings.values() for one in found])
    for place, found in sittings.items():
        shown[place].clashes = calendar.clashes_of(found[0])
        if shown[place].clashes:
            free = calendar.free_days(found[0])
            shown[place].free = [(f"{place}:{day.isoformat()}", weekday_and_day(day)) for day in free]
    return shown


def _bodies_of(form: Any, proposal: Proposal | None) -> tuple[int, ...]:
    """Whose row it is, also where something else in it is wrong."""
    return proposal.bodies if proposal else form.cleaned_data.get("bodies", ())
