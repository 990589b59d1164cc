"""Persons: what happens around one, beside changing its own fields."""

from collections.abc import Iterable

from secretariat.registry.models import Person, User

from . import log


def note_save(person: Person, *, is_new: bool, changed: Iterable[str], by: User) -> None:
    """Write in the log that a person was added or changed, and which fields (their values stay out of the log)."""
    if is_new:
        log.write("lade till person", by=by, about=person)
    elif fields := sorted(changed):
        words = [str(Person._meta.get_field(field).verbose_name) for field in fields]  # type: ignore[union-attr]
        log.write("ändrade person", by=by, about=person, falt=words)
