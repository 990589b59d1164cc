"""Two at once on one party's answers: none is lost, none slips in after handing in or approving (F4)."""

from functools import partial

import pytest
from django.urls import reverse

from secretariat.inquiries.actions import forms, rounds, sheets
from secretariat.inquiries.actions.forms import Asked
from secretariat.inquiries.actions.inquiries import Asked as Party
from secretariat.inquiries.models import Answer, AnswerSheet, Form
from secretariat.registry.models import Organisation, OutgoingMail, User
from tests.inquiries.round_case import NOW, WHOLE, Round, a_form, a_round
from tests.races import Orders, meet
from tests.races import rounds as race_rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def ready(*names: str, send: bool = True) -> Round:
    reverse("inquiries:round-list")  # so that the addresses are read here once, and not in each process
    made = a_round(*(names or ("Nora",)), send=send, due_on=None)
    OutgoingMail.objects.all().delete()
    return made


def saving(made: Round, key: str, typed: str, who: str) -> object:
    change = made.change("Nora", key, typed)
    return partial(_save, made.row("Nora"), change, who)


def _save(row: object, change: sheets.Change, who: str) -> str:
    saved = sheets.save(row, [change], who=who, how="link", at=NOW)  # type: ignore[arg-type]
    return "met" if saved.met else "saved"


def test_two_saves_of_the_same_answer_keep_the_first_and_tell_the_second() -> None:
    seen = Orders()
    made = ready()
    for number, lead in race_rounds():
        met = meet(
            saving(made, "insatser", f"A {number}", "Asta"),  # type: ignore[arg-type]
            saving(made, "insatser", f"B {number}", "Birger"),  # type: ignore[arg-type]
            lead=lead,
        )
        assert met.refused == []
        assert sorted([met.a.text, met.b.text]) == ["met", "saved"]
        stays = "A" if met.a.text == "saved" else "B"
        assert made.shown("Nora", "insatser") == f"{stays} {number}"
        seen.won(stays.lower(), met)  # type: ignore[arg-type]
    seen.assert_both()


def test_two_first_saves_of_different_answers_make_one_sheet_with_both() -> None:
    seen = Orders()
    for _, lead in race_rounds(20):
        made = ready()
        met = meet(
            saving(made, "insatser", "Läger", "Asta"),  # type: ignore[arg-type]
            saving(made, "kostnader", "10", "Birger"),  # type: ignore[arg-type]
            lead=lead,
        )
        assert met.refused == []
        assert made.shown("Nora", "insatser") == "Läger"
        assert made.shown("Nora", "kostnader") == 10
        first = AnswerSheet.objects.get(recipient=made.row("Nora")).started_by
        seen.won("a" if first == "Asta" else "b", met)
    seen.assert_both()


def test_a_save_and_a_handing_in_do_not_pass_each_other() -> None:
    seen = Orders()
    for number, lead in race_rounds(24):
        made = ready()
        made.says("Nora", **WHOLE)
        submit = partial(_submit, made.row("Nora"))
        met = meet(saving(made, "insatser", f"Sent {number}", "Asta"), submit, lead=lead)  # type: ignore[arg-type]
        assert met.b.kind == "done"
        if met.a.kind == "done":
            assert made.shown("Nora", "insatser") == f"Sent {number}"
        else:
            assert met.a.text == "Svaren är inlämnade. Ta tillbaka dem om du vill ändra något."
            assert made.shown("Nora", "insatser") == "Föräldrastöd"
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def _submit(row: object) -> None:
    sheets.submit(row, who="Asta", how="link", at=NOW)  # type: ignore[arg-type]


def test_approving_and_taking_back_do_not_pass_each_other() -> None:
    """Submit, take back, approve: either the answers are approved as they were, or they are the party's again."""
    seen = Orders()
    for _, lead in race_rounds(24):
        made = ready()
        made.hands_in("Nora")
        approve = partial(sheets.approve, made.row("Nora"), by=made.by, at=NOW)
        back = partial(sheets.take_back, made.row("Nora"), who="Asta", how="link", at=NOW)
        met = meet(approve, back, lead=lead)
        if met.a.kind == "done":
            assert met.refused == ["Svaren är godkända och kan inte ändras."]
            assert made.sheet("Nora").state == "approved"
        else:
            assert met.refused == ["Svaren är inte inlämnade."]
            assert made.sheet("Nora").state == "started"
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_approving_and_returning_are_one_of_the_two() -> None:
    seen = Orders()
    for _, lead in race_rounds(20):
        made = ready()
        made.hands_in("Nora")
        approve = partial(sheets.approve, made.row("Nora"), by=made.by, at=NOW)
        give_back = partial(sheets.return_, made.row("Nora"), why="Mer", by=made.by, at=NOW)
        met = meet(approve, give_back, lead=lead)
        won = "a" if met.a.kind == "done" else "b"
        assert len(met.refused) == 1
        assert made.sheet("Nora").state == ("approved" if won == "a" else "returned")
        seen.won(won, met)
    seen.assert_both()


def test_a_changed_question_and_a_sending_do_not_pass_each_other() -> None:
    """Either the party is asked the new words, or they cannot be changed any more."""
    seen = Orders()
    for _, lead in race_rounds(20):
        made = ready(send=False)
        question = made.question("fortsatt")
        change = partial(forms.change_question, question, Asked(text="Nya ord?", kind="text"), by=None)
        send = partial(_send, made)
        met = meet(change, send, lead=lead)
        assert met.b.kind == "done"
        question.refresh_from_db()
        if met.a.kind == "done":
            assert question.text == "Nya ord?"
        else:
            assert met.a.text.startswith("Frågorna är skickade till parterna")
            assert question.text == "Vill ni fortsätta?"
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def _send(made: Round) -> None:
    rounds.send(made.inquiry, by=made.by, at=NOW)


def test_two_rounds_of_one_period_at_once_are_one() -> None:
    seen = Orders()
    for _, lead in race_rounds(12):
        first = ready()
        form = a_form(by=first.by)
        step = partial(_create, form.pk, first.by.pk, first.parties["Nora"].pk)
        met = meet(step, step, lead=lead)
        assert met.refused == [
            "Det finns redan en omgång för 2025. Öppna den, eller skriv vad den nya avser."
        ]
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()
    assert Answer.objects.count() == 0


def _create(form: int, by: int, party: int) -> None:

    found = Form.objects.get(pk=form)
    rounds.create_round(
        forms.latest(found),
        about=found,
        parties=[Party(organisation=Organisation.objects.get(pk=party))],
        due_on=None,
        by=User.objects.get(pk=by),
        period="2025",
    )
