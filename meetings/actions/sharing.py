"""Sharing a draft with the whole group: a step of its own that asks first, since it may make the draft public (C9)."""

from django.db import transaction
from django.utils import timezone

from meetings.models import Body, Minutes
from secretariat.lib.dates import and_list
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .locks import locked


def obstacles_to_sharing(minutes: Minutes, *, is_understood: bool) -> list[str]:
    """Why the draft cannot be shared with the group now."""
    if minutes.is_finished:
        return ["Anteckningarna är färdiga och kan redan läsas av alla i gruppen."]
    if minutes.meeting.draft_circle != Body.DraftCircle.GROUP:
        return [
            f"{and_list(narrower(minutes))} delar inte utkast med hela gruppen. Det står i arbetsordningen."
        ]
    if minutes.shared_at:
        return ["Utkastet är redan delat med gruppen."]
    if not is_understood:
        return ["Bekräfta att utkastet får delas och att det kan bli en allmän handling."]
    return []


def narrower(minutes: Minutes) -> list[str]:
    """Names of the meeting's bodies that keep their drafts narrower than the group."""
    rows = minutes.meeting.meeting_bodies_in_order
    names = [row.body.list_name for row in rows if row.body.draft_circle != Body.DraftCircle.GROUP]
    return names or ["Möten utan namngiven grupp"]


@transaction.atomic
def share(minutes: Minutes, *, by: User, is_understood: bool) -> None:
    """Let everybody with a seat in the meeting's bodies read the draft. When and by whom is kept, and logged."""
    minutes = locked(minutes)
    if obstacles := obstacles_to_sharing(minutes, is_understood=is_understood):
        raise NotAllowed(obstacles)
    minutes.shared_at, minutes.shared_by = timezone.now(), by
    minutes.save(update_fields=["shared_at", "shared_by"])
    log.write("delade utkastet med gruppen", by=by, about=minutes)


@transaction.atomic
def stop_sharing(minutes: Minutes, *, by: User) -> None:
    """Close the draft to the group again. What it has become by being shared stays so. Nothing happens twice."""
    minutes = locked(minutes)
    if minutes.shared_at is None:
        return
    since = minutes.shared_at
    minutes.shared_at = minutes.shared_by = None
    minutes.save(update_fields=["shared_at", "shared_by"])
    log.write("slutade dela utkastet med gruppen", by=by, about=minutes, shared_at=since.isoformat())
