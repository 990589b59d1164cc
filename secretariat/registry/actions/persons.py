"""Persons: what happens around one, beside changing its own fields."""

from collections.abc import Iterable, Sequence

from secretariat.lib import hiding
from secretariat.registry.models import Person, User

from . import log

ADDED, CHANGED = "lade till person", "ändrade person"


def note_save(person: Person, *, is_new: bool, changed: Iterable[str], by: User) -> None:
    """Write in the log that a person was added or changed, and which fields (their values stay out of the log)."""
    if is_new:
        log.write(ADDED, by=by, about=person)
    elif words := _in_words(changed := list(changed)):
        if "protected_identity" in changed:
            hiding.changed()
        log.write(CHANGED, by=by, about=person, falt=words)


def save_many(added: Sequence[Person], changed: Sequence[tuple[Person, Sequence[str]]], *, by: User) -> None:
    """Save new persons, and of others the fields that are named, with the same lines in the log as one at a time.

    Three queries and one more for each set of fields, whatever the number of persons.
    """
    Person.objects.bulk_create(added)
    if any(person.protected_identity for person in added):
        hiding.changed()
    log.write_all(ADDED, by=by, about=((one, {}) for one in added))
    alike: dict[tuple[str, ...], list[Person]] = {}
    for person, fields in changed:
        # A new address has not failed yet.
        names = {*fields, "email_failed_at"} if "email" in fields else set(fields)
        alike.setdefault(tuple(sorted(names)), []).append(person)
    for together, persons in alike.items():
        Person.objects.bulk_update(persons, together)
    log.write_all(CHANGED, by=by, about=((one, {"falt": _in_words(fields)}) for one, fields in changed))


def _in_words(fields: Iterable[str]) -> list[str]:
    return [str(Person._meta.get_field(field).verbose_name) for field in sorted(fields)]  # type: ignore[union-attr]
