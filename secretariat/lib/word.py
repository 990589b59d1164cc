"""Word files: real headings, lists and tables in Swedish, with letterhead and page numbers, and always the same bytes.

The look stands in templates/word/styles.xml, as the PDF's stands in paper.css.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from . import hiding
from .later import Later

if TYPE_CHECKING:
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

docx = Later("docx")
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TEMPLATES = Path(settings.BASE_DIR) / "templates" / "word"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WIDTH = 170  # mm between the margins
_OLDEST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
# What XML 1.0 has no place for: a file with one of these would not open.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class WordFile:
    """A Word file that is written from top to bottom. Words are given as markup of blocks, or as `plain` text."""

    def __init__(self, *, title: str, author: str = "", made_at: dt.datetime | None = None) -> None:
        self.document = docx.Document(io.BytesIO(_empty()))
        self.numbering = self.document.part.numbering_part.element
        core = self.document.core_properties
        core.title, core.author, core.comments = _possible(title)[:255], _possible(author)[:255], ""
        core.last_modified_by, core.language, core.revision = _possible(author)[:255], "sv-SE", 1
        moment = (made_at or _OLDEST).astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        core.created = core.modified = moment
        if (
            made_at is None
        ):  # what is not finished has no moment of its own, and its bytes are to be the same again
            told = self.document.part.package.core_properties._element
            for one in [one for one in told if one.tag.endswith(("}created", "}modified"))]:
                told.remove(one)

    # Head and foot

    def head(self, names: Sequence[str], lines: Sequence[tuple[str, str]], *, mark: str = "") -> None:
        """On every page: names, then label and value, at the right page x (y) and below it a mark such as UTKAST."""
        header = self.document.sections[0].header
        first, *others = list(names) or [""]
        top = header.paragraphs[0]
        _run(top, first, style="Strong")
        _run(top, "\tSida ")
        _field(top, "PAGE")
        _run(top, " (")
        _field(top, "NUMPAGES")
        _run(top, ")")
        for name in others:
            _run(header.add_paragraph(style="header"), name, style="Strong")
        if lines or mark:
            below = header.add_paragraph(style="header")
            for at, (label, value) in enumerate(lines):
                _run(below, f"{'   ' if at else ''}{label}: ", style="Etikett")
                _run(below, value)
            if mark:
                _run(below, "\t")
                _run(below, mark, style="Strong")

    def foot(self, fields: Sequence[tuple[str, str]]) -> None:
        """On every page: addresses and numbers, a label before each."""
        below = self.document.sections[0].footer.paragraphs[0]
        for at, (label, value) in enumerate(fields):
            _run(below, f"{'   ' if at else ''}{label}: ", style="Etikett")
            _run(below, value)

    # What stands on the pages

    def heading(self, text: str, level: int, *, number: str = "") -> None:
        """A heading of level 1–4, or the title (level 0). A number before it has a style of its own."""
        added = self.document.add_paragraph(style=f"heading {min(level, 4)}" if level else "Title")
        _run(added, number, style="Punktnummer")
        _run(added, f" {text}" if number and text else text)

    def text(self, text: str, *, style: str = "Normal", label: str = "") -> None:
        """A paragraph of plain words; new lines become line breaks. A label stands before, with a colon and a tab."""
        added = self.document.add_paragraph(style=style)
        if label:
            _run(added, f"{label}:\t", style="Etikett")
        _run(added, text)

    def markup(
        self, html: str, *, style: str = "Normal", label: str = "", level: int | None = None, number: int = 0
    ) -> None:
        """A paragraph of marked words. With `level` and the `number` of a list it is an item of that list."""
        added = self.document.add_paragraph(style=style)
        if level is not None:
            _number(added, level, number)
        if label:
            _run(added, label, style="Strong")
            _run(added, " " if html else "")
        _Words(added).feed_all(html)

    def link(self, url: str, text: str) -> None:
        """A paragraph with one link."""
        words = _Words(self.document.add_paragraph())
        words.link = url
        words.handle_data(text)

    def new_list(self, *, ordered: bool) -> int:
        """Begin a list, so that it counts from 1. Returns its number."""
        number = len(self.numbering.findall(docx.oxml.ns.qn("w:num"))) + 1
        num = _element("w:num", numId=number)
        num.append(_element("w:abstractNumId", val=int(ordered)))
        for level in range(9) if ordered else ():
            override = _element("w:lvlOverride", ilvl=level)
            override.append(_element("w:startOverride", val=1))
            num.append(override)
        self.numbering.append(num)
        return number

    def table(
        self, head: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[int] = ()
    ) -> None:
        """A table of markup, its head repeated on each page. `widths` in millimetres."""
        lines = [[*row] for row in rows]
        columns = max([len(head), *map(len, lines)], default=0)
        if not columns:
            return
        widths = widths or [_WIDTH // columns] * columns
        table = self.document.add_table(rows=0, cols=columns)
        table.style, table.autofit = "Linjerad tabell", False
        look = table._tbl.tblPr.find(docx.oxml.ns.qn("w:tblLook"))
        if look is not None:
            table._tbl.tblPr.remove(look)
        shown = {"val": "0620" if head else "0600", "firstRow": int(bool(head)), "lastRow": 0}
        table._tbl.tblPr.append(
            _element("w:tblLook", **shown, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1)
        )
        for column, width in zip(
            table._tbl.tblGrid.findall(docx.oxml.ns.qn("w:gridCol")), widths, strict=True
        ):
            column.set(docx.oxml.ns.qn("w:w"), str(docx.shared.Mm(width).twips))
        if head:
            _row(table, head, widths).append(_element("w:tblHeader"))
        for row in lines:
            _row(table, row, widths)
        self.document.add_paragraph(style="Tabelltext")

    def content(self) -> bytes:
        """The file. The same words and moment give the same bytes."""
        written = io.BytesIO()
        self.document.save(written)
        packed = io.BytesIO()
        with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, _OLDEST.timetuple()[:6])
                target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED)
        return packed.getvalue()


class _Words(HTMLParser):
    """Marked words as runs of a paragraph: bold, italic, links and line breaks."""

    def __init__(self, paragraph: "Paragraph") -> None:
        super().__init__()
        self.paragraph = paragraph
        self.strong = self.emphasis = self.task = 0
        self.link = ""

    def feed_all(self, html: str) -> None:
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.strong += tag in ("strong", "b", "th")
        self.emphasis += tag in ("em", "i")
        self.task += tag == "span"  # nothing else in our markup has a span
        if tag == "a":
            self.link = dict(attrs).get("href") or ""
        if tag == "br":
            self.paragraph.add_run().add_break()

    def handle_endtag(self, tag: str) -> None:
        self.strong -= tag in ("strong", "b", "th")
        self.emphasis -= tag in ("em", "i")
        self.task -= tag == "span"
        if tag == "a":
            self.link = ""

    def handle_data(self, data: str) -> None:
        if not data:
            return
        if self.link:
            _link(self.paragraph, self.link, data)
            return
        run = self.paragraph.add_run(_possible(data))
        run.underline = docx.enum.text.WD_UNDERLINE.DOTTED if self.task > 0 else None
        run.bold, run.italic = self.strong > 0 or None, self.emphasis > 0 or None


def _possible(text: str) -> str:
    return _IMPOSSIBLE.sub("", hiding.shown(text))


@cache
def _empty() -> bytes:
    """A Word file without words, of our own parts: what the library would begin with is somebody else's look."""
    parts = ("document", "styles", "numbering", "settings")
    kinds = {part: f"{_MAIN}.{part}+xml" for part in parts} | {"document": f"{_MAIN}.document.main+xml"}
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{kind}"/>' for part, kind in kinds.items()
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{part}" Target="{part}.xml"/>'
        for number, part in enumerate(parts[1:], 1)
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{types}</Types>",
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        file.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        )
        for part in parts:
            file.writestr(f"word/{part}.xml", (_TEMPLATES / f"{part}.xml").read_bytes())
    return written.getvalue()


