"""A version from draft to signed: each step, and each refusal in its own words (F1, F3, F4)."""

import datetime as dt

import pytest

from agreements.actions import overriding, parties, periods, rounds, versions
from agreements.models import AgreementParty, AgreementVersion, PartyStep, VersionStep
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, PersonalLink
from tests import make

from .case import NOW, TODAY, an_agreement, extract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]


def refused(act: object, *args: object, **kwargs: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        act(*args, **kwargs)  # type: ignore[operator]
    return no.value.reasons


def test_the_way_from_draft_to_in_force_is_written_step_by_step() -> None:
    """Domain 3.2: the whole way, each step with its moment."""
    case = an_agreement()
    case.all_decide()
    assert case.state == "agreed"
    case.all_sign()
    assert case.state == "in_force"
    steps = VersionStep.objects.filter(version=case.version).order_by("pk")
    assert list(steps.values_list("to_state", flat=True)) == [
        "preparing", "recommended", "sent", "deciding", "agreed", "signing", "in_force",
    ]  # fmt: skip
    assert case.states() == {"Nora": "in_force", "Kumla": "in_force", "Laxå": "in_force"}
    assert case.party("Nora").in_force_on == TODAY
    assert not AgreementParty.objects.filter(version=case.version, is_pending=True).exists()


def test_it_is_not_recommended_without_a_decision() -> None:
    case = an_agreement(send=False)
    versions.override(case.version, "preparing", reason="Prov", by=case.by)
    assert refused(versions.recommend, case.version, None, by=case.by) == [
        "Välj det beslut som rekommenderar överenskommelsen."
    ]


def test_a_step_out_of_turn_says_where_one_is_and_where_one_can_go() -> None:
    case = an_agreement(send=False)
    assert refused(versions.prepare, case.version, by=case.by) == [
        "Versionen är ”rekommenderad” och kan inte bli ”beredning i arbetsgrupp”. Därifrån kan den bli "
        "”beslutsunderlag utskickat” eller ”gäller”."
    ]
    assert refused(periods.bring_into_force, case.version, by=case.by) == [
        "Versionen är ”rekommenderad”. Den gäller när alla har undertecknat."
    ]


def test_each_handlaggare_gets_a_letter_and_each_registrator_a_copy() -> None:
    """F4, domain 3.3 (skickat, to registrator): the copy has the files and no link."""
    case = an_agreement("Nora", "Kumla", send=False)
    case.organisations["Nora"].registrar_email = "registrator@nora.exempel.se"
    case.organisations["Nora"].save()
    assert versions.send(case.version, by=case.by, at=NOW) == 3
    copy = OutgoingMail.objects.get(to_email="registrator@nora.exempel.se")
    assert copy.action_url == ""
    assert [one.name for one in copy.attachments.all()] == ["overenskommelsen.pdf"]
    assert f"Handläggare hos er är {case.people['Nora'].name}." in copy.body
    letter = OutgoingMail.objects.get(person=case.people["Kumla"])
    assert letter.subject == "Kumla ombeds besluta: Samverkan för god hälsa"
    assert "/overenskommelser/svar/" in letter.action_url
    assert case.states() == {"Nora": "sent", "Kumla": "sent"}
    assert refused(versions.send, case.version, by=case.by, at=NOW) == [
        "Versionen är ”beslutsunderlag utskickat”. Underlaget skickas när den är rekommenderad."
    ]


def test_that_a_handlaggare_is_missing_is_a_state_and_the_others_are_sent_to() -> None:
    """F4: the one that is named later gets the letter at once."""
    case = an_agreement(handlers=False, send=False)
    assert refused(versions.send, case.version, by=case.by, at=NOW) == [
        "Ingen part har en handläggare som kan få brev. Utse minst en."
    ]
    names = {name: make.person(name=f"{name}a Ny", email=f"{name.lower()}x@exempel.se".replace("å", "a"),
                               organisation=case.organisations[name]) for name in ("Nora", "Laxå")}  # fmt: skip
    rounds.name_handler(case.party("Nora"), names["Nora"], by=case.by)
    assert versions.send(case.version, by=case.by, at=NOW) == 1
    assert case.states() == {"Nora": "sent", "Kumla": "not_sent", "Laxå": "not_sent"}
    case.letters()
    rounds.name_handler(case.party("Laxå"), names["Laxå"], by=case.by)
    assert case.letters() == [("Laxåa Ny", "Laxå ombeds besluta: Samverkan för god hälsa")]
    assert case.states()["Laxå"] == "sent"


def test_nothing_is_sent_past_the_last_day_or_without_parties() -> None:
    case = an_agreement("Nora", send=False, decide_by=TODAY - dt.timedelta(days=1))
    versions.remove_party(case.party("Nora"), by=case.by)
    assert refused(versions.send, case.version, by=case.by, at=NOW) == [
        "Sista dagen för parternas beslut har varit. Ändra den först.",
        "Lägg till minst en part som ska besluta.",
    ]


def test_a_deviation_stops_the_signing_until_it_is_accepted() -> None:
    """F3: nobody signs while a deviation is not handled; accepted, it stays visible."""
    case = an_agreement()
    case.decides("Nora", "assent_changed")
    assert case.state == "deviating"
    for name in ("Kumla", "Laxå"):
        case.decides(name)
    assert case.state == "deviating"
    stop = ["Avvikelsen ska hanteras innan någon undertecknar: Nora."]
    assert refused(versions.begin_signing, case.version, by=case.by) == stop
    assert refused(case.signs, "Kumla") == stop
    parties.accept_deviation(case.party("Nora"), how="Övriga ställer sig bakom.", by=case.by, at=NOW)
    assert case.state == "signing"
    assert case.party("Nora").deviation_handled_how == "Övriga ställer sig bakom."
    case.all_sign()
    assert case.state == "in_force"
    assert case.party("Nora").deviates


def test_a_deviation_may_lead_to_another_wording_that_all_decide_on_anew() -> None:
    """Domain 3.2: avvikelse att hantera, back to beredning. What was decided stays in the history and as documents."""
    case = an_agreement("Nora", "Kumla")
    case.says("Kumla", decided_on=TODAY, outcome="assent", upload=extract("kumla.pdf"))
    case.decides("Nora", "refused", deviation="För dyrt.")
    case.letters()
    assert refused(versions.take_back, case.version, why=" ", by=case.by) == [
        "Skriv varför. Parterna får läsa det."
    ]
    versions.take_back(case.version, why="Ny lydelse av punkt 3.", by=case.by, at=NOW)
    assert case.state == "preparing"
    assert case.states() == {"Nora": "not_sent", "Kumla": "not_sent"}
    assert [subject for _, subject in case.letters()] == ["Återkallat: Samverkan för god hälsa"] * 2
    assert [one.stored.name for one in case.version.documents.filter(kind="other")] == ["kumla.pdf"]
    assert not PersonalLink.objects.standing().filter(purpose="inquiry").exists()
    versions.recommend(case.version, case.decision, by=case.by)
    assert versions.send(case.version, by=case.by, at=NOW) == 2
    case.in_force()
    assert case.state == "in_force"


def test_what_nobody_has_answered_is_taken_back_and_can_be_sent_again() -> None:
    case = an_agreement("Nora")
    versions.take_back(case.version, why="Fel bilaga.", by=case.by, at=NOW)
    assert case.state == "recommended"
    assert versions.send(case.version, by=case.by, at=NOW) == 1


def test_a_party_that_refuses_can_be_let_go_and_the_others_are_bound() -> None:
    case = an_agreement()
    case.decides("Nora", "refused")
    for name in ("Kumla", "Laxå"):
        case.decides(name)
    parties.accept_deviation(case.party("Nora"), how="Nora står utanför.", by=case.by, at=NOW)
    assert refused(case.signs, "Nora") == ["Nora har inte beslutat bifall och undertecknar inte."]
    for name in ("Kumla", "Laxå"):
        case.signs(name)
    assert case.state == "in_force"
    assert case.states() == {"Nora": "refused", "Kumla": "in_force", "Laxå": "in_force"}


def test_one_that_has_sent_it_back_is_left_also_when_that_is_handled() -> None:
    case = an_agreement("Nora", "Kumla")
    case.decides("Kumla")
    case.decides("Nora", "referred_back")
    parties.accept_deviation(case.party("Nora"), how="Vi väntar på nytt beslut.", by=case.by, at=NOW)
    assert case.state == "deciding"
    assert refused(versions.begin_signing, case.version, by=case.by) == [
        "Alla har inte beslutat. Kvar: Nora."
    ]


def test_nobody_signs_before_it_has_decided() -> None:
    """Bad input of part 5: the action says so, and so does the database."""
    case = an_agreement()
    case.decides("Kumla")
    assert refused(case.signs, "Nora") == [
        "Nora har inte beslutat. Parten måste besluta innan den undertecknar.",
        "Alla har inte beslutat. Kvar: Laxå och Nora.",
    ]
    assert refused(parties.sign, case.party("Nora"), signer="", signed_on=None, by=case.by, at=NOW)[-2:] == [
        "Skriv vem som har undertecknat.",
        "Skriv vilken dag.",
    ]


def test_a_signature_has_a_day_that_has_been_and_is_not_before_the_decision() -> None:
    case = an_agreement("Nora")
    case.decides("Nora")
    day = dt.timedelta(days=1)
    assert refused(case.signs, "Nora", signed_on=TODAY + day) == ["Dagen har inte varit än."]
    assert refused(case.signs, "Nora", signed_on=TODAY - day) == [
        "Nora beslutade 1 september 2026. Undertecknat kan inte vara tidigare."
    ]


def test_a_version_whose_period_has_not_begun_waits_for_it() -> None:
    case = an_agreement("Nora", starts_on=dt.date(2027, 1, 1))
    case.decides("Nora")
    case.signs("Nora")
    assert case.state == "signing"
    assert refused(periods.bring_into_force, case.version, by=case.by, at=NOW) == [
        "Perioden börjar 1 januari 2027. Då börjar den gälla av sig själv."
    ]


def test_from_own_decision_binds_each_party_when_it_has_decided() -> None:
    """Domain 3.2: the setting "gäller per part från eget beslut"."""
    case = an_agreement("Nora", "Kumla", each_from_own_decision=True)
    case.decides("Nora", decided_on=TODAY)
    periods.bring_into_force(case.version, by=case.by, at=NOW)
    assert case.state == "in_force"
    assert case.states() == {"Nora": "in_force", "Kumla": "sent"}
    later = NOW + dt.timedelta(days=5)
    case.says("Kumla", outcome="assent", decided_on=TODAY + dt.timedelta(days=4), at=later)
    assert case.party("Kumla").in_force_on == TODAY + dt.timedelta(days=4)
    assert case.states() == {"Nora": "in_force", "Kumla": "in_force"}


def test_by_hand_any_step_goes_with_a_reason_that_is_kept() -> None:
    case = an_agreement("Nora", send=False)
    assert refused(versions.override, case.version, "consultation", reason=" ", by=case.by) == [
        "Skriv skälet till att läget ställs om för hand."
    ]
    assert refused(versions.override, case.version, "sent", reason="Mejl", by=case.by) == [
        "Skicka underlaget i stället, så att parterna får sina länkar."
    ]
    versions.override(case.version, "in_force", reason="Beslutad före systemet fanns.", by=case.by, at=NOW)
    assert case.state == "in_force"
    step = VersionStep.objects.filter(version=case.version).latest("pk")
    assert (step.from_state, step.to_state, step.reason) == (
        "recommended", "in_force", "Beslutad före systemet fanns.",
    )  # fmt: skip


def test_a_party_by_hand_takes_its_facts_along() -> None:
    case = an_agreement("Nora")
    nora = case.party("Nora")
    assert refused(overriding.override, nora, "assent", reason="", by=case.by) == [
        "Skriv skälet till att läget ställs om för hand.",
        "Skriv vilken dag parten beslutade.",
    ]
    assert refused(overriding.override, nora, "signed", reason="x", by=case.by) == [
        "Parten har inte beslutat. Ställ om till utfallet först.",
        "Skriv vilken dag.",
    ]
    overriding.override(nora, "assent", reason="Ringde.", day=TODAY, by=case.by, at=NOW)
    assert (case.party("Nora").outcome, case.party("Nora").decided_on) == ("assent", TODAY)
    assert case.state == "agreed"
    overriding.override(case.party("Nora"), "preparing", reason="Fel kommun.", by=case.by, at=NOW)
    assert case.party("Nora").decided_on is None
    assert case.state == "deciding"
    reasons = PartyStep.objects.filter(party=nora).exclude(reason="").order_by("pk")
    assert list(reasons.values_list("reason", flat=True)) == ["Ringde.", "Fel kommun."]


def test_a_party_is_in_one_undecided_version_at_a_time() -> None:
    """Bad input of part 5."""
    case = an_agreement("Nora")
    other = AgreementVersion.objects.create(agreement=case.agreement, number=2)
    assert refused(versions.add_party, other, case.organisations["Nora"], by=case.by) == [
        "Nora har redan version 1 att besluta om."
    ]
    assert refused(versions.add_party, case.version, case.organisations["Nora"], by=case.by) == [
        "Nora är redan med."
    ]


def test_a_party_that_comes_in_later_is_asked_at_once_and_one_that_has_decided_stays() -> None:
    case = an_agreement("Nora")
    new = make.organisation(name="Degerfors kommun", short_name="Degerfors")
    case.organisations["Degerfors"] = new
    versions.add_party(case.version, new, by=case.by)
    assert case.states() == {"Nora": "sent", "Degerfors": "not_sent"}
    assert case.party("Degerfors").recipient is not None
    case.decides("Nora")
    assert refused(versions.remove_party, case.party("Nora"), by=case.by) == [
        "Nora har redan beslutat och kan inte tas bort."
    ]
    versions.remove_party(case.party("Degerfors"), by=case.by)
    assert case.state == "agreed"


def test_one_that_cooperates_without_a_decision_is_never_asked_nor_waited_for() -> None:
    case = an_agreement("Nora", send=False)
    county = make.organisation(name="Länsstyrelsen", short_name="Länsstyrelsen", kind="authority")
    versions.add_party(case.version, county, by=case.by, role="cooperating")
    case.organisations["Länsstyrelsen"] = county
    assert versions.send(case.version, by=case.by, at=NOW) == 1
    case.decides("Nora")
    assert case.state == "agreed"
    assert refused(case.says, "Länsstyrelsen", how="office", outcome="assent", decided_on=TODAY) == [
        "Länsstyrelsen samverkar utan eget beslut."
    ]
    case.signs("Nora")
    assert case.state == "in_force"


def test_documents_the_parties_have_got_stay() -> None:
    case = an_agreement("Nora")
    document = case.version.documents.get()
    assert refused(versions.remove_document, document, by=case.by) == [
        "Parterna har fått dokumentet. Det kan inte tas bort."
    ]
