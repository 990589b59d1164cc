"""Every kind of PDF the system gives out, made once: PDF/UA-1, PDF/A-2a, and Swedish (C15, E1, E4).

The places that make PDFs are found in the code, and a new one that nothing here reaches fails the test.
"""

import ast
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import page
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from funding.models import Application
from secretariat.inquiries.models import Recipient
from secretariat.lib import pdf
from secretariat.registry.models import User
from tests import make
from tests.addresses import a_house, addresses
from tests.language import english_in
from tests.meetings.export_case import SPRING, a_body, finish, held

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(settings.BASE_DIR)
IS_PAPER = re.compile(r"pdf|/intyg/$|/protokoll/")
PROFILES = ("ua1", "2a")
APPS = ("secretariat", "meetings", "agreements", "funding", "surveys")


def places() -> set[str]:
    """Every function of ours that makes a PDF, as module and name."""
    found = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for function in ast.walk(ast.parse(path.read_text())):
                if isinstance(function, ast.FunctionDef) and any(map(_makes_one, ast.walk(function))):
                    found.add(f"{module}.{function.name}")
    return found


def _makes_one(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "pdf.render"


class Papers:
    """Every PDF that is made meanwhile: where in the code, and its bytes."""

    def __init__(self) -> None:
        self.made: list[tuple[str, str, bytes]] = []
        self.now = ""

    def render(self, *given: Any, **named: Any) -> bytes:
        content = _render(*given, **named)
        frame = sys._getframe(1)
        place = f"{frame.f_globals['__name__']}.{frame.f_code.co_name}"
        self.made.append((place, self.now or str(named["title"]), content))
        return content


_render = pdf.render


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> Papers:
    made = Papers()
    monkeypatch.setattr(pdf, "render", made.render)
    return made


def objections(content: bytes) -> Iterator[str]:
    for profile in PROFILES:
        for one in page.validate_pdf_bytes(content, profile=profile).failures:
            yield f"{profile} {one.rule_id}: {one.message}"


def more_addresses(by: User) -> list[str]:
    """Papers that no address's sample has: an intyg of presence, a registerutdrag, an intyg of money, a decision."""
    person = make.person(name="Asta Ordman")
    meeting = held([body := a_body()])
    make.attendee(of=meeting, person=person, body=body)
    finish(meeting, by=by)
    approved = Recipient.objects.get(inquiry__fund_report__isnull=False, sheet__state="approved")
    decided = Application.objects.filter(decided_at__isnull=False)[0]
    return [
        f"{reverse('meetings:certificate-pdf', args=[person.pk])}?{urlencode(SPRING)}",
        reverse("registry:person-extract", args=[person.pk]),
        reverse("funding:report-certificate", args=[approved.inquiry.fund_report.pk, approved.pk]),
        reverse("funding:application-letter", args=[decided.pk]),
    ]


@pytest.mark.skipif(not pdf.is_available(), reason="Pango saknas")
def test_every_kind_of_pdf_meets_both_standards(
    papers: Papers, as_user: Callable[..., Client], tmp_path: Path
) -> None:
    draft, done = a_house()
    client = as_user(make.user(name="Hanna Rydbeck", office_role="administrator"))
    found = [one for one in addresses(draft, done) if IS_PAPER.search(one)]
    for papers.now in [*found, *more_addresses(done.secretary)]:
        client.get(papers.now).close()
    for command, what in (("print_minutes", done.meeting.pk), ("draw_wheel", timezone.localdate().year)):
        papers.now = command
        call_command(command, str(what), output=str(tmp_path / f"{command}.pdf"), stdout=io.StringIO())
    assert places() - {place for place, _, _ in papers.made} == set()
    assert {where for _, where, _ in papers.made} >= {"print_minutes", "draw_wheel"}
    assert [f"{where} {what}" for _, where, content in papers.made for what in objections(content)] == []
    assert [
        f"{where} {what}" for _, where, content in papers.made for what in english_in(lines_of(content))
    ] == []


def lines_of(content: bytes) -> list[str]:
    """The words of a PDF, line by line."""
    return [line for one in PdfReader(io.BytesIO(content)).pages for line in one.extract_text().splitlines()]


def test_the_places_are_found() -> None:
    """The check above is not asleep."""
    assert "meetings.actions.printing.render" in places()
    assert len(places()) > 15
    assert _makes_one(ast.parse("pdf.render(body, title='x')", mode="eval").body)
    assert list(objections(_render("<body><p>Utan titel</p></body>", title="")))
