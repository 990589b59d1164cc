"""Two administrators who remove each other at the same moment: one of them stays."""

from collections import Counter
from functools import partial

import pytest

from secretariat.registry.actions import users
from secretariat.registry.models import User
from tests import make
from tests.meetings.test_races import both_orders, meet

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 30


def test_two_administrators_cannot_remove_each_other() -> None:
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        User.objects.update(office_role="")
        pair = [make.user(office_role="administrator") for _ in range(2)]
        steps = [
            partial(users.change_role, pair[0], to="", by=pair[1]),
            partial(users.deactivate, pair[1], by=pair[0]),
        ]
        if number % 2:
            steps.reverse()
        outcomes = dict(meet(*steps))
        assert sorted(outcome is None for outcome in outcomes.values()) == [False, True]
        assert users.administrators().count() == 1
        seen[next(who for who, outcome in outcomes.items() if outcome is None)] += 1
    both_orders(seen)
