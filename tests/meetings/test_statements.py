"""Queries composed once answer as Django's own do, and one meeting is known of by whom the list says."""

from typing import NamedTuple

import pytest

from meetings import access
from meetings.models import Meeting, MeetingBody
from secretariat.lib.statements import Statement
from tests import make

pytestmark = pytest.mark.django_db


class Taking(NamedTuple):
    pk: int
    name: str


TAKING = Statement(
    Taking,
    lambda meeting: MeetingBody.objects.filter(meeting=meeting).order_by("position"),
    name="body__name",
)


def test_a_statement_gives_the_rows_of_each_key_with_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    first = make.meeting(bodies=[make.body(name="Rådet"), make.body(name="Gruppen")])
    second = make.meeting(bodies=[make.body(name="Forum")])
    asked = {}
    for meeting in (first, second, first):
        with django_assert_num_queries(1):
            asked[meeting.pk] = TAKING.of(meeting.pk)
    assert asked == {
        one.pk: list(one.meeting_bodies.order_by("position").values_list("pk", "body__name"))
        for one in (first, second)
    }
    assert asked[first.pk][0].name == "Rådet"
    assert TAKING.of(0) == []


def test_one_meeting_is_known_of_by_those_whose_list_has_it() -> None:
    """The short answers of `may_know_of` agree with `visible_to`."""
    own, other = make.body(), make.body()
    meetings = [make.meeting(bodies=[own]), make.meeting(bodies=[other])]
    member = make.user(person=make.member(of=own).person)
    chair = make.user(person=make.person())
    Meeting.objects.filter(pk=meetings[1].pk).update(chair=chair.person)
    users = [
        make.user(office_role="secretariat"),
        member,
        chair,
        make.user(person=make.person()),
        make.user(),
    ]
    rows = Meeting.objects.select_related("minutes")
    told = [[access.may_know_of(user, one) for one in rows] for user in users]
    listed = [[one in Meeting.objects.visible_to(user) for one in rows] for user in users]
    assert told == listed
    assert {answer for answers in told for answer in answers} == {True, False}
