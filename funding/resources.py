"""Excel and CSV out: the list of funds, a decision's parties, an account's statement (G1, G5)."""

from collections.abc import Iterator

from secretariat.lib.sheets import Column, Kind, Value
from secretariat.registry.columns import ADDRESS, PARTY
from secretariat.registry.models import Organisation

from .actions.account_pages import Line
from .actions.grant_pages import SUMS, PartyLine
from .actions.ledger import Balance
from .actions.lists import Listed
from .models import GrantDecision

_MONEY = tuple(Column(f"{words} kronor", said, Kind.MONEY, 16) for words, said, _ in SUMS)
FUNDS = (
    Column("medel", "Medlens namn.", width=36),
    Column("slag", "Hur medlen kommer.", width=28),
    Column("tema", "Teman, med komma emellan.", width=24),
    Column("myndighet", "Den som ger medlen.", width=24),
    Column("rättslig grund", "Förordning eller överenskommelse.", width=24),
    Column("grupp", "Den grupp som fördelar.", width=24),
    Column("ansvarig", "Den som ansvarar.", width=22),
    Column("bidragsår", "Det år beslutet gäller.", Kind.NUMBER, 10),
    Column("beslut", "Beslutets rubrik, där det har en.", width=24),
    Column("diarienummer", "Beslutets, hos den som beslutade.", width=18),
    Column("beslutat kronor", "Beslutets hela belopp.", Kind.MONEY, 16),
    Column("inte fördelat kronor", "Beslutat minus fördelat.", Kind.MONEY, 16),
    *_MONEY,
    Column("används senast datum", "Sista dag att använda medlen.", Kind.DAY, 14),
    Column("läge", "Hur långt bidragsåret har kommit.", width=30),
    ADDRESS,
)
PARTIES = (
    *PARTY,
    *_MONEY,
)
STATEMENT = (
    Column("dag", "Den dag beloppet gäller.", Kind.DAY, 12),
    Column("slag", "Fördelat, rekvirerat, utbetalt, intecknat, använt, återbetalt eller sparat.", width=22),
    Column("kronor", "Beloppet. En rättelse kan vara under noll.", Kind.MONEY, 16),
    Column("rättar", "Vilken post raden rättar: postens nummer.", Kind.NUMBER, 10),
    Column("post", "Postens nummer.", Kind.NUMBER, 10),
    Column("vilar på", "Fördelning, pott, rekvisition, insats, beslut, diarienummer och underlag.", width=60),
    Column("bokförd av", "Den som bokförde.", width=22),
)


def sums_row(balance: Balance) -> list[Value]:
    """A balance's values, in the order of SUMS, as whole numbers."""
    return [getattr(balance, name) for _, _, name in SUMS]


def fund_rows(one: Listed, base: str) -> Iterator[list[Value]]:
    """A row for each of a fund's years; one without sums where it has none."""
    fund = one.fund
    facts: list[Value] = [
        fund.name, fund.get_kind_display(), ", ".join(one.themes), fund.authority, fund.statute,
        fund.body.list_name if fund.body else "", one.responsible,
    ]  # fmt: skip
    for year in one.years:
        grant = year.grant
        yield [
            *facts, grant.year, grant.title, grant.case_number, grant.amount, grant.amount - year.total.allocated,
            *sums_row(year.total), grant.uses_to, year.state[1], f"{base}{grant.get_absolute_url()}",
        ]  # fmt: skip
    if not one.years:
        empty: list[Value] = [None] * (len(FUNDS) - len(facts) - 2)
        yield [*facts, *empty, "Inget beslut", f"{base}{fund.get_absolute_url()}"]


def party_row(line: PartyLine) -> list[Value]:
    """One party's sums."""
    party = line.account.party
    return [party.short_name, party.municipality_code, *sums_row(line.balance)]


def statement_rows(line: Line) -> Iterator[list[Value]]:
    """An entry, and its corrections after it."""
    for one in (line, *line.corrections):
        entry = one.entry
        yield [
            entry.on, entry.get_kind_display(), entry.amount, entry.corrects_id, entry.pk,
            ", ".join(source.words for source in one.sources), one.by,
        ]  # fmt: skip


OVERVIEW = (
    Column("medel", "Medlens namn.", width=36),
    Column("bidragsår", "Det år beslutet gäller.", Kind.NUMBER, 10),
    Column("beslut", "Beslutets rubrik, där det har en.", width=24),
    Column("beslutat av", "Den som har beslutat om medlen.", width=24),
    Column("diarienummer", "Beslutets.", width=18),
    *PARTY,
    *_MONEY,
    Column("kvar att rekvirera kronor", "Fördelat minus rekvirerat.", Kind.MONEY, 16),
    Column("kvar att betala ut kronor", "Fördelat minus utbetalt.", Kind.MONEY, 16),
    Column(
        "hos parten kronor",
        "Utbetalt och från förra året, minus använt, återbetalt och sparat.",
        Kind.MONEY,
        16,
    ),
    Column("används senast datum", "Sista dag att använda medlen.", Kind.DAY, 14),
    Column("betalas tillbaka senast datum", "Sista dag att betala tillbaka.", Kind.DAY, 14),
    Column("avslutat", "Ja när bidragsåret är avslutat.", width=10),
)


def overview_row(grant: GrantDecision, party: Organisation, balance: Balance) -> list[Value]:
    """One party's sums of one decision, as whole numbers."""
    return [
        grant.fund.name, grant.year, grant.title, grant.decided_by, grant.case_number, party.short_name,
        party.municipality_code, *sums_row(balance), balance.left_to_request, balance.left_to_pay, balance.in_hand,
        grant.uses_to, grant.repay_by, "ja" if grant.closed_at else "nej",
    ]  # fmt: skip
