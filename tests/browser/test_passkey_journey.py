"""A passkey is added, logs in, and counts as two steps; without scripts the page says so (E5)."""

import re
from typing import Any

from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect

from secretariat.registry.models import LogEntry, LoginSession
from tests import make
from tests.browser.conftest import PHONE, WIDE, sideways, violations

PASSWORD = "ett gott lösenord"


def with_key(page: Page) -> CDPSession:
    """A key of the browser's own, which says yes at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_a_passkey_is_added_and_logs_in(visit: Any, live_server: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["secretariat"]
    user = make.user(office_role="secretariat")
    user.set_password(PASSWORD)
    user.save()
    # Passkeys belong to a name, never to an address of numbers.
    home = re.sub(r"//[^:/]+", "//localhost", live_server.url)
    page = visit(None, "/konto/logga-in/", size=PHONE)
    with_key(page)
    page.goto(f"{home}/konto/logga-in/")
    expect(page.get_by_role("button", name="Logga in med passnyckel")).to_be_visible()
    assert violations(page) == []
    assert sideways(page) == 0
    page.locator("form:has([type=password]) [type=email]").fill(user.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skydda ditt konto")
    page.get_by_role("link", name="Lägg till en passnyckel i stället").click()
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Bekräfta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lägg till en passnyckel")
    assert violations(page) == []
    assert sideways(page) == 0
    page.get_by_label("Namn").fill("Min telefon")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservkoder")
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    assert LogEntry.objects.filter(verb="lade till passnyckel", detail={"namn": "Min telefon"}).exists()

    page.context.clear_cookies()
    page.goto(f"{home}/konto/logga-in/?next=/konto/inloggningar/")
    page.get_by_role("button", name="Logga in med passnyckel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina inloggningar")
    expect(page.locator("main")).to_contain_text("Min telefon")
    assert LoginSession.objects.filter(user=user).exists()
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        assert violations(page) == []
        assert sideways(page) == 0
    page.get_by_role("link", name="Byt namn på Min telefon").click()
    if page.get_by_label("Lösenord", exact=True).count():
        page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Bekräfta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Byt namn på passnyckeln")
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        assert violations(page) == []
        assert sideways(page) == 0
    page.get_by_label("Namn").fill("Min nya telefon")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina inloggningar")
    expect(page.locator("main")).to_contain_text("Min nya telefon")


def test_without_scripts_the_page_says_so(visit: Any) -> None:
    page = visit(None, "/konto/logga-in/", scripts=False)
    expect(page.locator("main")).to_contain_text("Passnyckel går inte att använda här")
    expect(page.get_by_role("button", name="Logga in med passnyckel")).to_be_hidden()
    expect(page.get_by_role("button", name="Skicka koden")).to_be_visible()
