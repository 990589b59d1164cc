"""A file of results on its way in: looked through, judged as a whole, stored all or nothing (H5, H6).

A large file is the worker's, who tells how far it has come. The rows stand in a table of the connection's own
meanwhile, so that memory holds one indicator and period at a time. Only what `suppression` finds safe is written.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django_tasks import task

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import District, Organisation
from surveys import result_files
from surveys.models import Dataset, Indicator, Result, School
from surveys.result_rows import Fault, Places, Reader, Row

from . import errands, suppression
from .suppression import Figure, Limits

logger = logging.getLogger(__name__)
State = Dataset.State
SMALL = 300_000  # bytes of CSV that are read while one waits
SMALL_PACKED = 60_000
NEWS_EVERY = 5000
MOST_FAULTS = 100
_LOCK = 20261208  # with the round's id: the numbers of the advisory lock
_SENSITIVE = (
    "självskad",
    "självmord",
    "suicid",
    "våld",
    "drog",
    "narkotika",
    "cannabis",
    "mobb",
    "kränk",
    "misshandl",
)
_STAGE = """CREATE TEMP TABLE staged (number int, code text, name text, geography text, geo_code text, geo_name text,
  party int, period text, sex text, "group" text, value numeric, unit text, base int, low numeric, high numeric,
  is_hidden boolean)"""
_JUDGED = """CREATE TEMP TABLE judged (indicator_id bigint, geography text, geo_code text, geo_name text,
  party_id bigint, period text, sex text, "group" text, value numeric, base int, low numeric, high numeric,
  hidden text)"""
_STORE = """INSERT INTO surveys_result (dataset_id, indicator_id, geography, geo_code, geo_name, party_id, period, sex,
  "group", value, base, low, high, hidden)
  SELECT %s, indicator_id, geography, geo_code, geo_name, party_id, period, sex, "group", value, base, low, high, hidden
  FROM judged"""


def is_small(dataset: Dataset) -> bool:
    """Whether the file is read while one waits."""
    packed = dataset.file.name.lower().endswith(".xlsx")
    return dataset.file.size <= (SMALL_PACKED if packed else SMALL)


def places() -> Places:
    """The county as the register has it now."""
    today = timezone.localdate()
    own = Organisation.objects.existing_on(today).filter(kind=Organisation.Kind.MUNICIPALITY)
    kommuner = list(own.exclude(municipality_code="").select_related("district"))
    codes = {one.pk: one.municipality_code for one in kommuner}
    schools = list(School.objects.exclude(unit_code="").values_list("unit_code", "party_id", "name"))
    counties = Counter(one.municipality_code[:2] for one in kommuner)
    region = Organisation.objects.filter(kind=Organisation.Kind.REGION).first()
    return Places(
        county=counties.most_common(1)[0][0] if counties else "",
        county_name=region.short_name if region and "län" in region.short_name else "Länet",
        municipalities={one.municipality_code: (one.pk, one.short_name) for one in kommuner},
        districts={slugify(one.name)[:12]: one.name for one in District.objects.all()},
        schools={code: (party, name) for code, party, name in schools},
        district_of={
            one.municipality_code: slugify(one.district.name)[:12] for one in kommuner if one.district
        },
        municipality_of={code: codes[party] for code, party, _ in schools if party in codes},
    )


def looks_sensitive(name: str) -> bool:
    """Whether an indicator's words are of what is never shown of few: a first guess, for a person to decide."""
    return any(mark in name.lower() for mark in _SENSITIVE)


# Looking through


@task()
def look_through_later(pk: int) -> None:
    """The worker's errand: a large file."""
    look_through(pk)


def look_through(pk: int) -> None:
    """Read the whole file, and keep what it holds and what must be put right. Stores no figure."""
    with errands.alone(pk) as is_mine:
        dataset = Dataset.objects.select_related("round__survey", "file").filter(pk=pk).first()
        if is_mine and dataset and dataset.state == State.CHECKING:
            _look_through(dataset)


