"""What the pages of a meeting ask the database, whatever it holds (quality.md: 12 for the page, 14 for drafting)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import notices, texts
from meetings.models import Meeting
from secretariat.registry.models import User
from tests import make

from . import notice_case
from .approval_case import a_case
from .archive_case import corrected

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


def page(name: str, meeting: Meeting, client: Client) -> str:
    return client.get(reverse(f"meetings:{name}", args=[meeting.pk])).content.decode()


def test_texts_that_met_are_asked_for_where_there_are_any(as_user: Login) -> None:
    secretary = make.user(office_role="secretariat")
    item = make.item(of=make.meeting(bodies=[make.body()]))
    client, key = as_user(secretary), uuid4()
    texts.save(item, [texts.Change(key=key, html="Hennes ord.")], by=secretary, tab=uuid4())
    assert "Hans ord." not in page("minutes-draft", item.meeting, client)
    texts.save(item, [texts.Change(key=key, html="Hans ord.")], by=secretary, tab=uuid4())
    assert "Hans ord." in page("minutes-draft", item.meeting, client)


def test_a_kallelse_is_asked_for_where_there_is_one(as_user: Login) -> None:
    secretary, meeting = make.user(office_role="secretariat"), notice_case.ready()
    assert "Kallelsen som PDF" not in page("meeting-detail", meeting, as_user(secretary))
    notices.send(meeting, by=secretary, at=notice_case.SENT)
    assert "Kallelsen som PDF" in page("meeting-detail", meeting, as_user(secretary))


def test_corrections_and_who_filed_the_minutes_are_asked_for_where_there_are_any(as_user: Login) -> None:
    case = a_case()
    minutes, client = case.approve(), as_user(case.secretary)
    words = ("<h2>Rättelser</h2>", "<h2>Lagt till handlingarna</h2>")
    shown = page("meeting-detail", case.meeting, client)
    assert [one in shown for one in words] == [False, False]
    make.item(of=make.meeting(bodies=[case.body]), files_minutes=minutes)
    corrected(case)
    shown = page("meeting-detail", case.meeting, client)
    assert [one in shown for one in words] == [True, True]
