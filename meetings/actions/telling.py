"""Telling those who have been called that their meeting is moved, off, or on again (A17, A18).

Nobody is told before a kallelse has gone out: until then nobody has been promised anything. The letters are written in
the transaction of the act.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from meetings import invitations
from meetings.models import Invitee, Meeting, Notice
from meetings.notifications import address_of
from secretariat.lib.dates import day_and_span
from secretariat.registry.models import OutgoingMail, User

from . import invitees, reply_links

_ANSWERS = (
    Invitee.Capacity.MEMBER,
    Invitee.Capacity.CALLED,
    Invitee.Capacity.CO_OPTED,
    Invitee.Capacity.GUEST,
)


@dataclass(frozen=True)
class Before:
    """When a meeting was, and who had been called to it, before it was moved."""

    day: dt.date | None
    words: str
    called: tuple[Invitee, ...]

    @property
    def day_in_log(self) -> str:
        """The day as the log keeps it."""
        return self.day.isoformat() if self.day else ""


def has_been_called(meeting: Meeting) -> bool:
    """Whether a kallelse has gone out."""
    return Notice.objects.filter(meeting=meeting).exists()


def before_moving(meeting: Meeting) -> Before:
    """To be asked before the day is changed."""
    words = day_and_span(meeting.date, meeting.start_time, meeting.end_time)
    called = invitees.standing(meeting) if has_been_called(meeting) else []
    return Before(meeting.date, words, tuple(called))


def moved(meeting: Meeting, before: Before, *, by: User | None, at: dt.datetime | None) -> list[OutgoingMail]:
    """Write to everybody on the list. On another day others may hold the seats, and all are asked to answer again."""
    if not before.called:
        return []
    at = at or timezone.now()
    meeting = _fresh(meeting)
    if meeting.date != before.day:
        invitees.call_all(meeting, by=by, at=at)
        meeting.invitees.exclude(answer="").update(answer="", answered_at=None, reminded_at=None)
    rows = invitees.standing(meeting)
    there = {row.pk for row in rows}
    gone = [row for row in before.called if row.pk not in there]
    written = invitations.moved(
        meeting, _with_addresses(meeting, rows, by=by), was=before.words, asked_again=meeting.date != before.day,
        by=by, at=at,
    )  # fmt: skip
    return [*written, *invitations.not_called_any_more(meeting, gone, was=before.words, by=by, at=at)]


def called_off(meeting: Meeting, *, by: User | None, at: dt.datetime | None) -> list[OutgoingMail]:
    """Write to everybody who had been called."""
    if not has_been_called(meeting):
        return []
    meeting = _fresh(meeting)
    return invitations.called_off(meeting, invitees.standing(meeting), by=by, at=at or timezone.now())


def on_again(meeting: Meeting, *, by: User | None, at: dt.datetime | None) -> list[OutgoingMail]:
    """Write to everybody who was told that it was off."""
    if not has_been_called(meeting):
        return []
    meeting = _fresh(meeting)
    rows = _with_addresses(meeting, invitees.standing(meeting), by=by)
    return invitations.on_again(meeting, rows, by=by, at=at or timezone.now())


def _fresh(meeting: Meeting) -> Meeting:
    """As it stands now, with what letters need."""
    return (
        Meeting.objects.select_related("secretary", "letterhead")
        .prefetch_related("meeting_bodies__body__type", "meeting_bodies__body__letterhead")
        .get(pk=meeting.pk)
    )


def _with_addresses(
    meeting: Meeting, rows: Sequence[Invitee], *, by: User | None
) -> list[tuple[Invitee, str]]:
    """Each with an address to answer at, where an answer is asked for and a letter can be sent."""
    asked = [row for row in rows if row.capacity in _ANSWERS and address_of(row.person)]
    for row in asked:
        row.meeting = meeting
    addresses = dict(zip([row.pk for row in asked], reply_links.reply_addresses(asked, by=by), strict=True))
    return [(row, addresses.get(row.pk, "")) for row in rows]
