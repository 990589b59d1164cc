"""One round as its page shows it: facts, plan, sample per kommun, information, papers, questionnaires, events (H1)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from secretariat.lib.dates import day_in_words
from secretariat.registry.models import LogEntry, User
from surveys import states
from surveys.models import RoundFile, RoundNotice, SampleTarget, SurveyRound

from . import questionnaires
from .lists import responsible_of
from .plans import Line, breaks_during, lines_of, spans_of, weeks_and_days
from .rounds import obstacles_to_stepping

WITH = ("survey__body", "survey__matter", "responsible", "follows__survey")


@dataclass(frozen=True)
class Offer:
    """A step that can be taken from where the round is, and why not yet."""

    step: states.Step
    obstacles: list[str]


@dataclass(frozen=True)
class Targets:
    """The sample of each kommun, and the sums. `expected` is None where no kommun has any."""

    rows: Sequence[SampleTarget]

    @property
    def sampled(self) -> int:
        """All who are asked."""
        return sum(one.sampled for one in self.rows)

    @property
    def expected(self) -> int | None:
        """All answers that are hoped for."""
        hoped = [one.expected for one in self.rows if one.expected is not None]
        return sum(hoped) if hoped else None


@dataclass(frozen=True)
class Shown:
    """What the page prints."""

    facts: list[tuple[str, str]]
    mark: str
    state: str
    sentence: str
    late: str
    lines: Sequence[Line]
    targets: Targets
    notices: Sequence[RoundNotice]
    files: Sequence[RoundFile]
    questionnaires: Sequence[questionnaires.Line]
    offers: Sequence[Offer]
    events: Sequence[LogEntry]


def page_of(round: SurveyRound, *, user: User, today: dt.date) -> Shown:
    """All of it, in a constant number of queries."""
    milestones = list(round.milestones.all())
    breaks = breaks_during(round.survey, spans_of(round, milestones))
    lines = lines_of(round, milestones, today=today, breaks=breaks)
    return Shown(
        facts=_facts(round, user),
        mark=states.MARKS[round.state],
        state=capfirst(str(round.get_state_display())),
        sentence=_sentence(lines),
        late=_late(lines),
        lines=lines,
        targets=Targets(list(round.targets.select_related("party").order_by("party__municipality_code", "pk"))),
        notices=list(round.notices.select_related("by__person").order_by("-sent_on", "-pk")),
        files=list(round.files.select_related("stored")),
        questionnaires=questionnaires.lines_of(round, user=user, today=today),
        offers=[
            Offer(step, [] if step.needs_reason and step.end == "cancelled"
                  else obstacles_to_stepping(round, step, today=today))
            for step in states.steps_from(round.state)
        ],
        events=events_of(round),
    )  # fmt: skip


def _facts(round: SurveyRound, user: User) -> list[tuple[str, str]]:
    return [
        ("Avser", f"läsåret {round.period}" if "/" in round.period else round.period),
        ("Population", round.population),
        ("Svaren samlas in", _weeks(round.collected_from, round.collected_to)),
        ("Buffert", _weeks(round.buffer_from, round.buffer_to)),
        ("Leverantör", round.supplier),
        ("Formuläret", capfirst(str(round.get_instrument_display()))),
        ("Ansvarig", responsible_of(round.responsible, user)),
    ]


def _weeks(first: dt.date | None, last: dt.date | None) -> str:
    return weeks_and_days(first, last) if first and last else ""


def _sentence(lines: Sequence[Line]) -> str:
    """What is going on, else what comes next, in one sentence."""
    now = [one for one in lines if one.mark == "pending"]
    if now:
        return f"Nu: {now[0].title[:1].lower()}{now[0].title[1:]}, {now[0].weeks}."
    coming = next((one for one in lines if one.mark == "planned"), None)
    return (
        f"Nästa: {coming.title[:1].lower()}{coming.title[1:]}, {coming.weeks}, {coming.days}."
        if coming
        else ""
    )


def _late(lines: Sequence[Line]) -> str:
    late = [one for one in lines if one.is_late]
    if not late:
        return ""
    if len(late) == 1:
        return f"En milstolpe är sen: {late[0].title}, {day_in_words(late[0].last)}."
    return f"{len(late)} milstolpar är sena."


def events_of(round: SurveyRound) -> Sequence[LogEntry]:
    """The latest of what has happened to the round, from the log."""
    rows = LogEntry.objects.filter(
        content_type__app_label="surveys", content_type__model="surveyround", object_id=str(round.pk)
    )
    return list(rows.order_by("-at", "-pk")[:10])
