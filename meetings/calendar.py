"""Meetings as things in a calendar: in a letter, in a file, in a feed somebody subscribes to, and in the year (A18)."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parseaddr
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.db import transaction
from django.db.models import F, Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from secretariat.lib import ics
from secretariat.lib.dates import NBSP, STOCKHOLM, clock, day_in_words
from secretariat.lib.events import Contact, Event, EventState
from secretariat.registry.models import Person, StoredFile

from .models import (
    AgendaItem,
    DateOption,
    Invitee,
    ItemAttachment,
    Meeting,
    MeetingBody,
)
from .notifications import address_of

if TYPE_CHECKING:
    from secretariat.registry.models import User

ToOne = Literal["REQUEST", "CANCEL"]
LONGEST_TEXT = 7000  # Google cuts at 8192 characters
_STATES = {
    Meeting.State.TENTATIVE: EventState.TENTATIVE,
    Meeting.State.CANCELLED: EventState.CANCELLED,
}
# Outlook does not look at STATUS in what one subscribes to, so the title says it too.
_WORDS = {EventState.TENTATIVE: "Preliminärt: ", EventState.CANCELLED: "Inställt: ", EventState.CONFIRMED: ""}
_ANSWERS = {
    Invitee.Answer.COMING: "coming",
    Invitee.Answer.DIGITAL: "coming",
    Invitee.Answer.DECLINED: "declined",
    Invitee.Answer.SUBSTITUTE: "declined",
}
_BODIES = Prefetch("meeting_bodies", MeetingBody.objects.select_related("body__type").order_by("position"))


# What the calendar has told


def uid_of(meeting: Meeting) -> str:
    """The event's name in every calendar, for ever; the same whether it has been stored yet or not."""
    return (
        meeting.calendar_uid
        or f"mote-{meeting.pk}-{meeting.created_at.astimezone(dt.UTC):%Y%m%dT%H%M%S}@sekretariatet"
    )


