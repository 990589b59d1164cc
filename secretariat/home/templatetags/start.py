"""How the start page prints days in tight space."""

import datetime as dt

from django import template

from meetings.models import Meeting
from secretariat.lib import text
from secretariat.lib.dates import MONTHS, NBSP
from secretariat.lib.waiting import Waiting

register = template.Library()
_SHORT_DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")

register.filter("bara_text", text.plain)


@register.filter
def kortdag(day: dt.date, today: dt.date) -> str:
    """24 sep, and the year where it is another one."""
    month = MONTHS[day.month - 1]
    short = month if len(month) <= 4 else month[:3]
    return f"{day.day}{NBSP}{short}" + (f"{NBSP}{day.year}" if day.year != today.year else "")


@register.filter
def kortveckodag(day: dt.date, today: dt.date) -> str:
    """The weekday in short; today is said in words.

    >>> kortveckodag(dt.date(2026, 9, 24), dt.date(2026, 9, 1))
    'tors'
    """
    return "i dag" if day == today else _SHORT_DAYS[day.weekday()]


@register.filter
def motestid(meeting: Meeting) -> str:
    """From–to with equal number of digits, as in a table: 09.00–12.00."""
    times = [time.strftime("%H.%M") for time in (meeting.start_time, meeting.end_time) if time]
    return "–".join(times)


@register.filter
def sen(one: Waiting, today: dt.date) -> str:
    """How late: Sent, 3 dagar."""
    if not one.deadline:
        return "Sent"
    days = (today - one.deadline).days
    return f"Sent, {days}{NBSP}{'dag' if days == 1 else 'dagar'}"
