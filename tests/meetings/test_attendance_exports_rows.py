"""What a row of the attendance file says: one per person and meeting (J1, J2, A4, A13, D7)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from meetings.actions import minutes as minutes_actions
from meetings.models import MeetingBody
from secretariat.registry.models import User
from tests import make
from tests.meetings.approval_case import AT, a_case
from tests.meetings.export_case import DAY, MAKE, a_body, fetched, finish, held, people, sheets

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def client(secretary: User, as_user: Login) -> Client:
    return as_user(secretary)


def test_a_row_has_every_column_with_its_type(client: Client, secretary: User) -> None:
    """Columns in the order of domain 1.6, new ones last (J1)."""
    body = a_body(name="Provrådet")
    nora = make.organisation(name="Nora", municipality_code="1884")
    person = make.person(name="Asta Ordman")
    meeting = held([body], place="Örebro", form="hybrid")
    make.attendee(
        of=meeting,
        person=person,
        body=body,
        organisation=nora,
        political_party="S",
        mode="digital",
        to_time=dt.time(11),
    )
    finish(meeting, by=secretary)
    (row,) = people(client)
    assert row.pop("exporterad_datum") == row.pop("justerat_datum") == dt.date.today()  # noqa: DTZ011
    assert row == {
        "möte_id": meeting.pk, "datum": DAY, "veckodag": "tisdag", "start": dt.time(9), "slut": dt.time(12),
        "organ": "Provrådet", "organ_id": str(body.pk), "mötesform": "hybrid", "plats": "Örebro",
        "person_id": person.pk, "efternamn": "Ordman", "förnamn": "Asta", "part": "Nora", "kommunkod": "1884",
        "parti": "S", "uppdrag": "ledamot", "närvaro": "ja", "status": "närvarande", "tjänstgjort": "ja",
        "tjänstgjort_för": "", "från_tid": dt.time(9), "till_tid": dt.time(11), "minuter": 120, "digitalt": "ja",
        "anteckningarna": "fastställt", "tidigare_exporterad": "", "ändrat": "", "anmärkning": "",
    }  # fmt: skip
    assert [type(row[name]) for name in ("möte_id", "kommunkod", "minuter")] == [float, str, float]


def test_two_bodies_of_one_meeting_are_one_row_and_two_seats(client: Client, secretary: User) -> None:
    one, other = a_body(name="Rådet"), a_body(name="Gruppen")
    person, meeting = make.person(), held([one, other])
    make.attendee(of=meeting, person=person, body=one, role="member")
    make.attendee(of=meeting, person=person, body=other, role="chair")
    finish(meeting, by=secretary)
    told = sheets(fetched(client))
    assert [(row["organ"], row["uppdrag"]) for row in told["Närvaro"]] == [
        ("Rådet, Gruppen", "ledamot, ordförande")
    ]
    assert [(row["organ"], row["uppdrag"]) for row in told["Per organ"]] == [
        ("Rådet", "ledamot"),
        ("Gruppen", "ordförande"),
    ]


def test_lists_that_say_different_things_are_to_be_checked(client: Client, secretary: User) -> None:
    one, other = a_body(name="Rådet"), a_body(name="Gruppen")
    person, meeting = make.person(), held([one, other])
    make.attendee(of=meeting, person=person, body=one, state="present")
    make.attendee(of=meeting, person=person, body=other, state="apology")
    finish(meeting, by=secretary)
    (row,) = people(client)
    assert (row["närvaro"], row["status"], row["tjänstgjort"], row["minuter"]) == (
        "",
        "att kontrollera",
        "",
        "",
    )
    assert row["anmärkning"] == "olika närvaro i organen (Rådet: närvarande, Gruppen: anmält förhinder)"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("present", ("ja", "närvarande", "ja")),
        ("apology", ("nej", "anmält förhinder", "nej")),
        ("absent", ("nej", "frånvarande", "nej")),
        ("unknown", ("", "ej registrerad", "")),
    ],
)
def test_each_state_is_told_and_unknown_is_not_absent(
    client: Client, secretary: User, state: str, told: tuple[str, str, str]
) -> None:
    meeting = held([a_body()])
    make.attendee(of=meeting, person=make.person(), state=state)
    finish(meeting, by=secretary)
    (row,) = people(client)
    assert (row["närvaro"], row["status"], row["tjänstgjort"]) == told


def test_an_ersattare_serves_only_for_somebody(client: Client, secretary: User) -> None:
    body = a_body()
    meeting = held([body])
    away = make.attendee(of=meeting, person=make.person(name="Asta Bort"), body=body, state="apology")
    make.attendee(of=meeting, person=make.person(), body=body, role="substitute", serves_for=away)
    make.attendee(of=meeting, person=make.person(), body=body, role="substitute")
    finish(meeting, by=secretary)
    _, serves, listens = people(client)
    assert (serves["tjänstgjort"], serves["tjänstgjort_för"]) == ("ja", "Asta Bort")
    assert (listens["närvaro"], listens["tjänstgjort"]) == ("ja", "nej")


def test_a_protected_person_is_never_named(client: Client, secretary: User) -> None:
    """Neither in an own row nor as the one somebody served for; the id is there to match by (D7)."""
    body, hidden = a_body(), make.person(name="Asta Hemlig", protected_identity=True)
    meeting = held([body])
    away = make.attendee(of=meeting, person=hidden, body=body, state="apology")
    make.attendee(of=meeting, person=make.person(), body=body, role="substitute", serves_for=away)
    finish(meeting, by=secretary)
    content = fetched(client, "csv").decode("utf-8-sig")
    first, second = people(client)
    assert "Hemlig" not in content
    assert (first["efternamn"], first["förnamn"], first["person_id"]) == (
        "Skyddade personuppgifter",
        "",
        hidden.pk,
    )
    assert second["tjänstgjort_för"] == "Skyddade personuppgifter"


def test_times_that_are_missing_or_turned_round_give_no_minutes(client: Client, secretary: User) -> None:
    meeting = held([a_body()], end_time=None)
    make.attendee(of=meeting, person=make.person())
    make.attendee(of=meeting, person=make.person(), from_time=dt.time(11), to_time=dt.time(10))
    finish(meeting, by=secretary)
    timeless, turned = people(client)
    assert (timeless["minuter"], timeless["anmärkning"]) == ("", "tid saknas")
    assert (turned["minuter"], turned["anmärkning"]) == ("", "slutar innan det börjar")


def test_a_body_in_the_joint_part_alone_is_there_for_that_part(client: Client, secretary: User) -> None:
    host, guest = a_body(), a_body()
    meeting = held([host, guest], joint_start=dt.time(11), joint_end=dt.time(12))
    MeetingBody.objects.filter(meeting=meeting, body=guest).update(joint_part_only=True)
    make.attendee(of=meeting, person=make.person(), body=guest)
    finish(meeting, by=secretary)
    (row,) = people(client)
    assert (row["från_tid"], row["till_tid"], row["minuter"]) == (dt.time(11), dt.time(12), 60)


def test_who_is_at_some_points_only_has_no_known_time(client: Client, secretary: User) -> None:
    meeting = held([a_body()])
    row = make.attendee(of=meeting, person=make.person(), role="guest")
    row.items.add(make.item(of=meeting))
    finish(meeting, by=secretary)
    (told,) = people(client)
    assert (told["uppdrag"], told["minuter"], told["tjänstgjort"]) == ("gäst", "", "nej")
    assert told["anmärkning"] == "med vid enskilda punkter, tiden är inte noterad"


def test_a_name_that_is_not_in_the_register_and_a_vacant_seat(client: Client, secretary: User) -> None:
    meeting = held([a_body()])
    meeting.attendances.create(name="=Asta Gäst", state="present", position=1, role="guest")
    meeting.attendances.create(name="", position=2)
    finish(meeting, by=secretary)
    (row,) = people(client)
    assert (row["person_id"], row["förnamn"], row["efternamn"]) == ("", "'=Asta", "Gäst")
    assert row["anmärkning"] == "finns inte i personregistret"


def test_two_meetings_at_once_are_told_in_both_rows(client: Client, secretary: User) -> None:
    """Also where the other one is of a body that was not asked for (A13)."""
    one, other, person = a_body(name="Rådet"), a_body(name="Gruppen"), make.person()
    for body, start in ((one, 9), (other, 11)):
        meeting = held([body], start_time=dt.time(start), end_time=dt.time(start + 3))
        make.attendee(of=meeting, person=person, body=body)
        finish(meeting, by=secretary)
    assert [row["anmärkning"].replace("\xa0", " ") for row in people(client)] == [
        "samtidigt i Gruppen kl. 11–14",
        "samtidigt i Rådet kl. 9–12",
    ]
    (row,) = people(client, grupp=one.pk)
    assert "samtidigt i Gruppen" in row["anmärkning"]


def test_unfinished_meetings_are_left_out_unless_asked_and_then_marked(
    client: Client, secretary: User
) -> None:
    """J2. Cancelled ones are never there."""
    done, draft, off = (held([a_body()], date=DAY + dt.timedelta(days=n)) for n in range(3))
    for meeting in (done, draft, off):
        make.attendee(of=meeting, person=make.person())
    finish(done, by=secretary)
    type(off).objects.filter(pk=off.pk).update(state="cancelled")
    assert [row["möte_id"] for row in people(client)] == [done.pk]
    assert [(row["möte_id"], row["anteckningarna"]) for row in people(client, ej_fardiga="on")] == [
        (done.pk, "fastställt"),
        (draft.pk, "ej färdigt"),
    ]


def test_minutes_sent_for_approval_are_not_finished(client: Client) -> None:
    """Every approver has to answer first (C1)."""
    case = a_case()
    asked = {"fran": "2026-03-01", "till": "2026-03-31", "format": "csv"}
    case.send()
    assert client.post(MAKE, asked).status_code == 422
    for user in (case.chair, case.elected):
        minutes_actions.approve(case.minutes, by=user, at=AT)
    rows = b"".join(client.post(MAKE, asked)).decode().split("\r\n")  # type: ignore[arg-type]
    assert len(rows) == 2 + case.meeting.attendances.count()


def test_groups_and_parties_choose_rows(client: Client, secretary: User) -> None:
    one, other = a_body(), a_body()
    nora, kumla = make.organisation(), make.organisation()
    meeting = held([one, other])
    first = make.attendee(of=meeting, person=make.person(), body=one, organisation=nora)
    second = make.attendee(of=meeting, person=make.person(), body=other, organisation=kumla)
    finish(meeting, by=secretary)
    assert [row["person_id"] for row in people(client, grupp=one.pk)] == [first.person_id]
    assert [row["person_id"] for row in people(client, part=kumla.pk)] == [second.person_id]
