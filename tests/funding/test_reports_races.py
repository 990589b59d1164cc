"""Two at once on the same money: nothing is paid twice, no report is booked twice (G5, G7)."""

from functools import partial

import pytest
from django.urls import reverse

from funding.actions import payments, requisitions
from secretariat.inquiries.actions import sheets
from secretariat.inquiries.models import Inquiry
from secretariat.registry.models import OutgoingMail
from tests.races import Orders, meet
from tests.races import rounds as race_rounds

from .report_case import DAY, KIND, NOW, Asked, asked_parties, booked

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def _pay(key: str, case: Asked) -> None:
    payments.pay([key], on=DAY, by=case.money.by)


@pytest.mark.parametrize("kind", ["r", "p"])
def test_two_who_pay_the_same_book_it_once(kind: str) -> None:
    seen = Orders()
    reverse("inquiries:round-list")  # so that the addresses are read here once, and not in each process
    case = asked_parties("Nora", allocated=1_000_000)
    account = case.account("Nora")
    for number, lead in race_rounds():
        if kind == "r":
            told = {"amount": 1_000, "asked_on": DAY, "asked_by": "Vera Ek", "by": case.money.by}
            row = requisitions.register(account, **told)  # type: ignore[arg-type]
            requisitions.accept(row, by=case.money.by)
            key = f"r{row.pk}"
        else:
            key = f"p{payments.plan(account, due_on=DAY, amount=1_000, by=case.money.by).pk}"
        met = meet(partial(_pay, key, case), partial(_pay, key, case), lead=lead)
        assert sorted(one.kind for one in met.both) == ["done", "refused"], met
        assert "betalades ut 2 mars 2026, bokfört av" in met.refused[0]
        assert booked(account, KIND.PAID) == [1_000] * (number + 1)
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def _approve(case: Asked, inquiry: Inquiry) -> None:
    sheets.approve(case.row(inquiry, "Nora"), by=case.money.by, at=NOW)


def test_two_who_approve_the_same_report_book_it_once() -> None:
    seen = Orders()
    reverse("inquiries:round-list")
    case = asked_parties("Nora", allocated=1_000_000, paid=100_000)
    report = case.asks_to_report()
    inquiry = report.inquiry
    case.reports(inquiry, "Nora", 100_000, 100_000)
    OutgoingMail.objects.all().delete()
    for number, lead in race_rounds():
        if number:
            sheets.reopen(case.row(inquiry, "Nora"), by=case.money.by)
        met = meet(partial(_approve, case, inquiry), partial(_approve, case, inquiry), lead=lead)
        assert sorted(one.kind for one in met.both) == ["done", "refused"], met
        assert met.refused == ["Svaren är redan godkända."]
        # Once for each time it has been approved, and taken back each time it was opened again.
        assert booked(case.account("Nora"), KIND.USED) == [100_000] + [-100_000, 100_000] * number
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()
