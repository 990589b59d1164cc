"""That somebody was shown something restricted is in the log: a line for each view, from where, and which page (D8)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest

from .accounts import visitors_address
from .actions import log
from .models import User


def note(request: HttpRequest, verb: str, *, about: models.Model | None = None, **detail: Any) -> None:
    """Write that whoever asks was shown something. Only what is read is noted, and nothing in read-only mode."""
    user = getattr(request, "user", None)
    if settings.READ_ONLY or request.method != "GET" or not isinstance(user, User):
        return
    log.write(verb, by=user, about=about, ip=visitors_address(request), adress=request.path, **detail)
