"""From a decided sum to twelve requisitions, payments, reports and the compiled report, to the krona (part 6)."""

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from funding.actions import allocation_booking, ledger
from funding.models import Account, ReportRound, Requisition
from secretariat.lib import pdf
from secretariat.lib.money import grouped, kronor
from tests import make
from tests.browser.conftest import PHONE, sideways, violations
from tests.funding.allocation_case import VECTORS, County, a_county
from tests.funding.case import Money
from tests.funding.report_case import SIGNED, Asked

Visit = Callable[..., Page]
TOTAL = 300_000


def decided() -> Asked:
    """300 000 kr shared out to the twelve kommuner by population, booked by a decision; each with a handläggare."""
    county: County = a_county()
    today = timezone.localdate()
    grant = county.grant
    grant.uses_from, grant.uses_to = date(today.year, 1, 1), date(today.year, 12, 31)
    grant.save()
    allocation_booking.book(county.scenario(total=TOTAL), decision=county.decided(), by=county.by)
    accounts = {
        one.party.short_name: one for one in Account.objects.filter(grant=grant).select_related("party")
    }
    case = Asked(Money(by=county.by, fund=county.fund, grant=grant, pot=county.pot, accounts=accounts))
    for name, account in accounts.items():
        number = make.number()
        email = f"h{number}@exempel.se"
        case.people[name] = make.person(
            name=f"Hand Läggare-{number}", email=email, organisation=account.party
        )
    assert sorted(ledger.balance_of(one).allocated for one in accounts.values()) == sorted(VECTORS[TOTAL])
    return case


def shares(case: Asked) -> dict[str, int]:
    return {name: case.balance(name).allocated for name in case.people}


def answers(case: Asked, name: str, **typed: str) -> None:
    """The same page as in the browser, sent by the link in the party's letter."""
    sent = {"lamna-in": "1"}
    for key, words in (SIGNED | typed).items():
        control = key.replace("__", "-")
        sent |= {f"q-{control}": words, f"s-q-{control}": ""}
    answer = Client().post(case.path(name), sent)
    assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.content.decode())
    assert answer["Location"].endswith("?tack")


def sign(phone: Page) -> None:
    phone.get_by_label("Namn på den som är behörig").fill("Vera Ek")
    phone.get_by_label("Titel").fill("Socialchef")
    phone.get_by_role("checkbox", name=re.compile("behörig")).check()


def hand_in(phone: Page) -> None:
    phone.get_by_role("button", name="Lämna in").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, svaren är inlämnade")


def send(case: Asked, desk: Page, button: str) -> None:
    """Say what the round is, see that nothing is sent, name who answers, and send."""
    desk.get_by_role("button", name=button).click()
    expect(desk.get_by_role("heading", level=2).first).to_contain_text("12 parter ska tillfrågas.")
    found = re.search(r"/omgangar/(\d+)/", desk.url)
    assert found
    for name, person in case.people.items():
        case.account(name).party.inquiries.filter(inquiry=int(found[1])).update(handler=person)
    desk.reload()
    desk.get_by_role("button", name="Skicka till handläggarna").click()
    expect(desk.locator("h2.answer")).to_have_text("Ingen av 12 har lämnat in.")


def requisitions_come_in(visit: Visit, case: Asked, desk: Page) -> None:
    start = desk.url
    desk.get_by_role("link", name="Be parterna om rekvisitioner").click()
    assert violations(desk) == []
    desk.get_by_label("Svar senast").fill(f"{timezone.localdate().year + 1}-01-31")
    send(case, desk, "Förbered")
    phone = visit(None, case.path("Nora"), size=PHONE)
    expect(phone.get_by_text("Kvar att rekvirera")).to_be_visible()
    assert sideways(phone) == 0
    amount = phone.get_by_label("Vilket belopp rekvirerar ni?")
    amount.fill(str(shares(case)["Nora"] + 1))
    expect(phone.locator("[data-said]")).to_contain_text("1\u00a0kr mer än det som är kvar att rekvirera")
    assert violations(phone) == []
    amount.fill(grouped(shares(case)["Nora"]))
    expect(phone.locator("[data-said]")).to_be_hidden()
    sign(phone)
    hand_in(phone)
    for name, share in shares(case).items():
        if name != "Nora":
            answers(case, name, belopp=grouped(share))
    desk.goto(start)
    assert Requisition.objects.filter(state="asked").count() == 12
    expect(desk.locator("#rekvisitioner")).to_be_visible()


