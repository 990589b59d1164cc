"""Whoever has been called is told when the meeting is moved, off or on again; others are not (A17, A18)."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import date_options, invitees, meetings, notices
from meetings.models import Meeting
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, User
from tests import make
from tests.meetings import notice_case as case

pytestmark = pytest.mark.django_db
NEW_DAY = dt.date(2026, 3, 25)
ONE, FOUR = dt.time(13), dt.time(16)


@pytest.fixture
def called(secretary: User) -> Meeting:
    """A meeting that two are called to. Their letters are put aside."""
    meeting = case.ready()
    notices.send(meeting, by=secretary, at=case.SENT)
    OutgoingMail.objects.update(subject="Kallelse")
    return meeting


def letters() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.exclude(subject="Kallelse").order_by("pk"))


def ics(letter: OutgoingMail) -> dict[str, str]:
    """Some lines of the calendar's file."""
    text = letter.calendar.replace("\r\n ", "")
    return dict(re.findall(r"^(METHOD|SEQUENCE|STATUS|UID|DTSTART)[^:\r]*:(.*?)\r?$", text, re.MULTILINE))


def move(meeting: Meeting, by: User | None, **more: object) -> None:
    told = {"date": NEW_DAY, "start_time": ONE, "end_time": FOUR, **more}
    meetings.move(meeting, by=by, at=case.LATER, **told)  # type: ignore[arg-type]


def test_moving_tells_everybody_with_a_newer_event_and_asks_again(called: Meeting, secretary: User) -> None:
    first = OutgoingMail.objects.filter(subject="Kallelse").order_by("pk")[0]
    row = called.invitees.order_by("position")[0]
    called.invitees.filter(pk=row.pk).update(answer="coming", answered_at=case.SENT)
    move(called, secretary)
    told = letters()
    assert [one.subject for one in told] == ["Flyttat: Chefsgrupp prov, 25 mars 2026"] * 2
    assert "Det var onsdag 18 mars 2026 kl.\xa013–16." in told[0].body
    assert "Onsdag 25 mars 2026 kl.\xa013–16" in told[0].body
    assert "Ditt tidigare svar gällde den gamla dagen." in told[0].body
    assert "/svar/" in told[0].action_url
    assert {one.way for one in told} == {"direct"}
    was, now = ics(first), ics(told[0])
    assert (now["METHOD"], now["UID"], now["DTSTART"]) == ("REQUEST", was["UID"], "20260325T130000")
    assert int(now["SEQUENCE"]) == int(was["SEQUENCE"]) + 1
    called.refresh_from_db()
    assert (called.state, called.moved_from, called.date) == ("moved", make.DAY, NEW_DAY)
    row.refresh_from_db()
    assert (row.answer, row.answered_at) == ("", None)


def test_another_hour_keeps_the_answers(called: Meeting, secretary: User) -> None:
    row = called.invitees.order_by("position")[0]
    called.invitees.filter(pk=row.pk).update(answer="coming", answered_at=case.SENT)
    move(called, secretary, date=make.DAY, start_time=dt.time(9), end_time=dt.time(12))
    row.refresh_from_db()
    called.refresh_from_db()
    assert (row.answer, called.moved_from) == ("coming", None)
    assert "Ditt tidigare svar" not in letters()[0].body


def test_who_holds_no_seat_on_the_new_day_is_told_to_take_it_out(called: Meeting, secretary: User) -> None:
    """A2: another day asks who holds the seats then."""
    row = called.invitees.order_by("position")[0]
    assert row.seat
    row.seat.memberships.update(ends_on=make.DAY)
    move(called, secretary)
    gone = next(one for one in letters() if one.person_id == row.person_id)
    assert gone.subject == "Du är inte längre kallad: Chefsgrupp prov"
    assert ics(gone)["METHOD"] == "CANCEL"
    assert row.person_id not in {one.person_id for one in invitees.standing(called)}


def test_calling_off_tells_why_and_takes_it_out_of_calendars(called: Meeting, secretary: User) -> None:
    meetings.cancel(called, by=secretary, because="För få  anmälda", at=case.LATER)
    told = letters()
    assert [one.subject for one in told] == ["Inställt: Chefsgrupp prov, 18 mars 2026"] * 2
    assert "Mötet är inställt.\n\nSkälet är: För få anmälda" in told[0].body
    assert (ics(told[0])["METHOD"], ics(told[0])["STATUS"]) == ("CANCEL", "CANCELLED")
    called.refresh_from_db()
    assert called.cancelled_because == "För få anmälda"
    meetings.restore(called, by=secretary, at=case.LATER)
    again = letters()[2:]
    assert [one.subject for one in again] == ["Mötet blir av: Chefsgrupp prov, 18 mars 2026"] * 2
    assert ics(again[0])["METHOD"] == "REQUEST"
    assert int(ics(again[0])["SEQUENCE"]) > int(ics(told[0])["SEQUENCE"])
    called.refresh_from_db()
    assert (called.state, called.cancelled_because) == ("booked", "")


