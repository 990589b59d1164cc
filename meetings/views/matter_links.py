"""What belongs to a matter: from an item's or an uppdrag's own page, and gathered on the matter's (K1)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from meetings import access
from meetings.actions import actions as action_register
from meetings.actions import decisions, matter_files, matters
from meetings.forms.matters import ChooseMatterForm, MatterFileForm
from meetings.models import Action, AgendaItem, Decision, Matter, Meeting
from secretariat.lib.access import Permission, Role, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .matters import matter_at, matter_to_edit, trail_of

_SHOWN = 15


# From the item and from the uppdrag


@requires(Permission.MEETING_EDIT)
def item_matter(request: Request, pk: int) -> HttpResponse:
    """The matter that an item belongs to; also when the minutes are finished."""
    rows = AgendaItem.objects.select_related("meeting", "matter", "parent")
    item = get_object_or_404(rows.prefetch_related("meeting__meeting_bodies__body"), pk=pk)
    if not access.may_edit_meeting(request.user, item.meeting):
        raise PermissionDenied
    return _choose(
        request, item, item.meeting, f"{item.label}: {item.first_line}", back=item.get_absolute_url()
    )


@requires(Permission.DECISION_FOLLOW)
def action_matter(request: Request, pk: UUID) -> HttpResponse:
    """The matter that an uppdrag belongs to."""
    rows = Action.objects.filter(access.words_readable_by(request.user, with_drafts=True))
    action = get_object_or_404(rows.select_related("meeting", "matter"), pk=pk)
    if not access.may_follow_up(request.user, action.meeting):
        raise PermissionDenied
    today = timezone.localdate()
    shown = action_register.with_stage(Action.objects.filter(pk=pk), today=today)
    (told,) = action_register.listed(shown.values_list(*action_register.columns()), today=today)
    return _choose(
        request, action, action.meeting, told.words, back=reverse("meetings:action-detail", args=[pk])
    )


def _choose(request: Request, row: Any, meeting: Meeting, words: str, *, back: str) -> HttpResponse:
    form = ChooseMatterForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            matters.attach(row, matter=form.cleaned_data["matter"], by=request.user)
        except NotAllowed as no:
            form.add_error("matter", no.reasons)
        else:
            chosen = form.cleaned_data["matter"]
            messages.success(
                request, f"Hör nu till {chosen}." if chosen else "Hör inte längre till något ärende."
            )
            return redirect(back)
    context = {
        "form": form,
        "words": words,
        "meeting": meeting,
        "item": row if isinstance(row, AgendaItem) else None,
        "back": back,
        "trail": trail_of(None, "Koppla"),
    }
    return page(request, "meetings/matter_choose.html", context, status=422 if form.errors else 200)


# From the matter


@requires(Permission.MATTER_EDIT)
@transaction.atomic
def matter_attach(request: Request, slug: str) -> HttpResponse:
    """Items, decisions and uppdrag that do not belong to a matter yet, found by words; those ticked are put in it."""
    matter = matter_to_edit(request, slug)
    q = request.GET.get("q", "").strip()
    found = _found(request, matter, q)
    if request.method == "POST":
        ticked = set(request.POST.getlist("rad"))
        chosen = [row for row, key, _, _ in found if key in ticked]
        if not chosen:
            messages.error(request, "Kryssa för minst en rad.")
        else:
            return _attach(request, matter, chosen)
    context = {"matter": matter, "q": q, "found": found, "trail": trail_of(matter, "Koppla")}
    return page(request, "meetings/matter_attach.html", context)


def _attach(request: Request, matter: Matter, rows: Iterable[Any]) -> HttpResponse:
    try:
        count = [matters.attach(row, matter=matter, by=request.user) for row in rows]
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(
            request, f"{len(count)} {'rad' if len(count) == 1 else 'rader'} hör nu till ärendet."
        )
    return redirect(matter)


def _found(request: Request, matter: Matter, q: str) -> list[tuple[Any, str, str, str]]:
    """Candidates as (row, key, kind, words): those of meetings the user keeps, latest first."""
    user = request.user
    mine = _kept(request)
    items = AgendaItem.objects.standing().filter(matter=None, meeting__in=mine).exclude(title="")
    if q:
        items = items.filter(Q(title__icontains=q) | Q(number__iexact=q))
    shown = items.select_related("meeting", "parent").prefetch_related("meeting__meeting_bodies__body")
    found: list[tuple[Any, str, str, str]] = [
        (item, f"punkt-{item.pk}", "Punkt", f"{item.first_line}. {item.meeting}")
        for item in shown.order_by("-meeting__date", "-pk")[:_SHOWN]
    ]
    decided = decisions.in_order(decisions.readable(user, q).filter(matter=None, meeting__in=mine))[:_SHOWN]
    rows = {one.pk: one for one in Decision.objects.filter(pk__in=[one.pk for one in decided])}
    for told in decisions.listed(decisions.some(decided.values_list("pk", flat=True))):
        words = " ".join(f"{told.number} {told.words}".split())
        found.append((rows[told.key], f"beslut-{told.key}", "Beslut", words))
    today = timezone.localdate()
    asked = action_register.with_stage(action_register.readable(user, q), today=today)
    open_ones = asked.filter(matter=None, state=Action.State.OPEN, meeting__in=mine)
    tasks = {one.pk: one for one in action_register.in_order(open_ones)[:_SHOWN]}
    listed = action_register.listed(
        action_register.with_stage(Action.objects.filter(pk__in=tasks), today=today).values_list(
            *action_register.columns()
        ),
        today=today,
    )
    return [*found, *((tasks[one.key], f"uppdrag-{one.key}", "Uppdrag", one.words) for one in listed)]


def _kept(request: Request) -> QuerySet[Meeting, Any]:
    """Meetings whose items the user may put in a matter."""
    rows = Meeting.objects.exclude(state=Meeting.State.CANCELLED)
    if not access.is_office(request.user):
        mine = access.bodies_of(request.user)[Role.SECRETARY]
        kept = Q(secretary=request.user.person_id) if request.user.person_id else Q(pk=None)
        rows = rows.filter(Q(pk__in=Meeting.objects.filter(bodies__in=mine)) | kept)
    return rows.values("pk")


@requires(Permission.MATTER_EDIT)
def matter_file(request: Request, slug: str) -> HttpResponse:
    """Add a document to the matter itself."""
    matter = matter_at(slug)
    if not access.may_edit_matter(request.user, matter):
        raise PermissionDenied
    form = MatterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            made = matter_files.add(matter, by=request.user, upload=said["file"], title=said["title"])
        except NotAllowed as no:
            form.add_error("file", no.reasons)
        else:
            messages.success(request, f"{made} är tillagd.")
            return redirect(matter)
    context = {"matter": matter, "form": form, "trail": trail_of(matter, "Dokument")}
    return page(request, "meetings/matter_file.html", context, status=422 if form.errors else 200)
