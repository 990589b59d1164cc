"""Reminding those who have not answered a kallelse: by one click or by night, never twice a day."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from meetings import invitations
from meetings.models import Invitee, Meeting
from meetings.notifications import address_of
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .invitees import is_over
from .locks import hold
from .reply_links import reply_addresses


def to_remind(meeting: Meeting, *, at: dt.datetime | None = None) -> list[Invitee]:
    """Who is counted on, has not answered, can be written to, and has not been reminded today."""
    at = at or timezone.now()
    if meeting.state == Meeting.State.CANCELLED or is_over(meeting, at):
        return []
    rows = meeting.invitees.filter(
        removed_at=None, capacity__in=Invitee.EXPECTED, answer=Invitee.Answer.NONE
    ).select_related("person__user")
    return [row for row in rows if address_of(row.person) and not _reminded_on(row, local_day(at))]


def _reminded_on(row: Invitee, day: dt.date) -> bool:
    """Whether a letter about answering has gone to them that day; being called today counts."""
    moments = [moment for moment in (row.reminded_at, row.called_at) if moment]
    return any(local_day(moment) == day for moment in moments)


def obstacles_to_reminding(meeting: Meeting, *, at: dt.datetime | None = None) -> list[str]:
    """Why nobody is reminded now."""
    at = at or timezone.now()
    if meeting.state == Meeting.State.CANCELLED:
        return ["Mötet är inställt."]
    if is_over(meeting, at):
        return ["Mötet har varit."]
    if to_remind(meeting, at=at):
        return []
    return ["Ingen att påminna: alla har svarat, har redan fått ett brev i dag eller saknar e-postadress."]


@transaction.atomic
def remind(meeting: Meeting, *, by: User | None, at: dt.datetime | None = None) -> int:
    """Write to those who have not answered, each with a link of their own. Returns how many; raises NotAllowed.

    Two clicks at once are one: the meeting is locked, and who has been reminded today is left out.
    """
    at = at or timezone.now()
    hold(meeting.pk)
    meeting = Meeting.objects.select_related("secretary").get(pk=meeting.pk)
    if obstacles := obstacles_to_reminding(meeting, at=at):
        raise NotAllowed(obstacles)
    rows = to_remind(meeting, at=at)
    for row in rows:
        row.meeting = meeting
    invitations.reminded(list(zip(rows, reply_addresses(rows, by=by), strict=True)), by=by)
    Invitee.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    log.write("påminde om svar på kallelsen", by=by, about=meeting, rows=len(rows))
    return len(rows)
