"""School breaks (lov): by läsår, in one kommun or all, and copied to the next year by week (domain, traps 1)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from secretariat.lib.days import same_week
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import SchoolBreak, User

from . import log

_AUTUMN_STARTS = 7  # a läsår runs from July to June


def school_year_of(day: dt.date) -> int:
    """The year in which the läsår of a day began.

    >>> school_year_of(dt.date(2027, 2, 22)), school_year_of(dt.date(2026, 10, 26))
    (2026, 2026)
    """
    return day.year if day.month >= _AUTUMN_STARTS else day.year - 1


def school_year_in_words(year: int) -> str:
    """Läsåret 2026/27.

    >>> school_year_in_words(2026)
    'Läsåret 2026/27'
    """
    return f"Läsåret {year}/{(year + 1) % 100:02}"


def days_of(year: int) -> tuple[dt.date, dt.date]:
    """First and last day of a läsår."""
    return dt.date(year, _AUTUMN_STARTS, 1), dt.date(year + 1, _AUTUMN_STARTS - 1, 30)


@dataclass(frozen=True)
class Copied:
    """What was copied, and sentences about what was not."""

    made: list[SchoolBreak]
    left: list[str]


@transaction.atomic
def copy_to_next_year(year: int, *, by: User | None) -> Copied:
    """Copy a läsår's breaks to the same weeks of the next; those that are there already are left. Raises NotAllowed.

    A break in week 53 of a year that has it cannot be copied to one that has not; that is told.
    """
    breaks = list(SchoolBreak.objects.filter(starts_on__range=days_of(year)).select_related("organisation"))
    if not breaks:
        raise NotAllowed(f"{school_year_in_words(year)} har inga lov att kopiera.")
    there = set(_keys(SchoolBreak.objects.filter(starts_on__range=days_of(year + 1))))
    made, left = [], []
    for one in breaks:
        try:
            starts_on = same_week(one.starts_on)
        except ValueError as missing:
            left.append(f"{one.name.capitalize()} kopierades inte. {missing}")
            continue
        copy = SchoolBreak(
            name=one.name, organisation=one.organisation, starts_on=starts_on,
            ends_on=starts_on + (one.ends_on - one.starts_on),
        )  # fmt: skip
        if not there & set(_keys([copy])):
            made.append(copy)
    SchoolBreak.objects.bulk_create(made)
    log.write("kopierade lov", by=by, to=school_year_in_words(year + 1), count=len(made))
    return Copied(made, left)


def _keys(breaks: Iterable[SchoolBreak]) -> list[tuple[str, int | None]]:
    """A break of a name stands once in a läsår and a kommun, whichever week it has been moved to."""
    return [(one.name.lower(), one.organisation_id) for one in breaks]


@transaction.atomic
def remove(school_break: SchoolBreak, *, by: User | None) -> None:
    """Take a break away."""
    log.write("tog bort lov", by=by, about=school_break, starts_on=school_break.starts_on.isoformat())
    school_break.delete()
