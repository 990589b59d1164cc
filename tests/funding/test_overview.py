"""All money at once: sums, filters, what lapses, the file, and as many questions whatever there is (G5, part 6)."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from funding import calendar, start
from funding.actions import ledger, overview
from funding.actions.overview import Chosen
from funding.deadlines import quarter_from
from funding.models import GrantDecision
from secretariat.registry.models import User
from tests import make

from .case import KIND, Money, some_money
from .test_funds_pages import NBSP, words

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
TODAY = dt.date(2026, 11, 22)


def of(chosen: Chosen, today: dt.date = TODAY) -> overview.Overview:
    return overview.overview_of(overview.given(), chosen, today=today)


SUMS = ((KIND.ALLOCATED, 100_000), (KIND.REQUESTED, 80_000), (KIND.PAID, 60_000), (KIND.USED, 20_000))


def a_year(*names: str, **fields: Any) -> Money:
    """Each party has 100 000 kr, 60 000 of it paid and 20 000 used."""
    money = some_money(*names, **fields)
    for name in names:
        for kind, amount in SUMS:
            money.post(name, kind, amount)
    return money


def test_rows_add_up_to_the_total_per_fund_and_per_party() -> None:
    one, two = a_year("Nora", "Kumla"), a_year("Laxå")
    shown = of(Chosen(year=2026))
    assert {row.name: (row.granted, row.balance.used) for row in shown.funds} == {
        one.fund.name: (1_000_000, 40_000), two.fund.name: (1_000_000, 20_000),
    }  # fmt: skip
    assert {row.name: row.balance.left for row in shown.parties} == dict.fromkeys(
        ("Nora", "Kumla", "Laxå"), 80_000
    )
    for rows in (shown.funds, shown.parties):
        assert sum((row.balance for row in rows), ledger.Balance()) == shown.total
    assert (shown.granted, shown.total.allocated, shown.not_allocated, shown.left) == (
        2_000_000, 300_000, 1_700_000, 1_940_000,
    )  # fmt: skip
    assert sum(row.left for row in shown.funds) == shown.left


def test_a_party_a_fund_and_a_year_are_chosen_together() -> None:
    money = a_year("Nora", "Kumla")
    later = money.next_year()
    later.post("Nora", KIND.ALLOCATED, 7_000)
    nora = money.accounts["Nora"].party_id
    a_year("Laxå")
    shown = of(Chosen(year=2027, fund=money.fund.pk, party=nora))
    assert ([row.name for row in shown.funds], [row.name for row in shown.parties]) == (
        [money.fund.name],
        ["Nora"],
    )
    assert (shown.granted, shown.total.left) == (7_000, 7_000)
    assert of(Chosen(party=nora)).total.allocated == 107_000


def test_what_lapses_within_a_quarter_is_said_and_what_is_too_late_too() -> None:
    soon = a_year("Nora", uses_to=TODAY + dt.timedelta(days=39))
    late = a_year("Kumla", uses_to=TODAY - dt.timedelta(days=1))
    far = a_year("Laxå", uses_to=TODAY + dt.timedelta(days=200))
    shown = of(Chosen(year=2026))
    assert [(one.grant, one.left, one.days, one.lapses, one.is_late) for one in shown.due] == [
        (late.grant, 980_000, "gick ut i går", False, True),
        (soon.grant, 980_000, "39 dagar kvar", True, False),
        (far.grant, 980_000, "200 dagar kvar", False, False),
    ]
    assert shown.lapsing_sum == 980_000
    GrantDecision.objects.filter(pk=late.grant.pk).update(closed_at=timezone.now())
    assert [one.grant for one in of(Chosen(year=2026)).due] == [soon.grant, far.grant]


def test_a_quarter_is_three_months_also_over_a_short_february() -> None:
    days = [dt.date(2026, 11, 30), dt.date(2026, 1, 31), dt.date(2026, 12, 31), dt.date(2026, 6, 15)]
    assert [quarter_from(day).isoformat() for day in days] == [
        "2027-02-28", "2026-04-30", "2027-03-31", "2026-09-15",
    ]  # fmt: skip


def test_the_page_says_the_answer_first_and_keeps_its_filters_in_the_address(as_user: As) -> None:
    money = a_year("Nora", "Kumla")
    client = as_user(make.user(office_role="reader"))
    said = words(client.get("/medel/oversikt/")).replace(NBSP, " ")
    assert (
        "Medel 2026 1 000 000 kr beslutat. 960 000 kr kvar att använda. 800 000 kr är inte fördelat." in said
    )
    nora = money.accounts["Nora"].party
    shown = client.get("/medel/oversikt/", {"part": nora.pk, "medel": money.fund.slug, "ar": "alla"})
    assert "Medel alla år, Nora 100 000 kr fördelat. 80 000 kr kvar att använda." in words(shown).replace(
        NBSP, " "
    )
    assert "hittapa" not in words(
        client.get("/medel/oversikt/", {"ar": "hittapa", "part": "0", "medel": "x"})
    )


def test_the_file_has_real_numbers_and_explains_them(as_user: As) -> None:
    money = a_year("Nora", "Kumla")
    content = as_user(money.by).get("/medel/oversikt/hamta/").content
    book = load_workbook(io.BytesIO(content))
    rows = list(book["Rader"].values)
    heads = {name: place for place, name in enumerate(rows[0])}
    nora = next(row for row in rows if row[heads["part"]] == "Nora")
    assert [nora[heads[f"{name} kronor"]] for name in ("fördelat", "utbetalt", "använt", "kvar", "hos parten")] == [
        100_000, 60_000, 20_000, 80_000, 40_000,
    ]  # fmt: skip
    assert nora[heads["används senast datum"]] == dt.datetime(2026, 12, 31)  # noqa: DTZ001 – as the file says it
    explained = {row[0] for row in book["Förklaring"].values}
    assert set(rows[0]) <= explained


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_as_many_questions_for_many_funds_parties_and_years_as_for_few(as_user: As) -> None:
    """3 and 16 parties, 1 and 20 funds, 1 and 10 years."""
    money = a_year("Nora", "Kumla", "Laxå")
    client = as_user(money.by)
    urls = (
        "/medel/oversikt/",
        "/medel/oversikt/?ar=alla",
        "/medel/oversikt/hamta/",
        "/medel/",
        money.fund.get_absolute_url(),
    )
    few = [queries_of(client, url) for url in urls]
    more = some_money(*(f"Part {number}" for number in range(16)))
    for name in more.accounts:
        more.post(name, KIND.ALLOCATED, 1_000)
    for _ in range(18):
        some_money("Nora")
    year = more
    for _ in range(9):
        year = year.next_year()
        year.post("Part 3", KIND.ALLOCATED, 5)
    assert [queries_of(client, url) for url in urls] == few
    assert max(few) <= 12


# The year and the start page


def test_last_days_stand_in_the_year() -> None:
    """I1."""
    money = some_money("Nora", request_by=dt.date(2026, 5, 7), repay_by=dt.date(2027, 3, 31))
    reader = make.user(office_role="reader")
    found = calendar.events((dt.date(2026, 1, 1), dt.date(2026, 12, 31)), reader)
    assert [(one.title, one.start) for one in found] == [
        (f"{money.fund.name} 2026: sista dag att rekvirera", dt.date(2026, 5, 7)),
        (f"{money.fund.name} 2026: sista dag att använda medlen", dt.date(2026, 12, 31)),
    ]
    assert found[0].in_year
    assert (found[0].in_year.series, found[0].in_year.parties) == (
        "Sista dag för rekvisition", frozenset({money.accounts["Nora"].party_id}),
    )  # fmt: skip
    assert calendar.events((dt.date(2026, 1, 1), dt.date(2026, 12, 31)), make.user()) == []
    GrantDecision.objects.update(closed_at=timezone.now())
    assert calendar.events((dt.date(2026, 1, 1), dt.date(2026, 12, 31)), reader) == []


def test_the_start_page_tells_whoever_is_responsible_what_is_late_and_what_lapses() -> None:
    today = timezone.localdate()
    user = make.user(office_role="secretariat")
    money = some_money("Nora", request_by=today - dt.timedelta(days=2), uses_to=today + dt.timedelta(days=20),
                       uses_from=today - dt.timedelta(days=200))  # fmt: skip
    assert start.waiting(user) == []
    money.fund.responsible = user.person
    money.fund.save()
    assert [(one.reason.replace(NBSP, " "), one.is_late) for one in start.waiting(user)] == [
        ("Sista dag för rekvisition gick ut för 2 dagar sedan.", True),
        ("1 000 000 kr kvar att använda, 20 dagar kvar.", False),
    ]
    reader = make.user(office_role="reader", person=make.person())
    money.fund.responsible = reader.person
    money.fund.save()
    assert start.waiting(reader) == []
