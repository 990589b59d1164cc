"""Several parties' answers approved or returned at once, from the round: what can be done, and who is left out (F5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User

from . import sheets
from .letters import trouble_with
from .locks import hold
from .round_tables import place_of
from .sheet_states import Step, obstacles_to

MARK_SOMEBODY = "Markera minst en part."


@dataclass(frozen=True)
class Reviewed:
    """One of the marked parties: whether the step can be taken with it, why not, and whether a letter goes."""

    row: Recipient
    reason: str
    is_told: bool


def preview(inquiry: Inquiry, keys: Sequence[int], step: Step) -> list[Reviewed]:
    """The marked parties in the table's order. One query."""
    rows = inquiry.recipients.filter(pk__in=keys).select_related(
        "organisation__district", "handler__user", "sheet"
    )
    return [
        Reviewed(
            row,
            reason=" ".join(obstacles_to(step, getattr(row, "sheet", None), inquiry)),
            is_told=not trouble_with(row),
        )
        for row in sorted(rows, key=place_of)
    ]


def approve(inquiry: Inquiry, keys: Sequence[int], *, by: User) -> tuple[list[str], list[str]]:
    """Approve each that can be; names of these, and why the others were not. Raises NotAllowed where none is marked."""
    return _each(inquiry, keys, Step.APPROVE, lambda row: sheets.approve(row, by=by))


def return_(inquiry: Inquiry, keys: Sequence[int], *, why: str, by: User) -> tuple[list[str], list[str]]:
    """Ask each for the same completion. Raises NotAllowed where none is marked, or nothing is said."""
    if not why.strip():
        raise NotAllowed("Skriv vad som ska kompletteras. Parten får läsa det.")
    return _each(inquiry, keys, Step.RETURN, lambda row: sheets.return_(row, why=why, by=by))


@transaction.atomic
def _each(
    inquiry: Inquiry, keys: Sequence[int], step: Step, act: Callable[[Recipient], object]
) -> tuple[list[str], list[str]]:
    """The round is locked, so that no party takes its answers back between the look and the act."""
    marked = preview(hold(inquiry.pk), keys, step)
    if not marked:
        raise NotAllowed(MARK_SOMEBODY)
    done, left = [], []
    for one in marked:
        name = one.row.organisation.short_name
        reason = one.reason or _refusal(act, one.row)
        if reason:
            left.append(f"{name}: {reason}")
        else:
            done.append(name)
    return done, left


def _refusal(act: Callable[[Recipient], object], row: Recipient) -> str:
    """Act, or say why it was refused: the app that asks has a word too, and stops this party alone."""
    try:
        act(row)
    except NotAllowed as no:
        return str(no)
    return ""
