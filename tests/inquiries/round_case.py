"""A round of typed questions to a few kommuner; what many tests of questions need."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings

from secretariat.inquiries.actions import forms, rounds, sheets
from secretariat.inquiries.actions.forms import Asked
from secretariat.inquiries.actions.inquiries import Asked as Party
from secretariat.inquiries.models import AnswerSheet, Form, FormVersion, Inquiry, Question, Recipient
from secretariat.inquiries.values import mark_of, read, value_of
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import Organisation, OutgoingMail, Person, User
from tests import make

TODAY = dt.date(2026, 9, 1)
NOW = dt.datetime(2026, 9, 1, 9, 0, tzinfo=STOCKHOLM)
DUE = dt.date(2026, 9, 30)

# One question of each kind. Keys as given, so that tests can name them.
QUESTIONS = (
    Asked(key="insatser", section="Verksamhet", text="Vilka insatser har gjorts?", kind="text", is_required=True),
    Asked(
        key="mal", section="Verksamhet", text="Hur väl är målen uppfyllda?", kind="scale", is_required=True,
        smallest=Decimal(1), largest=Decimal(5), lowest_label="inte alls", highest_label="helt",
    ),
    Asked(
        key="hinder", section="Verksamhet", text="Vilka hinder har ni mött?", kind="choices",
        options=[("tid", "Tid"), ("pengar", "Pengar"), ("personal", "Personal")],
    ),
    Asked(
        key="fortsatt", section="Verksamhet", text="Vill ni fortsätta?", kind="choice",
        options=[("ja", "Ja"), ("nej", "Nej")],
    ),
    Asked(key="datum", section="Verksamhet", text="När hölls dialogen?", kind="date"),
    Asked(
        key="lista", section="Verksamhet", text="Aktiviteter", kind="table",
        columns=[("vad", "Vad", "text"), ("antal", "Antal", "number"), ("kostnad", "Kostnad", "money")],
    ),
    Asked(key="intakter", section="Ekonomi", text="Intäkter", kind="money", is_required=True),
    Asked(key="kostnader", section="Ekonomi", text="Kostnader", kind="money", is_required=True),
    Asked(
        key="saldo", section="Ekonomi", text="Saldo", kind="sum", plus=["intakter"], minus=["kostnader"]
    ),
    Asked(
        key="arbetare", section="Ekonomi", text="Antal årsarbetare", kind="number", unit="årsarbetare",
        decimals=1, smallest=Decimal(0),
    ),
    Asked(key="bilaga", section="Ekonomi", text="Bilaga", kind="file"),
)  # fmt: skip
WHOLE = {"insatser": "Föräldrastöd", "mal": "4", "intakter": "300 000", "kostnader": "250 000"}


def a_form(
    *, by: User | None = None, questions: Sequence[Asked] = QUESTIONS, purpose: str = "questionnaire"
) -> Form:
    """A form with these questions in its first version."""
    form = forms.create(name=f"Uppföljning {make.number()}", by=by, purpose=purpose)
    version = forms.latest(form)
    for one in questions:
        forms.add_question(version, one, by=by)
    return form


@dataclass
class Round:
    """A form, who asks, the parties by short name, and who answers for each."""

    form: Form
    by: User
    inquiry: Inquiry = None  # type: ignore[assignment]
    parties: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def version(self) -> FormVersion:
        assert self.inquiry.form_version
        return self.inquiry.form_version

    def row(self, name: str) -> Recipient:
        return Recipient.objects.select_related(
            "inquiry__form_version__form", "inquiry__created_by__person", "organisation", "handler"
        ).get(inquiry=self.inquiry, organisation=self.parties[name])

    def question(self, key: str) -> Question:
        return self.version.questions.get(key=key)

    def sheet(self, name: str) -> AnswerSheet:
        return AnswerSheet.objects.get(recipient=self.row(name))

    def change(
        self, name: str, key: str, typed: str, *, seen: str | None = None, cell: str = ""
    ) -> sheets.Change:
        """What a control with this typed in it asks for; seen as it stands unless told."""
        questionnaire = forms.questionnaire_of(self.version)
        found = questionnaire.field_named(f"q-{key}{cell}")
        assert found, key
        stored = sheets.answers_of(sheets.sheet_of(self.row(name))).get(found.place)
        mark = mark_of(found.kind, value_of(stored)) if seen is None else seen
        result = read(found, typed.split("|"))
        assert not result.wrong, result.wrong
        return sheets.Change(found, result.value, seen=mark)

    def says(
        self, name: str, *, at: dt.datetime = NOW, who: str = "", how: str = "link", **typed: str
    ) -> sheets.Saved:
        """Answer as the handläggare does, by the questions' keys."""
        changes = [self.change(name, key, words) for key, words in typed.items()]
        return sheets.save(self.row(name), changes, who=who or self.people[name].name, how=how, at=at)

    def hands_in(self, name: str, *, at: dt.datetime = NOW, **typed: str) -> AnswerSheet:
        """Answer what must be answered, and hand in."""
        self.says(name, at=at, **(WHOLE | typed))
        return sheets.submit(self.row(name), who=self.people[name].name, how="link", at=at)

    def shown(self, name: str, key: str) -> Any:
        """What is stored as the answer to a question."""
        return value_of(
            sheets.answers_of(sheets.sheet_of(self.row(name))).get((self.question(key).pk, 0, None))
        )


def a_round(
    *names: str,
    by: User | None = None,
    form: Form | None = None,
    send: bool = True,
    period: str = "2025",
    due_on: dt.date | None = DUE,
    at: dt.datetime = NOW,
    like: "Round | None" = None,
) -> Round:
    """Kommuner (Nora and Kumla unless others are named) asked, each with a handläggare with an address."""
    by = by or (like.by if like else make.user(office_role="secretariat"))
    form = form or (like.form if like else a_form(by=by))
    made = Round(form, by)
    for name in names or ("Nora", "Kumla"):
        if like and name in like.parties:
            made.parties[name], made.people[name] = like.parties[name], like.people[name]
            continue
        number = make.number()
        party = make.organisation(name=f"{name} kommun {number}", short_name=name)
        made.parties[name] = party
        made.people[name] = make.person(
            name=f"{name[:3]}a Handläggare-{number}",
            email=f"handlaggare{number}@exempel.se",
            organisation=party,
        )
    asked = [Party(organisation=party, handler=made.people[name]) for name, party in made.parties.items()]
    made.inquiry = rounds.create_round(
        forms.latest(form), about=form, parties=asked, due_on=due_on, by=by, period=period, today=at.date()
    )
    if send:
        rounds.send(made.inquiry, by=by, at=at)
    return made


def key_for(person: Person) -> str:
    """The secret of the latest letter to somebody."""
    letter = OutgoingMail.objects.filter(person=person).exclude(action_url="").order_by("pk").last()
    assert letter
    found = re.search(r"/fragor/svar/([^/]+)/", letter.action_url)
    assert found, letter.action_url
    return found[1]


def path_for(person: Person) -> str:
    """The address in the latest letter to somebody."""
    letter = OutgoingMail.objects.filter(person=person).exclude(action_url="").order_by("pk").last()
    assert letter
    return letter.action_url.removeprefix(settings.BASE_URL)
