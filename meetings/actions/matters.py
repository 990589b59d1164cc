"""A matter's own life: opened, changed, closed, reopened, gone up in another one (K1)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from meetings.models import Action, AgendaItem, BacklogItem, Body, Decision, Matter
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, Person, Theme, User

_ONE_NUMBER_AT_A_TIME = 20261131
ATTACHABLE = (AgendaItem, Decision, Action, BacklogItem)
FACTS = ("title", "description", "theme", "responsible", "body", "case_number")


def slug_of(number: str) -> str:
    """A matter's number as an address writes it.

    >>> slug_of("Ä 2026-31")
    'ä-2026-31'
    """
    return "-".join(number.lower().split())


def found_by_address(slug: str) -> Matter | None:
    """The matter an address names, whatever its capitals; also a-2026-31, for those without an ä on the keyboard."""
    _, year, running = ["", "", *slug_of(slug).rsplit("-", 2)][-3:]
    if not all(part.isascii() and part.isdecimal() and len(part) < 7 for part in (year, running)):
        return None
    first = slug_of(slug).partition("-")[0]
    if first not in ("ä", "a"):
        return None
    rows = Matter.objects.select_related("theme", "responsible", "body")
    return rows.filter(year=int(year), running=int(running)).first()


# Opened and changed


@transaction.atomic
def create(
    *,
    by: User | None,
    title: str,
    description: str = "",
    theme: Theme | None = None,
    responsible: Person | None = None,
    body: Body | None = None,
    parties: Iterable[Organisation] = (),
    case_number: str = "",
    opened_on: dt.date | None = None,
) -> Matter:
    """Open a matter with the year's next number. Raises NotAllowed without a title."""
    title = " ".join(title.split())
    if not title:
        raise NotAllowed("Skriv ärendets rubrik.")
    opened_on = opened_on or timezone.localdate()
    running = _next_number(opened_on.year)
    matter = Matter.objects.create(
        year=opened_on.year,
        running=running,
        number=f"Ä {opened_on.year}-{running}",
        title=title,
        description=description.strip(),
        theme=theme,
        responsible=responsible,
        body=body,
        case_number=case_number.strip(),
        opened_on=opened_on,
        created_by=by,
    )
    matter.parties.set(parties)
    log.write("öppnade ärende", by=by, about=matter)
    return matter


def _next_number(year: int) -> int:
    """The year's next running number. A matter is never deleted, so none is used again; one is given at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_NUMBER_AT_A_TIME])
    last = Matter.objects.filter(year=year).aggregate(last=Max("running"))["last"]
    return int(last or 0) + 1


def locked(matter: Matter) -> Matter:
    """The matter read again under a lock that is held to the end of the transaction."""
    return Matter.objects.select_for_update(of=("self",)).get(pk=matter.pk)


@transaction.atomic
def change(matter: Matter, *, by: User, parties: Iterable[Organisation], **facts: Any) -> Matter:
    """Give a matter other facts (see FACTS). Raises NotAllowed without a title."""
    matter = locked(matter)
    facts["title"] = " ".join(facts["title"].split())
    if not facts["title"]:
        raise NotAllowed("Skriv ärendets rubrik.")
    changed = [name for name in FACTS if name in facts and getattr(matter, name) != facts[name]]
    for name in changed:
        setattr(matter, name, facts[name])
    matter.save(update_fields=changed)
    matter.parties.set(parties)
    log.write("ändrade ärende", by=by, about=matter, fields=changed)
    return matter


# Closed and opened again


def obstacles_to_closing(matter: Matter, *, state: str, outcome: str) -> list[str]:
    """Why a matter cannot be closed now. Planned stops and open uppdrag do not hinder: they are told beside it."""
    if state not in (Matter.State.CLOSED, Matter.State.DROPPED):
        return ["Välj om ärendet är avslutat eller nedlagt."]
    if matter.state != Matter.State.OPEN:
        return [f"Ärendet är redan {matter.get_state_display()}."]
    if not outcome.strip():
        return ["Skriv vad det blev av ärendet."]
    return []


@transaction.atomic
def close(matter: Matter, *, by: User, outcome: str, state: str = Matter.State.CLOSED) -> None:
    """Close or drop a matter, with what came of it. Raises NotAllowed."""
    matter = locked(matter)
    if obstacles := obstacles_to_closing(matter, state=state, outcome=outcome):
        raise NotAllowed(obstacles)
    matter.state, matter.outcome = Matter.State(state), outcome.strip()
    matter.closed_at, matter.closed_by = timezone.now(), by
    matter.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
    log.write("avslutade ärende", by=by, about=matter, state=state, outcome=matter.outcome)


@transaction.atomic
def reopen(matter: Matter, *, by: User) -> None:
    """Open a closed matter again; what came of it stays as it was written. Raises NotAllowed."""
    matter = locked(matter)
    if matter.state == Matter.State.OPEN:
        raise NotAllowed("Ärendet pågår redan.")
    before = matter.state
    matter.state, matter.closed_at, matter.closed_by = Matter.State.OPEN, None, None
    matter.save(update_fields=["state", "closed_at", "closed_by"])
    log.write("öppnade ärende igen", by=by, about=matter, before=before)


# What belongs to it


@transaction.atomic
def attach(row: AgendaItem | Decision | Action | BacklogItem, *, matter: Matter | None, by: User) -> None:
    """Let an item, a decision, an action or a waiting point belong to a matter, or to none.

    Stands outside the freeze: also in finished minutes. Raises NotAllowed for a matter that is closed.
    """
    model: type[Any] = type(row)
    row = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    before = row.matter
    if before == matter:
        return
    if matter and matter.state != Matter.State.OPEN:
        raise NotAllowed(f"{matter.number} är {matter.get_state_display()}. Öppna ärendet igen först.")
    row.matter = matter
    row.save(update_fields=["matter"])
    log.write(
        "kopplade till ärende" if matter else "tog bort från ärende",
        by=by,
        about=row,
        matter=matter.number if matter else "",
        before=before.number if before else "",
    )


def obstacles_to_merging(matter: Matter, *, into: Matter) -> list[str]:
    """Why a matter cannot go up in another."""
    if matter.pk == into.pk:
        return ["Ett ärende kan inte gå upp i sig självt. Välj ett annat."]
    if matter.state != Matter.State.OPEN:
        return [f"Ärendet är redan {matter.get_state_display()}."]
    if into.state != Matter.State.OPEN:
        return [f"{into.number} är {into.get_state_display()}. Välj ett ärende som pågår."]
    return []


@transaction.atomic
def merge(matter: Matter, *, into: Matter, by: User) -> None:
    """Let a matter go up in another: all that belongs to it moves, and it is closed saying so. Raises NotAllowed."""
    first, second = sorted((matter.pk, into.pk))
    rows = {pk: Matter.objects.select_for_update(of=("self",)).get(pk=pk) for pk in (first, second)}
    matter, into = rows[matter.pk], rows[into.pk]
    if obstacles := obstacles_to_merging(matter, into=into):
        raise NotAllowed(obstacles)
    moved: dict[str, Any] = {
        str(model._meta.model_name): model._default_manager.filter(matter=matter).update(matter=into)
        for model in ATTACHABLE
    }
    moved["matterstop"] = matter.stops.update(matter=into)
    for one in matter.files.exclude(file__in=into.files.values("file")):
        one.matter = into
        one.save(update_fields=["matter"])
    log.write("förde ihop ärenden", by=by, about=into, from_matter=matter.number, **moved)
    close(matter, by=by, outcome=f"Gick upp i {into.number} {into.title}.")
