"""Who may do what to an agreement, where the agreement itself matters."""

from typing import TYPE_CHECKING

from meetings import access as meeting_access
from secretariat.lib.access import Permission, Role, may

from .models import Agreement, AgreementDocument, AgreementParty

if TYPE_CHECKING:
    from secretariat.registry.models import StoredFile, User


def may_edit(user: "User", agreement: Agreement) -> bool:
    """Write it, send it, fill in for the parties: the office, the managing body's secretary and who is responsible."""
    if not may(user, Permission.AGREEMENT_EDIT):
        return False
    mine = meeting_access.bodies_of(user)[Role.SECRETARY]
    answers = agreement.responsible_id is not None and agreement.responsible_id == user.person_id
    return meeting_access.is_office(user) or answers or agreement.body_id in mine


def may_override(user: "User", agreement: Agreement) -> bool:
    """Set a state by hand, with a reason: the secretariat alone (domain 3.3)."""
    return may_edit(user, agreement) and meeting_access.is_office(user)


def may_fetch_file(user: "User", stored: "StoredFile") -> bool:
    """A version's documents and the parties' extracts are for those who may read agreements."""
    if (
        stored.circle == stored.Circle.SECRETARIAT
        or stored.secrecy
        or not may(user, Permission.AGREEMENT_READ)
    ):
        return False
    extracts = AgreementParty.objects.filter(extract=stored)
    return AgreementDocument.objects.filter(stored=stored).exists() or extracts.exists()
