"""How pages look when something has happened to them: errors shown, a part swapped in, menus open (E1, E2)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.conftest import PHONE, violations
from tests.browser.looking import broken, broken_rules

Visit = Callable[..., Page]
FORMS = (
    "/tillganglighet/", "/register/personer/ny/", "/register/organisationer/ny/", "/grupper/ny/", "/moten/nytt/",
    "/arshjul/ny/", "/arenden/nytt/", "/register/brevhuvuden/nytt/", "/register/lov/nytt/", "/register/anvandare/ny/",
)  # fmt: skip
SEND_EMPTY = """() => {
  const form = document.querySelector("main form[method=post]");
  for (const one of form.querySelectorAll("input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea"))
    one.value = "";
  form.noValidate = true;
  form.requestSubmit();
}"""


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, PHONE], ids=["wide", "phone"])
def test_forms_that_show_errors_have_no_fault(visit: Visit, size: dict[str, int]) -> None:
    page = visit(make.user(office_role="administrator"), "/", size=size)
    start = page.url.rstrip("/")
    faults = []
    for address in FORMS:
        page.goto(start + address)
        with page.expect_navigation():
            page.evaluate(SEND_EMPTY)
        expect(page.locator(".error-summary, .has-error").first).to_be_visible()
        faults += [f"{address}: {one}" for one in [*violations(page), *broken_rules(page)]]
    assert faults == []


def test_open_menus_have_no_fault_and_close_again(visit: Visit) -> None:
    page = visit(make.user(office_role="administrator"), "/moten/")
    faults = []
    for width, words in ((1280, "Mer"), (390, "Meny")):
        page.set_viewport_size({"width": width, "height": 900})
        menu = page.locator("details.drop > summary").filter(has_text=re.compile(rf"^\s*{words}\s*$"))
        menu.click()
        expect(menu.locator("xpath=..").locator(".drop-body")).to_be_visible()
        # What lies under the menu is not pressed meanwhile, so its size is asked of rules.js, which does not mind.
        found = [one for one in violations(page) if not one.startswith("target-size")]
        faults += [f"{words}: {one}" for one in [*found, *broken(page, "targets(24)")]]
        menu.click()
    person = page.locator("details.drop > summary", has_text="din meny")
    person.click()
    faults += [f"din meny: {one}" for one in violations(page) if not one.startswith("target-size")]
    assert faults == []


def test_a_list_that_is_searched_without_a_new_page_has_no_fault(visit: Visit) -> None:
    make.person(name="Asta Ordman")
    page = visit(make.user(office_role="administrator"), "/register/personer/")
    with page.expect_response(lambda answer: "q=Ordman" in answer.url):
        page.locator("main input[name=q]").press_sequentially("Ordman")
        page.locator("main input[name=q]").press("Enter")
    expect(page.get_by_role("link", name="Asta Ordman")).to_be_visible()
    assert [*violations(page), *broken_rules(page)] == []
