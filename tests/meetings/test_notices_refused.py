"""What stops a kallelse, told in words; and what a second one needs (A10)."""

import datetime as dt

import pytest

from meetings.actions import invitees, notices
from meetings.models import Body, Invitee, Meeting, Notice
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, User
from tests import make
from tests.meetings import notice_case as case

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    return case.ready()


def send(meeting: Meeting, by: User, **more: object) -> Notice:
    return notices.send(meeting, by=by, **{"at": case.SENT, **more})  # type: ignore[arg-type]


def bare() -> Meeting:
    return make.meeting(bodies=[make.body(name="Tom grupp")], date=None)


def test_what_is_missing_is_told(secretary: User) -> None:
    with pytest.raises(NotAllowed) as refused:
        send(bare(), secretary)
    assert refused.value.reasons == [
        "Datum saknas.",
        "Tid saknas.",
        "Plats eller möteslänk saknas.",
        "Dagordningen har ingen punkt med rubrik.",
        "Ingen att kalla: gruppen har inga ledamöter den dagen.",
    ]
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"state": "cancelled"}, "Mötet är inställt."),
        ({"state": "tentative"}, "Mötet är preliminärt. Boka det först."),
        ({"date": dt.date(2026, 3, 1)}, "Mötet har redan varit."),
        ({"start_time": None, "end_time": None}, "Tid saknas."),
        ({"place": "", "link": ""}, "Plats eller möteslänk saknas."),
    ],
)
def test_a_meeting_that_cannot_be_called_says_why(
    secretary: User, facts: dict[str, object], reason: str
) -> None:
    meeting = case.ready(**facts)
    assert notices.obstacles_to_calling(meeting, by=secretary, at=case.SENT) == [reason]


def test_a_body_without_addresses_is_not_called(secretary: User) -> None:
    body = make.body()
    make.member(of=body)
    meeting = case.ready(bodies=[body])
    assert notices.obstacles_to_calling(meeting, at=case.SENT) == [
        "Ingen av dem som ska kallas har en e-postadress."
    ]


def test_the_last_day_to_answer_is_before_the_meeting_and_to_come(meeting: Meeting, secretary: User) -> None:
    for day, reason in (
        (dt.date(2026, 3, 19), "Sista dag att svara är efter mötet."),
        (dt.date(2026, 3, 1), "Sista dag att svara har redan varit."),
    ):
        with pytest.raises(NotAllowed) as refused:
            send(meeting, secretary, reply_by=day)
        assert refused.value.reasons == [reason]


def test_the_last_day_to_answer_follows_the_body(meeting: Meeting) -> None:
    def proposed(day: dt.date) -> dt.date | None:
        return notices.default_reply_by(meeting, today=day)

    assert proposed(dt.date(2026, 3, 2)) == dt.date(2026, 3, 13)
    assert proposed(dt.date(2026, 3, 15)) == dt.date(2026, 3, 16)
    assert proposed(dt.date(2026, 3, 18)) == dt.date(2026, 3, 18)
    assert notices.default_reply_by(bare(), today=dt.date(2026, 3, 2)) is None


def test_a_refused_kallelse_leaves_nothing_behind(meeting: Meeting, secretary: User) -> None:
    with pytest.raises(NotAllowed):
        send(meeting, secretary, reply_by=dt.date(2026, 3, 19))
    assert not Notice.objects.exists()
    assert not Invitee.objects.exists()
    assert not meeting.items.filter(number_is_fixed=True).exists()


def test_the_list_shown_before_sending_stores_nothing(meeting: Meeting, secretary: User) -> None:
    assert len(notices.called(meeting, by=secretary)) == 2
    assert not Invitee.objects.exists()


def test_a_second_one_needs_a_change_or_a_greeting(meeting: Meeting, secretary: User) -> None:
    send(meeting, secretary)
    with pytest.raises(NotAllowed) as refused:
        send(meeting, secretary, at=case.LATER)
    assert refused.value.reasons == [
        "Inget är ändrat sedan kallelsen. Skriv en hälsning om du ändå vill skicka."
    ]
    assert send(meeting, secretary, at=case.LATER, message="Glöm inte lunchen.").number == 2


def test_the_last_day_to_answer_stays_in_the_next_one(meeting: Meeting, secretary: User) -> None:
    send(meeting, secretary, reply_by=dt.date(2026, 3, 10))
    assert notices.default_reply_by(meeting, today=dt.date(2026, 3, 9)) == dt.date(2026, 3, 10)
    assert notices.default_reply_by(meeting, today=dt.date(2026, 3, 11)) == dt.date(2026, 3, 13)


def test_a_protected_person_is_not_named_to_the_one_who_goes_instead(
    meeting: Meeting, secretary: User
) -> None:
    """D7."""
    body = meeting.leading_body
    assert body
    invitees.call_all(meeting, by=secretary)
    away = meeting.invitees.order_by("position")[0]
    going = make.person(name="Ersta Sätt", email="ersta@exempel.se")
    Invitee.objects.create(
        meeting=meeting, person=going, body=body, capacity="called", called_instead_of=away
    )
    row = next(one for one in notices.called(meeting, by=secretary) if one.person == going)
    assert notices._instead_of(row) == away.person.name
    away.person.protected_identity = True
    away.person.save()
    notice = send(meeting, secretary)
    letter = notice.recipients.get(person=going).mail
    assert letter
    assert "Du kallas som ersättare till Chefsgrupp prov." in letter.body
    assert away.person.name not in letter.body


def test_somebody_new_is_sent_the_kallelse_there_is(meeting: Meeting, secretary: User) -> None:
    send(meeting, secretary)
    guest = make.person(name="Gäst Ganter", email="gast@exempel.se")
    row = invitees.add_guest(meeting, person=guest, by=secretary)
    assert notices.obstacles_to_calling(meeting, at=case.LATER) == [
        "Inget är ändrat sedan kallelsen. Skicka den i stället till dem som är nya på listan."
    ]
    (told,) = notices.send_to([row], by=secretary, at=case.LATER)
    assert told.mail
    assert told.mail.subject == "Kallelse: Chefsgrupp prov, 18 mars 2026"
    assert notices.send_to([], by=secretary) == []


def test_the_meetings_secretary_is_whom_to_ask(secretary: User) -> None:
    keeper = make.person(name="Sture Penn", phone="019-602 70 00", email="sture@exempel.se")
    meeting = case.ready(bodies=[body_with_one()], secretary=keeper)
    notice = send(meeting, secretary)
    letter = notice.recipients.get().mail
    assert letter
    assert letter.body.endswith("Frågor? Hör av dig till Sture Penn, 019-602 70 00, sture@exempel.se.")
    assert (letter.from_name, letter.reply_to) == ("Sture Penn", "sture@exempel.se")


def body_with_one() -> Body:
    return case.body(members=1)
