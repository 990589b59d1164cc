"""Omgångar: typed questions put to many parties until a day, about one thing of the app that asks (F4).

An app above calls `create_round` and leads to the round's page; sending, links, reminders, answers and what they say
together are here. Its own name and address it tells as a `Purpose` (purposes.py).
"""

import datetime as dt
from collections.abc import Sequence

from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from secretariat.inquiries import notifications
from secretariat.inquiries.models import AnswerSheet, FormVersion, Inquiry, Recipient
from secretariat.inquiries.purposes import all_purposes
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.lib.statements import Things
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, Person, User

from . import forms, inquiries, letters, recipients, reminding
from .inquiries import Asked
from .locks import hold, obstacles_to_changing

# Put together


def obstacles_to_starting(version: FormVersion) -> list[str]:
    """Why the questions cannot be put to anybody."""
    found = []
    if version.form.purpose not in all_purposes():
        found.append("Formuläret hör till något som inte finns längre.")
    if not version.questions.exists():
        found.append("Formuläret har inga frågor än.")
    return found


@transaction.atomic
def create_round(
    form_version: FormVersion,
    *,
    about: models.Model,
    parties: Sequence[Asked],
    due_on: dt.date | None,
    by: User | None,
    period: str = "",
    title: str = "",
    text: str = "",
    today: dt.date | None = None,
) -> Inquiry:
    """Put a round together: who is asked these questions about what, until when. Nothing is sent yet.

    `period` (2025, våren 2026) tells rounds about the same thing apart, and names them where they are compared. Raises
    NotAllowed.
    """
    today = today or timezone.localdate()
    FormVersion.objects.select_for_update(of=("self",)).get(pk=form_version.pk)
    period = " ".join(period.split())[:40]
    purpose = form_version.form.purpose
    reasons = obstacles_to_starting(form_version) + inquiries.obstacles_to_creating(
        purpose=purpose, about=about, parties=parties, due_on=due_on, today=today, period=period
    )
    if reasons:
        raise NotAllowed(reasons)
    return inquiries.create(
        purpose=purpose,
        title=title.strip() or " ".join(part for part in (form_version.form.name, period) if part),
        about=about,
        parties=parties,
        by=by,
        text=text.strip(),
        due_on=due_on,
        today=today,
        form_version=form_version,
        period=period,
    )


def parties_to_ask() -> list[Organisation]:
    """The kommuner and regions there are today, in Swedish order."""
    there = Organisation.objects.existing_on(timezone.localdate())
    kinds = (Organisation.Kind.MUNICIPALITY, Organisation.Kind.REGION)
    return list(there.filter(kind__in=kinds).order_by("sort_key"))


def known_handlers(parties: Sequence[Organisation]) -> dict[int, Person]:
    """Who answered for each party the last time it was asked anything, and can be written to. By the party's id."""
    rows = Recipient.objects.filter(organisation__in=parties, handler__isnull=False, organ="")
    rows = rows.select_related("organisation", "handler__user").order_by("pk")
    return {row.organisation_id: row.handler for row in rows if row.handler and not letters.trouble_with(row)}


# Sent


def obstacles_to_sending(inquiry: Inquiry, *, today: dt.date) -> list[str]:
    """Why the round cannot go out."""
    version = inquiry.form_version
    if version and not version.questions.exists():
        return ["Formuläret har inga frågor än."]
    return inquiries.obstacles_to_sending(inquiry, today=today)


@transaction.atomic
def send(inquiry: Inquiry, *, by: User | None, at: dt.datetime | None = None) -> int:
    """Lock the questions and write to each handläggare. Returns how many letters. Raises NotAllowed."""
    at = at or timezone.now()
    inquiry = hold(inquiry.pk)
    if inquiry.form_version:
        FormVersion.objects.select_for_update().get(pk=inquiry.form_version.pk)
    if reasons := obstacles_to_sending(inquiry, today=local_day(at)):
        raise NotAllowed(reasons)
    if inquiry.form_version:
        forms.freeze(inquiry.form_version, at=at)
    return inquiries.send(inquiry, by=by, compose=notifications.asked(inquiry, by=by), at=at)


def add(inquiry: Inquiry, asked: Asked, *, by: User | None) -> Recipient:
    """Ask one more party. Raises NotAllowed."""
    return inquiries.add(inquiry, asked, by=by, compose=notifications.asked(inquiry, by=by))


def remove(recipient: Recipient, *, by: User | None) -> None:
    """Take a party out that has not begun. Raises NotAllowed."""
    inquiries.remove(recipient, by=by, tell=notifications.taken_out(recipient.inquiry, by=by))


def name_handler(recipient: Recipient, person: Person | None, *, by: User | None) -> None:
    """Say who answers for the party; the links of the one before, and of their colleagues, close. Raises NotAllowed."""
    compose = notifications.asked(recipient.inquiry, by=by)
    recipients.name_handler(recipient, person, by=by, compose=compose)


