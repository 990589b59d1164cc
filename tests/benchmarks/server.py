"""The web server under measurement, and what it and the database use of the machine (Linux: read from /proc)."""

import contextlib
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from secretariat.setup import database, installation, postgres, serve

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def free_port() -> int:
    """A port of this computer that nobody uses."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextlib.contextmanager
def web_server(port: int) -> Iterator[int]:
    """The production server, as `make run` starts it, with the meter on. Gives the number of its first process."""
    os.environ.update(PORT=str(port), BENCH="1", WEB_WORKERS="2")
    config = (
        "--config",
        "python:secretariat.setup.gunicorn",
        "--log-level",
        "warning",
        "--max-requests",
        "0",
    )
    with serve.program(installation.program("gunicorn"), *config, "secretariat.wsgi") as process:
        serve.wait_until_ready(process, port)
        yield process.pid


@dataclass(frozen=True)
class Use:
    """Seconds of processor that the application and the database have used so far."""

    app: float
    db: float


def use(web: int) -> Use:
    """Of the web server's processes and of the database's, those that have ended included."""
    return Use(_seconds(_family(web)), _seconds(_family(_postmaster())))


def workers(web: int) -> list[int]:
    """The processes that answer."""
    return [pid for pid in _family(web) if pid != web]


def memory(pid: int) -> tuple[float, float]:
    """Megabytes of one process: all it has in memory (RSS), and its share where pages are shared (PSS)."""
    status = (PROC / str(pid) / "status").read_text()
    rss = next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]
    share = (PROC / str(pid) / "smaps_rollup").read_text()
    pss = next(line for line in share.splitlines() if line.startswith("Pss:")).split()[1]
    return int(rss) / 1024, int(pss) / 1024


def own_peak() -> float:
    """The most memory this process has had, in megabytes. (`ru_maxrss` counts what its parent had, too.)"""
    status = (PROC / "self" / "status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def _postmaster() -> int:
    cluster = postgres.cluster_from_environment()
    return int((cluster.data / "postmaster.pid").read_text().split("\n")[0])


def _family(first: int) -> list[int]:
    parents = {pid: int(fields[1]) for pid, fields in _stat()}
    return [pid for pid in parents if pid == first or parents[pid] == first]


def _stat() -> Iterator[tuple[int, list[str]]]:
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):
                yield int(folder.name), (folder / "stat").read_text().rpartition(")")[2].split()


def _seconds(processes: list[int]) -> float:
    """Own time of all of them, and of the first one's ended children (fields 14–17 of /proc/pid/stat)."""
    chosen = set(processes)
    ticks = [fields[11:15] for pid, fields in _stat() if pid in chosen]
    return sum(int(one) for four in ticks for one in four) / TICK


def fresh_database() -> None:
    """Our own database, made anew. Only ever in the bench cluster."""
    cluster = postgres.cluster_from_environment()
    if cluster.name != "bench" or os.environ.get("DATABASE_URL"):
        raise SystemExit("Mätningen gör om sin databas och kör därför bara i klustret bench.")
    where = ("-h", cluster.socket, "-p", database.PORT, "-U", database.USER)
    postgres.run(cluster, "dropdb", *where, "--if-exists", "--force", database.database_name())
    postgres.create_database(cluster, database.database_name())
