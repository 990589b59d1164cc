"""A party's state set by hand does what the party's own answer does, and taken back it opens all again (domain 3.3)."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from agreements.actions import overriding, parties, periods, rounds, versions
from agreements.models import AgreementParty, AgreementVersion, PartyStep, VersionStep
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User

from .case import DUE, NOW, TODAY, Case, an_agreement, path_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]
As = Callable[[User], Client]
DAY = dt.timedelta(days=1)


def by_hand(case: Case, name: str, to: str, *, at: dt.datetime = NOW, **how: object) -> None:
    how.setdefault("day", TODAY)
    overriding.override(case.party(name), to, reason="Ringde.", by=case.by, at=at, **how)  # type: ignore[arg-type]


def refused(case: Case, name: str, to: str, **how: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        by_hand(case, name, to, **how)
    return no.value.reasons


def told(case: Case, name: str) -> tuple[str, str, bool, str]:
    """State, outcome, whether the question counts as answered, and how."""
    party = case.party(name)
    row = party.recipient
    assert row
    return party.state, party.outcome, row.answered_at is not None, row.answered_how


def test_an_outcome_by_hand_answers_the_question_and_taken_back_it_is_asked_again() -> None:
    """F2, F4: no reminder goes to a party whose decision is noted, and one goes again when it is taken back."""
    case = an_agreement("Nora", "Kumla")
    case.decides("Kumla")
    by_hand(case, "Nora", "assent")
    assert told(case, "Nora") == ("assent", "assent", True, "office")
    assert case.state == "agreed"
    with pytest.raises(NotAllowed, match="Ingen att påminna"):
        rounds.remind(case.version, by=case.by, at=NOW + DAY)
    case.letters()
    assert rounds.remind_by_night(at=NOW + (DUE - TODAY) - 3 * DAY) == 0
    by_hand(case, "Nora", "preparing", at=NOW + DAY)
    assert told(case, "Nora") == ("preparing", "", False, "")
    assert case.state == "deciding"
    assert rounds.remind_by_night(at=NOW + (DUE - TODAY) - 3 * DAY) == 1
    assert case.decides("Nora") is True
    assert case.state == "agreed"
    entry = LogEntry.objects.filter(verb="ställde om parts läge").latest("pk")
    assert (entry.user, entry.detail) == (
        case.by,
        {"förut": "beslutat: bifall", "nu": "under beredning", "skäl": "Ringde."},
    )


def test_by_hand_and_by_the_link_lead_to_the_same_rows() -> None:
    """One way: every fact, the version's steps and the question are alike but for who said it."""
    by_link, set_ = an_agreement("Nora", "Kumla"), an_agreement("Nora", "Kumla")
    for name in ("Nora", "Kumla"):
        by_link.says(name, outcome="assent", decided_on=TODAY)
        by_hand(set_, name, "assent")
    for name in ("Nora", "Kumla"):
        by_link.signs(name)
        by_hand(set_, name, "signed")
    facts = ("state", "outcome", "decided_on", "signed_on", "in_force_on", "left_on", "is_pending")
    of = [
        list(AgreementParty.objects.filter(version=one.version).order_by("pk").values_list(*facts))
        for one in (by_link, set_)
    ]
    assert of[0] == of[1] == [("in_force", "assent", TODAY, TODAY, TODAY, None, False)] * 2
    steps = [
        list(
            VersionStep.objects.filter(version=one.version)
            .order_by("pk")
            .values_list("from_state", "to_state")
        )
        for one in (by_link, set_)
    ]
    assert steps[0] == steps[1]
    assert [rounds.round_of(one.version).inquiry.closed_at for one in (by_link, set_)] == [NOW, NOW]  # type: ignore[union-attr]


