"""A file on its way in: what it holds, what must be put right, then all or nothing; and its pages (H4–H6)."""

import datetime as dt
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, StoredFile, User
from surveys.actions import datasets, importing
from surveys.models import Dataset, Indicator, Result
from surveys.result_files import COLUMNS
from tests import make

from .result_case import County, a_county, a_file, as_text, row, stored

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def county(db: None) -> County:
    return a_county()


def words(response: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split())


def a_book(*lines: list[Any], merge: str = "", heads: tuple[str, ...] = COLUMNS) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    sheet.append(list(heads))
    for line in lines:
        sheet.append(line)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("siffror.xlsx", out.getvalue())


def cells(**changed: Any) -> list[Any]:
    return [row(**({"varde": 50} | changed)).get(name) for name in COLUMNS]


def faults(dataset: Dataset) -> list[tuple[int, str, str]]:
    return [tuple(one) for one in dataset.found["faults"]]


# What a file may do wrong


@pytest.mark.parametrize(
    ("cells_", "column", "why"),
    [
        ({"geo_kod": "1999"}, "geo_kod", "det finns ingen kommun i länet med koden ”1999”."),
        ({"geo_typ": "stadsdel"}, "geo_typ",
         "”stadsdel” är ingen nivå. Skriv riket, län, länsdel, kommun eller skola."),
        ({"geo_typ": "länsdel", "geo_kod": "Öst"}, "geo_kod", "det finns ingen länsdel som heter ”Öst”."),
        ({"geo_typ": "skola", "geo_kod": "1"}, "geo_kod", "det finns ingen skola med skolenhetskoden ”1”."),
        ({"geo_typ": "län", "geo_kod": "19"}, "geo_kod", "19 är inte vårt län. Det har koden 18."),
        ({"varde": "hög"}, "varde", "”hög” är inget tal."),
        ({"varde": ""}, "varde", "värdet saknas. Skriv 0 om det är noll, och .. om källan har dolt det."),
        ({"varde": "101"}, "varde", "101 är inte mellan 0 och 100 procent."),
        ({"varde": "-1"}, "varde", "−1 är inte mellan 0 och 100 procent."),
        ({"indikator_id": "B", "enhet": "antal", "varde": "101"}, "varde", "101 är fler än de 100 som har svarat."),
        ({"indikator_id": "B", "enhet": "antal", "varde": "2,5"}, "varde",
         "2,5 är inget antal. Skriv ett helt tal, minst noll."),
        ({"enhet": "kronor", "varde": "1.234"}, "varde",
         "”1.234” kan läsas på två sätt. Skriv utan punkt, eller med decimalkomma."),
        ({"n": ""}, "n", "antal svarande (n) saknas. Utan det går det inte att avgöra om siffran måste döljas."),
        ({"n": "2,5"}, "n", "”2,5” är inget antal. Skriv ett helt tal, minst noll."),
        ({"ci_lag": "60", "ci_hog": "70"}, "ci_lag", "värdet ligger utanför sitt konfidensintervall."),
        ({"ci_lag": "40"}, "ci_lag",
         "bara den ena gränsen i konfidensintervallet är ifylld. Fyll i båda eller ingen."),
        ({"kon": "X"}, "kon", "”X” går inte att läsa. Skriv T, K eller M."),
        ({"dold": "kanske"}, "dold", "”kanske” går inte att läsa. Skriv 1 om värdet är dolt, annars 0."),
        ({"period": "24"}, "period", "”24” går inte att läsa. Skriv året med fyra siffror, t.ex. 2026."),
        ({"periodtyp": "läsår"}, "periodtyp", "undersökningen görs per år, inte per läsår."),
        ({"grupp": "19900101-2385"}, "grupp", "cellen innehåller ett personnummer. Ta bort det."),
        ({"indikator_id": ""}, "indikator_id", "indikatorns id saknas."),
    ],
)  # fmt: skip
def test_each_wrong_cell_is_told_with_row_and_column(
    county: County, cells_: dict[str, Any], column: str, why: str
) -> None:
    given = {"varde": "50"} | cells_
    dataset = county.upload(row(60, geo_kod="1885"), row(**given))
    assert dataset.state == Dataset.State.REFUSED
    assert faults(dataset) == [(3, column, why)]
    with pytest.raises(NotAllowed, match="Filen har fel som måste rättas"):
        datasets.take_in(dataset, sensitive=set(), by=county.by)
    assert (Result.objects.count(), Indicator.objects.count()) == (0, 0)


