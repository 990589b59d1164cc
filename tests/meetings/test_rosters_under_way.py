"""A turn of mandate period leaves what is under way with the persons it had (A2)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from meetings.actions import attendance, invitees, mandate_periods, minutes, notices, period_meetings
from meetings.actions.trees import document_of
from meetings.models import Invitee, Membership
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User
from tests import make
from tests.meetings.approval_case import AT, a_case
from tests.meetings.roster_case import Turn, a_turn

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
LAST = dt.date(2026, 12, 31)


@pytest.fixture
def turn(db: None) -> Turn:
    return a_turn()


def end_all(turn: Turn) -> None:
    ids = list(Membership.objects.filter(seat__body=turn.body).values_list("pk", flat=True))
    mandate_periods.end(turn.period, ids, ends_on=LAST, by=None)


def test_a_sent_justering_keeps_its_approver(as_user: Login) -> None:
    """The approver's membership ends before the answer; the page is open and the answer holds."""
    case = a_case()
    case.send()
    turn_day = dt.date(2026, 3, 31)
    period = a_turn().period
    ids = list(Membership.objects.filter(seat__body=case.body).values_list("pk", flat=True))
    mandate_periods.end(period, ids, ends_on=turn_day, by=None)
    assert (
        as_user(case.chair).get(reverse("meetings:minutes-approve", args=[case.meeting.pk])).status_code
        == 200
    )
    later = AT + dt.timedelta(days=30)
    minutes.approve(case.minutes, by=case.chair, at=later)
    minutes.approve(case.minutes, by=case.elected, at=later)
    assert case.minutes.state == "approved"
    held = case.minutes.approvers.get(person=case.chair.person).replies.get().evidence["memberships"]
    assert [one["seat"].split(",")[0] for one in held] == ["ordförande"]


def test_a_reply_link_sent_before_the_turn_still_works(turn: Turn) -> None:
    """The meeting is before the turn; the letter's link is answered by the person it was sent to."""
    meeting = make.meeting(
        bodies=[turn.body], date=dt.date(2026, 12, 9), start_time=dt.time(9), end_time=dt.time(12)
    )
    invitees.call_all(meeting, by=None)
    row = Invitee.objects.get(meeting=meeting, person=turn.people["Birger Bo"])
    where = invitees.reply_address(row, by=None).removeprefix(settings.BASE_URL)
    end_all(turn)
    turn.take_in(turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2))
    assert Client().post(where, {"svar": "coming"}).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.removed_at) == ("coming", None)
    invitees.call_all(meeting, by=None)
    names = [one.person.name for one in invitees.standing(meeting)]
    assert names == ["Asta Alm", "Birger Bo", "Cilla Ceder", "Didrik Dal"]


def test_a_meeting_before_the_turn_keeps_its_attendance_and_its_words(turn: Turn) -> None:
    meeting = make.meeting(bodies=[turn.body], date=dt.date(2026, 12, 9))
    attendance.fill_from_seats(meeting)
    before = list(meeting.attendances.order_by("pk").values())
    tree = document_of(meeting)
    end_all(turn)
    turn.take_in(turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2))
    assert list(meeting.attendances.order_by("pk").values()) == before
    assert document_of(meeting) == tree
    assert attendance.fill_from_seats(meeting) == 0


def test_a_kallelse_sent_for_a_meeting_after_the_turn_is_told_until_it_is_sent_anew(turn: Turn) -> None:
    """Those who were called stay called until the secretary sends a kompletterande kallelse."""
    meeting = make.meeting(
        bodies=[turn.body], date=dt.date(2027, 1, 20), start_time=dt.time(9), end_time=dt.time(12)
    )
    invitees.call_all(meeting, by=None)
    turn.take_in(turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2))
    assert [(one.meeting, one.listed, one.called) for one in period_meetings.to_look_at()] == [
        (meeting, 0, 1)
    ]
    assert {one.person.name for one in invitees.standing(meeting)} >= {"Birger Bo"}
    invitees.call_all(meeting, by=None)
    assert period_meetings.to_look_at() == []
    assert [one.person.name for one in invitees.standing(meeting)] == [
        "Asta Alm", "Ebba Ek", "Cilla Ceder", "Didrik Dal",
    ]  # fmt: skip


def test_one_that_comes_later_is_not_ended(turn: Turn) -> None:
    before = turn.held()
    coming = make.membership(
        seat=make.seat(of=turn.body, position=9),
        person=make.person(name="Gun Grön"),
        starts_on=dt.date(2027, 2, 1),
    )
    ids = list(Membership.objects.values_list("pk", flat=True))
    with pytest.raises(NotAllowed) as refused:
        mandate_periods.end(turn.period, ids, ends_on=LAST, by=None)
    assert refused.value.reasons == ["Gun Grön tillträder först 1 februari 2027 och kan inte avslutas."]
    assert coming.pk not in {
        one.pk for group in mandate_periods.shown(LAST, [turn.body.pk]) for one, _ in group.rows
    }
    assert turn.held()[: len(before)] == before


def test_frozen_minutes_are_left_alone(turn: Turn) -> None:
    case = a_case()
    assert notices.changes_since_notice(case.meeting) == []
    case.send()
    rows = list(case.meeting.attendances.order_by("pk").values())
    assert period_meetings.draw_again([case.body.pk], from_day=dt.date(2026, 1, 1), by=None) == []
    assert list(case.meeting.attendances.order_by("pk").values()) == rows


def test_the_secretary_is_told_on_the_start_page(turn: Turn, as_user: Login) -> None:
    keeper, other = make.user(), make.user()
    meeting = make.meeting(bodies=[turn.body], date=dt.date(2027, 1, 20), secretary=keeper.person)
    attendance.fill_from_seats(meeting)
    attendance.set_state(meeting.attendances.get(person=turn.people["Birger Bo"]), "apology", by=None)
    assert "Någon i närvarolistan" not in as_user(keeper).get("/").content.decode()
    turn.take_in(turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2))
    assert (
        "Någon i närvarolistan har lämnat sin plats den dagen." in as_user(keeper).get("/").content.decode()
    )
    assert "Någon i närvarolistan" not in as_user(other).get("/").content.decode()
