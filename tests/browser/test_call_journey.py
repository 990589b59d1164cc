"""From a call's public page on a phone to letters of decision: applied for, checked, judged with jäv, decided (G8)."""

import datetime as dt
import re
from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from funding.actions import calls
from funding.models import Application, Call
from secretariat.registry.models import OutgoingMail
from tests import make
from tests.browser.conftest import PHONE, sideways, violations
from tests.funding.call_case import CallCase, a_call

Visit = Callable[..., Page]
TYPED = {
    "Sökande organisation": "Fritidsföreningen Gläntan",
    "Organisationsnummer": "8024001235",
    "Kontaktperson": "Berit Sandmark",
    "Projektets namn": "Öppen hall",
    "Kort om projektet": "Vi öppnar hallen för unga på helgerna.",
    "Mål och målgrupp": "Sextio barn rör sig mer.",
    "Genomförande och tidsplan": "Start i mars.",
    "Väntad effekt": "En vana som står kvar.",
    "Kostnad, rad 1": "Ledare",
}


def open_today() -> CallCase:
    """A call that is open on the day the test runs."""
    case = a_call()
    today = timezone.localdate()
    Call.objects.filter(pk=case.call.pk).update(opens_on=today, closes_on=today + dt.timedelta(days=20))
    case.call.refresh_from_db()
    return case


def saved(phone: Page) -> None:
    expect(phone.locator("[data-saved]")).to_have_text(re.compile(r"^Sparat \d+\.\d\d$"))


def applies_on_the_phone(visit: Visit, case: CallCase) -> Application:
    """Begins by e-mail, writes by the link in the letter, is told what is missing, and hands in."""
    phone = visit(None, reverse("funding:call-public", args=[case.call.slug]), size=PHONE)
    assert (violations(phone), sideways(phone)) == ([], 0)
    phone.get_by_label("E-post").fill("berit@exempel.se")
    phone.get_by_role("button", name="Skicka länken").click()
    expect(phone.get_by_text("Vi har skickat ett brev med länken")).to_be_visible()
    letter = OutgoingMail.objects.get(to_email="berit@exempel.se")
    phone = visit(None, re.sub(r"^https?://[^/]+", "", letter.action_url), size=PHONE)
    assert (violations(phone), sideways(phone)) == ([], 0)
    for label, words in TYPED.items():
        phone.get_by_label(label, exact=label.startswith("Kostnad")).fill(words)
    phone.get_by_label("Från och med").fill("1 mars 2027")
    phone.get_by_label("Till och med").fill("2027-12-31")
    phone.get_by_label("Kronor, rad 1").fill("424 tkr")
    phone.get_by_label("Egen finansiering i pengar").fill("200 000")
    phone.get_by_label("Sökt belopp").fill("200,000")
    expect(phone.get_by_text("Du skrev ”200,000”.")).to_be_visible()
    phone.get_by_role("button", name="Ja, 200\u00a0000\u00a0kr").click()
    saved(phone)
    expect(phone.locator("[data-sum=own]")).to_contain_text("saknas 12\u00a0000\u00a0kr i egen finansiering")
    phone.get_by_role("button", name="Lämna in").click()
    expect(phone.get_by_role("alert")).to_contain_text("Det saknas 12\u00a0000\u00a0kr i egen finansiering")
    assert (violations(phone), sideways(phone)) == ([], 0)
    phone.get_by_label("Kronor, rad 1").fill("400 000")
    saved(phone)
    phone.get_by_role("button", name="Lämna in").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, ansökan är inlämnad")
    assert (violations(phone), sideways(phone)) == ([], 0)
    return Application.objects.get(call=case.call)


