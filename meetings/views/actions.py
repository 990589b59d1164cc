"""The list of actions (uppdrag): open, late, done; and saying what became of one (K9)."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings import access
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
    rows, filters, groups = _chosen(request, q)
    chosen = facets.chosen_values(request, filters)
    today = timezone.localdate()
    listed = page_of(request, rows, facets.count(groups, filters, chosen))
    found = register.listed(
        register.some(cast("QuerySet[Action]", listed.object_list), today=today), today=today
    )
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
    rows, _, _ = _chosen(request, request.GET.get("q", "").strip())
    found = register.listed(rows.values_list(*register.columns()), today=timezone.localdate())
    log.write("exporterade uppdrag", by=request.user, antal=len(found), urval=request.GET.urlencode())
    return download(ActionResource(), found, kind=kind, name="uppdrag")


def _chosen(request: Request, q: str) -> tuple[QuerySet[Any, Any], list[Facet], list[Group]]:
    """The actions that the address asks for, with the filters and what they count."""
    rows = register.with_stage(register.readable(request.user, q), today=timezone.localdate())
    groups, names = _groups(rows)
    filters = [
        Facet("Läge", "lage", _STAGES, default="pagar", everything=EVERYTHING, covers=_COVERS),
        *(Facet(title, key, _by_words(names[key])) for title, key in _NAMED),
    ]
    chosen = facets.chosen_values(request, filters)
    if chosen["lage"] != EVERYTHING:
        rows = rows.filter(stage__in=_COVERS[chosen["lage"]])
    if chosen[BODY]:
        rows = rows.filter(register.of_body(int(chosen[BODY])))
    if chosen["person"]:
        rows = rows.filter(person=int(chosen["person"]))
    if chosen["part"]:
        rows = rows.filter(party_id=int(chosen["part"]))
    return register.in_order(rows), filters, groups


_NAMED = (("Grupp", BODY), ("Person", "person"), ("Part", "part"))


def _by_words(names: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


def _groups(rows: QuerySet[Any, Any]) -> tuple[list[Group], dict[str, dict[str, str]]]:
    """One query for all the filters' counts, and the names of bodies, persons and parties in it."""
    found = (
        rows.order_by()
        .values_list(
            "meeting__meeting_bodies__body", "meeting__meeting_bodies__body__short_name",
            "meeting__meeting_bodies__body__name", "meeting__meeting_bodies__position", "stage", "person",
            "person__given_name", "person__family_name", "person__protected_identity", "party_id", "party",
        )
        .annotate(count=Count("pk"))
    )  # fmt: skip
    groups: list[Group] = []
    names: dict[str, dict[str, str]] = {key: {} for _, key in _NAMED}
    for body, short, name, position, stage, person, given, family, hidden, party_id, party, count in found:
        values = {BODY: body, "lage": stage, "person": None if hidden else person, "part": party_id}
        groups.append(
            Group({key: str(value or "") for key, value in values.items()}, count, leads=not position)
        )
        for key, value, words in (
            (BODY, body, short or name),
            ("person", values["person"], f"{given} {family}"),
            ("part", party_id, party),
        ):
            if value:
                names[key][str(value)] = words.strip()
    return groups, names


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
