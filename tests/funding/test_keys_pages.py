"""Nyckeltal: shown row by row before they are taken in, all or nothing; the list, a table, the file (G2, G4)."""

import datetime as dt
import re
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from funding import reference
from funding.actions import keys
from funding.actions.keys import Origin
from funding.models import KeySeries, KeyTable
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User

from .allocation_case import County, a_county

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
IMPORT = "/medel/nyckeltal/las-in/"


@pytest.fixture(scope="module")
def _county(module_rows: None) -> County:
    return a_county()


@pytest.fixture
def county(db: None, _county: County) -> County:
    return deepcopy(_county)


def words(response: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split())


def figures(**changed: str) -> dict[str, str]:
    values = {code: str(number) for number, code in enumerate(reference.names(), 100)} | changed
    return {code: value for code, value in values.items() if value != "(bort)"}


def file(values: dict[str, str], *, name: str = "antal") -> SimpleUploadedFile:
    rows = "".join(f"{code};{value}\n" for code, value in values.items())
    return SimpleUploadedFile("siffror.csv", f"kommunkod;{name}\n{rows}".encode("cp1252"))


def said(**changed: Any) -> dict[str, Any]:
    known = {
        "series": "", "name": "Glesbygd", "unit": "", "reference_on": "31 december 2025", "retrieved_on": "2026-02-01",
        "source": "Tillväxtverket", "source_id": "", "do": "preview",
    }  # fmt: skip
    return known | changed


def test_a_file_is_shown_row_by_row_and_then_taken_in_whole(county: County, as_user: As) -> None:
    client = as_user(county.by)
    shown = client.post(IMPORT, said(upload=file(figures())))
    assert KeyTable.objects.filter(series__name="Glesbygd").count() == 0
    assert "12 nya" in words(shown)
    assert "2 Lekeberg 1814 100 Ny" in words(shown)
    kept = shown.context["form"]["kept"].value()
    done = client.post(IMPORT, said(do="save", kept=kept), follow=True)
    table = KeyTable.objects.get(series__name="Glesbygd")
    assert dict(table.values.values_list("code", "value")) == {
        code: Decimal(v) for code, v in figures().items()
    }
    assert "Glesbygd, 31 december 2025: 12 värden är inlästa." in words(done)
    assert "Källa: Tillväxtverket. Hämtad 1 februari 2026." in words(done)
    again = client.post(IMPORT, said(series=str(table.series_id), name="", upload=file(figures(**{"1814": "7"})),
                                     reference_on="2026-06-30", retrieved_on="2026-07-01"))  # fmt: skip
    assert "1 ändrade 11 oförändrade" in words(again)
    assert "2 Lekeberg 1814 7 100 Ändrad" in words(again)
    assert "Jämfört med siffrorna för 31 december 2025." in words(again)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"1881": "(bort)"}, "Kumla (1881) saknar rad i filen. Lägg till dem, med 0 om värdet är noll."),
        ({"1881": ""}, "Rad 9, kolumn antal: Värdet saknas. Skriv 0 om det är noll."),
        ({"1899": "1"}, "Rad 14, kolumn antal: Det finns ingen kommun med koden 1899."),
        ({"1881": "-3"}, "Rad 9, kolumn antal: −3 är mindre än noll."),
    ],
)
def test_nothing_is_taken_in_where_a_row_is_refused(
    county: County, as_user: As, changed: dict[str, str], reason: str
) -> None:
    client = as_user(county.by)
    shown = client.post(IMPORT, said(upload=file(figures(**changed)), do="save"))
    assert reason in words(shown)
    assert "Ingenting läses in förrän det här är rättat:" in words(shown)
    assert "Läs in 1" not in words(shown)
    assert not KeyTable.objects.filter(series__name="Glesbygd").exists()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": ""}, "Välj ett nyckeltal i listan, eller skriv namnet på ett nytt."),
        ({"name": "INVÅNARE"}, "Det finns redan. Välj det i listan i stället."),
        ({"reference_on": "31/12 kanske"}, "Skriv datumet som 2026-03-04 eller 4 mars 2026."),
        ({"reference_on": ""}, "Skriv vilken dag siffrorna avser."),
        ({"source": ""}, "Skriv källan. Den står vid varje fördelning."),
        ({"upload": ""}, "Välj en fil."),
        ({"upload": "", "kept": "fusk"}, "Filen följde inte med. Välj den igen."),
        ({"upload": SimpleUploadedFile("a.xlsx", b"PK\x03\x04")}, "Filen är en Excelfil."),
        (
            {"source": "Kolada", "is_processed": "on"},
            "Siffror som ni har bearbetat får inte ha Kolada som källa.",
        ),
        ({"retrieved_on": "2025-12-30"}, "Siffrorna kan inte vara hämtade före den dag de avser."),
    ],
)
def test_each_thing_that_is_missing_is_told_and_nothing_is_lost(
    county: County, as_user: As, changed: dict[str, Any], reason: str
) -> None:
    told = said(unit="kommuner i glesbygd", upload=file(figures()))
    shown = as_user(county.by).post(IMPORT, told | changed)
    assert reason in words(shown)
    assert shown.context["form"]["unit"].value() == "kommuner i glesbygd"
    assert not KeyTable.objects.filter(series__name="Glesbygd").exists()


