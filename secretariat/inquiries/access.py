"""Who may see and run a round of questions, change a form, and fetch a file that came with an answer."""

from typing import TYPE_CHECKING

from secretariat.lib.access import Permission, may
from secretariat.registry.access import is_office

from .models import Form, Inquiry
from .purposes import purpose_of

if TYPE_CHECKING:
    from secretariat.registry.models import StoredFile, User


def may_read_round(user: "User", inquiry: Inquiry) -> bool:
    """See the parties' answers: who runs the round, and whom its purpose lets in."""
    return may_manage_round(user, inquiry) or purpose_of(inquiry.purpose).may_read(user, inquiry)


def may_manage_round(user: "User", inquiry: Inquiry) -> bool:
    """Send, remind, return, approve: the office, and the secretary who made the round."""
    return may(user, Permission.INQUIRY_SEND) and (is_office(user) or inquiry.created_by_id == user.pk)


def may_change_form(user: "User", form: Form) -> bool:
    """Change its questions: the office, and the secretary who made it."""
    return may(user, Permission.INQUIRY_SEND) and (is_office(user) or form.created_by_id == user.pk)


def may_fetch_file(user: "User", stored: "StoredFile") -> bool:
    """A file of an answer is for those who may see the round's answers, and for the handläggare who answers."""
    for inquiry in Inquiry.objects.filter(recipients__sheet__answers__file=stored).distinct():
        if may_read_round(user, inquiry):
            return True
        own = inquiry.recipients.filter(sheet__answers__file=stored, handler__isnull=False)
        if user.person_id and own.filter(handler=user.person_id).exists():
            return True
    return False
