"""From the list to a meeting and back, following up, and what is refused (A14, K9)."""

import pytest

from meetings.actions import actions as register
from meetings.actions import agenda, backlog, meetings
from meetings.models import AgendaItem, BacklogItem
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail
from tests import make
from tests.meetings.backlog_case import COMING, Case, a_case, finish, the_action, with_all

pytestmark = pytest.mark.django_db
State = BacklogItem.State


@pytest.fixture
def case() -> Case:
    return with_all(a_case())


def tree(case: Case) -> list[str]:
    rows = AgendaItem.objects.standing().filter(meeting=case.meeting).order_by("position")
    return [f"{'  ' if row.parent_id else ''}{row.number} {row.first_line}" for row in rows]


def refused(step: object, *args: object, **named: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        step(*args, **named)  # type: ignore[operator]
    return no.value.reasons


def test_to_a_meeting_and_back_keeps_the_priority_and_both_are_logged(case: Case) -> None:
    """A14."""
    row = case.row("Klusteranalys")
    item = backlog.take(row, case.meeting, by=case.secretary)
    assert tree(case) == ["1 Öppnas", "2 Laget runt", "3 Klusteranalys", "4 Avslutas"]
    assert (case.row("Kluster").state, case.row("Kluster").item) == (State.TAKEN, item)
    backlog.give_back(item, by=case.secretary)
    row = case.row("Klusteranalys")
    assert (row.state, row.priority, row.condition) == (State.OPEN, 1, "före klusteranalyserna")
    assert tree(case) == ["1 Öppnas", "2 Laget runt", "3 Avslutas"]
    verbs = ("tog upp från listan", "tog tillbaka till listan")
    said = [
        (one.verb, one.detail["priority"]) for one in LogEntry.objects.filter(verb__in=verbs).order_by("pk")
    ]
    assert said == [(verbs[0], "hög"), (verbs[1], "hög")]


def test_taken_again_to_the_same_meeting_it_is_the_same_point(case: Case) -> None:
    item = backlog.take(case.row("Kluster"), case.meeting, by=case.secretary)
    agenda.change_item(item, by=case.secretary, proposal="Att anta.")
    backlog.give_back(item, by=case.secretary)
    again = backlog.take(case.row("Kluster"), case.meeting, by=case.secretary)
    assert (again.pk, again.proposal) == (item.pk, "Att anta.")


def test_a_point_that_is_taken_off_waits_again_and_put_back_it_does_not(case: Case) -> None:
    item = backlog.take(case.row("Kluster"), case.meeting, by=case.secretary)
    agenda.remove_item(item, by=case.secretary)
    assert case.row("Kluster").state == State.OPEN
    agenda.put_back_item(item, by=case.secretary)
    assert case.row("Kluster").state == State.TAKEN


def test_any_point_can_be_put_on_the_list_and_taken_to_another_meeting(case: Case) -> None:
    item = agenda.add_item(case.meeting, by=case.secretary, title="Årsredovisning", proposal="Att anta.")
    row = backlog.give_back(item, by=case.secretary)
    assert (row.source, row.postponed, row.text, row.state) == ("postponed", item, "Att anta.", State.OPEN)
    later = meetings.create(bodies=[case.body], by=case.secretary, date=COMING.replace(month=6))
    assert backlog.take(row, later, by=case.secretary).pk != item.pk
    assert refused(backlog.take, row, case.meeting, by=case.secretary) == [
        "”Årsredovisning” står redan på dagordningen för Provgruppen 15 juni 2027."
    ]


def test_what_cannot_be_taken_says_why(case: Case) -> None:
    row = case.row("Kluster")
    elsewhere = make.meeting(bodies=[case.other], date=COMING)
    assert refused(backlog.take, row, elsewhere, by=case.secretary) == [
        "”Klusteranalys” väntar på Provgruppen, som inte är med på mötet."
    ]
    finished = case.last
    assert refused(backlog.take, row, finished, by=case.secretary) == [
        "Anteckningarna är färdiga och kan inte ändras. Gör en rättelse i stället."
    ]
    backlog.close(row, by=case.secretary, reason="Klart på annat sätt")
    assert refused(backlog.take, row, case.meeting, by=case.secretary) == [
        "”Klusteranalys” är avslutad. Öppna den igen på listan först."
    ]
    row.delete()
    row.pk = 0
    assert refused(backlog.take, row, case.meeting, by=case.secretary) == [backlog.GONE]


def test_what_cannot_be_given_back_says_why(case: Case) -> None:
    written = agenda.add_item(case.meeting, by=case.secretary, title="Budget")
    make.block(of=written, html="Ett stycke")
    assert refused(backlog.give_back, written, by=case.secretary) == [
        "Punkten har redan text. Öppna den om den ändå ska bort från dagordningen."
    ]
    nameless = agenda.add_item(case.meeting, by=case.secretary)
    assert refused(backlog.give_back, nameless, by=case.secretary) == [
        "En punkt utan rubrik kan inte sättas på listan. Skriv en rubrik eller ta bort den."
    ]
    agenda.remove_item(nameless, by=case.secretary)
    assert refused(backlog.give_back, nameless, by=case.secretary) == [
        "Punkten är redan borttagen från dagordningen."
    ]
    assert refused(backlog.give_back, case.last.items.get(), by=case.secretary) == [
        "Anteckningarna är färdiga och kan inte ändras. Gör en rättelse i stället."
    ]


def test_closing_wants_a_reason_and_can_be_undone(case: Case) -> None:
    row = case.row("Kluster")
    assert refused(backlog.close, row, by=case.secretary, reason=" ") == ["Skriv varför punkten avslutas."]
    backlog.close(row, by=case.secretary, reason="Inte längre aktuellt")
    assert refused(backlog.close, row, by=case.secretary, reason="x") == [
        "”Klusteranalys” är redan avslutad."
    ]
    assert refused(backlog.change, row, by=case.secretary, title="Annat") == [
        "”Klusteranalys” är avslutad. Öppna den igen först."
    ]
    backlog.reopen(row, by=case.secretary)
    row = case.row("Kluster")
    assert (row.state, row.closed_because, row.closed_at) == (State.OPEN, "", None)
    backlog.take(row, case.meeting, by=case.secretary)
    assert refused(backlog.close, row, by=case.secretary, reason="x") == [
        "”Klusteranalys” står redan på dagordningen för Provgruppen 15 april 2027. Ta tillbaka den därifrån först."
    ]


# Following up (K9)


def test_an_uppdrag_is_followed_up_under_its_own_point(case: Case) -> None:
    item = backlog.follow_up(the_action(), case.meeting, by=case.secretary)
    assert tree(case) == [
        "1 Öppnas", "2 Laget runt", "3 Uppföljning av uppdrag", "  a Asta Holm tar fram siffror", "4 Avslutas"
    ]  # fmt: skip
    assert [one.text for one in item.presenters.all()] == ["Asta Holm"]
    assert refused(backlog.follow_up, the_action(), case.meeting, by=case.secretary) == [
        "Uppdraget står redan på dagordningen."
    ]
    backlog.give_back(item, by=case.secretary)
    assert backlog.follow_up(the_action(), case.meeting, by=case.secretary).pk == item.pk


def test_a_settled_uppdrag_is_not_followed_up_but_one_still_open_is_once_more(case: Case) -> None:
    backlog.follow_up(the_action(), case.meeting, by=case.secretary)
    finish(case.meeting, by=case.secretary)
    later = meetings.create(bodies=[case.body], by=case.secretary, date=COMING.replace(month=6))
    backlog.follow_up(the_action(), later, by=case.secretary)
    assert BacklogItem.objects.filter(source="action").count() == 1
    register.settle(the_action(), by=case.secretary, state="done")
    assert refused(backlog.follow_up, the_action(), later, by=case.secretary) == [
        "Uppdraget är markerat: klar. Ladda om sidan."
    ]


# A member's question


def letters(case: Case) -> list[tuple[str, str, str]]:
    found = OutgoingMail.objects.filter(purpose="anmäld fråga").order_by("pk")
    return [(one.to_email, one.subject, one.body.replace("\xa0", " ")) for one in found]


def test_the_secretary_is_told_of_a_question_and_the_member_of_what_became_of_it(case: Case) -> None:
    row = case.row("Skjutsar")
    assert (row.state, row.source, row.proposed_by, row.wished_for) == (
        State.PROPOSED, "proposal", case.member.person, case.meeting
    )  # fmt: skip
    ((to, subject, body),) = letters(case)
    assert (to, subject) == ("mikaela@exempel.se", "Anmäld fråga till Provgruppen: Skjutsar till simhallen")
    assert "Asta Holm anmäler en fråga till Provgruppen" in body
    backlog.keep(row, by=case.secretary, answer="Vi tar den i höst.")
    to, _, body = letters(case)[-1]
    assert to == "asta@exempel.se"
    assert "Frågan väntar på ett kommande möte.\n\nSekreteraren svarar: Vi tar den i höst." in body
    backlog.take(row, case.meeting, by=case.secretary)
    assert "Frågan står på dagordningen för Provgruppen 15 april 2027." in letters(case)[-1][2]
    assert len(letters(case)) == 3


def test_a_question_is_declined_with_a_reason_once(case: Case) -> None:
    row = case.row("Skjutsar")
    assert refused(backlog.decline, row, by=case.secretary, reason="") == [
        "Skriv varför frågan inte tas upp. Den som anmälde får läsa det."
    ]
    backlog.decline(row, by=case.secretary, reason="Hör hemma i kommunen.")
    assert "Frågan tas inte upp.\n\nSkälet är: Hör hemma i kommunen." in letters(case)[-1][2]
    assert refused(backlog.keep, row, by=case.secretary) == ["Frågan är redan besvarad: avböjd."]
    assert len(letters(case)) == 2


def test_a_question_needs_a_person_and_a_meeting_of_the_body(case: Case) -> None:
    nobody = make.user()
    nobody.person = None
    assert refused(backlog.propose, case.body, by=nobody, title="Hej") == [
        "Ditt konto hör inte till någon person. Be sekreteraren lägga till dig."
    ]
    other = make.meeting(bodies=[case.other])
    assert refused(backlog.propose, case.body, by=case.member, title="Hej", wished_for=other) == [
        "Mötet du önskar hör till en annan grupp. Välj ett av gruppens möten, eller inget."
    ]
