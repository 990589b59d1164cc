"""The list of actions (uppdrag): open, late, done; and saying what became of one (K9)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings import access, reach
from meetings.actions import action_lists
from meetings.actions import actions as register
from meetings.models import Action, Meeting
from meetings.resources import ActionResource, download
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

from . import facets
from .decisions import FILES, page_of, with_hits
from .facets import BODY, Facet, Group

_STAGES = [("pagar", "Pågår"), ("sena", "Sena"), ("klara", "Klara"), ("utgar", "Utgår")]
_COVERS = {"pagar": ("open", "late"), "sena": ("late",), "klara": ("done",), "utgar": ("dropped",)}
_SAID = {"done": "Uppdraget är klart.", "dropped": "Uppdraget utgår.", "open": "Uppdraget pågår igen."}
EVERYTHING = "alla"


@requires(Permission.DECISION_READ)
@require_GET
def action_list(request: Request) -> HttpResponse:
    """Actions whose words this user may read, what should be ready first on top.

    `?q= lage= grupp= person= part= sida=`; without `lage` what is under way.
    """
    q = request.GET.get("q", "").strip()
    today = timezone.localdate()
    reader = reach.reader_of(request.user)
    filters, groups = _filters(action_lists.groups(reader, q, today=today))
    chosen = facets.chosen_values(request, filters)
    rows = action_lists.rows(reader, q, _asked(chosen), today=today)
    listed = page_of(request, rows, facets.count(groups, filters, chosen))
    found = action_lists.shown(listed.object_list, today=today)
    context = {
        "q": q,
        "actions": [(one, with_hits(" ".join(one.words.split()), q)) for one in found],
        "listed": listed,
        "late": facets.count(groups, filters, {**chosen, "lage": "sena"}),
        "facets": facets.for_template(request, filters, groups),
    }
    return page(request, "meetings/action_list.html", context)


@requires(Permission.DECISION_READ)
@require_GET
def action_export(request: Request, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    q, today = request.GET.get("q", "").strip(), timezone.localdate()
    reader = reach.reader_of(request.user)
    filters, _ = _filters(action_lists.groups(reader, q, today=today))
    asked = _asked(facets.chosen_values(request, filters))
    found = register.listed(action_lists.everything(reader, q, asked, today=today), today=today)
    log.write("exporterade uppdrag", by=request.user, antal=len(found), urval=request.GET.urlencode())
    return download(ActionResource(), found, kind=kind, name="uppdrag")


def _asked(chosen: dict[str, str]) -> action_lists.Filters:
    stages = () if chosen["lage"] == EVERYTHING else _COVERS[chosen["lage"]]
    return action_lists.Filters(stages, *(int(chosen[key] or 0) for _, key in _NAMED))


_NAMED = (("Grupp", BODY), ("Person", "person"), ("Part", "part"))


def _by_words(names: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


def _filters(counted: list[action_lists.Counted]) -> tuple[list[Facet], list[Group]]:
    """The filters with their choices, and what is counted under them."""
    groups: list[Group] = []
    names: dict[str, dict[str, str]] = {key: {} for _, key in _NAMED}
    for one in counted:
        person = None if one.hidden else one.person
        values = {BODY: one.body, "lage": one.stage, "person": person, "part": one.party_id}
        groups.append(
            Group(
                {key: str(value or "") for key, value in values.items()}, one.number, leads=not one.position
            )
        )
        for key, value, words in (
            (BODY, one.body, one.body_short or one.body_name or ""),
            ("person", person, f"{one.given_name} {one.family_name}"),
            ("part", one.party_id, one.party),
        ):
            if value:
                names[key][str(value)] = words.strip()
    filters = [
        Facet("Läge", "lage", _STAGES, default="pagar", everything=EVERYTHING, covers=_COVERS),
        *(Facet(title, key, _by_words(names[key])) for title, key in _NAMED),
    ]
    return filters, groups


def _action(request: Request, pk: object) -> Action:
    """An action whose words the user may read, with its meeting. Raises 404."""
    rows = Action.objects.filter(access.words_readable_by(request.user, with_drafts=True))
    meeting_rows = Meeting.objects.select_related("minutes__word").prefetch_related("meeting_bodies__body")
    action = get_object_or_404(rows.select_related("item", "matter"), pk=pk)
    action.meeting = meeting_rows.get(pk=action.meeting_id)
    return action


@requires(Permission.DECISION_READ)
@require_GET
def action_detail(request: Request, pk: object) -> HttpResponse:
    """One action: the words, who, when, where it comes from, and what became of it."""
    action = _action(request, pk)
    return page(request, "meetings/action_detail.html", _context(request, action, typed=action.outcome))


@requires(Permission.DECISION_FOLLOW)
@require_POST
def action_settle(request: Request, pk: object) -> HttpResponse:
    """Mark an action as klar, utgår or pågår, with the outcome."""
    action = _action(request, pk)
    if not access.may_follow_up(request.user, action.meeting):
        raise PermissionDenied
    state, outcome = request.POST.get("state", ""), request.POST.get("outcome", "")
    try:
        register.settle(action, by=request.user, state=state, outcome=outcome)
    except NotAllowed as no:
        context = _context(request, action, typed=outcome, errors=no.reasons)
        return page(request, "meetings/action_detail.html", context, status=422)
    messages.success(request, _SAID[state])
    return redirect("meetings:action-detail", action.pk)


def _context(
    request: Request, action: Action, *, typed: str, errors: list[str] | None = None
) -> dict[str, Any]:
    today = timezone.localdate()
    rows = register.with_stage(Action.objects.filter(pk=action.pk), today=today)
    (shown,) = register.listed(rows.values_list(*register.columns()), today=today)
    return {
        "action": action,
        "shown": shown,
        "meeting": action.meeting,
        "decisions": list(action.item.decisions.filter(is_own=True).exclude(number="").order_by("running")),
        "may_follow_up": access.may_follow_up(request.user, action.meeting),
        "typed": typed,
        "errors": errors or [],
        "trail": [("Uppdrag", reverse("meetings:action-list")), (str(action.meeting), "")],
    }
