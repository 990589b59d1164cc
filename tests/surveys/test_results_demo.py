"""The demo's results: three sets that everybody reads, one that waits, and the smallest kommuner partly hidden."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest

from secretariat.home.demo import persons, region, survey_results
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import Organisation
from surveys.models import Circle, Dataset, Reader, Result, Survey, SurveyRound
from tests import make

pytestmark = pytest.mark.django_db
ROUNDS = (("LHU", "2023"), ("HLV", "2024"), ("EHS", "2023/24"), ("EHS", "2024/25"))


def test_three_sets_are_read_by_everybody_and_one_by_those_who_analyse() -> None:
    """H4, H5."""
    norr = make.district(name="Norr")
    for name, code, _ in region.MUNICIPALITIES:
        make.organisation(
            name=f"{name} kommun", short_name=name, municipality_code=code, district=norr,
            kind=Organisation.Kind.MUNICIPALITY,
        )  # fmt: skip
    for short, period in ROUNDS:
        survey, _ = Survey.objects.get_or_create(
            slug=short.lower(),
            defaults={
                "name": short,
                "short_name": short,
                "kind": "school",
                "period_type": "school_year" if "/" in period else "year",
            },
        )
        SurveyRound.objects.create(survey=survey, period=period)
    made = SimpleNamespace(
        today=dt.date(2026, 11, 22), users={persons.SECRETARY: make.user(office_role="secretariat")}
    )
    survey_results.make(cast(Any, made))

    now = dt.datetime(2026, 11, 22, 12, tzinfo=STOCKHOLM)
    counts = {
        circle: Dataset.objects.open_to(Reader(circle), at=now).count()
        for circle in (Circle.PUBLIC, Circle.PARTIES, Circle.ANALYSTS)
    }
    assert counts == {Circle.PUBLIC: 3, Circle.PARTIES: 3, Circle.ANALYSTS: 4}
    pupils = Result.objects.filter(dataset__round__survey__slug="lhu", indicator__code="LHU01")
    assert pupils.filter(geography="county", sex="T").get().value is not None
    assert pupils.count() == 39
    hidden = set(pupils.exclude(hidden="").values_list("geo_name", flat=True))
    assert hidden
    assert "Örebro" not in hidden
