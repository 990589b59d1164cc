"""A person at the drafting page, and a meeting to write in. Waits for conditions, never for time."""

import contextlib
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from meetings.models import AgendaItem, ItemBlock, Meeting
from secretariat.lib.text import plain
from secretariat.registry.models import User
from tests import make

SAVED = re.compile(r"^Sparat \d?\d\.\d\d$")
LOCAL = re.compile(r"^Sparat i datorn \d?\d\.\d\d, \d+ ändring(ar)? väntar$")
PATIENCE = 30_000  # how long a busy machine may need; no measure of how long it should take

_CARET = """([item, words]) => {
  const text = document.querySelector(`[data-item='${item}'] .ProseMirror`);
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    text.focus();
    getSelection().collapse(walker.currentNode, at + words.length);
    return;
  }
  throw new Error(`no ${words}`);
}"""
_PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  const about = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", about));
}"""
_KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("sekretariatet-utkast");
  opening.onsuccess = () => {
    const asking = opening.result.transaction("pending").objectStore("pending").getAll();
    asking.onsuccess = () => { opening.result.close(); resolve(asking.result.map((row) => row.data.html)); };
  };
})"""


class Writer:
    """What a secretary does and sees at one open drafting page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.wait_for_selector("[data-draft-ready]")

    @property
    def status(self) -> Locator:
        """The words about whether the text is safe."""
        return self.page.locator("[data-saved-state]")

    @property
    def strip(self) -> Locator:
        """The strip under the bar: no contact, logged out."""
        return self.page.locator("[data-strip-kind=connection]")

    def section(self, item: AgendaItem) -> Locator:
        return self.page.locator(f"section.item[data-item='{item.pk}']")

    def text(self, item: AgendaItem) -> Locator:
        """The item's editor, brought into the window. One writes in the tab that is in front."""
        self.page.bring_to_front()
        self.section(item).scroll_into_view_if_needed()
        editor = self.section(item).locator(".ProseMirror")
        editor.wait_for()
        return editor

    def begin(self, item: AgendaItem) -> None:
        """Put the caret in an item that is empty."""
        self.text(item).click()
        expect(self.text(item)).to_be_focused()

    def after(self, item: AgendaItem, words: str) -> None:
        """Put the caret right after some words."""
        self.text(item)
        self.page.evaluate(_CARET, [str(item.pk), words])
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    def type(self, words: str, *, delay: float = 0) -> None:
        self.page.keyboard.type(words, delay=delay)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def insert(self, sign: str) -> None:
        """The slash menu by keyboard: `insert("b")` is /b and Enter."""
        self.type(f"/{sign}")
        expect(self.page.locator("[role=option]:visible").first).to_be_visible()
        self.press("Enter")

    def paste(self, *, html: str = "", text: str = "") -> None:
        self.page.evaluate(_PASTE, [html, text])

    def kept(self) -> list[str]:
        """Texts in the browser's own store that the server has not confirmed, sorted: its keys are random."""
        found: list[str] = self.page.evaluate(_KEPT)
        return sorted(found)

    def saved(self) -> None:
        """Wait until nothing waits: the store is empty and the words say so."""
        expect(self.status).to_have_text(SAVED, timeout=PATIENCE)
        wait_until(self.page, lambda: self.kept() == [])
        expect(self.status).to_have_text(SAVED, timeout=PATIENCE)

    def saves(self, item: AgendaItem, expected: list[str]) -> None:
        """Wait until the server has the item's text as it should be, and the page says so."""
        with contextlib.suppress(AssertionError):
            wait_until(self.page, lambda: texts(item) == expected)
        assert texts(item) == expected
        self.saved()

    def cut_off(self) -> None:
        """No network for this tab only."""
        self.page.route("**/*", lambda route: route.abort())

    def reconnect(self) -> None:
        self.page.unroute("**/*")

    def sees(self, item: AgendaItem, words: str, *, within: float = PATIENCE) -> None:
        expect(self.section(item)).to_contain_text(words, timeout=within)


def wait_until(page: Page, is_so: Callable[[], Any], *, within: float = PATIENCE) -> None:
    """Ask until the answer is true; the page goes on meanwhile."""
    left = within
    while not is_so():
        assert left > 0, "it never came true"
        page.wait_for_timeout(50)
        left -= 50


def texts(item: AgendaItem) -> list[str]:
    """What the server has of an item: the plain words of each standing block, in order."""
    rows = ItemBlock.objects.standing().filter(item=item).order_by("position", "pk")
    return [plain(row.html) for row in rows]


def two_items() -> tuple[Meeting, AgendaItem, AgendaItem]:
    """A meeting with two points that have a paragraph each."""
    meeting = make.meeting(place="Länsstyrelsen")
    first = make.item(
        of=meeting, title="Mötesplatser", text="Av 41 platser är 27 öppna.\nFlest är öppna på dagen."
    )
    second = make.item(of=meeting, title="Skolval", text="Skolvalet hölls i mars.")
    Meeting.objects.update(text_revision=1)  # as if the paragraphs had been written
    return meeting, first, second


def secretary(name: str = "") -> User:
    return make.user(name=name, office_role="secretariat")
