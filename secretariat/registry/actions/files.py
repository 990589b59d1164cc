"""Take in a file: check what it is, count its checksum while it is read, keep equal bytes once."""

import hashlib
import re
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from secretariat.lib import scanning, unpacking
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import without_control_characters
from secretariat.registry.models import StoredFile, User

from . import log

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "odt": f"{_OPEN}.text",
    "odp": f"{_OPEN}.presentation",
    "ods": f"{_OPEN}.spreadsheet",
    "txt": "text/plain",
    "csv": "text/csv",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
ALLOWED = "PDF, Word, PowerPoint, Excel, OpenDocument, text, CSV, PNG och JPEG"
_PARTS = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}
_STARTS = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
_MEGABYTE = 1024 * 1024
_HEAD = 64 * 1024


@transaction.atomic
def store(
    upload: UploadedFile, *, by: User | None, title: str = "", circle: str = StoredFile.Circle.MEETING
) -> StoredFile:
    """Keep an uploaded file. Raises NotAllowed with reasons from `obstacles_to_storing`."""
    if obstacles := obstacles_to_storing(upload):
        raise NotAllowed(obstacles)
    name = clean_name(upload.name or "")
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    stored = StoredFile(
        name=name,
        title=title,
        content_type=TYPES[_extension(name)],
        size=upload.size or 0,
        sha256=digest.hexdigest(),
        circle=circle,
        uploaded_by=by,
    )
    upload.seek(0)
    _write(stored, upload)
    stored.save()
    log.write("laddade upp fil", by=by, about=stored, sha256=stored.sha256, storlek=stored.size)
    return stored


def store_made(content: bytes, *, name: str, title: str, content_type: str = "application/pdf") -> StoredFile:
    """Keep a file that was made here. Equal bytes lie once on the disk."""
    return _kept(
        ContentFile(content),
        hashlib.sha256(content).hexdigest(),
        name=name,
        title=title,
        content_type=content_type,
    )


def store_written(path: Path, *, name: str, title: str, content_type: str) -> StoredFile:
    """`store_made` of a file on the disk, which may be large: it is never whole in memory."""
    with path.open("rb") as written:
        checksum = hashlib.file_digest(written, "sha256").hexdigest()
        return _kept(File(written), checksum, name=name, title=title, content_type=content_type)


def _kept(content: File, checksum: str, *, name: str, title: str, content_type: str) -> StoredFile:
    stored = StoredFile(
        name=name, title=title[:200], content_type=content_type, size=content.size, sha256=checksum
    )
    _write(stored, content)
    stored.save()
    return stored


def _write(stored: StoredFile, content: File) -> None:
    """Put the bytes in their place, unless equal ones lie there. What a full disk left half written is written anew."""
    storage, path = stored.file.storage, stored.file.field.generate_filename(stored, stored.name)
    if storage.exists(path) and storage.size(path) == stored.size:
        stored.file.name = path
        return
    storage.delete(path)
    try:
        stored.file.save(stored.name, content, save=False)
    except OSError:
        storage.delete(path)
        raise


def obstacles_to_storing(upload: UploadedFile) -> list[str]:
    """Why the file cannot be kept: too large, empty, of a kind that is not taken, or not what its name says."""
    size, limit = upload.size or 0, settings.FILE_UPLOAD_MAX_SIZE
    if size > limit:
        return [f"Filen är {-(-size // _MEGABYTE)} MB. Högst {limit // _MEGABYTE} MB går att ladda upp."]
    if not size:
        return ["Filen är tom. Välj en annan fil."]
    extension = _extension(upload.name or "")
    if extension not in TYPES:
        words = f".{extension}" if extension else "utan filändelse"
        return [f"Filer av slaget {words} tas inte emot. Det går bra med {ALLOWED}."]
    upload.seek(0)
    if reason := _mismatch(upload, extension):
        return [reason]
    return obstacles_by_scanner(upload)


def obstacles_by_scanner(upload: UploadedFile) -> list[str]:
    """What the office's malware check says of an upload: asked once for each, not at all where there is none."""
    if "scanned" not in upload.__dict__:
        upload.__dict__["scanned"] = scanning.obstacles_to_taking(upload.chunks())
        upload.seek(0)
    found: list[str] = upload.__dict__["scanned"]
    return found


def clean_name(name: str) -> str:
    """The file's own name, without folders and control characters, no longer than the column."""
    name = without_control_characters(name.replace("\\", "/").rsplit("/", 1)[-1])
    name = re.sub(r"[\r\n\t]+", " ", name).strip() or "fil"
    path = PurePosixPath(name)
    return f"{path.stem[: 190 - len(path.suffix)]}{path.suffix}" if len(name) > 190 else name


def _extension(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def _mismatch(upload: UploadedFile, extension: str) -> str:
    """Why the bytes are not what the name says; empty where they are."""
    wrong = f"Filen heter .{extension} men innehåller något annat. Öppna den och spara den på nytt."
    head = upload.read(_HEAD)
    upload.seek(0)
    if extension == "pdf":
        return "" if b"%PDF-" in head[:1024] else wrong
    if extension in _STARTS:
        return "" if head.startswith(_STARTS[extension]) else wrong
    if extension in ("txt", "csv"):
        return "" if b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")) else wrong
    return _mismatch_of_package(upload, extension, wrong)


def _mismatch_of_package(upload: UploadedFile, extension: str, wrong: str) -> str:
    """Office documents are zip archives with a part that tells which kind."""
    try:
        with unpacking.package(upload) as package:
            parts = set(package.namelist())
            if any(part.lower().endswith("vbaproject.bin") for part in parts):
                return "Filen innehåller makron. Spara den utan makron och ladda upp den igen."
            if extension in _PARTS:
                return "" if _PARTS[extension] in parts else wrong
            with package.open("mimetype") as kind:
                return "" if kind.read(200).decode("ascii", "replace").strip() == TYPES[extension] else wrong
    except unpacking.BROKEN:
        return wrong
    finally:
        upload.seek(0)
