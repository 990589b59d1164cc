"""Old minutes put right on the page before a draft is made; our own files and exchange files taken in (M1, M2)."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meetings.actions import imports, printing, word_papers
from meetings.actions.exchange import writing
from meetings.models import AgendaItem, Attendance, Meeting, MinutesImport
from secretariat.lib import pdf
from secretariat.registry.models import StoredFile, User
from tests import make

from .approval_case import a_case
from .exchange_case import rich_case
from .import_case import TEXT, answers, read_here, uploaded, with_loose
from .test_reader_sources_bad import _pdf

pytestmark = pytest.mark.django_db
ADDRESS = "/moten/inlasning/"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "read_apart", read_here)


@pytest.fixture
def office(client: Client, secretary: User) -> Client:
    client.force_login(secretary)
    return client


def _sent(client: Client, content: bytes, name: str) -> Any:
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def _text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_attendance_presenters_and_kinds_of_points_are_put_right_on_the_page(
    office: Client, secretary: User
) -> None:
    body = make.body(name="Styrgrupp fjällhälsa")
    imported = uploaded(by=secretary)
    said = answers(
        imported, body,
        **{
            "narvaro-1-status": "apology", "narvaro-1-role": "ersättare", "narvaro-2-role": "okänd roll",
            "punkt-0-kind": "plain", "punkt-1-kind": "report", "punkt-1-presenters": "Asta Lindqvist, Kommunerna;",
        },
    )  # fmt: skip
    office.post(imported.get_absolute_url(), said)
    shown = _text_of(office.get(imported.get_absolute_url()))
    assert 'value="Asta Lindqvist, Kommunerna"' in shown
    assert '<option value="report" selected>rapport</option>' in shown
    assert "Som rubriken säger: övriga frågor" in shown
    office.post(imported.get_absolute_url(), {**said, "gor": "utkast"})
    rows = Attendance.objects.order_by("position").values_list("name", "state", "role")
    assert list(rows) == [
        ("Asta Lindqvist", "present", "chair"), ("Bosse Ekman", "apology", "substitute"),
        ("Cilla Norberg", "present", "participant"),
    ]  # fmt: skip
    items = AgendaItem.objects.filter(section="items").order_by("position")
    assert [(one.role, [who.text for who in one.presenters.order_by("position")]) for one in items] == [
        ("", []), ("report", ["Asta Lindqvist", "Kommunerna"]), ("other_matters", []),
    ]  # fmt: skip


def test_rows_made_of_lines_left_over_are_put_right_where_they_were_made(
    office: Client, secretary: User
) -> None:
    make.body(name="Styrgrupp fjällhälsa")
    imported = with_loose(uploaded(by=secretary), "Disa Vik")
    number = max(line["number"] for line in imported.lines)
    said = {f"rad-{number}-to": "person", f"rad-{number}-name": "Disa Vik", f"rad-{number}-role": "gäst"}
    office.post(imported.get_absolute_url(), said)
    shown = _text_of(office.get(imported.get_absolute_url()))
    assert 'name="narvaro-2-status"' in shown
    assert 'name="narvaro-3-status"' not in shown


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_our_own_file_is_read_exactly_and_every_line_has_a_place(
    office: Client, secretary: User, kind: str
) -> None:
    if kind == "pdf" and not pdf.is_available():
        pytest.skip("PDF kan inte göras på den här datorn")
    case = a_case()
    content = word_papers.word_of(case.meeting) if kind == "docx" else printing.pdf_of(case.meeting)
    _sent(office, content, f"anteckningar.{kind}")
    imported = MinutesImport.objects.get()
    assert imported.state == "read"
    assert [one["title"] for one in imported.truth["items"]] == ["Val av justerare", "Plan", "Budget"]
    assert imported.truth["bodies"] == ["Provrådet"]
    assert [line["text"] for line in imported.lines if line["number"] in imported.reading["unplaced"]] == []
    assert {"items[1].title", "items[2].text"} <= set(imported.reading["placed"].values())
    assert office.get(imported.get_absolute_url()).status_code == 200


def test_exchange_file_becomes_a_draft_at_once_and_only_once(office: Client, secretary: User) -> None:
    content = writing.bytes_of(rich_case().meeting)
    before = Meeting.objects.count()
    response = _sent(office, content, "mote.json")
    imported = MinutesImport.objects.get()
    assert (response.status_code, response["Location"]) == (302, imported.get_absolute_url())
    assert (imported.state, Meeting.objects.count()) == ("made", before + 1)
    assert imported.meeting
    assert imported.meeting.minutes.state == "draft"
    assert "Öppna utkastet" in _text_of(office.get(imported.get_absolute_url()))
    again = _sent(office, content, "mote.json")
    assert again.status_code == 422
    assert "Filen är redan inläst: den blev" in _text_of(again)
    assert (MinutesImport.objects.count(), Meeting.objects.count()) == (1, before + 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"format": "annat"}', "Filen är inget möte i utbytesformatet"),
        (b"{", "Filen är inte giltig JSON"),
    ],
)
def test_json_of_another_kind_is_refused_and_nothing_kept(office: Client, content: bytes, said: str) -> None:
    response = _sent(office, content, "mote.json")
    assert response.status_code == 422
    assert said in _text_of(response)
    assert not StoredFile.objects.exists()
    assert not Meeting.objects.exists()


def _bomb() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * 300_000_000)
    return into.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (_pdf(password="hemligt"), "last.pdf", "lösenord"),
        (_pdf(is_scanned=True), "skannad.pdf", "inskannad"),
        (b"PK trasig", "trasig.docx", "trasig"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_read_says_why_on_its_page(
    office: Client, content: bytes, name: str, said: str
) -> None:
    """Issue of bad input: locked, scanned without text, broken."""
    _sent(office, content, name)
    imported = MinutesImport.objects.get()
    assert imported.state == "failed"
    shown = _text_of(office.get(imported.get_absolute_url()))
    assert said in shown
    assert "Ladda upp en annan fil" in shown


def test_zip_bomb_in_a_word_file_is_refused_by_its_sizes(office: Client) -> None:
    _sent(office, _bomb(), "bomb.docx")
    imported = MinutesImport.objects.get()
    assert imported.state == "failed"
    assert not Meeting.objects.exists()


def test_file_of_thirty_megabytes_is_refused_before_it_is_kept(office: Client) -> None:
    response = _sent(office, b"a" * (30 * 1024**2), "stor.txt")
    assert response.status_code == 422
    assert "Filen är 30 MB. Högst 20 MB går att läsa in." in _text_of(response)
    assert not StoredFile.objects.exists()


def test_text_in_latin_1_is_read_with_its_letters(office: Client) -> None:
    _sent(office, TEXT.encode("latin-1"), "gammal.txt")
    imported = MinutesImport.objects.get()
    assert imported.truth["bodies"] == ["Styrgrupp fjällhälsa"]
    assert imported.truth["items"][0]["title"] == "Mötet öppnas"
