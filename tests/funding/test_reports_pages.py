"""The pages of requisitions, payments and reports: what they show and refuse, whose link opens what (G1, G5, G7)."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from funding.actions import payments, requisitions
from funding.models import PlannedPayment, ReportRound, Requisition
from secretariat.registry.models import User
from tests import make
from tests.lib.test_pdf import broken_rules

from .report_case import DAY, KIND, SIGNED, Asked, asked_parties, booked

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
NBSP = "\u00a0"


@pytest.fixture(scope="module")
def made(module_rows: Any) -> Asked:
    return asked_parties("Nora", "Kumla", paid=40_000, carry_rule="allowed")


@pytest.fixture
def case(made: Asked) -> Asked:
    return made


@pytest.fixture
def office(case: Asked, as_user: As) -> Client:
    return as_user(make.user(office_role="secretariat"))


@pytest.fixture
def reader(case: Asked, as_user: As) -> Client:
    return as_user(make.user(office_role="reader"))


def words(response: Any) -> str:
    text = re.sub(r"<(script|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace(NBSP, " ").split())


def text_of(paper: bytes) -> str:
    pages = PdfReader(io.BytesIO(paper)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).replace(NBSP, " ").split())


def at(name: str, *args: Any) -> str:
    return reverse(f"funding:{name}", args=args)


def letter(case: Asked, amount: str = "60 000", name: str = "Nora", **facts: str) -> dict[str, str]:
    told = {
        "account": str(case.account(name).pk),
        "amount": amount,
        "asked_on": "2026-03-02",
        "asked_by": "Vera Ek",
    }
    return told | facts


def accepted(case: Asked, name: str = "Nora", amount: int = 60_000) -> Requisition:
    told = {"amount": amount, "asked_on": DAY, "asked_by": "Vera Ek", "by": case.money.by}
    row = requisitions.register(case.account(name), **told)  # type: ignore[arg-type]
    requisitions.accept(row, by=case.money.by)
    return row


# Requisitions


def test_one_by_letter_is_read_accepted_paid_and_shown(case: Asked, office: Client) -> None:
    grant = case.money.grant
    answer = office.post(
        at("requisition-create", grant.pk), letter(case, title="Socialchef", reference="K 12")
    )
    row = Requisition.objects.get(account=case.account("Nora"))
    assert answer["Location"] == row.get_absolute_url()
    shown = words(office.get(row.get_absolute_url()))
    assert "Nora rekvirerar 60 000 kr" in shown
    assert "Vera Ek, Socialchef" in shown
    assert "Kvar att rekvirera 40 000 kr" in shown
    office.post(at("requisition-accept", row.pk))
    office.post(at("requisition-pay", row.pk), {"on": "2026-03-04"})
    row.refresh_from_db()
    assert row.state == "paid"
    assert "betalades ut 4 mars 2026" in words(office.get(row.get_absolute_url()))
    assert "Rekvisitioner" in words(office.get(grant.get_absolute_url()))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("150 000", "150 000 kr är 50 000 kr mer än det som är kvar att rekvirera, som är 100 000 kr."),
        ("300.00", "Menar du 300 kr eller 30 000 kr?"),
        ("300,000", "Menar du 300 000 kr eller 300 kr?"),
        ("-5", "Beloppet ska vara mer än noll kronor."),
        ("0", "Beloppet ska vara mer än noll kronor."),
        ("ungefär 300", "går inte att läsa som ett belopp"),
        ("", "Skriv beloppet i hela kronor"),
    ],
)
def test_an_amount_that_cannot_be_says_so_and_the_rest_stands(
    case: Asked, office: Client, typed: str, said: str
) -> None:
    page = office.post(at("requisition-create", case.money.grant.pk), letter(case, typed, reference="K 12"))
    assert page.status_code == 200
    assert said in words(page)
    assert 'value="K 12"' in page.content.decode()
    assert not Requisition.objects.filter(account=case.account("Nora")).exists()


@pytest.mark.parametrize(
    "typed",
    ["30000", "30 000", "30\u00a0000", "30.000", "30.000 kr", "30 tkr", "0,03 mnkr", "30 .000"],
)
def test_every_way_of_writing_an_amount_is_read(case: Asked, office: Client, typed: str) -> None:
    """Interface 1.2."""
    office.post(at("requisition-create", case.money.grant.pk), letter(case, typed))
    assert booked(case.account("Nora"), KIND.REQUESTED) == [30_000]


def test_a_refusal_wants_a_reason_and_keeps_the_page(case: Asked, office: Client) -> None:
    row = accepted(case)
    assert "Skriv varför." in words(office.post(at("requisition-refuse", row.pk), {"why": ""}))
    office.post(at("requisition-refuse", row.pk), {"why": "Underlag saknas."})
    assert "Underlag saknas." in words(office.get(row.get_absolute_url()))


@pytest.mark.parametrize("parties", [1, 3])
def test_the_lists_ask_as_often_for_one_as_for_three(
    office: Client, parties: int, django_assert_num_queries: Any
) -> None:
    case = asked_parties(*[f"Part{n}" for n in range(parties)])
    for name in case.people:
        row = accepted(case, name, 1_000)
        payments.pay([f"r{row.pk}"], on=DAY, by=case.money.by)
        accepted(case, name, 1_000)
        payments.plan(case.account(name), due_on=DAY, amount=500, by=case.money.by)
    slug = f"?medel={case.money.fund.slug}"
    for name, count in (("requisition-list", REQUISITION_QUERIES), ("payment-list", PAYMENT_QUERIES)):
        office.get(at(name) + slug)
        with django_assert_num_queries(count):
            page = office.get(at(name) + slug)
        assert words(page).count("Part") >= parties


REQUISITION_QUERIES, PAYMENT_QUERIES = 5, 7


def test_the_list_is_filtered_and_fetched(case: Asked, office: Client) -> None:
    accepted(case, "Nora", 10_000)
    accepted(case, "Kumla", 20_000)
    slug = case.money.fund.slug
    page = words(
        office.get(at("requisition-list"), {"medel": slug, "part": str(case.account("Kumla").party_id)})
    )
    assert "1 rekvisition, 20 000 kr" in page
    assert "Ingen rekvisition stämmer" in words(office.get(at("requisition-list"), {"q": "finns inte"}))
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(office.get(at("requisition-export", "xlsx"), {"medel": slug}).content)
    )
    rows = book.get_sheet_by_name("Rader").to_python()
    column = rows[0].index("kronor")
    assert sorted(row[column] for row in rows[1:]) == [10_000, 20_000]


# Payments


def test_several_are_looked_at_and_paid_together(case: Asked, office: Client) -> None:
    first, second = accepted(case, "Nora", 10_000), accepted(case, "Kumla", 20_000)
    plan = payments.plan(
        case.account("Kumla"), due_on=DAY, amount=5_000, condition="Lokalen klar", by=case.money.by
    )
    keys = [f"r{first.pk}", f"r{second.pk}", f"p{plan.pk}"]
    look = words(office.post(at("payment-pay"), {"val": keys}))
    assert "Betala ut 35 000 kr" in look
    sure = {"val": keys, "bokfor": "1", "on": "2026-03-04", "case_number": "Region 12"}
    assert "Intyga att villkoret är uppfyllt: Lokalen klar" in words(office.post(at("payment-pay"), sure))
    assert booked(case.account("Nora"), KIND.PAID) == [40_000]
    office.post(at("payment-pay"), sure | {"conditions_met": "on"})
    assert booked(case.account("Nora"), KIND.PAID) == [40_000, 10_000]
    again = words(office.post(at("payment-pay"), sure | {"conditions_met": "on"}))
    assert "betalades ut 4 mars 2026" in again
    shown = words(office.get(at("payment-list"), {"medel": case.money.fund.slug}))
    assert "5 utbetalningar, 115 000 kr" in shown
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(office.get(at("payment-export", "xlsx"), {"medel": case.money.fund.slug}).content)
    )
    rows = book.get_sheet_by_name("Rader").to_python()
    column = rows[0].index("kronor")
    assert sum(row[column] for row in rows[1:]) == 115_000
    csv = office.get(at("payment-export", "csv"), {"medel": case.money.fund.slug}).content.decode("utf-8-sig")
    assert len(csv.splitlines()) == 6


def test_nothing_chosen_says_so(office: Client) -> None:
    page = office.post(at("payment-pay"), {}, follow=True)
    assert "Välj minst en utbetalning." in words(page)


def test_payments_are_planned_and_taken_away(case: Asked, office: Client) -> None:
    address = at("payment-plan", case.account("Nora").pk)
    too_much = words(office.post(address, {"due_on": "2026-09-01", "amount": "60 001"}))
    assert "De planerade utbetalningarna blir 1 kr mer" in too_much
    office.post(address, {"due_on": "2026-09-01", "amount": "60 000", "condition": "Godkänd delredovisning"})
    plan = PlannedPayment.objects.get(account=case.account("Nora"))
    assert "Godkänd delredovisning" in words(office.get(address))
    office.post(at("payment-unplan", plan.pk))
    assert not PlannedPayment.objects.filter(pk=plan.pk).exists()


# Asking and answering


def test_the_parties_are_asked_from_the_page(case: Asked, office: Client) -> None:
    assert "Tillfrågas: Kumla, Nora." in words(office.get(at("requisition-ask", case.money.grant.pk)))
    answer = office.post(at("requisition-ask", case.money.grant.pk), {"due_on": "2027-01-31", "text": "Hej."})
    assert answer.status_code == 302
    again = words(office.get(at("requisition-ask", case.money.grant.pk)))
    assert "Parterna är redan tillfrågade." in again
    started = office.post(
        at("report-start", case.money.grant.pk),
        {
            "kind": "final",
            "period_from": "2026-01-01",
            "period_to": "2026-11-01",
            "due_on": "2027-02-15",
            "text": "",
        },
    )
    assert started.status_code == 302
    report = ReportRound.objects.get(grant=case.money.grant)
    assert "Inget är skickat till parterna än." in words(office.get(report.get_absolute_url()))


def control(case: Asked, inquiry: Any, key: str, typed: str) -> dict[str, str]:
    return {f"q-{key}": typed, f"s-q-{key}": ""}


def test_the_link_shows_the_partys_own_and_too_much_is_said_in_words(case: Asked) -> None:
    inquiry = case.asks()
    client = Client()
    page = words(client.get(case.path("Nora")))
    assert "Det här vet vi redan" in page
    assert "Kvar att rekvirera 100 000 kr" in page
    assert "Kumla" not in page
    sent: dict[str, str] = {"lamna-in": "1"}
    for key, typed in (SIGNED | {"belopp": "100 001"}).items():
        sent |= control(case, inquiry, key, typed)
    refused = client.post(case.path("Nora"), sent)
    assert "100 001 kr är 1 kr mer än det som är kvar att rekvirera, som är 100 000 kr." in words(refused)
    assert 'value="100 001"' in refused.content.decode().replace(NBSP, " ")
    assert not Requisition.objects.filter(account=case.account("Nora")).exists()


def test_the_missing_sum_is_said_while_one_types(case: Asked) -> None:
    case.asks_to_report()
    client = Client()
    told = client.post(
        case.path("Nora"),
        control(case, None, "mottaget", "40 000") | control(case, None, "forbrukat", "39 000"),
        headers={"Accept": "application/json"},
    ).json()
    assert [one.replace(NBSP, " ") for one in told["said"]] == [
        "Förbrukat, återbetalas och sparas är tillsammans 1 000 kr mindre än de 40 000 kr ni har att redovisa."
    ]
    assert "1 000 kr mindre än de 40 000 kr" in words(client.get(case.path("Nora")))


@pytest.mark.parametrize("typed", ["300.00", "300,000", "-5", "två", "1e5", "0x10"])
def test_a_sum_that_cannot_be_read_is_never_guessed(case: Asked, typed: str) -> None:
    case.asks_to_report()
    page = Client().post(case.path("Nora"), control(case, None, "forbrukat", typed))
    assert page.status_code == 200
    assert "Följande behöver rättas" in words(page)


# The compiled report


def handed_in(case: Asked) -> ReportRound:
    report = case.asks_to_report()
    told = {"insatser__0__insats": "Kurs", "insatser__0__kostnad": "30 000", "aterbetalas": "10 000"}
    case.reports(report.inquiry, "Nora", 40_000, 30_000, **told)
    case.approves(report.inquiry, "Nora")
    return report


def test_the_page_and_the_file_tell_the_same_sums(case: Asked, office: Client) -> None:
    report = handed_in(case)
    page = words(office.get(report.get_absolute_url()))
    assert "30 000 kr är förbrukade av 40 000 kr mottagna, enligt 1 av 2 parter." in page
    assert "Kumla har inte lämnat in." in page
    assert "Tillsammans 1 av 2 80 000 kr 40 000 kr 30 000 kr 10 000 kr 0 kr 0 kr" in page
    book = CalamineWorkbook.from_filelike(io.BytesIO(office.get(at("report-export", report.pk)).content))
    rows = book.get_sheet_by_name("Parter").to_python()
    used = rows[0].index("förbrukat kronor")
    assert [row[used] for row in rows[1:]] == ["", 30_000, 30_000]
    assert book.get_sheet_by_name("Insatser").to_python()[1] == ["Nora", "Kurs", 30_000]
    told = [row[1] for row in book.get_sheet_by_name("Förklaring").to_python()]
    assert "Kumla har inte lämnat in." in told


def test_what_is_paid_back_is_booked_from_the_page(case: Asked, office: Client) -> None:
    report = handed_in(case)
    row = case.row(report.inquiry, "Nora")
    page = words(office.get(report.get_absolute_url()))
    assert "10 000 kr ska betalas tillbaka till Socialstyrelsen" in page
    address = at("report-settle", report.pk, row.pk)
    assert "Skriv dagen som" in words(office.post(address, {"on": "03/04/2026"}, follow=True))
    assert "Nora: bokfört." in words(office.post(address, {"on": "2027-03-01"}, follow=True))
    assert case.balance("Nora").repaid == 10_000
    assert "Det finns inget mer att bokföra." in words(
        office.post(address, {"on": "2027-03-01"}, follow=True)
    )


def test_the_papers_are_made_and_an_intyg_only_of_what_is_approved(case: Asked, office: Client) -> None:
    report = handed_in(case)
    paper = office.get(at("report-pdf", report.pk))
    assert paper["Content-Type"] == "application/pdf"
    intyg = office.get(at("report-certificate", report.pk, case.row(report.inquiry, "Nora").pk))
    assert [broken_rules(one.content) for one in (paper, intyg)] == [[], []]
    assert "30 000 kr är förbrukade av 40 000 kr mottagna, enligt 1 av 2 parter." in text_of(paper.content)
    told = text_of(intyg.content)
    for expected in (
        "Redovisat som förbrukat 30 000 kr",
        "Återbetalas 10 000 kr",
        "intygade av Vera Ek, Socialchef",
    ):
        assert expected in told
    refused = office.get(
        at("report-certificate", report.pk, case.row(report.inquiry, "Kumla").pk), follow=True
    )
    assert "Kumla har ingen godkänd redovisning att intyga." in words(refused)


def test_all_reports_are_listed(case: Asked, office: Client) -> None:
    report = handed_in(case)
    page = words(office.get(at("report-list"), {"q": case.money.fund.name}))
    assert str(report) in page
    assert "1 av 2 har lämnat in." in page
    assert "Ingen redovisning stämmer" in words(office.get(at("report-list"), {"q": "finns inte"}))


# Who may


def test_who_only_reads_sees_no_buttons_and_may_do_nothing(case: Asked, reader: Client) -> None:
    row = accepted(case)
    assert "Betala ut" not in words(reader.get(row.get_absolute_url()))
    assert "Att betala ut" not in words(reader.get(at("payment-list")))
    refused = [
        reader.post(at("requisition-accept", row.pk)),
        reader.post(at("payment-pay"), {"val": [f"r{row.pk}"], "bokfor": "1", "on": "2026-03-04"}),
        reader.get(at("requisition-create", case.money.grant.pk)),
        reader.get(at("report-start", case.money.grant.pk)),
        reader.get(at("payment-plan", case.account("Nora").pk)),
    ]
    assert [one.status_code for one in refused] == [403] * 5
    assert booked(case.account("Nora"), KIND.PAID) == [40_000]


def test_a_secretary_of_another_body_may_not_book(case: Asked, as_user: As) -> None:
    user = make.user()
    assert user.person
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=user.person)
    client = as_user(user)
    row = accepted(case)
    assert client.post(at("requisition-pay", row.pk), {"on": "2026-03-04"}).status_code == 403
    assert client.post(at("requisition-refuse", row.pk), {"why": "Nej"}).status_code == 403
    assert client.get(row.get_absolute_url()).status_code == 200
