"""From the letter to the list: answer on a phone without logging in, and the ersättare answers too (A12)."""

import datetime as dt
import re
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.actions import calendars, invitees, notices
from meetings.models import NoticeReply
from secretariat.registry.models import OutgoingMail, User
from tests import make
from tests.browser.conftest import PHONE, sideways, violations
from tests.browser.drafting import PATIENCE
from tests.meetings.invitees_case import Council, a_council

Visit = Callable[..., Page]


def letter_to(council: Council, name: str) -> OutgoingMail:
    letter = (
        OutgoingMail.objects.filter(person=council.people[name], purpose="kallelse").order_by("pk").last()
    )
    assert letter
    return letter


def addresses_in(text: str) -> list[str]:
    """Answers' addresses in a letter's text, without the server's name."""
    return re.findall(r"http://127\.0\.0\.1:8000(/svar/\S+)", text)


def called_council() -> tuple[Council, User]:
    council = a_council(date=timezone.localdate() + dt.timedelta(days=20), call=False)
    make.item(of=council.meeting, title="Mötesplatser")
    secretary = make.user(person=council.meeting.secretary)
    notices.send(council.meeting, by=secretary)
    return council, secretary


def smallest_target(page: Page) -> float:
    """Height of the lowest button, and of links that stand alone."""
    heights = [one.bounding_box() for one in page.locator("main button, main a.touch").all()]
    return min(box["height"] for box in heights if box)


def test_from_the_letter_to_the_list_and_on_to_the_ersattare(visit: Visit) -> None:
    council, secretary = called_council()
    desk = visit(secretary, f"/moten/{council.meeting.pk}/svar/")
    expect(desk.locator("h2.answer")).to_have_text("0 kommer, 3 har inte svarat.")

    (declined,) = [one for one in addresses_in(letter_to(council, "Asta").body) if "svar=forhinder" in one]
    phone = visit(None, declined, size=PHONE, scripts=False)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Kommer du?")
    assert NoticeReply.objects.count() == 0
    assert smallest_target(phone) >= 44
    assert sideways(phone) == 0
    expect(phone.locator("button.primary")).to_have_text("Jag har förhinder")
    phone.get_by_label("Hälsning till sekretariatet").fill("Bortrest")
    phone.locator("button.primary").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, du har förhinder")
    expect(phone.get_by_text(f"{council.people['Ebba']} är kallad i ditt ställe.")).to_be_visible()
    assert smallest_target(phone) >= 44

    letter = letter_to(council, "Ebba")
    assert letter.subject.startswith("Du kallas som ersättare")
    (address,) = addresses_in(letter.action_url)
    other = visit(None, address, size=PHONE)
    assert violations(other) == []
    expect(other.get_by_text(f"Du kallas i stället för {council.people['Asta']}.")).to_be_visible()
    other.get_by_role("button", name="Jag kommer digitalt").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Tack, du kommer digitalt")
    assert violations(other) == []
    assert sideways(other) == 0

    expect(desk.locator("h2.answer")).to_have_text(
        "1 kommer, varav 1 digitalt, 1 förhinder, 2 har inte svarat.", timeout=PATIENCE
    )
    row = desk.get_by_role("row", name=re.compile(f"^Nora {council.people['Asta']}"))
    expect(row).to_contain_text(f"{council.people['Ebba']} är inkallad. ”Bortrest”.")

    other.get_by_role("link", name="Ändra svar").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Kommer du?")
    phone.get_by_role("link", name="Ändra svar").click()
    phone.get_by_role("button", name="Jag kommer", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, du kommer")
    assert council.called() == {}
    assert letter_to(council, "Ebba").subject.startswith("Du behövs inte som ersättare")


def test_min_ersattare_gar_by_thumb(visit: Visit) -> None:
    council, _ = called_council()
    (address,) = [one for one in addresses_in(letter_to(council, "Asta").body) if "svar=ersattare" in one]
    phone = visit(None, address, size=PHONE)
    phone.get_by_label(f"{council.people['Fabian']}, Laxå").check()
    phone.get_by_role("button", name="Min ersättare går").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, din ersättare går")
    assert council.called() == {"Fabian": "Asta"}


def test_who_forgets_to_say_who_goes_is_asked_and_loses_nothing(visit: Visit) -> None:
    council, _ = called_council()
    phone = visit(None, addresses_in(letter_to(council, "Asta").body)[0], size=PHONE)
    phone.get_by_label("Någon annan", exact=True).check()
    phone.get_by_label("Hälsning till sekretariatet").fill("Jag hör av mig")
    phone.get_by_role("button", name="Min ersättare går").click()
    expect(phone.get_by_role("alert")).to_contain_text("Välj vem som går i ditt ställe, eller skriv namnet.")
    expect(phone.get_by_label("Hälsning till sekretariatet")).to_have_value("Jag hör av mig")
    phone.get_by_label("Namnet på någon annan").fill("Kalle Kula")
    phone.get_by_role("button", name="Min ersättare går").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, din ersättare går")


def test_the_key_goes_nowhere_when_a_link_is_followed_or_a_form_sent(visit: Visit) -> None:
    """Neither as Referer, nor as Origin, which a form would send."""
    council, _ = called_council()
    page = visit(None, "/konto/logga-in/")
    told: list[tuple[str, dict[str, str]]] = []
    page.on("request", lambda request: told.append((request.method, request.headers)))
    page.goto(page.url.split("/konto")[0] + addresses_in(letter_to(council, "Asta").body)[0])
    told.clear()
    page.get_by_role("button", name="Jag kommer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, du kommer")
    page.evaluate("location.href = '/konto/logga-in/'")
    page.wait_for_url("**/konto/logga-in/")
    assert len(told) > 2
    assert [sent["referer"] for _, sent in told if "/svar/" in sent.get("referer", "")] == []
    assert [sent.get("origin") for method, sent in told if method == "POST"] == ["null"]


def test_a_polled_page_keeps_the_focus(visit: Visit) -> None:
    council, secretary = called_council()
    desk = visit(secretary, f"/moten/{council.meeting.pk}/svar/")
    link = desk.get_by_role("link", name=str(council.people["Birger"]))
    link.focus()
    council.says("Asta", "coming", at=timezone.now())
    expect(desk.locator("h2.answer")).to_have_text("1 kommer, 2 har inte svarat.", timeout=PATIENCE)
    expect(link).to_be_focused()


def test_min_kalender_on_a_phone(visit: Visit) -> None:
    council, _ = called_council()
    user = make.user(person=council.people["Asta"])
    page = visit(user, "/kalender/", size=PHONE)
    page.get_by_role("button", name="Gör en adress", exact=True).click()
    (address,) = calendars.addresses_of(council.people["Asta"])
    expect(page.get_by_label("Adress att kopiera")).to_have_value(address.url)
    expect(page.get_by_role("link", name="Öppna i kalendern")).to_have_attribute("href", address.webcal)
    assert violations(page) == []
    assert sideways(page) == 0


def test_the_secretary_without_script(visit: Visit) -> None:
    council, secretary = called_council()
    page = visit(secretary, f"/moten/{council.meeting.pk}/svar/", size=PHONE, scripts=False)
    page.get_by_role("link", name=str(council.people["Birger"])).click()
    page.get_by_role("button", name="Förhinder").click()
    expect(page.locator("h2.answer")).to_have_text("0 kommer, 1 förhinder, 3 har inte svarat.")
    assert council.called() == {"Didrik": "Birger"}
    assert invitees.obstacles_to_answering(council.row("Birger")) == []
