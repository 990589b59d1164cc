"""Fetching attendance: the file, and the memory of which rows it held, so that nothing is paid twice (J1, J4).

Small files are made while one waits; the worker makes the large ones and tells how far it has come. One file is made at
a time in the whole office, so that two persons cannot both get a row as new.
"""

import datetime as dt
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from meetings.models import AttendanceExport
from secretariat.lib.dates import day_in_words, moment_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.lib.sheets import CSV, XLSX, ZIP
from secretariat.registry.actions import fetching, log
from secretariat.registry.models import User

from . import attendance_files
from .attendance_checks import Checks, Clash, checked, clashes
from .attendance_people import PersonRow
from .attendance_rows import Selection, people_of

logger = logging.getLogger(__name__)
Kind = AttendanceExport.Kind
State = AttendanceExport.State
TYPES: dict[str, str] = {Kind.XLSX: XLSX, Kind.CSV: CSV, Kind.ZIP: ZIP}
BUSY = "En annan närvarofil görs just nu. Vänta en halv minut och försök igen."
_ONE_AT_A_TIME = 20261123  # the number of the advisory lock
_HELD = "COPY meetings_exportedrow (export_id, meeting_id, person_id, name, told) FROM STDIN"


def selection_of(export: AttendanceExport) -> Selection:
    """What was asked for."""
    return Selection(
        export.starts_on,
        export.ends_on,
        tuple(export.bodies.all()),
        tuple(export.parties.all()),
        export.with_unfinished,
        export.changes_only,
    )


def obstacles_to_exporting(selection: Selection, checks: Checks, *, seen: int | None = None) -> list[str]:
    """Why nothing can be fetched: there is nothing, or somebody has fetched rows since they were shown (J4)."""
    if not checks.rows:
        return [why_nothing(selection, checks)]
    if selection.changes_only and checks.to_fetch == 0:
        return ["Ingenting är nytt eller ändrat sedan raderna hämtades senast."]
    if seen is not None and seen != checks.before and checks.latest:
        who = checks.latest.made_by.name
        return [
            f"{who} hämtade rader ur samma urval {moment_in_words(checks.latest.made_at)}, efter att sidan visades. "
            "Titta på antalen igen innan du hämtar, så att inget möte betalas två gånger."
        ]
    return []


def why_nothing(selection: Selection, checks: Checks) -> str:
    """What to do where the selection is empty."""
    if checks.unfinished and not selection.with_unfinished:
        return "Inga möten i perioden har färdiga anteckningar än. De som väntar står nedan."
    if not checks.meetings:
        return "Inga möten hölls i perioden. Välj en annan period eller andra grupper."
    if selection.parties:
        return "Ingen från de valda parterna står i närvarolistorna. Välj fler parter."
    return "Mötena i perioden har inga närvarolistor. Närvaron noteras på mötets sida."


