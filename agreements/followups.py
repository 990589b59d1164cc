"""What the yearly follow-up is among rounds of questions: its words, where it leads, who may read it (F5)."""

from typing import TYPE_CHECKING

from django.urls import reverse

from secretariat.inquiries.purposes import Noun, Purpose
from secretariat.lib.access import Permission, may
from secretariat.lib.search import READERS

from .models import FollowUp

if TYPE_CHECKING:
    from secretariat.inquiries.models import Inquiry
    from secretariat.registry.models import User

KEY = "followup"


def _place(inquiry: "Inquiry") -> tuple[str, str]:
    found = FollowUp.objects.select_related("agreement").filter(inquiry=inquiry).first()
    if found is None:
        return "Överenskommelser", reverse("agreements:agreement-list")
    return found.agreement.short_name or found.agreement.title, found.agreement.get_absolute_url()


def _may_read(user: "User", inquiry: "Inquiry") -> bool:
    """What the parties answer of what they have agreed is for all of them: everybody who may read agreements."""
    return may(user, Permission.AGREEMENT_READ)


PURPOSE = Purpose(
    key=KEY, words="Uppföljning", noun=Noun("uppföljning", "uppföljningen"), place=_place, may_read=_may_read,
    audience=READERS,
)  # fmt: skip
