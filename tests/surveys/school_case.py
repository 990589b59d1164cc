"""A round among schools, taken to its states by the real actions. Schools and persons are invented."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import Organisation, OutgoingMail, User
from surveys.actions import participation, school_links
from surveys.models import Participation, School, Survey, SurveyRound
from tests import make

NOW = dt.datetime(2026, 1, 12, 10, tzinfo=STOCKHOLM)


def a_school(*, name: str = "", party: Organisation | None = None, **fields: Any) -> School:
    """One school; a kommun is made where none is given."""
    number = make.number()
    return School.objects.create(
        name=name or f"Provskolan {number}",
        party=party or make.organisation(),
        **{"email": f"skola-{number}@exempel.se", **fields},
    )


def a_survey(**fields: Any) -> Survey:
    """A survey in schools."""
    number = make.number()
    return Survey.objects.create(
        **{"slug": f"ung-{number}", "name": f"Ungas hälsa {number}", "kind": Survey.Kind.SCHOOL, **fields}
    )


@dataclass
class SchoolCase:
    """A round with its schools, and who follows it."""

    round: SurveyRound
    by: User
    rows: dict[str, Participation] = field(default_factory=dict)

    def add(self, name: str, **fields: Any) -> Participation:
        """A school in the round, not asked."""
        school = a_school(name=name, **fields)
        participation.add(self.round, [school], by=self.by)
        self.rows[name] = self.round.participations.get(school=school)
        return self.rows[name]

    def ask_all(self) -> int:
        """A letter to everybody who has not been asked."""
        return school_links.write_letters(self.round, "fraga", by=self.by, at=NOW)

    def step(self, name: str, key: str, **more: Any) -> Participation:
        """Move a school."""
        self.rows[name] = participation.take_step(self.rows[name], key, by=self.by, **more)
        return self.rows[name]

    def key(self, name: str) -> str:
        """The secret in the school's latest letter."""
        letter = OutgoingMail.objects.filter(to_email=self.rows[name].school.email).latest("pk")
        return letter.action_url.rstrip("/").rsplit("/", 1)[-1]

    def collect(self) -> None:
        """Let answers be collected."""
        SurveyRound.objects.filter(pk=self.round.pk).update(state=SurveyRound.State.COLLECTING)
        self.round.refresh_from_db()


def a_round(*, period: str = "2026", by: User | None = None, **fields: Any) -> SchoolCase:
    """A planned round of weeks 5–7."""
    facts: dict[str, Any] = {
        "survey": fields.pop("survey", None) or a_survey(), "collected_from": dt.date(2026, 1, 26),
        "collected_to": dt.date(2026, 2, 15), **fields,
    }  # fmt: skip
    made = SurveyRound.objects.create(period=period, **facts)
    return SchoolCase(made, by or make.user(office_role="secretariat"))


def school_samples() -> dict[str, list[Any]]:
    """Objects for the addresses of schools, who takes part and answers, by how each address begins."""
    case = a_round()
    for name in ("Alskolan", "Björkskolan", "Cskolan"):
        case.add(name)
    case.ask_all()
    case.step("Alskolan", "deltar")
    case.step("Björkskolan", "nej", why="Hinner inte")
    case.collect()
    row = case.rows["Alskolan"]
    row.counts.create(round=case.round, week_of=dt.date(2026, 1, 26), invited=40, answered=18)
    here = "undersokningar/omgangar/<int:pk>/"
    return {
        f"{here}skolor/": [case.round.pk],
        f"{here}svar/": [case.round.pk],
        "undersokningar/deltagande/": [case.rows["Alskolan"].pk, case.rows["Cskolan"].pk],
        "undersokningar/skolor/": [row.school_id],
        "undersokningar/skolor/hamta/": ["csv"],
        "undersokningar/skola/": [case.key("Alskolan")],
    }
