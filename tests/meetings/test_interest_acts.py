"""Which parties want to join in: asking, answering, reminding, ending, and every refusal (K11)."""

import datetime as dt

import pytest

from meetings.actions import interest_answers, interest_tables, interests
from meetings.actions.interest_answers import OFFICE, Said
from meetings.interest_words import Voice, summary
from meetings.models import Interest, InterestCall
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, Person
from tests import make

from .interest_case import DUE, NOW, TITLE, TODAY, Calling, a_calling, an_item, key_for

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def calling() -> Calling:
    return a_calling()


def refused(step: object, *args: object, **named: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        step(*args, **named)  # type: ignore[operator]
    return no.value.reasons


def said(calling: Calling) -> str:
    return str(interest_tables.compiled(calling.inquiry, user=calling.by, today=TODAY).summary)


# The words


@pytest.mark.parametrize(
    ("voices", "words"),
    [
        ([], "Ingen part är tillfrågad."),
        ([Voice("Nora")], "Nora har inte svarat."),
        ([Voice("Nora", "maybe")], "Nora vill kanske vara med."),
        ([Voice("Nora"), Voice("Kumla")], "Ingen av 2 har svarat."),
        ([Voice("Nora", "yes"), Voice("Kumla", "yes")], "Båda vill vara med. Ja: Nora och Kumla."),
        ([Voice("Nora", "no"), Voice("Kumla")], "Ingen av 2 vill vara med än. Kvar: Kumla. Nej: Nora."),
        (
            [Voice("Nora", "no"), Voice("Kumla", is_excused=True)],
            "Ingen av 2 vill vara med. Nej: Nora. Svarar inte: Kumla.",
        ),
        ([Voice(name, "yes") for name in "ABC"], "Alla 3 vill vara med. Ja: A, B och C."),
    ],
)
def test_the_sentence(voices: list[Voice], words: str) -> None:
    assert str(summary(voices)) == words


# Asking


def test_the_parties_are_asked_by_letters_with_a_link_each(calling: Calling) -> None:
    letters = list(OutgoingMail.objects.order_by("pk"))
    assert [one.subject for one in letters] == [
        f"Vill {name} vara med? {TITLE}" for name in ("Nora", "Kumla", "Laxå")
    ]
    first = letters[0]
    for words in (
        f"Vi undrar om {calling.parties['Nora']} vill vara med: {TITLE}",
        "Ett försök under 2027.",
        f"Frågan kommer från punkt 1, {calling.body.name}",
        "Svara senast onsdag 30 september 2026.",
        f"Frågor? Hör av dig till {calling.by.person.name}",
    ):
        assert words in first.body
    assert len({key_for(person) for person in calling.people.values()}) == 3
    assert (first.purpose, first.reply_to) == ("fråga om intresse", calling.by.person.email)
    assert said(calling) == "Ingen av 3 har svarat."


def test_a_question_about_a_matter_comes_from_who_answers_for_it() -> None:
    anna = make.person(name="Anna Ansvarig", email="anna@exempel.se", phone="019-10 10 10")
    calling = a_calling(with_matter=True, send=False)
    type(calling.about).objects.filter(pk=calling.about.pk).update(responsible=anna)
    interests.send(interests.calls().get(), by=calling.by, at=NOW)
    first = OutgoingMail.objects.order_by("pk")[0]
    assert f"Frågan kommer från ärende {calling.about}." in first.body
    assert "Frågor? Hör av dig till Anna Ansvarig, 019-10 10 10." in first.body
    assert (first.from_name, first.reply_to) == ("Anna Ansvarig", "anna@exempel.se")


def test_what_stands_in_the_way_of_asking(calling: Calling) -> None:
    asked = [Asked(organisation=calling.parties["Nora"])]
    again = refused(interests.ask, calling.about, title="Igen", parties=asked, by=calling.by, today=TODAY)
    assert again == ["Parterna är redan tillfrågade. Öppna den fråga som finns."]
    item = an_item(calling.body, calling.by)
    nothing = refused(
        interests.ask, item, title=" ", parties=[], by=calling.by, due_on=TODAY - DAY, today=TODAY
    )
    assert nothing == [
        "Skriv vad parterna kan vara med i.",
        "Välj minst en part.",
        "Sista dagen för svar har redan varit. Välj en senare dag.",
    ]
    type(item).objects.filter(pk=item.pk).update(removed_at=NOW)
    item.refresh_from_db()
    assert refused(interests.ask, item, title="Den", parties=asked, by=calling.by, today=TODAY) == [
        "Punkten är borttagen. Lägg tillbaka den först."
    ]
    matter = make.matter(by=calling.by)
    type(matter).objects.filter(pk=matter.pk).update(state="closed", closed_at=NOW, outcome="Klart.")
    matter.refresh_from_db()
    assert refused(interests.ask, matter, title="Den", parties=asked, by=calling.by, today=TODAY) == [
        "Ärendet är avslutat. Öppna det igen först."
    ]
    assert InterestCall.objects.count() == 1


def test_those_asked_first_are_the_matters_parties_then_the_groups() -> None:
    party, seated = make.organisation(short_name="Nora"), make.organisation(short_name="Kumla")
    body = make.body()
    make.seat(of=body, organisation=seated)
    matter = make.matter(body=body)
    assert interests.parties_of(matter) == [seated]
    matter.parties.add(party)
    assert interests.parties_of(matter) == [party]
    assert interests.parties_of(make.item(of=make.meeting(bodies=[body]))) == [seated]
    assert interests.parties_of(make.matter()) == []


def test_one_more_party_gets_its_letter_at_once(calling: Calling) -> None:
    calling.letters()
    party = make.organisation(short_name="Örebro")
    eva = make.person(name="Eva Ny", email="eva@exempel.se", organisation=party)
    made = interests.add(calling.call, Asked(organisation=party, handler=eva), by=calling.by)
    assert calling.letters() == [("Eva Ny", f"Vill Örebro vara med? {TITLE}")]
    assert Interest.objects.get(recipient=made).answer == ""
    assert refused(interests.add, calling.call, Asked(organisation=party), by=calling.by) == [
        "Örebro är redan med."
    ]


def test_a_party_is_taken_out_and_told_unless_it_has_answered(calling: Calling) -> None:
    calling.letters()
    calling.says("Kumla", "yes")
    calling.letters()
    interests.remove(calling.row("Nora"), by=calling.by)
    assert calling.letters() == [(calling.people["Nora"].name, f"Behövs inte: {TITLE}")]
    assert refused(interests.remove, calling.row("Kumla"), by=calling.by) == [
        "Kumla har redan svarat och kan inte tas bort."
    ]


def test_a_new_person_may_be_put_in_the_register_and_gets_the_letter(calling: Calling) -> None:
    calling.letters()
    made = interests.name_new_handler(
        calling.row("Nora"), name="Eva Ny", email="eva@exempel.se", by=calling.by
    )
    assert (made.organisation, calling.row("Nora").handler) == (calling.parties["Nora"], made)
    assert calling.letters() == [("Eva Ny", f"Vill Nora vara med? {TITLE}")]
    taken = calling.people["Kumla"]
    reasons = refused(
        interests.name_new_handler, calling.row("Laxå"), name="Någon", email=taken.email, by=calling.by
    )
    assert reasons == [f"{taken.name} har redan adressen {taken.email}. Välj {taken.name} i listan."]
    assert not Person.objects.filter(given_name="Någon").exists()


# Answering


def test_an_answer_is_kept_told_and_counted(calling: Calling) -> None:
    calling.letters()
    assert calling.says("Nora", "maybe", condition="Om regionen är med.", contact="Eva Ek", phone="070-1")
    assert said(calling) == "Ingen av 3 vill vara med än. Kvar: Kumla och Laxå. Kanske: Nora."
    letter = OutgoingMail.objects.get()
    assert (letter.to_name, letter.subject) == (calling.by.person.name, f"Svar från Nora: {TITLE}")
    for words in (
        "- Svar: kanske",
        "- Villkor eller kommentar: Om regionen är med.",
        "- Kontaktperson: Eva Ek",
    ):
        assert words in letter.body
    assert said(calling) in letter.body
    row = calling.row("Nora")
    assert (row.answered_at, row.answered_by, row.answered_how) == (NOW, calling.people["Nora"].name, "link")


def test_a_changed_answer_stands_beside_the_one_before_in_the_history(calling: Calling) -> None:
    calling.says("Nora", "maybe", condition="Kanske i höst.")
    assert calling.says("Nora", "yes") is True
    assert calling.says("Nora", "yes") is False
    latest, first = interest_answers.history(calling.interest("Nora"))
    assert latest.changes == [
        ("Svar", "kanske", "vill vara med"),
        ("Villkor eller kommentar", "Kanske i höst.", ""),
    ]
    assert [one[0] for one in first.changes] == ["Svar", "Villkor eller kommentar"]
    assert LogEntry.objects.filter(verb=interest_answers.VERB).count() == 2


def test_what_the_office_fills_in_is_told_to_nobody_also_before_anything_is_sent() -> None:
    calling = a_calling(send=False)
    calling.says("Nora", "yes", how=OFFICE)
    assert calling.letters() == []
    assert (calling.row("Nora").answered_how, said(calling)) == (
        "office", "1 av 3 vill vara med. Kvar: Kumla och Laxå. Ja: Nora.",
    )  # fmt: skip


@pytest.mark.parametrize("answer", ["", "ja", "YES"])
def test_an_answer_is_yes_maybe_or_no(answer: str, calling: Calling) -> None:
    assert refused(calling.says, "Nora", answer) == ["Välj ja, kanske eller nej."]


def test_nothing_is_answered_when_it_is_over(calling: Calling) -> None:
    interests.withdraw(calling.call, why="Pengarna tog slut.", by=calling.by, at=NOW)
    assert refused(calling.says, "Nora", "yes") == [
        "Frågan återkallades 1 september 2026: Pengarna tog slut."
    ]
    assert interest_answers.obstacles_to_answering(calling.inquiry, Said(answer="yes"))


# Reminding


def test_those_who_are_left_are_reminded_once_a_day(calling: Calling) -> None:
    calling.says("Nora", "no")
    calling.letters()
    assert refused(interests.remind, calling.call, by=calling.by, at=NOW) == [
        "Ingen att påminna: alla har svarat, har redan fått ett brev i dag eller kan inte nås."
    ]
    assert interests.remind(calling.call, by=calling.by, at=NOW + 2 * DAY) == 2
    assert [subject for _, subject in calling.letters()] == [
        f"Påminnelse, vill {name} vara med? {TITLE}" for name in ("Kumla", "Laxå")
    ]
    only = calling.row("Laxå")
    assert interests.remind(calling.call, by=calling.by, at=NOW + 3 * DAY, only=only) == 1


def test_by_night_reminders_go_on_four_days_and_once_each(calling: Calling) -> None:
    calling.says("Nora", "yes")
    calling.letters()
    sent = {}
    for days in range(-20, 25):
        at = dt.datetime.combine(DUE, NOW.timetz()) + days * DAY
        if (number := interests.remind_by_night(at=at)) and at > NOW:
            sent[days] = number
        assert interests.remind_by_night(at=at) == 0
    assert sent == {-14: 2, -3: 2, 1: 2, 15: 2}


def test_no_reminders_by_night_without_a_last_day() -> None:
    a_calling(due_on=None)
    assert interests.remind_by_night(at=NOW + 20 * DAY) == 0


# The end


def test_ending_notes_those_who_are_left_as_not_answering(calling: Calling) -> None:
    calling.says("Nora", "yes")
    interests.close(calling.call, by=calling.by, at=NOW)
    assert said(calling) == "1 av 3 vill vara med. Ja: Nora. Svarar inte: Kumla och Laxå."
    assert refused(calling.says, "Kumla", "yes") == ["Frågan avslutades 1 september 2026."]
    assert refused(interests.close, calling.call, by=calling.by) == ["Frågan avslutades 1 september 2026."]
    interests.reopen(calling.call, by=calling.by)
    calling.says("Kumla", "yes")
    assert said(calling) == "2 av 3 vill vara med. Kvar: Laxå. Ja: Kumla och Nora."


def test_one_that_is_not_sent_cannot_be_ended() -> None:
    calling = a_calling(send=False)
    assert refused(interests.close, calling.call, by=calling.by) == ["Frågan är inte skickad än."]
    assert said(calling) == "Ingen av 3 har svarat."


def test_taking_it_back_needs_a_reason_and_tells_everybody(calling: Calling) -> None:
    calling.letters()
    assert refused(interests.withdraw, calling.call, why=" ", by=calling.by) == [
        "Skriv varför frågan återkallas. Parterna får läsa det."
    ]
    interests.withdraw(calling.call, why="Fel fråga.", by=calling.by, at=NOW)
    assert calling.letters() == [
        (calling.people[name].name, f"Återkallat: {TITLE}") for name in ("Nora", "Kumla", "Laxå")
    ]
    asked = [Asked(organisation=calling.parties["Nora"])]
    assert interests.ask(calling.about, title="Rätt fråga", parties=asked, by=calling.by, today=TODAY)
