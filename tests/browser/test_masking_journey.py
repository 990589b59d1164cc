"""Minutes are masked, looked at, published, and read by somebody outside (C10)."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from meetings.actions import masked_copies
from meetings.models import Publication
from tests.browser.conftest import PHONE, sideways, violations
from tests.meetings.masks_case import MARKERS, a_masked_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 30_000
PICTURES = os.environ.get("SEKRETARIATET_PICTURES")


def look(page: Page, name: str) -> None:
    """A picture for whoever wants to see, and nothing the tools find wrong."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert (violations(page), sideways(page)) == ([], 0)


def test_masked_from_the_checklist_and_read_outside(visit: Callable[..., Page]) -> None:
    case = a_masked_case(masked=False)
    desk = visit(case.by, f"/moten/{case.meeting.pk}/publicera/")
    desk.get_by_role("link", name="Maska något").click()
    desk.get_by_label("Ord", exact=False).first.fill(MARKERS["text"])
    desk.get_by_role("checkbox", name=f"Ulla {MARKERS['person']}", exact=True).check()
    desk.get_by_label("Skäl eller lagrum").fill("uppgift om hälsa, OSL 21 kap. 1 §")
    desk.get_by_role("button", name="Maska det valda").click()
    expect(desk.get_by_text("2 saker maskas")).to_be_visible(timeout=PATIENCE)
    desk.get_by_text("Läs texten så som den blir").click()
    expect(desk.get_by_text("[maskat: uppgift om hälsa", exact=False).first).to_be_visible(timeout=PATIENCE)
    look(desk, "maska-1280")

    desk.get_by_role("link", name="Gå vidare till checklistan").click()
    for box in desk.locator('form input[type="checkbox"]:not([name="files"])').all():
        box.check()
    look(desk, "checklista-1280")
    desk.get_by_role("button", name="Publicera den maskade versionen").click()
    expect(desk.get_by_text("Alla kan läsa dem nu")).to_be_visible(timeout=PATIENCE)
    look(desk, "publicerad-1280")
    masked_copies.store_pdf(Publication.objects.get().pk)

    phone = visit(None, f"/offentligt/moten/{case.meeting.pk}/", size=PHONE)
    expect(phone.get_by_text("Maskad version", exact=True).first).to_be_visible(timeout=PATIENCE)
    shown = phone.locator("body").inner_text()
    assert not [word for word in (MARKERS["text"], MARKERS["person"]) if word in shown]
    look(phone, "offentlig-390")

    small = visit(case.by, f"/moten/{case.meeting.pk}/publicera/maska/", size=PHONE)
    look(small, "maska-390")
