"""The allocation proposed on a point: its words and table stand there, until it is taken back or decided (G9)."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from html import escape

from django.db import transaction

from funding.models import Allocation, AllocationKey
from meetings.actions import texts
from meetings.models import AgendaItem, BlockKind, ItemBlock
from secretariat.lib.dates import and_list, day_in_words
from secretariat.lib.money import grouped, kronor, number_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import from_plain
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import keys
from .allocations import State, hold, per_person, too_much

_BLOCKS = uuid.UUID(
    "6b1f4f0a-7f0e-4b9e-9d55-5d3f0c1e8a10"
)  # names the blocks that a proposal puts on a point


def obstacles_to_proposing(allocation: Allocation, item: AgendaItem | None = None) -> list[str]:
    """Why an allocation cannot be put on a point."""
    grant = allocation.pot.grant
    if allocation.state == State.BOOKED:
        return ["Fördelningen är redan beslutad."]
    found = too_much(allocation.pot, allocation.total)
    if grant.closed_at:
        found.append(f"{grant} är avslutat. Ingenting mer kan fördelas ur det.")
    if item and item.removed_at:
        found.append("Punkten är borttagen från dagordningen. Välj en annan.")
    return found


@transaction.atomic
def propose(allocation: Allocation, item: AgendaItem, *, by: User) -> None:
    """Let an allocation be the proposal on a point: its words and table stand there. Others of the pot go on as
    scenarios. Raises NotAllowed, also where the point's text is frozen.
    """
    allocation = hold(allocation)
    if reasons := obstacles_to_proposing(allocation, item):
        raise NotAllowed(reasons)
    before = Allocation.objects.filter(pot=allocation.pot_id, state=State.PROPOSED).select_related(
        "item__meeting"
    )
    for other in before:
        if other.item and other.item_id != item.pk:
            _take_off(other, other.item, by=by)
        elif other.pk != allocation.pk:
            _take_off(other, item, by=by)
        if other.pk != allocation.pk:
            Allocation.objects.filter(pk=other.pk).update(state=State.SCENARIO, item=None)
    allocation.state, allocation.item = State.PROPOSED, item
    allocation.save()
    _put_on(allocation, item, by=by)
    log.write("föreslog fördelning", by=by, about=allocation, punkt=str(item), kronor=allocation.total)


@transaction.atomic
def take_back(allocation: Allocation, *, by: User) -> None:
    """Let a proposed allocation be a scenario again; its words leave the point where that can be. Raises NotAllowed."""
    allocation = hold(allocation)
    if allocation.state != State.PROPOSED:
        raise NotAllowed("Fördelningen är inte föreslagen.")
    if allocation.item:
        _take_off(allocation, allocation.item, by=by)
    allocation.state, allocation.item = State.SCENARIO, None
    allocation.save()
    log.write("tog tillbaka förslag till fördelning", by=by, about=allocation)


def _block(allocation: Allocation, item: AgendaItem, what: str) -> uuid.UUID:
    return uuid.uuid5(_BLOCKS, f"{allocation.pk}-{item.pk}-{what}")


def _put_on(allocation: Allocation, item: AgendaItem, *, by: User) -> None:
    words, table = _block(allocation, item, "words"), _block(allocation, item, "table")
    standing = dict(ItemBlock.objects.filter(pk__in=[words, table]).values_list("pk", "revision"))
    last = ItemBlock.objects.standing().filter(item=item, parent=None).exclude(pk__in=standing)
    after = last.order_by("position", "pk").values_list("pk", flat=True).last()
    changes = [
        texts.Change(
            words, base=standing.get(words, 0), html=from_plain(proposal_words(allocation)), after=after
        ),
        texts.Change(
            table, base=standing.get(table, 0), kind=BlockKind.TABLE, html=_table(allocation), after=words
        ),
    ]
    texts.save(item, changes, by=by)
    if not item.proposal.strip():
        AgendaItem.objects.filter(pk=item.pk).update(proposal=decision_words(allocation))


def _take_off(allocation: Allocation, item: AgendaItem, *, by: User) -> None:
    """The words leave the point, unless its text is frozen: then they are history and stay."""
    keys_of = [_block(allocation, item, what) for what in ("words", "table")]
    rows = ItemBlock.objects.standing().filter(pk__in=keys_of)
    changes = [
        texts.Change(one.pk, base=one.revision, kind=one.kind, html=one.html, keeps_place=True, removed=True)
        for one in rows
    ]
    if not changes or item.meeting.minutes.frozen_at:
        return
    texts.save(item, changes, by=by)
    AgendaItem.objects.filter(pk=item.pk, proposal=decision_words(allocation)).update(proposal="")


def decision_words(allocation: Allocation) -> str:
    """The proposed wording of the decision."""
    pot = allocation.pot
    return f"{kronor(allocation.total)} ur {pot.grant}, {pot.name}, fördelas enligt tabellen under punkten."


def proposal_words(allocation: Allocation) -> str:
    """What stands above the table on the point."""
    pot = allocation.pot
    told = [
        f"Förslag till fördelning av {kronor(allocation.total)} ur {pot.grant}, {pot.name}.",
        basis_in_words(allocation, allocation.keys.all()),
        allocation.text.strip(),
    ]
    return " ".join(filter(None, told))


def basis_in_words(allocation: Allocation, used: Iterable[AllocationKey]) -> str:
    """By what it is shared out, as sentences."""
    rows = list(used)
    if not rows:
        return "Varje parts belopp är bestämt för sig."
    heavy = sum(one.weight for one in rows)
    told = []
    for one in rows:
        part = f"{_percent(Fraction(one.weight) / Fraction(heavy))} efter " if len(rows) > 1 else ""
        day = f" {day_in_words(one.reference_on)}" if one.reference_on else ""
        name = "lika delar" if one.table_id is None else one.name[:1].lower() + one.name[1:]
        told.append(f"{part}{name}{day}" + (f" ({one.source})" if one.source else ""))
    more = []
    if allocation.step > 1:
        more.append(f"Beloppen är avrundade till hela {grouped(allocation.step)} kr.")
    if allocation.minimum:
        more.append(f"Ingen får mindre än {kronor(allocation.minimum)}.")
    start = "Fördelat " + ("" if len(rows) > 1 or rows[0].table_id is None else "efter ")
    return " ".join([f"{start}{'i ' if told == ['lika delar'] else ''}{and_list(told)}.", *more])


def _percent(part: Fraction) -> str:
    number = Decimal(part.numerator * 100) / part.denominator
    return f"{number_in_words(number.quantize(Decimal('0.1')).normalize() + 0)}\u00a0%"


def _table(allocation: Allocation) -> str:
    people = keys.population()
    lines = [
        (row.party.short_name, grouped(row.amount), per_person(row.amount, row.party, people))
        for row in allocation.rows.select_related("party")
    ]
    head = '<tr><th scope="col">Part</th><th scope="col">Kronor</th><th scope="col">Kr per invånare</th></tr>'
    body = "".join(
        f"<tr><td>{escape(one)}</td><td>{amount}</td><td>{each}</td></tr>" for one, amount, each in lines
    )
    sums = "".join(f"<td><strong>{one}</strong></td>" for one in ("Tillsammans", grouped(allocation.total)))
    total = f"<tr>{sums}<td></td></tr>"
    return f"<table><thead>{head}</thead><tbody>{body}{total}</tbody></table>"
