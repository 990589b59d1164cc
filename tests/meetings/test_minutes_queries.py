"""What the pages of a meeting ask the database, whatever it holds (quality.md: 12 for the page, 14 for drafting)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import texts
from meetings.models import Meeting
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def written(meeting: Meeting, *, points: int, by: User) -> None:
    """So many more points, each with a paragraph."""
    for number in range(points):
        item = make.item(of=meeting, title=f"Punkt {number}")
        texts.save(item, [texts.Change(key=uuid4(), html="Gruppen går igenom planen.")], by=by)


@pytest.mark.parametrize(("name", "most"), [("meeting-detail", 12), ("minutes-draft", 14)])
def test_a_draft_asks_no_more_for_ten_points_than_for_one(
    name: str, most: int, as_user: Login, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    secretary = make.user(office_role="secretariat")
    meeting = make.meeting(bodies=[make.body()])
    written(meeting, points=1, by=secretary)
    client, address = as_user(secretary), reverse(f"meetings:{name}", args=[meeting.pk])
    client.get(address)
    with django_assert_max_num_queries(most) as asked:
        client.get(address)
    written(meeting, points=9, by=secretary)
    with django_assert_num_queries(len(asked)):
        assert client.get(address).content.decode().count("Gruppen går igenom planen.") >= 10
