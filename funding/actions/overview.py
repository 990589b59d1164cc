"""All money at once: per fund and per party, what must be used by when, and what lapses within a quarter.

Sums are made by the database, one query for each table, however many funds, parties and years there are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum

from funding.deadlines import days_in_words, quarter_from
from funding.models import Account, Entry, Fund, GrantDecision
from secretariat.registry.models import Organisation

from .ledger import Balance


@dataclass(frozen=True)
class Chosen:
    """What is asked for: a year, a fund's id, a party's id; None is all."""

    year: int | None = None
    fund: int | None = None
    party: int | None = None


@dataclass(frozen=True)
class Given:
    """What there is to choose among: every decision with its fund, and which parties have an account of each."""

    grants: Sequence[GrantDecision]
    parties: Mapping[int, frozenset[int]]
    names: Mapping[int, Organisation]

    def agreeing(self, chosen: Chosen) -> list[GrantDecision]:
        """The decisions that what is asked for leaves."""
        return [
            one
            for one in self.grants
            if chosen.year in (None, one.year)
            and chosen.fund in (None, one.fund_id)
            and (chosen.party is None or chosen.party in self.parties.get(one.pk, ()))
        ]


@dataclass(frozen=True)
class Row:
    """One fund or one party with its sums. `granted` is the sum of the decisions; for a party what it has got.

    `href` is the fund's page, or the party's id.
    """

    name: str
    href: str
    granted: int
    balance: Balance

    @property
    def not_allocated(self) -> int:
        """What nobody has got yet; nothing for a party."""
        return self.granted - self.balance.allocated

    @property
    def left(self) -> int:
        """What is left to use, and what nobody has got yet."""
        return self.balance.left + self.not_allocated

    @property
    def share_used(self) -> int:
        """Per cent of what is decided (or saved from last year) that is used; 0 where nothing is."""
        given = self.granted + self.balance.carried_in
        return round(100 * self.balance.used / given) if given else 0


@dataclass(frozen=True)
class Due:
    """Money with something left: until when it may be used. `lapses`: within three months; `is_late`: too late."""

    grant: GrantDecision
    left: int
    days: str
    lapses: bool
    is_late: bool


@dataclass(frozen=True)
class Overview:
    """What the page prints; `granted` and `total` are the sums of the rows."""

    funds: list[Row]
    parties: list[Row]
    granted: int
    total: Balance
    due: list[Due]

    @property
    def not_allocated(self) -> int:
        """What nobody has got yet."""
        return self.granted - self.total.allocated

    @property
    def left(self) -> int:
        """What is left to use, and what nobody has got yet."""
        return self.total.left + self.not_allocated

    @property
    def lapsing(self) -> list[Due]:
        """What lapses within the quarter."""
        return [one for one in self.due if one.lapses]

    @property
    def lapsing_sum(self) -> int:
        """How much that is."""
        return sum(one.left for one in self.lapsing)


def given() -> Given:
    """Everything that can be asked for. Three queries."""
    grants = list(GrantDecision.objects.select_related("fund").order_by("fund__name", "-year", "pk"))
    parties: defaultdict[int, set[int]] = defaultdict(set)
    for grant, party in Account.objects.order_by().values_list("grant", "party"):
        parties[grant].add(party)
    used = set().union(*parties.values()) if parties else set()
    names = Organisation.objects.filter(pk__in=used).order_by("municipality_code", "sort_key")
    # Kommuner by their codes, the others after them.
    ordered = sorted(names, key=lambda one: not one.municipality_code)
    return Given(
        grants, {key: frozenset(found) for key, found in parties.items()}, {one.pk: one for one in ordered}
    )


def overview_of(found: Given, chosen: Chosen, *, today: dt.date) -> Overview:
    """The sums of what is chosen. Three queries."""
    grants = found.agreeing(chosen)
    keys = [one.pk for one in grants]
    entries = _entries(keys, chosen)
    by_fund, by_party = _sums(entries, "account__grant__fund"), _sums(entries, "account__party")
    total = sum(by_fund.values(), Balance())
    granted = total.allocated if chosen.party else sum(one.amount for one in grants)
    return Overview(
        funds=list(_funds(grants, by_fund, chosen)),
        parties=list(_parties(found, keys, by_party, chosen)),
        granted=granted,
        total=total,
        due=due_of(found, chosen, today=today),
    )


def _entries(grants: Iterable[int], chosen: Chosen) -> Q:
    which = Q(account__grant__in=list(grants))
    return which & Q(account__party=chosen.party) if chosen.party else which


def _sums(entries: Q, by: str) -> dict[int, Balance]:
    """Sums of entries by something of their accounts. One query."""
    sums: dict[int, dict[str, int]] = {}
    rows = Entry.objects.filter(entries).order_by().values_list(by, "kind").annotate(found=Sum("amount"))
    for key, kind, amount in rows:
        sums.setdefault(key, {})[kind] = int(amount)
    return {key: Balance(**kinds) for key, kinds in sums.items()}


def _funds(grants: Sequence[GrantDecision], sums: Mapping[int, Balance], chosen: Chosen) -> Iterator[Row]:
    by_fund: dict[Fund, int] = {}
    for one in grants:
        by_fund[one.fund] = by_fund.get(one.fund, 0) + one.amount
    for fund, amount in by_fund.items():
        balance = sums.get(fund.pk, Balance())
        yield Row(fund.short_name or fund.name, fund.get_absolute_url(),
                  balance.allocated if chosen.party else amount, balance)  # fmt: skip


def _parties(
    found: Given, grants: Iterable[int], sums: Mapping[int, Balance], chosen: Chosen
) -> Iterator[Row]:
    has = set().union(*(found.parties.get(grant, frozenset()) for grant in grants))
    for key, party in found.names.items():
        if key in has and chosen.party in (None, key):
            balance = sums.get(key, Balance())
            yield Row(party.short_name, str(key), balance.allocated, balance)


def due_of(found: Given, chosen: Chosen, *, today: dt.date) -> list[Due]:
    """Open decisions of every year with something left, the first day first. One query."""
    open_ones = [
        one
        for one in found.agreeing(Chosen(fund=chosen.fund, party=chosen.party))
        if one.closed_at is None and (chosen.year is None or one.year <= chosen.year)
    ]
    sums = _sums(_entries([one.pk for one in open_ones], chosen), "account__grant")
    quarter = quarter_from(today)
    due = []
    for one in open_ones:
        balance = sums.get(one.pk, Balance())
        # What nobody has got is left too, but it is no single party's.
        left = balance.left + (0 if chosen.party else one.amount - balance.allocated)
        if left:
            lapses = today <= one.uses_to <= quarter
            due.append(Due(one, left, days_in_words(one.uses_to, today), lapses, one.uses_to < today))
    return sorted(due, key=lambda one: (one.grant.uses_to, str(one.grant)))


def account_rows(found: Given, chosen: Chosen) -> Iterator[tuple[GrantDecision, Organisation, Balance]]:
    """Each party's sums of each decision that is chosen, for a file. One query."""
    grants = {one.pk: one for one in found.agreeing(chosen)}
    sums: dict[tuple[int, int], dict[str, int]] = {}
    rows = Entry.objects.filter(_entries(grants, chosen)).order_by()
    grouped = rows.values_list("account__grant", "account__party", "kind").annotate(found=Sum("amount"))
    for grant, party, kind, amount in grouped:
        sums.setdefault((grant, party), {})[kind] = int(amount)
    for key, grant in grants.items():
        for party, organisation in found.names.items():
            if party in found.parties.get(key, ()) and chosen.party in (None, party):
                yield grant, organisation, Balance(**sums.get((key, party), {}))
