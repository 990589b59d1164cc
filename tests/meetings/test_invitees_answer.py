"""Answers to a kallelse, and the ersättare they call (A12, domain 1.5)."""

import datetime as dt

import pytest

from meetings.actions import invitees, substitutes
from meetings.models import CopyRecipient, Invitee, NoticeReply
from secretariat.lib.dates import STOCKHOLM
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail
from tests import make
from tests.meetings.invitees_case import BEFORE, DAY, LINK, OFFICE, Council, a_council

pytestmark = pytest.mark.django_db


def listed(council: Council) -> list[tuple[str, str]]:
    rows = invitees.standing(council.meeting)
    return [(row.person.given_name, row.capacity) for row in rows]


def test_everybody_with_a_seat_is_called_in_order_and_the_ersattare_stand_ready() -> None:
    council = a_council()
    assert listed(council) == [
        ("Asta", "member"), ("Birger", "member"), ("Cilla", "member"),
        ("Didrik", "substitute"), ("Ebba", "substitute"), ("Fabian", "substitute"),
    ]  # fmt: skip
    assert council.row("Asta").called_at == BEFORE
    assert council.row("Didrik").called_at is None


def test_calling_again_changes_nothing() -> None:
    council = a_council()
    council.says("Birger", "declined")
    before = list(Invitee.objects.filter(meeting=council.meeting).order_by("pk").values())
    invitees.call_all(council.meeting, by=None, at=BEFORE + dt.timedelta(days=1))
    assert list(Invitee.objects.filter(meeting=council.meeting).order_by("pk").values()) == before


def test_who_sits_in_both_bodies_of_a_joint_meeting_is_called_once() -> None:
    """J1."""
    council = a_council(call=False)
    other = make.body()
    council.meeting.meeting_bodies.create(body=other, position=1)
    make.membership(seat=make.seat(of=other, kind="member"), person=council.people["Ebba"])
    make.membership(seat=make.seat(of=other, kind="substitute"), person=council.people["Asta"])
    rows = invitees.call_all(council.meeting, by=None)
    assert len([row for row in rows if row.person == council.people["Asta"]]) == 1
    assert council.row("Asta").body == council.body
    assert (council.row("Ebba").capacity, council.row("Ebba").body) == ("member", other)


def test_guests_in_the_attendance_list_and_copies_are_called_as_such() -> None:
    council = a_council(call=False)
    guest, reader = make.person(name="Gäst Prov"), make.person(name="Läsare Prov")
    make.attendee(of=council.meeting, person=guest, role="guest", list_heading="Gäster")
    CopyRecipient.objects.create(body=council.body, person=reader)
    invitees.call_all(council.meeting, by=None)
    assert listed(council)[-2:] == [("Gäst", "guest"), ("Läsare", "copy")]


def test_whose_seat_has_ended_goes_out_and_comes_back_with_the_seat() -> None:
    council = a_council()
    held = council.people["Birger"].memberships.get()
    held.ends_on = DAY - dt.timedelta(days=1)
    held.save()
    invitees.call_all(council.meeting, by=None)
    assert "Birger" not in dict(listed(council))
    held.ends_on = None
    held.save()
    invitees.call_all(council.meeting, by=None)
    assert dict(listed(council))["Birger"] == "member"


def test_whom_the_secretary_has_struck_stays_struck() -> None:
    council = a_council()
    address = invitees.reply_address(council.row("Birger"), by=None)
    invitees.strike(council.row("Birger"), by=None)
    invitees.strike(council.row("Birger"), by=None)
    invitees.call_all(council.meeting, by=None)
    assert "Birger" not in dict(listed(council))
    assert address
    assert LogEntry.objects.filter(verb="strök ur kallelsen").count() == 1


def test_a_forhinder_calls_the_ersattare_of_the_same_party_by_a_letter_of_its_own() -> None:
    council = a_council()
    council.says("Asta", "declined")
    assert council.called() == {"Ebba": "Asta"}
    letter = OutgoingMail.objects.get(to_email=council.people["Ebba"].email)
    assert letter.action_url.startswith("http://127.0.0.1:8000/svar/")
    assert "Asta" in letter.body
    assert "METHOD:REQUEST" in letter.calendar
    assert f"mailto:{letter.to_email}" in letter.calendar.replace("\r\n ", "")
    assert council.letters() == [
        ("Ebba", "Du kallas som ersättare"),
        ("Sekre", f"{council.people['Asta']} har förhinder"),
    ]


