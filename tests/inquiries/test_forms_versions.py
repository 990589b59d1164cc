"""Formulär: questions written, moved, taken out, locked when sent, copied to a new version; and the database (F4)."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from secretariat.inquiries.actions import forms, rounds, sheets
from secretariat.inquiries.actions.forms import Asked, slug_of
from secretariat.inquiries.models import Answer, FormVersion, Question, QuestionOption
from secretariat.lib.rules import NotAllowed
from tests.inquiries.round_case import NOW, Round, a_form, a_round

pytestmark = pytest.mark.django_db


def refused(step: object, *args: object, **named: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        step(*args, **named)  # type: ignore[operator]
    return no.value.reasons


def database_refuses(act: object) -> str:
    with pytest.raises(DatabaseError) as no, transaction.atomic():
        act()  # type: ignore[operator]
    return str(no.value).splitlines()[0]


def keys(version: FormVersion) -> list[str]:
    return [one.key for one in forms.questionnaire_of(version).questions]


def test_a_key_is_made_of_the_words_and_is_its_own() -> None:
    assert slug_of("Antal årsarbetare?") == "antal-arsarbetare"
    form = a_form(questions=[Asked(text="Saldo", kind="text"), Asked(text="Saldo", kind="text")])
    assert keys(forms.latest(form)) == ["saldo", "saldo-2"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked(text=" ", kind="text"), ["Skriv frågan."]),
        (Asked(text="A", kind="bild"), ["Välj vad för slags svar det är."]),
        (Asked(text="A", kind="choice", options=[("", "Ja")]), ["Skriv minst 2 svar, ett per rad."]),
        (Asked(text="A", kind="choices", options=[("", "Ja"), ("", "ja")]), ["”Ja” står två gånger."]),
        (Asked(text="A", kind="table"), ["Skriv minst 1 kolumner, ett per rad."]),
        (
            Asked(text="A", kind="scale", smallest=Decimal(1)),
            ["Skriv skalans lägsta och högsta steg, till exempel 1 och 5."],
        ),
        (
            Asked(text="A", kind="scale", smallest=Decimal(0), largest=Decimal(99)),
            ["En skala har mellan 2 och 10 steg, från 0 eller högre."],
        ),
        (
            Asked(text="A", kind="number", smallest=Decimal(5), largest=Decimal(1)),
            ["Det minsta svaret är större än det högsta."],
        ),
        (Asked(text="A", kind="sum"), ["Välj vilka svar som ska läggas ihop eller dras ifrån."]),
        (
            Asked(text="A", kind="sum", plus=["insatser"]),
            ["En summa räknas ut av tal eller belopp som finns i formuläret."],
        ),
        (
            Asked(text="A", kind="sum", plus=["intakter", "arbetare"]),
            ["En summa kan inte blanda tal och belopp."],
        ),
        (
            Asked(text="A", kind="sum", plus=["intakter"], minus=["intakter"]),
            ["En fråga kan inte vara med två gånger i samma summa."],
        ),
        (Asked(text="A", key="mal", kind="text"), ["En annan fråga har nyckeln mal."]),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(asked: Asked, told: list[str]) -> None:
    assert refused(forms.add_question, forms.latest(a_form()), asked, by=None) == told


def test_questions_are_moved_and_taken_out() -> None:
    version = forms.latest(a_form(questions=[Asked(text=one, key=one, kind="text") for one in "abc"]))
    first = version.questions.get(key="a")
    forms.move_question(first, up=False, by=None)
    assert keys(version) == ["b", "a", "c"]
    forms.move_question(version.questions.get(key="b"), up=True, by=None)
    assert keys(version) == ["b", "a", "c"]
    forms.remove_question(first, by=None)
    assert keys(version) == ["b", "c"]


def test_a_part_of_a_sum_stays_what_can_be_summed() -> None:
    version = forms.latest(a_form())
    part = version.questions.get(key="intakter")
    assert refused(forms.remove_question, part, by=None) == ["Frågan räknas med i ”Saldo”. Ändra den först."]
    assert refused(forms.change_question, part, Asked(text="Intäkter", kind="text"), by=None) == [
        "Frågan räknas med i ”Saldo”. Ändra den först."
    ]


def test_a_changed_question_keeps_its_key_and_the_keys_of_its_options() -> None:
    version = forms.latest(a_form())
    question = version.questions.get(key="hinder")
    forms.change_question(
        question, Asked(text="Hinder?", kind="choices", options=[("tid", "Tid"), ("", "Lokaler")]), by=None
    )
    question.refresh_from_db()
    assert (question.key, question.text) == ("hinder", "Hinder?")
    assert list(question.options.values_list("key", "text")) == [("tid", "Tid"), ("lokaler", "Lokaler")]


def test_a_form_is_frozen_when_its_first_round_is_sent_and_then_copied() -> None:
    made = a_round("Nora", send=False)
    version = made.version
    forms.add_question(version, Asked(text="Sent tillagd", kind="text"), by=None)
    rounds.send(made.inquiry, by=made.by, at=NOW)
    version.refresh_from_db()
    assert version.frozen_at == NOW
    for step in (
        lambda: forms.add_question(version, Asked(text="Mer", kind="text"), by=None),
        lambda: forms.move_question(made.question("mal"), up=True, by=None),
        lambda: forms.remove_question(made.question("mal"), by=None),
        lambda: forms.change_question(made.question("mal"), Asked(text="Mål", kind="text"), by=None),
    ):
        assert refused(step) == ["Frågorna är skickade till parterna och kan inte ändras. Gör en ny version."]
    copy = forms.new_version(made.form, by=None)
    assert copy.number == 2
    assert keys(copy) == keys(version)
    assert forms.new_version(made.form, by=None) == copy
    mal = copy.questions.get(key="mal")
    assert (mal.smallest, mal.highest_label) == (1, "helt")
    assert [one.key for one in copy.questions.get(key="hinder").options.all()] == [
        "tid",
        "pengar",
        "personal",
    ]
    forms.remove_question(mal, by=None)
    assert "mal" in keys(version)
    made.says("Nora", mal="4")  # the open round keeps its own questions
    assert made.shown("Nora", "mal") == 4


def test_a_form_changed_after_answers_came_in_leaves_them_as_they_were_asked() -> None:
    """Bad input of part 5: the round that is out keeps its questions and answers, the new words are the next one's."""
    made = a_round("Nora", "Kumla")
    made.hands_in("Nora")
    change = Asked(key="mal", text="Hur gick det?", kind="text")
    assert refused(forms.change_question, made.question("mal"), change, by=None) == [
        "Frågorna är skickade till parterna och kan inte ändras. Gör en ny version."
    ]
    new = forms.new_version(made.form, by=None)
    forms.change_question(new.questions.get(key="mal"), change, by=None)
    assert (made.question("mal").text, made.question("mal").kind) == ("Hur väl är målen uppfyllda?", "scale")
    assert made.shown("Nora", "mal") == 4
    made.says("Kumla", mal="2")  # who has not answered yet is still asked the same
    assert made.shown("Kumla", "mal") == 2
    later = a_round("Nora", like=made, period="2026")
    assert later.question("mal").text == "Hur gick det?"


