"""What people put into the year: put in, changed, removed; several days at once are one series."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User
from secretariat.yearwheel.models import Activity
from secretariat.yearwheel.reading import Days

GONE = "Aktiviteten är borttagen. Gå tillbaka till årshjulet."
FACTS = (
    "title", "text", "category", "ring", "is_deadline", "body", "only_for_body", "party", "responsible", "link",
    "repeats",
)  # fmt: skip
State = Activity.State


def locked(activity: Activity) -> Activity:
    """The row read again under a lock, which its other times are under too: two who change a series wait in turn.

    Raises NotAllowed where somebody has removed it.
    """
    keys = [activity.pk, *siblings(activity).values_list("pk", flat=True)]
    list(Activity.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    related = ("category", "ring", "body", "party", "responsible")
    found = Activity.objects.select_related(*related).filter(pk=activity.pk).first()
    if found is None:
        raise NotAllowed(GONE)
    return found


def on(days: Days) -> dict[str, Any]:
    """Days as fields of an activity."""
    return {"starts_on": days.first, "ends_on": days.last, "precision": days.precision.value}


def obstacles_to_putting_in(facts: dict[str, Any], days: Sequence[Days]) -> list[str]:
    """Why these cannot be put in the year."""
    found = [] if days else ["Skriv när det är."]
    if len(set(days)) < len(days):
        found.append("Samma dag står två gånger. Skriv den en gång.")
    if facts.get("only_for_body") and not facts.get("body"):
        found.append("Välj vilken grupp det bara är för.")
    return found


@transaction.atomic
def create(*, by: User, days: Sequence[Days], **facts: Any) -> list[Activity]:
    """Put something in the year: a row for each of the days, all of one series. Raises NotAllowed."""
    if obstacles := obstacles_to_putting_in(facts, days):
        raise NotAllowed(obstacles)
    rows = [Activity.objects.create(**facts, **on(one)) for one in days]
    log.write("lade in i årshjulet", by=by, about=rows[0], title=rows[0].title, days=_days(rows))
    return rows


def siblings(activity: Activity) -> QuerySet[Activity]:
    """The other times of the same thing the same year: same title, kind and body."""
    return (
        Activity.objects.accepted()
        .filter(
            title=activity.title,
            category=activity.category_id,
            ring=activity.ring_id,
            body=activity.body_id,
            starts_on__year=activity.starts_on.year,
        )
        .exclude(pk=activity.pk)
    )


def obstacles_to_changing(activity: Activity) -> list[str]:
    """Why an activity cannot be changed: it has not been taken into the year."""
    if activity.state == State.ACCEPTED:
        return []
    return [f"”{activity.title}” är {activity.get_state_display()}. Svara på anmälan i stället."]


@transaction.atomic
def change(
    activity: Activity, *, by: User, days: Days, with_siblings: bool = False, **facts: Any
) -> Activity:
    """Change an activity, and with `with_siblings` all but the days of its other times that year. Raises NotAllowed."""
    row = locked(activity)
    obstacles = obstacles_to_changing(row) or obstacles_to_putting_in(facts, [days])
    if obstacles:
        raise NotAllowed(obstacles)
    others = list(siblings(row)) if with_siblings else []
    _save(row, facts | on(days))
    for other in others:
        _save(other, facts)
    log.write("ändrade i årshjulet", by=by, about=row, title=row.title, days=_days([row]), also=len(others))
    return row


def _save(row: Activity, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.sequence += 1
    row.save()


@transaction.atomic
def remove(activity: Activity, *, by: User, with_siblings: bool = False) -> int:
    """Take an activity out of the year for good, and its other times that year too. How many were taken out."""
    row = locked(activity)
    others = list(siblings(row)) if with_siblings else []
    rows = [row, *others]
    log.write("tog bort ur årshjulet", by=by, about=row, title=row.title, days=_days(rows))
    Activity.objects.filter(pk__in=[one.pk for one in rows]).delete()
    return len(rows)


def _days(rows: Iterable[Activity]) -> str:
    return ", ".join(
        row.starts_on.isoformat() + (f"–{row.ends_on.isoformat()}" if row.ends_on != row.starts_on else "")
        for row in rows
    )
