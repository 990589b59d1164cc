"""The register of schools: one by one, or a whole list taken in at once (H2)."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, User
from surveys.list_files import ListFile
from surveys.models import School
from surveys.school_lists import NEW, Preview, preview


def kommuner() -> QuerySet[Organisation]:
    """The county's kommuner, in order."""
    return Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY, ends_on=None).order_by("sort_key")


def names_of_kommuner() -> dict[str, tuple[int, str]]:
    """Id and short name of each kommun by everything it is called, in lower case."""
    found: dict[str, tuple[int, str]] = {}
    for one in kommuner():
        words = [one.name, one.short_name, one.municipality_code, *one.aliases, f"{one.short_name} kommun"]
        for word in words:
            if word:
                found.setdefault(word.casefold(), (one.pk, one.short_name))
    return found


def previewed(told: ListFile) -> Preview:
    """What the file would do to the register as it is now."""
    return preview(told, list(School.objects.select_related("party")), names_of_kommuner())


@transaction.atomic
def take_in(told: ListFile, *, by: User) -> Preview:
    """All of the file, or nothing. It is read against the register anew, locked. Raises NotAllowed."""
    list(School.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    shown = previewed(told)
    if shown.reasons:
        raise NotAllowed(shown.reasons)
    try:
        with transaction.atomic():
            for line in shown.touched:
                school = line.school or School()
                for name, value in line.values.items():
                    setattr(school, name, value)
                school.save()
    except IntegrityError:
        raise NotAllowed(
            "Två skolor skulle få samma namn eller skolenhetskod. Läs in den ena först, i en egen fil."
        ) from None
    log.write("läste in skolor", by=by, nya=shown.count(NEW), ändrade=len(shown.touched) - shown.count(NEW))
    return shown


@transaction.atomic
def note_change(school: School, changed: list[str], *, by: User, made: bool = False) -> None:
    """One school saved by hand is told in the log."""
    detail: Mapping[str, Any] = {} if made else {"fält": changed}
    log.write("lade upp skola" if made else "ändrade skola", by=by, about=school, **detail)
