"""Queries composed once give what Django gives."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

import psycopg
import pytest
from django.db import connection
from django.db.models import Count, Model, Prefetch, Q, Value
from django.test.utils import CaptureQueriesContext

from meetings.actions import minutes as minutes_actions
from meetings.actions.reading import MEETINGS
from meetings.models import Meeting, MeetingBody
from secretariat.lib.statements import Statement, Things, attach, is_attached
from secretariat.registry.models import Person
from tests import make
from tests.meetings.approval_case import a_case

pytestmark = pytest.mark.django_db


class Taking(NamedTuple):
    body_id: int


class Told(NamedTuple):
    pk: int
    family_name: str


NAMED = Statement(Told, lambda key: Person.objects.filter(pk__gte=key).order_by("pk"))
TAKING = Statement(Taking, lambda meeting: MeetingBody.objects.filter(meeting=meeting).order_by("position"))


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


NEAR = Things(
    lambda bodies, first, words: (
        Meeting.objects.filter(
            Q(bodies__in=bodies) | Q(title__contains="100 %", place=words), date__gte=first
        )
        .annotate(many=Count("meeting_bodies"), is_whole=Value("100 % '"))
        .select_related("chair")
        .prefetch_related(Prefetch("meeting_bodies", MeetingBody.objects.select_related("body")))
        .order_by("date", "pk")
    ),
    takes=(list[int], dt.date, str),
)


def whole(meetings: Iterable[Any]) -> list[dict[str, Any]]:
    """Everything that has been fetched, also into relations of many."""
    rows = [(one, [fields(row) for row in one.meeting_bodies.all()]) for one in meetings]
    skip = "_prefetched_objects_cache"
    return [
        {name: value for name, value in (fields(one) or {}).items() if name != skip} | {"bodies": bodies}
        for one, bodies in rows
    ]


def test_lists_days_and_words_annotations_and_prefetches_are_as_django_has_them() -> None:
    bodies = [make.body() for _ in range(3)]
    for place, chosen in enumerate([bodies[:1], bodies[:2], bodies[2:], []]):
        make.meeting(bodies=chosen, date=dt.date(2026, 5, 1 + place))
    Meeting.objects.filter(meeting_bodies=None).update(title="Nu 100 %", place="Salen", chair=make.person())
    keys = [body.pk for body in bodies]
    day = dt.date(2026, 5, 2)
    asked = [
        (keys[:1], day, "Salen"), (keys, day, "Salen"), (keys[1:2], day, "o'Hara %s"), ([], day, "Salen"),
        (keys[:1], dt.date(2026, 1, 1), "Salen"), (keys[2:], day, "Salen"),
    ]  # fmt: skip
    answers = [whole(NEAR.of(*values)) for values in asked]
    assert answers == [whole(NEAR.query(*values)) for values in asked]
    assert [len(found) for found in answers] == [2, 3, 1, 1, 3, 2]


def test_a_query_that_could_find_nothing_is_not_asked(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    those = Things(lambda keys: Person.objects.filter(pk__in=keys), takes=(list[int],))
    with django_assert_num_queries(0):
        assert those.of([]) == []
    person = make.person()
    assert those.of([person.pk]) == [person]


def test_the_same_is_found_when_the_server_has_the_query_prepared() -> None:
    """Tests that count queries see Django's own cursor; pages get one whose queries the driver prepares."""
    bodies = [make.body(), make.body()]
    meeting = make.meeting(bodies=bodies)
    taken = [TAKING.of(meeting.pk) for _ in range(6)]
    with CaptureQueriesContext(connection) as asked:
        taken.append(TAKING.of(meeting.pk))
    assert taken == [taken[0]] * 7
    assert f'"meeting_id" = {meeting.pk}' in asked.captured_queries[0]["sql"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%meetings_meetingbody%'"
        )
        assert cursor.fetchone() == (1,)


def test_a_day_that_is_reckoned_with_is_refused_since_it_would_never_change() -> None:
    ahead = Things(lambda day: Meeting.objects.filter(date__lt=day + dt.timedelta(days=14)), takes=(dt.date,))
    with pytest.raises(TypeError, match="ta emot resultatet"):
        ahead.of(dt.date(2026, 5, 1))


def test_a_word_that_is_rewritten_is_refused_since_it_would_never_change() -> None:
    named = Things(lambda word: Meeting.objects.filter(title__icontains=word), takes=(str,))
    with pytest.raises(TypeError, match="ta emot det färdigt"):
        named.of("vår")


def test_a_page_is_the_slice_that_django_would_give(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    people = [make.person() for _ in range(5)]
    pages = NAMED.paged(people[0].pk)
    with django_assert_num_queries(2):
        assert [row.pk for row in pages[0:2]] == [one.pk for one in people[:2]]
        assert [row.pk for row in pages[2:4]] == [one.pk for one in people[2:4]]
    assert pages[4:6] == NAMED.of(people[4].pk)
    assert pages[6:8] == []


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_between_two_pages_is_made_anew() -> None:
    """The database has started over since the page before; Django looks at the connection once for each request."""
    assert NAMED.of(0) == []
    where = connection.get_connection_params()
    known = {name: where[name] for name in ("host", "port", "user", "dbname")}
    with psycopg.connect(**known) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    connection.health_check_enabled, connection.health_check_done = True, False
    assert NAMED.of(0) == []
