"""A finished paper carries the office's seal; a copy signed elsewhere is kept with what was found (C14)."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from meetings.actions import immediate, immediate_papers, papers, printing, verifying
from meetings.actions import minutes as minutes_actions
from meetings.models import SignedCopy
from secretariat.lib import pdf, sealing
from secretariat.registry.models import LogEntry, User
from tests import make, timeserver
from tests.lib.test_pdf import BODY, broken_rules
from tests.lib.test_sealing import keys, on  # noqa: F401 – fixtures

from .approval_case import AT, Case, a_case

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    case = a_case(approval_policy="none")
    minutes_actions.finalise(case.minutes, by=case.secretary, at=AT)
    assert papers.store_pdf(case.minutes.pk)
    return case


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


def original(case: Case) -> bytes:
    stored = case.minutes.pdf
    assert stored
    with stored.file.open("rb") as opened:
        return bytes(opened.read())


def send(client: Client, case: Case, content: bytes) -> Any:
    there = reverse("meetings:signed-copy-add", args=[case.meeting.pk])
    return client.post(there, {"file": SimpleUploadedFile("underskrivet.pdf", content)})


@pytest.mark.usefixtures("on")
def test_finished_minutes_are_sealed_where_there_is_a_seal() -> None:
    case = a_case(name="Sigillrådet", code="SR", approval_policy="none")
    minutes_actions.finalise(case.minutes, by=case.secretary, at=AT)
    assert papers.store_pdf(case.minutes.pk)
    content = original(case)
    assert [one.name for one in sealing.signatures_in(content)] == ["Region Prov, sigill"]
    assert broken_rules(content) == []
    assert minutes_actions.is_intact(case.minutes)


@pytest.mark.usefixtures("on")
def test_a_seal_that_cannot_be_put_on_leaves_the_paper_for_the_next_night(settings: Any) -> None:
    case = a_case(name="Sigillrådet", code="SR", approval_policy="none")
    minutes_actions.finalise(case.minutes, by=case.secretary, at=AT)
    settings.SEAL_PASSWORD = "fel"
    assert not papers.store_pdf(case.minutes.pk)
    assert case.minutes.pdf is None


@pytest.mark.usefixtures("on")
def test_a_point_approved_at_once_is_sealed_too() -> None:
    case = a_case(name="Sigillrådet", code="SR")
    made = immediate.read_out(case.item("Budget"), by=case.secretary, at=AT)
    for user in (case.chair, case.elected):
        immediate.approve(made, by=user, at=AT)
    assert immediate_papers.store_pdf(made.pk)
    made.refresh_from_db()
    content = immediate_papers.pdf_of(made)
    assert [one.name for one in sealing.signatures_in(content)] == ["Region Prov, sigill"]
    assert broken_rules(content) == []


@pytest.mark.usefixtures("on")
def test_without_the_time_that_was_asked_for_the_paper_waits_and_is_printed_meanwhile(
    settings: Any, tmp_path: Path
) -> None:
    case = a_case(name="Sigillrådet", code="SR", approval_policy="none")
    minutes_actions.finalise(case.minutes, by=case.secretary, at=AT)
    settings.SEAL_TIMESTAMP_URL = "http://127.0.0.1:1/"
    assert papers.make_missing() == 0
    meanwhile = printing.pdf_of(case.meeting)
    assert sealing.signatures_in(meanwhile) == []
    with timeserver.running(tmp_path) as service:
        settings.SEAL_TIMESTAMP_URL = service.address
        assert papers.make_missing() == 1
    content = original(case)
    assert content.startswith(meanwhile)
    assert verifying.verify(meanwhile) == verifying.verify(content)
    assert verifying.verify(meanwhile).matches
    assert not verifying.verify(meanwhile.replace(b"%PDF-1.7", b"%PDF-1.6", 1)).matches
    assert sealing.signatures_in(content)[0].stamped


@pytest.mark.usefixtures("on")
def test_the_time_that_a_service_gave_is_told_on_the_page(
    case: Case, as_user: Login, settings: Any, tmp_path: Path
) -> None:
    client = as_user(case.secretary)
    with timeserver.running(tmp_path) as service:
        settings.SEAL_TIMESTAMP_URL = service.address
        send(client, case, sealing.seal(original(case)))
    page = client.get(reverse("meetings:minutes-evidence", args=[case.meeting.pk])).content.decode()
    stamped = SignedCopy.objects.get().signatures[0]["stamped"]
    assert f"Tidsstämplad {stamped} av en tjänst som inte är kontrollerad." in page


@pytest.mark.usefixtures("on")
def test_a_signed_copy_is_kept_with_what_was_found(
    case: Case, as_user: Login, settings: Any, request: pytest.FixtureRequest
) -> None:
    settings.SEAL_TRUST = str(request.getfixturevalue("keys") / "rot")
    client = as_user(case.secretary)
    assert send(client, case, sealing.seal(original(case))).status_code == 302
    copy = SignedCopy.objects.get()
    assert (copy.is_whole, copy.is_ours, copy.received_by) == (True, True, case.secretary)
    assert [(one["name"], one["is_intact"], one["is_trusted"]) for one in copy.signatures] == [
        ("Region Prov, sigill", True, True)
    ]
    page = client.get(reverse("meetings:minutes-evidence", args=[case.meeting.pk])).content.decode()
    for said in ("Oförändrad sedan den skrevs under", "Samma som den färdiga", "Utfärdaren är betrodd här"):
        assert said in page
    assert LogEntry.objects.get(verb="lämnade in underskrivet exemplar").detail["samma"] is True
    reader = as_user(make.user(office_role="reader"))
    fetched = reader.get(reverse("registry:file-download", args=[copy.file.pk]))
    assert b"".join(fetched.streaming_content).startswith(original(case))
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedCopy.objects.update(is_whole=False)


@pytest.mark.usefixtures("on")
def test_a_changed_copy_and_another_document_are_told(case: Case, as_user: Login) -> None:
    client = as_user(case.secretary)
    sealed = sealing.seal(original(case))
    send(client, case, sealed.replace(b"/Lang", b"/Lanh", 1))
    copy = SignedCopy.objects.get()
    assert (copy.is_whole, copy.is_ours) == (False, True)
    send(client, case, sealing.seal(pdf.render(BODY, title="Ett annat")))
    other = SignedCopy.objects.latest("pk")
    assert (other.is_whole, other.is_ours) == (True, False)
    page = client.get(reverse("meetings:minutes-evidence", args=[case.meeting.pk])).content.decode()
    for said in ("Lita inte på den", "Jämför texten", "Underskriften stämmer inte", "inte kontrollerad"):
        assert said in page


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.7\n%%EOF", "ingen PDF som går att läsa"), (None, "ingen elektronisk underskrift")],
)
def test_what_is_not_signed_is_refused(case: Case, as_user: Login, content: bytes | None, said: str) -> None:
    answer = send(as_user(case.secretary), case, content or original(case))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not SignedCopy.objects.exists()


def test_only_whoever_writes_the_minutes_hands_one_in(case: Case, as_user: Login) -> None:
    assert send(as_user(case.chair), case, b"%PDF-").status_code == 403
    assert send(as_user(make.user(office_role="reader")), case, b"%PDF-").status_code == 403
