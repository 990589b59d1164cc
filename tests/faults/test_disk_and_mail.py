"""The disk is full, and the mail server is away: each is told where one looks, tried again, and nothing is lost."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from meetings.actions import papers
from secretariat.home import views
from secretariat.lib import pdf
from secretariat.registry.actions import fetching, mail
from secretariat.registry.models import OutgoingMail, Person, RegisterExport, StoredFile
from tests import make
from tests.faults.office import Office, Process, limit_files, wait_until
from tests.mailserver import MailServer
from tests.meetings.approval_case import Case, a_case

pytestmark = pytest.mark.setup

LITTLE = 2000  # bytes that a file may still get


@contextmanager
def full_disk(office: Office, *others: Process) -> Iterator[None]:
    """No file of the web server or of the others gets longer than a little, until the block ends."""
    pids = [*office.web_workers, *(one.pid for one in others)]
    for pid in pids:
        limit_files(pid, LITTLE)
    try:
        yield
    finally:
        for pid in pids:
            limit_files(pid)


def new_case() -> Case:
    return a_case(code=f"M{make.number()}", name=f"Provrådet {make.number()}")


@pytest.mark.skipif(not pdf.is_available(), reason=pdf.why_not())
def test_a_full_disk_at_the_time_of_the_pdf_hides_nothing_and_the_night_stores_it(office: Office) -> None:
    """The justering stands and can be read; who asks for the PDF gets it or is told why; the next night stores it."""
    case = new_case()
    errand = DBTaskResult.objects.filter(task_path="meetings.actions.papers.make_pdf")
    with office.worker() as worker, full_disk(office, worker):
        before = set(errand.values_list("pk", flat=True))
        case.approve()
        tried = errand.exclude(pk__in=before)
        wait_until(lambda: tried.filter(status="FAILED").exists(), "att arbetaren har försökt")
        assert "File too large" in tried.get().traceback
        assert case.minutes.pdf is None
        reader = office.browser(case.chair)
        shown = office.get(reader, reverse("meetings:minutes-pdf", args=[case.meeting.pk]))
        if shown.status == 503:  # a process that has made no PDF yet has to lay its fonts on the disk
            assert views._DISK_FULL in shown.text
        else:
            assert (shown.status, shown.body[:5]) == (200, b"%PDF-")
        assert office.get(reader, case.meeting.get_absolute_url()).status == 200
    assert not StoredFile.objects.filter(title=str(case.minutes)).exists()
    assert papers.make_missing() >= 1
    assert papers.are_as_stored(case.minutes)
    assert case.minutes.pdf is not None


def test_a_long_file_on_a_full_disk_says_that_it_failed_and_can_be_fetched_again(office: Office) -> None:
    by = make.user(office_role="secretariat")
    Person.objects.bulk_create(
        Person(given_name=f"Disk{n}", family_name="Full") for n in range(fetching.SMALL + 1)
    )
    browser = office.browser(by)
    address = reverse("registry:register-export", args=["personer"])
    with office.worker() as worker:
        with full_disk(office, worker):
            assert office.post(browser, address, kind="csv").status == 302
            made = RegisterExport.objects.get(made_by=by)
            page = made.get_absolute_url()
            wait_until(
                lambda: "Filen blev inte klar." in office.get(browser, page).text, "att sidan säger det"
            )
            assert "Hämta den på nytt" in office.get(browser, page).text
        assert office.post(browser, address, kind="csv").status == 302
        again = RegisterExport.objects.exclude(pk=made.pk).get(made_by=by)
        wait_until(
            lambda: RegisterExport.objects.filter(pk=again.pk, state="made").exists(), "att filen är gjord"
        )
    assert not StoredFile.objects.filter(title=str(made), uploaded_by=by).exclude(pk=_file_of(again)).exists()


def _file_of(made: RegisterExport) -> int | None:
    made.refresh_from_db()
    return made.file_id


@pytest.mark.parametrize("size", [20_000, 4_000_000])
def test_whoever_uploads_to_a_full_disk_is_told_so_in_swedish(office: Office, size: int) -> None:
    """A small file is stored at the end, a large one is laid by as it comes. The other fields are shown again."""
    by = make.user(office_role="secretariat")
    before = StoredFile.objects.count()
    where = make.matter(by=by).get_absolute_url() + "dokument/"
    body, kind = _multipart(size, title="Underlag till budgeten")
    browser = office.browser(by)
    with full_disk(office):
        told = office.get(browser, where, raw=body, headers={"Content-Type": kind})
    assert (told.status, told.headers["retry-after"]) == (503, "10")
    assert "<h1>Disken är full</h1>" in told.text
    assert views._DISK_FULL in told.text
    assert StoredFile.objects.count() == before
    again = office.get(browser, where, raw=body, headers={"Content-Type": kind})
    assert again.status in (200, 302)
    assert StoredFile.objects.count() == before + 1


def _multipart(size: int, **fields: str) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    out = io.BytesIO()
    for name, value in fields.items():
        out.write(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    out.write(
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="underlag.txt"\r\n'.encode()
    )
    out.write(b"Content-Type: text/plain\r\n\r\n" + make.person().name.encode() * (size // 10))
    out.write(f"\r\n--{mark}--\r\n".encode())
    return out.getvalue(), f"multipart/form-data; boundary={mark}"


def test_letters_written_while_the_mail_server_is_away_are_seen_as_waiting_and_go_once_when_it_is_back(
    office: Office,
) -> None:
    """Under Utskick one sees that it is tried again, when, and why."""
    case = new_case()
    administrator = office.browser(make.user(office_role="administrator"))
    with office.worker():
        case.send()
        letters = OutgoingMail.objects.filter(person__in=[case.chair.person, case.elected.person])
        wait_until(
            lambda: letters.filter(attempts=1, sending_since=None).count() == 2, "att breven har prövats"
        )
        for letter in letters:
            page = office.get(administrator, reverse("registry:mail-detail", args=[letter.pk])).text
            assert "försöker igen" in page.lower()
            assert "E-postservern gick inte att nå" in page
        listed = office.get(administrator, reverse("registry:mail-list") + f"?q={quote(case.body.name)}").text
        assert "försöker igen" in listed.lower()
        with MailServer(office.mail_port) as server:
            letters.update(next_attempt_at=timezone.now())
            mail.deliver_soon.enqueue()
            wait_until(lambda: letters.filter(delivered_at=None).count() == 0, "att breven har gått")
            mail.deliver_soon.enqueue()
            wait_until(lambda: not DBTaskResult.objects.ready().exists(), "att arbetaren har gjort allt")
            given = [one for one in server.receivers if one in {letter.to_email for letter in letters}]
            assert sorted(given) == sorted(letter.to_email for letter in letters)
    assert (
        "skickat"
        in office.get(administrator, reverse("registry:mail-detail", args=[letters[0].pk])).text.lower()
    )
