"""Anmälan av tillkomna datum: a member proposes, a secretary takes it in, as it is or changed, or not (domain 6.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from meetings.models import AgendaItem
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User
from secretariat.yearwheel import notifications
from secretariat.yearwheel.models import Activity
from secretariat.yearwheel.reading import Days

from .activities import obstacles_to_putting_in, on

State = Activity.State
_RELATED = (
    "category", "ring", "body", "party", "proposed_by__person", "answered_by__person", "from_item__meeting",
)  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """What somebody proposed at once: the same thing on one day or several."""

    rows: list[Activity]

    @property
    def first(self) -> Activity:
        """The first of the days; what is said of one is said of all."""
        return self.rows[0]

    @property
    def days(self) -> str:
        """All its days in words."""
        return notifications.days_in_words(self.rows)


def together(rows: QuerySet[Activity]) -> list[Proposal]:
    """Rows that were proposed at once as one proposal each, the oldest first. One query."""
    return grouped(ordered(rows))


def ordered(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Rows with all that is said of them, so that those that were proposed at once follow on one another."""
    return rows.select_related(*_RELATED).order_by(
        "created_at", "proposed_by", "title", "state", "starts_on", "pk"
    )


def grouped(rows: Iterable[Activity]) -> list[Proposal]:
    """Such rows as one proposal each."""
    return [Proposal(list(same)) for _, same in groupby(rows, key=_mark)]


def _mark(row: Activity) -> tuple[Any, ...]:
    return (row.created_at, row.proposed_by_id, row.title, row.state)


def proposal_of(row: Activity) -> Proposal:
    """The whole proposal a row is part of."""
    same = Activity.objects.filter(
        created_at=row.created_at, proposed_by=row.proposed_by_id, title=row.title, state=row.state
    )
    return together(same)[0]


@transaction.atomic
def propose(
    *, by: User, days: Sequence[Days], from_item: AgendaItem | None = None, **facts: Any
) -> list[Activity]:
    """Anmäl datum: they wait for an answer, and those who answer are told. Raises NotAllowed."""
    if obstacles := obstacles_to_putting_in(facts, days):
        raise NotAllowed(obstacles)
    now = timezone.now()
    rows = [
        Activity.objects.create(
            **facts, **on(one), state=State.PROPOSED, proposed_by=by, from_item=from_item, created_at=now
        )
        for one in days
    ]
    log.write("anmälde till årshjulet", by=by, about=rows[0], title=rows[0].title)
    notifications.proposed(rows, by=by)
    return rows


def obstacles_to_answering(rows: Sequence[Activity]) -> list[str]:
    """Why a proposal cannot be answered: somebody has answered it, or taken it back."""
    if not rows:
        return ["Anmälan finns inte längre. Ladda om listan."]
    if rows[0].state != State.PROPOSED:
        return [f"”{rows[0].title}” är redan besvarad: {rows[0].get_state_display()}."]
    return []


def _locked(rows: Iterable[Activity]) -> list[Activity]:
    keys = [row.pk for row in rows]
    list(Activity.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    found = Activity.objects.filter(pk__in=keys).select_related(*_RELATED)
    return list(found.order_by("starts_on", "pk"))


@transaction.atomic
def accept(
    proposal: Proposal, *, by: User, days: Sequence[Days], answer: str = "", **facts: Any
) -> list[Activity]:
    """Take a proposal into the year, on these days and with these facts; whoever proposed it is told.

    Days beyond those proposed become rows too, and rows whose day was struck go away. Raises NotAllowed.
    """
    rows = _locked(proposal.rows)
    if obstacles := obstacles_to_answering(rows) or obstacles_to_putting_in(facts, days):
        raise NotAllowed(obstacles)
    kept = rows[: len(days)]
    pattern = rows[0]
    kept += [
        Activity(proposed_by=pattern.proposed_by, from_item=pattern.from_item, created_at=pattern.created_at)
        for _ in days[len(rows) :]
    ]
    for row, one in zip(kept, days, strict=True):
        for name, value in (facts | on(one)).items():
            setattr(row, name, value)
        _answer(row, State.ACCEPTED, answer, by)
    Activity.objects.filter(pk__in=[row.pk for row in rows[len(days) :]]).delete()
    log.write("tog med anmält datum i årshjulet", by=by, about=kept[0], title=kept[0].title)
    notifications.answered(kept, by=by)
    return kept


@transaction.atomic
def decline(proposal: Proposal, *, by: User, reason: str) -> list[Activity]:
    """Leave a proposal out, with the reason that whoever proposed it is told. Raises NotAllowed."""
    rows = _locked(proposal.rows)
    obstacles = obstacles_to_answering(rows)
    if not reason.strip():
        obstacles.append("Skriv varför det inte tas med. Den som anmälde får läsa det.")
    if obstacles:
        raise NotAllowed(obstacles)
    for row in rows:
        _answer(row, State.DECLINED, reason, by)
    log.write("tog inte med anmält datum", by=by, about=rows[0], title=rows[0].title, reason=reason.strip())
    notifications.answered(rows, by=by)
    return rows


def _answer(row: Activity, state: Activity.State, words: str, by: User) -> None:
    row.state, row.answer = state, words.strip()
    row.answered_by, row.answered_at = by, timezone.now()
    row.save()


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User) -> None:
    """Take back what one has proposed oneself, while nobody has answered. Raises NotAllowed."""
    rows = _locked(proposal.rows)
    if obstacles := obstacles_to_answering(rows):
        raise NotAllowed(obstacles)
    log.write("tog tillbaka anmält datum", by=by, about=rows[0], title=rows[0].title)
    Activity.objects.filter(pk__in=[row.pk for row in rows]).delete()
