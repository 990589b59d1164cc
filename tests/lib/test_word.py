"""Word files: well formed, in Swedish, in the order Word wants its parts, and the same bytes each time (C15)."""

import datetime as dt
import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from secretariat.lib.word import WordFile

WHEN = dt.datetime(2026, 3, 20, 9, 0, tzinfo=dt.UTC)
# The order in which ECMA-376 (17.3.1.26, 17.3.2.28, 17.4.59, 17.4.81) wants what is in a paragraph's, a run's, a
# table's and a row's properties. Word refuses a file that has them otherwise.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs suppressAutoHyphens spacing ind"
    " contextualSpacing jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs strike color spacing sz szCs u lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan shd",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr tblStylePr",
    "num": "abstractNumId lvlOverride",
    "numbering": "abstractNum num",
}


def broken_parts(content: bytes) -> list[str]:
    """What in a Word file breaks a rule: parts that are no XML, wrong order, ids that lead nowhere."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: etree.fromstring(file.read(name)) for name in file.namelist()}
    for name, root in parts.items():
        for one in root.iter(etree.Element):
            allowed = ORDER.get(etree.QName(one).localname, "").split()
            places = [
                allowed.index(etree.QName(child).localname) if etree.QName(child).localname in allowed else -1
                for child in one.iterchildren(etree.Element)
            ]
            if allowed and (places != sorted(places) or -1 in places):
                found.append(f"{name}: {etree.QName(one).localname} {[child.tag for child in one]}")
    relations = {one.get("Id") for one in parts["word/_rels/document.xml.rels"]}
    used = {
        value
        for one in parts["word/document.xml"].iter()
        for key, value in one.attrib.items()
        if key == qn("r:id")
    }
    styles = {one.get(qn("w:styleId")) for one in parts["word/styles.xml"].iter(qn("w:style"))}
    lists = {one.get(qn("w:numId")) for one in parts["word/numbering.xml"].iter(qn("w:num"))}
    for name in ("document", "header1", "footer1"):
        if (root := parts.get(f"word/{name}.xml")) is not None:
            for tag in ("pStyle", "rStyle", "tblStyle"):
                found += [
                    one.get(qn("w:val"))
                    for one in root.iter(qn(f"w:{tag}"))
                    if one.get(qn("w:val")) not in styles
                ]
            found += [
                one.get(qn("w:val")) for one in root.iter(qn("w:numId")) if one.get(qn("w:val")) not in lists
            ]
    return found + sorted(used - relations)  # type: ignore[type-var]


def a_file(**fields: object) -> WordFile:
    return WordFile(**{"title": "Prov", "author": "Region Prov", "made_at": WHEN, **fields})  # type: ignore[arg-type]


def read(file: WordFile) -> docx.document.Document:
    content = file.content()
    assert broken_parts(content) == []
    return docx.Document(io.BytesIO(content))


def test_a_file_is_in_swedish_with_title_author_and_moment() -> None:
    content = a_file().content()
    document = docx.Document(io.BytesIO(content))
    told = document.core_properties
    assert (told.title, told.author, told.language, told.comments) == ("Prov", "Region Prov", "sv-SE", "")
    assert told.created == WHEN
    language = document.styles.element.find(f".//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "sv-SE"


def test_the_same_words_give_the_same_bytes() -> None:
    def made() -> bytes:
        file = a_file()
        file.head(["Gruppen"], [("Sekreterare", "Asta")])
        file.table(["A"], [["1"]])
        return file.content()

    assert made() == made()


def test_a_file_without_a_moment_tells_none() -> None:
    file = a_file(made_at=None)
    with zipfile.ZipFile(io.BytesIO(file.content())) as parts:
        assert b"dcterms" not in re.sub(rb"<cp:coreProperties[^>]*>", b"", parts.read("docProps/core.xml"))


def test_head_and_foot_stand_on_every_page_with_page_x_of_y() -> None:
    file = a_file()
    file.head(["Gruppen", "Rådet"], [("Tjänsteställe", "Kansliet"), ("Sekreterare", "Asta")], mark="UTKAST")
    file.foot([("Postadress", "Box 1"), ("Telefon", "019-1")])
    section = read(file).sections[0]
    told = [one.text for one in section.header.paragraphs]
    fields = [one.get(qn("w:instr")) for one in section.header._element.iter(qn("w:fldSimple"))]
    words = "".join(one.text or "" for one in section.header._element.iter(qn("w:t")))
    assert (told[1], fields) == ("Rådet", [" PAGE ", " NUMPAGES "])
    assert words == "GruppenSida 1 (1)RådetTjänsteställe: Kansliet   Sekreterare: AstaUTKAST"
    assert section.footer.paragraphs[0].text == "Postadress: Box 1   Telefon: 019-1"


def test_markup_becomes_bold_italic_links_and_line_breaks() -> None:
    file = a_file()
    file.markup(
        'Vi <strong>enades</strong> &amp; <em>gick</em><br>till <a href="https://exempel.se/å">sidan</a>.'
    )
    (paragraph,) = read(file).paragraphs
    assert paragraph.text == "Vi enades & gick\ntill sidan."
    assert [run.text for run in paragraph.runs if run.bold] == ["enades"]
    assert [run.text for run in paragraph.runs if run.italic] == ["gick"]
    assert [(one.text, one.address) for one in paragraph.hyperlinks] == [("sidan", "https://exempel.se/å")]


def test_each_numbered_list_begins_at_one() -> None:
    file = a_file()
    numbers = [file.new_list(ordered=True), file.new_list(ordered=True), file.new_list(ordered=False)]
    for number in numbers:
        file.markup("rad", style="List Number", level=1, number=number)
    document = read(file)
    used = [(one._p.pPr.numPr.numId.val, one._p.pPr.numPr.ilvl.val) for one in document.paragraphs]
    assert used == [(1, 1), (2, 1), (3, 1)]
    kinds = document.part.numbering_part.element.findall(qn("w:num"))
    assert [one.find(qn("w:abstractNumId")).get(qn("w:val")) for one in kinds] == ["1", "1", "0"]
    assert [len(one.findall(f".//{qn('w:startOverride')}")) for one in kinds] == [9, 9, 0]


def test_a_table_has_a_head_that_is_repeated_and_short_rows_are_filled_up() -> None:
    file = a_file()
    file.table(["A", "B"], [["1", "<b>2</b>"], ["3"]], widths=[40, 130])
    (table,) = read(file).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["A", "B"], ["1", "2"], ["3", ""]]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]


@pytest.mark.parametrize("text", ["\x00\x0b\ufffe", "\ud800", "a\x1fb", "🎉 👩🏽‍🚒", "<b>&amp;"])
def test_signs_that_xml_has_no_place_for_are_left_out_and_all_others_kept(text: str) -> None:
    file = a_file(title=text, author=text)
    file.text(text, label=text)
    file.heading(text, 1)
    file.markup(text)
    file.head([text], [(text, text)], mark=text)
    file.foot([(text, text)])
    file.link(f"https://exempel.se/{text}", text)
    read(file)


def test_an_empty_table_is_none() -> None:
    file = a_file()
    file.table([], [])
    assert read(file).tables == []
