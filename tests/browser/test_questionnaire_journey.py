"""From the form to the spreadsheet: a handläggare answers on a phone without an account, also offline (F4, F5)."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from secretariat.inquiries.actions import rounds
from tests.browser.conftest import PHONE, sideways, violations
from tests.inquiries.round_case import Round, a_round, path_for

Visit = Callable[..., Page]
NARROW = {"width": 320, "height": 700}


def sent(visit: Visit) -> tuple[Round, Page]:
    """The secretariat looks the round over, and sends it."""
    made = a_round("Nora", "Kumla", send=False, due_on=None)
    desk = visit(made.by, f"/fragor/omgangar/{made.inquiry.pk}/")
    assert violations(desk) == []
    desk.get_by_role("button", name="Skicka till handläggarna").click()
    expect(desk.locator("h2.answer")).to_have_text("Ingen av 2 har lämnat in.")
    return made, desk


def saved(phone: Page) -> None:
    expect(phone.locator("[data-saved]")).to_have_text(re.compile(r"^Sparat \d+\.\d\d"))


def answers_on_the_phone(made: Round, phone: Page) -> None:
    """An unclear amount is asked about, and what is typed without network is saved when it is back."""
    phone.get_by_label("Vilka insatser har gjorts?").fill("Föräldrastöd i grupp")
    saved(phone)
    assert made.shown("Nora", "insatser") == "Föräldrastöd i grupp"
    phone.get_by_label("Intäkter").fill("300,000")
    expect(
        phone.get_by_text("Du skrev ”300,000”. Menar du 300\u00a0000\u00a0kr eller 300\u00a0kr?")
    ).to_be_visible()
    expect(phone.get_by_label("Intäkter")).to_have_value("300,000")
    assert violations(phone) == []
    phone.get_by_role("button", name="Ja, 300\u00a0000\u00a0kr").click()
    expect(phone.get_by_label("Intäkter")).to_have_value("300\u00a0000")
    saved(phone)
    phone.context.set_offline(True)
    phone.get_by_label("Kostnader").fill("250.000")
    phone.get_by_role("radio", name="4").check()
    expect(
        phone.get_by_text("Ingen kontakt. Det du skriver finns kvar i den här webbläsaren")
    ).to_be_visible()
    assert made.shown("Nora", "kostnader") is None
    phone.context.set_offline(False)
    saved(phone)
    expect(phone.locator("[data-sum=saldo]")).to_have_text("50\u00a0000\u00a0kr")
    expect(phone.get_by_label("Kostnader")).to_have_value("250\u00a0000")
    assert (made.shown("Nora", "kostnader"), made.shown("Nora", "mal")) == (250_000, 4)
    hand_in(phone)


def hand_in(phone: Page) -> None:
    phone.get_by_role("button", name="Lämna in").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, svaren är inlämnade")
    assert violations(phone) == []


def returned_and_answered_again(visit: Visit, made: Round, desk: Page) -> None:
    """The secretariat says what is missing; the handläggare reads it on top, on the narrowest phone."""
    desk.get_by_role("link", name="Nora", exact=True).click()
    assert violations(desk) == []
    desk.get_by_text("Begär komplettering", exact=True).first.click()
    desk.get_by_label("Vad ska kompletteras?").fill("Vilka hinder har ni mött?")
    desk.get_by_role("button", name="Begär komplettering").click()
    expect(desk.get_by_text("Komplettering är begärd.")).to_be_visible()
    again = visit(None, path_for(made.people["Nora"]), size=NARROW)
    assert sideways(again) == 0
    expect(again.get_by_text("Vi ber om komplettering")).to_be_visible()
    expect(again.get_by_label("Vilka insatser har gjorts?")).to_have_value("Föräldrastöd i grupp")
    again.get_by_label("Tid").check()
    saved(again)
    hand_in(again)


def row_of_nora(desk: Page, file: Path) -> dict[str, Any]:
    """Fetch the spreadsheet, and read it with other eyes than wrote it."""
    with desk.expect_download() as fetching:
        desk.get_by_role("link", name="Excel").click()
    fetching.value.save_as(file)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes()))
    head, *rows = book.get_sheet_by_name("Svar").to_python()
    return next(dict(zip(head, row, strict=True)) for row in rows if row[1] == "Nora")


def test_from_sending_over_a_break_in_the_network_to_the_spreadsheet(visit: Visit, tmp_path: Path) -> None:
    made, desk = sent(visit)
    phone = visit(None, path_for(made.people["Nora"]), size=PHONE)
    assert violations(phone) == []
    assert sideways(phone) == 0
    expect(phone.get_by_text(f"egen länk för {made.people['Nora'].name}")).to_be_visible()
    answers_on_the_phone(made, phone)
    desk.reload()
    expect(desk.locator("h2.answer")).to_have_text("1 av 2 har lämnat in. Kvar: Kumla.")
    returned_and_answered_again(visit, made, desk)
    desk.reload()
    desk.get_by_role("button", name="Godkänn svaren").click()
    expect(desk.get_by_text("Svaren från Nora är godkända.")).to_be_visible()
    desk.get_by_role("link", name=made.inquiry.title).click()
    nora = row_of_nora(desk, tmp_path / "svar.xlsx")
    assert (nora["Läge"], nora["Intäkter"], nora["Saldo (kr)"]) == ("Godkänd", 300_000, 50_000)
    assert nora["Vilka hinder har ni mött?"] == "Tid"
    desk.get_by_role("link", name="Sammanställning").click()
    expect(desk.get_by_text("1 av 2 parter är med. Inte med: Kumla.")).to_be_visible()
    assert violations(desk) == []


def test_what_could_not_be_saved_comes_back_on_the_next_visit(visit: Visit) -> None:
    made, _ = sent(visit)
    phone = visit(None, path_for(made.people["Nora"]), size=PHONE)
    phone.context.set_offline(True)
    phone.get_by_label("Vilka insatser har gjorts?").fill("Skrivet på tåget")
    expect(phone.get_by_text("Ingen kontakt.")).to_be_visible()
    phone.context.set_offline(False)
    phone.goto("about:blank")
    later = visit(None, path_for(made.people["Nora"]), same_as=phone)
    expect(later.get_by_label("Vilka insatser har gjorts?")).to_have_value("Skrivet på tåget")
    saved(later)
    assert made.shown("Nora", "insatser") == "Skrivet på tåget"


def test_two_colleagues_who_write_the_same_answer_see_one_another(visit: Visit) -> None:
    made, _ = sent(visit)
    path = path_for(made.people["Nora"])
    first, second = visit(None, path, size=PHONE), visit(None, path)
    first.get_by_label("Vilka insatser har gjorts?").fill("Läger")
    saved(first)
    second.get_by_label("Vilka insatser har gjorts?").fill("Läxhjälp")
    expect(second.get_by_text("Det du skrev står kvar men är inte sparat.")).to_be_visible()
    expect(second.get_by_label("Vilka insatser har gjorts?")).to_have_value("Läxhjälp")
    second.get_by_role("button", name="Använd ”Läger”").click()
    saved(second)
    expect(second.get_by_label("Vilka insatser har gjorts?")).to_have_value("Läger")
    assert made.shown("Nora", "insatser") == "Läger"


def test_the_whole_is_done_without_script(visit: Visit) -> None:
    made, _ = sent(visit)
    phone = visit(None, path_for(made.people["Nora"]), size=PHONE, scripts=False)
    phone.get_by_label("Vilka insatser har gjorts?").fill("Läger")
    phone.get_by_role("radio", name="2").check()
    phone.get_by_label("Intäkter").fill("1,000")
    phone.get_by_label("Kostnader").fill("900")
    phone.get_by_role("button", name="Lämna in").click()
    expect(phone.get_by_role("alert")).to_contain_text("Menar du 1\u00a0000\u00a0kr eller 1\u00a0kr?")
    phone.get_by_role("button", name="Ja, 1\u00a0000\u00a0kr").click()
    expect(phone.get_by_text("100\u00a0kr")).to_be_visible()
    phone.get_by_role("button", name="Lämna in").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, svaren är inlämnade")


def test_a_form_is_written_with_the_keyboard_alone(visit: Visit) -> None:
    made, _ = sent(visit)
    rounds.close(made.inquiry, by=made.by, without_the_rest=True)
    desk = visit(made.by, "/fragor/formular/nytt/")
    desk.get_by_label("Vad heter formuläret?").focus()
    desk.keyboard.type("Kort enkät")
    desk.keyboard.press("Enter")
    desk.get_by_label("Fråga", exact=True).focus()
    desk.keyboard.type("Hur gick det?")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Frågan är tillagd.")).to_be_visible()
    assert violations(desk) == []
    desk.get_by_role("link", name="Så ser parten det").press("Enter")
    expect(desk.get_by_label("Hur gick det?")).to_be_visible()
    assert violations(desk) == []
