"""Old minutes from an uploaded file to a draft: read, gone through, made; also on a phone without script (M1)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Attendance, Meeting
from tests import make
from tests.browser.conftest import PHONE, WIDE, sideways, violations
from tests.meetings.import_case import TEXT

PATIENCE = 30_000


@pytest.mark.parametrize(("size", "scripts"), [(WIDE, True), (PHONE, False)])
def test_old_minutes_become_a_draft(
    visit: Callable[..., Page], size: dict[str, int], scripts: bool, tmp_path: Path
) -> None:
    body = make.body(name="Styrgrupp fjällhälsa")
    known = make.person(name="Bosse Ekmann")
    file = tmp_path / "anteckningar.txt"
    file.write_text(TEXT, encoding="utf-8")

    def check(name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert (violations(page) if scripts else [], sideways(page)) == ([], 0), name

    page = visit(make.user(office_role="secretariat"), "/moten/", size=size, scripts=scripts)
    page.get_by_role("link", name="Läs in äldre anteckningar").click()
    page.get_by_label("Fil med anteckningar").set_input_files(file)
    check("ladda-upp")
    page.get_by_role("button", name="Läs filen").click()
    expect(page.get_by_role("heading", name="Gå igenom inläsningen")).to_be_visible(timeout=PATIENCE)
    check("granska")
    page.get_by_role("button", name="Skapa utkast").click()
    expect(page.get_by_role("alert")).to_contain_text("1 namn väntar på ditt val.", timeout=PATIENCE)
    page.get_by_label("Bosse Ekman (närvaro)").select_option(label=f"{known.name} (stavas annorlunda)")
    page.get_by_label("Plats").fill("Kommunhuset")
    page.get_by_role("button", name="Skapa utkast").press("Enter")
    expect(page.get_by_text("Utkastet är gjort.")).to_be_visible(timeout=PATIENCE)
    check("gjort")
    meeting = Meeting.objects.get()
    assert (meeting.place, list(meeting.bodies.all())) == ("Kommunhuset", [body])
    assert Attendance.objects.get(name="Bosse Ekman").person == known
    page.get_by_role("link", name="Öppna utkastet").click()
    expect(page.get_by_text("Gruppen antar planen för hösten.").first).to_be_visible(timeout=PATIENCE)
