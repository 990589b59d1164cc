"""`make demo` and `make run`: database, migrations, the web server, and the one worker beside it."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from secretariat.setup import database, health, installation, postgres, prepare
from secretariat.setup.words import Stop, say, warn

READY_WITHIN = 60.0
STOPS_WITHIN = 15.0
RESTARTS = 3
WORKS_AFTER = 60.0  # seconds that a worker has lived which did not die of its start
WORKER = (installation.program("python"), "manage.py", "worker", "--queue-name", "*", "-v", "0")
DEATH_OF_PARENT = 1  # Linux' PR_SET_PDEATHSIG


def serve(*, demo: bool) -> None:
    """Return when the person presses Ctrl-C."""
    began = time.monotonic()
    if demo:
        os.environ["DEMO"] = "1"
    port = chosen_port()
    refuse_busy_port(port)
    installation.install_packages("run")
    installation.install_pdf_libraries()
    os.environ.setdefault("BASE_URL", f"http://{health.HOST}:{port}")
    postgres.make_folder(database.data_folder())
    with database_server(), ThreadPoolExecutor() as beside, contextlib.ExitStack() as running:
        static = beside.submit(prepare.collect_static)
        known = prepare.is_migrated()
        if not known:
            prepare.migrate()
        demo_data = beside.submit(load_demo if demo else lambda: None)
        if not known:  # else the pages can be shown while it is looked through
            demo_data.result()
        static.result()
        web = running.enter_context(program(*web_command(port)))
        wait_until_ready(web, port)
        demo_data.result()
        worker = running.enter_context(program(*WORKER))
        took = f"{time.monotonic() - began:.1f}".replace(".", ",")
        say(f"Klart efter {took} s. Öppna http://{health.HOST}:{port}/ – avsluta med Ctrl-C.")
        watch(web, worker, running)


def load_demo() -> None:
    prepare.manage("load_demo", trouble="Demoregionen gick inte att lägga in")


@contextlib.contextmanager
def database_server() -> Iterator[None]:
    """The embedded server with our database in it; nothing to do where DATABASE_URL names another."""
    database.settings_from_environment()  # a bad address is told here, before anything is started
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with postgres.running(postgres.cluster_from_environment()) as cluster:
        postgres.create_database(cluster, database.database_name())
        yield


def web_command(port: int) -> tuple[str | Path, ...]:
    """Django's own server for those who develop (DEBUG=1): it starts over when a file is saved."""
    if database.is_on(os.environ.get("DEBUG")):
        return installation.program("python"), "manage.py", "runserver", f"{health.HOST}:{port}"
    os.environ["PORT"] = str(port)
    config = ("--config", "python:secretariat.setup.gunicorn", "--log-level", "warning")
    return installation.program("gunicorn"), *config, "secretariat.wsgi"


# --- before the start -----------------------------------------------------------------------------


def chosen_port() -> int:
    told = os.environ.get("PORT") or "8000"
    if not told.isdigit() or not 0 < int(told) < 65536:
        raise Stop(f"PORT ska vara ett tal mellan 1 och 65535, inte {told!r}.")
    return int(told)


def refuse_busy_port(port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((health.HOST, port))
        except PermissionError:
            raise Stop(f"Port {port} får bara root använda. Välj en annan: PORT=8000") from None
        except OSError:
            raise Stop(
                f"Port {port} är upptagen, kanske av en tidigare start. Avsluta den eller välj en annan: "
                f"PORT={port + 1} make {'demo' if database.is_on(os.environ.get('DEMO')) else 'run'}"
            ) from None


# --- while it runs --------------------------------------------------------------------------------


@contextlib.contextmanager
def program(*command: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program of ours, stopped when the block ends. Ctrl-C in the terminal comes to us alone."""
    process = subprocess.Popen(
        command,
        cwd=database.ROOT,
        env=installation.environment(),
        start_new_session=True,
        preexec_fn=die_with_parent if sys.platform == "linux" else None,
    )
    try:
        yield process
    finally:
        end(process)


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(DEATH_OF_PARENT, signal.SIGTERM)


def end(process: subprocess.Popen[bytes]) -> None:
    """Politely first; the whole family, since Django's reloader has a child."""
    for word in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, word)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOPS_WITHIN)
            return


def wait_until_ready(web: subprocess.Popen[bytes], port: int) -> None:
    give_up = time.monotonic() + READY_WITHIN
    while time.monotonic() < give_up:
        if web.poll() is not None:
            break
        if health.answers(port):
            return
        time.sleep(0.05)
    raise Stop("Webbservern svarar inte. Se beskedet ovan.")


def keep_database() -> None:
    """Start the embedded server again where it has crashed; those who ask it meanwhile are told to wait."""
    if not os.environ.get("DATABASE_URL") and postgres.has_crashed(
        cluster := postgres.cluster_from_environment()
    ):
        warn("Databasservern stannade och startas om.")
        postgres.start(cluster)


def watch(
    web: subprocess.Popen[bytes],
    worker: subprocess.Popen[bytes],
    running: contextlib.ExitStack,
) -> None:
    """Wait for Ctrl-C. A dead web server ends everything; a dead worker is started anew, a few times in a row;
    a database that has crashed is started again.
    """
    restarts, began = 0, time.monotonic()
    while web.poll() is None:
        keep_database()
        if worker.poll() is not None:
            restarts = 1 if time.monotonic() - began > WORKS_AFTER else restarts + 1
            if restarts > RESTARTS:
                raise Stop("Bakgrundsarbetaren stannar hela tiden. Se beskedet ovan.")
            warn("Bakgrundsarbetaren stannade och startas om.")
            worker, began = running.enter_context(program(*WORKER)), time.monotonic()
        time.sleep(0.5)
    raise Stop("Webbservern stannade. Se beskedet ovan.")
