"""The list of funds, a fund, a decision, their forms and files: who sees them and what they say (G1, G5)."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from funding.models import Entry, Fund, GrantDecision, Pot
from secretariat.registry.models import LogEntry, User
from tests import make

from .case import KIND, Money, some_money

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
NBSP = "\u00a0"


def words(response: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&quot;", '"').split())


def at(money: Money, name: str, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[money.fund.slug, money.grant.pk, *more])


def account_url(money: Money, name: str, of: str = "Nora", *more: Any) -> str:
    return reverse(f"funding:{name}", args=[money.accounts[of].pk, *more])


def cells(content: bytes, sheet: str = "Rader") -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(content))[sheet].values)


def some_used() -> Money:
    """Nora has used a part of what it has got, Kumla nothing."""
    money = some_money("Nora", "Kumla", final_report_by=dt.date(2027, 1, 31), repay_by=dt.date(2027, 3, 31))
    for name, amount in (("Nora", 300_000), ("Kumla", 500_000)):
        money.post(name, KIND.ALLOCATED, amount)
        money.post(name, KIND.REQUESTED, amount)
    money.post("Nora", KIND.PAID, 300_000)
    money.post("Nora", KIND.USED, 120_000)
    return money


# Who


def test_who_reads_and_writes(as_user: As) -> None:
    """Each page for each kind of user (D9)."""
    money = some_used()
    body = make.body()
    Fund.objects.filter(pk=money.fund.pk).update(body=body)
    secretary, other = make.user(), make.user()
    make.membership(seat=make.seat(of=body, kind="secretary"), person=secretary.person)  # type: ignore[arg-type]
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)  # type: ignore[arg-type]
    persons = {
        "office": make.user(office_role="secretariat"), "secretary": secretary, "other": other,
        "reader": make.user(office_role="reader"), "signed in": make.user(),
    }  # fmt: skip
    entry = Entry.objects.filter(account=money.accounts["Nora"]).first()
    assert entry
    reading = [
        reverse("funding:fund-list"),
        reverse("funding:overview"),
        money.fund.get_absolute_url(),
        money.grant.get_absolute_url(),
        account_url(money, "account-detail"),
        account_url(money, "account-export", "Nora", "csv"),
        at(money, "grant-export", "csv"),
    ]
    writing = [
        reverse("funding:fund-edit", args=[money.fund.slug]),
        reverse("funding:grant-create", args=[money.fund.slug]),
        at(money, "grant-edit"),
        at(money, "pot-add"),
        reverse("funding:pot-edit", args=[money.pot.pk]),
        reverse("funding:entry-correct", args=[entry.pk]),
    ]
    for name, user in persons.items():
        client = as_user(user)
        reads, writes = name != "signed in", name in ("office", "secretary")
        assert {client.get(url).status_code for url in reading} == {200 if reads else 403}, name
        assert {client.get(url).status_code for url in writing} == {200 if writes else 403}, name
        assert client.post(at(money, "grant-reopen"), {"why": "x"}).status_code == (
            200 if name == "office" else 403
        ), name
        assert client.post(account_url(money, "entry-add", "Nora", "anvant")).status_code == (
            200 if writes else 403
        ), name


def test_a_step_is_a_button_and_not_a_link(as_user: As) -> None:
    money = some_money("Nora")
    client = as_user(money.by)
    for url in (
        at(money, "grant-close"), at(money, "grant-reopen"), at(money, "grant-document-add"),
        reverse("funding:pot-remove", args=[money.pot.pk]), account_url(money, "entry-add", "Nora", "anvant"),
    ):  # fmt: skip
        assert client.get(url).status_code == 405
    assert client.post(account_url(money, "entry-add", "Nora", "hittapa")).status_code == 404


# Reading


def test_the_list_says_how_each_fund_stands(as_user: As) -> None:
    money = some_used()
    said = words(as_user(money.by).get("/medel/"))
    assert "2026: 1 000 000 kr, 300 000 kr utbetalt, 880 000 kr kvar att använda." in said.replace(NBSP, " ")
    assert words(as_user(money.by).get("/medel/", {"q": "finns inte"})).count("Inga medel stämmer") == 1
    found = as_user(money.by).get("/medel/", {"q": money.grant.case_number})
    assert money.fund.name in words(found)


def test_filters_stand_in_the_address(as_user: As) -> None:
    money = some_money("Nora")
    other = some_money("Kumla")
    Fund.objects.filter(pk=other.fund.pk).update(kind="county")
    client = as_user(money.by)
    assert [one.fund for one in client.get("/medel/", {"slag": "county"}).context["funds"]] == [other.fund]
    assert client.get("/medel/", {"ar": "1999"}).context["funds"]
    assert len(client.get("/medel/", {"ar": "2026"}).context["funds"]) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    as_user: As, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        money = some_used()
    client = as_user(money.by)
    client.get("/medel/")
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get("/medel/")


QUERIES_OF_LIST = 7


@pytest.mark.parametrize("names", [("Nora",), ("Nora", "Kumla", "Laxå")])
def test_a_decisions_page_asks_as_often_for_three_parties_as_for_one(
    as_user: As, django_assert_max_num_queries: Any, names: tuple[str, ...]
) -> None:
    money = some_money(*names)
    for name in names:
        money.post(name, KIND.ALLOCATED, 100_000)
    client = as_user(money.by)
    client.get(money.grant.get_absolute_url())
    with django_assert_max_num_queries(QUERIES_OF_GRANT):
        client.get(money.grant.get_absolute_url())


QUERIES_OF_GRANT = 30


def test_the_total_row_is_the_sum_of_the_parties(as_user: As) -> None:
    """G7: what stands under the line is what stands above it."""
    money = some_used()
    shown = as_user(money.by).get(money.grant.get_absolute_url()).context["shown"]
    assert [line.account.party.short_name for line in shown.lines] == ["Kumla", "Nora"]
    for name in ("allocated", "requested", "paid", "used", "left"):
        assert getattr(shown.total, name) == sum(getattr(line.balance, name) for line in shown.lines)
    assert (shown.total.left, shown.not_allocated) == (680_000, 200_000)


def test_last_days_say_how_long_is_left(as_user: As, settings: Any) -> None:
    """A day that has passed with something left to do is late; one with nothing left is done."""
    today = timezone.localdate()
    money = some_money("Nora", request_by=today - dt.timedelta(days=3), repay_by=today + dt.timedelta(days=9))
    money.post("Nora", KIND.ALLOCATED, 100_000)
    days = {one.what: (one.left, one.mark) for one in _days(as_user, money)}
    assert days["rekvirera"] == ("Gick ut för 3 dagar sedan", "late")
    assert days["aterbetala"] == ("Klart", "done")
    money.post("Nora", KIND.REQUESTED, 100_000)
    money.post("Nora", KIND.PAID, 100_000)
    days = {one.what: (one.left, one.mark) for one in _days(as_user, money)}
    assert days["rekvirera"] == ("Klart", "done")
    assert days["aterbetala"] == ("9 dagar kvar", "pending")


def _days(as_user: As, money: Money) -> Any:
    return as_user(money.by).get(money.grant.get_absolute_url()).context["shown"].days


# Files


def test_files_have_real_numbers_and_explain_their_columns(as_user: As) -> None:
    money = some_used()
    client = as_user(money.by)
    rows = cells(client.get(reverse("funding:fund-export", args=["xlsx"])).content)
    assert rows[1][7] == 2026
    assert rows[1][10:21] == (1_000_000, 200_000, 800_000, 800_000, 300_000, 0, 120_000, 0, 0, 0, 680_000)
    rows = cells(client.get(at(money, "grant-export", "xlsx")).content)
    assert [row[0] for row in rows] == ["part", "Kumla", "Nora"]
    assert rows[2][2:] == (300_000, 300_000, 300_000, 0, 120_000, 0, 0, 0, 180_000)
    content = client.get(account_url(money, "account-export", "Nora", "xlsx")).content
    assert [row[1:3] for row in cells(content)[1:]] == [
        ("fördelat", 300_000), ("rekvirerat", 300_000), ("utbetalt", 300_000), ("använt", 120_000),
    ]  # fmt: skip
    assert ("kronor", "Beloppet. En rättelse kan vara under noll.") in cells(content, "Förklaring")
    assert client.get(account_url(money, "account-export", "Nora", "pdf")).status_code == 404
    assert LogEntry.objects.filter(verb="exporterade kontoutdrag").count() == 1


# Writing a fund, a decision and its pots


def decided(**more: str) -> dict[str, str]:
    return {
        "year": "2026", "amount": "5 mnkr", "decided_by": "Socialstyrelsen", "decided_on": "15 januari 2026",
        "case_number": "9.1-123/2026", "uses_from": "2026-01-01", "uses_to": "2026-12-31", "carry_rule": "none",
    } | more  # fmt: skip


def test_a_fund_gets_its_decision_and_a_pot_of_the_whole_comes_by_itself(as_user: As) -> None:
    """G1."""
    client = as_user(make.user(is_superuser=True))
    response = client.post("/medel/nya/", {"name": "Psykisk hälsa", "kind": "state_agreement"})
    assert (response.status_code, response["Location"]) == (302, "/medel/psykisk-halsa/")
    response = client.post(
        "/medel/psykisk-halsa/nytt-beslut/", decided(amount="5 000 000 kr", repay_by="31/3 2027")
    )
    grant = GrantDecision.objects.get()
    assert response["Location"] == f"/medel/psykisk-halsa/{grant.pk}/"
    assert (grant.amount, grant.repay_by) == (5_000_000, dt.date(2027, 3, 31))
    assert [(one.name, one.amount) for one in grant.pots.all()] == [("Hela beslutet", 5_000_000)]


def test_no_fund_gets_a_word_that_stands_first_in_another_address(as_user: As) -> None:
    client = as_user(make.user(is_superuser=True))
    for name in ("Översikt", "Nya", "Konton", "Utlysningar"):
        client.post("/medel/nya/", {"name": name, "kind": "county"})
    assert sorted(Fund.objects.values_list("slug", flat=True)) == [
        "konton-2", "nya-2", "oversikt-2", "utlysningar-2",
    ]  # fmt: skip


def test_an_amount_is_read_as_it_is_typed(as_user: As) -> None:
    """interface 1.2, G2."""
    money = some_money("Nora")
    client, url = as_user(money.by), reverse("funding:grant-create", args=[money.fund.slug])
    for number, typed in enumerate(SURE):
        client.post(url, decided(amount=typed, case_number=str(number)))
        assert GrantDecision.objects.get(case_number=str(number)).amount == 300_000


SURE = ("300000", "300 000", "300\u00a0000", "300.000", "300.000 kr", "300 tkr", "0,3 mnkr", "300 .000")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("300.00", "Menar du 300 kr eller 30 000 kr? Välj under fältet."),
        ("300,000", "Menar du 300 000 kr eller 300 kr? Välj under fältet."),
        ("ungefär 300", "går inte att läsa som ett belopp"),
        ("-5", "Beloppet ska vara mer än noll kronor."),
        ("0", "Beloppet ska vara mer än noll kronor."),
        ("12,5", "går inte att läsa som ett belopp"),
        ("1e6", "går inte att läsa som ett belopp"),
        ("", "Skriv beloppet i hela kronor"),
    ],
)
def test_an_amount_that_is_unclear_is_asked_about_and_nothing_is_lost(
    as_user: As, typed: str, said: str
) -> None:
    """interface 1.2: never guessed."""
    money = some_money("Nora")
    response = as_user(money.by).post(
        reverse("funding:grant-create", args=[money.fund.slug]),
        decided(amount=typed, terms="Får bara användas till samverkan."),
    )
    text = words(response).replace(NBSP, " ")
    assert response.status_code == 200
    assert said in text
    assert "Får bara användas till samverkan." in text
    assert GrantDecision.objects.count() == 1


def test_what_was_meant_is_chosen_and_holds_only_for_what_was_asked_about(as_user: As) -> None:
    money = some_money("Nora")
    client, url = as_user(money.by), reverse("funding:grant-create", args=[money.fund.slug])
    page = client.post(url, decided(amount="300,000")).content.decode()
    assert 'value="300000|300,000"' in page
    client.post(url, decided(amount="300,000", case_number="a") | {"amount-menar": "300000|300,000"})
    assert GrantDecision.objects.get(case_number="a").amount == 300_000
    client.post(url, decided(amount="700", case_number="b") | {"amount-menar": "300000|300,000"})
    assert GrantDecision.objects.get(case_number="b").amount == 700


def test_the_reading_of_an_amount_stands_beside_it(as_user: As) -> None:
    client = as_user(make.user(office_role="secretariat"))
    said = {
        typed: client.get("/medel/belopp/", {"amount": typed}).content.decode().replace(NBSP, " ")
        for typed in ("0,3 mnkr", "300,000", "<b>", "")
    }
    assert said == {
        "0,3 mnkr": "300 000 kr", "300,000": "Kan vara 300 000 kr eller 300 kr.",
        "<b>": "Går inte att läsa som ett belopp.", "": "",
    }  # fmt: skip


def test_bad_facts_of_a_decision_are_said_at_their_fields(as_user: As) -> None:
    money = some_money("Nora")
    client, url = as_user(money.by), reverse("funding:grant-create", args=[money.fund.slug])
    form = client.post(url, decided(uses_to="2025-12-31", decided_on="03/04/2026", year="26")).context["form"]
    assert set(form.errors) == {"uses_to", "decided_on", "year"}
    form = client.post(url, decided(carry_permit="FoHM 2026-11-03")).context["form"]
    assert set(form.errors) == {"carry_permit"}
    form = client.post(url, decided(case_number=money.grant.case_number)).context["form"]
    assert "Det finns redan ett beslut med det diarienumret" in str(form.errors)
    form = client.post(url, decided(decision="CF 1999-99")).context["form"]
    assert "Det finns inget beslut med det numret" in str(form.errors["decision"])


def test_the_pot_of_the_whole_follows_the_decision_until_it_is_divided(as_user: As) -> None:
    money = some_money("Nora", amount=1_000_000)
    client = as_user(money.by)
    facts = decided(amount="1 200 000", case_number=money.grant.case_number)
    assert client.post(at(money, "grant-edit"), facts).status_code == 302
    assert Pot.objects.get().amount == 1_200_000
    assert client.post(at(money, "pot-add"), {"name": "Suicidpotten", "amount": "400 tkr"}).status_code == 302
    assert sorted((one.name, one.amount) for one in Pot.objects.all()) == [
        ("Suicidpotten", 400_000), ("Övrigt i beslutet", 800_000),
    ]  # fmt: skip
    form = client.post(at(money, "grant-edit"), {**facts, "amount": "900 000"}).context["form"]
    assert str(form.errors["amount"][0]).replace(NBSP, " ") == (
        "Potterna är tillsammans 300 000 kr mer än beslutet."
    )
    form = client.post(at(money, "pot-add"), {"name": "En till", "amount": "1"}).context["form"]
    assert "1 kr mer än det som är kvar" in str(form.errors["amount"]).replace(NBSP, " ")


def test_a_pot_is_not_made_smaller_than_what_is_shared_out_of_it(as_user: As) -> None:
    money = some_money("Nora")
    money.post("Nora", KIND.ALLOCATED, 300_000)
    client, url = as_user(money.by), reverse("funding:pot-edit", args=[money.pot.pk])
    form = client.post(url, {"name": "Hela beslutet", "amount": "299 999"}).context["form"]
    assert str(form.errors["amount"][0]).replace(NBSP, " ") == "1 kr mer än så är redan fördelat ur potten."
    response = client.post(reverse("funding:pot-remove", args=[money.pot.pk]), follow=True)
    assert "Det finns bokförda belopp ur potten." in words(response)
    empty = Pot.objects.create(grant=money.grant, name="Tom", amount=0)
    client.post(reverse("funding:pot-remove", args=[empty.pk]))
    assert not Pot.objects.filter(pk=empty.pk).exists()


def test_papers_are_kept_with_the_decision(as_user: As) -> None:
    """D1."""
    money = some_money("Nora")
    client = as_user(money.by)
    paper = SimpleUploadedFile("beslut.txt", b"Beslut om medel")
    sent = {"kind": "decision", "title": "Socialstyrelsens beslut", "upload": paper}
    assert client.post(at(money, "grant-document-add"), sent).status_code == 302
    document = money.grant.documents.get()
    assert "Socialstyrelsens beslut" in words(client.get(money.grant.get_absolute_url()))
    reader = as_user(make.user(office_role="reader"))
    fetched = reader.get(reverse("registry:file-download", args=[document.stored_id]))
    assert b"".join(fetched.streaming_content) == b"Beslut om medel"  # type: ignore[attr-defined]
    refused = client.post(
        at(money, "grant-document-add"),
        {"kind": "terms", "upload": SimpleUploadedFile("a.exe", b"MZ")},
    )
    assert "tas inte emot" in words(refused)
    client.post(reverse("funding:grant-document-remove", args=[document.pk]))
    assert not money.grant.documents.exists()
