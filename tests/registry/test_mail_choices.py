"""Directly, gathered once a day, or never: each person's own choice (N5)."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, mail, mail_choices, mail_digest
from secretariat.registry.models import LogEntry, MailChoice, OutgoingMail, User
from tests import make

pytestmark = pytest.mark.django_db
FINISHED = "färdiga anteckningar"
TODAY = dt.date(2026, 3, 18)


@pytest.fixture
def asta() -> User:
    return make.user(name="Asta Prov")


def choose(user: User, way: str, purpose: str = FINISHED) -> None:
    assert user.person
    mail_choices.choose(user.person, {purpose: way}, by=user)


def write(user: User, subject: str = "Klart", **facts: Any) -> OutgoingMail:
    return mail.write(
        **{"purpose": FINISHED, "subject": subject, "body": "Hej.", "to_email": user.email,
           "person": user.person, **facts}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("way", "state"),
    [
        ("direct", "väntar"),
        ("daily", "väntar på dagens samlade brev"),
        ("never", "inte skickat, mottagaren har valt bort det"),
    ],
)
def test_a_letter_goes_as_its_receiver_has_chosen(asta: User, way: str, state: str) -> None:
    choose(asta, way)
    letter = write(asta)
    assert letter.state == state
    assert mail.deliver(letter.pk) is (way == "direct")


def test_another_kind_and_another_person_are_not_touched_by_the_choice(asta: User) -> None:
    choose(asta, "never")
    assert [write(asta, purpose="beslutssammanfattning").state, write(make.user()).state] == ["väntar"] * 2


@pytest.mark.parametrize("purpose", ["kallelse", "justering", mail.LOGIN, "konto"])
def test_kallelse_justering_and_login_always_come_directly(asta: User, purpose: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        choose(asta, "never", purpose)
    assert refused.value.reasons == [f"{mail.KINDS[purpose].words} skickas alltid direkt."]
    MailChoice.objects.create(person=asta.person, purpose=purpose, way="never")
    assert write(asta, purpose=purpose).state == "väntar"


def test_a_letter_that_must_come_asks_no_choice(asta: User) -> None:
    choose(asta, "never")
    assert write(asta, always=True).state == "väntar"


def test_a_kind_nobody_has_declared_is_refused(asta: User) -> None:
    with pytest.raises(KeyError):
        write(asta, purpose="något annat")


def test_letters_to_sixty_are_written_by_as_many_queries_as_to_one(django_assert_num_queries: Any) -> None:
    persons = [make.person() for _ in range(60)]
    MailChoice.objects.create(person=persons[1], purpose=FINISHED, way="never")

    def letters(some: list[Any]) -> list[mail.Letter]:
        return [
            mail.Letter(purpose=FINISHED, subject="K", body="Hej.", to_email="a@exempel.se", person=one)
            for one in some
        ]

    mail.write_many(letters(persons[:1]))
    for some in (persons[:1], persons):
        with django_assert_num_queries(5):  # savepoint, choices, letters, errand, savepoint
            written = mail.write_many(letters(some))
    assert [row.way for row in written[:3]] == ["direct", "never", "direct"]


def test_a_letter_with_a_key_is_written_once(asta: User) -> None:
    letter = mail.Letter(purpose=FINISHED, subject="K", body="Hej.", to_email="a@exempel.se", once="x:1")
    other = mail.Letter(purpose=FINISHED, subject="K", body="Hej.", to_email="b@exempel.se", once="x:2")
    assert [row.to_email for row in mail.write_many([letter])] == ["a@exempel.se"]
    assert [row.to_email for row in mail.write_many([letter, other])] == ["b@exempel.se"]
    assert OutgoingMail.objects.count() == 2


def test_a_person_gets_one_letter_for_the_day_grouped_by_kind_with_links(
    asta: User, settings: Any, mailoutbox: Any
) -> None:
    settings.BASE_URL = "https://exempel.se"
    choose(asta, "daily")
    choose(asta, "daily", "beslutssammanfattning")
    letters = [
        write(asta, "Första"),
        write(asta, "Andra"),
        write(asta, "Besluten", purpose="beslutssammanfattning"),
    ]
    assert [mail_digest.write_digests(today=TODAY) for _ in range(2)] == [1, 0]
    digest = OutgoingMail.objects.get(purpose=mail.DIGEST)
    assert digest.body.splitlines() == [
        "Hej Asta!",
        "",
        "Det här har du fått sedan förra samlade brevet.",
        "",
        "Beslutssammanfattning",
        "- Besluten",
        f"  https://exempel.se/register/mina-utskick/{letters[2].pk}/",
        "",
        "Färdiga anteckningar",
        "- Första",
        f"  https://exempel.se/register/mina-utskick/{letters[0].pk}/",
        "- Andra",
        f"  https://exempel.se/register/mina-utskick/{letters[1].pk}/",
        "",
        "Välj själv vad som ska samlas: https://exempel.se/register/mina-utskick/",
    ]
    assert {one.state for one in digest.gathered.all()} == {"samlat i ett annat brev"}
    assert mail.deliver_waiting() == 1
    assert [one.subject for one in mailoutbox] == ["Samlat utskick: 3 brev"]


def test_what_comes_after_the_days_letter_waits_for_the_next_day(asta: User) -> None:
    choose(asta, "daily")
    write(asta)
    mail_digest.write_digests(today=TODAY)
    late = write(asta, "Sent")
    assert mail_digest.write_digests(today=TODAY) == 0
    assert mail_digest.write_digests(today=TODAY + dt.timedelta(days=1)) == 1
    late.refresh_from_db()
    assert late.digest
    assert late.digest.subject == "Sent"


def test_without_an_account_to_follow_the_links_with_the_letters_go_as_they_are(asta: User) -> None:
    choose(asta, "daily")
    letter = write(asta)
    User.objects.filter(pk=asta.pk).update(is_active=False)
    assert mail_digest.write_digests(today=TODAY) == 0
    assert mail.deliver(letter.pk)


def test_the_night_writes_the_days_letters_and_delivers_them(asta: User, mailoutbox: Any) -> None:
    choose(asta, "daily")
    write(asta)
    for _ in range(2):
        call_command("nightly", verbosity=0)
    assert [one.subject for one in mailoutbox] == ["Klart"]


def test_the_page_shows_what_always_comes_keeps_the_choices_and_lists_the_letters(
    as_user: Any, asta: User, django_assert_num_queries: Any
) -> None:
    client, url = as_user(asta), reverse("registry:mail-choices")
    write(asta, "Min egen")
    write(make.user(), "Någon annans")
    page = client.get(url).content.decode()
    for said in (
        "<strong>Kallelse.</strong>",
        "<strong>Justering.</strong>",
        "<strong>Inloggning.</strong>",
        "Min egen",
    ):
        assert said in page
    assert "Någon annans" not in page
    names = {field.label: name for name, field in client.get(url).context["form"].fields.items()}
    data = dict.fromkeys(names.values(), "direct") | {names["Färdiga anteckningar"]: "daily"}
    answer = client.post(url, data, follow=True)
    assert "Dina val är sparade." in answer.content.decode()
    assert mail_choices.chosen(asta.person)[FINISHED] == "daily"
    assert LogEntry.objects.get(verb="ändrade sina utskick").detail == {"slag": ["Färdiga anteckningar"]}
    with django_assert_num_queries(8):
        client.get(url)
    write(asta)
    write(asta)
    with django_assert_num_queries(8):
        client.get(url)


def test_a_choice_that_is_none_is_told_and_the_rest_is_kept(as_user: Any, asta: User) -> None:
    client, url = as_user(asta), reverse("registry:mail-choices")
    names = list(client.get(url).context["form"].fields)
    data = dict.fromkeys(names, "never") | {names[0]: "ibland"}
    answer = client.post(url, data)
    assert answer.status_code == 422
    assert "Välj något av alternativen." in answer.content.decode()
    assert answer.content.decode().count('<option value="never" selected>') == len(names) - 1
    assert not MailChoice.objects.exists()


def test_an_account_without_a_person_is_told_so(as_user: Any) -> None:
    nobody = User.objects.create_user("system@exempel.se", "hemligt-i-prov")
    page = as_user(nobody).get(reverse("registry:mail-choices")).content.decode()
    assert "Ditt konto hör inte till någon person" in page
    assert as_user(nobody).get(reverse("registry:mail-mine", args=[1])).status_code == 404


def test_one_reads_ones_own_letters_and_no_others(as_user: Any, asta: User, settings: Any) -> None:
    mine, other = write(asta), write(make.user())
    code = write(asta, purpose=mail.LOGIN, body="Kod: ABC123")
    client = as_user(asta)
    assert "Hej." in client.get(reverse("registry:mail-mine", args=[mine.pk])).content.decode()
    assert client.get(reverse("registry:mail-mine", args=[other.pk])).status_code == 404
    assert "ABC123" not in client.get(reverse("registry:mail-mine", args=[code.pk])).content.decode()


def test_who_was_sent_a_file_may_fetch_it_and_nobody_else(as_user: Any, asta: User) -> None:
    stored = files.store_made(b"%PDF-1.7 prov", name="a.pdf", title="Anteckningar")
    choose(asta, "daily")
    letter = write(asta, attachments=[stored])
    assert (
        reverse("registry:file-download", args=[stored.pk])
        in as_user(asta).get(reverse("registry:mail-mine", args=[letter.pk])).content.decode()
    )
    body = make.body()
    other = make.user()
    for user in (asta, other):
        make.membership(seat=make.seat(of=body), person=user.person)
    url = reverse("registry:file-download", args=[stored.pk])
    answers = [as_user(user).get(url) for user in (asta, other)]
    assert [answer.status_code for answer in answers] == [200, 403]
    answers[0].close()


def test_given_up_letters_wait_on_the_offices_start_page_and_on_nobody_elses(
    as_user: Any, asta: User, secretary: User
) -> None:
    for number in range(7):
        letter = write(asta, f"Brev {number}")
        OutgoingMail.objects.filter(pk=letter.pk).update(
            given_up_at=timezone.now(), last_error="Adressen togs inte emot: 550 5.1.1 Okänd"
        )
    unsure = write(asta, "Osäkert")
    OutgoingMail.objects.filter(pk=unsure.pk).update(
        given_up_at=timezone.now(), handed_over_at=timezone.now()
    )
    code = write(asta, "Kod", purpose=mail.LOGIN)
    OutgoingMail.objects.filter(pk=code.pk).update(given_up_at=timezone.now())
    page = as_user(secretary).get(reverse("home:start")).content.decode()
    assert [
        word in page for word in ("Gick det fram?", "Brev 6", "Brev 3", "3 brev till", "Till Asta Prov.")
    ] == [True] * 5
    assert ["Brev 2" in page, "Kod" in page] == [False, False]
    assert "Brev 6" not in as_user(asta).get(reverse("home:start")).content.decode()
