"""ZIP files written straight to the disk, a file at a time and a part at a time, with a checksum of each (D2, D3)."""

import datetime as dt
import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PART = 256 * 1024
_PACKED = (".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".png", ".jpg", ".jpeg", ".zip")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST = 100


@dataclass(frozen=True)
class Packed:
    """A file in the package: its path, size in bytes, and SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


class ZipPackage:
    """A ZIP under way. Nothing of a file is in memory but the part that is being written."""

    def __init__(self, path: Path, *, made_at: dt.datetime) -> None:
        self._zip = zipfile.ZipFile(path, "w", allowZip64=True)
        self._moment = made_at.timetuple()[:6]

    def add(self, path: str, content: bytes | Iterable[bytes]) -> Packed:
        """Write a file. What is packed already (PDF, Word, pictures) is not packed again: it takes time for nothing."""
        info = zipfile.ZipInfo(path, self._moment)
        info.external_attr = 0o644 << 16
        is_packed = path.lower().endswith(_PACKED)
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w") as target:
            for part in [content] if isinstance(content, bytes) else content:
                digest.update(part)
                size += len(part)
                target.write(part)
        return Packed(path, size, digest.hexdigest())

    def close(self) -> None:
        """Write the list of files, with which the ZIP is whole."""
        self._zip.close()


def parts(file: BinaryIO) -> Iterator[bytes]:
    """A file's bytes, a part at a time."""
    while part := file.read(PART):
        yield part


def safe_name(name: str) -> str:
    """A file's name as every system takes it; its end is kept.

    >>> safe_name('Plan: "ny"?.pdf')
    'Plan_ny_.pdf'
    """
    name = _NOT_IN_NAMES.sub("_", name).strip(" .") or "fil"
    stem, dot, end = name.rpartition(".")
    stem = re.sub(r"\s*_[_\s]*", "_", stem if dot else end)
    end = f".{end}" if dot else ""
    return f"{stem[: _LONGEST - len(end)].rstrip()}{end}"
