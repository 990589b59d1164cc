"""Judging, proposing and deciding: jäv keeps out, the frame holds, and what is granted is booked once (G8)."""

import datetime as dt
from functools import partial

import pytest

from funding.actions import assessments, call_decisions, calls, checks, ledger, proposals
from funding.actions.call_decisions import Part, amounts_of
from funding.actions.proposals import Proposed
from funding.models import Application, Call, Entry, PlannedPayment
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, Organisation, OutgoingMail
from tests import make
from tests.races import Orders, meet, rounds

from .call_case import TODAY, CallCase, a_call

DAY = dt.date(2026, 12, 1)
PAID = (Part(dt.date(2027, 1, 31), 60), Part(dt.date(2028, 1, 31), 40, "godkänd delredovisning"))


def plain(text: object) -> str:
    return str(text).replace("\u00a0", " ")


def decide(case: CallCase, **facts: object) -> Call:
    known = {"decision": None, "case_number": "26RS1412", "on": DAY, "parts": PAID, "by": case.by}
    return call_decisions.decide(case.call, **(known | facts))  # type: ignore[arg-type]


class TestSteps:
    """A call's way."""

    pytestmark = pytest.mark.django_db

    def test_a_draft_says_all_that_it_lacks(self) -> None:
        case = a_call(opened=False, criteria=0, text="", appeal="", closes_on=dt.date(2026, 10, 5))
        assert calls.obstacles_to_publishing(case.call, today=dt.date(2026, 10, 6)) == [
            "Skriv vad utlysningen handlar om.",
            "Lägg till minst en bedömningsgrund.",
            "Sista dagen var 5 oktober 2026. Ändra den.",
            "Skriv hur besluten överklagas, eller att de inte kan överklagas.",
        ]

    def test_more_than_the_pot_cannot_be_promised_to_one(self) -> None:
        case = a_call(opened=False, frame=100_000, max_amount=100_001)
        assert [plain(one) for one in calls.obstacles_to_publishing(case.call, today=TODAY)] == [
            "Högst per projekt är 100 001 kr, men i potten finns 100 000 kr."
        ]

    @pytest.mark.parametrize(("state", "verb", "words"), [
        ("draft", "close", "Utlysningen är ”utkast”. Först ska den vara ”öppen för ansökan”."),
        ("decided", "cancel", "Utlysningen är beslutad. Den kan inte ändras mer."),
        ("open", "publish", "Utlysningen är redan öppen för ansökan."),
        ("cancelled", "publish", "Utlysningen är inställd. Den kan inte ändras mer."),
    ])  # fmt: skip
    def test_a_step_that_is_not_there_is_refused(self, state: str, verb: str, words: str) -> None:
        case = a_call(opened=False)
        case.call.state = state
        with pytest.raises(NotAllowed) as refused:
            calls.move(case.call, verb)
        assert str(refused.value) == words

    def test_an_open_call_is_not_closed_before_its_day_and_keeps_its_criteria(self) -> None:
        case = a_call()
        with pytest.raises(NotAllowed, match="stänger av sig själv"):
            calls.close(case.call, by=case.by, today=dt.date(2026, 10, 31))
        with pytest.raises(NotAllowed, match="ändras inte"):
            calls.add_criterion(case.call, by=case.by, name="Ny", weight=1, max_points=5, text="")
        with pytest.raises(NotAllowed, match="ändras inte"):
            calls.remove_criterion(case.call.criteria.all()[0], by=case.by)

    def test_one_that_is_called_off_tells_everybody_who_has_begun(self) -> None:
        case = a_call()
        begun, _ = case.begin()
        handed_in = case.hand_in()
        with pytest.raises(NotAllowed, match="Skriv varför"):
            calls.cancel(case.call, why=" ", by=case.by)
        calls.cancel(case.call, why="Pengarna drogs in.", by=case.by)
        assert [case.letters(one)[-1] for one in (begun, handed_in)] == [f"Inställd: {case.call.title}"] * 2


class TestChecking:
    """Complete or not, and whose it is."""

    pytestmark = pytest.mark.django_db

    def test_what_is_to_be_ticked_by_hand_stands_in_the_way(self) -> None:
        case = a_call(checklist=["Behörig firmatecknare", "Stadgar"])
        application = case.hand_in()
        with pytest.raises(
            NotAllowed, match=r"Inte avbockat: Behörig firmatecknare\. Inte avbockat: Stadgar\."
        ):
            checks.complete(application, by=case.by)
        checks.tick(application, ["Stadgar", "Behörig firmatecknare", "Påhittat"], by=case.by)
        done = checks.complete(application, by=case.by)
        assert (done.state, done.ticked) == ("complete", ["Behörig firmatecknare", "Stadgar"])

    @pytest.mark.parametrize(("why", "day", "words"), [
        ("", dt.date(2026, 11, 1), "Skriv vad som ska kompletteras."),
        ("Budget", TODAY, "1 oktober 2026 ger ingen tid. Välj en senare dag."),
    ])  # fmt: skip
    def test_a_complement_says_what_and_gives_time(self, why: str, day: dt.date, words: str) -> None:
        case = a_call()
        with pytest.raises(NotAllowed) as refused:
            checks.send_back(case.hand_in(), why=why, complement_by=day, by=case.by, today=TODAY)
        assert str(refused.value) == words

    def test_the_applicant_is_found_by_its_number_or_put_in_the_register_once(self) -> None:
        case = a_call()
        application = case.hand_in(org_number="802400-1235")
        assert checks.matching(application) == []
        made = checks.register(application, kind="civil_society", by=case.by).organisation
        assert made is not None
        assert (made.name, made.org_number) == (application.applicant, "802400-1235")
        other = case.hand_in(org_number="802400-1235")
        assert checks.matching(other) == [made]
        with pytest.raises(NotAllowed, match="finns redan i registret"):
            checks.register(other, kind="civil_society", by=case.by)
        assert Organisation.objects.filter(org_number="802400-1235").count() == 1


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
