"""Calendar files (iCalendar, RFC 5545 and 5546) that Outlook, Google and phones read the same way."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from .dates import STOCKHOLM
from .events import Contact, Event, EventState
from .later import Later
from .text import one_line

if TYPE_CHECKING:
    from icalendar import Event as Component
    from icalendar import Timezone, vCalAddress

icalendar = Later("icalendar")
Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Sekretariatet//Moten//SV"
WITHOUT_END = dt.timedelta(hours=1)
_STATUS = {
    EventState.TENTATIVE: "TENTATIVE",
    EventState.CONFIRMED: "CONFIRMED",
    EventState.CANCELLED: "CANCELLED",
}
_FORMATS = {"coming": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE"}


def write(
    events: Iterable[Event], *, method: Method = "PUBLISH", name: str = "", now: dt.datetime | None = None
) -> bytes:
    """The events as one calendar file: UTF-8, CRLF, lines folded at 75 octets.

    `name` is the calendar's name for who subscribes. `now` becomes DTSTAMP; a feed leaves it out, so that the same
    events give the same bytes.
    """
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", one_line(name))
        # Google reads the zone of a subscribed calendar from here.
        calendar.add("x-wr-timezone", STOCKHOLM.key)
        # How often Outlook and Apple are to ask again; Google asks when it likes.
        calendar.add("x-published-ttl", "PT1H")
        calendar.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add_component(_stockholm())
    for event in events:
        calendar.add_component(_component(event, method, now))
    return calendar.to_ical()


def answer(request: HttpRequest, events: Sequence[Event], *, name: str) -> HttpResponseBase:
    """What a calendar program that subscribes gets, many times a day. Unchanged since last time: 304 and no body."""
    content = write(events, name=name)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if changed := [event.changed_at for event in events if event.changed_at]:
        response.headers["Last-Modified"] = http_date(max(changed).timestamp())
    # Only the ETag decides: an answer or a lost seat changes what one gets without any event having changed.
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def _stockholm() -> "Timezone":
    """The zone as two rules from 1970 on. Outlook passes by a zone told as a list of days and shows another hour."""
    zone: Timezone = icalendar.Timezone()
    zone.add("tzid", STOCKHOLM.key)
    one, two = dt.timedelta(hours=1), dt.timedelta(hours=2)
    for kind, name, start, month, before, after in (
        (icalendar.TimezoneDaylight, "CEST", "1970-03-29T02:00", 3, one, two),
        (icalendar.TimezoneStandard, "CET", "1970-10-25T03:00", 10, two, one),
    ):
        rule = kind()
        rule.add("tzname", name)
        rule.add("dtstart", dt.datetime.fromisoformat(start))
        rule.add("tzoffsetfrom", before)
        rule.add("tzoffsetto", after)
        rule.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(rule)
    return zone


def _component(event: Event, method: Method, now: dt.datetime | None) -> "Component":
    changed = event.changed_at or now or dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made: Component = icalendar.Event()
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    # Outlook takes the newest DTSTAMP where SEQUENCE is the same.
    made.add("dtstamp", _utc(now or changed))
    made.add("last-modified", _utc(changed))
    _add_time(made, event)
    made.add("summary", event.title)
    # An update without LOCATION leaves the old place standing in Outlook, so an empty one is told as empty.
    made.add("location", event.place)
    if event.text:
        # Plain words: Outlook shows tags as they are written, and X-ALT-DESC is read by few.
        made.add("description", event.text)
    if event.url:
        made.add("url", event.url)
    if event.conference:
        made.add("conference", event.conference, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
        if "teams.microsoft.com" in event.conference or "teams.live.com" in event.conference:
            # Gives Outlook its button for joining.
            made.add("x-microsoft-skypeteamsmeetingurl", event.conference)
    cancelled = method == "CANCEL" or event.state == EventState.CANCELLED
    made.add("status", "CANCELLED" if cancelled else _STATUS[event.state])
    free = cancelled or event.leaves_time_free
    made.add("transp", "TRANSPARENT" if free else "OPAQUE")
    # Outlook does not read TRANSP and STATUS of a meeting, but this.
    made.add("x-microsoft-cdo-busystatus", _busy(event, free=free))
    made.add("class", "PUBLIC")
    if method != "PUBLISH":
        _add_people(made, event, method)
    return made


def _busy(event: Event, *, free: bool) -> str:
    if free:
        return "FREE"
    return "TENTATIVE" if event.state == EventState.TENTATIVE else "BUSY"


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)


def _add_time(made: "Component", event: Event) -> None:
    made.add("dtstart", event.start)
    if event.is_whole_day:
        # DTEND is the day after the last. Outlook draws an event without it as nothing at midnight.
        made.add("dtend", event.last_day + dt.timedelta(days=1))
        made.add("x-microsoft-cdo-alldayevent", "TRUE")
    else:
        # An event without an end is zero minutes long in Outlook and cannot be seen in a day.
        made.add("dtend", event.end or event.start + WITHOUT_END)


def _add_people(made: "Component", event: Event, method: Method) -> None:
    """Who calls and who is called; only in what is mailed to one person.

    A file to download says neither: calendars would write to the organizer each time somebody takes it in.
    """
    if event.organizer:
        made.add("organizer", _address(event.organizer, {}))
    if event.attendee:
        # Installed Outlook has no buttons without RSVP=TRUE.
        rsvp = {"RSVP": "TRUE" if method == "REQUEST" else "FALSE"}
        told = {
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": _FORMATS.get(event.answer, "NEEDS-ACTION"),
        }
        made.add("attendee", _address(event.attendee, told | rsvp))


def _address(who: Contact, told: dict[str, Any]) -> "vCalAddress":
    address: vCalAddress = icalendar.vCalAddress(f"mailto:{who.email}")
    # A quotation mark may not stand in a parameter, whatever quotes it, and no line may end there.
    address.params["CN"] = one_line(who.name.replace('"', "'"))
    for name, value in told.items():
        address.params[name] = value
    return address
