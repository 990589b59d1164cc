"""Files that cannot be read say why, and what to do (M1)."""

import io
import zipfile
import zlib

import pytest
from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject

from meetings.reader.lines import Unreadable
from meetings.reader.sources import decoding, opening, packed, paper

from .reader_lines import opened


def _said(content: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as refused:
        opened(content, name)
    return str(refused.value)


def _word(text: str = "Anteckningar") -> bytes:
    document = Document()
    document.add_paragraph(text)
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()


def _pdf(*, password: str = "", is_scanned: bool = False) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    if is_scanned:
        picture = StreamObject()
        picture._data = zlib.compress(b"\x80")
        picture.update({
            NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(1), NameObject("/Height"): NumberObject(1),
            NameObject("/ColorSpace"): NameObject("/DeviceGray"), NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/FlateDecode"),
        })  # fmt: skip
        drawing = StreamObject()
        drawing._data = b"q 200 0 0 200 0 0 cm /P Do Q"
        named = DictionaryObject({NameObject("/P"): writer._add_object(picture)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
        page[NameObject("/Contents")] = writer._add_object(drawing)
    if password:
        writer.encrypt(password, algorithm="AES-128")
    into = io.BytesIO()
    writer.write(into)
    return into.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.txt", "Filen är tom. Kontrollera att du valde rätt fil och försök igen."),
        (b" \n\n", "a.txt", "Filen är tom. Kontrollera att du valde rätt fil och försök igen."),
        (b"<p></p>", "a.html", "Filen har ingen text. Kontrollera att du valde rätt fil och försök igen."),
        (b"x", "a.png", opening._UNKNOWN),
        (b"x", "a", opening._UNKNOWN),
        (b"x", "a.doc", opening._OLD[".doc"]),
        (b"\x00\x01\x02\x03", "a.txt", decoding._NOT_TEXT),
        (b"ingen zip", "a.docx", packed.BROKEN),
        (_word()[:900], "a.docx", packed.BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx", packed._OLD_OR_LOCKED),
        (b"%PDF-1.7 trasig", "a.pdf", paper._BROKEN),
        (b"ingen pdf", "a.pdf", paper._BROKEN),
        (_pdf(password="hemligt"), "a.pdf", paper._LOCKED),
        (_pdf(is_scanned=True), "a.pdf", paper._SCANNED),
        (_pdf(), "a.pdf", paper._NO_WORDS),
    ],
)  # fmt: skip
def test_file_that_cannot_be_read_says_what_to_do(content: bytes, name: str, said: str) -> None:
    assert _said(content, name) == said


def test_pdf_without_a_password_to_open_is_read_though_it_is_locked_for_changes() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("", owner_password="hemligt", algorithm="AES-128")
    into = io.BytesIO()
    writer.write(into)
    assert _said(into.getvalue(), "a.pdf") == paper._NO_WORDS


def test_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", 10)
    assert _said(b"x" * 11, "a.txt") == (
        "Filen är större än 20 MB. Dela den, eller spara den utan bilder, och försök igen."
    )


def test_zip_bomb_is_told_by_its_sizes_and_never_unpacked() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"<w/>")
        with made.open("word/media/a.bin", "w", force_zip64=True) as part:
            for _ in range(410):
                part.write(b"\0" * 1024**2)
    assert len(into.getvalue()) < 1024**2
    assert _said(into.getvalue(), "a.docx") == packed._BOMB


def test_entities_in_a_word_file_are_never_unfolded() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_word())) as whole, zipfile.ZipFile(into, "w") as made:
        for part in whole.namelist():
            text = whole.read(part)
            if part == "word/document.xml":
                text = (
                    b'<!DOCTYPE w [<!ENTITY a "HEMLIGT"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
                    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
                    b"<w:p><w:r><w:t>Kvar &a;&b;</w:t></w:r></w:p></w:body></w:document>"
                )
            made.writestr(part, text)
    assert [line.text for line in opened(into.getvalue(), "a.docx").lines] == ["Kvar"]


def test_workbook_named_as_a_word_file_is_refused() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        made.writestr("xl/workbook.xml", "<x/>")
    assert _said(into.getvalue(), "a.docx") == packed._NO_WORD


def test_bytes_decide_where_the_name_is_wrong() -> None:
    assert opened(_word("Rätt"), "a.txt").lines[0].text == "Rätt"
    assert _said(_pdf(), "a.docx") == paper._NO_WORDS