def mark_of(meeting: Meeting) -> str:
    """A short mark of what calendars must be told anew: title, day, time, place, form, link and state."""
    told = [
        meeting.heading, str(meeting.date), str(meeting.start_time), str(meeting.end_time), meeting.place,
        meeting.form, meeting.link, _state_of(meeting), str(meeting.window_from), str(meeting.window_to),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@transaction.atomic
def touch(meeting: Meeting, *, at: dt.datetime | None = None) -> bool:
    """Raise the calendar's version if time, place, title or state is another than calendars were told (A18).

    To be called after every change of a meeting, and as often as one likes: nothing happens where nothing changed.
    True when the version was raised. `meeting` is given the stored values.
    """
    row = Meeting.objects.select_for_update(of=("self",)).prefetch_related(_BODIES).get(pk=meeting.pk)
    mark = mark_of(row)
    raised = bool(row.calendar_mark) and row.calendar_mark != mark
    if row.calendar_mark != mark or not row.calendar_uid:
        row.calendar_uid = uid_of(row)
        row.calendar_sequence += raised
        row.calendar_mark = mark
        row.calendar_changed_at = at or timezone.now()
        row.save(update_fields=["calendar_uid", "calendar_sequence", "calendar_mark", "calendar_changed_at"])
    for name in ("calendar_uid", "calendar_sequence", "calendar_mark", "calendar_changed_at"):
        setattr(meeting, name, getattr(row, name))
    return raised


def _sequence_of(meeting: Meeting) -> int:
    """The stored version; one more where something has changed and nobody has called `touch` yet."""
    return meeting.calendar_sequence + (
        bool(meeting.calendar_mark) and meeting.calendar_mark != mark_of(meeting)
    )


# One meeting


def _state_of(meeting: Meeting) -> EventState:
    if meeting.state != Meeting.State.CANCELLED and meeting.date is None:
        return EventState.TENTATIVE
    return _STATES.get(Meeting.State(meeting.state), EventState.CONFIRMED)


def event_of(meeting: Meeting, *, with_agenda: bool = False) -> Event | None:
    """The meeting as an event; None while neither a day nor weeks are known.

    Uses prefetched bodies. With `with_agenda` the text has the agenda, with links and films of each item.
    """
    state = _state_of(meeting)
    if meeting.date and meeting.start_time:
        start: dt.date | dt.datetime = dt.datetime.combine(meeting.date, meeting.start_time, STOCKHOLM)
        end: dt.date | dt.datetime | None = (
            dt.datetime.combine(meeting.date, meeting.end_time, STOCKHOLM) if meeting.end_time else None
        )
    elif meeting.date:
        start, end = meeting.date, meeting.date
    elif meeting.window_from and meeting.window_to:
        start, end = meeting.window_from, meeting.window_to
    else:
        return None
    in_weeks = meeting.date is None
    return Event(
        uid=uid_of(meeting),
        title=_WORDS[state] + meeting.heading + (f" ({_weeks(start, end)})" if in_weeks else ""),
        start=start,
        end=end,
        state=state,
        kind=meeting.leading_body.type.slug if meeting.leading_body else "",
        place=place_of(meeting),
        conference=meeting.link,
        url=f"{settings.BASE_URL}{meeting.get_absolute_url()}",
        text=_text(meeting, with_agenda=with_agenda),
        sequence=_sequence_of(meeting),
        changed_at=meeting.calendar_changed_at or meeting.created_at,
        leaves_time_free=in_weeks or state == EventState.CANCELLED,
    )


def _weeks(first: dt.date, last: dt.date | None) -> str:
    """v. 37–38.

    >>> _weeks(dt.date(2026, 12, 28), dt.date(2027, 1, 10))
    'v.\\xa053–1'
    """
    from_week, to_week = first.isocalendar().week, (last or first).isocalendar().week
    return f"v.{NBSP}{from_week}" + (f"–{to_week}" if to_week != from_week else "")


def place_of(meeting: Meeting) -> str:
    """The place; the link where there is no other place, since phones make it possible to press there."""
    if meeting.form == Meeting.Form.DIGITAL or not meeting.place:
        return meeting.link or meeting.place or ("Digitalt" if meeting.form == Meeting.Form.DIGITAL else "")
    return meeting.place


def _text(meeting: Meeting, *, with_agenda: bool) -> str:
    facts = [
        f"Inställt: {meeting.cancelled_because}" if meeting.cancelled_because and _is_off(meeting) else "",
        f"Flyttat från {day_in_words(meeting.moved_from)}." if meeting.moved_from and meeting.date else "",
        f"Anslut: {meeting.link}" if meeting.link else "",
        "Sluttiden är inte bestämd." if meeting.start_time and not meeting.end_time else "",
        f"Om mötet: {settings.BASE_URL}{meeting.get_absolute_url()}",
    ]
    words = "\n".join(line for line in facts if line)
    if with_agenda and (agenda := _agenda(meeting)):
        room = LONGEST_TEXT - len(words)
        if len(agenda) > room:
            agenda = (
                agenda[:room].rpartition("\n")[0].rstrip() + "\nHela dagordningen finns på sidan om mötet."
            )
        words = f"{words}\n\nDagordning\n{agenda}"
    return words


def _is_off(meeting: Meeting) -> bool:
    return meeting.state == Meeting.State.CANCELLED


_ITEMS = Prefetch(
    "items",
    AgendaItem.objects.standing()
    .filter(section=AgendaItem.Section.ITEMS)
    .prefetch_related(
        Prefetch(
            "attachments",
            ItemAttachment.objects.filter(kind__in=[ItemAttachment.Kind.LINK, ItemAttachment.Kind.FILE])
            .exclude(file__circle=StoredFile.Circle.SECRETARIAT)
            .select_related("file"),
            to_attr="calendar_attachments",
        )
    )
    .order_by("position", "pk"),
    to_attr="calendar_items",
)


def _agenda(meeting: Meeting) -> str:
    """The items with their times, and under each its links, films and files."""
    prefetch_related_objects([meeting], _ITEMS)
    items: list[AgendaItem] = meeting.calendar_items  # type: ignore[attr-defined]
    children: dict[int | None, list[AgendaItem]] = {}
    for item in items:
        children.setdefault(item.parent_id, []).append(item)
    lines: list[str] = []
    for item in children.get(None, []):
        lines += _item_lines(item, "")
        for child in children.get(item.pk, []):
            lines += _item_lines(child, "    ")
    return "\n".join(lines)


def _item_lines(item: AgendaItem, indent: str) -> list[str]:
    number = f"{item.number}. " if item.number.isdecimal() else f"{item.number} " if item.number else ""
    time = f" (kl.{NBSP}{clock(item.planned_start)})" if item.planned_start else ""
    attachments: list[ItemAttachment] = item.calendar_attachments  # type: ignore[attr-defined]
    lines = [f"{indent}{number}{item.first_line or 'Utan rubrik'}{time}"]
    for one in attachments:
        address = (
            settings.BASE_URL + reverse("registry:file-download", args=[one.file_id])
            if one.file_id
            else one.url
        )
        if address:
            lines.append(f"{indent}    {one.title}: {address}")
    return lines


# Letters and files


def organizer_of(meeting: Meeting) -> Contact:
    """The office's own address, by the secretary's name: what letters are sent from.

    Gmail says "unknown organizer" of another address than the sender's, and a person who is called may not be it:
    Outlook then says that the organizer need not answer.
    """
    secretary = meeting.secretary
    named = secretary.name if secretary and not secretary.protected_identity else ""
    return Contact(named or "Sekretariatet", parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def invitation(
    meeting: Meeting,
    *,
    method: ToOne = "REQUEST",
    attendee: Person | None,
    answer: str = "",
    joint_part_only: bool = False,
    at: dt.datetime | None = None,
) -> str:
    """The calendar file that goes with a letter to one person; empty while the meeting has neither day nor weeks.

    Who is called to the joint part alone gets the time of that (A1). Items and bodies are read once, however many
    persons are called with the same `meeting`.
    """
    prefetch_related_objects([meeting], _BODIES)
    if not meeting.calendar_uid or meeting.calendar_mark != mark_of(meeting):
        touch(meeting, at=at)
    event = event_of(meeting, with_agenda=method == "REQUEST")
    if event is None:
        return ""
    if joint_part_only:
        event = joint_part(meeting, event)
    email = address_of(attendee) if attendee else ""
    told = replace(
        event,
        organizer=organizer_of(meeting),
        attendee=Contact(attendee.name, email) if attendee and email else None,
        answer=_ANSWERS.get(Invitee.Answer(answer), ""),
        state=EventState.CANCELLED if method == "CANCEL" else event.state,
    )
    return ics.write([told], method=method, now=at or timezone.now()).decode()


def is_joint_part_only(meeting: Meeting, body_id: int | None) -> bool:
    """Whether the body takes part in the joint part alone (A1). Uses prefetched bodies."""
    return any(row.joint_part_only and row.body_id == body_id for row in meeting.meeting_bodies.all())


def joint_part(meeting: Meeting, event: Event) -> Event:
    """The event with the time of the joint part, where that is known."""
    if meeting.date is None or meeting.joint_start is None:
        return event
    start = dt.datetime.combine(meeting.date, meeting.joint_start, STOCKHOLM)
    if meeting.joint_end is None:
        return replace(event, start=start)
    return replace(event, start=start, end=dt.datetime.combine(meeting.date, meeting.joint_end, STOCKHOLM))


def file_of(meeting: Meeting) -> bytes:
    """The meeting as a file to open or save, with the agenda; no events while its day is not known."""
    prefetch_related_objects([meeting], _BODIES)
    event = event_of(meeting, with_agenda=True)
    return ics.write([event] if event else [])


# Many meetings


def listed(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With all that an event needs, first one first; a fixed number of queries."""
    return meetings.prefetch_related(_BODIES, "date_options").order_by(
        F("date").asc(nulls_last=True), "window_from", "start_time", "pk"
    )


def events_of(meeting: Meeting, *, joint_part_only: bool = False) -> Iterator[Event]:
    """The meeting, and each day it may be moved to or put on, while that is open (K12)."""
    if event := event_of(meeting):
        yield joint_part(meeting, event) if joint_part_only else event
    if _is_off(meeting):
        return
    for option in meeting.date_options.all():
        start: dt.date | dt.datetime = option.date
        end: dt.date | dt.datetime | None = option.date
        if option.start_time:
            start = dt.datetime.combine(option.date, option.start_time, STOCKHOLM)
            end = dt.datetime.combine(option.date, option.end_time, STOCKHOLM) if option.end_time else None
        yield Event(
            uid=f"{uid_of(meeting)}-{option.pk}",
            title=f"Kanske: {meeting.heading}",
            start=start,
            end=end,
            state=EventState.TENTATIVE,
            kind=meeting.leading_body.type.slug if meeting.leading_body else "",
            url=f"{settings.BASE_URL}{meeting.get_absolute_url()}",
            text=option.note,
            changed_at=meeting.calendar_changed_at or meeting.created_at,
            leaves_time_free=True,
        )


def events(span: tuple[dt.date, dt.date], user: "User") -> list[Event]:
    """Meetings this user may know of from the first day to the last, both included, for lists."""
    return [event for _, event in meetings_in(span, user)]


def meetings_in(span: tuple[dt.date, dt.date], user: "User") -> list[tuple[Meeting, Event]]:
    """The same, each with its meeting, which stands once for every day it may get. Three queries."""
    first, last = span
    on_a_day = Q(date__range=span)
    in_weeks = Q(date=None, window_from__lte=last, window_to__gte=first)
    maybe = Q(pk__in=DateOption.objects.filter(date__range=span).values("meeting"))
    found = listed(Meeting.objects.visible_to(user).filter(on_a_day | in_weeks | maybe))
    return [
        (meeting, event)
        for meeting in found
        for event in events_of(meeting)
        if event.first_day <= last and event.last_day >= first
    ]
