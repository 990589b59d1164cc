"""A county with kommuner, a survey's round, and files of results for them; what many tests of results need."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from secretariat.registry.models import Organisation, User
from surveys.actions import datasets
from surveys.actions.datasets import Origin
from surveys.models import Dataset, Result, School, Survey, SurveyRound
from surveys.result_files import COLUMNS
from tests import make

DAY = dt.date(2026, 3, 2)
NAMES = {"1880": "Örebro", "1884": "Nora", "1885": "Lindesberg"}


@dataclass
class County:
    """Three kommuner in two länsdelar, a round, and who analyses."""

    by: User
    survey: Survey
    round: SurveyRound
    parties: dict[str, Organisation] = field(default_factory=dict)

    def upload(self, *rows: dict[str, Any], name: str = "siffror.csv", **origin: Any) -> Dataset:
        """A file with these rows, looked through."""
        return self.upload_file(a_file(*rows, name=name), **origin)

    def upload_file(self, file: SimpleUploadedFile, **origin: Any) -> Dataset:
        facts = {
            "title": "Tillit",
            "source": "Folkhälsomyndigheten",
            "source_id": "",
            "retrieved_on": DAY,
        } | origin
        return datasets.upload(self.round, file, Origin(**facts), by=self.by)

    def taken(self, *rows: dict[str, Any], sensitive: set[str] | None = None, **origin: Any) -> Dataset:
        """The same, taken in."""
        return datasets.take_in(self.upload(*rows, **origin), sensitive=sensitive or set(), by=self.by)

    def school(self, code: str, *, kommun: str = "1884") -> School:
        return School.objects.create(name=f"Skola {code}", party=self.parties[kommun], unit_code=code)


def a_county(**survey: Any) -> County:
    """Örebro in one länsdel, Nora and Lindesberg in another."""
    facts = {
        "slug": "hlv",
        "name": "Hälsa på lika villkor",
        "kind": "population",
        "owner": "Folkhälsomyndigheten",
    } | survey
    made = Survey.objects.create(**facts)
    round = SurveyRound.objects.create(survey=made, period="2024")
    districts = {name: make.district(name=name) for name in ("Örebro", "Norr")}
    parties = {
        code: make.organisation(
            name=f"{name} kommun", short_name=name, kind="municipality", municipality_code=code,
            district=districts["Örebro" if name == "Örebro" else "Norr"],
        )
        for code, name in NAMES.items()
    }  # fmt: skip
    return County(make.user(office_role="secretariat"), made, round, parties)


def row(varde: Any, n: Any = 100, **cells: Any) -> dict[str, Any]:
    """One row: by default tillit in Nora 2024, everybody."""
    known = {
        "indikator_id": "TILLIT", "indikator": "Tillit till andra", "geo_typ": "kommun", "geo_kod": "1884",
        "periodtyp": "år", "period": "2024", "kon": "T", "enhet": "procent", "kalla": "Fohm", "dold": "0",
    }  # fmt: skip
    return known | {"varde": varde, "n": n} | cells


def as_text(*rows: dict[str, Any]) -> str:
    lines = [";".join(COLUMNS)]
    return "\n".join([*lines, *(";".join(str(one.get(name, "")) for name in COLUMNS) for one in rows)]) + "\n"


def a_file(*rows: dict[str, Any], name: str = "siffror.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, as_text(*rows).encode(encoding))


def stored(dataset: Dataset, *names: str) -> dict[Any, Any]:
    """The stored rows by the named columns: (value, base) as whole numbers where they are, else why hidden."""
    keys = names or ("geo_code", "sex", "group")
    return {
        tuple(getattr(one, name) for name in keys): one.hidden or (float(one.value), one.base)
        for one in Result.objects.filter(dataset=dataset)
    }
