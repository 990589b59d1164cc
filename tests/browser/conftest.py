"""A real browser, signed in as whom the test says. Every test here is a journey and is marked so."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from secretariat.registry.models import User
from secretariat.setup import installation

HERE = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong, and no more of it than is told: the whole answer is many times the page.
RUN_AXE = """async options => (await axe.run({...options, resultTypes: ["violations"]})).violations
    .map(one => [one.id, one.nodes[0].target, one.help])"""
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session", autouse=True)
def _database_from_the_browsers_thread() -> Iterator[None]:
    """Playwright runs an event loop in this thread; Django would refuse the database there."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="session")
def browser(playwright_: Playwright) -> Iterator[Browser]:
    one = playwright_.chromium.launch(executable_path=installation.browser(), args=ARGUMENTS)
    expect.set_options(timeout=30_000)  # how long a busy machine may need to show it; no measure of speed
    yield one
    one.close()


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    """Give the browser a session, as after a login."""
    client = Client()
    client.force_login(user)
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": address,
            }
        ]
    )


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`visit(user, "/moten/", size=PHONE)`: a page of that user's own browser. Errors in scripts fail the test."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(
        user: User | None,
        path: str,
        *,
        size: dict[str, int] = WIDE,
        scripts: bool = True,
        same_as: Page | None = None,
    ) -> Page:
        if same_as is None:
            context = browser.new_context(
                viewport=size, locale="sv-SE", timezone_id="Europe/Stockholm", java_script_enabled=scripts,
                has_touch=size is PHONE, is_mobile=size is PHONE,
            )  # fmt: skip
            opened.append(context)
            if user:
                sign_in(context, user, live_server.url)
        else:
            context = same_as.context
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: (
                wrong.append(said.text) if said.type == "error" and "Content Security" in said.text else None
            ),
        )
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert wrong == []


def violations(page: Page) -> list[str]:
    """What axe finds on the page, all rules on; each as rule and first place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[list[Any]] = page.evaluate(RUN_AXE, {"runOnly": {"type": "tag", "values": AXE_TAGS}})
    return [f"{rule}: {place} {words}" for rule, place, words in found]


def sideways(page: Page) -> int:
    """Pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
