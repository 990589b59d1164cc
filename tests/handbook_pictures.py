"""Takes the pictures of the handbook and of README anew from a running demo: `make pictures ARGS=http://…`.

The demo is as of the day it is made, so the pictures show other dates every time.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from secretariat.home.demo import persons
from secretariat.setup import installation

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "static" / "img" / "handbok"
README = ROOT / "docs" / "bilder"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
COLOURS = 64
LARGEST = 60 * 1024
WIDE, PHONE = (1180, 660), (390, 760)


def shrunk(png: bytes) -> Image.Image:
    """Few colours: a page has few, and the picture becomes a third as large."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return picture.quantize(COLOURS, dither=Image.Dither.NONE)


def keep(page: Page, name: str, *, of: Locator | None = None, height: int = 0) -> None:
    """Save what the window shows, from its top to a height, or one part of the page."""
    page.wait_for_timeout(1200)
    if of:
        png = of.screenshot()
    elif height:
        width = page.viewport_size["width"] if page.viewport_size else WIDE[0]
        png = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height})
    else:
        png = page.screenshot()
    path = FOLDER / f"{name}.webp"
    shrunk(png).convert("RGB").save(path, lossless=True, method=6)
    if path.stat().st_size > LARGEST:  # one with many slanting lines
        Image.open(io.BytesIO(png)).convert("RGB").resize((760, 760)).save(path, quality=72, method=6)
    sys.stdout.write(f"{path.name} {path.stat().st_size // 1024} KB\n")


def drafting(page: Page) -> None:
    page.get_by_role("link", name="Rådet för social välfärd").first.click()
    page.locator("#draft-agenda").get_by_role("link", name="Färdplan för nära vård").click()
    page.wait_for_timeout(1500)
    keep(page, "anteckna")
    shrunk(page.screenshot()).save(README / "anteckna.png", optimize=True)
    page.locator("#draft-agenda").get_by_role("link", name="Samsjuklighet").click()
    page.locator("section.item", has_text="Samsjuklighet").locator("[data-editor]").click()
    texts = page.locator(".two-texts").first
    texts.scroll_into_view_if_needed()
    keep(page, "tva-texter", of=texts)


def approving(page: Page) -> None:
    page.get_by_role("link", name="Regionala samverkansrådet").first.click()
    keep(page, "justera")


def decisions(page: Page) -> None:
    page.goto("/beslut/?q=stöd")
    keep(page, "beslut", height=580)


def actions(page: Page) -> None:
    page.goto("/uppdrag/")
    keep(page, "uppdrag", height=520)


def wheel(page: Page) -> None:
    page.goto("/arshjul/")
    figure = page.locator("#hjul")
    keep(page, "arshjul", of=figure)
    shrunk(figure.screenshot()).save(README / "arshjul.png", optimize=True)


def agreements(page: Page) -> None:
    page.goto("/overenskommelser/")
    keep(page, "overenskommelser", height=560)


def users(page: Page) -> None:
    page.goto("/register/anvandare/")
    keep(page, "anvandare", height=480)


def group(page: Page) -> None:
    page.goto("/grupper/")
    page.get_by_role("link", name="Specifika samverkansrådet för folkhälsa").first.click()
    page.locator("#platser").scroll_into_view_if_needed()
    page.mouse.wheel(0, 140)
    keep(page, "grupp")


def login(page: Page) -> None:
    keep(page, "logga-in", height=560)


PICTURES: tuple[tuple[str, tuple[int, int], Callable[[Page], None]], ...] = (
    (persons.SECRETARY, WIDE, drafting),
    (persons.APPROVER, PHONE, approving),
    (persons.MEMBER, WIDE, decisions),
    (persons.READER, WIDE, actions),
    (persons.READER, WIDE, wheel),
    (persons.SECRETARY, WIDE, agreements),
    (persons.ADMINISTRATOR, WIDE, users),
    (persons.ADMINISTRATOR, WIDE, group),
    ("", WIDE, login),
)


def opened(browser: Browser, base: str, who: str, size: tuple[int, int]) -> Page:
    """A window on the demo, logged in as one of its persons."""
    context = browser.new_context(
        base_url=base, viewport={"width": size[0], "height": size[1]}, device_scale_factor=1.4, locale="sv-SE"
    )
    page = context.new_page()
    page.goto("/")
    if who:
        page.get_by_role("button", name=f"Logga in som {who}").click()
    return page


def main(base: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installation.browser(), args=FLAGS)
        for who, size, take in PICTURES:
            take(opened(browser, base, who, size))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
