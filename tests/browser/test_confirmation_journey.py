"""From the letter to the table: a handläggare answers on a phone, in two parts, without logging in (K3)."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.actions import confirmations
from meetings.actions.decisions import slug_of
from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail
from tests.browser.conftest import PHONE, sideways, violations
from tests.mailserver import MailServer
from tests.meetings.confirmation_case import Asking, an_asking

Visit = Callable[..., Page]


def address_in_the_letter(asking: Asking, settings: Any) -> str:
    """Send what waits to a real mail server, and read the address as the handläggare would."""
    settings.EMAIL_BACKEND = "secretariat.lib.smtp.Backend"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 10
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
        mail.deliver_waiting()
        letter = next(one for one in server.messages if asking.people["Nora"].email in str(one["X-Given-To"]))
    body = letter.get_body(("html",))
    assert body is not None
    found = re.search(r"http://127\.0\.0\.1:8000(/parternas-beslut/[^\"/]+/)", body.get_content())
    assert found
    return found[1]


def fill_in_the_decision(phone: Page, extract: Path) -> None:
    """What was decided, with the protokollsutdrag; first without its day, which is told."""
    phone.get_by_label("Bifall med ändring").check()
    phone.get_by_role("button", name="Spara beskedet").click()
    expect(phone.get_by_role("alert")).to_contain_text("Ange vilken dag ni beslutade.")
    assert violations(phone) == []
    phone.get_by_label("Beslutat den").fill(timezone.localdate().isoformat())
    phone.get_by_label("Paragraf").fill("§ 88")
    phone.get_by_label("Avvikelse eller tillägg").fill("Uppföljning även per länsdel.")
    extract.write_bytes(b"%PDF-1.4 utdrag")
    phone.get_by_label("Protokollsutdrag").set_input_files(extract)
    phone.get_by_role("button", name="Spara beskedet").click()


def test_from_the_letter_over_the_planned_day_to_the_decision_in_the_table(
    visit: Visit, settings: Any, tmp_path: Path
) -> None:
    now = timezone.now()
    asking = an_asking(
        "Nora", "Kumla", send=False, due_on=timezone.localdate() + dt.timedelta(days=20), at=now
    )
    OutgoingMail.objects.all().delete()
    desk = visit(asking.by, f"/beslut/{slug_of(asking.decision.number)}/parterna/")
    desk.get_by_role("button", name="Skicka till handläggarna").click()
    expect(desk.locator("h2.answer")).to_have_text("Ingen av 2 har beslutat.")
    address = address_in_the_letter(asking, settings)
    phone = visit(None, address, size=PHONE, scripts=False)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vad har Nora beslutat?")
    expect(phone.get_by_text("Rådet antar planen.")).to_be_visible()
    assert sideways(phone) == 0
    phone.get_by_label("När ska ärendet upp?").fill("6 oktober 2099")
    phone.get_by_label("Vilket organ beslutar?").fill("Kommunstyrelsen")
    phone.get_by_role("button", name="Spara beskedet").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, vi vet när ärendet ska upp")
    desk.reload()
    expect(desk.get_by_role("row", name=re.compile("Nora"))).to_contain_text("2099-10-06")

    again = visit(None, address, size=PHONE)
    assert violations(again) == []
    fill_in_the_decision(again, tmp_path / "utdrag.pdf")
    expect(again.get_by_role("heading", level=1)).to_have_text("Tack, beskedet är sparat")
    expect(again.get_by_text("utdrag.pdf")).to_be_visible()
    assert violations(again) == []
    assert sideways(again) == 0

    desk.reload()
    expect(desk.locator("h2.answer")).to_have_text("1 av 2 har beslutat. Kvar: Kumla.")
    expect(desk.get_by_text("Ett av besluten avviker: Nora har beslutat bifall med ändring.")).to_be_visible()
    row = desk.get_by_role("row", name=re.compile("Nora")).first
    expect(row).to_contain_text("§ 88")
    expect(row.get_by_role("link", name="Protokollsutdrag")).to_be_visible()
    assert violations(desk) == []
    desk.get_by_role("link", name="Hantera avvikelsen").click()
    desk.get_by_label("Hur hanteras avvikelsen?").fill("Gruppen godtar tillägget.")
    desk.get_by_role("button", name="Spara hur den hanteras").click()
    expect(desk.get_by_role("heading", name="Avvikelsen är hanterad")).to_be_visible()

    confirmations.withdraw(asking.request, why="Beslutet görs om", by=asking.by)
    again.goto(again.url.split("?")[0])
    expect(again.get_by_role("heading", level=1)).to_have_text("Begäran är återkallad")
    expect(again.get_by_text("Beslutet görs om")).to_be_visible()
    assert again.get_by_role("button").count() == 0


def test_the_table_is_cards_on_a_phone(visit: Visit) -> None:
    asking = an_asking("Nora", "Kumla", due_on=None)
    asking.decides("Kumla", "refused")
    page = visit(asking.by, f"/beslut/{slug_of(asking.decision.number)}/parterna/", size=PHONE)
    assert sideways(page) == 0
    assert violations(page) == []
    box = page.locator("tr:has-text('Kumla')").first.bounding_box()
    assert box
    assert box["width"] <= PHONE["width"]
    expect(page.locator("thead")).to_be_hidden()
