"""The states of a requisition, the steps between them, and why each other step is refused."""

from enum import StrEnum

from .models import Requisition

State = Requisition.State


class Step(StrEnum):
    """What can be done with one. A party withdraws; the rest is the office's."""

    ACCEPT = "accept"
    REOPEN = "reopen"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    PAY = "pay"


TRANSITIONS: dict[tuple[str, Step], str] = {
    (State.ASKED, Step.ACCEPT): State.ACCEPTED,
    (State.ASKED, Step.REFUSE): State.REFUSED,
    (State.ASKED, Step.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Step.REOPEN): State.ASKED,
    (State.ACCEPTED, Step.REFUSE): State.REFUSED,
    (State.ACCEPTED, Step.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Step.PAY): State.PAID,
}

_OVER = {
    State.REFUSED: "Rekvisitionen är avslagen.",
    State.WITHDRAWN: "Rekvisitionen är återtagen.",
    State.PAID: "Rekvisitionen är utbetald.",
}
_NOT_READ = "Rekvisitionen är inte godkänd. Godkänn den först."


def refusal(state: str, step: Step) -> str:
    """Why the step cannot be taken from the state; empty where it can."""
    if (state, step) in TRANSITIONS:
        return ""
    if state in _OVER:
        return _OVER[State(state)]
    return _NOT_READ if state == State.ASKED else "Rekvisitionen är redan godkänd."
