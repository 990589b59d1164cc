"""The secretary's page of answers, and what it counts (A12, A13)."""

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meetings.actions import invitees, notices, reply_reminders, substitutes, turnout
from meetings.models import Invitee, Meeting, NoticeReply
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, User
from tests import make
from tests.meetings.invitees_case import BEFORE, OFFICE, Council, a_council

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]
Login = Callable[[User], Client]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Council:
    return a_council(date=timezone.localdate() + dt.timedelta(days=20))


@pytest.fixture
def council(made: Council) -> Council:
    return deepcopy(made)


def where(council: Council, more: str = "") -> str:
    return f"/moten/{council.meeting.pk}/svar/{more}"


def of(council: Council) -> turnout.Turnout:
    return turnout.turnout_of(Meeting.objects.get(pk=council.meeting.pk))


def lines(council: Council) -> list[tuple[str, str, str, list[str]]]:
    """The first body's table: party, name, answer, remarks."""
    (group,) = of(council).bodies
    return [
        (line.party.short_name if line.party else "", line.row.person.given_name, line.words, line.remarks)
        for line in group.lines
    ]


def test_parties_stand_by_lansdel_and_then_in_swedish_order() -> None:
    council = a_council()
    for party in ("Örebro", "Askersund", "Åmål", "Hallsberg"):
        where_ = council.parties[party] = make.organisation(
            name=f"{party} kommun {make.number()}", short_name=party
        )
        make.membership(
            seat=make.seat(of=council.body, organisation=where_, position=99), person=make.person()
        )
    for position, (name, parties) in enumerate(
        [("Söder", ["Askersund", "Hallsberg", "Laxå"]), ("Norr", ["Nora"])], 1
    ):
        district = make.district(name=f"{name} {make.number()}")
        district.position = position
        district.save()
        for party in parties:
            council.parties[party].district = district
            council.parties[party].save()
    invitees.call_all(council.meeting, by=None)
    wanted = ["Askersund", "Hallsberg", "Laxå", "Nora", "Kumla", "Åmål", "Örebro"]
    assert [party for party, *_ in lines(council)] == wanted
    assert [one.party.short_name for one in of(council).parties] == wanted


def test_the_list_tells_who_comes_who_does_not_and_who_stands_in() -> None:
    council = a_council()
    council.says("Asta", "declined", comment="Sjuk")
    council.says("Ebba", "digital")
    council.says("Birger", "coming", method=OFFICE)
    ebba = council.people["Ebba"]
    assert lines(council) == [
        ("Kumla", "Birger", "Kommer", ["svaret är infört av sekretariatet"]),
        ("Laxå", "Cilla", "Inte svarat", []),
        ("Nora", "Asta", "Förhinder", [f"{ebba} är inkallad", "”Sjuk”"]),
        ("Nora", "Ebba", "Kommer digitalt", [f"inkallad för {council.people['Asta']}"]),
    ]
    shown = of(council)
    assert shown.tally.in_words == "2 kommer, varav 1 digitalt, 1 förhinder, 1 har inte svarat"
    assert [line.row.person.given_name for line in shown.bodies[0].waiting] == ["Didrik", "Fabian"]


def test_an_ersattare_who_waits_is_not_counted_whatever_the_answer() -> None:
    council = a_council()
    council.says("Ebba", "coming")
    council.says("Fabian", "declined")
    shown = of(council)
    assert shown.tally.in_words == "0 kommer, 3 har inte svarat"
    assert turnout.tallies_of([council.meeting])[council.meeting.pk] == shown.tally
    assert [(line.row.person.given_name, line.words) for line in shown.bodies[0].waiting] == [
        ("Didrik", "Inte svarat"), ("Ebba", "Kan komma"), ("Fabian", "Förhinder"),
    ]  # fmt: skip


