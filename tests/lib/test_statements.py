"""Queries composed once give what Django gives."""

import pytest
from django.db.models import Model, Prefetch

from meetings.actions import minutes as minutes_actions
from meetings.actions.reading import MEETINGS
from meetings.models import Meeting, MeetingBody
from secretariat.lib.statements import Things, attach, is_attached
from secretariat.registry.models import Person
from tests import make
from tests.meetings.approval_case import a_case

pytestmark = pytest.mark.django_db


def fields(thing: Model | None) -> dict[str, object] | None:
    """Everything that has been fetched, with what was fetched along."""
    if thing is None:
        return None
    along = {name: fields(one) for name, one in thing._state.fields_cache.items() if name != "meeting"}
    own = {name: value for name, value in vars(thing).items() if name != "_state"}
    return {"is new": thing._state.adding, "deferred": thing.get_deferred_fields(), **own, **along}


def test_a_meeting_is_the_same_with_all_that_is_fetched_along() -> None:
    case = a_case()
    for _ in ("draft", "sent", "approved"):
        found = fields(MEETINGS.first(case.meeting.pk))
        assert found == fields(MEETINGS.query(case.meeting.pk).first())
        if case.minutes.is_draft:
            case.send()
        elif not case.minutes.is_finished:
            minutes_actions.approve(case.minutes, by=case.chair)
            minutes_actions.approve(case.minutes, by=case.elected)
    assert found["minutes"]["current_version"]["deferred"] == {"content"}  # type: ignore[index]


def test_one_query_whatever_the_number(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    people = [make.person() for _ in range(3)]
    all_of_them = Things(lambda key: Person.objects.filter(pk__gte=key).order_by("-pk"))
    assert all_of_them.of(people[0].pk) == people[::-1]
    with django_assert_num_queries(1):
        found = all_of_them.of(people[1].pk)
    again = Person.objects.filter(pk__in=[one.pk for one in found]).order_by("-pk")
    assert [fields(one) for one in found] == [fields(one) for one in again]


def test_a_key_that_is_not_there_finds_nothing() -> None:
    assert MEETINGS.of(0) == []
    assert MEETINGS.first(0) is None
    assert Meeting.objects.count() == 0


def test_rows_that_are_attached_stand_as_fetched_along(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    bodies = [make.body(), make.body()]
    meeting = make.meeting(bodies=bodies)
    rows = MeetingBody.objects.select_related("body").order_by("-position")
    prefetched = Meeting.objects.prefetch_related(Prefetch("meeting_bodies", rows)).get(pk=meeting.pk)
    attached = Meeting.objects.get(pk=meeting.pk)
    assert not is_attached(attached, "meeting_bodies")
    attach(attached, "meeting_bodies", rows.filter(meeting=meeting))
    for one in (prefetched, attached):
        with django_assert_num_queries(0):
            assert is_attached(one, "meeting_bodies")
            assert [row.body for row in one.meeting_bodies.all()] == bodies[::-1]
            assert [row.meeting is one for row in one.meeting_bodies.all()] == [True, True]
        with django_assert_num_queries(1):
            assert [row.body_id for row in one.meeting_bodies.order_by("position")] == [b.pk for b in bodies]


def test_what_is_attached_to_one_is_not_known_to_another() -> None:
    first, second = (make.meeting(bodies=[make.body()]) for _ in range(2))
    attach(first, "meeting_bodies", [])
    assert not is_attached(second, "meeting_bodies")
    assert second.meeting_bodies.count() == 1