def test_one_who_declines_in_turn_calls_the_next_in_list_order() -> None:
    council = a_council()
    council.says("Asta", "declined")
    council.says("Ebba", "declined")
    assert council.called() == {"Didrik": "Asta"}
    council.says("Didrik", "declined")
    assert council.called() == {"Fabian": "Asta"}
    council.says("Fabian", "declined")
    assert council.called() == {}
    assert [name for name, subject in council.letters() if subject == "Du kallas som ersättare"] == [
        "Ebba", "Didrik", "Fabian",
    ]  # fmt: skip


def test_an_ersattare_who_has_already_declined_is_passed_by() -> None:
    council = a_council()
    council.says("Ebba", "declined")
    assert council.letters() == [("Sekre", f"{council.people['Ebba']} har förhinder")]
    council.says("Asta", "declined")
    assert council.called() == {"Didrik": "Asta"}


def test_the_order_of_the_seats_is_data() -> None:
    council = a_council()
    council.says("Ebba", "declined")
    seat = council.people["Fabian"].memberships.get().seat
    seat.position = 1
    seat.save()
    council.says("Asta", "declined")
    assert council.called() == {"Fabian": "Asta"}


def test_ersattare_gar_calls_the_named_one_at_once() -> None:
    council = a_council()
    reply = council.says("Asta", "substitute", instead="Fabian")
    assert reply.substitute == council.people["Fabian"]
    assert council.called() == {"Fabian": "Asta"}
    assert council.letters()[0] == ("Fabian", "Du kallas som ersättare")


def test_a_named_one_who_declines_is_followed_by_the_next_in_order() -> None:
    council = a_council()
    council.says("Asta", "substitute", instead="Fabian")
    council.says("Fabian", "declined")
    assert council.called() == {"Ebba": "Asta"}
    council.says("Birger", "coming")
    assert council.called() == {"Ebba": "Asta"}


def test_another_name_sends_the_first_one_home() -> None:
    council = a_council()
    council.says("Asta", "declined")
    council.letters()
    council.says("Asta", "substitute", instead="Didrik")
    assert council.called() == {"Didrik": "Asta"}
    assert council.letters()[:2] == [
        ("Ebba", "Du behövs inte som ersättare"),
        ("Didrik", "Du kallas som ersättare"),
    ]


def test_somebody_who_is_not_in_the_list_may_be_named() -> None:
    council = a_council()
    council.people["Gun"] = make.person(name="Gun Prov", email="gun@exempel.se")
    council.says("Asta", "substitute", instead="Gun", method=OFFICE)
    assert council.called() == {"Gun": "Asta"}
    assert council.letters() == [("Gun", "Du kallas som ersättare")]
    council.says("Asta", "coming", method=OFFICE)
    assert council.called() == {}
    assert council.row("Gun").removed_at == BEFORE


def test_a_name_alone_calls_nobody_and_is_told_to_the_secretary() -> None:
    council = a_council()
    council.says("Asta", "substitute", comment="Kalle Kula går i stället.")
    assert council.called() == {}
    letter = OutgoingMail.objects.get()
    assert "Kalle Kula går i stället." in letter.body


def test_who_changes_back_sends_the_ersattare_home_and_both_are_told() -> None:
    council = a_council()
    council.says("Asta", "declined")
    council.says("Ebba", "coming")
    council.letters()
    council.says("Asta", "coming", at=BEFORE + dt.timedelta(hours=1))
    assert council.called() == {}
    assert council.row("Ebba").answer == ""
    letter = OutgoingMail.objects.get(to_email=council.people["Ebba"].email)
    assert "METHOD:CANCEL" in letter.calendar
    assert council.letters() == [
        ("Ebba", "Du behövs inte som ersättare"),
        ("Sekre", f"{council.people['Asta']} kommer"),
    ]


def test_who_is_sent_home_serves_for_the_next_who_lacks_one_and_gets_one_letter() -> None:
    council = a_council()
    council.says("Ebba", "declined")
    council.says("Fabian", "declined")
    council.says("Asta", "declined")
    council.says("Birger", "declined", at=BEFORE + dt.timedelta(hours=1))
    assert council.called() == {"Didrik": "Asta"}
    council.letters()
    council.says("Asta", "coming", at=BEFORE + dt.timedelta(hours=2))
    assert council.called() == {"Didrik": "Birger"}
    assert [one for one in council.letters() if one[0] == "Didrik"] == [("Didrik", "Du kallas som ersättare")]


