"""Utskick and the log, as the office reads them (D8)."""

import datetime as dt
import secrets
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from secretariat.registry.actions import log, mail, mail_message
from secretariat.registry.models import LogEntry, OutgoingMail, User
from secretariat.registry.views.mail import STATES
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user: Any, secretary: User) -> Any:
    return as_user(secretary)


def letter(**fields: Any) -> OutgoingMail:
    return OutgoingMail.objects.create(
        **{
            "purpose": "kallelse",
            "to_email": "asta@exempel.se",
            "subject": "Kallelse",
            "body": "Hej Asta",
            **fields,
        }
    )


def subjects(client: Any, **asked: str) -> list[str]:
    return [letter.subject for letter in client.get(reverse("registry:mail-list"), asked).context["letters"]]


def test_letters_are_found_by_word_purpose_and_state(client: Any) -> None:
    now = timezone.now()
    letter(subject="Skickat", delivered_at=now)
    letter(subject="Väntar", to_name="Birger Prov")
    letter(subject="Uppgivet", given_up_at=now, purpose="justering")
    letter(subject="Osäkert", given_up_at=now, handed_over_at=now)
    letter(subject="Samlas", way="daily")
    letter(subject="Bortvalt", way="never")
    assert subjects(client) == ["Bortvalt", "Samlas", "Osäkert", "Uppgivet", "Väntar", "Skickat"]
    assert subjects(client, q="birger") == ["Väntar"]
    assert subjects(client, arende="justering") == ["Uppgivet"]
    assert {state: subjects(client, lage=state) for state in STATES} == {
        "skickat": ["Skickat"], "vantar": ["Väntar"], "misslyckat": ["Uppgivet"], "osakert": ["Osäkert"],
        "samlas": ["Samlas"], "bortvalt": ["Bortvalt"],
    }  # fmt: skip


def test_letters_are_found_by_person_and_by_what_they_are_about(client: Any) -> None:
    asta, body = make.person(name="Asta Prov"), make.body()
    letter(subject="Till Asta", person=asta)
    letter(subject="Om gruppen", about=body)
    letter(subject="Om en person", about=asta)
    assert subjects(client, person=str(asta.pk)) == ["Till Asta"]
    assert subjects(client, om=f"meetings.body-{body.pk}") == ["Om gruppen"]
    both = f"meetings.body-{body.pk},registry.person-{asta.pk}"
    assert subjects(client, om=both) == ["Om en person", "Om gruppen"]
    assert [subjects(client, om=odd) for odd in ("x", "meetings.body-", "no.such-1", "-")] == [[], [], [], []]
    assert subjects(client, person="9" * 30) == []
    page = client.get(reverse("registry:mail-list"), {"person": asta.pk}).content.decode()
    assert "brev till Asta Prov</h2>" in page


def test_the_list_asks_the_same_number_of_questions_for_one_and_three(
    client: Any, django_assert_num_queries: Any
) -> None:
    letter()
    client.get(reverse("registry:mail-list"))
    with django_assert_num_queries(6):
        client.get(reverse("registry:mail-list"))
    letter()
    letter()
    with django_assert_num_queries(6):
        client.get(reverse("registry:mail-list"))


