"""Settling when a planned meeting is: one of several days, or a day within some weeks (K12)."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings import calendar
from meetings.models import DateOption, Meeting, MeetingContact, Membership, Seat
from secretariat.lib.dates import day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, Person, User

from . import meetings as meeting_actions
from . import telling
from .attendance import open_for_change

State = Meeting.State


def obstacles_to_settling(meeting: Meeting) -> list[str]:
    """Why days cannot be proposed or chosen now."""
    if meeting.state == State.CANCELLED:
        return ["Mötet är inställt. Ta tillbaka det först."]
    if meeting.state == State.HELD:
        return ["Mötet är genomfört."]
    return []


def _open(meeting: Meeting) -> Meeting:
    meeting = open_for_change(meeting)
    if obstacles := obstacles_to_settling(meeting):
        raise NotAllowed(obstacles)
    return meeting


@transaction.atomic
def add(
    meeting: Meeting,
    *,
    by: User | None,
    date: dt.date,
    start_time: dt.time | None = None,
    end_time: dt.time | None = None,
    note: str = "",
) -> DateOption:
    """Add a day the meeting may get. Raises NotAllowed for one that stands already."""
    meeting = _open(meeting)
    if meeting.date == date:
        raise NotAllowed(f"Mötet är redan planerat till {day_in_words(date)}.")
    option = DateOption(meeting=meeting, date=date, start_time=start_time, end_time=end_time, note=note)
    try:
        option.full_clean()
    except ValidationError as wrong:
        raise NotAllowed(wrong.messages) from None
    option.save()
    log.write("föreslog datum", by=by, about=meeting, date=date.isoformat())
    return option


@transaction.atomic
def remove(option: DateOption, *, by: User | None) -> None:
    """Let go of a day. Twice is once."""
    meeting = _open(option.meeting)
    gone, _ = DateOption.objects.filter(pk=option.pk).delete()
    if gone:
        log.write("tog bort föreslaget datum", by=by, about=meeting, date=option.date.isoformat())


@transaction.atomic
def choose(option: DateOption, *, by: User | None, at: dt.datetime | None = None) -> Meeting:
    """This day it is: the meeting is booked, and the other days are let go (K12). Raises NotAllowed."""
    meeting = _open(option.meeting)
    chosen = meeting.date_options.filter(pk=option.pk).first()
    if chosen is None:
        raise NotAllowed("Datumet är inte längre ett av förslagen. Någon annan har nog just valt.")
    start, end = chosen.start_time or meeting.start_time, chosen.end_time or meeting.end_time
    return settle(meeting, by=by, date=chosen.date, start_time=start, end_time=end, at=at)


@transaction.atomic
def settle(
    meeting: Meeting,
    *,
    by: User | None,
    date: dt.date,
    start_time: dt.time | None,
    end_time: dt.time | None,
    at: dt.datetime | None = None,
) -> Meeting:
    """Give the meeting its day and book it; proposed days and weeks are let go. Whoever has been called is told."""
    meeting = _open(meeting)
    if start_time and end_time and end_time <= start_time:
        raise NotAllowed("Mötet kan inte sluta innan det börjar.")
    before = telling.before_moving(meeting)
    meeting_actions.change(
        meeting, by=by, date=date, start_time=start_time, end_time=end_time, state=State.BOOKED,
        window_from=None, window_to=None, tells=False,
    )  # fmt: skip
    meeting.date_options.all().delete()
    log.write("bestämde datum", by=by, about=meeting, date=date.isoformat())
    if before.day != date:
        telling.moved(meeting, before, by=by, at=at)
    meeting.refresh_from_db()
    return meeting


@transaction.atomic
def set_window(meeting: Meeting, *, by: User | None, window: tuple[dt.date, dt.date] | None) -> None:
    """Plan the meeting within some weeks, or no longer (A17). Raises NotAllowed where it has a day."""
    meeting = _open(meeting)
    if meeting.date and window:
        raise NotAllowed("Mötet har redan ett datum. Veckor används medan datumet inte är bestämt.")
    meeting.window_from, meeting.window_to = window or (None, None)
    meeting.save(update_fields=["window_from", "window_to"])
    calendar.touch(meeting)
    log.write("planerade möte till veckor" if window else "tog bort veckor", by=by, about=meeting)


# Whom to settle it with


def parties_of(meeting: Meeting) -> list[Organisation]:
    """The parties of the meeting's bodies, in order."""
    seats = Seat.objects.filter(
        body__in=[row.body_id for row in meeting.meeting_bodies_in_order],
        ends_on=None,
        organisation__isnull=False,
    )
    return list(Organisation.objects.filter(pk__in=seats.values("organisation")))


def persons_by_party(meeting: Meeting, parties: Sequence[Organisation]) -> dict[int, list[Person]]:
    """Who may be contact person of each party: those with a seat for it in these bodies, and its own people."""
    bodies = [row.body_id for row in meeting.meeting_bodies_in_order]
    found: dict[int, dict[int, Person]] = {one.pk: {} for one in parties}
    held = Membership.objects.filter(
        seat__body__in=bodies, seat__organisation__in=found, ends_on=None
    ).select_related("seat", "person")
    for one in held:
        found[one.seat.organisation_id or 0][one.person_id] = one.person
    for person in Person.objects.filter(organisation__in=found):
        found[person.organisation_id or 0][person.pk] = person
    return {pk: sorted(persons.values(), key=lambda one: one.sort_key) for pk, persons in found.items()}


@transaction.atomic
def set_contacts(
    meeting: Meeting, *, by: User | None, contacts: Mapping[int, tuple[Person | None, str]]
) -> None:
    """Say whom to settle the day with, by party; a party without person and note has none (K12)."""
    meeting = _open(meeting)
    for party, (person, note) in contacts.items():
        if person is None and not note:
            MeetingContact.objects.filter(meeting=meeting, organisation=party).delete()
        else:
            MeetingContact.objects.update_or_create(
                meeting=meeting, organisation_id=party, defaults={"person": person, "note": note}
            )
    log.write("sparade kontaktpersoner", by=by, about=meeting)