def test_taken_back_from_in_force_the_version_is_signed_anew_and_what_it_replaced_holds_on() -> None:
    case = an_agreement("Nora", "Kumla").in_force()
    assert case.state == "in_force"
    periods.revise(case.version, changes="Nytt.", by=case.by, at=NOW)
    case.number = 2
    version = case.version
    version.starts_on, version.ends_on, version.decide_by = TODAY + 30 * DAY, None, DUE
    version.save()
    versions.prepare(version, by=case.by, at=NOW)
    versions.recommend(version, case.decision, by=case.by, at=NOW)
    versions.send(case.version, by=case.by, at=NOW)
    case.all_decide()
    later = NOW + 40 * DAY
    case.all_sign(at=later)
    first = AgreementVersion.objects.get(agreement=case.agreement, number=1)
    assert (case.state, first.state, first.ended_on) == ("in_force", "replaced", TODAY + 29 * DAY)
    by_hand(case, "Nora", "up_for_decision", at=later)
    first.refresh_from_db()
    assert (case.state, first.state, first.ended_on) == ("deciding", "revising", None)
    assert set(first.parties.values_list("in_force_on", "left_on")) == {(TODAY, None)}
    assert case.states() == {"Nora": "up_for_decision", "Kumla": "signed"}
    assert (told(case, "Nora")[2], told(case, "Kumla")[2]) == (False, True)
    assert case.decides("Nora") is True
    case.signs("Nora", at=later)
    first.refresh_from_db()
    assert (case.state, first.state) == ("in_force", "replaced")
    assert case.states() == {"Nora": "in_force", "Kumla": "in_force"}


def test_what_has_been_built_on_cannot_be_taken_back() -> None:
    case = an_agreement("Nora").in_force()
    assert refused(case, "Nora", "signed") == ["Versionen gäller. Den som har undertecknat är i kraft."]
    periods.revise(case.version, changes="", by=case.by, at=NOW)
    assert refused(case, "Nora", "preparing") == [
        "Versionen är ”under revidering”. Den som är bunden av den kan inte ställas tillbaka. "
        "Börja en ny version, eller säg upp den här."
    ]
    AgreementVersion.objects.filter(pk=case.version.pk).update(state="ended")
    assert refused(case, "Nora", "preparing") == [
        "Versionen är ”upphört”. Parternas lägen ändras inte längre."
    ]


def test_one_that_was_let_go_may_come_in_by_hand_while_the_version_holds() -> None:
    case = an_agreement("Nora", "Kumla")
    case.decides("Kumla", "refused", deviation="Nej.")
    parties.accept_deviation(case.party("Kumla"), how="Står utanför.", by=case.by, at=NOW)
    case.decides("Nora")
    case.signs("Nora")
    assert case.states() == {"Nora": "in_force", "Kumla": "refused"}
    by_hand(case, "Kumla", "preparing")
    assert case.states() == {"Nora": "in_force", "Kumla": "preparing"}
    assert case.decides("Kumla") is True
    case.signs("Kumla")
    assert (case.state, case.states()) == ("in_force", {"Nora": "in_force", "Kumla": "in_force"})
    inquiry = rounds.inquiry_of(case.version)
    assert inquiry
    assert not inquiry.is_open


def test_from_its_own_decision_a_party_is_bound_and_let_go_by_hand() -> None:
    case = an_agreement("Nora", "Kumla", each_from_own_decision=True)
    by_hand(case, "Nora", "assent")
    periods.bring_into_force(case.version, by=case.by, at=NOW)
    assert case.states() == {"Nora": "in_force", "Kumla": "sent"}
    by_hand(case, "Kumla", "assent")
    assert case.states() == {"Nora": "in_force", "Kumla": "in_force"}
    by_hand(case, "Kumla", "preparing")
    assert (case.state, case.states()) == ("in_force", {"Nora": "in_force", "Kumla": "preparing"})
    assert told(case, "Kumla")[2] is False


@pytest.mark.parametrize(
    ("to", "how", "reasons"),
    [
        ("assent", {"day": TODAY + DAY}, ["Dagen har inte varit än."]),
        ("in_force", {}, ["Parten har inte beslutat. Ställ om till utfallet först.",
                          "Versionen gäller inte än. Ställ om till undertecknat: parten är i kraft när "
                          "versionen gäller."]),
        ("extract_in", {}, ["Parten har inte beslutat. Ställ om till utfallet först.",
                            "Ladda upp protokollsutdraget i stället."]),
        ("sent", {}, ["Parten är redan ”skickat”."]),
    ],
)  # fmt: skip
def test_what_cannot_be_by_hand_is_told(to: str, how: dict[str, object], reasons: list[str]) -> None:
    case = an_agreement("Nora")
    assert refused(case, "Nora", to, **how) == reasons
    assert told(case, "Nora") == ("sent", "", False, "")


