"""A member reads results: finds the own kommun, sees what stands out, compares and takes the figures along (H4–H6)."""

import csv
from collections.abc import Callable
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, sideways, violations
from tests.surveys.reading_case import COUNTY, Read, a_member, a_result, an_indicator, some_results

Visit = Callable[..., Page]


def a_county() -> Read:
    """Two indicators: in one Nora is certainly below the county, in the other nobody can tell."""
    read = some_results()
    safe = an_indicator("Trygg i sitt område")
    a_result(read.new, safe, COUNTY, 80, spread=2)
    for name, party in read.kommuner.items():
        a_result(read.new, safe, read.where(name), 78, spread=4, party=party)
    return read


def test_a_member_finds_the_own_kommun_compares_and_downloads(visit: Visit) -> None:
    read = a_county()
    page = visit(a_member(read.kommuner["Nora"]), reverse("surveys:survey-list"))
    page.get_by_role("link", name="Resultat", exact=True).click()
    page.get_by_role("link", name="Nora", exact=True).click()
    expect(
        page.get_by_role("heading", name="1 av 2 indikatorer skiljer sig säkert från länet.")
    ).to_be_visible()
    expect(page.get_by_text("God hälsa: 60,0 %, länet 70,0 %")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Jämför", exact=True).click()
    page.get_by_label("Jämför med", exact=True).select_option(label="Örebro")
    page.get_by_role("button", name="Jämför").click()
    expect(page.get_by_role("heading", name="1 av 2 skillnader är statistiskt säkerställd")).to_be_visible()
    expect(page.get_by_role("row", name="Trygg i sitt område")).to_contain_text("ej säkerställd")
    assert violations(page) == []
    page.get_by_role("link", name="God hälsa").click()
    expect(page.get_by_role("heading", name="Säkert lägre än länet: Nora.")).to_be_visible()
    expect(page.get_by_role("img", name="God hälsa, 2026. Punkter med osäkerhet")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as fetched:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(Path(fetched.value.path()).read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert {(row["geo_namn"], row["varde"]) for row in rows if row["period"] == "2026"} == {
        ("Nora", "60"), ("Laxå", ""), ("Örebro", "71"), ("Örebro län", "70"), ("Riket", "72"),
    }  # fmt: skip


def test_with_the_keyboard_alone_and_on_a_phone_without_script(visit: Visit) -> None:
    read = a_county()
    page = visit(a_member(read.kommuner["Nora"]), reverse("surveys:result-list"), scripts=False, size=PHONE)
    page.get_by_role("link", name="Nora", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nora", exact=True)).to_be_visible()
    assert not sideways(page)
    page.get_by_text("Visa som diagram").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="Trygg i sitt område")).to_be_visible()
    page.get_by_role("link", name="Trygg i sitt område").first.focus()
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("heading", name="Ingen skillnad mot länet är statistiskt säkerställd.")
    ).to_be_visible()
    assert not sideways(page)
