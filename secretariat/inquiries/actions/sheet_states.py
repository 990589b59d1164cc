"""The states of a party's answers, the steps between them, and why each other step is refused (F4)."""

from enum import StrEnum

from secretariat.inquiries.models import AnswerSheet, Inquiry

from .locks import obstacles_to_changing


class State(StrEnum):
    """A party's way through a round. Without a sheet it has not begun."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class Step(StrEnum):
    """What can be done: the first three by the party, the others by the office."""

    SAVE = "save"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"


STATE_WORDS = {
    State.NOT_STARTED: "Ej påbörjad",
    State.STARTED: "Påbörjad",
    State.SUBMITTED: "Inlämnad",
    State.RETURNED: "Komplettering",
    State.APPROVED: "Godkänd",
}

TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.NOT_STARTED, Step.SAVE): State.STARTED,
    (State.STARTED, Step.SAVE): State.STARTED,
    (State.RETURNED, Step.SAVE): State.RETURNED,
    (State.STARTED, Step.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Step.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Step.TAKE_BACK): State.STARTED,
    (State.SUBMITTED, Step.RETURN): State.RETURNED,
    (State.SUBMITTED, Step.APPROVE): State.APPROVED,
    (State.APPROVED, Step.REOPEN): State.SUBMITTED,
}

NOTHING = "Inget är ifyllt än."
_HANDED_IN = "Svaren är inlämnade. Ta tillbaka dem om du vill ändra något."
_APPROVED = "Svaren är godkända och kan inte ändras."
_NOT_HANDED_IN = "Svaren är inte inlämnade."
_NOT_APPROVED = "Svaren är inte godkända."
_WAITS = "Svaren väntar på komplettering."
REFUSALS: dict[tuple[State, Step], str] = {
    (State.SUBMITTED, Step.SAVE): _HANDED_IN,
    (State.APPROVED, Step.SAVE): _APPROVED,
    (State.NOT_STARTED, Step.SUBMIT): NOTHING,
    (State.SUBMITTED, Step.SUBMIT): "Svaren är redan inlämnade.",
    (State.APPROVED, Step.SUBMIT): "Svaren är redan godkända.",
    (State.NOT_STARTED, Step.TAKE_BACK): _NOT_HANDED_IN,
    (State.STARTED, Step.TAKE_BACK): _NOT_HANDED_IN,
    (State.RETURNED, Step.TAKE_BACK): _NOT_HANDED_IN,
    (State.APPROVED, Step.TAKE_BACK): _APPROVED,
    (State.NOT_STARTED, Step.RETURN): _NOT_HANDED_IN,
    (State.STARTED, Step.RETURN): _NOT_HANDED_IN,
    (State.RETURNED, Step.RETURN): "Komplettering är redan begärd.",
    (State.APPROVED, Step.RETURN): "Svaren är godkända. Ångra godkännandet först.",
    (State.NOT_STARTED, Step.APPROVE): _NOT_HANDED_IN,
    (State.STARTED, Step.APPROVE): _NOT_HANDED_IN,
    (State.RETURNED, Step.APPROVE): _WAITS,
    (State.APPROVED, Step.APPROVE): "Svaren är redan godkända.",
    (State.NOT_STARTED, Step.REOPEN): _NOT_APPROVED,
    (State.STARTED, Step.REOPEN): _NOT_APPROVED,
    (State.SUBMITTED, Step.REOPEN): _NOT_APPROVED,
    (State.RETURNED, Step.REOPEN): _NOT_APPROVED,
}


def state_of(sheet: AnswerSheet | None) -> State:
    """Where the party stands."""
    return State(sheet.state) if sheet else State.NOT_STARTED


def obstacles_to(step: Step, sheet: AnswerSheet | None, inquiry: Inquiry) -> list[str]:
    """Why the step cannot be taken in this state of the sheet and of the round."""
    if reasons := obstacles_to_changing(inquiry):
        return reasons
    if not inquiry.sent_at:
        return ["Omgången är inte skickad än."]
    refusal = REFUSALS.get((state_of(sheet), step))
    return [refusal] if refusal else []
