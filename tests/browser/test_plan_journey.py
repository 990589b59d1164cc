"""From a rule to a booked year: propose, clash, take another day, save, book; also on a phone without script (A17)."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Meeting
from tests import make
from tests.browser.conftest import PHONE, WIDE, sideways, violations


@pytest.mark.parametrize(("size", "scripts"), [(WIDE, True), (PHONE, False)])
def test_a_year_is_proposed_changed_saved_and_booked(
    visit: Callable[..., Page], size: dict[str, int], scripts: bool
) -> None:
    asta = make.person(name="Asta Holm")
    council, group = make.body(name="Rådet"), make.body(name="Chefsgruppen")
    for body in (council, group):
        make.membership(seat=make.seat(of=body, organisation=make.organisation()), person=asta)
    make.meeting(
        bodies=[council], date=dt.date(2026, 5, 20), start_time=dt.time(9), end_time=dt.time(12), place="Nora"
    )
    make.meeting(bodies=[group], date=dt.date(2027, 3, 17), start_time=dt.time(11), end_time=dt.time(15))
    page = visit(
        make.user(name="Hanna Ek", office_role="secretariat"),
        "/moten/plan/?ar=2027",
        size=size,
        scripts=scripts,
    )
    page.get_by_role("link", name="Föreslå möten").click()
    page.get_by_label("Rådet").check()
    page.get_by_label("Datum som du skriver eller klistrar in").check()
    page.get_by_role("textbox", name="Datum").fill("17/3, 19/5 och 17/11 (24/11 ev), 31/2")
    page.get_by_role("button", name="Visa förslag").click()
    expect(page.get_by_text("”31/2”: Det datumet finns inte i kalendern.")).to_be_visible()
    expect(page.get_by_text("Asta Holm ska samtidigt vara i Chefsgruppen kl. 11–15.")).to_be_visible()
    assert (violations(page) if scripts else [], sideways(page)) == ([], 0)
    page.get_by_role("button", name="torsdag 18 mars 2027").click()
    expect(page.get_by_text("Asta Holm ska samtidigt")).to_have_count(0)
    expect(page.locator("[name=rad-0-day]")).to_have_value("2027-03-18")
    page.locator("[name=rad-1-end]").fill("8")
    page.get_by_role("button", name="Spara som preliminära").click()
    expect(page.get_by_text("Sluttiden måste vara senare än starttiden.").first).to_be_visible()
    expect(page.locator("[name=rad-1-end]")).to_have_value("8")
    page.locator("[name=rad-1-end]").fill("11.30")
    page.get_by_role("button", name="Spara som preliminära").click()
    expect(page.get_by_text("3 preliminära möten är sparade.")).to_be_visible()
    assert (violations(page) if scripts else [], sideways(page)) == ([], 0)
    page.get_by_label("torsdag 18 mars 2027").check()
    page.get_by_label("onsdag 19 maj 2027").check()
    page.get_by_role("button", name="Boka valda").click()
    expect(page.get_by_text("2 möten är bokade.")).to_be_visible()
    page.get_by_role("link", name="Bestäm datum").click()
    page.get_by_role("button", name="Boka den dagen").click()
    expect(page.get_by_text("Mötet är bokat, och de andra datumen är släppta.")).to_be_visible()
    planned = Meeting.objects.of_body(council).filter(date__year=2027).order_by("date")
    assert [(str(one.date), one.state, one.place) for one in planned] == [
        ("2027-03-18", "booked", "Nora"), ("2027-05-19", "booked", "Nora"), ("2027-11-24", "booked", "Nora"),
    ]  # fmt: skip
    assert [one.end_time for one in planned] == [dt.time(12), dt.time(11, 30), dt.time(12)]