def test_one_that_has_refused_is_not_signed_for_and_not_before_it_decided() -> None:
    case = an_agreement("Nora", "Kumla")
    case.decides("Nora", "refused", deviation="Nej.")
    case.decides("Kumla")
    assert refused(case, "Nora", "signed") == ["Nora har inte beslutat bifall och kan inte bindas."]
    assert refused(case, "Kumla", "signed", day=TODAY - DAY) == [
        "Parten beslutade 1 september 2026. Dagen kan inte vara tidigare."
    ]


def test_a_deviation_by_hand_says_its_reason_and_has_to_be_handled() -> None:
    """F3."""
    case = an_agreement("Nora")
    by_hand(case, "Nora", "assent_changed")
    assert case.party("Nora").deviation == "Ringde."
    assert case.state == "deviating"
    parties.accept_deviation(case.party("Nora"), how="Godtas.", by=case.by, at=NOW)
    by_hand(case, "Nora", "refused")
    assert case.party("Nora").has_open_deviation
    assert case.state == "deviating"


# Two at once


def hidden(client: Client, path: str, form: str = "") -> str:
    page = client.get(path).content.decode()
    found = re.search(form + r'.*?name="seen" value="([^"]+)"', page, re.S)
    assert found
    return found[1].replace("&quot;", '"')


def test_the_office_is_told_that_the_party_was_before_and_may_try_again(client: Client, as_user: As) -> None:
    """L2: the page was opened before the party answered by its link."""
    case = an_agreement("Nora")
    office = as_user(case.by)
    page = reverse("agreements:party-detail", args=[case.party("Nora").pk])
    address = reverse("agreements:party-override", args=[case.party("Nora").pk])
    asks = {"to": "refused", "day": "2026-09-01", "reason": "Ringde.", "seen": hidden(office, page, "/lage/")}
    client.post(path_for(case.people["Nora"]), {"outcome": "assent", "decided_on": "2026-09-01"})
    case.by.office_role = "secretariat"
    case.by.save()
    response = office.post(address, asks)
    said = response.content.decode()
    assert "Nora har ändrats sedan du öppnade sidan och är nu ”beslutat: bifall”." in said
    assert f"{case.people['Nora'].name} sparade det" in said
    assert case.states() == {"Nora": "assent"}
    again = re.search(r'/lage/.*?name="seen" value="([^"]+)"', said, re.S)
    assert again
    assert office.post(address, asks | {"seen": again[1]}).status_code == 302
    assert case.states() == {"Nora": "refused"}


def test_the_party_is_told_that_the_office_was_before_and_loses_nothing(client: Client) -> None:
    case = an_agreement("Nora")
    path = path_for(case.people["Nora"])
    asks = {"organ": "Kommunstyrelsen", "seen": hidden(client, path)}
    by_hand(case, "Nora", "preparing")
    said = client.post(path, asks).content.decode()
    assert "Vi har under tiden noterat ”under beredning” för Nora" in said
    assert 'value="Kommunstyrelsen"' in said
    assert case.party("Nora").organ == ""
    again = re.search(r'name="seen" value="([^"]+)"', said)
    assert again
    mark = again[1].replace("&quot;", '"')
    assert client.post(path, asks | {"seen": mark}).status_code == 302
    assert case.party("Nora").organ == "Kommunstyrelsen"


def test_steps_by_hand_say_by_whom_and_why() -> None:
    case = an_agreement("Nora")
    by_hand(case, "Nora", "assent")
    step = PartyStep.objects.filter(party=case.party("Nora")).latest("pk")
    assert (step.to_state, step.by, step.by_words, step.reason) == (
        "assent",
        case.by,
        case.by.name,
        "Ringde.",
    )
