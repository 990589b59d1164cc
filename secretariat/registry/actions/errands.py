"""Errands whose worker has gone are taken up again; one that brings its workers down is given up (architecture 10).

A worker that lives holds a lock of the database with its own name, by a connection that goes with the process however
it ends. Every errand asks first how far the thing has come, so it may be begun anew.
"""

import hashlib
import logging
import time
from uuid import UUID

from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = 3  # workers that have been lost with the same errand: it may be what kills them
GRACE_SECONDS = 10.0  # a worker whose connection was lost has its lock again long before
GIVEN_UP = "Arbetaren stannade varje gång uppgiften gjordes."
_LOCK = 20261241  # with the worker's number: the numbers of the advisory lock
_HELD = """SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = %s
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def number_of(worker: str) -> int:
    """A worker's name as the number of its lock (31 bits)."""
    return int.from_bytes(hashlib.sha256(worker.encode()).digest()[:4], "big") >> 1


def show_alive(worker: str) -> None:
    """Hold the worker's lock by this thread's connection, until that is closed. May be said again and again."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [_LOCK])
        if (number_of(worker),) not in cursor.fetchall():
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, number_of(worker)])


class Watch:
    """One worker's eyes on the errands of the others. Time is the machine's running time, not the clock on the wall."""

    def __init__(self) -> None:
        self._missed: dict[str, float] = {}

    def take_up_lost(self, *, now: float | None = None) -> int:
        """Let errands be fetched anew whose workers have been gone for a while. Returns how many."""
        now = time.monotonic() if now is None else now
        gone = _without_worker()
        self._missed = {pk: self._missed.get(pk, now) for pk in gone}
        return sum(take_up(pk) for pk, since in self._missed.items() if now - since >= GRACE_SECONDS)


def _without_worker() -> list[str]:
    running = DBTaskResult.objects.filter(status="RUNNING").values_list("pk", "worker_ids")
    rows = [(str(pk), number_of(workers[-1])) for pk, workers in running if workers]
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [_LOCK])
        alive = {number for (number,) in cursor.fetchall()}
    return [pk for pk, number in rows if number not in alive]


@transaction.atomic
def take_up(pk: str | UUID) -> bool:
    """Let one errand that stopped half-way be fetched anew, or give it up after so many. False where it is done."""
    rows = DBTaskResult.objects.select_for_update().filter(pk=pk, status__in=["RUNNING", "FAILED"])
    errand = rows.first()
    if errand is None:
        return False
    if len(errand.worker_ids) >= GIVE_UP_AFTER:
        logger.error("%s gavs upp: %s", errand.task_name, GIVEN_UP)
        errand.set_failed(RuntimeError(GIVEN_UP))
        return False
    logger.warning("%s görs om: den som gjorde det försvann.", errand.task_name)
    errand.status = "READY"
    errand.save(update_fields=["status"])
    return True


def take_up_own(worker: str) -> int:
    """What this worker had in hand when the database went away; it does nothing else now. Returns how many."""
    mine = DBTaskResult.objects.filter(status="RUNNING", worker_ids__contains=[worker])
    return sum(take_up(errand.pk) for errand in mine if errand.worker_ids[-1] == worker)
