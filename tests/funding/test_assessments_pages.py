"""Opening one's judgement again on the page, and the protocol on paper (G8)."""

import io
from collections.abc import Callable
from typing import Any

import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse

from funding.actions import assessments
from funding.models import Application, Assessment
from secretariat.registry.models import LogEntry, User
from tests import make

from .call_case import NOW, CallCase, a_call

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"funding:{name}", args=args)


def judged() -> tuple[CallCase, Application]:
    case = a_call()
    for name in ("Alva", "Bror"):
        case.assessor(name)
    application = case.complete(title="Öppen hall")
    case.judge(application, "Alva", 5, 2)
    return case, application


# Opened again


def test_an_assessor_opens_changes_and_hands_in_anew(as_user: Login) -> None:
    case, application = judged()
    client = as_user(case.assessors["Alva"].user)
    assert "Öppna din bedömning igen" in client.get(application.get_absolute_url()).content.decode()
    edit, reopen = url("assessment-edit", application.pk), url("assessment-reopen", application.pk)
    page = client.get(edit).content.decode()
    assert (f'action="{reopen}#oppna"' in page, "Lämna bedömningen" in page) == (True, False)
    refused = client.post(reopen, {"why": ""})
    assert (refused.status_code, "Skriv varför." in refused.content.decode()) == (200, True)
    opened = client.post(reopen, {"why": "Läste fel budget."}, follow=True).content.decode()
    assert "Bedömningen är öppnad igen." in opened
    assert "Lämna bedömningen" in opened
    first, second = case.call.criteria.all()
    client.post(edit, {f"poang-{first.pk}": "1", f"poang-{second.pk}": "1", "comment": "Nytt", "lamna": "1"})
    kept = Assessment.objects.get(application=application)
    assert (kept.submitted_at is not None, kept.comment, kept.reopened_why) == (
        True,
        "Nytt",
        "Läste fel budget.",
    )


def test_nobody_opens_anothers_judgement(as_user: Login, secretary: User) -> None:
    case, application = judged()
    reopen = url("assessment-reopen", application.pk)
    for user in (case.by, secretary, make.user(office_role="reader")):
        assert as_user(user).post(reopen, {"why": "Fel."}).status_code in (403, 404)
    other = as_user(case.assessors["Bror"].user).post(reopen, {"why": "Fel."})
    assert "Du har inte lämnat någon bedömning" in other.content.decode()
    assert as_user(case.assessors["Alva"].user).get(reopen).status_code == 405
    assert Assessment.objects.get(application=application).submitted_at is not None


def test_what_is_refused_keeps_what_was_typed(as_user: Login) -> None:
    case, application = judged()
    case.close()
    case.propose({application: 100_000})
    said = as_user(case.assessors["Alva"].user).post(
        url("assessment-reopen", application.pk), {"why": "Läste fel."}
    )
    words = said.content.decode()
    assert ("Det går inte att ändra bedömningen längre" in words, "Läste fel.</textarea>" in words) == (
        True,
        True,
    )


# The protocol


def words_of(content: bytes) -> str:
    with pdfplumber.open(io.BytesIO(content)) as paper:
        return " ".join(" ".join((page.extract_text() or "").split()) for page in paper.pages)


def test_the_protocol_on_paper_says_all_that_the_page_says(as_user: Login) -> None:
    case, application = judged()
    who = case.assessors["Alva"]
    assessments.reopen(application, who, why="Läste fel budget.", by=who.user, at=NOW)
    case.judge(application, "Alva", 5, 5)
    other = case.assessors["Bror"]
    assessments.declare(application, other, why="Sitter i styrelsen.", by=other.user)
    office = as_user(case.by)
    page = office.get(url("assessment-protocol", case.call.slug)).content.decode()
    assert url("assessment-protocol-pdf", case.call.slug) in page
    paper = office.get(url("assessment-protocol-pdf", case.call.slug))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    words = words_of(paper.content).replace("\u00a0", " ")
    for said in (
        "Protokoll över bedömningen",
        f"{case.call.title}, 1 ansökan.",
        f"Bedömare: {who.user.name}, {other.user.name}.",
        "Grund 1 (vikt 1, högst 5 poäng); Grund 2 (vikt 2, högst 5 poäng)",
        "1. Öppen hall",
        "100 (5, 5). Väl genomtänkt. Öppnad igen 1 oktober 2026: Läste fel budget.",
        "jäv, deltog inte. Sitter i styrelsen.",
    ):
        assert said in words, said
    assert LogEntry.objects.filter(verb="hämtade protokoll över bedömning", user=case.by).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_protocol_asks_as_much_whatever_its_length(
    as_user: Login, django_assert_num_queries: Any, count: int
) -> None:
    case = a_call()
    case.assessor("Alva")
    for number in range(count):
        case.judge(case.complete(title=f"Hall {number}"), "Alva", 3, 3)
    office = as_user(case.by)
    office.get(url("assessment-protocol", case.call.slug))
    with django_assert_num_queries(10):
        office.get(url("assessment-protocol", case.call.slug))


def test_the_protocol_is_for_those_who_handle_the_call(as_user: Login) -> None:
    case, _ = judged()
    for user in (case.assessors["Alva"].user, make.user(office_role="reader")):
        for name in ("assessment-protocol", "assessment-protocol-pdf"):
            assert as_user(user).get(url(name, case.call.slug)).status_code == 403
