"""Mandate periods: the list, and the end of one, all its memberships in one act (A2)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from meetings.models import Body, Meeting, Membership, Seat
from secretariat.lib.dates import day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import MandatePeriod, User

from . import bodies, period_meetings

# Who is elected, and leaves with the period. Secretaries and other officials stay unless they are chosen.
ELECTED = (Seat.Kind.CHAIR, Seat.Kind.VICE_CHAIR, Seat.Kind.MEMBER, Seat.Kind.SUBSTITUTE)
ONE_DAY = dt.timedelta(days=1)


@dataclass
class BodyRows:
    """A body and its memberships that would end, each with whether it is proposed."""

    body: Body
    rows: list[tuple[Membership, bool]] = field(default_factory=list)


def bodies_to_turn(day: dt.date | None = None) -> QuerySet[Body]:
    """Bodies that exist, those of elected people first."""
    existing = Body.objects.existing_on(day or timezone.localdate()).select_related("type")
    return existing.order_by("-type__is_political", "type__position", "sort_key")


def running_after(day: dt.date, chosen: Collection[int]) -> QuerySet[Membership]:
    """Memberships of the bodies that hold on the day and go on after it."""
    return (
        Membership.objects.filter(seat__body__in=chosen, starts_on__lte=day)
        .filter(Q(ends_on=None) | Q(ends_on__gt=day))
        .select_related("person", "seat__organisation", "seat__body__type")
        .order_by(
            "-seat__body__type__is_political", "seat__body__type__position", "seat__body__sort_key",
            "seat__position", "pk",
        )
    )  # fmt: skip


def shown(day: dt.date, chosen: Collection[int]) -> list[BodyRows]:
    """What would end, body by body. One query."""
    found: dict[int, BodyRows] = {}
    for one in running_after(day, chosen):
        rows = found.setdefault(one.seat.body_id, BodyRows(one.seat.body))
        rows.rows.append((one, one.seat.kind in ELECTED))
    return list(found.values())


def of_bodies(chosen: Collection[int], among: Collection[Body]) -> list[int]:
    """The memberships that belong to the bodies, by their ids: nobody ends what the page did not show."""
    return list(Membership.objects.filter(pk__in=chosen, seat__body__in=among).values_list("pk", flat=True))


@dataclass
class Ended:
    """How many memberships ended, and which untouched attendance lists were drawn up anew."""

    count: int
    redrawn: list[Meeting]


@transaction.atomic
def end(period: MandatePeriod, chosen: Collection[int], *, ends_on: dt.date, by: User | None) -> Ended:
    """End memberships, by their ids, on one day and in one act. Raises NotAllowed, naming each that stands in the way.

    Seats stay, vacant from the day after. Who has left already is passed by; if all have, that is told. There is no
    way back but a new namnlista.
    """
    list(MandatePeriod.objects.select_for_update().order_by("pk").values_list("pk"))
    wanted = Membership.objects.filter(pk__in=chosen).select_related("person", "seat")
    if late := [one for one in wanted if one.starts_on > ends_on]:
        raise NotAllowed(
            [
                f"{one.person} tillträder först {day_in_words(one.starts_on)} och kan inte avslutas."
                for one in late
            ]
        )
    memberships = [one for one in wanted if one.ends_on is None or one.ends_on > ends_on]
    if not memberships:
        raise NotAllowed("Alla de uppdragen är redan avslutade. Någon annan kan ha gjort det just nu.")
    count = bodies.end_all(memberships, ends_on=ends_on, by=by)
    touched = {one.seat.body_id for one in memberships}
    log.write("avslutade mandatperiod", by=by, about=period, ends_on=ends_on.isoformat(), uppdrag=count,
              grupper=len(touched))  # fmt: skip
    return Ended(count, period_meetings.draw_again(touched, from_day=ends_on + ONE_DAY, by=by))


@transaction.atomic
def note_save(period: MandatePeriod, *, is_new: bool, by: User | None) -> None:
    """Write in the log that a period was added or changed."""
    log.write("lade till mandatperiod" if is_new else "ändrade mandatperiod", by=by, about=period)
