"""A meeting ready to be sent: a chair, an elected approver, an ersättare, two decisions."""

import datetime as dt
from dataclasses import dataclass

from meetings.actions import minutes as minutes_actions
from meetings.models import AgendaItem, Body, Meeting, Minutes
from secretariat.registry.models import Person, User
from tests import make

AT = dt.datetime(2026, 3, 20, 9, 0, tzinfo=dt.UTC)


@dataclass
class Case:
    body: Body
    meeting: Meeting
    chair: User
    elected: User
    reserve: User
    secretary: User

    @property
    def minutes(self) -> Minutes:
        """Read now."""
        return Minutes.objects.get(meeting=self.meeting)

    def item(self, title: str) -> AgendaItem:
        return self.meeting.items.get(title=title)

    def send(self) -> Minutes:
        minutes_actions.send_for_approval(self.minutes, by=self.secretary, at=AT)
        return self.minutes

    def approve(self) -> Minutes:
        self.send()
        minutes_actions.approve(self.minutes, by=self.chair, at=AT)
        minutes_actions.approve(self.minutes, by=self.elected, at=AT)
        return self.minutes


def person_of(user: User) -> Person:
    assert user.person is not None
    return user.person


def a_case(**of_body: object) -> Case:
    """Provrådet with its chair, one elected approver and one ersättare."""
    body = make.body(**{"name": "Provrådet", "code": "PR", **of_body})  # type: ignore[arg-type]
    secretary = make.user(name="Mikaela Forsell", office_role="secretariat")
    Person.objects.filter(pk=secretary.person_id).update(phone="019-602 70 00")
    chair = make.approver_user(of=body, name="Asta Ordman")
    elected = make.approver_user(of=body, name="Birger Valdberg", kind="member")
    reserve = make.approver_user(of=body, name="Cilla Reservin", kind="member")
    meeting = make.meeting(bodies=[body], chair=chair.person, secretary=secretary.person)
    for user in (chair, elected, reserve):
        make.attendee(of=meeting, person=person_of(user), body=body)
    make.item(
        of=meeting, title="Val av justerare", role="approver_election",
        text="Till justerare valdes Birger Valdberg med Cilla Reservin som ersättare.",
    )  # fmt: skip
    plan = make.item(of=meeting, title="Plan", text="Planen gicks igenom. Nora avstår.")
    make.decision(of=plan, text="Rådet antar planen.")
    make.decision(of=make.item(of=meeting, title="Budget"), text="Rådet tillstyrker budgeten.")
    return Case(body, meeting, chair, elected, reserve, User.objects.get(pk=secretary.pk))
