"""Reading results: who sees which figure when, what is said of differences, and as many questions whatever there is."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from secretariat.registry.models import User
from surveys.models import Result, SeriesBreak
from tests import make

from .reading_case import (
    COUNTRY,
    COUNTY,
    HOUR,
    KOMMUN,
    a_dataset,
    a_member,
    a_result,
    an_analyst,
    an_indicator,
    some_results,
)

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
NBSP = "\u00a0"


def words(content: bytes) -> str:
    """What a reader sees, without markup."""
    text = re.sub(r"<(script|style|svg).*?</\1>", "", content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace(NBSP, " ").split())


def table(content: bytes, label: str) -> list[list[str]]:
    """The rows of the table with that label."""
    found = re.search(rf'aria-label="{label}".*?</table>', content.decode(), flags=re.DOTALL)
    assert found, label
    rows = re.findall(r"<tr>(.*?)</tr>", found[0], flags=re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL) for row in rows]
    return [[words(cell.encode()) for cell in row] for row in cells]


LIST = "surveys:result-list"


def indicator_address(code: str) -> str:
    return reverse("surveys:indicator-detail", args=[code])


def place_address(where: tuple[str, str, str]) -> str:
    return reverse("surveys:place-detail", args=where[:2])


def test_an_indicator_shows_every_place_beside_the_county_and_never_a_hidden_figure(client: Client) -> None:
    """H5, H6: values with intervals and bases; ".." where hidden, with the reason, never 0."""
    read = some_results()
    shown = client.get(indicator_address(read.indicator.code))
    assert table(shown.content, "Värden per plats, tabell") == [
        ["Plats", "Värde", "95 % KI", "Svarande", "Mot länet"],
        ["Laxå", "..", "", "", ""],
        ["Nora", "60,0 %", "56,0–64,0", "1 000", "säkert lägre"],
        ["Örebro", "71,0 %", "69,0–73,0", "1 000", "ej säkerställd"],
        ["Länet", "70,0 %", "69,0–71,0", "9 000", ""],
        ["Riket", "72,0 %", "", "", ""],
    ]
    said = words(shown.content)
    assert "Säkert lägre än länet: Nora." in said
    assert "«..» betyder att siffran inte visas: för få har svarat. Det betyder inte noll." in said
    assert "Källa: Folkhälsomyndigheten, hämtad 2026-10-01. Resultat 2026." in said
    assert "inte statistiskt säkerställd" in said


def test_over_time_the_change_is_judged_and_a_break_is_said_instead(client: Client) -> None:
    read = some_results()
    address = f"{indicator_address(read.indicator.code)}?plats={':'.join(read.where('Nora')[:2])}"
    assert table(client.get(address).content, "Värden över tid, tabell") == [
        ["Period", "Värde", "95 % KI", "Svarande", "Sedan förra"],
        ["2022", "66,0 %", "62,0–70,0", "1 000", ""],
        ["2026", "60,0 %", "56,0–64,0", "1 000", "−6,0 procentenheter, ej säkerställd"],
    ]
    SeriesBreak.objects.create(survey=read.survey, period="2026", text="Frågan är omskriven.")
    after = client.get(address)
    assert (
        table(after.content, "Värden över tid, tabell")[-1][-1] == "Tidsseriebrott 2026: Frågan är omskriven."
    )
    assert 'class="break"' in after.content.decode()
    place = client.get(place_address(read.where("Nora")))
    assert "tidsseriebrott" in words(place.content)
    assert "procentenheter" not in words(place.content)


def test_a_place_says_what_stands_out_and_what_has_changed(client: Client) -> None:
    read = some_results()
    shown = client.get(place_address(read.where("Nora")))
    said = words(shown.content)
    assert "1 av 1 indikatorer skiljer sig säkert från länet." in said
    assert "Sämre än länet God hälsa : 60,0 %, länet 70,0 %" in said
    assert table(shown.content, f"{read.survey.name} 2026, tabell")[1] == [
        "God hälsa", "60,0 %", "56,0–64,0", "1 000", "70,0 %", "säkert lägre",
        "−6,0 procentenheter, ej säkerställd",
    ]  # fmt: skip
    county = words(client.get(place_address(COUNTY)).content)
    assert "Mot riket" in county
    assert "72,0 %" in county


def test_where_no_uncertainty_is_given_nothing_is_said_to_be_certain(client: Client) -> None:
    read = some_results({"Nora": 60})
    Result.objects.update(low=None, high=None, base=None)
    rows = table(client.get(indicator_address(read.indicator.code)).content, "Värden per plats, tabell")
    assert rows[1] == ["Nora", "60,0 %", "", "", "kan ej avgöras"]


def test_before_its_time_a_set_leaves_no_trace(client: Client, as_user: As) -> None:
    """H4: not in lists, counts or by address; the same answer as for what is not there."""
    secret = some_results(public=False, parties=False)
    secret.old.delete()
    secret.indicator.name = "Hemlig trivsel"
    secret.indicator.save()
    addresses = [indicator_address(secret.indicator.code), place_address(secret.where("Nora"))]
    for reader in (client, as_user(a_member())):
        listed = reader.get(reverse(LIST))
        assert "Det finns inga resultat att läsa än." in words(listed.content)
        assert "Nora" not in listed.content.decode()
        assert [reader.get(one).status_code for one in addresses] == [404, 404]
        assert reader.get(indicator_address("finns-inte")).status_code == 404
    office = as_user(an_analyst())
    assert "Hemlig trivsel" in words(office.get(reverse(LIST)).content)
    assert [office.get(one).status_code for one in addresses] == [200, 200]


def test_parties_read_before_the_public_and_a_withdrawn_set_is_gone(client: Client, as_user: As) -> None:
    read = some_results(public=False)
    read.old.delete()
    address, member = indicator_address(read.indicator.code), as_user(a_member())
    assert (member.get(address).status_code, client.get(address).status_code) == (200, 404)
    read.new.public_at = timezone.now() + HOUR
    read.new.save()
    assert client.get(address).status_code == 404
    read.new.public_at = timezone.now()
    read.new.save()
    assert client.get(address).status_code == 200
    read.new.public_at = read.new.parties_at = None
    read.new.save()
    assert (member.get(address).status_code, client.get(address).status_code) == (404, 404)


def test_the_country_waits_for_its_own_day(client: Client, as_user: As) -> None:
    """H4: "nationella jämförelser ej före"."""
    read = some_results(national_at=timezone.now() + HOUR)
    address = indicator_address(read.indicator.code)
    assert "Riket" not in client.get(address).content.decode()
    assert client.get(place_address(COUNTRY)).status_code == 404
    assert "72,0" not in client.get(place_address(COUNTY)).content.decode()
    assert "Riket" in words(as_user(an_analyst()).get(address).content)


def test_a_corrected_set_counts_instead_of_the_one_before(client: Client) -> None:
    read = some_results({"Nora": 60})
    corrected = a_dataset(survey=read.survey, title="Rättade resultat", replaces=read.new)
    a_result(corrected, read.indicator, read.where("Nora"), 58, spread=3, party=read.kommuner["Nora"])
    rows = table(client.get(indicator_address(read.indicator.code)).content, "Värden per plats, tabell")
    assert rows[1][:3] == ["Nora", "58,0 %", "55,0–61,0"]


def test_a_school_is_seen_by_its_own_kommun_alone(client: Client, as_user: As) -> None:
    read = some_results({"Nora": 60, "Laxå": 61})
    school = ("school", "12345678", "Norskolan")
    a_result(read.new, read.indicator, school, 55, party=read.kommuner["Nora"])
    address = place_address(school)
    of_level = f"{indicator_address(read.indicator.code)}?niva=school"
    own, other = as_user(a_member(read.kommuner["Nora"])), as_user(a_member(read.kommuner["Laxå"]))
    assert [one.get(address).status_code for one in (own, other, client)] == [200, 404, 404]
    assert "Norskolan" in own.get(of_level).content.decode()
    assert "Norskolan" not in other.get(of_level).content.decode()
    assert "Norskolan" not in client.get(of_level).content.decode()


def test_the_list_is_searched_filtered_and_paged_by_its_address(client: Client) -> None:
    read = some_results()
    other = some_results({"Nora": 60})
    for place in range(60):
        a_result(other.new, an_indicator(f"Trivsel {place:02}"), COUNTY, 50)
    everything = words(client.get(reverse(LIST)).content)
    assert "62 indikatorer" in everything
    assert "Örebro län" in everything
    assert "60 indikatorer" in words(client.get(reverse(LIST), {"q": "trivsel"}).content)
    assert "Trivsel 59" in words(client.get(reverse(LIST), {"q": "trivsel", "sida": "2"}).content)
    assert "1 indikator " in words(client.get(reverse(LIST), {"undersokning": read.survey.slug}).content)
    nothing = words(client.get(reverse(LIST), {"q": "finns inte"}).content)
    assert "Ingen indikator stämmer." in nothing


def _asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_no_page_asks_more_for_more_rows_places_and_periods(client: Client) -> None:
    read = some_results({"Nora": 60})
    addresses = [reverse(LIST), indicator_address(read.indicator.code), place_address(read.where("Nora"))]
    before = [_asked(client, one) for one in addresses]
    for year in ("2014", "2018"):
        of = a_dataset(survey=read.survey, period=year)
        for place in range(3):
            one = make.organisation(municipality_code=f"{9000 + make.number() % 900:04}")
            a_result(of, read.indicator, (KOMMUN, one.municipality_code, one.name), 50 + place, party=one)
            a_result(
                of, an_indicator(f"Ny {year} {place}"), read.where("Nora"), 40, party=read.kommuner["Nora"]
            )
    assert [_asked(client, one) for one in addresses] == before
