"""A report from asked for to booked, and the compiled report that equals its parties or says why not (G5–G7)."""

import random
from typing import Any

import pytest

from funding.actions import accounts, compiled_reports, ledger, report_settlements, reports
from funding.models import Entry, GrantDecision, ReportRound
from secretariat.inquiries.actions import recipients, reviewing, rounds, sheets
from secretariat.lib.rules import NotAllowed

from .report_case import DAY, KIND, TODAY, Asked, asked_parties, booked

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture(scope="module")
def made(module_rows: Any) -> Asked:
    return asked_parties("Nora", "Kumla", paid=80_000, carry_rule="allowed")


@pytest.fixture
def case(made: Asked) -> Asked:
    return made


def reasons(act: Any, *args: Any, **facts: Any) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        act(*args, **facts)
    return [one.replace(NBSP, " ") for one in no.value.reasons]


def compiled(report: ReportRound) -> compiled_reports.Compiled:
    return compiled_reports.compile_report(report)


def line(report: ReportRound, name: str) -> compiled_reports.Line:
    return next(one for one in compiled(report).lines if one.party == name)


def why_not(report: ReportRound) -> list[str]:
    return [one.replace(NBSP, " ") for one in compiled(report).reasons]


# Started


def test_every_party_with_money_is_asked_by_the_standard_form(case: Asked) -> None:
    report = case.asks_to_report()
    assert [one.organisation for one in report.inquiry.recipients.order_by("position")] == [
        case.account(name).party for name in ("Kumla", "Nora")
    ]
    assert (report.number, report.inquiry.period) == (1, "slutredovisning 2026")
    version = report.inquiry.form_version
    assert version
    sections = list(version.questions.order_by("position").values_list("section", flat=True))
    assert list(dict.fromkeys(sections)) == ["Belopp", "Insatser och effekt", "Intyg"]


def test_what_the_ledger_knows_is_told_and_not_asked(case: Asked) -> None:
    inquiry = case.asks_to_report().inquiry
    facts = {key: words.replace(NBSP, " ") for key, words in reports.facts(case.row(inquiry, "Nora"))}
    assert facts["Fördelat till er"] == "100 000 kr"
    assert facts["Utbetalt till er"] == facts["Att redovisa"] == "80 000 kr"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"period_to": DAY.replace(year=2025)}, "Perioden kan inte sluta innan den börjar."),
        (
            {"period_from": TODAY.replace(year=2027), "period_to": TODAY.replace(year=2028)},
            "Perioden har inte börjat.",
        ),
    ],
)
def test_a_period_that_cannot_be_says_why(case: Asked, change: dict[str, Any], said: str) -> None:
    assert reasons(case.asks_to_report, **change) == [said]


def test_nobody_without_money_is_asked() -> None:
    case = asked_parties("Laxå", allocated=0)
    assert reasons(case.asks_to_report) == [
        "Ingen part har fått några medel än, så det finns inget att redovisa."
    ]


def test_the_final_report_is_asked_for_once_and_anew_after_it_was_withdrawn(case: Asked) -> None:
    first = case.asks_to_report()
    assert reasons(case.asks_to_report) == ["Slutredovisningen är redan begärd. Öppna den som finns."]
    rounds.withdraw(first.inquiry, why="Fel mall.", by=case.money.by)
    assert case.asks_to_report().number == 2


# Handed in


def test_sums_that_do_not_hold_are_refused_with_what_is_missing_and_stay(case: Asked) -> None:
    inquiry = case.asks_to_report().inquiry
    said = reasons(case.reports, inquiry, "Nora", 80_000, 50_000, aterbetalas="20 000")
    assert said == [
        "Förbrukat, återbetalas och sparas är tillsammans 10 000 kr mindre än de 80 000 kr ni har att redovisa."
    ]
    stored = sheets.answers_of(sheets.sheet_of(case.row(inquiry, "Nora")))
    assert 50_000 in [one.money for one in stored.values()]
    case.reports(inquiry, "Nora", 80_000, 50_000, aterbetalas="30 000")


def test_without_the_assurance_nothing_is_handed_in(case: Asked) -> None:
    inquiry = case.asks_to_report().inquiry
    said = reasons(case.reports, inquiry, "Nora", 80_000, 80_000, behorig="")
    assert said == ["Frågan ”Intyg” är inte besvarad."]


# Approved


def test_approving_books_what_is_used(case: Asked) -> None:
    report = case.asks_to_report()
    case.reports(report.inquiry, "Nora", 80_000, 80_000)
    assert booked(case.account("Nora"), KIND.USED) == []
    case.approves(report.inquiry, "Nora")
    entry = Entry.objects.get(account=case.account("Nora"), kind=KIND.USED)
    assert (entry.amount, entry.period_from, entry.period_to) == (
        80_000,
        report.period_from,
        report.period_to,
    )


