"""Vilka vill vara med: asking the parties about a point or a matter, and what becomes of the question (K11).

Who is asked, letters, reminders and links are `secretariat.inquiries`; here stands what is special for interest.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from meetings import interest_letters as texts
from meetings import interest_words
from meetings.models import AgendaItem, Interest, InterestCall, Matter
from secretariat.inquiries.actions import inquiries, recipients, reminding
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.actions.locks import hold
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Organisation, Person, User

from .confirmations import register_handler

PURPOSE = interest_words.PURPOSE.key
NO_ANSWER = "Svarade inte innan frågan avslutades."


def calls() -> QuerySet[InterestCall]:
    """Calls with what their pages and letters name."""
    return InterestCall.objects.select_related(
        "inquiry__created_by__person", "item__meeting__secretary", "item__parent", "matter__responsible"
    ).prefetch_related("item__meeting__meeting_bodies__body__letterhead")


def call_of(recipient: Recipient) -> InterestCall:
    """The call a recipient belongs to."""
    return calls().get(inquiry=recipient.inquiry_id)


def latest_of(about: AgendaItem | Matter) -> InterestCall | None:
    """The call about it that stands; else none."""
    return calls().filter(_is_about(about), inquiry__withdrawn_at=None).first()


def _is_about(about: AgendaItem | Matter) -> Q:
    return Q(matter=about.pk) if isinstance(about, Matter) else Q(item=about.pk)


# Asking


def parties_of(about: AgendaItem | Matter) -> list[Organisation]:
    """Whom one would ask: those the matter concerns, else those with a seat in its group or the point's groups."""
    if isinstance(about, Matter):
        concerned = list(about.parties.order_by("sort_key"))
        if concerned or about.body is None:
            return concerned
        rows = Organisation.objects.filter(seats__body=about.body)
    else:
        rows = Organisation.objects.filter(seats__body__meeting_bodies__meeting=about.meeting_id)
    return list(rows.distinct().order_by("sort_key"))


def obstacles_to_asking(about: AgendaItem | Matter) -> list[str]:
    """Why the parties cannot be asked about it, whoever they are."""
    if isinstance(about, Matter):
        return [] if about.state == Matter.State.OPEN else ["Ärendet är avslutat. Öppna det igen först."]
    return ["Punkten är borttagen. Lägg tillbaka den först."] if about.removed_at else []


@transaction.atomic
def ask(
    about: AgendaItem | Matter,
    *,
    title: str,
    parties: Sequence[Asked],
    by: User,
    due_on: dt.date | None = None,
    text: str = "",
    today: dt.date | None = None,
) -> InterestCall:
    """Put the question together: what it is, to whom, until when. Nothing is sent yet. Raises NotAllowed."""
    type(about)._default_manager.select_for_update(of=("self",)).get(pk=about.pk)
    reasons = obstacles_to_asking(about)
    if not title.strip():
        reasons.append("Skriv vad parterna kan vara med i.")
    reasons += inquiries.obstacles_to_creating(
        purpose=PURPOSE, about=about, parties=parties, due_on=due_on, today=today or timezone.localdate()
    )
    if reasons:
        raise NotAllowed(reasons)
    inquiry = inquiries.create(
        purpose=PURPOSE,
        title=" ".join(title.split()),
        about=about,
        parties=parties,
        by=by,
        text=text.strip(),
        due_on=due_on,
        today=today,
    )
    Interest.objects.bulk_create(Interest(recipient=row) for row in inquiry.recipients.all())
    where = {"matter": about} if isinstance(about, Matter) else {"item": about}
    return InterestCall.objects.create(inquiry=inquiry, **where)


@transaction.atomic
def add(call: InterestCall, asked: Asked, *, by: User) -> Recipient:
    """Ask one more party. It gets its letter at once where the others have got theirs. Raises NotAllowed."""
    hold(call.inquiry_id)
    made = inquiries.add(call.inquiry, asked, by=by, compose=texts.asked(call, by=by))
    Interest.objects.create(recipient=made)
    return made


def remove(recipient: Recipient, *, by: User) -> None:
    """Take a party out that has not answered. Raises NotAllowed."""
    inquiries.remove(recipient, by=by, tell=texts.taken_out(call_of(recipient), by=by))


