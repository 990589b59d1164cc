"""What one party says of joining in: told by its handläggare through the link, or filled in by the office (K11)."""

import datetime as dt
from dataclasses import dataclass, fields

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from meetings import interest_letters
from meetings.interest_words import Voice, summary
from meetings.models import Interest
from secretariat.inquiries.actions import recipients
from secretariat.inquiries.actions.locks import hold, obstacles_to_changing
from secretariat.inquiries.models import Inquiry
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log, mail
from secretariat.registry.models import LogEntry, User

from .confirmation_answers import LINK, LOGIN, OFFICE, Told
from .interests import call_of

__all__ = ["LINK", "LOGIN", "OFFICE", "Said"]

VERB = "svarade om intresse"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a party says, all of it: a field left empty takes back what stood there."""

    answer: str = ""
    condition: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""


_NAMES = {
    "answer": "Svar",
    "condition": "Villkor eller kommentar",
    "contact": "Kontaktperson",
    "email": "E-post",
    "phone": "Telefon",
}
_NO_ANSWER = "Välj ja, kanske eller nej."


def obstacles_to_answering(inquiry: Inquiry, said: Said | None = None) -> list[str]:
    """Why nothing can be answered any more, or not this."""
    if reasons := obstacles_to_changing(inquiry):
        return reasons
    return [_NO_ANSWER] if said and said.answer not in Interest.Answer.values else []


@transaction.atomic
def answer(
    interest: Interest,
    said: Said,
    *,
    how: str,
    who: str,
    by: User | None = None,
    at: dt.datetime | None = None,
) -> bool:
    """Save what a party says. Returns whether anything was new. Raises NotAllowed.

    `how` is LINK, OFFICE or LOGIN, `who` the name of whoever says it. Two answers at once come one after the other, and
    the log keeps both.
    """
    at = at or timezone.now()
    inquiry = hold(interest.recipient.inquiry_id)
    interest = Interest.objects.select_related(
        "recipient__organisation", "recipient__inquiry__created_by__person"
    ).get(pk=interest.pk)
    if reasons := obstacles_to_answering(inquiry, said):
        raise NotAllowed(reasons)
    was = _as_told(interest)
    for field in fields(said):
        setattr(interest, field.name, getattr(said, field.name).strip())
    now = _as_told(interest)
    changes = {name: [was[name], now[name]] for name in now if was[name] != now[name]}
    if not changes:
        return False
    interest.save()
    recipients.record_answer(interest.recipient, is_final=True, who=who, how=how, at=at)
    log.write(VERB, by=by, about=interest, av=who, hur=how, ändringar=changes)
    if how != OFFICE:
        _tell(interest, changes)
    return True


def _as_told(interest: Interest) -> dict[str, str]:
    """What stands there, in words, by the names of the page."""
    told = {words: str(getattr(interest, name)) for name, words in _NAMES.items()}
    return {**told, "Svar": str(interest.get_answer_display()) if interest.answer else ""}


def _tell(interest: Interest, changes: dict[str, list[str]]) -> None:
    told = [
        f"{name}: {new or 'borttaget'}" + (f" (tidigare {old})" if old else "")
        for name, (old, new) in changes.items()
    ]
    rows = Interest.objects.filter(recipient__inquiry=interest.recipient.inquiry_id)
    voices = [voice_of(one) for one in rows.select_related("recipient__organisation").order_by(*ORDER)]
    mail.write_many(
        interest_letters.answered(
            interest, call_of(interest.recipient), said=told, summary=str(summary(voices))
        )
    )


ORDER = ("recipient__organisation__sort_key", "recipient")


def voice_of(interest: Interest) -> Voice:
    """What the party says, for the sentence."""
    recipient = interest.recipient
    return Voice(
        name=recipient.organisation.short_name,
        answer=interest.answer,
        is_excused=recipient.excused_at is not None,
    )


def history(interest: Interest) -> list[Told]:
    """Every answer of the party, latest first. One query."""
    rows = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Interest), object_id=str(interest.pk), verb=VERB
    ).order_by("-at", "-pk")
    return [Told.of(row) for row in rows]
