"""Sharing a draft with the whole group: a step of its own that asks first, since it may make the draft public (C9).

Three circles: who writes; the chair and the approvers; the whole group. The step to the third is when a text counts as
finished in the meaning of the law (domain 1.3): when, by whom and why is kept for good, whatever is taken back.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from meetings.models import Body, DrawnUp, Minutes
from secretariat.lib.dates import and_list, moment_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .locks import locked

BY_CHOICE = "Utkastet delades med hela gruppen."


@dataclass(frozen=True)
class Moment:
    """When minutes became upprättade, by whom, and why."""

    at: dt.datetime
    by: str
    why: str

    @property
    def told(self) -> str:
        """When, by whom and why, after a label that says what."""
        return f"{moment_in_words(self.at)} av {self.by}. {self.why}"

    @property
    def words(self) -> str:
        """As a sentence."""
        return f"Upprättad {self.told}"


def drawn_up(minutes: Minutes) -> Moment | None:
    """When the minutes became upprättade: when they were shared with the group, else when they were finished."""
    row = DrawnUp.objects.filter(minutes=minutes).select_related("drawn_up_by__person").first()
    if row:
        return Moment(row.drawn_up_at, row.drawn_up_by.name, row.why)
    if minutes.finished_at and minutes.finished_by:
        why = f"Texten blev färdig: {minutes.get_state_display()}."
        return Moment(minutes.finished_at, minutes.finished_by.name, why)
    return None


def circle_of(minutes: Minutes) -> Body.DraftCircle:
    """Which circle reads an unfinished text now."""
    if minutes.shared_at and minutes.meeting.may_reach_the_group:
        return Body.DraftCircle.GROUP
    if minutes.is_draft and minutes.meeting.draft_circle == Body.DraftCircle.SECRETARY:
        return Body.DraftCircle.SECRETARY
    return Body.DraftCircle.LEADERS


def asks_first(minutes: Minutes) -> bool:
    """Whether sharing with the group has to be confirmed; a body may have decided it once for all."""
    return minutes.meeting.draft_circle != Body.DraftCircle.GROUP_UNASKED


def obstacles_to_sharing(minutes: Minutes, *, is_understood: bool) -> list[str]:
    """Why the draft cannot be shared with the group now."""
    if minutes.is_finished:
        return ["Anteckningarna är färdiga och kan redan läsas av alla i gruppen."]
    if not minutes.meeting.may_reach_the_group:
        return [
            f"{and_list(narrower(minutes))} delar inte utkast med hela gruppen. Det står i arbetsordningen."
        ]
    if minutes.shared_at:
        return ["Utkastet är redan delat med gruppen."]
    if asks_first(minutes) and not is_understood:
        return ["Bekräfta att utkastet får delas och att det kan bli en allmän handling."]
    return []


def narrower(minutes: Minutes) -> list[str]:
    """Names of the meeting's bodies that keep their drafts narrower than the group."""
    rows = minutes.meeting.meeting_bodies_in_order
    names = [row.body.list_name for row in rows if row.body.draft_circle not in Body.WITH_GROUP]
    return names or ["Möten utan namngiven grupp"]


@transaction.atomic
def share(minutes: Minutes, *, by: User, is_understood: bool, why: str = "") -> None:
    """Let everybody with a seat in the meeting's bodies read the draft. When, by whom and why is kept, and logged."""
    minutes = locked(minutes)
    if obstacles := obstacles_to_sharing(minutes, is_understood=is_understood):
        raise NotAllowed(obstacles)
    minutes.shared_at, minutes.shared_by = timezone.now(), by
    minutes.save(update_fields=["shared_at", "shared_by"])
    reason = " ".join(why.split())[:300] or BY_CHOICE
    DrawnUp.objects.get_or_create(
        minutes=minutes, defaults={"drawn_up_at": minutes.shared_at, "drawn_up_by": by, "why": reason}
    )
    log.write("delade utkastet med gruppen", by=by, about=minutes, skäl=reason)


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
