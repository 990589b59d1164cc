"""From sending over a kommun's answer on a phone to the table, the deviation, the paper and the signatures (part 5)."""

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from agreements.actions import versions
from agreements.models import AgreementVersion
from secretariat.lib import pdf
from tests.agreements.case import Case, an_agreement, path_for
from tests.browser.conftest import PHONE, sideways, violations

Visit = Callable[..., Page]


def a_case() -> Case:
    """Of today, so that the pages' own clock agrees."""
    today = timezone.localdate()
    return an_agreement(
        "Nora", "Kumla", send=False, at=timezone.now(), starts_on=today, ends_on=today.replace(year=today.year + 3),
        decide_by=today + dt.timedelta(days=20), purpose="Vi driver familjecentraler tillsammans.",
    )  # fmt: skip


def fill_in_the_decision(phone: Page, extract: Path) -> None:
    """What was decided, first without its day, which is told; then with the protokollsutdrag."""
    phone.get_by_label("Bifall med tillägg eller ändring").check()
    phone.get_by_role("button", name="Spara").click()
    expect(phone.get_by_role("alert")).to_contain_text("Ange vilken dag ni beslutade.")
    assert violations(phone) == []
    phone.get_by_label("Beslutat den").fill(timezone.localdate().isoformat())
    phone.get_by_label("Paragraf").fill("§ 88")
    phone.get_by_label("Avvikelse eller tillägg").fill("Uppföljning även per länsdel.")
    extract.write_bytes(b"%PDF-1.4 utdrag")
    phone.get_by_label("Protokollsutdrag").set_input_files(extract)
    phone.get_by_role("button", name="Spara").click()


def note_signature(desk: Page, name: str) -> None:
    desk.get_by_role("link", name=name, exact=True).click()
    desk.get_by_text("Notera underskriften").click()
    desk.get_by_label("Undertecknat av").fill("Asta Ek")
    desk.get_by_label("Dag", exact=True).first.fill(timezone.localdate().isoformat())
    desk.get_by_role("button", name="Spara underskriften").click()
    expect(desk.get_by_text("Underskriften är noterad.").first).to_be_visible()
    desk.get_by_role("link", name="Version 1").click()


def test_from_sending_over_an_answer_on_a_phone_to_being_in_force(visit: Visit, tmp_path: Path) -> None:
    case = a_case()
    table = case.version.get_absolute_url()
    desk = visit(case.by, table)
    expect(desk.locator("h2.answer")).to_have_text("2 parter.")
    desk.locator("summary", has_text="Skicka till parterna").click()
    desk.get_by_role("button", name="Skicka till parterna").click()
    expect(desk.get_by_text("2 brev är skickade.")).to_be_visible()
    expect(desk.locator("h2.answer")).to_have_text("Ingen av 2 har beslutat.")
    assert violations(desk) == []

    phone = visit(None, path_for(case.people["Nora"]), size=PHONE, scripts=False)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Beslut i Nora")
    expect(phone.get_by_text("Vi driver familjecentraler tillsammans.")).to_be_visible()
    assert sideways(phone) == 0
    phone.get_by_label("Ert diarienummer").fill("KS 26/88")
    phone.get_by_role("button", name="Ta emot och spara").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Tack, vi vet att ni har tagit emot underlaget"
    )
    phone.get_by_role("link", name="Ändra eller fyll på").click()
    phone.get_by_label("När ska ärendet upp?").fill("6 oktober 2099")
    phone.get_by_label("Vilket organ beslutar?").fill("Kommunstyrelsen")
    phone.get_by_role("button", name="Spara").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, vi vet när ärendet ska upp")
    desk.reload()
    expect(desk.get_by_role("row", name=re.compile("Nora")).first).to_contain_text("2099-10-06")

    again = visit(None, path_for(case.people["Nora"]), size=PHONE)
    assert violations(again) == []
    fill_in_the_decision(again, tmp_path / "utdrag.pdf")
    expect(again.get_by_role("heading", level=1)).to_have_text("Tack, beskedet är sparat")
    assert sideways(again) == 0

    desk.reload()
    expect(desk.locator("h2.answer")).to_have_text("1 av 2 har beslutat. Kvar: Kumla.")
    expect(desk.get_by_text("Avvikelsen ska hanteras innan någon undertecknar: Nora.")).to_be_visible()
    assert violations(desk) == []
    desk.get_by_role("link", name="Hantera avvikelsen").click()
    desk.get_by_label("Hur hanteras avvikelsen?").fill("Kumla ställer sig bakom.")
    desk.get_by_role("button", name="Godta avvikelsen").click()
    expect(desk.get_by_role("heading", name="Avvikelsen är godtagen")).to_be_visible()
    assert violations(desk) == []
    case.decides("Kumla", at=timezone.now(), decided_on=timezone.localdate())
    desk.goto(desk.url.split("/overenskommelser/")[0] + table)
    expect(desk.get_by_text("Ingen har undertecknat än.")).to_be_visible()
    for name in ("Nora", "Kumla"):
        note_signature(desk, name)
    expect(desk.get_by_text("Alla 2 har undertecknat.")).to_be_visible()
    assert AgreementVersion.objects.get().state == "in_force"
    _read_the_paper(desk)


def _read_the_paper(desk: Page) -> None:
    if pdf.why_not():
        pytest.skip("no Pango here")
    address = desk.get_by_role("link", name="Skriv ut en sida").get_attribute("href")
    paper = desk.request.get(desk.url.split("/overenskommelser/")[0] + (address or ""))
    (page,) = PdfReader(io.BytesIO(paper.body())).pages
    said = " ".join(page.extract_text().split())
    for words in (
        "Båda har beslutat.",
        "Tillägg: ”Uppföljning även per länsdel.”",
        "Kumla ställer sig bakom.",
        "§ 88",
    ):
        assert words in said


def test_the_link_says_so_kindly_when_the_basis_is_taken_back(visit: Visit) -> None:
    case = a_case()
    versions.send(case.version, by=case.by)
    path = path_for(case.people["Nora"])
    versions.take_back(case.version, why="Ny lydelse av punkt 3.", by=case.by)
    phone = visit(None, path, size=PHONE, scripts=False)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Underlaget är återkallat")
    expect(phone.get_by_text("Ny lydelse av punkt 3.")).to_be_visible()
    assert phone.get_by_role("button").count() == 0
    assert sideways(phone) == 0


def test_the_table_is_cards_on_a_phone(visit: Visit) -> None:
    case = a_case()
    versions.send(case.version, by=case.by)
    case.decides("Kumla", "refused", at=timezone.now(), decided_on=timezone.localdate())
    page = visit(case.by, case.version.get_absolute_url(), size=PHONE)
    assert sideways(page) == 0
    assert violations(page) == []
    expect(page.locator("thead")).to_be_hidden()
