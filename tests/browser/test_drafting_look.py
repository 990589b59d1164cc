"""Drafting for everybody: axe finds nothing, nothing is wider than the window, text is saved in time (B1, L4)."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from meetings.actions import texts as text_actions
from meetings.models import AgendaItem, ItemBlock, Meeting
from tests import make
from tests.browser.conftest import PHONE, WIDE, sideways, violations
from tests.browser.drafting import LOCAL, PATIENCE, Writer, secretary, texts, two_items, wait_until

Visit = Callable[..., Page]
NARROW = {"width": 320, "height": 700}


def _full() -> tuple[Meeting, AgendaItem]:
    """A meeting with sections, records, an attendance list, and a very long word."""
    body = make.body(name="Chefsgrupp folkhälsa")
    meeting = make.meeting(bodies=[body], place="Länsstyrelsen")
    make.item(of=meeting, title="", section="before", number="", text="Mötet hölls på plats.")
    item = make.item(
        of=meeting, title="Överenskommelseuppföljningsarbetsgruppen", number="1", text="Första stycket."
    )
    make.decision(of=item)
    make.action(of=item, who="Maja Ståhlgren", due="17 april 2026")
    make.item(of=meeting, title="Mötet avslutas", section="after", number="", text="Ordföranden tackar.")
    for name in ("Malte Ceder", "Ylva Brandsjö"):
        make.attendee(of=meeting, person=make.person(name=name), body=body, state="unknown")
    Meeting.objects.update(text_revision=1)
    return meeting, item


def _said_by_two(item: AgendaItem) -> None:
    """Two texts of the first paragraph that wait for a choice."""
    block = ItemBlock.objects.filter(item=item).order_by("position")[0]
    for words in ("Den enas text.", "Den andras text."):
        text_actions.save(
            item, [text_actions.Change(key=block.pk, base=1, html=words, keeps_place=True)], by=secretary()
        )


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "390"])
def test_drafting_has_no_faults_whatever_is_open(visit: Visit, size: dict[str, int]) -> None:
    """Axe: at rest, with the menu, offline, with the list of keys, with two texts."""
    meeting, item = _full()
    writer = Writer(visit(secretary(), f"/moten/{meeting.pk}/anteckna/", size=size))
    page = writer.page
    expect(page.locator("section.item h2")).to_have_text(
        ["Före punkterna", "Överenskommelseuppföljningsarbetsgruppen", "Mötet avslutas"]
    )
    writer.text(item)
    assert (violations(page), sideways(page)) == ([], 0)
    writer.after(item, "Första stycket.")
    writer.press("Enter")
    writer.type("/")
    expect(page.locator("[role=listbox]:visible")).to_have_count(1)
    assert (violations(page), sideways(page)) == ([], 0)
    writer.press("Escape", "Backspace", "Backspace")
    writer.cut_off()
    writer.type(" Mer.")
    expect(writer.status).to_have_text(LOCAL)
    expect(writer.strip).to_be_visible()
    assert (violations(page), sideways(page)) == ([], 0)
    writer.reconnect()
    writer.saved()  # what waited has landed before two others write in its paragraph
    writer.press("F2", "?")
    expect(page.get_by_role("dialog", name="Tangenter")).to_be_visible()
    assert (violations(page), sideways(page)) == ([], 0)
    writer.press("Escape")
    _said_by_two(item)
    page.reload()
    writer = Writer(page)
    writer.text(item)
    expect(page.locator(".two-texts")).to_contain_text("Den andras text.")
    assert (violations(page), sideways(page)) == ([], 0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "390"])
def test_the_pages_beside_drafting_have_no_faults(visit: Visit, size: dict[str, int]) -> None:
    """The hall, the plain page with two texts, the saved versions."""
    meeting, item = _full()
    _said_by_two(item)
    page = visit(secretary(), f"/moten/{meeting.pk}/salen/", size=size)
    for path in ("", f"/moten/punkter/{item.pk}/enkelt/", f"/moten/punkter/{item.pk}/versioner/"):
        if path:
            page.goto(page.url.split("/moten/")[0] + path)
        assert (path, violations(page), sideways(page)) == (path, [], 0)


def test_nothing_is_wider_than_a_window_of_320(visit: Visit) -> None:
    meeting, item = _full()
    _said_by_two(item)
    page = visit(secretary(), f"/moten/{meeting.pk}/anteckna/", size=NARROW)
    Writer(page).text(item)
    assert sideways(page) == 0
    for path in ("salen/", f"../punkter/{item.pk}/enkelt/", f"../punkter/{item.pk}/versioner/"):
        page.goto(f"{page.url.split('/moten/')[0]}/moten/{meeting.pk}/{path}")
        assert (path, sideways(page)) == (path, 0)


def test_the_wall_in_the_room_follows_what_is_written(visit: Visit) -> None:
    """B2: large, no menus, at most five seconds behind."""
    meeting, _, other = two_items()
    hall = visit(secretary(), f"/moten/{meeting.pk}/salen/")
    writer = Writer(visit(secretary(), f"/moten/{meeting.pk}/anteckna/"))
    writer.after(other, "i mars.")
    writer.type(" Syns på väggen.")
    expect(hall.locator("#hall-text")).to_contain_text(
        "Skolvalet hölls i mars. Syns på väggen.", timeout=PATIENCE
    )
    expect(hall.get_by_role("heading", level=3)).to_have_text("Skolval")
    expect(hall.get_by_role("navigation")).to_have_count(0)


def test_text_is_saved_within_three_seconds_of_the_last_key_and_while_typing_on(visit: Visit) -> None:
    """B1, by the requests that leave the browser. Its clock stands still, and goes as far as the test lets it."""
    meeting, item, _ = two_items()
    writer = Writer(visit(secretary(), f"/moten/{meeting.pk}/anteckna/"))
    writer.after(item, "27 öppna.")
    writer.page.clock.install()
    writer.page.clock.pause_at(_soon())
    sent: list[str] = []
    writer.page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/text/") else None)
    writer.type(" Kort.")
    with writer.page.expect_request(_is_a_save, timeout=PATIENCE):
        writer.page.clock.run_for(3000)
    writer.page.clock.resume()
    wait_until(writer.page, lambda: texts(item)[0].endswith("Kort."))

    writer.page.clock.pause_at(_soon(hours=2))
    sent.clear()
    said = ""
    for _ in range(60):  # a word every tenth of a second, six seconds without a pause
        writer.type(" ord")
        said += " ord"
        writer.page.clock.run_for(100)
    wait_until(writer.page, lambda: len(sent) > 0)
    writer.page.clock.resume()
    writer.saves(item, [f"Av 41 platser är 27 öppna. Kort.{said}", "Flest är öppna på dagen."])


def test_leaving_the_text_saves_it_at_once(visit: Visit) -> None:
    """B1: on blur, while the browser's clock stands still."""
    meeting, item, _ = two_items()
    writer = Writer(visit(secretary(), f"/moten/{meeting.pk}/anteckna/"))
    writer.after(item, "27 öppna.")
    writer.page.clock.install()
    writer.page.clock.pause_at(_soon())
    writer.type(" Sista ordet.")
    with writer.page.expect_request(_is_a_save, timeout=PATIENCE):
        writer.press("F2")
        writer.page.evaluate("document.activeElement.blur()")
    writer.page.clock.resume()
    writer.saves(item, ["Av 41 platser är 27 öppna. Sista ordet.", "Flest är öppna på dagen."])


def _soon(*, hours: int = 1) -> dt.datetime:
    """A time that has not been, for a clock that is to stand still there."""
    return dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)


def _is_a_save(request: Request) -> bool:
    return request.url.endswith("/text/")


def test_a_page_that_is_only_opened_and_looked_through_sends_nothing(visit: Visit) -> None:
    """Reading is not writing: no save, no revision."""
    meeting, _ = _full()
    revision = Meeting.objects.get().text_revision
    sent: list[str] = []
    page = visit(secretary(), f"/moten/{meeting.pk}/anteckna/")
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    writer = Writer(page)
    for one in AgendaItem.objects.all():
        writer.text(one).click()
    with page.expect_response(lambda response: response.url.split("?")[0].endswith("/nytt/"), timeout=8000):
        pass
    assert sent == []
    assert Meeting.objects.get().text_revision == revision
