"""Results to read: a survey in two rounds, three kommuner, the county and the country."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from secretariat.registry.models import Organisation, StoredFile, User
from surveys.models import Dataset, Indicator, Result, Survey, SurveyRound
from tests import make

RESULT_CODE = "PROV1"
HOUR = dt.timedelta(hours=1)
COUNTRY, COUNTY, KOMMUN = ("country", "00", "Riket"), ("county", "18", "Örebro län"), "municipality"


def a_member(party: Organisation | None = None) -> User:
    """Somebody who reads for a party."""
    user = make.user(person=make.person(organisation=party or make.organisation()))
    make.membership(seat=make.seat(of=make.body()), person=user.person)
    return user


def an_analyst() -> User:
    """Somebody of the secretariat, who sees results before they are released."""
    return make.user(office_role="secretariat")


def a_survey(**fields: Any) -> Survey:
    n = make.number()
    known = {"slug": f"enkat-{n}", "name": f"Enkät {n}", "kind": "population", "created_by": make.user()}
    return Survey.objects.create(**known | fields)


def a_dataset(
    *, survey: Survey, period: str = "2026", parties: bool = True, public: bool = True, **fields: Any
) -> Dataset:
    """A set that has been taken in, open from an hour ago to those told."""
    kept = StoredFile.objects.create(
        file=f"r/{make.number()}", name="resultat.csv", content_type="text/csv", size=1, sha256="aa",
        circle="secretariat",
    )  # fmt: skip
    the_round, _ = SurveyRound.objects.get_or_create(survey=survey, period=period)
    now = timezone.now()
    known = {
        "title": f"Resultat {period}", "source": "Folkhälsomyndigheten", "retrieved_on": dt.date(2026, 10, 1),
        "file": kept, "least_base": 10, "least_count": 5, "taken_in_at": now - HOUR, "state": "taken",
        "parties_at": now - HOUR if parties or public else None, "public_at": now - HOUR if public else None,
    }  # fmt: skip
    return Dataset.objects.create(round=the_round, **known | fields)


def an_indicator(name: str = "God hälsa", **fields: Any) -> Indicator:
    return Indicator.objects.create(
        **{"code": f"N{make.number():05}", "name": name, "good": "high", **fields}
    )


def a_result(
    of: Dataset, indicator: Indicator, where: tuple[str, str, str], value: object, *, spread: object = None,
    base: int | None = 1000, party: Organisation | None = None, **fields: Any,
) -> Result:  # fmt: skip
    """A figure between value ± spread. `value` None: hidden."""
    level, code, name = where
    number = None if value is None else Decimal(str(value))
    if number is None:
        shown: dict[str, Any] = {"hidden": "base"}
    else:
        half = None if spread is None else Decimal(str(spread))
        shown = {"value": number, "base": base, "low": half and number - half, "high": half and number + half}
    return Result.objects.create(
        **{"dataset": of, "indicator": indicator, "geography": level, "geo_code": code, "geo_name": name,
           "party": party, "period": of.round.period, **shown, **fields}
    )  # fmt: skip


@dataclass
class Read:
    """What has been made: kommuner by name, the two sets, the indicator."""

    survey: Survey
    old: Dataset
    new: Dataset
    indicator: Indicator
    kommuner: dict[str, Organisation] = field(default_factory=dict)

    def where(self, name: str) -> tuple[str, str, str]:
        return KOMMUN, self.kommuner[name].municipality_code, name


def some_results(
    values: Mapping[str, object] | None = None, *, public: bool = True, parties: bool = True, **fields: Any
) -> Read:
    """Nora 60 ± 4, Laxå hidden, Örebro 71 ± 2; the county 70 ± 1, the country 72. 2022: Nora 66 ± 4, Örebro 70 ± 2."""
    survey = a_survey()
    old = a_dataset(survey=survey, period="2022")
    new = a_dataset(survey=survey, period="2026", public=public, parties=parties, **fields)
    told = values or {"Nora": 60, "Laxå": None, "Örebro": 71}
    n = make.number()
    codes = [f"{(n * 20 + place) % 10000:04}" for place in range(len(told))]
    kommuner = {
        name: make.organisation(name=f"{name} {code}", short_name=name, municipality_code=code)
        for name, code in zip(told, codes, strict=True)
    }  # fmt: skip
    read = Read(survey, old, new, an_indicator(), kommuner)
    for name, value in told.items():
        party = kommuner[name]
        a_result(
            new, read.indicator, read.where(name), value, spread=2 if name == "Örebro" else 4, party=party
        )
    a_result(new, read.indicator, COUNTY, 70, spread=1, base=9000)
    a_result(new, read.indicator, COUNTRY, 72, base=None)
    for name, value in (("Nora", 66), ("Örebro", 70)):
        if name in kommuner:
            party = kommuner[name]
            a_result(
                old, read.indicator, read.where(name), value, spread=4 if name == "Nora" else 2, party=party
            )
    return read


def result_samples() -> dict[str, list[Any]]:
    """Results for the addresses where they are read: an indicator with places, groups and two periods."""
    read = some_results()
    Indicator.objects.filter(pk=read.indicator.pk).update(code=RESULT_CODE)
    a_result(read.old, read.indicator, COUNTY, 68, spread=1)
    for sex in ("K", "M"):
        a_result(read.new, read.indicator, COUNTY, 70, spread=2, sex=sex)
    return {"undersokningar/resultat/": ["csv"]}
