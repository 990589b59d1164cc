"""The list of meetings, and making, changing, moving and cancelling one."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import attendance as attendance_actions
from meetings.actions import meeting_lists, plans, telling
from meetings.actions import meetings as meeting_actions
from meetings.actions.locks import hold
from meetings.actions.meeting_lists import Filters, Group
from meetings.forms.meetings import MeetingForm, MoveForm
from meetings.models import Body, Meeting, Membership, Minutes, Seat
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.lib.rules import NotAllowed


@requires(Permission.MEETING_READ)
def meeting_list(request: Request) -> HttpResponse:
    """Meetings this user may see, latest first, with filters. A joint one is found under each of its bodies (N6)."""
    q = request.GET.get("q", "").strip()
    chosen = _chosen(request)
    known = meeting_lists.known_to(request.user)
    groups = meeting_lists.groups(known, q)
    listed = paged(request, meeting_lists.rows(known, q, Filters(**chosen)), total=_total(groups, chosen))
    context = {
        "meetings": meeting_lists.listed(
            listed.object_list,
            with_answers=may(request.user, Permission.MEETING_CALL),
        ),
        "listed": listed,
        "facets": _facets(request, groups, chosen),
        "q": q,
    }
    return page(request, "meetings/meeting_list.html", context)


def _chosen(request: Request) -> dict[str, str]:
    """What each filter is asked for, nothing where it is asked for what cannot be."""
    can_be: dict[str, Callable[[str], bool]] = {
        "when": {"kommande", "tidigare"}.__contains__,
        "body": str.isdecimal,
        "year": lambda value: value.isdecimal() and 1900 <= int(value[:5]) < 3000,
        "minutes": _STAGES.__contains__,
        "state": Meeting.State.values.__contains__,
    }
    asked = {field: request.GET.get(key, "") for _, key, field in _FACETS}
    return {field: value if can_be[field](value) else "" for field, value in asked.items()}


_STAGES = {meeting_lists.COMING: "Kommande"} | {
    value: str(word).capitalize() for value, word in Minutes.State.choices
}


_FACETS = (("När", "nar", "when"), ("Grupp", "grupp", "body"), ("År", "ar", "year"),
           ("Anteckningar", "anteckningar", "minutes"), ("Läge", "lage", "state"))  # fmt: skip


def _facets(request: Request, groups: list[Group], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Each filter counts what the other filters leave."""
    facets = []
    for title, key, field in _FACETS:
        left = [one for one in groups if _agrees(one, chosen, besides=field)]
        words = _words(field, left, chosen[field])
        choices = [
            {
                "words": word,
                "href": query_string(request, **{key: value or None}),
                "count": _sum(left, chosen, field, value),
                "chosen": chosen[field] == value,
            }
            for value, word in [("", "Alla"), *words]
        ]
        facets.append({"title": title, "choices": choices})
    return facets


def _agrees(group: Group, chosen: dict[str, str], *, besides: str) -> bool:
    return all(
        not value or getattr(group, field) == value for field, value in chosen.items() if field != besides
    )


def _sum(left: Iterable[Group], chosen: dict[str, str], field: str, value: str) -> int:
    """A joint meeting stands in one group per body, so it is counted by its leading body unless a body is asked for."""
    by_body = (field == "body" and value) or (field != "body" and chosen["body"])
    rows = (one for one in left if by_body or one.leads)
    return sum(one.count for one in rows if not value or getattr(one, field) == value)


def _words(field: str, groups: list[Group], chosen: str) -> list[tuple[str, str]]:
    there = {getattr(one, field) for one in groups} | {chosen}
    if field == "when":
        return [("kommande", "Kommande"), ("tidigare", "Tidigare")]
    if field == "year":
        return [(year, year) for year in sorted(there - {""}, reverse=True)]
    if field == "body":
        names = {one.body: one.body_name for one in groups if one.body}
        return sorted(names.items(), key=lambda pair: pair[1].casefold())
    labels = (
        _STAGES
        if field == "minutes"
        else {key: str(word).capitalize() for key, word in Meeting.State.choices}
    )
    return [(value, word) for value, word in labels.items() if value in there]


def _total(groups: list[Group], chosen: dict[str, str]) -> int:
    """How many meetings all the filters leave."""
    left = [one for one in groups if _agrees(one, chosen, besides="body")]
    return _sum(left, chosen, "body", chosen["body"])


# Making and changing


def _told(meeting: Meeting) -> str:
    """Whether letters went out."""
    return " De kallade har fått brev." if telling.has_been_called(meeting) else ""


def _warn(request: Request, meeting: Meeting) -> None:
    """Say at once what clashes with the day that was chosen (A13)."""
    meeting = Meeting.objects.prefetch_related("meeting_bodies__body").get(pk=meeting.pk)
    for clash in plans.clashes_of(meeting):
        messages.warning(request, clash.words)


def _trail(meeting: Meeting | None, word: str) -> list[tuple[str, str]]:
    trail = [("Möten", reverse("meetings:meeting-list"))]
    if meeting:
        trail.append((str(meeting), meeting.get_absolute_url()))
    return [*trail, (word, "")]


