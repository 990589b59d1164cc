"""From an old mandate period to a new one: end, template, upload, who is who, taken in; also on a phone (A2, M3)."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from meetings.models import Membership
from secretariat.registry.models import MandatePeriod
from tests import make
from tests.browser.conftest import PHONE, WIDE, sideways, violations
from tests.meetings.roster_case import Turn, a_turn


def filled_in(template: bytes, turn: Turn) -> bytes:
    """The template as an administrator would fill it in."""
    book = load_workbook(io.BytesIO(template))
    sheet = book["Namn"]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        holder = sheet.cell(row, column["har platsen i dag"]).value
        new = {"Birger Bo": ("Ebba", "Ek"), "Cilla Ceder": ("Sylvia", "Cederr"), "Asta Alm": ("Asta", "Alm")}
        for heading, value in zip(("förnamn", "efternamn"), new.get(holder, (None, None)), strict=True):
            sheet.cell(row, column[heading], value)
        if holder == "Didrik Dal":
            sheet.cell(row, column["vakant"], "ja")
        if holder == "Birger Bo":
            sheet.cell(row, column["e-post"], "ebba@exempel.se")
            sheet.cell(row, column["partibeteckning"], "S")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("size", "scripts"), [(WIDE, True), (PHONE, False)])
def test_a_period_is_turned(
    visit: Callable[..., Page], size: dict[str, int], scripts: bool, tmp_path: Path
) -> None:
    turn = a_turn()
    make.person(name="Sylvia Ceder", title="kommunalråd")
    MandatePeriod.objects.create(name="2023–2026", starts_on="2023-01-01", ends_on="2026-12-31")

    def check(name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert (violations(page) if scripts else [], sideways(page)) == ([], 0), name

    administrator = make.user(name="Hanna Ek", office_role="administrator")
    page = visit(administrator, "/grupper/mandatperioder/", size=size, scripts=scripts)
    check("perioder")
    page.get_by_role("link", name="Avsluta 2023–2026").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("4 uppdrag gäller efter 31 december 2026")
    page.get_by_label("Asta Alm").uncheck()
    check("avsluta")
    page.get_by_role("button", name="Avsluta de förkryssade uppdragen").click()
    expect(page.get_by_text("3 uppdrag är avslutade 2026-12-31.")).to_be_visible()
    page.get_by_role("link", name="Läs in namn för 2027–2030").click()
    check("ladda-upp")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Hämta mallen (Excel)").click()
    content = filled_in(Path(fetched.value.path()).read_bytes(), turn)
    file = {"name": "namn.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Den ifyllda mallen").set_input_files([file])  # type: ignore[list-item]
    page.get_by_role("button", name="Visa vad som skulle hända").click()
    expect(page.get_by_text("1 namn väntar på ditt val.")).to_be_visible()
    check("val")
    page.get_by_label("En ny person").check()
    page.get_by_role("button", name="Spara valen").click()
    expect(page.get_by_role("button", name="Läs in 2 ändringar")).to_be_visible()
    check("klar")
    page.get_by_role("button", name="Läs in 2 ändringar").click()
    expect(page.get_by_text("Namnlistan är inläst: 2 rader gav ändringar.")).to_be_visible()
    check("efteråt")
    assert [row for row in turn.held() if row[2] == "2027-01-01"] == [
        ("ledamot, Kumla", "Ebba Ek", "2027-01-01", ""),
        ("ersättare, Kumla", "Sylvia Cederr", "2027-01-01", ""),
    ]
    assert Membership.objects.get(person=turn.people["Asta Alm"]).ends_on is None
