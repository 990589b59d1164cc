"""pytest's plugin (named in pyproject.toml): a test server, and a database name of this run's own.

So plain `pytest`, two runs at once and pytest-xdist all work. Loaded before Django's settings, hence the
work at import.
"""

import contextlib
import fcntl
import gc
import json
import os
import sys
from pathlib import Path
from typing import IO, Any

from secretariat.setup import database, postgres, test_template

OFFICE_VARIABLES = (
    "DEMO",
    "DEBUG",
    "BASE_URL",
    "HOSTS",
    "EMAIL_URL",
    "FROM_EMAIL",
    "MEDIA_ROOT",
    "STATIC_ROOT",
)
RUNS_AT_ONCE = 16

held = contextlib.ExitStack()


def is_xdist_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def prepare_environment() -> None:
    """The person's own variables must not decide what the tests say."""
    for name in OFFICE_VARIABLES:
        os.environ.pop(name, None)
    os.environ["SECRET_KEY"] = "only-for-the-tests"  # noqa: S105
    os.environ["SEKRETARIATET_CLUSTER"] = "test"
    root = database.data_folder() / "postgres"
    postgres.make_folder(root)
    if sys.dont_write_bytecode:
        keep_bytecode(database.data_folder() / "bytecode")
    number = first_free_number(root)
    os.environ["SEKRETARIATET_TEST_DATABASE"] = f"test_{database.USER}" + (f"_{number}" if number > 1 else "")
    if not os.environ.get("DATABASE_URL"):
        os.environ["SEKRETARIATET_TEST_TEMPLATE"] = test_template.name()


def keep_bytecode(folder: Path) -> None:
    """Where Python may not write beside the sources (in many containers) it writes here: to compile everything anew
    takes ten seconds, in each process of each run."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(folder)
    sys.dont_write_bytecode = False


def first_free_number(root: Path) -> int:
    """The lock is held until this process ends, however it ends."""
    for number in range(1, RUNS_AT_ONCE + 1):
        lock: IO[str] = (root / f"test-run-{number}.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            held.enter_context(lock)
            return number
    raise SystemExit("För många testkörningar på en gång.")


def pytest_configure(config: Any) -> None:
    if is_xdist_worker() or os.environ.get("DATABASE_URL"):
        return
    cluster = held.enter_context(postgres.running(postgres.cluster_from_environment()))
    postgres.create_database(cluster, database.database_name())
    test_template.make(cluster, os.environ["SEKRETARIATET_TEST_TEMPLATE"])


def pytest_collection_finish(session: Any) -> None:
    """What is loaded now stays to the end: the search for garbage need not go through it again after each test."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: Any) -> None:
    held.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """For `make test`, which adds its parts up: how many of each kind, and seconds of work."""
    if not (target := os.environ.get("SEKRETARIATET_SUMMARY")):
        return
    stats = terminalreporter.stats
    kinds = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warnings", "error")
    counts = {kind: len(stats.get(kind, [])) for kind in kinds}
    work = sum(getattr(report, "duration", 0) for reports in stats.values() for report in reports)
    Path(target).write_text(json.dumps({"counts": counts, "work": work}))


if not is_xdist_worker():
    prepare_environment()
