"""Outgoing mail. Written in the transaction of the act, delivered afterwards by the worker (architecture 10)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, Person, StoredFile, User

from . import log

LOGIN = "inloggning"
GIVE_UP_AFTER = 8


def write(
    *,
    purpose: str,
    subject: str,
    body: str,
    to_email: str,
    person: Person | None = None,
    by: User | None = None,
    about: models.Model | None = None,
    action_url: str = "",
    action_label: str = "",
    attachments: Iterable[StoredFile] = (),
) -> OutgoingMail:
    """Write one letter. A rollback takes it back; a commit hands it to the worker.

    `body` is plain text in paragraphs; the button, if any, is printed after it. `about` makes it readable from there.
    """
    letter = OutgoingMail.objects.create(
        purpose=purpose,
        subject=" ".join(subject.split())[:250],
        body=body.strip(),
        to_email=to_email,
        to_name=person.name if person else "",
        person=person,
        written_by=by,
        action_url=action_url,
        action_label=action_label,
        content_type=ContentType.objects.get_for_model(about) if about else None,
        object_id=str(about.pk) if about else "",
    )
    if files := list(attachments):
        letter.attachments.set(files)
    transaction.on_commit(lambda: deliver_soon.enqueue(letter.pk))
    return letter


def write_all(
    letters: Iterable[OutgoingMail], *, attachments: Iterable[StoredFile] = ()
) -> list[OutgoingMail]:
    """Write many letters of one act, rows from `unsaved()`, in a number of queries that does not grow with them.

    They go directly, whatever their receivers have chosen: a kallelse reaches everybody. All get the same files.
    """
    written, files = OutgoingMail.objects.bulk_create(letters), list(attachments)
    through = OutgoingMail.attachments.through
    through.objects.bulk_create(
        through(outgoingmail_id=one.pk, storedfile_id=stored.pk) for one in written for stored in files
    )
    keys = [one.pk for one in written]
    transaction.on_commit(lambda: deliver_all_soon.enqueue(keys))
    return written


def unsaved(*, person: Person | None, about: models.Model, **facts: Any) -> OutgoingMail:
    """A letter that is not saved yet, for `write_all`. `facts` are fields of OutgoingMail."""
    facts["subject"] = " ".join(facts["subject"].split())[:250]
    return OutgoingMail(
        **{"to_name": person.name if person else "", **facts},
        person=person,
        content_type=ContentType.objects.get_for_model(about),
        object_id=str(about.pk),
    )


@task()
def deliver_all_soon(keys: list[int]) -> None:
    """The worker's errand: deliver letters that were written together. One that fails is tried again by itself."""
    for pk in keys:
        deliver_soon.call(pk)


@task()
def deliver_soon(pk: int) -> None:
    """The worker's errand: deliver one letter; where that fails, try again later, longer and longer apart."""
    if deliver(pk):
        return
    if letter := OutgoingMail.objects.waiting().filter(pk=pk).first():
        later = timezone.now() + dt.timedelta(minutes=2**letter.attempts)
        deliver_soon.using(run_after=later).enqueue(pk)


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
        else:
            letter.delivered_at = timezone.now()
            letter.last_error = ""
        letter.save(update_fields=["attempts", "last_error", "given_up_at", "delivered_at"])
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
    transaction.on_commit(lambda: deliver_soon.enqueue(letter.pk))


def obstacles_to_retrying(letter: OutgoingMail) -> list[str]:
    """Why the letter is not sent again."""
    if letter.delivered_at:
        return ["Brevet är redan skickat."]
    return [] if letter.given_up_at else ["Brevet väntar redan på att skickas."]


def deliver_waiting() -> int:
    """Deliver all letters that wait, also those an earlier try failed on: the night's errand. Returns how many."""
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
