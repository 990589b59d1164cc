"""What a page must be like beyond what axe asks, looked at in a visit that is made anyway (E1, E2)."""

from pathlib import Path

from playwright.sync_api import Page

RULES = (Path(__file__).parent / "rules.js").read_text("utf-8")


def broken(page: Page, *rules: str) -> list[str]:
    """What is wrong, in words, by the named rules of rules.js."""
    if not page.evaluate("'rules' in window"):
        page.evaluate(RULES)
    asked = ", ".join(f"...rules.{rule}" for rule in rules)
    found: list[str] = page.evaluate(f"[{asked}]")
    return found


def broken_rules(page: Page) -> list[str]:
    """The frame of the page, keyboard, targets, and what the reader's own settings do to it."""
    found = broken(page, "frame()", "order()", "targets(24)")
    page.keyboard.press("Tab")  # so that focus is a keyboard's
    found += broken(page, "focus()")
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    found += broken(page, "forced()", "motion()")
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    return found


def broken_on_a_phone(page: Page) -> list[str]:
    """Targets, and words with distances of the reader's own; what is measured is put back."""
    return broken(page, "targets(24)", "spaced()")
