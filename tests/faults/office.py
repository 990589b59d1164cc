"""An office of the test's own: a PostgreSQL that may be stopped, and gunicorn and the worker as `make run` starts them.

Durable as an office's is (fsync on). What a test makes and reads through the models is in the same database.
"""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection, connections

from secretariat.registry.models import User
from secretariat.setup import database, postgres, prepare, serve
from tests.benchmarks.client import Answer, Browser
from tests.benchmarks.data import session_of
from tests.benchmarks.server import free_port, workers

LONGEST = 90  # seconds until a condition that never comes is a failure
HERE = ("-p", database.PORT, "-U", database.USER)
_NOT_OURS = (
    "DATABASE_URL",
    "SEKRETARIATET_CLUSTER",
    "SEKRETARIATET_TEST_DATABASE",
    "SEKRETARIATET_TEST_TEMPLATE",
)

Process = subprocess.Popen[bytes]


def wait_until(holds: Callable[[], Any], what: str) -> Any:
    """What the condition gives at last. Fails where it never does."""
    give_up = time.monotonic() + LONGEST
    while not (found := holds()):
        assert time.monotonic() < give_up, f"Det blev aldrig så: {what}"
        time.sleep(0.02)
    return found


@dataclass
class Office:
    """What runs, and how to reach it."""

    cluster: postgres.Cluster
    folder: Path
    port: int
    mail_port: int
    web: Process
    browsers: list[Browser] = field(default_factory=list)

    @property
    def media(self) -> Path:
        return self.folder / "media"

    def browser(self, user: User) -> Browser:
        """A browser in which somebody is logged in. Closed with the test."""
        self.browsers.append(Browser(self.port, session_of(user)))
        return self.browsers[-1]

    def get(self, browser: Browser, path: str, **how: Any) -> Answer:
        """A page, by a connection of its own: the server hangs up on those that rest for two seconds."""
        browser.close()
        return browser.ask(path, **how)

    def post(self, browser: Browser, path: str, **typed: object) -> Answer:
        """What a form sends."""
        return self.get(browser, path, form=urlencode(typed))

    # The web server

    @property
    def web_workers(self) -> list[int]:
        """The processes that answer, oldest first."""
        return sorted(workers(self.web.pid))

    def answering(self, browser: Browser) -> int:
        """The process at the other end of a browser's open connection (Linux: read from /proc)."""
        assert browser.connection
        mine = browser.connection.sock.getsockname()[1]
        for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            fields = row.split()
            here, there = (int(fields[n].rpartition(":")[2], 16) for n in (1, 2))
            if (here, there) == (self.port, mine):
                return self._holder(f"socket:[{fields[9]}]")
        raise AssertionError("the connection is not there")

    def _holder(self, what: str) -> int:
        for pid in self.web_workers:
            for one in Path(f"/proc/{pid}/fd").iterdir():
                with contextlib.suppress(OSError):
                    if one.readlink().name == what:
                        return pid
        raise AssertionError("nobody has the connection")

    # The worker

    @contextlib.contextmanager
    def worker(self) -> Iterator[Process]:
        """The worker runs inside the block."""
        with serve.program(*serve.WORKER) as process:
            yield process

    # The database

    def address(self) -> dict[str, str]:
        """For a connection of psycopg."""
        return {
            "host": str(self.cluster.socket),
            "port": database.PORT,
            "user": database.USER,
            "dbname": database.USER,
        }

    @contextlib.contextmanager
    def beside(self) -> Iterator["psycopg.Connection[Any]"]:
        """A connection of its own, to hold a lock with and to see what the others do."""
        with psycopg.connect(**self.address(), autocommit=True) as beside:
            beside.execute("SET synchronous_commit = local")
            yield beside

    def stop_database(self, how: str) -> None:
        """`fast` hangs up on everybody; `immediate` is a crash, and the log is read through at the next start."""
        told = postgres.run(self.cluster, "pg_ctl", "-D", self.cluster.data, "-m", how, "-w", "stop")
        assert told.returncode == 0, told.stderr

    def start_database(self) -> None:
        postgres.start(self.cluster)


def kill(pid: int) -> None:
    """Without a word."""
    os.kill(pid, signal.SIGKILL)


def limit_files(pid: int, size: int = resource.RLIM_INFINITY) -> None:
    """How large a file a running program may write, in bytes: a full disk breaks a write off in the same way."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@contextlib.contextmanager
def running() -> Iterator[Office]:
    """Make the office, start its database and its web server, and take all of it away afterwards."""
    test = postgres.cluster_from_environment()
    template = os.environ["SEKRETARIATET_TEST_TEMPLATE"]
    static = database.data_folder() / "static"
    folder = Path(f"/var/tmp/sekr-office-{os.getpid()}-{time.monotonic_ns()}")  # noqa: S108 – pytest's are closed
    with pytest.MonkeyPatch.context() as patch:
        for name in _NOT_OURS:
            patch.delenv(name, raising=False)
        ports = (free_port(), free_port())
        told = {
            "SEKRETARIATET_DATA": str(folder),
            "STATIC_ROOT": str(static),
            "SECOND_FACTOR": "ingen",
            "PYTHONDONTWRITEBYTECODE": "1",  # on a full disk Python leaves half a file, and others would read it
            "PORT": str(ports[0]),
            "EMAIL_URL": f"smtp://127.0.0.1:{ports[1]}",
        }
        for name, value in told.items():
            patch.setenv(name, value)
        postgres.make_folder(folder)
        cluster = postgres.cluster_from_environment()
        try:
            postgres.start(cluster)
            _fill(cluster, test, template, folder)
            prepare.collect_static()
            with serve.program(*serve.web_command(ports[0])) as web:
                serve.wait_until_ready(web, ports[0])
                yield Office(cluster, folder, *ports, web)
        finally:
            postgres.stop(cluster)
            shutil.rmtree(folder)


def _fill(cluster: postgres.Cluster, test: postgres.Cluster, template: str, folder: Path) -> None:
    """The tables, as the tests have them."""
    postgres.create_database(cluster, database.USER)
    dump = postgres.run(test, "pg_dump", "-h", test.socket, *HERE, template)
    assert dump.returncode == 0, dump.stderr
    script = folder / "tables.sql"
    script.write_text(dump.stdout)
    told = postgres.run(
        cluster, "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-h", cluster.socket, *HERE,
        "-d", database.USER, "-f", script,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


@contextlib.contextmanager
def models_in(office: Office) -> Iterator[None]:
    """The models of this process read and write in the office's database, in every thread."""
    address = office.address()
    there = {"HOST": address["host"], "PORT": address["port"], "NAME": address["dbname"]}
    known = connection.settings_dict
    before = {name: known[name] for name in there}
    connections.close_all()
    known.update(there)
    try:
        yield
    finally:
        connections.close_all()
        known.update(before)
