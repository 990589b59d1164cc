"""Reminders by night: of approving (C3), of answering a kallelse (A12), of sending material (A11)."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from meetings.actions import minutes as minutes_actions
from meetings.actions import notices, reminders
from meetings.models import ChangeRequest, Invitee, Meeting, Minutes
from secretariat.home.management.commands import nightly
from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail, Person, User
from tests import make

from .approval_case import Case, a_case

pytestmark = pytest.mark.django_db
SENT = dt.date(2026, 3, 20)
DAY = dt.timedelta(days=1)


@pytest.fixture
def case() -> Case:
    """Sent on 20 March, to be approved by 1 April."""
    made = a_case()
    made.send()
    OutgoingMail.objects.all().delete()
    return made


def reminded(**asked: Any) -> list[str]:
    """Addresses or names of those who got a letter that reminds, in order."""
    letters = OutgoingMail.objects.filter(**asked).order_by("pk")
    return [letter.to_name for letter in letters]


def nights(first: dt.date, last: dt.date) -> dict[dt.date, int]:
    """How many letters each night wrote, for nights that wrote any. Every night is run twice."""
    told = {}
    for number in range((last - first).days + 1):
        day = first + number * DAY
        if written := reminders.remind_approvers(today=day):
            told[day] = written
        assert reminders.remind_approvers(today=day) == 0
    return told


def test_approvers_are_reminded_on_the_bodys_days_and_before_the_last_one_and_never_after(case: Case) -> None:
    """C3: 3 and 7 days after sending, 2 days before the last day, never twice a day, then the list of late ones."""
    assert case.minutes.approval_deadline == dt.date(2026, 4, 1)
    assert nights(SENT, SENT + 30 * DAY) == {
        dt.date(2026, 3, 23): 2,
        dt.date(2026, 3, 27): 2,
        dt.date(2026, 3, 30): 2,
    }
    assert reminded() == ["Asta Ordman", "Birger Valdberg"] * 3


def test_the_body_decides_the_days() -> None:
    case = a_case(remind_after_days=[1], remind_before_days=0, approval_days=5)
    case.send()
    OutgoingMail.objects.all().delete()
    deadline = case.minutes.approval_deadline
    assert deadline
    assert nights(SENT, SENT + 30 * DAY) == {SENT + DAY: 2, deadline: 2}


def test_the_letter_says_what_until_when_and_leads_to_the_text(case: Case, settings: Any) -> None:
    settings.BASE_URL = "https://exempel.se"
    Person.objects.filter(pk=case.secretary.person_id).update(email="mikaela@exempel.se")
    reminders.remind_approvers(today=SENT + 3 * DAY)
    letter = OutgoingMail.objects.filter(person=case.elected.person).get()
    assert letter.subject == f"Påminnelse, justera minnesanteckningarna: {case.meeting}"
    assert letter.body.split("\n\n") == [
        "Hej Birger!",
        f"Du har inte svarat på minnesanteckningarna från {case.meeting.heading} 18 mars 2026.",
        "Svara senast onsdag 1 april 2026.",
        "Frågor? Hör av dig till Mikaela Forsell, 019-602 70 00.",
    ]
    assert (letter.purpose, letter.from_name, letter.reply_to, letter.action_url) == (
        "justering", "Mikaela Forsell", "mikaela@exempel.se",
        f"https://exempel.se/moten/{case.meeting.pk}/justera/",
    )  # fmt: skip


def test_a_night_that_was_missed_is_made_up_for_once(case: Case) -> None:
    assert reminders.remind_approvers(today=SENT + 5 * DAY) == 2
    assert reminders.remind_approvers(today=SENT + 6 * DAY) == 0


def test_nights_that_were_missed_for_long_give_one_letter_and_not_all(case: Case) -> None:
    assert reminders.remind_approvers(today=dt.date(2026, 3, 30)) == 2
    assert reminders.remind_approvers(today=dt.date(2026, 3, 31)) == 0


def test_who_has_approved_is_left_in_peace_and_who_waits_for_the_secretary_too(case: Case) -> None:
    minutes_actions.approve(case.minutes, by=case.chair)
    assert reminders.remind_approvers(today=SENT + 3 * DAY) == 1
    assert reminded() == ["Birger Valdberg"]
    minutes_actions.request_changes(case.minutes, by=case.elected, comments={None: "Stryk sista meningen."})
    assert reminders.remind_approvers(today=SENT + 7 * DAY) == 0
    ChangeRequest.objects.update(handled_at=timezone.now(), handled_by=case.secretary)
    OutgoingMail.objects.all().delete()
    assert reminders.remind_approvers(today=SENT + 7 * DAY) == 1


def test_who_got_a_letter_about_it_today_is_not_reminded_too(case: Case) -> None:
    Minutes.objects.filter(pk=case.minutes.pk).update(sent_at=timezone.now() - 3 * DAY)
    today = timezone.localdate()
    mail.write(
        purpose="justering", subject="Ny", body="Hej.", to_email="a@exempel.se", person=case.chair.person,
        about=case.minutes,
    )  # fmt: skip
    Minutes.objects.filter(pk=case.minutes.pk).update(approval_deadline=today + 9 * DAY)
    assert reminders.remind_approvers(today=today) == 1
    assert reminded(once__isnull=False) == ["Birger Valdberg"]


def test_who_has_no_address_is_passed_over(case: Case) -> None:
    User.objects.filter(pk=case.elected.pk).update(is_active=False)
    assert reminders.remind_approvers(today=SENT + 3 * DAY) == 1


def test_text_that_was_taken_back_and_sent_anew_is_reminded_of_anew(case: Case) -> None:
    reminders.remind_approvers(today=SENT + 3 * DAY)
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="Ett fel")
    assert reminders.remind_approvers(today=SENT + 7 * DAY) == 0
    case.send()
    OutgoingMail.objects.filter(once=None).delete()
    assert reminders.remind_approvers(today=SENT + 3 * DAY) == 2


# Answering a kallelse


@pytest.fixture
def called() -> Meeting:
    """Called on 1 March, to answer by 13 March."""
    body = make.body(name="Provgruppen")
    secretary = make.user(name="Mikaela Forsell", office_role="secretariat")
    meeting = make.meeting(
        bodies=[body],
        date=dt.date(2026, 3, 18),
        secretary=secretary.person,
        place="Kansliet",
        start_time=dt.time(9),
        end_time=dt.time(12),
    )
    make.item(of=meeting, title="Plan")
    for name in ("Asta Ordman", "Birger Valdberg"):
        seat = make.member(of=body, name=name)
        Person.objects.filter(pk=seat.person_id).update(email=f"{name[0].lower()}@exempel.se")
    notices.send(meeting, by=secretary, reply_by=dt.date(2026, 3, 13), at=moment(dt.date(2026, 3, 1)))
    Invitee.objects.update(called_at=moment(dt.date(2026, 3, 1)))
    return meeting


def moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(4, 0), tzinfo=dt.UTC)


def test_those_who_have_not_answered_are_reminded_the_day_before_the_last_and_on_it(called: Meeting) -> None:
    OutgoingMail.objects.all().delete()
    told = {}
    for number in range(9, 18):
        day = dt.date(2026, 3, number)
        told[number] = reminders.remind_of_replies(at=moment(day))
        assert reminders.remind_of_replies(at=moment(day)) == 0
    assert {number: count for number, count in told.items() if count} == {12: 2, 13: 2}


def test_who_has_answered_is_not_reminded(called: Meeting) -> None:
    Invitee.objects.filter(person__given_name="Asta").update(answer="coming", answered_at=timezone.now())
    assert reminders.remind_of_replies(at=moment(dt.date(2026, 3, 12))) == 1
    assert reminded(purpose="påminnelse om svar") == ["Birger Valdberg"]


def test_a_cancelled_meeting_reminds_nobody(called: Meeting) -> None:
    Meeting.objects.filter(pk=called.pk).update(state="cancelled")
    assert reminders.remind_of_replies(at=moment(dt.date(2026, 3, 12))) == 0


# Sending material


@pytest.fixture
def meeting() -> Meeting:
    """On 18 March; eighteen days before is a Saturday, so material by Friday 27 February (A11)."""
    return make.meeting(bodies=[make.body(name="Provgruppen", material_days=18)], date=dt.date(2026, 3, 18))


DUE = dt.date(2026, 2, 27)


def asta() -> Person:
    return make.person(name="Asta Ordman", email="asta@exempel.se")


def test_material_is_asked_for_three_days_before_and_on_the_day(meeting: Meeting) -> None:
    make.item(of=meeting, title="Plan", material_from=asta())
    told = {}
    for number in range(-10, 10):
        day = DUE + number * DAY
        told[number] = reminders.remind_of_material(today=day)
        assert reminders.remind_of_material(today=day) == 0
    assert {number: count for number, count in told.items() if count} == {-3: 1, 0: 1}


def test_one_letter_tells_of_all_the_persons_points(meeting: Meeting) -> None:
    who = asta()
    make.item(of=meeting, title="Plan", material_from=who)
    make.item(of=meeting, title="Budget", material_from=who, material_due_on=DUE + DAY)
    make.item(of=meeting, title="Senare", material_from=who, material_due_on=DUE + 10 * DAY)
    assert reminders.remind_of_material(today=DUE - 2 * DAY) == 1
    letter = OutgoingMail.objects.get()
    assert letter.body.split("\n\n") == [
        "Hej Asta!",
        "Underlag saknas till Provgruppen 18 mars 2026:",
        "- Plan, senast fredag 27 februari 2026\n- Budget, senast lördag 28 februari 2026",
        "Svara på det här brevet med underlaget, eller säg till om det inte blir något.",
    ]


def test_a_point_with_material_and_points_without_anybody_to_ask_are_left_out(meeting: Meeting) -> None:
    item = make.item(of=meeting, title="Plan", material_from=asta())
    item.attachments.create(meeting=meeting, kind="link", title="Plan", url="https://exempel.se/plan")
    make.item(of=meeting, title="Ingen")
    make.item(of=meeting, title="Val", role="approver_election", material_from=asta())
    gone = make.item(of=meeting, title="Borta", material_from=asta())
    gone.removed_at = timezone.now()
    gone.save()
    assert reminders.remind_of_material(today=DUE) == 0


def test_who_presents_a_point_is_asked_where_nobody_else_was(meeting: Meeting) -> None:
    birger = make.person(name="Birger Valdberg", email="b@exempel.se")
    item = make.item(of=meeting, title="Plan")
    item.presenters.create(meeting=meeting, text="Birger Valdberg", person=birger)
    item.presenters.create(meeting=meeting, text="Någon utan rad")
    other = make.item(of=meeting, title="Budget", material_from=asta())
    other.presenters.create(meeting=meeting, text="Birger Valdberg", person=birger)
    assert reminders.remind_of_material(today=DUE) == 2
    assert sorted(reminded()) == ["Asta Ordman", "Birger Valdberg"]


@pytest.mark.parametrize("state", ["cancelled", "moved"])
def test_a_meeting_that_is_not_held_asks_for_nothing(meeting: Meeting, state: str) -> None:
    make.item(of=meeting, title="Plan", material_from=asta())
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    assert reminders.remind_of_material(today=DUE) == 0


def test_a_person_may_do_without_reminders_of_material(meeting: Meeting) -> None:
    """N5: of these one may choose; those of approving always come."""
    who = asta()
    who.mail_choices.create(purpose="påminnelse om underlag", way="never")
    make.item(of=meeting, title="Plan", material_from=who)
    reminders.remind_of_material(today=DUE)
    assert OutgoingMail.objects.get().state == "inte skickat, mottagaren har valt bort det"


# The night


def test_the_night_says_what_it_did_line_by_line(capsys: Any) -> None:
    call_command("nightly")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"{words}: 0" for words, _ in nightly.DUTIES]
    told = [words for words, _ in nightly.DUTIES]
    assert told[0] == "Påminnelser om justering"
    # What is written by night goes out the same night, and what is copied is what the night has left.
    assert (
        told.index("Påminnelser om intresse") < told.index("Samlade brev") < told.index("Brev som skickades")
    )
    assert told[-1] == "Säkerhetskopior"


def test_a_duty_that_fails_does_not_stop_the_others(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "DUTIES", (("Det omöjliga", lambda: 1 // 0), *nightly.DUTIES))
    a_case().send()
    with pytest.raises(CommandError, match=r"Gick fel: Det omöjliga\."):
        call_command("nightly")
    assert "Brev som skickades: 2" in capsys.readouterr().out
