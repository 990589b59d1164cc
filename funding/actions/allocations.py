"""Fördelningar: räkneexempel beside each other, stored with the values they were computed from (G3, G4).

All allocations of a pot are locked together, in order, before accounts are; so two who book never pass each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Sum

from funding.apportioning import CannotShare
from funding.models import (
    Allocation,
    AllocationKey,
    AllocationRow,
    Entry,
    GrantDecision,
    KeyShare,
    KeyTable,
    Pot,
)
from funding.sharing import KeyUsed, Party, Plan, Share, share_out
from secretariat.lib.money import grouped, kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, User

from . import keys

State = Allocation.State
EQUAL = "Lika till alla"


@dataclass(frozen=True)
class Wanted:
    """What a person has chosen. Sums are whole kronor; a key without table is the same for everybody."""

    name: str
    total: int
    parties: Sequence[Organisation]
    keys: Sequence[tuple[KeyTable | None, Decimal]] = ()
    step: int = 1
    minimum: int = 0
    locked: Mapping[int, int] = field(default_factory=dict)
    text: str = ""


def code_of(party: Organisation) -> str:
    """What a party is sorted and looked up by: its kommunkod, else a stand-in after all of them."""
    return party.municipality_code or f"~{party.pk:09}"


def plan_of(wanted: Wanted) -> Plan:
    """What was chosen, with the keys' values as they are now. One query."""
    values = keys.values_of(table.pk for table, _ in wanted.keys if table)
    used = [
        KeyUsed(_key_name(table), Fraction(weight), _exact(values[table.pk]) if table else None)
        for table, weight in wanted.keys
    ]
    return Plan(
        wanted.total,
        [Party(one.pk, code_of(one), one.short_name) for one in wanted.parties],
        used,
        wanted.step,
        wanted.minimum,
        {code_of(one): wanted.locked[one.pk] for one in wanted.parties if one.pk in wanted.locked},
    )


def _key_name(table: KeyTable | None) -> str:
    return table.series.name if table else EQUAL


def _exact(values: Mapping[str, Decimal]) -> dict[str, Fraction]:
    return {code: Fraction(value) for code, value in values.items()}


def stored_plan(allocation: Allocation) -> Plan:
    """The plan as it was stored with the allocation, also when the tables have newer figures. Three queries."""
    rows = list(allocation.rows.select_related("party"))
    shares: dict[int, dict[int, Fraction]] = {}
    for one in KeyShare.objects.filter(key__allocation=allocation):
        shares.setdefault(one.key_id, {})[one.party_id] = Fraction(one.value)
    used = [
        KeyUsed(one.name, Fraction(one.weight),
                {code_of(row.party): shares.get(one.pk, {})[row.party_id] for row in rows
                 if row.party_id in shares.get(one.pk, {})})
        for one in allocation.keys.all()
    ]  # fmt: skip
    parties = [Party(row.party_id, code_of(row.party), row.party.short_name) for row in rows]
    locked = {code_of(row.party): row.amount for row in rows if row.is_locked}
    return Plan(allocation.total, parties, used, allocation.step, allocation.minimum, locked)


def left_of(pot: Pot) -> int:
    """What of a pot is not yet allotted by entries, in whole kronor."""
    taken = pot.entries.filter(kind=Entry.Kind.ALLOCATED).aggregate(found=Sum("amount"))["found"]
    return pot.amount - int(taken or 0)


# Scenarios


def hold(allocation: Allocation | int) -> Allocation:
    """Lock all allocations of the pot, in order, and read this one anew. Raises NotAllowed where it is gone."""
    key = allocation if isinstance(allocation, int) else allocation.pk
    of = Allocation.objects.filter(pk=key).values("pot")
    list(Allocation.objects.select_for_update(of=("self",)).filter(pot__in=of).order_by("pk"))
    found = Allocation.objects.select_related("pot__grant__fund", "item", "decision").filter(pk=key).first()
    if found is None:
        raise NotAllowed("Fördelningen finns inte längre.")
    return found


def obstacles_to_changing(allocation: Allocation) -> list[str]:
    """Why an allocation stays as it is."""
    if allocation.state == State.BOOKED:
        return ["Fördelningen är beslutad och kan inte ändras. Kopiera den, eller rätta på parternas konton."]
    if allocation.state == State.PROPOSED:
        return ["Fördelningen är föreslagen på en punkt. Ta tillbaka förslaget, eller kopiera fördelningen."]
    return []


