"""Two who book at once: the same allocation, and two of the same pot for its last kronor (G4, G5)."""

from functools import partial

import pytest
from django.urls import reverse

from funding.actions import allocation_booking, allocation_proposals
from funding.models import Allocation, Entry
from meetings.models import Decision
from tests import make
from tests.races import Orders, meet, rounds

from .allocation_case import County, a_county

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def ready(pot: int = 1_000) -> tuple[County, Decision]:
    """Two parties and a pot."""
    reverse("funding:fund-list")  # so that the addresses are read here once, and not in each process
    county = a_county(amount=pot, kommuner=False)
    for name in ("Nora", "Kumla"):
        county.parties[name] = make.organisation(short_name=name)
    return county, county.decided()


def scenario(county: County, name: str, total: int) -> Allocation:
    return county.scenario(name, total, parties=["Nora", "Kumla"], keys=[(None, 1)])


def test_two_who_book_the_same_do_it_once() -> None:
    seen = Orders()
    for _, lead in rounds():
        county, decision = ready()
        made = scenario(county, "Lika", 999)
        book = partial(allocation_booking.book, made, decision=decision, by=county.by)
        met = meet(book, book, lead=lead)
        (words,) = met.refused
        assert words.startswith("Fördelningen är redan beslutad och bokförd, ")
        assert sorted(Entry.objects.filter(pot=county.pot).values_list("amount", flat=True)) == [499, 500]
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_two_allocations_of_a_pot_share_no_krona() -> None:
    """One gets the last kronor; the other is told what is missing, and writes nothing."""
    seen = Orders()
    for _, lead in rounds():
        county, decision = ready()
        first, second = scenario(county, "Första", 600), scenario(county, "Andra", 402)
        met = meet(
            partial(allocation_booking.book, first, decision=decision, by=county.by),
            partial(allocation_booking.book, second, decision=decision, by=county.by),
            lead=lead,
        )
        won = "a" if met.a.kind == "done" else "b"
        left = {"a": 400, "b": 598}[won]
        assert met.refused == [f"Summan är 2\xa0kr mer än de {left}\xa0kr som potten har kvar."]
        states = dict(Allocation.objects.filter(pot=county.pot).values_list("name", "state"))
        assert sorted(states.values()) == ["booked", "scenario"]
        assert sum(Entry.objects.filter(pot=county.pot).values_list("amount", flat=True)) == 1_000 - left
        seen.won(won, met)
    seen.assert_both()


def test_a_proposal_and_a_booking_of_the_pot_do_not_pass_each_other() -> None:
    """However they meet, what is booked is not proposed again, and nobody waits for ever."""
    for _, lead in rounds(12):
        county, decision = ready()
        first, second, item = scenario(county, "Första", 600), scenario(county, "Andra", 600), county.point()
        met = meet(
            partial(allocation_booking.book, first, decision=decision, by=county.by),
            partial(allocation_proposals.propose, second, item, by=county.by),
            lead=lead,
        )
        assert met.a.kind == "done"
        if met.b.kind == "refused":
            assert met.b.text == "Summan är 200\xa0kr mer än de 400\xa0kr som potten har kvar."
        assert Allocation.objects.get(pk=first.pk).state == "booked"
        assert Allocation.objects.get(pk=second.pk).state == (
            "proposed" if met.b.kind == "done" else "scenario"
        )
