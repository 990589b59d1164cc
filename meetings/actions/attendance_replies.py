"""Attendance from the answers to the kallelse, so that the list is nearly right when the meeting begins."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from meetings.models import Attendance, Invitee, Meeting
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .attendance import GUESTS, PARTICIPANTS, SUBSTITUTES, note_change, open_for_change

State, Mode, Role = Attendance.State, Attendance.Mode, Attendance.Role
Answer = Invitee.Answer
EARLY = dt.timedelta(hours=1)


@transaction.atomic
def fill_from_replies(meeting: Meeting, *, by: User | None) -> int:
    """Note what the answers say on rows nobody has touched; add called ersättare and guests who are not listed.

    Who comes is present, on site or digitally; who has förhinder is noted so; a called ersättare who comes serves for
    that member. Who has not answered stays unregistered. A row where anything is noted is never changed. Returns how
    many rows were noted. Raises NotAllowed when the minutes are frozen.
    """
    meeting = open_for_change(meeting)
    invitees = list(
        meeting.invitees.filter(removed_at=None)
        .exclude(answer=Answer.NONE)
        .select_related("person__organisation", "body__type")
        .order_by("position", "pk")
    )
    rows = list(meeting.attendances.select_related("body__type").order_by("position", "pk"))
    listed: dict[int, list[Attendance]] = {}
    for row in rows:
        if row.person_id:
            listed.setdefault(row.person_id, []).append(row)
    by_pk = {one.pk: one for one in meeting.invitees.all()}
    added = _add_missing(meeting, invitees, listed, by_pk)
    noted = []
    for one in invitees:
        if one.capacity == Invitee.Capacity.SUBSTITUTE and one.answer in Invitee.COMES:
            continue  # could have come if it had been needed
        away = by_pk.get(one.called_instead_of_id or 0)
        served = {row.body_id: row for row in listed.get(away.person_id, [])} if away else {}
        for row in listed.get(one.person_id, []):
            if not _is_touched(row):
                _note(row, one, meeting, served.get(row.body_id))
                noted.append(row)
    Attendance.objects.bulk_update(noted, ["state", "mode", "serves_for"])
    if noted:
        note_change(meeting)
        log.write("hämtade svaren till närvarolistan", by=by, about=meeting, rows=len(noted), added=added)
    return len(noted)


def _is_touched(row: Attendance) -> bool:
    """Whether anybody has noted anything on the row."""
    return bool(
        row.state != State.UNKNOWN or row.mode or row.serves_for_id or row.substitute_id or row.substitute_name
        or row.from_item_id or row.to_item_id or row.from_time or row.to_time
    )  # fmt: skip


def _note(row: Attendance, one: Invitee, meeting: Meeting, served: Attendance | None) -> None:
    if one.answer in Invitee.STAYS_AWAY:
        row.state = State.APOLOGY
        return
    row.state = State.PRESENT
    if one.answer == Answer.DIGITAL or meeting.form == Meeting.Form.DIGITAL:
        row.mode = Mode.DIGITAL
    elif meeting.form == Meeting.Form.HYBRID:
        row.mode = Mode.ON_SITE
    if one.capacity == Invitee.Capacity.CALLED and served and served.pk != row.pk:
        row.serves_for = served


def _add_missing(
    meeting: Meeting,
    invitees: list[Invitee],
    listed: dict[int, list[Attendance]],
    by_pk: dict[int, Invitee],
) -> int:
    """Rows for those who come and are not in the list: somebody named as ersättare, a guest."""
    last = meeting.attendances.aggregate(last=Max("position"))["last"] or 0
    made: list[Attendance] = []
    for one in invitees:
        if one.person_id in listed or one.answer not in Invitee.COMES:
            continue
        is_called = one.capacity == Invitee.Capacity.CALLED
        if not is_called and one.capacity != Invitee.Capacity.GUEST:
            continue
        away = by_pk.get(one.called_instead_of_id or 0)
        place = next(iter(listed.get(away.person_id, [])), None) if away else None
        body = one.body if is_called else None
        home = one.person.organisation
        row = Attendance(
            meeting=meeting,
            body=body,
            person=one.person,
            organisation=place.organisation if place else home,
            list_heading=_heading(one) if body else GUESTS,
            position=last + len(made) + 1,
            name=one.person.name,
            title=one.person.title,
            affiliation=place.affiliation if place else (home.short_name if home else ""),
            role=Role.SUBSTITUTE if is_called else Role.GUEST,
        )
        made.append(row)
        listed[one.person_id] = [row]
    Attendance.objects.bulk_create(made)
    return len(made)


def _heading(one: Invitee) -> str:
    return SUBSTITUTES if one.body and one.body.type.is_political else PARTICIPANTS


def fill_at_start(meeting: Meeting, *, by: User, at: dt.datetime | None = None) -> int:
    """The same by itself, when the list is opened about the meeting's start and nobody has touched it.

    Done once: from then on something is noted. Nothing on other days, and one query at most where nothing is to do.
    """
    at = at or timezone.now()
    if meeting.date is None or meeting.state == Meeting.State.CANCELLED:
        return 0
    start = dt.datetime.combine(meeting.date, meeting.start_time or dt.time.min, STOCKHOLM)
    end = dt.datetime.combine(meeting.date + dt.timedelta(days=1), dt.time.min, STOCKHOLM)
    if not start - EARLY <= at < end:
        return 0
    answered = meeting.invitees.filter(removed_at=None).exclude(answer=Answer.NONE)
    is_frozen = meeting.minutes.frozen_at is not None
    if is_frozen or not answered.exists() or any(map(_is_touched, meeting.attendances.all())):
        return 0
    return fill_from_replies(meeting, by=by)
