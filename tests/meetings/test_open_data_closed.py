"""Open data point at nothing that is closed: a masked person who was there, a decision before (M4, C10)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import masks, publishing
from meetings.models import Decision, Minutes
from tests import make
from tests.meetings.publishing_case import ALL, finished_case, publish, quick

from .approval_case import AT, person_of

pytestmark = pytest.mark.django_db


def told(place: str, key: object) -> dict[str, Any]:
    """A thing of the open data, as everybody gets it."""
    found: dict[str, Any] = Client().get(reverse("meetings:open-thing", args=[place, key])).json()
    return found


def test_a_masked_person_who_was_there_is_no_participant() -> None:
    """Whose number would tell who it is to anybody who has met it elsewhere."""
    case = finished_case()
    hidden, shown = person_of(case.reserve), person_of(case.chair)
    masks.mask(case.minutes, by=case.secretary, wanted=[("person", str(hidden.pk))], ground=masks.GROUNDS[1])
    publish(case, at=AT)
    there = {one.rstrip("/").rsplit("/", 1)[-1] for one in told("moten", case.meeting.pk)["participant"]}
    assert str(shown.pk) in there
    assert str(hidden.pk) not in there


def test_a_decision_that_is_not_open_is_not_pointed_at() -> None:
    """K4: told of as soon as both are published."""
    by, body = make.user(office_role="secretariat"), make.body(approval_policy="none")
    before, after = (quick(bodies=[body], by=by, publish=is_open) for is_open in (False, True))
    old, new = (Decision.objects.get(meeting=one) for one in (before, after))
    Decision.objects.filter(pk=new.pk).update(supersedes=old)
    assert told("beslut", new.pk).get("relatedPaper", []) == []
    assert str(old.pk) not in str(told("beslut", new.pk))
    publishing.publish(Minutes.objects.get(meeting=before), by=by, checked=ALL)
    assert [one.rstrip("/").rsplit("/", 1)[-1] for one in told("beslut", new.pk)["relatedPaper"]] == [
        str(old.pk)
    ]
