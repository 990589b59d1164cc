"""Paying once what is accepted or planned, several at a time (G5)."""

import datetime as dt
from typing import Any

import pytest

from funding.actions import ledger, payments, requisitions
from funding.models import Entry, PlannedPayment, Requisition
from secretariat.lib.rules import NotAllowed

from .report_case import DAY, KIND, Asked, asked_parties

NBSP = "\u00a0"
LATER = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def made(module_rows: Any) -> Asked:
    return asked_parties("Nora", "Kumla")


@pytest.fixture
def case(made: Asked, db: None) -> Asked:
    return made


def accepted(case: Asked, name: str = "Nora", amount: int = 60_000) -> Requisition:
    row = requisitions.register(
        case.account(name), amount=amount, asked_on=DAY, asked_by="Vera Ek", by=case.money.by
    )
    requisitions.accept(row, by=case.money.by)
    return row


def planned(case: Asked, amount: int = 50_000, condition: str = "") -> PlannedPayment:
    return payments.plan(
        case.account("Nora"), due_on=LATER, amount=amount, condition=condition, by=case.money.by
    )


def reasons(act: Any, *args: Any, **facts: Any) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        act(*args, **facts)
    return [one.replace(NBSP, " ") for one in no.value.reasons]


def test_several_are_paid_in_one_act(case: Asked) -> None:
    keys = [f"r{accepted(case).pk}", f"r{accepted(case, 'Kumla').pk}", f"p{planned(case, 40_000).pk}"]
    assert {one.key for one in payments.to_pay()} == set(keys)
    assert payments.pay(keys, on=DAY, by=case.money.by) == 160_000
    assert [(case.balance(name).paid) for name in ("Nora", "Kumla")] == [100_000, 60_000]
    assert payments.to_pay() == []


def test_one_that_cannot_be_paid_stops_all(case: Asked) -> None:
    first, second = accepted(case), accepted(case, "Kumla")
    payments.pay([f"r{second.pk}"], on=DAY, by=case.money.by)
    said = reasons(payments.pay, [f"r{first.pk}", f"r{second.pk}"], on=DAY, by=case.money.by)
    assert said == [f"Kumla: Rekvisitionen betalades ut 2 mars 2026, bokfört av {case.money.by.name}."]
    assert case.balance("Nora").paid == 0


def test_a_plan_is_carried_out_once_and_then_stands(case: Asked) -> None:
    plan = planned(case)
    payments.pay([f"p{plan.pk}"], on=DAY, by=case.money.by)
    words = f"Den planerade utbetalningen betalades ut 2 mars 2026, bokfört av {case.money.by.name}."
    assert reasons(payments.pay, [f"p{plan.pk}"], on=DAY, by=case.money.by) == [f"Nora: {words}"]
    assert reasons(payments.unplan, plan, by=case.money.by) == [words]


def test_a_condition_must_be_assured(case: Asked) -> None:
    key = f"p{planned(case, condition='Godkänd delredovisning').pk}"
    said = reasons(payments.pay, [key], on=DAY, by=case.money.by)
    assert said == ["Nora: Intyga att villkoret är uppfyllt: Godkänd delredovisning"]
    assert payments.pay([key], on=DAY, by=case.money.by, conditions_met=True) == 50_000


def test_plans_are_together_no_more_than_what_is_left(case: Asked) -> None:
    planned(case, 70_000)
    assert reasons(planned, case, 30_001) == [
        "De planerade utbetalningarna blir 1 kr mer än det som är kvar att betala ut."
    ]
    payments.unplan(planned(case, 30_000), by=case.money.by)
    assert PlannedPayment.objects.filter(account=case.account("Nora")).count() == 1


@pytest.mark.parametrize("keys", [[], ["x1"], ["r"], ["r-1"], ["r1;2"]])
def test_what_is_no_choice_is_refused(case: Asked, keys: list[str]) -> None:
    assert reasons(payments.pay, keys, on=DAY, by=case.money.by)[0].startswith(("Välj", "Valet"))


def test_one_that_is_not_accepted_is_not_paid(case: Asked) -> None:
    row = requisitions.register(
        case.account("Nora"), amount=5, asked_on=DAY, asked_by="Vera Ek", by=case.money.by
    )
    said = reasons(payments.pay, [f"r{row.pk}"], on=DAY, by=case.money.by)
    assert said == ["Nora: Rekvisitionen är inte godkänd. Godkänn den först."]


def test_nothing_is_paid_ahead_of_its_day(case: Asked) -> None:
    key = f"r{accepted(case).pk}"
    said = reasons(payments.pay, [key], on=LATER, by=case.money.by, today=DAY)
    assert said == ["Dagen för utbetalningen har inte varit än."]


def test_what_is_paid_is_listed_with_its_corrections(case: Asked) -> None:
    row = accepted(case)
    payments.pay([f"r{row.pk}"], on=DAY, by=case.money.by)
    entry = Entry.objects.get(requisition=row, kind=KIND.PAID)
    ledger.correct(entry, 50_000, why="Fel på fakturan", by=case.money.by, on=LATER)
    assert list(
        payments.payments().filter(account=case.account("Nora")).values_list("amount", flat=True)
    ) == [
        -10_000,
        60_000,
    ]
