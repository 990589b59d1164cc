"""A survey and each time it is made: laid up, planned, moved from state to state, copied to its next time (H1)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from secretariat.lib.dates import day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Theme, User
from surveys import periods, states
from surveys.models import Dataset, Milestone, SampleTarget, SeriesBreak, Survey, SurveyRound

State = SurveyRound.State
DAYS = ("collected_from", "collected_to", "buffer_from", "buffer_to")
# First words of other addresses under /undersokningar/.
_RESERVED = frozenset(
    {"ny", "resultat", "skolor", "skola", "svar", "data", "datamangder", "indikatorer", "omraden", "omgangar", "plats",
     "milstolpar", "tidsseriebrott", "information", "handlingar", "arende", "hamta", "deltagande", "klasser",
     "inlasning", "inlasningar", "publicera", "oppna-data", "platser", "jamfor", "kommun", "lan"}
)  # fmt: skip


# Surveys


@transaction.atomic
def create_survey(*, by: User | None, name: str, themes: Sequence[Theme] = (), **facts: Any) -> Survey:
    """Lay a survey up. Facts are fields of the survey."""
    survey = Survey.objects.create(name=name.strip(), slug=_slug_for(name), created_by=by, **facts)
    survey.themes.set(themes)
    log.write("lade upp undersökning", by=by, about=survey)
    return survey


def _slug_for(name: str) -> str:
    plain = name.translate(str.maketrans("åäöÅÄÖ–", "aaoAAO-")).replace("&", " och ")
    words = slugify(plain)[:50].strip("-") or "undersokning"
    taken = set(Survey.objects.filter(slug__startswith=words).values_list("slug", flat=True)) | _RESERVED
    numbered = (f"{words}-{n}" for n in range(2, len(taken) + 3))
    return words if words not in taken else next(one for one in numbered if one not in taken)


@transaction.atomic
def add_break(
    survey: Survey, *, period: str, text: str, indicator: Any = None, by: User | None
) -> SeriesBreak:
    """Say that figures before and from a period cannot be compared. Raises NotAllowed."""
    Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if survey.breaks.filter(period=period, indicator=indicator).exists():
        raise NotAllowed("Brottet står redan där. Ändra det som finns.")
    made = SeriesBreak.objects.create(survey=survey, period=period, text=text.strip(), indicator=indicator)
    log.write("noterade tidsseriebrott", by=by, about=survey, period=period)
    return made


@transaction.atomic
def remove_break(series_break: SeriesBreak, *, by: User) -> None:
    """Take a break away."""
    log.write("tog bort tidsseriebrott", by=by, about=series_break.survey, period=series_break.period)
    series_break.delete()


# Rounds


def hold(round: SurveyRound | int) -> SurveyRound:
    """The round read again and locked."""
    key = round if isinstance(round, int) else round.pk
    rows = SurveyRound.objects.select_for_update(of=("self",))
    return rows.select_related("survey__body", "responsible", "follows").get(pk=key)


@transaction.atomic
def create_round(survey: Survey, *, by: User | None, **facts: Any) -> SurveyRound:
    """Plan a round. Facts are fields of it; the round before it is the survey's latest unless told."""
    if "follows" not in facts:
        facts["follows"] = before(survey, facts["period"])
    made = SurveyRound.objects.create(survey=survey, created_by=by, **facts)
    log.write("planerade undersökningsomgång", by=by, about=made)
    return made


def before(survey: Survey, period: str) -> SurveyRound | None:
    """The latest round of an earlier period, of this survey."""
    rows = survey.rounds.filter(period__lt=period).exclude(state=State.CANCELLED)
    return rows.order_by("-period").first()


@transaction.atomic
def save_round(round: SurveyRound, *, by: User, changed: Sequence[str]) -> None:
    """Save changed facts of a round that is locked."""
    round.save()
    log.write("ändrade undersökningsomgång", by=by, about=round, fält=list(changed))


# States


