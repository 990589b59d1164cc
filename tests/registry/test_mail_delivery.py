"""Outgoing mail: a rollback sends nothing, a dead mail server loses nothing (architecture 10)."""

import smtplib
from unittest import mock

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail

pytestmark = pytest.mark.django_db


def write() -> OutgoingMail:
    return mail.write(purpose="konto", subject="Ett\nbrev", body="Hej.", to_email="asta@exempel.se")


def test_the_errand_is_a_row_of_the_same_transaction_as_the_act() -> None:
    with transaction.atomic():
        write()
        assert DBTaskResult.objects.count() == 1
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == 0


def test_a_rollback_takes_the_letter_back() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_a_delivered_letter_is_not_sent_twice() -> None:
    letter = write()
    assert mail.deliver(letter.pk)
    assert not mail.deliver(letter.pk)
    assert [one.subject for one in outbox.outbox] == ["Ett brev"]


def test_a_dead_mail_server_loses_nothing() -> None:
    letter = write()
    with mock.patch.object(
        outbox.backends.locmem.EmailBackend, "send_messages", side_effect=smtplib.SMTPException("nere")
    ):
        mail.deliver_soon.func()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.last_error) == ("försöker igen", 1, "SMTPException: nere")
    assert DBTaskResult.objects.get().run_after is not None
    call_command("nightly", verbosity=0)
    letter.refresh_from_db()
    assert letter.state == "skickat"


def test_after_many_failures_it_says_so() -> None:
    letter = write()
    with mock.patch.object(outbox.backends.locmem.EmailBackend, "send_messages", side_effect=OSError("nere")):
        for _ in range(8):
            mail.deliver(letter.pk)
    letter.refresh_from_db()
    assert letter.state == "kunde inte skickas"