def obstacles_to_naming_new(recipient: Recipient, *, name: str, email: str) -> list[str]:
    """Why a new person cannot be put in the register and named."""
    reasons = obstacles_to_changing(recipient.inquiry)
    if not name.strip():
        reasons.append("Skriv handläggarens namn.")
    if not email.strip():
        reasons.append("Skriv handläggarens e-postadress, dit brevet ska gå.")
    elif taken := Person.objects.filter(email__iexact=email.strip()).first():
        reasons.append(f"{taken.name} har redan adressen {email.strip()}. Välj {taken.name} i listan.")
    return reasons


@transaction.atomic
def name_new_handler(recipient: Recipient, *, name: str, email: str, by: User | None) -> Person:
    """Put a person in the register, at the party, and let them answer for it. Raises NotAllowed."""
    hold(recipient.inquiry_id)
    if reasons := obstacles_to_naming_new(recipient, name=name, email=email):
        raise NotAllowed(reasons)
    given, _, family = " ".join(name.split()).partition(" ")
    person = Person.objects.create(
        given_name=given[:80],
        family_name=family[:80],
        email=email.strip(),
        organisation_id=recipient.organisation_id,
    )
    log.write("lade till person", by=by, about=person)
    name_handler(recipient, person, by=by)
    return person


# Reminded


def remind(
    inquiry: Inquiry, *, by: User | None, at: dt.datetime | None = None, only: Recipient | None = None
) -> int:
    """Remind those who have not handed in, or one of them; never more than one letter a day. Raises NotAllowed."""
    compose = notifications.reminded(inquiry, by=by)
    return reminding.remind(inquiry, by=by, compose=compose, at=at, only=only)


def remind_by_night(*, at: dt.datetime | None = None) -> int:
    """Remind before and after the last day, as reminding.py says. Returns how many letters. May be run twice."""
    at = at or timezone.now()
    today = local_day(at)
    near = Inquiry.objects.open().filter(
        Q(due_on__gte=today - dt.timedelta(days=max(reminding.AFTER) + reminding.GRACE)),
        Q(due_on__lte=today + dt.timedelta(days=max(reminding.BEFORE))),
        form_version__isnull=False,
        sent_at__isnull=False,
    )
    return sum(_remind_by_night(one, at, today) for one in near)


def _remind_by_night(inquiry: Inquiry, at: dt.datetime, today: dt.date) -> int:
    day = reminding.reminder_day(inquiry.due_on, today=today) if inquiry.due_on else None
    if day is None:
        return 0
    compose = notifications.reminded(inquiry, by=None)
    try:
        return reminding.remind(inquiry, by=None, compose=compose, at=at, since=day)
    except NotAllowed:  # everybody has answered, has had a letter today, or cannot be reached; or it is over
        return 0


# The end


def withdraw(inquiry: Inquiry, *, why: str, by: User | None, at: dt.datetime | None = None) -> None:
    """Take the round back; the handläggare are told why, and what is answered stays. Raises NotAllowed."""
    tell = notifications.withdrawn(inquiry, why=why.strip(), by=by)
    inquiries.withdraw(inquiry, why=why, by=by, tell=tell, at=at)


WITHOUT = "Omgången avslutades innan svaren hade lämnats in."


@transaction.atomic
def close(
    inquiry: Inquiry, *, by: User | None, without_the_rest: bool = False, at: dt.datetime | None = None
) -> None:
    """End the round. `without_the_rest` notes of those who have not handed in that they do not answer."""
    inquiry = hold(inquiry.pk)
    if without_the_rest and not obstacles_to_changing(inquiry) and inquiry.sent_at:
        for row in inquiry.recipients.filter(answered_at=None, excused_at=None).select_related("inquiry"):
            recipients.excuse(row, why=WITHOUT, by=by, at=at)
    inquiries.close(inquiry, by=by, at=at)


def waiting_for(user: User) -> list[Recipient]:
    """What waits for a user in rounds that are open: parties to answer for, then answers to read. One query."""
    return _WAITING.of(user.person_id or 0, user.pk)


def _waiting(person: int, user: int) -> QuerySet[Recipient]:
    is_out = Q(inquiry__sent_at__isnull=False, inquiry__closed_at=None, inquiry__withdrawn_at=None)
    to_answer = Q(handler=person, answered_at=None, excused_at=None)
    to_read = Q(inquiry__created_by=user, sheet__state=AnswerSheet.State.SUBMITTED)
    rows = Recipient.objects.filter(is_out & (to_answer | to_read), inquiry__form_version__isnull=False)
    return rows.select_related("inquiry", "organisation").order_by(
        F("answered_at").asc(nulls_first=True), "inquiry__due_on", "pk"
    )


_WAITING = Things(_waiting, takes=(int, int))
