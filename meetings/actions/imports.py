"""Old minutes on their way in: uploaded, read, gone through, made into a draft that keeps its original (M1)."""

import datetime as dt
import hashlib
import logging
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from meetings.access import may_create_meeting
from meetings.models import Body, Meeting, MinutesImport
from meetings.reader.apart import read_apart
from meetings.reader.kinds import KINDS, MOST_BYTES
from meetings.reader.lines import Unreadable
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, log
from secretariat.registry.models import StoredFile, User

from .exchange import reading
from .exchange.taking_in import take_in
from .import_plans import TO_NOTHING, Plan
from .loading.read import LoadError
from .loading.report import Report
from .loading.write import load

logger = logging.getLogger(__name__)
State = MinutesImport.State
KEPT_DAYS = 30
SMALL = 300_000  # bytes that are read while one waits
SMALL_PDF = 60_000
WAIT = dt.timedelta(minutes=6)  # longer than the reader may take
MADE = "Utkastet är redan gjort."
EXCHANGE = ".json"
_AGAIN = "Filen är redan inläst: den blev {}. Öppna det mötet i stället."
_SECONDS = 45
_TYPES = {"pdf": "application/pdf", "docx": files.TYPES["docx"], "json": "application/json"}


def obstacles_to_uploading(upload: UploadedFile) -> list[str]:
    """Why a file cannot be read at all, told before it is kept."""
    suffix = PurePath(upload.name or "").suffix.lower()
    if not upload.size:
        return ["Filen är tom. Välj en annan fil."]
    if upload.size > MOST_BYTES:
        return [
            f"Filen är {-(-upload.size // 1024**2)} MB. Högst {MOST_BYTES // 1024**2} MB går att läsa in."
        ]
    if suffix not in KINDS and suffix != EXCHANGE:
        return [
            "Filer av det slaget går inte att läsa in. Det går bra med DOCX, PDF, HTML, Markdown, TXT och"
            " utbytesfiler (JSON)."
        ]
    return files.obstacles_by_scanner(upload)


def upload(upload: UploadedFile, *, by: User, at: dt.datetime | None = None) -> MinutesImport:
    """Keep an uploaded file and read it: a small one at once, a large one by the worker.

    A file in the exchange format guesses nothing and becomes a draft at once. Raises NotAllowed.
    """
    if obstacles := obstacles_to_uploading(upload):
        raise NotAllowed(obstacles)
    content = upload.read()
    if known := _made_before(content):
        raise NotAllowed(_AGAIN.format(known.heading))
    name, at = files.clean_name(upload.name or ""), at or timezone.now()
    if PurePath(name).suffix.lower() == EXCHANGE:
        return _exchanged(content, name, by=by, at=at)
    is_small = len(content) <= (SMALL_PDF if content.startswith(b"%PDF") else SMALL)
    with transaction.atomic():
        imported = _kept(content, name, by=by, at=at)
        if not is_small:
            read_later.enqueue(imported.pk)
    if is_small:
        _read(imported, content, seconds=_SECONDS)
    return imported


@transaction.atomic
def _kept(content: bytes, name: str, *, by: User, at: dt.datetime) -> MinutesImport:
    kind = KINDS.get(PurePath(name).suffix.lower(), "json")
    stored = files.store_made(content, name=name, title="", content_type=_TYPES.get(kind, "text/plain"))
    stored.circle, stored.uploaded_by = StoredFile.Circle.SECRETARIAT, by
    stored.save(update_fields=["circle", "uploaded_by"])
    imported = MinutesImport.objects.create(
        file=stored, uploaded_at=at, uploaded_by=by, expires_at=at + dt.timedelta(days=KEPT_DAYS)
    )
    log.write(
        "laddade upp äldre anteckningar", by=by, about=imported, sha256=stored.sha256, storlek=stored.size
    )
    return imported


@transaction.atomic
def _exchanged(content: bytes, name: str, *, by: User, at: dt.datetime) -> MinutesImport:
    """The draft of a meeting in the exchange format, with its file beside it. Raises NotAllowed."""
    try:
        taken = take_in(reading.read(content, name), by=by)
    except LoadError as problem:
        raise NotAllowed(str(problem)) from problem
    if taken.again:
        raise NotAllowed(_AGAIN.format(taken.meeting.heading))
    imported = _kept(content, name, by=by, at=at)
    imported.state, imported.meeting, imported.made_at = State.MADE, taken.meeting, at
    imported.told = told(taken.report, [])
    imported.save(update_fields=["state", "meeting", "made_at", "told"])
    return imported


def _made_before(content: bytes) -> Meeting | None:
    return Meeting.objects.filter(source_hash=hashlib.sha256(content).hexdigest()).first()


@task()
def read_later(pk: int) -> None:
    """The worker's errand: a large file."""
    imported = MinutesImport.objects.select_related("file").filter(pk=pk, state=State.WAITING).first()
    if imported is None:
        return
    with imported.file.file.open("rb") as opened:
        content = opened.read()
    _read(imported, content)


def _read(imported: MinutesImport, content: bytes, **limits: int) -> None:
    try:
        imported.reading = read_apart(content, imported.file.name, **limits)
        imported.state, imported.problem = State.READ, ""
    except Unreadable as problem:
        imported.state, imported.problem = State.FAILED, str(problem)
    MinutesImport.objects.filter(pk=imported.pk, state=State.WAITING).update(
        state=imported.state, reading=imported.reading, problem=imported.problem
    )


