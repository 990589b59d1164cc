"""Start an office: its own organisation, letterhead and first administrator."""

from django.db import transaction

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Letterhead, Organisation, Person, User

from . import log, synonyms, users


@transaction.atomic
def start(*, email: str, name: str, organisation: str) -> User:
    """Make the first administrator (who logs in by a code in the mail), the own organisation and its letterhead."""
    if obstacles := obstacles_to_starting():
        raise NotAllowed(obstacles)
    own = (
        Organisation.objects.filter(is_own=True).first()
        or Organisation.objects.filter(name=organisation).first()
    )
    if own is None:
        own = Organisation(name=organisation, short_name=organisation[:80], kind=Organisation.Kind.REGION)
    own.is_own = True
    own.save()
    Letterhead.objects.get_or_create(name=own.short_name, defaults={"organisation": own, "email": email})
    given, _, family = name.strip().rpartition(" ")
    person = Person.objects.create(
        given_name=given or family, family_name=family if given else "", organisation=own, email=email
    )
    user = User.objects.create_user(email, person=person, office_role=User.OfficeRole.ADMINISTRATOR)
    synonyms.add_first()
    log.write("startade kansliet", by=user, about=own)
    return user


def obstacles_to_starting() -> list[str]:
    """Why no first administrator can be made."""
    if users.administrators().exists():
        return ["Det finns redan en administratör. Logga in som den och lägg till fler under Användare."]
    return []
