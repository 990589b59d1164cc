"""A fund, the decisions that give it money, their pots and papers: made, changed, taken away (G1)."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.text import slugify

from funding.models import Allocation, Entry, Fund, GrantDecision, GrantDocument, Pot
from meetings.models import Decision
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, log
from secretariat.registry.models import Theme, User

from .ledger import balanced

WHOLE = "Hela beslutet"
# First words of other addresses under /medel/.
_RESERVED = frozenset(
    {"nya", "hamta", "oversikt", "belopp", "arende", "beslut", "konton", "poster", "potter", "handlingar", "nyckeltal",
     "fordelning", "fordelningar", "utlysning", "utlysningar", "ansokan", "ansokningar", "ansok", "sok", "bedomning",
     "rekvisition", "rekvisitioner", "redovisning", "redovisningar", "utbetalningar", "utbetalning", "svar"}
)  # fmt: skip


# Funds


@transaction.atomic
def create_fund(*, by: User | None, name: str, themes: Sequence[Theme] = (), **facts: Any) -> Fund:
    """Lay a fund up. Facts are fields of the fund."""
    fund = Fund.objects.create(name=name.strip(), slug=_slug_for(name), created_by=by, **facts)
    fund.themes.set(themes)
    log.write("lade upp medel", by=by, about=fund)
    return fund


def _slug_for(name: str) -> str:
    words = slugify(name.translate(str.maketrans("åäöÅÄÖ–", "aaoAAO-")))[:50].strip("-") or "medel"
    taken = set(Fund.objects.filter(slug__startswith=words).values_list("slug", flat=True)) | _RESERVED
    numbered = (f"{words}-{n}" for n in range(2, len(taken) + 3))
    return words if words not in taken else next(one for one in numbered if one not in taken)


# Decisions


def hold(grant: GrantDecision | int) -> GrantDecision:
    """The decision read again and locked, so that nothing is booked on it meanwhile."""
    key = grant if isinstance(grant, int) else grant.pk
    rows = GrantDecision.objects.select_for_update(of=("self",)).select_related("fund__body", "decision")
    return rows.get(pk=key)


@transaction.atomic
def create_grant(fund: Fund, *, by: User | None, **facts: Any) -> GrantDecision:
    """Note a decision that gives money, with a pot of the whole of it. Facts are fields of the decision (G1)."""
    grant = GrantDecision.objects.create(fund=fund, created_by=by, **facts)
    Pot.objects.create(grant=grant, name=WHOLE, amount=grant.amount)
    log.write("lade in beslut om medel", by=by, about=grant, kronor=grant.amount)
    return grant


def obstacles_to_changing(grant: GrantDecision) -> list[str]:
    """Why a decision's facts, pots and papers stand as they are."""
    return ["Bidragsåret är avslutat. Öppna det först."] if grant.closed_at else []


def whole_pot_of(grant: GrantDecision) -> Pot | None:
    """The only pot, while it is still of the whole decision: it follows the decision's amount."""
    pots = list(grant.pots.all()[:2])
    return pots[0] if len(pots) == 1 and pots[0].name == WHOLE else None


@transaction.atomic
def save_grant(grant: GrantDecision, *, by: User, changed: Sequence[str]) -> None:
    """Save changed facts. A pot of the whole decision gets its new amount. Raises NotAllowed with the missing sum."""
    whole = whole_pot_of(grant)
    before = GrantDecision.objects.values_list("amount", flat=True).get(pk=grant.pk)
    with balanced():
        if whole and whole.amount == before and grant.amount < before:
            _put_amount(whole, grant.amount)
        grant.save()
        if whole and whole.amount == before and grant.amount > before:
            _put_amount(whole, grant.amount)
    log.write("ändrade beslut om medel", by=by, about=grant, fält=list(changed))


def _put_amount(pot: Pot, amount: int) -> None:
    pot.amount = amount
    pot.save(update_fields=["amount"])


# Pots


def left_for_pots(grant: GrantDecision, *, without: Pot | None = None) -> int:
    """What of the decision no pot holds yet, in whole kronor."""
    pots = grant.pots.exclude(pk=without.pk) if without else grant.pots.all()
    return grant.amount - int(pots.aggregate(found=Sum("amount"))["found"] or 0)


def allocated_of(pot: Pot) -> int:
    """What has been shared out of a pot."""
    rows = Entry.objects.filter(pot=pot, kind=Entry.Kind.ALLOCATED)
    return int(rows.aggregate(found=Sum("amount"))["found"] or 0)


