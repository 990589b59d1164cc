"""A question to the parties, from being put together to being closed, in one file from top to bottom.

Every step locks the inquiry, so that an answer and a withdrawal cannot pass each other.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from secretariat.inquiries.models import AnswerSheet, FormVersion, Inquiry, Recipient
from secretariat.inquiries.purposes import noun_of
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log, mail
from secretariat.registry.models import Organisation, Person, User

from . import letters, reply_links
from .locks import held, hold, obstacles_to_changing, rows_of


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A party that is to be asked, which organ of it, and who answers for it."""

    organisation: Organisation
    organ: str = ""
    handler: Person | None = None


# Put together


def obstacles_to_creating(
    *,
    purpose: str,
    about: models.Model,
    parties: Sequence[Asked],
    due_on: dt.date | None,
    today: dt.date,
    period: str = "",
) -> list[str]:
    """Why the parties cannot be asked about this."""
    found = []
    same = Inquiry.objects.filter(
        purpose=purpose,
        content_type=ContentType.objects.get_for_model(about),
        object_id=str(about.pk),
        period=period,
    )
    if same.filter(withdrawn_at=None).exists():
        found.append(
            f"Det finns redan en omgång för {period}. Öppna den, eller skriv vad den nya avser."
            if period
            else f"Parterna är redan tillfrågade. Öppna den {noun_of(purpose).bare} som finns."
        )
    if not parties:
        found.append("Välj minst en part.")
    pairs = [(one.organisation.pk, one.organ.casefold()) for one in parties]
    twice = {
        one.organisation.short_name for one, pair in zip(parties, pairs, strict=True) if pairs.count(pair) > 1
    }
    found += [f"{name} är med två gånger." for name in sorted(twice)]
    if due_on and due_on < today:
        found.append("Sista dagen för svar har redan varit. Välj en senare dag.")
    return found


@transaction.atomic
def create(
    *,
    purpose: str,
    title: str,
    about: models.Model,
    parties: Sequence[Asked],
    by: User | None,
    text: str = "",
    due_on: dt.date | None = None,
    today: dt.date | None = None,
    form_version: FormVersion | None = None,
    period: str = "",
) -> Inquiry:
    """Put a question together; nobody is told before it is sent. Raises NotAllowed.

    With `form_version` its typed questions are asked, in a round (rounds.py), and `period` says what time it is about.

    The thing that is asked about must be locked by the caller, else two could ask at once (the database refuses the
    second one).
    """
    today = today or timezone.localdate()
    if reasons := obstacles_to_creating(
        purpose=purpose, about=about, parties=parties, due_on=due_on, today=today, period=period
    ):
        raise NotAllowed(reasons)
    inquiry = Inquiry.objects.create(
        purpose=purpose,
        form_version=form_version,
        period=period,
        title=title[:300],
        text=text,
        content_type=ContentType.objects.get_for_model(about),
        object_id=str(about.pk),
        due_on=due_on,
        created_by=by,
    )
    Recipient.objects.bulk_create(
        Recipient(
            inquiry=inquiry,
            organisation=one.organisation,
            organ=one.organ,
            handler=one.handler,
            position=place,
        )
        for place, one in enumerate(parties)
    )
    log.write("förberedde förfrågan", by=by, about=inquiry, parter=len(parties))
    return inquiry


@transaction.atomic
def change(inquiry: Inquiry, *, due_on: dt.date | None, text: str, by: User | None) -> None:
    """Move the last day for answers, or change the words to those who are asked. Raises NotAllowed."""
    inquiry = hold(inquiry.pk)
    reasons = obstacles_to_changing(inquiry)
    if due_on and due_on != inquiry.due_on and due_on < timezone.localdate():
        reasons.append("Sista dagen för svar har redan varit. Välj en senare dag.")
    if reasons:
        raise NotAllowed(reasons)
    was = inquiry.due_on
    if (was, inquiry.text) == (due_on, text):
        return
    inquiry.due_on, inquiry.text = due_on, text
    inquiry.save(update_fields=["due_on", "text"])
    days = [day.isoformat() if day else "" for day in (was, due_on)]
    log.write("ändrade förfrågan", by=by, about=inquiry, senast=days)


def obstacles_to_adding(inquiry: Inquiry, asked: Asked) -> list[str]:
    """Why the party cannot be asked too."""
    known = inquiry.recipients.filter(organisation=asked.organisation, organ__iexact=asked.organ)
    if known.exists():
        return [*obstacles_to_changing(inquiry), f"{asked.organisation.short_name} är redan med."]
    return obstacles_to_changing(inquiry)


@transaction.atomic
def add(inquiry: Inquiry, asked: Asked, *, by: User | None, compose: letters.Compose) -> Recipient:
    """Ask one more party. It gets its letter at once where the others have got theirs. Raises NotAllowed."""
    inquiry = hold(inquiry.pk)
    if reasons := obstacles_to_adding(inquiry, asked):
        raise NotAllowed(reasons)
    last = inquiry.recipients.aggregate(last=models.Max("position"))["last"]
    made = Recipient.objects.create(
        inquiry=inquiry,
        organisation=asked.organisation,
        organ=asked.organ,
        handler=asked.handler,
        position=0 if last is None else last + 1,
    )
    log.write("lade till part i förfrågan", by=by, about=inquiry, part=str(made))
    if inquiry.sent_at:
        letters.send_to(
            [rows_of(inquiry).get(pk=made.pk)], inquiry, by=by, compose=compose, at=timezone.now()
        )
    return made


