"""A project that got money in a call reports as every party does: its contact answers by a link (G7, G8)."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from funding.actions import (
    call_decisions,
    checks,
    compiled_reports,
    ledger,
    payments,
    project_contacts,
    proposals,
    reports,
)
from funding.actions.call_decisions import Part
from funding.actions.proposals import Proposed
from funding.forms.reports import initial_of
from funding.models import Application, Entry, ReportRound
from secretariat.inquiries.actions import rounds
from secretariat.inquiries.models import Recipient
from secretariat.registry.models import LogEntry, Organisation, OutgoingMail, Person, User
from tests import make

from .call_case import CallCase, a_call
from .report_case import asked_parties, booked

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
DAY = dt.date(2026, 11, 2)
LAST = dt.date(2027, 3, 31)


def plain(text: object) -> str:
    return str(text).replace("\u00a0", " ")


def decided(*parties: Organisation, email: str = "", **fields: Any) -> tuple[CallCase, list[Application]]:
    """A decided call in which each party has got 100 000 kronor."""
    case = a_call(final_report_by=LAST, **fields)
    rows = []
    for party in parties or (make.organisation(name="Föreningen Gläntan", short_name="Gläntan"),):
        row = case.complete(amount=100_000, contact="Berit Maria Sandmark", phone="070-123 45 67")
        if email:
            Application.objects.filter(pk=row.pk).update(email=email)
        checks.connect(row, party, by=case.by)
        rows.append(row)
    case.close()
    proposals.propose_amounts(case.call, {one.pk: Proposed(100_000, "") for one in rows}, by=case.by)
    case.call = proposals.propose(case.call, item=None, by=case.by)
    part = Part(DAY, 100)
    call_decisions.decide(case.call, decision=None, case_number="26RS1412", on=DAY, parts=(part,), by=case.by)
    return case, [Application.objects.get(pk=one.pk) for one in rows]


def paid(case: CallCase) -> None:
    keys = [one.key for one in payments.to_pay() if one.account.grant_id == case.money.grant.pk]
    payments.pay(keys, on=DAY, by=case.by)


def begun(case: CallCase, kind: str = "final", **facts: Any) -> ReportRound:
    grant = case.money.grant
    told = {"period_from": grant.uses_from, "period_to": grant.uses_to, "due_on": LAST, "today": DAY} | facts
    return reports.start(grant, kind=kind, by=case.by, **told)


def handler(report: ReportRound) -> Person | None:
    return Recipient.objects.select_related("handler").get(inquiry=report.inquiry_id).handler


# Who answers


def test_the_contact_of_the_application_is_put_in_the_register_and_answers() -> None:
    case, (one,) = decided()
    person = handler(begun(case))
    assert person
    assert (person.name, person.email, person.phone, person.organisation) == (
        "Berit Maria Sandmark", one.email, "070-123 45 67", one.organisation,
    )  # fmt: skip
    entry = LogEntry.objects.get(verb="lade till person", object_id=str(person.pk))
    assert entry.user == case.by


def test_nobody_is_put_in_the_register_twice() -> None:
    party = make.organisation()
    known = Person.objects.create(
        given_name="Berit", family_name="Sandmark", email="Berit@Exempel.se", organisation=party
    )
    case, _ = decided(party, email="berit@exempel.se")
    assert handler(begun(case)) == known
    assert Person.objects.filter(email__iexact="berit@exempel.se").count() == 1


def test_whoever_is_in_the_register_without_organisation_answers() -> None:
    loose = Person.objects.create(given_name="Berit", email="berit@exempel.se")
    case, _ = decided(email="berit@exempel.se")
    assert handler(begun(case)) == loose


def test_one_who_is_of_another_organisation_is_not_offered_and_not_doubled() -> None:
    """Letters go to persons of the party alone; the office names somebody."""
    Person.objects.create(given_name="Berit", email="berit@exempel.se", organisation=make.organisation())
    case, _ = decided(email="berit@exempel.se")
    assert handler(begun(case)) is None
    assert Person.objects.filter(email="berit@exempel.se").count() == 1


def test_whoever_the_office_named_for_an_earlier_report_goes_on_answering() -> None:
    case, (one,) = decided()
    first = begun(case, "interim")
    other = Person.objects.create(given_name="Ivar", email="ivar@exempel.se", organisation=one.organisation)
    rounds.name_handler(Recipient.objects.get(inquiry=first.inquiry_id), other, by=case.by)
    assert handler(begun(case)) == other


def test_the_contact_comes_before_who_answered_for_the_organisation_about_other_things() -> None:
    asked = asked_parties("Nora")
    asked.asks()
    party = asked.account("Nora").party
    case, (one,) = decided(party)
    person = handler(begun(case))
    assert person
    assert (person.email, person == asked.people["Nora"]) == (one.email, False)


def test_a_rejected_application_leaves_nobody_in_the_register() -> None:
    case, (one,) = decided()
    Application.objects.filter(pk=one.pk).update(state="withdrawn", granted_amount=None, decided_at=None)
    assert handler(begun(case)) is None
    assert not Person.objects.filter(email=one.email).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_each_project_is_two_questions_more(django_assert_num_queries: Any, count: int) -> None:
    parties = [make.organisation() for _ in range(count)]
    case, _ = decided(*parties)
    project_contacts.handlers_for(case.money.grant, parties, by=case.by)
    with django_assert_num_queries(2 + 2 * count):
        found = project_contacts.handlers_for(case.money.grant, parties, by=case.by)
    assert len(found) == count


def test_the_form_begins_with_the_day_that_the_call_promised() -> None:
    case, _ = decided()
    assert initial_of(case.money.grant)["due_on"] == LAST


# The whole way


def hands_in(client: Client, link: str, **words: str) -> str:
    """Send the page as a browser does, with the marks of what it showed. Returns the answer's words."""
    shown = client.get(link).content.decode()
    marks = dict(re.findall(r'name="(s-q-[^"]+)" value="([^"]*)"', shown))
    typed = {f"q-{key}": value for key, value in words.items()}
    assert {f"s-{name}" for name in typed} <= set(marks)
    said = client.post(link, marks | typed | {"lamna-in": "1"}, follow=True)
    return plain(said.content.decode())