def _look_through(dataset: Dataset) -> None:
    pk = dataset.pk
    try:
        found, faults = _contents(dataset)
    except NotAllowed as no:
        found, faults = {"reasons": no.reasons, "rows": 0}, 1
    except Exception:
        logger.exception("could not look through dataset %s", pk)
        Dataset.objects.filter(pk=pk, state=State.CHECKING).update(state=State.FAILED)
        return
    state = State.REFUSED if faults else State.CHECKED
    Dataset.objects.filter(pk=pk, state=State.CHECKING).update(
        state=state, found=found, rows=found["rows"], done=0
    )


def _contents(dataset: Dataset) -> tuple[dict[str, Any], int]:
    """What the file holds, for the page; and how many rows must be put right."""
    indicators: dict[str, dict[str, Any]] = {}
    levels, periods, faults = Counter[str](), Counter[str](), list[Fault]()
    spots = set[tuple[str, str]]()
    number = wrong = hidden = 0
    with _reading(dataset) as (file, reader):
        for row in reader.read(file.rows):
            number += 1
            _news(dataset.pk, number)
            if isinstance(row, Fault):
                wrong += 1
                if len(faults) < MOST_FAULTS:
                    faults.append(row)
                continue
            one = indicators.setdefault(
                row.code, {"code": row.code, "name": row.name, "unit": row.unit, "rows": 0}
            )
            one["name"] = one["name"] or row.name
            one["rows"] += 1
            if (row.geography, row.geo_code) not in spots:
                spots.add((row.geography, row.geo_code))
                levels[row.geography] += 1
            periods[row.period] += 1
            hidden += row.is_hidden
    known = dict(Indicator.objects.filter(code__in=indicators).values_list("code", "name"))
    sensitive = set(
        Indicator.objects.filter(code__in=indicators, is_sensitive=True).values_list("code", flat=True)
    )
    for code, one in indicators.items():
        one["is_new"] = code not in known
        one["name"] = known.get(code) or one["name"] or code
        one["is_sensitive"] = code in sensitive or (one["is_new"] and looks_sensitive(one["name"]))
    reasons = [] if number else ["Filen har rubriker men inga rader med siffror."]
    return {
        "rows": number - wrong,
        "reasons": reasons,
        "notes": file.notes,
        "indicators": sorted(indicators.values(), key=lambda one: (one["name"].lower(), one["code"])),
        "places": [[str(Result.Geography(level).label), count] for level, count in levels.most_common()],
        "periods": [[period, count] for period, count in sorted(periods.items())],
        "class_rows": reader.class_rows,
        "hidden_by_source": hidden,
        "faults": [[one.row, one.column, one.why] for one in faults],
        "wrong": wrong,
    }, wrong + len(reasons)


@contextmanager
def _reading(dataset: Dataset) -> Iterator[tuple[result_files.Opened, Reader]]:
    units = dict(Indicator.objects.values_list("code", "unit"))
    reader = Reader(places(), dataset.round.survey.period_type, dataset.is_open_already, units)
    with result_files.opened(Path(dataset.file.file.path), dataset.file.name) as file:
        yield file, reader


def _news(pk: int, number: int) -> None:
    if number % NEWS_EVERY == 0:
        Dataset.objects.filter(pk=pk).update(done=number)


# Taking in


@task()
def take_in_later(pk: int) -> None:
    """The worker's errand: a large file."""
    take_in(pk)


def take_in(pk: int) -> None:
    """Judge every row and store what is safe, in one transaction. Where it fails nothing is stored."""
    with errands.alone(pk) as is_mine:
        rows = Dataset.objects.select_related("round__survey", "file", "replaces")
        dataset = rows.filter(pk=pk).first()
        if is_mine and dataset and dataset.state == State.TAKING:
            _take_in(dataset)


def _take_in(dataset: Dataset) -> None:
    pk = dataset.pk
    try:
        with _alone(dataset.round_id), _tables():
            _stage(dataset)
            unprotected = _judge_all(dataset)
            _store(dataset, unprotected)
    except NotAllowed as no:
        found = {**dataset.found, "reasons": no.reasons}
        Dataset.objects.filter(pk=pk, state=State.TAKING).update(state=State.REFUSED, found=found)
    except Exception:
        logger.exception("could not take dataset %s in", pk)
        Dataset.objects.filter(pk=pk, state=State.TAKING).update(state=State.FAILED)
        if connection.in_atomic_block:
            raise


