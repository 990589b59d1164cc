"""Documents leave: given out from a meeting's page in two clicks, and packed for the archive in the background."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from meetings.actions.archiving import checking, packages
from meetings.models import ArchivePackage
from secretariat.registry.models import LogEntry
from tests.browser.conftest import PHONE, sideways, violations
from tests.meetings.archive_case import SECRET, a_whole_case, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 30_000


def test_given_out_in_two_clicks_and_packed_for_the_archive(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    """D2, D3."""
    case = a_whole_case()
    desk = visit(case.secretary, case.meeting.get_absolute_url())

    desk.get_by_role("link", name="Lämna ut handlingar").click()
    expect(desk.get_by_role("heading", name="Det här hålls tillbaka")).to_be_visible(timeout=PATIENCE)
    assert (violations(desk), sideways(desk)) == ([], 0)
    with desk.expect_download(timeout=PATIENCE) as waiting:
        desk.get_by_role("button", name="Hämta handlingarna som ZIP").click()
    waiting.value.save_as(tmp_path / "ut.zip")
    given = opened(tmp_path / "ut.zip")
    assert "03-Underlag.txt" in given
    assert SECRET in given["index.html"].decode()
    assert LogEntry.objects.filter(verb="lämnade ut handlingar").count() == 1

    phone = visit(case.secretary, case.meeting.get_absolute_url(), size=PHONE)
    phone.get_by_role("button", name="Gör arkivpaket").click()
    expect(phone.get_by_text("Paketet görs: 0 av 1")).to_be_visible(timeout=PATIENCE)
    assert (violations(phone), sideways(phone)) == ([], 0)
    packages.make_package.func(ArchivePackage.objects.get().pk)
    with phone.expect_download(timeout=PATIENCE) as waiting:
        phone.get_by_role("link", name="Hämta arkiv-mote-").click(timeout=PATIENCE)
    waiting.value.save_as(tmp_path / "arkiv.zip")
    assert checking.check(tmp_path / "arkiv.zip").deviations == ()
