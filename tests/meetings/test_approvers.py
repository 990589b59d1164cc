"""The list of approvers: proposed from policy, election and chairs, changed with a reason, stepped in for (C2, A6)."""

import datetime as dt

import pytest

from meetings.actions import approvers
from meetings.actions import minutes as minutes_actions
from meetings.actions.proposals import proposed
from meetings.actions.standing import standing_of
from meetings.actions.trees import document_of
from meetings.models import Approver, Meeting, MeetingBody, Minutes
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, Person
from tests import make

from .approval_case import Case, a_case, person_of

pytestmark = pytest.mark.django_db


def said(minutes: Minutes) -> list[tuple[str, str, bool]]:
    """The proposal as names, capacities and whether as ersättare."""
    return [(str(one.person), one.capacity, one.is_reserve) for one in proposed(minutes)]


def test_a_joint_meeting_gives_the_elected_and_both_chairs() -> None:
    """C2: the shape of 002 – two bodies, one elected, three approvers."""
    first, second = make.body(), make.body()
    chair = make.member(of=first, name="Bo Ordman", kind="chair").person
    make.member(of=second, name="Joel Ceder", kind="chair")
    elected = make.member(of=second, name="Vera Valdberg").person
    meeting = make.meeting(bodies=[first, second], chair=chair)
    make.attendee(of=meeting, person=elected, body=second)
    make.item(
        of=meeting,
        role="approver_election",
        title="Val av justerare – Ordförande, till justerare valdes Vera Valdberg",
    )
    assert said(meeting.minutes) == [
        ("Bo Ordman", "chair", False),
        ("Joel Ceder", "chair", False),
        ("Vera Valdberg", "elected", False),
    ]


def test_a_partly_joint_meeting_gives_chair_elected_and_who_took_over() -> None:
    """C2, A6: the shape of 001 – the other body only joined a part; somebody led from item 11 on."""
    own, guest = make.body(), make.body()
    chair = make.member(of=own, name="Bo Ordman", kind="chair").person
    make.member(of=guest, name="Joel Ceder", kind="chair")
    leader = make.member(of=own, name="Siv Lundmo").person
    make.member(of=own, name="Jari Metsä")
    meeting = make.meeting(bodies=[own, guest], chair=chair)
    MeetingBody.objects.filter(meeting=meeting, body=guest).update(joint_part_only=True)
    make.item(
        of=meeting, role="approver_election", title="Val av justerare utöver ordförande", text="Jari Metsä"
    )
    make.item(of=meeting, title="Rapporter", text="Siv Lundmo tog över som mötesordförande.", chair=leader)
    assert said(meeting.minutes) == [
        ("Bo Ordman", "chair", False),
        ("Siv Lundmo", "acting_chair", False),
        ("Jari Metsä", "elected", False),
    ]


def test_a_body_without_approval_proposes_nobody() -> None:
    body = make.body(approval_policy="none")
    chair = make.member(of=body, kind="chair").person
    assert said(make.meeting(bodies=[body], chair=chair).minutes) == []


@pytest.mark.parametrize("joins_a_part", [True, False])
def test_a_body_of_the_joint_part_alone_brings_no_approval(joins_a_part: bool) -> None:
    """The document, what is printed and what is pressed say the same."""
    own, guest = make.body(approval_policy="none"), make.body()
    meeting = make.meeting(bodies=[own, guest])
    MeetingBody.objects.filter(meeting=meeting, body=guest).update(joint_part_only=joins_a_part)
    meeting = Meeting.objects.get()
    approves = not joins_a_part
    assert minutes_actions.has_approval(meeting) is approves
    assert document_of(meeting).has_approval is approves
    ending = "justerat" if approves else "fastställt"
    assert standing_of(meeting.minutes).text == f"Utkast – ej {ending}"


