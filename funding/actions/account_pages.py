"""A party's account as its page shows it: every entry with what it rests on, corrections beside what they put right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse

from funding.models import Account, Entry
from meetings.access import words_readable_by
from meetings.models import Decision
from secretariat.lib.dates import day_in_words
from secretariat.lib.money import kronor
from secretariat.registry.models import User

from . import accounts
from .grant_pages import address_if
from .ledger import Balance, balance_of

WITH = (
    "pot", "allocation", "requisition", "commitment", "decision", "document", "carry__out_of__grant__fund",
    "carry__into__grant__fund", "created_by__person",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Something that an entry rests on, with its address where it has one."""

    words: str
    href: str = ""


@dataclass
class Line:
    """An entry, its corrections, and what stands of it."""

    entry: Entry
    sources: list[Source]
    by: str
    may_be_corrected: bool
    corrections: list["Line"] = field(default_factory=list)

    @property
    def stands(self) -> int:
        """What stands after the corrections, in whole kronor."""
        return self.entry.amount + sum(one.entry.amount for one in self.corrections)


@dataclass(frozen=True)
class Shown:
    """What the page prints."""

    balance: Balance
    facts: list[tuple[str, str]]
    lines: Sequence[Line]
    to_repay: str
    may_be_saved: bool
    not_saved_because: str


def page_of(account: Account, *, user: User) -> Shown:
    """All of it, in a constant number of queries."""
    balance = balance_of(account)
    reasons = accounts.obstacles_to_saving(account.grant)
    return Shown(
        balance=balance,
        facts=_facts(account, balance),
        lines=lines_of(account, user=user),
        to_repay=accounts.to_repay(account.grant, balance),
        may_be_saved=not reasons and balance.in_hand > 0,
        not_saved_because=" ".join(reasons) if balance.in_hand > 0 and account.grant.may_be_saved else "",
    )


def _facts(account: Account, balance: Balance) -> list[tuple[str, str]]:
    grant = account.grant
    return [
        ("Kvar att rekvirera", kronor(balance.left_to_request)),
        ("Kvar att betala ut", kronor(balance.left_to_pay)),
        ("Kvar att inteckna", kronor(balance.left_to_commit)),
        ("Utbetalt och kvar att använda", kronor(balance.in_hand)),
        ("Används senast", day_in_words(grant.uses_to)),
        ("Betalas tillbaka senast", day_in_words(grant.repay_by) if grant.repay_by else ""),
    ]


def lines_of(account: Account, *, user: User) -> list[Line]:
    """Entries by day, each with its corrections after it. Two queries."""
    rows = list(account.entries.select_related(*WITH).order_by("on", "pk"))
    readable = _readable([one.decision_id for one in rows if one.decision_id], user)
    found: dict[int, Line] = {}
    for one in rows:
        if one.corrects_id is None:
            found[one.pk] = _line(one, readable, account)
    for one in rows:
        if one.corrects_id is not None:
            found[one.corrects_id].corrections.append(_line(one, readable, account))
    return list(found.values())


def _readable(keys: Sequence[object], user: User) -> set[object]:
    if not keys:
        return set()
    return set(Decision.objects.filter(Q(pk__in=keys), words_readable_by(user)).values_list("pk", flat=True))


def _line(entry: Entry, readable: set[object], account: Account) -> Line:
    return Line(
        entry=entry,
        sources=list(_sources(entry, readable, account)),
        by=entry.created_by.name if entry.created_by else "",
        may_be_corrected=entry.corrects_id is None and account.grant.closed_at is None,
    )


def _sources(entry: Entry, readable: set[object], account: Account) -> Iterator[Source]:
    """What the sum rests on: where the money is from, and what shows it."""
    yield from _ways(entry, account)
    if entry.period_from and entry.period_to:
        yield Source(f"{day_in_words(entry.period_from)}–{day_in_words(entry.period_to)}")
    if entry.decision:
        number = entry.decision.number or "utan nummer"
        yield Source(f"Beslut {number}", address_if(entry.decision, readable))
    if entry.case_number:
        yield Source(f"dnr {entry.case_number}")
    if entry.document:
        yield Source(str(entry.document), reverse("registry:file-download", args=[entry.document_id]))
    if entry.text:
        yield Source(entry.text)


def _ways(entry: Entry, account: Account) -> Iterator[Source]:
    """Allocation and pot, requisition, what it is promised to, the other year."""
    if entry.allocation:
        yield Source(f"Fördelningen {entry.allocation.name}", entry.allocation.get_absolute_url())
    if entry.pot:
        yield Source(f"ur potten {entry.pot}")
    if entry.requisition:
        words = f"Rekvisition inkommen {day_in_words(entry.requisition.asked_on)}"
        yield Source(words, reverse("funding:requisition-detail", args=[entry.requisition_id]))
    if entry.commitment:
        to = f", {entry.commitment.recipient}" if entry.commitment.recipient else ""
        yield Source(f"{entry.commitment.title}{to}")
    if entry.carry:
        other = entry.carry.out_of if entry.carry.into_id == account.pk else entry.carry.into
        yield Source(f"{other.grant}", other.get_absolute_url())
