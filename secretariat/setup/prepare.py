"""What stands between installed packages and the first page: static files, migrations; only when changed."""

import hashlib
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from secretariat.setup import database, installation, postgres
from secretariat.setup.words import Stop

APPLIED = "select md5(string_agg(app || '.' || name, ',' order by app, name)) from django_migrations"


def log_file() -> Path:
    return database.data_folder() / "start.log"


def collect_static() -> None:
    """Naming and packing the files takes seconds, so only when one of them or a package has changed."""
    if database.is_on(os.environ.get("DEBUG")):
        return
    target = Path(os.environ.get("STATIC_ROOT") or database.data_folder() / "static")
    stamp, now = target / ".stamp", fingerprint("static")
    if read(stamp) != now:
        manage("collectstatic", "--no-input", "--clear", trouble="Sidornas filer gick inte att samla")
        stamp.write_text(now)


def migrate() -> None:
    manage("migrate", "--no-input", trouble="Databasen gick inte att uppdatera")
    if now := migrations_now():
        migrations_stamp().write_text(now)


def is_migrated() -> bool:
    """Whether files and database are as the last migration left them: 30 ms, migrate takes seconds."""
    return bool(read(migrations_stamp())) and read(migrations_stamp()) == migrations_now()


def migrations_stamp() -> Path:
    return database.data_folder() / f"migrated-{database.database_name()}"


def migrations_now() -> str:
    """Empty for a database that is not ours to look into."""
    if os.environ.get("DATABASE_URL"):
        return ""
    cluster = postgres.cluster_from_environment()
    applied = postgres.query(cluster, database.database_name(), APPLIED)
    return f"{fingerprint('migrations')} {applied}" if applied else ""


def fingerprint(folder: str) -> str:
    """Of our own files in folders of that name, and of the installed packages."""
    files = sorted(path for path in our_files() if folder in path.parts)
    result = hashlib.sha256(installation.stamp().encode())
    for path in files:
        found = path.stat()
        result.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return result.hexdigest()


def our_files() -> Iterable[Path]:
    for folder, below, names in os.walk(database.ROOT):
        below[:] = [name for name in below if not name.startswith((".", "__")) and name != "node_modules"]
        yield from (Path(folder) / name for name in names if not name.endswith(".pyc"))


def read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def manage(*arguments: str, trouble: str) -> None:
    """One Django command; its words go to the log, and to the person only as one sentence."""
    result = subprocess.run(
        (installation.program("python"), "manage.py", *arguments),
        cwd=database.ROOT,
        env=installation.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    with log_file().open("a") as lines:
        lines.write(f"--- {' '.join(arguments)}\n{result.stdout}")
    if result.returncode:
        raise Stop(f"{trouble}: {installation.last_line(result.stdout)} Hela beskedet finns i {log_file()}")
