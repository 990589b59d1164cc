"""The list of decisions, one decision at its permanent address, and the list as a file."""

import re
from typing import Any, cast

from django.core.paginator import Page
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from meetings import access
from meetings.actions import actions as action_register
from meetings.actions import decisions
from meetings.actions.wordings import Span, words_of
from meetings.models import Action, Body, Decision, Meeting, Minutes
from meetings.resources import DecisionResource, download
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.actions import log

from . import facets
from .facets import BODY, Facet, Group

PAGE_SIZE = 25
FILES = ("xlsx", "csv")


@requires(Permission.DECISION_READ)
@require_GET
def decision_list(request: Request) -> HttpResponse:
    """Own decisions whose words this user may read, latest first. `?q= grupp= ar= slag= status= sida=` (B5)."""
    q = request.GET.get("q", "").strip()
    rows, filters, groups = _chosen(request, q)
    total = facets.count(groups, filters, facets.chosen_values(request, filters))
    listed = page_of(request, rows, total)
    found = decisions.listed(decisions.some(cast("QuerySet[Decision]", listed.object_list)))
    context = {
        "q": q,
        "decisions": [(one, with_hits(" ".join(one.words.split()), q)) for one in found],
        "listed": listed,
        "facets": facets.for_template(request, filters, groups),
    }
    return page(request, "meetings/decision_list.html", context)


@requires(Permission.DECISION_READ)
@require_GET
def decision_export(request: Request, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    rows, _, _ = _chosen(request, request.GET.get("q", "").strip())
    found = decisions.listed(rows.values_list(*decisions.columns()))
    log.write("exporterade beslut", by=request.user, antal=len(found), urval=request.GET.urlencode())
    return download(DecisionResource(), found, kind=kind, name="beslut")


def _chosen(request: Request, q: str) -> tuple[QuerySet[Decision], list[Facet], list[Group]]:
    """The decisions that the address asks for, with the filters and what they count."""
    rows = decisions.readable(request.user, q)
    groups, bodies = _groups(rows)
    years = sorted({group.values["ar"] for group in groups} - {""}, reverse=True)
    kinds = [(value, words.capitalize()) for value, words in decisions.KINDS.items()]
    filters = [
        Facet(
            "Status",
            "status",
            [("klart", "Bara justerat eller fastställt")],
            covers={"klart": Minutes.FINISHED},
        ),
        Facet("Grupp", BODY, sorted(bodies.items(), key=lambda pair: pair[1].casefold())),
        Facet("År", "ar", [(year, year) for year in years]),
        Facet("Slag", "slag", kinds),
    ]
    chosen = facets.chosen_values(request, filters)
    if chosen["status"]:
        rows = rows.filter(meeting__minutes__finished_at__isnull=False)
    if chosen[BODY]:
        rows = rows.filter(decisions.of_body(int(chosen[BODY])))
    if chosen["ar"]:
        rows = rows.filter(meeting__date__year=int(chosen["ar"]))
    if chosen["slag"]:
        rows = rows.filter(kind=chosen["slag"])
    return decisions.in_order(rows), filters, groups


def _groups(rows: QuerySet[Decision]) -> tuple[list[Group], dict[str, str]]:
    """One query for all the filters' counts, one for the names of the bodies in it."""
    found = list(
        rows.order_by()
        .values_list(
            "meeting__meeting_bodies__body", "meeting__meeting_bodies__position", "meeting__date__year", "kind",
            "meeting__minutes__state",
        )
        .annotate(count=Count("pk"))
    )  # fmt: skip
    groups = [
        Group(
            {BODY: str(body or ""), "ar": str(year or ""), "slag": kind, "status": state},
            count,
            leads=not position,
        )
        for body, position, year, kind, state, count in found
    ]
    bodies = Body.objects.filter(pk__in={row[0] for row in found if row[0]}).only("pk", "name", "short_name")
    return groups, {str(body.pk): body.list_name for body in bodies}


def page_of(request: Request, rows: QuerySet[Any], total: int) -> Page[Any]:
    """The page that ?sida= asks for, of rows whose number is known already."""
    return paged(request, rows, size=PAGE_SIZE, total=total)


def with_hits(words: str, q: str) -> SafeString:
    """The words as markup, what was searched for marked."""
    if not q:
        return mark_safe(escape(words))  # noqa: S308 – escaped
    parts = re.split(f"({re.escape(q)})", words, flags=re.IGNORECASE)
    marked = (
        f"<mark>{escape(part)}</mark>" if place % 2 else escape(part) for place, part in enumerate(parts)
    )
    return mark_safe("".join(marked))  # noqa: S308 – every part is escaped


@requires(Permission.DECISION_READ)
@require_GET
def decision_detail(request: Request, slug: str) -> HttpResponse:
    """One decision, at an address short enough to write in a letter: /beslut/cf-2025-14/."""
    decision = decisions.found_by_address(slug, request.user)
    if decision is None:
        raise Http404
    address = decisions.slug_of(decision.number) or str(decision.pk)
    here = reverse("meetings:decision-detail", args=[address])
    if slug != address:
        return redirect(here)
    meeting = get_object_or_404(
        Meeting.objects.select_related("minutes__word").prefetch_related("meeting_bodies__body"),
        pk=decision.meeting_id,
    )
    today = timezone.localdate()
    tasks = action_register.with_stage(Action.objects.filter(item=decision.item_id), today=today)
    (shown,) = decisions.listed(Decision.objects.filter(pk=decision.pk).values_list(*decisions.columns()))
    context = {
        "decision": decision,
        "shown": shown,
        "meeting": meeting,
        "minutes": meeting.minutes,
        "bodies": [row.body for row in meeting.meeting_bodies_in_order],
        "actions": action_register.listed(
            tasks.order_by("position", "pk").values_list(*action_register.columns()), today=today
        ),
        "others": _others_in_item(decision),
        "corrections": list(meeting.minutes.corrections.filter(item=decision.item_id)),
        "dispatches": list(decision.dispatches.all()),
        "may_dispatch": access.may_send(request.user, meeting.minutes),
        "full_address": request.build_absolute_uri(here),
        "trail": [("Beslut", reverse("meetings:decision-list")), (decision.number or "Utan nummer", "")],
    }
    return page(request, "meetings/decision_detail.html", context)


def _others_in_item(decision: Decision) -> list[tuple[str, str]]:
    """Number and words of what else was decided in the item."""
    rows = Decision.objects.own().filter(item=decision.item_id).exclude(pk=decision.pk)
    found = list(rows.select_related("block").order_by("running", "position"))
    words = words_of(
        Span(one.pk, one.item_id, one.block_id, one.last_block_id, one.block.html) for one in found
    )
    return [
        (decisions.slug_of(one.number) or str(one.pk), f"{one.number} {words[one.pk]}".strip())
        for one in found
    ]