def test_a_chair_who_was_away_is_stood_in_for() -> None:
    """Nobody approves what they did not hear: the one who led does, else the vice chair who was there."""
    body = make.body()
    chair = make.member(of=body, name="Bo Ordman", kind="chair").person
    vice = make.member(of=body, name="Vega Vicén", kind="vice_chair").person
    meeting = make.meeting(bodies=[body])
    make.attendee(of=meeting, person=chair, body=body, role="chair", state="apology")
    make.attendee(of=meeting, person=vice, body=body, role="vice_chair")
    assert said(meeting.minutes) == [("Vega Vicén", "acting_chair", False)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Till justerare valdes Vera Valdberg med Rut Reservin som ersättare.", ["Vera Valdberg", "Rut Reservin*"]),
        ("Vera Valdberg. Ersättare: Rut Reservin.", ["Vera Valdberg", "Rut Reservin*"]),
        ("Som ersättare valdes Rut Reservin. Justerare: Vera Valdberg.", ["Vera Valdberg", "Rut Reservin*"]),
        ("Till justerare valdes VALDBERG Vera.", ["Vera Valdberg"]),
        ("Till justerare valdes Vera Wahlberg.", ["Vera Valdberg"]),
        ("Jämte ordföranden Bo Ordman: Vera Valdberg och Rut Reservin.", ["Vera Valdberg", "Rut Reservin"]),
        ("Till justerare valdes Gun Utifrån.", ["Gun Utifrån"]),
        ("Ordföranden föreslås.", []),
    ],
)  # fmt: skip
def test_names_are_found_in_the_words_of_the_election(words: str, expected: list[str]) -> None:
    """C2, K14: either order of the name, aliases, ersättare; the chair is not elected."""
    body = make.body()
    chair = make.member(of=body, name="Bo Ordman", kind="chair").person
    elected = make.member(of=body, name="Vera Valdberg").person
    Person.objects.filter(pk=elected.pk).update(aliases=["Vera Wahlberg"])
    make.member(of=body, name="Rut Reservin")
    make.person(name="Gun Utifrån")
    meeting = make.meeting(bodies=[body], chair=chair)
    make.item(of=meeting, role="approver_election", title="Val av justerare", text=words)
    found = proposed(meeting.minutes)
    assert [f"{one.person}{'*' if one.is_reserve else ''}" for one in found[1:]] == expected


def test_the_decision_of_the_election_weighs_more_than_the_talk() -> None:
    body = make.body()
    make.member(of=body, name="Vera Valdberg")
    make.member(of=body, name="Nils Nämnd")
    meeting = make.meeting(bodies=[body])
    item = make.item(of=meeting, role="approver_election", title="Val", text="Nils Nämnd avböjde.")
    make.decision(of=item, text="Till justerare valdes Vera Valdberg.", kind="election")
    assert said(meeting.minutes) == [("Vera Valdberg", "elected", False)]


# Changing the list


@pytest.fixture
def case() -> Case:
    return a_case()


def names(minutes: Minutes) -> list[str]:
    return [str(one.person) for one in approvers.required(minutes)]


def test_the_list_is_written_once(case: Case) -> None:
    approvers.propose(case.minutes, by=case.secretary)
    approvers.propose(case.minutes, by=case.secretary)
    assert names(case.minutes) == ["Asta Ordman", "Birger Valdberg"]
    assert [str(one.person) for one in approvers.reserves(case.minutes)] == ["Cilla Reservin"]
    assert LogEntry.objects.filter(verb="föreslog justerare").count() == 1


def test_the_secretary_adds_and_strikes_with_a_reason(case: Case) -> None:
    """C2: what was done and why stays."""
    person = make.person(name="Didrik Extra")
    approvers.add(case.minutes, by=case.secretary, person=person, reason="Ledde punkt 4")
    struck = Approver.objects.get(person=case.elected.person)
    approvers.remove(struck, by=case.secretary, reason="Är sjuk")
    assert names(case.minutes) == ["Asta Ordman", "Didrik Extra"]
    struck.refresh_from_db()
    assert struck.removed_reason == "Är sjuk"
    assert (
        case.minutes.approvers_note
        == "Didrik Extra lades till: Ledde punkt 4 Birger Valdberg ströks: Är sjuk"
    )
    entry = LogEntry.objects.get(verb="strök justerare")
    assert entry.detail == {"person": "Birger Valdberg", "reason": "Är sjuk"}


def test_refusals_to_change_the_list(case: Case) -> None:
    def refusal(**how: object) -> list[str]:
        with pytest.raises(NotAllowed) as no:
            approvers.add(case.minutes, by=case.secretary, **how)  # type: ignore[arg-type]
        return no.value.reasons

    assert refusal(person=case.chair.person, reason=" ") == [
        "Skriv varför listan ändras.",
        "Asta Ordman står redan på listan.",
    ]
    case.send()
    assert refusal(person=make.person(), reason="Ja") == [
        "Listan kan inte ändras efter utskicket. Kalla in en ersättare i stället."
    ]
    with pytest.raises(NotAllowed):
        approvers.remove(case.minutes.approvers.all()[0], by=case.secretary, reason="Ja")


def test_a_proposal_made_later_is_told(case: Case) -> None:
    """The list is settled and the minutes changed afterwards."""
    approvers.propose(case.minutes, by=case.secretary)
    leader = make.member(of=case.body, name="Siv Lundmo").person
    make.item(of=case.meeting, title="Rapport", chair=leader)
    assert [str(one.person) for one in approvers.left_out(case.minutes)] == ["Siv Lundmo"]


# Stepping in