def test_a_party_nobody_comes_from_is_told_only_when_nobody_is_left_to_ask() -> None:
    council = a_council()
    vacant = make.organisation(name="RF-SISU", short_name="RF-SISU")
    make.seat(of=council.body, organisation=vacant)
    council.says("Asta", "declined")
    words = {one.party.short_name: one.words for one in of(council).parties}
    assert words == {
        "Kumla": "Inget svar än",
        "Laxå": "Inget svar än",
        "Nora": "Inget svar än",
        "RF-SISU": "Ingen kommer",
    }
    council.says("Ebba", "declined")
    assert of(council).unrepresented == ["Nora", "RF-SISU"]
    council.says("Ebba", "coming")
    substitutes.call(council.row("Ebba"), by=None)
    assert of(council).unrepresented == ["RF-SISU"]


def test_who_sits_in_both_bodies_stands_in_both_lists_and_is_counted_once() -> None:
    """J1."""
    council = a_council(call=False)
    other = make.body(short_name="Andra")
    council.meeting.meeting_bodies.create(body=other, position=1)
    make.membership(
        seat=make.seat(of=other, organisation=council.parties["Nora"]), person=council.people["Asta"]
    )
    invitees.call_all(council.meeting, by=None, at=BEFORE)
    council.says("Asta", "coming")
    shown = of(council)
    assert [[line.row.person.given_name for line in group.lines] for group in shown.bodies] == [
        ["Birger", "Cilla", "Asta"],
        ["Asta"],
    ]
    assert [group.tally.come for group in shown.bodies] == [1, 1]
    assert shown.tally.come == 1


def test_the_page_shows_it_all_and_polls(council: Council, as_user: Login, secretary: User) -> None:
    council.says("Asta", "declined", at=timezone.now())
    page = as_user(secretary).get(where(council)).content.decode()
    assert "0 kommer, 1 förhinder, 3 har inte svarat." in page
    assert 'hx-trigger="every 10s"' in page
    assert f'href="/moten/kallade/{council.row("Asta").pk}/"' in page


