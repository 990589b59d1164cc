"""A justerare approves on a phone, from the letter to the receipt; the paper is fetched and read (interface 2.3 b)."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from meetings.actions import minutes as minutes_actions
from meetings.actions import papers
from meetings.models import Minutes
from secretariat.registry.models import OutgoingMail
from tests.browser.conftest import PHONE, sideways, violations
from tests.meetings.approval_case import a_case

Visit = Callable[..., Page]


def small_targets(page: Page) -> list[str]:
    """Controls and links of their own line lower than 44 px (E2)."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll('main button, .approve-bar a, .approve-bar button, main a.touch')]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
            .map((one) => one.textContent.trim())"""
        )
    )


def test_from_the_letter_to_the_receipt(visit: Visit) -> None:
    """C4: the link is an address, not a key; only a POST approves."""
    case = a_case()
    case.send()
    letter = OutgoingMail.objects.get(person=case.elected.person, purpose="justering")
    path = re.sub(r"^https?://[^/]+", "", letter.action_url)

    page = visit(None, path, size=PHONE)
    expect(page).to_have_url(re.compile(r"/konto/logga-in/\?next="))
    page.locator("form:has([type=password]) [type=email]").fill(case.elected.email)
    page.get_by_label("Lösenord", exact=True).fill("hemligt-i-prov")
    page.get_by_role("button", name="Logga in", exact=True).click()

    expect(page).to_have_url(re.compile(re.escape(path) + "$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Justera minnesanteckningar")
    assert case.minutes.state == Minutes.State.SENT
    assert violations(page) == []
    assert sideways(page) == 0
    assert small_targets(page) == []

    page.get_by_role("button", name="Justera", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tack")
    assert case.minutes.state == Minutes.State.PARTLY_APPROVED
    assert violations(page) == []
    assert sideways(page) == 0


def test_a_wish_about_one_item_reaches_the_secretary(visit: Visit) -> None:
    """C4: begär ändring, per item."""
    case = a_case()
    case.send()
    page = visit(case.elected, f"/moten/{case.meeting.pk}/justera/", size=PHONE)
    point = page.locator(".point", has_text="Plan").first
    point.locator("summary").click()
    point.get_by_role("textbox").fill("Nora vill vänta, inte avstå.")
    point.get_by_role("button", name="Skicka").click()
    expect(page.locator("main")).to_contain_text("Begärde ändring")

    secretary = visit(case.secretary, f"/moten/{case.meeting.pk}/justering/")
    expect(secretary.locator("main")).to_contain_text("Nora vill vänta, inte avstå.")
    assert violations(secretary) == []


def test_a_double_click_approves_once(visit: Visit) -> None:
    case = a_case()
    case.send()
    page = visit(case.elected, f"/moten/{case.meeting.pk}/justera/", size=PHONE)
    page.get_by_role("button", name="Justera", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tack")
    assert case.minutes.versions.get().replies.count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_approving_needs_no_script(visit: Visit, scripts: bool) -> None:
    case = a_case()
    case.send()
    page = visit(case.elected, f"/moten/{case.meeting.pk}/justera/", size=PHONE, scripts=scripts)
    page.get_by_role("button", name="Justera", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tack")


def test_the_approving_page_is_light(visit: Visit) -> None:
    """quality.md: at most 100 KiB, readable before any script."""
    case = a_case()
    case.send()
    page = visit(case.elected, "/robots.txt", size=PHONE)
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())) if answer.ok else None)
    page.goto(page.url.replace("/robots.txt", f"/moten/{case.meeting.pk}/justera/"))
    page.wait_for_load_state("networkidle")
    assert page.locator("script[src]").count() == 0
    assert 0 < sum(sizes) < 100 * 1024


def test_the_paper_is_fetched_and_read(visit: Visit, tmp_path: Path) -> None:
    """Finished minutes: the page says by whom and when, the PDF too, and is the stored one."""
    case = a_case()
    case.approve()
    assert papers.store_pdf(case.minutes.pk)
    page = visit(case.elected, f"/moten/{case.meeting.pk}/")
    expect(page.locator("main")).to_contain_text("Justerade")
    link = page.get_by_role("link", name="PDF", exact=True)
    fetched = page.request.get(str(link.evaluate("one => one.href")))
    assert fetched.headers["content-type"] == "application/pdf"
    path = tmp_path / "anteckningar.pdf"
    path.write_bytes(fetched.body())
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(text.split())
    assert "Rådet antar planen." in words
    assert "Asta Ordman" in words
    assert "UTKAST" not in words
    stored = case.minutes.pdf
    assert stored
    with stored.file.open() as kept:
        assert path.read_bytes() == kept.read()
    assert minutes_actions.is_intact(case.minutes)


def test_a_member_sees_the_agenda_but_not_the_draft(visit: Visit) -> None:
    """N7."""
    case = a_case()
    page = visit(case.reserve, f"/moten/{case.meeting.pk}/")
    expect(page.get_by_role("heading", name="Plan")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Planen gicks igenom")
