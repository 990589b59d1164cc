"""Errands whose worker has gone: seen by the lock that goes with it, taken up anew, given up at last."""

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from secretariat.registry.actions import errands
from secretariat.registry.management.commands import worker as worker_command

pytestmark = pytest.mark.django_db
REAL = pytest.mark.django_db(transaction=True)  # the worker closes its connection between errands
done: list[str] = []
troubles: list[Exception] = []


@task()
def noted(what: str) -> None:
    if troubles:
        raise troubles.pop()
    done.append(what)


@pytest.fixture(autouse=True)
def _nothing_done_yet() -> None:
    done.clear()
    troubles.clear()


def in_hand(worker: str, *, after: int = 0) -> DBTaskResult:
    """An errand that a worker has fetched, after so many that were lost with it."""
    noted.enqueue("Påminnelsen")
    errand = DBTaskResult.objects.get(task_path=noted.module_path)
    errand.worker_ids = ["borta"] * after
    errand.claim(worker)
    return errand


def state() -> str:
    return DBTaskResult.objects.get(task_path=noted.module_path).status


def work() -> None:
    call_command("worker", queue_name="*", batch=True, startup_delay=False, reload=False, verbosity=0)


def test_an_errand_of_a_worker_that_lives_is_left_alone() -> None:
    in_hand("lever")
    errands.show_alive("lever")
    errands.show_alive("lever")
    watch = errands.Watch()
    assert [watch.take_up_lost(now=second) for second in (0, 1000)] == [0, 0]
    assert state() == "RUNNING"


@REAL
def test_an_errand_is_taken_up_when_its_worker_has_been_gone_for_a_while_and_not_before() -> None:
    in_hand("död")
    watch = errands.Watch()
    assert watch.take_up_lost(now=100) == 0
    assert watch.take_up_lost(now=100 + errands.GRACE_SECONDS - 1) == 0
    assert watch.take_up_lost(now=100 + errands.GRACE_SECONDS) == 1
    assert state() == "READY"
    work()
    assert (done, state()) == (["Påminnelsen"], "SUCCESSFUL")


def test_a_worker_that_came_back_in_time_keeps_its_errand() -> None:
    """Its connection was lost with a database that started over."""
    in_hand("åter")
    watch = errands.Watch()
    watch.take_up_lost(now=0)
    errands.show_alive("åter")
    assert watch.take_up_lost(now=5) == 0
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    assert watch.take_up_lost(now=errands.GRACE_SECONDS + 1) == 0  # counted from when it was missed anew
    assert state() == "RUNNING"


def test_an_errand_that_brings_every_worker_down_is_given_up() -> None:
    in_hand("tredje", after=errands.GIVE_UP_AFTER - 1)
    watch = errands.Watch()
    watch.take_up_lost(now=0)
    assert watch.take_up_lost(now=errands.GRACE_SECONDS) == 0
    errand = DBTaskResult.objects.get(task_path=noted.module_path)
    assert (errand.status, errands.GIVEN_UP in errand.traceback) == ("FAILED", True)


@REAL
def test_an_errand_that_broke_off_with_the_database_is_done_again() -> None:
    troubles.append(OperationalError("the connection is lost"))
    noted.enqueue("Filen")
    work()
    assert (done, state(), len(DBTaskResult.objects.get(task_path=noted.module_path).worker_ids)) == (
        ["Filen"],
        "SUCCESSFUL",
        2,
    )


@REAL
def test_an_errand_that_fails_of_its_own_is_not_done_again() -> None:
    troubles.append(ValueError("fel i filen"))
    noted.enqueue("Filen")
    work()
    assert (done, state()) == ([], "FAILED")


def test_a_worker_takes_up_only_what_it_had_in_hand_itself() -> None:
    in_hand("en annan")
    assert errands.take_up_own("jag") == 0
    assert errands.take_up_own("en annan") == 1
    assert state() == "READY"


def test_a_worker_waits_until_the_database_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [OperationalError("starting up"), OperationalError("starting up"), None]
    slept: list[float] = []

    class Connection:
        def close(self) -> None: ...

        def ensure_connection(self) -> None:
            if trouble := answers.pop(0):
                raise trouble

    monkeypatch.setattr(worker_command, "connection", Connection())
    monkeypatch.setattr(worker_command.time, "sleep", slept.append)
    worker_command.wait_for_database()
    assert (answers, len(slept)) == ([], 2)
