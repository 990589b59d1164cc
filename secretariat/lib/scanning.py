"""Malware check of what is uploaded, by a program of the office's own: a command, or ClamAV's service (clamd).

`UPLOAD_SCANNER` is `clamd://host:port`, `clamd:///path/of/socket`, or a command that reads the file on its standard
input and ends with 0 (clean) or 1 (harmful), as `clamdscan --no-summary -` does. Empty: nothing is checked.
"""

import logging
import shlex
import socket
import struct
import subprocess
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

INFECTED = (
    "Filen stoppades av viruskontrollen och har inte sparats. Kontrollera din dator, eller fråga it-stödet."
)
NOT_SCANNED = "Filen kunde inte kontrolleras mot virus just nu och har inte sparats. Försök igen om en stund."
_CLEAN, _HARMFUL = 0, 1
_SECONDS = 60  # for the whole of a file
_ALLOW = "accept"
log = logging.getLogger(__name__)


class ScannerDown(Exception):
    """The scanner gave no answer that says whether the file is clean."""


def obstacles_to_taking(chunks: Iterable[bytes]) -> list[str]:
    """Why a file may not be taken in, in Swedish. A scanner that is down refuses all, unless `UPLOAD_SCANNER_DOWN`
    is "accept". The log tells of both, without the file's name.
    """
    if not settings.UPLOAD_SCANNER:
        return []
    try:
        harmful = is_harmful(chunks)
    except ScannerDown as down:
        log.error("Viruskontrollen svarar inte: %s", down)
        return [] if settings.UPLOAD_SCANNER_DOWN == _ALLOW else [NOT_SCANNED]
    if harmful:
        log.warning("Viruskontrollen stoppade en fil.")
    return [INFECTED] if harmful else []


def is_harmful(chunks: Iterable[bytes]) -> bool:
    """Ask the scanner of the settings. Raises ScannerDown."""
    where = urlsplit(settings.UPLOAD_SCANNER)
    try:
        if where.scheme == "clamd":
            return _asked_of_clamd(
                chunks, (where.hostname, where.port or 3310) if where.hostname else where.path
            )
        return _asked_of_command(chunks, shlex.split(settings.UPLOAD_SCANNER))
    except (OSError, ValueError, subprocess.SubprocessError) as wrong:
        raise ScannerDown(str(wrong)) from wrong


def _asked_of_clamd(chunks: Iterable[bytes], where: tuple[str, int] | str) -> bool:
    """ClamAV's INSTREAM: each part after its length, a length of zero last."""
    with socket.socket(socket.AF_UNIX if isinstance(where, str) else socket.AF_INET) as line:
        line.settimeout(_SECONDS)
        line.connect(where)
        line.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            line.sendall(struct.pack("!L", len(chunk)) + chunk)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    words = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if words.endswith(" FOUND"):
        return True
    if words.endswith(" OK"):
        return False
    raise ScannerDown(words or "inget svar")


def _asked_of_command(chunks: Iterable[bytes], command: list[str]) -> bool:
    told = subprocess.run(
        command,
        input=b"".join(chunks),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_SECONDS,
        check=False,
    )
    if told.returncode not in (_CLEAN, _HARMFUL):
        raise ScannerDown(f"{command[0]} slutade med {told.returncode}")
    return told.returncode == _HARMFUL
