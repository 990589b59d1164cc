"""Laget runt before the meeting, and one party's contributions over time (K10)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from meetings import access
from meetings.actions import contribution_lists, contributions
from meetings.actions.attendance import obstacles_to_editing
from meetings.forms.contributions import ContributionForm, form_for
from meetings.models import AgendaItem, ItemRole, Meeting
from secretariat.lib.access import Permission, requires
from secretariat.lib.hiding import open_to_writers
from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links
from secretariat.registry.models import Organisation, Person, User

from .decisions import page_of, with_hits


@requires(Permission.MEETING_READ)
def contribution_own(request: Request, pk: int) -> HttpResponse:
    """A member writes for their own organisation."""
    rows = Meeting.objects.visible_to(request.user).select_related("minutes", "secretary")
    meeting = get_object_or_404(rows, pk=pk)
    return _write(request, meeting, request.user.person, by=request.user)


@opened_by_key
def contribution_link(request: Request, key: str) -> HttpResponse:
    """The same by the link in a letter. Reading changes nothing: mail filters open every link."""
    meeting, link = contributions.find(key)
    if meeting is None or link is None:
        known = link is not None
        return page(
            request, "meetings/contribution_gone.html", {"known": known}, status=410 if known else 404
        )
    answer = _write(request, meeting, link.person, by=None)
    if answer.status_code == 302:
        links.mark_used(link)
    return answer


def _write(request: Request, meeting: Meeting, person: Person | None, *, by: User | None) -> HttpResponse:
    """One form for each item and party; the pressed one is kept, and one that is refused is shown as it was typed."""
    found = contributions.places(person, meeting)
    pressed = request.POST.get("do", "")
    shown = []
    for place in found:
        is_pressed = request.method == "POST" and pressed == place.key
        form = form_for(place, request.POST if is_pressed else None)
        if is_pressed and person and _keep(place, form, person, by):
            messages.success(request, f"Inlägget för {place.party.short_name} är sparat.")
            return redirect(request.path)
        shown.append((place, form, contributions.obstacles_to_writing(meeting, place.row)))
    context = {"meeting": meeting, "shown": shown, "is_public": by is None, "person": person}
    status = 422 if any(form.errors for _, form, _ in shown) else 200
    return page(request, "meetings/contribution_write.html", context, status=status)


def _keep(place: contributions.Place, form: ContributionForm, person: Person, by: User | None) -> bool:
    """Store what was typed. False where it is refused; the form then says why."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        contributions.write(
            place.item, party=place.party, person=person, by=by, text=said["text"].replace("\r\n", "\n"),
            nothing_new=said["nothing_new"], was=said["was"].replace("\r\n", "\n"),
        )  # fmt: skip
    except NotAllowed as no:
        form.add_error(None, no.reasons)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data[form.add_prefix("was")] = place.row.text if place.row else ""  # type: ignore[index]
        return False
    return True


@requires(Permission.MINUTES_DRAFT)
@open_to_writers
def item_contributions(request: Request, pk: int) -> HttpResponse:
    """Who has written for laget runt, who has not; taken in with one press, or asked for by letter."""
    rows = AgendaItem.objects.standing().select_related("meeting__minutes", "meeting__secretary")
    item = get_object_or_404(
        rows.prefetch_related("meeting__meeting_bodies__body"), pk=pk, role=ItemRole.ROUND_TABLE
    )
    meeting = item.meeting
    if not access.may_draft(request.user, meeting):
        raise PermissionDenied
    may_ask = access.may_call(request.user, meeting)
    status = 200
    if request.method == "POST":
        is_asking = request.POST.get("do") == "ask"
        if is_asking and not may_ask:
            raise PermissionDenied
        try:
            if is_asking:
                number = contributions.ask(meeting, by=request.user)
                messages.success(request, f"{number} har fått ett brev med en egen länk.")
                return redirect("meetings:item-contributions", pk)
            number = contributions.take_in(item, by=request.user)
            messages.success(
                request, f"{number} inlägg {'är infogat' if number == 1 else 'är infogade'} i texten."
            )
            return redirect(f"{reverse('meetings:minutes-draft', args=[meeting.pk])}#punkt-{pk}")
        except NotAllowed as no:
            messages.error(request, str(no))
            status = 422
    written = contributions.written_for(item)
    context: dict[str, Any] = {
        "item": item,
        "meeting": meeting,
        "written": written,
        "waiting": sum(one.taken_at is None for one in written),
        "to_ask": contributions.to_ask(meeting) if may_ask else [],
        "locked": " ".join(obstacles_to_editing(meeting)),
    }
    return page(request, "meetings/contribution_item.html", context, status=status)


@requires(Permission.MEETING_READ)
@require_GET
def contribution_history(request: Request, pk: int) -> HttpResponse:
    """What one party has said in laget runt, latest first: `?q= sida=`. Finished minutes alone."""
    party = get_object_or_404(Organisation, pk=pk)
    q = request.GET.get("q", "").strip()
    rows = contribution_lists.of_party(party, request.user, q)
    listed = page_of(request, rows, rows.count())
    context = {
        "party": party,
        "q": q,
        "listed": listed,
        "said": [
            (one, [with_hits(words, q) for words in one.paragraphs])
            for one in contribution_lists.listed(listed.object_list)
        ],
    }
    return page(request, "meetings/contribution_history.html", context)
