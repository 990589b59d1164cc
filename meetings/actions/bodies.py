"""Bodies: their seats, who holds them, and what is set up for their meetings."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import IntegrityError, models, transaction
from django.db.models import Prefetch
from django.utils import timezone

from meetings.models import Body, Membership, Seat
from secretariat.lib.dates import day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, Person, User

ONE_DAY = dt.timedelta(days=1)
Direction = Literal["up", "down"]


# Reading


@dataclass
class SeatRow:
    """A seat with today's holder and everybody who has held it."""

    seat: Seat
    held: Membership | None
    coming: list[Membership] = field(default_factory=list)
    earlier: list[Membership] = field(default_factory=list)

    @property
    def holder(self) -> str:
        """Name, or the word for an empty seat (A3)."""
        return str(self.held.person) if self.held else "Vakant"


def seats_of(body: Body, day: dt.date | None = None) -> list[SeatRow]:
    """Seats of a body in order, with holders before, on and after the day (A2). Two queries."""
    day = day or timezone.localdate()
    history = Membership.objects.select_related("person__organisation").order_by("-starts_on")
    seats = (
        body.seats.select_related("organisation__district")
        .prefetch_related(Prefetch("memberships", queryset=history))
        .order_by("position", "pk")
    )
    return [_seat_row(seat, day) for seat in seats]


def _seat_row(seat: Seat, day: dt.date) -> SeatRow:
    row = SeatRow(seat, None)
    for one in seat.memberships.all():
        if one.starts_on > day:
            row.coming.insert(0, one)
        elif one.ends_on and one.ends_on < day:
            row.earlier.append(one)
        else:
            row.held = one
    return row


def parties_of(body: Body, day: dt.date | None = None) -> list[Organisation]:
    """Organisations with a seat in the body on a day, in the order of the seats (A16: laget runt)."""
    day = day or timezone.localdate()
    seats = (
        body.seats.exclude(ends_on__lt=day).exclude(kind=Seat.Kind.CONTACT).filter(organisation__isnull=False)
    )
    found: dict[int, Organisation] = {}
    for seat in seats.select_related("organisation").order_by("position", "pk"):
        if seat.organisation:
            found.setdefault(seat.organisation.pk, seat.organisation)
    return list(found.values())


# Order of seats and standing items


@transaction.atomic
def reorder(
    row: models.Model, siblings: models.QuerySet[Any], direction: Direction, *, by: User | None
) -> None:
    """Move a seat or standing item one step up or down among its siblings, and number them 1, 2, 3 …"""
    rows = list(siblings.select_for_update().order_by("position", "pk"))
    at = next(place for place, one in enumerate(rows) if one.pk == row.pk)
    to = at - 1 if direction == "up" else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for position, one in enumerate(rows, 1):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])
    log.write("ändrade ordning", by=by, about=row)


# Seats


def obstacles_to_withdrawing(seat: Seat, *, day: dt.date) -> list[str]:
    """Why a seat cannot be withdrawn: somebody holds it after that day."""
    after = seat.memberships.filter(models.Q(ends_on=None) | models.Q(ends_on__gt=day)).select_related(
        "person"
    )
    return [
        f"{one.person} har uppdraget efter {day_in_words(day)}. Avsluta uppdraget först." for one in after
    ]


@transaction.atomic
def withdraw(seat: Seat, *, day: dt.date, by: User | None) -> None:
    """Withdraw a seat after a day. What was held on it stays in the history. Raises NotAllowed."""
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if obstacles := obstacles_to_withdrawing(seat, day=day):
        raise NotAllowed(obstacles)
    seat.ends_on = day
    seat.save(update_fields=["ends_on"])
    log.write("drog in plats", by=by, about=seat, day=day.isoformat())


# Who holds a seat


def _refuse_overlap(seat: Seat, starts_on: dt.date, ends_on: dt.date | None, *, besides: int = 0) -> None:
    """Say in Swedish what the database would refuse (seat_has_one_holder_at_a_time)."""
    others = seat.memberships.exclude(pk=besides).filter(
        models.Q(ends_on=None) | models.Q(ends_on__gte=starts_on)
    )
    if ends_on:
        others = others.filter(starts_on__lte=ends_on)
    if other := others.select_related("person").order_by("starts_on").first():
        to = f"till och med {day_in_words(other.ends_on)}" if other.ends_on else "tills vidare"
        raise NotAllowed(
            f"{other.person} har platsen från {day_in_words(other.starts_on)} {to}. "
            "Avsluta det uppdraget först, eller välj Byt innehavare."
        )
    if seat.ends_on and (ends_on is None or ends_on > seat.ends_on):
        raise NotAllowed(f"Platsen är indragen efter {day_in_words(seat.ends_on)}.")


