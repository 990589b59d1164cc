"""Who holds which seat when: appoint, end, replace, a whole period (A2, A3)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import bodies, meetings
from meetings.models import Body, BodyType, Membership, Seat
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Person, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
NEW_YEAR = dt.date(2027, 1, 1)


def council() -> Body:
    return make.body(type=BodyType.objects.create(name="råd", slug="council", is_political=True))


def history(seat: Seat) -> list[tuple[str, dt.date, dt.date | None]]:
    rows = seat.memberships.order_by("starts_on")
    return [(str(row.person), row.starts_on, row.ends_on) for row in rows]


def test_replacing_a_member_leaves_old_meetings_as_they_were(secretary: User) -> None:
    """A2: replace a member after the meeting; the old list is unchanged."""
    body = council()
    seat = make.seat(of=body, organisation=make.organisation(name="Kumla"))
    make.membership(seat=seat, person=make.person(name="Asta Holm"))
    meeting = meetings.create(bodies=[body], by=secretary, date=make.DAY)
    day = make.DAY + dt.timedelta(days=1)
    bodies.replace_holder(seat, make.person(name="Ebba Nyman"), day, secretary, political_party="M")
    assert history(seat) == [("Asta Holm", dt.date(2024, 1, 1), make.DAY), ("Ebba Nyman", day, None)]
    assert [row.name for row in meeting.attendances.all()] == ["Asta Holm"]
    assert seat.memberships.get(starts_on=day).political_party == "M"


def test_a_seat_that_is_held_cannot_be_given_away(secretary: User) -> None:
    seat = make.member(of=make.body(), name="Asta Holm").seat
    with pytest.raises(NotAllowed) as no:
        bodies.appoint(seat, make.person(), by=secretary, starts_on=make.DAY)
    assert no.value.reasons == [
        "Asta Holm har platsen från 1 januari 2024 tills vidare. "
        "Avsluta det uppdraget först, eller välj Byt innehavare."
    ]
    assert len(history(seat)) == 1


@pytest.mark.parametrize(
    ("starts_on", "same", "reason"),
    [
        (
            dt.date(2024, 1, 1),
            False,
            "Asta Holm fick platsen samma dag. Välj en senare dag, eller ändra det uppdraget.",
        ),
        (dt.date(2025, 1, 1), True, "Asta Holm har redan platsen den dagen."),
    ],
)
def test_a_replacement_that_makes_no_sense_is_refused(
    starts_on: dt.date, same: bool, reason: str, secretary: User
) -> None:
    held = make.member(of=make.body(), name="Asta Holm")
    with pytest.raises(NotAllowed) as no:
        bodies.replace_holder(held.seat, held.person if same else make.person(), starts_on, secretary)
    assert no.value.reasons == [reason]


def test_a_vacant_seat_is_filled_by_the_same_act(secretary: User) -> None:
    seat = make.seat(of=make.body(), organisation=make.organisation())
    bodies.replace_holder(seat, make.person(name="Ebba Nyman"), make.DAY, secretary)
    assert history(seat) == [("Ebba Nyman", make.DAY, None)]


def test_a_membership_cannot_end_before_it_starts(secretary: User) -> None:
    held = make.member(of=make.body(), starts_on=make.DAY)
    with pytest.raises(NotAllowed) as no:
        bodies.end(held, ends_on=make.DAY - dt.timedelta(days=1), by=secretary)
    assert no.value.reasons == ["Uppdraget började 18 mars 2026 och kan inte sluta innan dess."]


def test_party_is_kept_for_politicians_alone(secretary: User) -> None:
    """D6."""
    official = make.seat(of=make.body(), organisation=make.organisation())
    elected = make.seat(of=council(), organisation=make.organisation())
    said = [
        bodies.appoint(
            seat, make.person(), by=secretary, starts_on=make.DAY, political_party="S"
        ).political_party
        for seat in (official, elected)
    ]
    assert said == ["", "S"]


def test_a_held_seat_cannot_be_withdrawn(secretary: User) -> None:
    held = make.member(of=make.body(), name="Asta Holm")
    with pytest.raises(NotAllowed) as no:
        bodies.withdraw(held.seat, day=make.DAY, by=secretary)
    assert no.value.reasons == ["Asta Holm har uppdraget efter 18 mars 2026. Avsluta uppdraget först."]
    bodies.end(held, ends_on=make.DAY, by=secretary)
    bodies.withdraw(held.seat, day=make.DAY, by=secretary)
    held.seat.refresh_from_db()
    assert held.seat.ends_on == make.DAY
    with pytest.raises(NotAllowed) as no:
        bodies.appoint(held.seat, make.person(), by=secretary, starts_on=NEW_YEAR)
    assert no.value.reasons == ["Platsen är indragen efter 18 mars 2026."]


def test_a_mandate_period_ends_for_all_or_none(secretary: User) -> None:
    body = make.body()
    first, late = make.member(of=body), make.member(of=body, name="Gun Ek", starts_on=NEW_YEAR)
    with pytest.raises(NotAllowed) as no:
        bodies.end_all([first, late], ends_on=dt.date(2026, 12, 31), by=secretary)
    assert no.value.reasons == ["Gun Ek: Uppdraget började 1 januari 2027 och kan inte sluta innan dess."]
    first.refresh_from_db()
    assert first.ends_on is None
    assert bodies.end_all([first], ends_on=dt.date(2026, 12, 31), by=secretary) == 1


def test_a_new_period_gives_the_same_seats_new_holders(secretary: User, as_user: Login) -> None:
    body = council()
    goes_on, leaves = make.member(of=body, name="Asta Holm"), make.member(of=body, name="Gun Ek")
    make.person(name="Ebba Nyman")
    page = reverse("meetings:body-new-period", args=[body.pk])
    one, two = goes_on.seat_id, leaves.seat_id
    data = {
        "from_day": "1 januari 2027", f"take_{one}": "on", f"name_{one}": "Asta Holm", f"party_{one}": "S",
        f"take_{two}": "on", f"name_{two}": "Ebba Okänd",
    }  # fmt: skip
    client = as_user(secretary)
    wrong = client.post(page, data)
    reason = "Ingen i registret heter Ebba Okänd. Rätta stavningen, eller lägg till personen först."
    assert wrong.context["form"].errors == {f"name_{two}": [reason]}
    assert "Ebba Okänd" in wrong.content.decode()
    assert client.post(page, {**data, f"name_{two}": "ebba nyman"}).status_code == 302
    assert history(goes_on.seat) == [
        ("Asta Holm", dt.date(2024, 1, 1), dt.date(2026, 12, 31)), ("Asta Holm", NEW_YEAR, None)
    ]  # fmt: skip
    assert history(leaves.seat)[-1] == ("Ebba Nyman", NEW_YEAR, None)


def test_seats_are_added_moved_and_shown_in_order(secretary: User, as_user: Login) -> None:
    body = make.body()
    client = as_user(secretary)
    page = reverse("meetings:body-seats", args=[body.pk])
    for name in ("Askersund", "Kumla", "Laxå"):
        client.post(page, {"kind": "member", "organisation": make.organisation(name=name).pk, "label": ""})
    last = body.seats.last()
    assert last
    client.post(reverse("meetings:body-seat-up", args=[last.pk]))
    client.post(
        reverse("meetings:body-seat-edit", args=[last.pk]),
        {"kind": "substitute", "organisation": "", "label": "Södra"},
    )
    assert [str(seat) for seat in body.seats.all()] == [
        "ledamot, Askersund",
        "ersättare, Södra",
        "ledamot, Kumla",
    ]
    client.post(reverse("meetings:body-seat-down", args=[last.pk]))
    assert [seat.position for seat in body.seats.all()] == [1, 2, 3]
    assert body.seats.last() == last


@pytest.fixture
def seat() -> Seat:
    return make.seat(of=make.body(), organisation=make.organisation(name="Nora"))


def test_a_person_is_found_by_search_and_appointed(secretary: User, as_user: Login, seat: Seat) -> None:
    asta = make.person(name="Asta Holm", title="kommunchef")
    make.person(name="Birger Lind")
    client = as_user(secretary)
    page = reverse("meetings:body-seat-appoint", args=[seat.pk])
    found = client.get(page, {"q": "holm"}).context["form"].found
    part = client.get(page, {"q": "holm"}, headers={"hx-request": "true"}).content.decode()
    assert found == [asta]
    assert 'id="person-choice"' in part
    assert "<html" not in part
    answer = client.post(
        f"{page}?q=holm", {"person": asta.pk, "starts_on": "4 mars 2026", "decision_reference": "KS § 4"}
    )
    assert answer.url == seat.body.get_absolute_url()
    assert history(seat) == [("Asta Holm", dt.date(2026, 3, 4), None)]


def test_a_new_person_is_made_in_passing(secretary: User, as_user: Login, seat: Seat) -> None:
    page = reverse("meetings:body-seat-appoint", args=[seat.pk])
    data = {
        "new_name": "Ebba  Sofia Nyman",
        "new_organisation": seat.organisation_id,
        "starts_on": "2026-03-04",
    }
    as_user(secretary).post(page, data)
    person = Person.objects.get(family_name="Nyman")
    assert (person.given_name, person.organisation, history(seat)) == (
        "Ebba Sofia", seat.organisation, [("Ebba Sofia Nyman", dt.date(2026, 3, 4), None)]
    )  # fmt: skip


def test_nobody_chosen_is_told_and_a_refusal_makes_no_person(
    secretary: User, as_user: Login, seat: Seat
) -> None:
    client = as_user(secretary)
    page = reverse("meetings:body-seat-appoint", args=[seat.pk])
    nobody = client.post(page, {"starts_on": "2026-03-04"})
    assert nobody.context["form"].errors == {
        "__all__": ["Sök och välj en person, eller skriv namnet på en ny."]
    }
    make.membership(seat=seat, person=make.person(name="Asta Holm"))
    refused = client.post(page, {"new_name": "Ebba Nyman", "starts_on": "2024-01-01"})
    assert refused.context["form"].errors == {
        "__all__": ["Asta Holm fick platsen samma dag. Välj en senare dag, eller ändra det uppdraget."]
    }
    assert not Person.objects.filter(family_name="Nyman").exists()


def test_memberships_end_one_by_one_and_by_ticks(secretary: User, as_user: Login) -> None:
    body = make.body()
    rows = [make.member(of=body) for _ in range(3)]
    client = as_user(secretary)
    client.post(reverse("meetings:body-membership-end", args=[rows[0].pk]), {"day": "2026-12-31"})
    page = reverse("meetings:body-end-all", args=[body.pk])
    none = client.post(page, {"ends_on": "2026-12-31"})
    assert none.context["form"].errors == {"memberships": ["Kryssa för minst ett uppdrag."]}
    client.post(page, {"ends_on": "31 december 2026", "memberships": [rows[1].pk]})
    assert [row.ends_on for row in Membership.objects.order_by("pk")] == [dt.date(2026, 12, 31)] * 2 + [None]
