"""Parties that are asked whether they want to join in; what many tests of interest need."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.conf import settings

from meetings.actions import interest_answers, interests
from meetings.actions.interest_answers import LINK, Said
from meetings.models import AgendaItem, Body, Interest, InterestCall, Matter
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import Organisation, OutgoingMail, Person, User
from tests import make

TODAY = dt.date(2026, 9, 1)
NOW = dt.datetime(2026, 9, 1, 9, 0, tzinfo=STOCKHOLM)
DUE = dt.date(2026, 9, 30)
TITLE = "Pröva gemensamma mötesplatser"


@dataclass
class Calling:
    """What is asked about, who asks, the parties by short name, and who answers for each."""

    about: AgendaItem | Matter
    body: Body
    by: User
    parties: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    call: InterestCall = None  # type: ignore[assignment]

    @property
    def inquiry(self) -> Inquiry:
        """Read now."""
        return Inquiry.objects.get(pk=self.call.inquiry_id)

    def row(self, name: str) -> Recipient:
        return Recipient.objects.select_related("inquiry", "organisation", "handler").get(
            inquiry=self.call.inquiry_id, organisation=self.parties[name]
        )

    def interest(self, name: str) -> Interest:
        return Interest.objects.select_related("recipient__inquiry", "recipient__organisation").get(
            recipient=self.row(name)
        )

    def says(self, name: str, answer: str, *, how: str = LINK, at: dt.datetime = NOW, **said: str) -> bool:
        who = self.people[name].name if how == LINK else self.by.name
        by = None if how == LINK else self.by
        told = Said(answer=answer, **said)
        return interest_answers.answer(self.interest(name), told, how=how, who=who, by=by, at=at)

    def letters(self) -> list[tuple[str, str]]:
        """To whom letters have gone, and their subjects; then they are forgotten."""
        rows = OutgoingMail.objects.order_by("pk")
        told = [(row.to_name, row.subject) for row in rows]
        rows.delete()
        return told


def path_for(person: Person) -> str:
    """The address in the latest letter to somebody."""
    letter = OutgoingMail.objects.filter(person=person).exclude(action_url="").order_by("pk").last()
    assert letter
    return letter.action_url.removeprefix(settings.BASE_URL)


def key_for(person: Person) -> str:
    """The secret of the latest letter to somebody."""
    found = re.search(r"/vill-ni-vara-med/([^/]+)/", path_for(person))
    assert found
    return found[1]


def a_secretary(of: Body) -> User:
    user = make.user(name=f"Siv Sekreterare-{make.number()}", email=f"siv{make.number()}@exempel.se")
    make.membership(seat=make.seat(of=of, kind="secretary"), person=user.person)
    return user


def an_item(of: Body, secretary: User) -> AgendaItem:
    meeting = make.meeting(bodies=[of], secretary=secretary.person)
    return make.item(of=meeting, title="Mötesplatser")


def a_calling(
    *names: str,
    send: bool = True,
    due_on: dt.date | None = DUE,
    at: dt.datetime = NOW,
    with_matter: bool = False,
) -> Calling:
    """The kommuner (Nora, Kumla and Laxå unless others are named) asked, each with a handläggare with an address."""
    body = make.body(name=f"Provgruppen {make.number()}")
    by = a_secretary(body)
    about = make.matter(by=by, title="Gemensam modell", body=body) if with_matter else an_item(body, by)
    made = Calling(about, body, by)
    for name in names or ("Nora", "Kumla", "Laxå"):
        party = make.organisation(name=f"{name} kommun {make.number()}", short_name=name)
        made.parties[name] = party
        n = make.number()
        made.people[name] = make.person(
            name=f"{name[:3]}a Handläggare-{n}", email=f"handlaggare{n}@exempel.se", organisation=party
        )
    asked = [Asked(organisation=party, handler=made.people[name]) for name, party in made.parties.items()]
    made.call = interests.ask(
        about,
        title=TITLE,
        parties=asked,
        by=by,
        due_on=due_on,
        text="Ett försök under 2027.",
        today=at.date(),
    )
    if send:
        interests.send(made.call, by=by, at=at)
    return made
