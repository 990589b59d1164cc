"""What results cost to read: 200 000 figures, 60 indicators in two surveys, 16 places and 80 schools (part 7)."""

import time
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from secretariat.registry.models import Organisation, User
from surveys.models import Dataset, Indicator, Result
from tests import make
from tests.surveys.reading_case import a_dataset, a_survey, an_indicator

from .client import HOST, percentile
from .table import Fact

INDICATORS, KOMMUNER, SCHOOLS, TIMES = 60, 12, 80, 12
PERIODS = ("2014", "2017", "2020", "2023", "2026")
GROUPS = ("", "åk 7", "åk 9", "gymnasiet år 2")
SEXES = ("T", "K", "M")


def facts() -> list[Fact]:
    """Made in bulk, measured, taken back."""
    with transaction.atomic():
        reader = make.user(office_role="reader")
        kommun, indicator = some_figures()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        place = reverse("surveys:place-detail", args=["municipality", kommun.municipality_code])
        pages: list[tuple[str, User, str, float]] = [
            ("resultat, en kommun", reader, place, 300),
            (
                "resultat, en indikator",
                reader,
                reverse("surveys:indicator-detail", args=[indicator.code]),
                300,
            ),
            ("resultat, lista", reader, reverse("surveys:result-list"), 300),
        ]
        found = [_fact(name, user, path, aim) for name, user, path, aim in pages]
        transaction.set_rollback(True)
    return found


def some_figures() -> tuple[Organisation, Indicator]:
    """One of the kommuner and one of the indicators."""
    survey = a_survey()
    sets = [a_dataset(survey=survey, period=period) for period in PERIODS]
    indicators = [an_indicator(f"Indikator {number}") for number in range(INDICATORS)]
    kommuner = [make.organisation(municipality_code=f"{9000 + number}") for number in range(KOMMUNER)]
    for of in sets:
        Result.objects.bulk_create(_rows(of, indicators, kommuner), batch_size=5000)
    return kommuner[0], indicators[0]


def _rows(of: Dataset, indicators: list[Indicator], kommuner: list[Organisation]) -> Iterator[Result]:
    places: list[tuple[str, str, Organisation | None]] = [("country", "00", None), ("county", "18", None)]
    places += [("municipality", one.municipality_code, one) for one in kommuner]
    places += [("school", f"{10_000_000 + n}", kommuner[n % KOMMUNER]) for n in range(SCHOOLS)]
    for one, (level, code, party), sex, group in product(indicators, places, SEXES, GROUPS):
        if level == "school" and sex != "T" and group:
            continue
        value = Decimal(len(one.name) * 3 + int(code) % 20)
        yield Result(
            dataset=of, indicator=one, geography=level, geo_code=code, geo_name=party.name if party else level,
            party=party, period=of.round.period, sex=sex, group=group, value=value, base=800, low=value - 2,
            high=value + 2,
        )  # fmt: skip


def _fact(name: str, user: User, path: str, aim: float) -> Fact:
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    assert client.get(path).status_code == 200
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    count, sql = len(queries), sum(float(one["time"]) for one in queries.captured_queries) * 1000
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    p50 = percentile(took, 50)
    value = f"p50 {p50:.0f} ms, p95 {percentile(took, 95):.0f} ms, {count} frågor på {sql:.0f} ms"
    return Fact(name, value, f"p50 ≤ {aim:g} ms", p50 <= aim)