def export(
    selection: Selection, *, by: User, kind: str, seen: int | None = None, at: dt.datetime | None = None
) -> tuple[AttendanceExport, Path | None]:
    """Fetch a selection: the export with its file, or without one where the worker makes it.

    `seen` is how many rows were said to be fetched before. The caller removes the file. Raises NotAllowed.
    """
    with _alone(waits=False):
        checks = checked(selection)
        if obstacles := obstacles_to_exporting(selection, checks, seen=seen):
            raise NotAllowed(obstacles)
        moment = at or timezone.now()
        if checks.is_large:
            with transaction.atomic():
                made = _new(selection, checks, by=by, kind=kind, at=moment)
                make_file.enqueue(made.pk)
            return made, None
        path = fetching.temporary()
        try:
            with transaction.atomic():
                made = _new(selection, checks, by=by, kind=kind, at=moment)
                _make(made, path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return made, path


def _new(selection: Selection, checks: Checks, *, by: User, kind: str, at: dt.datetime) -> AttendanceExport:
    made = AttendanceExport.objects.create(
        starts_on=selection.starts_on, ends_on=selection.ends_on, with_unfinished=selection.with_unfinished,
        changes_only=selection.changes_only, kind=kind, state=State.WAITING, rows=checks.rows,
        left_out=0 if selection.with_unfinished else len(checks.unfinished), made_at=at, made_by=by,
    )  # fmt: skip
    made.bodies.set(selection.bodies)
    made.parties.set(selection.parties)
    log.write("hämtade närvaro", by=by, about=made, rader=checks.rows, format=kind)
    return made


def export_again(export: AttendanceExport, *, by: User) -> Path | None:
    """The same rows once more, as they are now. Not a new export: nothing is marked (J4).

    None where there are so many that the worker makes the file.
    """
    log.write("hämtade närvaro igen", by=by, about=export)
    if export.rows > fetching.SMALL:
        AttendanceExport.objects.filter(pk=export.pk).update(written=0)
        again.enqueue(export.pk)
        return None
    path = fetching.temporary()
    with transaction.atomic():
        _write(export, path, held=None, only_of=export.pk)
    return path


@task()
def make_file(pk: int) -> None:
    """The worker's errand: make a large file, tell how far it has come, keep it until the night."""
    export = AttendanceExport.objects.get(pk=pk)
    if export.state != State.WAITING:
        return
    with fetching.written_by_worker(export) as path:
        with _alone(waits=True):
            _make(export, path)
        _keep(export, path)


@task()
def again(pk: int) -> None:
    """The worker's errand: a large file once more."""
    export = AttendanceExport.objects.get(pk=pk)
    with fetching.written_by_worker(export) as path:
        _write(export, path, held=None, only_of=pk)
        _keep(export, path)


@contextmanager
def _alone(*, waits: bool) -> Iterator[None]:
    """Nobody else makes a file meanwhile. Held outside the transaction, so that the next one sees what it marked.

    Raises NotAllowed where somebody does and one does not wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if waits else 'try_'}advisory_lock(%s)", [_ONE_AT_A_TIME])
        if not waits and not cursor.fetchone()[0]:
            raise NotAllowed(BUSY)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


def _make(export: AttendanceExport, path: Path) -> None:
    """Write the file, and in one transaction which rows it held."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as held:
        made = _write(export, path, held=held)
        with transaction.atomic():
            held.seek(0)
            with connection.cursor() as cursor, cursor.copy(_HELD) as copy:
                while part := held.read(1 << 16):
                    copy.write(part)
            export.rows = export.written = made.rows
            export.fetched_before, export.state = made.before, State.MADE
            export.save(update_fields=["rows", "written", "fetched_before", "state"])


def _write(
    export: AttendanceExport, path: Path, *, held: IO[str] | None, only_of: int | None = None
) -> attendance_files.Made:
    selection = selection_of(export)
    found = clashes(selection)
    rows = people_of(selection, before=export.pk, only_of=only_of)

    def note(row: PersonRow, number: int) -> None:
        if held is not None:
            person, name = row.key
            who = r"\N" if person is None else str(person)
            held.write(f"{export.pk}\t{row.read.meeting}\t{who}\t{_copied(name)}\t{_copied(row.words)}\n")
        fetching.note(export, number)

    return attendance_files.write(
        _chosen(rows, selection, found),
        export,
        path,
        facts=lambda: facts_of(export, selection, found),
        each=note,
    )


def _chosen(rows: Iterator[PersonRow], selection: Selection, found: list[Clash]) -> Iterator[PersonRow]:
    """The rows that are meant, with what is said of clashes."""
    said: dict[tuple[int, int | None], list[str]] = {}
    for clash in found:
        for mine, other in ((0, 1), (1, 0)):
            how = "samtidigt" if clash.is_sure else "samma dag"
            said.setdefault((clash.meetings[mine], clash.person), []).append(
                f"{how} i {clash.headings[other]} {clash.spans[other]}".strip()
            )
    for row in rows:
        if not selection.changes_only or row.is_news:
            row.remarks += said.get((row.read.meeting, row.read.person), [])
            yield row


def _copied(text: str) -> str:
    """Text as COPY reads it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def facts_of(
    export: AttendanceExport, selection: Selection, found: list[Clash]
) -> list[attendance_files.Fact]:
    """What the sheet Förklaring says above the columns: who, when, which filters, what was left out."""
    bodies = ", ".join(body.list_name for body in selection.bodies) or "alla"
    parties = ", ".join(party.short_name for party in selection.parties) or "alla"
    finished = (
        "också ej färdiga, de är märkta" if selection.with_unfinished else "bara justerade eller fastställda"
    )
    which = (
        "bara nya och ändrade sedan förra exporten"
        if selection.changes_only
        else "alla, hämtade förut är märkta"
    )
    told = [
        ("Hämtad", f"{moment_in_words(export.made_at)} av {export.made_by.name}"),
        ("Export", str(export.pk)),
        ("Period", f"{day_in_words(selection.starts_on)}–{day_in_words(selection.ends_on)}"),
        ("Grupper", bodies),
        ("Parter", parties),
        ("Anteckningar", finished),
        ("Rader", which),
        ("Med", "En rad per person och möte. Vakanta platser är inte med. Text som börjar med =, +, - eller @ har fått "
         "en apostrof före, så att den inte räknas som en formel."),
    ]  # fmt: skip
    if found:
        told.append(
            ("Att kontrollera", f"{len(found)} samtidiga möten för samma person, se kolumnen anmärkning.")
        )
    if not selection.with_unfinished:
        told += [
            ("Utelämnat möte", f"{one}: anteckningarna är inte färdiga")
            for one in selection.unfinished()
            .prefetch_related("meeting_bodies__body")
            .order_by("date", "start_time", "pk")
        ]
    return told


def file_name(export: AttendanceExport) -> str:
    """What the file is called: narvaro-2026-01-01--2026-06-30.xlsx."""
    return f"narvaro-{export.period}.{export.kind}"


def _keep(export: AttendanceExport, path: Path) -> None:
    fetching.keep(export, path, name=file_name(export), content_type=TYPES[export.kind])


def forget_files(*, at: dt.datetime | None = None) -> int:
    """Take away large files a day after they were made: they can be made again. Returns how many (D7)."""
    return fetching.forget(AttendanceExport, at=at)
