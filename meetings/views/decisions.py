"""The list of decisions, one decision at its permanent address, and the list as a file."""

import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from meetings import access
from meetings.actions import actions as action_register
from meetings.actions import confirmation_states, decision_chains, decision_links, decisions
from meetings.actions.wordings import Span, words_of
from meetings.forms.decisions import DecisionLinksForm
from meetings.models import Decision, DecisionPosition, Dispatch, Meeting, MeetingBody
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.pages import Request, page, paged, slots_of
from secretariat.lib.rules import NotAllowed
from secretariat.lib.statements import Slices, Things, attach

from . import decision_filters

PAGE_SIZE = 25
FILES = ("xlsx", "csv")


@requires(Permission.DECISION_READ)
@require_GET
def decision_list(request: Request) -> HttpResponse:
    """Decisions whose words this user may read, latest first (B5, K4, K5). `decision_filters` reads the address."""
    q = request.GET.get("q", "").strip()
    chosen = decision_filters.chosen(request, q)
    listed = page_of(request, chosen.rows, chosen.total)
    found = decisions.listed(decisions.some(pk for (pk,) in listed.object_list))
    context = {
        "q": q,
        "may_read_parties": may(request.user, Permission.INQUIRY_READ),
        "parties": confirmation_states.states_of(
            [one.key for one in found], user=request.user, today=timezone.localdate()
        ),
        "decisions": [(one, with_hits(" ".join(one.words.split()), q)) for one in found],
        "listed": listed,
        "facets": chosen.facets,
    }
    return page(request, "meetings/decision_list.html", context)


def page_of(request: Request, rows: QuerySet[Any] | Slices[Any], total: int) -> Page[Any]:
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
    return page(request, "meetings/decision_detail.html", _detail(request, decision, here))


def _detail(request: Request, decision: Decision, here: str) -> dict[str, Any]:
    meeting = decision.meeting = _meeting_of(decision)
    today, user = timezone.localdate(), request.user
    (shown,) = decisions.listed(decisions.some([decision.pk]))
    actions = action_register.of_item(decision.item_id, today=today)
    dispatches = _DISPATCHES.of(decision.pk)
    parties = confirmation_states.states_of([decision.pk], user=user, today=today)
    return {
        "decision": decision,
        "shown": shown,
        "meeting": meeting,
        "minutes": meeting.minutes,
        "bodies": [row.body for row in meeting.meeting_bodies_in_order],
        "matter": decision.matter,
        "actions": actions,
        "others": _others_in_item(decision),
        "superseded_by": decision_chains.related(decision.superseded_by.all(), user=user),
        "supersedes": decision_chains.related(
            Decision.objects.filter(pk__in=[decision.supersedes_id]), user=user
        ),
        "part_of": decision_chains.related(Decision.objects.filter(pk__in=[decision.part_of_id]), user=user),
        "parts": decision_chains.related(decision.parts.all(), user=user),
        "positions": _POSITIONS.of(decision.pk),
        "steps": decision_chains.chain(
            decision,
            words=shown.words,
            actions=actions,
            dispatches=dispatches,
            parties=parties.values(),
            user=user,
            today=today,
        ),
        "corrections": [
            one for one in meeting.minutes.corrections_that_hold if one.item_id == decision.item_id
        ],
        "dispatches": dispatches,
        "may_dispatch": access.may_send(user, meeting.minutes),
        "may_follow_up": access.may_follow_up(user, meeting),
        "slots": slots_of(settings.DECISION_SLOTS, decision.pk),
        "full_address": request.build_absolute_uri(here),
        "trail": [("Beslut", reverse("meetings:decision-list")), (decision.number or "Utan nummer", "")],
    }


_MEETING = Things(lambda key: Meeting.objects.filter(pk=key).select_related("minutes__word").order_by())
_BODIES = Things(
    lambda meeting: (
        MeetingBody.objects.filter(meeting=meeting).select_related("body").order_by("position", "pk")
    )
)
_DISPATCHES = Things(lambda key: Dispatch.objects.filter(decision=key).order_by("pk"), takes=(UUID,))
_POSITIONS = Things(
    lambda key: DecisionPosition.objects.filter(decision=key).select_related("organisation"), takes=(UUID,)
)
_OF_ITEM = Things(
    lambda item: (
        Decision.objects.own().filter(item=item).select_related("block").order_by("running", "position")
    )
)


def _meeting_of(decision: Decision) -> Meeting:
    (meeting,) = _MEETING.of(decision.meeting_id)
    attach(meeting, "meeting_bodies", _BODIES.of(meeting.pk))
    return meeting


@requires(Permission.DECISION_FOLLOW)
@transaction.atomic
def decision_edit(request: Request, pk: UUID) -> HttpResponse:
    """What the decision belongs to, concerns, replaces and is part of; also when the minutes are finished (B9, K4)."""
    rows = Decision.objects.filter(access.words_readable_by(request.user, with_drafts=True))
    decision = get_object_or_404(
        rows.select_related("supersedes", "part_of").select_for_update(of=("self",)), pk=pk
    )
    decision.meeting = _meeting_of(decision)
    if not access.may_follow_up(request.user, decision.meeting):
        raise PermissionDenied
    form = DecisionLinksForm(request.POST or None, decision=decision, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            decision_links.connect(decision, by=request.user, **form.links())
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Beslutets kopplingar är sparade.")
            return redirect(
                "meetings:decision-detail", decisions.slug_of(decision.number) or str(decision.pk)
            )
    name = decision.number or "utan nummer"
    address = reverse(
        "meetings:decision-detail", args=[decisions.slug_of(decision.number) or str(decision.pk)]
    )
    trail = [("Beslut", reverse("meetings:decision-list")), (name, address), ("Kopplingar", "")]
    context = {"decision": decision, "form": form, "address": address, "trail": trail}
    return page(request, "meetings/decision_edit.html", context, status=422 if form.errors else 200)


def _others_in_item(decision: Decision) -> list[tuple[str, str]]:
    """Number and words of what else was decided in the item."""
    found = [one for one in _OF_ITEM.of(decision.item_id) if one.pk != decision.pk]
    words = words_of(
        Span(one.pk, one.item_id, one.block_id, one.last_block_id, one.block.html) for one in found
    )
    return [
        (decisions.slug_of(one.number) or str(one.pk), f"{one.number} {words[one.pk]}".strip())
        for one in found
    ]
