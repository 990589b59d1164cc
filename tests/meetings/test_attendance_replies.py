"""Attendance starts from the answers to the kallelse (interface 2.3 a 4)."""

import datetime as dt
from collections.abc import Callable
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from meetings.actions import attendance, attendance_replies, invitees
from meetings.models import Attendance
from secretariat.lib.dates import STOCKHOLM
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from tests import make
from tests.meetings.invitees_case import BEFORE, DAY, OFFICE, Council, a_council

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def a_listed_council(**facts: object) -> Council:
    council = a_council(**facts)
    attendance.fill_from_seats(council.meeting)
    return council


def noted(council: Council) -> dict[str, tuple[str, str, str]]:
    """State, mode and whom they serve for, by given name; who is unregistered is left out."""
    rows = council.meeting.attendances.select_related("person", "serves_for__person").order_by("position")
    return {
        row.person.given_name: (
            row.state, row.mode,
            row.serves_for.person.given_name if row.serves_for and row.serves_for.person else "",
        )
        for row in rows
        if row.person and row.state != "unknown"
    }  # fmt: skip


def test_each_answer_becomes_what_it_means_in_the_list() -> None:
    council = a_listed_council()
    council.says("Asta", "declined")
    council.says("Ebba", "digital")
    council.says("Birger", "coming")
    assert attendance_replies.fill_from_replies(council.meeting, by=None) == 3
    assert noted(council) == {
        "Asta": ("apology", "", ""),
        "Birger": ("present", "on_site", ""),
        "Ebba": ("present", "digital", "Asta"),
    }
    assert LogEntry.objects.get(verb="hämtade svaren till närvarolistan").detail == {"rows": 3, "added": 0}


@pytest.mark.parametrize(
    ("form", "mode"), [("hybrid", "on_site"), ("in_person", ""), ("digital", "digital"), ("", "")]
)
def test_how_one_takes_part_follows_the_meeting(form: str, mode: str) -> None:
    council = a_listed_council(form=form)
    council.says("Birger", "coming")
    attendance_replies.fill_from_replies(council.meeting, by=None)
    assert noted(council) == {"Birger": ("present", mode, "")}


def test_a_row_anybody_has_touched_is_never_changed() -> None:
    council = a_listed_council()
    for name in ("Asta", "Birger", "Cilla"):
        council.says(name, "coming")
    rows = {
        row.person.given_name: row
        for row in council.meeting.attendances.select_related("person")
        if row.person
    }
    attendance.set_state(rows["Asta"], "absent", by=None)
    attendance.change(rows["Birger"], by=None, from_time=dt.time(10))
    assert attendance_replies.fill_from_replies(council.meeting, by=None) == 1
    assert noted(council) == {"Asta": ("absent", "", ""), "Cilla": ("present", "on_site", "")}
    assert attendance_replies.fill_from_replies(council.meeting, by=None) == 0


def test_who_has_not_answered_stays_unregistered_and_a_called_one_serves_only_when_coming() -> None:
    council = a_listed_council()
    council.says("Asta", "declined")
    attendance_replies.fill_from_replies(council.meeting, by=None)
    assert noted(council) == {"Asta": ("apology", "", "")}


def test_an_ersattare_who_could_have_come_but_was_not_called_is_not_noted_as_present() -> None:
    council = a_listed_council()
    council.says("Ebba", "coming")
    council.says("Fabian", "declined")
    attendance_replies.fill_from_replies(council.meeting, by=None)
    assert noted(council) == {"Fabian": ("apology", "", "")}


def test_a_named_ersattare_and_a_guest_who_are_not_listed_are_added() -> None:
    council = a_listed_council()
    gun = council.people["Gun"] = make.person(name="Gun Prov")
    guest = council.people["Gäst"] = make.person(name="Gäst Prov")
    council.says("Asta", "substitute", instead="Gun", method=OFFICE)
    council.says("Gun", "coming")
    invitees.add_guest(council.meeting, person=guest, by=None)
    council.says("Gäst", "coming")
    assert attendance_replies.fill_from_replies(council.meeting, by=None) == 3
    assert noted(council) == {
        "Asta": ("apology", "", ""),
        "Gun": ("present", "on_site", "Asta"),
        "Gäst": ("present", "on_site", ""),
    }
    rows = council.meeting.attendances.filter(person__in=[gun, guest]).order_by("position")
    assert [(row.list_heading, row.role, row.affiliation, row.body_id) for row in rows] == [
        ("Ersättare", "substitute", "Nora", council.body.pk),
        ("Gäster", "guest", "", None),
    ]


