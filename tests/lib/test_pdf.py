"""One file that is accessible and archivable at once, with our fonts alone (C15)."""

import gc
import io
import zlib
from dataclasses import dataclass

import page
import pytest
from pypdf import PdfReader

from secretariat.lib import pdf

BODY = "<body><h1>Rubrik</h1><p>Åäö é − ✓ och <b>fet</b> <em>kursiv</em> text.</p></body>"
PROFILES = ("ua1", "2a")


def broken_rules(content: bytes) -> list[str]:
    """What the checker objects to, for both standards."""
    return [
        f"{profile} {one.rule_id}: {one.message}"
        for profile in PROFILES
        for one in page.validate_pdf_bytes(content, profile=profile).failures
    ]


def fonts_of(content: bytes) -> set[str]:
    """Names of the fonts in a file, without the prefix of the subset; every one must be embedded."""
    names = set()
    for one in PdfReader(io.BytesIO(content)).pages:
        for font in one["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in inner["/FontDescriptor"].get_object()
            names.add(inner["/BaseFont"].partition("+")[2])
    return names


def test_a_file_meets_both_standards_at_once() -> None:
    content = pdf.render(BODY, title="Prov")
    assert broken_rules(content) == []
    assert [page.validate_pdf_bytes(content, profile=one).rules.total for one in PROFILES] == [104, 154]


def test_the_checker_finds_what_is_wrong() -> None:
    without_title = pdf.render(BODY, title="")
    assert any("TITLE" in rule for rule in broken_rules(without_title))


def test_title_language_and_author_stand_in_the_file() -> None:
    reader = PdfReader(io.BytesIO(pdf.render(BODY, title="Prov & <test>", author="Region Prov")))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Prov & <test>", "Region Prov")
    assert reader.trailer["/Root"]["/Lang"] == "sv"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_same_words_give_the_same_bytes() -> None:
    assert pdf.render(BODY, title="Prov") == pdf.render(BODY, title="Prov")


def test_only_our_fonts_are_drawn_whatever_signs_are_typed() -> None:
    odd = "<body><p>✓ å é − – ○ × 🎉 👩🏽‍🚒 中文 العربية \u2011 e\u0301 <b>😀</b> <em>∮</em></p></body>"
    content = pdf.render(odd, title="Tecken 🎉")
    assert len(fonts_of(content)) == 3
    assert all(name.startswith("Source-Sans-3") for name in fonts_of(content))
    assert broken_rules(content) == []
    assert "✓ å é − – ○ × □" in PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_signs_are_kept_composed_or_boxed() -> None:
    assert pdf.printable("Åse e\u0301 ✓\ufe0f 🎉 \u200bslut") == "Åse é ✓ □ slut"


@pytest.mark.parametrize(
    "address",
    ["https://exempel.se/bild.png", "file:///etc/passwd", "http://127.0.0.1:1/x.png", "data:text/plain,x"],
)
def test_nothing_outside_static_is_read(address: str) -> None:
    pdf.preload()
    with pytest.raises(ValueError, match="ligger inte i static"):
        pdf._only_static().fetch(address)
    body = f'<body><p>Text</p><img src="{address}" alt="Bild"></body>'
    assert b"root:" not in pdf.render(body, title="Prov")


def drawing_of(content: bytes, page: int) -> bytes:
    """What is drawn on a page, as it stands in the file."""
    marks = PdfReader(io.BytesIO(content)).pages[page].get_contents()
    assert marks is not None
    return marks.get_data()


def test_head_number_and_foot_of_a_page_are_artifacts() -> None:
    body = '<body><div class="head"><div>Huvudet</div></div><p>Brödet</p></body>'
    content = pdf.render(body, title="Prov")
    drawing = drawing_of(content, 0)
    assert drawing.count(b"/Artifact\n<</Type /Pagination>>") == 2
    assert drawing.count(b"/MCID") == 1
    assert broken_rules(content) == []


@pytest.mark.parametrize("foot", ["<p>Foten</p>", ""])
def test_head_and_foot_are_drawn_alike_on_every_page_and_the_number_is_its_own(foot: str) -> None:
    """A foot without words is only a line, and is repeated as well."""
    margins = f'<div class="head"><div>Huvudet</div></div><div class="foot"><div>{foot}</div></div>'
    content = pdf.render(f"<body>{margins}{'<p>Brödet</p>' * 120}</body>", title="Prov")
    texts = [one.extract_text().split() for one in PdfReader(io.BytesIO(content)).pages]
    own = ["Huvudet", "Foten"] if foot else ["Huvudet"]
    assert [[word for word in words if word != "Brödet"] for words in texts] == [
        [*own, str(number), "(3)"] for number in (1, 2, 3)
    ]
    margins_of = [drawing_of(content, page).rpartition(b"/MCID")[2].partition(b"EMC")[2] for page in range(3)]
    repeated = {drawn.rpartition(b"/Pagination")[0] for drawn in margins_of}
    assert [one.count(b"/Artifact") for one in repeated] == [len(own) + 2]  # the words, the line, the number
    assert broken_rules(content) == []


def test_a_page_that_is_not_well_formed_is_read_too() -> None:
    assert pdf._tree("<html><p>a<br>b&nbsp;c</p></html>") is not None
    assert pdf._tree("<html><p>Brödet</html>") is None
    content = pdf.render("<body><h1>Rubrik</h1><p>Brödet & smöret</body>", title="Prov")
    assert "Brödet & smöret" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert broken_rules(content) == []


def test_the_collector_of_garbage_is_left_as_it_was() -> None:
    assert gc.isenabled()
    pdf.render(BODY, title="Prov")
    assert gc.isenabled()


def test_no_stream_ends_in_a_sign_that_could_be_a_line_end() -> None:
    """One stream in 256 would. The content is lengthened, a font with its length."""

    @dataclass
    class Stream:
        stream: list[bytes]
        extra: dict[str, object]
        compress: bool = True

    doubtful = [word for word in (b"%d" % n for n in range(10000, 30000)) if zlib.adler32(word) & 255 == 13][
        :20
    ]
    assert len(doubtful) == 20
    for word in doubtful:
        content, font = Stream([word], {}), Stream([word], {"Length1": len(word)})
        pdf._pack(content)
        pdf._pack(font)
        assert not content.stream[0].endswith(b"\r")
        assert zlib.decompress(content.stream[0]) == word + b"\n"
        assert (zlib.decompress(font.stream[0]), font.extra["Length1"]) == (word + b"\0", len(word) + 1)


def test_a_file_is_written_again_where_its_own_index_ends_so(monkeypatch: pytest.MonkeyPatch) -> None:
    once = pdf.render(BODY, title="Prov")
    really = pdf._is_doubtful
    monkeypatch.setattr(pdf, "_is_doubtful", lambda content: content == once or really(content))
    again = pdf.render(BODY, title="Prov")
    assert again != once
    assert broken_rules(again) == []


def test_where_pango_is_missing_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    pdf._engine.cache_clear()
    monkeypatch.setattr(pdf.importlib, "import_module", missing)
    try:
        assert not pdf.is_available()
        pdf.preload()
        assert "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in pdf.why_not()
        assert "brew install pango" in pdf.why_not()
        with pytest.raises(pdf.NotAvailable, match="Pango saknas"):
            pdf.render(BODY, title="Prov")
    finally:
        monkeypatch.undo()
        pdf._engine.cache_clear()
    assert pdf.why_not() == ""


def test_no_boxes_of_a_paper_stay_in_memory() -> None:
    """Also where the collector seldom looks by itself, as in the web server (setup/gunicorn.py)."""
    usual = gc.get_threshold()
    gc.set_threshold(10_000_000)
    try:
        pdf.render(BODY, title="Prov")
        kinds = {str(type(one).__module__) for one in gc.get_objects()}
    finally:
        gc.set_threshold(*usual)
    assert [kind for kind in kinds if kind.startswith("weasyprint.formatting_structure")] == []


def test_a_paper_s_memory_goes_back_to_the_system_once_its_boxes_are_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[list[str]] = []

    def note() -> None:
        kinds = {str(type(one).__module__) for one in gc.get_objects()}
        given.append([kind for kind in kinds if kind.startswith("weasyprint.formatting_structure")])

    monkeypatch.setattr(pdf.heap, "give_back", note)
    pdf.render(BODY, title="Prov")
    assert given == [[]]
