"""A register fetched, changed in the file and taken in again, in a browser, with script and without (M3)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from secretariat.registry.models import Organisation
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "plain"])
def test_a_register_goes_out_is_changed_and_goes_in_again(
    scripted: bool, visit: Callable[..., Page], tmp_path: Path
) -> None:
    make.organisation(name="Nora kommun", short_name="Nora")
    page = visit(make.user(office_role="secretariat"), "/register/", scripts=scripted)
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Hämta Organisationer som CSV").click()
    path = tmp_path / "organisationer.csv"
    fetched.value.save_as(path)
    words = path.read_text(encoding="utf-8-sig").replace(";Nora;", ";Nora stad;")
    path.write_text(words.strip() + "\r\n;Kumla kommun;Kumla;kommun\r\n", encoding="cp1252")
    page.get_by_role("link", name="Läs in Organisationer").click()
    page.get_by_label("Fil", exact=True).set_input_files(path)
    page.get_by_role("button", name="Visa vad som skulle hända").click()
    expect(page.get_by_role("row", name="Nora kommun")).to_contain_text("Nora → Nora stad")
    expect(page.get_by_role("row", name="Kumla kommun")).to_contain_text("Ny")
    page.get_by_role("button", name="Läs in 2").click()
    expect(page.get_by_text("Organisationer: 1 ny och 1 ändrad är inlästa.")).to_be_visible()
    assert set(Organisation.objects.values_list("short_name", flat=True)) == {"Nora stad", "Kumla"}