def obstacles_to_removing(recipient: Recipient) -> list[str]:
    """Why the party cannot be taken out: what it has answered stays."""
    if recipient.answered_at:
        return [f"{recipient.organisation.short_name} har redan svarat och kan inte tas bort."]
    if AnswerSheet.objects.filter(recipient=recipient).exists():
        return [f"{recipient.organisation.short_name} har börjat svara och kan inte tas bort."]
    return obstacles_to_changing(recipient.inquiry)


@transaction.atomic
def remove(recipient: Recipient, *, by: User | None, tell: letters.Tell) -> None:
    """Take a party out that has not answered; its link opens nothing, and who had got a letter is told."""
    inquiry, recipient = held(recipient)
    if reasons := obstacles_to_removing(recipient):
        raise NotAllowed(reasons)
    if recipient.sent_at and not letters.trouble_with(recipient):
        mail.write_many([tell(recipient)])
    reply_links.close([recipient], by=by)
    log.write("tog bort part ur förfrågan", by=by, about=inquiry, part=str(recipient))
    recipient.delete()


# Sent


def obstacles_to_sending(inquiry: Inquiry, *, today: dt.date) -> list[str]:
    """Why the question cannot go out. That some party lacks a handläggare is no reason; all of them do is one."""
    if reasons := obstacles_to_changing(inquiry):
        return reasons
    if inquiry.sent_at:
        return [f"{noun_of(inquiry.purpose).the} är redan skickad."]
    if inquiry.due_on and inquiry.due_on < today:
        return ["Sista dagen för svar har varit. Ändra den först."]
    rows = list(rows_of(inquiry))
    if not rows:
        return ["Lägg till minst en part."]
    if all(letters.trouble_with(row) for row in rows):
        return ["Ingen part har en handläggare som kan få brev. Utse minst en."]
    return []


@transaction.atomic
def send(
    inquiry: Inquiry, *, by: User | None, compose: letters.Compose, at: dt.datetime | None = None
) -> int:
    """Write one letter to each handläggare, with a link of their own. Returns how many. Raises NotAllowed."""
    at = at or timezone.now()
    inquiry = hold(inquiry.pk)
    if reasons := obstacles_to_sending(inquiry, today=local_day(at)):
        raise NotAllowed(reasons)
    inquiry.sent_at = at
    inquiry.save(update_fields=["sent_at"])
    count = letters.send_to(list(rows_of(inquiry)), inquiry, by=by, compose=compose, at=at)
    log.write("skickade förfrågan", by=by, about=inquiry, brev=count)
    return count


# The end


def obstacles_to_withdrawing(inquiry: Inquiry, *, why: str) -> list[str]:
    """Why the question cannot be taken back."""
    if reasons := obstacles_to_changing(inquiry):
        return reasons
    return (
        []
        if why.strip()
        else [f"Skriv varför {noun_of(inquiry.purpose).definite} återkallas. Parterna får läsa det."]
    )


@transaction.atomic
def withdraw(
    inquiry: Inquiry, *, why: str, by: User | None, tell: letters.Tell, at: dt.datetime | None = None
) -> None:
    """Take the question back: links open nothing, who got a letter is told why, and what is answered stays."""
    inquiry = hold(inquiry.pk)
    if reasons := obstacles_to_withdrawing(inquiry, why=why):
        raise NotAllowed(reasons)
    inquiry.withdrawn_at, inquiry.withdrawn_by = at or timezone.now(), by
    inquiry.withdrawn_why = why.strip()[:300]
    inquiry.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    rows = list(rows_of(inquiry))
    for row in rows:
        row.inquiry = inquiry
    mail.write_many(tell(row) for row in rows if row.sent_at and not letters.trouble_with(row))
    reply_links.close(rows, by=by)
    log.write("återkallade förfrågan", by=by, about=inquiry, skäl=inquiry.withdrawn_why)


def obstacles_to_closing(inquiry: Inquiry) -> list[str]:
    """Why the question cannot be closed: somebody is left."""
    if reasons := obstacles_to_changing(inquiry):
        return reasons
    if not inquiry.sent_at:
        return [f"{noun_of(inquiry.purpose).the} är inte skickad än."]
    left = inquiry.recipients.filter(answered_at=None, excused_at=None).select_related("organisation")
    names = [row.organisation.short_name for row in left]
    if names:
        return [
            f"Kvar: {', '.join(names)}. Notera att de inte svarar, eller återkalla {noun_of(inquiry.purpose).definite}."
        ]
    return []


@transaction.atomic
def close(inquiry: Inquiry, *, by: User | None, at: dt.datetime | None = None) -> None:
    """End it: nothing can be answered or changed any more, unless it is opened again. Raises NotAllowed."""
    inquiry = hold(inquiry.pk)
    if reasons := obstacles_to_closing(inquiry):
        raise NotAllowed(reasons)
    inquiry.closed_at = at or timezone.now()
    inquiry.save(update_fields=["closed_at"])
    log.write("avslutade förfrågan", by=by, about=inquiry)


@transaction.atomic
def reopen(inquiry: Inquiry, *, by: User | None) -> None:
    """Open a closed one again. Twice is once; one that is withdrawn stays so. Raises NotAllowed."""
    inquiry = hold(inquiry.pk)
    if inquiry.withdrawn_at:
        raise NotAllowed(f"{noun_of(inquiry.purpose).the} är återkallad. Gör en ny.")
    if inquiry.closed_at:
        inquiry.closed_at = None
        inquiry.save(update_fields=["closed_at"])
        log.write("öppnade förfrågan igen", by=by, about=inquiry)