def is_checked(desk: Page) -> None:
    """The secretariat finds it, puts the applicant in the register and calls it complete."""
    desk.get_by_role("link", name="Ansökningar", exact=True).click()
    expect(desk.locator(".answer")).to_have_text("1\u00a0ansökan att kontrollera.")
    assert violations(desk) == []
    desk.get_by_role("link", name="1. Öppen hall").click()
    expect(desk.get_by_text("Alla uppgifter finns")).to_be_visible()
    assert violations(desk) == []
    desk.get_by_text("Välj en annan eller lägg till").click()
    desk.get_by_role("button", name="Lägg till i registret").click()
    desk.get_by_role("button", name="Komplett").click()
    expect(desk.get_by_text("Ansökan är komplett.")).to_be_visible()


def is_judged(visit: Visit, case: CallCase, application: Application) -> None:
    """One on a phone gives points; the other declares jäv and sees none of them."""
    judging = reverse("funding:assessment-edit", args=[application.pk])
    phone = visit(case.assessors["Alva"].user, judging, size=PHONE)
    assert (violations(phone), sideways(phone)) == ([], 0)
    for number in (1, 2):
        phone.get_by_role("group", name=f"Grund {number}").get_by_role("radio", name="4").check()
    phone.get_by_label("Motivering").fill("Tydligt och genomförbart.")
    phone.get_by_role("button", name="Lämna bedömningen").click()
    expect(phone.get_by_text("Bedömningen är lämnad.")).to_be_visible()
    assert (violations(phone), sideways(phone)) == ([], 0)
    other = visit(case.assessors["Bror"].user, judging)
    other.get_by_text("Är du jävig?").click()
    other.get_by_label("Skäl").fill("Min syster är kassör i föreningen.")
    other.get_by_role("button", name="Anmäl jäv").click()
    expect(other.get_by_text("Du har anmält jäv i ansökan 1")).to_be_visible()
    expect(other.get_by_role("table")).not_to_contain_text("80")


def is_proposed_and_decided(desk: Page, case: CallCase) -> None:
    """More than is asked for is refused with the sum; then it is proposed, decided and told."""
    desk.goto(f"{desk.url.split('/medel/')[0]}{reverse('funding:proposal-edit', args=[case.call.slug])}")
    assert violations(desk) == []
    desk.get_by_label("Belopp, ansökan 1").fill("250 000")
    desk.get_by_role("button", name="Spara").click()
    expect(desk.get_by_role("alert")).to_contain_text("50\u00a0000\u00a0kr mer än det sökta")
    desk.get_by_label("Belopp, ansökan 1").fill("200 000")
    desk.get_by_role("button", name="Spara").click()
    expect(desk.locator(".answer")).to_contain_text("Kvar 800\u00a0000\u00a0kr.")
    desk.get_by_role("link", name="Till utlysningen").click()
    desk.get_by_role("button", name="Lämna förslaget").click()
    desk.get_by_role("link", name="Besluta").click()
    assert violations(desk) == []
    desk.get_by_label("Diarienummer").fill("26RS1412")
    desk.get_by_label("Utbetalning 1: dag").fill("2027-01-31")
    desk.get_by_role("button", name="Besluta och skicka breven").click()
    expect(desk.get_by_text("Beloppen är bokförda")).to_be_visible()
    assert violations(desk) == []


def test_an_application_goes_from_a_phone_to_its_decision(visit: Visit) -> None:
    case = open_today()
    office = make.user(office_role="secretariat")
    application = applies_on_the_phone(visit, case)
    desk = visit(office, case.call.get_absolute_url())
    assert violations(desk) == []
    for name in ("Alva", "Bror"):
        case.assessor(name)
    is_checked(desk)
    is_judged(visit, case, application)
    calls.close(case.call, by=office, today=timezone.localdate() + dt.timedelta(days=21))
    is_proposed_and_decided(desk, case)
    subjects = (
        OutgoingMail.objects.filter(to_email="berit@exempel.se")
        .order_by("pk")
        .values_list("subject", flat=True)
    )
    assert [one.partition(":")[0] for one in subjects] == [
        "Länk till din ansökan",
        "Ansökan 1 är inlämnad",
        "Beslut",
    ]
