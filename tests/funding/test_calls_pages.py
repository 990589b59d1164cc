"""Pages of calls: lists under a constant number of queries, who may see what, and the way through all of them (G8)."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from funding import call_calendar, call_start
from funding.access import may_fetch_file
from funding.actions import assessments, call_decisions, calls
from funding.models import Application, ApplicationFile, Call, Fund
from secretariat.lib.access import Permission, Role, may
from secretariat.registry.models import StoredFile, User
from tests import make

from .call_case import DAY, PAID, CallCase, a_call

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"funding:{name}", args=args)


def stored() -> StoredFile:
    number = make.number()
    return StoredFile.objects.create(
        file=f"aa/{number}",
        name="plan.txt",
        content_type="text/plain",
        size=1,
        sha256=str(number),
        circle="meeting",
    )


# Lists


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_calls_asks_as_much_whatever_its_length(
    as_user: Login, secretary: User, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        a_call().hand_in()
    client = as_user(secretary)
    client.get(url("call-list"))
    with django_assert_num_queries(4):
        words = client.get(url("call-list")).content.decode()
    assert words.count("1\u00a0ansökan") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_applications_asks_as_much_whatever_its_length(
    as_user: Login, secretary: User, django_assert_num_queries: Any, count: int
) -> None:
    case = a_call()
    for number in range(count):
        case.hand_in(title=f"Hall {number}")
    case.begin()
    client = as_user(secretary)
    client.get(url("application-list", case.call.slug))
    with django_assert_num_queries(5):
        words = client.get(url("application-list", case.call.slug)).content.decode()
    assert (words.count('<h3><a href="/medel/ansokningar/'), "är påbörjad" in words) == (count, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_compiled_table_asks_as_much_whatever_its_length(
    as_user: Login, secretary: User, django_assert_num_queries: Any, count: int
) -> None:
    case = a_call()
    case.assessor("Alva")
    for _ in range(count):
        case.judge(case.complete(), "Alva", 5, 5)
    client = as_user(secretary)
    client.get(url("assessment-list", case.call.slug))
    with django_assert_num_queries(11):
        words = client.get(url("assessment-list", case.call.slug)).content.decode()
    assert words.count("<b>100</b>") == count


def test_calls_are_searched_and_filtered_and_fetched(as_user: Login, secretary: User) -> None:
    one, other = a_call(title="Simhall"), a_call(title="Skidspår", opened=False)
    client = as_user(secretary)

    def found(query: str) -> set[str]:
        words = client.get(url("call-list") + query).content.decode()
        return {case.call.title for case in (one, other) if f">{case.call.title}<" in words}

    assert found("") == {"Simhall", "Skidspår"}
    assert found("?q=sim") == {"Simhall"}
    assert found("?lage=draft") == {"Skidspår"}
    assert found(f"?medel={one.money.fund.slug}") == {"Simhall"}
    sheet = load_workbook(io.BytesIO(client.get(url("call-export", "xlsx") + "?q=sim").content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert (len(rows), rows[1][0], rows[1][5], rows[1][6]) == (2, "Simhall", 1_000_000, 300_000)
    assert client.get(url("call-export", "exe")).status_code == 404


def test_applications_are_searched_sorted_and_fetched_with_real_numbers(
    as_user: Login, secretary: User
) -> None:
    case = a_call()
    case.hand_in(title="Liten", amount=10_000)
    case.hand_in(title="Stor", amount=300_000)
    client, address = as_user(secretary), url("application-list", case.call.slug)

    def order(query: str) -> list[str]:
        words = client.get(address + query).content.decode()
        return sorted((one for one in ("1. Liten", "2. Stor") if one in words), key=words.index)

    assert order("") == ["1. Liten", "2. Stor"]
    assert order("?ordning=belopp") == ["2. Stor", "1. Liten"]
    assert order("?q=stor") == ["2. Stor"]
    assert order("?lage=complete") == []
    content = client.get(url("application-export", case.call.slug, "xlsx")).content
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert [row[9] for row in rows[1:]] == [10_000, 300_000]


# Who may see what


def pages(case: CallCase, application: Application) -> dict[str, str]:
    slug = case.call.slug
    return {
        "call": url("call-detail", slug), "list": url("application-list", slug), "judged": url("assessment-list", slug),
        "file": url("assessment-export", slug, "csv"), "protocol": url("assessment-protocol", slug),
        "one": url("application-detail", application.pk), "judge": url("assessment-edit", application.pk),
        "amounts": url("proposal-edit", slug), "edit": url("call-edit", slug),
    }  # fmt: skip


def test_each_role_meets_the_answer_it_should(as_user: Login, secretary: User) -> None:
    case = a_call()
    assessor = case.assessor("Alva").user
    other_assessor = a_call().assessor("Bror").user
    application = case.complete()
    member = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="member"), person=member.person)
    other_secretary = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other_secretary.person)
    mine = pages(case, application)

    def opened(user: User) -> set[str]:
        client = as_user(user)
        return {name for name, address in mine.items() if client.get(address).status_code == 200}

    assert opened(secretary) == set(mine) - {"judge"}
    assert opened(assessor) == {"call", "judged", "file", "one", "judge"}
    assert opened(other_assessor) == {"call"}
    assert opened(make.user(office_role="reader")) == {"call"}
    assert opened(member) == {"call"}
    assert opened(other_secretary) == {"call"}
    assert opened(make.user()) == set()


def test_an_assessor_sees_only_what_is_checked_and_nothing_of_what_it_is_jävig_in(as_user: Login) -> None:
    case = a_call()
    who = case.assessor("Alva")
    begun, _ = case.begin()
    handed_in, complete = case.hand_in(), case.complete()
    file = ApplicationFile.objects.create(application=complete, stored=stored()).stored
    early = ApplicationFile.objects.create(application=handed_in, stored=stored()).stored
    client = as_user(who.user)

    def status(*rows: Application) -> list[int]:
        return [client.get(url("application-detail", one.pk)).status_code for one in rows]

    assert status(begun, handed_in, complete) == [404, 403, 200]
    assert (may_fetch_file(who.user, file), may_fetch_file(who.user, early)) == (True, False)
    assert "Lämna bedömningen" in client.get(url("assessment-edit", complete.pk)).content.decode()
    client.post(url("assessment-declare", complete.pk), {"why": "Min bror leder föreningen."})
    assert status(complete) == [403]
    assert client.get(url("assessment-edit", complete.pk)).status_code == 403
    assert not may_fetch_file(who.user, file)
    words = client.get(url("assessment-list", case.call.slug)).content.decode()
    assert "jäv" in words
    assert url("application-detail", complete.pk) not in words


def test_files_of_an_application_are_for_handlers_and_its_assessors_alone(secretary: User) -> None:
    case = a_call()
    file = ApplicationFile.objects.create(application=case.complete(), stored=stored()).stored
    stranger = a_call().assessor("Bror").user
    reader = make.user(office_role="reader")
    assert [may_fetch_file(one, file) for one in (secretary, case.by, stranger, reader)] == [
        True,
        True,
        False,
        False,
    ]


def test_the_role_of_an_assessor_ends_with_the_call() -> None:
    case = a_call()
    user = case.assessor("Alva").user
    assert may(User.objects.get(pk=user.pk), Permission.APPLICATION_ASSESS)
    calls.cancel(case.call, why="Pengarna drogs in.", by=case.by)
    fresh = User.objects.get(pk=user.pk)
    assert not may(fresh, Permission.APPLICATION_ASSESS)
    assert Role.ASSESSOR not in getattr(fresh, "_roles", {})


def test_a_draft_is_nobody_elses(as_user: Login, secretary: User) -> None:
    case = a_call(opened=False)
    reader = make.user(office_role="reader")
    seen = [as_user(one).get(url("call-detail", case.call.slug)).status_code for one in (secretary, reader)]
    assert seen == [200, 404]
    assert case.call.title not in as_user(reader).get(url("call-list")).content.decode()
    assert Client().get(url("call-public", case.call.slug)).status_code == 404
    assert case.call.title not in Client().get(url("call-public-list")).content.decode()


def test_the_search_knows_nothing_of_applications(as_user: Login, secretary: User) -> None:
    case = a_call()
    case.hand_in(title="Zebrastallet")
    words = as_user(secretary).get(reverse("home:search") + "?q=zebrastallet").content.decode()
    assert case.call.get_absolute_url() not in words
    assert "/medel/ansokningar/" not in words


def test_the_public_page_tells_nothing_of_who_applies_until_the_granted_are_published() -> None:
    case = a_call()
    granted, rejected = case.complete(title="Hallen"), case.complete(title="Planen")
    address = url("call-public", case.call.slug)
    case.close()
    case.propose({granted: 100_000, rejected: 0})

    def shown() -> list[bool]:
        words = Client().get(address).content.decode()
        return [one in words for one in ("Hallen", "Planen", granted.email, "Berit Sandmark")]

    assert shown() == [False] * 4
    call_decisions.decide(case.call, decision=None, case_number="26RS1", on=DAY, parts=PAID, by=case.by)
    assert shown() == [False] * 4
    call_decisions.publish_granted(case.call, by=case.by)
    assert shown() == [True, False, False, False]


# Steps on the pages


def test_the_office_makes_a_call_and_opens_it(as_user: Login, secretary: User) -> None:
    money = a_call(opened=False).money
    client, today = as_user(secretary), timezone.localdate()
    facts = {
        "pot": money.pot.pk, "title": "Kraft för unga", "text": "För unga.", "opens_on": today.isoformat(),
        "closes_on": (today + dt.timedelta(days=20)).isoformat(), "max_amount": "300 tkr", "max_years": "3",
        "own_percent": "50", "own_kind": "both", "hour_value": "330", "appeal": "Kan inte överklagas.",
        "checklist": "Stadgar\nFirmatecknare",
    }  # fmt: skip
    wrong = client.post(url("call-create"), facts | {"max_amount": "300,000", "own_percent": "101"})
    assert "Menar du 300" in wrong.content.decode()
    assert client.post(url("call-create"), facts).status_code == 302
    call = Call.objects.get(title="Kraft för unga")
    assert (call.slug, call.max_amount, call.checklist, call.state) == (
        "kraft-for-unga", 300_000, ["Stadgar", "Firmatecknare"], "draft",
    )  # fmt: skip
    client.post(url("criterion-add", call.slug), {"name": "Nytta", "weight": "2", "max_points": "5"})
    refused = client.post(
        url("criterion-add", call.slug), {"name": "nytta", "weight": "0", "max_points": "5"}
    )
    assert "Följande behöver rättas" in refused.content.decode()
    client.post(url("call-step", call.slug, "oppna"))
    call.refresh_from_db()
    assert call.state == "open"
    edited = client.get(url("call-edit", call.slug)).content.decode()
    assert 'name="max_amount"' not in edited


def test_the_office_goes_all_the_way_from_check_to_decision(as_user: Login, secretary: User) -> None:
    case = a_call(checklist=["Stadgar"])
    granted, rejected = case.hand_in(org_number="802400-1235"), case.hand_in()
    client, slug = as_user(secretary), case.call.slug
    refused = client.post(url("application-check", granted.pk), {"komplett": "1"})
    assert "Inte avbockat: Stadgar." in refused.content.decode()
    for one in (granted, rejected):
        client.post(url("application-check", one.pk), {"avbockat": "Stadgar", "komplett": "1"})
    client.post(url("application-connect", granted.pk), {"ny": "1", "kind": "civil_society"})
    case.close()
    address = url("proposal-edit", slug)
    over = client.post(address, {f"belopp-{granted.pk}": "250 000", f"belopp-{rejected.pk}": "0"})
    assert "mer än det sökta" in over.content.decode()
    assert 'value="250 000"' in over.content.decode()
    said = {
        f"belopp-{granted.pk}": "200 000",
        f"belopp-{rejected.pk}": "0",
        f"skal-{rejected.pk}": "Ryms inte.",
    }
    assert client.post(address, said).status_code == 302
    assert client.post(url("call-step", slug, "lamna"), {}).status_code == 302
    paid = {"case_number": "26RS1", "on": "2026-12-01", "day-1": "2027-01-31", "percent-1": "100"}
    wrong = client.post(url("call-decide", slug), paid | {"percent-1": "90"})
    assert "tillsammans 90 procent" in wrong.content.decode()
    assert client.post(url("call-decide", slug), paid).status_code == 302
    granted.refresh_from_db()
    assert (granted.state, granted.granted_amount) == ("granted", 200_000)
    pdf = client.get(url("application-letter", granted.pk))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    for name in (
        "call-detail",
        "application-list",
        "assessment-list",
        "assessment-protocol",
        "proposal-edit",
    ):
        assert client.get(url(name, slug)).status_code == 200, name


def test_the_page_of_a_decision_shows_its_calls(as_user: Login, secretary: User) -> None:
    case = a_call()
    case.hand_in()
    words = as_user(secretary).get(case.money.grant.get_absolute_url()).content.decode()
    assert case.call.get_absolute_url() in words


# The year and the start page


def test_the_year_knows_when_a_call_opens_closes_and_is_decided(secretary: User) -> None:
    case = a_call(decides_on=dt.date(2026, 12, 9))
    a_call(opened=False)
    found = call_calendar.events((dt.date(2026, 10, 1), dt.date(2026, 12, 31)), secretary)
    assert [(one.start, one.title.rsplit(": ", 1)[1]) for one in found] == [
        (dt.date(2026, 10, 1), "öppnar"), (dt.date(2026, 10, 31), "sista dag att söka"),
        (dt.date(2026, 12, 9), "beslutas"),
    ]  # fmt: skip
    assert call_calendar.events((dt.date(2026, 10, 1), dt.date(2026, 12, 31)), make.user()) == []
    assert case.call.title in found[0].title


def test_the_start_page_says_what_waits_to_be_checked_and_judged() -> None:
    case = a_call()
    Fund.objects.filter(pk=case.money.fund.pk).update(responsible=case.by.person)
    who = case.assessor("Alva")
    case.hand_in()
    application = case.complete()
    assert [one.status for one in call_start.waiting(case.by)] == ["1 ansökan att kontrollera"]
    assert [one.status for one in call_start.waiting(who.user)] == ["1 ansökan att bedöma"]
    assessments.declare(application, who, why="Jäv.", by=who.user)
    assert call_start.waiting(who.user) == []
