"""The list of meetings, and making, changing, moving and cancelling one (A1, A2, A17, N6)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.actions import attendance, meetings
from meetings.actions import minutes as minutes_actions
from meetings.models import Meeting
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
FUTURE = dt.date(2099, 5, 8)


def found(client: Client, query: str = "") -> list[str]:
    page = client.get(reverse("meetings:meeting-list") + query)
    return [meeting.place for meeting in page.context["meetings"]]


def counts(client: Client, title: str, query: str = "") -> dict[str, int]:
    page = client.get(reverse("meetings:meeting-list") + query)
    facet = next(facet for facet in page.context["facets"] if facet["title"] == title)
    return {choice["words"]: choice["count"] for choice in facet["choices"]}


@pytest.fixture
def three(secretary: User) -> list[Meeting]:
    """One of each body, and a joint one in another year."""
    norr, soder = make.body(name="Norr"), make.body(name="Söder")
    return [
        make.meeting(bodies=[norr], place="Nora"),
        make.meeting(bodies=[soder], place="Kumla", date=FUTURE),
        make.meeting(bodies=[norr, soder], place="Örebro", date=dt.date(2025, 3, 5), state="cancelled"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often(
    count: int, secretary: User, as_user: Login, django_assert_num_queries: Callable
) -> None:
    for _ in range(count):
        make.meeting(bodies=[make.body(), make.body()])
    client = as_user(secretary)
    with django_assert_num_queries(4):
        client.get(reverse("meetings:meeting-list"))


@pytest.mark.usefixtures("three")
def test_a_joint_meeting_is_listed_under_each_of_its_bodies_and_counted_once(
    secretary: User, as_user: Login
) -> None:
    """N6."""
    client = as_user(secretary)
    assert counts(client, "Grupp") == {"Alla": 3, "Norr": 2, "Söder": 2}
    assert counts(client, "År") == {"Alla": 3, "2099": 1, "2026": 1, "2025": 1}
    soder = next(
        choice["href"]
        for facet in client.get(reverse("meetings:meeting-list")).context["facets"]
        for choice in facet["choices"]
        if choice["words"] == "Söder"
    )
    assert found(client, soder) == ["Kumla", "Örebro"]
    assert counts(client, "År", soder) == {"Alla": 2, "2099": 1, "2025": 1}


@pytest.mark.usefixtures("three")
def test_filters_and_search(secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    assert found(client) == ["Kumla", "Nora", "Örebro"]
    assert found(client, "?nar=kommande") == ["Kumla"]
    assert found(client, "?nar=tidigare") == ["Nora", "Örebro"]
    assert found(client, "?ar=2025") == ["Örebro"]
    assert found(client, "?lage=cancelled") == ["Örebro"]
    assert found(client, "?anteckningar=approved") == []
    assert found(client, "?q=söder") == ["Kumla", "Örebro"]
    assert found(client, "?q=kumla") == ["Kumla"]
    assert found(client, "?grupp=x&ar=tjugo&sida=9") == ["Kumla", "Nora", "Örebro"]


def test_a_draft_is_what_is_begun_or_late_and_the_rest_is_to_come(secretary: User, as_user: Login) -> None:
    """D1: `Utkast` is work for the office. A meeting next spring is not, until somebody writes in it."""
    today = timezone.localdate()
    make.item(of=make.meeting(place="Nora", date=FUTURE), text="Förberett.")
    make.item(of=make.meeting(place="Kumla", date=FUTURE), text="")
    make.meeting(place="Hallsberg", date=None)
    make.meeting(place="Idag", date=today)
    make.meeting(place="Igår", date=today - dt.timedelta(days=1))
    make.meeting(place="Inställt", date=dt.date(2026, 2, 5), state="cancelled")
    done = make.meeting(bodies=[make.body(approval_policy="none")], place="Klart", date=dt.date(2026, 2, 6))
    make.item(of=done, text="Text.")
    minutes_actions.finalise(done.minutes, by=secretary)
    client = as_user(secretary)
    assert counts(client, "Anteckningar") == {"Alla": 7, "Kommande": 3, "Utkast": 2, "Fastställt": 1}
    assert sorted(found(client, "?anteckningar=draft")) == ["Igår", "Nora"]
    assert sorted(found(client, "?anteckningar=coming")) == ["Hallsberg", "Idag", "Kumla"]
    assert found(client, "?anteckningar=finalised") == ["Klart"]
    rows = client.get(reverse("meetings:meeting-list")).content.decode().split("<tr>")
    said = {
        place: next(word for word in ("Utkast", "Kommande", "Fastställt", "–") if f">{word}<" in row)
        for row in rows
        for place in ("Nora", "Kumla", "Hallsberg", "Idag", "Igår", "Inställt", "Klart")
        if f"<td>{place}</td>" in row
    }
    assert said == {
        "Nora": "Utkast", "Kumla": "Kommande", "Hallsberg": "Kommande", "Idag": "Kommande", "Igår": "Utkast",
        "Inställt": "–", "Klart": "Fastställt",
    }  # fmt: skip


def test_a_member_sees_no_meetings_of_other_bodies(as_user: Login) -> None:
    held = make.member(of=make.body())
    make.meeting(bodies=[held.seat.body], place="Nora")
    make.meeting(place="Kumla")
    user = make.user(person=held.person)
    assert found(as_user(user)) == ["Nora"]
    assert counts(as_user(user), "Grupp") == {"Alla": 1, held.seat.body.name: 1}


def form_of(leading: int, **changes: object) -> dict[str, object]:
    return {"leading": leading, "state": "booked", "form": "hybrid", "place": "Kilsbergen"} | changes


def test_a_meeting_is_made_from_swedish_words(secretary: User, as_user: Login) -> None:
    """A1: a joint meeting of two bodies, the second for its joint part alone."""
    leading, second = make.body(name="Ledande"), make.body(name="Andra")
    make.member(of=leading, name="Asta Holm", kind="chair")
    make.person(name="Ebba Nyman")
    data = form_of(
        leading.pk, others=[second.pk], joint_only=[second.pk], date="4 mars 2099", start_time="9", end_time="kl 12",
        joint_start="11", joint_end="12.00", link="exempel.se/mote", secretary_text="ebba nyman", chair_text="",
    )  # fmt: skip
    answer = as_user(secretary).post(reverse("meetings:meeting-create"), data)
    meeting = Meeting.objects.get()
    assert answer.url == reverse("meetings:agenda-edit", args=[meeting.pk])
    assert (meeting.date, meeting.start_time, meeting.end_time) == (
        dt.date(2099, 3, 4),
        dt.time(9),
        dt.time(12),
    )
    assert (meeting.joint_start, meeting.link, meeting.form) == (
        dt.time(11),
        "https://exempel.se/mote",
        "hybrid",
    )
    assert (str(meeting.chair), str(meeting.secretary), meeting.secretary_name) == (
        "Asta Holm",
        "Ebba Nyman",
        "",
    )
    assert [(row.body.name, row.joint_part_only) for row in meeting.meeting_bodies_in_order] == [
        ("Ledande", False), ("Andra", True)
    ]  # fmt: skip


def test_a_name_nobody_has_is_kept_as_words(secretary: User, as_user: Login) -> None:
    body = make.body()
    make.member(of=body, kind="chair")
    as_user(secretary).post(reverse("meetings:meeting-create"), form_of(body.pk, chair_text="Någon Annan"))
    meeting = Meeting.objects.get()
    assert (meeting.chair, meeting.chair_name) == (None, "Någon Annan")


def test_what_is_wrong_is_told_and_nothing_is_lost(secretary: User, as_user: Login) -> None:
    body, other = make.body(), make.body(name="Norr")
    data = form_of(
        body.pk, date="03/04/2026", start_time="12", end_time="9", joint_only=[other.pk], place="Sal Tisaren"
    )
    page = as_user(secretary).post(reverse("meetings:meeting-create"), data)
    assert page.context["form"].errors == {
        "date": ["Skriv datumet som 2026-03-04 eller 4 mars 2026."],
        "end_time": ["Sluttiden måste vara senare än starttiden."],
        "joint_only": ["Kryssa också för Norr under Möts tillsammans med."],
    }
    assert "Sal Tisaren" in page.content.decode()
    assert not Meeting.objects.exists()


def test_a_secretary_makes_meetings_for_the_own_body_alone(as_user: Login) -> None:
    held = make.member(of=make.body(), kind="secretary")
    client = as_user(make.user(person=held.person))
    assert client.post(reverse("meetings:meeting-create"), form_of(make.body().pk)).status_code == 403
    assert client.post(reverse("meetings:meeting-create"), form_of(held.seat.body_id)).status_code == 302


def test_changing_bodies_brings_new_lists_and_takes_untouched_ones_away(secretary: User) -> None:
    first, second, third = make.body(name="Ett"), make.body(name="Två"), make.body(name="Tre")
    for body in (first, second, third):
        make.member(of=body)
    meeting = meetings.create(bodies=[first, second], by=secretary, date=make.DAY)
    meetings.change(meeting, by=secretary, bodies=[third, first], joint_part_only=[first, third])
    assert [(row.body.name, row.joint_part_only) for row in meeting.meeting_bodies.all()] == [
        ("Tre", False), ("Ett", True)
    ]  # fmt: skip
    assert {row.body.name for row in meeting.attendances.all() if row.body} == {"Ett", "Tre"}
    row = meeting.attendances.get(body=first)
    attendance.set_state(row, "present", by=secretary)
    with pytest.raises(NotAllowed) as no:
        meetings.change(meeting, by=secretary, bodies=[third])
    assert no.value.reasons == ["Närvaro är redan noterad för Ett. Gruppen kan inte tas bort ur mötet."]


def test_another_day_asks_who_holds_the_seats_then(secretary: User) -> None:
    """A2."""
    body = make.body()
    seat = make.seat(of=body, organisation=make.organisation())
    make.membership(seat=seat, person=make.person(name="Asta Holm"), ends_on=make.DAY)
    make.membership(
        seat=seat, person=make.person(name="Ebba Nyman"), starts_on=make.DAY + dt.timedelta(days=1)
    )
    meeting = meetings.create(bodies=[body], by=secretary, date=make.DAY)
    meetings.move(meeting, by=secretary, date=FUTURE, start_time=None, end_time=None)
    meeting.refresh_from_db()
    assert (meeting.date, meeting.state) == (FUTURE, "moved")
    assert [row.name for row in meeting.attendances.all()] == ["Ebba Nyman"]


def test_a_meeting_is_cancelled_and_taken_back(secretary: User, as_user: Login) -> None:
    """A17."""
    meeting = make.meeting()
    client = as_user(secretary)
    client.post(reverse("meetings:meeting-cancel", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    with pytest.raises(NotAllowed) as no:
        meetings.cancel(meeting, by=secretary)
    assert no.value.reasons == ["Mötet är redan inställt."]
    client.post(reverse("meetings:meeting-restore", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == "booked"
    with pytest.raises(NotAllowed) as no:
        meetings.restore(meeting, by=secretary)
    assert no.value.reasons == ["Mötet är inte inställt."]


def test_a_meeting_that_was_held_is_not_cancelled() -> None:
    assert meetings.obstacles_to_cancelling(make.meeting(state="held")) == [
        "Mötet är genomfört och kan inte ställas in."
    ]


def test_moving_needs_a_day(secretary: User, as_user: Login) -> None:
    meeting = make.meeting()
    page = as_user(secretary).post(
        reverse("meetings:meeting-move", args=[meeting.pk]), {"start_time": "sent"}
    )
    assert page.context["move"].errors == {
        "date": ["Detta fält måste fyllas i."],
        "start_time": ["Skriv tiden som 9.00 eller 13.30."],
    }


def test_editing_shows_what_stands_and_saves(secretary: User, as_user: Login) -> None:
    body = make.body()
    meeting = meetings.create(bodies=[body], by=secretary, date=make.DAY, chair_name="Någon Annan")
    client = as_user(secretary)
    address = reverse("meetings:meeting-edit", args=[meeting.pk])
    form = client.get(address).context["form"]
    assert (form["leading"].value(), form["chair_text"].value(), form["date"].value()) == (
        body.pk, "Någon Annan", "2026-03-18"
    )  # fmt: skip
    client.post(address, form_of(body.pk, date="2026-03-18", chair_text="Någon Annan", title="Extra möte"))
    meeting.refresh_from_db()
    assert (meeting.title, meeting.chair_name) == ("Extra möte", "Någon Annan")


def test_hours_are_kept_on_one_line(secretary: User, as_user: Callable[[User], Client]) -> None:
    """A dash alone lets a narrow screen break after it."""
    meeting = make.meeting(start_time=dt.time(13), end_time=dt.time(15, 30))
    page = as_user(secretary).get(meeting.get_absolute_url()).content.decode()
    assert "kl.\xa013.00\u2060–\u206015.30" in page
