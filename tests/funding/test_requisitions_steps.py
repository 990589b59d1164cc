"""A requisition's way: asked for by letter or by answering, read, paid; and every step that is refused (G1, G5)."""

from typing import Any

import pytest

from funding.actions import payments, requisition_rounds, requisitions
from funding.models import GrantDecision, Requisition
from funding.requisition_states import TRANSITIONS, Step, refusal
from secretariat.inquiries.actions import sheets
from secretariat.inquiries.models import Recipient
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail

from .report_case import DAY, KIND, NOW, TODAY, Asked, asked_parties, booked

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"
State = Requisition.State


@pytest.fixture(scope="module")
def made(module_rows: Any) -> Asked:
    return asked_parties("Nora", "Kumla")


@pytest.fixture
def case(made: Asked) -> Asked:
    return made


def noted(case: Asked, amount: int = 60_000, **facts: Any) -> Requisition:
    told = {"asked_on": DAY, "asked_by": "Vera Ek", "by": case.money.by} | facts
    return requisitions.register(case.account("Nora"), amount=amount, **told)


def reasons(act: Any, *args: Any, **facts: Any) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        act(*args, **facts)
    return [one.replace(NBSP, " ") for one in no.value.reasons]


def test_one_that_comes_by_letter_is_booked_as_requested(case: Asked) -> None:
    row = noted(case, title="Socialchef", reference="K 12")
    assert (row.state, row.amount, row.asked_by) == (State.ASKED, 60_000, "Vera Ek")
    entry = row.entries.get()
    assert (entry.kind, entry.amount, entry.on, entry.case_number) == (
        KIND.REQUESTED,
        60_000,
        DAY,
        case.money.grant.case_number,
    )


@pytest.mark.parametrize(
    ("amount", "facts", "said"),
    [
        (100_001, {}, "100 001 kr är 1 kr mer än det som är kvar att rekvirera, som är 100 000 kr."),
        (0, {}, "Beloppet ska vara mer än noll kronor."),
        (-5, {}, "Beloppet ska vara mer än noll kronor."),
        (5, {"asked_by": " "}, "Skriv vem som har undertecknat rekvisitionen."),
    ],
)
def test_what_cannot_be_asked_for_says_how_much_is_missing(
    case: Asked, amount: int, facts: dict[str, Any], said: str
) -> None:
    assert reasons(noted, case, amount, **facts) == [said]
    assert not Requisition.objects.filter(account=case.account("Nora")).exists()


def test_all_may_be_asked_for_once(case: Asked) -> None:
    noted(case, 100_000)
    assert reasons(noted, case, 1) == ["Allt som är fördelat till Nora är redan rekvirerat."]


def test_nothing_is_asked_for_before_anything_is_shared_out() -> None:
    case = asked_parties("Laxå", allocated=0)
    told = {"amount": 5, "asked_on": DAY, "asked_by": "Vera Ek", "by": case.money.by}
    assert reasons(requisitions.register, case.account("Laxå"), **told) == ["Inget är fördelat till Laxå än."]


def test_accepted_and_paid(case: Asked) -> None:
    row = noted(case)
    requisitions.accept(row, by=case.money.by)
    assert payments.pay([f"r{row.pk}"], on=DAY, by=case.money.by) == 60_000
    row.refresh_from_db()
    assert row.state == State.PAID
    assert (case.balance("Nora").requested, case.balance("Nora").paid) == (60_000, 60_000)


@pytest.mark.parametrize("first", [None, Step.ACCEPT])
@pytest.mark.parametrize(("step", "state"), [(Step.REFUSE, State.REFUSED), (Step.WITHDRAW, State.WITHDRAWN)])
def test_refused_or_taken_back_the_sum_is_left_to_ask_for(
    case: Asked, first: Step | None, step: Step, state: str
) -> None:
    row = noted(case)
    if first:
        requisitions.accept(row, by=case.money.by)
    act = requisitions.refuse if step == Step.REFUSE else requisitions.withdraw
    assert reasons(act, row, why=" ", by=case.money.by) == [
        "Skriv varför. Skälet står kvar vid rekvisitionen."
    ]
    act(row, why="Fel belopp.", by=case.money.by)
    row.refresh_from_db()
    assert (row.state, row.why) == (state, "Fel belopp.")
    assert booked(case.account("Nora"), KIND.REQUESTED) == [60_000, -60_000]
    assert case.balance("Nora").left_to_request == 100_000


def test_every_other_step_is_refused_in_words() -> None:
    """Each state and each step: either it leads somewhere, or a sentence says why not."""
    table = {(state, step): refusal(state, step) for state in State.values for step in Step}
    assert {pair for pair, words in table.items() if not words} == set(TRANSITIONS)
    assert {words for words in table.values() if words} == {
        "Rekvisitionen är avslagen.",
        "Rekvisitionen är återtagen.",
        "Rekvisitionen är utbetald.",
        "Rekvisitionen är inte godkänd. Godkänn den först.",
        "Rekvisitionen är redan godkänd.",
    }


def test_a_paid_one_says_when_and_by_whom_whatever_one_tries(case: Asked) -> None:
    row = noted(case)
    requisitions.accept(row, by=case.money.by)
    payments.pay([f"r{row.pk}"], on=DAY, by=case.money.by)
    row.refresh_from_db()
    said = [f"Rekvisitionen betalades ut 2 mars 2026, bokfört av {case.money.by.name}."]
    assert reasons(requisitions.refuse, row, why="Fel.", by=case.money.by) == said
    assert reasons(requisitions.withdraw, row, why="Fel.", by=case.money.by) == said
    assert reasons(requisitions.accept, row, by=case.money.by) == said
    assert reasons(payments.pay, [f"r{row.pk}"], on=DAY, by=case.money.by) == [f"Nora: {said[0]}"]


