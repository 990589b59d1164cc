"""Which schools take part in a round: added, asked, answering, changing their minds (H2).

Order of locks: the round, then its participations by number.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User
from surveys import access
from surveys.models import ContactNote, Participation, School, SurveyRound
from surveys.participation_states import STEPS, State, Step, obstacles_in_round, obstacles_to_stepping

WITH = ("round__survey", "school__party")


def held_round(of: SurveyRound) -> SurveyRound:
    """The round read anew and locked. Raises NotAllowed where it is gone."""
    rows = SurveyRound.objects.select_for_update(of=("self",)).select_related("survey")
    found = rows.filter(pk=of.pk).first()
    if found is None:
        raise NotAllowed("Omgången finns inte längre.")
    return found


def held(row: Participation) -> Participation:
    """A school in a round read anew, the round and the row locked."""
    of = held_round(row.round)
    rows = Participation.objects.select_for_update(of=("self",)).select_related("school__party")
    found = rows.filter(pk=row.pk).first()
    if found is None:
        raise NotAllowed("Skolan är inte med i omgången längre.")
    found.round = of
    return found


# Who is to be asked


def schools_to_add(of: SurveyRound) -> QuerySet[School]:
    """Schools that exist and are not in the round."""
    there = Participation.objects.filter(round=of).values("school")
    return School.objects.filter(ends_on=None).exclude(pk__in=there).select_related("party")


@transaction.atomic
def add(of: SurveyRound, schools: Iterable[School], *, by: User) -> int:
    """Put schools in the round, not asked. One that is there already stays as it is. Returns how many were new."""
    of = held_round(of)
    if closed := obstacles_in_round(of):
        raise NotAllowed(closed)
    there = set(of.participations.values_list("school_id", flat=True))
    rows = [Participation(round=of, school=one) for one in schools if one.pk not in there]
    Participation.objects.bulk_create(rows)
    if rows:
        log.write("lade till skolor i omgång", by=by, about=of, antal=len(rows))
    return len(rows)


def obstacles_to_copying(of: SurveyRound) -> list[str]:
    """Why the schools of the round before cannot be added."""
    if closed := obstacles_in_round(of):
        return closed
    if of.follows_id is None:
        return ["Omgången har ingen omgång före sig. Välj den bland omgångens uppgifter."]
    if not schools_to_add(of).filter(participations__round=of.follows_id).exists():
        return ["Alla skolor som var med förra gången och finns kvar är redan med."]
    return []


@transaction.atomic
def add_from_before(of: SurveyRound, *, by: User) -> int:
    """All schools of the round before that still exist, not asked. Returns how many. Raises NotAllowed."""
    of = held_round(of)
    if reasons := obstacles_to_copying(of):
        raise NotAllowed(reasons)
    return add(of, schools_to_add(of).filter(participations__round=of.follows_id).distinct(), by=by)


def obstacles_to_removing(row: Participation) -> list[str]:
    """Why a school cannot be taken out of the round: it has been in touch with."""
    if closed := obstacles_in_round(row.round):
        return closed
    if row.state != State.NOT_ASKED or row.notes.exists():
        return ["Skolan är tillfrågad eller har en kontakt noterad. Då står den kvar."]
    return []


@transaction.atomic
def remove(row: Participation, *, by: User) -> None:
    """Take out a school that was put there by mistake. Raises NotAllowed."""
    row = held(row)
    if reasons := obstacles_to_removing(row):
        raise NotAllowed(reasons)
    log.write("tog bort skola ur omgång", by=by, about=row.round, skola=str(row.school))
    row.delete()


# What it says


@transaction.atomic
def take_step(
    row: Participation,
    key: str,
    *,
    by: User | None,
    by_words: str = "",
    why: str = "",
    at: dt.datetime | None = None,
) -> Participation:
    """Move a school by a step of STEPS. A no has a reason where one is told. Raises NotAllowed."""
    step, at = STEPS[key], at or timezone.now()
    row = held(row)
    if reasons := obstacles_to_stepping(row, step):
        raise NotAllowed(reasons)
    return moved(row, step, by=by, by_words=by_words, why=why, at=at)


def moved(
    row: Participation, step: Step, *, by: User | None, by_words: str = "", why: str = "", at: dt.datetime
) -> Participation:
    """Write the step on a locked row, and in the log."""
    was = row.get_state_display()
    row.state = step.target
    answers = step.target in (State.PARTICIPATES, State.DECLINED)
    row.answered_at = at if answers else None
    row.answered_by = (by_words or (by.name if by else ""))[:160] if answers else ""
    row.why = why.strip()[:300] if answers else ""
    if step.target == State.NO_REPLY and row.asked_at is None:
        row.asked_at = at
    if step.target == State.NOT_ASKED:
        row.asked_at = None
    row.save()
    detail: dict[str, Any] = {"omgång": str(row.round), "förut": was}
    log.write(step.done, by=by, about=row, **detail)
    return row


# Contacts


@transaction.atomic
def note(
    row: Participation, *, by: User | None, text: str, how: str = ContactNote.How.PHONE, call_on: dt.date | None = None,
    at: dt.datetime | None = None, by_words: str = "",
) -> ContactNote:  # fmt: skip
    """Write down that somebody has been in touch, and when to call again. The latest note's day holds."""
    row = held(row)
    return ContactNote.objects.create(
        participation=row, at=at or timezone.now(), how=how, text=text.strip()[:500], call_on=call_on, by=by,
        by_words=(by_words or (by.name if by else ""))[:160],
    )  # fmt: skip


# The round's page


def round_section(of: SurveyRound, user: User) -> dict[str, Any]:
    """What the round's page shows of its schools: how many stand where. Nothing for a round without schools."""
    found = Participation.objects.filter(round=of).aggregate(
        total=Count("pk"),
        **{str(state): Count("pk", filter=Q(state=state)) for state in State},
    )
    return {
        "counts": [(str(state.label).capitalize(), found[str(state)]) for state in State],
        "total": found["total"],
        "may_edit": access.may_edit(user, of.survey),
        "is_for_schools": of.survey.kind == of.survey.Kind.SCHOOL or bool(found["total"]),
    }


def chosen_rows(of: SurveyRound, numbers: Collection[int]) -> QuerySet[Participation]:
    """Rows of the round among these, with what letters and lists need."""
    return of.participations.filter(pk__in=numbers).select_related(*WITH).order_by("pk")
