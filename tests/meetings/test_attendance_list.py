"""Attendance: one press per row, and everything else that is noted (A3–A5, B8, J1)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import agenda, attendance, meetings
from meetings.actions.attendance_lists import lists_of
from meetings.models import Attendance, InterestConflict, ItemBlock, Meeting
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def meeting(secretary: User) -> Meeting:
    """Two members and a vacant seat."""
    body = make.body(name="Chefsgruppen")
    make.member(of=body, name="Asta Holm", political_party="")
    make.member(of=body, name="Birger Lind")
    make.seat(of=body, organisation=make.organisation(name="RF-SISU"), position=9)
    return meetings.create(bodies=[body], by=secretary, date=make.DAY)


def row(meeting: Meeting, name: str) -> Attendance:
    return meeting.attendances.get(name=name)


def said(meeting: Meeting) -> list[tuple[str, str, str, list[str]]]:
    return [
        (group.heading, one.row.shown_name, one.row.state_words, one.remarks)
        for group in lists_of(meeting)
        for one in group.rows
    ]


def test_each_press_gives_the_next_state(meeting: Meeting, secretary: User, as_user: Login) -> None:
    """A4: närvarande, anmält förhinder, frånvarande, ej registrerad, and round again."""
    client = as_user(secretary)
    asta = row(meeting, "Asta Holm")
    states = []
    for _ in range(4):
        shown = next(one for one in lists_of(meeting)[0].rows if one.row.pk == asta.pk)
        client.post(reverse("meetings:attendance-set", args=[asta.pk]), {"state": shown.next_state})
        asta.refresh_from_db()
        states.append(asta.state)
    assert states == ["present", "apology", "absent", "unknown"]


def test_a_press_answers_htmx_with_the_list_and_others_with_the_page(
    meeting: Meeting, secretary: User, as_user: Login
) -> None:
    client = as_user(secretary)
    asta = row(meeting, "Asta Holm")
    address = reverse("meetings:attendance-set", args=[asta.pk])
    answer = client.post(address, {"state": "present"})
    assert answer.url == f"{reverse('meetings:attendance-edit', args=[meeting.pk])}#narvaro-{asta.pk}"
    part = client.post(
        f"{address}?rader", {"state": "apology"}, headers={"hx-request": "true"}
    ).content.decode()
    fresh = client.get(reverse("meetings:attendance-edit", args=[meeting.pk])).content.decode()
    words = [
        "Anmält förhinder",
        "Ändra till frånvarande",
        "Ej registrerad",
        "Vakant",
        "RF-SISU",
        "0 av 3",
        ">Mer<",
    ]
    assert [word in part for word in words] == [word in fresh for word in words] == [True] * len(words)
    assert "<html" not in part


def test_a_press_is_quick(
    meeting: Meeting, secretary: User, as_user: Login, django_assert_max_num_queries: Callable
) -> None:
    client = as_user(secretary)
    address = reverse("meetings:attendance-set", args=[row(meeting, "Asta Holm").pk])
    with django_assert_max_num_queries(14):
        client.post(address, {"state": "present"}, headers={"hx-request": "true"})


def test_a_vacant_seat_and_an_unknown_state_are_refused(
    meeting: Meeting, secretary: User, as_user: Login
) -> None:
    """A3: a vacant seat is a row without a person, not a state."""
    with pytest.raises(NotAllowed) as no:
        attendance.set_state(row(meeting, ""), "present", by=secretary)
    assert no.value.reasons == ["Platsen är vakant. Lägg till personen på platsen först."]
    address = reverse("meetings:attendance-set", args=[row(meeting, "Asta Holm").pk])
    part = (
        as_user(secretary).post(address, {"state": "sjuk"}, headers={"hx-request": "true"}).content.decode()
    )
    assert "Välj närvarande, anmält förhinder, frånvarande eller ej registrerad." in part
    assert row(meeting, "Asta Holm").state == "unknown"


def test_all_present_leaves_what_was_noted(meeting: Meeting, secretary: User, as_user: Login) -> None:
    attendance.set_state(row(meeting, "Birger Lind"), "apology", by=secretary)
    as_user(secretary).post(reverse("meetings:attendance-all-present", args=[meeting.pk]))
    assert [(one[1], one[2]) for one in said(meeting)] == [
        ("Asta Holm", "närvarande"), ("Birger Lind", "anmält förhinder"), ("Vakant", "ej registrerad")
    ]  # fmt: skip


def test_remarks_say_when_how_and_for_whom(meeting: Meeting, secretary: User) -> None:
    """A4: mode, from–to, tjänstgör för, ersättare; B8: jäv takes the person out at the item."""
    first = agenda.add_item(meeting, by=secretary, title="Öppnas")
    under = agenda.add_item(meeting, by=secretary, title="Under", parent=first)
    asta, birger = row(meeting, "Asta Holm"), row(meeting, "Birger Lind")
    attendance.change(
        asta, by=secretary, mode="digital", from_item=under, to_time=dt.time(11, 30), serves_for=birger
    )
    attendance.change(birger, by=secretary, state="apology", substitute_name="Gun Ek")
    block = ItemBlock.objects.create(meeting=meeting, item=under, kind="paragraph", html="Jäv")
    InterestConflict.objects.create(
        meeting=meeting, item=under, block=block, person=asta.person, name="Asta Holm"
    )
    guest = attendance.add(
        meeting, by=secretary, name="Ebba Nyman", heading="Gäster", role="guest", items=[first, under]
    )
    assert guest.person is None
    assert said(meeting) == [
        (
            "Deltagare", "Asta Holm", "ej registrerad",
            ["digitalt", "från punkt 1 a", "till kl. 11.30", "tjänstgör för Birger Lind", "ute vid punkt 1 a (jäv)"],
        ),
        ("Deltagare", "Birger Lind", "anmält förhinder", ["ersättare: Gun Ek"]),
        ("Deltagare", "Vakant", "ej registrerad", []),
        ("Gäster", "Ebba Nyman", "närvarande", ["punkt 1 och 1 a"]),
    ]  # fmt: skip


def test_two_lists_that_say_different_things_raise_a_question(secretary: User) -> None:
    """J1, evidence 12 (S2): a contradiction is asked about, never refused."""
    first, second = make.body(name="Ett"), make.body(name="Två")
    asta = make.person(name="Asta Holm")
    for body in (first, second):
        make.membership(seat=make.seat(of=body, organisation=make.organisation()), person=asta)
    meeting = meetings.create(bodies=[first, second], by=secretary, date=make.DAY)
    assert [one.also for group in lists_of(meeting) for one in group.rows] == ["", ""]
    attendance.set_state(meeting.attendances.get(body=first), "present", by=secretary)
    assert [one.also for group in lists_of(meeting) for one in group.rows] == ["", ""]
    attendance.set_state(meeting.attendances.get(body=second), "apology", by=secretary)
    assert [one.also for group in lists_of(meeting) for one in group.rows] == [
        "anmält förhinder i listan för Två", "närvarande i listan för Ett"
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_are_read_in_two_queries(
    count: int, secretary: User, django_assert_num_queries: Callable
) -> None:
    body = make.body()
    for _ in range(count):
        make.member(of=body)
    meeting = meetings.create(bodies=[body], by=secretary, date=make.DAY)
    with django_assert_num_queries(2):
        assert [len(group.rows) for group in lists_of(meeting)] == [count]


def test_guests_are_added_by_search_or_by_name(meeting: Meeting, secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    point = agenda.add_item(meeting, by=secretary, title="Budget")
    home = make.organisation(name="Örebro universitet")
    ebba = make.person(name="Ebba Nyman", title="forskare", organisation=home)
    page = reverse("meetings:attendance-edit", args=[meeting.pk])
    assert client.get(page, {"q": "nyman"}).context["form"].found == [ebba]
    client.post(page, {"person": ebba.pk, "group": "guest", "items": [point.pk]})
    client.post(page, {"name": "Hilding Okänd", "affiliation": "RISE", "group": "other"})
    again = client.post(page, {"name": "ebba nyman", "group": "other"})
    assert again.context["form"].errors == {"__all__": ["ebba nyman står redan i listan."]}
    nobody = client.post(page, {"group": "guest"})
    assert nobody.context["form"].errors == {
        "name": ["Skriv ett namn, eller sök i registret och välj en person."]
    }
    added = meeting.attendances.filter(seat=None)
    assert [(one.list_heading, one.name, one.title, one.affiliation, one.role) for one in added] == [
        ("Gäster", "Ebba Nyman", "forskare", "Örebro universitet", "guest"),
        ("Övriga", "Hilding Okänd", "", "RISE", "other"),
    ]
    assert added[0].items.get() == point


def form_of(one: Attendance, **changes: object) -> dict[str, object]:
    fields = ["state", "mode", "name", "title", "affiliation", "role", "substitute_name"]
    return {name: getattr(one, name) for name in fields} | changes


def test_a_row_is_changed_on_its_page(meeting: Meeting, secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    asta, birger = row(meeting, "Asta Holm"), row(meeting, "Birger Lind")
    gun = make.person(name="Gun Ek")
    address = reverse("meetings:attendance-row", args=[asta.pk])
    wrong = client.post(address, form_of(asta, from_time="12", to_time="9", title="chef"))
    assert wrong.context["form"].errors == {"to_time": ["Sluttiden måste vara senare än starttiden."]}
    client.post(
        address, form_of(asta, state="apology", substitute_name="Gun Ek", title="chef", serves_for=birger.pk)
    )
    asta.refresh_from_db()
    assert (asta.state, asta.title, asta.substitute, asta.serves_for) == ("apology", "chef", gun, birger)
    assert asta.person is not None


def test_a_vacant_row_is_filled_and_emptied_again(meeting: Meeting, secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    vacant = row(meeting, "")
    gun = make.person(name="Gun Ek")
    address = reverse("meetings:attendance-row", args=[vacant.pk])
    client.post(address, form_of(vacant, name="Gun Ek", state="present"))
    vacant.refresh_from_db()
    assert (vacant.person, vacant.state, vacant.is_vacant) == (gun, "present", False)
    client.post(address, form_of(vacant, name=""))
    vacant.refresh_from_db()
    assert (vacant.person, vacant.state, vacant.shown_name) == (None, "unknown", "Vakant")


def test_a_row_is_taken_off_and_a_seat_comes_back(meeting: Meeting, secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    client.post(reverse("meetings:attendance-remove", args=[row(meeting, "Asta Holm").pk]))
    assert [one[1] for one in said(meeting)] == ["Birger Lind", "Vakant"]
    client.post(reverse("meetings:attendance-fill", args=[meeting.pk]))
    assert [one[1] for one in said(meeting)] == ["Birger Lind", "Vakant", "Asta Holm"]


def test_an_open_drafting_page_is_told_that_the_list_was_filled(
    meeting: Meeting, secretary: User, as_user: Login
) -> None:
    """A seat added, or a heavier role of somebody listed, is news; filling a list that is full is none."""
    asked = reverse("meetings:minutes-news", args=[meeting.pk])
    client = as_user(secretary)

    def is_told(fill: bool = True) -> bool:
        since = client.get(asked).json()["since"]
        if fill:
            client.post(reverse("meetings:attendance-fill", args=[meeting.pk]))
        return bool(client.get(asked, {"since": since}).json()["attendance_changed"])

    body = meeting.bodies.get()
    assert not is_told(fill=False)
    assert not is_told()
    make.member(of=body, name="Cilla Ström")
    assert is_told()
    birger = row(meeting, "Birger Lind")
    assert birger.person is not None
    make.membership(seat=make.seat(of=body, kind="vice_chair"), person=birger.person)
    assert is_told()
    birger.refresh_from_db()
    assert birger.role == "vice_chair"
    assert not is_told()


def test_nobody_serves_for_themself(meeting: Meeting, secretary: User) -> None:
    asta = row(meeting, "Asta Holm")
    with pytest.raises(NotAllowed) as no:
        attendance.change(asta, by=secretary, serves_for=asta)
    assert no.value.reasons == ["Ingen kan tjänstgöra för sig själv."]
