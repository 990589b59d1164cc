"""What 200,000 figures cost to take in: seconds, memory and news of how far it has come, as the worker's errand.

Pupils of 80 schools are invented one by one, so that girls and boys make all, schools make kommuner and kommuner the
county to the person, and small groups have to be hidden. Run as a module, with the errand's name and the number of a
set, it does that errand in a process of its own and prints its figures as JSON.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random

import django
from django.conf import settings

if __name__ == "__main__":
    django.setup()

from django.core.files import File
from django.db import connection
from django.utils import timezone

from secretariat.registry.models import StoredFile, User
from surveys.actions import importing
from surveys.models import Dataset, Indicator, School, SurveyRound
from surveys.result_files import COLUMNS
from tests import make
from tests.surveys.reading_case import a_survey

from .server import own_peak
from .table import Fact

ROWS, INDICATORS, KOMMUNER, SCHOOLS = 200_000, 63, 12, 80
PERIODS = ("2014", "2017", "2020", "2023", "2026")
GRADES = ("åk 7", "åk 9", "gymnasiet år 2")
ERRANDS = {"look_through": ("prövas", 60.0), "take_in": ("läses in", 240.0)}
MEGABYTES = 300
_random = Random(20261208)  # noqa: S311 – the same pupils every time
Cell = tuple[str, str, str, str]  # level, code, sex, group
_HEAD = dict(zip(COLUMNS, range(len(COLUMNS)), strict=True))


def facts() -> list[Fact]:
    """Looked through, then taken in, each in a fresh process; and what it told of itself meanwhile."""
    dataset = _dataset()
    found = []
    for errand, (words, target) in ERRANDS.items():
        told, news = _done(dataset, errand)
        dataset.refresh_from_db()
        value = (
            f"{told['seconds']:.0f} s (egen CPU {told['cpu']:.0f}), högst {told['peak']:.0f} MB (varav "
            f"{told['start']:.0f} före), {news} lägen sedda, blev ”{dataset.get_state_display()}”"
        )
        reached = told["seconds"] <= target and told["peak"] <= MEGABYTES and news > 10
        found.append(
            Fact(
                f"resultatfil, {dataset.rows} rader, {words}",
                value,
                f"≤ {target:g} s, ≤ {MEGABYTES} MB",
                reached,
            )
        )
        Indicator.objects.bulk_create(
            [
                Indicator(code=one["code"], name=one["name"], unit=one["unit"])
                for one in dataset.found["indicators"]
            ],
            ignore_conflicts=True,
        )
        Dataset.objects.filter(pk=dataset.pk, state="checked").update(state="taking")
    hidden = Fact("resultatfil, dolda rader", f"{dataset.hidden_rows} av {dataset.rows}")
    return [*found, hidden]


def _dataset() -> Dataset:
    """A set that waits to be looked through, of a file on the disk."""
    by, round = (
        make.user(office_role="secretariat"),
        SurveyRound.objects.create(survey=a_survey(), period="2026"),
    )
    kommuner = [make.organisation(municipality_code=f"{1880 + number}") for number in range(KOMMUNER)]
    schools = [
        School.objects.create(
            name=f"Skola {number}", party=kommuner[number % KOMMUNER], unit_code=f"{10_000_000 + number}"
        )
        for number in range(SCHOOLS)
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as text:
        text.write(";".join(COLUMNS) + "\n")
        rows = _rows({one.unit_code: one.party.municipality_code for one in schools})
        for _, row in zip(range(ROWS), rows, strict=False):
            text.write(row)
        text.flush()
        stored = _stored(Path(text.name), by)
    return Dataset.objects.create(
        round=round, title="Mätfilen", source="Prov", retrieved_on=timezone.localdate(), file=stored,
        least_base=10, least_count=5, created_by=by,
    )  # fmt: skip


def _stored(path: Path, by: User) -> StoredFile:
    with path.open("rb") as content:
        return StoredFile.objects.create(
            file=File(content, name="resultat.csv"), name="resultat.csv", content_type="text/csv",
            size=path.stat().st_size, sha256=f"{time.time_ns():064x}", uploaded_by=by,
            circle=StoredFile.Circle.SECRETARIAT,
        )  # fmt: skip


def _rows(schools: dict[str, str]) -> Iterator[str]:
    for period in PERIODS:
        bases = {
            (code, sex, grade): _random.randint(2, 45) for code, sex, grade in product(schools, "KM", GRADES)
        }
        for number in range(INDICATORS):
            share = 0.03 + 0.9 * number / INDICATORS
            yield from _of_indicator(f"MAT{number:03}", f"Mätning {number}", period, bases, share, schools)


def _of_indicator(
    code: str,
    name: str,
    period: str,
    bases: dict[tuple[str, str, str], int],
    share: float,
    schools: dict[str, str],
) -> Iterator[str]:
    n, has = Counter[Cell](), Counter[Cell]()
    for (school, sex, grade), base in bases.items():
        yes = sum(_random.random() < share for _ in range(base))
        places = (("skola", school), ("kommun", schools[school]), ("län", "18"))
        for place, one, group in product(places, (sex, "T"), (grade, "")):
            n[*place, one, group] += base
            has[*place, one, group] += yes
    for cell, base in n.items():
        level, where, sex, group = cell
        if level == "skola" and sex != "T" and group:
            continue
        cells = [""] * len(COLUMNS)
        for column, value in (
            ("indikator_id", code), ("indikator", name), ("geo_typ", level), ("geo_kod", where), ("period", period),
            ("kon", sex), ("grupp", group), ("varde", f"{100 * has[cell] / base:.4f}"), ("n", str(base)),
        ):  # fmt: skip
            cells[_HEAD[column]] = value
        yield ";".join(cells) + "\n"


def _done(dataset: Dataset, errand: str) -> tuple[dict[str, float], int]:
    """The errand's figures, and how many different states of the progress a page would have seen."""
    seen, stop = set[int](), threading.Event()
    watching = threading.Thread(target=_watch, args=(dataset.pk, seen, stop))
    watching.start()
    try:
        said = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.importing", errand, str(dataset.pk)],
            cwd=settings.BASE_DIR, check=True, capture_output=True, text=True,
        )  # fmt: skip
    finally:
        stop.set()
        watching.join()
    told: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return told, len(seen)


def _watch(pk: int, seen: set[int], stop: threading.Event) -> None:
    """Ask as often as the page of the set does."""
    while not stop.wait(0.5):
        seen.add(Dataset.objects.values_list("done", flat=True).get(pk=pk))
    connection.close()


def main() -> None:
    """Do one errand, and say what it took."""
    connection.ensure_connection()
    start, began, used = own_peak(), time.perf_counter(), time.process_time()
    getattr(importing, sys.argv[1])(int(sys.argv[2]))
    told = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - used,
        "peak": own_peak(),
        "start": start,
    }
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()
