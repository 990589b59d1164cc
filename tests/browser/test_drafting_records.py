"""Records written by keyboard only while drafting: the row, and the page after a reload (B3, B4, B8)."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meetings.actions import attendance
from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Body,
    Decision,
    ForNextMeeting,
    HandOn,
    Input,
    InterestConflict,
    ItemBlock,
    Meeting,
    Statement,
)
from secretariat.lib.text import plain
from tests import make
from tests.browser.drafting import PATIENCE, Writer, secretary, texts, wait_until

Visit = Callable[..., Page]


@pytest.fixture
def chiefs() -> tuple[Meeting, AgendaItem]:
    """A chefsgrupp of three parties that meets about an empty point with a proposal."""
    body = make.body(name="Chefsgrupp folkhälsa")
    for party, name in (("Norr", "Malte Ceder"), ("Söder", "Ylva Brandsjö"), ("Örebro", "Sofia Norring")):
        seat = make.seat(of=body, organisation=make.organisation(name=party))
        make.membership(seat=seat, person=make.person(name=name))
    meeting = make.meeting(bodies=[body])
    attendance.fill_from_seats(meeting)
    item = make.item(
        of=meeting, title="Mötesplatser", proposal="Chefsgruppen beslutar att pröva kvällsöppet."
    )
    return meeting, item


def _open(visit: Visit, meeting: Meeting) -> Writer:
    return Writer(visit(secretary("Hanna Rydbeck"), f"/moten/{meeting.pk}/anteckna/"))


def _again(writer: Writer, item: AgendaItem) -> None:
    """The page opened anew, with the editor there."""
    writer.page.reload()
    writer.page.wait_for_selector("[data-draft-ready]")
    writer.text(item)


def _on_the_page(writer: Writer, meeting: Meeting) -> Page:
    """The meeting's page, as readers see it."""
    writer.page.goto(writer.page.url.replace("anteckna/", ""))
    return writer.page


def test_a_decision_takes_the_proposal_and_is_the_same_object_on_the_page(
    visit: Visit, chiefs: tuple[Meeting, AgendaItem]
) -> None:
    """B3 /b, B4, interface a 6."""
    meeting, item = chiefs
    writer = _open(visit, meeting)
    writer.begin(item)
    writer.insert("b")
    writer.press("Enter")
    writer.insert("b")
    writer.type("Chefsgruppen beslutar att följa upp i december.")
    writer.press("Enter")
    writer.type("Vanlig text.")
    own = [
        "Chefsgruppen beslutar att pröva kvällsöppet.",
        "Chefsgruppen beslutar att följa upp i december.",
        "Vanlig text.",
    ]
    writer.saves(item, own)
    first, second = Decision.objects.order_by("position")
    assert [plain(first.block.html), plain(second.block.html)] == own[:2]
    assert (first.as_proposed, second.as_proposed) == (True, False)
    assert (first.number, first.item, first.is_own) == ("", item, True)
    _again(writer, item)
    expect(writer.section(item).locator(".block.is-beslut")).to_have_count(2)
    expect(writer.section(item).locator(".block.is-beslut").first).to_contain_text("utan nr än")
    writer.after(item, "i december.")
    writer.type(" Ändrat.")
    writer.saves(item, [own[0], own[1] + " Ändrat.", own[2]])
    page = _on_the_page(writer, meeting)
    expect(page.locator(".point .beslut")).to_contain_text([own[0], own[1] + " Ändrat."])
    assert set(Decision.objects.values_list("pk", flat=True)) == {first.pk, second.pk}


def test_an_action_is_written_with_tab_between_its_fields(
    visit: Visit, chiefs: tuple[Meeting, AgendaItem]
) -> None:
    """B3 /u: Vem, Vad, Senast, and out of the block."""
    meeting, item = chiefs
    writer = _open(visit, meeting)
    writer.begin(item)
    writer.insert("u")
    writer.type("Ylva Brandsjö")
    writer.press("Tab")
    writer.type("Tar fram en mall")
    writer.press("Tab")
    writer.type("17 april 2026")
    writer.press("Tab")
    writer.type("Efter uppdraget.")
    writer.saves(item, ["Tar fram en mall", "Efter uppdraget."])
    action = Action.objects.get()
    assert (action.who, str(action.person), action.due, action.due_on) == (
        "Ylva Brandsjö", "Ylva Brandsjö", "17 april 2026", dt.date(2026, 4, 17),
    )  # fmt: skip
    assert plain(action.block.html) == "Tar fram en mall"
    _again(writer, item)
    expect(writer.section(item).get_by_label("Vem")).to_have_value("Ylva Brandsjö")
    expect(writer.section(item).get_by_label("Senast")).to_have_value("17 april 2026")
    page = _on_the_page(writer, meeting)
    expect(page.locator(".point .uppdrag")).to_contain_text(["Tar fram en mall"])
    expect(page.locator(".point .uppdrag")).to_contain_text(["17 april 2026"])


