"""When a body gets a successor, what is still open goes over to it; history stays where it was (K13)."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from meetings.actions.matter_courses import courses
from meetings.actions.matter_stops import day_of, meeting_of
from meetings.models import Action, BacklogItem, Body, Matter, MatterStop
from secretariat.lib.dates import day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

_UNIQUE = ("for_next", "hand_on", "action", "postponed")


@dataclass(frozen=True)
class Estate:
    """What goes over. `doubles` are waiting points that the successor has already; they are closed instead."""

    matters: list[Matter]
    stops: list[MatterStop]
    backlog: list[BacklogItem]
    doubles: list[BacklogItem]
    actions: list[Action]

    @property
    def is_empty(self) -> bool:
        return not (self.matters or self.stops or self.backlog or self.doubles or self.actions)


def obstacles_to_handing_over(body: Body) -> list[str]:
    """Why nothing can go over from a body now."""
    if body.successor is None:
        return ["Gruppen har ingen efterträdare. Ange den bland gruppens uppgifter först."]
    if body.successor_id == body.pk:
        return ["Gruppen kan inte efterträda sig själv. Ange en annan grupp."]
    ended = body.successor.ends_on
    if ended and ended < timezone.localdate():
        return [
            f"{body.successor.name} upphörde {day_in_words(ended)}. Ange en efterträdare som finns, "
            "eller låt det gå vidare därifrån."
        ]
    return []


def estate_of(body: Body) -> Estate:
    """What is open in a body: its matters, stops that have not been met, what waits, and uppdrag that are not done."""
    stops = MatterStop.objects.filter(
        body=body, done_on=None, cancelled_at=None, matter__state=Matter.State.OPEN
    ).select_related("matter", "meeting", "body")
    planned = courses({stop.matter_id for stop in stops}, today=timezone.localdate())
    done = {one.row.pk for found in planned.values() for one in found if one.met.is_done}
    waiting = list(body.backlog.filter(state__in=(BacklogItem.State.OPEN, BacklogItem.State.PROPOSED)))
    taken = _waits_at(body.successor) if body.successor else set()
    doubles = [row for row in waiting if _marks(row) & taken]
    return Estate(
        list(Matter.objects.open().filter(body=body).order_by("-year", "-running")),
        [stop for stop in stops if stop.pk not in done],
        [row for row in waiting if row not in doubles],
        doubles,
        list(_actions(body)),
    )


def _marks(row: BacklogItem) -> set[tuple[str, object]]:
    return {(name, value) for name in _UNIQUE if (value := getattr(row, f"{name}_id"))}


def _waits_at(body: Body) -> set[tuple[str, object]]:
    return {mark for row in body.backlog.all() for mark in _marks(row)}


def _actions(body: Body) -> QuerySet[Action]:
    """Open uppdrag laid on the body, to come back to it, or taken in a meeting that it led and laid on nobody else."""
    rows = Action.objects.filter(Q(body=body) | Q(comes_back_to=body) | _led(body), state=Action.State.OPEN)
    return rows.select_related("block").distinct().order_by(F("due_on").asc(nulls_last=True), "pk")


def _led(body: Body) -> Q:
    return Q(body=None, meeting__meeting_bodies__body=body, meeting__meeting_bodies__position=0)


@transaction.atomic
def hand_over(body: Body, *, by: User) -> Estate:
    """Let what is open go over to the successor. Returns what went. Raises NotAllowed.

    Meetings, decisions, minutes and what is done stay with the body. A stop keeps its day, and follows the
    successor's meeting where it meets that day.
    """
    body = Body.objects.select_for_update(of=("self",)).select_related("successor").get(pk=body.pk)
    if obstacles := obstacles_to_handing_over(body):
        raise NotAllowed(obstacles)
    heir, estate = body.successor, estate_of(body)
    assert heir is not None  # noqa: S101 – said by the obstacles
    if estate.is_empty:
        raise NotAllowed(f"Det finns inget öppet kvar i {body.name} att lämna över.")
    Matter.objects.filter(pk__in=[one.pk for one in estate.matters]).update(body=heir)
    for stop in estate.stops:
        day = day_of(stop)
        stop.body, stop.planned_on = heir, day
        stop.meeting = meeting_of(heir, day) if day else None
        stop.save(update_fields=["body", "planned_on", "meeting"])
    BacklogItem.objects.filter(pk__in=[one.pk for one in estate.backlog]).update(body=heir)
    BacklogItem.objects.filter(pk__in=[one.pk for one in estate.doubles]).update(
        state=BacklogItem.State.CLOSED, closed_at=timezone.now(), closed_by=by,
        closed_because=f"Väntar redan hos {heir.list_name}.",
    )  # fmt: skip
    keys = [one.pk for one in estate.actions]
    laid = Action.objects.filter(Q(body=body) | _led(body), pk__in=keys).values_list("pk", flat=True)
    Action.objects.filter(pk__in=list(laid)).update(body=heir)
    Action.objects.filter(pk__in=keys, comes_back_to=body).update(comes_back_to=heir)
    log.write(
        "lämnade över till efterträdare",
        by=by,
        about=body,
        successor=heir.name,
        matters=[one.number for one in estate.matters],
        stops=len(estate.stops),
        backlog=len(estate.backlog),
        closed=len(estate.doubles),
        actions=len(keys),
    )
    return estate