def test_a_page_that_asks_again_gets_nothing_until_something_has_changed(
    council: Council, as_user: Login, secretary: User
) -> None:
    client = as_user(secretary)
    mark = of(council).mark
    assert client.get(f"{where(council)}?sett={mark}", headers={"HX-Request": "true"}).status_code == 204
    council.says("Asta", "coming", at=timezone.now())
    answer = client.get(f"{where(council)}?sett={mark}", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith('<div id="invitees"')
    assert client.get(f"{where(council)}?sett={mark}").status_code == 200


def test_a_meeting_that_has_been_is_not_asked_about_again(as_user: Login, secretary: User) -> None:
    council = a_council(date=timezone.localdate() - dt.timedelta(days=1))
    page = as_user(secretary).get(where(council)).content.decode()
    assert "every 10s" not in page
    assert "Påminn" not in page


def test_an_uncalled_meeting_leads_to_the_kallelse(as_user: Login, secretary: User) -> None:
    council = a_council(call=False)
    page = as_user(secretary).get(where(council)).content.decode()
    assert "Ingen är kallad än." in page
    assert f"/moten/{council.meeting.pk}/kallelse/" in page


def test_the_page_asks_as_much_for_many_as_for_few(
    council: Council,
    as_user: Login,
    secretary: User,
    django_assert_max_num_queries: Any,
    django_assert_num_queries: Any,
) -> None:
    client = as_user(secretary)
    with django_assert_max_num_queries(30) as few:
        client.get(where(council))
    for _ in range(5):
        party = make.organisation()
        make.membership(
            seat=make.seat(of=council.body, organisation=party), person=make.person(organisation=party)
        )
    invitees.call_all(council.meeting, by=None)
    for row in council.meeting.invitees.filter(capacity="member"):
        invitees.answer(row, answer="declined", method=OFFICE, comment="Hej")
    with django_assert_num_queries(len(few)):
        client.get(where(council))


def test_the_secretary_answers_for_somebody_who_has_rung(
    council: Council, as_user: Login, secretary: User
) -> None:
    client = as_user(secretary)
    page = f"/moten/kallade/{council.row('Asta').pk}/"
    assert "För in ett svar" in client.get(page).content.decode()
    answer = client.post(page, {"svar": "declined", "comment": "Ringde"}, follow=True)
    assert f"Svaret för {council.people['Asta']} är sparat." in answer.content.decode()
    reply = NoticeReply.objects.get()
    assert (reply.method, reply.answered_by, reply.comment) == ("office", secretary, "Ringde")
    assert "genom sekretariatet" in client.get(page).content.decode()
    assert council.called() == {"Ebba": "Asta"}


def test_the_secretary_names_anybody_in_the_register(
    council: Council, as_user: Login, secretary: User
) -> None:
    make.person(name="Gun Gunnarsson")
    page = f"/moten/kallade/{council.row('Asta').pk}/"
    typed = {"svar": "substitute", "substitute": "", "substitute_name": "gun  Gunnarsson"}
    as_user(secretary).post(page, typed)
    assert council.called() == {"Gun": "Asta"}
    assert NoticeReply.objects.get().comment == ""


def test_the_secretary_calls_in_and_strikes(council: Council, as_user: Login, secretary: User) -> None:
    client = as_user(secretary)
    client.post(f"/moten/kallade/{council.row('Fabian').pk}/kalla-in/")
    assert council.called() == {"Fabian": ""}
    again = client.post(f"/moten/kallade/{council.row('Fabian').pk}/kalla-in/", follow=True)
    assert "är inte ersättare som väntar" in again.content.decode()
    client.post(f"/moten/kallade/{council.row('Asta').pk}/stryk/")
    assert council.row("Asta").removed_at is not None
    assert "Struken." in client.get(f"/moten/kallade/{council.row('Asta').pk}/").content.decode()


def test_a_guest_is_called_from_the_register(council: Council, as_user: Login, secretary: User) -> None:
    guest = make.person(name="Gäst Gästsson", email="gast@exempel.se")
    client = as_user(secretary)
    assert "Gäst Gästsson" in client.get(where(council, "gast/?q=gästsson")).content.decode()
    assert "Ingen i registret stämmer" in client.get(where(council, "gast/?q=finnsinte")).content.decode()
    assert "Sök och välj en person." in client.post(where(council, "gast/"), {"person": ""}).content.decode()
    client.post(where(council, "gast/"), {"person": guest.pk})
    row = council.meeting.invitees.get(person=guest)
    assert (row.capacity, row.is_expected) == ("guest", True)
    again = client.post(where(council, "gast/"), {"person": guest.pk})
    assert "Gäst Gästsson är redan kallad." in again.content.decode()


def test_a_struck_guest_can_be_called_again(council: Council) -> None:
    guest = make.person(name="Gäst Gästsson")
    row = invitees.add_guest(council.meeting, person=guest, by=None)
    invitees.strike(row, by=None)
    assert invitees.add_guest(council.meeting, person=guest, by=None).removed_at is None


# Reminding


def test_those_who_have_not_answered_are_reminded_once_a_day(council: Council) -> None:
    council.says("Asta", "coming", at=timezone.now())
    at = timezone.now() + dt.timedelta(days=3)
    assert reply_reminders.remind(council.meeting, by=None, at=at) == 2
    letters = OutgoingMail.objects.filter(purpose="påminnelse om svar").order_by("pk")
    assert [one.to_name for one in letters] == [str(council.people["Birger"]), str(council.people["Cilla"])]
    assert "/svar/" in letters[0].action_url
    later = at + dt.timedelta(minutes=1)
    with pytest.raises(NotAllowed, match="Ingen att påminna"):
        reply_reminders.remind(council.meeting, by=None, at=later)
    assert reply_reminders.remind(council.meeting, by=None, at=at + dt.timedelta(days=1)) == 2


def test_nobody_is_reminded_the_day_of_being_called_or_after_the_meeting(council: Council) -> None:
    assert reply_reminders.to_remind(council.meeting, at=BEFORE) == []
    last = timezone.now() + dt.timedelta(days=30)
    assert reply_reminders.obstacles_to_reminding(council.meeting, at=last) == ["Mötet har varit."]
    council.meeting.state = "cancelled"
    assert reply_reminders.obstacles_to_reminding(council.meeting) == ["Mötet är inställt."]


def test_one_click_reminds(council: Council, as_user: Login, secretary: User) -> None:
    Invitee.objects.update(called_at=timezone.now() - dt.timedelta(days=3))
    client = as_user(secretary)
    assert "Påminn 3 som inte svarat" in client.get(where(council)).content.decode()
    assert "3 har fått en påminnelse." in client.post(where(council, "paminn/"), follow=True).content.decode()
    assert "Ingen att påminna" in client.post(where(council, "paminn/"), follow=True).content.decode()


# Whose page it is


@pytest.mark.parametrize("page", ["", "gast/"])
def test_only_the_secretary_and_the_office_see_the_answers(
    council: Council, as_user: Login, page: str
) -> None:
    member = as_user(make.user(person=council.people["Asta"]))
    assert member.get(where(council, page)).status_code == 403
    assert member.post(where(council, "paminn/")).status_code == 403
    row = council.row("Birger").pk
    assert member.get(f"/moten/kallade/{row}/").status_code == 403
    assert member.post(f"/moten/kallade/{row}/", {"svar": "declined"}).status_code == 403
    assert member.post(f"/moten/kallade/{row}/stryk/").status_code == 403
    keeper = make.user(person=council.meeting.secretary)
    assert as_user(keeper).get(where(council, page)).status_code == 200
    stranger = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=stranger.person)
    assert as_user(stranger).get(where(council, page)).status_code == 403
    assert NoticeReply.objects.count() == 0


