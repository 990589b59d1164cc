"""Two administrators who remove each other at the same moment: one of them stays."""

from functools import partial

import pytest

from secretariat.registry.actions import users
from secretariat.registry.models import User
from tests import make
from tests.races import Orders, meet, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_administrators_cannot_remove_each_other() -> None:
    seen = Orders()
    for _, lead in rounds():
        User.objects.update(office_role="")
        first, second = (make.user(office_role="administrator") for _ in range(2))
        met = meet(
            partial(users.change_role, first, to="", by=second),
            partial(users.deactivate, second, by=first),
            lead=lead,
        )
        stays = users.administrators().get()
        assert sorted(one.kind for one in met.both) == ["done", "refused"]
        assert met.refused == [
            f"{stays} är den enda administratören. Gör någon annan till administratör först."
        ]
        seen.won("a" if stays == second else "b", met)
    seen.assert_both()