def _element(tag: str, **attributes: object) -> Any:
    made = docx.oxml.OxmlElement(tag)
    for name, value in attributes.items():
        made.set(docx.oxml.ns.qn(f"w:{name}"), str(value))
    return made


def _run(paragraph: "Paragraph", text: str, *, style: str | None = None) -> None:
    """Words with new lines and tabs kept. Nothing adds nothing."""
    if text:
        paragraph.add_run(_possible(text), style)


def _link(paragraph: "Paragraph", url: str, text: str) -> None:
    key = paragraph.part.relate_to(
        _possible(url), docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = docx.oxml.OxmlElement("w:hyperlink")
    link.set(docx.oxml.ns.qn("r:id"), key)
    run = paragraph.add_run(_possible(text), "Hyperlink")
    link.append(run._r)
    paragraph._p.append(link)


def _field(paragraph: "Paragraph", code: str) -> None:
    """A field that Word fills in, such as the page's number."""
    field = _element("w:fldSimple", instr=f" {code} ")
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def _number(paragraph: "Paragraph", level: int, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = min(level, 8)
    properties.get_or_add_numId().val = number


def _row(table: Any, row: Sequence[str], widths: Sequence[int]) -> Any:
    """A row with these cells, filled up with empty ones. Returns the row's properties."""
    added = table.add_row()
    filled = [*row, *[""] * (len(widths) - len(row))]
    for cell, html, width in zip(added.cells, filled, widths, strict=True):
        cell.width = docx.shared.Mm(width)
        _fill(cell, html)
    properties = added._tr.get_or_add_trPr()
    properties.append(_element("w:cantSplit"))
    return properties


def _fill(cell: "_Cell", html: str) -> None:
    first = cell.paragraphs[0]
    first.style = "Tabelltext"
    _Words(first).feed_all(html)
