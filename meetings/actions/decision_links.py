"""What a decision belongs to, whom it concerns, what it replaces and what it is part of (B9, K1, K4).

Stands outside the freeze: it is not printed, and is set also after the minutes are finished.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from meetings import access
from meetings.models import Decision, DecisionPosition, Matter
from secretariat.lib.dates import day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, Theme, User

_ONE_CHAIN_AT_A_TIME = 20261132
_NO_NUMBER_YET = "Numret ges när anteckningarna skickas för justering eller fastställs."


@dataclass(frozen=True)
class Position:
    """How one party stood to the decision in the meeting: a stance of DecisionPosition, and a comment."""

    organisation: int
    stance: str
    comment: str = ""


def obstacles_to_superseding(decision: Decision, old: Decision, *, by: User) -> list[str]:
    """Why a decision cannot replace another one (K4)."""
    if decision.pk == old.pk:
        return ["Ett beslut kan inte ersätta sig självt."]
    if not _readable(old, by):
        return ["Beslutet som ska ersättas finns inte bland dem du får läsa."]
    if not decision.number:
        return [f"Det här beslutet har inget nummer än, och kan inte ersätta ett annat. {_NO_NUMBER_YET}"]
    if not old.number:
        return [f"Beslutet som ska ersättas har inget nummer än. {_NO_NUMBER_YET}"]
    if not (decision.is_own and old.is_own):
        return ["Ett beslut som bara rapporteras från någon annan kan varken ersätta eller ersättas."]
    if old.pk in _above(decision, "supersedes") and decision.supersedes_id != old.pk:
        return [f"{old.number} är redan ersatt i flera steg av {decision.number}."]
    if decision.pk in _above(old, "supersedes"):
        return [f"{old.number} ersätter redan {decision.number}. Två beslut kan inte ersätta varandra."]
    days = decision.meeting.date, old.meeting.date
    if days[0] and days[1] and days[0] < days[1]:
        return [
            f"{old.number} är senare, fattat {day_in_words(days[1])}. Ett äldre beslut kan inte ersätta ett senare."
        ]
    other = old.superseded_by.exclude(pk=decision.pk).exclude(number="").first()
    return [f"{old.number} är redan ersatt av {other.number}."] if other else []


def obstacles_to_being_part(decision: Decision, whole: Decision, *, by: User) -> list[str]:
    """Why a decision cannot be part of another one."""
    if decision.pk == whole.pk:
        return ["Ett beslut kan inte vara en del av sig självt."]
    if not _readable(whole, by):
        return ["Beslutet som det ska vara en del av finns inte bland dem du får läsa."]
    if decision.pk in _above(whole, "part_of"):
        return [f"{whole.number or 'Det andra beslutet'} är redan en del av det här beslutet."]
    return []


def _readable(decision: Decision, user: User) -> bool:
    rows = Decision.objects.filter(access.words_readable_by(user, with_drafts=True))
    return rows.filter(pk=decision.pk).exists()


def _above(decision: Decision, link: str) -> set[UUID]:
    """Keys of all that a decision replaces, or is part of, at any depth. One query per step."""
    found: set[UUID] = set()
    at: UUID | None = getattr(decision, f"{link}_id")
    while at and at not in found:
        found.add(at)
        at = Decision.objects.filter(pk=at).values_list(f"{link}_id", flat=True).first()
    return found


@transaction.atomic
def connect(
    decision: Decision,
    *,
    by: User,
    matter: Matter | None,
    theme: Theme | None,
    effective_on: dt.date | None,
    supersedes: Decision | None,
    part_of: Decision | None,
    parties: Iterable[Organisation] = (),
    positions: Sequence[Position] = (),
) -> None:
    """Set all of a decision's links at once; what is left out is taken away. Raises NotAllowed.

    One chain of decisions is changed at a time, so that two who save at once cannot close a ring.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_CHAIN_AT_A_TIME])
    decision = Decision.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=decision.pk)
    obstacles = []
    if supersedes and supersedes.pk != decision.supersedes_id:
        obstacles += obstacles_to_superseding(decision, supersedes, by=by)
    if part_of and part_of.pk != decision.part_of_id:
        obstacles += obstacles_to_being_part(decision, part_of, by=by)
    if matter and matter.pk != decision.matter_id and matter.state != Matter.State.OPEN:
        obstacles.append(f"{matter.number} är {matter.get_state_display()}. Öppna ärendet igen först.")
    if obstacles:
        raise NotAllowed(obstacles)
    facts = {
        "matter": matter,
        "theme": theme,
        "effective_on": effective_on,
        "supersedes": supersedes,
        "part_of": part_of,
    }
    changed = [name for name, value in facts.items() if getattr(decision, name) != value]
    for name in changed:
        setattr(decision, name, facts[name])
    if changed:
        decision.save(update_fields=changed)
    decision.parties.set(parties)
    _take_positions(decision, positions)
    log.write(
        "kopplade beslut",
        by=by,
        about=decision,
        number=decision.number,
        **{name: str(value or "") for name, value in facts.items() if name in changed},
    )


def _take_positions(decision: Decision, positions: Sequence[Position]) -> None:
    """One row per party that has said something; the others' rows go (B9)."""
    decision.positions.exclude(organisation__in=[one.organisation for one in positions]).delete()
    for one in positions:
        DecisionPosition.objects.update_or_create(
            decision=decision,
            organisation_id=one.organisation,
            defaults={"stance": one.stance, "comment": one.comment.strip()},
        )
