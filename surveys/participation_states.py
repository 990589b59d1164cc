"""A school's way through a round as data: which step leads where, and what it is called (H2). Pure.

A school may change its mind for as long as the round has not been reported.
"""

from dataclasses import dataclass

from .models import Participation, SurveyRound

State = Participation.State


@dataclass(frozen=True)
class Step:
    """A verb: from which states it may be taken, and where it leads. `words` is the button, `done` the log's verb."""

    key: str
    words: str
    done: str
    sources: frozenset[str]
    target: str


STEPS = {
    one.key: one
    for one in (
        Step("fraga", "Tillfrågad", "frågade skola", frozenset({State.NOT_ASKED}), State.NO_REPLY),
        Step("deltar", "Deltar", "noterade att skola deltar",
             frozenset({State.NOT_ASKED, State.NO_REPLY, State.DECLINED}), State.PARTICIPATES),
        Step("nej", "Tackar nej", "noterade att skola tackar nej",
             frozenset({State.NOT_ASKED, State.NO_REPLY, State.PARTICIPATES}), State.DECLINED),
        Step("ta-tillbaka", "Ta bort svaret", "tog bort skolas svar",
             frozenset({State.PARTICIPATES, State.DECLINED}), State.NO_REPLY),
        Step("angra-fraga", "Inte tillfrågad", "tog tillbaka att skola är tillfrågad",
             frozenset({State.NO_REPLY}), State.NOT_ASKED),
    )
}  # fmt: skip
MARKS = {
    State.NOT_ASKED: "unknown",
    State.NO_REPLY: "pending",
    State.PARTICIPATES: "done",
    State.DECLINED: "absent",
}
_CLOSED = {
    SurveyRound.State.REPORTED: "Omgången är avslutad och resultatet finns. Det går inte att ändra vilka som var med.",
    SurveyRound.State.CANCELLED: "Omgången är inställd.",
}


def obstacles_in_round(of: SurveyRound) -> list[str]:
    """Why nothing about its schools can be changed any more."""
    words = _CLOSED.get(SurveyRound.State(of.state))
    return [words] if words else []


def obstacles_to_stepping(row: Participation, step: Step) -> list[str]:
    """Why the step cannot be taken. The round must be at hand."""
    if closed := obstacles_in_round(row.round):
        return closed
    if row.state not in step.sources:
        return [f"{row.school} är redan: {row.get_state_display()}."]
    if step.key == "angra-fraga" and (row.reminders or row.counts.exists()):
        return [f"{row.school} har fått brev eller har svar inlagda, och är alltså tillfrågad."]
    if step.target != State.PARTICIPATES and row.counts.filter(answered__gt=0).exists():
        return [f"{row.school} har redan lämnat svar. Rätta svaren först."]
    return []


def steps_from(row: Participation) -> list[Step]:
    """What may be done now."""
    return [one for one in STEPS.values() if not obstacles_to_stepping(row, one)]
