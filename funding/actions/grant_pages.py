"""One decision about money as its page shows it: facts, last days, pots, each party's sums, events (G1, G5)."""

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.urls import reverse

from funding.deadlines import SOON, days_in_words, deadlines_of
from funding.models import Account, Entry, GrantDecision, GrantDocument, Pot, ReportRound
from meetings import access as meeting_access
from meetings.access import words_readable_by
from meetings.actions.decisions import address_of
from meetings.models import Decision
from secretariat.lib.dates import and_list, day_in_words
from secretariat.lib.money import kronor
from secretariat.lib.pages import addresses
from secretariat.registry.models import LogEntry, User

from .ledger import Balance, balances

WITH = ("fund__body", "fund__responsible", "fund__matter", "decision", "closed_by__person")
# Columns of every table of sums: words, what they mean, how they are counted.
SUMS: tuple[tuple[str, str, str], ...] = (
    ("fördelat", "Det parten har fått i fördelningar av beslutet.", "allocated"),
    ("rekvirerat", "Det parten har begärt att få utbetalt.", "requested"),
    ("utbetalt", "Det som har betalats till parten.", "paid"),
    ("intecknat", "Det som är lovat till insatser.", "committed"),
    ("använt", "Det parten har använt, enligt redovisning.", "used"),
    ("återbetalt", "Det som har betalats tillbaka.", "repaid"),
    ("sparat", "Det som har förts över till nästa år.", "carried_out"),
    ("från förra året", "Det som har förts över från året före.", "carried_in"),
    ("kvar", "Fördelat och från förra året, minus använt, återbetalt och sparat.", "left"),
)


@dataclass(frozen=True)
class LastDay:
    """A last day of the decision: in words, how long is left, and the kind of its mark."""

    what: str
    words: str
    series: str
    day: dt.date
    left: str
    mark: str


@dataclass(frozen=True)
class PotLine:
    """A pot, what is shared out of it, and what is left to share out."""

    pot: Pot
    allocated: int
    left: int


@dataclass(frozen=True)
class PartyLine:
    """A party's account and its sums."""

    account: Account
    balance: Balance
    href: str


@dataclass(frozen=True)
class DecisionLine:
    """One of our decisions: what it has to do with the money, its number, its address where it may be read."""

    what: str
    decision: Decision
    href: str


@dataclass(frozen=True)
class Shown:
    """What the page prints. Sums are whole kronor; `total` is the sum of the lines, `amount` the decision's."""

    amount: int
    facts: list[tuple[str, str]]
    days: list[LastDay]
    pots: list[PotLine]
    lines: list[PartyLine]
    total: Balance
    documents: Sequence[GrantDocument]
    decisions: list[DecisionLine]
    events: Sequence[LogEntry]

    @property
    def not_allocated(self) -> int:
        """What of the decision no party has got yet."""
        return self.amount - self.total.allocated

    @property
    def left(self) -> int:
        """What is left to use, and what nobody has got yet."""
        return self.total.left + self.not_allocated

    @property
    def has_saved(self) -> bool:
        """Whether any money has come from the year before."""
        return bool(self.total.carried_in)


def page_of(grant: GrantDecision, *, user: User, today: dt.date) -> Shown:
    """All of it, in a constant number of queries."""
    lines = party_lines(grant)
    total = sum_of(lines)
    return Shown(
        amount=grant.amount,
        facts=_facts(grant),
        days=days_of(grant, total, today=today, reported=reported(grant)),
        pots=pot_lines(grant),
        lines=lines,
        total=total,
        documents=list(grant.documents.select_related("stored")),
        decisions=decisions_of(grant, user),
        events=events_of(grant),
    )


def party_lines(grant: GrantDecision) -> list[PartyLine]:
    """Every party with its sums, by kommunkod, then name. Two queries."""
    sums = balances(Q(account__grant=grant))
    rows = grant.accounts.select_related("party").order_by("party__municipality_code", "party__sort_key")
    href = addresses("funding:account-detail")
    # Kommuner have a code; those without come after them.
    ordered = sorted(rows, key=lambda one: not one.party.municipality_code)
    return [PartyLine(one, sums.get(one.pk, Balance()), href(one.pk)) for one in ordered]


def sum_of(lines: Sequence[PartyLine]) -> Balance:
    """The total row."""
    return sum((line.balance for line in lines), Balance())


def pot_lines(grant: GrantDecision) -> list[PotLine]:
    """The pots with what is shared out of each."""
    allocated = Sum("entries__amount", filter=Q(entries__kind=Entry.Kind.ALLOCATED), default=0)
    rows = grant.pots.annotate(allocated=allocated).order_by("position", "pk")
    return [PotLine(one, int(one.allocated), one.amount - int(one.allocated)) for one in rows]


