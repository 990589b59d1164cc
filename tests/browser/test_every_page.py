"""Every page there is, found from the URLconf: no accessibility fault, no sideways scroll, in three widths (E1, E2).

A new page is found by itself. An address with an object nobody has named in tests/addresses.py fails the test.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from meetings.models import DecisionExport
from secretariat.registry.models import RegisterExport
from tests import make
from tests.addresses import a_house, addresses
from tests.browser.conftest import sideways, violations

SHARES = 4  # so that two processes may go through the pages at once


@pytest.mark.parametrize("share", range(SHARES))
def test_no_page_has_a_fault(share: int, visit: Callable[..., Page], as_user: Callable[..., Client]) -> None:
    draft, done = a_house()
    administrator = make.user(name="Hanna Rydbeck", office_role="administrator")
    client = as_user(administrator)
    pages = []
    found = addresses(draft, done)
    for long in (DecisionExport, RegisterExport):
        long.objects.update(made_by=administrator)  # nobody else sees a long file
    for address in found[share::SHARES]:
        answer = client.get(address)
        assert answer.status_code in {200, 302, 403, 404, 405}, (address, answer.status_code)
        whole = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        if whole and b"<html" in answer.content:
            pages.append(address)
        answer.close()  # a file that nobody reads to its end stays open
    assert len(pages) > 40 / SHARES
    page = visit(administrator, "/")
    start = page.url.rstrip("/")
    faults: list[str] = []
    for address in pages:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(start + address)
        for width in (1280, 390, 320):  # the same page made narrower: the server knows of no width
            page.set_viewport_size({"width": width, "height": 900})
            if width > 320:
                faults += [f"{address} {width}: {fault}" for fault in violations(page)]
            if sideways(page) > 0:
                faults.append(f"{address} {width}: {sideways(page)} px för bred")
    assert faults == [], "\n".join(faults)
