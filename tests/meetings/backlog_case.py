"""A body with a coming meeting, and minutes before it that leave something: all five sources of an agenda."""

import datetime as dt
from dataclasses import dataclass

from meetings.actions import backlog, meetings
from meetings.actions import minutes as minutes_actions
from meetings.models import Action, BacklogItem, Body, ForNextMeeting, HandOn, Meeting, Minutes, StandingItem
from secretariat.registry.models import User
from tests import make

LAST, COMING = dt.date(2026, 3, 18), dt.date(2027, 4, 15)


@dataclass
class Case:
    """`body` has its last minutes and a coming meeting; `other` hands on to it; `member` proposes."""

    body: Body
    other: Body
    last: Meeting
    meeting: Meeting
    member: User
    secretary: User

    def row(self, title: str) -> BacklogItem:
        return BacklogItem.objects.get(title__startswith=title)

    def titles(self, **facts: object) -> list[str]:
        return list(
            BacklogItem.objects.filter(body=self.body, **facts).order_by("pk").values_list("title", flat=True)
        )


def finish(meeting: Meeting, *, by: User) -> None:
    """Fastställ the minutes of a body without justering."""
    minutes_actions.finalise(Minutes.objects.get(meeting=meeting), by=by)


def a_body(name: str, **facts: object) -> Body:
    body = make.body(name=name, approval_policy="none", **facts)  # type: ignore[arg-type]
    for position, (title, role) in enumerate(
        [("Öppnas", "opening"), ("Laget runt", "round_table"), ("Avslutas", "closing")]
    ):
        StandingItem.objects.create(body=body, position=position, title=title, role=role, minutes=10)
    return body


def a_case(*, finished: bool = True) -> Case:
    """Nothing of the five has been taken up yet."""
    secretary = make.user(name="Hanna Rydbeck", office_role="secretariat")
    body, other = a_body("Provgruppen"), a_body("Norra gruppen")
    keeper = make.user(name="Mikaela Forsell", email="mikaela@exempel.se")
    make.membership(seat=make.seat(of=body, kind="secretary"), person=keeper.person)
    member = make.user(name="Asta Holm", email="asta@exempel.se")
    make.membership(
        seat=make.seat(of=body, organisation=make.organisation(name="Nora")), person=member.person
    )
    last = make.meeting(bodies=[body], date=LAST)
    item = make.item(of=last, title="Skolfrånvaro", text="")
    line = make.block(of=item, html="Till nästa möte: Bjud in Länsstyrelsen.")
    ForNextMeeting.objects.create(meeting=last, item=item, block=line)
    later = make.block(of=item, html="Uppföljning av mötesplatserna")
    ForNextMeeting.objects.create(meeting=last, item=item, block=later, when="coming", position=2)
    make.action(
        of=item,
        text="Asta Holm tar fram siffror.",
        who="Asta Holm",
        due="1 maj 2026",
        due_on=dt.date(2026, 5, 1),
    )
    origin = make.meeting(bodies=[other], date=LAST)
    handed = make.item(of=origin, title="Mötesplatser", text="")
    hand_on = HandOn.objects.create(
        meeting=origin,
        item=handed,
        block=make.block(of=handed, html="Vem kan ha öppet på kvällen?"),
        to="Provgruppen",
    )
    hand_on.bodies.add(body)
    if finished:
        for one in (last, origin):
            finish(one, by=secretary)
    meeting = meetings.create(
        bodies=[body], by=secretary, date=COMING, start_time=dt.time(9), end_time=dt.time(10), place="Nora"
    )
    return Case(body, other, last, meeting, member, secretary)


def with_all(case: Case) -> Case:
    """A row of one's own and a proposal too."""
    backlog.add(
        case.body, by=case.secretary, title="Klusteranalys", condition="före klusteranalyserna", priority=1
    )
    backlog.propose(case.body, by=case.member, title="Skjutsar till simhallen", wished_for=case.meeting)
    return case


def the_action() -> Action:
    return Action.objects.get()
