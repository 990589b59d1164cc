"""docs/open_data.md: each example's request is made, and the answer is the one that stands there (M4)."""

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from meetings.actions import publishing
from meetings.models import Decision, Minutes
from secretariat.registry.actions import files
from secretariat.registry.models import Organisation, Person
from tests import make

from .publishing_case import quick

pytestmark = pytest.mark.django_db
DOCUMENT = Path(settings.BASE_DIR) / "docs" / "open_data.md"
HOST, ANYTHING = "https://kansliet.exempel.se", "…"
EXAMPLE = re.compile(r"```http\nGET (\S+)\n```\n+```json\n(.*?)```", re.DOTALL)
EXAMPLES = EXAMPLE.findall(DOCUMENT.read_text())
KEY = "5b0c1f6e-7a1d-4c55-9d3a-2f8e6b1c0a47"


def as_documented() -> Callable[[str], str]:
    """A joint meeting with one decision, and what changes its numbers to those of the document."""
    Organisation.objects.create(name="Region Exempel", short_name="Regionen", kind="region", is_own=True)
    council = make.body(name="Exempelrådet", code="ER", approval_policy="none")
    group = make.body(name="Exempelgruppen", code="EG", approval_policy="none")
    for one in (council, group):
        one.type.name = "samverkansråd"
        one.type.save()
    by = make.user(office_role="secretariat")
    meeting = quick(
        bodies=[council, group], by=by, publish=False, start_time=dt.time(9), end_time=dt.time(12),
        place="Regionhuset",
    )  # fmt: skip
    Person.objects.filter(pk=meeting.chair_id).update(given_name="Asta", family_name="Exempel")
    stored = files.store_made(b"%PDF-exempel", name="a.pdf", title="A")
    Minutes.objects.filter(meeting=meeting).update(pdf=stored)
    publishing.publish(
        Minutes.objects.get(meeting=meeting), by=by, checked=list(publishing.CHECKS),
        at=dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC),
    )  # fmt: skip
    decision, item = Decision.objects.get(meeting=meeting), meeting.items.get()
    numbers = {
        f"/moten/{meeting.pk}/": "/moten/12/", f"/platser/{meeting.pk}/": "/platser/12/",
        f"/filer/anteckningar-{meeting.pk}/": "/filer/anteckningar-12/", f"/punkter/{item.pk}/": "/punkter/40/",
        f"#punkt-{item.pk}": "#punkt-40", f"/grupper/{council.pk}/": "/grupper/3/",
        f"?grupp={council.pk}": "?grupp=3", f"/grupper/{group.pk}/": "/grupper/4/", f"?grupp={group.pk}": "?grupp=4",
        f"/personer/{meeting.chair_id}/": "/personer/7/", str(decision.pk): KEY, settings.BASE_URL: HOST,
    }  # fmt: skip

    def change(text: str, *, back: bool = False) -> str:
        for here, there in numbers.items():
            text = text.replace(there, here) if back else text.replace(here, there)
        return text

    return change


def alike(told: Any, written: Any) -> bool:
    """Whether an answer is the one that is written; "…" stands for what is another each time."""
    if written == ANYTHING:
        return True
    if isinstance(told, dict) and isinstance(written, dict):
        return told.keys() == written.keys() and all(alike(told[name], written[name]) for name in told)
    if isinstance(told, list) and isinstance(written, list):
        return len(told) == len(written) and all(map(alike, told, written))
    return bool(told == written)


def test_there_are_examples_of_what_matters() -> None:
    places = {where.split("/")[2] for where, _ in EXAMPLES}
    assert {"system", "huvudman", "moten", "grupper", "beslut", "overlaggningar", "punkter"} <= places


def test_every_example_is_what_the_address_answers(client: Client) -> None:
    change = as_documented()
    for where, written in EXAMPLES:
        answer = client.get(change(where, back=True)).content.decode()  # type: ignore[call-arg]
        told = json.loads(change(answer))
        assert alike(told, json.loads(written)), f"{where}\n{json.dumps(told, ensure_ascii=False, indent=2)}"


def test_the_comparison_is_not_asleep() -> None:
    assert alike({"a": [1, "x"]}, {"a": [1, "…"]})
    assert not alike({"a": [1]}, {"a": [1, 2]})
    assert not alike({"a": 1, "b": 2}, {"a": 1})
