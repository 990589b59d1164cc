"""The whole way of an agreement in a browser, with script and without, to a compiled follow-up (part 5)."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from agreements.actions import parties, rounds
from agreements.models import Agreement, AgreementParty, FollowUp
from meetings.actions.confirmation_answers import LINK, Said
from secretariat.inquiries.actions import sheets
from secretariat.inquiries.models import Recipient
from secretariat.registry.models import Organisation, Person, User
from tests import make
from tests.agreements.case import path_for
from tests.agreements.test_conference import hand_in_whole
from tests.browser.conftest import PHONE, sideways, violations
from tests.meetings.confirmation_case import a_decided_case

Visit = Callable[..., Page]
TITLE = "Familjecentraler i länet"
MUNICIPALITIES = (
    "Askersund", "Degerfors", "Hallsberg", "Hällefors", "Karlskoga", "Kumla", "Laxå", "Lekeberg", "Lindesberg",
    "Ljusnarsberg", "Nora", "Örebro",
)  # fmt: skip


def the_parties() -> dict[str, Person]:
    """The twelve kommuner, each with somebody who can get letters."""
    found = {}
    for name in MUNICIPALITIES:
        one = make.organisation(name=f"{name} kommun", short_name=name, kind=Organisation.Kind.MUNICIPALITY)
        found[name] = make.person(
            name=f"{name}a Handläggare", email=f"{name.lower()}@exempel.se", organisation=one
        )
    return found


def flaws(desk: Page, *, scripts: bool) -> list[str]:
    """What axe finds; it is a script itself, and cannot run in a page without."""
    return violations(desk) if scripts else []


def begin(desk: Page, body: str, text: Path, *, scripts: bool) -> None:
    """A new agreement with its parties, its last day and its document."""
    desk.get_by_role("link", name="Ny överenskommelse").click()
    desk.get_by_label("Rubrik").fill(TITLE)
    desk.get_by_label("Grupp som förvaltar den").select_option(label=body)
    for name in MUNICIPALITIES:
        desk.get_by_label(name, exact=True).check()
    assert flaws(desk, scripts=scripts) == []
    desk.locator("main button[type=submit]").last.click()
    expect(desk.get_by_text("Överenskommelsen är upplagd")).to_be_visible()
    desk.get_by_role("link", name="Period, sista dag och vad som är nytt").click()
    today = timezone.localdate()
    desk.get_by_label("Gäller från och med").fill(today.isoformat())
    desk.get_by_label("Sista dag för parternas beslut").fill((today + dt.timedelta(days=30)).isoformat())
    desk.get_by_role("button", name="Spara").click()
    desk.locator("summary", has_text="Lägg till ett dokument").click()
    desk.get_by_label("Fil", exact=True).set_input_files(text)
    desk.locator("details[open] button", has_text="Lägg till").click()
    expect(desk.get_by_text("är tillagt.").first).to_be_visible()


def recommend_and_send(desk: Page, number: str) -> None:
    desk.get_by_role("button", name="Lämna till beredning").click()
    desk.locator("summary", has_text="Notera rekommendation").click()
    desk.get_by_label("Beslutets nummer").fill(number)
    desk.get_by_role("button", name="Notera rekommendation").click()
    desk.locator("summary", has_text="Skicka till parterna").click()
    desk.get_by_role("button", name="Skicka till parterna").click()
    expect(desk.get_by_text("12 brev är skickade.")).to_be_visible()
    expect(desk.locator("h2.answer")).to_have_text("Ingen av 12 har beslutat.")


def decide_on_the_phone(phone: Page) -> None:
    expect(phone.get_by_role("heading", level=1)).to_have_text("Beslut i Nora")
    phone.get_by_label("Bifall med tillägg eller ändring").check()
    phone.get_by_label("Beslutat den").fill(timezone.localdate().isoformat())
    phone.get_by_label("Avvikelse eller tillägg").fill("Uppföljning även per länsdel.")
    phone.locator("main button[type=submit]").last.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, beskedet är sparat")
    assert sideways(phone) == 0


def the_others_decide(agreement: Agreement) -> None:
    rows = AgreementParty.objects.filter(agreement=agreement).select_related("handler")
    said = Said(outcome="assent", decided_on=timezone.localdate())
    for party in rows.exclude(organisation__short_name="Nora"):
        parties.answer(party, said, how=LINK, who=party.handler.name if party.handler else "")


def the_others_sign(agreement: Agreement, by: User) -> None:
    for party in AgreementParty.objects.filter(agreement=agreement).exclude(organisation__short_name="Nora"):
        parties.sign(party, signer="Asta Ek", signed_on=timezone.localdate(), by=by)


def resolve(desk: Page) -> None:
    """The deviation keeps everybody from signing until it is accepted with words."""
    desk.reload()
    expect(desk.get_by_text("Avvikelse att hantera").first).to_be_visible()
    desk.get_by_role("link", name="Nora", exact=True).click()
    desk.get_by_label("Hur hanteras avvikelsen?").or_(desk.locator("#avvikelsen textarea")).first.fill(
        "Godtas."
    )
    desk.get_by_role("button", name="Godta avvikelsen").click()
    expect(desk.get_by_text("Avvikelsen är godtagen").first).to_be_visible()


def sign_for_nora(desk: Page) -> None:
    desk.get_by_text("Notera underskriften").click()
    desk.get_by_label("Undertecknat av").fill("Asta Ek")
    desk.get_by_label("Dag", exact=True).first.fill(timezone.localdate().isoformat())
    desk.get_by_role("button", name="Spara underskriften").click()
    expect(desk.get_by_text("Alla har undertecknat, och versionen gäller.").first).to_be_visible()


def ask_for_the_year(desk: Page, agreement: Agreement) -> FollowUp:
    desk.goto(f"{desk.url.split('/overenskommelser')[0]}{agreement.get_absolute_url()}")
    desk.get_by_role("link", name="Följ upp ett år").click()
    desk.get_by_label("Avser år").fill(str(timezone.localdate().year))
    desk.get_by_label("Svar senast").fill((timezone.localdate() + dt.timedelta(days=30)).isoformat())
    desk.locator("main button[type=submit]").last.click()
    desk.get_by_role("button", name="Skicka till handläggarna").click()
    expect(desk.get_by_text("Ingen av 12 har lämnat in.").first).to_be_visible()
    return FollowUp.objects.get(agreement=agreement)


def answer_on_the_phone(phone: Page) -> None:
    phone.get_by_label("Vilka insatser har ni genomfört?").fill("Föräldragrupper i hela kommunen")
    phone.get_by_label("4", exact=True).check()
    for label, amount in (
        ("Intäkter, regionens del", "100 000"), ("Intäkter, kommunens del", "50 000"),
        ("Lönekostnader", "90 000"), ("Övriga kostnader", "10 000"),
    ):  # fmt: skip
        phone.get_by_label(label).fill(amount)
    phone.get_by_role("button", name="Lämna in").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, svaren är inlämnade")
    assert sideways(phone) == 0


def approve_all_and_compile(desk: Page, *, scripts: bool) -> None:
    desk.reload()
    for box in desk.locator("input[name=part]").all():
        box.check()
    desk.get_by_role("button", name="Godkänn markerade").click()
    expect(desk.locator("main li")).to_have_count(12)
    assert flaws(desk, scripts=scripts) == []
    desk.get_by_role("button", name="Godkänn 12 parter").click()
    expect(desk.get_by_text("Godkänt: ").first).to_be_visible()
    desk.get_by_role("link", name="Sammanställning").click()
    expect(desk.get_by_text("Alla 12 parter är med.")).to_be_visible()
    expect(desk.get_by_text("Föräldragrupper i hela kommunen")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_nothing_to_a_compiled_follow_up(visit: Visit, tmp_path: Path, scripts: bool) -> None:
    people = the_parties()
    case, decision = a_decided_case()
    office = make.user(office_role="secretariat")
    text = tmp_path / "familjecentraler.pdf"
    text.write_bytes(b"%PDF-1.4 text")

    desk = visit(office, "/overenskommelser/", scripts=scripts)
    begin(desk, case.body.name, text, scripts=scripts)
    agreement = Agreement.objects.get(title=TITLE)
    for party in AgreementParty.objects.filter(agreement=agreement).select_related("organisation"):
        rounds.name_handler(party, people[party.organisation.short_name], by=office)
    desk.reload()
    recommend_and_send(desk, decision.number)

    phone = visit(None, path_for(people["Nora"]), size=PHONE, scripts=scripts)
    decide_on_the_phone(phone)
    the_others_decide(agreement)
    resolve(desk)
    the_others_sign(agreement, office)
    desk.reload()
    sign_for_nora(desk)

    followup = ask_for_the_year(desk, agreement)
    phone = visit(None, path_for(people["Nora"]), size=PHONE, scripts=scripts)
    answer_on_the_phone(phone)
    for row in Recipient.objects.filter(inquiry=followup.inquiry).exclude(organisation__short_name="Nora"):
        hand_in_whole(row, who=people[row.organisation.short_name].name)
    approve_all_and_compile(desk, scripts=scripts)
    states = Recipient.objects.filter(inquiry=followup.inquiry).values_list("sheet__state", flat=True)
    assert set(states) == {sheets.AnswerSheet.State.APPROVED}