def test_the_elected_reserve_steps_in(case: Case) -> None:
    """C2: an act that is logged; the new one is asked, the old one no longer needed."""
    case.send()
    minutes_actions.abstain(case.minutes, by=case.elected, reason="Var inte där")
    OutgoingMail.objects.all().delete()
    row = case.minutes.approvers.get(person=case.elected.person)
    new = approvers.replace(row, by=case.secretary, reason="Avstod")
    assert (str(new.person), new.capacity, new.is_reserve, new.replaces) == (
        "Cilla Reservin", "substitute", False, row,
    )  # fmt: skip
    letter = OutgoingMail.objects.get()
    assert letter.to_name == "Cilla Reservin"
    assert "Du är justerare i stället för Birger Valdberg." in letter.body
    assert LogEntry.objects.get(verb="kallade in ersättare för justerare").detail == {
        "person": "Cilla Reservin", "instead_of": "Birger Valdberg", "reason": "Avstod",
    }  # fmt: skip
    minutes_actions.approve(case.minutes, by=case.chair)
    minutes_actions.approve(case.minutes, by=case.reserve)
    assert case.minutes.state == "approved"


def test_somebody_else_may_be_called_in(case: Case) -> None:
    case.send()
    other = make.user(name="Didrik Extra")
    row = case.minutes.approvers.get(person=case.elected.person)
    new = approvers.replace(row, by=case.secretary, reason="Båda är sjuka", person=person_of(other))
    assert (new.person, new.replaces) == (other.person, row)
    assert [str(one.person) for one in approvers.reserves(case.minutes)] == ["Cilla Reservin"]


def test_refusals_to_replace(case: Case) -> None:
    approvers.propose(case.minutes, by=case.secretary)
    row = case.minutes.approvers.get(person=case.elected.person)
    assert approvers.obstacles_to_replacing(row, "Sjuk") == [
        "En ersättare kallas in när anteckningarna är utsända och inte färdiga."
    ]
    case.send()
    minutes_actions.approve(case.minutes, by=case.elected)
    row = case.minutes.approvers.get(person=case.elected.person)
    Approver.objects.filter(is_reserve=True).update(removed_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    assert approvers.obstacles_to_replacing(row, "") == [
        "Birger Valdberg har redan justerat.",
        "Skriv varför någon annan justerar.",
        "Ingen ersättare är vald. Välj vem som ska justera i stället.",
    ]
    assert approvers.obstacles_to_replacing(row, "Sjuk", person_of(case.chair)) == [
        "Birger Valdberg har redan justerat.",
        "Asta Ordman justerar redan.",
    ]


def test_going_on_without_one_finishes_when_the_others_have_approved(case: Case) -> None:
    """The secretary's decision, never the system's (N2)."""
    case.send()
    minutes_actions.approve(case.minutes, by=case.chair)
    minutes_actions.abstain(case.minutes, by=case.elected, reason="Var inte där")
    assert case.minutes.state == "partly_approved"
    row = case.minutes.approvers.get(person=case.elected.person)
    minutes_actions.go_on_without(row, by=case.secretary, reason="Avstod")
    assert (case.minutes.state, case.minutes.finished_by) == ("approved", case.secretary)


def test_somebody_has_to_approve(case: Case) -> None:
    case.send()
    row, last = case.minutes.approvers.filter(is_reserve=False)
    assert minutes_actions.obstacles_to_going_on_without(row, reason=" ") == [
        "Skriv varför ni går vidare utan justeraren."
    ]
    minutes_actions.go_on_without(row, by=case.secretary, reason="Sjuk")
    last = Approver.objects.get(pk=last.pk)
    assert minutes_actions.obstacles_to_going_on_without(last, reason="Sjuk") == [
        "Minst en måste justera. Kalla in någon i stället."
    ]


def test_those_who_cannot_be_reached_are_told_beforehand(case: Case) -> None:
    make.person(name="Olga Utankonto")
    approvers.add(
        case.minutes, by=case.secretary, person=Person.objects.get(given_name="Olga"), reason="Ledde mötet"
    )
    assert approvers.unreachable(case.minutes) == [
        "Olga Utankonto har inget användarkonto och kan inte logga in och justera."
    ]


def test_a_letter_does_not_name_who_is_protected() -> None:
    """Neither whom one approves instead of, nor who else approves (D7)."""
    case = a_case()
    person_of(case.elected).__class__.objects.filter(pk=case.elected.person_id).update(
        protected_identity=True
    )
    case.send()
    row = case.minutes.approvers.get(person=case.elected.person)
    approvers.replace(row, by=case.secretary, reason="Sjuk")
    told = "\n".join(OutgoingMail.objects.filter(purpose="justering").values_list("body", flat=True))
    assert "Birger" not in told.replace("Hej Birger!", "")
    assert "Du är justerare i stället för en ledamot." in told
    assert "Också en till justerar." in told
