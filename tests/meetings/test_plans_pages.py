"""The year's plan: proposed by a rule, changed, saved, booked, read and taken out (A13, A17, K12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import meetings, plans
from meetings.actions.plans import Proposal
from meetings.models import Body, Meeting
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
PLAN, PROPOSE = reverse("meetings:plan-list"), reverse("meetings:plan-propose")
MARCH = dt.date(2027, 3, 17)


@pytest.fixture
def client(secretary: User, as_user: Login) -> Client:
    return as_user(secretary)


def rule(*bodies: Body, **more: Any) -> dict[str, Any]:
    """What is sent for "third Wednesday of March and May 2027"."""
    return {
        "bodies": [one.pk for one in bodies], "year": "2027", "way": "veckodag", "nth": "3", "weekday": "2",
        "months": ["3", "5"], **more,
    }  # fmt: skip


def rows_of(page: Any) -> dict[str, Any]:
    """What the browser would send of the rows that a page shows."""
    formset = page.context["rows"]
    sent: dict[str, Any] = {"rad-TOTAL_FORMS": len(formset.forms), "rad-INITIAL_FORMS": len(formset.forms)}
    for form in formset.forms:
        for name in form.fields:
            value = form[name].value()
            if name == "take":
                sent |= {form.add_prefix(name): "on"} if value else {}
            else:
                sent[form.add_prefix(name)] = "" if value is None else form[name].field.prepare_value(value)
    return sent


def shown(page: Any) -> list[tuple[str, str, list[str]]]:
    """Group, date and clashes of each row."""
    return [
        (
            one.name,
            str(one.form["day"].value() or one.form["weeks"].value()),
            [clash.words for clash in one.clashes],
        )
        for one in page.context["shown"]
    ]


def tentative(body: Body, day: dt.date | None = MARCH, **more: Any) -> Meeting:
    (meeting,) = plans.save_tentative([Proposal((body.pk,), day, **more)], by=None)
    return meeting


# Proposing


def test_a_rule_gives_proposals_with_time_and_place_from_last_time(client: Client) -> None:
    first, second = make.body(name="Ettan"), make.body(name="Tvåan")
    make.meeting(
        bodies=[first], start_time=dt.time(13), end_time=dt.time(16), place="Regionhuset", form="hybrid"
    )
    page = client.post(PROPOSE, rule(first, second, visa="1"))
    assert shown(page) == [
        ("Ettan", "2027-03-17", []), ("Ettan", "2027-05-19", []),
        ("Tvåan", "2027-03-17", []), ("Tvåan", "2027-05-19", []),
    ]  # fmt: skip
    assert [one.form["place"].value() for one in page.context["shown"]] == [
        "Regionhuset",
        "Regionhuset",
        "",
        "",
    ]
    assert not Meeting.objects.filter(state="tentative").exists()


def test_what_is_pasted_is_read_and_the_rest_is_told(client: Client) -> None:
    """K12: either/or dates and weeks; what cannot be read stays in sight also when clashes are counted anew."""
    text = "16/5 12/9 och 21/11 (7/11 ev)\r\nv 37-38, 31/2, efter sommaren, v 53"
    sent = rule(make.body(name="Ettan"), way="datum", dates=text)
    page = client.post(PROPOSE, sent | {"visa": "1"})
    unread = [
        "”31/2”: Det datumet finns inte i kalendern.",
        "”efter sommaren” kunde inte läsas som ett datum.",
        "”v 53”: Det finns ingen vecka 53 2027. Året har 52 veckor.",
    ]
    assert page.context["unread"] == unread
    assert [row[1] for row in shown(page)] == ["2027-05-16", "2027-09-12", "2027-11-21", "v.\xa037–38 2027"]
    assert page.context["shown"][2].form["instead"].value() == "7 november 2027"
    again = client.post(PROPOSE, sent | rows_of(page) | {"kontrollera": "1"})
    assert again.context["unread"] == unread
    client.post(PROPOSE, sent | rows_of(page) | {"spara": "1"})
    saved = Meeting.objects.order_by("pk")
    assert [(one.date, one.window_from, one.window_to) for one in saved] == [
        (dt.date(2027, 5, 16), None, None), (dt.date(2027, 9, 12), None, None), (dt.date(2027, 11, 21), None, None),
        (None, dt.date(2027, 9, 13), dt.date(2027, 9, 26)),
    ]  # fmt: skip
    assert [str(one.date) for one in saved[2].date_options.all()] == ["2027-11-07"]


@pytest.mark.parametrize(("way", "day"), [("vecka", "2027-03-24"), ("manad", "2027-03-17")])
def test_last_year_is_copied_by_week_or_by_weekday_of_the_month(client: Client, way: str, day: str) -> None:
    leading, second = make.body(name="Ettan"), make.body(name="Tvåan")
    make.meeting(bodies=[leading, second], date=dt.date(2026, 3, 18), place="Nora")
    make.meeting(bodies=[leading], date=dt.date(2026, 9, 16), state="cancelled")
    page = client.post(PROPOSE, rule(leading, way=way, visa="1"))
    assert [row[:2] for row in shown(page)] == [("Ettan och Tvåan", day)]
    assert page.context["shown"][0].form["note"].value() == "Var 18 mars 2026 året före."


def test_what_cannot_be_copied_is_told(client: Client) -> None:
    body = make.body(name="Ettan")
    make.meeting(bodies=[body], date=dt.date(2026, 12, 30))
    page = client.post(PROPOSE, rule(body, way="vecka", visa="1"))
    assert page.context["unread"] == [
        "Ettan, 30 december 2026 året före: Det finns ingen vecka 53 2027. Året har 52 veckor."
    ]
    page = client.post(PROPOSE, rule(make.body(), way="vecka", visa="1"))
    assert page.context["unread"] == ["Grupperna ledde inga möten 2026, så det finns inget att kopiera."]


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"months": []}, {"months": ["Kryssa för minst en månad."]}),
        ({"way": "datum"}, {"dates": ["Skriv eller klistra in minst ett datum."]}),
        ({"bodies": []}, {"bodies": ["Detta fält måste fyllas i."]}),
        ({"year": "27"}, {"year": ["Talet får vara minst 2000."]}),
    ],
)
def test_a_rule_that_lacks_something_says_what(
    client: Client, sent: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    page = client.post(PROPOSE, rule(make.body()) | sent | {"visa": "1"})
    assert set(page.context["rule"].errors) == set(errors)
    assert page.context["shown"] == []
    if "year" not in errors:
        assert page.context["rule"].errors == errors


# Changing and saving


def test_a_clash_is_shown_and_a_suggested_day_takes_it_away(client: Client) -> None:
    """A13: Asta sits in both; a booked meeting the same day at the same hour."""
    asta = make.person(name="Asta Holm")
    one, other = make.body(name="Ettan"), make.body(name="Tvåan")
    for body in (one, other):
        make.membership(seat=make.seat(of=body), person=asta)
    make.meeting(bodies=[other], date=MARCH, start_time=dt.time(9), end_time=dt.time(12))
    make.meeting(bodies=[one], date=dt.date(2026, 5, 6), start_time=dt.time(10), end_time=dt.time(12))
    sent = rule(one, months=["3"])
    page = client.post(PROPOSE, sent | {"visa": "1"})
    assert shown(page) == [("Ettan", "2027-03-17", ["Asta Holm ska samtidigt vara i Tvåan kl.\xa09–12."])]
    assert [value for value, _ in page.context["shown"][0].free] == ["0:2027-03-18", "0:2027-03-16"]
    page = client.post(PROPOSE, sent | rows_of(page) | {"dag": "0:2027-03-18"})
    assert shown(page) == [("Ettan", "2027-03-18", [])]
    answer = client.post(PROPOSE, sent | rows_of(page) | {"spara": "1"}, follow=True)
    assert "1 preliminärt möte är sparat." in answer.content.decode()
    saved = Meeting.objects.get(state="tentative")
    assert (str(saved), saved.start_time) == ("Ettan, 18 mars 2027", dt.time(10))
    assert LogEntry.objects.filter(verb="sparade mötesplan").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("day", "31/2", "Skriv datumet som 2026-03-04 eller 4 mars 2026."),
        ("end", "8", "Sluttiden måste vara senare än starttiden."),
        ("start", "25", "Skriv tiden som 9.00 eller 13.30."),
        ("weeks", "v 53", "”v 53”: Det finns ingen vecka 53 2027. Året har 52 veckor."),
        ("weeks", "snart", "”snart” kunde inte läsas som ett datum."),
        ("instead", "v 12", "Skriv veckor i fältet Veckor."),
        (
            "place",
            "811218-9876",
            "811218-9876 ser ut som ett personnummer. Ta bort det: personnummer sparas inte här.",
        ),
    ],
)
def test_bad_input_in_a_row_is_told_and_nothing_is_lost(
    client: Client, field: str, value: str, error: str
) -> None:
    sent = rule(make.body(name="Ettan"))
    page = client.post(PROPOSE, sent | {"visa": "1"})
    changed = rows_of(page) | {"rad-1-place": "Kumla", "rad-0-start": "9", f"rad-0-{field}": value}
    page = client.post(PROPOSE, sent | changed | {"spara": "1"})
    form = page.context["rows"].forms[0]
    assert form.errors == {field: [error]}
    assert (form[field].value(), page.context["rows"].forms[1]["place"].value()) == (value, "Kumla")
    assert value in page.content.decode()
    assert not Meeting.objects.exists()
    untouched = changed | {"rad-0-take": ""}
    assert client.post(PROPOSE, sent | untouched | {"spara": "1"}).status_code == 302
    assert [one.place for one in Meeting.objects.all()] == ["Kumla"]


def test_saving_twice_makes_each_meeting_once(client: Client) -> None:
    sent = rule(make.body(name="Ettan"))
    rows = rows_of(client.post(PROPOSE, sent | {"visa": "1"}))
    client.post(PROPOSE, sent | rows | {"spara": "1"})
    page = client.post(PROPOSE, sent | rows | {"spara": "1"})
    assert page.context["reasons"] == [
        "Ettan har redan ett möte 17 mars 2027. Byt datum eller ta bort krysset.",
        "Ettan har redan ett möte 19 maj 2027. Byt datum eller ta bort krysset.",
    ]
    assert Meeting.objects.count() == 2


def test_what_cannot_be_saved_says_why(client: Client) -> None:
    body = make.body(name="Ettan")
    assert plans.obstacles_to_saving([]) == ["Kryssa för minst ett förslag."]
    with pytest.raises(NotAllowed) as no:
        plans.save_tentative(
            [Proposal((body.pk,), MARCH), Proposal((body.pk,), MARCH), Proposal((body.pk,)), Proposal((0,), MARCH)],
            by=None,
        )  # fmt: skip
    assert no.value.reasons == [
        "Ettan får två möten 17 mars 2027. Byt datum eller ta bort krysset.",
        "Ettan: skriv ett datum eller veckor, eller ta bort krysset.",
        "1 av grupperna finns inte längre. Visa förslagen på nytt.",
    ]
    sent = rule(body)
    page = client.post(PROPOSE, sent | {"rad-TOTAL_FORMS": "x", "spara": "1"})
    assert page.context["reasons"] == ["Kryssa för minst ett förslag."]


def test_groups_that_meet_together_get_one_meeting(client: Client) -> None:
    first, second = make.body(name="Ettan"), make.body(name="Tvåan")
    sent = rule(first, second, together="on", months=["3"])
    page = client.post(PROPOSE, sent | {"visa": "1"})
    assert shown(page) == [("Ettan och Tvåan", "2027-03-17", [])]
    client.post(PROPOSE, sent | rows_of(page) | {"spara": "1"})
    assert [row.body.name for row in Meeting.objects.get().meeting_bodies_in_order] == ["Ettan", "Tvåan"]


def test_a_groups_secretary_plans_for_that_group_only(as_user: Login) -> None:
    mine, other = make.body(name="Min"), make.body(name="Annan")
    user = make.user()
    make.membership(seat=make.seat(of=mine, kind="secretary"), person=user.person)
    client = as_user(user)
    assert [one.name for one in client.get(PROPOSE).context["rule"].fields["bodies"].queryset] == ["Min"]
    sent = rule(mine, months=["3"])
    rows = rows_of(client.post(PROPOSE, sent | {"visa": "1"}))
    assert (
        client.post(PROPOSE, sent | rows | {"rad-0-bodies": str(other.pk), "spara": "1"}).status_code == 403
    )
    assert client.post(PROPOSE, sent | rows | {"spara": "1"}).status_code == 302
    assert as_user(make.user(office_role="reader")).get(PROPOSE).status_code == 403


# Booking


def test_chosen_meetings_are_booked_and_their_other_days_let_go(client: Client) -> None:
    body = make.body(name="Ettan")
    first = tentative(body, instead=(MARCH + dt.timedelta(days=7),))
    second = tentative(body, dt.date(2027, 5, 19))
    client.post(
        reverse("meetings:plan-book") + "?ar=2027", {"mote": [first.pk], "alla": [first.pk, second.pk]}
    )
    assert {one.pk: one.state for one in Meeting.objects.all()} == {
        first.pk: "booked",
        second.pk: "tentative",
    }
    assert not first.date_options.exists()
    client.post(reverse("meetings:plan-book"), {"alla": [second.pk], "boka_alla": "1"})
    assert set(Meeting.objects.values_list("state", flat=True)) == {"booked"}


def test_booking_is_refused_in_words(client: Client) -> None:
    booked = make.meeting(bodies=[make.body(name="Ettan")])
    in_weeks = tentative(make.body(name="Tvåan"), None, window=(dt.date(2027, 9, 13), dt.date(2027, 9, 26)))
    with pytest.raises(NotAllowed) as no:
        meetings.book([booked, in_weeks], by=None)
    assert no.value.reasons == [
        "Ettan är redan bokat.", "Tvåan har inget datum än. Öppna mötets datum och välj ett.",
    ]  # fmt: skip
    page = client.post(reverse("meetings:plan-book"), {"mote": ["hej"]}, follow=True)
    assert "Kryssa för minst ett möte." in page.content.decode()


def test_nobody_books_for_others(as_user: Login) -> None:
    meeting = tentative(make.body())
    user = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=user.person)
    answer = as_user(user).post(reverse("meetings:plan-book"), {"mote": [meeting.pk]})
    assert (answer.status_code, Meeting.objects.get().state) == (403, "tentative")


# How much it asks


@pytest.mark.parametrize("count", [1, 3])
def test_proposals_ask_the_database_equally_often(
    count: int, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    bodies = [make.body() for _ in range(count)]
    for body in bodies:
        make.member(of=body)
        make.meeting(bodies=[body], date=MARCH)
    with django_assert_num_queries(14):
        client.post(PROPOSE, rule(*bodies, visa="1"))
