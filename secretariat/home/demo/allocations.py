"""How money has been shared out: Nära vård by three scenarios, one of them proposed; psykisk hälsa decided (G3, G4).

Population is SCB's and says its year. The patients are made up, and say so.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q

from funding.actions import allocation_booking, allocation_proposals, allocations, keys
from funding.actions.allocations import Wanted
from funding.forms.allocations import items_for
from funding.models import Allocation, KeySeries, KeyTable, Pot
from meetings.models import Decision
from secretariat.registry.models import Organisation, User

from . import persons, region
from .meetings import Region

# By kommunkod; invented, of the same order as a small kommun's and a large one's.
_PATIENTS = {
    "1814": 110, "1860": 95, "1861": 240, "1862": 170, "1863": 130, "1864": 90, "1880": 1900, "1881": 260,
    "1882": 210, "1883": 520, "1884": 180, "1885": 350,
}  # fmt: skip
_MADE_UP = "Påhittade siffror för demon"
_SUICIDE, _CARE, _MIND = "suicid", "nära vård", "psykisk hälsa"
Keys = Sequence[tuple[KeyTable | None, int]]


def make(made: Region) -> None:
    """Keys first; then the newest decisions that have something left to share out. The funds must be there."""
    by = made.users[persons.SECRETARY]
    tables = keys.take_in_shipped(by=by)
    population, patients = tables[-1], _patients(by)
    for pot in _pots(_CARE)[:1]:
        _three_scenarios(made, pot, population, patients, by)
    for pot in _pots(_MIND):
        _decided(pot, population, by)


def _patients(by: User) -> KeyTable:
    series = KeySeries.objects.create(
        slug="patienter", name="Patienter (påhittade)", unit="patienter",
        text="Påhittade siffror, så att en fördelning efter två nycklar går att visa.",
    )  # fmt: skip
    values = {code: Decimal(number) for code, number in _PATIENTS.items()}
    day = dt.date(2023, 12, 31)
    return keys.take_in(
        series, values, keys.Origin(day, _MADE_UP, day + dt.timedelta(days=60), "", True), by=by
    )


def _pots(words: str) -> list[Pot]:
    """Pots of the newest open decision of a fund, where anything is left."""
    rows = Pot.objects.filter(
        Q(grant__fund__name__icontains=words) | Q(grant__fund__short_name__icontains=words),
        grant__closed_at=None,
    )
    found = list(rows.select_related("grant__fund__body").order_by("-grant__year", "grant", "position", "pk"))
    return [pot for pot in found if pot.grant_id == found[0].grant_id and allocations.left_of(pot)]


def _kommuner() -> list[Organisation]:
    codes = [row[1] for row in region.MUNICIPALITIES]
    return list(Organisation.objects.filter(municipality_code__in=codes))


def _scenario(pot: Pot, name: str, by: User, used: Keys, *, step: int = 1, text: str = "") -> Allocation:
    total = allocations.left_of(pot)
    weighed = [(table, Decimal(weight)) for table, weight in used]
    return allocations.save(pot, Wanted(name, total, _kommuner(), weighed, step, text=text), by=by)


def _three_scenarios(made: Region, pot: Pot, population: KeyTable, patients: KeyTable, by: User) -> None:
    _scenario(pot, "Efter invånare", by, [(population, 100)])
    half = _scenario(
        pot, "Hälften invånare, hälften patienter", by, [(population, 50), (patients, 50)],
        text="Arbetsgruppen förordar den: den följer behoven men ger ingen kommun stora hopp mellan åren.",
    )  # fmt: skip
    _scenario(pot, "Lika till alla", by, [(None, 1)], step=1_000)
    if item := items_for(half, by).filter(meeting__date__gt=made.today, role="").first():
        allocation_proposals.propose(half, item, by=by)


def _decided(pot: Pot, population: KeyTable, by: User) -> None:
    is_equal = _SUICIDE in pot.name.casefold()
    name, used = ("Lika till alla", [(None, 1)]) if is_equal else ("Efter invånare", [(population, 100)])
    allocation = _scenario(pot, name, by, used)
    if decision := _decision_of(pot):
        allocation_booking.book(allocation, decision=decision, by=by)


def _decision_of(pot: Pot) -> Decision | None:
    """A decision of the group that shares out, of its finished notes; rather one about money."""
    rows = Decision.objects.own().filter(meeting__minutes__finished_at__isnull=False).exclude(number="")
    if pot.grant.fund.body_id:
        rows = rows.filter(meeting__meeting_bodies__body=pot.grant.fund.body_id)
    rows = rows.order_by("-meeting__date", "running")
    return rows.filter(block__html__icontains="medel").first() or rows.first()
