"""A decision of a finished meeting that kommuner are asked to confirm; what many tests of confirmations need."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field

from django.conf import settings

from meetings.actions import confirmation_answers, confirmations
from meetings.actions.confirmation_answers import LINK, Said
from meetings.models import Confirmation, ConfirmationRequest, Decision
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import Organisation, OutgoingMail, Person, User
from tests import make

from .approval_case import Case, a_case

TODAY = dt.date(2026, 9, 1)
NOW = dt.datetime(2026, 9, 1, 9, 0, tzinfo=STOCKHOLM)
DUE = dt.date(2026, 9, 30)


@dataclass
class Asking:
    """The decision, who asks, the parties by short name, and who answers for each."""

    of: Case
    decision: Decision
    parties: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    request: ConfirmationRequest = None  # type: ignore[assignment]

    @property
    def by(self) -> User:
        return self.of.secretary

    @property
    def inquiry(self) -> Inquiry:
        """Read now."""
        return Inquiry.objects.get(pk=self.request.inquiry_id)

    def row(self, name: str) -> Recipient:
        return Recipient.objects.select_related("inquiry", "organisation", "handler").get(
            inquiry=self.request.inquiry_id, organisation=self.parties[name]
        )

    def confirmation(self, name: str) -> Confirmation:
        return Confirmation.objects.select_related("recipient__inquiry", "recipient__organisation").get(
            recipient=self.row(name)
        )

    def says(self, name: str, *, how: str = LINK, at: dt.datetime = NOW, **said: object) -> bool:
        who = self.people[name].name if how == LINK else self.by.name
        by = None if how == LINK else self.by
        return confirmation_answers.answer(
            self.confirmation(name),
            Said(**said),
            how=how,
            who=who,
            by=by,
            at=at,  # type: ignore[arg-type]
        )

    def decides(self, name: str, outcome: str = "assent", **said: object) -> bool:
        told = {"decided_on": TODAY, "paragraph": "88", "organ": "Kommunstyrelsen", **said}
        if outcome != "assent":
            told.setdefault("deviation", "Uppföljningen redovisas även per länsdel.")
        return self.says(name, outcome=outcome, **told)

    def letters(self) -> list[tuple[str, str]]:
        """To whom letters have gone, and their subjects; then they are forgotten."""
        rows = OutgoingMail.objects.order_by("pk")
        told = [(row.to_name, row.subject) for row in rows]
        rows.delete()
        return told


def key_for(person: Person) -> str:
    """The secret of the latest letter to somebody."""
    letter = OutgoingMail.objects.filter(person=person).exclude(action_url="").order_by("pk").last()
    assert letter
    found = re.search(r"/parternas-beslut/([^/]+)/", letter.action_url)
    assert found, letter.action_url
    return found[1]


def path_for(person: Person) -> str:
    letter = OutgoingMail.objects.filter(person=person).exclude(action_url="").order_by("pk").last()
    assert letter
    return letter.action_url.removeprefix(settings.BASE_URL)


_beforehand: list[tuple[Case, Decision]] = []


@contextmanager
def beforehand(made: tuple[Case, Decision]) -> Iterator[None]:
    """The first decided case that is asked for inside is this one: three persons approve only once for a module."""
    _beforehand[:] = [deepcopy(made)]
    try:
        yield
    finally:
        _beforehand.clear()


def a_decided_case() -> tuple[Case, Decision]:
    """Finished minutes and their first decision, PR 2026-1."""
    if _beforehand:
        return _beforehand.pop()
    n = make.number()
    case = a_case(name=f"Provrådet {n}", code=f"PR{n}")
    case.approve()
    decision = Decision.objects.select_related("block", "meeting__minutes").get(
        meeting=case.meeting, running=1
    )
    return case, decision


def an_asking(*names: str, send: bool = True, due_on: dt.date | None = DUE, at: dt.datetime = NOW) -> Asking:
    """The kommuner (Nora, Kumla and Laxå unless others are named) asked, each with a handläggare with an address."""
    case, decision = a_decided_case()
    OutgoingMail.objects.all().delete()
    made = Asking(case, decision)
    for name in names or ("Nora", "Kumla", "Laxå"):
        party = make.organisation(name=f"{name} kommun {make.number()}", short_name=name)
        made.parties[name] = party
        n = make.number()
        made.people[name] = make.person(
            name=f"{name[:3]}a Handläggare-{n}", email=f"handlaggare{n}@exempel.se", organisation=party
        )
    asked = [Asked(organisation=party, handler=made.people[name]) for name, party in made.parties.items()]
    made.request = confirmations.ask(
        decision, parties=asked, by=made.by, due_on=due_on, text="", today=at.date()
    )
    if send:
        confirmations.send(made.request, by=made.by, at=at)
    return made
