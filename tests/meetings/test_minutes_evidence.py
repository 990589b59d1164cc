"""Justeringsintyg: how finished minutes were approved, on a page and as an accessible archive PDF (C5)."""

import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import evidence
from meetings.actions import minutes as minutes_actions
from meetings.models import Minutes
from secretariat.registry.models import LogEntry, User
from secretariat.registry.sign_ins import Proof, SignIn
from tests import make
from tests.lib.test_pdf import broken_rules

from . import archive_case
from .approval_case import AT, Case, a_case

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
SURE = SignIn("lösenord och tvåfaktor", (Proof("tvåfaktor", 2, AT),), "192.0.2.7", "Provläsare 1.0")


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    case = a_case()
    case.send()
    minutes_actions.approve(case.minutes, by=case.chair, at=AT)
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="Fel")
    case.send()
    minutes_actions.approve(case.minutes, by=case.elected, at=AT, sign_in=SURE)
    minutes_actions.approve(case.minutes, by=case.chair, at=AT)
    archive_case.with_pdf(case.meeting)
    return case


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


def address(name: str, case: Case) -> str:
    return reverse(f"meetings:{name}", args=[case.meeting.pk])


def test_the_evidence_tells_all_of_each_answer(case: Case) -> None:
    """Person, membership, both times, method, level, address, browser, checksums of words and of the PDF."""
    told = evidence.evidence_of(case.minutes)
    assert told
    version = case.minutes.current_version
    assert version
    stored = case.minutes.pdf
    assert stored
    assert (told.version, told.sha256, told.pdf_sha256) == (2, version.sha256, stored.sha256)
    assert [(one.name, one.heading) for one in told.answers] == [
        ("Asta Ordman", "Gäller inte den färdiga texten"), ("Birger Valdberg", ""), ("Asta Ordman", ""),
    ]  # fmt: skip
    seat = case.elected.person.memberships.get()  # type: ignore[union-attr]
    assert told.answers[1].facts == (
        ("Svar", "justerat"),
        ("Svensk tid", "20 mars 2026 kl.\xa010.00"),
        ("UTC", "2026-03-20 09:00:00"),
        ("Uppdrag", f"{seat.seat}, Provrådet"),
        ("Konto", case.elected.email),
        ("Inloggning", "lösenord och tvåfaktor"),
        ("Tillitsnivå", "2, två steg"),
        ("Inloggad", "20 mars 2026 kl.\xa010.00"),
        ("Visade", "tvåfaktor 2026-03-20 09:00:00 UTC"),
        ("Adress", "192.0.2.7"),
        ("Webbläsare", "Provläsare 1.0"),
        ("Version", "2"),
        ("SHA-256", version.sha256),
    )


def test_the_paper_is_accessible_and_for_archives(case: Case, as_user: Login, tmp_path: Path) -> None:
    """C15: PDF/UA-1 and PDF/A-2a; the same rows give the same bytes; it leads to where it is verified."""
    told = evidence.evidence_of(case.minutes)
    assert told
    answer = as_user(case.secretary).get(address("evidence-pdf", case))
    content = answer.content
    assert (
        answer["Content-Disposition"]
        == 'inline; filename="justeringsintyg-minnesanteckningar-2026-03-18.pdf"'
    )
    assert content == evidence.render(told)
    assert broken_rules(content) == []
    path = tmp_path / "intyg.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(text.split())
    for said in (
        "Justeringsintyg",
        "Birger Valdberg, vald justerare",
        "192.0.2.7",
        "/kontrollera/",
        "2, två steg",
    ):
        assert said in words


def test_who_may_see_it(case: Case, as_user: Login) -> None:
    """The office, the chair and the approvers; nobody else, and nobody before it is finished."""
    member = make.approver_user(of=case.body, kind="member")
    reader = make.user(office_role="reader")
    for user, code in (
        (case.secretary, 200), (case.chair, 200), (case.elected, 200),
        (case.reserve, 403), (member, 403), (reader, 403),
    ):  # fmt: skip
        client = as_user(user)
        assert [client.get(address(name, case)).status_code for name in ("minutes-evidence", "evidence-pdf")] == [
            code, code,
        ]  # fmt: skip
    assert "såg justeringsintyg" in LogEntry.objects.values_list("verb", flat=True)
    other = a_case(name="Andra rådet", code="AR")
    assert as_user(other.secretary).get(address("minutes-evidence", other)).status_code == 404


def test_the_page_is_found_from_the_receipt_and_the_round(case: Case, as_user: Login) -> None:
    link = f'href="{address("minutes-evidence", case)}"'
    assert link in as_user(case.elected).get(address("minutes-receipt", case)).content.decode()
    client = as_user(case.secretary)
    assert link in client.get(address("minutes-approval", case)).content.decode()
    page = client.get(address("minutes-evidence", case)).content.decode()
    assert "Gäller inte den färdiga texten" in page
    assert address("evidence-pdf", case) in page


def test_minutes_that_nobody_approves_have_none(as_user: Login) -> None:
    case = a_case(name="Fria rådet", code="FR", approval_policy="none")
    minutes_actions.finalise(case.minutes, by=case.secretary, at=AT)
    client = as_user(case.secretary)
    assert "fastställdes utan justering" in client.get(address("minutes-evidence", case)).content.decode()
    assert client.get(address("evidence-pdf", case)).status_code == 404
    assert Minutes.objects.get(meeting=case.meeting).state == Minutes.State.FINALISED