def test_nothing_is_done_in_a_closed_year(case: Asked) -> None:
    row = noted(case)
    GrantDecision.objects.filter(pk=case.money.grant.pk).update(closed_at=NOW)
    fresh = Requisition.objects.get(pk=row.pk)
    assert "är avslutat" in reasons(requisitions.accept, fresh, by=case.money.by)[0]


# Through the one way of asking


def test_the_parties_with_something_left_are_asked(case: Asked) -> None:
    noted(case, 100_000)
    inquiry = case.asks()
    assert [one.organisation for one in inquiry.recipients.all()] == [case.account("Kumla").party]
    assert (inquiry.period, inquiry.purpose) == ("2026", "requisition")
    facts = dict(requisition_rounds.facts(case.row(inquiry, "Kumla")))
    assert facts["Kvar att rekvirera"].replace(NBSP, " ") == "100 000 kr"


def test_handing_in_makes_the_requisition_and_books_it(case: Asked) -> None:
    row = case.requests(case.asks(), "Nora", "75 000")
    assert (row.amount, row.asked_by, row.title, row.created_by) == (75_000, "Vera Ek", "Socialchef", None)
    assert case.balance("Nora").requested == 75_000


def test_too_much_is_said_to_whoever_answers_and_nothing_is_lost(case: Asked) -> None:
    inquiry = case.asks()
    said = reasons(case.requests, inquiry, "Nora", "150 000")
    assert said == ["150 000 kr är 50 000 kr mer än det som är kvar att rekvirera, som är 100 000 kr."]
    answers = sheets.answers_of(sheets.sheet_of(case.row(inquiry, "Nora")))
    assert 150_000 in [one.money for one in answers.values()]
    assert not Requisition.objects.filter(account=case.account("Nora")).exists()


def test_approving_the_answers_accepts_and_accepting_approves(case: Asked) -> None:
    inquiry = case.asks()
    first, second = case.requests(inquiry, "Nora", "10 000"), case.requests(inquiry, "Kumla", "20 000")
    case.approves(inquiry, "Nora")
    requisitions.accept(second, by=case.money.by)
    for row in (first, second):
        row.refresh_from_db()
        assert row.state == State.ACCEPTED
    states = inquiry.recipients.values_list("sheet__state", flat=True)
    assert list(states) == ["approved", "approved"]
    sheets.reopen(case.row(inquiry, "Nora"), by=case.money.by)
    first.refresh_from_db()
    assert (first.state, first.decided_at) == (State.ASKED, None)


def test_taken_back_and_handed_in_anew_counts_once(case: Asked) -> None:
    inquiry = case.asks()
    first = case.requests(inquiry, "Nora", "90 000")
    sheets.take_back(case.row(inquiry, "Nora"), who="Nor", how=sheets.LINK, at=NOW)
    second = case.requests(inquiry, "Nora", "80 000")
    first.refresh_from_db()
    assert (first.state, second.state, case.balance("Nora").requested) == (
        State.WITHDRAWN,
        State.ASKED,
        80_000,
    )


def test_refused_the_answers_go_back_with_the_reason(case: Asked) -> None:
    inquiry = case.asks()
    row = case.requests(inquiry, "Nora", "90 000")
    OutgoingMail.objects.all().delete()
    requisitions.refuse(row, why="Underlag saknas.", by=case.money.by)
    row.refresh_from_db()
    assert (row.state, row.recipient) == (State.REFUSED, None)
    sheet = sheets.sheet_of(case.row(inquiry, "Nora"))
    assert sheet
    assert (sheet.state, sheet.returned_why) == ("returned", "Underlag saknas.")
    assert OutgoingMail.objects.filter(person=case.people["Nora"], body__contains="Underlag saknas.").exists()
    assert case.requests(inquiry, "Nora", "70 000").state == State.ASKED


def test_a_paid_requisition_cannot_be_reopened_by_its_answers(case: Asked) -> None:
    inquiry = case.asks()
    row = case.requests(inquiry, "Nora", "90 000")
    requisitions.accept(row, by=case.money.by)
    payments.pay([f"r{row.pk}"], on=DAY, by=case.money.by)
    said = reasons(sheets.reopen, case.row(inquiry, "Nora"), by=case.money.by)
    assert said == [f"Rekvisitionen betalades ut 2 mars 2026, bokfört av {case.money.by.name}."]
    assert Recipient.objects.get(pk=case.row(inquiry, "Nora").pk).sheet.state == "approved"


def test_the_parties_are_asked_once_at_a_time(case: Asked) -> None:
    case.asks()
    said = reasons(requisition_rounds.ask, case.money.grant, due_on=None, by=case.money.by, today=TODAY)
    assert said == ["Parterna är redan tillfrågade. Avsluta den begäran innan du frågar igen."]


def test_each_step_stands_in_the_log(case: Asked) -> None:
    row = noted(case)
    requisitions.accept(row, by=case.money.by)
    verbs = LogEntry.objects.filter(object_id=str(row.pk), label=str(row)).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["tog emot rekvisition", "godkände rekvisition"]
