"""Take in the names of a new mandate period: uploaded, looked at, then written whole or not at all (A2, M3)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from meetings.models import Body, Meeting, Membership, Roster, Seat
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.actions.files import clean_name
from secretariat.registry.models import MandatePeriod, Person, User

from . import bodies, period_meetings, roster_sheets
from .roster_plans import ERROR, QUESTION, Line, Place, Plan, plan

KEPT_DAYS = 14
EXPIRED = "Namnlistan är för gammal och har glömts. Ladda upp filen igen."
TAKEN_IN = "Namnlistan är redan inläst."
NOTHING_NEW = "Filen ger inga ändringar. Allt som står i den finns redan."
CHANGED = "Registret har ändrats sedan du tittade. Gå igenom raderna igen innan du läser in dem."


@transaction.atomic
def upload(
    period: MandatePeriod, file: UploadedFile, *, by: User | None, at: dt.datetime | None = None
) -> Roster:
    """Keep the rows of a filled-in workbook until somebody has looked at them. Raises NotAllowed. Nothing changes."""
    at = at or timezone.now()
    rows = roster_sheets.read(file)
    roster = Roster.objects.create(
        period=period, name=clean_name(file.name or ""), sha256=roster_sheets.checksum(file),
        rows=[row.as_json() for row in rows], uploaded_at=at, uploaded_by=by,
        expires_at=at + dt.timedelta(days=KEPT_DAYS),
    )  # fmt: skip
    log.write("laddade upp namnlista", by=by, about=roster, rader=len(rows), sha256=roster.sha256)
    return roster


def template(period: MandatePeriod, chosen: list[Body]) -> bytes:
    """The workbook to fill in: a row for every standing seat of the bodies, and who has it today (D7)."""
    today = timezone.localdate()
    names = {body.pk: body.list_name for body in chosen}
    held = {
        one.seat_id: "skyddade personuppgifter" if one.person.protected_identity else one.person.name
        for one in Membership.objects.valid_on(today).filter(seat__body__in=names).select_related("person")
    }
    seats = (
        Seat.objects.filter(body__in=names)
        .exclude(ends_on__lt=period.starts_on)
        .select_related("organisation")
        .order_by("body__sort_key", "position", "pk")
    )
    rows = (
        roster_sheets.TemplateSeat(
            names[seat.body_id],
            seat.organisation.short_name if seat.organisation else seat.label,
            str(Seat.Kind(seat.kind).label),
            seat.position,
            held.get(seat.pk, "vakant"),
        )
        for seat in seats
    )
    return roster_sheets.template(rows, period=str(period))


def obstacles_to_showing(roster: Roster, at: dt.datetime | None = None) -> list[str]:
    """Why there is nothing to look at: taken in, or forgotten."""
    if roster.taken_in_at:
        return [TAKEN_IN]
    if roster.expires_at <= (at or timezone.now()):
        return [EXPIRED]
    return []


def obstacles_to_taking_in(planned: Plan) -> list[str]:
    """Why the rows cannot be written: errors, open questions, or nothing to do."""
    reasons = []
    if errors := len(planned.with_status(ERROR)):
        reasons.append(
            f"{errors} {'rad' if errors == 1 else 'rader'} har fel. Rätta filen och ladda upp den igen."
        )
    if questions := len(planned.with_status(QUESTION)):
        reasons.append(f"{questions} namn väntar på ditt val.")
    if not reasons and not planned.changing:
        reasons.append(NOTHING_NEW)
    return reasons


@transaction.atomic
def choose(roster: Roster, answers: Mapping[str, str], *, at: dt.datetime | None = None) -> Roster:
    """Keep who is who, by row. Raises NotAllowed where the list is taken in or forgotten."""
    roster = Roster.objects.select_for_update(of=("self",)).select_related("period").get(pk=roster.pk)
    if obstacles := obstacles_to_showing(roster, at):
        raise NotAllowed(obstacles)
    roster.choices = {**roster.choices, **answers}
    roster.save(update_fields=["choices"])
    return roster


@dataclass
class TakenIn:
    """What came of it, and the meetings whose attendance lists followed or must be looked at."""

    lines: list[Line]
    redrawn: list[Meeting] = field(default_factory=list)


@transaction.atomic
def take_in(roster: Roster, *, mark: str, by: User | None, at: dt.datetime | None = None) -> TakenIn:
    """Write every row, or none. `mark` is of the plan that was looked at. Raises NotAllowed.

    One list at a time: a second administrator waits, and is told when the registers are no longer as they were seen.
    """
    at = at or timezone.now()
    list(MandatePeriod.objects.select_for_update().order_by("pk").values_list("pk"))
    roster = Roster.objects.select_for_update(of=("self",)).select_related("period").get(pk=roster.pk)
    if obstacles := obstacles_to_showing(roster, at):
        raise NotAllowed(obstacles)
    touched = {line.wanted.body.pk for line in plan(roster).lines if line.wanted.body}
    list(Seat.objects.select_for_update().filter(body__in=touched).order_by("pk").values_list("pk"))
    planned = plan(roster)
    if obstacles := obstacles_to_taking_in(planned):
        raise NotAllowed(obstacles)
    if planned.mark != mark:
        raise NotAllowed(CHANGED)
    _write(planned, by)
    taken = TakenIn(planned.changing)
    first_day = min(line.wanted.starts_on for line in planned.changing)
    taken.redrawn = period_meetings.draw_again(touched, from_day=first_day, by=by)
    roster.rows, roster.choices, roster.taken_in_at, roster.taken_in_by = [], {}, at, by
    roster.save(update_fields=["rows", "choices", "taken_in_at", "taken_in_by"])
    log.write("läste in namnlista", by=by, about=roster, rader=len(planned.changing), sha256=roster.sha256)
    return taken


def _write(planned: Plan, by: User | None) -> None:
    """Steps of every row, in the order they were planned: who leaves, then who comes."""
    newcomers: dict[int, Person] = {}
    lines = sorted(planned.changing, key=lambda line: (line.wanted.starts_on, line.wanted.number))
    for line in sorted(planned.changing, key=lambda line: line.wanted.number):
        if line.found.person is None and not line.wanted.is_vacant and not line.found.same_as_row:
            newcomers[line.wanted.number] = _new_person(line, by)
    for line in lines:
        _write_line(line, newcomers, by)


def _new_person(line: Line, by: User | None) -> Person:
    wanted = line.wanted
    person = Person.objects.create(
        given_name=wanted.given, family_name=wanted.family, organisation=wanted.organisation, email=wanted.email,
        phone=wanted.phone,
    )  # fmt: skip
    log.write("lade till person", by=by, about=person)
    return person


def _write_line(line: Line, newcomers: Mapping[int, Person], by: User | None) -> None:
    wanted, place = line.wanted, line.place
    seat = _seat(line, place, by)
    for membership, last in line.ends:
        bodies.end(membership, ends_on=last, by=by)
    person = line.found.person or newcomers.get(line.found.same_as_row or wanted.number)
    if line.found.person and (line.email or line.phone):
        _put_addresses(line.found.person, line, by)
    if line.new_party:
        line.new_party.political_party = wanted.party
        line.new_party.save(update_fields=["political_party"])
        log.write("ändrade partibeteckning", by=by, about=line.new_party)
    if line.new_last_day:
        membership, last = line.new_last_day
        bodies.end(membership, ends_on=last, by=by)
    if line.appoints and person:
        bodies.appoint(
            seat,
            person,
            by=by,
            starts_on=wanted.starts_on,
            ends_on=wanted.ends_on,
            political_party=wanted.party,
        )


def _seat(line: Line, place: Place, by: User | None) -> Seat:
    """The row's seat: made where it is new, moved where its number is another."""
    wanted = line.wanted
    if place.seat is None:
        if wanted.body is None:
            raise ValueError("a row without a body was not refused")
        last = Seat.objects.filter(body=wanted.body).aggregate(last=Max("position"))["last"] or 0
        place.seat = Seat.objects.create(
            body=wanted.body, organisation=wanted.organisation, label=wanted.label, kind=wanted.kind,
            position=place.order if place.order is not None else last + 1,
        )  # fmt: skip
        log.write("lade till plats", by=by, about=place.seat)
    elif place.moves_to is not None and place.seat.position != place.moves_to:
        place.seat.position = place.moves_to
        place.seat.save(update_fields=["position"])
        log.write("ändrade ordning", by=by, about=place.seat)
    return place.seat


def _put_addresses(person: Person, line: Line, by: User | None) -> None:
    changed = {name: value for name in ("email", "phone") if (value := getattr(line, name))}
    if "email" in changed:
        changed["email_failed_at"] = None
    for name, value in changed.items():
        setattr(person, name, value)
    person.save(update_fields=list(changed))
    log.write("ändrade person", by=by, about=person, falt=["e-post" if "email" in changed else "telefon"])


@transaction.atomic
def throw_away(roster: Roster, *, by: User | None) -> None:
    """Forget an uploaded list that nobody is to take in. Raises NotAllowed where it has been."""
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.taken_in_at:
        raise NotAllowed(TAKEN_IN)
    log.write("kastade namnlista", by=by, about=roster)
    roster.delete()


def forget_old(at: dt.datetime | None = None) -> int:
    """Remove lists that were never taken in, by night. Returns how many."""
    old = Roster.objects.filter(taken_in_at=None, expires_at__lte=at or timezone.now())
    return old.delete()[0]
