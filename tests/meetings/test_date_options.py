"""Settling when a planned meeting is: one of several days, or a day within some weeks (A17, K12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import date_options, meetings
from meetings.models import DateOption, Meeting
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db
FIRST, OTHER = dt.date(2099, 11, 18), dt.date(2099, 11, 4)
WEEKS = (dt.date(2099, 9, 7), dt.date(2099, 9, 20))


@pytest.fixture
def client(secretary: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(secretary)


@pytest.fixture
def meeting() -> Meeting:
    """Tentative on one day, perhaps on another."""
    made = make.meeting(date=FIRST, state="tentative", start_time=dt.time(9), end_time=dt.time(12))
    date_options.add(made, by=None, date=OTHER)
    return made


def send(client: Client, name: str, pk: int, data: dict[str, Any] | None = None) -> Any:
    return client.post(reverse(f"meetings:{name}", args=[pk]), data or {}, follow=True)


def test_choosing_a_day_books_it_and_lets_the_others_go(client: Client, meeting: Meeting) -> None:
    date_options.add(
        meeting, by=None, date=dt.date(2099, 12, 2), start_time=dt.time(13), end_time=dt.time(15)
    )
    chosen = meeting.date_options.get(date=OTHER)
    page = send(client, "date-option-choose", chosen.pk)
    assert "Mötet är bokat, och de andra datumen är släppta." in page.content.decode()
    meeting.refresh_from_db()
    assert (meeting.date, meeting.state, meeting.start_time, meeting.moved_from) == (
        OTHER, "booked", dt.time(9), None,
    )  # fmt: skip
    assert not meeting.date_options.exists()
    with pytest.raises(NotAllowed) as no:
        date_options.choose(chosen, by=None)
    assert no.value.reasons == ["Datumet är inte längre ett av förslagen. Någon annan har nog just valt."]


def test_a_day_has_hours_of_its_own_where_they_are_given(meeting: Meeting) -> None:
    option = date_options.add(
        meeting, by=None, date=dt.date(2099, 12, 2), start_time=dt.time(13), end_time=dt.time(15)
    )
    settled = date_options.choose(option, by=None)
    assert (settled.start_time, settled.end_time) == (dt.time(13), dt.time(15))


def test_a_day_is_added_and_removed(client: Client, meeting: Meeting) -> None:
    send(client, "date-option-add", meeting.pk, {"date": "2/12 2099", "note": "om lokalen är ledig"})
    assert [str(one) for one in meeting.date_options.all()] == ["2099-11-04", "2099-12-02"]
    option = meeting.date_options.get(date=OTHER)
    send(client, "date-option-remove", option.pk)
    assert [one.note for one in meeting.date_options.all()] == ["om lokalen är ledig"]
    assert client.post(reverse("meetings:date-option-remove", args=[option.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "form", "sent", "errors"),
    [
        ("date-option-add", "add", {"date": "31/2"}, {"date": ["Skriv datumet som 2026-03-04 eller 4 mars 2026."]}),
        ("date-option-add", "add", {"date": "2099-11-18"}, {"__all__": [
            "Mötet är redan planerat till 18 november 2099."
        ]}),
        ("date-option-add", "add", {"date": "2099-11-04"}, {"__all__": ["Det datumet är redan ett av förslagen."]}),
        (
            "date-option-add", "add", {"date": "2099-12-02", "start_time": "12", "end_time": "9"},
            {"end_time": ["Sluttiden måste vara senare än starttiden."]},
        ),
        ("meeting-settle", "settle", {"date": ""}, {"date": ["Detta fält måste fyllas i."]}),
        ("meeting-window", "weeks", {"weeks": "v 37-38"}, {"__all__": [
            "Mötet har redan ett datum. Veckor används medan datumet inte är bestämt."
        ]}),
        ("meeting-window", "weeks", {"weeks": "v 54"}, None),
        ("meeting-window", "weeks", {"weeks": "snart"}, {"weeks": ["”snart” kunde inte läsas som ett datum."]}),
        ("meeting-window", "weeks", {"weeks": "4/3"}, {"weeks": ["Skriv kommande veckor, till exempel v. 37–38."]}),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_kept(
    client: Client,
    meeting: Meeting,
    name: str,
    form: str,
    sent: dict[str, str],
    errors: dict[str, list[str]] | None,
) -> None:
    page = send(client, name, meeting.pk, sent)
    if errors is None:
        assert "Det finns ingen vecka 54" in str(page.context[form].errors)
    else:
        assert page.context[form].errors == errors
    assert page.context[form].data[next(iter(sent))] == next(iter(sent.values()))
    assert meeting.date_options.count() == 1


def test_weeks_are_settled_to_a_day(client: Client) -> None:
    meeting = make.meeting(date=None, state="tentative")
    send(client, "meeting-window", meeting.pk, {"weeks": "v. 37–38 2099"})
    meeting.refresh_from_db()
    assert (meeting.window_from, meeting.window_to) == WEEKS
    send(client, "meeting-settle", meeting.pk, {"date": "2099-09-16", "start_time": "9", "end_time": "11.30"})
    meeting.refresh_from_db()
    assert (meeting.date, meeting.state, meeting.window_from, meeting.end_time) == (
        dt.date(2099, 9, 16), "booked", None, dt.time(11, 30),
    )  # fmt: skip


def test_weeks_are_taken_away_again(client: Client) -> None:
    meeting = make.meeting(date=None, state="tentative", window_from=WEEKS[0], window_to=WEEKS[1])
    send(client, "meeting-window", meeting.pk, {"weeks": ""})
    meeting.refresh_from_db()
    assert (meeting.window_from, meeting.window_to) == (None, None)


def test_each_party_has_a_contact_person(client: Client) -> None:
    nora, kumla = make.organisation(name="Nora"), make.organisation(name="Kumla")
    body = make.body()
    asta = make.person(name="Asta Holm")
    make.membership(seat=make.seat(of=body, organisation=nora), person=asta)
    make.seat(of=body, organisation=kumla)
    stranger = make.person(name="Okänd Person")
    meeting = make.meeting(bodies=[body], date=None, state="tentative")
    sent = {f"person_{nora.pk}": str(asta.pk), f"note_{kumla.pk}": "Ring växeln"}
    send(client, "meeting-contacts", meeting.pk, sent)
    assert [(str(one), one.note) for one in meeting.contacts.all()] == [
        ("Kumla: ingen utsedd", "Ring växeln"), ("Nora: Asta Holm", ""),
    ]  # fmt: skip
    page = send(client, "meeting-contacts", meeting.pk, sent | {f"person_{nora.pk}": str(stranger.pk)})
    assert set(page.context["contacts"].errors) == {f"person_{nora.pk}"}
    send(client, "meeting-contacts", meeting.pk, {f"person_{nora.pk}": str(asta.pk)})
    assert [str(one) for one in meeting.contacts.all()] == ["Nora: Asta Holm"]


@pytest.mark.parametrize(
    ("state", "reason"),
    [("cancelled", "Mötet är inställt. Ta tillbaka det först."), ("held", "Mötet är genomfört.")],
)
def test_a_meeting_that_is_off_or_over_is_not_settled(client: Client, state: str, reason: str) -> None:
    meeting = make.meeting(state=state)
    option = DateOption.objects.create(meeting=meeting, date=OTHER)
    for step in (
        lambda: date_options.add(meeting, by=None, date=FIRST),
        lambda: date_options.choose(option, by=None),
        lambda: date_options.remove(option, by=None),
        lambda: date_options.set_window(meeting, by=None, window=WEEKS),
        lambda: date_options.set_contacts(meeting, by=None, contacts={}),
    ):
        with pytest.raises(NotAllowed) as no:
            step()
        assert no.value.reasons == [reason]
    assert reason in client.get(reverse("meetings:meeting-dates", args=[meeting.pk])).content.decode()
    assert reason in send(client, "date-option-choose", option.pk).content.decode()


def test_others_do_not_settle_the_day(meeting: Meeting, as_user: Callable[[User], Client]) -> None:
    client = as_user(make.user(office_role="reader"))
    option = meeting.date_options.get()
    for name in ("date-option-choose", "date-option-remove"):
        assert client.post(reverse(f"meetings:{name}", args=[option.pk])).status_code == 403
    stranger = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=stranger.person)
    assert as_user(stranger).post(reverse("meetings:date-option-choose", args=[option.pk])).status_code == 403


def test_booking_on_the_meetings_own_form_lets_the_other_days_go(meeting: Meeting) -> None:
    meetings.change(meeting, by=None, place="Nora")
    assert meeting.date_options.count() == 1
    meetings.change(meeting, by=None, state="booked")
    assert not meeting.date_options.exists()
