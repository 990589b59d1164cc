"""A migrated, empty database that test databases are copied from.

Applying every migration takes a third of a minute, and each test process needs a database of its own; a copy takes
less than a second. The template is named after the migrations and packages it was made with, so a change of either
makes a new one; those that no run has used for a day are dropped.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

from secretariat.setup import database, postgres, prepare
from secretariat.setup.words import Stop

PREFIX = "template_"
KEPT_FOR = 24 * 3600  # seconds


def name() -> str:
    """What the template of these migrations and packages is called."""
    return PREFIX + hashlib.sha256(prepare.fingerprint("migrations").encode()).hexdigest()[:12]


def make(cluster: postgres.Cluster, template: str) -> None:
    """Make the template unless it is there. Several runs may ask at once: one makes it, the others wait.

    Raises Stop when the migrations cannot be applied.
    """
    stamps = database.data_folder() / "postgres" / "templates"
    postgres.make_folder(stamps)
    with (stamps / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        existing = set(postgres.query(cluster, "template1", "select datname from pg_database").split())
        if template not in existing:
            _migrate_into(cluster, template)
        (stamps / template).touch()
        _drop_unused(cluster, existing, stamps)


def _migrate_into(cluster: postgres.Cluster, template: str) -> None:
    """Under another name until it is whole."""
    unfinished = f"making_{template}"
    postgres.query(cluster, "template1", f'drop database if exists "{unfinished}"')
    postgres.create_database(cluster, unfinished)
    address = f"postgres://{database.USER}@/{unfinished}?host={cluster.socket}&port={database.PORT}"
    result = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"],
        cwd=database.ROOT,
        env={**os.environ, "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise Stop(f"Testdatabasen gick inte att göra: {result.stderr.strip()}")
    postgres.query(cluster, "template1", f'alter database "{unfinished}" rename to "{template}"')


def _drop_unused(cluster: postgres.Cluster, existing: set[str], stamps: Path) -> None:
    for old in existing:
        stamp = stamps / old
        if old.startswith(PREFIX) and not (stamp.exists() and time.time() - stamp.stat().st_mtime < KEPT_FOR):
            postgres.query(cluster, "template1", f'drop database if exists "{old}"')
            stamp.unlink(missing_ok=True)
