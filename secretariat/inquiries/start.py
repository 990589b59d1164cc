"""What the start page is told of rounds of questions: what one is to answer, and what has been handed in to be read."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from secretariat.lib.waiting import Waiting

from .actions import rounds

if TYPE_CHECKING:
    from secretariat.registry.models import User

KIND = "Frågor till parterna"


def waiting(user: "User") -> list[Waiting]:
    """Parties the user answers for, and answers handed in to the user. Two queries at most."""
    return [*_to_answer(user), *_to_read(user)]


def _to_answer(user: "User") -> list[Waiting]:
    if user.person is None:
        return []
    today = timezone.localdate()
    return [
        Waiting(
            kind=KIND,
            title=f"{row.organisation.short_name}: {row.inquiry.title}",
            url=reverse("inquiries:answer-own", args=[row.pk]),
            reason="Du är handläggare.",
            status="Inte inlämnat",
            deadline=row.inquiry.due_on,
            is_late=bool(row.inquiry.due_on and row.inquiry.due_on < today),
            mark="pending",
        )
        for row in rounds.waiting_for(user.person)
    ]


def _to_read(user: "User") -> list[Waiting]:
    rows = rounds.to_read(user).select_related("recipient__inquiry", "recipient__organisation")
    return [
        Waiting(
            kind=KIND,
            title=f"{one.recipient.organisation.short_name}: {one.recipient.inquiry.title}",
            url=reverse("inquiries:party-detail", args=[one.recipient_id]),
            reason="Läs svaren och godkänn dem.",
            status="Inlämnat",
            mark="pending",
        )
        for one in rows.order_by("submitted_at", "pk")
    ]
