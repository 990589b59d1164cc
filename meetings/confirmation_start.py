"""What the start page is told of questions to parties: what one is to answer, what is late or deviates (K3, K11)."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from secretariat.lib.access import Permission, may
from secretariat.lib.statements import Things
from secretariat.lib.waiting import Waiting

from .actions import confirmation_tables, interest_tables
from .models import ConfirmationRequest

if TYPE_CHECKING:
    from secretariat.registry.models import User

_TOLD = {"late", "deviation"}
_DECISIONS = Things(confirmation_tables.waiting_for)
_INTEREST = Things(interest_tables.waiting_for)
_OWN_REQUESTS = Things(
    lambda user: (
        ConfirmationRequest.objects.filter(
            inquiry__created_by=user,
            inquiry__closed_at=None,
            inquiry__withdrawn_at=None,
            inquiry__sent_at__isnull=False,
        )
        .select_related("inquiry", "decision__block")
        .order_by("inquiry__due_on", "pk")
    )
)


def waiting(user: "User") -> list[Waiting]:
    """Parties the user answers for, and the user's own requests that need a hand. Five queries at most."""
    return [*_to_answer(user), *_to_say_whether(user), *_to_look_at(user)]


def _to_answer(user: "User") -> list[Waiting]:
    if user.person is None:
        return []
    today = timezone.localdate()
    return [
        Waiting(
            kind="Parternas beslut",
            title=f"{row.organisation.short_name}: {row.inquiry.title}",
            url=reverse("meetings:confirmation-own", args=[row.pk]),
            reason="Du är handläggare.",
            status="Inget besked än",
            deadline=row.inquiry.due_on,
            is_late=bool(row.inquiry.due_on and row.inquiry.due_on < today),
            mark="pending",
        )
        for row in _DECISIONS.of(user.person.pk)
    ]


def _to_say_whether(user: "User") -> list[Waiting]:
    """Whether the party wants to join in (K11)."""
    if user.person is None:
        return []
    today = timezone.localdate()
    return [
        Waiting(
            kind="Vilka vill vara med",
            title=f"{row.organisation.short_name}: {row.inquiry.title}",
            url=reverse("meetings:interest-own", args=[row.pk]),
            reason="Du svarar för parten.",
            status="Inget svar än",
            deadline=row.inquiry.due_on,
            is_late=bool(row.inquiry.due_on and row.inquiry.due_on < today),
            mark="pending",
        )
        for row in _INTEREST.of(user.person.pk)
    ]


def _to_look_at(user: "User") -> list[Waiting]:
    if not may(user, Permission.INQUIRY_SEND):
        return []
    today = timezone.localdate()
    mine = _OWN_REQUESTS.of(user.pk)
    found = confirmation_tables.listed(mine, today=today) if mine else []
    return [
        Waiting(
            kind="Parternas beslut",
            title=f"Beslut {one.decision.number}",
            url=reverse("meetings:confirmation-detail", args=[one.address]),
            reason=str(one.headline),
            status=one.words,
            deadline=one.request.inquiry.due_on,
            is_late=one.mark == "late",
            mark="late" if one.mark == "late" else "pending",
        )
        for one in found
        if one.mark in _TOLD
    ]
