"""What letters a person wants, and how (N5)."""

from collections.abc import Mapping

from django.db import transaction

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import MailChoice, Person, User

from . import log
from .mail_kinds import KINDS


def chosen(person: Person) -> dict[str, str]:
    """How the person gets letters of each kind that may be chosen."""
    ways = dict(MailChoice.objects.filter(person=person).values_list("purpose", "way"))
    return {
        purpose: ways.get(purpose, MailChoice._meta.get_field("way").default)
        for purpose, kind in KINDS.items()
        if kind.may_be_chosen
    }


@transaction.atomic
def choose(person: Person, ways: Mapping[str, str], *, by: User) -> None:
    """Keep the person's choices, one for each kind that was asked about."""
    if obstacles := obstacles_to_choosing(ways):
        raise NotAllowed(obstacles)
    before = chosen(person)
    for purpose, way in ways.items():
        MailChoice.objects.update_or_create(person=person, purpose=purpose, defaults={"way": way})
    if changed := [KINDS[purpose].words for purpose, way in ways.items() if before[purpose] != way]:
        log.write("ändrade sina utskick", by=by, about=person, slag=changed)


def obstacles_to_choosing(ways: Mapping[str, str]) -> list[str]:
    """Why some letters cannot be chosen away."""
    return [
        f"{KINDS[purpose].words if purpose in KINDS else purpose} skickas alltid direkt."
        for purpose in ways
        if purpose not in KINDS or not KINDS[purpose].may_be_chosen
    ]
