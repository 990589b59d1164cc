"""A point approved at the meeting by keyboard and phone, and finished minutes unlocked by those named (C8, C12)."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from meetings.models import BoardNotice, ImmediateApproval, Minutes
from tests.browser.conftest import PHONE, sideways, violations
from tests.meetings.approval_case import a_case
from tests.meetings.test_immediate import approved

from .test_approval_journey import small_targets

Visit = Callable[..., Page]


def sound(page: Page) -> None:
    """Nothing for axe to say, and nothing to scroll for sideways."""
    assert violations(page) == []
    assert sideways(page) == 0


def test_a_point_is_read_aloud_and_approved_at_once(visit: Visit) -> None:
    """C12: the secretary by keyboard, the chair on a phone, the justerare aloud; then the point is bound."""
    case = a_case()
    item = case.item("Budget")
    writing = visit(case.secretary, f"/moten/{case.meeting.pk}/anteckna/")
    way = writing.locator(f"#punkt-{item.pk}").get_by_role("link", name="Justera omedelbart")
    way.focus()
    writing.keyboard.press("Enter")
    expect(writing.get_by_role("heading", level=1)).to_have_text(f"Justera {item.label.lower()} omedelbart")
    sound(writing)
    button = writing.get_by_role("button", name="Uppläst, lås punkten")
    button.focus()
    writing.keyboard.press("Enter")
    expect(writing.locator("main")).to_contain_text("Väntar på justering")
    sound(writing)

    made = ImmediateApproval.objects.get()
    phone = visit(case.chair, f"/moten/omedelbart/{made.pk}/", size=PHONE)
    expect(phone.locator("main")).to_contain_text("Rådet tillstyrker budgeten.")
    sound(phone)
    assert small_targets(phone) == []
    phone.get_by_role("button", name="Justera punkten").click()
    expect(phone.locator("main")).to_contain_text("Du har justerat.")

    writing.reload()
    writing.get_by_label("Birger Valdberg").check()
    writing.get_by_role("button", name="Notera som godkänd").click()
    expect(writing.locator("main")).to_contain_text("Omedelbart justerad")
    writing.goto(writing.url.split("/moten/")[0] + f"/moten/{case.meeting.pk}/anteckna/")
    point = writing.locator(f"#punkt-{item.pk}")
    expect(point).to_contain_text("Punkten är omedelbart justerad")
    expect(point.locator("[contenteditable]")).to_have_count(0)
    sound(writing)


def test_finished_minutes_are_unlocked_by_those_who_approved(visit: Visit) -> None:
    """C8, C13: asked for with a reason, consented to on phones; the old version is read; and a notice is put up."""
    case = a_case(posts_on_board=True, kept_at="Regionens hus, Örebro")
    approved(case)
    case.approve()
    office = visit(case.secretary, f"/moten/{case.meeting.pk}/anslag/")
    sound(office)
    office.get_by_role("button", name="Sätt upp anslaget").click()
    expect(office.locator("main")).to_contain_text("Uppsatt")
    sound(office)
    assert BoardNotice.objects.count() == 1
    board = visit(None, "/offentligt/anslag/", size=PHONE)
    expect(board.locator("main")).to_contain_text("Regionens hus, Örebro")
    sound(board)

    office.goto(office.url.replace("/anslag/", "/las-upp/"))
    office.get_by_label("Varför räcker det inte med en rättelse?").fill("Punkten återger inte vad som sades.")
    sound(office)
    office.get_by_role("button", name="Fråga om anteckningarna får låsas upp").click()
    expect(office.locator("main")).to_contain_text("Har inte svarat än")
    sound(office)
    for user in (case.chair, case.elected):
        phone = visit(user, f"/moten/{case.meeting.pk}/las-upp/", size=PHONE)
        sound(phone)
        phone.get_by_role("button", name="Jag medger att texten låses upp").click()
        expect(phone.locator("body")).to_contain_text("Tack, du har medgett")
    assert Minutes.objects.get(pk=case.minutes.pk).is_reworked
    old = visit(case.reserve, f"/moten/{case.meeting.pk}/", size=PHONE)
    expect(old.locator("main")).to_contain_text("En ny version är under arbete.")
    old.get_by_role("link", name="Läs version 1").click()
    expect(old.locator("main")).to_contain_text("Rådet tillstyrker budgeten.")
    sound(old)
