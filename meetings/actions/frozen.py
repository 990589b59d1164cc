"""The database's own refusal of a change in frozen minutes, said as an action says it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, transaction

from meetings.models.freeze import FROZEN
from secretariat.lib.rules import NotAllowed

SQLSTATE = "SKFRZ"


@contextmanager
def refused_when_frozen() -> Iterator[None]:
    """Run changes in a savepoint; where a trigger refuses them, raise NotAllowed instead of a database error."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) == SQLSTATE:
            said = getattr(error.__cause__, "diag", None)
            raise NotAllowed(getattr(said, "message_primary", None) or FROZEN) from error
        raise
