"""The last days of a decision about money, and how long is left until each. Asks nothing of the database."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from .models import GrantDecision

_QUARTER = 3
_MONTHS = 12
SOON = 30  # days


@dataclass(frozen=True)
class Deadline:
    """A last day: which (a name of its own), in words, and what several years' such days are one of."""

    what: str
    words: str
    series: str
    day: dt.date


# What, in words on a page, in the year's series, and the field.
_KINDS = (
    ("rekvirera", "Rekvireras senast", "Sista dag för rekvisition", "request_by"),
    ("delredovisa", "Delredovisas senast", "Sista dag för delredovisning", "interim_report_by"),
    ("anvand", "Används senast", "Sista dag att använda medel", "uses_to"),
    ("slutredovisa", "Slutredovisas senast", "Sista dag för slutredovisning", "final_report_by"),
    ("aterbetala", "Betalas tillbaka senast", "Sista dag för återbetalning", "repay_by"),
)
FIELDS = tuple(field for *_, field in _KINDS)


def deadlines_of(grant: GrantDecision) -> Iterator[Deadline]:
    """Those that the decision sets, in the order of its life."""
    for what, words, series, field in _KINDS:
        if day := getattr(grant, field):
            yield Deadline(what, words, series, day)


def days_in_words(day: dt.date, today: dt.date) -> str:
    """How long is left, or how late it is.

    >>> days_in_words(dt.date(2026, 3, 4), dt.date(2026, 3, 1)), days_in_words(dt.date(2026, 3, 1), dt.date(2026, 3, 2))
    ('3 dagar kvar', 'gick ut i går')
    """
    left = (day - today).days
    if left < 0:
        return "gick ut i går" if left == -1 else f"gick ut för {-left} dagar sedan"
    return "i dag" if left == 0 else "i morgon" if left == 1 else f"{left} dagar kvar"


def quarter_from(today: dt.date) -> dt.date:
    """The last day that lies within three months of a day.

    >>> quarter_from(dt.date(2026, 11, 30))
    datetime.date(2027, 2, 28)
    """
    months = today.month - 1 + _QUARTER
    year, month = today.year + months // _MONTHS, months % _MONTHS + 1
    following = dt.date(year + month // _MONTHS, month % _MONTHS + 1, 1)
    return min(dt.date(year, month, min(today.day, 28)) + dt.timedelta(days=max(0, today.day - 28)),
               following - dt.timedelta(days=1))  # fmt: skip
