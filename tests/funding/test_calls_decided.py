"""Decided once: what is granted is booked, planned and told, also where two decide at once (G8)."""

import datetime as dt
from functools import partial

import pytest

from funding.actions import call_decisions, calls, checks, ledger, proposals
from funding.actions.call_decisions import Part, amounts_of
from funding.actions.proposals import Proposed
from funding.models import Application, Call, Entry, PlannedPayment
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail
from tests import make
from tests.races import Orders, meet, rounds

from .call_case import DAY, PAID, TODAY, CallCase, a_call, decide, plain


class TestDeciding:
    """Booked once, planned, told."""

    pytestmark = pytest.mark.django_db

    def proposed(self) -> tuple[CallCase, Application, Application]:
        case = a_call()
        granted, rejected = case.complete(amount=200_001), case.complete()
        case.close()
        case.propose({granted: 200_001, rejected: 0})
        return case, granted, rejected

    def test_what_is_granted_is_booked_planned_and_told(self) -> None:
        case, granted, rejected = self.proposed()
        call = decide(case)
        granted.refresh_from_db()
        rejected.refresh_from_db()
        assert (call.state, granted.state, rejected.state) == ("decided", "granted", "rejected")
        assert (granted.granted_amount, rejected.granted_amount, rejected.reasons) == (
            200_001,
            None,
            "Ryms inte i ramen.",
        )
        account = granted.account
        assert account is not None
        assert ledger.balance_of(account) == ledger.Balance(allocated=200_001)
        entry = Entry.objects.get(account=account)
        assert (entry.pot, entry.case_number, entry.on, entry.text) == (
            case.call.pot, "26RS1412", DAY, f"Ansökan 1: {granted.title}",
        )  # fmt: skip
        planned = PlannedPayment.objects.filter(account=account).values_list("due_on", "amount", "condition")
        assert list(planned) == [
            (dt.date(2027, 1, 31), 120_000, ""), (dt.date(2028, 1, 31), 80_001, "godkänd delredovisning"),
        ]  # fmt: skip
        assert case.letters(granted)[-1] == f"Beslut: ansökan 1 är beviljad, {call.title}"
        letter = plain(OutgoingMail.objects.filter(to_email=rejected.email).latest("pk").body)
        assert "Ansökan är avslagen.\n\nSkäl: Ryms inte i ramen.\n\nBeslutet kan inte överklagas." in letter

    def test_it_is_decided_once(self) -> None:
        case, _, _ = self.proposed()
        decide(case)
        with pytest.raises(NotAllowed, match="redan beslutad"):
            decide(case)
        assert Entry.objects.filter(pot=case.call.pot).count() == 1

    @pytest.mark.parametrize(("facts", "words"), [
        ({"case_number": " "}, "varje belopp ska vila på ett beslut"),
        ({"parts": PAID[:1]}, "tillsammans 60 procent. De ska vara 100"),
        ({"parts": (Part(DAY, 150), Part(DAY, -50))}, "mer än noll procent"),
    ])  # fmt: skip
    def test_a_decision_rests_on_something_and_is_paid_in_full(
        self, facts: dict[str, object], words: str
    ) -> None:
        case, _, _ = self.proposed()
        with pytest.raises(NotAllowed, match=words):
            decide(case, **facts)
        assert not Entry.objects.filter(pot=case.call.pot).exists()

    def test_an_applicant_that_is_not_in_the_register_stops_it(self) -> None:
        case, granted, _ = self.proposed()
        Application.objects.filter(pk=granted.pk).update(organisation=None)
        with pytest.raises(NotAllowed, match="Koppla sökanden till en organisation i registret: ansökan 1"):
            decide(case)

    def test_two_grants_to_the_same_organisation_share_its_account(self) -> None:
        case = a_call()
        first, second = case.complete(), case.complete()
        case.close()
        party = make.organisation()
        said = {one.pk: Proposed(100_000, "") for one in (first, second)}
        for one in (first, second):
            checks.connect(one, party, by=case.by)
        proposals.propose_amounts(case.call, said, by=case.by)
        case.call = proposals.propose(case.call, item=None, by=case.by)
        decide(case)
        accounts = {
            one.account for one in Application.objects.filter(call=case.call).select_related("account")
        }
        assert len(accounts) == 1
        assert ledger.balance_of(accounts.pop()).allocated == 200_000  # type: ignore[arg-type]

    def test_money_that_the_pot_has_given_to_others_meanwhile_stops_it(self) -> None:
        case, granted, _ = self.proposed()
        case.money.post("Nora", Entry.Kind.ALLOCATED, 900_000)
        with pytest.raises(NotAllowed) as refused:
            decide(case)
        assert "Förslaget är 100 001 kr mer än det som är kvar i potten, 100 000 kr." in plain(refused.value)
        granted.refresh_from_db()
        assert (granted.state, case.letters(granted)[-1].startswith("Beslut")) == ("complete", False)

    def test_the_granted_are_published_and_taken_down(self) -> None:
        case, granted, _ = self.proposed()
        with pytest.raises(NotAllowed, match="inte beslutad"):
            call_decisions.publish_granted(case.call, by=case.by)
        decide(case)
        assert call_decisions.publish_granted(case.call, by=case.by).published_at is not None
        assert call_decisions.granted_of(case.call) == [granted]
        assert call_decisions.publish_granted(case.call, by=case.by).published_at is None
        verbs = (
            LogEntry.objects.filter(object_id=str(case.call.pk)).order_by("pk").values_list("verb", flat=True)
        )
        assert list(verbs)[-3:] == [
            "beslutade om utlysning",
            "publicerade de beviljade",
            "tog ner de beviljade",
        ]

    @pytest.mark.parametrize("total", [1, 2, 3, 99, 100_001, 300_000])
    def test_payments_are_together_exactly_what_is_granted(self, total: int) -> None:
        for shares in ((100,), (50, 50), (33, 33, 34), (1, 99)):
            assert sum(amounts_of(total, [Part(DAY, one) for one in shares])) == total


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
class TestRaces:
    """Two at once."""

    def proposed(self, case: CallCase, amount: int) -> CallCase:
        application = case.complete(amount=amount)
        case.close()
        case.propose({application: amount})
        return case

    def test_two_who_decide_at_once_decide_once(self) -> None:
        seen = Orders()
        for _, lead in rounds(12):
            case = self.proposed(a_call(), 200_000)
            step = partial(decide, case)
            met = meet(step, step, lead=lead)
            assert met.refused == ["Utlysningen är redan beslutad."]
            assert Entry.objects.filter(pot=case.call.pot).count() == 1
            seen.won("a" if met.a.kind == "done" else "b", met)
        seen.assert_both()

    def test_two_calls_on_one_pot_share_its_last_krona_once(self) -> None:
        seen = Orders()
        for _, lead in rounds(12):
            first = self.proposed(a_call(frame=300_000), 200_000)
            other = Call.objects.get(pk=first.call.pk)
            other.pk, other.slug, other.state, other._state.adding = None, f"{other.slug}-b", "draft", True
            other.save()
            calls.add_criterion(other, by=first.by, name="Grund", weight=1, max_points=5, text="")
            other = calls.publish(other, by=first.by, today=TODAY)
            second = self.proposed(CallCase(other, first.by, first.money), 100_001)
            met = meet(partial(decide, first), partial(decide, second), lead=lead)
            assert len(met.refused) == 1
            assert "1 kr mer än potten" in plain(met.refused[0]) or "mer än det som är kvar" in plain(
                met.refused[0]
            )
            total = sum(Entry.objects.filter(pot=first.call.pot).values_list("amount", flat=True))
            assert total in (200_000, 100_001)
            seen.won("a" if met.a.kind == "done" else "b", met)
        seen.assert_both()