def test_a_project_goes_from_application_to_the_compiled_report(
    as_user: Login, client: Client, secretary: User
) -> None:
    case, (one,) = decided()
    paid(case)
    desk = as_user(case.by)
    page = desk.get(case.call.get_absolute_url()).content.decode()
    start = reverse("funding:report-start", args=[case.money.grant.pk])
    assert f'href="{start}"' in page
    desk.post(start, {
        "kind": "final", "period_from": "2026-01-01", "period_to": "2026-12-31", "due_on": "2027-03-31", "text": "",
    })  # fmt: skip
    report = ReportRound.objects.get(grant=case.money.grant)
    listed = desk.get(reverse("inquiries:round-detail", args=[report.inquiry_id])).content.decode()
    assert "Berit Maria Sandmark" in listed
    desk.post(reverse("inquiries:round-send", args=[report.inquiry_id]))
    letter = OutgoingMail.objects.filter(to_email=one.email).latest("pk")
    link = letter.action_url.removeprefix(settings.BASE_URL)
    assert re.fullmatch(r"/fragor/svar/[^/]+/", link)

    answering = plain(client.get(link).content.decode())
    assert f"{one.title} (ansökan 1)" in answering
    assert "100 000 kr" in answering
    words = {
        "mottaget": "100 000", "forbrukat": "95 000", "aterbetalas": "10 000", "genomfort": "Öppet varje helg.",
        "effekt": "Fler är med.", "namn": "Berit Sandmark", "titel": "Kassör", "behorig": "ja",
    }  # fmt: skip
    assert "5 000 kr mer än de 100 000 kr ni har att redovisa" in hands_in(client, link, **words)
    hands_in(client, link, **words | {"forbrukat": "90 000"})
    row = Recipient.objects.select_related("sheet").get(inquiry=report.inquiry_id)
    assert row.sheet.state == "submitted"

    assert one.account
    assert booked(one.account, Entry.Kind.USED) == []
    desk.post(reverse("inquiries:party-approve", args=[row.pk]))
    assert booked(one.account, Entry.Kind.USED) == [90_000]
    compiled = compiled_reports.compile_report(ReportRound.objects.get(pk=report.pk))
    assert plain(compiled.answer) == (
        "90 000 kr är förbrukade av 100 000 kr mottagna. Summan är parternas, och den stämmer med bokföringen."
    )
    certificate = desk.get(reverse("funding:report-certificate", args=[report.pk, row.pk]))
    assert (certificate["Content-Type"], certificate.content[:5]) == ("application/pdf", b"%PDF-")
    desk.post(reverse("funding:report-settle", args=[report.pk, row.pk]), {"on": "2027-04-01"})
    assert ledger.balance_of(one.account) == ledger.Balance(
        allocated=100_000, paid=100_000, used=90_000, repaid=10_000
    )
