"""Amounts within the frame, with reasons, at a point of the agenda (G8)."""

import pytest

from funding.actions import proposals
from funding.actions.proposals import Proposed
from funding.models import Application
from secretariat.lib.rules import NotAllowed
from tests import make

from .call_case import CallCase, a_call, plain


class TestProposing:
    """Amounts within the frame."""

    pytestmark = pytest.mark.django_db

    def refusal(self, case: CallCase, amounts: dict[Application, int | None], why: str = "Ja.") -> list[str]:
        said = {one.pk: Proposed(amount, why) for one, amount in amounts.items()}
        with pytest.raises(NotAllowed) as refused:
            proposals.propose_amounts(case.call, said, by=case.by)
        return [plain(one) for one in refused.value.reasons]

    def test_more_than_the_frame_or_the_asked_is_refused_with_the_sum_and_nothing_is_kept(self) -> None:
        case = a_call(frame=500_000)
        first, second = case.complete(amount=300_000), case.complete(amount=250_000)
        case.close()
        assert self.refusal(case, {first: 300_000, second: 200_001}) == [
            "Förslaget är 1 kr mer än ramen på 500 000 kr."
        ]
        assert self.refusal(case, {second: 250_500}) == [
            "Ansökan 2: 250 500 kr är 500 kr mer än det sökta, 250 000 kr."
        ]
        assert self.refusal(case, {first: -1}) == ["Ansökan 1: Beloppet kan inte vara mindre än noll."]
        assert list(Application.objects.filter(call=case.call).values_list("proposed_amount", flat=True)) == [
            None,
            None,
        ]
        frame = proposals.propose_amounts(
            case.call, {first.pk: Proposed(300_000, ""), second.pk: Proposed(200_000, "")}, by=case.by
        )
        assert (frame.proposed, frame.left) == (500_000, 0)

    def test_an_incomplete_one_gets_nothing(self) -> None:
        case = a_call()
        application = case.hand_in()
        case.close()
        assert self.refusal(case, {application: 1_000}) == [
            "Ansökan 1: Den är inlämnad och kan inte beviljas."
        ]

    def test_the_proposal_waits_until_each_one_is_checked_and_has_its_reasons(self) -> None:
        case = a_call()
        case.hand_in()
        rejected = case.complete()
        case.complete()
        case.close()
        proposals.propose_amounts(case.call, {rejected.pk: Proposed(0, "")}, by=case.by)
        assert proposals.obstacles_to_proposing(case.call) == [
            "Inte kontrollerade: ansökan 1.",
            "Inget belopp är föreslaget (skriv 0 för avslag): ansökan 1 och 3.",
            "Skriv skäl för avslag: ansökan 2.",
        ]

    def test_the_proposal_is_written_at_the_point_and_can_be_taken_back(self) -> None:
        case = a_call()
        granted, rejected = case.complete(title="Hallen"), case.complete(title="Planen")
        case.close()
        item = make.item(of=make.meeting())
        said = {granted.pk: Proposed(200_000, ""), rejected.pk: Proposed(0, "Ryms inte.")}
        proposals.propose_amounts(case.call, said, by=case.by)
        proposals.propose(case.call, item=item, by=case.by)
        item.refresh_from_db()
        assert plain(item.proposal) == (
            f"Att bevilja 200 000 kr ur Hela beslutet i utlysningen {case.call.title}: {granted.applicant}, Hallen, "
            "200 000 kr. Att avslå den andra ansökan."
        )
        assert proposals.take_back(case.call, by=case.by).state == "closed"
