"""The pages of allocations: who opens them, what they say and refuse, with the same number of queries (G2–G4)."""

import datetime as dt
import io
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from funding import reference
from funding.actions import allocation_booking, allocation_proposals, allocations, keys
from funding.models import Entry
from secretariat.lib import pdf
from secretariat.registry.models import User
from tests import make

from .allocation_case import (
    HALF_AND_HALF,
    County,
    a_county,
    create,
    page,
    words,
)

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def _county(module_rows: None) -> County:
    return a_county()


@pytest.fixture
def county(db: None, _county: County) -> County:
    return deepcopy(_county)


def persons_of(county: County) -> dict[str, User]:
    def secretary_of(body: Any) -> User:
        user = make.user()
        make.membership(seat=make.seat(of=body, kind="secretary"), person=user.person)
        return user

    return {
        "office": make.user(office_role="secretariat"),
        "secretary": secretary_of(county.body),
        "other secretary": secretary_of(make.body()),
        "member": make.approver_user(of=county.body, kind="member"),
        "reader": make.user(office_role="reader"),
        "signed in": make.user(),
    }


# Who


def test_who_reads_and_who_shares_out(county: County, as_user: As) -> None:
    """D9: each page and step for each kind of user."""
    made = county.scenario()
    reading = [
        page("allocation-detail", made),
        page("allocation-export", made, "csv"),
        reverse("funding:allocation-compare", args=[county.pot.pk]),
        reverse("funding:allocation-compare-export", args=[county.pot.pk, "csv"]),
        reverse("funding:key-list"),
        reverse("funding:key-detail", args=[county.tables["2023"].pk]),
        reverse("funding:key-export", args=[county.tables["2023"].pk, "csv"]),
        reverse("funding:item-allocations", args=[county.point().pk]),
        reverse("funding:decision-allocations", args=[county.decided().pk]),
    ]
    writing = [create(county), page("allocation-edit", made)]
    steps = [page("allocation-propose", made), page("allocation-book", made)]
    for name, user in persons_of(county).items():
        client = as_user(user)
        edits = name in ("office", "secretary")
        assert {client.get(url).status_code for url in reading} == {403 if name == "signed in" else 200}, name
        assert {client.get(url).status_code for url in writing} == {200 if edits else 403}, name
        assert {client.post(url).status_code for url in steps} == {200 if edits else 403}, name
        copied = client.post(page("allocation-step", made, "kopiera")).status_code
        assert copied == (302 if edits else 403), name
        takes_in = name in ("office", "secretary", "other secretary")
        assert client.get(reverse("funding:key-import")).status_code == (200 if takes_in else 403), name
        assert client.post(reverse("funding:key-ship")).status_code == (302 if takes_in else 403), name


def test_steps_are_buttons_and_unknown_ones_are_not_there(county: County, as_user: As) -> None:
    made, client = county.scenario(), as_user(county.by)
    for name in ("allocation-propose", "allocation-book"):
        assert client.get(page(name, made)).status_code == 405
    assert client.get(page("allocation-step", made, "kopiera")).status_code == 405
    assert client.post(page("allocation-step", made, "flyg")).status_code == 404
    assert client.get(page("allocation-export", made, "docx")).status_code == 404
    assert (
        client.get(reverse("funding:key-export", args=[county.tables["2023"].pk, "docx"])).status_code == 404
    )
    assert (
        client.get(reverse("funding:allocation-compare-export", args=[county.pot.pk, "docx"])).status_code
        == 404
    )


# Reading


def test_the_page_says_what_every_sum_rests_on(county: County, as_user: As) -> None:
    made = county.scenario(keys=[("2023", 50), ("patienter", 50)], total=1_000_000)
    said = words(as_user(county.by).get(made.get_absolute_url()))
    assert "1 000 000 kr till 12 parter" in said
    assert "Lekeberg 8 606 110 2,69 % 26 891,49 −0,49 26 891 3,1" in said
    assert "Källa: SCB, folkmängd efter kommun. Avser 31 december 2023, hämtad" in said
    assert "Kronor per invånare: invånare 31 december 2023, SCB, folkmängd efter kommun." in said


def test_the_file_has_real_numbers_and_explains_itself(county: County, as_user: As) -> None:
    made = county.scenario(locked={"Nora": 10_000})
    content = as_user(county.by).get(page("allocation-export", made, "xlsx")).content
    book = load_workbook(io.BytesIO(content))
    heads, first, *rest = list(book["Rader"].values)
    assert heads == (
        "part", "kommunkod", "Invånare", "exakt belopp", "avrundning", "kronor", "låst", "kronor per invånare",
    )  # fmt: skip
    assert first[:3] == ("Lekeberg", "1814", 8606)
    assert isinstance(first[5], int)
    assert sum(row[5] for row in [first, *rest]) == 300_000
    assert [row[6] for row in rest if row[0] == "Nora"] == ["ja"]
    told = " ".join(str(row[1]) for row in book["Förklaring"].values)
    assert "Nyckel: Invånare, vikt 100. Källa: SCB, folkmängd efter kommun." in told