def test_the_round_goes_from_party_to_party_with_tab(
    visit: Visit, chiefs: tuple[Meeting, AgendaItem]
) -> None:
    """B3 /l, interface a 2."""
    meeting, item = chiefs
    writer = _open(visit, meeting)
    writer.begin(item)
    writer.insert("l")
    writer.type("Delar personal.")
    writer.press("Tab")
    writer.type("Har lokalen.")
    writer.press("Tab")
    writer.type("Tre kvällar.")
    writer.press("Shift+Tab", "Shift+Tab")
    writer.type(" Provar gärna.")
    wait_until(
        writer.page, lambda: "Delar personal. Provar gärna." in texts(item) and "Tre kvällar." in texts(item)
    )
    blocks = ItemBlock.objects.standing().filter(item=item).order_by("position")
    parties = {block.pk: block.label for block in blocks if block.kind == "contribution"}
    assert list(parties.values()) == ["Norr", "Söder", "Örebro"]
    assert [(parties[one.parent_id], plain(one.html)) for one in blocks if one.parent_id] == [
        ("Norr", "Delar personal. Provar gärna."),
        ("Söder", "Har lokalen."),
        ("Örebro", "Tre kvällar."),
    ]
    _again(writer, item)
    expect(writer.section(item).locator(".contribution-text")).to_have_text(
        ["Delar personal. Provar gärna.", "Har lokalen.", "Tre kvällar."]
    )
    page = _on_the_page(writer, meeting)
    expect(page.locator(".point .rounds dt")).to_have_text(["Norr", "Söder", "Örebro"])


def test_input_and_what_is_for_next_meeting(visit: Visit, chiefs: tuple[Meeting, AgendaItem]) -> None:
    """B3 /i and /t."""
    meeting, item = chiefs
    writer = _open(visit, meeting)
    writer.begin(item)
    writer.insert("i")
    writer.type("Tänk på bussarna.")
    writer.press("Enter")
    writer.insert("t")
    writer.type("Lokalernas öppettider.")
    writer.saves(item, ["Tänk på bussarna.", "Lokalernas öppettider."])
    assert plain(Input.objects.get().block.html) == "Tänk på bussarna."
    later = ForNextMeeting.objects.get()
    assert (plain(later.block.html), later.when) == ("Lokalernas öppettider.", "next")
    _again(writer, item)
    expect(writer.section(item).locator(".block-label")).to_have_text(["Inspel", "Till nästa möte"])


def test_what_is_handed_on_goes_to_bodies_that_stay_when_its_words_change(
    visit: Visit, chiefs: tuple[Meeting, AgendaItem]
) -> None:
    """K6 /m: space ticks, Enter goes to the words; a later change of words keeps who gets it."""
    meeting, item = chiefs
    make.body(name="Länsdelsgrupp Norr")
    make.body(name="Länsdelsgrupp Söder")
    writer = _open(visit, meeting)
    writer.begin(item)
    writer.insert("m")
    writer.press("Tab", "Space", "Tab", "Space", "Enter")
    writer.type("Ta ställning till platsen.")
    writer.saves(item, ["Ta ställning till platsen."])
    groups = set(Body.objects.filter(name__startswith="Länsdelsgrupp"))
    hand_on = HandOn.objects.get()
    assert set(hand_on.bodies.all()) == groups
    assert hand_on.to == "Länsdelsgrupp Norr och Länsdelsgrupp Söder"
    _again(writer, item)
    expect(writer.section(item).locator(".handon-names")).to_contain_text(
        "Till: Länsdelsgrupp Norr och Länsdelsgrupp Söder"
    )
    writer.after(item, "till platsen.")
    writer.type(" Svara i april.")
    writer.saves(item, ["Ta ställning till platsen. Svara i april."])
    assert set(HandOn.objects.get().bodies.all()) == groups


def test_a_reservation_has_kind_and_name(visit: Visit, chiefs: tuple[Meeting, AgendaItem]) -> None:
    """B8 /r."""
    meeting, item = chiefs
    writer = _open(visit, meeting)
    writer.begin(item)
    writer.insert("r")
    writer.type("Malte Ceder")
    writer.press("Enter")
    writer.type("Malte Ceder reserverar sig mot beslutet.")
    writer.saves(item, ["Malte Ceder reserverar sig mot beslutet."])
    statement = Statement.objects.get()
    assert (statement.kind, statement.name, str(statement.person)) == (
        "reservation",
        "Malte Ceder",
        "Malte Ceder",
    )
    _again(writer, item)
    expect(writer.section(item).locator(".block-label")).to_contain_text("Reservation")
    page = _on_the_page(writer, meeting)
    expect(page.locator(".point .noted")).to_contain_text("Malte Ceder reserverar sig mot beslutet.")


