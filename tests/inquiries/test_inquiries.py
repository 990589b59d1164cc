"""A question to the parties: every step, and every reason why one is refused (K3, F4)."""

import datetime as dt

import pytest
from django.utils import timezone

from meetings.actions import confirmations
from secretariat.inquiries.actions import inquiries, letters, recipients, reminding, reply_links
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.actions.locks import obstacles_to_changing
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import mail
from secretariat.registry.models import LogEntry, OutgoingMail, Person, PersonalLink
from tests import make
from tests.meetings.confirmation_case import NOW, TODAY, Asking, an_asking, key_for

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def tell(recipient: Recipient) -> mail.Letter:
    assert recipient.handler
    return mail.Letter(
        purpose="begäran om parts beslut", subject="Slut", body="Hej", to_email=recipient.handler.email
    )


def refused(step: object, *args: object, **named: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        step(*args, **named)  # type: ignore[operator]
    return no.value.reasons


def all_decided(asking: Asking) -> None:
    for name in asking.parties:
        asking.decides(name)


# Putting together


def test_a_question_needs_parties_each_once_and_a_day_to_come() -> None:
    party = make.organisation(name="Nora kommun", short_name="Nora")
    asked = [Asked(organisation=party), Asked(organisation=party)]
    found = inquiries.obstacles_to_creating(
        purpose="prov", about=party, parties=asked, due_on=TODAY - DAY, today=TODAY
    )
    assert found == [
        "Nora är med två gånger.",
        "Sista dagen för svar har redan varit. Välj en senare dag.",
    ]
    assert inquiries.obstacles_to_creating(
        purpose="prov", about=party, parties=[], due_on=None, today=TODAY
    ) == ["Välj minst en part."]


def test_two_organs_of_one_party_are_two() -> None:
    party = make.organisation(short_name="Nora")
    asked = [Asked(organisation=party, organ=one) for one in ("Socialnämnden", "Kommunstyrelsen")]
    made = inquiries.create(purpose="prov", title="Prov", about=party, parties=asked, by=None)
    assert [str(one) for one in made.recipients.all()] == [
        f"{party.name}, Socialnämnden",
        f"{party.name}, Kommunstyrelsen",
    ]


def test_a_thing_is_asked_about_once_until_the_question_is_withdrawn() -> None:
    asking = an_asking()
    again = {"purpose": "confirmation", "about": asking.decision, "due_on": None, "today": TODAY}
    parties = [Asked(organisation=asking.parties["Nora"])]
    assert inquiries.obstacles_to_creating(parties=parties, **again) == [  # type: ignore[arg-type]
        "Parterna är redan tillfrågade. Öppna den begäran som finns."
    ]
    inquiries.withdraw(asking.inquiry, why="Fel beslut", by=None, tell=tell)
    assert inquiries.obstacles_to_creating(parties=parties, **again) == []  # type: ignore[arg-type]


def test_a_party_is_added_once() -> None:
    asking = an_asking()
    again = Asked(organisation=asking.parties["Nora"])
    assert refused(confirmations.add, asking.request, again, by=asking.by) == ["Nora är redan med."]
    more = make.organisation(name="Örebro kommun", short_name="Örebro")
    handler = make.person(email="o@exempel.se", organisation=more)
    asking.letters()
    confirmations.add(asking.request, Asked(organisation=more, handler=handler), by=asking.by)
    assert [name for name, _ in asking.letters()] == [handler.name]


def test_a_party_that_has_answered_stays() -> None:
    asking = an_asking()
    asking.decides("Nora")
    assert refused(confirmations.remove, asking.row("Nora"), by=asking.by) == [
        "Nora har redan svarat och kan inte tas bort."
    ]
    key = key_for(asking.people["Kumla"])
    asking.letters()
    confirmations.remove(asking.row("Kumla"), by=asking.by)
    assert [name for name, _ in asking.letters()] == [asking.people["Kumla"].name]
    assert reply_links.find(key)[0] is None


# Sending


def test_sending_writes_one_letter_to_each_with_a_link_of_its_own() -> None:
    asking = an_asking(send=False)
    assert confirmations.send(asking.request, by=asking.by, at=NOW) == 3
    rows = OutgoingMail.objects.order_by("pk")
    assert sorted(row.to_name for row in rows) == sorted(one.name for one in asking.people.values())
    assert len({row.action_url for row in rows}) == 3
    assert PersonalLink.objects.filter(purpose="inquiry").count() == 3
    assert all(row.sent_at == NOW for row in asking.inquiry.recipients.all())
    assert refused(confirmations.send, asking.request, by=asking.by, at=NOW) == ["Begäran är redan skickad."]


def test_a_party_without_handler_is_no_reason_but_all_of_them_are() -> None:
    asking = an_asking("Nora", "Kumla", send=False)
    recipients.name_handler(asking.row("Nora"), None, by=None, compose=None)  # type: ignore[arg-type]
    assert inquiries.obstacles_to_sending(asking.inquiry, today=TODAY) == []
    recipients.name_handler(asking.row("Kumla"), None, by=None, compose=None)  # type: ignore[arg-type]
    assert inquiries.obstacles_to_sending(asking.inquiry, today=TODAY) == [
        "Ingen part har en handläggare som kan få brev. Utse minst en."
    ]
    Recipient.objects.all().delete()
    assert inquiries.obstacles_to_sending(asking.inquiry, today=TODAY) == ["Lägg till minst en part."]


def test_nothing_is_sent_after_the_last_day() -> None:
    asking = an_asking(send=False)
    assert inquiries.obstacles_to_sending(asking.inquiry, today=dt.date(2026, 10, 1)) == [
        "Sista dagen för svar har varit. Ändra den först."
    ]
    asking.inquiry.recipients.all()
    later = timezone.localdate() + 30 * DAY
    inquiries.change(asking.inquiry, due_on=later, text="Ny dag", by=asking.by)
    assert (asking.inquiry.due_on, asking.inquiry.text) == (later, "Ny dag")
    with pytest.raises(NotAllowed):
        inquiries.change(asking.inquiry, due_on=timezone.localdate() - DAY, text="", by=asking.by)


# Who answers


def left_the_party(person: Person) -> None:
    person.organisation = make.organisation()
    person.save()


def bounced(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(email_failed_at=NOW)


def closed_account(person: Person) -> None:
    make.user(person=person, is_active=False)


def no_address(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(email="")


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (left_the_party, "{} är inte kvar hos Nora."),
        (bounced, "Brevet till {} kom inte fram."),
        (closed_account, "{} är inte kvar, kontot är avslutat."),
        (no_address, "{} saknar e-postadress."),
    ],
)
def test_a_handler_who_has_left_shows_is_not_written_to_and_can_be_replaced(
    happens: object, words: str
) -> None:
    asking = an_asking()
    person = asking.people["Nora"]
    key = key_for(person)
    happens(person)  # type: ignore[operator]
    assert letters.trouble_with(asking.row("Nora")) == words.format(person.name)
    assert asking.row("Nora") not in reminding.to_remind(asking.inquiry, at=NOW + DAY)
    new = make.person(name="Ny Person", email="ny@exempel.se", organisation=asking.parties["Nora"])
    asking.letters()
    confirmations.name_handler(asking.row("Nora"), new, by=asking.by, at=NOW + DAY)
    assert asking.letters()[0][0] == "Ny Person"
    assert reply_links.find(key)[0] is None
    assert letters.trouble_with(asking.row("Nora")) == ""
    assert asking.row("Nora").sent_at == NOW + DAY


def test_a_handler_is_of_the_party_and_has_an_address() -> None:
    asking = an_asking()
    other = make.person(name="Olle Annan", organisation=make.organisation(name="Annan kommun"))
    assert refused(confirmations.name_handler, asking.row("Nora"), other, by=asking.by) == [
        "Olle Annan hör till Annan kommun. Välj någon hos Nora.",
        "Olle Annan saknar e-postadress. Lägg till den först.",
    ]


def test_naming_the_same_handler_again_changes_nothing() -> None:
    asking = an_asking()
    key = key_for(asking.people["Nora"])
    asking.letters()
    confirmations.name_handler(asking.row("Nora"), asking.people["Nora"], by=asking.by)
    assert asking.letters() == []
    assert reply_links.find(key)[0] is not None


def test_a_new_handler_is_put_in_the_register_with_name_and_address() -> None:
    asking = an_asking()
    row = asking.row("Nora")
    assert confirmations.obstacles_to_naming_new(row, name=" ", email="") == [
        "Skriv handläggarens namn.",
        "Skriv handläggarens e-postadress, dit brevet ska gå.",
    ]
    known = asking.people["Kumla"]
    assert confirmations.obstacles_to_naming_new(row, name="Någon", email=known.email.upper()) == [
        f"{known.name} har redan adressen {known.email.upper()}. Välj {known.name} i listan."
    ]
    made = confirmations.name_new_handler(row, name="Eva von Ny", email="eva@exempel.se", by=asking.by)
    assert (made.given_name, made.family_name, made.organisation) == ("Eva", "von Ny", asking.parties["Nora"])
    assert asking.row("Nora").handler == made


# Reminding


def test_never_more_than_one_letter_a_day() -> None:
    asking = an_asking()
    nobody = ["Ingen att påminna: alla har svarat, har redan fått ett brev i dag eller kan inte nås."]
    assert refused(confirmations.remind, asking.request, by=asking.by, at=NOW) == nobody
    tomorrow = NOW + DAY
    only = asking.row("Nora")
    assert confirmations.remind(asking.request, by=asking.by, at=tomorrow, only=only) == 1
    assert refused(confirmations.remind, asking.request, by=asking.by, at=tomorrow, only=only) == [
        "Parten har redan fått ett brev i dag, har svarat eller kan inte nås."
    ]
    asking.decides("Kumla", at=tomorrow)
    assert confirmations.remind(asking.request, by=asking.by, at=tomorrow) == 1
    assert [asking.row(name).reminders for name in ("Nora", "Kumla", "Laxå")] == [1, 0, 1]


def test_nobody_is_reminded_before_it_is_sent_or_after_it_is_over() -> None:
    asking = an_asking(send=False)
    assert reminding.obstacles_to_reminding(asking.inquiry) == ["Begäran är inte skickad än."]
    inquiries.withdraw(asking.inquiry, why="Fel", by=asking.by, tell=tell, at=NOW)
    assert reminding.obstacles_to_reminding(asking.inquiry) == ["Begäran återkallades 1 september 2026: Fel"]


def test_the_night_reminds_each_once_for_each_of_its_days() -> None:
    asking = an_asking()
    asking.decides("Laxå")
    due = dt.datetime(2026, 9, 30, 3, 0, tzinfo=NOW.tzinfo)
    sent = []
    for days in range(-16, 20):
        for _ in range(2):
            asking.letters()
            if confirmations.remind_by_night(at=due + days * DAY):
                sent.append((days, len(asking.letters())))
    assert sent == [(-14, 2), (-3, 2), (1, 2), (15, 2)]


def test_a_reminder_tells_what_the_party_has_planned() -> None:
    asking = an_asking("Nora")
    asking.says("Nora", planned_on=dt.date(2026, 10, 6))
    confirmations.remind(asking.request, by=asking.by, at=NOW + DAY)
    letter = OutgoingMail.objects.order_by("pk").last()
    assert letter
    assert "Ni har planerat att ta upp ärendet tisdag 6 oktober 2026." in letter.body


# The end


def test_withdrawing_needs_a_reason_tells_everybody_and_closes_the_links() -> None:
    asking = an_asking()
    assert inquiries.obstacles_to_withdrawing(asking.inquiry, why=" ") == [
        "Skriv varför begäran återkallas. Parterna får läsa det."
    ]
    keys = [key_for(one) for one in asking.people.values()]
    asking.decides("Nora")
    asking.letters()
    confirmations.withdraw(asking.request, why="Beslutet görs om", by=asking.by, at=NOW)
    told = asking.letters()
    assert sorted(name for name, _ in told) == sorted(one.name for one in asking.people.values())
    assert {subject for _, subject in told} == {f"Återkallat: besked om {asking.decision.number}"}
    assert not PersonalLink.objects.standing().filter(purpose="inquiry").exists()
    assert [reply_links.find(key)[0] is not None for key in keys] == [
        True
    ] * 3  # the page says that it is over
    over = ["Begäran återkallades 1 september 2026: Beslutet görs om"]
    assert obstacles_to_changing(asking.inquiry) == over
    assert refused(asking.decides, "Kumla") == over
    assert refused(confirmations.withdraw, asking.request, why="Igen", by=asking.by) == over
    assert refused(confirmations.reopen, asking.request, by=asking.by) == [
        "Begäran är återkallad. Gör en ny."
    ]
    assert asking.confirmation("Nora").outcome == "assent"


def test_closing_needs_all_to_have_answered_and_deviations_to_be_handled() -> None:
    asking = an_asking()
    unsent = Inquiry(due_on=None)
    assert inquiries.obstacles_to_closing(unsent) == ["Begäran är inte skickad än."]
    asking.decides("Nora", "refused")
    asking.decides("Kumla")
    assert refused(confirmations.close, asking.request, by=asking.by) == [
        "Kvar: Laxå. Notera att de inte svarar, eller återkalla begäran.",
        "Avvikelsen är inte hanterad: Nora.",
    ]


def test_a_closed_one_takes_no_answers_until_it_is_opened_again() -> None:
    asking = an_asking()
    all_decided(asking)
    confirmations.close(asking.request, by=asking.by, at=NOW)
    assert refused(asking.says, "Nora") == ["Begäran avslutades 1 september 2026."]
    assert refused(confirmations.close, asking.request, by=asking.by) == [
        "Begäran avslutades 1 september 2026."
    ]
    confirmations.reopen(asking.request, by=asking.by)
    assert asking.decides("Nora", "refused")


def test_a_party_that_does_not_answer_is_noted_with_why_and_may_answer_later() -> None:
    asking = an_asking()
    assert recipients.obstacles_to_excusing(asking.row("Nora"), why="") == [
        "Skriv varför parten inte svarar."
    ]
    recipients.excuse(asking.row("Nora"), why="Går ur samverkan", by=asking.by)
    assert asking.row("Nora") not in reminding.to_remind(asking.inquiry, at=NOW + DAY)
    asking.decides("Nora")
    assert asking.row("Nora").excused_at is None
    assert recipients.obstacles_to_excusing(asking.row("Nora"), why="x") == ["Nora har svarat."]


def test_every_step_stands_in_the_log() -> None:
    asking = an_asking("Nora", send=False)
    LogEntry.objects.filter(pk=0)
    confirmations.send(asking.request, by=asking.by, at=NOW)
    confirmations.remind(asking.request, by=asking.by, at=NOW + DAY)
    asking.decides("Nora")
    confirmations.close(asking.request, by=asking.by)
    confirmations.reopen(asking.request, by=asking.by)
    confirmations.withdraw(asking.request, why="Slut", by=asking.by)
    verbs = list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[verbs.index("förberedde förfrågan") :] == [
        "förberedde förfrågan", "skickade förfrågan", "påminde om förfrågan", "lämnade parts besked",
        "avslutade förfrågan", "öppnade förfrågan igen", "återkallade personlig länk",
        "återkallade personlig länk", "återkallade förfrågan",
    ]  # fmt: skip
