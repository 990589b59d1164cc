"""Uploads are shown to the office's malware check before they are kept (E6)."""

import socket
import struct
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from secretariat.lib import scanning
from secretariat.registry.actions import files
from secretariat.registry.forms import UploadField
from secretariat.registry.models import StoredFile, User

pytestmark = pytest.mark.django_db

# The harmless file that all scanners call harmful, in two parts so that no scanner stops at this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def upload(content: bytes, name: str = "underlag.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def command(settings: Any, tmp_path: Path) -> Path:
    """A scanner as a command, which notes each time it is asked."""
    program = tmp_path / "scan.py"
    program.write_text(
        "import sys; from pathlib import Path\n"
        f"Path({str(tmp_path / 'asked')!r}).open('a').write('x')\n"
        "sys.exit(1 if b'EICAR-STANDARD' in sys.stdin.buffer.read() else 0)\n"
    )
    settings.UPLOAD_SCANNER = f"{sys.executable} {program}"
    return tmp_path / "asked"


class Clamd(threading.Thread):
    """Answers as ClamAV's service does, one file for each call."""

    def __init__(self, answer: bytes | None = None) -> None:
        super().__init__(daemon=True)
        self.answer, self.got = answer, b""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.start()

    def run(self) -> None:
        line, _ = self.door.accept()
        with line, line.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!L", sent.read(4))[0]:
                self.got += sent.read(size)
            found = b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in self.got else b"stream: OK\0"
            line.sendall(found if self.answer is None else self.answer)


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    one = Clamd()
    settings.UPLOAD_SCANNER = f"clamd://127.0.0.1:{one.port}"
    yield one
    one.door.close()


def test_a_harmful_file_is_refused_in_swedish_and_not_kept(command: Path, secretary: User) -> None:
    with pytest.raises(files.NotAllowed) as no:
        files.store(upload(EICAR), by=secretary)
    assert no.value.reasons == [scanning.INFECTED]
    assert not StoredFile.objects.exists()


def test_a_form_says_the_same_and_a_clean_file_is_kept_and_looked_at_once(
    command: Path, secretary: User
) -> None:
    with pytest.raises(Exception, match="viruskontrollen"):
        UploadField().clean(upload(EICAR))
    clean = UploadField().clean(upload(b"Budget"))
    command.unlink()
    kept = files.store(clean, by=secretary)
    with kept.file.open() as content:
        assert (content.read(), command.exists()) == (b"Budget", False)


def test_clamd_is_sent_the_whole_file(clamd: Clamd, secretary: User) -> None:
    content = b"Budget" * 40_000
    assert files.obstacles_to_storing(upload(content)) == []
    assert clamd.got == content


def test_clamd_finds_what_is_harmful(clamd: Clamd) -> None:
    assert files.obstacles_to_storing(upload(EICAR)) == [scanning.INFECTED]


DOWN = ["clamd://127.0.0.1:1", "/finns/inte -", "false-och-annat", f"{sys.executable} -c exit(2)"]


@pytest.mark.parametrize("scanner", DOWN)
def test_a_scanner_that_is_down_stops_files_unless_the_office_has_said_otherwise(
    scanner: str, settings: Any
) -> None:
    settings.UPLOAD_SCANNER = scanner
    assert files.obstacles_to_storing(upload(b"Budget")) == [scanning.NOT_SCANNED]
    settings.UPLOAD_SCANNER_DOWN = "accept"
    assert files.obstacles_to_storing(upload(b"Budget")) == []


def test_an_answer_that_says_neither_is_no_answer(settings: Any) -> None:
    one = Clamd(b"INSTREAM size limit exceeded. ERROR\0")
    settings.UPLOAD_SCANNER = f"clamd://127.0.0.1:{one.port}"
    assert files.obstacles_to_storing(upload(b"Budget")) == [scanning.NOT_SCANNED]
    one.door.close()


def test_without_a_scanner_nothing_is_asked(secretary: User) -> None:
    assert files.store(upload(b"Budget"), by=secretary).size == 6
