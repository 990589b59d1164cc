"""A party's answers from nothing to godkänd: every step in every state, and why each other is refused (F4)."""

import pytest

from secretariat.inquiries.actions import inquiries, rounds, sheets
from secretariat.inquiries.actions.sheet_states import REFUSALS, TRANSITIONS, State, Step, state_of
from secretariat.inquiries.models import AnswerSheet
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail
from tests.inquiries.round_case import NOW, WHOLE, Round, a_round

pytestmark = pytest.mark.django_db

# As domain.md 3.5 names the states: ej påbörjad, påbörjad, inlämnad, komplettering, godkänd.
EXPECTED = {
    "not_started": {"save": "started"},
    "started": {"save": "started", "submit": "submitted"},
    "submitted": {"take_back": "started", "return": "returned", "approve": "approved"},
    "returned": {"save": "returned", "submit": "submitted"},
    "approved": {"reopen": "submitted"},
}


def refused(step: object, *args: object, **named: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        step(*args, **named)  # type: ignore[operator]
    return no.value.reasons


def take(made: Round, step: str) -> None:
    """Take a step for Nora as its own action does it."""
    row, who = made.row("Nora"), {"who": "Nora", "how": "link", "at": NOW}
    if step == "save":
        made.says("Nora", **(WHOLE if not AnswerSheet.objects.exists() else {"insatser": "Nya ord"}))
    elif step == "submit":
        sheets.submit(row, **who)  # type: ignore[arg-type]
    elif step == "take_back":
        sheets.take_back(row, **who)  # type: ignore[arg-type]
    elif step == "return":
        sheets.return_(row, why="Fyll i hinder.", by=made.by, at=NOW)
    elif step == "approve":
        sheets.approve(row, by=made.by, at=NOW)
    else:
        sheets.reopen(row, by=made.by)


WAYS = {
    "not_started": [],
    "started": ["save"],
    "submitted": ["save", "submit"],
    "returned": ["save", "submit", "return"],
    "approved": ["save", "submit", "approve"],
}


def test_the_table_in_the_code_is_the_one_that_is_meant() -> None:
    table: dict[str, dict[str, str]] = {state.value: {} for state in State}
    for (state, step), after in TRANSITIONS.items():
        table[state.value][step.value] = after.value
    assert table == EXPECTED


def test_every_other_step_says_why_it_is_refused() -> None:
    every = {(state, step) for state in State for step in Step}
    assert set(TRANSITIONS) | set(REFUSALS) == every
    assert set(TRANSITIONS) & set(REFUSALS) == set()
    assert all(words.endswith(".") for words in REFUSALS.values())


@pytest.mark.parametrize("step", [one.value for one in Step])
@pytest.mark.parametrize("state", [one.value for one in State])
def test_each_step_leads_where_the_table_says_or_is_refused(state: str, step: str) -> None:
    made = a_round("Nora")
    for way in WAYS[state]:
        take(made, way)
    if after := EXPECTED[state].get(step):
        take(made, step)
        assert state_of(sheets.sheet_of(made.row("Nora"))) == after
        assert LogEntry.objects.filter(content_type__model="inquiry", object_id=str(made.inquiry.pk)).exists()
    else:
        assert refused(take, made, step) == [REFUSALS[State(state), Step(step)]]
        assert state_of(sheets.sheet_of(made.row("Nora"))) == state


def test_nothing_moves_before_the_round_is_sent_nor_when_it_is_over() -> None:
    made = a_round("Nora", send=False)
    assert refused(take, made, "save") == ["Omgången är inte skickad än."]
    rounds.send(made.inquiry, by=made.by, at=NOW)
    take(made, "save")
    rounds.withdraw(made.inquiry, why="Fel frågor", by=made.by, at=NOW)
    for step in Step:
        assert refused(take, made, step.value) == ["Omgången återkallades 1 september 2026: Fel frågor"]


def test_handing_in_names_each_question_that_is_left() -> None:
    made = a_round("Nora")
    made.says("Nora", insatser="Föräldrastöd", kostnader="10")
    assert refused(sheets.submit, made.row("Nora"), who="N", how="link") == [
        "Frågan ”Hur väl är målen uppfyllda?” är inte besvarad.",
        "Frågan ”Intäkter” är inte besvarad.",
    ]


def test_handing_in_tells_the_one_who_asked_and_stops_reminders() -> None:
    made = a_round("Nora", "Kumla")
    OutgoingMail.objects.all().delete()
    made.hands_in("Nora")
    letter = OutgoingMail.objects.get()
    assert (letter.to_email, letter.subject) == (
        made.by.email if not made.by.person or not made.by.person.email else made.by.person.email,
        f"Svar från Nora: {made.inquiry.title}",
    )
    assert letter.body.endswith("Kvar: 1 part.")
    assert made.row("Nora").answered_at == NOW
    sheets.return_(made.row("Nora"), why="Fyll i hinder.", by=made.by, at=NOW)
    assert made.row("Nora").answered_at is None
    letter = OutgoingMail.objects.order_by("pk").last()
    assert letter
    assert letter.to_name == made.people["Nora"].name
    assert "Fyll i hinder." in letter.body


def test_a_return_says_why() -> None:
    made = a_round("Nora")
    made.hands_in("Nora")
    assert refused(sheets.return_, made.row("Nora"), why=" ", by=made.by) == [
        "Skriv vad som ska kompletteras. Parten får läsa det."
    ]


def test_a_round_is_closed_when_all_have_handed_in_or_without_the_rest() -> None:
    made = a_round("Nora", "Kumla")
    made.hands_in("Nora")
    made.says("Kumla", insatser="Lite")
    assert refused(rounds.close, made.inquiry, by=made.by) == [
        "Kvar: Kumla. Notera att de inte svarar, eller återkalla omgången."
    ]
    rounds.close(made.inquiry, by=made.by, without_the_rest=True, at=NOW)
    assert made.row("Kumla").comment == "Omgången avslutades innan svaren hade lämnats in."
    assert refused(take, made, "approve") == ["Omgången avslutades 1 september 2026."]


def test_a_party_that_has_begun_is_not_taken_out() -> None:
    made = a_round("Nora", "Kumla")
    made.says("Nora", insatser="Lite")
    assert refused(rounds.remove, made.row("Nora"), by=made.by) == [
        "Nora har börjat svara och kan inte tas bort."
    ]
    assert inquiries.obstacles_to_removing(made.row("Kumla")) == []
