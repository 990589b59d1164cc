"""Finished minutes that were signed by a service elsewhere: taken in with what was found in the file (C14)."""

import dataclasses
import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from meetings.models import Minutes, SignedCopy
from secretariat.lib import sealing
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, log
from secretariat.registry.models import User

from .locks import locked
from .printing import original_of


def obstacles_to_taking_in(minutes: Minutes, content: bytes) -> list[str]:
    """Why a file is not kept as a signed copy of these minutes."""
    if not minutes.is_finished:
        return ["Bara färdiga anteckningar kan ha ett underskrivet exemplar."]
    try:
        found = sealing.signatures_in(content)
    except ValueError:
        return ["Filen är ingen PDF som går att läsa. Välj den fil som underskriftstjänsten lämnade."]
    return [] if found else ["Filen har ingen elektronisk underskrift. Välj den fil som skrevs under."]


@transaction.atomic
def take_in(minutes: Minutes, *, upload: UploadedFile, by: User, at: dt.datetime | None = None) -> SignedCopy:
    """Keep a signed PDF as it came, with the result of the look at it. It takes nothing's place.

    Raises NotAllowed. What the signatures are worth is told on the page, and not judged here.
    """
    minutes = locked(minutes)
    content = upload.read()
    if obstacles := obstacles_to_taking_in(minutes, content):
        raise NotAllowed(obstacles)
    found = sealing.signatures_in(content)
    made = SignedCopy.objects.create(
        minutes=minutes,
        file=files.store(upload, by=by, title=f"{minutes}, underskrivet"),
        received_at=at or timezone.now(),
        received_by=by,
        is_whole=all(one.is_intact and one.covers_all for one in found[-1:])
        and all(one.is_intact for one in found),
        is_ours=bool(minutes.pdf) and content.startswith(original_of(minutes)),
        signatures=[dataclasses.asdict(one) for one in found],
    )
    log.write(
        "lämnade in underskrivet exemplar", by=by, about=minutes, sha256=made.file.sha256,
        oforandrat=made.is_whole, samma=made.is_ours, underskrifter=len(found),
    )  # fmt: skip
    return made