def test_a_row_twice_is_told(county: County) -> None:
    dataset = county.upload(row(50), row(51))
    assert [(number, column) for number, column, _ in faults(dataset)] == [(3, "indikator_id")]


def test_a_unit_that_changes_is_told(county: County) -> None:
    dataset = county.upload(row(50), row(51, enhet="index", geo_kod="1885"))
    assert faults(dataset) == [(3, "enhet", "indikatorn mäts i procent, men här står index.")]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (SimpleUploadedFile("a.csv", b"\n\n \n"), "Filen är tom. Välj en annan fil."),
        (SimpleUploadedFile("a.csv", b"a;b\n1;2\n"),
         "Filen saknar kolumnen indikator_id, geo_typ, geo_kod, period, varde. Rubrikerna ska stå på första raden, som "
         "i mallen."),
        (a_file(), "Filen har rubriker men inga rader med siffror."),
        (a_book(cells(), cells(geo_kod="1885"), merge="A2:A3"),
         "Bladet har sammanslagna celler, så det går inte att se vilken rad ett värde hör till. Dela upp dem och skriv "
         "värdet på varje rad."),
        (SimpleUploadedFile("a.json", b"{"), "Filen är inte hel JSON. Hämta den igen."),
        (SimpleUploadedFile("a.json", b"[]"),
         "JSON-filen är inte json-stat2. Hämta tabellen som json-stat2, eller som CSV."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_what_to_do(
    county: County, file: SimpleUploadedFile, why: str
) -> None:
    dataset = county.upload_file(file)
    assert (dataset.state, dataset.found["reasons"]) == (Dataset.State.REFUSED, [why])


# What a file may look like


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_any_usual_encoding_is_read(county: County, encoding: str) -> None:
    file = a_file(row("71,4", indikator="Tillit är växande på ö"), encoding=encoding)
    dataset = county.upload_file(file)
    assert (dataset.state, dataset.found["indicators"][0]["name"]) == ("checked", "Tillit är växande på ö")


def test_commas_points_and_other_separators_are_read(county: County) -> None:
    text = (
        as_text(row("71.4"), row("50,25", 400, geo_kod="1885")).replace("50,25", '"50,25"').replace(";", ",")
    )
    dataset = datasets.take_in(county.upload_file(SimpleUploadedFile("a.csv", text.encode())), sensitive=set(),
                               by=county.by)  # fmt: skip
    assert stored(dataset, "geo_code") == {("1884",): (71.4, 100), ("1885",): (50.25, 400)}


def test_excel_is_read_and_columns_nobody_knows_are_named(county: County) -> None:
    heads = (*COLUMNS, *(f"extra{number}" for number in range(283)))
    dataset = county.upload_file(a_book(cells(varde=71.4, n=812), heads=heads))
    assert dataset.found["notes"] == [
        "283 kolumner känns inte igen och läses inte in: "
        "extra0, extra1, extra2, extra3, extra4, extra5, extra6, extra7 …"
    ]
    assert stored(datasets.take_in(dataset, sensitive=set(), by=county.by), "geo_code") == {
        ("1884",): (71.4, 812)
    }


def test_json_stat_is_read(county: County) -> None:
    data = {
        "class": "dataset", "label": "God hälsa", "id": ["Region", "Kön", "ContentsCode", "År"], "size": [2, 2, 2, 1],
        "role": {"geo": ["Region"], "time": ["År"], "metric": ["ContentsCode"]},
        "dimension": {
            "Region": {"category": {"index": ["1884", "18"], "label": {"1884": "Nora", "18": "Örebro län"}}},
            "Kön": {"category": {"index": {"K": 0, "M": 1}, "label": {"K": "Kvinnor", "M": "Män"}}},
            "ContentsCode": {"category": {"index": ["A", "B"], "label": {"A": "Andel", "B": "Antal svar"}}},
            "År": {"category": {"index": ["2024"]}},
        },
        "extension": {"px": {"tableid": "HLV1"}}, "value": [71.4, 200, None, None, 60, 4000, 61.5, 4100],
    }  # fmt: skip
    file = SimpleUploadedFile("a.json", json.dumps(data).encode())
    dataset = datasets.take_in(county.upload_file(file), sensitive=set(), by=county.by)
    assert stored(dataset, "geo_code", "sex") == {
        ("1884", "K"): (71.4, 200), ("1884", "M"): "source", ("18", "K"): (60.0, 4000), ("18", "M"): (61.5, 4100),
    }  # fmt: skip
    assert Indicator.objects.get().code == "HLV1"


# In and out again


def test_a_large_file_is_the_workers_and_its_page_tells_how_far_it_has_come(
    county: County, as_user: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "SMALL", 10)
    dataset = county.upload(row(60))
    client = as_user(county.by)
    assert dataset.state == Dataset.State.CHECKING
    assert "Filen prövas: 0 rader hittills." in words(client.get(dataset.get_absolute_url()))
    importing.look_through(dataset.pk)
    client.post(reverse("surveys:dataset-take-in", args=[dataset.pk]))
    assert "Filen läses in: 0 av 1 rad." in words(client.get(dataset.get_absolute_url()))
    importing.take_in(dataset.pk)
    assert "under embargo" in words(client.get(reverse("surveys:dataset-list")))
    assert stored(dataset, "geo_code") == {("1884",): (60.0, 100)}


def test_a_file_that_stops_halfway_leaves_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = county.upload(row(60))
    county.parties["1884"].municipality_code = ""
    county.parties["1884"].save()
    assert datasets.take_in(dataset, sensitive=set(), by=county.by).state == Dataset.State.REFUSED
    assert Result.objects.count() == 0


def test_one_takes_a_file_in_through_the_pages(county: County, as_user: As) -> None:
    client = as_user(county.by)
    where = reverse("surveys:dataset-import", args=[county.round.pk])
    said = {"title": "Tillit 2024", "source": "Kolada", "source_id": "N00945", "retrieved_on": "2026-03-02"}
    assert client.post(where, said).status_code == 422
    sent = client.post(where, said | {"upload": a_file(row(60), row(50, 8, geo_kod="1885"))}, follow=True)
    assert "Det här finns i filen" in words(sent)
    dataset = Dataset.objects.get()
    done = client.post(reverse("surveys:dataset-take-in", args=[dataset.pk]), follow=True)
    told = words(done)
    assert "2 rader är inlästa. 1 av dem är dolda" in told
    assert "Källa: Kolada (N00945), hämtad 2026-03-02." in told
    assert "För få svarande 1 rad" in told
    assert dataset.file.circle == StoredFile.Circle.SECRETARIAT


@pytest.mark.parametrize(
    ("source", "processed", "told"),
    [
        ("Kolada", False, "Källa: Kolada (N1), hämtad 2026-03-02"),
        ("Kolada", True, "Egen bearbetning, hämtad 2026-03-02"),
        ("SCB", True, "Egen bearbetning av uppgifter från SCB, hämtad 2026-03-02"),
    ],
)
def test_kolada_is_not_the_source_of_what_we_have_processed(
    county: County, source: str, processed: bool, told: str
) -> None:
    """Domain 5.5."""
    dataset = county.upload(row(60), source=source, source_id="N1", is_processed=processed)
    assert datasets.citation(dataset) == told


def test_what_is_not_taken_in_cannot_be_released(county: County) -> None:
    at = timezone.now()
    with pytest.raises(NotAllowed, match="Läs in dem först"):
        datasets.release(
            county.upload(row(60)), parties_at=at, public_at=None, national_at=None, by=county.by
        )


def test_the_public_never_sees_before_the_parties(county: County, as_user: As) -> None:
    dataset, at = county.taken(row(60)), timezone.now()
    for parties_at in (None, at + HOUR):
        with pytest.raises(NotAllowed, match="Sätt parternas tid först"):
            datasets.release(dataset, parties_at=parties_at, public_at=at, national_at=None, by=county.by)
    where = reverse("surveys:dataset-release", args=[dataset.pk])
    sent = as_user(county.by).post(where, {"public_on": "2026-05-04"})
    assert sent.status_code == 422
    assert "Sätt parternas tid först" in words(sent)


def test_moments_are_set_and_withdrawn_with_a_line_in_the_log(county: County, as_user: As) -> None:
    dataset, client = county.taken(row(60)), as_user(county.by)
    where = reverse("surveys:dataset-release", args=[dataset.pk])
    client.post(where, {"parties_on": "2026-02-02", "parties_time": "9", "public_on": "2026-03-03"})
    told = words(client.get(dataset.get_absolute_url()))
    assert "Parterna Från måndag 2 februari 2026 kl. 9.00" in told or "2 februari 2026" in told
    client.post(reverse("surveys:dataset-withdraw", args=[dataset.pk]))
    dataset.refresh_from_db()
    assert (dataset.parties_at, dataset.public_at) == (None, None)
    verbs = list(
        LogEntry.objects.filter(object_id=str(dataset.pk)).order_by("pk").values_list("verb", flat=True)
    )
    assert verbs[-2:] == ["bestämde när resultat släpps", "drog tillbaka resultat"]


def test_a_corrected_set_takes_over_the_moments_and_closes_the_old_one(county: County, as_user: As) -> None:
    old, at, reader = county.taken(row(60)), timezone.now(), make.user(office_role="reader")
    datasets.release(old, parties_at=at - HOUR, public_at=None, national_at=None, by=county.by)
    new = county.taken(row(61), title="Tillit, rättad", replaces=old)
    assert new.parties_at == at - HOUR
    client = as_user(reader)
    assert client.get(old.get_absolute_url()).status_code == 404
    assert client.get(new.get_absolute_url()).status_code == 200
    told = as_user(county.by).get(old.get_absolute_url())
    assert "Ersatt av Tillit, rättad" in words(told)
    with pytest.raises(NotAllowed, match="redan ersatt"):
        county.upload(row(62), replaces=old)


def test_sets_never_replace_each_other_in_a_ring(county: County) -> None:
    """A ← B ← A would hide both; nor does one replace a set of another round, or is the same file taken in twice."""
    old = county.taken(row(60))
    new = county.taken(row(61), replaces=old)
    for wrong in (new, old):
        with pytest.raises(IntegrityError, match="a_corrected_set_is_newer"), transaction.atomic():
            Dataset.objects.filter(pk=old.pk).update(replaces=wrong)
    assert list(Dataset.objects.standing()) == [new]
    county.round = county.survey.rounds.create(period="2028")
    with pytest.raises(NotAllowed, match="i samma omgång"):
        county.upload(row(62), replaces=new)
    county.taken(row(63), title="Den första")
    with pytest.raises(NotAllowed, match="Samma fil är redan inläst i omgången, som Den första"):
        county.taken(row(63), title="Den andra")


def test_only_what_is_not_released_is_deleted_and_its_file_with_it(county: County) -> None:
    dataset, at = county.taken(row(60)), timezone.now()
    datasets.release(dataset, parties_at=at - HOUR, public_at=None, national_at=None, by=county.by)
    with pytest.raises(NotAllowed, match="Resultaten är släppta"):
        datasets.delete(dataset, by=county.by)
    datasets.release(dataset, parties_at=None, public_at=None, national_at=None, by=county.by)
    datasets.delete(dataset, by=county.by)
    assert (Dataset.objects.count(), Result.objects.count(), StoredFile.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    county: County, as_user: As, django_assert_max_num_queries: Any, number: int
) -> None:
    for place in range(number):
        county.taken(row(60 + place), title=f"Nummer {place}")
    client = as_user(county.by)
    client.get(reverse("surveys:dataset-list"))
    with django_assert_max_num_queries(9):
        told = words(client.get(reverse("surveys:dataset-list")))
    assert all(f"Nummer {place}" in told for place in range(number))


def test_the_list_is_searched(county: County, as_user: As) -> None:
    county.taken(row(60), title="Tillit")
    client = as_user(county.by)
    assert "Tillit" in words(client.get(reverse("surveys:dataset-list") + "?q=tillit&undersokning=hlv"))
    assert "Ingen datamängd stämmer" in words(client.get(reverse("surveys:dataset-list") + "?q=sömn"))
