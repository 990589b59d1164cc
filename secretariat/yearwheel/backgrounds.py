"""The days behind the year: helgdagar, aftnar, klämdagar, lov in the kommuner, and the weeks most are away (I3).

All but the lov are the calendar's own. The lov are rows of the registry, since they differ by kommun and year.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce

from secretariat.lib.dates import and_list
from secretariat.lib.days import DAY, monday_of, special_day
from secretariat.lib.days import Kind as DayKind
from secretariat.registry.models import Organisation, SchoolBreak

from .contents import Background, Behind

Span = tuple[dt.date, dt.date]
NAMES_SHOWN = 3
_BEHIND = {DayKind.HOLIDAY: Behind.HOLIDAY, DayKind.EVE: Behind.EVE, DayKind.BRIDGE: Behind.BRIDGE}


@dataclass(frozen=True)
class Lov:
    """A school break in one kommun; in all where none is named. Both days are included."""

    name: str
    first: dt.date
    last: dt.date
    kommun: str = ""


def behind(span: Span) -> tuple[Background, ...]:
    """Everything behind the days asked for, in order. What reaches outside them is told whole. One query."""
    first, last = span
    rows = list(
        SchoolBreak.objects.filter(starts_on__lte=last, ends_on__gte=first)
        .annotate(kommuner=_number_of_kommuner())
        .order_by("starts_on", "organisation__sort_key")
        .values_list("name", "starts_on", "ends_on", "organisation__short_name", "kommuner")
    )
    breaks = [Lov(name, starts, ends, kommun or "") for name, starts, ends, kommun, _ in rows]
    found = [
        *special_days(span),
        *told_once(breaks, kommuner=rows[0][-1] if rows else 0),
        *vacations(span, settings.VACATION_WEEKS),
    ]
    return tuple(sorted(found, key=lambda one: (one.first, one.last, one.name)))


def _number_of_kommuner() -> Coalesce:
    """How many kommuner there are, beside each row."""
    all_of_them = (
        Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY, ends_on=None)
        .order_by()
        .values("kind")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(all_of_them), 0, output_field=IntegerField())


def special_days(span: Span) -> Iterator[Background]:
    """Helgdagar, helgdagsaftnar and klämdagar, each for itself."""
    day, last = span
    while day <= last:
        if special := special_day(day):
            name = "klämdag" if special.kind == DayKind.BRIDGE else special.name
            yield Background(day, day, name, _BEHIND[special.kind])
        day += DAY


def told_once(breaks: Iterable[Lov], *, kommuner: int) -> list[Background]:
    """Breaks of the same name and days are one; its kommuner are named unless they are all.

    >>> d = dt.date
    >>> week = d(2026, 2, 16), d(2026, 2, 20)
    >>> [one.name for one in told_once([Lov("sportlov", *week, "Nora"), Lov("sportlov", *week, "Kumla")], kommuner=12)]
    ['sportlov i Nora och Kumla']
    """
    where: dict[tuple[dt.date, dt.date, str], list[str]] = defaultdict(list)
    for one in breaks:
        where[one.first, one.last, one.name].append(one.kommun)
    return [
        Background(first, last, f"{name}{_in_kommuner(names, kommuner)}", Behind.BREAK)
        for (first, last, name), names in where.items()
    ]


def _in_kommuner(names: list[str], kommuner: int) -> str:
    if "" in names or len(names) >= kommuner:
        return ""
    return f" i {and_list(names)}" if len(names) <= NAMES_SHOWN else f" i {len(names)} kommuner"


def vacations(span: Span, weeks: tuple[int, int]) -> Iterator[Background]:
    """The weeks most people are away, from Monday to Sunday, in each summer of the days asked for."""
    first, last = span
    for year in range(first.year, last.year + 1):
        begins, ends = monday_of(year, weeks[0]), monday_of(year, weeks[1]) + 6 * DAY
        if begins <= last and ends >= first:
            yield Background(begins, ends, "semester", Behind.VACATION)