def send(call: InterestCall, *, by: User, at: dt.datetime | None = None) -> int:
    """Write to each handläggare. Returns how many letters. Raises NotAllowed."""
    return inquiries.send(call.inquiry, by=by, compose=texts.asked(call, by=by), at=at)


def name_handler(
    recipient: Recipient, person: Person | None, *, by: User, at: dt.datetime | None = None
) -> None:
    """Say who answers for the party; gets the letter at once where the others have got theirs. Raises NotAllowed."""
    compose = texts.asked(call_of(recipient), by=by)
    recipients.name_handler(recipient, person, by=by, compose=compose, at=at)


@transaction.atomic
def name_new_handler(
    recipient: Recipient, *, name: str, email: str, by: User, at: dt.datetime | None = None
) -> Person:
    """Put a person in the register, at the party, and let them answer for it. Raises NotAllowed."""
    person = register_handler(recipient, name=name, email=email, by=by)
    name_handler(recipient, person, by=by, at=at)
    return person


def change(call: InterestCall, *, due_on: dt.date | None, text: str, by: User) -> None:
    """Move the last day, or change the words to the parties. Raises NotAllowed."""
    inquiries.change(call.inquiry, due_on=due_on, text=text, by=by)


# Reminding


def remind(
    call: InterestCall, *, by: User | None, at: dt.datetime | None = None, only: Recipient | None = None
) -> int:
    """Remind those who are left, or one of them; never more than one letter a day. Raises NotAllowed."""
    return reminding.remind(call.inquiry, by=by, compose=texts.reminded(call, by=by), at=at, only=only)


def remind_by_night(*, at: dt.datetime | None = None) -> int:
    """Remind 14 and 3 days before the last day, the day after it and two weeks later. Returns how many letters.

    May be run twice, and by two at once: who has had a letter on that day or later is left out.
    """
    at = at or timezone.now()
    today = local_day(at)
    near = calls().filter(
        inquiry__due_on__gte=today - dt.timedelta(days=max(reminding.AFTER) + reminding.GRACE),
        inquiry__due_on__lte=today + dt.timedelta(days=max(reminding.BEFORE)),
        inquiry__closed_at=None,
        inquiry__withdrawn_at=None,
        inquiry__sent_at__isnull=False,
    )
    return sum(_remind_by_night(one, at, today) for one in near)


def _remind_by_night(call: InterestCall, at: dt.datetime, today: dt.date) -> int:
    due_on = call.inquiry.due_on
    day = reminding.reminder_day(due_on, today=today) if due_on else None
    if day is None:
        return 0
    try:
        compose = texts.reminded(call, by=None)
        return reminding.remind(call.inquiry, by=None, compose=compose, at=at, since=day)
    except NotAllowed:  # everybody has answered, has had a letter today, or cannot be reached; or it is over
        return 0


# The end


def withdraw(call: InterestCall, *, why: str, by: User, at: dt.datetime | None = None) -> None:
    """Take the question back; the handläggare are told why. Raises NotAllowed."""
    tell = texts.withdrawn(call, why=why.strip(), by=by)
    inquiries.withdraw(call.inquiry, why=why, by=by, tell=tell, at=at)


@transaction.atomic
def close(call: InterestCall, *, by: User, at: dt.datetime | None = None) -> None:
    """End it. Those who are left are noted as not answering: interest is voluntary. Raises NotAllowed."""
    inquiry: Inquiry = hold(call.inquiry_id)
    if inquiry.sent_at and inquiry.is_open:
        left = inquiry.recipients.filter(answered_at=None, excused_at=None)
        for row in left.select_related("inquiry", "organisation"):
            recipients.excuse(row, why=NO_ANSWER, by=by, at=at)
    inquiries.close(inquiry, by=by, at=at)


@transaction.atomic
def reopen(call: InterestCall, *, by: User) -> None:
    """Open a closed one again. One waits again for those who were left when it was ended. Raises NotAllowed."""
    inquiries.reopen(call.inquiry, by=by)
    Recipient.objects.filter(inquiry=call.inquiry_id, answered_at=None, comment=NO_ANSWER).update(
        excused_at=None, comment=""
    )
