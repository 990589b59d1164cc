"""What stands in the way of each step that a party takes in an agreement, one guard at a time (F2–F4)."""

import datetime as dt
from copy import deepcopy

import pytest

from agreements.actions import consultations, overriding, parties, periods, rounds, standing, versions
from agreements.actions.steps import move_party
from agreements.models import Agreement, AgreementParty, AgreementVersion
from secretariat.registry.models import Organisation
from tests import make

from .case import NOW, TODAY, Case, an_agreement
from .test_versions import refused

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def _once(module_rows: None) -> Case:
    return an_agreement("Nora", "Kumla")


@pytest.fixture
def case(db: None, _once: Case) -> Case:
    """Sent to two; nobody has answered."""
    return deepcopy(_once)


def test_another_organisations_person_answers_for_no_party(case: Case) -> None:
    stranger = make.person(name="Kaj Annan", email="kaj@exempel.se", organisation=case.organisations["Kumla"])
    nora = case.party("Nora")
    nora.recipient = None
    told = f"Kaj Annan hör till {case.organisations['Kumla']}. Välj någon hos Nora."
    assert rounds.obstacles_to_naming(nora, stranger) == [told]
    nobody = make.person(name="Kim Utan", email="", organisation=case.organisations["Nora"])
    assert rounds.obstacles_to_naming(nora, nobody) == ["Kim Utan saknar e-postadress. Lägg till den först."]


def test_a_deviation_is_handled_where_there_is_one_with_words_and_while_it_is_asked(case: Case) -> None:
    case.decides("Nora", "assent_changed")
    nora, kumla = case.party("Nora"), case.party("Kumla")
    assert parties.obstacles_to_handling(nora, how="Alla godtar det.") == []
    assert parties.obstacles_to_handling(nora, how=" ") == ["Skriv hur avvikelsen hanteras."]
    assert parties.obstacles_to_handling(kumla, how="Alla godtar det.") == ["Beslutet avviker inte."]
    nora.version.state = "replaced"
    assert parties.obstacles_to_handling(nora, how="Alla godtar det.") == ["Versionen är ”ersatt”."]


def test_a_signature_is_noted_once_by_somebody_on_a_day_and_never_for_one_that_refused(case: Case) -> None:
    case.decides("Nora", "refused")
    case.decides("Kumla")
    parties.accept_deviation(case.party("Nora"), how="Avtalet gäller utan Nora.", by=case.by, at=NOW)
    nora, kumla = case.party("Nora"), case.party("Kumla")

    def why(party: object, *, signer: str = "Asta Ek", signed_on: dt.date | None = TODAY) -> list[str]:
        return parties.obstacles_to_signing_for(party, signer=signer, signed_on=signed_on, today=TODAY)  # type: ignore[arg-type]

    assert why(kumla) == []
    assert why(kumla, signer=" ") == ["Skriv vem som har undertecknat."]
    assert why(kumla, signed_on=None) == ["Skriv vilken dag."]
    assert why(kumla, signed_on=TODAY + DAY) == ["Dagen har inte varit än."]
    assert why(kumla, signed_on=TODAY - DAY) == [
        "Kumla beslutade 1 september 2026. Undertecknat kan inte vara tidigare."
    ]
    assert why(nora) == ["Nora har inte beslutat bifall och undertecknar inte."]
    kumla.signed_on = TODAY
    assert why(kumla) == ["Kumla har redan undertecknat, 1 september 2026."]


def test_a_version_that_holds_asks_only_those_it_still_waits_for(case: Case) -> None:
    nora = case.party("Nora")
    nora.version.state = "in_force"
    assert parties.is_asked(nora)
    nora.is_pending = False
    assert not parties.is_asked(nora)
    nora.version.agreement.each_from_own_decision = True
    assert parties.is_asked(nora)


def test_by_hand_a_day_has_been_and_a_file_is_there(case: Case) -> None:
    nora = case.party("Nora")

    def why(to: str, day: dt.date | None = TODAY) -> list[str]:
        return overriding.obstacles_to_overriding(nora, to, reason="Prov", day=day, today=TODAY)

    assert why("assent") == []
    assert why("assent", None) == ["Skriv vilken dag parten beslutade."]
    assert why("assent", TODAY + DAY) == ["Dagen har inte varit än."]
    nora.outcome = "assent"
    assert why("extract_in") == ["Ladda upp protokollsutdraget i stället."]
    nora.version.state = "ended"
    assert why("preparing") == ["Versionen är ”upphört”. Parternas lägen ändras inte längre."]


def test_a_remiss_needs_something_to_read_and_somebody_to_ask(case: Case) -> None:
    version = case.version
    version.state = "preparing"
    assert consultations.obstacles_to_remitting(version) == []
    version.documents.all().delete()
    assert consultations.obstacles_to_remitting(version) == [
        "Lägg till förslaget som dokument först, så att parterna har något att läsa."
    ]
    version.parties.update(handler=None, recipient=None)
    assert consultations.obstacles_to_remitting(version)[1:] == [
        "Ingen part har en handläggare som kan få brev. Utse minst en."
    ]


def a_party(outcome: str = "", *, handled: bool = False, state: str = "received") -> AgreementParty:
    """One that is only thought of."""
    return AgreementParty(
        role="party", outcome=outcome, state=state, deviation_handled_at=NOW if handled else None
    )


