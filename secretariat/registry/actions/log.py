"""Write in the audit log (D8)."""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from secretariat.registry.models import LogEntry, User

_written: ContextVar[int] = ContextVar("lines written in the log by what is being done", default=0)


def written() -> int:
    """How many times something has been written since this thread began: whether a view has told of what it did."""
    return _written.get()


def write(
    verb: str, *, by: User | None, about: models.Model | None = None, ip: str | None = None, **detail: Any
) -> LogEntry:
    """Add one act: a Swedish verb in the past ("skickade för justering"), who, on what, with what particulars."""
    made = _entry(verb, by, about, detail, ip)
    made.save(force_insert=True)
    return made


def write_all(verb: str, *, by: User | None, about: Iterable[tuple[models.Model, dict[str, Any]]]) -> None:
    """Add the same act on many, each with particulars of its own: a line for each, in one query."""
    LogEntry.objects.bulk_create(_entry(verb, by, one, detail, None) for one, detail in about)


def _entry(
    verb: str, by: User | None, about: models.Model | None, detail: dict[str, Any], ip: str | None
) -> LogEntry:
    _written.set(_written.get() + 1)
    return LogEntry(
        user=by,
        user_name=by.name if by else "",
        verb=verb,
        content_type=ContentType.objects.get_for_model(about) if about else None,
        object_id=str(about.pk) if about else "",
        label=str(about)[:300] if about else "",
        detail=detail,
        ip=ip,
    )
