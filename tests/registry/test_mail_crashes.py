"""Letters and workers that die: nothing is lost and nothing goes twice (architecture 10, decision 0007).

Workers are processes of their own, killed without a word. The mail server is a real one and remembers what it took.
"""

import datetime as dt
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from secretariat.registry.actions import mail, mail_digest
from secretariat.registry.actions import mail_mending as mending
from secretariat.registry.models import MailChoice, OutgoingMail
from secretariat.registry.models.mail import LEASE
from tests import make
from tests.mailserver import MailServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.setup]
_processes = multiprocessing.get_context("fork")
LONGEST = 30


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as running:
        settings.EMAIL_BACKEND = "secretariat.lib.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.hostname, running.port
        yield running


def write(subject: str = "Kallelse", **facts: Any) -> OutgoingMail:
    return mail.write(
        **{"purpose": "kallelse", "subject": subject, "body": "Hej.", "to_email": "asta@exempel.se", **facts}
    )


def start(step: Callable[[], object]) -> Any:
    """A process of its own, with connections of its own."""

    def run() -> None:
        connections.close_all()
        step()
        connections.close_all()

    connections.close_all()
    process = _processes.Process(target=run, daemon=True)
    process.start()
    return process


def end(*processes: Any) -> list[int]:
    """Wait for them; how each ended."""
    for process in processes:
        process.join(timeout=LONGEST)
        assert not process.is_alive(), "Processen blev aldrig klar."
    return [process.exitcode for process in processes]


def work() -> None:
    """The worker as it runs beside the web server, until there is nothing more to do."""
    call_command("worker", queue_name="*", batch=True, startup_delay=False, reload=False, verbosity=0)


def due() -> None:
    """Let the time go by that a dead worker keeps its letters."""
    OutgoingMail.objects.exclude(sending_since=None).update(sending_since=timezone.now() - LEASE)
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def test_a_crash_between_commit_and_delivery_loses_nothing(server: MailServer) -> None:
    def acts_and_dies() -> None:
        with transaction.atomic():
            write()
        os.kill(os.getpid(), signal.SIGKILL)

    assert end(start(acts_and_dies)) == [-signal.SIGKILL]
    assert server.messages == []
    assert end(start(work)) == [0]
    assert server.subjects == ["Kallelse"]


def test_a_crash_before_the_commit_sends_nothing(server: MailServer) -> None:
    def acts_and_dies() -> None:
        with transaction.atomic():
            write()
            os.kill(os.getpid(), signal.SIGKILL)

    assert end(start(acts_and_dies)) == [-signal.SIGKILL]
    assert end(start(work)) == [0]
    assert (server.messages, OutgoingMail.objects.count()) == ([], 0)


def test_an_errand_that_was_lost_with_its_worker_is_found_when_a_worker_starts(server: MailServer) -> None:
    write()
    DBTaskResult.objects.update(status="RUNNING")  # what a worker leaves that dies as it takes the errand
    assert end(start(work)) == [0]
    assert server.subjects == ["Kallelse"]


def test_a_worker_that_dies_before_the_last_dot_has_sent_nothing_and_the_next_one_sends(
    server: MailServer,
) -> None:
    first, second = write("Första"), write("Andra")
    pid: list[int] = []
    server.on_recipient = lambda: os.kill(pid[0], signal.SIGKILL)
    started = start(lambda: (wait_for(pid_is_known), work()))
    pid.append(started.pid)
    pid_is_known.set()
    assert end(started) == [-signal.SIGKILL]
    server.on_recipient = None
    first.refresh_from_db()
    assert (first.state, first.sending_since is None, first.handed_over_at) == ("väntar", False, None)
    assert end(start(work)) == [0]
    assert server.subjects == ["Andra"]  # the first one is still in the dead worker's hands
    due()
    assert end(start(work)) == [0]
    assert server.subjects == ["Andra", "Första"]
    second.refresh_from_db()
    assert second.state == "skickat"


def test_a_worker_that_dies_after_the_last_dot_leaves_the_letter_to_a_person(
    server: MailServer, secretary: Any
) -> None:
    letter = write()
    pid: list[int] = []
    server.on_message = lambda: os.kill(pid[0], signal.SIGKILL)
    started = start(lambda: (wait_for(pid_is_known), work()))
    pid.append(started.pid)
    pid_is_known.set()
    assert end(started) == [-signal.SIGKILL]
    server.on_message = None
    assert server.subjects == ["Kallelse"]
    for _ in range(2):
        due()
        assert end(start(work)) == [0]
    letter.refresh_from_db()
    assert (letter.state, server.subjects) == ("osäkert om det gick fram", ["Kallelse"])
    mending.retry(letter, by=secretary)
    assert end(start(work)) == [0]
    names = [str(message["Message-ID"]) for message in server.messages]
    assert names == [letter.message_id, letter.message_id]  # whoever got both can see that they are one


def test_two_workers_at_once_send_each_letter_once(server: MailServer) -> None:
    letters = [write(f"Brev {number}") for number in range(30)]
    assert end(start(work), start(work)) == [0, 0]
    assert Counter(server.subjects) == Counter(letter.subject for letter in letters)
    assert OutgoingMail.objects.filter(delivered_at=None).count() == 0
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}


def test_a_mail_server_that_dies_in_the_middle_and_comes_back_gets_each_letter_once(settings: Any) -> None:
    letters = [write(f"Brev {number}") for number in range(6)]
    taken: list[str] = []
    settings.EMAIL_BACKEND = "secretariat.lib.smtp.Backend"
    at = timezone.now()
    for _ in range(3):
        with MailServer() as server:
            settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
            server.data_answers = ["250 OK", "250 OK", *["421 4.3.2 Shutting down"] * 6]
            mail.deliver_waiting(at=at)
            taken += server.subjects
        assert mail.deliver_waiting(at=at) == 0
        at += dt.timedelta(hours=2)
    assert Counter(taken) == Counter(letter.subject for letter in letters)


def test_two_nights_at_once_write_one_digest_for_each_person() -> None:
    for number in range(3):
        asta = make.user().person
        MailChoice.objects.create(person=asta, purpose="färdiga anteckningar", way="daily")
        for _ in range(2):
            write(f"Till {number}", purpose="färdiga anteckningar", person=asta)
    assert end(start(mail_digest.write_digests), start(mail_digest.write_digests)) == [0, 0]
    digests = OutgoingMail.objects.filter(purpose=mail.DIGEST)
    assert Counter(digests.values_list("person", flat=True)) == Counter(
        set(OutgoingMail.objects.values_list("person", flat=True))
    )
    assert sorted(one.gathered.count() for one in digests) == [2, 2, 2]


pid_is_known = _processes.Event()


def wait_for(event: Any) -> None:
    assert event.wait(timeout=LONGEST)


@pytest.fixture(autouse=True)
def _nobody_is_known_yet() -> None:
    pid_is_known.clear()