def _leaders() -> list[str]:
    """Names offered for chair and secretary: those who are it somewhere today."""
    kinds = [Seat.Kind.CHAIR, Seat.Kind.VICE_CHAIR, Seat.Kind.SECRETARY]
    held = (
        Membership.objects.valid_on(timezone.localdate())
        .filter(seat__kind__in=kinds)
        .select_related("person")
    )
    return sorted({one.person.name for one in held})


def _meeting(request: Request, pk: int) -> Meeting:
    meeting = get_object_or_404(
        Meeting.objects.select_related("chair", "secretary").prefetch_related("meeting_bodies__body"), pk=pk
    )
    if not access.may_edit_meeting(request.user, meeting):
        raise PermissionDenied
    return meeting


@requires(Permission.MEETING_EDIT)
def meeting_create(request: Request) -> HttpResponse:
    """A new meeting, with agenda and attendance from its bodies. ?grupp= proposes the body."""
    body = (
        Body.objects.filter(pk=request.GET["grupp"]).first()
        if request.GET.get("grupp", "").isdecimal()
        else None
    )
    form = MeetingForm(request.POST or None, initial={"leading": body, "state": Meeting.State.BOOKED})
    if request.method == "POST" and form.is_valid():
        bodies = form.bodies()
        if not access.may_create_meeting(request.user, bodies):
            raise PermissionDenied
        meeting = meeting_actions.create(
            bodies=bodies, by=request.user, joint_part_only=form.cleaned_data["joint_only"], **form.facts()
        )
        messages.success(request, "Mötet är skapat, med dagordning och närvarolista ur gruppens uppgifter.")
        _warn(request, meeting)
        return redirect("meetings:agenda-edit", pk=meeting.pk)
    trail = _trail(None, "Nytt möte")
    context = {"form": form, "meeting": None, "clashes": [], "leaders": _leaders(), "trail": trail}
    return page(request, "meetings/meeting_form.html", context)


@requires(Permission.MEETING_EDIT)
@transaction.atomic
def meeting_edit(request: Request, pk: int) -> HttpResponse:
    """Change bodies and facts."""
    if request.method == "POST":
        hold(pk)
    meeting = _meeting(request, pk)
    was = (meeting.date, meeting.start_time, meeting.end_time)
    form = MeetingForm(request.POST or None, instance=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            meeting_actions.change(
                meeting,
                by=request.user,
                bodies=form.bodies(),
                joint_part_only=form.cleaned_data["joint_only"],
                **form.facts(),
            )
            is_moved = was != tuple(form.cleaned_data[name] for name in ("date", "start_time", "end_time"))
            messages.success(request, f"Mötet är sparat.{_told(meeting) if is_moved else ''}")
            _warn(request, meeting)
            return redirect(meeting)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    return page(request, "meetings/meeting_form.html", _edit_context(request, pk, form, None))


def _edit_context(request: Request, pk: int, form: MeetingForm, move: MoveForm | None) -> dict[str, Any]:
    meeting = _meeting(request, pk)
    times = {"start_time": meeting.start_time, "end_time": meeting.end_time}
    return {
        "form": form,
        "meeting": meeting,
        "leaders": _leaders(),
        "move": move or MoveForm(initial=times, auto_id="flytt_%s"),
        "locked": " ".join(attendance_actions.obstacles_to_editing(meeting)),
        "obstacles": meeting_actions.obstacles_to_cancelling(meeting),
        "clashes": plans.clashes_of(meeting),
        "has_been_called": telling.has_been_called(meeting),
        "trail": _trail(meeting, "Ändra"),
    }


@requires(Permission.MEETING_EDIT)
@require_POST
def meeting_move(request: Request, pk: int) -> HttpResponse:
    """Move to another day or time."""
    meeting = _meeting(request, pk)
    form = MoveForm(request.POST, auto_id="flytt_%s")
    if form.is_valid():
        try:
            meeting_actions.move(meeting, by=request.user, **form.cleaned_data)
            messages.success(request, f"Mötet är flyttat.{_told(meeting)}")
            _warn(request, meeting)
            return redirect(meeting)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    context = _edit_context(request, pk, MeetingForm(instance=_meeting(request, pk)), form)
    return page(request, "meetings/meeting_form.html", context)


@requires(Permission.MEETING_EDIT)
@require_POST
def meeting_cancel(request: Request, pk: int) -> HttpResponse:
    """Call the meeting off."""
    meeting = _meeting(request, pk)
    try:
        meeting_actions.cancel(meeting, by=request.user, because=request.POST.get("because", ""))
        messages.success(request, f"Mötet är inställt.{_told(meeting)}")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(meeting)


@requires(Permission.MEETING_EDIT)
@require_POST
def meeting_restore(request: Request, pk: int) -> HttpResponse:
    """Take the cancellation back."""
    meeting = _meeting(request, pk)
    try:
        meeting_actions.restore(meeting, by=request.user)
        messages.success(request, f"Mötet är inte längre inställt.{_told(meeting)}")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(meeting)
