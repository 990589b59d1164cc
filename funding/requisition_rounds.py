"""What requisitions are among rounds of questions: their words, where they lead, what the party is shown (G1)."""

from typing import TYPE_CHECKING

from django.urls import reverse

from secretariat.inquiries.purposes import Purpose
from secretariat.lib.access import Permission, may
from secretariat.lib.search import READERS

from .actions import requisition_rounds, requisitions
from .models import GrantDecision

if TYPE_CHECKING:
    from secretariat.inquiries.models import Inquiry
    from secretariat.registry.models import User


def place(inquiry: "Inquiry") -> tuple[str, str]:
    """The decision that a round is about."""
    found = GrantDecision.objects.select_related("fund").filter(pk=inquiry.object_id).first()
    return (str(found), found.get_absolute_url()) if found else ("Medel", reverse("funding:fund-list"))


def may_read(user: "User", inquiry: "Inquiry") -> bool:
    """Money is open to everybody who may read funds."""
    return may(user, Permission.FUNDING_READ)


PURPOSE = Purpose(
    key=requisitions.PURPOSE,
    words="Rekvisition",
    audience=READERS,
    place=place,
    may_read=may_read,
    facts=requisition_rounds.facts,
    obstacles=requisition_rounds.obstacles,
    after=requisition_rounds.after,
)
