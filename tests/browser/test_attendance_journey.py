"""From the list of attendance to the file at the pay office, by keyboard; and a person's närvarointyg (J1, J3, E2)."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from meetings.models import AttendanceExport, Meeting
from secretariat.lib import pdf
from secretariat.registry.models import Person, User
from tests import make
from tests.browser.conftest import PHONE, sideways, violations
from tests.meetings.export_case import a_body, finish, held

Visit = Callable[..., Page]


@pytest.fixture
def office() -> User:
    return make.user(name="Frida Löneenhet", office_role="administrator")


@pytest.fixture
def person(office: User) -> Person:
    """Asta Ordman of Nora has been at two meetings, with somebody of Kumla; a third is not finished."""
    body = a_body(name="Provrådet")
    asta, birger = make.person(name="Asta Ordman"), make.person(name="Birger Valdberg")
    nora, kumla = make.organisation(name="Nora"), make.organisation(name="Kumla")
    for someone, party in ((asta, nora), (birger, kumla)):
        make.membership(seat=make.seat(of=body, organisation=party), person=someone)
    for day in (18, 25):
        meeting: Meeting = held([body], date=make.DAY.replace(year=2025, month=3, day=day))
        for someone, party in ((asta, nora), (birger, kumla)):
            make.attendee(of=meeting, person=someone, body=body, organisation=party)
        finish(meeting, by=office)
    held([body], date=make.DAY.replace(year=2025, month=4, day=2))
    return asta


def tab_to(page: Page, target: Locator, *, most: int = 60) -> None:
    """Reach it with the tab key alone."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{target} går inte att nå med tabb")


def test_by_keyboard_from_the_list_to_the_file_and_back(
    visit: Visit, office: User, person: Person, tmp_path: Path
) -> None:
    page = visit(office, "/narvaro/")
    tab_to(page, page.get_by_role("link", name="Hämta till Excel"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/narvaro/export/"))
    for label, day in (("Från och med", "2025-01-01"), ("Till och med", "2025-06-30")):
        tab_to(page, page.get_by_label(label))
        page.keyboard.press("Control+A")
        page.keyboard.type(day)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="4 rader ur 2 möten")).to_be_visible()
    expect(page.get_by_text("anteckningarna är inte färdiga (1)")).to_be_visible()
    expect(page.get_by_role("region", name="Filens första rader")).to_contain_text("Ordman, Asta")
    assert violations(page) == []
    button = page.get_by_role("button", name="Hämta Excel")
    tab_to(page, button)
    with page.expect_download() as fetching:
        page.keyboard.press("Enter")
    target = tmp_path / fetching.value.suggested_filename
    fetching.value.save_as(target)
    assert target.name == "narvaro-2025-01-01--2025-06-30.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(target.read_bytes()))
    head, *rows = book.get_sheet_by_name("Närvaro").to_python()
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(one["efternamn"], one["part"], one["närvaro"], one["minuter"]) for one in told] == [
        ("Ordman", "Nora", "ja", 180), ("Valdberg", "Kumla", "ja", 180),
    ] * 2  # fmt: skip
    assert book.sheet_names == ["Närvaro", "Per organ", "Förklaring"]
    export = AttendanceExport.objects.get()
    assert (export.rows, export.made_by) == (4, office)
    page.goto(page.url.split("?")[0] + "?fran=2025-01-01&till=2025-06-30")
    expect(page.get_by_text("4 rader av 4 har hämtats förut")).to_be_visible()
    assert violations(page) == []


@pytest.mark.skipif(not pdf.is_available(), reason=pdf.why_not())
def test_statistics_lead_to_the_certificate_which_is_a_pdf(
    visit: Visit, office: User, person: Person
) -> None:
    page = visit(office, "/narvaro/?fran=2025-01-01&till=2025-06-30&per=person")
    expect(page.get_by_role("heading", name=re.compile("^100,0.% närvaro"))).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Asta Ordman").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Asta Ordman")
    assert violations(page) == []
    expect(page.get_by_role("region", name="Möten som intygas").get_by_role("row")).to_have_count(3)
    link = page.get_by_role("link", name="Hämta intyget som PDF")
    answer = page.request.get(page.url.split("/narvaro/")[0] + str(link.get_attribute("href")))
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")


def test_the_pages_fit_a_phone(visit: Visit, office: User, person: Person) -> None:
    query = "?fran=2025-01-01&till=2025-06-30"
    page = visit(office, f"/narvaro/{query}", size=PHONE)
    start = page.url.split("/narvaro/")[0]
    for path in ("/narvaro/", "/narvaro/export/", "/narvaro/intyg/", f"/narvaro/intyg/{person.pk}/"):
        page.goto(f"{start}{path}{query}")
        assert (sideways(page), violations(page)) == (0, []), path
