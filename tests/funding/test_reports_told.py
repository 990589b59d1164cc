"""What the start page, the year and the decision's page are told of requisitions and reports (G7)."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from funding import report_calendar, report_start
from funding.actions import reports, requisitions
from secretariat.inquiries.models import Inquiry
from tests import make

from .report_case import DAY, Asked, asked_parties

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture(scope="module")
def made(module_rows: Any) -> Asked:
    case = asked_parties("Nora", "Kumla", paid=40_000)
    case.money.fund.responsible = make.user(office_role="secretariat").person
    case.money.fund.save()
    return case


@pytest.fixture
def case(made: Asked) -> Asked:
    return made


def told(case: Asked) -> list[tuple[str, str, str]]:
    assert case.money.fund.responsible
    rows = report_start.waiting(case.money.fund.responsible.user)
    return [tuple(words.replace(NBSP, " ") for words in (one.title, one.reason, one.status)) for one in rows]  # type: ignore[misc]


def noted(case: Asked, name: str, amount: int) -> Any:
    told = {"amount": amount, "asked_on": DAY, "asked_by": "Vera Ek", "by": case.money.by}
    return requisitions.register(case.account(name), **told)  # type: ignore[arg-type]


def test_who_is_responsible_sees_what_to_read_to_pay_and_who_is_late(case: Asked) -> None:
    noted(case, "Nora", 10_000)
    requisitions.accept(noted(case, "Kumla", 20_000), by=case.money.by)
    report = case.asks_to_report()
    assert told(case) == [
        ("Nora rekvirerar 10 000 kr", str(case.money.grant), "Inkommen"),
        ("Betala ut 20 000 kr", "Godkända rekvisitioner: Kumla.", "Att betala"),
    ]
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Inquiry.objects.filter(pk=report.inquiry_id).update(due_on=yesterday)
    case.reports(Inquiry.objects.get(pk=report.inquiry_id), "Kumla", 40_000, 40_000)
    assert told(case)[-1] == (str(report), "Nora har inte lämnat in.", "Sent")


def test_who_answers_for_no_fund_is_told_nothing(case: Asked) -> None:
    noted(case, "Nora", 10_000)
    assert report_start.waiting(make.user(office_role="secretariat")) == []
    assert report_start.waiting(make.user(office_role="reader")) == []


def test_the_parties_last_days_stand_in_the_year_once_sent(case: Asked) -> None:
    case.asks()
    report = case.asks_to_report()
    day = report.inquiry.due_on
    assert day
    found = report_calendar.events((day, day), case.money.by)
    fund = case.money.fund.name
    assert sorted(one.title for one in found) == [
        f"{fund} 2026: rekvisition, parternas sista dag",
        f"{fund} 2026: slutredovisning, parternas sista dag",
    ]
    assert {one.in_year.parties for one in found if one.in_year} == {
        frozenset(case.account(name).party_id for name in ("Nora", "Kumla"))
    }
    assert report_calendar.events((day, day), make.user()) == []


@pytest.mark.parametrize("parties", [1, 3])
def test_the_decisions_page_asks_as_often_for_one_as_for_three(
    parties: int, django_assert_num_queries: Any
) -> None:
    case = asked_parties(*[f"Part{n}" for n in range(parties)], paid=40_000)
    for name in case.people:
        noted(case, name, 5_000)
    case.asks()
    case.asks_to_report()
    with django_assert_num_queries(3):
        section = requisitions.grant_section(case.money.grant, case.money.by)
        found = reports.grant_section(case.money.grant, case.money.by)
    assert (section["requisitions_total"], section["requisitions_paid"]) == (5_000 * parties, 0)
    assert [one.words for one in found["reports"]] == [f"0 av {parties} har lämnat in."]