def obstacles_to_reading_again(imported: MinutesImport, at: dt.datetime | None = None) -> list[str]:
    """Why the file is not read once more: it has been read, or somebody is at it."""
    if imported.state != State.WAITING:
        return ["Filen är redan läst. Ladda om sidan."]
    if imported.uploaded_at + WAIT > (at or timezone.now()):
        return ["Filen läses fortfarande. Vänta några minuter."]
    return []


def read_again(imported: MinutesImport, *, by: User | None, at: dt.datetime | None = None) -> None:
    """Have the worker read a file that has waited too long. Raises NotAllowed."""
    if obstacles := obstacles_to_reading_again(imported, at):
        raise NotAllowed(obstacles)
    log.write("startade om läsningen av äldre anteckningar", by=by, about=imported)
    read_later.enqueue(imported.pk)


# Gone through


@transaction.atomic
def choose(imported: MinutesImport, choices: Mapping[str, Any]) -> MinutesImport:
    """Keep what was chosen and typed, also where it is not right yet. Raises NotAllowed where the draft is made."""
    locked = _locked(imported)
    if obstacles := obstacles_to_choosing(locked):
        raise NotAllowed(obstacles)
    locked.choices = {**locked.choices, **choices}
    locked.save(update_fields=["choices"])
    return locked


def _locked(imported: MinutesImport) -> MinutesImport:
    rows = MinutesImport.objects.select_for_update(of=("self",)).select_related(
        "file", "uploaded_by", "meeting"
    )
    return rows.get(pk=imported.pk)


def obstacles_to_choosing(imported: MinutesImport) -> list[str]:
    """Why there is nothing to go through."""
    return {
        State.WAITING.value: ["Filen läses fortfarande. Vänta en stund."],
        State.FAILED.value: ["Filen gick inte att läsa. Ladda upp den på nytt."],
        State.MADE.value: [MADE],
    }.get(imported.state, [])


def obstacles_to_making(planned: Plan, *, by: User) -> list[str]:
    """Why no draft can be made of what was read and chosen."""
    reasons = list(planned.faults)
    if not planned.truth.get("bodies"):
        reasons.append("Välj vilken grupp anteckningarna gäller.")
    reasons += [f"Välj vilken grupp {one.words} är." for one in planned.bodies if one.is_open]
    if count := len(planned.open_names):
        reasons.append(f"{count} namn väntar på ditt val.")
    reasons += [f"Rad {line.number}: {line.fault}" for line in planned.loose if line.fault]
    bodies = list(Body.objects.filter(pk__in=planned.chosen_bodies))
    if planned.bodies and not reasons and not may_create_meeting(by, bodies):
        reasons.append("Du kan bara läsa in anteckningar för grupper där du är sekreterare.")
    return reasons


@transaction.atomic
def make(imported: MinutesImport, planned: Plan, *, by: User, at: dt.datetime | None = None) -> Meeting:
    """Make the meeting and its draft of what was read and chosen; the original stays with it. Raises NotAllowed."""
    locked = _locked(imported)
    if obstacles := obstacles_to_choosing(locked) or obstacles_to_making(planned, by=by):
        raise NotAllowed(obstacles)
    assert planned.source is not None  # noqa: S101 – else there are obstacles
    loaded = load(planned.source, locked.file.sha256, by=by, confirmed=planned.confirmed)
    if loaded.again:
        raise NotAllowed(_AGAIN.format(loaded.meeting.heading))
    dropped = [
        f"{line.text} ({line.said['reason'].strip()})" for line in planned.loose if line.to == TO_NOTHING
    ]
    locked.told = told(loaded.report, dropped)
    locked.state, locked.meeting, locked.made_at = State.MADE, loaded.meeting, at or timezone.now()
    locked.reading, locked.choices = {}, {}
    locked.save(update_fields=["told", "state", "meeting", "made_at", "reading", "choices"])
    log.write("gjorde utkast av äldre anteckningar", by=by, about=loaded.meeting, fil=locked.file.name)
    return loaded.meeting


def original_of(meeting: Meeting) -> StoredFile | None:
    """The file that the minutes were read from. No query where they were not."""
    if not meeting.source_hash:
        return None
    return StoredFile.objects.filter(minutes_imports__meeting=meeting).first()


def told(report: Report, dropped: list[str]) -> list[list[Any]]:
    """What was done, as headings with their sentences."""
    found: list[list[Any]] = []
    for line in report.lines():
        if line.startswith("  - "):
            found[-1][1].append(line[4:])
        else:
            found.append([line.removesuffix(":"), []])
    return [*found, *([["Hör inte dit, med skäl", dropped]] if dropped else [])]


@transaction.atomic
def throw_away(imported: MinutesImport, *, by: User | None) -> None:
    """Forget an uploaded file of which no draft was made. Raises NotAllowed."""
    locked = _locked(imported)
    if locked.state == State.MADE:
        raise NotAllowed(MADE)
    log.write("kastade uppladdade anteckningar", by=by, about=locked, sha256=locked.file.sha256)
    _forget(locked)


def _forget(imported: MinutesImport) -> None:
    stored = imported.file
    imported.delete()
    if not StoredFile.objects.filter(sha256=stored.sha256).exclude(pk=stored.pk).exists():
        stored.file.delete(save=False)
    stored.delete()


def forget_old(*, at: dt.datetime | None = None) -> int:
    """Forget files that were never made into drafts, after thirty days. Returns how many (D7)."""
    old = MinutesImport.objects.exclude(state=State.MADE).filter(expires_at__lt=at or timezone.now())
    count = 0
    for imported in old.select_related("file"):
        with transaction.atomic():
            _forget(imported)
        count += 1
    return count
