"""The year as list, table and weeks in a real browser: nothing sideways, no fault, and a keyboard reaches all of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from secretariat.registry.models import User
from tests import make
from tests.browser.conftest import PHONE, WIDE, sideways, violations
from tests.yearwheel.year_case import activity, category

SMALL = {"width": 320, "height": 700}
WORDS = "Överenskommelse om samverkan kring barns, ungas och familjers hälsa i Örebro län"


@pytest.fixture
def keeper() -> User:
    """A secretariat whose year has long words, many of one week, and things over the year end."""
    body = make.body(name="Specifika samverkansrådet för skola, utbildning och kompetensförsörjning")
    for day in range(2, 14):
        activity("Dialogmöte", f"2026-03-{day:02}", body=body)
    activity(WORDS, "2025-12-01", "2027-02-28", precision="månad", category=category("medel"))
    activity(
        "Folkhälsokonferensdagsförberedelser", "2026-11-06", is_deadline=True, body=body, only_for_body=True
    )
    return make.user(name="Tea Holm", office_role="secretariat")


@pytest.mark.parametrize(
    "where", ["lista", "tabell", "tidslinje", "anmalda", "mina-anmalda", "kategorier", "ny", "anmal"]
)
def test_pages_of_the_year_fit_every_width_without_a_fault(
    where: str, keeper: User, visit: Callable[..., Page]
) -> None:
    """E1, E2."""
    address = f"/arshjul/{where}/?ar=2026"
    for size in (WIDE, PHONE, SMALL):
        page = visit(keeper, address, size=size)
        assert sideways(page) == 0, size
        if size != SMALL:
            assert violations(page) == [], size


def test_weeks_scroll_inside_their_own_region_with_the_keyboard(
    keeper: User, visit: Callable[..., Page]
) -> None:
    page = visit(keeper, "/arshjul/tidslinje/?ar=2026", size=PHONE)
    region = page.get_by_role("region", name="Tidslinje vecka för vecka")
    region.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.tl').scrollLeft > 0")
    assert sideways(page) == 0
    last = page.get_by_role("link", name="Folkhälsokonferensdagsförberedelser")
    last.focus()
    expect(last).to_be_in_viewport()


def test_a_year_is_filled_in_without_script(keeper: User, visit: Callable[..., Page]) -> None:
    page = visit(keeper, "/arshjul/lista/?ar=2026", scripts=False)
    page.get_by_role("link", name="Lägg in").click()
    page.get_by_label("Vad", exact=True).fill("Partsdialog")
    page.get_by_label("När").fill("25/2, v. 24")
    page.get_by_label("Slag").select_option(label="ÖK & uppföljning")
    page.get_by_role("button", name="Lägg in").click()
    assert page.url.endswith("/arshjul/lista/?ar=2026")
    expect(page.get_by_text("”Partsdialog” står i årshjulet: 25 februari 2026, v. 24 2026.")).to_be_visible()
    expect(page.get_by_role("link", name="Partsdialog")).to_have_count(2)
