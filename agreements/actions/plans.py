"""What a plan holds: activities, and what has been said of each at an avstämning (part 5, plans)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from agreements.models import AgreementVersion, PlanActivity, PlanNote
from meetings import access as meeting_access
from meetings.models import AgendaItem
from secretariat.lib.dates import day_in_words, local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .steps import hold

Status = PlanActivity.Status
_MARKS = {
    Status.PLANNED: "planned", Status.RUNNING: "pending", Status.DELAYED: "late", Status.DONE: "done",
    Status.DROPPED: "replaced",
}  # fmt: skip


@dataclass(frozen=True)
class ActivityLine:
    """One activity as it stands. `change` tells what the latest avstämning changed since the one before."""

    activity: PlanActivity
    mark: str
    words: str
    who: str
    when: str
    notes: Sequence[PlanNote]
    change: str
    is_late: bool


@dataclass(frozen=True)
class Area:
    """Activities under one heading."""

    heading: str
    lines: list[ActivityLine]


@dataclass(frozen=True)
class Plan:
    """A plan's activities, how many there are in each status, and what has changed since the avstämning before."""

    areas: list[Area]
    sentence: str
    changed: list[ActivityLine]
    noted_on: dt.date | None
    before_on: dt.date | None


def plan_of(version: AgreementVersion, *, user: User | None, today: dt.date | None = None) -> Plan:
    """A version's activities. Two queries."""
    today = today or timezone.localdate()
    rows = list(version.activities.select_related("responsible", "party"))
    notes: defaultdict[int, list[PlanNote]] = defaultdict(list)
    found = PlanNote.objects.filter(activity__in=rows).select_related("item__meeting", "by__person")
    for note in found.order_by("-at", "-pk"):
        notes[note.activity_id].append(note)
    days = sorted({local_day(note.at) for some in notes.values() for note in some}, reverse=True)
    latest, before = [*days, None, None][:2]
    sees_all = user is not None and meeting_access.is_office(user)
    lines = [_line(one, notes[one.pk], latest, today, sees_all=sees_all) for one in rows]
    areas: dict[str, list[ActivityLine]] = {}
    for line in lines:
        areas.setdefault(line.activity.heading, []).append(line)
    return Plan(
        areas=[Area(heading, some) for heading, some in areas.items()],
        sentence=_sentence(rows),
        changed=[line for line in lines if line.change],
        noted_on=latest,
        before_on=before,
    )


def _line(
    one: PlanActivity, notes: list[PlanNote], latest: dt.date | None, today: dt.date, *, sees_all: bool
) -> ActivityLine:
    person = one.responsible
    names = [
        person.name if person and (sees_all or not person.protected_identity) else "",
        one.party.short_name if one.party else "",
    ]
    is_over = one.status in (Status.DONE, Status.DROPPED)
    is_late = bool(one.ends_on and one.ends_on < today and not is_over)
    return ActivityLine(
        activity=one,
        mark="late" if is_late else _MARKS[Status(one.status)],
        words=str(one.get_status_display()).capitalize() + (", skulle varit klar" if is_late else ""),
        who=", ".join(filter(None, names)),
        when=_when(one),
        notes=notes,
        change=_change(notes, latest),
        is_late=is_late,
    )


def _when(one: PlanActivity) -> str:
    if one.starts_on and one.ends_on:
        return f"{day_in_words(one.starts_on)}–{day_in_words(one.ends_on)}"
    if one.ends_on:
        return f"till {day_in_words(one.ends_on)}"
    return f"från {day_in_words(one.starts_on)}" if one.starts_on else ""


def _change(notes: Sequence[PlanNote], latest: dt.date | None) -> str:
    """What was said the last time that was not so the time before; empty where nothing was."""
    if not notes or latest is None or local_day(notes[0].at) != latest:
        return ""
    now = notes[0]
    before = next((note for note in notes if local_day(note.at) < latest), None)
    if before is None:
        return f"Ny sedan sist: {now.get_status_display()}."
    if before.status != now.status:
        return f"Var {before.get_status_display()}, är {now.get_status_display()}."
    return "Ny anteckning." if now.text and now.text != before.text else ""


def _sentence(rows: Sequence[PlanActivity]) -> str:
    """How many are in each status.

    >>> _sentence([PlanActivity(status="done"), PlanActivity(status="running"), PlanActivity(status="done")])
    '3 aktiviteter: 2 klara, 1 pågår.'
    """
    if not rows:
        return "Inga aktiviteter än."
    words = {
        Status.DONE: ("klar", "klara"), Status.RUNNING: ("pågår", "pågår"),
        Status.DELAYED: ("försenad", "försenade"), Status.PLANNED: ("planerad", "planerade"),
        Status.DROPPED: ("utgår", "utgår"),
    }  # fmt: skip
    told = []
    for status, (one, many) in words.items():
        if number := sum(row.status == status for row in rows):
            told.append(f"{number} {one if number == 1 else many}")
    total = "1 aktivitet" if len(rows) == 1 else f"{len(rows)} aktiviteter"
    return f"{total}: {', '.join(told)}."


def obstacles_to_changing(version: AgreementVersion) -> list[str]:
    """Why activities can no longer be changed."""
    if version.state in AgreementVersion.OVER:
        return [f"Planen är ”{version.get_state_display()}”."]
    return []


@transaction.atomic
def add(version: AgreementVersion, *, by: User, **facts: Any) -> PlanActivity:
    """Put an activity last in a plan. Raises NotAllowed."""
    version = hold(version)
    if reasons := obstacles_to_changing(version):
        raise NotAllowed(reasons)
    last = version.activities.aggregate(last=Max("position"))["last"]
    made = PlanActivity.objects.create(version=version, position=(last or 0) + 1, **facts)
    log.write("lade till aktivitet", by=by, about=version, aktivitet=made.title)
    return made


def obstacles_to_noting(activity: PlanActivity, *, status: str) -> list[str]:
    """Why nothing can be said of an activity."""
    found = obstacles_to_changing(activity.version)
    return found if status in Status.values else [*found, "Välj hur det står till med aktiviteten."]


@transaction.atomic
def note(
    activity: PlanActivity,
    *,
    status: str,
    text: str = "",
    by: User,
    item: AgendaItem | None = None,
    at: dt.datetime | None = None,
) -> PlanNote:
    """Say how an activity stands, at an avstämning; the newest holds. Raises NotAllowed."""
    activity.version = hold(activity.version_id)
    if reasons := obstacles_to_noting(activity, status=status):
        raise NotAllowed(reasons)
    made = PlanNote.objects.create(
        activity=activity, status=status, text=text.strip(), item=item, at=at or timezone.now(), by=by
    )
    PlanActivity.objects.filter(pk=activity.pk).update(status=status)
    log.write("stämde av aktivitet", by=by, about=activity.version, aktivitet=activity.title, läge=status)
    return made


def items_to_note_at(version: AgreementVersion, *, today: dt.date) -> list[AgendaItem]:
    """Points of the managing body's meetings at which an avstämning may be made, the nearest first."""
    body = version.agreement.body_id
    if body is None:
        return []
    rows = AgendaItem.objects.standing().filter(
        meeting__meeting_bodies__body=body,
        meeting__date__range=(today - dt.timedelta(days=60), today + dt.timedelta(days=60)),
    )
    near = rows.select_related("meeting").order_by(F("meeting__date").desc(), "position")
    return list(near[:60])
