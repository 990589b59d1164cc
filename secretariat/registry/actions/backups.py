"""A copy of everything, and everything back from it (E7): the database and the uploaded files in one tar file.

The file holds `database.dump` (PostgreSQL's own format), `files/…` and last `contents.json`: the checksum of each, and
for each table how many rows it had and a sum of them, taken in the same moment as the dump. So a copy can be checked
without a database, and a database that has been put back can be compared with the one that was copied.
"""

import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from secretariat.lib.rules import NotAllowed
from secretariat.setup import postgres

FORMAT = 1
DUMP, FILES, CONTENTS = "database.dump", "files", "contents.json"
NAME = "sekretariatet-{:%Y%m%d-%H%M%S}.tar"
_CHUNK = 1024 * 1024

Tell = Callable[[str], None]


class Broken(Exception):
    """A copy that cannot be trusted, or a step that failed. The message is Swedish and says what to do."""


@dataclass
class Contents:
    """What a copy holds. `tables`: name → rows and the sum of them. `files`: path → bytes and SHA-256."""

    made_at: str
    tables: dict[str, tuple[int, str]]
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT


def _silent(line: str) -> None:
    """Nobody is told."""


def make(folder: Path, *, keep: int = 0, tell: Tell = _silent) -> Path:
    """Copy the database and the files to a new file in the folder, look it through, and return it.

    With `keep` only so many of the newest copies stay. What is half made is taken away. Raises Broken.
    """
    now = timezone.localtime()
    target = folder / NAME.format(now)
    half = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=folder) as beside:
            dump = Path(beside) / DUMP
            contents = Contents(now.isoformat(timespec="seconds"), _dump(dump))
            tell(
                f"Databasen: {len(contents.tables)} tabeller, {sum(n for n, _ in contents.tables.values())} rader."
            )
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
                _pack(raw, dump, contents)
                raw.flush()
                os.fsync(raw.fileno())
        tell(f"Filer: {len(contents.files) - 1}.")
        check(half)
        half.rename(target)
    except OSError as trouble:
        raise Broken(f"Kopian kunde inte skrivas i {folder}: {trouble.strerror or trouble}.") from trouble
    finally:
        half.unlink(missing_ok=True)
    if keep:
        for old in sorted(folder.glob("sekretariatet-*.tar"))[:-keep]:
            old.unlink()
    return target


def check(path: Path) -> Contents:
    """Read a whole copy and compare every part with what it says of itself. Raises Broken at the first difference."""
    found: dict[str, tuple[int, str]] = {}
    said: dict[str, Any] = {}
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                if not _is_ours(member):
                    raise Broken(f"{path.name} innehåller något annat än en säkerhetskopia: {member.name}")
                with _opened(tar, member.name) as file:
                    if member.name == CONTENTS:
                        said = json.load(file)
                    else:
                        found[member.name] = (member.size, _digest(file))
    except (tarfile.TarError, ValueError, EOFError) as trouble:
        raise Broken(f"{path.name} är trasig eller ingen säkerhetskopia. Ta en annan kopia.") from trouble
    if not said:
        raise Broken(f"{path.name} är inte hel: innehållsförteckningen saknas. Ta en annan kopia.")
    if said.get("format") != FORMAT:
        raise Broken(f"{path.name} är gjord av en annan version av systemet. Återläs med den versionen.")
    contents = Contents(
        said["made_at"],
        {name: (rows, total) for name, (rows, total) in said["tables"].items()},
        {name: (size, digest) for name, (size, digest) in said["files"].items()},
    )
    for name in sorted(contents.files.keys() | found.keys()):
        if contents.files.get(name) != found.get(name):
            raise Broken(f"{path.name} är skadad: {name} stämmer inte. Ta en annan kopia.")
    return contents


def obstacles_to_restoring() -> list[str]:
    """Why nothing may be put back here: there is something already."""
    reasons = []
    if _tables():
        reasons.append(
            "Databasen är inte tom. Återläs i en ny, tom databas: sätt DATABASE_URL till den, eller flytta undan .data."
        )
    media = Path(settings.MEDIA_ROOT)
    if media.is_dir() and any(media.iterdir()):
        reasons.append(f"Mappen för filer är inte tom: {media}. Flytta undan den.")
    return reasons


def restore(path: Path, *, tell: Tell = _silent) -> Contents:
    """Put a copy back in an empty database and an empty folder, and compare table by table and file by file.

    Everything is looked through before anything is written. Raises NotAllowed or Broken.
    """
    if not path.is_file():
        raise Broken(f"Filen finns inte: {path}")
    contents = check(path)
    tell("Kopian är hel.")
    if obstacles := obstacles_to_restoring():
        raise NotAllowed(obstacles)
    with tarfile.open(path, "r:") as tar, tempfile.TemporaryDirectory() as beside:
        dump = Path(beside) / DUMP
        _unpack(tar, DUMP, dump)
        _program(
            "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", dump
        )
        tell("Databasen är inläst.")
        for name in contents.files:
            if name != DUMP:
                _unpack(tar, name, Path(settings.MEDIA_ROOT) / PurePosixPath(name).relative_to(FILES))
    tell("Filerna är inlästa.")
    if differing := differences(contents):
        raise Broken("Det som lästes in är inte det som kopierades:\n" + "\n".join(differing))
    return contents


