"""Two writers at once: each a process with a connection of its own, both inside a transaction when they start.

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

import multiprocessing
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Literal, NamedTuple

from django.db import DatabaseError, connection, connections, transaction

from secretariat.lib.rules import NotAllowed

ROUNDS = 50
LONGEST = 30  # seconds that one may have to wait for the other before something is wrong
Who = Literal["a", "b"]
Lead = Who | None
Step = Callable[[], object]
_LEADS: tuple[Lead, ...] = ("a", None, "b", None)
_processes = multiprocessing.get_context(
    "fork"
)  # the steps are closures, which cannot be sent in any other way


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
    """Number of each round, and who has the lead in it."""
    return ((number, _LEADS[number % len(_LEADS)]) for number in range(count))


def _forget_inherited_connections() -> None:
    """Let a forked process open its own.

    Where a browser test has run before in the parent, an event loop runs in its thread and Django keeps that thread's
    connection in another place than without one. The fork has no loop, so it would find an older connection that
    `close_all` did not see, and both processes would speak through it at once.
    """
    for alias in connections:
        with suppress(AttributeError):
            del connections[alias]


class _Meeting:
    """What the two processes share."""

    def __init__(self, lead: Lead, *, commits: bool) -> None:
        self.lead, self.commits = lead, commits
        self.barrier = _processes.Barrier(2)
        self.lead_is_through = _processes.Event()
        self.other_has_ended = _processes.Event()
        self.backends = _processes.Array("i", 2)

    def run(self, who: Who, step: Step, answer: Connection) -> None:
        """In the process of its own."""
        waited = False
        _forget_inherited_connections()
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
        except BaseException:  # told in the parent, where the test fails
            outcome = Outcome("broken", traceback.format_exc())
        finally:
            (self.lead_is_through if who == self.lead else self.other_has_ended).set()
            connections.close_all()
        answer.send((outcome, waited))
        answer.close()

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


def meet(a: Step, b: Step, *, lead: Lead = None, commits: bool = False) -> Met:
    """Run both at once, in two processes. Raises AssertionError where a step fails by anything but a refusal.

    A step returns nothing, or a text; it runs in the opened transaction and shares nothing with the other but the
    database. Steps that have transactions of their own, with locks around them, run with `commits`, and then nobody
    can have the lead. The parent's connections are closed first, so that no process holds another's.
    """
    assert not (lead and commits)
    meeting = _Meeting(lead, commits=commits)
    connections.close_all()
    started = []
    for who, step in (("a", a), ("b", b)):
        here, there = _processes.Pipe(duplex=False)
        process = _processes.Process(target=meeting.run, args=(who, step, there), daemon=True)
        with warnings.catch_warnings():
            # From Python 3.12 a fork beside other threads warns; the child runs one step and nothing of theirs.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        there.close()
        started.append((process, here))
    told: list[tuple[Outcome, bool]] = []
    for process, here in started:
        try:
            told.append(here.recv() if here.poll(2 * LONGEST) else (Outcome("broken", "Inget svar."), False))
        except EOFError:
            told.append((Outcome("broken", "Processen dog."), False))
        here.close()
        process.join(timeout=LONGEST)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()
    met = Met(told[0][0], told[1][0], lead, any(waited for _, waited in told))
    assert not [one for one in met.both if one.kind == "broken"], "\n".join(one.text for one in met.both)
    return met
