"""Reminding those who have not answered: by hand or by night, never more than one letter a day."""

import datetime as dt

from django.db import models, transaction
from django.utils import timezone

from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.inquiries.purposes import noun_of
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import letters
from .locks import hold, obstacles_to_changing, rows_of


def to_remind(inquiry: Inquiry, *, at: dt.datetime | None = None) -> list[Recipient]:
    """Who has not answered, can be written to, and has had no letter today."""
    day = local_day(at or timezone.now())
    rows = [] if obstacles_to_changing(inquiry) or not inquiry.sent_at else rows_of(inquiry)
    return [row for row in rows if may_be_reminded(row, day)]


def may_be_reminded(row: Recipient, day: dt.date) -> bool:
    """Whether a reminder makes sense that day; the row is of an inquiry that is out."""
    if row.answered_at or row.excused_at or letters.trouble_with(row):
        return False
    return not any(moment and local_day(moment) == day for moment in (row.sent_at, row.reminded_at))


def obstacles_to_reminding(inquiry: Inquiry, *, at: dt.datetime | None = None) -> list[str]:
    """Why nobody is reminded now."""
    if reasons := obstacles_to_changing(inquiry):
        return reasons
    if not inquiry.sent_at:
        return [f"{noun_of(inquiry.purpose).the} är inte skickad än."]
    if to_remind(inquiry, at=at):
        return []
    return ["Ingen att påminna: alla har svarat, har redan fått ett brev i dag eller kan inte nås."]


@transaction.atomic
def remind(
    inquiry: Inquiry,
    *,
    by: User | None,
    compose: letters.Compose,
    at: dt.datetime | None = None,
    only: Recipient | None = None,
    since: dt.date | None = None,
) -> int:
    """Remind those who have not answered, each with a new link; or `only` one. Never more than one letter a day.

    With `since` those are left out who have had a letter on that day or later. Returns how many. Raises NotAllowed.
    """
    at = at or timezone.now()
    inquiry = hold(inquiry.pk)
    if reasons := obstacles_to_reminding(inquiry, at=at):
        raise NotAllowed(reasons)
    rows = [row for row in to_remind(inquiry, at=at) if only is None or row.pk == only.pk]
    if since:
        rows = [row for row in rows if not _had_a_letter(row, since)]
    elif not rows:
        raise NotAllowed("Parten har redan fått ett brev i dag, har svarat eller kan inte nås.")
    reached = letters.write(rows, inquiry, by=by, compose=compose, at=at)
    Recipient.objects.filter(pk__in=[row.pk for row in reached]).update(
        reminded_at=at, reminders=models.F("reminders") + 1
    )
    if reached:
        names = [str(row) for row in reached]
        log.write("påminde om förfrågan", by=by, about=inquiry, parter=names)
    return len(reached)


def _had_a_letter(row: Recipient, since: dt.date) -> bool:
    return any(moment and local_day(moment) >= since for moment in (row.sent_at, row.reminded_at))


BEFORE = (14, 3)  # days before the last one
AFTER = (1, 15)  # days after it
GRACE = 2  # a night that was missed is made up for within so many days


def reminder_day(due_on: dt.date, *, today: dt.date) -> dt.date | None:
    """The latest day for reminding by night that has come and is no older than GRACE.

    >>> reminder_day(dt.date(2026, 9, 30), today=dt.date(2026, 9, 16))
    datetime.date(2026, 9, 16)
    >>> reminder_day(dt.date(2026, 9, 30), today=dt.date(2026, 9, 20)) is None
    True
    """
    days = [due_on - dt.timedelta(days=one) for one in BEFORE]
    days += [due_on + dt.timedelta(days=one) for one in AFTER]
    return max((day for day in days if today - dt.timedelta(days=GRACE) <= day <= today), default=None)
