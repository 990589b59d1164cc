"""Let somebody of the office see one person with protected data for a while (D7). Each is in the log (D8)."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from secretariat.lib.access import Role, has_role
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Person, ProtectedOpening, User

from . import log


def obstacles_to_opening(person: Person, *, by: User, reason: str) -> list[str]:
    """Why this user cannot be let see this person now."""
    if not person.protected_identity:
        return ["Personen har inte skyddade personuppgifter."]
    if not has_role(by, Role.SECRETARIAT, Role.ADMINISTRATOR):
        return ["Bara sekretariatet kan visa skyddade personuppgifter."]
    return [] if reason.strip() else ["Skriv varför du behöver se uppgifterna."]


@transaction.atomic
def open_to(person: Person, *, by: User, reason: str, at: dt.datetime | None = None) -> ProtectedOpening:
    """Show the person's name to one user for `settings.PROTECTED_MINUTES` minutes. Logged with the reason."""
    if obstacles := obstacles_to_opening(person, by=by, reason=reason):
        raise NotAllowed(obstacles)
    now = at or timezone.now()
    made = ProtectedOpening.objects.create(
        person=person, user=by, reason=reason.strip()[:500], opened_at=now,
        until=now + dt.timedelta(minutes=settings.PROTECTED_MINUTES),
    )  # fmt: skip
    log.write(
        "öppnade skyddade personuppgifter", by=by, about=person, skal=made.reason, till=made.until.isoformat()
    )
    return made