def test_one_of_several_years_is_chosen_without_sending_the_file_anew(county: County, as_user: As) -> None:
    rows = "".join(f"{code};1;2\n" for code in reference.names())
    upload = SimpleUploadedFile("a.csv", f"kommunkod;2024;2025\n{rows}".encode())
    client = as_user(county.by)
    shown = client.post(IMPORT, said(upload=upload))
    assert "2 Lekeberg 1814 2 Ny" in words(shown)
    kept = shown.context["form"]["kept"].value()
    assert "2 Lekeberg 1814 1 Ny" in words(client.post(IMPORT, said(kept=kept, choice="2024")))


def test_öre_in_a_file_of_money_are_rounded_and_the_difference_shown(county: County, as_user: As) -> None:
    """G2: half away from zero, row by row."""
    values = figures() | {"1814": "100,50", "1860": "99,50", "1861": "10,25"}
    client = as_user(county.by)
    shown = client.post(IMPORT, said(name="Budget", unit="kronor", upload=file(values)))
    assert "Ören är avrundade till hela kronor, rad för rad. Tillsammans skiljer det 0,75 kr." in words(shown)
    client.post(
        IMPORT, said(name="Budget", unit="kronor", kept=shown.context["form"]["kept"].value(), do="save")
    )
    found = dict(KeyTable.objects.get(series__name="Budget").values.values_list("code", "value"))
    assert (found["1814"], found["1860"], found["1861"]) == (101, 100, 10)


def test_the_same_figures_are_taken_in_once(county: County, as_user: As) -> None:
    client, one = as_user(county.by), county.tables["patienter"]
    values = {row.code: str(row.value) for row in one.values.all()}
    facts = {
        "series": str(one.series_id),
        "name": "",
        "source": one.source,
        "retrieved_on": one.retrieved_on.isoformat(),
    }
    shown = client.post(IMPORT, said(**facts, upload=file(values), do="save"))
    assert "De siffrorna är redan inlästa, från samma källa och samma dag." in words(shown)
    assert one.series.tables.count() == 1


def test_processed_figures_never_give_kolada_as_their_source(county: County) -> None:
    """domain 5.5."""
    series = KeySeries.objects.create(slug="x", name="X")
    values = dict.fromkeys(reference.names(), Decimal(1))
    table = keys.take_in(
        series, values, Origin(dt.date(2025, 1, 1), "Kolada", dt.date(2025, 2, 1), "N01951"), by=None
    )
    assert keys.citation(table) == "Källa: Kolada (N01951)"
    table.is_processed = True
    assert keys.citation(table) == "Egen bearbetning"
    table.source = "SCB"
    assert keys.citation(table) == "Egen bearbetning av uppgifter från SCB"
    with pytest.raises(NotAllowed, match="får inte ha Kolada som källa"):
        keys.take_in(
            series, values, Origin(dt.date(2025, 1, 1), "RKA", dt.date(2025, 2, 1), "", True), by=None
        )


def test_the_figures_that_come_along_are_taken_in_once(county: County, as_user: As) -> None:
    client = as_user(county.by)
    assert "följer med systemet" not in words(client.get(reverse("funding:key-list")))
    again = client.post(reverse("funding:key-ship"), follow=True)
    assert "De medföljande siffrorna är redan inlästa." in words(again)
    assert [one.reference_on.year for one in county.tables["2023"].series.tables.all()] == [2023, 2022]


def test_the_list_and_a_table_say_source_and_day(county: County, as_user: As) -> None:
    client = as_user(county.by)
    said = words(client.get(reverse("funding:key-list")))
    assert said.index("31 december 2023 Källa: SCB, folkmängd efter kommun") < said.index("31 december 2022")
    assert "Patienter (påhittade)" in said
    assert "Patienter (påhittade)" not in words(client.get(reverse("funding:key-list") + "?q=folkmängd"))
    assert "Inget nyckeltal stämmer med sökningen." in words(
        client.get(reverse("funding:key-list") + "?q=finns inte")
    )
    county.scenario("Efter invånare")
    table = words(client.get(reverse("funding:key-detail", args=[county.tables["2023"].pk])))
    assert "Kumla 1881 22 516" in table
    assert "Tillsammans 308 116" in table
    assert "Används i Efter invånare" in table


def test_the_csv_that_is_fetched_can_be_taken_in_again(county: County, as_user: As) -> None:
    client = as_user(county.by)
    content = client.get(reverse("funding:key-export", args=[county.tables["2023"].pk, "csv"])).content
    shown = client.post(IMPORT, said(name="Igen", upload=SimpleUploadedFile("igen.csv", content)))
    assert "12 nya" in words(shown)
    assert shown.context["preview"].reasons == []