def test_a_member_who_is_asked_anew_keeps_the_ersattare_until_there_is_an_answer() -> None:
    """A moved meeting asks everybody again; somebody else's answer sends nobody home."""
    council = a_council()
    council.says("Asta", "declined")
    Invitee.objects.filter(meeting=council.meeting).update(answer="", answered_at=None)
    council.says("Birger", "coming")
    assert council.called() == {"Ebba": "Asta"}
    council.says("Asta", "coming", at=BEFORE + dt.timedelta(hours=1))
    assert council.called() == {}


def test_an_ersattare_who_can_after_all_is_called_for_whom_nobody_serves() -> None:
    council = a_council()
    for name in ("Didrik", "Ebba", "Fabian", "Asta"):
        council.says(name, "declined")
    assert council.called() == {}
    council.says("Fabian", "coming", at=BEFORE + dt.timedelta(hours=1))
    assert council.called() == {"Fabian": "Asta"}
    assert council.row("Fabian").answer == "coming"


def test_one_ersattare_in_both_bodies_serves_in_both() -> None:
    """J1: seven persons of a real joint meeting sat in both."""
    council = a_council(call=False)
    other = make.body()
    council.meeting.meeting_bodies.create(body=other, position=1)
    nora = council.parties["Nora"]
    make.membership(seat=make.seat(of=other, organisation=nora), person=council.people["Asta"])
    make.membership(
        seat=make.seat(of=other, organisation=nora, kind="substitute"), person=council.people["Ebba"]
    )
    invitees.call_all(council.meeting, by=None, at=BEFORE)
    council.says("Asta", "declined")
    assert council.called() == {"Ebba": "Asta"}
    assert [name for name, _ in council.letters()] == ["Ebba", "Sekre"]


def test_two_ersattare_are_called_where_nobody_sits_in_both_bodies() -> None:
    council = a_council(call=False)
    other = make.body()
    council.meeting.meeting_bodies.create(body=other, position=1)
    make.membership(seat=make.seat(of=other), person=council.people["Asta"])
    council.people["Hilding"] = make.person(name="Hilding Prov", email="h@exempel.se")
    make.membership(seat=make.seat(of=other, kind="substitute"), person=council.people["Hilding"])
    invitees.call_all(council.meeting, by=None, at=BEFORE)
    council.says("Asta", "declined")
    assert council.called() == {"Ebba": "Asta", "Hilding": "Asta"}


def test_every_answer_is_kept_and_the_last_one_holds() -> None:
    council = a_council()
    for hour, said in enumerate(("coming", "declined", "digital")):
        council.says("Birger", said, at=BEFORE + dt.timedelta(hours=hour))
    replies = NoticeReply.objects.filter(invitee=council.row("Birger"))
    assert [reply.answer for reply in replies] == ["coming", "declined", "digital"]
    assert council.row("Birger").answer == "digital"
    assert council.row("Birger").answered_at == BEFORE + dt.timedelta(hours=2)


def test_the_same_answer_twice_is_one_answer_and_one_letter() -> None:
    """A double click, and the same link used twice."""
    council = a_council()
    first = council.says("Asta", "declined")
    letters = council.letters()
    assert len(letters) == 2
    assert council.says("Asta", "declined", at=BEFORE + dt.timedelta(hours=1)) == first
    assert council.letters() == []
    assert NoticeReply.objects.count() == 1


def test_the_same_answer_with_a_greeting_is_kept_but_calls_nobody_more() -> None:
    council = a_council()
    council.says("Asta", "declined")
    council.letters()
    council.says("Asta", "declined", comment="Bortrest", at=BEFORE + dt.timedelta(hours=1))
    assert council.letters() == [("Sekre", f"{council.people['Asta']} har förhinder")]
    assert council.called() == {"Ebba": "Asta"}


def test_the_secretary_is_not_written_to_about_a_plain_yes_or_her_own_entry() -> None:
    council = a_council()
    council.says("Asta", "coming")
    council.says("Birger", "declined", method=OFFICE)
    assert council.letters() == [("Didrik", "Du kallas som ersättare")]