def test_only_the_difference_to_what_is_booked_for_the_period_is_added(case: Asked) -> None:
    half = DAY.replace(month=6, day=30)
    interim = case.asks_to_report(ReportRound.Kind.INTERIM, period_to=half)
    case.reports(interim.inquiry, "Nora", 80_000, 30_000)
    case.approves(interim.inquiry, "Nora")
    case.money.post("Nora", KIND.USED, 5_000)
    final = case.asks_to_report()
    case.reports(final.inquiry, "Nora", 80_000, 80_000)
    case.approves(final.inquiry, "Nora")
    assert booked(case.account("Nora"), KIND.USED) == [30_000, 5_000, 45_000]
    assert case.balance("Nora").in_hand == 0


def test_less_than_what_is_booked_is_put_right_from_the_latest(case: Asked) -> None:
    case.money.post("Nora", KIND.USED, 50_000)
    case.money.post("Nora", KIND.USED, 10_000)
    report = case.asks_to_report()
    case.reports(report.inquiry, "Nora", 80_000, 45_000, aterbetalas="35 000")
    case.approves(report.inquiry, "Nora")
    assert booked(case.account("Nora"), KIND.USED) == [50_000, 10_000, -10_000, -5_000]
    assert why_not(report)[0] == "Kumla har inte lämnat in."
    assert not line(report, "Nora").differences


def test_approved_again_after_completion_books_no_more_than_it_says(case: Asked) -> None:
    inquiry = case.asks_to_report().inquiry
    case.reports(inquiry, "Nora", 80_000, 80_000)
    case.approves(inquiry, "Nora")
    sheets.reopen(case.row(inquiry, "Nora"), by=case.money.by)
    sheets.return_(case.row(inquiry, "Nora"), why="Skriv om effekten.", by=case.money.by)
    case.reports(inquiry, "Nora", 80_000, 70_000, aterbetalas="10 000")
    case.approves(inquiry, "Nora")
    assert case.balance("Nora").used == 70_000


def test_what_no_longer_holds_is_not_approved(case: Asked) -> None:
    inquiry = case.asks_to_report().inquiry
    case.reports(inquiry, "Nora", 80_000, 80_000)
    paid = Entry.objects.get(account=case.account("Nora"), kind=KIND.PAID)
    ledger.correct(paid, 70_000, why="Dubbelt", by=case.money.by, on=DAY)
    said = reasons(case.approves, inquiry, "Nora")
    assert said[1].endswith("10 000 kr mer än de 70 000 kr ni har att redovisa.")
    assert booked(case.account("Nora"), KIND.USED) == []


def test_of_many_approved_at_once_only_those_whose_sums_hold_are(case: Asked) -> None:
    inquiry = case.asks_to_report().inquiry
    for name in ("Nora", "Kumla"):
        case.reports(inquiry, name, 80_000, 80_000)
    paid = Entry.objects.get(account=case.account("Nora"), kind=KIND.PAID)
    ledger.correct(paid, 79_000, why="Dubbelt", by=case.money.by, on=DAY)
    keys = [case.row(inquiry, name).pk for name in ("Nora", "Kumla")]
    done, left = reviewing.approve(inquiry, keys, by=case.money.by)
    assert (done, len(left), left[0][:5]) == (["Kumla"], 1, "Nora:")
    assert [booked(case.account(name), KIND.USED) for name in ("Nora", "Kumla")] == [[], [80_000]]


def test_a_closed_year_takes_no_approval(case: Asked) -> None:
    inquiry = case.asks_to_report().inquiry
    case.reports(inquiry, "Nora", 80_000, 80_000)
    GrantDecision.objects.filter(pk=case.money.grant.pk).update(closed_at=inquiry.sent_at)
    assert "är avslutat" in reasons(case.approves, inquiry, "Nora")[0]


# What is left


def test_what_is_paid_back_and_saved_is_proposed_and_booked_once(case: Asked) -> None:
    case.money.next_year()
    report = case.asks_to_report()
    case.reports(report.inquiry, "Nora", 80_000, 50_000, aterbetalas="20 000", sparas="10 000")
    row = case.row(report.inquiry, "Nora")
    assert reasons(report_settlements.settle, row, on=DAY, by=case.money.by) == [
        "Redovisningen är inte godkänd."
    ]
    case.approves(report.inquiry, "Nora")
    left = line(report, "Nora").settlement
    assert (left.to_repay, left.to_save) == (20_000, 10_000)
    words = left.words(report.grant).replace(NBSP, " ")
    number = report.grant.case_number
    assert words == (
        f"20 000 kr ska betalas tillbaka till Socialstyrelsen, dnr {number}. 10 000 kr sparas till 2027."
    )
    report_settlements.settle(row, on=DAY, by=case.money.by)
    assert (case.balance("Nora").repaid, case.balance("Nora").carried_out, case.balance("Nora").in_hand) == (
        20_000,
        10_000,
        0,
    )
    assert reasons(report_settlements.settle, row, on=DAY, by=case.money.by) == [
        "Det finns inget mer att bokföra."
    ]


def test_nothing_is_saved_to_a_year_that_is_not_decided(case: Asked) -> None:
    report = case.asks_to_report()
    case.reports(report.inquiry, "Nora", 80_000, 70_000, sparas="10 000")
    case.approves(report.inquiry, "Nora")
    said = reasons(report_settlements.settle, case.row(report.inquiry, "Nora"), on=DAY, by=case.money.by)
    assert said == ["Det finns inget öppet beslut för 2027 att spara till. Lägg in det först."]


