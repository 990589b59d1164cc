"""Filling in the form of an allocation: the vectors into the ledger, every way to type a sum, each refusal (G2)."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from django.test import Client

from funding.actions import allocation_booking
from funding.models import Allocation, Entry
from secretariat.registry.models import User

from .allocation_case import (
    HALF_AND_HALF,
    IN_THOUSANDS,
    VECTORS,
    County,
    a_county,
    create,
    page,
    typed,
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


# The vectors, from the page to the rows to the ledger (domain 4.4)


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        *(({"total": f"{total}"}, amounts) for total, amounts in VECTORS.items()),
        ({"total": "5 mnkr", "step": "1 tkr"}, tuple(amount * 1_000 for amount in IN_THOUSANDS)),
        ({"total": "1.000.000 kr", "vikt_0": "50", "nyckel_1": "patienter", "vikt_1": "50 %"}, HALF_AND_HALF),
    ],
)
def test_a_vector_from_the_page_into_the_ledger(
    county: County, as_user: As, said: dict[str, str], amounts: tuple[int, ...]
) -> None:
    said = {
        key: str(county.tables[value].pk) if value in county.tables else value for key, value in said.items()
    }
    client = as_user(county.by)
    response = client.post(create(county), typed(county, **said))
    made = Allocation.objects.get()
    assert response.headers["Location"] == made.get_absolute_url()
    assert county.amounts(made) == amounts
    decision = county.decided()
    client.post(page("allocation-book", made), {"decision": decision.number})
    rows = Entry.objects.filter(allocation=made).order_by("account__party__municipality_code")
    assert tuple(rows.values_list("amount", flat=True)) == amounts
    assert f"Beslutad genom {decision.number} , bokförd" in words(client.get(made.get_absolute_url()))


# The form


def test_the_form_begins_with_what_is_left_and_the_newest_population(county: County, as_user: As) -> None:
    county.pot.amount = 400_000
    county.pot.save()
    shown = as_user(county.by).get(create(county))
    form = shown.context["form"]
    assert (form["total"].value(), form["nyckel_0"].value(), form["vikt_0"].value()) == (
        "400\xa0000", str(county.tables["2023"].pk), "100",
    )  # fmt: skip
    assert sum(bool(box.value()) for box, _ in form.party_rows()) == 12
    assert "Potten har 400 000 kr kvar att fördela." in words(shown)


def test_it_is_seen_anew_without_being_saved(county: County, as_user: As) -> None:
    """By htmx the table alone, without script the whole page; what was typed stands."""
    client = as_user(county.by)
    part = client.post(create(county), typed(county, do="preview"), headers=HTMX)
    assert part.content.decode().strip().startswith('<section class="section" id="allocation-result"')
    assert "Lekeberg 8 606 2,79 % 8 379,31 −0,31 8 379 1,0" in words(part)
    whole = client.post(create(county), typed(county, do="preview", total="0,3 mnkr"))
    assert "Tillsammans 300 000" in words(whole)
    assert whole.context["form"]["total"].value() == "0,3 mnkr"
    assert Allocation.objects.count() == 0


WAYS = ("300000", "300 000", "300\u00a0000", "300.000", "300.000 kr", "300 tkr", "0,3 mnkr", "300 .000")


@pytest.mark.parametrize("text", WAYS)
def test_every_way_to_write_an_amount_is_read_in_every_field(county: County, as_user: As, text: str) -> None:
    """interface 1.2; also in the step, the least and a settled sum."""
    client, nora = as_user(county.by), county.parties["Nora"].pk
    client.post(
        create(county), typed(county, total="3 600 000", step=text, minimum=text, **{f"las_{nora}": text})
    )
    made = Allocation.objects.get()
    assert (made.step, made.minimum) == (300_000, 300_000)
    assert county.amounts(made) == (300_000,) * 12
    assert made.rows.get(is_locked=True).party_id == nora


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("300.00", "Du skrev ”300.00”. Menar du 300 kr eller 30 000 kr? Välj under fältet."),
        ("300,000", "Du skrev ”300,000”. Menar du 300 000 kr eller 300 kr? Välj under fältet."),
        ("-300 000", "Beloppet ska vara"),
        (
            "ungefär 300",
            "”ungefär 300” går inte att läsa som ett belopp. Skriv hela kronor, till exempel 300 000.",
        ),
        ("1e5", "”1e5” går inte att läsa som ett belopp."),
        ("99999999999999999999", "går inte att läsa som ett belopp."),
    ],
)
def test_an_amount_that_is_unclear_is_asked_about_and_nothing_is_lost(
    county: County, as_user: As, text: str, reason: str
) -> None:
    client, nora = as_user(county.by), county.parties["Nora"].pk
    for name in ("total", "step", "minimum", f"las_{nora}"):
        shown = client.post(create(county), typed(county, text="Motivet står kvar", **{name: text}))
        assert shown.status_code == 200
        assert reason in words(shown), name
        assert shown.context["form"][name].value() == text
        assert "Motivet står kvar" in words(shown)
    assert Allocation.objects.count() == 0


def test_what_was_meant_is_chosen_among_the_readings(county: County, as_user: As) -> None:
    said = typed(county, total="300,000") | {"total-menar": "300000|300,000"}
    as_user(county.by).post(create(county), said)
    assert Allocation.objects.get().total == 300_000


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": " "}, "Namn: Skriv ett namn på räkneexemplet."),
        ({"total": ""}, "Skriv beloppet i hela kronor, till exempel 300 000."),
        ({"total": "0"}, "Beloppet ska vara mer än noll kronor."),
        ({"step": "0"}, "Beloppet ska vara mer än noll kronor."),
        ({"total": "10 000 001"}, "Summan är 1 kr mer än de 10 000 000 kr som potten har kvar."),
        ({"vikt_0": ""}, "Skriv hur tungt nyckeln väger, till exempel 50."),
        ({"vikt_0": "0"}, "Vikten ska vara mer än noll. Välj ingen nyckel om den inte ska räknas."),
        ({"vikt_0": "-1"}, "Vikten ska vara mer än noll."),
        ({"vikt_0": "halva"}, "”halva” är inget tal. Skriv till exempel 50."),
        ({"vikt_0": "0,00001"}, "Vikten ska vara högst 99 999, med högst fyra decimaler."),
        (
            {"nyckel_1": "lika", "vikt_1": "1", "nyckel_2": "lika", "vikt_2": "1"},
            "Nyckeln är vald två gånger.",
        ),
        ({"nyckel_0": "", "vikt_0": ""}, "Välj minst en nyckel att fördela efter, eller lås allas belopp."),
        ({"nyckel_0": "999999"}, "Valet finns inte längre. Välj ett av alternativen."),
    ],
)
def test_each_bad_choice_is_told(county: County, as_user: As, changed: dict[str, str], reason: str) -> None:
    shown = as_user(county.by).post(create(county), typed(county, **changed))
    assert reason in words(shown)
    assert Allocation.objects.count() == 0
    by_htmx = as_user(county.by).post(create(county), typed(county, do="preview", **changed), headers=HTMX)
    assert reason.split(": ")[-1] in words(by_htmx)


def test_a_settled_sum_without_its_party_is_told(county: County, as_user: As) -> None:
    nora = county.parties["Nora"].pk
    said = typed(county, **{f"part_{nora}": "(bort)", f"las_{nora}": "100"})
    assert "Kryssa för Nora, eller ta bort beloppet." in words(as_user(county.by).post(create(county), said))


def test_a_scenario_is_changed_and_a_decided_one_is_not(county: County, as_user: As) -> None:
    made, client = county.scenario(), as_user(county.by)
    client.post(page("allocation-edit", made), typed(county, name="Nytt namn", total="1 234 567"))
    made.refresh_from_db()
    assert (made.name, county.amounts(made)) == ("Nytt namn", VECTORS[1_234_567])
    allocation_booking.book(made, decision=county.decided(), by=county.by)
    shown = client.get(page("allocation-edit", made), follow=True)
    assert (
        "Fördelningen är beslutad och kan inte ändras. Kopiera den, eller rätta på parternas konton."
        in words(shown)
    )