@pytest.mark.skipif(not pdf.is_available(), reason="Pango saknas")
def test_the_paper_is_one_page_with_every_sum(county: County, as_user: As) -> None:
    made = county.scenario(keys=[("2023", 50), ("patienter", 50)], total=1_000_000, step=1)
    response = as_user(county.by).get(page("allocation-pdf", made))
    reader = PdfReader(io.BytesIO(response.content))
    assert (response.headers["Content-Type"], len(reader.pages)) == ("application/pdf", 1)
    text = reader.pages[0].extract_text().replace("\xa0", " ")
    for amount in HALF_AND_HALF:
        assert f"{amount:,}".replace(",", " ") in text


def test_a_number_of_queries_that_does_not_grow(county: County, as_user: As) -> None:
    """One and three keys, two and twelve parties, two and four scenarios."""
    client = as_user(county.by)
    small = county.scenario("Liten", parties=["Nora", "Kumla"])
    county.scenario("Annan", parties=["Nora", "Kumla"])

    def asked(*addresses: str) -> list[int]:
        found = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    lists = [
        reverse("funding:allocation-compare", args=[county.pot.pk]),
        create(county),
        reverse("funding:key-list"),
    ]
    before = asked(small.get_absolute_url(), *lists)
    large = county.scenario("Stor", keys=[("2023", 1), ("2022", 1), ("patienter", 1)])
    county.scenario("Fjärde")
    keys.take_in(
        county.tables["patienter"].series, dict.fromkeys(reference.names(), Decimal(1)),
        keys.Origin(dt.date(2026, 6, 30), "Påhittade siffror", dt.date(2026, 7, 1)), by=county.by,
    )  # fmt: skip
    assert asked(large.get_absolute_url(), *lists) == before
    assert max(before) < 20


