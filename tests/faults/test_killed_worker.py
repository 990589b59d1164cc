"""The worker is killed in the middle of a long job: the next one does it anew, whole and once (J1, C5)."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.actions import minutes as minutes_actions
from meetings.actions import papers
from secretariat.lib import pdf
from secretariat.registry.actions import errands, fetching, register_exports
from secretariat.registry.models import Person, RegisterExport, StoredFile
from tests import make
from tests.faults.office import Office, kill, wait_until
from tests.meetings.approval_case import a_case

pytestmark = pytest.mark.setup

WAITS_FOR = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def test_a_long_file_that_was_being_written_is_written_anew_by_the_next_worker(office: Office) -> None:
    """The first one is killed as it is to store the file; the page says how it goes, and then has the file."""
    by = make.user(office_role="secretariat")
    number = fetching.SMALL + 1
    Person.objects.bulk_create(Person(given_name=f"Asta{n}", family_name="Fel") for n in range(number))
    browser = office.browser(by)
    address = reverse("registry:register-export", args=["personer"])
    assert office.post(browser, address, kind="csv").status == 302
    made = RegisterExport.objects.get(made_by=by)
    with office.beside() as beside, office.worker() as first:
        with beside.transaction():
            beside.execute("LOCK TABLE registry_storedfile IN SHARE MODE")
            wait_until(lambda: beside.execute(WAITS_FOR).fetchone()[0], "att filen är skriven")
            kill(first.pid)
            first.wait()
        made.refresh_from_db()
        assert (made.state, made.file) == ("waiting", None)
        assert "Filen görs" in office.get(browser, made.get_absolute_url()).text
    with office.worker():
        wait_until(
            lambda: RegisterExport.objects.filter(pk=made.pk, state="made").exists(), "att filen är gjord"
        )
    made.refresh_from_db()
    assert made.file is not None
    with made.file.file.open("rb") as content:
        rows = list(csv.reader(io.StringIO(content.read().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) - 1 == made.rows >= number
    assert StoredFile.objects.filter(title=str(made), uploaded_by=by).count() == 1
    link = reverse("registry:file-download", args=[made.file_id])
    assert link in office.get(browser, made.get_absolute_url()).text
    assert office.get(browser, link).status == 200


@pytest.mark.skipif(not pdf.is_available(), reason=pdf.why_not())
def test_a_pdf_that_was_being_made_is_made_anew_and_stored_once(office: Office) -> None:
    case = a_case(code=f"K{make.number()}", name=f"Provrådet {make.number()}")
    case.approve()
    stored = StoredFile.objects.filter(title=str(case.minutes))
    with office.beside() as beside, office.worker() as first:
        with beside.transaction():
            beside.execute("SELECT FROM meetings_minutes WHERE id = %s FOR UPDATE", [case.minutes.pk])
            wait_until(lambda: beside.execute(WAITS_FOR).fetchone()[0], "att PDF:en är gjord och ska sparas")
            kill(first.pid)
            first.wait()
        assert (case.minutes.pdf, stored.count()) == (None, 0)
    with office.worker():
        wait_until(lambda: case.minutes.pdf_id, "att PDF:en är sparad")
    assert stored.count() == 1
    assert papers.are_as_stored(case.minutes)
    assert minutes_actions.is_intact(case.minutes)


def test_a_long_file_whose_errand_was_given_up_says_so_and_can_be_asked_for_again(office: Office) -> None:
    """An errand that brings every worker down is not tried for ever; by night its page says that it failed."""
    by = make.user(office_role="secretariat")
    made = RegisterExport.objects.create(
        register="personer", kind="csv", rows=9000, made_by=by, made_at=timezone.now(), state="waiting"
    )
    register_exports.forget_files(at=made.made_at + fetching.KEPT / 2)
    made.refresh_from_db()
    assert made.state == "waiting"
    register_exports.forget_files(at=made.made_at + fetching.KEPT * 2)
    made.refresh_from_db()
    assert made.state == "failed"
    assert "Filen görs" not in office.get(office.browser(by), made.get_absolute_url()).text
    assert errands.GIVE_UP_AFTER == 3
