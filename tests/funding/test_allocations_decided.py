"""From räkneexempel to proposal on a point to a decision that books it, once (G4, G9)."""

from copy import deepcopy
from html import unescape

import pytest

from funding.actions import allocation_booking, allocation_proposals, allocations, ledger
from funding.actions.allocation_booking import NOT_FINISHED
from funding.models import Account, Allocation, Entry
from meetings.actions import texts
from meetings.models import AgendaItem, ItemBlock
from secretariat.lib.rules import NotAllowed
from tests import make

from .allocation_case import VECTORS, County, a_county

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _county(module_rows: None) -> County:
    return a_county()


@pytest.fixture
def county(db: None, _county: County) -> County:
    return deepcopy(_county)


def standing(item: AgendaItem) -> list[tuple[str, str]]:
    rows = ItemBlock.objects.standing().filter(item=item).order_by("position")
    return [(kind, unescape(html)) for kind, html in rows.values_list("kind", "html")]


def states(county: County) -> dict[str, str]:
    return dict(Allocation.objects.filter(pot=county.pot).values_list("name", "state"))


# Proposed


def test_the_proposal_stands_on_the_point_as_text_and_table(county: County) -> None:
    item = county.point()
    made = county.scenario(
        keys=[("2023", 50), ("patienter", 50)],
        total=1_000_000,
        step=1,
        minimum=10_000,
        text="Länsgruppen förordar det.",
    )
    allocation_proposals.propose(made, item, by=county.by)
    (kind, words), (table_kind, table) = standing(item)
    assert (kind, table_kind) == ("paragraph", "table")
    assert words.replace("\xa0", " ") == (
        f"Förslag till fördelning av 1 000 000 kr ur {county.grant}, Hela beslutet. Fördelat 50 % efter invånare "
        "31 december 2023 (Källa: SCB, folkmängd efter kommun) och 50 % efter patienter (påhittade) 31 december 2025 "
        "(Källa: Påhittade siffror). Ingen får mindre än 10 000 kr. Länsgruppen förordar det."
    )
    assert table.count("<tr>") == 14
    assert "<td>Kumla</td><td>67\xa0090</td><td>3,0</td>" in table
    assert "<strong>1\xa0000\xa0000</strong>" in table
    item.refresh_from_db()
    assert item.proposal.replace("\xa0", " ") == (
        f"1 000 000 kr ur {county.grant}, Hela beslutet, fördelas enligt tabellen under punkten."
    )
    made.refresh_from_db()
    assert (made.state, made.item_id) == ("proposed", item.pk)


def test_another_proposal_takes_the_place_of_the_first(county: County) -> None:
    item, later = county.point(), county.point(days=60)
    first, second = county.scenario("Första"), county.scenario("Andra", keys=[(None, 1)])
    allocation_proposals.propose(first, item, by=county.by)
    allocation_proposals.propose(second, item, by=county.by)
    assert states(county) == {"Första": "scenario", "Andra": "proposed"}
    assert len(standing(item)) == 2
    assert "lika delar" in standing(item)[0][1]
    allocation_proposals.propose(Allocation.objects.get(pk=second.pk), later, by=county.by)
    assert (standing(item), len(standing(later))) == ([], 2)


def test_what_others_have_written_on_the_point_stays(county: County) -> None:
    item = county.point()
    make.block(of=item, html="Skriven av sekreteraren.")
    AgendaItem.objects.filter(pk=item.pk).update(proposal="Eget förslag.")
    made = county.scenario()
    allocation_proposals.propose(made, AgendaItem.objects.get(pk=item.pk), by=county.by)
    allocation_proposals.propose(made, AgendaItem.objects.get(pk=item.pk), by=county.by)
    assert [kind for kind, _ in standing(item)] == ["paragraph", "paragraph", "table"]
    allocation_proposals.take_back(made, by=county.by)
    assert standing(item) == [("paragraph", "Skriven av sekreteraren.")]
    item.refresh_from_db()
    assert item.proposal == "Eget förslag."
    assert states(county) == {"Efter invånare": "scenario"}


def test_a_proposal_is_not_changed_and_not_put_aside(county: County) -> None:
    made = county.scenario()
    allocation_proposals.propose(made, county.point(), by=county.by)
    words = ["Fördelningen är föreslagen på en punkt. Ta tillbaka förslaget, eller kopiera fördelningen."]
    with pytest.raises(NotAllowed) as no:
        allocations.save(county.pot, county.wanted(), by=county.by, allocation=made)
    assert no.value.reasons == words
    with pytest.raises(NotAllowed) as no:
        allocations.drop(made, by=county.by)
    assert no.value.reasons == words


def test_each_refusal_to_propose_is_told(county: County) -> None:
    made, item = county.scenario(total=10_000_000), county.point()
    nora, day = ledger.account_of(county.grant, county.parties["Nora"]), made.created_at.date()
    ledger.post(nora, Entry.Kind.ALLOCATED, 4, on=day, by=county.by, pot=county.pot)
    item.removed_at = made.created_at
    assert allocation_proposals.obstacles_to_proposing(made, item) == [
        "Summan är 4\xa0kr mer än de 9\xa0999\xa0996\xa0kr som potten har kvar.",
        "Punkten är borttagen från dagordningen. Välj en annan.",
    ]
    made.pot.grant.closed_at = made.created_at
    made.pot.amount += 4
    assert allocation_proposals.obstacles_to_proposing(made) == [
        f"{county.grant} är avslutat. Ingenting mer kan fördelas ur det."
    ]
    with pytest.raises(NotAllowed, match="inte föreslagen"):
        allocation_proposals.take_back(made, by=county.by)


