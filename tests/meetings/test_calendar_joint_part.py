"""Who is there for the joint part alone gets the time of that, in letters and in every feed (A1, A18)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import vobject
from django.test import Client
from django.utils import timezone

from meetings.actions import calendars, invitees, meetings, notices
from meetings.models import Body, Meeting, MeetingBody
from secretariat.registry.models import OutgoingMail, Person, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def clock(hour: int, minute: int = 0) -> dt.time:
    return dt.time(hour, minute)


class Joint:
    """A council that meets 9–12, and a group that joins it 11–12, with a member and an ersättare each."""

    def __init__(self) -> None:
        self.day = timezone.localdate() + dt.timedelta(days=20)
        self.whole, self.guest = make.body(name="Rådet"), make.body(name="Gästerna")
        self.secretary = make.person(name="Sekre Prov", email="s@exempel.se")
        self.meeting = make.meeting(
            bodies=[self.whole, self.guest], date=self.day, start_time=clock(9), end_time=clock(12),
            joint_start=clock(11), joint_end=clock(12), place="Regionhuset", secretary=self.secretary,
        )  # fmt: skip
        MeetingBody.objects.filter(meeting=self.meeting, body=self.guest).update(joint_part_only=True)
        self.meeting = Meeting.objects.get(pk=self.meeting.pk)
        make.item(of=self.meeting, title="Gemensam fråga")
        self.host = self.seated(self.whole, "Asta Prov")
        self.visitor = self.seated(self.guest, "Birger Prov")
        self.reserve = self.seated(self.guest, "Cilla Prov", kind="substitute")

    def seated(self, body: Body, name: str, kind: str = "member") -> Person:
        person = make.person(name=name, email=f"{name[:3].lower()}{make.number()}@exempel.se")
        home = make.organisation()
        make.membership(seat=make.seat(of=body, organisation=home, kind=kind), person=person)
        return person

    def letter(self, to: Person) -> OutgoingMail:
        found = OutgoingMail.objects.filter(person=to).order_by("pk").last()
        assert found
        return found


@pytest.fixture
def joint(db: None) -> Joint:
    return Joint()


def hours(ics: str) -> list[tuple[int, int]]:
    events = vobject.readOne(ics).contents.get("vevent", [])
    return [(one.dtstart.value.hour, one.dtend.value.hour) for one in events]


def fetched(address: Any) -> str:
    return Client().get(address.url.removeprefix("http://127.0.0.1:8000")).content.decode()


def test_the_own_feed_has_the_part_one_is_there_for(joint: Joint) -> None:
    for person, told in ((joint.host, (9, 12)), (joint.visitor, (11, 12)), (joint.secretary, (9, 12))):
        assert hours(fetched(calendars.renew(by=make.user(person=person)))) == [told], person
    make.membership(seat=make.seat(of=joint.whole), person=joint.visitor)
    both = calendars.renew(by=User.objects.get(person=joint.visitor))
    assert hours(fetched(both)) == [(9, 12)]


def test_the_own_feed_of_a_guest_of_that_group(joint: Joint) -> None:
    """Called without a seat: what the body is there for counts."""
    guest = make.person(name="Didrik Prov", email="d@exempel.se")
    make.attendee(of=joint.meeting, person=guest, body=joint.guest)
    invitees.call_all(joint.meeting, by=None)
    assert hours(fetched(calendars.renew(by=make.user(person=guest, office_role="reader")))) == [(11, 12)]


def test_a_bodys_feed_has_the_part_the_body_is_there_for(joint: Joint) -> None:
    host, visitor = make.user(person=joint.host), make.user(person=joint.visitor)
    assert hours(fetched(calendars.renew(by=host, body=joint.whole))) == [(9, 12)]
    assert hours(fetched(calendars.renew(by=visitor, body=joint.guest))) == [(11, 12)]


def test_every_letter_has_the_part_one_is_there_for(joint: Joint) -> None:
    by = make.user(person=joint.secretary)
    notices.send(joint.meeting, by=by)
    assert [hours(joint.letter(one).calendar) for one in (joint.host, joint.visitor)] == [
        [(9, 12)],
        [(11, 12)],
    ]
    row = joint.meeting.invitees.get(person=joint.visitor)
    invitees.answer(row, answer="declined", method="link")
    called = joint.letter(joint.reserve)
    assert (called.subject.partition(":")[0], hours(called.calendar)) == (
        "Du kallas som ersättare",
        [(11, 12)],
    )
    assert "Din grupp är med på den gemensamma delen, kl.\xa011–12." in called.body
    later = joint.day + dt.timedelta(days=7)
    meetings.move(joint.meeting, by=by, date=later, start_time=clock(9), end_time=clock(12))
    assert hours(joint.letter(joint.host).calendar) == [(9, 12)]
    assert "gemensamma delen" not in joint.letter(joint.host).body
    moved = joint.letter(joint.visitor)
    assert (moved.subject.partition(":")[0], hours(moved.calendar)) == ("Flyttat", [(11, 12)])
    assert "Din grupp är med på den gemensamma delen, kl.\xa011–12." in moved.body
    meetings.cancel(joint.meeting, by=by)
    assert hours(joint.letter(joint.visitor).calendar) == [(11, 12)]
