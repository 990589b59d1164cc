"""What stands in the way of asking and answering, one guard at a time (F4)."""

from copy import deepcopy

import pytest

from secretariat.inquiries.actions import forms, reminding, rounds, sharing, sheets
from secretariat.registry.models import Organisation
from tests import make
from tests.inquiries.round_case import NOW, TODAY, Round, a_form, a_round
from tests.inquiries.test_forms_versions import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _once(module_rows: None) -> Round:
    return a_round("Nora", "Kumla")


@pytest.fixture
def made(db: None, _once: Round) -> Round:
    """Sent to two; nobody has answered."""
    return deepcopy(_once)


def test_a_round_whose_questions_were_taken_out_is_not_sent() -> None:
    made = a_round("Nora", form=a_form(questions=[forms.Asked(text="Hur går det?", kind="text")]), send=False)
    (question,) = made.version.questions.all()
    forms.remove_question(question, by=None)
    assert rounds.obstacles_to_sending(made.inquiry, today=TODAY) == ["Formuläret har inga frågor än."]
    assert refused(rounds.send, made.inquiry, by=made.by, at=NOW) == ["Formuläret har inga frågor än."]


def test_a_link_goes_to_a_colleague_and_not_to_oneself(made: Round) -> None:
    own = made.people["Nora"].email
    assert sharing.obstacles_to_sharing(made.row("Nora"), name="Asta Ek", email=own.upper()) == [
        "Det är din egen adress. Du har redan en länk."
    ]
    assert sharing.obstacles_to_sharing(made.row("Nora"), name="Asta Ek", email="asta@exempel.se") == []


def test_an_address_that_somebody_has_leads_to_that_person(made: Round) -> None:
    known = made.people["Kumla"]
    assert rounds.obstacles_to_naming_new(made.row("Nora"), name="Asta Ek", email=known.email.upper()) == [
        f"{known.name} har redan adressen {known.email.upper()}. Välj {known.name} i listan."
    ]
    assert rounds.obstacles_to_naming_new(made.row("Nora"), name=" ", email=" ") == [
        "Skriv handläggarens namn.",
        "Skriv handläggarens e-postadress, dit brevet ska gå.",
    ]


def test_nobody_is_reminded_on_the_day_the_question_came_nor_twice_on_one(made: Round) -> None:
    row, day = made.row("Nora"), TODAY
    assert not reminding.may_be_reminded(row, day)
    row.sent_at = None
    assert reminding.may_be_reminded(row, day)
    row.reminded_at = NOW
    assert not reminding.may_be_reminded(row, day)
    row.reminded_at, row.excused_at = None, NOW
    assert not reminding.may_be_reminded(row, day)


def test_what_a_colleague_has_changed_meanwhile_is_not_written_over(made: Round) -> None:
    made.says("Nora", insatser="Föräldrastöd")
    late = made.change("Nora", "insatser", "Läxhjälp", seen="")
    saved = sheets.save(made.row("Nora"), [late], who="Asta Ek", how="link", at=NOW)
    assert [change.value for change, _ in saved.met] == ["Läxhjälp"]
    assert saved.changed == []
    assert made.shown("Nora", "insatser") == "Föräldrastöd"


def test_only_parties_that_exist_today_are_offered() -> None:
    kind = Organisation.Kind.MUNICIPALITY
    there = make.organisation(name="Nora kommun", short_name="Nora", kind=kind)
    gone = make.organisation(name="Gamla kommun", short_name="Gamla", kind=kind, ends_on=TODAY)
    offered = rounds.parties_to_ask()
    assert there in offered
    assert gone not in offered