@transaction.atomic
def appoint(
    seat: Seat,
    person: Person,
    *,
    by: User | None,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    political_party: str = "",
    decision_reference: str = "",
) -> Membership:
    """Appoint a person to a seat from a day on, both days included (A2). Raises NotAllowed where the seat is held.

    Party is kept for political bodies alone (D6). Two that appoint at once: the second is refused by the database.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body__type").get(pk=seat.pk)
    if ends_on and ends_on < starts_on:
        raise NotAllowed("Uppdraget kan inte sluta innan det börjar.")
    _refuse_overlap(seat, starts_on, ends_on)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                seat=seat,
                person=person,
                starts_on=starts_on,
                ends_on=ends_on,
                political_party=political_party if seat.body.type.is_political else "",
                decision_reference=decision_reference,
            )
    except IntegrityError as error:
        raise NotAllowed("Platsen har redan en innehavare den tiden. Läs in sidan igen.") from error
    log.write("utsåg till plats", by=by, about=membership, starts_on=starts_on.isoformat())
    return membership


@transaction.atomic
def end(membership: Membership, *, ends_on: dt.date, by: User | None) -> None:
    """End a membership after a day. Raises NotAllowed when it would end before it starts or overlap the next one."""
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=membership.seat_id)
    membership.refresh_from_db()
    if ends_on < membership.starts_on:
        raise NotAllowed(
            f"Uppdraget började {day_in_words(membership.starts_on)} och kan inte sluta innan dess."
        )
    _refuse_overlap(seat, membership.starts_on, ends_on, besides=membership.pk)
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    log.write("avslutade uppdrag", by=by, about=membership, ends_on=ends_on.isoformat())


@transaction.atomic
def replace_holder(
    seat: Seat,
    person: Person,
    from_day: dt.date,
    by: User | None,
    *,
    political_party: str = "",
    decision_reference: str = "",
) -> Membership:
    """Let a person take over a seat: the holder's membership ends the day before, the new one starts (A2).

    Minutes and attendance of earlier meetings are not touched. Raises NotAllowed where the holder took the seat on or
    after that day, or is the same person. A vacant seat is simply filled.
    """
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    held = seat.memberships.valid_on(from_day).select_related("person").first()
    if held and held.person_id == person.pk:
        raise NotAllowed(f"{person} har redan platsen den dagen.")
    if held and held.starts_on == from_day:
        raise NotAllowed(
            f"{held.person} fick platsen samma dag. Välj en senare dag, eller ändra det uppdraget."
        )
    if held:
        until = held.ends_on
        end(held, ends_on=from_day - ONE_DAY, by=by)
        log.write("byttes ut", by=by, about=held, until=until.isoformat() if until else "")
    return appoint(
        seat,
        person,
        by=by,
        starts_on=from_day,
        political_party=political_party,
        decision_reference=decision_reference,
    )


# A whole mandate period


@transaction.atomic
def end_all(memberships: Iterable[Membership], *, ends_on: dt.date, by: User | None) -> int:
    """End several memberships on the same day, all or none. Returns how many. Raises NotAllowed, naming each person."""
    reasons: list[str] = []
    ended = 0
    for one in memberships:
        try:
            end(one, ends_on=ends_on, by=by)
        except NotAllowed as no:
            reasons += [f"{one.person}: {reason}" for reason in no.reasons]
        ended += 1
    if reasons:
        raise NotAllowed(reasons)
    return ended


@transaction.atomic
def start_period(
    holders: Mapping[Seat, Person],
    *,
    from_day: dt.date,
    by: User | None,
    parties: Mapping[int, str] | None = None,
) -> int:
    """Let persons hold seats from the first day of a mandate period, all or none.

    Somebody who goes on on the same seat gets a new membership all the same, so that the period can be seen. `parties`
    gives partibeteckning by seat id. Raises NotAllowed, naming each seat. Returns how many were appointed.
    """
    reasons: list[str] = []
    for seat, person in holders.items():
        try:
            held = seat.memberships.valid_on(from_day).first()
            if held and held.starts_on < from_day:
                end(held, ends_on=from_day - ONE_DAY, by=by)
            appoint(seat, person, by=by, starts_on=from_day, political_party=(parties or {}).get(seat.pk, ""))
        except NotAllowed as no:
            reasons += [f"{seat}: {reason}" for reason in no.reasons]
    if reasons:
        raise NotAllowed(reasons)
    return len(holders)


# Persons by name


def search_persons(typed: str, limit: int = 20) -> Sequence[Person]:
    """Persons that match what was typed, in Swedish order; nothing for nothing."""
    if len(typed.strip()) < 2:
        return []
    return list(Person.objects.matching(typed).select_related("organisation")[:limit])


def new_person(
    *, name: str, by: User | None, organisation: Organisation | None = None, title: str = "", email: str = ""
) -> Person:
    """Make a person from a name typed in passing; the last word is the family name. Raises NotAllowed without one."""
    given, _, family = " ".join(name.split()).rpartition(" ")
    if not family:
        raise NotAllowed("Skriv personens namn.")
    person = Person.objects.create(
        given_name=given or family,
        family_name=family if given else "",
        organisation=organisation,
        title=title,
        email=email,
    )
    log.write("lade till person", by=by, about=person)
    return person
