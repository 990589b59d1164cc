"""What a party says: its states follow, the log keeps every word, and what cannot be is refused in words (F2, F4)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from agreements.actions import parties, rounds, versions
from agreements.models import AgreementParty, AgreementVersion, PartyStep
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, Person
from tests import make

from .case import DUE, NOW, TODAY, an_agreement, extract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]
DAY = dt.timedelta(days=1)


def refused(act: object, *args: object, **kwargs: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        act(*args, **kwargs)  # type: ignore[operator]
    return no.value.reasons


def test_a_partys_way_is_written_step_by_step() -> None:
    """Domain 3.3, the whole chain by the link and the office."""
    case = an_agreement("Nora")
    case.says("Nora", case_number="KS 26/88")
    case.says("Nora", case_number="KS 26/88", organ="Kommunstyrelsen")
    planned = {"case_number": "KS 26/88", "organ": "Kommunstyrelsen", "planned_on": TODAY}
    case.says("Nora", **planned)
    case.says("Nora", **planned, outcome="assent", decided_on=TODAY, paragraph="§ 88")
    case.says("Nora", **planned, outcome="assent", decided_on=TODAY, paragraph="88", upload=extract())
    case.signs("Nora")
    rows = PartyStep.objects.filter(party=case.party("Nora")).order_by("pk")
    assert list(rows.values_list("to_state", flat=True)) == [
        "sent", "received", "preparing", "up_for_decision", "assent", "extract_in", "signed", "in_force",
    ]  # fmt: skip
    assert set(rows.values_list("by_words", flat=True)) == {case.by.name, case.people["Nora"].name}
    party = case.party("Nora")
    assert (party.paragraph, party.case_number) == ("88", "KS 26/88")
    told = parties.history(party)
    assert told[-1].changes == [("Diarienummer", "", "KS 26/88")]
    assert len(told) == 5


def test_saying_only_that_one_has_received_it_is_something_and_twice_is_nothing() -> None:
    case = an_agreement("Nora")
    assert case.says("Nora") is True
    assert case.states() == {"Nora": "received"}
    assert case.says("Nora") is False


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ({"outcome": "assent"}, ["Ange vilken dag ni beslutade."]),
        ({"decided_on": TODAY}, ["Välj vad ni beslutade."]),
        (
            {"outcome": "assent", "decided_on": TODAY + DAY},
            ["Beslutsdagen har inte varit än. Skriv den som planerat datum tills beslutet är fattat."],
        ),
        (
            {"outcome": "refused", "decided_on": TODAY},
            ["Skriv hur ert beslut skiljer sig från det föreslagna."],
        ),
        (
            {"outcome": "assent", "decided_on": TODAY, "deviation": "Mer pengar."},
            ["Ni har skrivit en avvikelse. Välj då bifall med ändring, eller ta bort texten."],
        ),
    ],
)
def test_what_does_not_hang_together_is_refused_and_nothing_is_saved(
    said: dict[str, object], reasons: list[str]
) -> None:
    case = an_agreement("Nora")
    assert refused(case.says, "Nora", **said) == reasons
    assert case.states() == {"Nora": "sent"}


def test_another_file_than_pdf_or_word_is_no_extract() -> None:
    case = an_agreement("Nora")
    assert refused(case.says, "Nora", upload=extract("utdrag.xlsx")) == [
        "Protokollsutdraget ska vara en PDF eller ett Word-dokument (.docx)."
    ]


def test_a_changed_decision_has_to_be_handled_anew_and_leads_the_version_back() -> None:
    case = an_agreement("Nora", "Kumla")
    case.decides("Kumla")
    case.decides("Nora", "assent_changed", deviation="Tillägg A.")
    parties.accept_deviation(case.party("Nora"), how="Godtas.", by=case.by, at=NOW)
    assert case.state == "signing"
    case.decides("Nora", "assent_changed", deviation="Tillägg B.")
    assert case.party("Nora").has_open_deviation
    assert case.state == "deviating"
    case.decides("Nora", deviation="")
    assert case.state == "agreed"
    case.says("Nora", organ="Kommunfullmäktige", planned_on=DUE)
    assert (case.state, case.states()["Nora"]) == ("deciding", "up_for_decision")


def test_a_planned_day_that_is_moved_remembers_the_first() -> None:
    case = an_agreement("Nora")
    case.says("Nora", planned_on=TODAY)
    case.says("Nora", planned_on=DUE)
    assert (case.party("Nora").first_planned_on, case.party("Nora").planned_on) == (TODAY, DUE)


def test_whoever_asked_is_told_what_a_party_has_said_and_how_all_stand() -> None:
    case = an_agreement("Nora", "Kumla")
    case.by.person.email = "sekreteraren@exempel.se"  # type: ignore[union-attr]
    case.by.person.save()  # type: ignore[union-attr]
    OutgoingMail.objects.all().delete()
    case.decides("Nora")
    letter = OutgoingMail.objects.get(purpose="besked om överenskommelse")
    assert letter.subject == "Besked från Nora: Samverkan för god hälsa"
    assert "- Utfall: bifall" in letter.body
    assert letter.body.endswith("1 av 2 har beslutat. Kvar: Kumla.")


def test_what_is_withdrawn_not_sent_or_signed_takes_no_answer() -> None:
    case = an_agreement("Nora", send=False)
    assert refused(case.says, "Nora", organ="KS") == [
        "Versionen är ”rekommenderad”. Parterna är inte tillfrågade."
    ]
    versions.send(case.version, by=case.by, at=NOW)
    case.decides("Nora")
    case.signs("Nora")
    assert refused(case.says, "Nora", organ="KF")[0].startswith("Begäran avslutades")


def test_a_handlaggare_hands_over_to_a_colleague_who_gets_a_link() -> None:
    """Part 5: can be shared with a colleague in the same kommun."""
    case = an_agreement("Nora")
    case.letters()
    nora = case.party("Nora")
    person = rounds.pass_on(nora, name="Berta Ny", email="berta@nora.exempel.se", who="Nora")
    assert (person.name, person.organisation) == ("Berta Ny", case.organisations["Nora"])
    assert case.letters() == [("Berta Ny", "Nora ombeds besluta: Samverkan för god hälsa")]
    assert case.party("Nora").handler == person
    assert case.states() == {"Nora": "handler_named"}


def test_nobody_hands_over_outside_the_organisation_or_to_oneself() -> None:
    case = an_agreement("Nora", "Kumla")
    nora, other = case.party("Nora"), case.people["Kumla"]
    assert refused(rounds.pass_on, nora, name="Kumlas", email=other.email, who="x") == [
        "Adressen hör till någon i en annan organisation. Hör av dig till oss."
    ]
    assert refused(rounds.pass_on, nora, name="Jag", email=case.people["Nora"].email.upper(), who="x") == [
        "Det är din egen adress. Skriv kollegans."
    ]
    assert Person.objects.filter(given_name="Kumlas").count() == 0


def test_one_who_has_left_is_told_of_and_not_written_to() -> None:
    case = an_agreement("Nora")
    case.people["Nora"].organisation = make.organisation()
    case.people["Nora"].save()
    assert rounds.trouble_with(case.party("Nora")) == f"{case.people['Nora'].name} är inte kvar hos Nora."
    with pytest.raises(NotAllowed, match="Ingen att påminna"):
        rounds.remind(case.version, by=case.by, at=NOW + DAY)


def test_a_reminder_tells_the_planned_day_and_comes_once_a_day() -> None:
    """F4."""
    case = an_agreement("Nora", "Kumla")
    case.says("Nora", planned_on=DUE)
    case.decides("Kumla")
    case.letters()
    assert rounds.remind(case.version, by=case.by, at=NOW + DAY) == 1
    letter = OutgoingMail.objects.get()
    assert letter.person == case.people["Nora"]
    assert "Ni har planerat att ta upp ärendet onsdag 30 september 2026." in letter.body
    assert refused(rounds.remind, case.version, by=case.by, at=NOW + DAY) == [
        "Ingen att påminna: alla har svarat, har redan fått ett brev i dag eller kan inte nås."
    ]


def test_at_night_each_reminder_is_written_once_though_the_night_comes_twice() -> None:
    """F4: 14 and 3 days before the last day, the day after it and two weeks later."""
    case = an_agreement("Nora")
    case.letters()
    sent = []
    for number in range(60):
        moment = NOW + DAY * number
        sent += [number] * (rounds.remind_by_night(at=moment) + rounds.remind_by_night(at=moment))
    assert sent == [(DUE - DAY * before - TODAY).days for before in (14, 3, -1, -15)]


def test_the_database_refuses_what_must_never_be() -> None:
    case = an_agreement("Nora")
    party = case.party("Nora")
    for wrong in (
        {"outcome": "assent"},
        {"signed_on": TODAY},
        {"left_on": TODAY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreementParty.objects.filter(pk=party.pk).update(**wrong)
    other = AgreementVersion.objects.create(agreement=case.agreement, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementParty.objects.create(
            agreement=case.agreement, version=other, organisation=case.organisations["Nora"]
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementVersion.objects.filter(pk=other.pk).update(starts_on=DUE, ends_on=TODAY)
