"""The demo shows medskick on their way, and words for the next laget runt (K6, K10)."""

import pytest

from meetings.actions import handon_lists
from meetings.models import EarlyContribution, HandOn
from secretariat.home.demo import persons
from secretariat.registry.models import User

from .test_demo import NOW, demo

__all__ = ["demo"]
pytestmark = [pytest.mark.django_db, pytest.mark.setup]


def test_some_groups_have_answered_and_some_are_left(demo: None) -> None:
    secretary = User.objects.get(email=persons.address(persons.SECRETARY))
    found = handon_lists.of_points(HandOn.objects.all(), secretary, today=NOW.date())
    stages = {one.stage for groups in found.values() for one in groups}
    assert {handon_lists.ANSWERED} < stages
    assert EarlyContribution.objects.filter(taken_at=None).count() == 3
