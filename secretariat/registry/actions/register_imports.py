"""Take a register in from a file: uploaded, looked through row by row, then written whole or not at all (M3).

Looking does what each row says, by the same actions as taking in, and rolls it back a part at a time: so what is told
is what would happen. Small files are looked through while one waits, large ones by the worker.
"""

import datetime as dt
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.utils import timezone
from django_tasks import task

from secretariat.lib.access import may
from secretariat.lib.register_rows import CHANGED, NEW, SAME, WRONG, Judged
from secretariat.lib.registers import Register, registers
from secretariat.lib.rules import NotAllowed
from secretariat.lib.tables import Line, Table, opened
from secretariat.registry.models import RegisterImport, RegisterImportRow, StoredFile, User

from . import files, log

logger = logging.getLogger(__name__)
State = RegisterImport.State
KEPT = dt.timedelta(days=14)
HALF_WAY = dt.timedelta(hours=12)
SMALL = 100_000  # bytes of a file that is looked through while one waits
FEW = 500  # rows that are taken in while one waits
_PART = 250  # rows looked through, and rolled back, at a time
_ONE_AT_A_TIME = 20261140  # the number of the advisory lock
_TOLD = 20  # rows named where many are wrong
EXPIRED = "Filen är för gammal och har glömts. Välj den igen."
TAKEN_IN = "Filen är redan inläst."
BUSY = "Filen gås igenom eller läses in just nu. Vänta tills det är klart."
NOTHING_NEW = "Filen ändrar ingenting. Allt som står i den finns redan."
OTHERWISE = (
    "Registret har ändrats sedan du tittade. Raderna är genomgångna igen: titta på dem innan du läser in."
)
BROKE = "Något gick fel när filen gicks igenom. Inget har ändrats. Välj filen igen, eller dela upp den på flera filer."


def obstacles_to_choosing(register: type[Register], user: User) -> list[str]:
    """Why this user cannot take anything into the register."""
    if register.closed:
        return [register.closed]
    if register.writing is None or not may(user, register.writing):
        return ["Du får inte ändra i registret."]
    return []


# Uploaded


def upload(
    register: type[Register], file: UploadedFile, *, by: User, at: dt.datetime | None = None
) -> RegisterImport:
    """Keep a file, and look through its rows; a large one by the worker. Raises NotAllowed. Nothing changes."""
    if obstacles := obstacles_to_choosing(register, by):
        raise NotAllowed(obstacles)
    table = _table(register, file)
    register(by).begin(table.headings)
    if next(table.lines(), None) is None:
        raise NotAllowed("Under rubrikerna finns inga rader. Fyll i filen och välj den igen.")
    file.seek(0)
    at = at or timezone.now()
    with transaction.atomic():
        stored = files.store(file, by=by, title=register.name, circle=StoredFile.Circle.SECRETARIAT)
        made = RegisterImport.objects.create(
            register=register.key, name=stored.name, file=stored, uploaded_at=at, uploaded_by=by,
            expires_at=at + KEPT,
        )  # fmt: skip
        log.write("laddade upp register", by=by, about=made, register=register.name, fil=stored.name)
        if is_large := (file.size or 0) > SMALL:
            look_through.enqueue(made.pk)
    if not is_large:
        _look(made)
    made.refresh_from_db()
    return made


def _table(register: type[Register], file: IO[bytes] | UploadedFile) -> Table:
    return opened(file, [column.column_name for column in register.columns()])


# Looked through


@task()
def look_through(pk: int) -> None:
    """The worker's errand: what each row would do, told as it goes."""
    made = RegisterImport.objects.filter(pk=pk, state=State.READING).first()
    if made is not None:
        _look(made)


def _look(made: RegisterImport) -> None:
    """Judge all rows, a part at a time, each rolled back. A file that breaks off says so on its page."""
    made.rows.all().delete()
    seen = _Seen()
    try:
        with _lines(made, made.uploaded_by) as (register, lines):
            while part := list(islice(lines, _PART)):
                with transaction.atomic():
                    told = list(register.judged(part))
                    transaction.set_rollback(True)
                seen.take(told)
                if not RegisterImport.objects.filter(pk=made.pk).update(done=seen.number):
                    return  # somebody has thrown it away meanwhile
                _keep(made, told)
    except NotAllowed as no:
        _fail(made, no.reasons)
    except Exception:
        logger.exception("inläsning %s gick inte att gå igenom", made.pk)
        _fail(made, [BROKE])
    else:
        RegisterImport.objects.filter(pk=made.pk).update(
            state=State.SHOWN, total=seen.number, done=seen.number, mark=seen.mark, **seen.counts()
        )


