"""Drafting where the network is bad: the editor that does not come, and a network that comes and goes (L1, B1)."""

import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from meetings.actions import texts as text_actions
from meetings.models import AgendaItem, ItemBlock, TextConflict
from tests.browser.drafting import LOCAL, SAVED, Writer, secretary, texts, two_items, wait_until

Visit = Callable[..., Page]


def _drafting_without(visit: Visit, module: str) -> tuple[Writer, AgendaItem]:
    """A drafting page where one of the editor's modules cannot be fetched, and its first item."""
    meeting, item, _ = two_items()
    page = visit(secretary(), "/robots.txt")
    page.route(f"**/{module}", lambda route: route.abort("internetdisconnected"))
    page.goto(page.url.replace("/robots.txt", f"/moten/{meeting.pk}/anteckna/"))
    return Writer(page), item


@pytest.mark.parametrize("module", ["draft/editor.js", "draft/views.js", "django_prose_editor/editor.js"])
def test_an_editor_that_could_not_be_fetched_comes_when_the_network_is_back(
    visit: Visit, module: str
) -> None:
    """L1: the network goes in the second when the editor is fetched. One writes meanwhile, in a plain field."""
    writer, item = _drafting_without(visit, module)
    page = writer.page
    strip = page.locator("[data-strip-kind=editor]")
    expect(strip).to_contain_text("Redigeraren har inte kommit än.")
    expect(strip).to_contain_text("Skriv så länge i fältet under texten.")
    field = writer.section(item).get_by_label("Skriv här så länge")
    field.fill("Skrivet så länge.\n\nÄven < och &.")
    expect(writer.status).to_have_text(SAVED)
    assert texts(item) == [
        "Av 41 platser är 27 öppna.",
        "Flest är öppna på dagen.",
        "Skrivet så länge.",
        "Även < och &.",
    ]
    page.unroute(f"**/{module}")
    editor = writer.section(item).locator(".ProseMirror")
    editor.wait_for()
    expect(editor).to_be_focused()
    expect(field).to_have_count(0)
    expect(strip).to_have_count(0)
    expect(editor.locator("p")).to_have_text(texts(item))
    writer.type(" Vidare.")
    writer.saves(item, [*texts(item)[:3], "Även < och &. Vidare."])


def test_what_is_written_before_the_editor_has_come_is_kept_without_network(visit: Visit) -> None:
    """L1: no editor and no server. The words lie in the browser's store, and survive that the page is closed."""
    writer, item = _drafting_without(visit, "draft/editor.js")
    page = writer.page
    field = writer.section(item).get_by_label("Skriv här så länge")
    page.context.set_offline(True)
    field.fill("Bara i datorn.")
    expect(writer.status).to_have_text(LOCAL)
    expect(writer.strip).to_contain_text("Fortsätt skriva.")
    wait_until(page, lambda: writer.kept() == ["Bara i datorn."])
    other = page.context.new_page()
    address = page.url
    page.close()
    other.context.set_offline(False)
    other.goto(address)
    again = Writer(other)
    again.sees(item, "Bara i datorn.")
    wait_until(other, lambda: again.kept() == [])
    assert texts(item) == ["Av 41 platser är 27 öppna.", "Flest är öppna på dagen.", "Bara i datorn."]


def test_an_item_that_is_clicked_tries_to_fetch_the_editor_at_once(visit: Visit) -> None:
    """L1: whoever comes back to the item does not wait for the next try."""
    writer, item = _drafting_without(visit, "draft/editor.js")
    page = writer.page
    expect(page.locator("[data-strip-kind=editor]")).to_be_visible()
    page.clock.install()
    page.unroute("**/draft/editor.js")
    writer.section(item).locator(".item-text").click()
    expect(writer.section(item).locator(".ProseMirror")).to_be_visible()


def test_no_word_is_lost_while_the_network_comes_and_goes(visit: Visit) -> None:
    """L1: five times off and on, at points drawn with a fixed seed, while one types on."""
    meeting, item, other = two_items()
    writer = Writer(visit(secretary(), f"/moten/{meeting.pk}/anteckna/"))
    chance = random.Random(20260322)  # noqa: S311 — the same points every time
    words = [f"ord{number}" for number in range(120)]
    flips = sorted(chance.sample(range(5, 115), 10))
    writer.after(item, "27 öppna.")
    offline = False
    for number, word in enumerate(words):
        if number in flips:
            offline = not offline
            writer.page.context.set_offline(offline)
        writer.type(f" {word}", delay=chance.choice([0, 5, 25]))
        if number == 60:
            writer.press("Enter")
        if chance.random() < 0.1:
            writer.page.wait_for_timeout(chance.randrange(100, 900))
    assert not offline
    first, second = " ".join(words[:61]), " ".join(words[61:])
    writer.saves(item, [f"Av 41 platser är 27 öppna. {first}", second, "Flest är öppna på dagen."])
    assert texts(other) == ["Skolvalet hölls i mars."]
    assert not TextConflict.objects.exists()
    writer.page.reload()
    again = Writer(writer.page)
    again.sees(item, "ord119")
    assert again.kept() == []


def test_a_word_that_is_being_composed_is_not_broken_by_an_answer_to_a_save(visit: Visit) -> None:
    """B1: IME and dead keys. The answer comes while the composition is open, and so does another's text."""
    meeting, item, _ = two_items()
    writer = Writer(visit(secretary(), f"/moten/{meeting.pk}/anteckna/"))
    page = writer.page
    writer.after(item, "27 öppna.")
    held: list[Route] = []
    page.route("**/text/", lambda route: held.append(route))
    writer.type(" Före.")
    wait_until(page, lambda: len(held) == 1)
    keys = page.context.new_cdp_session(page)

    def compose(words: str) -> None:
        keys.send(
            "Input.imeSetComposition",
            {"text": words, "selectionStart": len(words), "selectionEnd": len(words)},
        )

    compose(" n")
    compose(" ni")
    held[0].continue_()
    page.unroute("**/text/")
    wait_until(page, lambda: texts(item)[0] == "Av 41 platser är 27 öppna. Före.")
    _write_beside(item)
    page.wait_for_timeout(6000)  # a poll brings the other's text
    compose(" niho")
    compose(" nihon")
    keys.send("Input.insertText", {"text": " 日本"})
    writer.type(" efter.")
    writer.saves(
        item, ["Av 41 platser är 27 öppna. Före. 日本 efter.", "Flest är öppna på dagen. Jonas ord."]
    )
    assert not TextConflict.objects.exists()
    writer.sees(item, "Jonas ord.")


def _write_beside(item: AgendaItem) -> None:
    """Somebody else writes in the item's second paragraph."""
    block = ItemBlock.objects.standing().filter(item=item).order_by("position")[1]
    change = text_actions.Change(
        key=block.pk, base=block.revision, html=f"{block.html} Jonas ord.", keeps_place=True
    )
    text_actions.save(item, [change], by=secretary("Jonas Elgvist"))
