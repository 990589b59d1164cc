"""Planning a matter's stops, moving them, marking them as done, striking them (K2)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from meetings.models import Body, Matter, MatterStop, Meeting
from secretariat.lib.dates import day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .matters import locked


def obstacles_to_planning(matter: Matter) -> list[str]:
    """Why a matter's stops cannot be changed."""
    if matter.state != Matter.State.OPEN:
        return [f"Ärendet är {matter.get_state_display()}. Öppna det igen om det ska gå vidare."]
    return []


@transaction.atomic
def plan(
    matter: Matter,
    *,
    by: User,
    role: str,
    planned_on: dt.date,
    body: Body | None = None,
    where: str = "",
    note: str = "",
) -> MatterStop:
    """Plan a stop. Where the body meets that day, the stop follows the meeting if it is moved. Raises NotAllowed."""
    matter = locked(matter)
    if obstacles := obstacles_to_planning(matter):
        raise NotAllowed(obstacles)
    stop = MatterStop(matter=matter)
    _put(stop, role=role, planned_on=planned_on, body=body, where=where, note=note)
    stop.save()
    log.write("planerade steg", by=by, about=matter, step=str(stop), day=planned_on.isoformat())
    return stop


@transaction.atomic
def change(
    stop: MatterStop,
    *,
    by: User,
    role: str,
    planned_on: dt.date,
    body: Body | None = None,
    where: str = "",
    note: str = "",
) -> None:
    """Change a stop; a new day keeps the first one, so that the page can say it was moved. Raises NotAllowed."""
    stop = _open_stop(stop)
    before = day_of(stop)
    _put(stop, role=role, planned_on=planned_on, body=body, where=where, note=note)
    if before and before != planned_on and stop.moved_from is None:
        stop.moved_from = before
    stop.save()
    log.write(
        "flyttade steg" if before != planned_on else "ändrade steg",
        by=by,
        about=stop.matter,
        step=str(stop),
        before=before.isoformat() if before else "",
        day=planned_on.isoformat(),
    )


def _put(
    stop: MatterStop, *, role: str, planned_on: dt.date, body: Body | None, where: str, note: str
) -> None:
    if body is None and not where.strip():
        raise NotAllowed("Ange en grupp eller en annan plats.")
    stop.role, stop.planned_on, stop.body = MatterStop.Role(role), planned_on, body
    stop.where, stop.note = "" if body else where.strip(), note.strip()
    stop.meeting = meeting_of(body, planned_on)


def meeting_of(body: Body | None, day: dt.date) -> Meeting | None:
    """The body's meeting on a day, unless it was called off."""
    if body is None:
        return None
    meetings = Meeting.objects.filter(bodies=body, date=day).exclude(state=Meeting.State.CANCELLED)
    return meetings.order_by("start_time", "pk").first()


def day_of(stop: MatterStop) -> dt.date | None:
    """The day a stop is planned for: its meeting's, where that has one."""
    return stop.meeting.date if stop.meeting and stop.meeting.date else stop.planned_on


def _open_stop(stop: MatterStop) -> MatterStop:
    matter = locked(stop.matter)
    if obstacles := obstacles_to_planning(matter):
        raise NotAllowed(obstacles)
    return (
        MatterStop.objects.select_for_update(of=("self",))
        .select_related("matter", "meeting", "body")
        .get(pk=stop.pk)
    )


@transaction.atomic
def mark_done(stop: MatterStop, *, by: User, done_on: dt.date | None = None) -> None:
    """Note that a stop is done though no agenda here says so, by default today. Raises NotAllowed."""
    stop = _open_stop(stop)
    done_on = done_on or timezone.localdate()
    if stop.cancelled_at:
        raise NotAllowed("Steget är struket. Ta tillbaka det först.")
    if done_on > timezone.localdate():
        raise NotAllowed(f"{day_in_words(done_on)} har inte varit än. Skriv dagen då steget blev klart.")
    stop.done_on = done_on
    stop.save(update_fields=["done_on"])
    log.write("markerade steg som klart", by=by, about=stop.matter, step=str(stop), day=done_on.isoformat())


@transaction.atomic
def unmark(stop: MatterStop, *, by: User) -> None:
    """Take back a mark made by mistake. Raises NotAllowed."""
    stop = _open_stop(stop)
    stop.done_on = None
    stop.save(update_fields=["done_on"])
    log.write("tog bort märket klart", by=by, about=stop.matter, step=str(stop))


@transaction.atomic
def strike(stop: MatterStop, *, by: User) -> None:
    """Strike a stop that will not be. It can be taken back. Raises NotAllowed."""
    stop = _open_stop(stop)
    stop.cancelled_at = timezone.now()
    stop.save(update_fields=["cancelled_at"])
    log.write("strök steg", by=by, about=stop.matter, step=str(stop))


@transaction.atomic
def restore(stop: MatterStop, *, by: User) -> None:
    """Take back a struck stop. Raises NotAllowed."""
    stop = _open_stop(stop)
    stop.cancelled_at = None
    stop.save(update_fields=["cancelled_at"])
    log.write("tog tillbaka steg", by=by, about=stop.matter, step=str(stop))
