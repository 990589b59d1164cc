"""Shares with the right base: held while the person had the seat, and recorded (J3, N4)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions.attendance_rows import Selection
from meetings.actions.attendance_statistics import Per, statistics_of
from meetings.models import Body
from secretariat.registry.models import Person, User
from tests import make
from tests.meetings.export_case import DAY, SPRING, a_body, finish, held, sheets

pytestmark = pytest.mark.django_db
SPRING_ALL = Selection(dt.date(2025, 1, 1), dt.date(2025, 6, 30))
PAGE = reverse("meetings:statistics-list")


def seat(body: Body, person: Person, *, kind: str = "member", **fields: Any) -> None:
    make.membership(
        seat=make.seat(of=body, kind=kind, organisation=make.organisation(name=f"Part {make.number()}")),
        person=person,
        **fields,
    )


def meetings(body: Body, by: User, person: Person, *states: str) -> None:
    """A meeting a week, with what is noted of one person."""
    for n, state in enumerate(states):
        meeting = held([body], date=DAY + dt.timedelta(weeks=n))
        if state:
            make.attendee(of=meeting, person=person, body=body, state=state)
        finish(meeting, by=by)


def test_the_base_is_what_was_recorded_and_the_rest_stands_apart(secretary: User) -> None:
    body, person = a_body(), make.person(name="Asta Ordman")
    seat(body, person)
    meetings(body, secretary, person, "present", "present", "apology", "absent", "unknown", "")
    told = statistics_of(SPRING_ALL, Per.PERSON)
    (row,) = told.rows
    total = row.total
    assert (row.name, total.present, total.apology, total.absent, total.unrecorded) == (
        "Asta Ordman",
        2,
        1,
        1,
        2,
    )
    assert (total.base, total.percent) == (4, "50,0\xa0%")
    assert [one.why for one in told.outside] == ["ingen närvaro är noterad för mötet"] * 2


def test_meetings_before_and_after_the_seat_was_held_are_not_in_the_base(secretary: User) -> None:
    body, person = a_body(), make.person()
    seat(body, person, starts_on=DAY + dt.timedelta(days=1), ends_on=DAY + dt.timedelta(days=8))
    meetings(body, secretary, person, "present", "present", "present")
    told = statistics_of(SPRING_ALL, Per.PERSON)
    assert [row.total.base for row in told.rows] == [1]
    assert [one.why for one in told.outside] == ["hade ingen plats den dagen"] * 2


def test_ersattare_stand_beside_the_share_of_a_body(secretary: User) -> None:
    body, member, other = a_body(), make.person(), make.person()
    seat(body, member)
    seat(body, other, kind="substitute")
    meeting = held([body])
    make.attendee(of=meeting, person=member, body=body, state="apology")
    make.attendee(of=meeting, person=other, body=body, role="substitute")
    finish(meeting, by=secretary)
    for per in (Per.BODY, Per.HALF):
        (row,) = statistics_of(SPRING_ALL, per).rows
        assert (row.total.base, row.total.present, row.total.substitutes) == (1, 0, 1)
    assert len(statistics_of(SPRING_ALL, Per.PARTY).rows) == 2


def test_a_joint_meeting_is_one_time_for_a_person(secretary: User) -> None:
    one, other, person = a_body(), a_body(), make.person()
    for body in (one, other):
        seat(body, person)
    meeting = held([one, other])
    make.attendee(of=meeting, person=person, body=one)
    finish(meeting, by=secretary)
    assert [row.total.base for row in statistics_of(SPRING_ALL, Per.PERSON).rows] == [1]
    assert [row.total.base for row in statistics_of(SPRING_ALL, Per.BODY).rows] == [1, 1]


def test_the_page_and_its_file_ask_as_much_for_one_person_as_for_three(
    secretary: User, as_user: Callable[[User], Client]
) -> None:
    client, counts = as_user(secretary), []
    for more in (1, 2):
        for _ in range(more):
            body, person = a_body(), make.person()
            seat(body, person)
            meetings(body, secretary, person, "present")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(PAGE, {**SPRING, "per": "person"})
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "100,0\xa0% närvaro" in page.content.decode()
    file = client.get(reverse("meetings:statistics-export", args=["xlsx"]), {**SPRING, "per": "person"})
    told = sheets(b"".join(file))  # type: ignore[arg-type]
    assert [(row["tillfällen"], row["andel"]) for row in told["Statistik"]] == [(1.0, 1.0)] * 3
    assert list(told) == ["Statistik", "Utanför basen", "Förklaring"]
    lines = b"".join(client.get(reverse("meetings:statistics-export", args=["csv"]), SPRING)).decode()  # type: ignore[arg-type]
    assert lines.startswith("\ufeffgrupp;tillfällen;")


def test_a_protected_person_is_not_named(secretary: User) -> None:
    """D7."""
    body, person = a_body(), make.person(name="Asta Hemlig", protected_identity=True)
    seat(body, person)
    meetings(body, secretary, person, "present")
    assert [row.name for row in statistics_of(SPRING_ALL, Per.PERSON).rows] == ["Skyddade personuppgifter"]


def test_bad_periods_are_told(secretary: User, as_user: Callable[[User], Client]) -> None:
    page = as_user(secretary).get(PAGE, {"fran": "31 februari", "till": "v. 9"})
    assert page.status_code == 422
    assert "Det datumet finns inte i kalendern." in page.content.decode()
