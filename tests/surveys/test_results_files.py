"""Results taken along and compared: the long format that can be taken in again, PDF, feed, two places."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from secretariat.lib import pdf
from secretariat.registry.models import LogEntry, User
from surveys.models import Result, SeriesBreak
from surveys.result_files import COLUMNS, opened
from surveys.result_rows import Places, Reader, Row
from tests.lib.test_pdf import broken_rules

from .reading_case import COUNTY, HOUR, Read, a_member, a_result, an_analyst, an_indicator, some_results
from .test_results_pages import place_address, table, words

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
COMPARE = "surveys:result-compare"


def file_of(read: Read, kind: str) -> str:
    return reverse("surveys:indicator-export", args=[read.indicator.code, kind])


def key(where: tuple[str, str, str]) -> str:
    return f"{where[0]}:{where[1]}"


def test_the_csv_is_the_long_format_and_can_be_taken_in_again(client: Client, tmp_path: Path) -> None:
    """H6: what goes out is what comes in; a hidden figure has neither value, base nor interval."""
    read = some_results()
    answer = client.get(file_of(read, "csv"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    hidden = [row for row in rows if row["dold"] == "1"]
    assert [(row["geo_namn"], row["varde"], row["n"], row["ci_lag"], row["ci_hog"]) for row in hidden] == [
        ("Laxå", "", "", "", "")
    ]
    path = tmp_path / "resultat.csv"
    path.write_bytes(answer.content)
    kommuner = {one.municipality_code: (one.pk, name) for name, one in read.kommuner.items()}
    places = Places("18", "Örebro län", kommuner, {}, {}, {}, {})
    with opened(path, path.name) as found:
        taken = list(Reader(places, "year", is_open_already=True).read(found.rows))
    assert all(isinstance(one, Row) for one in taken), taken
    told = {
        (one.geo_code, one.period, one.value, one.base, one.low, one.high)
        for one in taken
        if isinstance(one, Row)
    }
    assert told == set(Result.objects.values_list("geo_code", "period", "value", "base", "low", "high"))


def test_the_workbook_has_real_numbers_and_says_where_they_come_from(client: Client) -> None:
    read = some_results()
    address = reverse("surveys:place-export", args=[*read.where("Nora")[:2], "xlsx"])
    book = load_workbook(io.BytesIO(client.get(address).content))
    heads, *rows = list(book["Rader"].iter_rows(values_only=True))
    assert heads == COLUMNS
    assert [(row[6], row[9], row[11], row[12], row[13], row[16]) for row in rows] == [
        ("2022", 66, 1000, 62, 70, "0"),
        ("2026", 60, 1000, 56, 64, "0"),
    ]
    said = [str(row[1]) for row in book["Förklaring"].iter_rows(values_only=True)]
    assert "Källa: Folkhälsomyndigheten, hämtad 2026-10-01. Resultat 2026." in said
    assert client.get(address.replace("xlsx", "exe")).status_code == 404


def test_a_members_file_is_logged(client: Client, as_user: As) -> None:
    read = some_results()
    as_user(a_member()).get(file_of(read, "csv"))
    client.get(file_of(read, "csv"))
    assert LogEntry.objects.filter(verb="exporterade resultat").count() == 1


def test_the_report_is_several_pages_with_plots_and_words(client: Client) -> None:
    if pdf.why_not():
        pytest.skip(pdf.why_not())
    read = some_results()
    for place in range(12):
        one = an_indicator(f"Mått {place}")
        a_result(read.new, one, read.where("Nora"), 40 + place, spread=3, party=read.kommuner["Nora"])
    answer = client.get(reverse("surveys:place-report", args=read.where("Nora")[:2]))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert broken_rules(answer.content) == []
    read_back = PdfReader(io.BytesIO(answer.content))
    assert len(read_back.pages) >= 3
    said = "".join(page.extract_text() for page in read_back.pages)
    assert "1 av 1 indikatorer skiljer sig säkert från länet." in said
    assert "Mått 11" in said


def test_no_file_and_no_feed_opens_before_its_time(client: Client, as_user: As) -> None:
    """H4: 404 for those who may not know; the feed tells what all may see and nothing more."""
    secret = some_results(public=False, parties=False)
    secret.old.delete()
    where = secret.where("Nora")[:2]
    addresses = [
        file_of(secret, "csv"), file_of(secret, "xlsx"),
        reverse("surveys:place-export", args=[*where, "csv"]), reverse("surveys:place-report", args=where),
    ]  # fmt: skip
    for reader in (client, as_user(a_member())):
        assert [reader.get(one).status_code for one in addresses] == [404] * 4
        compared = reader.get(reverse(COMPARE), {"a": key(secret.where("Nora")), "b": key(COUNTY)})
        assert "Nora" not in compared.content.decode()
    assert [as_user(an_analyst()).get(one).status_code for one in addresses[:3]] == [200] * 3


def test_the_feed_tells_what_is_released_to_everybody_and_forgets_what_is_withdrawn(client: Client) -> None:
    open_one, later = some_results({"Nora": 60}), some_results({"Nora": 60}, public=False)
    later.new.public_at = timezone.now() + HOUR
    later.new.save()
    feed = client.get(reverse("surveys:result-feed")).content.decode()
    assert feed.count("<entry>") == 3
    assert f"{open_one.survey.name} 2026: Resultat 2026" in feed
    assert f"{later.survey.name} 2026" not in feed
    later.new.public_at = timezone.now()
    later.new.save()
    released = client.get(reverse("surveys:result-feed"))
    assert f"{later.survey.name} 2026" in released.content.decode()
    again = client.get(reverse("surveys:result-feed"), headers={"If-None-Match": released["ETag"]})
    assert again.status_code == 304
    later.new.public_at = later.new.parties_at = None
    later.new.save()
    assert f"{later.survey.name} 2026" not in client.get(reverse("surveys:result-feed")).content.decode()


def test_two_places_are_compared_indicator_by_indicator(client: Client) -> None:
    read = some_results()
    shown = client.get(reverse(COMPARE), {"a": key(read.where("Nora")), "b": key(read.where("Örebro"))})
    assert table(shown.content, "Jämförelsen, tabell") == [
        ["Indikator", "Nora", "Örebro", "Skillnad", "Statistiskt"],
        [
            "God hälsa",
            "60,0 % (56,0–64,0) , 2026",
            "71,0 % (69,0–73,0) , 2026",
            "−11,0 procentenheter",
            "säkert lägre",
        ],
    ]
    assert "1 av 1 skillnader är statistiskt säkerställd." in words(shown.content)
    hidden = client.get(reverse(COMPARE), {"a": key(read.where("Laxå")), "b": key(read.where("Örebro"))})
    assert table(hidden.content, "Jämförelsen, tabell")[1] == [
        "God hälsa", ".. , 2026", "71,0 % (69,0–73,0) , 2026", "", "",
    ]  # fmt: skip


def test_one_place_is_compared_with_the_round_before_and_not_across_a_break(client: Client) -> None:
    read = some_results()
    nora = key(read.where("Nora"))
    asked = {"a": nora, "b": nora}
    rows = table(client.get(reverse(COMPARE), asked).content, "Jämförelsen, tabell")
    assert rows[1][1:] == [
        "60,0 % (56,0–64,0) , 2026", "66,0 % (62,0–70,0) , 2022", "−6,0 procentenheter", "ej säkerställd",
    ]  # fmt: skip
    told = client.get(reverse(COMPARE), {**asked, "period_a": "2022", "period_b": "2026"})
    assert table(told.content, "Jämförelsen, tabell")[1][3] == "+6,0 procentenheter"
    assert "Ingen av 1 skillnader är statistiskt säkerställd." in words(told.content)
    SeriesBreak.objects.create(survey=read.survey, period="2026", text="Nytt urval.")
    rows = table(client.get(reverse(COMPARE), asked).content, "Jämförelsen, tabell")
    assert rows[1][3:] == ["", "Tidsseriebrott 2026: Nytt urval."]
    nowhere = client.get(reverse(COMPARE), {"a": "kommun:0000", "b": "x", "period_a": "'"})
    assert nowhere.status_code == 200


def test_files_and_comparisons_ask_no_more_for_more_rows(client: Client) -> None:
    read = some_results()
    compare = f"{reverse(COMPARE)}?a={key(read.where('Nora'))}&b={key(COUNTY)}"
    addresses = [compare, file_of(read, "csv"), reverse("surveys:result-feed"), place_address(COUNTY)]

    def asked() -> list[int]:
        counted = []
        for one in addresses:
            with CaptureQueriesContext(connection) as found:
                assert client.get(one).status_code == 200
            counted.append(len(found))
        return counted

    asked()
    before = asked()
    for place in range(3):
        one = an_indicator(f"Mått {place}")
        for where in (COUNTY, read.where("Nora")):
            a_result(read.new, one, where, Decimal(50), party=read.kommuner["Nora"])
        a_result(read.new, read.indicator, COUNTY, 50, group=f"åk {place}")
    assert asked() == before