def test_the_shown_list_is_fetched_as_excel_and_csv_without_texts(client: Any) -> None:
    letter(subject="=HYPERLINK(1)", to_name="Asta Prov", person=make.person(name="Asta Prov"))
    letter(subject="Annat", to_name="Birger Prov", delivered_at=timezone.now())
    answer = client.get(reverse("registry:mail-export-csv"), {"q": "hyperlink"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = [line.split(";") for line in answer.content.decode("utf-8-sig").splitlines()]
    assert rows[0] == [
        "utskick_id", "skrivet", "till", "adress", "ärende", "rubrik", "läge", "skickat", "försök", "fel",
        "brevets märke",
    ]  # fmt: skip
    assert [row[2:8] for row in rows[1:]] == [
        ["Asta Prov", "asta@exempel.se", "kallelse", "'=HYPERLINK(1)", "väntar", ""],
    ]  # fmt: skip
    book = client.get(reverse("registry:mail-export"), {"lage": "skickat"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [(row[2], row[5], type(row[7])) for row in sheet[1:]] == [("Birger Prov", "Annat", dt.datetime)]
    assert LogEntry.objects.filter(verb="exporterade utskick").count() == 2


def test_a_letter_is_read_as_it_was_sent_with_its_button(client: Any) -> None:
    sent = letter(action_url="http://127.0.0.1:8000/moten/1/", action_label="Läs kallelsen")
    page = client.get(reverse("registry:mail-detail", args=[sent.pk])).content.decode()
    assert "Hej Asta" in page
    assert '<a class="button primary" href="http://127.0.0.1:8000/moten/1/">Läs kallelsen</a>' in page


def test_letters_that_open_a_login_are_masked_outside_the_demo(client: Any, settings: Any) -> None:
    secret = letter(purpose=mail.LOGIN, body="Kod: ABC123", action_url="/hemlig/", action_label="Öppna")
    url = reverse("registry:mail-detail", args=[secret.pk])
    page = client.get(url).content.decode()
    assert ("ABC123" in page, "/hemlig/" in page) == (False, False)
    assert "Brevet innehåller en kod eller länk för att logga in och visas därför inte." in page
    settings.DEMO = True
    assert "ABC123" in client.get(url).content.decode()


def test_a_personal_link_is_shown_to_its_receiver_alone(client: Any, as_user: Any, settings: Any) -> None:
    """Nobody in the office can answer in another's name (L5); the letter that is sent still has its links."""
    asta = make.user(name="Asta Prov")
    key = secrets.token_urlsafe(32)
    answer = f"http://127.0.0.1:8000/svar/{key}/"
    sent = letter(
        person=asta.person, body=f"Kommer du?\n{answer}?svar=kommer\nMötet: http://127.0.0.1:8000/moten/1/",
        action_url=answer, action_label="Svara på kallelsen",
    )  # fmt: skip
    url = reverse("registry:mail-detail", args=[sent.pk])
    page = client.get(url).content.decode()
    assert (key in page, "Svara på kallelsen" in page) == (False, False)
    assert "http://127.0.0.1:8000/svar/…/?svar=kommer" in page
    assert "http://127.0.0.1:8000/moten/1/" in page
    assert "Brevet har en personlig länk." in page
    own = as_user(asta).get(reverse("registry:mail-mine", args=[sent.pk])).content.decode()
    assert f'href="{answer}"' in own
    assert "Brevet har en personlig länk." not in own
    export = client.get(reverse("registry:mail-export-csv")).content.decode("utf-8-sig")
    assert key not in export
    sent.refresh_from_db()
    assert key in str(mail_message.message_of(sent).message())
    settings.DEMO = True
    assert key in client.get(url).content.decode()


def entries(client: Any, **asked: str) -> list[str]:
    """What the list shows, but for that it has been read."""
    shown = client.get(reverse("registry:log-list"), asked).context["entries"]
    return [entry.verb for entry in shown if entry.verb != "läste loggen"]


def test_the_log_is_searched_by_what_who_and_when(client: Any, secretary: User) -> None:
    asta = make.user(name="Asta Prov")
    log.write("skickade för justering", by=asta, about=make.person(name="Behcet Prov"))
    log.write("ändrade person", by=secretary)
    today = timezone.localdate()
    assert entries(client) == ["ändrade person", "skickade för justering"]
    assert entries(client, q="justering") == ["skickade för justering"]
    assert entries(client, q="behcet") == ["skickade för justering"]
    assert entries(client, vem="asta prov") == ["skickade för justering"]
    assert len(entries(client, fran=str(today), till=str(today))) == 2
    assert entries(client, till=str(today - dt.timedelta(days=1))) == []
    assert entries(client, fran=str(today + dt.timedelta(days=1))) == []


def test_a_date_that_cannot_be_read_is_told(client: Any) -> None:
    response = client.get(reverse("registry:log-list"), {"fran": "03/04/2026", "q": "person"})
    assert response.status_code == 422
    assert "Skriv datumet som 2026-03-04 eller 4 mars 2026." in response.content.decode()
    assert 'value="person"' in response.content.decode()


def test_the_log_asks_the_same_number_of_questions_for_one_and_three(
    client: Any, django_assert_num_queries: Any
) -> None:
    """The last of them writes that the log was read."""
    log.write("provade", by=None)
    client.get(reverse("registry:log-list"))
    with django_assert_num_queries(5):
        client.get(reverse("registry:log-list"))
    log.write("provade", by=None)
    log.write("provade", by=None)
    with django_assert_num_queries(5):
        client.get(reverse("registry:log-list"))
