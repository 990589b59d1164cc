"""Whole sets of minutes: what is exported is what they say of each person (J1, J2), real sets where they are."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from meetings.actions import minutes as minutes_actions
from meetings.actions.loading import read, write
from meetings.models import Minutes
from secretariat.registry.models import User
from tests.meetings.export_case import people
from tests.meetings.test_load_minutes_truth import REAL

pytestmark = pytest.mark.django_db
OWN = Path(__file__).parents[1] / "minutes"
STATES = {
    "present": "närvarande", "apology": "anmält förhinder", "absent": "frånvarande", "not_marked": "ej registrerad",
}  # fmt: skip


def truth(path: Path) -> dict[str, str]:
    """Each name once, with its state; contradictions are to be checked."""
    found: dict[str, set[str]] = {}
    for row in json.loads(path.read_text())["attendance"]:
        if row["name"]:
            found.setdefault(row["name"], set()).add(STATES[row["status"]])
    return {name: states.pop() if len(states) == 1 else "att kontrollera" for name, states in found.items()}


@pytest.mark.parametrize("name", ["number_column", "joint_councils", "officials"])
def test_a_set_is_exported_as_it_says(name: str, secretary: User, as_user: Callable[[User], Client]) -> None:
    path = OWN / f"{name}.json"
    meeting = write.load(*read.read_file(path)).meeting
    day = str(meeting.date)
    rows = people(as_user(secretary), fran=day, till=day, ej_fardiga="on")
    told = {f"{row['förnamn']} {row['efternamn']}".strip(): row["status"] for row in rows}
    assert len(told) == len(rows)
    assert told == truth(path)


@pytest.mark.skipif(not (REAL / "003.json").exists(), reason="de verkliga anteckningarna finns inte här")
def test_the_third_real_set_is_counted_once_it_is_finished(
    secretary: User, as_user: Callable[[User], Client]
) -> None:
    """C1: fastställt is finished, and is counted."""
    path = REAL / "003.json"
    meeting = write.load(*read.read_file(path)).meeting
    asked = {"fran": str(meeting.date), "till": str(meeting.date), "format": "xlsx"}
    client = as_user(secretary)
    assert client.post("/narvaro/export/hamta/", asked).status_code == 422
    meeting.bodies.update(approval_policy="none")
    minutes_actions.finalise(Minutes.objects.get(meeting=meeting), by=secretary)
    rows = people(client, **asked)
    assert {row["anteckningarna"] for row in rows} == {"fastställt"}
    assert len(rows) == len(truth(path))
