"""Finished minutes to the group: members, substitutes and others on the list get a link and the PDF, by one click."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from meetings import notifications
from meetings.models import CopyRecipient, Membership, Minutes, Seat
from secretariat.lib.dates import moment_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import OutgoingMail, Person, User

from . import giving_out
from .locks import locked

_KINDS = [*Seat.MEMBERS, Seat.Kind.SUBSTITUTE]


@dataclass(frozen=True)
class Recipient:
    """One who is to get the minutes, why, and where."""

    name: str
    email: str
    why: str
    person: Person | None = None


def recipients_of(minutes: Minutes) -> list[Recipient]:
    """Members and substitutes valid on the meeting's day, then recipients of a copy; each address once. Guests not.

    Bodies that only took part in the joint part are left out: they have minutes of their own.
    """
    rows = [row for row in minutes.meeting.meeting_bodies_in_order if not row.joint_part_only]
    bodies = [row.body_id for row in rows]
    found: dict[str, Recipient] = {}
    if minutes.meeting.date:
        held = (
            Membership.objects.valid_on(minutes.meeting.date)
            .filter(seat__body__in=bodies, seat__kind__in=_KINDS)
            .select_related("person__user", "seat__body")
            .order_by("person__sort_key", "person")
        )
        for one in held:
            found.setdefault(f"person {one.person_id}", _of_person(one.person, one.seat.get_kind_display()))
    for copy in CopyRecipient.objects.filter(body__in=bodies).select_related("person__user"):
        key = f"person {copy.person_id}" if copy.person_id else copy.email.casefold()
        made = (
            _of_person(copy.person, "kopia", copy.email)
            if copy.person
            else Recipient(copy.name or copy.email, copy.email, "kopia")
        )
        found.setdefault(key, made)
    by_address: dict[str, Recipient] = {}
    for key, recipient in found.items():
        by_address.setdefault(recipient.email.casefold() or key, recipient)
    return list(by_address.values())


def _of_person(person: Person, why: str, email: str = "") -> Recipient:
    user = getattr(person, "user", None)
    return Recipient(person.name, email or person.email or (user.email if user else ""), why, person)


def obstacles_to_distributing(minutes: Minutes, *, again: bool = False) -> list[str]:
    """Why the minutes cannot be sent out now. A second time asks: pass `again`."""
    if not minutes.is_finished:
        return ["Anteckningarna är inte färdiga. De kan skickas ut när de är justerade eller fastställda."]
    if minutes.distributed_at and not again:
        return [
            f"Anteckningarna skickades ut {moment_in_words(minutes.distributed_at)}. Bekräfta att de ska skickas igen."
        ]
    if not any(one.email for one in recipients_of(minutes)):
        return ["Ingen i gruppen har en e-postadress."]
    return []


@transaction.atomic
def distribute(minutes: Minutes, *, by: User, again: bool = False) -> list[OutgoingMail]:
    """Send the finished minutes to everybody who is to have them. Logged. Returns the letters."""
    minutes = locked(minutes)
    if obstacles := obstacles_to_distributing(minutes, again=again):
        raise NotAllowed(obstacles)
    pdf = giving_out.attached_to_letters(minutes)
    files = [pdf] if pdf else []
    letters = [
        notifications.distributed(minutes, email=one.email, person=one.person, by=by, attachments=files)
        for one in recipients_of(minutes)
        if one.email
    ]
    minutes.distributed_at, minutes.distributed_by = timezone.now(), by
    minutes.save(update_fields=["distributed_at", "distributed_by"])
    log.write("skickade ut", by=by, about=minutes, recipients=len(letters), again=again)
    return letters


def letters_of(minutes: Minutes) -> QuerySet[OutgoingMail]:
    """Who has got the minutes, and whether the letter has gone."""
    return OutgoingMail.objects.filter(
        purpose=notifications.DISTRIBUTION,
        content_type=ContentType.objects.get_for_model(Minutes),
        object_id=str(minutes.pk),
    ).order_by("to_name", "to_email")
