"""From draft to locked minutes with the keyboard alone; where one is can be seen all the way (E1)."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.drafting import PATIENCE, SAVED, Writer, texts
from tests.meetings.approval_case import a_case

Visit = Callable[..., Page]
# What has the focus: its words, whether a sign of focus is drawn at it or at its item, whether it can be seen.
# The browser scrolls to it in steps, so it is given a second.
_HERE = """async () => {
  const el = document.activeElement;
  if (!el || el === document.body) return ["", true, true];
  const drawn = (one) => {
    const style = getComputedStyle(one);
    return style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  };
  const seen = () => {
    const box = el.getBoundingClientRect();
    const x = Math.max(0, box.left + box.width / 2);
    const top = document.elementFromPoint(x, box.top + Math.min(box.height / 2, 20));
    return Boolean(top && (el.contains(top) || top.contains(el)));
  };
  const end = performance.now() + 1000;
  while (!seen() && performance.now() < end) await new Promise((go) => setTimeout(go, 20));
  const item = el.closest(".item");
  const words = (el.innerText || el.getAttribute("aria-label") || el.name || "").trim().replace(/\\s+/g, " ");
  return [words, drawn(el) || Boolean(item && drawn(item)), seen()];
}"""


class Keys:
    """A person without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: list[str] = []

    def go_to(self, words: str, *, key: str = "Tab", most: int = 150) -> None:
        """Press a key until what has the focus says these words. Each stop on the way must be seen."""
        for _ in range(most):
            self.page.keyboard.press(key)
            said, drawn, seen = self.page.evaluate(_HERE)
            if not (drawn and seen):
                self.unseen.append(f"{said or '?'}: {'' if drawn else 'utan ram '}{'' if seen else 'skymd'}")
            if said.startswith(words):
                return
        raise AssertionError(f"{words} nås inte med {key}")

    def press(self, words: str, **how: str) -> None:
        """Go to a link or button and press Enter."""
        self.go_to(words, **how)  # type: ignore[arg-type]
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_from_draft_to_locked_minutes_without_a_mouse(visit: Visit) -> None:
    case = a_case()
    keys = Keys(visit(case.secretary, f"/moten/{case.meeting.pk}/"))
    keys.press("Till innehållet")
    keys.press("Skriv anteckningar")
    writer = Writer(keys.page)
    item = case.item("Plan")
    keys.page.keyboard.press("Control+ArrowDown")
    keys.page.keyboard.press("Control+ArrowDown")
    expect(writer.section(item).locator(".ProseMirror")).to_be_focused(timeout=PATIENCE)
    keys.page.keyboard.press("ArrowDown")
    keys.page.keyboard.press("End")
    before = texts(item)
    writer.type(" Skrivet utan mus.")
    expect(writer.status).to_have_text(SAVED, timeout=PATIENCE)
    assert sum("Skrivet utan mus." in one for one in texts(item)) == 1
    assert len(texts(item)) == len(before)
    keys.press("Avsluta mötet", key="Shift+Tab")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("Beslut och uppdrag")
    keys.press("Det som saknas, och skicka")
    keys.press("Skicka för justering")
    expect(keys.page.locator("main")).to_contain_text("har justerat")
    assert keys.unseen == []

    for user in (case.chair, case.elected):
        one = Keys(visit(user, f"/moten/{case.meeting.pk}/"))
        one.press("Läs och justera")
        one.press("Justera")
        expect(one.page.get_by_role("heading", level=1)).to_contain_text("Tack")
        assert one.unseen == []
    assert case.minutes.is_finished
    keys.page.goto(keys.page.url.split("/moten/")[0] + f"/moten/{case.meeting.pk}/")
    expect(keys.page.locator("main")).to_contain_text("Justerade")
    expect(keys.page.get_by_role("link", name="Skriv anteckningar")).to_have_count(0)
