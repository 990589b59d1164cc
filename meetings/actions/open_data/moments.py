"""Since when each thing is open, when it changed, and whether it is open at all: columns of a query (M4).

What has been closed again is known by its address and its moments alone, as OParl wants it: whoever has a copy must
hear that it is gone.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
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
    Sum,
    Value,
    When,
)
from django.db.models.functions import Greatest
from django.utils import timezone

from meetings.models import Body, Correction, Meeting, Publication
from secretariat.registry.models import Organisation, Person, StoredFile, Theme

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


def open_meetings() -> QuerySet[Any]:
    """Which meetings are open now, to stand inside a query: their points and decisions are open with them."""
    return Publication.objects.standing().order_by().values("minutes__meeting")


def note_meetings(rows: Sequence[Any]) -> list[Any]:
    """Give meetings, or what belongs to one, what `of_meetings` tells of each. Three queries.

    As all of these below: asked of the rows of a page, at a fraction of what columns of the query cost. Returns those
    that have ever been open.
    """
    of = {row.pk: row.pk if isinstance(row, Meeting) else row.meeting_id for row in rows}
    keys = set(of.values())
    corrected = (
        Correction.objects.filter(minutes__meeting__in=keys).order_by().values_list("minutes__meeting")
    )
    return _note(rows, "minutes__meeting", of=of, changed=dict(corrected.annotate(Max("corrected_at"))))


def note_files(rows: Sequence[Any]) -> list[Any]:
    """Give files what `of_files` tells of each. Two queries."""
    return _note(rows, "files", is_let=lambda row: row.circle != StoredFile.Circle.SECRETARIAT)


def note_persons(rows: Sequence[Any]) -> list[Any]:
    """Give persons what `of_persons` tells of each. Two queries: one person is named in many publications."""
    return _note(rows, "persons", is_let=lambda row: not row.protected_identity)


def note_bodies(rows: Sequence[Any]) -> list[Any]:
    """Give bodies what `of_bodies` tells of each. Three queries."""
    history: Any = Body._meta.get_field("events").related_model
    changes = history._default_manager.filter(pgh_obj__in=[row.pk for row in rows]).order_by()
    changed = dict(changes.values_list("pgh_obj").annotate(Max("pgh_created_at")))
    return _note(rows, "minutes__meeting__meeting_bodies__body", changed=changed)


def _note(
    rows: Sequence[Any],
    way: str,
    *,
    of: Mapping[Any, int] | None = None,
    is_let: Callable[[Any], bool] = lambda row: True,
    changed: Mapping[Any, dt.datetime] | None = None,
) -> list[Any]:
    """`way` leads from a publication to what it opens, `of` from a row to that where it is not the row itself,
    `is_let` is what must hold beside it, `changed` another moment that counts.
    """
    of, changed = of if of is not None else {row.pk: row.pk for row in rows}, changed or {}
    mine = Publication.objects.filter(**{f"{way}__in": set(of.values())}).order_by()
    kept = Count("pk", filter=Q(unpublished_at=None))
    every = {
        key: told
        for key, *told in mine.values_list(way).annotate(
            first=Min("published_at"), closed=Max("unpublished_at"), kept=kept
        )
    }
    standing = dict(mine.standing().values_list(way).annotate(Max("published_at")))
    found = [row for row in rows if of[row.pk] in every]
    for row in found:
        key = of[row.pk]
        row.first_opened, closed, hidden = every[key]
        row.opened = standing.get(key) if is_let(row) else None
        if row.opened is not None:
            row.modified = max(row.opened, changed.get(key, row.opened))
        else:
            row.modified = today() if hidden else closed
    return found


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


def stamp(changed: dt.datetime | None) -> str:
    """What tells one state of the open data from another without reading it: publications, and names of all kinds.

    Nearly all of it: an answer is known by it for minutes, never for longer. `changed` is `latest_change`. Six queries.
    """
    standing = (
        Publication.objects.standing().order_by().aggregate(Count("pk"), Sum("pk"), Max("published_at"))
    )
    files = of_files().filter(is_open=True).order_by()
    named = Person.objects.filter(Exists(Publication.objects.filter(persons=OuterRef("pk")))).order_by("pk")
    told = [
        today(),
        changed,
        standing,
        files.aggregate(Sum("pk"), Count("pk")),
        *named.values_list("pk", "given_name", "family_name", "protected_identity"),
        *Body.objects.order_by("pk").values_list(
            "pk", "name", "short_name", "parent", "starts_on", "ends_on"
        ),
        *Organisation.objects.filter(is_own=True).values_list("name", "short_name", "kind"),
        *Theme.objects.order_by("pk").values_list("pk", "name"),
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def meetings() -> QuerySet[Any]:
    """Meetings that have ever been open."""
    return of_meetings(Meeting.objects.all())
