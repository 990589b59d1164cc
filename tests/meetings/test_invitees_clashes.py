"""Somebody who is called to two meetings at once is told of (A13)."""

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meetings.actions import invitees
from meetings.models import Meeting
from secretariat.registry.models import User
from tests import make
from tests.meetings.invitees_case import OFFICE, Council, a_council

from .test_invitees_list_page import of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]
Login = Callable[[User], Client]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Council:
    return a_council(date=timezone.localdate() + dt.timedelta(days=20))


@pytest.fixture
def council(made: Council) -> Council:
    return deepcopy(made)


def another(council: Council, **facts: Any) -> Meeting:
    told = {"date": council.meeting.date, "start_time": dt.time(11), "end_time": dt.time(13)} | facts
    meeting = make.meeting(bodies=[make.body(short_name="Chefsgruppen")], **told)
    make.membership(seat=make.seat(of=meeting.meeting_bodies.get().body), person=council.people["Asta"])
    return meeting


def clashes(council: Council) -> dict[str, list[str]]:
    rows = [line for group in of(council).bodies for line in group.lines]
    return {line.row.person.given_name: line.clashes for line in rows if line.clashes}


def test_two_meetings_at_once_are_told(council: Council) -> None:
    """A13."""
    other = another(council)
    invitees.call_all(other, by=None)
    assert clashes(council) == {"Asta": ["Chefsgruppen, kl.\xa011–13"]}


def test_the_kallelse_warns_of_it_before_it_is_sent(
    council: Council, as_user: Login, secretary: User
) -> None:
    """A13."""
    make.item(of=council.meeting)
    invitees.call_all(another(council), by=None)
    page = as_user(secretary).get(f"/moten/{council.meeting.pk}/kallelse/").content.decode()
    told = f"{council.people['Asta']} är kallad till ett annat möte samtidigt: Chefsgruppen, kl.\xa011–13."
    assert told in page


@pytest.mark.parametrize(
    ("facts", "is_clash"),
    [
        ({"start_time": dt.time(12)}, False),
        ({"start_time": None, "end_time": None}, True),
        ({"start_time": dt.time(8), "end_time": None}, True),
        ({"start_time": dt.time(7), "end_time": dt.time(9)}, False),
        ({"state": "cancelled"}, False),
    ],
)
def test_only_what_overlaps_is_a_clash(council: Council, facts: dict[str, Any], is_clash: bool) -> None:
    invitees.call_all(another(council, **facts), by=None)
    assert bool(clashes(council)) is is_clash


def test_a_meeting_nobody_is_called_to_yet_clashes_by_its_attendance_list(council: Council) -> None:
    other = another(council)
    assert clashes(council) == {}
    make.attendee(of=other, person=council.people["Asta"], state="unknown")
    assert list(clashes(council)) == ["Asta"]


def test_who_stays_away_from_the_other_meeting_has_no_clash(council: Council) -> None:
    other = another(council)
    invitees.call_all(other, by=None)
    invitees.answer(other.invitees.get(), answer="declined", method=OFFICE)
    assert clashes(council) == {}