# Where meetings are listed


def test_the_lists_of_meetings_count_the_answers_without_asking_for_each(
    council: Council,
    as_user: Login,
    secretary: User,
    django_assert_max_num_queries: Any,
    django_assert_num_queries: Any,
) -> None:
    council.says("Asta", "coming", at=timezone.now())
    client = as_user(secretary)
    for page in ("/moten/", "/"):
        with django_assert_max_num_queries(40) as one:
            assert "1 kommer, 2 har inte svarat" in client.get(page).content.decode()
        more = [a_council(date=timezone.localdate() + dt.timedelta(days=21)) for _ in range(2)]
        with django_assert_num_queries(len(one)):
            assert client.get(page).content.decode().count("0 kommer, 3 har inte svarat") == 2
        for other in more:
            Meeting.objects.filter(pk=other.meeting.pk).update(
                date=timezone.localdate() - dt.timedelta(days=9)
            )
    member = as_user(make.user(person=council.people["Asta"]))
    assert "har inte svarat" not in member.get("/moten/").content.decode()


def test_a_kallelse_waits_on_the_start_page_until_it_is_answered(
    council: Council, as_user: Login, secretary: User
) -> None:
    make.item(of=council.meeting)
    notices.send(council.meeting, by=secretary)
    client = as_user(make.user(person=council.people["Asta"]))
    assert "Svara på kallelse" in client.get("/").content.decode()
    assert f"/moten/{council.meeting.pk}/svara/" in client.get("/").content.decode()
    assert "Svara på kallelsen" in client.get(f"/moten/{council.meeting.pk}/").content.decode()
    client.post(f"/moten/{council.meeting.pk}/svara/", {"svar": "digital"})
    assert "Svara på kallelse" not in client.get("/").content.decode()
    assert "Du har svarat: kommer digitalt" in client.get(f"/moten/{council.meeting.pk}/").content.decode()
