"""Read-only mode (E7): everything can be read, nothing is written, and nobody loses what they typed."""

import io
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from meetings.models import Meeting
from secretariat.lib.read_only import WORDS
from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail, User
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(secretary: User) -> Iterator[Client]:
    """A secretary at a system that can only be read."""
    with override_settings(READ_ONLY=True):
        client = Client()
        client.force_login(secretary)
        yield client


def test_pages_are_read_and_say_so(reading: Client) -> None:
    meeting = make.meeting()
    for path in ("/", "/moten/", f"/moten/{meeting.pk}/"):
        answer = reading.get(path)
        assert answer.status_code == 200
        assert "Systemet kan just nu bara läsas. Inget som skrivs sparas." in answer.content.decode()


def test_what_would_be_changed_is_refused_and_what_was_typed_comes_back(reading: Client) -> None:
    answer = reading.post("/moten/nytt/", {"title": "Ett möte om öar", "csrfmiddlewaretoken": "hemligt"})
    assert answer.status_code == 503
    page = answer.content.decode()
    assert WORDS in page
    assert "Ett möte om öar" in page
    assert "hemligt" not in page
    assert Meeting.objects.count() == 0


def test_the_drafting_page_is_told_so_that_it_keeps_its_text(reading: Client) -> None:
    """503 is what the browser's store takes as no contact (static/js/draft/connection.js)."""
    meeting = make.meeting()
    answer = reading.post(
        f"/moten/{meeting.pk}/anteckna/text/",
        b"{}",
        content_type="application/json",
        HTTP_ACCEPT="application/json",
    )
    assert (answer.status_code, answer.json()) == (503, {"message": WORDS})


def test_one_can_log_in_and_out(reading: Client) -> None:
    assert reading.post("/konto/logga-ut/").status_code == 302
    assert reading.get("/konto/logga-in/").status_code == 200


def test_nights_and_the_worker_rest(reading: Client) -> None:
    mail.write(purpose=mail.LOGIN, to_email="maja@example.se", subject="Hej", body="Ett brev.")
    said = io.StringIO()
    call_command("nightly", stdout=said)
    assert said.getvalue() == "Systemet kan just nu bara läsas. Nattens sysslor väntar.\n"
    said = io.StringIO()
    call_command("worker", "--batch", stdout=said)
    assert said.getvalue() == "Systemet kan just nu bara läsas. Arbetaren väntar.\n"
    assert OutgoingMail.objects.get().delivered_at is None


def test_in_ordinary_times_there_is_no_sign(secretary: User, client: Client) -> None:
    client.force_login(secretary)
    assert "bara läsas" not in client.get("/").content.decode()
