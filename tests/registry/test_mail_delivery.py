"""How letters leave the house: to a real mail server that refuses, dies or hangs up (architecture 10)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from secretariat.registry.actions import mail, mail_delivery
from secretariat.registry.actions.mail_delivery import GIVE_UP_AFTER, LEASE, TRY_AGAIN_AFTER
from secretariat.registry.models import OutgoingMail, Person
from tests import make
from tests.mailserver import MailServer

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as running:
        settings.EMAIL_BACKEND = "secretariat.lib.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.hostname, running.port
        yield running


def write(subject: str = "Ett\nbrev", **facts: Any) -> OutgoingMail:
    return mail.write(
        **{"purpose": "konto", "subject": subject, "body": "Hej.", "to_email": "asta@exempel.se", **facts}
    )


def told(letter: OutgoingMail) -> tuple[str, int, str]:
    letter.refresh_from_db()
    return letter.state, letter.attempts, letter.last_error


def test_the_errand_is_a_row_of_the_same_transaction_as_the_act() -> None:
    with transaction.atomic():
        write()
        assert DBTaskResult.objects.count() == 1
        transaction.set_rollback(True)
    assert (DBTaskResult.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_a_delivered_letter_is_not_sent_twice(server: MailServer) -> None:
    letter = write()
    assert [mail.deliver(letter.pk), mail.deliver(letter.pk)] == [True, False]
    assert server.subjects == ["Ett brev"]
    assert told(letter) == ("skickat", 1, "")


def test_many_letters_go_over_one_line(server: MailServer) -> None:
    for number in range(7):
        write(f"Brev {number}")
    assert mail.deliver_waiting() == 7
    assert server.subjects == [f"Brev {number}" for number in range(7)]
    assert server.lines_opened == 1


def test_a_login_code_goes_before_letters_that_have_waited_longer(server: MailServer) -> None:
    write("Kallelse", purpose="kallelse")
    write("Kod", purpose=mail.LOGIN)
    mail.deliver_waiting()
    assert server.subjects == ["Kod", "Kallelse"]


def test_a_dead_mail_server_loses_nothing_and_is_called_once_for_all(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [write("Ett"), write("Två"), write("Tre")]
    server.stop()
    calls = []
    opened = mail_delivery.smtp.Backend.open
    monkeypatch.setattr(mail_delivery.smtp.Backend, "open", lambda self: calls.append(self) or opened(self))
    assert mail.deliver_waiting(at=NOW) == 0
    assert len(calls) == 1
    for letter in letters:
        state, attempts, error = told(letter)
        assert (state, attempts) == ("försöker igen", 1)
        assert error.startswith("E-postservern gick inte att nå: ConnectionRefusedError")
        assert letter.next_attempt_at == NOW + dt.timedelta(minutes=1)
    with MailServer() as again:
        monkeypatch.setattr("django.conf.settings.EMAIL_PORT", again.port)
        assert mail.deliver_waiting(at=NOW + dt.timedelta(seconds=59)) == 0
        assert mail.deliver_waiting(at=NOW + dt.timedelta(minutes=1)) == 3
        assert again.subjects == ["Ett", "Två", "Tre"]


def test_it_tries_longer_and_longer_apart_for_two_days_and_then_says_so(server: MailServer) -> None:
    letter = write()
    server.answers_to["asta@exempel.se"] = "451 4.7.1 Try later"
    at = NOW
    for wait in TRY_AGAIN_AFTER:
        mail.deliver_waiting(at=at)
        letter.refresh_from_db()
        assert (letter.state, letter.next_attempt_at) == ("försöker igen", at + wait)
        at = at + wait
    mail.deliver_waiting(at=at)
    assert told(letter) == (
        "kunde inte skickas", GIVE_UP_AFTER, "E-postservern bad oss försöka senare: 451 4.7.1 Try later",
    )  # fmt: skip
    assert dt.timedelta(hours=40) < at - NOW < dt.timedelta(hours=52)
    assert server.messages == []


@pytest.mark.parametrize(
    ("answer", "state", "marks"),
    [
        ("550 5.1.1 No such user", "kunde inte skickas", True),
        ("550 No such user", "kunde inte skickas", True),
        ("552 5.2.2 Mailbox full", "kunde inte skickas", True),
        ("550 5.4.1 Recipient address rejected: Access denied", "kunde inte skickas", True),
        ("554 5.7.1 Relay access denied", "försöker igen", False),
        ("550 relaying denied", "försöker igen", False),
        ("450 4.2.1 Try later", "försöker igen", False),
    ],
)
def test_only_a_refusal_of_the_address_itself_is_final_and_marks_the_person(
    server: MailServer, answer: str, state: str, marks: bool
) -> None:
    asta = make.person(email="asta@exempel.se")
    letter = write(person=asta)
    server.answers_to["asta@exempel.se"] = answer
    mail.deliver(letter.pk)
    asta.refresh_from_db()
    assert (told(letter)[0], bool(asta.email_failed_at)) == (state, marks)
    assert letter.last_error.endswith(answer)


def test_a_refused_sender_is_tried_again_and_is_nobodys_fault(server: MailServer) -> None:
    asta = make.person(email="asta@exempel.se")
    letter = write(person=asta)
    server.sender_answer = "550 5.7.1 Sender not allowed"
    mail.deliver(letter.pk)
    assert told(letter) == (
        "försöker igen", 1, "E-postservern släppte inte fram oss: 550 5.7.1 Sender not allowed",
    )  # fmt: skip
    assert Person.objects.get(pk=asta.pk).email_failed_at is None


def test_a_letter_that_is_refused_for_what_it_holds_is_given_up_and_the_next_one_goes(
    server: MailServer,
) -> None:
    first, second = write("För stort"), write("Lagom")
    server.data_answers = ["552 5.3.4 Too big"]
    assert mail.deliver_waiting() == 1
    assert told(first) == (
        "kunde inte skickas", 1, "E-postservern tog inte emot brevet: 552 5.3.4 Too big",
    )  # fmt: skip
    assert told(second)[0] == "skickat"


def test_a_mark_goes_when_a_letter_is_taken(server: MailServer) -> None:
    asta = make.person(email="asta@exempel.se", email_failed_at=timezone.now())
    mail.deliver(write(person=asta).pk)
    asta.refresh_from_db()
    assert asta.email_failed_at is None


def test_a_letter_to_an_address_the_person_has_left_marks_nothing(server: MailServer) -> None:
    asta = make.person(email="ny@exempel.se")
    server.answers_to["asta@exempel.se"] = "550 5.1.1 No such user"
    mail.deliver(write(person=asta).pk)
    asta.refresh_from_db()
    assert asta.email_failed_at is None


def test_a_server_that_hangs_up_without_an_answer_leaves_it_to_a_person(server: MailServer) -> None:
    letter = write()
    server.hangs_up_without_answer = True
    assert not mail.deliver(letter.pk)
    assert told(letter) == ("osäkert om det gick fram", 1, mail_delivery.UNSURE)
    server.hangs_up_without_answer = False
    assert mail.deliver_waiting(at=NOW + dt.timedelta(days=3)) == 0
    assert server.subjects == ["Ett brev"]


def test_a_worker_that_was_slow_for_too_long_stops_before_the_last_dot(server: MailServer) -> None:
    letter = write()

    def another_takes_it() -> None:
        OutgoingMail.objects.filter(pk=letter.pk).update(sending_since=NOW + LEASE)

    original = mail_delivery.message_of
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mail_delivery, "message_of", lambda row: (another_takes_it(), original(row))[1])
        assert not mail.deliver(letter.pk, at=NOW)
    assert server.messages == []
    letter.refresh_from_db()
    assert (letter.sending_since, letter.handed_over_at, letter.state) == (NOW + LEASE, None, "väntar")


def test_a_login_code_that_has_run_out_is_not_sent(server: MailServer) -> None:
    letter = write(purpose=mail.LOGIN)
    assert mail.deliver_waiting(at=timezone.now() + dt.timedelta(minutes=16)) == 0
    assert told(letter) == ("kunde inte skickas", 1, mail_delivery.TOO_LATE)


def test_a_letter_whose_file_is_gone_is_given_up_and_the_others_go(server: MailServer) -> None:
    first, second = write("Ett"), write("Två")
    stored = first.attachments.create(
        file="borta/borta.pdf", name="borta.pdf", content_type="application/pdf", size=1, sha256="a" * 64
    )
    assert mail.deliver_waiting() == 1
    assert (told(first)[0], told(second)[0]) == ("kunde inte skickas", "skickat")
    assert first.last_error.startswith("Brevet gick inte att göra i ordning. FileNotFoundError")
    assert stored.name == "borta.pdf"


def test_without_a_mail_server_in_the_settings_nothing_is_said_to_have_been_sent(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    letter = write()
    assert not mail.deliver(letter.pk)
    assert told(letter) == ("kunde inte skickas", 1, mail_delivery.NO_SERVER)
    settings.DEMO = True
    assert mail.deliver(write().pk)


def errands() -> list[dt.datetime]:
    return list(
        DBTaskResult.objects.filter(status="READY", run_after__year__lt=9000)
        .order_by("run_after")
        .values_list("run_after", flat=True)
    )


def test_an_errand_asks_for_another_before_it_begins_should_it_die(monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    DBTaskResult.objects.all().delete()  # the worker has taken the errand of the letter

    def dies() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(mail_delivery, "deliver_waiting", dies)
    with pytest.raises(KeyboardInterrupt):
        mail.deliver_soon.func()
    (at,) = errands()
    assert at <= timezone.now() + LEASE


def test_an_errand_asks_for_the_next_one_when_the_first_letter_is_due(server: MailServer) -> None:
    letter = write()
    server.answers_to["asta@exempel.se"] = "451 4.7.1 Later"
    DBTaskResult.objects.all().delete()
    mail.deliver_soon.func()
    letter.refresh_from_db()
    assert letter.next_attempt_at
    assert letter.next_attempt_at in errands()


def test_an_errand_that_delivers_all_asks_for_no_more_than_the_one_it_began_with(server: MailServer) -> None:
    write()
    DBTaskResult.objects.all().delete()
    mail.deliver_soon.func()
    assert (len(errands()), server.subjects) == (1, ["Ett brev"])
    DBTaskResult.objects.all().delete()
    mail.deliver_soon.func()
    assert errands() == []


def test_other_ways_of_sending_still_work() -> None:
    assert mail.deliver(write().pk)
    assert [one.subject for one in outbox.outbox] == ["Ett brev"]
