"""The demo's schools are as many as the county's, now and the time before (H2)."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest

from secretariat.home.demo import persons, region, schools
from secretariat.home.demo.surveys import LHU
from secretariat.lib.dates import STOCKHOLM
from surveys.actions import participation_tables, response_tables, school_replies
from surveys.models import SurveyRound
from tests import make

from .school_case import a_survey

pytestmark = pytest.mark.django_db


def test_the_numbers_are_those_of_the_county() -> None:
    """57 ordinarie and 22 anpassade, the time before 50 and 20; seven friskolor in Örebro out."""
    for name, code, _ in region.MUNICIPALITIES:
        make.organisation(name=f"{name} kommun", short_name=name, municipality_code=code)
    survey = a_survey(name=LHU)
    days: dict[str, Any] = {"collected_from": dt.date(2026, 1, 26), "collected_to": dt.date(2026, 2, 15)}
    before = SurveyRound.objects.create(survey=survey, period="2023", state="reported")
    now = SurveyRound.objects.create(survey=survey, period="2026", state="reported", follows=before, **days)
    made = SimpleNamespace(
        today=dt.date(2026, 11, 22),
        users={persons.SECRETARY: make.user(office_role="secretariat")},
        moment=lambda day, hour: dt.datetime.combine(day, dt.time(hour), STOCKHOLM),
    )
    schools.make(cast(Any, made))
    sums = participation_tables.sums_of(now)
    assert sums.sentence == "57 ordinarie och 22\u00a0anpassade skolor deltar, förra gången 50 och 20."
    assert sums.total.by_state == [("ej tillfrågad", 0), ("inget svar", 6), ("tackat nej", 1)]
    table = response_tables.table_of(now)
    assert table.heads == ["v.\u00a05", "v.\u00a06", "v.\u00a07"]
    assert (len(table.lines), sum(not one.has_started for one in table.schools)) == (12, 1)
    hoped = {one.hoped_percent for one in (*table.lines, table.total)}
    assert hoped <= {"74\u00a0%", "75\u00a0%"}
    assert {one.is_behind for one in table.lines} == {False, True}
    own = school_replies.by_class(now.participations.filter(state="participates")[0])
    assert (own.weeks, [len(cells) for _, cells in own.rows]) == (
        ["v.\u00a05", "v.\u00a06", "v.\u00a07"],
        [3, 3],
    )
    now.refresh_from_db()
    assert now.state == "reported"
