"""All funds as a list, and one fund with all its years (G1)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from funding.models import Entry, Fund, GrantDecision, ReportRound
from meetings import access as meeting_access
from secretariat.lib.money import kronor
from secretariat.registry.models import User

from .grant_pages import LastDay, days_of
from .ledger import Balance

WITH = ("body", "responsible", "matter")


@dataclass(frozen=True)
class Year:
    """A decision with the sums of all its accounts, and its last days."""

    grant: GrantDecision
    total: Balance
    days: Sequence[LastDay]

    @property
    def left(self) -> int:
        """What is left to use, and what nobody has got yet."""
        return self.total.left + self.grant.amount - self.total.allocated

    @property
    def late(self) -> list[LastDay]:
        """Last days that have passed with something left to do."""
        return [one for one in self.days if one.mark == "late"]

    @property
    def next_day(self) -> LastDay | None:
        """The first that is left."""
        return next(
            iter(sorted((one for one in self.days if one.mark != "done"), key=lambda one: one.day)), None
        )

    @property
    def state(self) -> tuple[str, str]:
        """Kind of mark, and words, of where the year is."""
        if self.grant.closed_at:
            return "done", "Avslutat"
        if self.late:
            return "late", f"{self.late[0].series} {days_in_words_of(self.late[0])}"
        if not self.total.allocated:
            return "draft", "Inte fördelat"
        return "pending", "Pågår"


@dataclass(frozen=True)
class Listed:
    """One fund in the list, its years the newest first."""

    fund: Fund
    years: Sequence[Year]
    themes: list[str]
    responsible: str

    @property
    def newest(self) -> Year | None:
        """The year that matters most: the latest."""
        return self.years[0] if self.years else None

    @property
    def next_day(self) -> LastDay | None:
        """The first last day that is left, of any year."""
        days = [day for year in self.years if not year.grant.closed_at and (day := year.next_day)]
        return min(days, key=lambda one: one.day, default=None)

    @property
    def sentence(self) -> str:
        """How the newest year stands."""
        if self.newest is None:
            return "Inget beslut är inlagt än."
        year, total = self.newest.grant, self.newest.total
        said = f"{year.year}: {kronor(year.amount)}"
        if not total.allocated:
            return f"{said}, inte fördelat än."
        return f"{said}, {kronor(total.paid)} utbetalt, {kronor(self.newest.left)} kvar att använda."


def days_in_words_of(one: LastDay) -> str:
    """What stands after the words of a last day."""
    return one.left[:1].lower() + one.left[1:]


def matching(q: str) -> QuerySet[Fund]:
    """Funds with every word of `q` in their names, purpose, authority, statute, or a decision's number or terms."""
    rows = Fund.objects.all()
    for word in q.split():
        grants = GrantDecision.objects.filter(fund=OuterRef("pk")).filter(
            Q(case_number__icontains=word) | Q(title__icontains=word) | Q(terms__icontains=word)
            | Q(pots__name__icontains=word)
        )  # fmt: skip
        rows = rows.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(purpose__icontains=word)
            | Q(authority__icontains=word) | Q(statute__icontains=word) | Q(Exists(grants))
        )  # fmt: skip
    return rows


def sums_by_grant(grants: Iterable[int]) -> dict[int, Balance]:
    """The sums of all accounts of each decision. One query."""
    found: dict[int, dict[str, int]] = {}
    rows = Entry.objects.filter(account__grant__in=list(grants)).order_by()
    for grant, kind, amount in rows.values_list("account__grant", "kind").annotate(
        found=Coalesce(Sum("amount"), 0)
    ):
        found.setdefault(grant, {})[kind] = int(amount)
    return {grant: Balance(**sums) for grant, sums in found.items()}


def reports_by_grant(grants: Iterable[int]) -> dict[int, frozenset[str]]:
    """Which kinds of reports are over, by decision. One query."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = ReportRound.objects.filter(grant__in=list(grants), inquiry__closed_at__isnull=False)
    for grant, kind in rows.order_by().values_list("grant", "kind"):
        found[grant].add(kind)
    return {grant: frozenset(kinds) for grant, kinds in found.items()}


def years_of(funds: Collection[Fund], *, today: dt.date) -> dict[int, list[Year]]:
    """Every fund's decisions with their sums, the newest first. Three queries."""
    by_key = {one.pk: one for one in funds}
    rows = list(GrantDecision.objects.filter(fund__in=by_key).order_by("-year", "-decided_on", "-pk"))
    keys = [one.pk for one in rows]
    sums, reports = sums_by_grant(keys), reports_by_grant(keys)
    found: dict[int, list[Year]] = {}
    for one in rows:
        one.fund = by_key[one.fund_id]
        total = sums.get(one.pk, Balance())
        days = days_of(one, total, today=today, reported=reports.get(one.pk, frozenset()))
        found.setdefault(one.fund_id, []).append(Year(one, total, days))
    return found


def listed(funds: Sequence[Fund], years: Mapping[int, Sequence[Year]], *, user: User) -> list[Listed]:
    """Funds as the list shows them. Read them with their themes."""
    sees_all = meeting_access.is_office(user)
    return [
        Listed(
            fund=one,
            years=years.get(one.pk, []),
            themes=[theme.name for theme in one.themes.all()],
            responsible=responsible_of(one, sees_all=sees_all),
        )
        for one in funds
    ]


def responsible_of(fund: Fund, *, sees_all: bool) -> str:
    """Who is responsible, by name; empty where the name is protected and the reader is not the office."""
    person = fund.responsible
    return "" if person is None or (person.protected_identity and not sees_all) else person.name
