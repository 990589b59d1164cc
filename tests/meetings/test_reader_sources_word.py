"""Word files of old minutes as lines (M1)."""

import io
import re
import zipfile
from collections.abc import Callable

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK

from .reader_lines import opened, shown


def _saved(document: WordDocument, change: Callable[[str], str] | None = None) -> bytes:
    """The bytes, with the body's markup changed where python-docx cannot write it."""
    into = io.BytesIO()
    document.save(into)
    if change is None:
        return into.getvalue()
    out = io.BytesIO()
    with zipfile.ZipFile(into) as whole, zipfile.ZipFile(out, "w") as made:
        for part in whole.namelist():
            content = whole.read(part)
            made.writestr(part, change(content.decode()) if part == "word/document.xml" else content)
    return out.getvalue()


def test_paragraphs_headings_and_looks() -> None:
    document = Document()
    document.core_properties.title = "Möte"
    document.add_heading("Närvarande", 2)
    paragraph = document.add_paragraph("Asta Lind, ")
    paragraph.add_run("Nora").bold = True
    paragraph.add_run(" ")
    paragraph.add_run("kommun").bold = True
    struck = document.add_paragraph().add_run("Bo Ek")
    struck.font.strike = True
    hidden = document.add_paragraph("Syns ").add_run("inte")
    hidden.font.hidden = True
    document.add_paragraph("Tid: onsdag").add_run().add_break()
    document.paragraphs[-1].add_run("Plats: Nora").underline = True
    source = opened(_saved(document), "a.docx")
    assert source.title == "Möte"
    assert shown(_saved(document), "a.docx") == [
        "## Närvarande", "", "Asta Lind, Nora kommun", "", "Bo Ek", "", "Syns", "", "Tid: onsdag", "Plats: Nora",
    ]  # fmt: skip
    asta, bo, place = (source.lines[at] for at in (2, 4, 9))
    assert (asta.bold, bo.struck, place.underlined) == (((11, 22),), ((0, 5),), ((0, 11),))


def test_lists_are_counted_as_word_counts_them() -> None:
    document = Document()
    for text in ("Inledning", "Val"):
        document.add_paragraph(text, style="List Number")
    for text in ("ett", "två"):
        document.add_paragraph(text, style="List Bullet")
    document.add_paragraph("inre", style="List Bullet 2")
    document.add_paragraph("Medel", style="List Number")
    lines = opened(_saved(document), "a.docx").lines
    assert shown(_saved(document), "a.docx") == [
        "1. Inledning", "2. Val", "", "- ett", "- två", "- inre", "", "3. Medel",
    ]  # fmt: skip
    assert [line.level for line in lines if line.kind == "bullet"] == [0, 0, 1]


def test_number_alone_in_a_cell_is_printed_as_word_prints_it() -> None:
    document = Document()
    table = document.add_table(2, 2)
    for row, text in zip(table.rows, ("Mötet öppnas", "Val"), strict=True):
        row.cells[0].paragraphs[0].style = "List Number"
        row.cells[1].text = text
    assert shown(_saved(document), "a.docx") == ["1. | Mötet öppnas", "2. | Val"]


def test_tables_are_rows_with_merged_cells_once_and_tables_within() -> None:
    document = Document()
    table = document.add_table(4, 3)
    for at, text in enumerate(("Nr", "Ärende", "Beslut")):
        table.cell(0, at).text = text
    table.cell(1, 0).merge(table.cell(1, 1)).text = "Samman"
    table.cell(1, 2).text = "ett\ntvå"
    table.cell(2, 1).merge(table.cell(3, 1)).text = "Nedåt"
    table.cell(2, 0).text, table.cell(3, 0).text = "1", "2"
    inner = table.cell(2, 2).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Kumla", "10"
    assert shown(_saved(document), "a.docx") == [
        "Nr | Ärende | Beslut", "Samman |  | ett / två", "1 | Nedåt | Kumla | 10", "2 |  | ",
    ]  # fmt: skip


def test_frame_of_one_column_is_no_table() -> None:
    document = Document()
    document.add_table(1, 1).cell(0, 0).text = "Beslut: ja"
    document.add_paragraph("Efter")
    assert shown(_saved(document), "a.docx") == ["Beslut: ja", "", "Efter"]


def test_tabs_are_columns_but_not_those_that_only_move_a_line_in() -> None:
    document = Document()
    document.add_paragraph("När:\tonsdag")
    document.add_paragraph("\tInflyttad")
    document.add_paragraph("•\tPunkt")
    assert shown(_saved(document), "a.docx") == ["När: | onsdag", "", "Inflyttad", "", "- Punkt"]


def test_header_and_footer_stand_once_without_numbers_of_pages() -> None:
    document = Document()
    document.add_paragraph("Text")
    document.sections[0].header.paragraphs[0].text = "Rådet för hälsa"
    document.sections[0].footer.paragraphs[0].text = "Sida 1 av 3"
    document.sections[0].footer.add_paragraph("Box 1, Orten")
    assert shown(_saved(document), "a.docx") == ["Rådet för hälsa", "", "Text", "", "Box 1, Orten"]


def test_pages_are_counted_by_their_breaks() -> None:
    document = Document()
    document.add_paragraph("Ett").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Två")
    assert [(line.text, line.page) for line in opened(_saved(document), "a.docx").lines if line.text] == [
        ("Ett", 1), ("Två", 2),
    ]  # fmt: skip


def test_what_somebody_struck_with_changes_tracked_is_gone_and_what_was_put_in_stays() -> None:
    document = Document()
    document.add_paragraph("PUT")

    def change(markup: str) -> str:
        return re.sub(
            r"<w:r><w:t>PUT</w:t></w:r>",
            '<w:del w:id="1"><w:r><w:delText>borta</w:delText></w:r></w:del>'
            '<w:ins w:id="2"><w:r><w:t>kvar</w:t></w:r></w:ins>',
            markup,
        )

    assert shown(_saved(document, change), "a.docx") == ["kvar"]


def test_links_content_controls_and_signs_of_fonts_are_read() -> None:
    document = Document()
    document.add_paragraph("PUT")
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "https://exempel.se" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>länken</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    inner = (
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t xml:space="preserve"> Asta </w:t></w:r>'
        f"<w:sdt><w:sdtContent><w:r><w:t>Lind</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>, se </w:t></w:r>{field}"
    )
    content = _saved(document, lambda markup: markup.replace("<w:r><w:t>PUT</w:t></w:r>", inner))
    line = opened(content, "a.docx").lines[0]
    assert (line.text, line.links) == ("✓ Asta Lind, se länken", ((16, 22, "https://exempel.se"),))


def test_text_box_stands_once_after_its_paragraph() -> None:
    document = Document()
    document.add_paragraph("PUT")
    box = "<w:txbxContent><w:p><w:r><w:t>I rutan</w:t></w:r></w:p></w:txbxContent>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    inner = (
        f"<w:r><w:t>Text</w:t><mc:AlternateContent {space}><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    content = _saved(document, lambda markup: markup.replace("<w:r><w:t>PUT</w:t></w:r>", inner))
    assert shown(content, "a.docx") == ["Text", "", "I rutan"]