@contextmanager
def _alone(number: int) -> Iterator[None]:
    """Nobody else takes results of the round in meanwhile: each must know what the other shows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_LOCK, number])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, number])


@contextmanager
def _tables() -> Iterator[None]:
    """The connection's own tables of rows on their way."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged, judged")
        cursor.execute(_STAGE)
        cursor.execute(_JUDGED)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS staged, judged")


def _stage(dataset: Dataset) -> None:
    """The file's rows into the table they are judged in. Raises NotAllowed where one cannot be read any more."""
    with (
        _reading(dataset) as (file, reader),
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy("COPY staged FROM STDIN") as copy,
    ):
        for row in reader.read(file.rows):
            if isinstance(row, Fault):
                raise NotAllowed(f"Rad {row.row}: {row.why} Registret har ändrats sedan filen prövades.")
            copy.write_row(
                (row.number, row.code, row.name, row.geography, row.geo_code, row.geo_name, row.party, row.period,
                 row.sex, row.group, row.value, row.unit, row.base, row.low, row.high, row.is_hidden)
            )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON staged (code, period)")
        cursor.execute("ANALYZE staged")


def _judge_all(dataset: Dataset) -> int:
    """Each indicator and period by itself. Returns how many hidden figures other sets have made public already."""
    known = {one.code: one for one in Indicator.objects.all()}
    limits = Limits(dataset.least_base, dataset.least_count, dataset.least_school_base)
    of, done, unprotected = places(), 0, 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT code, period FROM staged ORDER BY code, period")
        pairs = cursor.fetchall()
    for code, period in pairs:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM staged WHERE code = %s AND period = %s ORDER BY number", [code, period]
            )
            rows = [
                Row(row[0], row[1], row[2], row[3], row[4], row[5], row[6], *row[7:])
                for row in cursor.fetchall()
            ]
        indicator = known[code]
        verdict = suppression.judge(
            rows,
            places=of,
            limits=limits,
            sensitive=indicator.is_sensitive,
            others=_others(dataset, indicator, period),
        )
        _keep(indicator, rows, verdict.reasons)
        unprotected += verdict.unprotected
        done += len(rows)
        Dataset.objects.filter(pk=dataset.pk).update(done=done)
    return unprotected


def _others(dataset: Dataset, indicator: Indicator, period: str) -> list[Figure]:
    """What standing sets of the same round show and hide, but for the one that this one corrects."""
    sets = Dataset.objects.standing().filter(round_id=dataset.round_id).exclude(pk=dataset.pk)
    if dataset.replaces_id:
        sets = sets.exclude(pk=dataset.replaces_id)
    rows = Result.objects.filter(dataset__in=sets, indicator=indicator, period=period)
    return [
        Figure((geography, code, sex, group), value, base, bool(hidden))
        for geography, code, sex, group, value, base, hidden in rows.values_list(
            "geography", "geo_code", "sex", "group", "value", "base", "hidden"
        )
    ]


def _keep(indicator: Indicator, rows: Sequence[Row], reasons: Sequence[str]) -> None:
    """The rows as they are stored: of a hidden one, nothing but that it is."""
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy("COPY judged FROM STDIN") as copy,
    ):
        for row, why in zip(rows, reasons, strict=True):
            value, low, high = (None, None, None) if why else suppression.shown(row)
            copy.write_row(
                (indicator.pk, row.geography, row.geo_code, row.geo_name, row.party, row.period, row.sex, row.group,
                 value, None if why else row.base, low, high, str(why))
            )  # fmt: skip


@transaction.atomic
def _store(dataset: Dataset, unprotected: int) -> None:
    """All rows at once, and the release plan of a set that this one corrects."""
    locked = Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
    if locked.state != State.TAKING:
        raise NotAllowed("Datamängden har ändrats medan den lästes in. Läs in den igen.")
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [dataset.pk])
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE hidden <> '') FROM judged")
        locked.rows, locked.hidden_rows = cursor.fetchone()
    if before := locked.replaces:
        locked.parties_at, locked.public_at = before.parties_at, before.public_at
        locked.national_at = before.national_at
    locked.found = {**locked.found, "unprotected": unprotected, "faults": [], "reasons": []}
    locked.state, locked.taken_in_at, locked.done = State.TAKEN, timezone.now(), locked.rows
    locked.save()