def differences(contents: Contents) -> list[str]:
    """What in the database and the folder of files is not as the copy says, in words. Empty when all is the same."""
    with _one_moment():
        now = _sums()
    told = [
        f"Tabellen {name}: {_rows(contents.tables.get(name))} i kopian, {_rows(now.get(name))} här."
        for name in sorted(contents.tables.keys() | now.keys())
        if contents.tables.get(name) != now.get(name)
    ]
    for name, (_, digest) in contents.files.items():
        if name != DUMP:
            here = Path(settings.MEDIA_ROOT) / PurePosixPath(name).relative_to(FILES)
            if not here.is_file() or _sha256(here) != digest:
                told.append(f"Filen {name} saknas eller är en annan.")
    return told


def by_night() -> int:
    """A copy a night where BACKUP_FOLDER is set (E7: at most 24 hours are lost). Returns how many were made.

    One a day: duties that are done again, however often, must not push the older copies out.
    """
    if not settings.BACKUP_FOLDER:
        return 0
    folder = Path(settings.BACKUP_FOLDER)
    if any(folder.glob(f"sekretariatet-{timezone.localdate():%Y%m%d}-*.tar")):
        return 0
    make(folder, keep=settings.BACKUP_KEEP)
    return 1


# --- the database ---------------------------------------------------------------------------------


def _dump(target: Path) -> dict[str, tuple[int, str]]:
    """Write the dump; returns each table's rows and sum as they were in that very moment."""
    with _one_moment(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        sums = _sums()
        _program("pg_dump", "--format=custom", f"--snapshot={snapshot}", "--no-owner", f"--file={target}")
    return sums


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read inside was so at one time, and is written out in one way."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(
            "SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL datestyle = 'ISO'"
        )
        yield


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def _sums() -> dict[str, tuple[int, str]]:
    sums = {}
    with connection.cursor() as cursor:
        for name in _tables():
            quoted = connection.ops.quote_name(name)
            cursor.execute(
                f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM public.{quoted} t"  # noqa: S608
            )
            rows, total = cursor.fetchone()
            sums[name] = (rows, total)
    return sums


def _program(name: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs on our database; the password goes by the environment, seen by nobody."""
    at = connection.settings_dict
    options = {key: str(value) for key, value in (at.get("OPTIONS") or {}).items() if key.startswith("ssl")}
    environment = {"PATH": os.defpath, "LC_ALL": "C", "PGDATABASE": at["NAME"], "PGUSER": at["USER"]}
    environment |= {"PGHOST": at["HOST"], "PGPORT": str(at["PORT"]), "PGPASSWORD": at["PASSWORD"]}
    environment |= {f"PG{key.upper()}": value for key, value in options.items()}
    target = ("--dbname", at["NAME"]) if name == "pg_restore" else ()
    told = subprocess.run(
        [postgres.binaries() / name, *target, *arguments],
        env={key: value for key, value in environment.items() if value},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if told.returncode:
        raise Broken(
            f"{name} gick inte: {told.stderr.strip().splitlines()[-1] if told.stderr.strip() else ''}"
        )


# --- the file -------------------------------------------------------------------------------------


def _pack(raw: IO[bytes], dump: Path, contents: Contents) -> None:
    """Files that are taken away while they are being copied are not of this moment, and are left out."""
    media = Path(settings.MEDIA_ROOT)
    with tarfile.open(fileobj=raw, mode="w") as tar:
        _add(tar, dump, DUMP, contents)
        for path in sorted(one for one in media.rglob("*") if one.is_file()):
            with suppress(FileNotFoundError):
                _add(tar, path, f"{FILES}/{path.relative_to(media).as_posix()}", contents)
        text = json.dumps(asdict(contents), ensure_ascii=False, indent=1).encode()
        last = tarfile.TarInfo(CONTENTS)
        last.size, last.mode = len(text), 0o600
        tar.addfile(last, BytesIO(text))


def _add(tar: tarfile.TarFile, path: Path, name: str, contents: Contents) -> None:
    with path.open("rb") as file:
        member = tar.gettarinfo(arcname=name, fileobj=file)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        reading = _Reading(file)
        tar.addfile(member, reading)
    contents.files[name] = (member.size, reading.digest.hexdigest())


class _Reading:
    """A file that is summed up while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


def _is_ours(member: tarfile.TarInfo) -> bool:
    """A plain file with one of our names, that cannot land outside the folder it is unpacked in."""
    parts = PurePosixPath(member.name).parts
    known = member.name in {DUMP, CONTENTS} or (len(parts) > 1 and parts[0] == FILES)
    return member.isfile() and known and ".." not in parts


def _unpack(tar: tarfile.TarFile, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with _opened(tar, name) as packed, target.open("xb") as file:
        while chunk := packed.read(_CHUNK):
            file.write(chunk)


def _opened(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    """A file of the copy. Only plain files can be opened, and only such have been let through."""
    file = tar.extractfile(name)
    if file is None:
        raise Broken(f"{name} i kopian är ingen fil.")
    return file


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _rows(counted: tuple[int, str] | None) -> str:
    return f"{counted[0]} rader" if counted else "saknas"
