"""A fund with a decision and its parties; what many tests of money need. Sums are whole kronor."""

import datetime as dt
from dataclasses import dataclass, field

from funding.actions import ledger
from funding.models import Account, Entry, Fund, GrantDecision, Pot
from secretariat.registry.models import Organisation, User
from tests import make

DAY = dt.date(2026, 3, 2)
KIND = Entry.Kind


@dataclass
class Money:
    """The fund's decision of a year, its pot, who books, and accounts by the party's short name."""

    by: User
    fund: Fund
    grant: GrantDecision
    pot: Pot
    accounts: dict[str, Account] = field(default_factory=dict)

    def post(self, name: str, kind: str, amount: int, **source: object) -> Entry:
        """Add an entry on the party's account; allocated money is of the pot."""
        if kind == KIND.ALLOCATED:
            source.setdefault("pot", self.pot)
        return ledger.post(self.accounts[name], kind, amount, on=DAY, by=self.by, **source)

    def balance(self, name: str) -> ledger.Balance:
        return ledger.balance_of(self.accounts[name])

    def next_year(self, *, amount: int = 1_000_000, **fields: object) -> "Money":
        """The same parties, the year after."""
        parties = {name: one.party for name, one in self.accounts.items()}
        return _year(self.fund, parties, by=self.by, year=self.grant.year + 1, amount=amount, **fields)


def some_money(*names: str, amount: int = 1_000_000, pot: int | None = None, **fields: object) -> Money:
    """A fund with one decision of `amount` and one pot (of as much, unless told), and an account for each party."""
    by = make.user(is_superuser=True)
    number = make.number()
    fund = Fund.objects.create(slug=f"medel-{number}", name=f"Medel {number}", created_by=by)
    parties = {
        name: make.organisation(name=f"{name} {number}", short_name=name) for name in names or ("Nora",)
    }
    return _year(fund, parties, by=by, year=DAY.year, amount=amount, pot=pot, **fields)


def _year(
    fund: Fund,
    parties: dict[str, Organisation],
    *,
    by: User,
    year: int,
    amount: int,
    pot: int | None = None,
    **fields: object,
) -> Money:
    known = {
        "decided_by": "Socialstyrelsen",
        "decided_on": dt.date(year, 1, 15),
        "uses_from": dt.date(year, 1, 1),
        "uses_to": dt.date(year, 12, 31),
        "case_number": f"S{year}/{make.number()}",
    }
    grant = GrantDecision.objects.create(fund=fund, year=year, amount=amount, created_by=by, **known | fields)
    whole = Pot.objects.create(grant=grant, name="Hela beslutet", amount=amount if pot is None else pot)
    accounts = {name: ledger.account_of(grant, party) for name, party in parties.items()}
    return Money(by=by, fund=fund, grant=grant, pot=whole, accounts=accounts)
