"""How letters leave the house: the worker's errand, tries again later, and what is given up."""

import datetime as dt

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, User

from . import log

GIVE_UP_AFTER = 8


@task()
def deliver_soon() -> None:
    """The worker's errand: deliver what waits."""
    deliver_waiting()


def deliver(pk: int) -> bool:
    """Deliver one waiting letter and note how it went. True when it went out.

    The row is locked meanwhile, so two workers cannot send it twice.
    """
    with transaction.atomic():
        letter = OutgoingMail.objects.select_for_update(skip_locked=True).waiting().filter(pk=pk).first()
        if letter is None:
            return False
        letter.attempts += 1
        try:
            _message(letter).send()
        except OSError as error:
            letter.last_error = f"{type(error).__name__}: {error}"[:500]
            if letter.attempts >= GIVE_UP_AFTER:
                letter.given_up_at = timezone.now()
            letter.next_attempt_at = timezone.now() + dt.timedelta(minutes=2**letter.attempts)
        else:
            letter.delivered_at = timezone.now()
            letter.last_error = ""
        letter.save(
            update_fields=["attempts", "last_error", "given_up_at", "delivered_at", "next_attempt_at"]
        )
        return letter.delivered_at is not None


@transaction.atomic
def retry(letter: OutgoingMail, *, by: User) -> None:
    """Let a letter that was given up go out again."""
    letter = OutgoingMail.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if obstacles := obstacles_to_retrying(letter):
        raise NotAllowed(obstacles)
    letter.given_up_at = None
    letter.attempts = 0
    letter.save(update_fields=["given_up_at", "attempts"])
    log.write("skickade brev igen", by=by, about=letter)
    deliver_soon.enqueue()


def obstacles_to_retrying(letter: OutgoingMail) -> list[str]:
    """Why the letter is not sent again."""
    if letter.delivered_at:
        return ["Brevet är redan skickat."]
    return [] if letter.given_up_at else ["Brevet väntar redan på att skickas."]


def deliver_waiting() -> int:
    """Deliver all letters that wait, also those an earlier try failed on. Returns how many."""
    return sum(deliver(pk) for pk in OutgoingMail.objects.waiting().values_list("pk", flat=True))


def _message(letter: OutgoingMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string("mail/letter.txt", {"letter": letter}),
        to=[f'"{letter.to_name}" <{letter.to_email}>' if letter.to_name else letter.to_email],
    )
    html = letter.html or render_to_string("mail/letter.html", {"letter": letter})
    message.attach_alternative(html, "text/html")
    for stored in letter.attachments.all():
        with stored.file.open("rb") as content:
            message.attach(stored.name, content.read(), stored.content_type)
    return message