def obstacles_to_saving(pot: Pot, wanted: Wanted, allocation: Allocation | None = None) -> list[str]:
    """Why what was chosen cannot be saved: its name, its sum, or the sharing itself."""
    found = obstacles_to_changing(allocation) if allocation else []
    others = pot.allocations.filter(name__iexact=wanted.name)
    if allocation:
        others = others.exclude(pk=allocation.pk)
    if others.exists():
        found.append(f"Det finns redan en fördelning av potten som heter {wanted.name}. Välj ett annat namn.")
    found += too_much(pot, wanted.total)
    try:
        share_out(plan_of(wanted))
    except CannotShare as no:
        found += no.reasons
    return found


def too_much(pot: Pot, total: int) -> list[str]:
    left = left_of(pot)
    if total > left:
        return [f"Summan är {kronor(total - left)} mer än de {kronor(left)} som potten har kvar."]
    return []


@transaction.atomic
def save(pot: Pot, wanted: Wanted, *, by: User, allocation: Allocation | None = None) -> Allocation:
    """Compute and store a scenario with the values it was computed from. Raises NotAllowed."""
    if allocation:
        allocation = hold(allocation)
    if reasons := obstacles_to_saving(pot, wanted, allocation):
        raise NotAllowed(reasons)
    is_new = allocation is None
    made = allocation or Allocation(pot=pot, created_by=by)
    made.name, made.total, made.text = wanted.name, wanted.total, wanted.text
    made.step, made.minimum, made.state = wanted.step, wanted.minimum, State.SCENARIO
    made.save()
    _store(made, wanted)
    log.write(
        "gjorde räkneexempel" if is_new else "räknade om fördelning", by=by, about=made, kronor=made.total
    )
    return made


