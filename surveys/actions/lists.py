"""All surveys as a list, and one survey with its rounds (H1)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from meetings import access as meeting_access
from secretariat.lib.days import weeks_in_words
from secretariat.registry.models import Person, User
from surveys import states
from surveys.access import reader_of
from surveys.models import Circle, Milestone, Result, SeriesBreak, Survey, SurveyRound

from .plans import is_late

WITH = ("body", "matter", "replaces")


@dataclass(frozen=True)
class RoundLine:
    """One round in a list: how far it is, in words, and what of it is late or comes next."""

    round: SurveyRound
    late: Sequence[Milestone]
    coming: Milestone | None

    @property
    def mark(self) -> str:
        """The kind of the mark beside its state."""
        return states.MARKS[self.round.state]

    @property
    def state(self) -> str:
        """Its state's name."""
        return str(self.round.get_state_display()).capitalize()

    @property
    def weeks(self) -> str:
        """When answers are collected: v. 5–7."""
        first, last = self.round.collected_from, self.round.collected_to
        return weeks_in_words(first, last) if first and last else ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to happen in it."""
        return self.round.state in (SurveyRound.State.REPORTED, SurveyRound.State.CANCELLED)

    @property
    def late_words(self) -> str:
        """How many milestones are late; nothing where none is."""
        if not self.late:
            return ""
        return "En milstolpe är sen" if len(self.late) == 1 else f"{len(self.late)} milstolpar är sena"


@dataclass(frozen=True)
class Listed:
    """One survey in the list, its rounds the newest first."""

    survey: Survey
    rounds: Sequence[RoundLine]

    @property
    def newest(self) -> RoundLine | None:
        """The round that matters most: the latest."""
        return self.rounds[0] if self.rounds else None

    @property
    def current(self) -> Sequence[RoundLine]:
        """The rounds that something more is to happen in; the newest where there is none."""
        return [one for one in self.rounds if not one.is_over] or self.rounds[:1]


def matching(q: str) -> QuerySet[Survey]:
    """Surveys with every word of `q` in their names, owner, text, or a round's period, supplier or population."""
    rows = Survey.objects.all()
    for word in q.split():
        rounds = SurveyRound.objects.filter(survey=OuterRef("pk")).filter(
            Q(period__icontains=word) | Q(supplier__icontains=word) | Q(population__icontains=word)
        )
        rows = rows.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(owner__icontains=word)
            | Q(text__icontains=word) | Q(Exists(rounds))
        )  # fmt: skip
    return rows


def with_rounds(rows: QuerySet[Survey]) -> QuerySet[Survey]:
    """Surveys with all that lists say of them. Three queries, however many they are."""
    rounds = SurveyRound.objects.order_by("-period", "-pk").select_related("survey", "responsible")
    return rows.select_related(*WITH).prefetch_related(
        Prefetch("rounds", rounds.prefetch_related("milestones"))
    )


def listed(rows: Iterable[Survey], *, today: dt.date) -> list[Listed]:
    """Surveys from `with_rounds`, each with its rounds. No queries."""
    return [Listed(one, [line_of(round, today=today) for round in one.rounds.all()]) for one in rows]


def line_of(round: SurveyRound, *, today: dt.date) -> RoundLine:
    """One round whose milestones are fetched."""
    open_ones = sorted(
        (one for one in round.milestones.all() if one.done_on is None), key=lambda one: (one.ends_on, one.pk)
    )
    late = [one for one in open_ones if is_late(one, round, today=today)]
    coming = next((one for one in open_ones if one.ends_on >= today), None)
    return RoundLine(round, late, None if round.state == SurveyRound.State.CANCELLED else coming)


def breaks_of(survey: Survey, user: User, *, at: dt.datetime) -> QuerySet[SeriesBreak]:
    """Where figures cannot be compared; not those of an indicator whose name the user may not know yet (H4)."""
    rows, reader = survey.breaks.select_related("indicator"), reader_of(user)
    if reader.circle == Circle.ANALYSTS:
        return rows
    known = Result.objects.open_to(reader, at=at).values("indicator")
    return rows.filter(Q(indicator=None) | Q(indicator__in=known))


def responsible_of(person: Person | None, user: User) -> str:
    """Who is responsible, by name; empty where the name is protected and the reader is not the office."""
    hidden = person is not None and person.protected_identity and not meeting_access.is_office(user)
    return "" if person is None or hidden else person.name