def they_are_paid(case: Asked, desk: Page) -> None:
    """The office accepts one on the page, the others by the same address, and pays all at once."""
    first = Requisition.objects.get(account=case.account("Nora"))
    start = desk.url
    desk.goto(desk.url.split("/medel/")[0] + first.get_absolute_url())
    desk.get_by_role("button", name="Godkänn").click()
    expect(desk.get_by_text("Rekvisitionen är godkänd och kan betalas ut.")).to_be_visible()
    assert violations(desk) == []
    client = Client()
    client.force_login(case.money.by)
    for row in Requisition.objects.filter(state="asked"):
        client.post(f"{row.get_absolute_url()}godkann/")
    desk.goto(desk.url.split("/medel/")[0] + "/medel/utbetalningar/")
    expect(desk.get_by_role("heading", name=f"Att betala ut, {kronor(TOTAL)}")).to_be_visible()
    for box in desk.get_by_role("checkbox").all():
        box.check()
    desk.get_by_role("button", name="Se igenom de valda").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Betala ut {kronor(TOTAL)}")
    assert violations(desk) == []
    desk.get_by_role("button", name="Bokför som utbetalt").click()
    expect(desk.get_by_role("heading", name=f"12 utbetalningar, {kronor(TOTAL)}")).to_be_visible()
    assert {name: case.balance(name).paid for name in case.people} == shares(case)
    desk.goto(start)


def they_report(visit: Visit, case: Asked, desk: Page) -> ReportRound:
    desk.get_by_role("link", name="Begär redovisning").click()
    desk.get_by_label("Svar senast").fill(f"{timezone.localdate().year + 1}-02-15")
    send(case, desk, "Förbered redovisningen")
    share = shares(case)["Nora"]
    phone = visit(None, case.path("Nora"), size=PHONE)
    phone.get_by_label("Hur mycket har ni tagit emot?").fill(str(share))
    phone.get_by_label("Hur mycket har ni förbrukat?").fill(str(share - 347))
    expect(phone.locator("[data-said]")).to_contain_text("347\u00a0kr mindre än de")
    assert violations(phone) == []
    phone.get_by_label("Hur mycket betalar ni tillbaka?").fill("347")
    expect(phone.locator("[data-said]")).to_be_hidden()
    phone.get_by_label("Vilka insatser har ni genomfört?").fill("Föräldrastöd i grupp")
    sign(phone)
    hand_in(phone)
    for name, amount in shares(case).items():
        if name != "Nora":
            answers(
                case, name, mottaget=str(amount), forbrukat=str(amount), genomfort="Kurser",
                insatser__0__insats=f"Kurs i {name}", insatser__0__kostnad=str(amount),
            )  # fmt: skip
    report = ReportRound.objects.get(grant=case.money.grant)
    client = Client()
    client.force_login(case.money.by)
    for row in report.inquiry.recipients.all():
        client.post(reverse("inquiries:party-approve", args=[row.pk]))
    return report


@pytest.mark.skipif(not pdf.is_available(), reason=pdf.why_not())
def test_from_a_decided_sum_to_a_compiled_report(visit: Visit, tmp_path: Path) -> None:
    case = decided()
    desk = visit(case.money.by, case.money.grant.get_absolute_url())
    requisitions_come_in(visit, case, desk)
    they_are_paid(case, desk)
    report = they_report(visit, case, desk)
    origin = desk.url.split("/fragor/")[0].split("/medel/")[0]
    desk.goto(origin + report.get_absolute_url())
    assert violations(desk) == []
    used = TOTAL - 347
    expect(desk.locator(".lede")).to_contain_text(
        f"{kronor(used)} är förbrukade av {kronor(TOTAL)} mottagna."
    )
    expect(desk.locator(".lede")).to_contain_text("stämmer med bokföringen")
    total = desk.locator("tfoot").first
    for amount in (TOTAL, used, 347):
        expect(total).to_contain_text(kronor(amount))
    for width in (1280, 390):
        desk.set_viewport_size({"width": width, "height": 900})
        assert sideways(desk) == 0
    desk.set_viewport_size({"width": 1280, "height": 900})
    with desk.expect_download() as fetching:
        desk.get_by_role("link", name="Excel").click()
    file = tmp_path / "redovisning.xlsx"
    fetching.value.save_as(file)
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Parter").to_python()
    column = rows[0].index("förbrukat kronor")
    assert (sum(row[column] for row in rows[1:-1]), rows[-1][column]) == (used, used)
    client = Client()
    client.force_login(case.money.by)
    paper = client.get(f"{report.get_absolute_url()}pdf/").content
    text = " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(paper)).pages).split())
    assert kronor(used).replace("\u00a0", " ") in text.replace("\u00a0", " ")
    desk.get_by_role("button", name="Bokför").click()
    expect(desk.get_by_text("Nora: bokfört.")).to_be_visible()
    assert sum(case.balance(name).in_hand for name in case.people) == 0
