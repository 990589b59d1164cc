"""The secret address by which one person answers a kallelse without logging in."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from meetings.models import Invitee, Meeting
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.actions import links
from secretariat.registry.models import PersonalLink, User


def last_moment(meeting: Meeting) -> dt.datetime | None:
    """The end of the meeting's day, or of its weeks; None where no day is known."""
    day = meeting.date or meeting.window_to
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, STOCKHOLM) if day else None


def reply_address(invitee: Invitee, *, by: User | None) -> str:
    """A new address where this person alone can answer, until the end of the meeting's day. It is a secret."""
    return reply_addresses([invitee], by=by)[0]


def reply_addresses(invitees: Iterable[Invitee], *, by: User | None) -> list[str]:
    """The same for several of one meeting, in one query."""
    rows = list(invitees)
    if not rows:
        return []
    keys = links.issue_all(
        [(row.person, row) for row in rows],
        purpose=PersonalLink.Purpose.REPLY,
        by=by,
        expires_at=last_moment(rows[0].meeting),
    )
    return [settings.BASE_URL + reverse("meetings:invitee-reply", args=[key]) for key in keys]


def find(key: str, *, at: dt.datetime | None = None) -> tuple[Invitee | None, PersonalLink | None]:
    """Who may answer by this secret, and the link; no invitee where the link is closed or its day is past.

    The day is asked of the meeting and not of the link: a meeting that is moved takes its links with it.
    """
    link = links.find(key, purpose=PersonalLink.Purpose.REPLY)
    if link is None:
        return None, None
    row = (
        Invitee.objects.filter(pk=link.object_id, person=link.person, removed_at=None)
        .select_related("person", "body", "seat", "meeting__secretary", "called_instead_of__person")
        .prefetch_related("meeting__meeting_bodies__body__type")
        .first()
    )
    last = last_moment(row.meeting) if row else None
    is_past = last is not None and (at or timezone.now()) >= last
    return (None if link.revoked_at or is_past else row), link


def close(rows: Iterable[Invitee], *, by: User | None) -> None:
    """Let the links of these open nothing from now on."""
    of_rows = PersonalLink.objects.filter(
        purpose=PersonalLink.Purpose.REPLY,
        content_type=ContentType.objects.get_for_model(Invitee),
        object_id__in=[str(row.pk) for row in rows],
        revoked_at=None,
    )
    for link in of_rows:
        links.revoke(link, by=by)
