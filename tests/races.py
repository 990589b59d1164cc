"""Two writers at once: each a thread with a connection of its own, both inside a transaction when they start.

Threads are how the web server answers two persons (setup/gunicorn.py), and PostgreSQL has a process for each all the
same. Both keep theirs over the rounds of a test, and each gets its own copy of what its step was given.

Half of the rounds are free: both are let go at a barrier, and whoever is quicker wins. In the other half one of them
has the lead: it does its whole step, keeps its transaction open, and only then is the other let go; it commits when
PostgreSQL says that the other waits for it, or when the other has ended. So both orders occur on any machine, nobody
sleeps, and a lock that is missing is met in every led round, not now and then.

    for number, lead in rounds():
        met = meet(first, second, lead=lead)
        …
        seen.won("a" if … else "b", met)
    seen.assert_both()
"""

import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import dataclass, field
from types import CellType, FunctionType
from typing import Any, Literal, NamedTuple

from django.db import DatabaseError, connection, connections, transaction

from secretariat.lib.rules import NotAllowed

ROUNDS = 50
LONGEST = 30  # seconds that one may have to wait for the other before something is wrong
Who = Literal["a", "b"]
Lead = Who | None
Step = Callable[[], object]
_LEADS: tuple[Lead, ...] = ("a", None, "b", None)


class Outcome(NamedTuple):
    """What came of a step, by value: done (with what it returned, if a text), refused in words, or a database error."""

    kind: Literal["done", "refused", "error", "broken"]
    text: str = ""


@dataclass(frozen=True)
class Met:
    """How both fared, and in a led round whether the one that came second had to wait."""

    a: Outcome
    b: Outcome
    lead: Lead
    waited: bool

    @property
    def both(self) -> tuple[Outcome, Outcome]:
        return self.a, self.b

    @property
    def refused(self) -> list[str]:
        """The words of those that were refused."""
        return [one.text for one in self.both if one.kind in {"refused", "error"}]


@dataclass
class Orders:
    """Who won each round."""

    seen: Counter[str] = field(default_factory=Counter)

    def won(self, who: Who, met: Met) -> None:
        """Note the winner. The one that has the lead wins, since the other is to wait for it."""
        if met.lead:
            assert met.waited, f"{met} – den andra väntade inte på den första"
            assert who == met.lead, met
        self.seen[who] += 1

    def assert_both(self) -> None:
        """Neither may have won every time."""
        assert self.seen["a"] > 0, self.seen
        assert self.seen["b"] > 0, self.seen


def rounds(count: int = ROUNDS) -> Iterator[tuple[int, Lead]]:
    """Number of each round, and who has the lead in it. The two that meet keep their connections over the rounds."""
    writers = Writers.of_this_test = Writers()
    try:
        yield from ((number, _LEADS[number % len(_LEADS)]) for number in range(count))
    finally:
        writers.end()
        Writers.of_this_test = None


class Writers:
    """Two threads, each with its connection."""

    of_this_test: "Writers | None" = None

    def __init__(self) -> None:
        self.threads = [ThreadPoolExecutor(1, thread_name_prefix=name) for name in "ab"]

    def end(self) -> None:
        """Close the connections; a database with visitors cannot be dropped."""
        for thread in self.threads:
            thread.submit(connections.close_all)
            thread.shutdown()


def own_copy(step: Any) -> Any:
    """The step with copies of all it was given, as from a request of its own: two must not share an object."""
    if not isinstance(step, FunctionType):
        return deepcopy(step)
    cells = tuple(CellType(own_copy(cell.cell_contents)) for cell in step.__closure__ or ())
    defaults = deepcopy(step.__defaults__)
    copied = FunctionType(step.__code__, step.__globals__, step.__name__, defaults, cells)
    copied.__kwdefaults__ = deepcopy(step.__kwdefaults__)
    return copied


class _Meeting:
    """What the two share."""

    def __init__(self, lead: Lead, *, commits: bool) -> None:
        self.lead, self.commits = lead, commits
        self.barrier = threading.Barrier(2)
        self.lead_is_through = threading.Event()
        self.other_has_ended = threading.Event()
        self.backends = [0, 0]

    def run(self, who: Who, step: Step) -> tuple[Outcome, bool]:
        """In the thread of its own."""
        waited = False
        try:
            with nullcontext() if self.commits else transaction.atomic():
                self._begin(who)
                returned = step()
                if who == self.lead:
                    waited = self._until_the_other_waits()
            outcome = Outcome("done", returned if isinstance(returned, str) else "")
        except NotAllowed as refusal:
            outcome = Outcome("refused", str(refusal))
        except DatabaseError as refusal:
            outcome = Outcome("error", str(refusal))
        except BaseException:  # told to the test, where it fails
            outcome = Outcome("broken", traceback.format_exc())
        finally:
            (self.lead_is_through if who == self.lead else self.other_has_ended).set()
        return outcome, waited

    def _begin(self, who: Who) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.backends["ab".index(who)] = cursor.fetchone()[0]
        self.barrier.wait(timeout=LONGEST)
        if self.lead and who != self.lead:
            assert self.lead_is_through.wait(timeout=LONGEST), "Den första blev aldrig klar."

    def _until_the_other_waits(self) -> bool:
        """Whether the other one stands and waits for this transaction; False when it has ended without waiting."""
        self.lead_is_through.set()
        own, other = self.backends if self.lead == "a" else reversed(self.backends)
        latest = time.monotonic() + LONGEST
        while not self.other_has_ended.wait(timeout=0.002):
            with connection.cursor() as cursor:
                cursor.execute("SELECT %s = ANY(pg_blocking_pids(%s))", [own, other])
                if cursor.fetchone()[0]:
                    return True
            assert time.monotonic() < latest, "Den andra varken väntar eller blir klar."
        return False

    def told(self, running: "Future[tuple[Outcome, bool]]") -> tuple[Outcome, bool]:
        """What came of a step. One that never ends loses its connection, so that nothing stands locked after it."""
        try:
            return running.result(timeout=2 * LONGEST)
        except TookTooLong:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [self.backends])
            return Outcome("broken", "Inget svar."), False


def meet(a: Step, b: Step, *, lead: Lead = None, commits: bool = False) -> Met:
    """Run both at once, in two threads. Raises AssertionError where a step fails by anything but a refusal.

    A step returns nothing, or a text; it runs in the opened transaction and shares nothing with the other but the
    database. Steps that have transactions of their own, with locks around them, run with `commits`, and then nobody
    can have the lead.
    """
    assert not (lead and commits)
    meeting = _Meeting(lead, commits=commits)
    writers = Writers.of_this_test or Writers()
    try:
        steps: tuple[tuple[Who, Step], ...] = (("a", own_copy(a)), ("b", own_copy(b)))
        running = [
            thread.submit(meeting.run, who, step)
            for thread, (who, step) in zip(writers.threads, steps, strict=True)
        ]
        told = [meeting.told(one) for one in running]
    finally:
        if writers is not Writers.of_this_test:
            writers.end()
    met = Met(told[0][0], told[1][0], lead, any(waited for _, waited in told))
    assert not [one for one in met.both if one.kind == "broken"], "\n".join(one.text for one in met.both)
    return met