def test_nobody_is_told_before_a_kallelse(secretary: User) -> None:
    meeting = case.ready()
    invitees.call_all(meeting, by=secretary)
    move(meeting, secretary)
    meetings.cancel(meeting, by=secretary)
    meetings.restore(meeting, by=secretary)
    assert not OutgoingMail.objects.exists()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.moved_from) == ("moved", make.DAY)


def test_a_refused_move_tells_nobody_and_a_failed_letter_takes_the_move_back(
    called: Meeting, secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAllowed) as no:
        move(called, secretary, date=make.DAY)
    assert no.value.reasons == ["Mötet är redan den dagen och tiden. Skriv en annan för att flytta det."]

    def fail(*args: object, **more: object) -> None:
        raise OSError("disken är full")

    monkeypatch.setattr("meetings.invitations.mail.write_many", fail)
    with pytest.raises(OSError, match="disken är full"):
        move(called, secretary)
    called.refresh_from_db()
    assert (called.date, called.state, letters()) == (make.DAY, "booked", [])


def test_a_planned_meeting_that_gets_another_day_stays_planned(secretary: User) -> None:
    meeting = make.meeting(state="tentative")
    move(meeting, secretary)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.moved_from, meeting.date) == ("tentative", None, NEW_DAY)


def test_the_page_says_that_letters_go_out_and_that_they_went(
    called: Meeting, secretary: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(secretary)
    page = client.get(reverse("meetings:meeting-edit", args=[called.pk])).content.decode()
    assert "Alla kallade får brev om du flyttar eller ställer in mötet" in page
    page = client.post(
        reverse("meetings:meeting-cancel", args=[called.pk]), {"because": "Sjukdom"}, follow=True
    ).content.decode()
    assert "Mötet är inställt. De kallade har fått brev." in page
    assert len(letters()) == 2


def test_letters_about_a_move_take_the_same_queries_however_many_are_called(
    secretary: User, django_assert_max_num_queries: Callable
) -> None:
    counts = []
    for members in (2, 6):
        meeting = case.ready(bodies=[case.body(members=members, name=f"Grupp {members}")])
        notices.send(meeting, by=secretary, at=case.SENT)
        with django_assert_max_num_queries(200) as caught:
            move(meeting, secretary)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def form_of(meeting: Meeting, **changed: str) -> dict[str, str]:
    """The ordinary form as it stands, with some fields changed."""
    body = meeting.leading_body
    assert body
    return {
        "leading": str(body.pk), "date": "2026-03-18", "start_time": "13.00", "end_time": "16.00", "state": "booked",
        "place": meeting.place, "form": meeting.form, "link": meeting.link, **changed,
    }  # fmt: skip


def test_another_day_on_the_ordinary_form_is_a_move_and_tells_everybody(
    called: Meeting, secretary: User, as_user: Callable[[User], Client]
) -> None:
    """A17: whichever form it is changed in."""
    client, url = as_user(secretary), reverse("meetings:meeting-edit", args=[called.pk])
    assert "Ändrar du datum eller tid får alla kallade brev." in client.get(url).content.decode()
    saved = client.post(url, form_of(called, place="Vetrinjskolan"), follow=True).content.decode()
    assert ("Mötet är sparat." in saved, "De kallade har fått brev." in saved, letters()) == (True, False, [])
    moved = client.post(
        url, form_of(called, place="Vetrinjskolan", date="2026-03-25"), follow=True
    ).content.decode()
    assert "Mötet är sparat. De kallade har fått brev." in moved
    assert [one.subject for one in letters()] == ["Flyttat: Chefsgrupp prov, 25 mars 2026"] * 2
    assert ics(letters()[0])["DTSTART"] == "20260325T130000"
    called.refresh_from_db()
    assert (called.state, called.moved_from, called.date) == ("moved", make.DAY, NEW_DAY)


def test_before_the_kallelse_the_ordinary_form_tells_nobody(
    secretary: User, as_user: Callable[[User], Client]
) -> None:
    meeting = case.ready()
    client, url = as_user(secretary), reverse("meetings:meeting-edit", args=[meeting.pk])
    assert "får alla kallade brev" not in client.get(url).content.decode().split("Flytta eller ställ in")[0]
    saved = client.post(url, form_of(meeting, date="2026-03-25"), follow=True).content.decode()
    assert ("Mötet är sparat." in saved, "brev" in saved.split("Mötet är sparat.")[1][:40], letters()) == (
        True,
        False,
        [],
    )
    meeting.refresh_from_db()
    assert (meeting.state, meeting.moved_from, meeting.date) == ("booked", None, NEW_DAY)


def test_settling_on_another_day_tells_once(called: Meeting, secretary: User) -> None:
    option = date_options.add(called, by=secretary, date=NEW_DAY)
    date_options.choose(option, by=secretary, at=case.LATER)
    assert [one.subject for one in letters()] == ["Flyttat: Chefsgrupp prov, 25 mars 2026"] * 2
