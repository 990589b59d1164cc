"""Two who publish or take back at once: one of them does, the other is told (quality.md)."""

from functools import partial

import pytest

from meetings.actions import publishing
from meetings.models import Minutes, Publication
from secretariat.registry.models import LogEntry, User
from tests import make
from tests.races import Orders, meet, rounds

from .publishing_case import ALL, quick

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def office() -> User:
    return make.user(office_role="secretariat")


def test_two_publish_at_once() -> None:
    seen, body, one, other = Orders(), make.body(approval_policy="none"), office(), office()
    for _, lead in rounds():
        minutes = quick(bodies=[body], by=one, publish=False).minutes
        steps = [partial(publishing.publish, minutes, by=user, checked=ALL) for user in (one, other)]
        met = meet(*[(lambda step=step: step() and None) for step in steps], lead=lead)
        assert met.refused == ["Anteckningarna är redan publicerade."]
        made = Publication.objects.get(minutes=minutes)
        assert (
            LogEntry.objects.filter(verb="publicerade anteckningar", object_id=str(minutes.pk)).count() == 1
        )
        seen.won("a" if made.published_by == one else "b", met)
    seen.assert_both()


def test_two_take_back_at_once() -> None:
    seen, body, one, other = Orders(), make.body(approval_policy="none"), office(), office()
    for _, lead in rounds():
        minutes = Minutes.objects.get(meeting=quick(bodies=[body], by=one))
        steps = [partial(publishing.unpublish, minutes, by=user, why="Fel.") for user in (one, other)]
        met = meet(*[(lambda step=step: step() and None) for step in steps], lead=lead)
        assert met.refused == ["Anteckningarna är inte publicerade."]
        seen.won("a" if Publication.objects.get(minutes=minutes).unpublished_by == one else "b", met)
    seen.assert_both()
