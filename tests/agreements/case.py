"""An agreement whose parties are asked; what many tests of agreements need. States are reached through real actions."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max

from agreements.actions import parties, periods, rounds, versions
from agreements.models import Agreement, AgreementParty, AgreementVersion
from meetings.actions.confirmation_answers import LINK, OFFICE, Said
from meetings.models import Body, Decision
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.actions import files
from secretariat.registry.models import Organisation, OutgoingMail, Person, User
from tests import make
from tests.meetings.confirmation_case import a_decided_case

TODAY = dt.date(2026, 9, 1)
NOW = dt.datetime(2026, 9, 1, 9, 0, tzinfo=STOCKHOLM)
DUE = dt.date(2026, 9, 30)
TITLE = "Samverkan för god hälsa"


@dataclass
class Case:
    """The agreement, who writes it, its parties by short name, and who answers for each."""

    by: User
    agreement: Agreement
    body: Body
    decision: Decision
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    number: int = 1

    @property
    def version(self) -> AgreementVersion:
        """Read now."""
        return AgreementVersion.objects.select_related("agreement__body").get(
            agreement=self.agreement, number=self.number
        )

    @property
    def state(self) -> str:
        return str(self.version.state)

    def party(self, name: str) -> AgreementParty:
        return AgreementParty.objects.select_related("version__agreement", "organisation", "recipient").get(
            version=self.version, organisation=self.organisations[name]
        )

    def states(self) -> dict[str, str]:
        """Each party's state."""
        rows = AgreementParty.objects.filter(version=self.version)
        return dict(rows.values_list("organisation__short_name", "state"))

    def says(self, name: str, *, how: str = LINK, at: dt.datetime = NOW, **said: object) -> bool:
        who = self.people[name].name if how == LINK and name in self.people else self.by.name
        upload = said.pop("upload", None)
        return parties.answer(
            self.party(name), Said(**said), how=how, who=who, by=None if how == LINK else self.by,
            upload=upload, at=at,
        )  # type: ignore[arg-type] # fmt: skip

    def decides(self, name: str, outcome: str = "assent", **said: object) -> bool:
        told = {"decided_on": TODAY, "paragraph": "88", "organ": "Kommunstyrelsen", **said}
        if outcome != "assent":
            told.setdefault("deviation", "Uppföljningen ska redovisas även per länsdel.")
        how = LINK if name in self.people else OFFICE
        return self.says(name, how=how, outcome=outcome, **told)

    def all_decide(self) -> None:
        for name in self.organisations:
            self.decides(name)

    def signs(self, name: str, *, signed_on: dt.date = TODAY, at: dt.datetime = NOW) -> None:
        parties.sign(self.party(name), signer="Asta Ek", signed_on=signed_on, by=self.by, at=at)

    def all_sign(self, at: dt.datetime = NOW) -> None:
        for name in self.organisations:
            self.signs(name, at=at)

    def in_force(self) -> "Case":
        """Decided and signed by all."""
        self.all_decide()
        self.all_sign()
        return self

    def letters(self) -> list[tuple[str, str]]:
        """To whom letters have gone, and their subjects; then they are forgotten."""
        rows = OutgoingMail.objects.order_by("pk")
        told = [(row.to_name or row.to_email, row.subject) for row in rows]
        rows.delete()
        return told


def extract(name: str = "utdrag.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4 utdrag")


def an_agreement(
    *names: str,
    send: bool = True,
    starts_on: dt.date | None = TODAY,
    ends_on: dt.date | None = dt.date(2029, 12, 31),
    decide_by: dt.date | None = DUE,
    handlers: bool = True,
    at: dt.datetime = NOW,
    **facts: object,
) -> Case:
    """An agreement recommended by a decision and sent to kommuner: Nora, Kumla and Laxå unless others are named."""
    before = OutgoingMail.objects.aggregate(last=Max("pk"))["last"] or 0
    of, decision = a_decided_case()
    n = make.number()
    organisations = {
        name: make.organisation(name=f"{name} kommun {n}", short_name=name)
        for name in names or ("Nora", "Kumla", "Laxå")
    }
    agreement = versions.create(
        by=of.secretary, title=TITLE, parties=list(organisations.values()), body=of.body,
        responsible=of.secretary.person, **facts,
    )  # fmt: skip
    case = Case(of.secretary, agreement, of.body, decision, organisations)
    version = case.version
    version.starts_on, version.ends_on, version.decide_by = starts_on, ends_on, decide_by
    version.save()
    stored = files.store(SimpleUploadedFile("overenskommelsen.pdf", b"%PDF-1.4 text"), by=of.secretary)
    versions.add_document(version, stored, kind="text", by=of.secretary)
    if handlers:
        for name, one in organisations.items():
            m = make.number()
            case.people[name] = make.person(
                name=f"{name[:3]}a Handläggare-{m}", email=f"handlaggare{m}@exempel.se", organisation=one
            )
            rounds.name_handler(case.party(name), case.people[name], by=case.by, at=at)
    versions.prepare(version, by=case.by, at=at)
    versions.recommend(version, decision, by=case.by, at=at)
    OutgoingMail.objects.filter(pk__gt=before).delete()
    if send:
        versions.send(case.version, by=case.by, at=at)
    return case


def path_for(person: Person) -> str:
    """The address in the latest letter to somebody."""
    letter = OutgoingMail.objects.filter(person=person).exclude(action_url="").order_by("pk").last()
    assert letter
    return letter.action_url.removeprefix(settings.BASE_URL)


def key_for(person: Person) -> str:
    found = re.search(r"/svar/([^/]+)/", path_for(person))
    assert found
    return found[1]


def brought(case: Case, at: dt.datetime = NOW) -> None:
    periods.bring_into_force(case.version, by=case.by, at=at)
