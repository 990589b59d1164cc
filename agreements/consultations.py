"""What a remiss is among rounds of questions: its words, where it leads, what to read, who may read the answers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse

from secretariat.inquiries.purposes import Noun, Purpose
from secretariat.lib.access import Permission, may
from secretariat.lib.search import READERS

from . import documents
from .models import Consultation

if TYPE_CHECKING:
    from secretariat.inquiries.models import Inquiry
    from secretariat.registry.models import StoredFile, User

KEY = "consultation"


def _of(inquiry: "Inquiry") -> Consultation | None:
    return Consultation.objects.select_related("version__agreement").filter(inquiry=inquiry).first()


def _place(inquiry: "Inquiry") -> tuple[str, str]:
    found = _of(inquiry)
    if found is None:
        return "Överenskommelser", reverse("agreements:agreement-list")
    agreement = found.version.agreement
    return (
        f"{agreement.short_name or agreement.title}, version {found.version.number}",
        found.version.get_absolute_url(),
    )


def _papers(inquiry: "Inquiry") -> Sequence["StoredFile"]:
    """The version's documents: the text, its appendices, what it is based on."""
    found = _of(inquiry)
    return [one.stored for one in documents.for_parties(found.version)] if found else []


def _may_read(user: "User", inquiry: "Inquiry") -> bool:
    """What the parties say of a proposal is for all of them: everybody who may read agreements."""
    return may(user, Permission.AGREEMENT_READ)


PURPOSE = Purpose(
    key=KEY, words="Remiss", noun=Noun("remiss", "remissen"), place=_place, may_read=_may_read, audience=READERS,
    papers=_papers,
)  # fmt: skip
