"""A council with members and ersättare from three kommuner, called to a meeting; what many tests of answers need."""

import datetime as dt
from dataclasses import dataclass, field

from meetings.actions import invitees
from meetings.models import Body, BodyType, Invitee, Meeting, NoticeReply
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import Organisation, OutgoingMail, Person
from tests import make

DAY = dt.date(2026, 12, 9)
BEFORE = dt.datetime(2026, 12, 1, 12, 0, tzinfo=STOCKHOLM)
LINK, OFFICE = NoticeReply.Method.LINK, NoticeReply.Method.OFFICE


@dataclass
class Council:
    """A body, its meeting, and who is who by given name."""

    body: Body
    meeting: Meeting
    parties: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def row(self, name: str) -> Invitee:
        """The list's row for a person, as it is now."""
        return Invitee.objects.select_related("meeting", "person", "called_instead_of__person").get(
            meeting=self.meeting, person=self.people[name]
        )

    def says(self, name: str, answer: str, *, instead: str = "", **how: object) -> NoticeReply:
        """Let somebody answer by the link."""
        told = {"method": LINK, "at": BEFORE, "substitute": self.people.get(instead), **how}
        return invitees.answer(self.row(name), answer=answer, **told)  # type: ignore[arg-type]

    def called(self) -> dict[str, str]:
        """Called ersättare, and instead of whom."""
        rows = Invitee.objects.filter(meeting=self.meeting, capacity="called", removed_at=None).order_by("pk")
        return {
            row.person.given_name: row.called_instead_of.person.given_name if row.called_instead_of else ""
            for row in rows.select_related("person", "called_instead_of__person")
        }

    def letters(self) -> list[tuple[str, str]]:
        """To whom letters have gone, and their subjects up to the colon; then they are forgotten."""
        rows = OutgoingMail.objects.order_by("pk")
        told = [(row.to_name.partition(" ")[0], row.subject.partition(":")[0]) for row in rows]
        rows.delete()
        return told


MEMBERS = (("Asta", "Nora", "chair"), ("Birger", "Kumla", "member"), ("Cilla", "Laxå", "member"))
SUBSTITUTES = (("Didrik", "Kumla"), ("Ebba", "Nora"), ("Fabian", "Laxå"))


def a_council(*, call: bool = True, **facts: object) -> Council:
    """Three members, three ersättare (in another order than the parties'), and a secretary; all with addresses."""
    political = BodyType.objects.get_or_create(name="samverkansråd", slug="council", is_political=True)[0]
    body = make.body(name=f"Rådet {make.number()}", short_name="Rådet", type=political)
    told = {
        "start_time": dt.time(9),
        "end_time": dt.time(12),
        "place": "Regionhuset",
        "form": "hybrid",
        **facts,
    }
    secretary = _person("Sekre")
    told.setdefault("secretary", secretary)
    meeting = make.meeting(bodies=[body], date=told.pop("date", DAY), **told)  # type: ignore[arg-type]
    council = Council(body, meeting, people={"Sekre": secretary})
    for place, (name, party, kind) in enumerate(MEMBERS):
        _seat(council, name, party, kind, place)
    for place, (name, party) in enumerate(SUBSTITUTES, 10):
        _seat(council, name, party, "substitute", place)
    if call:
        invitees.call_all(meeting, by=None, at=BEFORE)
    return council


def _person(name: str) -> Person:
    n = make.number()
    return make.person(name=f"{name} Prov-{n}", email=f"{name.lower()}{n}@exempel.se", phone="019-602 70 00")


def _seat(council: Council, name: str, party: str, kind: str, place: int) -> None:
    where = council.parties.setdefault(
        party, make.organisation(name=f"{party} kommun {make.number()}", short_name=party)
    )
    person = council.people[name] = _person(name)
    seat = make.seat(of=council.body, organisation=where, kind=kind, position=place)
    make.membership(seat=seat, person=person)