def _fail(made: RegisterImport, reasons: list[str]) -> None:
    made.rows.all().delete()
    RegisterImport.objects.filter(pk=made.pk).update(state=State.FAILED, reasons=reasons)


@contextmanager
def _lines(
    made: RegisterImport, user: User, *, writes: bool = False
) -> Iterator[tuple[Register, Iterator[Line]]]:
    """The register set to work for a user, and the file's lines. Raises NotAllowed where the file is gone."""
    if made.file is None:
        raise NotAllowed(EXPIRED)
    with made.file.file.open("rb") as content:
        kind = registers()[made.register]
        table = _table(kind, content)
        register = kind(user, writes=writes)
        register.begin(table.headings)
        yield register, table.lines()


class _Seen:
    """Counts of what rows would do, and a mark of all of it."""

    def __init__(self) -> None:
        self.number = 0
        self.count: Counter[str] = Counter()
        self._digest = hashlib.sha256()

    def take(self, told: list[Judged]) -> None:
        for one in told:
            self.number += 1
            self.count[one.status] += 1
            self._digest.update(json.dumps([one.number, one.status, one.changes]).encode())

    @property
    def mark(self) -> str:
        return self._digest.hexdigest()

    def counts(self) -> dict[str, int]:
        return {status: self.count[status] for status in (NEW, CHANGED, SAME, WRONG)}


def _keep(made: RegisterImport, told: list[Judged]) -> None:
    RegisterImportRow.objects.bulk_create(
        RegisterImportRow(
            of=made, number=one.number, status=one.status, label=one.label[:300], changes=one.changes,
            faults=one.faults, notes=one.notes,
        )
        for one in told
    )  # fmt: skip


# Taken in


def obstacles_to_showing(made: RegisterImport, at: dt.datetime | None = None) -> list[str]:
    """Why there is nothing to look at: taken in, or forgotten."""
    if made.state == State.TAKEN:
        return [TAKEN_IN]
    if made.expires_at <= (at or timezone.now()):
        return [EXPIRED]
    return []


def obstacles_to_taking_in(made: RegisterImport, at: dt.datetime | None = None) -> list[str]:
    """Why the rows cannot be written: errors, nothing to do, or somebody is at it."""
    if obstacles := obstacles_to_showing(made, at):
        return obstacles
    if made.is_under_way:
        return [BUSY]
    if made.state == State.FAILED:
        return list(made.reasons)
    if made.wrong:
        return [
            f"{made.wrong} {'rad' if made.wrong == 1 else 'rader'} har fel. Rätta filen och välj den igen."
        ]
    return [] if made.changing else [NOTHING_NEW]


def take_in(made: RegisterImport, *, mark: str, by: User, at: dt.datetime | None = None) -> RegisterImport:
    """Write every row, or none; many by the worker. `mark` is of what was looked at. Raises NotAllowed."""
    if obstacles := obstacles_to_choosing(registers()[made.register], by):
        raise NotAllowed(obstacles)
    with transaction.atomic():
        made = RegisterImport.objects.select_for_update(of=("self",)).get(pk=made.pk)
        if obstacles := obstacles_to_taking_in(made, at):
            raise NotAllowed(obstacles)
        if mark != made.mark:
            raise NotAllowed(OTHERWISE)
        made.state, made.reasons, made.done = State.TAKING, [], 0
        made.save(update_fields=["state", "reasons", "done"])
        if is_large := made.changing > FEW:
            write.enqueue(made.pk, by.pk)
    if not is_large:
        _write(made, by)
    made.refresh_from_db()
    if made.reasons:
        raise NotAllowed(made.reasons)
    return made


@task()
def write(pk: int, user: int) -> None:
    """The worker's errand: write all rows, or none and say why on the page."""
    made = RegisterImport.objects.filter(pk=pk, state=State.TAKING).first()
    if made is not None:
        with _told_beside(made) as told:
            _write(made, User.objects.get(pk=user), told)


