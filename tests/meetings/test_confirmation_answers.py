"""What a party has decided: told in parts, changed later, refused with words, deviations handled (K3)."""

import datetime as dt
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from meetings.actions import confirmation_answers, confirmations
from meetings.actions.confirmation_answers import LINK, Said, changed_afterwards, history
from meetings.models import Decision
from secretariat.inquiries.actions import rounds
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, Person

from .approval_case import a_case
from .confirmation_case import NOW, TODAY, Asking, a_decided_case, an_asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Asking:
    return an_asking("Nora")


@pytest.fixture
def asking(made: Asking) -> Asking:
    return deepcopy(made)


PDF = b"%PDF-1.4 utdrag"


def upload(name: str = "utdrag.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def obstacles(asking: Asking, **said: object) -> list[str]:
    return confirmation_answers.obstacles_to_answering(asking.inquiry, Said(**said), today=TODAY)  # type: ignore[arg-type]


# Which decisions


def test_only_a_numbered_decision_of_finished_minutes_is_confirmed() -> None:
    case = a_case()
    decision = Decision.objects.filter(meeting=case.meeting).earliest("position")
    assert confirmations.obstacles_to_asking(decision) == [
        "Anteckningarna är inte färdiga än. Fråga parterna när texten inte längre kan ändras.",
        "Beslutet har inget nummer. Numret ges när anteckningarna skickas ut.",
    ]


def test_a_reported_or_a_superseded_decision_is_not_confirmed() -> None:
    case, decision = a_decided_case()
    later = Decision.objects.get(meeting=case.meeting, running=2)
    Decision.objects.filter(pk=later.pk).update(supersedes=decision)
    assert confirmations.obstacles_to_asking(decision) == [f"Beslutet är ersatt av {later.number}."]
    decision.is_own = False
    assert confirmations.obstacles_to_asking(decision) == [
        "Beslutet är rapporterat från någon annan. Fråga parterna om gruppens egna beslut."
    ]


def test_all_reasons_are_told_at_once_and_nothing_is_made() -> None:
    case, decision = a_decided_case()
    with pytest.raises(NotAllowed) as no:
        confirmations.ask(decision, parties=[], by=case.secretary, due_on=dt.date(2020, 1, 1))
    assert no.value.reasons == [
        "Välj minst en part.",
        "Sista dagen för svar har redan varit. Välj en senare dag.",
    ]
    assert not decision.confirmation_requests.exists()


def test_who_answered_the_last_time_is_handler_again() -> None:
    asking = an_asking("Nora", "Kumla")
    assert rounds.known_handlers(list(asking.parties.values())) == {
        asking.parties[name].pk: asking.people[name] for name in ("Nora", "Kumla")
    }


# Answering


def test_the_planned_day_first_and_the_decision_later(asking: Asking) -> None:
    assert asking.says("Nora", planned_on=dt.date(2026, 9, 8), organ="Kommunstyrelsen")
    assert asking.row("Nora").answered_at is None
    assert asking.says("Nora", planned_on=dt.date(2026, 10, 6), organ="Kommunstyrelsen")
    moved = asking.confirmation("Nora")
    assert (moved.first_planned_on, moved.planned_on) == (dt.date(2026, 9, 8), dt.date(2026, 10, 6))
    at = dt.datetime(2026, 10, 7, 9, 0, tzinfo=NOW.tzinfo)
    decided = dt.date(2026, 10, 6)
    assert asking.says(
        "Nora", planned_on=decided, decided_on=decided, outcome="assent", paragraph="§ 88", at=at
    )
    row = asking.row("Nora")
    assert (row.answered_at, row.answered_by, row.answered_how) == (at, asking.people["Nora"].name, "link")
    assert asking.confirmation("Nora").paragraph == "88"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"outcome": "assent"}, "Ange vilken dag ni beslutade."),
        ({"decided_on": TODAY}, "Välj vad ni beslutade."),
        (
            {"outcome": "assent", "decided_on": TODAY + dt.timedelta(days=1)},
            "Beslutsdagen har inte varit än. Skriv den som planerat datum tills beslutet är fattat.",
        ),
        (
            {"outcome": "assent", "decided_on": TODAY, "deviation": "Ett tillägg"},
            "Ni har skrivit en avvikelse. Välj då bifall med ändring, eller ta bort texten.",
        ),
        *(
            ({"outcome": one, "decided_on": TODAY, "deviation": " "},
             "Skriv hur ert beslut skiljer sig från det föreslagna.")
            for one in ("assent_changed", "referred_back", "refused", "abstained")
        ),
    ],
)  # fmt: skip
def test_half_an_answer_is_refused_with_what_is_missing(
    asking: Asking, said: dict[str, object], words: str
) -> None:
    assert obstacles(asking, **said) == [words]


