"""An agenda built from all five sources by keyboard; ordered, timed, given back; and the same without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meetings.models import AgendaItem
from tests.browser.conftest import PHONE, WIDE, sideways, violations
from tests.meetings.backlog_case import Case, a_case, with_all


def points(case: Case) -> list[str]:
    rows = AgendaItem.objects.standing().filter(meeting=case.meeting).order_by("position")
    return [f"{row.number} {row.first_line}" for row in rows]


def to(page: Page, name: str) -> None:
    """Go with Tab to a button by its name, from where one stands, and press Enter."""
    for _ in range(150):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()")
        if here == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Knappen {name} nås inte med tangenterna")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_an_agenda_is_built_from_five_sources_by_keyboard(visit: Callable[..., Page]) -> None:
    case = with_all(a_case())
    case.meeting.items.get(title="Laget runt").delete()
    page = visit(case.secretary, f"/moten/{case.meeting.pk}/dagordning/")
    said = page.locator("#agenda-said")
    for name, title in (
        ("Ta upp Bjud in Länsstyrelsen", "Bjud in Länsstyrelsen"),
        ("Ta upp Vem kan ha öppet på kvällen?", "Vem kan ha öppet på kvällen?"),
        ("Ta upp Skjutsar till simhallen", "Skjutsar till simhallen"),
        ("Ta upp Klusteranalys", "Klusteranalys"),
        ("Följ upp: Asta Holm tar fram siffror.", "Asta Holm tar fram siffror"),
        ("Ta upp Laget runt", "Laget runt"),
    ):
        to(page, name)
        expect(said).to_contain_text(f"{title} står på plats")
    assert points(case) == [
        "1 Öppnas", "2 Bjud in Länsstyrelsen", "3 Vem kan ha öppet på kvällen?", "4 Skjutsar till simhallen",
        "5 Klusteranalys", "6 Uppföljning av uppdrag", "a Asta Holm tar fram siffror", "7 Laget runt", "8 Avslutas",
    ]  # fmt: skip
    expect(page.get_by_text("Förra anteckningarna lämnade inget till nästa möte.")).to_be_visible()
    cluster = case.row("Klusteranalys").item
    assert cluster
    page.locator(f"#upp-{cluster.pk}").focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Klusteranalys står på plats 4 av 8 och har nummer 4.")
    assert focused(page) == f"upp-{cluster.pk}"
    page.keyboard.press("Enter")
    expect(said).to_have_text("Klusteranalys står på plats 3 av 8 och har nummer 3.")
    page.locator(f"#mer-{cluster.pk}").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(said).to_have_text("Klusteranalys står på plats 2 av 8 och har nummer 2.")
    page.locator(f"#id_min-{cluster.pk}").fill("55")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Punkterna tar 25")).to_be_visible()
    page.locator(f"#id_min-{cluster.pk}").fill("-3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Skriv minuterna som ett heltal")).to_be_visible()
    assert focused(page) == f"id_min-{cluster.pk}"
    assert (violations(page), sideways(page)) == ([], 0)
    page.locator(f"#id_min-{cluster.pk}").fill("20")
    page.locator(f"#mer-{cluster.pk}").press("Enter")
    page.locator(f"#vanta-{cluster.pk}").press("Enter")
    expect(said).to_have_text("”Klusteranalys” väntar åter på listan, med hög prioritet.")
    assert case.row("Klusteranalys").state == "open"
    page.set_viewport_size(PHONE)
    assert (violations(page), sideways(page)) == ([], 0)


def test_a_point_is_dragged_to_its_place(visit: Callable[..., Page]) -> None:
    case = a_case()
    page = visit(case.secretary, f"/moten/{case.meeting.pk}/dagordning/")
    first, last = (case.meeting.items.get(title=title) for title in ("Öppnas", "Avslutas"))
    page.locator(f"#punkt-{last.pk} .agenda-grip").drag_to(
        page.locator(f"#punkt-{first.pk}"), target_position={"x": 100, "y": 4}
    )
    expect(page.locator("#agenda-said")).to_have_text("Avslutas står på plats 1 av 3 och har nummer 1.")
    assert points(case) == ["1 Avslutas", "2 Öppnas", "3 Laget runt"]


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_same_without_script(visit: Callable[..., Page], size: dict[str, int]) -> None:
    case = with_all(a_case())
    page = visit(case.secretary, f"/moten/{case.meeting.pk}/dagordning/", size=size, scripts=False)
    page.get_by_role("button", name="Ta upp Klusteranalys").click()
    expect(page.get_by_text("Klusteranalys står på plats 3 av 4 och har nummer 3.")).to_be_visible()
    page.get_by_label("Minuter för Öppnas").fill("5")
    page.get_by_role("button", name="Ner Öppnas").click()
    expect(page.get_by_text("Öppnas står på plats 2 av 4 och har nummer 2.")).to_be_visible()
    expect(page.get_by_label("Minuter för Öppnas")).to_have_value("5")
    page.get_by_label("Rubrik").fill("Remiss")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_text("4 Remiss är tillagd.")).to_be_visible()
    assert sideways(page) == 0