def reported(grant: GrantDecision) -> frozenset[str]:
    """Which kinds of reports are over. One query."""
    rounds = ReportRound.objects.filter(grant=grant, inquiry__closed_at__isnull=False)
    return frozenset(rounds.order_by().values_list("kind", flat=True))


def is_done(what: str, grant: GrantDecision, total: Balance, reports: frozenset[str]) -> bool:
    """Whether nothing is left to do by a last day."""
    shared = bool(total.allocated)
    return (
        bool(grant.closed_at)
        or {
            "rekvirera": shared and total.left_to_request == 0,
            "delredovisa": "interim" in reports,
            "anvand": shared and total.left == 0,
            "slutredovisa": "final" in reports,
            "aterbetala": shared and total.in_hand == 0,
        }[what]
    )


def days_of(
    grant: GrantDecision, total: Balance, *, today: dt.date, reported: frozenset[str]
) -> list[LastDay]:
    """The decision's last days, each with how long is left, or that it is done."""
    found = []
    for one in deadlines_of(grant):
        done = is_done(one.what, grant, total, reported)
        left = (one.day - today).days
        mark = "done" if done else "late" if left < 0 else "pending" if left <= SOON else "info"
        words = "Klart" if done else days_in_words(one.day, today).capitalize()
        found.append(LastDay(one.what, one.words, one.series, one.day, words, mark))
    return found


def _facts(grant: GrantDecision) -> list[tuple[str, str]]:
    since = f", godkänt {day_in_words(grant.representative_since)}" if grant.representative_since else ""
    saved = str(grant.get_carry_rule_display())
    return [
        ("Belopp", kronor(grant.amount)),
        ("Beslutat av", grant.decided_by),
        ("Beslutsdatum", day_in_words(grant.decided_on)),
        ("Diarienummer", grant.case_number),
        ("Rättslig grund", grant.fund.statute),
        ("Får användas", f"{day_in_words(grant.uses_from)}–{day_in_words(grant.uses_to)}"),
        ("Sparade medel", saved[:1].upper() + saved[1:]),
        ("Medgivande att spara", grant.carry_permit),
        ("Kontakt", grant.contact),
        ("Ombud", f"{grant.representative}{since}" if grant.representative else ""),
        ("Avslutat", day_in_words(grant.closed_at.date()) if grant.closed_at else ""),
    ]


def decisions_of(grant: GrantDecision, user: User) -> list[DecisionLine]:
    """Our decisions behind it and about it, those of allocations and entries too (G9). Four queries."""
    found: dict[str, list[Decision]] = {
        "ger medlen": [grant.decision] if grant.decision else [],
        "fördelar medlen": list(
            Decision.objects.filter(allocations__pot__grant=grant).order_by("number").distinct()
        ),
        "inteckning": list(
            Decision.objects.filter(commitments__account__grant=grant).order_by("number").distinct()
        ),
        "gäller medlen": list(grant.concerned_by.order_by("number")),
    }
    keys = [one.pk for rows in found.values() for one in rows]
    readable = set(
        Decision.objects.filter(Q(pk__in=keys), words_readable_by(user))
        .order_by()
        .values_list("pk", flat=True)
        if keys
        else ()
    )
    return [
        DecisionLine(what, one, address_if(one, readable)) for what, rows in found.items() for one in rows
    ]


def address_if(decision: Decision, readable: Container[object]) -> str:
    """The decision's address; empty where its words may not be read."""
    if decision.pk not in readable:
        return ""
    return reverse("meetings:decision-detail", args=[address_of(decision.number, decision.pk)])


def events_of(grant: GrantDecision) -> Sequence[LogEntry]:
    """The latest of what has happened to it, from the log."""
    rows = LogEntry.objects.filter(
        content_type__app_label="funding", content_type__model="grantdecision", object_id=str(grant.pk)
    )
    return list(rows.order_by("-at", "-pk")[:20])


def responsible_of(grant: GrantDecision, user: User) -> str:
    """The fund's responsible by name; empty where the name is protected and the reader is not the office."""
    person = grant.fund.responsible
    hidden = person is not None and person.protected_identity and not meeting_access.is_office(user)
    return "" if person is None or hidden else person.name


def sums_in_words(total: Balance, not_allocated: int) -> str:
    """How the money stands, in one sentence."""
    said = [f"{kronor(total.paid)} är utbetalt" if total.paid else "Inget är utbetalt än"]
    if total.used:
        said.append(f"{kronor(total.used)} använt")
    if total.repaid:
        said.append(f"{kronor(total.repaid)} återbetalt")
    if total.carried_out:
        said.append(f"{kronor(total.carried_out)} sparat till nästa år")
    rest = f" {kronor(not_allocated)} är inte fördelat." if not_allocated else ""
    return f"{and_list(said)}.{rest}"
