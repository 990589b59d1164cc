"""Organisations with their units, saved together."""

from django.db import transaction
from django.db.models import ProtectedError

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Organisation, OrgUnit, User

from . import log


@transaction.atomic
def save(
    organisation: Organisation, *, units: list[OrgUnit], removed: list[OrgUnit], is_new: bool, by: User
) -> Organisation:
    """Save the organisation, its new and changed units, and take away the removed ones.

    Raises NotAllowed where a removed unit stands in somebody's text.
    """
    organisation.save()
    for unit in units:
        unit.organisation = organisation
        unit.save()
    for unit in removed:
        _remove(unit)
    log.write("lade till organisation" if is_new else "ändrade organisation", by=by, about=organisation)
    return organisation


def _remove(unit: OrgUnit) -> None:
    try:
        with transaction.atomic():
            unit.delete()
    except ProtectedError as error:
        raise NotAllowed(
            f"{unit} står i anteckningar och kan inte tas bort. Byt namn på enheten i stället."
        ) from error
