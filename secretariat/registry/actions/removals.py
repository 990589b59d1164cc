"""Gallring by rule: proposed by one person, approved by another, carried out by the worker, told in the log (D4).

The rules are classes named in `settings.RETENTION_RULES`. Minutes are in none of them.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Removal, User

from . import log

BATCH = 5000


class Rule(Protocol):
    """What an app lets be removed, and when."""

    slug: str
    words: str
    stays: str

    @staticmethod
    def days() -> int:
        """How old something is before it may be removed."""

    @staticmethod
    def rows(before: dt.datetime) -> QuerySet[Any]:
        """What is older than a moment, in the order of its numbers."""


@cache
def rules() -> dict[str, Rule]:
    """All rules by their word in the address."""
    return {rule.slug: rule for rule in map(import_string, settings.RETENTION_RULES)}


def due(rule: Rule, *, at: dt.datetime | None = None) -> int:
    """How many rows the rule would take now."""
    return rule.rows(_before(rule, at or timezone.now())).count()


def _before(rule: Rule, at: dt.datetime) -> dt.datetime:
    return at - dt.timedelta(days=rule.days())


def obstacles_to_proposing(rule: Rule, *, at: dt.datetime | None = None) -> list[str]:
    """Why nothing can be proposed by this rule now."""
    if Removal.objects.filter(rule=rule.slug, state__in=["proposed", "approved"]).exists():
        return ["Det finns redan ett förslag som väntar."]
    return [] if due(rule, at=at) else ["Det finns inget att gallra än."]


@transaction.atomic
def propose(rule: Rule, *, by: User, at: dt.datetime | None = None) -> Removal:
    """Propose to remove what the rule takes now. Nothing is removed before another person approves."""
    now = at or timezone.now()
    if obstacles := obstacles_to_proposing(rule, at=now):
        raise NotAllowed(obstacles)
    before = _before(rule, now)
    facts = {"before": before, "found": rule.rows(before).count(), "proposed_at": now, "proposed_by": by}
    try:
        with transaction.atomic():
            removal = Removal.objects.create(rule=rule.slug, **facts)
    except IntegrityError as twice:
        raise NotAllowed("Det finns redan ett förslag som väntar.") from twice
    log.write("föreslog gallring", by=by, about=removal, regel=rule.slug, antal=removal.found)
    return removal


def _locked(removal: Removal) -> Removal:
    return Removal.objects.select_for_update(of=("self",)).get(pk=removal.pk)


def obstacles_to_approving(removal: Removal, *, by: User) -> list[str]:
    """Why this user cannot approve."""
    if removal.state != Removal.State.PROPOSED:
        return [f"Gallringen är redan {removal.get_state_display()}."]
    return ["Någon annan än den som föreslog ska godkänna."] if removal.proposed_by_id == by.pk else []


@transaction.atomic
def approve(removal: Removal, *, by: User) -> Removal:
    """Approve what somebody else has proposed; the worker then carries it out. Logged."""
    removal = _locked(removal)
    if obstacles := obstacles_to_approving(removal, by=by):
        raise NotAllowed(obstacles)
    removal.state, removal.answered_at, removal.answered_by = Removal.State.APPROVED, timezone.now(), by
    removal.save(update_fields=["state", "answered_at", "answered_by"])
    log.write("godkände gallring", by=by, about=removal, regel=removal.rule, antal=removal.found)
    carry_out_soon.enqueue(removal.pk)
    return removal


@transaction.atomic
def withdraw(removal: Removal, *, by: User, reason: str) -> Removal:
    """Take a proposal back, or say no to it: nothing is removed. Logged with the reason."""
    removal = _locked(removal)
    if removal.state != Removal.State.PROPOSED:
        raise NotAllowed(f"Gallringen är redan {removal.get_state_display()}.")
    removal.state, removal.answered_at, removal.answered_by = Removal.State.WITHDRAWN, timezone.now(), by
    removal.reason = reason[:500]
    removal.save(update_fields=["state", "answered_at", "answered_by", "reason"])
    log.write("tog tillbaka gallring", by=by, about=removal, regel=removal.rule, skal=removal.reason)
    return removal


@task()
def carry_out_soon(pk: int) -> None:
    """The worker's errand."""
    carry_out(pk)


def carry_out(pk: int) -> int:
    """Remove what was approved, some thousand rows at a time; begun anew it goes on where it was. Returns how many."""
    while _carry_out_some(pk):
        pass
    return Removal.objects.values_list("removed", flat=True).get(pk=pk)


@transaction.atomic
def _carry_out_some(pk: int) -> bool:
    """One batch and the note of it, both or neither. False when nothing is left."""
    removal = (
        Removal.objects.select_for_update(of=("self",)).filter(pk=pk, state=Removal.State.APPROVED).first()
    )
    if removal is None:
        return False
    rows = rules()[removal.rule].rows(removal.before)
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    if keys:
        rows.model._base_manager.filter(pk__in=keys).delete()
        removal.removed += len(keys)
        removal.ids = ", ".join(filter(None, [removal.ids, *spans(keys)]))
        removal.save(update_fields=["removed", "ids"])
        return True
    removal.sha256 = hashlib.sha256(removal.ids.encode()).hexdigest()
    removal.state, removal.done_at = Removal.State.DONE, timezone.now()
    removal.save(update_fields=["state", "done_at", "sha256"])
    log.write(
        "gallrade", by=removal.answered_by, about=removal, regel=removal.rule, antal=removal.removed,
        sha256=removal.sha256,
    )  # fmt: skip
    return False


def spans(keys: Iterable[int]) -> list[str]:
    """Numbers in order as spans.

    >>> spans([3, 4, 5, 9])
    ['3–5', '9']
    """
    found: list[list[int]] = []
    for key in keys:
        if found and found[-1][1] == key - 1:
            found[-1][1] = key
        else:
            found.append([key, key])
    return [str(first) if first == last else f"{first}–{last}" for first, last in found]
