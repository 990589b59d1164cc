"""What reports are among rounds of questions: their words, where they lead, what the party is shown (G7)."""

from typing import TYPE_CHECKING

from django.urls import reverse

from secretariat.inquiries.purposes import Noun, Purpose
from secretariat.lib.access import Permission, may
from secretariat.lib.search import READERS

from .actions import reports
from .models import ReportRound

if TYPE_CHECKING:
    from secretariat.inquiries.models import Inquiry
    from secretariat.registry.models import User


def place(inquiry: "Inquiry") -> tuple[str, str]:
    """The report that a round is."""
    found = ReportRound.objects.select_related("grant__fund").filter(inquiry=inquiry).first()
    return (str(found), found.get_absolute_url()) if found else ("Medel", reverse("funding:fund-list"))


def may_read(user: "User", inquiry: "Inquiry") -> bool:
    """What the parties report is open to everybody who may read funds."""
    return may(user, Permission.FUNDING_READ)


PURPOSE = Purpose(
    key=reports.PURPOSE,
    words="Redovisning",
    noun=Noun("redovisning", "redovisningen"),
    audience=READERS,
    place=place,
    may_read=may_read,
    facts=reports.facts,
    obstacles=reports.obstacles,
    after=reports.after,
)
