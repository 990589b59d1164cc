"""Points, jäv, who sees what, and a judgement that is opened again (G8)."""

from functools import partial

import pytest

from funding.actions import assessments, calls, checks, proposals
from funding.actions.proposals import Proposed
from funding.models import Application, Assessment
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry

from .call_case import NOW, CallCase, a_call


class TestJudging:
    """Points, jäv, and who sees what."""

    pytestmark = pytest.mark.django_db

    def case(self) -> tuple[CallCase, Application]:
        case = a_call()
        for name in ("Alva", "Bror", "Cilla"):
            case.assessor(name)
        return case, case.complete()

    def row(self, case: CallCase, application: Application, name: str) -> assessments.Row:
        user = case.assessors[name].user if name else case.by
        found = assessments.row_of(application, user)
        assert found is not None
        return found

    def test_the_mean_is_weighed_and_the_spread_is_told(self) -> None:
        case, application = self.case()
        case.judge(application, "Alva", 5, 2)  # (1·5/5 + 2·2/5) / 3
        case.judge(application, "Bror", 0, 5)
        row = self.row(case, application, "")
        assert [one.words for one in row.cells] == ["60", "66,7", "saknas"]
        assert (row.mean_words, row.spread_words, row.missing) == ("63,4", "6,7", ["Cilla"])

    def test_nobody_sees_the_others_before_handing_in(self) -> None:
        case, application = self.case()
        case.judge(application, "Alva", 5, 5)
        before = self.row(case, application, "Bror")
        assert (before.is_shown, before.mean, [one.words for one in before.cells]) == (
            False, None, ["lämnad", "saknas", "saknas"],
        )  # fmt: skip
        case.judge(application, "Bror", 0, 0)
        assert self.row(case, application, "Bror").mean_words == "50"

    def test_whoever_is_jävig_sees_no_points_and_takes_no_part(self) -> None:
        case, application = self.case()
        who = case.assessors["Cilla"]
        case.judge(application, "Alva", 5, 5)
        with pytest.raises(NotAllowed, match="Skriv varför"):
            assessments.declare(application, who, why=" ", by=who.user)
        assessments.declare(application, who, why="Sitter i styrelsen.", by=who.user)
        row = self.row(case, application, "Cilla")
        assert (row.is_shown, row.mean, [one.words for one in row.cells]) == (
            False,
            None,
            ["lämnad", "saknas", "jäv"],
        )
        with pytest.raises(NotAllowed, match="Du har anmält jäv och deltar inte"):
            case.judge(application, "Cilla", 1, 1)
        seen = self.row(case, application, "")
        assert (seen.mean_words, seen.disqualified, seen.cells[2].why) == (
            "100",
            ["Cilla"],
            "Sitter i styrelsen.",
        )

    def test_a_jävig_handler_neither_sees_points_nor_proposes(self) -> None:
        case, application = self.case()
        me = calls.name_assessor(case.call, case.by, by=case.by)
        case.judge(application, "Alva", 5, 5)
        assessments.declare(application, me, why="Min förening.", by=case.by)
        assert self.row(case, application, "").mean is None
        case.close()
        with pytest.raises(NotAllowed, match="du har anmält jäv"):
            proposals.propose_amounts(case.call, {application.pk: Proposed(1_000, "")}, by=case.by)

    def test_points_are_within_their_criterion_and_all_are_given_once(self) -> None:
        case, application = self.case()
        first, second = case.call.criteria.all()
        who = case.assessors["Alva"]
        give = partial(assessments.save, application, who, comment="", by=who.user)
        with pytest.raises(NotAllowed, match="ge mellan 0 och 5 poäng"):
            give(points={first.pk: 6, second.pk: 1})
        with pytest.raises(NotAllowed, match="ge mellan 0 och 5 poäng"):
            give(points={first.pk: -1, second.pk: 1})
        give(points={first.pk: 3})
        with pytest.raises(NotAllowed, match="Grund 2 har inga poäng än"):
            give(points={first.pk: 3}, hand_in=True)
        give(points={first.pk: 3, second.pk: 0}, hand_in=True)
        with pytest.raises(NotAllowed, match="Du har lämnat din bedömning"):
            give(points={first.pk: 5, second.pk: 5})

    def test_an_assessor_of_another_call_judges_nothing_here(self) -> None:
        _, application = self.case()
        other = a_call().assessor("Dag")
        with pytest.raises(NotAllowed, match="inte bedömare i den utlysningen"):
            assessments.save(application, other, points={}, comment="", by=other.user)

    def test_one_that_is_judged_is_not_sent_back(self) -> None:
        case, application = self.case()
        case.judge(application, "Alva", 5, 5)
        assert checks.obstacles_to_sending_back(application) == [
            "Ansökan är redan bedömd och kan inte ändras."
        ]

    def test_whoever_has_judged_stays_an_assessor(self) -> None:
        case, application = self.case()
        case.judge(application, "Alva", 5, 5)
        with pytest.raises(NotAllowed, match="står kvar"):
            calls.remove_assessor(case.assessors["Alva"], by=case.by)
        calls.remove_assessor(case.assessors["Bror"], by=case.by)
        assert case.call.assessors.count() == 2

    # Opened again

    def test_one_opens_the_own_judgement_again_and_the_others_are_hidden_meanwhile(self) -> None:
        case, application = self.case()
        case.judge(application, "Alva", 5, 2)
        case.judge(application, "Bror", 0, 5)
        who = case.assessors["Alva"]
        assessments.reopen(application, who, why="Jag läste fel budget.", by=who.user, at=NOW)
        row = self.row(case, application, "Alva")
        assert (row.is_shown, row.mean, [one.words for one in row.cells]) == (
            False, None, ["påbörjad", "lämnad", "saknas"],
        )  # fmt: skip
        assert self.row(case, application, "").mean_words == "66,7"
        case.judge(application, "Alva", 5, 5)
        row = self.row(case, application, "Alva")
        assert [one.words for one in row.cells] == ["100", "66,7", "saknas"]
        assert row.cells[0].reopened == "Öppnad igen 1 oktober 2026: Jag läste fel budget."
        entry = LogEntry.objects.get(verb="öppnade sin bedömning igen")
        assert (entry.user, entry.detail) == (who.user, {"skäl": "Jag läste fel budget.", "var": "60"})

    def test_jäv_that_is_found_late_can_still_be_declared(self) -> None:
        case, application = self.case()
        case.judge(application, "Alva", 5, 5)
        who = case.assessors["Alva"]
        assessments.reopen(application, who, why="Min syster är med.", by=who.user)
        assessments.declare(application, who, why="Min syster är kassör.", by=who.user)
        assert self.row(case, application, "").disqualified == ["Alva"]

    def test_a_judgement_is_opened_for_a_reason_and_once_handed_in(self) -> None:
        case, application = self.case()
        who = case.assessors["Alva"]
        reopen = partial(assessments.reopen, application, who, by=who.user)
        with pytest.raises(NotAllowed, match="Du har inte lämnat någon bedömning"):
            reopen(why="Fel.")
        case.judge(application, "Alva", 5, 5)
        with pytest.raises(NotAllowed, match="Skriv varför du öppnar bedömningen"):
            reopen(why=" ")
        with pytest.raises(NotAllowed, match="Du har inte lämnat någon bedömning"):
            assessments.reopen(
                application, case.assessors["Bror"], why="Fel.", by=case.assessors["Bror"].user
            )

    def test_after_the_proposal_no_judgement_is_opened(self) -> None:
        case, application = self.case()
        case.judge(application, "Alva", 5, 5)
        case.close()
        case.propose({application: 100_000})
        who = case.assessors["Alva"]
        with pytest.raises(NotAllowed, match="Utlysningen är ”förslag lämnat”"):
            assessments.reopen(application, who, why="Fel.", by=who.user)
        assert Assessment.objects.get(assessor=who).submitted_at is not None
        proposals.take_back(case.call, by=case.by)
        assert assessments.reopen(application, who, why="Fel.", by=who.user).submitted_at is None
