"""Pages of mandate periods and namnlistor: administrators alone, whole answers, few queries (A2, M3)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meetings.models import Membership, Roster
from secretariat.registry.models import LogEntry, MandatePeriod, Person, User
from tests import make
from tests.meetings.roster_case import Turn, a_turn, sheet

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def turn(db: None) -> Turn:
    return a_turn()


@pytest.fixture
def client(as_user: Login) -> Client:
    return as_user(make.user(office_role="administrator"))


def url(name: str, *args: int) -> str:
    return reverse(f"meetings:{name}", args=args)


def test_only_administrators_turn_a_period(turn: Turn, as_user: Login) -> None:
    roster = turn.upload(turn.row("Kumla", "ledamot", "Ebba Ek"))
    pages = [
        ("get", url("period-list")), ("get", url("period-create")), ("get", url("period-edit", turn.period.pk)),
        ("get", url("period-end", turn.period.pk)), ("get", url("roster-upload", turn.period.pk)),
        ("get", url("roster-template", turn.period.pk) + f"?grupp={turn.body.pk}"),
        ("get", url("roster-preview", roster.pk)), ("post", url("period-end", turn.period.pk)),
        ("post", url("roster-take-in", roster.pk)), ("post", url("roster-throw-away", roster.pk)),
    ]  # fmt: skip
    for role, expected in (("", 403), ("reader", 403), ("secretariat", 403)):
        client = as_user(make.user(office_role=role))
        assert {getattr(client, method)(where).status_code for method, where in pages} == {expected}
    admin = as_user(make.user(office_role="administrator"))
    assert {getattr(admin, method)(where).status_code for method, where in pages[:7]} == {200}
    assert Membership.objects.count() == 4


def test_a_period_is_added_and_changed(client: Client, db: None) -> None:
    client.post(
        url("period-create"), {"name": "2027–2030", "starts_on": "1 januari 2027", "ends_on": "2030-12-31"}
    )
    period = MandatePeriod.objects.get()
    wrong = client.post(
        url("period-edit", period.pk),
        {"name": "2027–2030", "starts_on": "2027-01-01", "ends_on": "31 februari 2030"},
    )
    assert wrong.status_code == 422
    assert "31 februari 2030" in wrong.content.decode()
    assert "Skriv datumet som 2026-03-04" in wrong.content.decode()
    client.post(
        url("period-edit", period.pk),
        {"name": "2027–2030", "starts_on": "2027-01-01", "ends_on": "2026-12-31"},
    )
    period.refresh_from_db()
    assert period.ends_on == dt.date(2030, 12, 31)


def test_the_end_shows_who_leaves_and_who_goes_on(client: Client, turn: Turn) -> None:
    secretary = make.membership(
        seat=make.seat(of=turn.body, kind="secretary", position=9), person=make.person()
    )
    officials = make.member(of=make.body(name="Chefsgruppen"))
    period = MandatePeriod.objects.create(name="2023–2026", starts_on="2023-01-01", ends_on="2026-12-31")
    answer = client.get(url("period-end", period.pk)).content.decode()
    for one in Membership.objects.exclude(pk__in=[secretary.pk, officials.pk]):
        assert f'id="u{one.pk}" checked' in answer
    assert f'id="u{secretary.pk}">' in answer
    assert f'id="u{officials.pk}"' not in answer
    ids = list(Membership.objects.exclude(pk=secretary.pk).values_list("pk", flat=True))
    told = {"dag": "2026-12-31", "grupp": [turn.body.pk], "uppdrag": ids}
    done = client.post(url("period-end", period.pk), told, follow=True).content.decode()
    assert "4 uppdrag är avslutade 2026-12-31." in done
    assert {row[3] for row in turn.held()} == {"2026-12-31", ""}
    officials.refresh_from_db()
    secretary.refresh_from_db()
    assert (officials.ends_on, secretary.ends_on) == (None, None)
    entry = LogEntry.objects.get(verb="avslutade mandatperiod")
    assert entry.detail == {"ends_on": "2026-12-31", "uppdrag": 4, "grupper": 1}
    again = client.post(url("period-end", period.pk), told)
    assert again.status_code == 422
    assert "Alla de uppdragen är redan avslutade." in again.content.decode()
    none = client.post(url("period-end", period.pk), told | {"uppdrag": []})
    assert "Kryssa för minst ett uppdrag." in none.content.decode()
    wrong = client.post(url("period-end", period.pk), told | {"dag": "31 februari 2026"})
    assert (wrong.status_code, "Skriv datumet som" in wrong.content.decode()) == (422, True)


def test_from_the_template_to_new_holders(client: Client, turn: Turn) -> None:
    fetched = client.get(url("roster-template", turn.period.pk), {"grupp": turn.body.pk})
    assert fetched["Content-Disposition"] == 'attachment; filename="namnlista-2027-01-01.xlsx"'
    file = sheet(
        turn.row("Kumla", "ledamot", "Birger Boo", inkallelseordning=2), turn.row("Nora", "ersättare")
    )
    shown = client.post(url("roster-upload", turn.period.pk), {"file": file}, follow=True)
    roster = Roster.objects.get()
    text = shown.content.decode()
    assert "Namnet liknar ett i registret. Vem är Birger Boo?" in text
    assert "1 namn väntar på ditt val." in text
    assert "2 platser i de här grupperna nämns inte" in text.replace("\xa0", " ")
    where = url("roster-preview", roster.pk)
    chosen = client.post(where, {"rad-2": "ny", "rad-3": "p999999"}, follow=True).content.decode()
    assert "Läs in 1 ändring" in chosen.replace("\xa0", " ")
    mark = chosen.split('name="mark" value="')[1].split('"')[0]
    done = client.post(url("roster-take-in", roster.pk), {"mark": mark}, follow=True).content.decode()
    assert "Namnlistan är inläst: 1 rad gav ändringar." in done
    assert Person.objects.filter(family_name="Boo").count() == 1
    gone = client.get(where, follow=True).content.decode()
    assert "Namnlistan är redan inläst." in gone


def test_a_stale_preview_is_shown_again(client: Client, turn: Turn) -> None:
    roster = turn.upload(turn.row("Kumla", "ledamot", "Ebba Ek"))
    answer = client.post(url("roster-take-in", roster.pk), {"mark": "gammalt"})
    assert answer.status_code == 409
    assert "Registret har ändrats sedan du tittade." in answer.content.decode()
    assert not Person.objects.filter(family_name="Ek").exists()


def test_a_list_is_thrown_away(client: Client, turn: Turn) -> None:
    roster = turn.upload(turn.row("Kumla", "ledamot", "Ebba Ek"))
    client.post(url("roster-throw-away", roster.pk))
    assert (Roster.objects.count(), Person.objects.filter(family_name="Ek").count()) == (0, 0)


def test_a_file_of_another_kind_comes_back_with_words(client: Client, turn: Turn) -> None:
    for file, words in (
        (SimpleUploadedFile("namn.csv", b"organ;roll"), "Filen måste vara en Excelfil av slaget .xlsx."),
        (SimpleUploadedFile("namn.xlsx", b""), "Filen är tom."),
        (None, "Välj filen som du har fyllt i."),
    ):
        answer = client.post(url("roster-upload", turn.period.pk), {"file": file} if file else {})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert Roster.objects.count() == 0


def test_pages_cost_the_same_for_one_row_and_for_three(
    client: Client, turn: Turn, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    one = turn.upload(turn.row("Kumla", "ledamot", "Ebba Ek"))
    three = turn.upload(*(turn.row("Kumla", "ledamot", f"Ny Person{n}") for n in range(3)))
    client.get(url("roster-preview", one.pk))
    for roster in (one, three):
        with django_assert_num_queries(12):
            client.get(url("roster-preview", roster.pk))
    Roster.objects.exclude(pk=one.pk).delete()
    for extra in (0, 2):
        for n in range(extra):
            MandatePeriod.objects.create(name=f"P{n}", starts_on="2023-01-01", ends_on="2026-12-31")
            turn.upload(turn.row("Kumla", "ledamot", "Ebba Ek"))
        with django_assert_num_queries(6):
            client.get(url("period-list"))
    for _ in range(2):
        with django_assert_num_queries(6):
            client.get(url("period-end", turn.period.pk))
        make.member(of=turn.body)
        make.member(of=turn.body)