def obstacles_to_stepping(round: SurveyRound, step: states.Step, *, today: dt.date) -> list[str]:
    """Why the round cannot go on, or back."""
    if round.state not in step.starts:
        return [f"Omgången är ”{round.get_state_display()}”. Ladda om sidan och se vad som går att göra."]
    found = []
    if step.key == "samla-in":
        if round.collected_from is None:
            found.append("Skriv först när svaren samlas in. Välj Ändra.")
        elif today < round.collected_from:
            found.append(
                f"Insamlingen börjar {day_in_words(round.collected_from)}. Ändra dagen om den har börjat."
            )
        if round.survey.kind != Survey.Kind.RECORDS and round.instrument != SurveyRound.Instrument.FIXED:
            found.append("Frågeformuläret är inte fastställt än. Välj Ändra när det är det.")
    if (
        step.key == "bearbeta-igen"
        and Dataset.objects.filter(round=round, parties_at__lte=timezone.now()).exists()
    ):
        found.append("Parterna ser redan resultaten. Stäng dem först.")
    return found


@transaction.atomic
def take_step(
    round: SurveyRound, step: states.Step, *, by: User | None, why: str = "", today: dt.date | None = None
) -> SurveyRound:
    """Move the round. Raises NotAllowed; a step back, or calling it off, asks for a reason."""
    held = hold(round)
    reasons = obstacles_to_stepping(held, step, today=today or timezone.localdate())
    if step.needs_reason and not why.strip():
        reasons.append("Skriv varför.")
    if reasons:
        raise NotAllowed(reasons)
    held.state = step.end
    held.save(update_fields=["state"])
    log.write(step.logged, by=by, about=held, **({"skäl": why.strip()} if why.strip() else {}))
    return held


# The next time


@dataclass(frozen=True)
class Moved:
    """Something with days, where it lands in the copy."""

    title: str
    was: tuple[dt.date, dt.date]
    first: dt.date
    last: dt.date


def next_period(round: SurveyRound) -> str:
    """As long after this round as it is after the one before it; else a year, or the next läsår."""
    kind, years = round.survey.period_type, 1
    if round.follows and round.follows.survey_id == round.survey_id:
        years = max(1, periods.year_of(round.period) - periods.year_of(round.follows.period))
    return periods.later(round.period, years, kind)


def weeks_to(round: SurveyRound, period: str) -> int:
    """By how many weeks everything is moved, so that collection begins in the same week of the other year."""
    first = round.collected_from or round.milestones.values_list("starts_on", flat=True).first()
    years = periods.year_of(period) - periods.year_of(round.period)
    return periods.weeks_between(first, years) if first else 0


def moved(round: SurveyRound, *, weeks: int) -> list[Moved]:
    """Collection, buffer and milestones some weeks later, in the order of their days. One query."""
    rows = [
        ("Insamling", round.collected_from, round.collected_to),
        ("Buffert", round.buffer_from, round.buffer_to),
        *((one.title, one.starts_on, one.ends_on) for one in round.milestones.all()),
    ]
    on = periods.WEEK * weeks
    found = [
        Moved(title, (first, last), first + on, last + on) for title, first, last in rows if first and last
    ]
    return sorted(found, key=lambda one: (one.first, one.last))


def obstacles_to_copying(round: SurveyRound, *, period: str) -> list[str]:
    """Why the round cannot be copied to a period."""
    found = []
    if round.survey.rounds.filter(period=period).exists():
        found.append(f"Det finns redan en omgång för {period}.")
    if period <= round.period:
        found.append(f"Den nya omgången ska vara efter {round.period}.")
    return found


@transaction.atomic
def copy(round: SurveyRound, *, period: str, weeks: int, by: User | None) -> SurveyRound:
    """The round's plan for its next time: days and milestones moved by whole weeks, nothing done, targets kept.

    Papers, information that has gone out, schools and answers stay with the old round. Raises NotAllowed.
    """
    Survey.objects.select_for_update(of=("self",)).get(pk=round.survey_id)
    held, on = hold(round), periods.WEEK * weeks
    if reasons := obstacles_to_copying(held, period=period):
        raise NotAllowed(reasons)
    days = {name: value + on if (value := getattr(held, name)) else None for name in DAYS}
    made = SurveyRound.objects.create(
        survey=held.survey, period=period, follows=held, population=held.population, supplier=held.supplier,
        responsible=held.responsible, created_by=by, **days,
    )  # fmt: skip
    Milestone.objects.bulk_create(
        Milestone(
            round=made, title=one.title, starts_on=one.starts_on + on, ends_on=one.ends_on + on, note=one.note
        )
        for one in held.milestones.all()
    )
    SampleTarget.objects.bulk_create(
        SampleTarget(round=made, party_id=one.party_id, sampled=one.sampled, expected=one.expected)
        for one in held.targets.all()
    )
    log.write("kopierade undersökningsomgång", by=by, about=made, från=held.period, veckor=weeks)
    return made