def test_who_sits_in_both_bodies_is_noted_in_both_lists() -> None:
    """J1."""
    council = a_council(call=False)
    other = make.body()
    council.meeting.meeting_bodies.create(body=other, position=1)
    make.membership(seat=make.seat(of=other), person=council.people["Asta"])
    invitees.call_all(council.meeting, by=None, at=BEFORE)
    attendance.fill_from_seats(council.meeting)
    council.says("Asta", "coming")
    assert attendance_replies.fill_from_replies(council.meeting, by=None) == 2
    states = council.meeting.attendances.filter(person=council.people["Asta"]).values_list("state", flat=True)
    assert list(states) == ["present", "present"]


def test_a_locked_list_is_not_filled() -> None:
    council = a_listed_council()
    council.says("Asta", "coming")
    with (
        mock.patch.object(attendance, "obstacles_to_editing", return_value=[attendance.LOCKED]),
        pytest.raises(NotAllowed),
    ):
        attendance_replies.fill_from_replies(council.meeting, by=None)
    assert noted(council) == {}


def moment(hour: int, minute: int = 0, *, days: int = 0) -> dt.datetime:
    return dt.datetime.combine(DAY + dt.timedelta(days=days), dt.time(hour, minute), STOCKHOLM)


@pytest.mark.parametrize(
    ("at", "filled"),
    [
        (moment(7, 59), 0),
        (moment(8), 1),
        (moment(9), 1),
        (moment(23, 59), 1),
        (moment(0, days=1), 0),
        (BEFORE, 0),
    ],
)
def test_an_untouched_list_is_filled_by_itself_about_the_start(at: dt.datetime, filled: int) -> None:
    council = a_listed_council()
    council.says("Birger", "coming")
    assert attendance_replies.fill_at_start(council.meeting, by=make.user(), at=at) == filled


def test_a_list_somebody_has_begun_is_not_filled_by_itself() -> None:
    council = a_listed_council()
    council.says("Birger", "coming")
    row = council.meeting.attendances.get(person=council.people["Cilla"])
    attendance.set_state(row, "present", by=None)
    assert attendance_replies.fill_at_start(council.meeting, by=make.user(), at=moment(9)) == 0
    council.meeting.state = "cancelled"
    attendance.set_state(row, "unknown", by=None)
    assert attendance_replies.fill_at_start(council.meeting, by=make.user(), at=moment(9)) == 0


def test_the_button_fetches_the_answers_and_says_how_many(as_user: Login, secretary: User) -> None:
    council = a_listed_council()
    client = as_user(secretary)
    page = f"/moten/{council.meeting.pk}/narvaro/"
    assert "Hämta svaren" not in client.get(page).content.decode()
    council.says("Birger", "coming")
    council.says("Asta", "declined")
    assert "Hämta svaren" in client.get(page).content.decode()
    assert "2 rader är noterade efter svaren." in client.post(f"{page}svar/", follow=True).content.decode()
    assert "Inget nytt svar att hämta." in client.post(f"{page}svar/", follow=True).content.decode()
    assert len(noted(council)) == 2


@pytest.mark.parametrize("page", ["narvaro", "anteckna"])
def test_opening_the_list_or_the_draft_at_the_meeting_finds_it_filled(
    as_user: Login, secretary: User, page: str
) -> None:
    council = a_listed_council(date=timezone.localdate(), start_time=None, end_time=None)
    council.says("Birger", "coming", at=timezone.now())
    as_user(secretary).get(f"/moten/{council.meeting.pk}/{page}/")
    assert noted(council) == {"Birger": ("present", "on_site", "")}
    assert Attendance.objects.filter(meeting=council.meeting, state="present").count() == 1
