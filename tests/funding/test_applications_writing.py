"""Whoever has the address applies without account; nothing that is typed is lost, and nothing late comes in (G8)."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.actions import applications, calls, checks
from funding.actions.applications import Change
from funding.applying import BY_KEY, Field, cell, economy_of, gaps_of, mark_of, org_number, read
from funding.models import Application, BudgetLine, Call
from secretariat.lib.dates import STOCKHOLM
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, PersonalLink

from .call_case import AFTER, NOW, CallCase, a_call, filled

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


def plain(text: object) -> str:
    return str(text).replace(NBSP, " ")


def open_now() -> CallCase:
    """A call that is open on the day the test runs, for pages."""
    today = timezone.localdate()
    case = a_call()
    Call.objects.filter(pk=case.call.pk).update(opens_on=today, closes_on=today + dt.timedelta(days=30))
    case.call.refresh_from_db()
    return case


def page_of(key: str) -> str:
    return reverse("funding:application-write", args=[key])


def test_the_letter_brings_the_link_and_the_same_address_the_same_application() -> None:
    case = a_call()
    first, key = case.begin("berit@exempel.se")
    again, other = case.begin("Berit@Exempel.se ".strip().lower())
    assert (first, first.state, key != other) == (again, "draft", True)
    assert Application.objects.filter(call=case.call).count() == 1


def test_an_address_gets_three_letters_an_hour_and_the_page_says_the_same() -> None:
    case = open_now()
    client, address = Client(), reverse("funding:application-begin", args=[case.call.slug])
    told = {
        client.post(address, {"email": "berit@exempel.se"}, follow=True)
        .content.decode()
        .count("Vi har skickat ett brev")
        for _ in range(5)
    }
    assert told == {1}
    assert OutgoingMail.objects.filter(to_email="berit@exempel.se").count() == 3
    unknown = client.post(address, {"email": "ny@exempel.se"}, follow=True).content.decode()
    assert unknown.count("Vi har skickat ett brev") == 1


def test_a_flood_of_beginnings_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applications, "MOST_BEGUN_AN_HOUR", 2)
    case = open_now()
    client, address = Client(), reverse("funding:application-begin", args=[case.call.slug])
    answers = [client.post(address, {"email": f"a{number}@exempel.se"}).status_code for number in range(4)]
    assert answers == [302, 302, 429, 429]


@pytest.mark.parametrize("email", ["", "berit", "a@b", "berit@exempel.se\nBcc: x@exempel.se"])
def test_an_address_that_is_none_begins_nothing(email: str) -> None:
    case = open_now()
    response = Client().post(reverse("funding:application-begin", args=[case.call.slug]), {"email": email})
    assert (response.status_code, Application.objects.filter(call=case.call).count()) == (200, 0)
    assert "Följande behöver rättas" in response.content.decode()


# The interface's list of amounts (interface 1.2)


@pytest.mark.parametrize("typed", [
    "300000", "300 000", f"300{NBSP}000", "300.000", "300.000 kr", "300 tkr", "0,3 mnkr", "300 .000",
])  # fmt: skip
def test_amounts_are_read_as_they_are_typed(typed: str) -> None:
    assert read(BY_KEY["amount"], typed).value == 300_000


@pytest.mark.parametrize(("typed", "may_be"), [
    ("300.00", ["300 kr", "30 000 kr"]), ("300,000", ["300 000 kr", "300 kr"]),
])  # fmt: skip
def test_what_may_be_two_amounts_is_asked_about(typed: str, may_be: list[str]) -> None:
    found = read(BY_KEY["amount"], typed)
    assert found.value is None
    assert sorted(plain(words) for _, words in found.may_be) == sorted(may_be)


@pytest.mark.parametrize(("field", "typed", "words"), [
    ("amount", "-5", "mindre än noll"), ("amount", "ungefär 300", "går inte att läsa"),
    ("amount", "9" * 30, "går inte att läsa"), ("own_hours", "tio", "inget antal timmar"),
    ("starts_on", "03/04/2026", "inget datum"), ("org_number", "232100-0165", "inget organisationsnummer"),
    ("org_number", "811218-9876", "personnummer"), ("summary", "Ring 811218-9876", "personnummer"),
    ("summary", "x" * 6001, "tecken"),
])  # fmt: skip
def test_what_cannot_be_read_says_why(field: str, typed: str, words: str) -> None:
    found = read(BY_KEY[field], typed)
    assert found.value is None
    assert words in found.wrong


def test_an_organisation_number_is_checked_by_its_last_digit() -> None:
    assert [org_number(one) for one in ("2321000164", "802400-1235", "8024001236", "abc", "")] == [
        "232100-0164", "802400-1235", "", "", "",
    ]  # fmt: skip


# Saving


def test_two_who_write_lose_nothing() -> None:
    case = a_call()
    application, _ = case.begin()
    title, amount = BY_KEY["title"], BY_KEY["amount"]
    first = applications.save(application, [Change(title, "Hallen", "")], at=NOW)
    second = applications.save(application, [Change(title, "Planen", ""), Change(amount, 5_000, "")], at=NOW)
    assert ([one.key for one in first.changed], [one.key for one in second.changed]) == (
        ["title"],
        ["amount"],
    )
    assert [(one.value, there) for one, there in second.met] == [("Planen", "Hallen")]
    application.refresh_from_db()
    assert (application.title, application.amount, application.revision) == ("Hallen", 5_000, 2)
    applications.save(application, [Change(title, "Planen", mark_of("Hallen"))], at=NOW)
    application.refresh_from_db()
    assert application.title == "Planen"


def test_a_budget_row_is_made_changed_and_emptied() -> None:
    case = a_call()
    application, _ = case.begin()

    def put(row: int, key: str, value: Any, seen: Any = None) -> None:
        applications.save(application, [Change(cell(row, key), value, mark_of(seen))], at=NOW)

    put(2, "text", "Hyra")
    put(2, "amount", 12_000)
    assert list(BudgetLine.objects.values_list("position", "text", "amount")) == [(2, "Hyra", 12_000)]
    put(2, "text", None, "Hyra")
    put(2, "amount", None, 12_000)
    assert not BudgetLine.objects.exists()


def test_the_page_saves_one_control_and_tells_the_sums() -> None:
    case = open_now()
    _, key = case.begin(at=timezone.now())
    data = {"s-q-own_cash": "", "q-own_cash": "100 tkr", "s-q-budget-0-amount": "", "q-budget-0-amount": "224 000",
            "s-q-budget-0-text": "", "q-budget-0-text": "Ledare"}  # fmt: skip
    answer = Client().post(page_of(key), data, headers={"Accept": "application/json"}).json()
    assert answer["fields"]["q-own_cash"] == {
        "mark": mark_of(100_000), "shown": f"100{NBSP}000", "typed": [f"100{NBSP}000"], "wrong": "", "choices": [],
    }  # fmt: skip
    assert {key: plain(words) for key, words in answer["sums"].items()} == {
        "own": "100 000 kr av 112 000 kr som behövs: saknas 12 000 kr i egen finansiering", "cost": "224 000 kr",
    }  # fmt: skip
    assert answer["saved"].startswith("Sparat ")


def test_without_script_everything_typed_stands_when_something_is_wrong() -> None:
    case = open_now()
    _, key = case.begin(at=timezone.now())
    data = {"s-q-title": "", "q-title": "Hallen", "s-q-amount": "", "q-amount": "300,000", "spara": "1"}
    shown = Client().post(page_of(key), data)
    assert shown.status_code == 200
    words = shown.content.decode()
    assert 'value="300,000"' in words
    assert "Ja, 300" in words
    chosen = Client().post(
        page_of(key), data | {"s-q-title": mark_of("Hallen"), "menar": f"q-amount|300{NBSP}000"}
    )
    assert chosen.status_code == 302
    assert Application.objects.get(call=case.call).amount == 300_000


def test_a_get_changes_nothing_and_a_wrong_link_opens_nothing() -> None:
    case = open_now()
    application, key = case.begin(at=timezone.now())
    assert Client().get(page_of(key)).status_code == 200
    assert Client().get(page_of("x" * 43)).status_code == 404
    PersonalLink.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    assert Client().get(page_of(key)).status_code == 410
    application.refresh_from_db()
    assert application.revision == 0


# What is missing


def gaps(case: CallCase, application: Application) -> list[str]:
    return [plain(one.words) for one in gaps_of(case.call, application, applications.lines_of(application))]


def test_an_empty_application_lacks_everything_it_must_have() -> None:
    case = a_call()
    application, _ = case.begin()
    assert gaps(case, application) == [
        "Sökande organisation är inte ifyllt.", "Organisationsnummer är inte ifyllt.", "Kontaktperson är inte ifyllt.",
        "Projektets namn är inte ifyllt.", "Kort om projektet är inte ifyllt.", "Mål och målgrupp är inte ifyllt.",
        "Genomförande och tidsplan är inte ifyllt.", "Väntad effekt är inte ifyllt.", "Från och med är inte ifyllt.",
        "Till och med är inte ifyllt.", "Sökt belopp är inte ifyllt.", "Budgeten är tom. Skriv vad projektet kostar.",
    ]  # fmt: skip


@pytest.mark.parametrize(("values", "cost", "words"), [
    ({"amount": 300_001, "own_cash": 300_001}, 600_002, "Högst 300 000 kr per projekt. Det sökta är 1 kr för mycket."),
    ({"own_cash": 188_000}, 400_000, "Det saknas 12 000 kr i egen finansiering."),
    ({"own_cash": 250_000}, 400_000, "Sökt belopp och egen finansiering är 50 000 kr mer än budgeten."),
    ({"amount": 150_000, "own_cash": 200_000}, 400_000,
     "Budgeten är 50 000 kr mer än sökt belopp och egen finansiering."),
    ({"ends_on": dt.date(2030, 1, 1)}, 400_000, "Projektet får vara högst 3 år: till och med 31 december 2029."),
    ({"ends_on": dt.date(2026, 12, 31)}, 400_000, "Projektet kan inte sluta innan det börjar."),
])  # fmt: skip
def test_the_rules_of_the_call_are_told_with_the_sum(values: dict[str, Any], cost: int, words: str) -> None:
    case = a_call()
    application, _ = case.begin()
    facts = filled() | values
    ends = facts.pop("ends_on")
    case.write(application, cost=cost, **facts)
    application.refresh_from_db()
    application.ends_on = ends
    assert gaps(case, application) == [words]


def test_hours_count_where_the_call_lets_them() -> None:
    case = a_call(own_kind=Call.CoFunding.BOTH)
    application = Application(call=case.call, amount=100_000, own_cash=34_000, own_hours=200)
    found = economy_of(case.call, application, [200_000])
    assert (found.time, found.own, found.needed, found.own_missing) == (66_000, 100_000, 100_000, 0)
    case.call.own_kind = Call.CoFunding.CASH
    assert plain(economy_of(case.call, application, [200_000]).sentence) == (
        "34 000 kr av 100 000 kr som behövs: saknas 66 000 kr i egen finansiering"
    )
    assert economy_of(case.call, application, [100_001]).needed == 50_001


# Handing in


def test_handing_in_gives_the_next_number_and_a_receipt_with_a_copy() -> None:
    case = a_call()
    first, second = case.hand_in(title="Hallen"), case.hand_in(title="Planen")
    assert [(one.number, one.state) for one in (first, second)] == [(1, "submitted"), (2, "submitted")]
    receipt = OutgoingMail.objects.filter(to_email=first.email).latest("pk")
    assert receipt.subject == f"Ansökan 1 är inlämnad: {case.call.title}"
    body = plain(receipt.body)
    assert "Projektets namn:\nHallen" in body
    assert "Budget:\nLedare: 400 000 kr" in body


def test_one_that_lacks_something_is_not_handed_in() -> None:
    case = a_call()
    application, _ = case.begin()
    with pytest.raises(NotAllowed, match="Sökt belopp är inte ifyllt"):
        applications.submit(application, at=NOW)
    application.refresh_from_db()
    assert (application.state, application.number) == ("draft", None)


def test_a_late_one_is_refused_with_the_clock() -> None:
    case = a_call()
    application, _ = case.begin()
    case.write(application, cost=400_000, **filled())
    last = dt.datetime(2026, 10, 31, 23, 59, 59, tzinfo=STOCKHOLM)
    words = (
        "Utlysningen stängde 31 oktober 2026 kl. 23.59. Klockan är nu 0.04 den 1 november 2026. "
        "Det går inte att söka längre."
    )
    with pytest.raises(NotAllowed) as refused:
        applications.submit(application, at=AFTER)
    assert plain(refused.value) == words
    with pytest.raises(NotAllowed):
        applications.begin(case.call, "sen@exempel.se", at=AFTER)
    assert applications.submit(application, at=last).number == 1


def test_one_is_complemented_when_asked_and_keeps_its_number() -> None:
    case = a_call()
    application = case.hand_in()
    with pytest.raises(NotAllowed, match="inlämnad och kan inte ändras"):
        case.write(application, title="Annat")
    checks.send_back(
        application,
        why="Skriv hur många barn.",
        complement_by=dt.date(2026, 11, 10),
        by=case.by,
        today=NOW.date(),
    )
    application.refresh_from_db()
    assert application.state == "returned"
    on = dt.datetime(2026, 11, 10, 22, tzinfo=STOCKHOLM)
    change = Change(BY_KEY["goals"], "60 barn.", mark_of(application.goals))
    applications.save(application, [change], at=on)
    with pytest.raises(NotAllowed, match=r"kan inte kompletteras längre\. Sista dagen var 10 november 2026"):
        applications.submit(application, at=on + dt.timedelta(days=1))
    again = applications.submit(application, at=on)
    assert (again.number, again.state, again.goals) == (1, "submitted", "60 barn.")
    assert case.letters(application)[-2:] == [
        f"Ansökan 1 behöver kompletteras: {case.call.title}", f"Ansökan 1 är inlämnad: {case.call.title}",
    ]  # fmt: skip


def test_one_is_taken_back_and_then_is_not_decided() -> None:
    case = a_call()
    application = case.hand_in()
    assert applications.withdraw(application).state == "withdrawn"
    with pytest.raises(NotAllowed, match="återtagen"):
        applications.withdraw(application)


def test_appendices_are_added_refused_fetched_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    case = open_now()
    application, key = case.begin(at=timezone.now())
    other, other_key = case.begin(at=timezone.now())
    client = Client()

    def add(name: str, content: bytes) -> Any:
        upload = SimpleUploadedFile(name, content)
        return client.post(
            page_of(key), {"s-q-bilaga": "", "q-bilaga": upload}, headers={"Accept": "application/json"}
        )

    assert add("plan.txt", b"En plan.").json()["fields"]["q-bilaga"]["shown"] == "plan.txt"
    assert "tas inte emot" in add("plan.exe", b"MZ").json()["fields"]["q-bilaga"]["wrong"]
    one = application.files.get()
    mine = client.get(reverse("funding:application-file", args=[key, one.pk]))
    assert b"".join(mine.streaming_content) == b"En plan."  # type: ignore[attr-defined]
    assert client.get(reverse("funding:application-file", args=[other_key, one.pk])).status_code == 404
    monkeypatch.setattr(applications, "MOST_FILES", 1)
    assert "Högst 1 bilagor" in add("fler.txt", b"Mer.").json()["fields"]["q-bilaga"]["wrong"]
    client.post(page_of(other_key), {"ta-bort-bilaga": str(one.pk)})
    assert application.files.count() == 1
    client.post(page_of(key), {"ta-bort-bilaga": str(one.pk)})
    assert (application.files.count(), other.files.count()) == (0, 0)


def test_what_was_never_handed_in_is_forgotten_after_ninety_days() -> None:
    case = a_call()
    case.begin()
    kept = case.hand_in()
    at = dt.datetime(2026, 10, 31, 12, tzinfo=STOCKHOLM) + dt.timedelta(days=91)
    assert applications.forget_drafts(at=at - dt.timedelta(days=2)) == 0
    assert applications.forget_drafts(at=at) == 1
    assert list(Application.objects.filter(call=case.call)) == [kept]


def test_a_field_the_call_does_not_ask_for_is_not_saved() -> None:
    case = a_call(own_percent=0)
    application, key = case.begin()
    assert isinstance(BY_KEY["own_cash"], Field)
    Call.objects.filter(pk=case.call.pk).update(opens_on=timezone.localdate(), closes_on=timezone.localdate())
    Client().post(
        page_of(key), {"s-q-own_cash": "", "q-own_cash": "5000", "s-q-state": "", "q-state": "granted"}
    )
    application.refresh_from_db()
    assert (application.own_cash, application.state) == (0, "draft")


def test_the_night_closes_what_has_been_open_long_enough() -> None:
    case = a_call()
    assert calls.close_by_night(today=dt.date(2026, 10, 31)) == 0
    assert calls.close_by_night(today=dt.date(2026, 11, 1)) == 1
    case.call.refresh_from_db()
    assert case.call.state == "closed"