# Compiled


def test_compiled_it_is_the_parties_and_agrees_with_the_ledger(case: Asked) -> None:
    report = case.asks_to_report()
    for name in ("Nora", "Kumla"):
        case.reports(
            report.inquiry, name, 80_000, 80_000, insatser__0__insats="Kurs", insatser__0__kostnad="80 000"
        )
        case.approves(report.inquiry, name)
    found = compiled(report)
    assert (found.total.used, found.used_booked, found.efforts_total, found.reasons) == (
        160_000,
        160_000,
        160_000,
        [],
    )
    assert found.answer.replace(NBSP, " ") == (
        "160 000 kr är förbrukade av 160 000 kr mottagna. Summan är parternas, och den stämmer med bokföringen."
    )


def test_it_says_who_is_missing_who_deviates_and_where_the_ledger_differs(case: Asked) -> None:
    report = case.asks_to_report()
    case.reports(report.inquiry, "Nora", 90_000, 80_000, avvikelse="Tio tusen gick till regionen.")
    assert why_not(report) == [
        "Kumla har inte lämnat in.",
        "Nora har lämnat in men är inte godkänd än.",
        "Nora: mottaget är 10 000 kr mer i redovisningen (90 000 kr) än i bokföringen (80 000 kr).",
    ]
    case.approves(report.inquiry, "Nora")
    accounts.correct(
        Entry.objects.get(account=case.account("Nora"), kind=KIND.USED),
        79_000,
        why="Räknefel",
        by=case.money.by,
        on=DAY,
    )
    recipients.excuse(case.row(report.inquiry, "Kumla"), why="Har slutat.", by=case.money.by)
    assert why_not(report) == [
        "Kumla har inte lämnat in.",
        "Nora godkändes med avvikelse: Tio tusen gick till regionen.",
        "Nora: mottaget är 10 000 kr mer i redovisningen (90 000 kr) än i bokföringen (80 000 kr).",
        "Nora: förbrukat är 1 000 kr mer i redovisningen (80 000 kr) än i bokföringen (79 000 kr).",
    ]


def test_who_got_money_and_was_not_asked_is_named(case: Asked) -> None:
    report = case.asks_to_report()
    rounds.remove(case.row(report.inquiry, "Kumla"), by=case.money.by)
    assert "Kumla har fått medel men är inte tillfrågad." in why_not(report)


def test_the_year_before_stands_beside(case: Asked) -> None:
    case.money.post("Nora", KIND.USED, 60_000)
    after = case.money.next_year()
    after.post("Nora", KIND.ALLOCATED, 10_000)
    after.post("Nora", KIND.PAID, 10_000)
    report = reports.start(
        after.grant,
        kind="final",
        period_from=after.grant.uses_from,
        period_to=after.grant.uses_to,
        due_on=None,
        by=case.money.by,
        today=after.grant.uses_from,
    )
    found = compiled(ReportRound.objects.get(pk=report.pk))
    assert (found.before, line(report, "Nora").used_before, found.used_before) == (
        case.money.grant,
        60_000,
        60_000,
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_total_is_the_sum_of_random_answers(seed: int) -> None:
    """Whatever the parties answer, and however many of them, the compiled sums are theirs (G7)."""
    luck = random.Random(seed)  # noqa: S311 – no secret
    names = [f"Part{n}" for n in range(luck.randint(1, 6))]
    case = asked_parties(*names, allocated=10_000_000, paid=9_000_000, carry_rule="allowed")
    report = case.asks_to_report()
    told: dict[str, tuple[int, int, int]] = {}
    for name in names:
        if luck.random() < 0.3:
            continue
        used = luck.randint(0, 9_000_000)
        repaid = luck.randint(0, 9_000_000 - used)
        told[name] = (used, repaid, 9_000_000 - used - repaid)
        case.reports(
            report.inquiry, name, 9_000_000, used, aterbetalas=str(repaid), sparas=str(told[name][2])
        )
        if luck.random() < 0.5:
            case.approves(report.inquiry, name)
    found = compiled(report)
    sums = [sum(column) for column in zip(*told.values(), strict=True)] or [0, 0, 0]
    assert [found.total.used, found.total.repaid, found.total.saved] == sums
    assert found.total.received == 9_000_000 * len(told)
    assert found.total.left == 0


@pytest.mark.parametrize("parties", [3, 16])
def test_compiling_asks_as_often_for_three_parties_as_for_sixteen(
    parties: int, django_assert_num_queries: Any
) -> None:
    case = asked_parties(*[f"Part{n}" for n in range(parties)], paid=50_000)
    report = case.asks_to_report()
    for name in list(case.people)[:3]:
        case.reports(report.inquiry, name, 50_000, 50_000)
        case.approves(report.inquiry, name)
    with django_assert_num_queries(10):
        found = compiled(report)
        assert found.answer
        assert str(found.plot)
