"""Parternas beslut: asking the parties to confirm a decision, and what becomes of the question (K3).

Who is asked, letters, reminders and links are `secretariat.inquiries`; here stands what is special for a decision.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from meetings import confirmation_letters as texts
from meetings.models import Confirmation, ConfirmationRequest, Decision
from secretariat.inquiries.actions import inquiries, letters, recipients, reminding
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.actions.locks import hold, obstacles_to_changing
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.dates import and_list, local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, Person, User

from .wordings import Span, words_of

PURPOSE = "confirmation"


def words(decision: Decision) -> str:
    """The decision's own words, plain."""
    span = Span(decision.pk, decision.item_id, decision.block_id, decision.last_block_id, decision.block.html)
    return words_of([span])[decision.pk]


def decision_of(request: ConfirmationRequest) -> Decision:
    """The decision that is to be confirmed, with what its letters and pages name."""
    return (
        Decision.objects.select_related("block", "item", "meeting__secretary", "meeting__minutes")
        .prefetch_related("meeting__meeting_bodies__body__letterhead")
        .get(pk=request.decision_id)
    )


def latest_of(decision: Decision) -> ConfirmationRequest | None:
    """The decision's request that stands, else the latest that was withdrawn."""
    rows = decision.confirmation_requests.select_related("inquiry__created_by__person")
    return rows.order_by("inquiry__withdrawn_at", "-pk").filter(inquiry__withdrawn_at=None).first() or (
        rows.order_by("-pk").first()
    )


def request_of(recipient: Recipient) -> ConfirmationRequest:
    """The request a recipient belongs to."""
    return ConfirmationRequest.objects.select_related("inquiry").get(inquiry=recipient.inquiry_id)


# Asking


def parties_of(decision: Decision) -> list[Organisation]:
    """Organisations with a seat in the meeting's bodies today, in Swedish order."""
    seated = Organisation.objects.filter(seats__body__meeting_bodies__meeting=decision.meeting_id)
    return list(seated.distinct().order_by("sort_key"))


def municipalities() -> list[Organisation]:
    """The kommuner there are today, in Swedish order."""
    there = Organisation.objects.existing_on(timezone.localdate())
    return list(there.filter(kind=Organisation.Kind.MUNICIPALITY).order_by("sort_key"))


def obstacles_to_asking(decision: Decision) -> list[str]:
    """Why the parties cannot be asked to confirm the decision, whoever they are."""
    if not decision.is_own:
        return ["Beslutet är rapporterat från någon annan. Fråga parterna om gruppens egna beslut."]
    found = []
    if not decision.meeting.minutes.is_finished:
        found.append("Anteckningarna är inte färdiga än. Fråga parterna när texten inte längre kan ändras.")
    if not decision.number:
        found.append("Beslutet har inget nummer. Numret ges när anteckningarna skickas ut.")
    later = decision.superseded_by.exclude(number="").first()
    if later:
        found.append(f"Beslutet är ersatt av {later.number}.")
    return found


@transaction.atomic
def ask(
    decision: Decision,
    *,
    parties: Sequence[Asked],
    by: User,
    due_on: dt.date | None = None,
    text: str = "",
    today: dt.date | None = None,
) -> ConfirmationRequest:
    """Put the question together: who is to confirm, until when. Nothing is sent yet. Raises NotAllowed."""
    Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    today = today or timezone.localdate()
    reasons = obstacles_to_asking(decision) + inquiries.obstacles_to_creating(
        purpose=PURPOSE, about=decision, parties=parties, due_on=due_on, today=today
    )
    if reasons:
        raise NotAllowed(reasons)
    inquiry = inquiries.create(
        purpose=PURPOSE,
        title=f"Parternas beslut om {decision.number}",
        about=decision,
        parties=parties,
        by=by,
        text=text,
        due_on=due_on,
        today=today,
    )
    Confirmation.objects.bulk_create(
        Confirmation(recipient=row, organ=row.organ) for row in inquiry.recipients.all()
    )
    return ConfirmationRequest.objects.create(decision=decision, inquiry=inquiry)


@transaction.atomic
def add(request: ConfirmationRequest, asked: Asked, *, by: User) -> Recipient:
    """Ask one more party, or another organ of one. Raises NotAllowed."""
    hold(request.inquiry_id)
    decision = decision_of(request)
    made = inquiries.add(request.inquiry, asked, by=by, compose=_asking(decision, by))
    Confirmation.objects.create(recipient=made, organ=made.organ)
    return made


def remove(recipient: Recipient, *, by: User) -> None:
    """Take a party out that has not answered. Raises NotAllowed."""
    inquiries.remove(recipient, by=by, tell=texts.taken_out(decision_of(request_of(recipient)), by=by))


def _asking(decision: Decision, by: User | None) -> letters.Compose:
    return texts.asked(decision, words(decision), by=by)


def send(request: ConfirmationRequest, *, by: User, at: dt.datetime | None = None) -> int:
    """Write to each handläggare. Returns how many letters. Raises NotAllowed."""
    return inquiries.send(request.inquiry, by=by, compose=_asking(decision_of(request), by), at=at)


