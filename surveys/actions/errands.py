"""Errands that read a file of results: one at a time for each set, and seen when they have died (H6).

Whoever is at an errand holds a lock of the database, which goes with its connection however it ends. So a set whose
file is being read, with nobody at it and no errand waiting, is lost: the worker was stopped, or the computer.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from secretariat.lib.rules import NotAllowed
from surveys.models import Dataset

State = Dataset.State
WORKING = (State.CHECKING, State.TAKING)
_LOCK = 20261209  # with the set's id: the numbers of the advisory lock
_FETCHING = dt.timedelta(minutes=1)  # from an errand's being fetched by the worker to its lock: much less
_HELD = """SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = %s
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def hold(dataset: Dataset) -> Dataset:
    """The set read again and locked. Raises NotAllowed where somebody has taken it away."""
    rows = Dataset.objects.select_for_update(of=("self",)).select_related("round__survey", "file")
    if found := rows.filter(pk=dataset.pk).first():
        return found
    raise NotAllowed("Datamängden är borttagen. Se i listan vilka som finns.")


@contextmanager
def alone(pk: int) -> Iterator[bool]:
    """Hold the errand of a set; False where somebody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, pk])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, pk])


def lost(sets: Iterable[Dataset]) -> set[int]:
    """Which of the sets are said to be read though nobody is at it. No query where none is said to be."""
    working = {one.pk for one in sets if one.state in WORKING}
    if not working:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [_LOCK])
        held = {pk for (pk,) in cursor.fetchall()}
    fresh = Q(status="RUNNING", started_at__gt=timezone.now() - _FETCHING)
    waiting = DBTaskResult.objects.filter(
        Q(status="READY") | fresh, task_path__startswith="surveys.actions.importing."
    )
    coming = {told["args"][0] for told in waiting.values_list("args_kwargs", flat=True)}
    return working - held - coming


def is_lost(dataset: Dataset) -> bool:
    """Whether the set's errand has died."""
    return bool(lost([dataset]))
