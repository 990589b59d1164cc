"""A copy is made, everything is destroyed, the copy is put back, and all is as it was (E7)."""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import override_settings

from meetings.models import MinutesVersion
from secretariat.registry.actions import backups, files
from secretariat.registry.models import Person, StoredFile
from secretariat.setup import database, installation, postgres
from tests import make
from tests.meetings.confirmation_case import a_decided_case

pytestmark = [pytest.mark.setup, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """Locked minutes with their PDF, a file that was uploaded, and a folder for copies."""
    with override_settings(MEDIA_ROOT=tmp_path / "media", BACKUP_FOLDER="", BACKUP_KEEP=14):
        a_decided_case()
        person = make.user(office_role="secretariat")
        upload = SimpleUploadedFile("underlag.txt", "Åtta sidor om öar".encode(), content_type="text/plain")
        files.store(upload, by=person, title="Underlag")
        yield tmp_path / "kopior"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a new computer: an empty database, no files."""
    cluster = postgres.cluster_from_environment()
    name = f"drill_{os.getpid()}"
    postgres.create_database(cluster, name)
    yield installation.environment(
        DATABASE_URL=f"postgres://{database.USER}@/{name}?host={cluster.socket}&port={database.PORT}",
        SECRET_KEY="only-for-the-tests",
        MEDIA_ROOT=str(tmp_path / "nya-filer"),
    )
    postgres.query(cluster, "template1", f"drop database {name} with (force)")


def restored(path: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "manage.py", "restore", path)
    return subprocess.run(
        command, cwd=database.ROOT, env=environment, capture_output=True, text=True, check=False
    )


def asked(environment: dict[str, str], statement: str) -> list[Any]:
    settings = database.from_url(environment["DATABASE_URL"])
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname=settings["NAME"]
    ) as there:
        return there.execute(statement).fetchall()


def test_everything_comes_back_as_it_was(
    office: Path, elsewhere: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Back up, destroy, restore, compare: the drill. The checksums of what was justerat are counted anew there."""
    call_command("backup", folder=office)
    copy = Path(capsys.readouterr().out.splitlines()[-1])
    version = MinutesVersion.objects.get()
    expected = [(bytes(version.content), version.sha256)]
    person = Person.objects.order_by("pk").values_list("pk", "given_name", "family_name")

    told = restored(copy, elsewhere)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[-1].startswith("Allt är tillbaka som det var 20")
    columns = "SELECT content, sha256 FROM meetings_minutesversion"
    found = [(bytes(content), checksum) for content, checksum in asked(elsewhere, columns)]
    assert found == expected
    assert [hashlib.sha256(content).hexdigest() for content, _ in found] == [version.sha256]
    names = "SELECT id, given_name, family_name FROM registry_person ORDER BY id"
    assert asked(elsewhere, names) == list(person)
    stored = StoredFile.objects.get(title="Underlag")
    media = Path(elsewhere["MEDIA_ROOT"])
    assert [
        path.read_bytes() for path in media.rglob("*") if stored.sha256 in path.name or path.suffix == ".txt"
    ] == ["Åtta sidor om öar".encode()]
    # What guards the rows came back too: a version may not be changed there either.
    with pytest.raises(psycopg.Error):
        asked(elsewhere, "UPDATE meetings_minutesversion SET content = 'x'")

    again = restored(copy, elsewhere)
    assert again.returncode == 1
    assert "Databasen är inte tom." in again.stderr
    assert "Mappen för filer är inte tom" in again.stderr


def test_a_copy_of_which_one_byte_was_changed_is_refused_and_nothing_is_written(
    office: Path, elsewhere: dict[str, str]
) -> None:
    copy = backups.make(office)
    bytes_of_it = bytearray(copy.read_bytes())
    with tarfile.open(copy) as tar:
        member = next(one for one in tar if one.name.startswith("files/"))
    bytes_of_it[member.offset_data] ^= 1
    copy.write_bytes(bytes_of_it)
    told = restored(copy, elsewhere)
    assert told.returncode == 1
    assert f"{copy.name} är skadad: {member.name} stämmer inte. Ta en annan kopia." in told.stderr
    assert asked(elsewhere, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    assert not Path(elsewhere["MEDIA_ROOT"]).exists()


@pytest.mark.parametrize("cut", [0.2, 0.9])
def test_half_a_copy_is_refused(office: Path, cut: float) -> None:
    copy = backups.make(office)
    copy.write_bytes(copy.read_bytes()[: int(copy.stat().st_size * cut)])
    with pytest.raises(backups.Broken, match="Ta en annan kopia"):
        backups.check(copy)


def test_a_file_that_would_land_elsewhere_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "ond.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("files/../../utanför"), io.BytesIO())
    with pytest.raises(backups.Broken, match="något annat än en säkerhetskopia"):
        backups.check(tmp_path / "ond.tar")


def test_what_is_not_a_copy_and_what_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "brev.tar").write_bytes(b"Hej")
    with pytest.raises(CommandError, match=r"brev\.tar är trasig eller ingen säkerhetskopia"):
        call_command("backup", check=tmp_path / "brev.tar")
    with pytest.raises(CommandError, match="Filen finns inte"):
        call_command("backup", check=tmp_path / "ingen.tar")
    with override_settings(BACKUP_FOLDER=""), pytest.raises(CommandError, match="Säg var kopian ska ligga"):
        call_command("backup")


def test_a_full_disk_leaves_nothing_half_made(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(backups.Broken, match="Kopian kunde inte skrivas"):
        backups.make(office)
    assert list(office.iterdir()) == []


def test_each_night_makes_one_and_the_oldest_go(office: Path) -> None:
    assert backups.by_night() == 0
    office.mkdir()
    for day in range(10, 14):
        (office / f"sekretariatet-202501{day}-030000.tar").touch()
    with override_settings(BACKUP_FOLDER=str(office), BACKUP_KEEP=3):
        assert backups.by_night() == 1
    left = sorted(path.name for path in office.iterdir())
    assert left[:2] == ["sekretariatet-20250112-030000.tar", "sekretariatet-20250113-030000.tar"]
    assert len(left) == 3
    assert oct((office / left[2]).stat().st_mode & 0o777) == "0o600"


def test_a_night_done_again_and_again_does_not_push_the_older_copies_out(office: Path) -> None:
    """As where something else of the night fails, and all of it is tried again."""
    office.mkdir()
    (office / "sekretariatet-20250110-030000.tar").touch()
    with override_settings(BACKUP_FOLDER=str(office), BACKUP_KEEP=2):
        assert [backups.by_night() for _ in range(3)] == [1, 0, 0]
    assert len(list(office.iterdir())) == 2
