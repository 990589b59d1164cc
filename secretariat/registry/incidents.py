"""Help when something has gone wrong: whose data and which documents somebody has seen or fetched in a time (E8).

Everything is read from the log. Within how many hours it is reported is a setting (`INCIDENT_HOURS`).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from .models import LogEntry, Person, User

GDPR_HOURS = 72
MOST = 500
# Words that verbs of reading, fetching and giving out begin with.
_OUT = (
    "hämta",
    "exportera",
    "såg",
    "öppnade skyddade",
    "lämnade ut",
    "skickade",
    "gjorde registerutdrag",
    "publicera",
)


@dataclass(frozen=True)
class Limit:
    """Until when something is to be reported, and whether it is too late."""

    hours: int
    until: dt.datetime
    is_gdpr: bool
    is_past: bool


@dataclass(frozen=True)
class Touched:
    """One thing the log tells of in the time: what it is, how often, from when to when, by whom."""

    kind: str
    label: str
    times: int
    first: dt.datetime
    last: dt.datetime
    verbs: str
    by: str


def limits(found_at: dt.datetime, *, now: dt.datetime | None = None) -> list[Limit]:
    """Clock times by which an incident that was found at a moment is reported."""
    at = now or timezone.now()
    hours = sorted({int(one) for one in settings.INCIDENT_HOURS} | {GDPR_HOURS})
    return [
        Limit(one, until, one == GDPR_HOURS, until < at)
        for one in hours
        for until in [found_at + dt.timedelta(hours=one)]
    ]


def entries(start: dt.datetime, end: dt.datetime, *, who: str = "", address: str = "") -> QuerySet[LogEntry]:
    """What the log has of the time, by one account's name or from one address."""
    rows = LogEntry.objects.filter(at__gte=start, at__lt=end).order_by()
    for word in who.split():
        rows = rows.filter(user_name__icontains=word)
    return rows.filter(ip=address) if address else rows


def persons(rows: QuerySet[LogEntry]) -> list[Touched]:
    """Persons whose data were seen, changed or fetched, and accounts."""
    kinds = ContentType.objects.get_for_models(Person, User).values()
    return _touched(rows.filter(content_type__in=list(kinds)))


def documents(rows: QuerySet[LogEntry]) -> list[Touched]:
    """Files, minutes and lists that were fetched, seen or sent."""
    kinds = ContentType.objects.get_for_models(Person, User).values()
    asked = Q()
    for word in _OUT:
        asked |= Q(verb__startswith=word)
    return _touched(rows.filter(asked).exclude(content_type__in=list(kinds)))


def _touched(rows: QuerySet[LogEntry]) -> list[Touched]:
    kinds = {one.pk: one for one in ContentType.objects.all()}
    told = (
        rows.values("content_type", "object_id", "verb", "user_name")
        .annotate(times=Count("pk"), first=Min("at"), last=Max("at"), label=Max("label"))
        .order_by("content_type", "object_id", "verb", "user_name")
    )
    together: dict[tuple[int | None, str, str], list[Any]] = {}
    for one in told[: MOST * 4]:
        key = (one["content_type"], one["object_id"], "" if one["object_id"] else one["verb"])
        together.setdefault(key, []).append(one)
    found = [_one(kinds.get(kind or 0), group) for (kind, _, _), group in together.items()]
    return sorted(found, key=lambda one: one.last, reverse=True)[:MOST]


def _one(kind: ContentType | None, group: Sequence[Any]) -> Touched:
    model = kind.model_class() if kind else None
    return Touched(
        kind=str(model._meta.verbose_name) if model else "lista eller fil",
        label=next((str(one["label"]) for one in group if one["label"]), ""),
        times=sum(one["times"] for one in group),
        first=min(one["first"] for one in group),
        last=max(one["last"] for one in group),
        verbs=", ".join(sorted({str(one["verb"]) for one in group})),
        by=", ".join(sorted({str(one["user_name"] or "Systemet") for one in group})),
    )
