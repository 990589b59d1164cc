"""Since when each thing is open, when it changed, and whether it is open at all: columns of a query (M4).

What has been closed again is known by its address and its moments alone, as OParl wants it: whoever has a copy must
hear that it is gone.
"""

import datetime as dt
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest
from django.utils import timezone

from meetings.models import Body, Correction, Decision, Meeting, Publication
from secretariat.registry.models import Person, StoredFile

_MOMENT = DateTimeField(null=True)


def today() -> dt.datetime:
    """The Swedish day's beginning: when what is hidden since an unknown moment is said to have gone, every day anew."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def of_meetings(rows: QuerySet[Any], *, meeting: str = "pk") -> QuerySet[Any]:
    """Rows that have ever been open, with `first_opened`, `opened` (None where closed now), `modified`, and `is_open`
    to filter by.

    `meeting` is the way from a row to its meeting.
    """
    corrected = Correction.objects.filter(minutes__meeting=OuterRef(meeting)).order_by("-corrected_at")
    return _with_moments(
        rows,
        Publication.objects.filter(minutes__meeting=OuterRef(meeting)),
        Subquery(corrected.values("corrected_at")[:1]),
    )


def of_files() -> QuerySet[Any]:
    """Files that have ever been open."""
    open_now = ~Q(circle=StoredFile.Circle.SECRETARIAT)
    mine = Publication.objects.filter(files=OuterRef("pk"))
    return _with_moments(StoredFile.objects.all(), mine, None, besides=open_now)


def of_persons() -> QuerySet[Any]:
    """Persons who have ever been named in what was open."""
    mine = Publication.objects.filter(persons=OuterRef("pk"))
    return _with_moments(Person.objects.all(), mine, None, besides=Q(protected_identity=False))


def of_bodies() -> QuerySet[Any]:
    """Bodies that have ever had something open. They change with their names too."""
    history: Any = Body._meta.get_field("events").related_model
    changed = history._default_manager.filter(pgh_obj=OuterRef("pk")).order_by("-pgh_created_at")
    mine = Publication.objects.filter(minutes__meeting__meeting_bodies__body=OuterRef("pk"))
    return _with_moments(
        Body.objects.select_related("type"), mine, Subquery(changed.values("pgh_created_at")[:1])
    )


def _with_moments(
    rows: QuerySet[Any], mine: QuerySet[Publication], changed: Subquery | None, *, besides: Q | None = None
) -> QuerySet[Any]:
    """`mine` are the publications of a row, `changed` another moment that counts, `besides` what must hold too."""
    # One group: an ordered subquery of one row would not be the least of all.
    first = mine.order_by().values(one=Value(1)).annotate(moment=Min("published_at")).values("moment")
    closed = mine.order_by().values(one=Value(1)).annotate(moment=Max("unpublished_at")).values("moment")
    standing = mine.standing()  # type: ignore[attr-defined]
    opened: Any = Subquery(standing.order_by("-published_at").values("published_at")[:1])
    is_open = Q(Exists(standing))
    if besides is not None:
        opened = Case(When(besides, then=opened), default=None, output_field=_MOMENT)
        is_open &= besides
    hidden = Exists(mine.not_taken_back())  # type: ignore[attr-defined]
    latest: Any = Greatest(F("opened"), changed) if changed is not None else F("opened")
    # Whether a row belongs here is asked as a join, not by its moments: those are for the rows of a page alone.
    return (
        rows.filter(Exists(mine))
        .alias(is_open=ExpressionWrapper(is_open, output_field=BooleanField()))
        .annotate(first_opened=Subquery(first), opened=opened)
        .annotate(
            modified=Case(
                When(opened__isnull=False, then=latest),
                When(hidden, then=Value(today())),
                default=Subquery(closed),
                output_field=_MOMENT,
            )
        )
    )


def latest_change() -> dt.datetime | None:
    """When anything of the open data changed last; None where nothing has ever been open. Three queries."""
    ever = Publication.objects.aggregate(opened=Max("published_at"), closed=Max("unpublished_at"))
    standing = Publication.objects.standing().order_by()
    hidden = Publication.objects.not_taken_back().exclude(pk__in=standing.values("pk")).exists()
    corrected = Correction.objects.filter(minutes__publications__isnull=False).aggregate(
        at=Max("corrected_at")
    )
    found = [ever["opened"], ever["closed"], corrected["at"], today() if hidden else None]
    return max((one for one in found if one), default=None)


def decisions(rows: QuerySet[Decision]) -> QuerySet[Any]:
    """Decisions that have ever been open."""
    return of_meetings(rows, meeting="meeting")


def meetings() -> QuerySet[Any]:
    """Meetings that have ever been open."""
    return of_meetings(Meeting.objects.all())
