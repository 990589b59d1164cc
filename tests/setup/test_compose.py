"""The container files without a container engine: in order, complete, and their own commands run."""

import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from secretariat.home.management.commands.nightly import DUTIES
from secretariat.setup import checks, database, health, installation, postgres, serve

ROOT = database.ROOT
# For those who develop; an office never sets them.
INTERNAL = {
    "SEKRETARIATET_CLUSTER",
    "SEKRETARIATET_TEST_DATABASE",
    "SEKRETARIATET_TEST_TEMPLATE",
    "PROMETHEUS_MULTIPROC_DIR",
}
PATIENCE = 10 * serve.READY_WITHIN  # all migrations, on a computer that has much else to do
READERS = ("secretariat/settings.py", "secretariat/setup/database.py", "secretariat/setup/gunicorn.py")


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def variables_read() -> set[str]:
    """By the settings, the database module and the web server's settings."""
    pattern = (
        r"""(?:\benv|\bflag|environment\.get|environ\.get)\(\s*["']([A-Z_]+)["']|environment\["([A-Z_]+)"\]"""
    )
    found = re.findall(pattern, "\n".join((ROOT / file).read_text() for file in READERS))
    return {first or second for first, second in found} - INTERNAL


def variables_explained() -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))


def variables_given() -> set[str]:
    """By compose to the app, or fixed in the image."""
    given = set(compose()["services"]["app"]["environment"])
    given |= set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    image = re.findall(r"^(?:ENV|   ) ([A-Z_]+)=", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    return given | {name for name in image if not name.startswith("PYTHON")}


def test_every_variable_is_read_explained_and_given() -> None:
    explained = variables_explained()
    assert variables_read() | {"POSTGRES_PASSWORD", "SITE"} == explained
    assert variables_given() == explained


@pytest.mark.parametrize("name", ["compose", "Dockerfile"])
def test_container_files_are_in_order(name: str) -> None:
    assert checks.run_one(name, checks.CHECKS[name]) == 0


@pytest.mark.parametrize("name", ["worker", "nightly"])
def test_the_services_are_the_same_image_with_the_same_settings_as_the_app(name: str) -> None:
    services = compose()["services"]
    shared = ("image", "environment", "volumes", "restart", "security_opt")
    assert {key: services[name][key] for key in shared} == {key: services["app"][key] for key in shared}
    assert services[name]["depends_on"] == {"app": {"condition": "service_healthy"}}


def test_database_is_made_so_that_swedish_letters_work() -> None:
    assert "--builtin-locale=C.UTF-8" in compose()["services"]["db"]["environment"]["POSTGRES_INITDB_ARGS"]


def command_of(service: str) -> list[str]:
    return [str(word) for word in compose()["services"][service]["command"]]


@pytest.fixture
def container_environment(tmp_path: Path, free_port: int) -> Iterator[dict[str, str]]:
    """What compose gives, with an empty database on the test server. DEBUG only spares the gathering of static
    files, which the image does when it is built."""
    cluster = postgres.cluster_from_environment()
    name = f"compose_{os.getpid()}"
    postgres.create_database(cluster, name)
    yield installation.environment(
        DATABASE_URL=f"postgres://{database.USER}@/{name}?host={cluster.socket}&port={database.PORT}",
        SECRET_KEY="only-for-the-tests",
        MEDIA_ROOT=str(tmp_path / "media"),
        PORT=str(free_port),
        DEBUG="1",
    )
    postgres.query(cluster, "template1", f"drop database {name} with (force)")


@pytest.mark.setup
def test_commands_of_app_worker_and_nightly_run(
    container_environment: dict[str, str], free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve.installation, "environment", lambda: container_environment)
    with serve.program(*command_of("app")) as app:
        give_up = time.monotonic() + PATIENCE
        while not health.answers(free_port) and time.monotonic() < give_up and app.poll() is None:
            time.sleep(0.2)
        assert health.answers(free_port)
        assert run(sys.executable, "-m", "secretariat.setup.health", environment=container_environment) == 0
        with urllib.request.urlopen(f"http://{health.HOST}:{free_port}/") as page:
            # An empty database asks for its first administrator.
            assert (page.status, urllib.parse.urlsplit(page.url).path) == (200, "/kom-igang/")
    worker = (*command_of("worker"), "--batch", "--no-startup-delay", "--no-reload")
    assert run(*worker, environment=container_environment) == 0
    said = one_night(container_environment)
    assert "Brev som skickades: 0" in said


def one_night(environment: dict[str, str]) -> list[str]:
    """What the service prints before it waits for the next night; then it is told to stop, and does."""
    said: list[str] = []
    with subprocess.Popen(
        command_of("nightly"), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:
            said.append(line.strip())
            if said[-1].startswith(DUTIES[-1][0]):
                break
        assert process.poll() is None
        process.terminate()
    return said


def run(*command: str, environment: dict[str, str]) -> int:
    return subprocess.run(command, cwd=ROOT, env=environment, timeout=PATIENCE, check=False).returncode


@pytest.fixture
def free_port() -> int:
    with serve.socket.socket() as trial:
        trial.bind((health.HOST, 0))
        port: int = trial.getsockname()[1]
        return port


def test_the_ci_script_can_be_read_by_bash() -> None:
    told = subprocess.run(("bash", "-n", ROOT / ".ci/run"), capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")


COMMANDS = {"demo", "run", "test", "check", "audit", "fix", "bench", "lock", "pictures"}


def test_every_make_target_is_a_command() -> None:
    targets = re.findall(r"^(\w+): +; \$\(SETUP\) (\w+)", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert {target for target, _ in targets} == COMMANDS
    assert [target for target, command in targets if target != command] == []
