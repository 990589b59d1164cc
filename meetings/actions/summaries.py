"""Beslutssammanfattning: decisions and uppdrag on one screen before the meeting ends, and out on their own (B7)."""

from typing import Any

from django.db import transaction

from meetings import notifications, paper
from meetings.actions.distribution import recipients_of
from meetings.actions.locks import locked
from meetings.actions.printing import tree_of
from meetings.actions.reading import status_of
from meetings.models import Body, Minutes
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import OutgoingMail, User


def summary_of(minutes: Minutes) -> dict[str, Any]:
    """What the summary's page prints: own decisions and uppdrag, each with its point."""
    document = tree_of(minutes)
    recipients = recipients_of(minutes)
    return {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "decisions": paper.decisions_of(document),
        "tasks": paper.tasks_of(document),
        "status": status_of(minutes, document.word, has_approval=document.has_approval),
        "recipients": [one for one in recipients if one.email],
        "without_address": [one for one in recipients if not one.email],
        "is_for_the_secretary_alone": is_for_the_secretary_alone(minutes),
    }


def obstacles_to_sending(minutes: Minutes, *, is_understood: bool) -> list[str]:
    """Why the summary cannot go out. Before the notes are finished it asks for an answer to what it may become (C9)."""
    document = tree_of(minutes)
    if not paper.decisions_of(document) and not paper.tasks_of(document):
        return ["Det finns varken beslut eller uppdrag att sammanfatta än."]
    if not any(one.email for one in recipients_of(minutes)):
        return ["Ingen i gruppen har en e-postadress."]
    if is_for_the_secretary_alone(minutes):
        return [
            "Gruppens utkast är bara för sekreteraren. Skicka sammanfattningen när anteckningarna är färdiga."
        ]
    if not minutes.is_finished and not is_understood:
        return ["Bekräfta att sammanfattningen får gå ut innan anteckningarna är färdiga."]
    return []


def is_for_the_secretary_alone(minutes: Minutes) -> bool:
    """Whether nothing of these minutes may go out before they are finished (C9)."""
    return not minutes.is_finished and minutes.meeting.draft_circle == Body.DraftCircle.SECRETARY


@transaction.atomic
def send(minutes: Minutes, *, by: User, is_understood: bool = False) -> list[OutgoingMail]:
    """Mail the summary, without the notes, to those who will get the notes. Logged. Returns the letters."""
    minutes = locked(minutes)
    if obstacles := obstacles_to_sending(minutes, is_understood=is_understood):
        raise NotAllowed(obstacles)
    document = tree_of(minutes)
    lines = [f"{one.number or f'Punkt {one.about}'}: {one.text}" for one in paper.decisions_of(document)]
    tasks = [
        f"{one.who or 'Ingen utsedd'}: {one.text}" + (f" Senast {one.due}." if one.due else "")
        for one in paper.tasks_of(document)
    ]
    letters = [
        notifications.summarised(
            minutes, email=one.email, person=one.person, by=by, decisions=lines, tasks=tasks
        )
        for one in recipients_of(minutes)
        if one.email
    ]
    log.write("skickade beslutssammanfattning", by=by, about=minutes, recipients=len(letters))
    return letters
