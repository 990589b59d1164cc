"""Two who act at once: signatures, decisions, withdrawals, versions; none is lost, none slips through (F2, F3)."""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.actions import overriding, parties, periods, versions
from agreements.actions.parties import answer
from agreements.models import AgreementVersion, PartyStep, VersionStep
from meetings.actions.confirmation_answers import LINK, Said
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import PersonalLink
from tests.races import Orders, meet, rounds

from .case import NOW, TODAY, Case, an_agreement, path_for

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def ready(*names: str, send: bool = True) -> Case:
    reverse("meetings:meeting-list")  # so that the addresses are read here once, and not in each process
    return an_agreement(*names, send=send)


def signing(case: Case, name: str) -> object:
    return partial(parties.sign, case.party(name), signer=name, signed_on=TODAY, by=case.by, at=NOW)


def test_the_last_two_signatures_at_once_bring_it_into_force_once() -> None:
    seen = Orders()
    for _, lead in rounds(16):
        case = ready("Nora", "Kumla")
        case.all_decide()
        met = meet(signing(case, "Nora"), signing(case, "Kumla"), lead=lead)  # type: ignore[arg-type]
        assert met.refused == []
        assert case.states() == {"Nora": "in_force", "Kumla": "in_force"}
        steps = VersionStep.objects.filter(version=case.version).order_by("pk")
        assert list(steps.values_list("to_state", flat=True))[-2:] == ["signing", "in_force"]
        seen.won(lead or "a", met)
    assert sum(seen.seen.values()) == 16


def test_two_who_note_the_same_signature_do_it_once() -> None:
    seen = Orders()
    for _, lead in rounds(16):
        case = ready("Nora", "Kumla")
        case.all_decide()
        met = meet(signing(case, "Nora"), signing(case, "Nora"), lead=lead)  # type: ignore[arg-type]
        assert met.refused == ["Nora har redan undertecknat, 1 september 2026."]
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_a_decision_and_a_withdrawal_do_not_pass_each_other() -> None:
    seen = Orders()
    for _, lead in rounds(24):
        case = ready("Nora", "Kumla")
        case.decides("Kumla")
        said = Said(outcome="assent", decided_on=TODAY)
        decide = partial(answer, case.party("Nora"), said, how=LINK, who="Nora", at=NOW)
        withdraw = partial(versions.take_back, case.version, why="Ny lydelse", by=case.by, at=timezone.now())
        met = meet(decide, withdraw, lead=lead)
        assert met.b.kind == "done"
        assert (case.state, set(case.states().values())) == ("preparing", {"not_sent"})
        assert case.party("Nora").outcome == ""
        assert not PersonalLink.objects.standing().filter(purpose="inquiry").exists()
        if met.a.kind == "refused":
            assert met.a.text.startswith("Versionen är ”beredning i arbetsgrupp”.")
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_a_deviation_and_the_opening_of_the_signing_do_not_pass_each_other() -> None:
    """F3 also under haste: nothing is open for signing with a deviation that nobody has handled."""
    seen = Orders()
    for _, lead in rounds(24):
        case = ready("Nora", "Kumla")
        case.all_decide()
        said = Said(outcome="refused", decided_on=TODAY, deviation="Nej.")
        change = partial(answer, case.party("Nora"), said, how=LINK, who="Nora", at=NOW)
        met = meet(change, partial(versions.begin_signing, case.version, by=case.by, at=NOW), lead=lead)
        assert met.a.kind == "done"
        assert case.state == "deviating"
        seen.won("a" if met.b.kind == "refused" else "b", met)
    seen.assert_both()


def by_link(path: str, said: dict[str, str]) -> None:
    """What a handläggare sends, refused where the page comes back and tells why."""
    response = Client().post(path, said)
    if response.status_code != 302:
        page = response.content.decode()
        raise NotAllowed("told" if "Vi har under tiden noterat ”avslag”" in page else page)


def test_a_party_that_answers_while_the_office_sets_its_state_by_hand() -> None:
    """Domain 3.3: exactly one of them wins, and the other is told."""
    seen = Orders()
    for _, lead in rounds(16):
        case = ready("Nora")
        path = path_for(case.people["Nora"])
        form = Client().get(path).context["form"]
        said = {"outcome": "assent", "decided_on": TODAY.isoformat(), "seen": form.marks()}
        by_hand = partial(
            overriding.override, case.party("Nora"), "refused", reason="Ringde.", by=case.by, day=TODAY, at=NOW,
            seen=overriding.mark_of(case.party("Nora")),
        )  # fmt: skip
        met = meet(partial(by_link, path, said), by_hand, lead=lead)
        assert len(met.refused) == 1, met
        won = "a" if met.a.kind == "done" else "b"
        assert case.party("Nora").outcome == {"a": "assent", "b": "refused"}[won]
        told = {"a": "Nora har ändrats sedan du öppnade sidan och är nu ”beslutat: bifall”.", "b": "told"}[
            won
        ]
        assert met.refused[0].startswith(told)
        assert PartyStep.objects.filter(party=case.party("Nora")).count() == 2
        seen.won(won, met)  # type: ignore[arg-type]
    seen.assert_both()


def test_two_who_revise_at_once_begin_one_version() -> None:
    seen = Orders()
    for _, lead in rounds(16):
        case = ready("Nora").in_force()
        click = partial(periods.revise, case.version, changes="", by=case.by, at=NOW)
        met = meet(click, click, lead=lead)
        assert len(met.refused) == 1
        assert AgreementVersion.objects.filter(agreement=case.agreement).count() == 2
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()