def test_who_has_an_interest_goes_out_of_the_attendance_at_that_item(
    visit: Visit, chiefs: tuple[Meeting, AgendaItem]
) -> None:
    """B8 /j: in the rail within one poll, and on the meeting's page."""
    meeting, item = chiefs
    writer = _open(visit, meeting)
    writer.begin(item)
    writer.insert("j")
    writer.type("Sofia Norring")
    writer.press("Enter")
    writer.type("Sofia Norring deltar inte.")
    writer.saves(item, ["Sofia Norring deltar inte."])
    conflict = InterestConflict.objects.get()
    assert (conflict.name, str(conflict.person)) == ("Sofia Norring", "Sofia Norring")
    row = Attendance.objects.get(name="Sofia Norring")
    expect(writer.page.locator(f"#narvaro-{row.pk}")).to_contain_text(
        "ute vid punkt 1 (jäv)", ignore_case=True, timeout=PATIENCE
    )
    page = _on_the_page(writer, meeting)
    expect(page.locator(".point")).to_contain_text("Sofia Norring deltar inte.")


def test_attendance_is_one_key_away_and_space_changes_it(
    visit: Visit, chiefs: tuple[Meeting, AgendaItem]
) -> None:
    """F2 and /n, interface a 4; another open page sees it too."""
    meeting, item = chiefs
    writer = _open(visit, meeting)
    other = Writer(visit(secretary(), f"/moten/{meeting.pk}/anteckna/"))
    rows = list(Attendance.objects.order_by("position"))
    writer.begin(item)
    writer.press("F2")
    button = writer.page.locator(f"#narvaro-{rows[0].pk}")
    expect(button).to_be_focused()
    writer.press("Space")
    expect(button).to_contain_text("Närvarande")
    expect(button).to_be_focused()
    rows[0].refresh_from_db()
    assert rows[0].state == "present"
    expect(other.page.locator(f"#narvaro-{rows[0].pk}")).to_contain_text("Närvarande", timeout=PATIENCE)
    writer.begin(item)
    writer.insert("n")
    expect(button).to_be_focused()
    assert texts(item) in ([], [""])


def test_keys_step_between_items_save_and_list_themselves(
    visit: Visit, chiefs: tuple[Meeting, AgendaItem]
) -> None:
    """Interface a 2: Ctrl+↓ ↑, Ctrl+S harmless, ? and Esc; the rail marks where one is."""
    meeting, item = chiefs
    second = make.item(of=meeting, title="Budget")
    writer = _open(visit, meeting)
    rail = writer.page.locator("#draft-agenda [aria-current]")
    writer.begin(item)
    expect(rail).to_contain_text("Mötesplatser")
    writer.press("Control+ArrowDown")
    expect(writer.text(second)).to_be_focused()
    expect(rail).to_have_count(1)
    expect(rail).to_contain_text("Budget")
    writer.press("Control+ArrowUp")
    expect(writer.text(item)).to_be_focused()
    writer.type("Sparas nu")
    with writer.page.expect_request(lambda request: request.url.endswith("/text/"), timeout=PATIENCE):
        writer.press("Control+s")
    writer.saves(item, ["Sparas nu"])
    writer.press("Enter")
    writer.type("/")
    menu = writer.page.locator("[role=listbox]:visible")
    expect(menu.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    writer.press("Escape")
    expect(menu).to_have_count(0)
    writer.press("Backspace", "Backspace")
    writer.press("?")
    writer.saves(item, ["Sparas nu?"])
    writer.press("F2", "?")
    keys = writer.page.get_by_role("dialog", name="Tangenter")
    expect(keys).to_contain_text("nästa punkt")
    writer.press("Escape")
    expect(keys).to_have_count(0)


def test_where_the_meeting_is_can_be_pressed_and_shows_in_the_agenda(
    visit: Visit, chiefs: tuple[Meeting, AgendaItem]
) -> None:
    """Interface a 9: pågår, klar, flytta till nästa möte; the other item that went on becomes done."""
    meeting, item = chiefs
    second = make.item(of=meeting, title="Budget")
    writer = _open(visit, meeting)
    writer.begin(item)
    writer.section(item).get_by_role("button", name="Pågår").press("Enter")
    rail = writer.page.locator("#draft-agenda li")
    expect(rail.first).to_contain_text("pågår")
    expect(writer.section(item).get_by_role("button", name="Pågår")).to_have_attribute("aria-pressed", "true")
    writer.section(second).get_by_role("button", name="Pågår").press("Enter")
    expect(rail.first).to_contain_text("klar")
    expect(writer.section(item).get_by_role("button", name="Klar")).to_have_attribute("aria-pressed", "true")
    writer.section(second).get_by_role("button", name="Flytta till nästa möte").press("Enter")
    expect(rail.nth(1)).to_contain_text("Flyttad till nästa möte")
    assert list(AgendaItem.objects.order_by("position").values_list("progress", flat=True)) == [
        "done",
        "moved",
    ]
