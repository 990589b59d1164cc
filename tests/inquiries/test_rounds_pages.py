"""The office's pages of rounds and parties: making, sending, reminding, approving, ending; and who may (F4, D9)."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from secretariat.inquiries.actions import rounds, sheets
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.registry.models import OutgoingMail
from tests import make
from tests.inquiries.round_case import DUE, NOW, Round, a_form, a_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Round:
    return a_round("Nora", "Kumla", due_on=None)


def messages_of(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def test_a_round_is_put_together_from_a_form_and_sent(as_user: Any) -> None:
    user = make.user(office_role="secretariat")
    form = a_form(by=user)
    parties = [make.organisation(short_name=name) for name in ("Nora", "Kumla")]
    for one in parties:
        make.person(email=f"h{one.pk}@exempel.se", organisation=one)
    client = as_user(user)
    path = f"/fragor/formular/{form.pk}/fraga-parterna/"
    assert "Kryssa för minst en part." in client.post(path, {"who": "valda"}).content.decode()
    sent = {
        "who": "valda",
        "parties": [one.pk for one in parties],
        "period": "2025",
        "due_on": "igår",
        "text": "",
    }
    assert "Skriv datumet som 2026-03-04" in client.post(path, sent).content.decode()
    due = timezone.localdate() + dt.timedelta(days=30)
    response = client.post(path, sent | {"due_on": due.isoformat()}, follow=True)
    assert "Förberett." in response.content.decode()
    inquiry = Inquiry.objects.get()
    assert (inquiry.title, inquiry.period, inquiry.due_on) == (f"{form.name} 2025", "2025", due)
    assert "Ingen part har en handläggare som kan få brev." in response.content.decode()
    row = Recipient.objects.get(organisation=parties[0])
    client.post(f"/fragor/parter/{row.pk}/handlaggare/", {"name": "Asta Ek", "email": "asta@exempel.se"})
    response = client.post(f"/fragor/omgangar/{inquiry.pk}/skicka/", follow=True)
    assert messages_of(response)[-1] == "1 brev är skickat."
    assert OutgoingMail.objects.get(purpose="frågor till parten").to_email == "asta@exempel.se"
    assert (
        "Det finns redan en omgång för 2025."
        in client.post(path, sent | {"due_on": due.isoformat()}).content.decode()
    )


def test_a_round_without_questions_or_about_another_apps_form_is_refused(as_user: Any) -> None:
    user = make.user(office_role="secretariat")
    empty = a_form(by=user, questions=())
    html = as_user(user).get(f"/fragor/formular/{empty.pk}/fraga-parterna/").content.decode()
    assert "Formuläret har inga frågor än." in html
    foreign = a_form(by=user, purpose="okant")
    html = as_user(user).get(f"/fragor/formular/{foreign.pk}/fraga-parterna/").content.decode()
    assert "Formuläret hör till något som inte finns längre." in html


def test_the_table_answers_how_far_each_party_is(made: Round, as_user: Any) -> None:
    client = as_user(made.by)
    path = f"/fragor/omgangar/{made.inquiry.pk}/"
    assert "Ingen av 2 har lämnat in." in client.get(path).content.decode()
    made.hands_in("Nora")
    html = client.get(path).content.decode()
    assert "1 av 2 har lämnat in." in html
    assert "Kvar: Kumla." in html
    assert "1 att läsa." in html
    sheets.return_(made.row("Nora"), why="Förklara saldot.", by=made.by)
    html = client.get(path).content.decode()
    assert "Förklara saldot." in html
    assert "Komplettering" in html


def test_the_table_asks_the_same_number_of_questions_for_one_party_and_three(
    as_user: Any, django_assert_num_queries: Any
) -> None:
    by = make.user(office_role="secretariat")
    one, three = a_round("Nora", by=by), a_round("Nora", "Kumla", "Laxå", by=by)
    client = as_user(by)
    client.get(f"/fragor/omgangar/{one.inquiry.pk}/")
    for made in (one, three):
        for name in made.parties:
            made.hands_in(name)
        with django_assert_num_queries(6):
            client.get(f"/fragor/omgangar/{made.inquiry.pk}/")


def test_the_list_shows_rounds_by_state_with_one_and_three_at_the_same_cost(
    as_user: Any, django_assert_num_queries: Any
) -> None:
    by = make.user(office_role="secretariat")
    client = as_user(by)
    assert "Inga frågor är ute hos parterna." in client.get("/fragor/").content.decode()
    first = a_round("Nora", by=by)
    client.get("/fragor/")
    with django_assert_num_queries(4):
        client.get("/fragor/")
    first.hands_in("Nora")
    a_round("Nora", "Kumla", by=by, send=False)
    a_round("Nora", by=by, due_on=dt.date(2099, 1, 1))
    with django_assert_num_queries(4):
        html = client.get("/fragor/").content.decode()
    assert "2 parter, inte skickad än" in html
    assert "1 av 1 har lämnat in, 1 att läsa" in html
    assert first.inquiry.title not in client.get("/fragor/?lage=forbereds").content.decode()
    assert first.inquiry.title in client.get("/fragor/?lage=att-lasa").content.decode()
    assert first.inquiry.title in client.get(f"/fragor/?q={first.form.name}").content.decode()
    assert "Inget passar det du söker." in client.get("/fragor/?q=finns+inte").content.decode()


def test_reminding_goes_to_those_who_are_left_once_a_day(made: Round, as_user: Any) -> None:
    made.hands_in("Nora")
    OutgoingMail.objects.all().delete()
    client = as_user(made.by)
    response = client.post(f"/fragor/omgangar/{made.inquiry.pk}/paminn/", follow=True)
    assert messages_of(response) == ["1 brev är skickat."]
    assert OutgoingMail.objects.get().to_name == made.people["Kumla"].name
    response = client.post(f"/fragor/parter/{made.row('Kumla').pk}/paminn/", {"till": "alla"}, follow=True)
    assert messages_of(response) == [
        "Ingen att påminna: alla har svarat, har redan fått ett brev i dag eller kan inte nås."
    ]


def test_the_night_reminds_before_and_after_the_last_day_and_twice_is_once() -> None:
    made = a_round("Nora", "Kumla")
    made.hands_in("Kumla")
    OutgoingMail.objects.all().delete()
    night = dt.datetime.combine(DUE - dt.timedelta(days=3), dt.time(3), NOW.tzinfo)
    assert [rounds.remind_by_night(at=night), rounds.remind_by_night(at=night)] == [1, 0]
    assert OutgoingMail.objects.get().purpose == "påminnelse om frågor"
    assert rounds.remind_by_night(at=night - dt.timedelta(days=5)) == 0


def test_the_office_approves_returns_and_regrets(made: Round, as_user: Any) -> None:
    client, row = as_user(made.by), made.row("Nora")
    path = f"/fragor/parter/{row.pk}/"
    response = client.post(f"{path}godkann/", follow=True)
    assert messages_of(response) == ["Svaren är inte inlämnade."]
    made.hands_in("Nora")
    html = client.post(f"{path}komplettering/", {"why": ""}).content.decode()
    assert "Skriv vad som ska kompletteras. Parten får läsa det." in html
    response = client.post(f"{path}komplettering/", {"why": "Förklara saldot."}, follow=True)
    assert messages_of(response) == ["Komplettering är begärd. Handläggaren har fått ett brev."]
    sheets.submit(made.row("Nora"), who="N", how="link")
    client.post(f"{path}godkann/")
    assert made.sheet("Nora").state == "approved"
    client.post(f"{path}angra-godkannande/")
    assert made.sheet("Nora").state == "submitted"


def test_the_office_fills_in_for_a_party_and_it_is_said(made: Round, as_user: Any) -> None:
    client, row = as_user(made.by), made.row("Nora")
    path = f"/fragor/parter/{row.pk}/fyll-i/"
    assert "Du fyller i åt Nora." in client.get(path).content.decode()
    client.post(path, {"s-q-insatser": "", "q-insatser": "Sagt i telefon"})
    assert made.sheet("Nora").started_by == made.by.name
    assert "Sagt i telefon" in client.get(f"/fragor/parter/{row.pk}/").content.decode()
    assert client.post(path, {"dela": "1", "name": "K", "email": "k@exempel.se"}).status_code == 404


def test_a_party_is_excused_added_and_taken_out(made: Round, as_user: Any) -> None:
    client = as_user(made.by)
    row = made.row("Kumla")
    client.post(f"/fragor/parter/{row.pk}/svarar-inte/", {"why": "Deltar inte i år"})
    assert "Svarar inte" in client.get(f"/fragor/omgangar/{made.inquiry.pk}/").content.decode()
    more = make.organisation(short_name="Laxå")
    client.post(f"/fragor/omgangar/{made.inquiry.pk}/lagg-till/", {"organisation": more.pk})
    added = made.inquiry.recipients.get(organisation=more)
    response = client.post(f"/fragor/omgangar/{made.inquiry.pk}/lagg-till/", {"organisation": more.pk})
    assert "Laxå är redan med." in response.content.decode()
    client.post(f"/fragor/parter/{added.pk}/ta-bort/")
    assert not made.inquiry.recipients.filter(organisation=more).exists()


def test_the_last_day_is_moved_the_round_ended_opened_and_withdrawn(made: Round, as_user: Any) -> None:
    client, path = as_user(made.by), f"/fragor/omgangar/{made.inquiry.pk}/"
    assert "har redan varit" in client.post(f"{path}andra/", {"due_on": "2020-01-01"}).content.decode()
    client.post(f"{path}andra/", {"due_on": "2099-01-31", "text": "Hej"})
    made.inquiry.refresh_from_db()
    assert made.inquiry.due_on == dt.date(2099, 1, 31)
    response = client.post(f"{path}avsluta/", follow=True)
    assert messages_of(response)[-1].startswith("Kvar: ")
    client.post(f"{path}avsluta/", {"utan-resten": "1"})
    made.inquiry.refresh_from_db()
    assert made.inquiry.closed_at
    client.post(f"{path}avsluta/", {"oppna": "1"})
    assert "Skriv varför" in client.post(f"{path}aterkalla/", {"why": ""}).content.decode()
    client.post(f"{path}aterkalla/", {"why": "Fel frågor"})
    assert "Fel frågor" in client.get(path).content.decode()


def test_another_secretary_reads_but_does_not_run_the_round(made: Round, as_user: Any) -> None:
    other = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)
    client = as_user(other)
    assert client.get(f"/fragor/omgangar/{made.inquiry.pk}/").status_code == 200
    assert client.get(f"/fragor/parter/{made.row('Nora').pk}/").status_code == 403
    for step in ("skicka", "paminn", "avsluta", "lagg-till", "andra", "aterkalla"):
        assert client.post(f"/fragor/omgangar/{made.inquiry.pk}/{step}/").status_code == 403
    for step in (
        "godkann",
        "komplettering",
        "angra-godkannande",
        "handlaggare",
        "svarar-inte",
        "paminn",
        "ta-bort",
    ):
        assert client.post(f"/fragor/parter/{made.row('Nora').pk}/{step}/").status_code == 403
    assert client.get(f"/fragor/omgangar/{made.inquiry.pk}/hamta/doc/").status_code == 404


def test_a_protected_handler_is_named_to_administrators_alone(made: Round, as_user: Any) -> None:
    type(made.people["Nora"]).objects.filter(pk=made.people["Nora"].pk).update(protected_identity=True)
    made.says("Nora", insatser="Läger")
    other = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)
    path = f"/fragor/omgangar/{made.inquiry.pk}/"
    administrator = make.user(office_role="administrator")
    assert made.people["Nora"].name in as_user(administrator).get(path).content.decode()
    html = as_user(other).get(path).content.decode()
    assert made.people["Nora"].name not in html
    assert "Skyddade uppgifter" in html