# What the database refuses


@pytest.fixture(scope="module")
def _sent(module_rows: None) -> Round:
    return a_round("Nora")


@pytest.fixture
def sent(db: None, _sent: Round) -> Round:
    return deepcopy(_sent)


def test_the_database_refuses_to_change_what_was_asked(sent: Round) -> None:
    question = sent.question("hinder")
    told = "Frågorna är skickade och kan inte ändras. Gör en ny version."
    assert database_refuses(lambda: Question.objects.filter(pk=question.pk).update(text="Annat")) == told
    assert database_refuses(lambda: QuestionOption.objects.filter(question=question).delete()) == told
    assert (
        database_refuses(
            lambda: QuestionOption.objects.create(question=question, position=9, key="ny", text="Ny")
        )
        == told
    )
    assert database_refuses(lambda: Question.objects.filter(version=sent.version).delete()) == told
    assert (
        database_refuses(
            lambda: FormVersion.objects.filter(pk=sent.version.pk).update(frozen_at=timezone.now())
        )
        == told
    )


def test_the_database_refuses_to_change_what_is_handed_in(sent: Round) -> None:
    sheet = sent.hands_in("Nora")
    told = "Svaren är inlämnade och kan inte ändras."
    rows = Answer.objects.filter(sheet=sheet)
    assert database_refuses(lambda: rows.update(revision=99)) == told
    assert database_refuses(lambda: rows.delete()) == told
    sheets.approve(sent.row("Nora"), by=sent.by)
    assert database_refuses(lambda: rows.update(revision=99)) == told


def an_answer(sent: Round, key: str, **fields: object) -> Answer:
    question = sent.question(key)
    facts = {"kind": question.kind, "revision": 1, "saved_at": NOW} | fields
    return Answer(sheet=sent.sheet("Nora"), question=question, **facts)


def test_the_database_refuses_an_answer_in_the_wrong_column(sent: Round) -> None:
    sent.says("Nora", insatser="Läger")
    for wrong in (
        {"text": "300"},
        {"money": 300, "text": "ungefär"},
        {"money": 300, "number": Decimal(300)},
        {},
    ):
        with (
            pytest.raises(IntegrityError, match="an_answer_fills_the_column_of_its_kind"),
            transaction.atomic(),
        ):
            an_answer(sent, "intakter", **wrong).save()
    an_answer(sent, "intakter", money=300).save()
    with pytest.raises(IntegrityError, match="a_question_is_answered_once"), transaction.atomic():
        an_answer(sent, "intakter", money=300).save()


def test_the_database_refuses_an_answer_that_belongs_to_another_question(sent: Round) -> None:
    sent.says("Nora", insatser="Läger")
    other = a_round("Kumla")
    stray = "Svaret hör inte till frågan."
    yes = sent.question("fortsatt").options.get(key="ja")
    column = sent.question("lista").columns.get(key="kostnad")
    assert database_refuses(an_answer(sent, "hinder", chosen=["okänt"]).save) == stray
    assert database_refuses(an_answer(sent, "insatser", kind="money", money=3).save) == stray
    assert database_refuses(an_answer(sent, "lista", kind="text", text="x", column=column).save) == stray
    assert database_refuses(an_answer(sent, "lista", kind="money", money=3).save) == stray
    foreign = an_answer(sent, "fortsatt", option=yes)
    foreign.question = other.question("fortsatt")
    assert database_refuses(foreign.save) == stray
    an_answer(sent, "lista", kind="money", money=3, column=column).save()
