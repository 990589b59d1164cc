"""Files: what is taken in, and who may fetch it (E6)."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from secretariat.lib.rules import NotAllowed
from secretariat.registry import access
from secretariat.registry.actions import files
from secretariat.registry.models import LogEntry, StoredFile, User
from tests import make

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 prov"


def upload(content: bytes = PDF, name: str = "underlag.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def package(**parts: str) -> bytes:
    """A zip archive with these parts; __ stands for /."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), text)
    return buffer.getvalue()


ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("a.docx", package(word__document_xml="")),
        ("a.pptx", package(ppt__presentation_xml="")),
        ("a.xlsx", package(xl__workbook_xml="")),
        ("a.odt", package(mimetype=ODT)),
        ("a.txt", "åäö".encode()),
        ("a.csv", "åäö;1".encode("cp1252")),
        ("a.png", b"\x89PNG\r\n\x1a\n..."),
        ("a.jpg", b"\xff\xd8\xff\xe0..."),
        ("a.jpeg", b"\xff\xd8\xff\xe0..."),
    ],
)
def test_files_of_the_known_kinds_are_taken(name: str, content: bytes) -> None:
    assert files.obstacles_to_storing(upload(content, name)) == []


def other(extension: str) -> str:
    return f"Filen heter .{extension} men innehåller något annat. Öppna den och spara den på nytt."


KINDS = "Det går bra med PDF, Word, PowerPoint, Excel, OpenDocument, text, CSV, PNG och JPEG."


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.exe", b"MZ", f"Filer av slaget .exe tas inte emot. {KINDS}"),
        ("a.html", b"<html>", f"Filer av slaget .html tas inte emot. {KINDS}"),
        ("a.svg", b"<svg/>", f"Filer av slaget .svg tas inte emot. {KINDS}"),
        ("a.gif", b"GIF89a", f"Filer av slaget .gif tas inte emot. {KINDS}"),
        ("a.pdf.exe", PDF, f"Filer av slaget .exe tas inte emot. {KINDS}"),
        ("utan", PDF, f"Filer av slaget utan filändelse tas inte emot. {KINDS}"),
        ("a.pdf", b"", "Filen är tom. Välj en annan fil."),
        ("a.pdf", b"MZ\x90", other("pdf")),
        ("a.png", PDF, other("png")),
        ("a.txt", b"MZ\x00\x00", other("txt")),
        ("a.docx", PDF, other("docx")),
        ("a.docx", package(xl__workbook_xml=""), other("docx")),
        ("a.odt", package(mimetype="application/zip"), other("odt")),
        ("a.odt", package(annat=""), other("odt")),
        (
            "a.docx", package(word__document_xml="", word__vbaProject_bin=""),
            "Filen innehåller makron. Spara den utan makron och ladda upp den igen.",
        ),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_what_to_do(name: str, content: bytes, reason: str) -> None:
    assert files.obstacles_to_storing(upload(content, name)) == [reason]


def test_a_large_file_is_refused_with_its_size() -> None:
    large = upload()
    large.size = 200 * 1024 * 1024
    with pytest.raises(NotAllowed) as no:
        files.store(large, by=None)
    assert no.value.reasons == ["Filen är 200 MB. Högst 50 MB går att ladda upp."]
    assert StoredFile.objects.count() == 0


def test_a_stored_file_has_checksum_name_and_log(secretary: User) -> None:
    stored = files.store(upload(name="../../mapp\\Underlag å.pdf"), by=secretary, title="Underlag")
    assert (stored.name, stored.sha256, stored.size, stored.content_type, stored.circle) == (
        "Underlag å.pdf", hashlib.sha256(PDF).hexdigest(), len(PDF), "application/pdf", "meeting",
    )  # fmt: skip
    with stored.file.open() as kept:
        assert kept.read() == PDF
    assert LogEntry.objects.get().verb == "laddade upp fil"


def test_equal_bytes_are_kept_once(secretary: User) -> None:
    one, two = files.store(upload(), by=secretary), files.store(upload(name="kopia.pdf"), by=secretary)
    assert (one.file.name, one.pk != two.pk, two.name) == (two.file.name, True, "kopia.pdf")


def test_a_long_name_keeps_its_ending() -> None:
    name = files.clean_name("a" * 300 + ".pdf")
    assert (len(name), name[-4:]) == (190, ".pdf")


def test_a_file_comes_as_a_download_and_is_logged(as_user: Any, secretary: User) -> None:
    stored = files.store(upload(name="Underlag å.pdf"), by=None, circle="secretariat")
    response = as_user(secretary).get(reverse("registry:file-download", args=[stored.pk]))
    assert response.getvalue() == PDF
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Underlag%20%C3%A5.pdf"
    assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", "application/pdf")
    entry = LogEntry.objects.get(verb="hämtade fil")
    assert (entry.user, entry.ip) == (secretary, "127.0.0.1")


def may(user: User, stored: StoredFile) -> bool:
    return access.may_fetch_file(user, stored)


def test_who_may_fetch_by_the_registrys_own_rule() -> None:
    """Who uploaded it, the office, and everybody where the circle says so."""
    reader, uploader, office = (
        make.user(office_role="reader"),
        make.user(),
        make.user(office_role="secretariat"),
    )
    rows = {
        circle: files.store(upload(), by=uploader, circle=circle)
        for circle in ("secretariat", "meeting", "signed_in")
    }
    answers = {
        circle: (may(reader, row), may(uploader, row), may(office, row)) for circle, row in rows.items()
    }
    assert answers == {
        "secretariat": (False, True, True),
        "meeting": (False, True, True),
        "signed_in": (True, True, True),
    }


def let_in(user: User, stored: StoredFile) -> bool:
    return True


@pytest.fixture
def another_rule(settings: Any) -> Iterator[None]:
    settings.FILE_ACCESS = [*settings.FILE_ACCESS, "tests.registry.test_files.let_in"]
    access._file_rules.cache_clear()
    yield
    access._file_rules.cache_clear()


def test_a_stranger_is_refused(as_user: Any) -> None:
    stored = files.store(upload(), by=None)
    reader = make.user(office_role="reader")
    assert as_user(reader).get(reverse("registry:file-download", args=[stored.pk])).status_code == 403
    assert not LogEntry.objects.filter(verb="hämtade fil").exists()


@pytest.mark.usefixtures("another_rule")
def test_another_app_may_let_somebody_in(as_user: Any) -> None:
    stored = files.store(upload(), by=None)
    response = as_user(make.user(office_role="reader")).get(
        reverse("registry:file-download", args=[stored.pk])
    )
    assert (response.status_code, response.getvalue()) == (200, PDF)


def test_a_file_whose_bytes_are_gone_is_not_found(as_user: Any, secretary: User) -> None:
    stored = files.store(upload(), by=None)
    stored.file.storage.delete(stored.file.name)
    assert as_user(secretary).get(reverse("registry:file-download", args=[stored.pk])).status_code == 404