def test_the_decisions_page_lists_its_pots_with_few_queries(
    county: County, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    county.scenario()
    with django_assert_num_queries(3):
        allocations.grant_section(county.grant, county.by)
    made = county.scenario("Andra")
    county.scenario("Tredje")
    allocation_booking.book(made, decision=county.decided(), by=county.by)
    with django_assert_num_queries(3):
        (line,) = allocations.grant_section(county.grant, county.by)["pots"]
    assert [(one.name, mark) for one, mark in line["allocations"]] == [
        ("Efter invånare", "draft"), ("Andra", "done"), ("Tredje", "draft"),
    ]  # fmt: skip
    assert (line["may_share"], line["compares"]) == (True, True)


# Comparing


def test_scenarios_stand_side_by_side(county: County, as_user: As) -> None:
    first, second = county.scenario("Invånare"), county.scenario("Lika", keys=[(None, 1)])
    dropped = county.scenario("Bortvald")
    allocations.drop(dropped, by=county.by)
    where = reverse("funding:allocation-compare", args=[county.pot.pk])
    shown = as_user(county.by).get(where)
    said = words(shown)
    assert "Lekeberg 8 379 1,0 25 000 +16 621 2,9" in said
    assert "Örebro 155 151 1,0 25 000 −130 151 0,2" in said
    assert "Tillsammans 300 000 300 000 0" in said
    assert "Bortvald" not in said
    assert shown.content.decode().count('<svg class="plot"') == 2
    turned = words(as_user(county.by).get(f"{where}?f={second.pk}&f={first.pk}&f=x&f=999999"))
    assert "Lekeberg 25 000 2,9 8 379 −16 621 1,0" in turned
    book = load_workbook(io.BytesIO(as_user(county.by).get(
        reverse("funding:allocation-compare-export", args=[county.pot.pk, "xlsx"])
    ).content))  # fmt: skip
    heads, row, *_ = list(book["Rader"].values)
    assert heads[2:] == ("Invånare, kronor", "Invånare, kr per invånare", "Lika, kronor", "Lika, skillnad",
                         "Lika, kr per invånare")  # fmt: skip
    assert row == ("Lekeberg", "1814", 8_379, 1, 25_000, 16_621, 2.9)


def test_newer_figures_lead_to_both_side_by_side(county: County, as_user: As) -> None:
    old, client = county.scenario("Efter 2022", keys=[("2022", 1)]), as_user(county.by)
    assert "Räkna om med nyare siffror" in words(client.get(old.get_absolute_url()))
    shown = client.post(page("allocation-step", old, "nyare-siffror"), follow=True)
    assert [one.name for one in shown.context["chosen"]] == ["Efter 2022", "Efter 2022, nyare siffror"]
    assert "Räkna om med nyare siffror" not in words(client.get(county.scenario("Ny").get_absolute_url()))


# Proposed and decided


def test_it_is_proposed_from_its_page_and_shown_on_the_points(county: County, as_user: As) -> None:
    made, item, client = county.scenario(), county.point(), as_user(county.by)
    other = make.item(of=make.meeting(bodies=[make.body()], date=item.meeting.date), title="Annan grupps")
    form = client.get(made.get_absolute_url()).context["propose"]
    assert list(form.fields["item"].queryset) == [item]
    assert "Valet finns inte längre." in words(
        client.post(page("allocation-propose", made), {"item": other.pk})
    )
    assert "Välj den punkt" in words(client.post(page("allocation-propose", made), {}))
    shown = client.post(page("allocation-propose", made), {"item": item.pk}, follow=True)
    assert "Den bokförs när anteckningarna är färdiga." in words(shown)
    slot = reverse("funding:item-allocations", args=[item.pk])
    assert "Efter invånare" in words(client.get(slot, headers=HTMX))
    assert slot in client.get(reverse("meetings:agenda-item", args=[item.pk])).content.decode()
    assert (
        client.get(reverse("funding:item-allocations", args=[other.pk]), headers=HTMX).content.strip() == b""
    )
    assert "Förslaget är taget från punkten." in words(
        client.post(page("allocation-step", made, "ta-tillbaka"), follow=True)
    )


def test_a_decision_that_is_not_finished_is_waited_for(county: County, as_user: As) -> None:
    made, item, client = county.scenario(), county.point(days=0), as_user(county.by)
    allocation_proposals.propose(made, item, by=county.by)
    decision = county.decided(item=item, finished=False)
    said = words(client.get(made.get_absolute_url()))
    assert "Under punkten finns ett beslut. Det bokförs när anteckningarna är färdiga." in said
    shown = client.post(page("allocation-book", made), {"decision": str(decision.pk)})
    assert "Mötets anteckningar är inte färdiga. Fördelningen bokförs när de är det" in words(shown)
    assert "Efter invånare" in words(
        client.get(reverse("funding:decision-allocations", args=[decision.pk]), headers=HTMX)
    )
    assert Entry.objects.count() == 0


def test_booking_suggests_the_points_decision_and_refuses_unknown_ones(county: County, as_user: As) -> None:
    made, item, client = county.scenario(), county.point(days=0), as_user(county.by)
    allocation_proposals.propose(made, item, by=county.by)
    decision = county.decided(item=item)
    assert client.get(made.get_absolute_url()).context["book"]["decision"].value() == decision.number
    slot = client.get(
        reverse("funding:decision-allocations", args=[decision.pk]), headers=HTMX
    ).content.decode()
    link = f"{made.get_absolute_url()}?beslut={quote(decision.number)}&amp;oppna=bokfor#bokfor"
    assert f'<a href="{link}">Bokför med det här beslutet</a>' in slot
    asked = client.get(f"{made.get_absolute_url()}?beslut=CF 2026-9&oppna=bokfor")
    assert asked.context["book"]["decision"].value() == "CF 2026-9"
    unknown = client.post(page("allocation-book", made), {"decision": "CF 2026-999"})
    assert "Det finns inget beslut med det numret som du får läsa." in words(unknown)
    assert "Skriv numret på beslutet." in words(client.post(page("allocation-book", made), {}))
    done = client.post(page("allocation-book", made), {"decision": decision.number}, follow=True)
    assert "Fördelningen är bokförd på 12 konton och kan inte längre ändras." in words(done)
    twice = client.post(page("allocation-book", made), {"decision": decision.number}, follow=True)
    assert "Fördelningen är redan beslutad och bokförd" in words(twice)
    assert Entry.objects.count() == 12


def test_scenarios_are_copied_put_aside_and_taken_up_by_buttons(county: County, as_user: As) -> None:
    made, client = county.scenario(), as_user(county.by)
    said = words(client.post(page("allocation-step", made, "kopiera"), follow=True))
    assert "Räkneexemplet är kopierat." in said
    assert "Räkneexemplet är bortvalt." in words(
        client.post(page("allocation-step", made, "valj-bort"), follow=True)
    )
    assert "Räkneexemplet är med igen." in words(
        client.post(page("allocation-step", made, "ta-upp"), follow=True)
    )
    refused = client.post(page("allocation-step", made, "ta-upp"), follow=True)
    assert "Fördelningen är inte bortvald." in words(refused)
