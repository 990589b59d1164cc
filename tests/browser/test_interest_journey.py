"""From the letter to the compiled list: a handläggare says whether the party wants to join in, on a phone (K11, E1)."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.actions import interests
from tests.browser.conftest import PHONE, sideways, violations
from tests.meetings.interest_case import TITLE, a_calling, path_for

Visit = Callable[..., Page]
TARGET = "input:not([type=hidden]), textarea, .button, a.touch"


def small_targets(page: Page) -> list[str]:
    """What one presses that is lower than 44 px, but for the round choices, whose whole row is pressed."""
    return [
        one.evaluate("e => e.outerHTML").split(">")[0]
        for one in page.locator("main").locator(TARGET).all()
        if (box := one.bounding_box()) and box["height"] < 44 and one.get_attribute("type") != "radio"
    ]


def test_a_handler_answers_on_a_phone_and_the_secretary_sees_it(visit: Visit) -> None:
    now = timezone.now()
    calling = a_calling("Nora", "Kumla", due_on=timezone.localdate() + dt.timedelta(days=20), at=now)
    phone = visit(None, path_for(calling.people["Nora"]), size=PHONE)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vill Nora vara med?")
    assert (sideways(phone), violations(phone), small_targets(phone)) == (0, [], [])
    phone.get_by_role("button", name="Spara svaret").click()
    expect(phone.get_by_role("alert")).to_contain_text("Välj ja, kanske eller nej.")
    assert violations(phone) == []
    phone.get_by_label("Kanske").check()
    phone.get_by_label("Villkor eller kommentar").fill("Om Kumla är med.")
    phone.get_by_label("Kontaktperson hos er").fill("Eva Ek")
    phone.get_by_label("Telefon").fill("070-123 45 67")
    phone.get_by_role("button", name="Spara svaret").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, svaret är sparat")
    assert (sideways(phone), violations(phone)) == (0, [])

    office = visit(calling.by, f"/intresse/{calling.call.pk}/")
    expect(office.locator(".answer")).to_have_text("Ingen av 2 vill vara med än. Kvar: Kumla.")
    expect(office.get_by_role("row", name="Nora")).to_contain_text("Om Kumla är med.")
    expect(office.get_by_role("row", name="Nora")).to_contain_text("Eva Ek")
    assert violations(office) == []
    office.get_by_role("link", name="Kumla").click()
    office.get_by_label("Ja").check()
    office.get_by_role("button", name="Spara").first.click()
    expect(office.get_by_text("Sparat för Kumla.")).to_be_visible()
    assert violations(office) == []


def test_the_pages_work_without_script_and_fit_a_phone(visit: Visit) -> None:
    calling = a_calling("Nora", "Kumla", with_matter=True)
    phone = visit(None, path_for(calling.people["Nora"]), size=PHONE, scripts=False)
    phone.get_by_label("Nej").check()
    phone.get_by_role("button", name="Spara svaret").click()
    expect(phone.get_by_text("Tack, svaret är sparat")).to_be_visible()
    pages = visit(calling.by, "/intresse/", size=PHONE)
    start, row = pages.url.split("/intresse/")[0], calling.row("Nora").pk
    interests.withdraw(calling.call, why="Ändrade planer.", by=calling.by)
    matter = calling.about.get_absolute_url()
    for path in (
        "/intresse/",
        f"/intresse/{calling.call.pk}/",
        f"/intresse/parter/{row}/",
        f"{matter}intresse/",
        matter,
    ):
        pages.goto(start + path)
        assert (sideways(pages), violations(pages)) == (0, []), path
    expect(pages.get_by_text("Fråga parterna vilka som vill vara med")).to_be_visible()
    assert TITLE not in pages.content()
