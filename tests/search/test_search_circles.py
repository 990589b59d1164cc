"""Which unfinished meetings a reader may know of and read: what statements made once say, the rules say (N7)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.access import is_office, words_readable_by
from meetings.actions import minutes as minutes_actions
from meetings.models import Body, Meeting, Minutes
from meetings.reach import circles_of
from secretariat.lib.search import audiences_of
from secretariat.registry.models import User
from tests import make
from tests.meetings.approval_case import a_case, person_of

pytestmark = pytest.mark.django_db


def by_the_rules(user: User) -> set[tuple[int, bool]]:
    """The same, meeting by meeting, as pages ask."""
    known = Meeting.objects.visible_to(user).filter(minutes__finished_at=None)
    readable = Minutes.objects.filter(words_readable_by(user, with_drafts=True))
    return {(one.pk, readable.filter(meeting=one).exists()) for one in known}


def asked_again(user: User) -> User:
    """As in a new request."""
    return User.objects.get(pk=user.pk)


def test_circles_are_what_the_rules_say_for_every_sort_of_reader() -> None:
    case = a_case()
    other = make.body(name="Andra", draft_circle=Body.DraftCircle.SECRETARY)
    third = make.body(name="Tredje")
    keeper = make.user(person=make.member(of=third, kind="secretary").person)
    make.membership(seat=make.seat(of=other, kind="secretary"), person=person_of(keeper))
    guest = make.user(person=make.person())
    closed = make.meeting(bodies=[other], chair=case.chair.person)
    make.meeting(bodies=[third, other], secretary=guest.person)
    make.attendee(of=make.meeting(bodies=[third]), person=person_of(case.elected))
    users = [
        case.chair, case.elected, case.reserve, keeper, guest, make.user(), make.user(office_role="reader"),
        make.user(person=make.member(of=other).person),
    ]  # fmt: skip
    told = set()
    for _ in ("draft", "out", "finished"):
        for user in users:
            found = set(circles_of(asked_again(user)))
            assert found == by_the_rules(asked_again(user)), user
            told |= {has_words for _, has_words in found}
        if case.minutes.is_draft:
            case.send()
        elif not case.minutes.is_finished:
            for user in (case.chair, case.elected):
                minutes_actions.approve(case.minutes, by=user)
    assert told == {True, False}
    assert (closed.pk, False) in set(circles_of(asked_again(case.chair)))
    assert len(list(circles_of(asked_again(keeper)))) == 3


def test_two_readers_and_two_days_do_not_share_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement is made once; who asks, and which day, is not in it."""
    body = make.body()
    seat = make.member(of=body, name="Asta Ceder")
    make.meeting(bodies=[body])
    user, other = make.user(person=seat.person), make.user(person=make.person())
    assert len(list(circles_of(asked_again(user)))) == 1
    assert list(circles_of(asked_again(other))) == []
    after = seat.starts_on.replace(year=seat.starts_on.year - 1)
    monkeypatch.setattr("meetings.access.timezone.localdate", lambda: after)
    assert list(circles_of(asked_again(user))) == []


def test_the_office_reads_everything_and_nobody_else_without_an_account() -> None:
    meeting = make.meeting()
    office = make.user(office_role="secretariat")
    assert is_office(office)
    assert {f"words:{meeting.pk}", f"meeting:{meeting.pk}", "office"} <= set(audiences_of(office))
    assert audiences_of(AnonymousUser()) == [
        "public",
        "visitors",
    ]  # masked copies are for whoever may not read meetings
    assert audiences_of(make.user()) == ["public", "signed-in", "visitors"]


def test_circles_cost_two_questions_whatever_the_number(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    body = make.body()
    user = make.user(person=make.member(of=body).person)
    for _ in range(2):
        make.meeting(bodies=[body])
        reader = asked_again(user)
        with django_assert_num_queries(4):  # seats, other roles, and the two
            list(circles_of(reader))


def test_who_may_know_of_what_is_asked_of_unfinished_meetings_alone() -> None:
    """A register of a hundred thousand decisions has twenty thousand finished meetings: none of them is looked at."""
    reader = make.user(person=make.member(of=make.body()).person)
    list(circles_of(asked_again(reader)))
    with CaptureQueriesContext(connection) as asked:
        list(circles_of(asked_again(reader)))
    of_meetings = [
        one["sql"] for one in asked if "finished_at" in one["sql"] and 'AS "keeps"' not in one["sql"]
    ]
    assert len(of_meetings) == 2
    for sql in of_meetings:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
            assert "unfinished_minutes" in "\n".join(row for (row,) in cursor.fetchall())