def _store(allocation: Allocation, wanted: Wanted) -> None:
    plan = plan_of(wanted)
    found = share_out(plan)
    allocation.keys.all().delete()
    allocation.rows.all().delete()
    AllocationRow.objects.bulk_create(
        AllocationRow(
            allocation=allocation, party_id=one.party.pk, amount=one.amount, is_locked=one.is_locked
        )
        for one in found
    )
    made = AllocationKey.objects.bulk_create(
        AllocationKey(allocation=allocation, position=place, weight=weight, table=table, **_facts(table))
        for place, (table, weight) in enumerate(wanted.keys)
    )
    KeyShare.objects.bulk_create(
        KeyShare(key=key, party_id=one.party.pk, value=_decimal(value))
        for place, key in enumerate(made)
        for one in found
        if (value := one.values[place]) is not None
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _facts(table: KeyTable | None) -> dict[str, Any]:
    """What a key was when it was used (G4)."""
    if table is None:
        return {"name": EQUAL}
    return {
        "name": table.series.name,
        "source": keys.citation(table)[:200],
        "reference_on": table.reference_on,
        "retrieved_on": table.retrieved_on,
    }


def wanted_of(allocation: Allocation) -> Wanted:
    """The choices behind an allocation, to begin another with."""
    rows = list(allocation.rows.select_related("party"))
    return Wanted(
        allocation.name,
        allocation.total,
        [row.party for row in rows],
        [(one.table, one.weight) for one in allocation.keys.select_related("table__series")],
        allocation.step,
        allocation.minimum,
        {row.party_id: row.amount for row in rows if row.is_locked},
        allocation.text,
    )


@transaction.atomic
def copy(allocation: Allocation, *, by: User, name: str = "", wanted: Wanted | None = None) -> Allocation:
    """A scenario of its own with the same choices (or `wanted`). What the pot has left is asked when it is proposed."""
    wanted = wanted or wanted_of(allocation)
    made = Allocation.objects.create(
        pot=allocation.pot, name=_free_name(allocation.pot, name or f"{allocation.name}, kopia"),
        total=wanted.total, step=wanted.step, minimum=wanted.minimum, text=wanted.text, created_by=by,
    )  # fmt: skip
    _store(made, wanted)
    log.write("kopierade fördelning", by=by, about=made, från=allocation.name)
    return made


def _free_name(pot: Pot, name: str) -> str:
    taken = set(pot.allocations.values_list("name", flat=True))
    base, number = name[:110], 1
    while name in taken:
        number += 1
        name = f"{base} {number}"
    return name[:120]


def newer_tables(allocation: Allocation) -> dict[int, KeyTable]:
    """The allocation's keys that have newer figures, by the key's id. Two queries."""
    used = {one.pk: one.table for one in allocation.keys.select_related("table") if one.table}
    newest = keys.newest({table.series_id for table in used.values()})
    return {
        key: newest[table.series_id] for key, table in used.items() if newest[table.series_id].pk != table.pk
    }


def obstacles_to_renewing(allocation: Allocation) -> list[str]:
    """Why it cannot be computed with newer figures."""
    return [] if newer_tables(allocation) else ["Det finns inga nyare siffror för fördelningens nycklar."]


@transaction.atomic
def renew(allocation: Allocation, *, by: User) -> Allocation:
    """A new scenario with the keys' newest figures, all else the same. Raises NotAllowed."""
    newer = newer_tables(allocation)
    if not newer:
        raise NotAllowed(obstacles_to_renewing(allocation))
    old = wanted_of(allocation)
    rows = list(allocation.keys.select_related("table__series"))
    found = [(newer.get(one.pk, one.table), one.weight) for one in rows]
    wanted = Wanted(old.name, old.total, old.parties, found, old.step, old.minimum, old.locked, old.text)
    try:
        return copy(allocation, by=by, name=f"{allocation.name}, nyare siffror", wanted=wanted)
    except CannotShare as no:
        raise NotAllowed(no.reasons) from None


@transaction.atomic
def drop(allocation: Allocation, *, by: User) -> None:
    """Put a scenario aside. Raises NotAllowed."""
    allocation = hold(allocation)
    if reasons := obstacles_to_changing(allocation):
        raise NotAllowed(reasons)
    allocation.state = State.DROPPED
    allocation.save()
    log.write("valde bort fördelning", by=by, about=allocation)


@transaction.atomic
def take_up(allocation: Allocation, *, by: User) -> None:
    """Bring one that was put aside back. Raises NotAllowed."""
    allocation = hold(allocation)
    if allocation.state != State.DROPPED:
        raise NotAllowed("Fördelningen är inte bortvald.")
    allocation.state = State.SCENARIO
    allocation.save()
    log.write("tog upp fördelning igen", by=by, about=allocation)


# What other pages show


def per_person(amount: int, party: Organisation, people: keys.Population) -> str:
    """Kronor for each inhabitant, with one decimal; empty where nobody is counted."""
    each = each_of(amount, party.municipality_code, people)
    return each_in_words(each)


def each_in_words(each: Decimal | None) -> str:
    """Always with one decimal, so that a column can be read down.

    >>> each_in_words(Decimal("14.0")), each_in_words(None)
    ('14,0', '')
    """
    return "" if each is None else f"{grouped(int(each))},{f'{each:.1f}'[-1]}"


def each_of(amount: int, code: str, people: keys.Population) -> Decimal | None:
    """The same as a number."""
    count = people.values.get(code)
    return (Decimal(amount) / count).quantize(Decimal("0.1")) if count else None


def grant_section(grant: GrantDecision, user: User) -> dict[str, Any]:
    """Pots with their allocations, for the decision's page. Three queries, however many there are."""
    pots = list(grant.pots.all())
    taken = dict(
        Entry.objects.filter(pot__in=pots, kind=Entry.Kind.ALLOCATED)
        .order_by()
        .values_list("pot")
        .annotate(Sum("amount"))
    )
    found: dict[int, list[Allocation]] = {pot.pk: [] for pot in pots}
    for one in Allocation.objects.filter(pot__in=pots).select_related("decision", "item__meeting"):
        found[one.pot_id].append(one)
    lines = [
        {
            "pot": pot,
            "may_share": grant.closed_at is None and pot.amount > int(taken.get(pot.pk, 0)),
            "allocations": [(one, MARKS[State(one.state)]) for one in found[pot.pk]],
            "compares": sum(one.state != State.DROPPED for one in found[pot.pk]) > 1,
        }
        for pot in pots
    ]
    return {"pots": lines}


MARKS = {State.SCENARIO: "draft", State.PROPOSED: "pending", State.BOOKED: "done", State.DROPPED: "info"}


def shares_of(allocation: Allocation) -> list[Share]:
    """How each party's sum has come about; the sums are those that are stored."""
    plan = stored_plan(allocation)
    stored = {code_of(row.party): row.amount for row in allocation.rows.select_related("party")}
    try:
        found = share_out(plan)
    except CannotShare:  # rows that were not computed here; their sums hold all the same
        found = [Share(one, (), 0) for one in plan.parties]
    return [Share(one.party, one.values, stored[one.party.code], one.exact) for one in found]
