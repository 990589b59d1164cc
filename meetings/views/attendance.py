"""Attendance of a meeting: the list with one button per row, and what else is noted on a row."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import attendance as attendance_actions
from meetings.actions import attendance_replies
from meetings.actions.attendance_lists import lists_of
from meetings.actions.locks import hold
from meetings.forms.attendance import AddAttendeeForm, AttendanceForm
from meetings.models import Attendance, Meeting
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

LIST = "meetings/attendance_list.html"


def _meeting(request: Request, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.prefetch_related("meeting_bodies__body__type"), pk=pk)
    if not access.may_edit_meeting(request.user, meeting):
        raise PermissionDenied
    return meeting


def _row(request: Request, pk: int) -> Attendance:
    row = get_object_or_404(
        Attendance.objects.select_related("meeting", "body__type").prefetch_related(
            "meeting__meeting_bodies__body"
        ),
        pk=pk,
    )
    if not access.may_edit_meeting(request.user, row.meeting):
        raise PermissionDenied
    return row


def _list_context(meeting: Meeting, *, refusal: str = "", **more: Any) -> dict[str, Any]:
    locked = bool(refusal and attendance_actions.obstacles_to_editing(meeting))
    return {
        "meeting": meeting,
        "attendance_lists": lists_of(meeting),
        "may_edit": not locked,
        "refusal": refusal,
        **more,
    }


def _trail(meeting: Meeting, *words: str) -> list[tuple[str, str]]:
    trail = [("Möten", reverse("meetings:meeting-list")), (str(meeting), meeting.get_absolute_url())]
    if len(words) > 1:
        trail.append((words[0], reverse("meetings:attendance-edit", args=[meeting.pk])))
    return [*trail, (words[-1], "")]


@requires(Permission.MEETING_EDIT)
def attendance_edit(request: Request, pk: int) -> HttpResponse:
    """The whole list, a form to add somebody (?q= searches the register), and the buttons for all."""
    meeting = _meeting(request, pk)
    attendance_replies.fill_at_start(meeting, by=request.user)
    q = request.GET.get("q", "").strip()
    form = AddAttendeeForm(request.POST or None, meeting=meeting, search=q)
    if request.method == "POST" and form.is_valid():
        try:
            row = attendance_actions.add(meeting, by=request.user, **form.facts())
            messages.success(request, f"{row.name} står i listan som närvarande.")
            return redirect("meetings:attendance-edit", pk=pk)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    locked = " ".join(attendance_actions.obstacles_to_editing(meeting))
    context = _list_context(
        meeting,
        form=form,
        q=q,
        locked=locked,
        may_edit=not locked,
        trail=_trail(meeting, "Närvaro"),
        detailed=True,
        has_replies=meeting.invitees.exclude(answer="").exists(),
    )
    return page(request, "meetings/attendance_edit.html", context, part="attendance-found")


@requires(Permission.MEETING_EDIT)
@require_POST
def attendance_set(request: Request, pk: int) -> HttpResponse:
    """One press on a row. Answers htmx with the list, which also says why it was refused."""
    row = _row(request, pk)
    refusal = ""
    try:
        attendance_actions.set_state(row, _state(request), by=request.user)
    except NotAllowed as no:
        refusal = str(no)
    if request.htmx:
        return page(
            request, LIST, _list_context(row.meeting, refusal=refusal, detailed="rader" in request.GET)
        )
    if refusal:
        messages.error(request, refusal)
    return redirect(f"{reverse('meetings:attendance-edit', args=[row.meeting_id])}#narvaro-{row.pk}")


def _state(request: Request) -> str:
    state = request.POST.get("state", "")
    if state not in Attendance.State.values:
        raise NotAllowed("Välj närvarande, anmält förhinder, frånvarande eller ej registrerad.")
    return state


@requires(Permission.MEETING_EDIT)
@require_POST
def attendance_all_present(request: Request, pk: int) -> HttpResponse:
    """Everybody who is not registered yet is present."""
    meeting = _meeting(request, pk)
    refusal = ""
    try:
        attendance_actions.mark_all_present(meeting, by=request.user)
    except NotAllowed as no:
        refusal = str(no)
    if request.htmx:
        return page(request, LIST, _list_context(meeting, refusal=refusal, detailed="rader" in request.GET))
    if refusal:
        messages.error(request, refusal)
    return redirect("meetings:attendance-edit", pk=pk)


@requires(Permission.MEETING_EDIT)
@require_POST
def attendance_fill(request: Request, pk: int) -> HttpResponse:
    """Fetch seats that are not in the list."""
    meeting = _meeting(request, pk)
    try:
        added = attendance_actions.fill_from_seats(meeting)
        messages.success(
            request, f"{added} rader lades till." if added else "Alla platser finns redan i listan."
        )
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:attendance-edit", pk=pk)


@requires(Permission.MEETING_EDIT)
@require_POST
def attendance_replies_fetch(request: Request, pk: int) -> HttpResponse:
    """Note what those who are called have answered, on rows nobody has touched."""
    meeting = _meeting(request, pk)
    try:
        noted = attendance_replies.fill_from_replies(meeting, by=request.user)
        words = f"{noted} rader är noterade efter svaren." if noted > 1 else "En rad är noterad efter svaren."
        messages.success(
            request, words if noted else "Inget nytt svar att hämta. Det som är noterat står kvar."
        )
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:attendance-edit", pk=pk)


@requires(Permission.MEETING_EDIT)
@transaction.atomic
def attendance_row(request: Request, pk: int) -> HttpResponse:
    """Everything about one row: how, from and to, for whom, name and title."""
    row = _row(request, pk)
    if request.method == "POST":
        hold(row.meeting_id)
        row = _row(request, pk)
    form = AttendanceForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            items = form.cleaned_data.get("items")
            attendance_actions.change(_row(request, pk), by=request.user, items=items, **form.facts())
            messages.success(request, "Raden är sparad.")
            return redirect(f"{reverse('meetings:attendance-edit', args=[row.meeting_id])}#narvaro-{pk}")
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    name = form.initial.get("name") or "Vakant plats"
    context = {"row": row, "form": form, "name": name, "trail": _trail(row.meeting, "Närvaro", name)}
    return page(request, "meetings/attendance_row.html", context)


@requires(Permission.MEETING_EDIT)
@require_POST
def attendance_remove(request: Request, pk: int) -> HttpResponse:
    """Take a row off the list."""
    row = _row(request, pk)
    try:
        attendance_actions.remove(row, by=request.user)
        messages.success(request, f"{row.shown_name} är borttagen ur listan.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:attendance-edit", pk=row.meeting_id)