def name_handler(
    recipient: Recipient, person: Person | None, *, by: User, at: dt.datetime | None = None
) -> None:
    """Say who answers for the party; gets the letter at once where the others have got theirs. Raises NotAllowed."""
    compose = _asking(decision_of(request_of(recipient)), by)
    recipients.name_handler(recipient, person, by=by, compose=compose, at=at)


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
def name_new_handler(
    recipient: Recipient, *, name: str, email: str, by: User, phone: str = "", at: dt.datetime | None = None
) -> Person:
    """Put a person in the register, at the party, and let them answer for it. Raises NotAllowed."""
    person = register_handler(recipient, name=name, email=email, phone=phone, by=by)
    name_handler(recipient, person, by=by, at=at)
    return person


@transaction.atomic
def register_handler(
    recipient: Recipient, *, name: str, email: str, by: User | None, phone: str = ""
) -> Person:
    """Put somebody who is to answer for the party in the register. Raises NotAllowed."""
    if recipient.inquiry_id:  # an agreement's party may have a handläggare before it is asked
        hold(recipient.inquiry_id)
    if reasons := obstacles_to_naming_new(recipient, name=name, email=email):
        raise NotAllowed(reasons)
    given, _, family = " ".join(name.split()).partition(" ")
    person = Person.objects.create(
        given_name=given[:80],
        family_name=family[:80],
        email=email.strip(),
        phone=phone.strip(),
        organisation_id=recipient.organisation_id,
    )
    log.write("lade till person", by=by, about=person)
    return person


def change(request: ConfirmationRequest, *, due_on: dt.date | None, text: str, by: User) -> None:
    """Move the last day, or change the words to the parties. Raises NotAllowed."""
    inquiries.change(request.inquiry, due_on=due_on, text=text, by=by)


# Reminding


def remind(
    request: ConfirmationRequest,
    *,
    by: User | None,
    at: dt.datetime | None = None,
    only: Recipient | None = None,
) -> int:
    """Remind those who are left, or one of them; never more than one letter a day. Raises NotAllowed."""
    compose = _reminding(request, by)
    return reminding.remind(request.inquiry, by=by, compose=compose, at=at, only=only)


def _reminding(request: ConfirmationRequest, by: User | None) -> letters.Compose:
    decision = decision_of(request)
    planned = Confirmation.objects.filter(recipient__inquiry=request.inquiry_id)
    days = {key: day for key, day in planned.values_list("recipient", "planned_on") if day}
    return texts.reminded(decision, words(decision), planned=days, by=by)


def remind_by_night(*, at: dt.datetime | None = None) -> int:
    """Remind 14 and 3 days before the last day, the day after it and two weeks later. Returns how many letters.

    May be run twice, and by two at once: who has had a letter on that day or later is left out.
    """
    at = at or timezone.now()
    today = local_day(at)
    near = ConfirmationRequest.objects.filter(
        Q(inquiry__due_on__gte=today - dt.timedelta(days=max(reminding.AFTER) + reminding.GRACE)),
        Q(inquiry__due_on__lte=today + dt.timedelta(days=max(reminding.BEFORE))),
        inquiry__closed_at=None,
        inquiry__withdrawn_at=None,
        inquiry__sent_at__isnull=False,
    ).select_related("inquiry")
    return sum(_remind_by_night(one, at, today) for one in near)


def _remind_by_night(request: ConfirmationRequest, at: dt.datetime, today: dt.date) -> int:
    due_on = request.inquiry.due_on
    day = reminding.reminder_day(due_on, today=today) if due_on else None
    if day is None:
        return 0
    try:
        return reminding.remind(request.inquiry, by=None, compose=_reminding(request, None), at=at, since=day)
    except NotAllowed:  # everybody has answered, has had a letter today, or cannot be reached; or it is over
        return 0


# The end


def withdraw(request: ConfirmationRequest, *, why: str, by: User, at: dt.datetime | None = None) -> None:
    """Take the question back; the handläggare are told why. Raises NotAllowed."""
    tell = texts.withdrawn(decision_of(request), why=why.strip(), by=by)
    inquiries.withdraw(request.inquiry, why=why, by=by, tell=tell, at=at)


def obstacles_to_closing(inquiry: Inquiry) -> list[str]:
    """Why it cannot be ended: somebody is left, or a deviation is not handled."""
    reasons = inquiries.obstacles_to_closing(inquiry)
    if obstacles_to_changing(inquiry):
        return reasons
    unhandled = Confirmation.objects.filter(
        recipient__inquiry=inquiry, outcome__in=Confirmation.DEVIATING, deviation_handled_at=None
    ).order_by("recipient__organisation__sort_key")
    names = list(unhandled.values_list("recipient__organisation__short_name", flat=True))
    if names:
        reasons.append(f"Avvikelsen är inte hanterad: {and_list(names)}.")
    return reasons


@transaction.atomic
def close(request: ConfirmationRequest, *, by: User, at: dt.datetime | None = None) -> None:
    """End it. Raises NotAllowed."""
    inquiry = hold(request.inquiry_id)
    if reasons := obstacles_to_closing(inquiry):
        raise NotAllowed(reasons)
    inquiries.close(inquiry, by=by, at=at)


def reopen(request: ConfirmationRequest, *, by: User) -> None:
    """Open a closed one again. Raises NotAllowed."""
    inquiries.reopen(request.inquiry, by=by)


def seated_persons(organisation: Organisation) -> list[Person]:
    """Who can be named handläggare of a party: its own persons with an address, in Swedish order."""
    return list(
        organisation.persons.select_related("user")
        .filter(Q(email__gt="") | Q(user__is_active=True))
        .order_by("sort_key")
    )
