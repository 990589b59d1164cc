"""Every page there is, found from the URLconf: no accessibility fault, no sideways scroll, in four widths (E1, E2).

640 px is 1280 px made twice as large. One visit asks all: what axe finds, what rules.js finds, and whether it is
Swedish (E4).

A new page is found by itself. An address with an object nobody has named in tests/addresses.py fails the test.
"""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from meetings.models import DecisionExport
from secretariat.registry.models import OutgoingMail, RegisterExport
from tests import make
from tests.addresses import a_house, addresses
from tests.browser.conftest import sideways, violations
from tests.browser.looking import broken_on_a_phone, broken_rules
from tests.language import english_in, words_of_answer

LETTERS = ("/kallelse/brev/",)  # shown as they are sent, without the frame of a page
ALSO_BY_LINK = "/svar/"  # a page of the house that a letter's link opens too, under the same title
SHARES = 4  # so that two processes may go through the pages at once


def faults_of(page: Page, start: str, address: str) -> list[str]:
    """What is wrong with one page, in all its widths."""
    faults: list[str] = []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(start + address)
    if not address.endswith(LETTERS):
        faults += [f"{address}: {fault}" for fault in broken_rules(page)]
    for width in (1280, 640, 390, 320):  # the same page made narrower: the server knows of no width
        page.set_viewport_size({"width": width, "height": 900})
        if width in (1280, 390):
            faults += [f"{address} {width}: {fault}" for fault in violations(page)]
        if width == 390:
            faults += [f"{address} {width}: {fault}" for fault in broken_on_a_phone(page)]
        if sideways(page) > 0:
            faults.append(f"{address} {width}: {sideways(page)} px för bred")
    return faults


@pytest.mark.parametrize("share", range(SHARES))
def test_no_page_has_a_fault(share: int, visit: Callable[..., Page], as_user: Callable[..., Client]) -> None:
    draft, done = a_house()
    administrator = make.user(name="Hanna Rydbeck", office_role="administrator")
    client = as_user(administrator)
    pages: list[str] = []
    faults: list[str] = []
    found = addresses(draft, done)
    for long in (DecisionExport, RegisterExport):
        long.objects.update(made_by=administrator)  # nobody else sees a long file
    for address in found[share::SHARES]:
        answer = client.get(address)
        assert answer.status_code in {200, 302, 403, 404, 405}, (address, answer.status_code)
        whole = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        if whole and b"<html" in answer.content:
            pages.append(address)
        faults += [f"{address}: på engelska: {piece}" for piece in english_in(words_of_answer(answer))]
        answer.close()  # a file that nobody reads to its end stays open
    assert len(pages) > 40 / SHARES
    page = visit(administrator, "/")
    start = page.url.rstrip("/")
    letters = [words for one in OutgoingMail.objects.all() for words in (one.subject, *one.body.splitlines())]
    faults += [f"i ett brev på engelska: {piece}" for piece in english_in(letters)]
    titles: dict[str, str] = {}
    for address in pages:
        faults += faults_of(page, start, address)
        twin = titles.setdefault(page.title(), address)
        alike = re.sub(r"\d+", "", address) == re.sub(r"\d+", "", twin)  # two things of one name
        if not (alike or address.startswith(twin) or ALSO_BY_LINK in twin + address):
            faults.append(f"{address}: samma titel som {twin}")
    assert faults == [], "\n".join(faults)
