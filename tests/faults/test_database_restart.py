"""PostgreSQL starts over while people read and write: they are told, nothing that was answered is lost (E7)."""

import json

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from meetings.actions import papers
from meetings.models import TextConflict
from secretariat.home import views
from secretariat.lib import pdf
from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail
from secretariat.setup.words import say
from tests import make
from tests.faults.load import Asker, Crowd, Reader, Writer
from tests.faults.office import Office, wait_until
from tests.mailserver import MailServer
from tests.meetings.approval_case import a_case

pytestmark = pytest.mark.setup

READERS, WRITERS = 4, 4


def letters_wait() -> bool:
    """Whether an errand of letters is to be done now."""
    return DBTaskResult.objects.ready().filter(task_path=mail.deliver_soon.module_path).exists()


def readers_and_writers(office: Office) -> tuple[list[Reader], list[Writer]]:
    office_worker = make.user(office_role="secretariat")
    meeting = make.meeting(secretary=office_worker.person)
    readers = [
        Reader(office, make.user(office_role="reader"), path="/moten/", pause=0.05) for _ in range(READERS)
    ]
    writers = [
        Writer(office, office_worker, item=make.item(of=meeting, title=f"Punkt {n}"), pause=0.05)
        for n in range(WRITERS)
    ]
    return readers, writers


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_people_are_told_while_the_database_is_away_and_everything_answered_is_there_afterwards(
    office: Office, how: str
) -> None:
    """Stopped in order, and as by a power cut. The web server finds it again without being started over."""
    readers, writers = readers_and_writers(office)
    askers: list[Asker] = [*readers, *writers]
    processes = office.web_workers
    with Crowd(askers) as crowd:
        wait_until(lambda: crowd.each_has(5), "att alla läser och skriver")
        office.stop_database(how)
        away = {id(one): len(one.answers) for one in askers}
        wait_until(
            lambda: all(len(one.answers) >= away[id(one)] + 3 for one in askers), "att alla får besked"
        )
        office.start_database()
        connection.close()
        before = {id(one): one.good for one in askers}
        wait_until(lambda: all(one.good >= before[id(one)] + 5 for one in askers), "att allt går igen")

    assert set().union(*(one.statuses for one in askers)) == {200, 503}
    assert [one.hung_up for one in askers] == [0] * len(askers)
    for reader in readers:
        told = next(answer for answer in reader.answers if answer.status == 503)
        assert "<h1>Svarar inte just nu</h1>" in told.text
        assert views._AWAY in told.text
        assert told.headers["retry-after"] == "10"
    for writer in writers:
        told = next(answer for answer in writer.answers if answer.status == 503)
        assert json.loads(told.body) == {"message": views._AWAY}
        assert writer.lost() == []
    assert TextConflict.objects.filter(arrived_from=writers[0].user).count() == 0
    assert office.web_workers == processes
    refused = sum(answer.status == 503 for one in askers for answer in one.answers)
    say(
        f"{how}: {sum(one.good for one in askers)} svar, {refused} besked om att databasen var borta, "
        f"{sum(len(one.acknowledged) for one in writers)} kvitterade texter, alla kvar"
    )


@pytest.mark.skipif(not pdf.is_available(), reason=pdf.why_not())
def test_the_worker_waits_for_the_database_and_does_what_it_had_to_do(office: Office) -> None:
    """A letter written before goes once, a PDF asked for before is made, by the same process."""
    case = a_case(code=f"D{make.number()}", name=f"Provrådet {make.number()}")
    with office.worker() as worker:
        wait_until(lambda: not letters_wait(), "att arbetaren är i gång")
        subject = f"Före omstarten {make.number()}"
        letter = mail.write(purpose="kallelse", subject=subject, body="Hej.", to_email="asta@exempel.se")
        wait_until(
            lambda: OutgoingMail.objects.filter(pk=letter.pk, attempts=1, sending_since=None).exists(),
            "att brevet har prövats medan e-postservern är borta",
        )
        case.approve()
        office.stop_database("immediate")
        assert worker.poll() is None
        office.start_database()
        connection.close()
        wait_until(lambda: case.minutes.pdf_id, "att PDF:en är gjord")
        with MailServer(office.mail_port) as server:
            OutgoingMail.objects.filter(pk=letter.pk).update(next_attempt_at=timezone.now())
            mail.deliver_soon.enqueue()
            wait_until(lambda: OutgoingMail.objects.get(pk=letter.pk).delivered_at, "att brevet har gått")
            mail.deliver_soon.enqueue()
            wait_until(lambda: not letters_wait(), "att inget brev ligger kvar")
            assert server.subjects.count(subject) == 1
        assert worker.poll() is None
    assert papers.are_as_stored(case.minutes)