def test_a_document_is_kept_and_stays_when_other_things_change(asking: Asking) -> None:
    said = Said(outcome="assent", decided_on=TODAY)
    who = {"how": LINK, "who": "Någon", "at": NOW}
    assert confirmation_answers.answer(asking.confirmation("Nora"), said, upload=upload(), **who)  # type: ignore[arg-type]
    first = asking.confirmation("Nora").extract
    assert first
    assert (first.name, first.uploaded_by) == ("utdrag.pdf", None)
    more = Said(outcome="assent", decided_on=TODAY, paragraph="7")
    confirmation_answers.answer(asking.confirmation("Nora"), more, **who)  # type: ignore[arg-type]
    assert asking.confirmation("Nora").extract == first


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("utdrag.png", b"\x89PNG"), "Protokollsutdraget ska vara en PDF eller ett Word-dokument (.docx)."),
        (("utdrag", PDF), "Protokollsutdraget ska vara en PDF eller ett Word-dokument (.docx)."),
        (
            ("utdrag.pdf", b"inte en pdf"),
            "Filen heter .pdf men innehåller något annat. Öppna den och spara den på nytt.",
        ),
        (("utdrag.pdf", b""), "Filen är tom. Välj en annan fil."),
    ],
)
def test_another_file_is_refused_and_nothing_of_the_answer_is_saved(
    asking: Asking, given: tuple[str, bytes], words: str
) -> None:
    with pytest.raises(NotAllowed) as no:
        confirmation_answers.answer(
            asking.confirmation("Nora"), Said(organ="KS"), how=LINK, who="", upload=upload(*given)
        )
    assert no.value.reasons == [words]
    assert asking.confirmation("Nora").organ == ""


@override_settings(FILE_UPLOAD_MAX_SIZE=4)
def test_too_large_a_file_is_refused() -> None:
    assert confirmation_answers.obstacles_to_attaching(upload()) == [
        "Filen är 1 MB. Högst 0 MB går att ladda upp."
    ]


def test_saying_the_same_again_is_nothing_new(asking: Asking) -> None:
    asking.decides("Nora")
    asking.letters()
    assert not asking.decides("Nora")
    assert asking.letters() == []
    assert len(history(asking.confirmation("Nora"))) == 1


def test_whoever_asked_is_told_and_how_all_stand() -> None:
    asking = an_asking()
    Person.objects.filter(pk=asking.by.person_id).update(email="m@exempel.se")
    asking.letters()
    asking.decides("Nora", "refused")
    letter = OutgoingMail.objects.get()
    assert letter.subject == f"Besked från Nora: {asking.decision.number}"
    assert "Utfall: avslag" in letter.body
    assert (
        "1 av 3 har beslutat. Kvar: Kumla och Laxå. Ett av besluten avviker: Nora har avslagit."
        in letter.body
    )
    asking.letters()
    asking.says("Kumla", how="office", organ="KS")
    assert asking.letters() == []


# Changed later


def test_a_later_change_is_kept_and_shown_with_what_stood_before(asking: Asking) -> None:
    asking.decides("Nora")
    asking.decides("Nora", "assent_changed", how="office")
    latest, first = history(asking.confirmation("Nora"))
    assert (first.who, first.how) == (asking.people["Nora"].name, "genom sin länk")
    assert (latest.who, latest.how) == (asking.by.name, "av sekretariatet")
    assert latest.changes == [
        ("Utfall", "bifall", "bifall med ändring"),
        ("Avvikelse eller tillägg", "", "Uppföljningen redovisas även per länsdel."),
    ]
    confirmation = asking.confirmation("Nora")
    assert list(changed_afterwards([confirmation])) == [confirmation.pk]


def test_taking_a_decision_back_makes_the_party_one_of_those_left(asking: Asking) -> None:
    asking.decides("Nora")
    asking.says("Nora", organ="Kommunstyrelsen")
    row = asking.row("Nora")
    assert (row.answered_at, row.answered_by, row.answered_how) == (None, "", "")


def test_a_party_that_sends_it_back_has_not_answered(asking: Asking) -> None:
    asking.decides("Nora", "referred_back")
    assert asking.row("Nora").answered_at is None


# Deviations


def test_a_deviation_is_handled_with_words_and_anew_when_it_changes(asking: Asking) -> None:
    asking.decides("Nora")
    assert confirmation_answers.obstacles_to_handling(asking.confirmation("Nora"), how=" ") == [
        "Beslutet avviker inte.",
        "Skriv hur avvikelsen hanteras.",
    ]
    asking.decides("Nora", "assent_changed")
    confirmation_answers.handle_deviation(asking.confirmation("Nora"), how="Godtas av gruppen", by=asking.by)
    assert asking.confirmation("Nora").deviation_handled_how == "Godtas av gruppen"
    asking.decides("Nora", "assent_changed", paragraph="99")
    assert asking.confirmation("Nora").deviation_handled_at is not None
    asking.decides("Nora", "assent_changed", deviation="Något annat.", paragraph="99")
    assert asking.confirmation("Nora").deviation_handled_at is None


def test_another_organ_of_a_party_is_asked_beside_it(asking: Asking) -> None:
    confirmations.add(
        asking.request, Asked(organisation=asking.parties["Nora"], organ="Socialnämnden"), by=asking.by
    )
    stands = confirmation_answers.stands_of(asking.inquiry)
    assert [one.name for one in stands] == ["Nora", "Nora (Socialnämnden)"]
