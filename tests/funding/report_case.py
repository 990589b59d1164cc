"""Parties that are asked for requisitions and reports about a decision's money; what many tests of both need."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from funding.actions import ledger, payments, reports, requisition_rounds, requisitions
from funding.models import Account, Entry, ReportRound, Requisition
from secretariat.inquiries.actions import forms, rounds, sheets
from secretariat.inquiries.models import AnswerSheet, Inquiry, Recipient
from secretariat.inquiries.values import mark_of, read, value_of
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import OutgoingMail, Person
from tests import make

from .case import DAY, KIND, Money, some_money

TODAY = dt.date(2026, 11, 2)
NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=STOCKHOLM)
DUE = dt.date(2027, 2, 15)
SIGNED = {"namn": "Vera Ek", "titel": "Socialchef", "behorig": "ja"}


@dataclass
class Asked:
    """A fund's money, and who answers for each party."""

    money: Money
    people: dict[str, Person] = field(default_factory=dict)

    def row(self, inquiry: Inquiry, name: str) -> Recipient:
        party = self.money.accounts[name].party
        return Recipient.objects.select_related(
            "inquiry__form_version__form", "inquiry__created_by__person", "organisation", "handler"
        ).get(inquiry=inquiry, organisation=party)

    def account(self, name: str) -> Account:
        return self.money.accounts[name]

    def balance(self, name: str) -> ledger.Balance:
        return self.money.balance(name)

    def says(self, inquiry: Inquiry, name: str, **typed: str) -> None:
        """Answer by the questions' keys; a table's cell is insatser__0__insats."""
        row = self.row(inquiry, name)
        assert inquiry.form_version
        questionnaire = forms.questionnaire_of(inquiry.form_version)
        stored = sheets.answers_of(sheets.sheet_of(row))
        changes = []
        for key, words in typed.items():
            control = questionnaire.field_named(f"q-{key.replace('__', '-')}")
            assert control, key
            found = read(control, [words])
            assert not found.wrong, found.wrong
            mark = mark_of(control.kind, value_of(stored.get(control.place)))
            changes.append(sheets.Change(control, found.value, seen=mark))
        sheets.save(row, changes, who=self.people[name].name, how=sheets.LINK, at=NOW)

    def hands_in(self, inquiry: Inquiry, name: str, **typed: str) -> AnswerSheet:
        self.says(inquiry, name, **(SIGNED | typed))
        return sheets.submit(self.row(inquiry, name), who=self.people[name].name, how=sheets.LINK, at=NOW)

    def requests(self, inquiry: Inquiry, name: str, amount: str) -> Requisition:
        self.hands_in(inquiry, name, belopp=amount)
        return Requisition.objects.get(recipient=self.row(inquiry, name))

    def reports(self, inquiry: Inquiry, name: str, received: int, used: int, **typed: str) -> AnswerSheet:
        words = {"mottaget": str(received), "forbrukat": str(used), "genomfort": "Föräldrastöd"}
        return self.hands_in(inquiry, name, **(words | typed))

    def approves(self, inquiry: Inquiry, name: str) -> None:
        sheets.approve(self.row(inquiry, name), by=self.money.by, at=NOW)

    def asks(self) -> Inquiry:
        """Every party is asked for its requisition."""
        made = requisition_rounds.ask(self.money.grant, due_on=DUE, by=self.money.by, today=TODAY)
        return self.sent(made)

    def asks_to_report(self, kind: str = ReportRound.Kind.FINAL, **facts: Any) -> ReportRound:
        grant = self.money.grant
        told = {"period_from": grant.uses_from, "period_to": grant.uses_to, "due_on": DUE} | facts
        made = reports.start(grant, kind=kind, by=self.money.by, today=TODAY, **told)
        self.sent(made.inquiry)
        return ReportRound.objects.select_related("grant__fund", "inquiry__form_version").get(pk=made.pk)

    def sent(self, inquiry: Inquiry) -> Inquiry:
        for name, person in self.people.items():
            Recipient.objects.filter(inquiry=inquiry, organisation=self.money.accounts[name].party).update(
                handler=person
            )
        rounds.send(inquiry, by=self.money.by, at=NOW)
        return Inquiry.objects.get(pk=inquiry.pk)

    def key(self, name: str) -> str:
        """The secret of the latest letter to the party's handläggare."""
        letter = (
            OutgoingMail.objects.filter(person=self.people[name]).exclude(action_url="").order_by("pk").last()
        )
        assert letter
        found = re.search(r"/fragor/svar/([^/]+)/", letter.action_url)
        assert found
        return found[1]

    def path(self, name: str) -> str:
        letter = (
            OutgoingMail.objects.filter(person=self.people[name]).exclude(action_url="").order_by("pk").last()
        )
        assert letter
        return letter.action_url.removeprefix(settings.BASE_URL)


@transaction.atomic
def asked_parties(*names: str, allocated: int = 100_000, paid: int = 0, **fields: Any) -> Asked:
    """Parties (Nora and Kumla unless others are named) with so much shared out and paid to each, and a handläggare."""
    names = names or ("Nora", "Kumla")
    fields.setdefault("amount", max(1, allocated * len(names)))
    money = some_money(*names, **fields)
    made = Asked(money)
    for place, name in enumerate(names):
        number = make.number()
        party = money.accounts[name].party
        party.municipality_code = (
            str(1801 + place) if not party.municipality_code else party.municipality_code
        )
        made.people[name] = make.person(
            name=f"{name[:3]}a Handläggare-{number}", email=f"h{number}@exempel.se", organisation=party
        )
        if allocated:
            money.post(name, KIND.ALLOCATED, allocated)
        if paid:
            money.post(name, KIND.PAID, paid)
    return made


def booked(account: Account, kind: str) -> list[int]:
    """What has been booked on the account, one sum after the other."""
    return list(
        Entry.objects.filter(account=account, kind=kind).order_by("pk").values_list("amount", flat=True)
    )


def report_samples() -> dict[str, list[Any]]:
    """Objects for the addresses of requisitions, payments and reports, by how each address begins."""
    case = asked_parties("Nora", "Kumla", paid=40_000, carry_rule="allowed")
    grant, by = case.money.grant, case.money.by
    inquiry = case.asks()
    read = case.requests(inquiry, "Nora", "50 000")
    requisitions.accept(case.requests(inquiry, "Kumla", "60 000"), by=by)
    plan = payments.plan(case.account("Nora"), due_on=DAY, amount=10_000, condition="Godkänd plan", by=by)
    report = case.asks_to_report()
    told = {"insatser__0__insats": "Kurs", "insatser__0__kostnad": "30 000", "aterbetalas": "10 000"}
    case.reports(report.inquiry, "Nora", 40_000, 30_000, **told)
    case.approves(report.inquiry, "Nora")
    rows = [read.pk, Requisition.objects.get(account=case.account("Kumla")).pk]
    return {
        "medel/rekvisitioner/hamta/": ["csv"],
        "medel/rekvisitioner/ny/": [grant.pk],
        "medel/rekvisitioner/fraga/": [grant.pk],
        "medel/rekvisitioner/": rows,
        "medel/utbetalningar/hamta/": ["csv"],
        "medel/utbetalningar/plan/": [case.account("Nora").pk],
        "medel/utbetalningar/plan/<int:pk>/ta-bort/": [plan.pk],
        "medel/redovisningar/ny/": [grant.pk],
        "medel/redovisningar/": [report.pk],
    }


__all__ = [
    "DAY",
    "DUE",
    "KIND",
    "NOW",
    "SIGNED",
    "TODAY",
    "Asked",
    "asked_parties",
    "booked",
    "report_samples",
]
