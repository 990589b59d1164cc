"""An approval that is taken back: what it booked is taken back too, until the report is approved again (G5, G7)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding.actions import closing, compiled_reports, report_settlements
from funding.models import GrantDecision, ReportRound
from secretariat.inquiries.actions import rounds, sheets
from secretariat.inquiries.models import AnswerSheet
from secretariat.lib.rules import NotAllowed

from .report_case import DAY, KIND, Asked, asked_parties, booked

pytestmark = pytest.mark.django_db
UNDONE = (
    "Nora: godkännandet är ångrat, och det som bokfördes som använt då är taget tillbaka ur bokföringen tills "
    "redovisningen godkänns igen."
)


@pytest.fixture(scope="module")
def made(module_rows: Any) -> Asked:
    return asked_parties("Nora", "Kumla", paid=80_000, carry_rule="allowed")


@pytest.fixture
def case(made: Asked) -> Asked:
    return made


def approved(case: Asked, used: int = 80_000, **typed: str) -> ReportRound:
    report = case.asks_to_report()
    case.reports(report.inquiry, "Nora", 80_000, used, **typed)
    case.approves(report.inquiry, "Nora")
    return report


def reopen(case: Asked, report: ReportRound) -> None:
    sheets.reopen(case.row(report.inquiry, "Nora"), by=case.money.by)


def entries(case: Asked) -> list[int]:
    return booked(case.account("Nora"), KIND.USED)


def test_what_the_approval_booked_is_taken_back_and_booked_again(case: Asked) -> None:
    report = approved(case)
    reopen(case, report)
    assert (entries(case), case.balance("Nora").used) == ([80_000, -80_000], 0)
    case.approves(report.inquiry, "Nora")
    assert (entries(case), case.balance("Nora").used) == ([80_000, -80_000, 80_000], 80_000)
    reopen(case, report)
    assert case.balance("Nora").used == 0


def test_what_others_had_booked_stays(case: Asked) -> None:
    case.money.post("Nora", KIND.USED, 30_000)
    report = approved(case)
    reopen(case, report)
    assert (entries(case), case.balance("Nora").used) == ([30_000, 50_000, -50_000], 30_000)


def test_what_the_approval_lowered_is_raised_again(case: Asked) -> None:
    case.money.post("Nora", KIND.USED, 60_000)
    report = approved(case, 45_000, aterbetalas="35 000")
    reopen(case, report)
    assert (entries(case), case.balance("Nora").used) == ([60_000, -15_000, 15_000], 60_000)


def test_an_interim_report_stays_booked_when_the_final_is_reopened(case: Asked) -> None:
    half = DAY.replace(month=6, day=30)
    interim = case.asks_to_report(ReportRound.Kind.INTERIM, period_to=half)
    case.reports(interim.inquiry, "Nora", 80_000, 30_000)
    case.approves(interim.inquiry, "Nora")
    final = approved(case)
    reopen(case, final)
    assert case.balance("Nora").used == 30_000
    reopen(case, interim)
    assert case.balance("Nora").used == 0


def test_of_two_interim_reports_each_takes_back_its_own(case: Asked) -> None:
    first = case.asks_to_report(ReportRound.Kind.INTERIM, period_to=DAY.replace(month=6, day=30))
    case.reports(first.inquiry, "Nora", 80_000, 30_000)
    case.approves(first.inquiry, "Nora")
    second = case.asks_to_report(ReportRound.Kind.INTERIM)
    case.reports(second.inquiry, "Nora", 80_000, 50_000)
    case.approves(second.inquiry, "Nora")
    reopen(case, second)
    assert case.balance("Nora").used == 30_000


def test_the_compiled_report_says_so_until_it_is_approved_again(case: Asked) -> None:
    report = approved(case, 60_000, aterbetalas="20 000")
    assert UNDONE not in compiled_reports.compile_report(report).reasons
    reopen(case, report)
    assert UNDONE in compiled_reports.compile_report(report).reasons
    office = Client()
    office.force_login(case.money.by)
    page = office.get(reverse("funding:report-detail", args=[report.pk])).content.decode()
    assert UNDONE in page
    sheets.return_(case.row(report.inquiry, "Nora"), why="Skriv om effekten.", by=case.money.by)
    assert UNDONE in compiled_reports.compile_report(report).reasons
    case.reports(report.inquiry, "Nora", 80_000, 70_000, aterbetalas="10 000")
    case.approves(report.inquiry, "Nora")
    compiled = compiled_reports.compile_report(report)
    assert UNDONE not in compiled.reasons
    assert (compiled.used_booked, compiled.total.used) == (70_000, 70_000)


def test_money_that_is_paid_back_stays_booked_and_that_is_said(case: Asked) -> None:
    report = approved(case, 60_000, aterbetalas="20 000")
    report_settlements.settle(case.row(report.inquiry, "Nora"), on=DAY, by=case.money.by)
    reopen(case, report)
    assert (case.balance("Nora").used, case.balance("Nora").repaid) == (0, 20_000)
    said = f"{UNDONE} Det som är bokfört som återbetalt eller sparat står kvar."
    assert said in compiled_reports.compile_report(report).reasons


def test_the_year_is_not_closed_on_a_report_that_is_reopened(case: Asked) -> None:
    report = approved(case)
    reopen(case, report)
    rounds.close(report.inquiry, by=case.money.by, without_the_rest=True)
    said = [one.replace("\u00a0", " ") for one in closing.obstacles_to_closing(case.money.grant)]
    assert said[1].startswith("Nora: 80 000 kr av det som är utbetalt")


def test_nothing_is_taken_back_in_a_closed_year(case: Asked) -> None:
    report = approved(case)
    GrantDecision.objects.filter(pk=case.money.grant.pk).update(closed_at=report.inquiry.created_at)
    with pytest.raises(NotAllowed, match="är avslutat"):
        reopen(case, report)
    assert AnswerSheet.objects.get(recipient=case.row(report.inquiry, "Nora")).state == "approved"
    assert entries(case) == [80_000]
