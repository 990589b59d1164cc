"""A survey with a round, and who plans it; what many tests of surveys need."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from meetings.models import Matter
from secretariat.registry.models import StoredFile, User
from surveys.actions import planning, rounds
from surveys.models import Dataset, Milestone, Survey, SurveyRound
from tests import make

# Monday of week 5 and Sunday of week 7.
COLLECTED = (dt.date(2026, 1, 26), dt.date(2026, 2, 15))
BUFFER = (dt.date(2026, 2, 23), dt.date(2026, 3, 8))


@dataclass
class Planned:
    """The survey, its round, and somebody of the office."""

    by: User
    survey: Survey
    round: SurveyRound

    def milestone(self, title: str, first: dt.date, last: dt.date | None = None, **facts: Any) -> Milestone:
        return planning.add_milestone(
            self.round, title=title, starts_on=first, ends_on=last or first, by=self.by, **facts
        )


def a_survey(*, by: User | None = None, **facts: Any) -> Survey:
    """A survey of schools, unless told."""
    known = {"name": f"Liv och hälsa ung {make.number()}", "short_name": "LHU", "kind": "school"}
    return rounds.create_survey(by=by, **known | facts)


def a_survey_round(*, period: str = "2026", survey: Survey | None = None, **facts: Any) -> Planned:
    """A round planned for weeks 5–7 of 2026 with buffer in weeks 9–10, and who planned it."""
    by = make.user(office_role="secretariat")
    survey = survey or a_survey(by=by)
    days = {
        "collected_from": COLLECTED[0], "collected_to": COLLECTED[1], "buffer_from": BUFFER[0], "buffer_to": BUFFER[1],
        "instrument": "fixed",
    }  # fmt: skip
    made = rounds.create_round(survey, by=by, period=period, **days | facts)
    return Planned(by=by, survey=survey, round=made)


def survey_samples(*, matter: Matter) -> dict[str, list[Any]]:
    """Objects for the addresses of surveys and rounds, by how each address begins."""
    case = a_survey_round()
    milestone = case.milestone("Länkar till skolorna", COLLECTED[0])
    nora = make.organisation(kind="municipality")
    planning.set_targets(case.round, {nora.pk: (2000, 800)}, by=case.by)
    found = rounds.add_break(case.survey, period="2026", text="Nytt formulär.", by=case.by)
    dataset = Dataset.objects.create(
        round=case.round, title="Tillit", source="Folkhälsomyndigheten", retrieved_on=COLLECTED[0], rows=0,
        file=StoredFile.objects.create(file="ab/ab", name="a.csv", content_type="text/csv", size=1, sha256="ab"),
        least_base=10, least_count=5, state="taken", taken_in_at=timezone.now(),
    )  # fmt: skip
    # One address has the survey's word and the round's number: here they are the same.
    Survey.objects.filter(pk=case.survey.pk).update(slug=str(case.round.pk), matter=matter)
    return {
        "undersokningar/arende/": [matter.pk],
        "undersokningar/omgangar/": [case.round.pk],
        "undersokningar/milstolpar/": [milestone.pk],
        "undersokningar/tidsseriebrott/": [found.pk],
        "undersokningar/datamangder/": [dataset.pk],
        "undersokningar/information/": [0],
        "undersokningar/handlingar/": [0],
        "undersokningar/<slug:slug>/": [case.round.pk],
    }


def words(response: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").replace("\u2060", "").split())


def of_round(case: Planned, name: str, *more: Any) -> str:
    return reverse(f"surveys:{name}", args=[case.round.pk, *more])
