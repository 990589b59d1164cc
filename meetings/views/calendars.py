"""Meetings in one's own calendar: a file for one meeting, and secret addresses to subscribe to (A18)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings import calendar
from meetings.actions import calendars as calendar_actions
from meetings.models import Body, Meeting
from secretariat.lib import ics
from secretariat.lib.access import Permission, requires
from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .invitees import calendar_file


@requires(Permission.MEETING_READ)
def meeting_calendar(request: Request, pk: int) -> HttpResponse:
    """One meeting as a file to open."""
    visible = Meeting.objects.visible_to(request.user).filter(pk=pk).values("pk")
    meeting = get_object_or_404(Meeting.objects.filter(pk__in=visible))
    return calendar_file(calendar.file_of(meeting), f"mote-{pk}.ics")


@opened_by_key
def calendar_feed(request: Request, key: str) -> HttpResponseBase:
    """What a calendar program fetches, many times a day."""
    now = timezone.now()
    link, name, events = calendar_actions.feed_of(key, today=timezone.localdate(now))
    if link is None or events is None:
        words = "Adressen gäller inte. Hämta en ny på sidan Min kalender i Sekretariatet."
        return HttpResponse(words, status=410 if link else 404, content_type="text/plain; charset=utf-8")
    calendar_actions.note_use(link, at=now)
    return ics.answer(request, events, name=name)


@requires(Permission.CALENDAR_READ)
def calendar_own(request: Request) -> HttpResponse:
    """Addresses to copy, and how to use them in Outlook, Google and a phone."""
    person = request.user.person
    addresses = calendar_actions.addresses_of(person) if person else []
    followed = [one.body.pk for one in addresses if one.body]
    context = {
        "own": next((one for one in addresses if one.body is None), None),
        "of_bodies": [one for one in addresses if one.body],
        "bodies": calendar_actions.bodies_to_follow(request.user).exclude(pk__in=followed),
        "person": person,
        "trail": [("Hem", "/"), ("Min kalender", "")],
    }
    response = page(request, "meetings/calendar_own.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@requires(Permission.CALENDAR_READ)
@require_POST
def calendar_renew(request: Request) -> HttpResponse:
    """A new address, for the own meetings or a body's; the old one stops working."""
    chosen = request.POST.get("body", "")
    body = get_object_or_404(Body, pk=int(chosen)) if chosen.isdecimal() else None
    try:
        calendar_actions.renew(by=request.user, body=body)
        messages.success(request, "Adressen är klar. En tidigare adress till samma möten gäller inte längre.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:calendar-own")
