"""Excel and CSV out: requisitions, and payments for the economy unit (G1, G5)."""

from collections.abc import Sequence

from secretariat.lib.sheets import Column, Kind, Value
from secretariat.registry.columns import ADDRESS, PARTY

from .models import Account, Entry, Requisition

_PARTY = (
    *PARTY,
    Column("organisationsnummer", "Partens, tomt där det inte är känt.", width=16),
    Column("medel", "Medlens namn.", width=36),
    Column("bidragsår", "Det år beslutet gäller.", Kind.NUMBER, 10),
    Column("diarienummer", "Beslutets, hos den som beslutade.", width=18),
)
REQUISITIONS = (
    *_PARTY,
    Column("inkommen datum", "Dagen rekvisitionen kom.", Kind.DAY, 14),
    Column("kronor", "Det parten rekvirerar.", Kind.MONEY, 16),
    Column("läge", "Inkommen, godkänd, avslagen, återtagen eller utbetald.", width=14),
    Column("undertecknad av", "Den som är behörig hos parten, med titel.", width=30),
    Column("referens", "Partens referens.", width=20),
    Column("skäl", "Varför den avslogs eller togs tillbaka.", width=30),
    ADDRESS,
)
PAYMENTS = (
    Column("datum", "Dagen beloppet betalades ut.", Kind.DAY, 12),
    *_PARTY,
    Column("kronor", "Beloppet. En rättelse kan vara under noll.", Kind.MONEY, 16),
    Column("avser", "Rekvisitionen eller den planerade utbetalningen.", width=30),
    Column("referens", "Partens referens, att märka utbetalningen med.", width=20),
    Column("diarienummer på posten", "Det underlag som bokföringen vilar på.", width=18),
    Column("bokförd av", "Den som bokförde.", width=22),
    Column("post", "Bokföringspostens nummer.", Kind.NUMBER, 10),
)


def _party(account: Account) -> list[Value]:
    party, grant = account.party, account.grant
    return [
        party.short_name,
        party.municipality_code,
        party.org_number,
        grant.fund.name,
        grant.year,
        grant.case_number,
    ]


def requisition_row(row: Requisition, base: str) -> Sequence[Value]:
    """One requisition's values, in the columns' order."""
    signer = ", ".join(words for words in (row.asked_by, row.title) if words)
    return [
        *_party(row.account), row.asked_on, row.amount, row.get_state_display(), signer, row.reference, row.why,
        f"{base}{row.get_absolute_url()}",
    ]  # fmt: skip


def payment_words(entry: Entry) -> str:
    """What a payment is of."""
    if entry.corrects_id:
        return f"Rättelse: {entry.text}"
    if entry.requisition:
        return f"Rekvisition {entry.requisition.asked_on.isoformat()}"
    return entry.text or "Utbetalning"


def payment_row(entry: Entry) -> Sequence[Value]:
    """One payment's values, in the columns' order."""
    return [
        entry.on, *_party(entry.account), entry.amount, payment_words(entry),
        entry.requisition.reference if entry.requisition else "", entry.case_number,
        entry.created_by.name if entry.created_by else "", entry.pk,
    ]  # fmt: skip
