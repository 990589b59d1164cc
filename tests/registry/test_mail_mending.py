"""What a person does about a letter that did not get through (interface: nothing is lost)."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import mail
from secretariat.registry.actions import mail_mending as mending
from secretariat.registry.models import LogEntry, OutgoingMail, Person, User
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user: Any, secretary: User) -> Any:
    return as_user(secretary)


def lost(**facts: Any) -> OutgoingMail:
    """A letter that was given up."""
    letter = mail.write(
        **{
            "purpose": "kallelse",
            "subject": "Kallelse",
            "body": "Hej.",
            "to_email": "asta@exempel.se",
            **facts,
        }
    )
    OutgoingMail.objects.filter(pk=letter.pk).update(
        given_up_at=timezone.now(), attempts=8, last_error="UNREACHABLE"
    )
    letter.refresh_from_db()
    return letter


def unsure() -> OutgoingMail:
    letter = lost()
    letter.handed_over_at = letter.given_up_at
    letter.save()
    return letter


def post(client: Any, name: str, letter: OutgoingMail, **data: str) -> str:
    answer = client.post(reverse(f"registry:{name}", args=[letter.pk]), data, follow=True)
    letter.refresh_from_db()
    return answer.content.decode()


def test_a_letter_that_was_given_up_can_be_sent_again(client: Any) -> None:
    letter = lost()
    url = reverse("registry:mail-detail", args=[letter.pk])
    assert "Skicka igen till asta@exempel.se" in client.get(url).content.decode()
    assert "Brevet skickas igen inom kort." in post(client, "mail-retry", letter)
    assert (letter.given_up_at, letter.attempts, letter.state) == (None, 0, "väntar")
    assert LogEntry.objects.get(verb="skickade brev igen").label == str(letter)[:300]
    assert mail.deliver(letter.pk)
    assert "Skicka igen" not in client.get(url).content.decode()


def test_other_letters_are_not_sent_again(client: Any) -> None:
    waits, sent = lost(), lost()
    OutgoingMail.objects.filter(pk=waits.pk).update(given_up_at=None)
    OutgoingMail.objects.filter(pk=sent.pk).update(delivered_at=timezone.now())
    assert "Brevet väntar redan på att skickas." in post(client, "mail-retry", waits)
    assert "Brevet är redan skickat." in post(client, "mail-retry", sent)


def test_all_that_surely_did_not_go_out_are_sent_again_by_one_button(client: Any) -> None:
    letters, doubtful, code = [lost(), lost()], unsure(), lost(purpose=mail.LOGIN)
    url = reverse("registry:mail-list")
    assert "Skicka alla 3 igen" in client.get(url, {"lage": "misslyckat"}).content.decode()
    page = client.post(reverse("registry:mail-retry-all"), follow=True).content.decode()
    assert "2 brev skickas igen inom kort." in page
    assert set(OutgoingMail.objects.waiting()) == set(letters)
    assert set(OutgoingMail.objects.given_up()) == {doubtful, code}
    page = client.post(reverse("registry:mail-retry-all"), follow=True).content.decode()
    assert "Det finns inga brev att skicka igen." in page


def test_the_right_address_is_kept_on_the_person_and_takes_other_lost_letters_along(client: Any) -> None:
    asta = make.person(email="Asta@exempel.se", email_failed_at=timezone.now())
    letter, other, elsewhere = (
        lost(person=asta),
        lost(person=asta),
        lost(person=asta, to_email="b@exempel.se"),
    )
    page = post(client, "mail-correct", letter, to_email="asta.ny@exempel.se")
    assert "2 brev skickas till asta.ny@exempel.se inom kort." in page
    assert list(Person.objects.filter(pk=asta.pk).values_list("email", "email_failed_at")) == [
        ("asta.ny@exempel.se", None)
    ]
    assert {one.pk: one.to_email for one in OutgoingMail.objects.waiting()} == {
        letter.pk: "asta.ny@exempel.se",
        other.pk: "asta.ny@exempel.se",
    }
    elsewhere.refresh_from_db()
    assert elsewhere.given_up_at
    assert LogEntry.objects.get(verb="rättade adressen på brev").detail == {"antal": 2}


def test_an_address_that_is_none_is_told_and_nothing_is_sent(client: Any) -> None:
    letter = lost()
    answer = client.post(reverse("registry:mail-correct", args=[letter.pk]), {"to_email": "asta på jobbet"})
    assert answer.status_code == 422
    assert "Skriv en e-postadress, till exempel namn@exempel.se." in answer.content.decode()
    assert 'value="asta på jobbet"' in answer.content.decode()
    letter.refresh_from_db()
    assert (letter.given_up_at is None, letter.to_email) == (False, "asta@exempel.se")


def test_an_unsure_letter_is_left_to_a_person_who_knows_or_sends_it_again(client: Any) -> None:
    letter = unsure()
    page = client.get(reverse("registry:mail-detail", args=[letter.pk])).content.decode()
    assert ("Gick det fram?" in page, letter.message_id.strip("<>") in page) == (True, True)
    handed_over_at = letter.handed_over_at
    assert "Nu står det att brevet gick fram." in post(client, "mail-confirm", letter)
    assert (letter.state, letter.delivered_at) == ("skickat", handed_over_at)
    again = unsure()
    name = again.message_id
    post(client, "mail-retry", again)
    assert (again.state, again.message_id) == ("väntar", name)


def test_only_an_unsure_letter_is_confirmed(client: Any, secretary: User) -> None:
    letter = lost()
    with pytest.raises(NotAllowed) as refused:
        mending.confirm(letter, by=secretary)
    assert refused.value.reasons == ["Det är inte osäkert om brevet gick fram."]
    assert "Det är inte osäkert om brevet gick fram." in post(client, "mail-confirm", letter)


def test_a_letter_that_came_back_later_marks_the_address_until_it_is_changed(client: Any) -> None:
    asta = make.person(email="asta@exempel.se")
    letter = mail.write(purpose="kallelse", subject="K", body="Hej.", to_email=asta.email, person=asta)
    assert "Brevet har inte gått ut." in post(client, "mail-bounce", letter)
    mail.deliver(letter.pk)
    post(client, "mail-bounce", letter)
    asta.refresh_from_db()
    assert (letter.state, bool(asta.email_failed_at)) == ("kunde inte skickas", True)
    page = client.get(asta.get_absolute_url()).content.decode()
    assert "Kom inte fram" in page
    form = {"given_name": "Asta", "email": "asta.ny@exempel.se"}
    client.post(reverse("registry:person-edit", args=[asta.pk]), form)
    asta.refresh_from_db()
    assert (asta.email, asta.email_failed_at) == ("asta.ny@exempel.se", None)
