"""The start page tells who is to send material, from a fortnight before it is due, until it has come (A7)."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from meetings import material_start
from meetings.models import AgendaItem, ItemAttachment, ItemPresenter, Meeting
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db


def a_point(user: User, *, days: int = 10, **fields: Any) -> AgendaItem:
    """A point that the user presents, of a meeting so many days ahead, whose material is due in a week less."""
    meeting = make.meeting(
        bodies=[make.body(material_days=7)], date=timezone.localdate() + dt.timedelta(days=days)
    )
    item = make.item(of=meeting, title="Budget", **fields)
    assert user.person
    ItemPresenter.objects.create(meeting=meeting, item=item, person=user.person, text=user.person.name)
    return item


def test_the_one_who_presents_is_told_until_something_is_attached() -> None:
    user = make.user()
    item = a_point(user)
    (one,) = material_start.waiting(user)
    assert (one.kind, one.title, one.deadline, one.is_late) == (
        "Underlag", "Budget", timezone.localdate() + dt.timedelta(days=3), False,
    )  # fmt: skip
    assert material_start.waiting(make.user()) == []
    ItemAttachment.objects.create(
        meeting=item.meeting, item=item, kind="link", title="Underlag", url="https://exempel.se/"
    )
    assert material_start.waiting(user) == []


def test_the_one_who_was_asked_is_told_instead() -> None:
    presents, asked = make.user(), make.user()
    a_point(presents, material_from=asked.person)
    assert material_start.waiting(presents) == []
    assert len(material_start.waiting(asked)) == 1


def test_it_is_late_when_its_day_has_passed_and_not_told_of_too_early() -> None:
    user = make.user()
    a_point(user, days=2)
    a_point(user, days=60)
    assert [one.is_late for one in material_start.waiting(user)] == [True]


def test_a_cancelled_meeting_wants_nothing() -> None:
    user = make.user()
    item = a_point(user)
    Meeting.objects.filter(pk=item.meeting_id).update(state=Meeting.State.CANCELLED)
    assert material_start.waiting(user) == []