def test_the_secretary_may_call_an_ersattare_by_hand() -> None:
    council = a_council()
    substitutes.call(council.row("Fabian"), by=None, at=BEFORE)
    assert council.called() == {"Fabian": ""}
    council.says("Asta", "coming")
    assert council.called() == {"Fabian": ""}
    with pytest.raises(NotAllowed, match="inte ersättare som väntar"):
        substitutes.call(council.row("Fabian"), by=None)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"answer": "kanske"}, "Välj ett av svaren."),
        ({"answer": ""}, "Välj ett av svaren."),
        ({"answer": "substitute"}, "Välj vem som går i ditt ställe, eller skriv namnet."),
        (
            {"answer": "substitute", "instead": "Asta"},
            "Du kan inte vara ersättare för dig själv. Välj någon annan.",
        ),
    ],
)
def test_an_answer_that_says_nothing_is_refused(said: dict[str, str], why: str) -> None:
    council = a_council()
    with pytest.raises(NotAllowed) as refused:
        council.says("Asta", said.pop("answer"), **said)
    assert str(refused.value) == why


def test_only_an_ersattare_who_is_free_can_be_named() -> None:
    council = a_council()
    council.says("Birger", "substitute", instead="Ebba")
    council.says("Fabian", "declined")
    for name, why in (("Ebba", "är redan kallad"), ("Fabian", "har förhinder"), ("Cilla", "är redan kallad")):
        with pytest.raises(NotAllowed, match=f"{council.people[name]} {why}. Välj någon annan."):
            council.says("Asta", "substitute", instead=name)
    assert [row.person.given_name for row in substitutes.offered_to(council.row("Asta"))] == ["Didrik"]


def test_an_ersattare_cannot_send_somebody_else() -> None:
    council = a_council()
    with pytest.raises(NotAllowed, match="En ersättare kan inte skicka någon annan"):
        council.says("Ebba", "substitute", instead="Didrik")


def test_after_the_meeting_nobody_answers() -> None:
    council = a_council()
    ended = dt.datetime(2026, 12, 9, 12, 0, tzinfo=STOCKHOLM)
    row = council.row("Asta")
    assert invitees.obstacles_to_answering(row, ended - dt.timedelta(minutes=1)) == []
    why = ["Mötet har varit. Ring sekretariatet om något i närvaron är fel."]
    assert invitees.obstacles_to_answering(row, ended) == why
    with pytest.raises(NotAllowed, match="Mötet har varit"):
        council.says("Asta", "coming", at=ended)
    assert NoticeReply.objects.count() == 0


def test_a_meeting_without_an_end_takes_answers_all_day() -> None:
    council = a_council(start_time=None, end_time=None)
    evening = dt.datetime(2026, 12, 9, 23, 59, tzinfo=STOCKHOLM)
    assert invitees.obstacles_to_answering(council.row("Asta"), evening) == []
    assert len(invitees.obstacles_to_answering(council.row("Asta"), evening + dt.timedelta(minutes=1))) == 1


@pytest.mark.parametrize(
    ("state", "why"),
    [("cancelled", ["Mötet är inställt. Du behöver inte svara."]), ("moved", [])],
)
def test_a_called_off_meeting_takes_no_answers(state: str, why: list[str]) -> None:
    council = a_council()
    council.meeting.state = state
    council.meeting.save()
    assert invitees.obstacles_to_answering(council.row("Asta"), BEFORE) == why


def test_who_is_struck_or_only_informed_does_not_answer() -> None:
    council = a_council(call=False)
    reader = council.people["Läsare"] = make.person(name="Läsare Prov")
    CopyRecipient.objects.create(body=council.body, person=reader)
    invitees.call_all(council.meeting, by=None)
    with pytest.raises(NotAllowed, match="för kännedom"):
        council.says("Läsare", "coming")
    row = council.row("Asta")
    invitees.strike(row, by=None)
    with pytest.raises(NotAllowed, match="inte längre kallad"):
        invitees.answer(row, answer="coming", method=LINK, at=BEFORE)


def test_the_letter_names_nobody_with_a_protected_identity() -> None:
    council = a_council()
    council.people["Asta"].protected_identity = True
    council.people["Asta"].save()
    council.says("Asta", "declined")
    letter = OutgoingMail.objects.get(to_email=council.people["Ebba"].email)
    assert "Asta" not in letter.body + letter.calendar + letter.subject
    assert "En ledamot har förhinder." in letter.body
