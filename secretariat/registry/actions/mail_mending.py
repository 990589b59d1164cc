"""What a person does about a letter that did not get through: send it again, mend the address, tell how it went."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, Person, User

from . import log
from .mail_delivery import deliver_soon

_ANEW = {
    "given_up_at": None,
    "handed_over_at": None,
    "sending_since": None,
    "next_attempt_at": None,
    "attempts": 0,
    "last_error": "",
}


@transaction.atomic
def retry(letter: OutgoingMail, *, by: User) -> None:
    """Let a letter that was given up go out again."""
    letter = _locked(letter)
    if obstacles := obstacles_to_retrying(letter):
        raise NotAllowed(obstacles)
    OutgoingMail.objects.filter(pk=letter.pk).update(**_ANEW)
    log.write("skickade brev igen", by=by, about=letter)
    deliver_soon.enqueue()


def obstacles_to_retrying(letter: OutgoingMail) -> list[str]:
    """Why the letter is not sent again."""
    if letter.delivered_at:
        return ["Brevet är redan skickat."]
    return [] if letter.given_up_at else ["Brevet väntar redan på att skickas."]


@transaction.atomic
def retry_all(*, by: User) -> int:
    """Let all letters go out that surely did not, such as after the mail server was away. Returns how many."""
    lost = OutgoingMail.objects.given_up().filter(handed_over_at=None).exclude(purpose="inloggning")
    number = lost.update(**_ANEW)
    if number:
        log.write("skickade alla misslyckade brev igen", by=by, antal=number)
        deliver_soon.enqueue()
    return number


@transaction.atomic
def correct_address(letter: OutgoingMail, *, to_email: str, by: User) -> int:
    """Send to another address; the person's own address is changed too, if it was the wrong one.

    Other letters that were given up for the same person and address go along. Returns how many are sent again.
    """
    letter = _locked(letter)
    if obstacles := obstacles_to_correcting_address(letter):
        raise NotAllowed(obstacles)
    old = letter.to_email
    if letter.person_id:
        Person.objects.filter(pk=letter.person_id, email__iexact=old).update(
            email=to_email, email_failed_at=None
        )
    same = Q(person=letter.person_id) if letter.person_id else Q(pk=letter.pk)
    lost = OutgoingMail.objects.given_up().filter(same, to_email__iexact=old)
    number = lost.filter(Q(handed_over_at=None) | Q(pk=letter.pk)).update(to_email=to_email, **_ANEW)
    log.write("rättade adressen på brev", by=by, about=letter, antal=number)
    deliver_soon.enqueue()
    return number


def obstacles_to_correcting_address(letter: OutgoingMail) -> list[str]:
    """Why the letter's address is not changed: it has gone there, or is on its way."""
    return obstacles_to_retrying(letter)


@transaction.atomic
def confirm(letter: OutgoingMail, *, by: User) -> None:
    """Note that an unsure letter did get through: the receiver has it, or the mail server's log says so."""
    letter = _locked(letter)
    if obstacles := obstacles_to_confirming(letter):
        raise NotAllowed(obstacles)
    OutgoingMail.objects.filter(pk=letter.pk).update(
        delivered_at=letter.handed_over_at, given_up_at=None, handed_over_at=None, last_error=""
    )
    log.write("noterade att brev gick fram", by=by, about=letter)


def obstacles_to_confirming(letter: OutgoingMail) -> list[str]:
    """Why there is nothing to confirm."""
    return [] if letter.is_unsure else ["Det är inte osäkert om brevet gick fram."]


@transaction.atomic
def note_bounce(letter: OutgoingMail, *, by: User) -> None:
    """Note that a letter the mail server took came back later, so that the person's address is marked."""
    letter = _locked(letter)
    if obstacles := obstacles_to_noting_bounce(letter):
        raise NotAllowed(obstacles)
    now = timezone.now()
    if letter.person_id:
        has_it = Q(email__iexact=letter.to_email) | Q(email="")
        Person.objects.filter(has_it, pk=letter.person_id).update(email_failed_at=now)
    OutgoingMail.objects.filter(pk=letter.pk).update(
        delivered_at=None, given_up_at=now, last_error="Brevet kom tillbaka."
    )
    log.write("noterade att brev kom tillbaka", by=by, about=letter)


def obstacles_to_noting_bounce(letter: OutgoingMail) -> list[str]:
    """Why it cannot have come back."""
    return [] if letter.delivered_at else ["Brevet har inte gått ut."]


def _locked(letter: OutgoingMail) -> OutgoingMail:
    return OutgoingMail.objects.select_for_update(of=("self",)).get(pk=letter.pk)
