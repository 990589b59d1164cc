"""Write in the audit log (D8)."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from secretariat.registry.models import LogEntry, User


def write(
    verb: str, *, by: User | None, about: models.Model | None = None, ip: str | None = None, **detail: Any
) -> LogEntry:
    """Add one act: a Swedish verb in the past ("skickade för justering"), who, on what, with what particulars."""
    return LogEntry.objects.create(
        user=by,
        user_name=by.name if by else "",
        verb=verb,
        content_type=ContentType.objects.get_for_model(about) if about else None,
        object_id=str(about.pk) if about else "",
        label=str(about)[:300] if about else "",
        detail=detail,
        ip=ip,
    )