def test_one_that_has_signed_says_nothing_more_while_the_others_may(case: Case) -> None:
    case.all_decide()
    case.signs("Nora")
    assert parties.obstacles_to_answering(case.party("Nora")) == [
        "Nora har redan undertecknat. Hör av dig till oss om något är fel."
    ]
    assert parties.obstacles_to_answering(case.party("Kumla")) == []


def test_from_its_own_decision_somebody_must_have_decided_and_a_deviation_waits(case: Case) -> None:
    """F3 where each is bound by its own decision: a deviating one is not, before it is handled."""
    Agreement.objects.filter(pk=case.agreement.pk).update(each_from_own_decision=True)
    told = ["Ingen part har beslutat än."]
    assert periods.obstacles_to_bringing_into_force(case.version, today=TODAY) == told
    case.decides("Kumla")
    periods.bring_into_force(case.version, by=case.by, at=NOW)
    case.decides("Nora", "assent_changed")
    assert case.party("Nora").in_force_on is None
    parties.accept_deviation(case.party("Nora"), how="Alla godtar det.", by=case.by, at=NOW)
    assert case.party("Nora").in_force_on == TODAY


def test_by_hand_too_a_party_decides_on_one_version_at_a_time(case: Case) -> None:
    case.in_force()
    new = periods.revise(case.version, changes="Ny lydelse.", by=case.by, at=NOW)
    assert set(new.parties.values_list("is_pending", flat=True)) == {True}
    reasons = overriding.obstacles_to_overriding(
        case.party("Nora"), "in_force", reason="Prov", day=TODAY, today=TODAY
    )
    assert "Nora har redan version 2 att besluta om." in reasons


def test_a_party_that_is_no_more_is_not_asked_about_the_next_version(case: Case) -> None:
    case.in_force()
    Organisation.objects.filter(pk=case.organisations["Nora"].pk).update(ends_on=TODAY)
    new = periods.revise(case.version, changes="Ny lydelse.", by=case.by, at=NOW)
    assert [row.organisation.short_name for row in new.parties.all()] == ["Kumla"]


def test_who_has_said_no_is_let_go_only_when_that_is_handled() -> None:
    for outcome in ("refused", "abstained"):
        left, gone = a_party(outcome), a_party(outcome, handled=True)
        assert standing.bound([left, gone]) == [left]
    for outcome in ("", "assent", "assent_changed", "referred_back"):
        row = a_party(outcome, handled=True)
        assert standing.bound([row]) == [row]


# How the version stood, what the parties have said (+ where a deviation is handled), and how it stands then.
@pytest.mark.parametrize(
    ("now", "said", "then"),
    [
        ("sent", "sent not_sent", "sent"),
        ("sent", "sent received", "deciding"),
        ("agreed", "sent assent", "deciding"),
        ("deciding", "assent assent", "agreed"),
        ("deciding", "assent assent_changed", "deviating"),
        ("deciding", "assent assent_changed+", "signing"),
        ("deviating", "assent refused+", "signing"),
        ("deviating", "assent referred_back+", "deciding"),
        ("signing", "assent assent", "signing"),
        ("signing", "assent refused", "deviating"),
        ("in_force", "assent refused", "in_force"),
    ],
)
def test_a_version_stands_as_its_parties_have_said(now: str, said: str, then: str) -> None:
    """F3: a deviation stops it until it is handled, and is then signed without being called the same words."""
    rows = []
    for one in said.split():
        word = one.removesuffix("+")
        outcome = word if word in AgreementParty.Outcome.values else ""
        rows.append(a_party(outcome, handled=one != word, state=word))
    assert standing.following_state(AgreementVersion(state=now), rows) == then


def test_a_version_whose_parties_are_bound_is_set_back_by_a_party_and_then_taken_back(case: Case) -> None:
    """Else parties would stay in force in a version that does not hold, and could not be asked anew."""
    case.in_force()
    told = ["Parterna är i kraft. Ställ om den part som inte ska vara det, så följer versionen med."]
    for state in ("preparing", "deciding", "signing"):
        assert refused(versions.override, case.version, state, reason="Fel fil.", by=case.by) == told
    assert versions.obstacles_to_overriding(case.version, "ended", reason="Fel fil.") == []
    overriding.override(case.party("Nora"), "assent", reason="Fel fil.", by=case.by, at=NOW)
    assert (case.state, set(case.states().values())) == ("signing", {"assent", "signed"})
    versions.take_back(case.version, why="Ny lydelse av punkt 3.", by=case.by, at=NOW)
    assert (case.state, set(case.states().values())) == ("preparing", {"not_sent"})


def test_a_question_that_was_closed_is_opened_to_be_withdrawn(case: Case) -> None:
    rounds.close(case.version, by=case.by, at=NOW)
    rounds.withdraw(case.version, why="Ny lydelse av punkt 3.", by=case.by, at=NOW)
    found = rounds.round_of(case.version)
    assert found
    assert found.inquiry.withdrawn_why == "Ny lydelse av punkt 3."


def test_a_partys_step_that_is_not_in_the_machine_is_refused_by_the_move_itself(case: Case) -> None:
    (told,) = refused(move_party, case.party("Nora"), "signed", by=case.by, at=NOW)
    assert told.startswith("Parten är ”skickat” och kan inte bli ”undertecknat”.")


def test_a_step_that_is_not_in_the_machine_is_refused_by_the_move_itself(case: Case) -> None:
    assert refused(periods.open_for_signing, case.version, by=case.by, at=NOW)[0].startswith(
        "Versionen är ”beslutsunderlag utskickat” och kan inte bli ”undertecknas”."
    )
