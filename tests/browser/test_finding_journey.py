"""What did we decide about X, in three steps from the start page: type, Enter, read (interface 2.3 c, B5)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Body, Decision
from secretariat.registry.actions import indexing
from secretariat.registry.models import User
from tests import make
from tests.browser.conftest import PHONE, WIDE, sideways, violations
from tests.meetings.approval_case import a_case

Visit = Callable[..., Page]
ANSWER = "Rådet inför digitala lås i hemtjänsten den 1 mars."


def decided() -> tuple[Body, User, Decision]:
    """A finished meeting with one decision about locks, and one about something else; a member of the group."""
    case = a_case()
    decision = make.decision(of=make.item(of=case.meeting, title="Trygghet hemma"), text=ANSWER)
    make.decision(of=make.item(of=case.meeting, title="Låsningar"), text="Rådet antar budgeten.")
    case.approve()
    indexing.rebuild()
    member = make.user(person=make.member(of=case.body, name="Dagny Ek").person)
    decision.refresh_from_db()
    return case.body, member, decision


def ask(page: Page, words: str) -> None:
    """With the keyboard alone: to the search box, type, Enter."""
    box = page.get_by_role("searchbox", name="Sök")
    for _ in range(25):
        page.keyboard.press("Tab")
        if box.evaluate("el => el === document.activeElement"):
            break
    expect(box).to_be_focused()
    page.keyboard.type(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_what_did_we_decide_about_x(visit: Visit, size: dict[str, int], scripts: bool) -> None:
    body, member, decision = decided()
    page = visit(member, "/", size=size, scripts=scripts)
    ask(page, "låsen")
    first = page.locator("main ol.hit-list > li").first
    expect(page.locator("main section h2").first).to_contain_text("Beslut 1")
    expect(first.get_by_role("heading", level=3)).to_have_text(ANSWER)
    expect(first.locator("mark")).to_have_text("lås")
    expect(first).to_contain_text(f"18 mars 2026, {body.list_name}, {decision.number}")
    expect(first).to_contain_text("Justerat")
    expect(first).to_be_in_viewport()  # the answer is read where it stands: no scrolling, no PDF
    assert sideways(page) == 0
    if not scripts:
        return
    assert violations(page) == []


def test_from_the_hit_to_the_decision_and_how_it_came_about_by_keyboard(visit: Visit) -> None:
    """Who wants more than the sentence presses on."""
    _, member, decision = decided()
    page = visit(member, "/")
    ask(page, "digitala lås")
    link = page.get_by_role("link", name=ANSWER)
    for _ in range(60):
        if link.evaluate("el => el === document.activeElement"):
            break
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(decision.number.lower().replace(" ", "-")))
    expect(page.locator("main")).to_contain_text(ANSWER)


def test_a_misspelt_word_still_leads_there(visit: Visit) -> None:
    _, member, _ = decided()
    page = visit(member, "/")
    ask(page, "hemtjensten")
    expect(page.locator("main")).to_contain_text("Menade du hemtjänsten?")
    expect(page.locator("main ol.hit-list > li h3").first).to_have_text(ANSWER)