@transaction.atomic
def add_pot(grant: GrantDecision, *, name: str, amount: int, text: str = "", by: User | None) -> Pot:
    """Keep a part of the decision for something.

    What the pot of the whole decision has not shared out goes to the new one, where nothing else is left.
    Raises NotAllowed with the missing sum.
    """
    grant = hold(grant)
    reasons = obstacles_to_changing(grant)
    whole = whole_pot_of(grant)
    free = left_for_pots(grant) + (whole.amount - allocated_of(whole) if whole else 0)
    if amount > free:
        reasons.append(
            f"Potterna blir tillsammans {kronor(amount - free)} mer än det som är kvar av beslutet."
        )
    if reasons:
        raise NotAllowed(reasons)
    missing = amount - left_for_pots(grant)
    with balanced():
        if whole and missing > 0:
            _put_amount(whole, whole.amount - missing)
        position = grant.pots.count()
        pot = Pot.objects.create(grant=grant, name=name.strip(), amount=amount, text=text, position=position)
        if whole:
            _rename(whole)
    log.write("lade till pott", by=by, about=grant, pott=pot.name, kronor=amount)
    return pot


def _rename(whole: Pot) -> None:
    """With other pots beside it, it is no longer the whole decision; an empty one goes."""
    if (
        whole.amount == 0
        and not whole.entries.exists()
        and not whole.allocations.exists()
        and not whole.calls.exists()
    ):
        whole.delete()
        return
    whole.name = "Övrigt i beslutet"
    whole.save(update_fields=["name"])


@transaction.atomic
def save_pot(pot: Pot, *, by: User) -> None:
    """Save a changed pot. Raises NotAllowed where more is shared out of it, or the pots are more than the decision."""
    grant = hold(pot.grant_id)
    if reasons := obstacles_to_changing(grant):
        raise NotAllowed(reasons)
    with balanced():
        pot.save()
    log.write("ändrade pott", by=by, about=grant, pott=pot.name, kronor=pot.amount)


def obstacles_to_removing_pot(pot: Pot) -> list[str]:
    """Why a pot stays: money, an allocation or a call rests on it."""
    reasons = obstacles_to_changing(pot.grant)
    if pot.entries.exists():
        reasons.append("Det finns bokförda belopp ur potten.")
    if pot.allocations.exists():
        reasons.append("Det finns fördelningar av potten. Ta bort dem först.")
    if pot.calls.exists():
        reasons.append("Det finns en utlysning ur potten.")
    return reasons


@transaction.atomic
def remove_pot(pot: Pot, *, by: User) -> None:
    """Take a pot away that nothing rests on. Raises NotAllowed."""
    grant = hold(pot.grant_id)
    if reasons := obstacles_to_removing_pot(pot):
        raise NotAllowed(reasons)
    log.write("tog bort pott", by=by, about=grant, pott=pot.name, kronor=pot.amount)
    pot.delete()


# Papers


@transaction.atomic
def add_document(
    grant: GrantDecision, upload: UploadedFile, *, kind: str, title: str = "", by: User
) -> GrantDocument:
    """Keep a paper behind the money: checked, with its checksum, seen by those who read funds (D1)."""
    stored = files.store(upload, by=by, title=title.strip())
    made = GrantDocument.objects.create(grant=grant, kind=kind, stored=stored)
    log.write("lade till handling till medel", by=by, about=grant, handling=str(stored))
    return made


@transaction.atomic
def remove_document(document: GrantDocument, *, by: User) -> None:
    """Take a paper off the decision; the file itself stays as long as files are kept."""
    if reasons := obstacles_to_changing(document.grant):
        raise NotAllowed(reasons)
    log.write("tog bort handling till medel", by=by, about=document.grant, handling=str(document.stored))
    document.delete()


# Decisions in meetings that concern the money (G9)


@transaction.atomic
def concern(grant: GrantDecision, decision: Decision, *, by: User) -> None:
    """Say that one of our decisions concerns this money."""
    grant.concerned_by.add(decision)
    log.write("knöt beslut till medel", by=by, about=grant, beslut=decision.number)


@transaction.atomic
def no_longer_concern(grant: GrantDecision, decision: Decision, *, by: User) -> None:
    """Take that back. What rests on the decision in the ledger stays."""
    grant.concerned_by.remove(decision)
    log.write("löste beslut från medel", by=by, about=grant, beslut=decision.number)


def allocation_rests_on(allocation: Allocation, decision: Decision, *, by: User) -> None:
    """Say which decision an allocation is to be booked by. Raises NotAllowed where it is booked already."""
    with transaction.atomic():
        held = Allocation.objects.select_for_update(of=("self",)).get(pk=allocation.pk)
        if held.booked_at:
            raise NotAllowed("Fördelningen är redan bokförd.")
        held.decision = decision
        held.save(update_fields=["decision"])
        log.write("knöt beslut till fördelning", by=by, about=held, beslut=decision.number)