def test_a_frozen_point_takes_no_proposal(county: County) -> None:
    item = county.decided().item
    made = county.scenario()
    with pytest.raises(NotAllowed):
        allocation_proposals.propose(made, item, by=county.by)
    made.refresh_from_db()
    assert made.state == "scenario"


# Decided


def test_the_decision_books_each_partys_share_with_what_it_rests_on(county: County) -> None:
    """G4, G9: the vector of 300 000, all the way into the ledger."""
    made, decision = county.scenario(), county.decided()
    assert allocation_booking.book(made, decision=decision, by=county.by) == 12
    rows = Entry.objects.filter(allocation=made).order_by("account__party__municipality_code")
    assert tuple(rows.values_list("amount", flat=True)) == VECTORS[300_000]
    facts = {"kind": "allocated", "pot": county.pot.pk, "decision": decision.pk, "on": decision.meeting.date,
             "case_number": county.grant.case_number, "text": "Fördelning: Efter invånare"}  # fmt: skip
    assert {tuple(row.items()) for row in rows.values(*facts)} == {tuple(facts.items())}
    made.refresh_from_db()
    assert (made.state, made.decision_id, made.booked_by_id) == ("booked", decision.pk, county.by.pk)
    balances = ledger.balances([account.pk for account in county.grant.accounts.all()])
    assert sum(one.allocated for one in balances.values()) == 300_000
    assert allocations.left_of(county.pot) == 9_700_000


def test_it_is_booked_once(county: County) -> None:
    made, decision = county.scenario(), county.decided()
    allocation_booking.book(made, decision=decision, by=county.by)
    with pytest.raises(NotAllowed, match="Fördelningen är redan beslutad och bokförd, "):
        allocation_booking.book(made, decision=decision, by=county.by)
    with pytest.raises(NotAllowed, match="Fördelningen är redan beslutad"):
        allocation_proposals.propose(made, county.point(), by=county.by)
    assert Entry.objects.filter(allocation=made).count() == 12


def test_a_decision_in_unfinished_notes_does_not_book(county: County) -> None:
    made = county.scenario()
    with pytest.raises(NotAllowed) as no:
        allocation_booking.book(made, decision=county.decided(finished=False), by=county.by)
    assert no.value.reasons == [NOT_FINISHED]
    assert (Entry.objects.count(), Account.objects.filter(grant=county.grant).count()) == (0, 0)


def test_a_reported_decision_does_not_book(county: County) -> None:
    made, decision = county.scenario(), county.decided()
    decision.is_own = False
    assert allocation_booking.obstacles_to_booking(made, decision) == [
        "Beslutet är ett annat mötes, som det bara rapporteras om. Välj det egna beslutet."
    ]


def test_rows_that_do_not_make_the_sum_are_not_booked(county: County) -> None:
    made = county.scenario()
    row = made.rows.get(party__short_name="Nora")
    row.amount -= 7
    row.save()
    with pytest.raises(NotAllowed) as no:
        allocation_booking.book(made, decision=county.decided(), by=county.by)
    assert no.value.reasons == ["Andelarna skiljer 7\xa0kr från summan. Räkna om fördelningen."]


def test_the_second_allocation_meets_what_the_first_has_left(county: County) -> None:
    county.pot.amount = 500_000
    county.pot.save()
    first, second = county.scenario("Första", 300_000), county.scenario("Andra", 300_000)
    decision = county.decided()
    allocation_booking.book(first, decision=decision, by=county.by)
    with pytest.raises(NotAllowed) as no:
        allocation_booking.book(second, decision=decision, by=county.by)
    assert no.value.reasons == ["Summan är 100\xa0000\xa0kr mer än de 200\xa0000\xa0kr som potten har kvar."]
    assert states(county) == {"Första": "booked", "Andra": "scenario"}


def test_a_party_with_nothing_gets_no_entry(county: County) -> None:
    made = county.scenario(total=5, parties=["Nora", "Kumla", "Laxå"], keys=[(None, 1)], locked={"Laxå": 0})
    assert allocation_booking.book(made, decision=county.decided(), by=county.by) == 2
    assert [row.amount for row in Entry.objects.filter(allocation=made).order_by("-amount")] == [3, 2]


def test_a_proposal_that_is_decided_keeps_its_point(county: County) -> None:
    item = county.point(days=0)
    made = county.scenario()
    allocation_proposals.propose(made, item, by=county.by)
    decision = county.decided(item=item)
    allocation_booking.book(made, decision=decision, by=county.by)
    made.refresh_from_db()
    assert (made.state, made.item_id) == ("booked", item.pk)
    assert texts.obstacles_to_saving([], is_frozen=True)
