"""What a decision of a meeting, or a matter, has to do with money (G9)."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from funding.models import Commitment, Entry, GrantDecision
from secretariat.lib.money import kronor


@dataclass(frozen=True)
class Line:
    """A line of money that a decision is behind: what it does, the money, its page. `grant` where it can be let go."""

    what: str
    words: str
    href: str
    amount: str = ""
    grant: int | None = None


def lines_of(decision: UUID) -> list[Line]:
    """Decisions about money, promised sums and entries that rest on it; allocations have a slot of their own."""
    return [*_grants(decision), *_commitments(decision), *_entries(decision)]


def _grants(decision: UUID) -> list[Line]:
    rows = GrantDecision.objects.select_related("fund")
    gives = [
        Line("Ger medlen", str(one), one.get_absolute_url(), kronor(one.amount))
        for one in rows.filter(decision=decision)
    ]
    concerns = [
        Line("Gäller medlen", str(one), one.get_absolute_url(), kronor(one.amount), one.pk)
        for one in rows.filter(concerned_by=decision)
    ]
    return [*gives, *concerns]


def _commitments(decision: UUID) -> list[Line]:
    rows = Commitment.objects.filter(decision=decision).select_related(
        "account__grant__fund", "account__party"
    )
    found = rows.annotate(promised=Sum("entries__amount")).order_by("pk")
    return [
        Line(
            "Intecknar",
            f"{one.title} ({one.account})",
            one.account.get_absolute_url(),
            kronor(one.promised or 0),
        )
        for one in found
    ]


def _entries(decision: UUID) -> list[Line]:
    """Entries that neither an allocation nor a promise tells of, one line for each account and kind."""
    rows = Entry.objects.filter(decision=decision, allocation=None, commitment=None)
    sums: dict[tuple[int, str], int] = {}
    first: dict[tuple[int, str], Entry] = {}
    for one in rows.select_related("account__grant__fund", "account__party").order_by("pk"):
        key = (one.account_id, str(one.get_kind_display()))
        sums[key] = sums.get(key, 0) + one.amount
        first.setdefault(key, one)
    return [
        Line(
            kind.capitalize(), str(first[key].account), first[key].account.get_absolute_url(), kronor(amount)
        )
        for key, amount in sums.items()
        for kind in [key[1]]
    ]
