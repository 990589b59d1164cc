"""What the start page is told of rounds of questions: what one is to answer, and what has been handed in to be read."""

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from secretariat.lib.waiting import Waiting

from .actions import rounds
from .models import Recipient

if TYPE_CHECKING:
    from secretariat.registry.models import User

KIND = "Frågor till parterna"


def waiting(user: "User") -> list[Waiting]:
    """Parties the user answers for, and answers handed in to the user. One query."""
    rows = rounds.waiting_for(user)
    today = timezone.localdate()
    return [_to_answer(row, today) if row.answered_at is None else _to_read(row) for row in rows]


def _to_answer(row: Recipient, today: dt.date) -> Waiting:
    due_on = row.inquiry.due_on
    return Waiting(
        kind=KIND,
        title=f"{row.organisation.short_name}: {row.inquiry.title}",
        url=reverse("inquiries:answer-own", args=[row.pk]),
        reason="Du är handläggare.",
        status="Inte inlämnat",
        deadline=due_on,
        is_late=bool(due_on and due_on < today),
        mark="pending",
    )


def _to_read(row: Recipient) -> Waiting:
    return Waiting(
        kind=KIND,
        title=f"{row.organisation.short_name}: {row.inquiry.title}",
        url=reverse("inquiries:party-detail", args=[row.pk]),
        reason="Läs svaren och godkänn dem.",
        status="Inlämnat",
        mark="pending",
    )
