"""How a decision begins, offered in the editor: chosen by mouse and by keyboard, so that a råd recommends (B6)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meetings.models import AgendaItem, Body, DecisionWording, Meeting
from tests import make
from tests.browser.conftest import violations
from tests.browser.drafting import Writer, secretary, texts

Visit = Callable[..., Page]
RECOMMENDS = "Rådet rekommenderar parterna att"


@pytest.fixture
def point() -> tuple[Meeting, AgendaItem]:
    """An empty point of a body whose kind has two beginnings."""
    body: Body = make.body(name="Rådet")
    for place, words in enumerate((RECOMMENDS, "Rådet ställer sig bakom att")):
        DecisionWording.objects.create(body_type=body.type, text=words, position=place)
    meeting = make.meeting(bodies=[body])
    return meeting, make.item(of=meeting, title="Mötesplatser")


def open_at(visit: Visit, meeting: Meeting, item: AgendaItem) -> Writer:
    writer = Writer(visit(secretary("Hanna Rydbeck"), f"/moten/{meeting.pk}/anteckna/"))
    writer.begin(item)
    return writer


def test_a_beginning_is_chosen_and_one_writes_on(visit: Visit, point: tuple[Meeting, AgendaItem]) -> None:
    meeting, item = point
    writer = open_at(visit, meeting, item)
    writer.insert("b")
    offered = writer.section(item).get_by_role("button", name="…")
    expect(offered).to_have_text([f"{RECOMMENDS} …", "Rådet ställer sig bakom att …"])
    assert violations(writer.page) == []
    offered.first.click()
    writer.type("hålla kvällsöppet.")
    writer.saves(item, [f"{RECOMMENDS} hålla kvällsöppet."])
    expect(writer.section(item).get_by_role("button", name=f"{RECOMMENDS} …")).to_be_hidden()
    writer.page.reload()
    writer.page.wait_for_selector("[data-draft-ready]")
    writer.sees(item, f"{RECOMMENDS} hålla kvällsöppet.")
    expect(writer.section(item).get_by_role("button", name=f"{RECOMMENDS} …")).to_be_hidden()


def test_a_beginning_is_chosen_by_keyboard_alone(visit: Visit, point: tuple[Meeting, AgendaItem]) -> None:
    """E2: the button is reached by tab, pressed with Enter, and the caret stands after the words."""
    meeting, item = point
    writer = open_at(visit, meeting, item)
    writer.insert("b")
    writer.section(item).get_by_role("button", name="Rådet ställer sig bakom att …").focus()
    writer.press("Enter")
    writer.type("pröva.")
    writer.saves(item, ["Rådet ställer sig bakom att pröva."])
    decision = meeting.decisions.get()  # type: ignore[attr-defined]
    assert decision.block.html == "Rådet ställer sig bakom att pröva."


def test_who_writes_other_words_is_not_in_the_way_of_them(
    visit: Visit, point: tuple[Meeting, AgendaItem]
) -> None:
    meeting, item = point
    writer = open_at(visit, meeting, item)
    writer.insert("b")
    writer.type("Frågan bordläggs.")
    writer.saves(item, ["Frågan bordläggs."])
    expect(writer.section(item).get_by_role("button", name="att …")).to_have_count(0)


def test_a_kind_of_body_without_beginnings_offers_none(visit: Visit) -> None:
    meeting = make.meeting()
    item = make.item(of=meeting, title="Mötesplatser")
    writer = open_at(visit, meeting, item)
    writer.insert("b")
    writer.type("Gruppen beslutar.")
    writer.saves(item, ["Gruppen beslutar."])
    assert writer.page.locator("main").get_attribute("data-wordings") in ("[]", None)
    assert texts(item) == ["Gruppen beslutar."]
