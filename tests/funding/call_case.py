"""A call with applications, taken to its states by the real actions. Sums are whole kronor; persons are invented."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from funding.actions import applications, assessments, call_decisions, calls, checks, proposals
from funding.actions.applications import Change
from funding.actions.call_decisions import Part
from funding.actions.proposals import Proposed
from funding.applying import BY_KEY, cell, mark_of
from funding.models import Application, Assessor, Call
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import OutgoingMail, User
from tests import make

from .case import Money, some_money

TODAY = dt.date(2026, 10, 1)
NOW = dt.datetime(2026, 10, 1, 10, tzinfo=STOCKHOLM)
CLOSES = dt.date(2026, 10, 31)
DAY = dt.date(2026, 12, 1)
PAID = (Part(dt.date(2027, 1, 31), 60), Part(dt.date(2028, 1, 31), 40, "godkänd delredovisning"))
AFTER = dt.datetime(2026, 11, 1, 0, 4, tzinfo=STOCKHOLM)


def plain(text: object) -> str:
    """The same with ordinary spaces."""
    return str(text).replace("\u00a0", " ")


def filled(*, amount: int = 200_000, title: str = "Öppen hall", **more: Any) -> dict[str, Any]:
    """All that the form asks for: a cost of twice the amount, half of it own money."""
    return {
        "applicant": f"Föreningen {make.number()}", "org_number": "232100-0164", "contact": "Berit Sandmark",
        "title": title, "summary": "Vi öppnar hallen på helger.", "goals": "Barn rör sig mer.",
        "plan": "Start i mars.", "effect": "Fler är med.", "starts_on": dt.date(2027, 1, 1),
        "ends_on": dt.date(2027, 12, 31), "amount": amount, "own_cash": amount,
    } | more  # fmt: skip


@dataclass
class CallCase:
    """A call, who handles it, and its fund's money."""

    call: Call
    by: User
    money: Money
    assessors: dict[str, Assessor] = field(default_factory=dict)

    def begin(self, email: str = "", *, at: dt.datetime = NOW) -> tuple[Application, str]:
        """A new application, and the secret in the letter."""
        email = email or f"sokande-{make.number()}@exempel.se"
        applications.begin(self.call, email, at=at)
        letter = OutgoingMail.objects.filter(to_email=email).latest("pk")
        key = letter.action_url.rstrip("/").rsplit("/", 1)[-1]
        application, _ = applications.find(key)
        assert application is not None
        return application, key

    def write(self, application: Application, *, cost: int | None = None, **values: Any) -> Application:
        """Fill in fields, and one row of the budget."""
        changes = [
            Change(BY_KEY[name], value, seen=mark_of(getattr(application, name)))
            for name, value in values.items()
        ]
        if cost is not None:
            changes += [Change(cell(0, "text"), "Ledare"), Change(cell(0, "amount"), cost)]
        return applications.save(application, changes, at=NOW).application

    def hand_in(self, *, cost: int | None = None, at: dt.datetime = NOW, **values: Any) -> Application:
        """A whole application, handed in."""
        application, _ = self.begin()
        facts = filled(**values)
        self.write(application, cost=cost if cost is not None else 2 * facts["amount"], **facts)
        return applications.submit(application, at=at)

    def complete(self, **values: Any) -> Application:
        """One that is checked and can be judged."""
        return checks.complete(self.hand_in(**values), by=self.by, at=NOW)

    def close(self) -> Call:
        self.call = calls.close(self.call, by=self.by, today=CLOSES + dt.timedelta(days=1))
        return self.call

    def assessor(self, name: str) -> Assessor:
        made = calls.name_assessor(self.call, make.user(name=name), by=self.by)
        self.assessors[name] = made
        return made

    def judge(self, application: Application, name: str, *points: int) -> None:
        """Hand in points in the order of the criteria."""
        given: dict[int, int | None] = {
            one.pk: number for one, number in zip(self.call.criteria.all(), points, strict=True)
        }
        who = self.assessors[name]
        assessments.save(
            application, who, points=given, comment="Väl genomtänkt.", by=who.user, hand_in=True, at=NOW
        )

    def propose(self, amounts: dict[Application, int]) -> Call:
        """Amounts, then the proposal left; each applicant that gets money is in the register."""
        said = {
            one.pk: Proposed(amount, "" if amount else "Ryms inte i ramen.")
            for one, amount in amounts.items()
        }
        for one, amount in amounts.items():
            if amount:
                checks.connect(one, make.organisation(), by=self.by)
        proposals.propose_amounts(self.call, said, by=self.by)
        self.call = proposals.propose(self.call, item=None, by=self.by)
        return self.call

    def letters(self, to: Application) -> list[str]:
        return list(
            OutgoingMail.objects.filter(to_email=to.email).order_by("pk").values_list("subject", flat=True)
        )


def a_call(*, frame: int = 1_000_000, opened: bool = True, criteria: int = 2, **fields: Any) -> CallCase:
    """A call of a fund of its own, open from the first of October 2026 unless told."""
    reverse("funding:call-list")
    money = some_money(amount=frame)
    facts: dict[str, Any] = {
        "pot": money.pot, "title": f"Rörelse för unga {make.number()}", "text": "Pengar till det som rör på sig.",
        "opens_on": TODAY, "closes_on": CLOSES, "max_amount": min(300_000, frame), "max_years": 3, "own_percent": 50,
        "appeal": "Beslutet kan inte överklagas.",
    } | fields  # fmt: skip
    call = calls.create(by=money.by, **facts)
    for number in range(criteria):
        calls.add_criterion(
            call, by=money.by, name=f"Grund {number + 1}", weight=number + 1, max_points=5, text=""
        )
    case = CallCase(call, money.by, money)
    if opened:
        case.call = calls.publish(call, by=money.by, today=TODAY)
    return case


def decide(case: CallCase, **facts: Any) -> Call:
    """Decide as proposed, paid in two parts."""
    known = {"decision": None, "case_number": "26RS1412", "on": DAY, "parts": PAID, "by": case.by}
    return call_decisions.decide(case.call, **(known | facts))


def call_samples() -> dict[str, list[Any]]:
    """Objects for the addresses of calls and applications, by how each address begins."""
    case = a_call()
    _, key = case.begin()
    case.assessor("Alva")
    handed_in, complete = case.hand_in(), case.complete()
    case.judge(complete, "Alva", 4, 3)
    draft = a_call(opened=False).call
    decided = a_call()
    granted = decided.complete()
    decided.close()
    decided.propose({granted: 100_000})
    part = Part(CLOSES, 100)
    call_decisions.decide(
        decided.call, decision=None, case_number="26RS1", on=CLOSES, parts=(part,), by=decided.by
    )
    call_decisions.publish_granted(decided.call, by=decided.by)
    slugs = [case.call.slug, draft.slug, decided.call.slug]
    return {
        "medel/utlysningar/hamta/": ["csv"],
        "medel/utlysningar/grund/": [0],
        "medel/utlysningar/bedomare/": [0],
        "medel/utlysningar/": slugs,
        "medel/ansokningar/": [handed_in.pk, complete.pk, granted.pk],
        "medel/sok/": slugs,
        "medel/ansok/": [key],
    }
