"""The one screen for a meeting's agenda: the points with their clock, and beside them what can be taken up.

The whole screen is one HTML form. Every button says by its own address what is done, and whatever else is typed
(minutes, a new point) is kept by the same press; so nothing typed is lost, with script or without.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import agenda as agenda_actions
from meetings.actions import backlog, gathering
from meetings.actions.attendance import obstacles_to_editing
from meetings.actions.locks import hold
from meetings.forms.agenda import EMPTY_TITLE, AddItemForm, TimesForm
from meetings.models import Action, AgendaItem, BacklogItem, Meeting, StandingItem
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .agenda_screen import Typed, context_of, points_of

GONE = "Det du valde finns inte längre. Sidan visar nu vad som finns."


def meeting_of(request: Request, pk: int) -> Meeting:
    """The meeting, if this user prepares it. Raises 404 or PermissionDenied."""
    meeting = get_object_or_404(Meeting.objects.prefetch_related("meeting_bodies__body"), pk=pk)
    if not access.may_edit_meeting(request.user, meeting):
        raise PermissionDenied
    return meeting


def to_agenda(item: AgendaItem) -> HttpResponse:
    """Back to the agenda, at this point."""
    return redirect(f"{reverse('meetings:agenda-edit', args=[item.meeting_id])}#punkt-{item.pk}")


def say_added(request: Request, item: AgendaItem) -> None:
    """Tell that a point has been added, and warn where it has no heading."""
    if item.title:
        messages.success(request, f"{item} är tillagd.")
    else:
        messages.warning(request, f"{item.label} är tillagd. {EMPTY_TITLE}")


# The screen


@requires(Permission.MEETING_EDIT)
def agenda_edit(request: Request, pk: int) -> HttpResponse:
    """The agenda with its sources. First gathers what others have left for these bodies; twice changes nothing."""
    meeting = meeting_of(request, pk)
    if request.method == "POST":
        adds = request.POST.get("do", "add") == "add"
        return _press(request, pk, lambda: "" if adds else "Tiderna är sparade.", adds=adds)
    if not obstacles_to_editing(meeting):
        gathering.gather([row.body for row in meeting.meeting_bodies_in_order], before=meeting.date)
    return page(request, "meetings/agenda_edit.html", context_of(meeting, Typed()), part="agenda-screen")


def _press(
    request: Request, pk: int, act: Callable[[], "AgendaItem | str"], *, adds: bool = False
) -> HttpResponse:
    """Keep what is typed, do what the button says, and show the screen again or go back to it.

    `act` returns the point it has done something with, or what is to be said.
    """
    meeting = meeting_of(request, pk)
    refusals: list[str] = []
    done: AgendaItem | str = ""
    with transaction.atomic():
        hold(meeting.pk)
        typed, added = _keep(request, meeting, refusals, adds=adds)
        try:
            done = act()
        except NotAllowed as no:
            refusals += [reason for reason in no.reasons if reason not in refusals]
    item = added or (done if isinstance(done, AgendaItem) else None)
    said = "" if refusals or typed.is_left else _where(done) if isinstance(done, AgendaItem) else done
    if request.htmx or typed.is_left:
        told = " ".join([*refusals, said, f"{added} är tillagd." if added else ""]).strip()
        context = context_of(meeting_of(request, pk), typed, refusal=" ".join(refusals), said=told)
        return page(request, "meetings/agenda_edit.html", context, part="agenda-screen")
    for reason in refusals:
        messages.error(request, reason)
    if said:
        messages.success(request, said)
    if added:
        say_added(request, added)
    return to_agenda(item) if item else redirect("meetings:agenda-edit", pk=pk)


def _where(item: AgendaItem) -> str:
    """Where a point stands now, for those who hear it."""
    item.refresh_from_db()
    name = item.first_line or "Punkten utan rubrik"
    if item.removed_at:
        return f"{name} är inte längre på dagordningen."
    rows = AgendaItem.objects.standing().filter(
        meeting=item.meeting_id, parent=item.parent_id, section=item.section
    )
    keys = list(rows.order_by("position", "pk").values_list("pk", flat=True))
    number = f" och har nummer {item.number}" if item.number else ""
    return f"{name} står på plats {keys.index(item.pk) + 1} av {len(keys)}{number}."


def _keep(
    request: Request, meeting: Meeting, refusals: list[str], *, adds: bool
) -> tuple[Typed, AgendaItem | None]:
    """Save the minutes and the new point that are typed. What cannot be saved stays in the forms, with the reasons."""
    items = list(AgendaItem.objects.standing().filter(meeting=meeting).order_by("position", "pk"))
    times = TimesForm(items, request.POST)
    try:
        agenda_actions.set_minutes(meeting, times.changes(), by=request.user)
    except NotAllowed as no:
        refusals += no.reasons
    if not adds and not request.POST.get("title", "").strip():
        return Typed(times), None
    form = AddItemForm(request.POST, points=points_of(items))
    if not form.is_valid():
        return Typed(times, form), None
    try:
        return Typed(times), agenda_actions.add_item(meeting, by=request.user, **form.facts())
    except NotAllowed as no:
        form.add_error(None, no.reasons)
        return Typed(times, form), None


# Buttons


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_move(request: Request, pk: int, direction: str) -> HttpResponse:
    """Move a point up, down, in or out."""
    if direction not in agenda_actions.DIRECTIONS:
        raise Http404
    item = _item(request, pk)
    return _press(
        request, item.meeting_id, lambda: _with(item, agenda_actions.move_item, direction, by=request.user)
    )


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_place(request: Request, pk: int) -> HttpResponse:
    """Move a point to the place that is chosen beside it."""
    item = _item(request, pk)
    place = request.POST.get(f"place-{pk}", "")

    def act() -> AgendaItem:
        if not (place.isdecimal() and len(place) < 6):
            raise NotAllowed("Välj vilken plats punkten ska flyttas till.")
        return _with(item, agenda_actions.place_item, int(place), by=request.user)

    return _press(request, item.meeting_id, act)


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_number(request: Request, pk: int) -> HttpResponse:
    """Number a late point by its place or by the next free number (N1)."""
    item = _item(request, pk)
    how = request.POST.get("how", "")
    return _press(
        request, item.meeting_id, lambda: _with(item, agenda_actions.number_late_item, how, by=request.user)
    )


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_give_back(request: Request, pk: int) -> HttpResponse:
    """Take a point off the agenda and let it wait on the list (A14)."""
    item = _item(request, pk)

    def act() -> str:
        row = backlog.give_back(item, by=request.user)
        return f"”{row.title}” väntar åter på listan, med {row.get_priority_display()} prioritet."

    return _press(request, item.meeting_id, act)


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_put_back(request: Request, pk: int) -> HttpResponse:
    """Put a removed point back."""
    item = _item(request, pk)
    return _press(
        request, item.meeting_id, lambda: _with(item, agenda_actions.put_back_item, by=request.user)
    )


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_take(request: Request, pk: int) -> HttpResponse:
    """Take up what waits: the button carries which."""
    meeting = meeting_of(request, pk)
    return _press(
        request, pk, lambda: backlog.take(_chosen(BacklogItem, request, "row"), meeting, by=request.user)
    )


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_keep(request: Request, pk: int) -> HttpResponse:
    """Put a proposed matter on the list, for some coming meeting."""
    meeting = meeting_of(request, pk)

    def act() -> str:
        row = _chosen(BacklogItem, request, "row")
        if row.body_id not in {one.body_id for one in meeting.meeting_bodies.all()}:
            raise PermissionDenied
        return (
            f"”{backlog.keep(row, by=request.user).title}” väntar nu på listan. Den som anmälde får veta det."
        )

    return _press(request, pk, act)


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_standing(request: Request, pk: int) -> HttpResponse:
    """Put one of the body's standing items on the agenda (A9)."""
    meeting = meeting_of(request, pk)
    return _press(
        request,
        pk,
        lambda: agenda_actions.add_standing_item(
            meeting, _chosen(StandingItem, request, "standing"), by=request.user
        ),
    )


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_follow_up(request: Request, pk: int) -> HttpResponse:
    """Put an open uppdrag on the agenda (K9)."""
    meeting = meeting_of(request, pk)
    return _press(
        request, pk, lambda: backlog.follow_up(_chosen(Action, request, "action"), meeting, by=request.user)
    )


def _with(item: AgendaItem, act: Callable[..., object], *args: Any, **named: Any) -> AgendaItem:
    act(item, *args, **named)
    return item


def _item(request: Request, pk: int) -> AgendaItem:
    item = get_object_or_404(
        AgendaItem.objects.select_related("meeting").prefetch_related("meeting__meeting_bodies__body"), pk=pk
    )
    if not access.may_edit_meeting(request.user, item.meeting):
        raise PermissionDenied
    return item


def _chosen(model: Any, request: Request, name: str) -> Any:
    """The row that the pressed button carries. Raises NotAllowed where there is none any more."""
    value = request.POST.get(name, "")
    try:
        return model.objects.get(pk=value)
    except (model.DoesNotExist, ValueError, OverflowError, ValidationError):
        raise NotAllowed(GONE) from None
