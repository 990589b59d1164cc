"""What the registry tells the start page: letters that did not get through and wait for a person."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse

from secretariat.lib.access import Permission, may
from secretariat.lib.statements import Things
from secretariat.lib.waiting import Waiting

from .actions.mail_kinds import LOGIN
from .models import OutgoingMail

if TYPE_CHECKING:
    from .models import User

SHOWN = 5


def _lost() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.given_up().exclude(purpose=LOGIN).defer("body", "html", "calendar")


_LATEST = Things(lambda: _lost().order_by("-given_up_at", "-pk")[: SHOWN + 1], takes=())


def waiting(user: "User") -> list[Waiting]:
    """For the office: the latest letters that were given up, and how many more there are. Codes are asked for anew."""
    if not may(user, Permission.MAIL_READ):
        return []
    letters = _LATEST.of()
    rows = [_row(letter) for letter in letters[:SHOWN]]
    if len(letters) > SHOWN:
        url = f"{reverse('registry:mail-list')}?lage=misslyckat"
        rows.append(
            Waiting(kind="Utskick", title=f"{_lost().count() - SHOWN} brev till", url=url, mark="late")
        )
    return rows


def _row(letter: OutgoingMail) -> Waiting:
    return Waiting(
        kind="Utskick",
        title=letter.subject,
        url=reverse("registry:mail-detail", args=[letter.pk]),
        reason=f"Till {letter.to_name or letter.to_email}. {letter.last_error}",
        status="Gick det fram?" if letter.is_unsure else "Kunde inte skickas",
        mark="pending" if letter.is_unsure else "late",
    )