@contextmanager
def _told_beside(made: RegisterImport) -> Iterator[Callable[[int], object]]:
    """Tell others how many rows are written by now, by a connection of its own: the rows are not to be seen before
    all of them are written.
    """
    beside = connections.create_connection(DEFAULT_DB_ALIAS)
    table = RegisterImport._meta.db_table
    try:
        with beside.cursor() as cursor:
            words = f"UPDATE {table} SET done = %s WHERE id = %s AND state = %s"  # noqa: S608 – our own name
            yield lambda count: cursor.execute(words, [count, made.pk, State.TAKING])
    finally:
        beside.close()


def _write(made: RegisterImport, by: User, told: Callable[[int], object] = int) -> None:
    """One transaction for all. Where it cannot be done the rows are looked through anew, and the page says why."""
    try:
        with transaction.atomic():
            _write_all(made, by, told)
    except NotAllowed as no:
        _look_again(made, no.reasons)
    except Exception:
        logger.exception("inläsning %s gick inte att läsa in", made.pk)
        _look_again(made, [BROKE])


def _look_again(made: RegisterImport, reasons: list[str]) -> None:
    RegisterImport.objects.filter(pk=made.pk).update(state=State.READING)
    _look(made)
    RegisterImport.objects.filter(pk=made.pk, state=State.SHOWN).update(reasons=reasons)


def _write_all(made: RegisterImport, by: User, progress: Callable[[int], object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    seen = _Seen()
    wrong: list[Judged] = []
    with _lines(made, by, writes=True) as (register, lines):
        while part := list(islice(lines, _PART)):
            told = list(register.judged(part))
            seen.take(told)
            progress(seen.number)
            wrong += [one for one in told if one.status == WRONG][: _TOLD + 1 - len(wrong)]
    if wrong:
        raise NotAllowed(
            [OTHERWISE, *(sentence for one in wrong[:_TOLD] for sentence in faults_in_words(one))]
        )
    if seen.mark != made.mark:
        raise NotAllowed(OTHERWISE)
    made.rows.all().delete()
    made.state, made.taken_in_at, made.taken_in_by, made.done = State.TAKEN, timezone.now(), by, seen.number
    made.save(update_fields=["state", "taken_in_at", "taken_in_by", "done"])
    log.write(
        "läste in register", by=by, about=made, register=register.name, nya=seen.count[NEW], ändrade=seen.count[CHANGED]
    )  # fmt: skip


def faults_in_words(row: Judged | RegisterImportRow) -> list[str]:
    """What is wrong with a row: "Rad 12, e-post: Ange en giltig e-postadress."."""
    return [f"Rad {row.number}{f', {heading}' if heading else ''}: {what}" for heading, what in row.faults]


# Forgotten


def throw_away(made: RegisterImport, *, by: User) -> None:
    """Forget an uploaded file that nobody is to take in. Raises NotAllowed where it has been, or is being read."""
    with transaction.atomic():
        made = RegisterImport.objects.select_for_update(of=("self",)).get(pk=made.pk)
        if made.state in (State.TAKEN, State.TAKING):
            raise NotAllowed(TAKEN_IN if made.state == State.TAKEN else BUSY)
        log.write(
            "kastade inläsning av register", by=by, about=made, register=registers()[made.register].name
        )
        _forget_file(made)
        made.delete()


def forget_old(at: dt.datetime | None = None) -> int:
    """Remove files that were never taken in, and the files of those that were, by night. Returns how many.

    What a worker that stopped has left half-way is marked as failed: nothing of it was written.
    """
    at = at or timezone.now()
    count = 0
    left = RegisterImport.objects.filter(
        state__in=[State.READING, State.TAKING], uploaded_at__lt=at - HALF_WAY
    )
    left.update(state=State.FAILED, reasons=[BROKE])
    for made in RegisterImport.objects.exclude(state=State.TAKEN).filter(expires_at__lte=at):
        _forget_file(made)
        made.delete()
        count += 1
    for made in RegisterImport.objects.filter(state=State.TAKEN, file__isnull=False, expires_at__lte=at):
        _forget_file(made)
        count += 1
    return count


def _forget_file(made: RegisterImport) -> None:
    if stored := made.file:
        made.file = None
        made.save(update_fields=["file"])
        if not StoredFile.objects.filter(sha256=stored.sha256).exclude(pk=stored.pk).exists():
            stored.file.delete(save=False)
        stored.delete()
