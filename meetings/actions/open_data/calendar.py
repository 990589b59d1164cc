"""Open meetings as a calendar (M4): when, where, and the way to the page. No link to the meeting itself."""

import datetime as dt

from meetings import calendar
from meetings.actions import masked_copies, publications
from meetings.models import Meeting
from secretariat.lib import ics
from secretariat.lib.dates import STOCKHOLM
from secretariat.lib.events import Event

from .things import address


def file_of_open_meetings() -> bytes:
    """The calendar, latest meeting first. Four queries."""
    rows = list(publications.open_meetings().exclude(date=None))
    names = {one.key: one.heading for one in publications.headed(rows)}
    copies = masked_copies.standing_copies(names)
    return ics.write([_event(one, names[one.pk], copies.get(one.pk)) for one in rows], name="Öppna möten")


def _event(meeting: Meeting, heading: str, copy: masked_copies.Words | None) -> Event:
    start: dt.date | dt.datetime = _at(meeting, meeting.start_time) or meeting.date or dt.date.min
    return Event(
        uid=f"oppen-{calendar.uid_of(meeting)}",
        title=heading,
        start=start,
        end=_at(meeting, meeting.end_time),
        place=copy.place if copy else meeting.place,
        url=address("public-meeting", meeting.pk),
        changed_at=meeting.published_at,  # type: ignore[attr-defined]
        leaves_time_free=True,
    )


def _at(meeting: Meeting, clock: dt.time | None) -> dt.datetime | None:
    if meeting.date is None or clock is None or meeting.start_time is None:
        return None
    return dt.datetime.combine(meeting.date, clock, tzinfo=STOCKHOLM)
