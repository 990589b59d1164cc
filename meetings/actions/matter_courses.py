"""Many matters' planned stops met with what has been on their agendas: who is late, what is next (K1, K2)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from meetings.models import AgendaItem, Decision, Matter, MatterStop, Meeting, MeetingBody
from meetings.timelines import Met, Sighting, Stop, meet


@dataclass(frozen=True)
class Planned:
    """A planned stop with what has become of it, in words."""

    row: MatterStop
    met: Met

    @property
    def role(self) -> str:
        return str(self.row.get_role_display())

    @property
    def where(self) -> str:
        return self.row.body.list_name if self.row.body else self.row.where

    @property
    def words(self) -> tuple[Met, str, str]:
        """As `timelines.sentence` wants it."""
        return self.met, self.role, self.where


def overdue(today: dt.date) -> Q:
    """Condition on a matter: some stop has passed and nobody has marked it. Those alone can be late."""
    passed = (
        MatterStop.objects.filter(matter=OuterRef("pk"), done_on=None, cancelled_at=None)
        .alias(day=Coalesce("meeting__date", "planned_on"))
        .filter(day__lt=today)
    )
    return Q(state=Matter.State.OPEN) & Q(Exists(passed))


def courses(matters: Collection[int], *, today: dt.date) -> dict[int, list[Planned]]:
    """The standing stops of each matter. Four queries, whatever the number."""
    if not matters:
        return {}
    rows = MatterStop.objects.filter(matter__in=matters, cancelled_at=None)
    stops: defaultdict[int, list[MatterStop]] = defaultdict(list)
    for row in rows.select_related("body", "meeting"):
        stops[row.matter_id].append(row)
    seen = sightings(list(stops))
    return {matter: met_stops(found, seen.get(matter, []), today=today) for matter, found in stops.items()}


def met_stops(rows: Sequence[MatterStop], seen: Sequence[Sighting], *, today: dt.date) -> list[Planned]:
    """One matter's stops with the agendas that met them."""
    of = {row.pk: row for row in rows}
    return [Planned(of[met.stop.key], met) for met in meet(map(_stop, rows), seen, today=today)]


def _stop(row: MatterStop) -> Stop:
    day = row.meeting.date if row.meeting and row.meeting.date else row.planned_on
    return Stop(
        row.pk,
        day,
        row.body_id,
        row.meeting_id,
        row.item_id,
        row.done_on,
        cancelled=row.cancelled_at is not None,
    )


def sightings(matters: Collection[int]) -> dict[int, list[Sighting]]:
    """The agendas each matter has stood on or stands on, by item. A meeting that was called off does not count.

    A decision that belongs to a matter puts its item there too. Three queries.
    """
    if not matters:
        return {}
    standing = AgendaItem.objects.standing().exclude(meeting__state=Meeting.State.CANCELLED)
    own = standing.filter(matter__in=matters).values_list("matter", "pk", "meeting", "meeting__date")
    decided = (
        Decision.objects.filter(matter__in=matters, item__removed_at=None)
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .values_list("matter", "item", "meeting", "meeting__date")
    )
    found = {(matter, item): (meeting, day) for matter, item, meeting, day in [*own, *decided]}
    bodies: defaultdict[int, set[int]] = defaultdict(set)
    met = {meeting for meeting, _ in found.values()}
    for meeting, body in MeetingBody.objects.filter(meeting__in=met).values_list("meeting", "body"):
        bodies[meeting].add(body)
    told: defaultdict[int, list[Sighting]] = defaultdict(list)
    for (matter, item), (meeting, day) in found.items():
        told[matter].append(Sighting(item, day, meeting, frozenset(bodies[meeting])))
    return told


def late_of(planned: Sequence[Planned]) -> Planned | None:
    """The stop that has been late the longest."""
    return max((one for one in planned if one.met.is_late), key=lambda one: one.met.days_late, default=None)


def next_of(planned: Sequence[Planned]) -> Planned | None:
    """The first stop that is still to come or is late."""
    left = [one for one in planned if not one.met.is_done]
    return min(left, key=lambda one: (one.met.day or dt.date.max, one.row.pk), default=None)
