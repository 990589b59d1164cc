"""A Word file as lines: paragraphs, lists counted out, tables, text boxes, footnotes; header and footer once each."""

import re
from dataclasses import replace
from typing import Any

from meetings.reader.lines import Line, Source

from .counting import Counting, W, value
from .packed import Package
from .runs import Run, line_of, plain_text, row_of, trimmed
from .styles import Style, Styles, look_of

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_GONE = {
    "del",
    "moveFrom",
    "pPr",
    "rPr",
    "commentReference",
    "proofErr",
    "bookmarkStart",
    "bookmarkEnd",
    "sectPr",
}
_SYMBOLS = {
    "F0FC": "✓",
    "F0FE": "☑",
    "F0FB": "✗",
    "F0FD": "☒",
    "F0A8": "☐",
    "F06F": "☐",
    "F0B7": "•",
    "F0A7": "▪",
}
_SYMBOLS_2 = {"F050": "✓", "F052": "☑", "F04F": "✗", "F0A3": "☐"}
_PAGES = re.compile(
    r"(?:sid(?:a|an)?\.?\s*)?\d*\s*(?:\(\s*\d*\s*\)|/\s*\d*|av\s*\d*|of\s*\d*)?\s*", re.IGNORECASE
)
_SIGN = re.compile(r"[•·▪◦‣●○■□\uf0b7\uf0a7–-]")
_TAB = "\t"
_BREAK = "\v"


def word_source(data: bytes, name: str) -> Source:
    """A Word file. Raises Unreadable where it cannot be unpacked."""
    package = Package(data)
    document = _Document(package)
    core = package.xml("docProps/core.xml")
    title = core.findtext(_TITLE) if core is not None else None
    return Source(name, "docx", tuple(document.lines()), plain_text(title or ""))


class _Document:
    """Goes through the body once, in reading order."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.styles = Styles(package.xml("word/styles.xml"))
        self.counting = Counting.of(package.xml("word/numbering.xml"))
        self.links = _relations(package, "document")
        self.root = package.xml("word/document.xml")
        self.notes = self._notes()
        self.page = 1
        self.is_rendered = next(self.root.iter(f"{W}lastRenderedPageBreak"), None) is not None

    def lines(self) -> list[Line]:
        body = self.root.find(f"{W}body")
        inner = self.blocks(body) if body is not None else []
        last = self.page
        blank = Line("", "blank")
        return trimmed(
            [*self._furniture("header", 1), blank, *inner, blank, *self._furniture("footer", last)]
        )

    # Header and footer

    def _furniture(self, what: str, page: int) -> list[Line]:
        """Each header or footer that a section shows, its words once; numbers of pages are left out."""
        found: list[Line] = []
        seen: set[str] = set()
        targets = _relations(self.package, "document")
        for reference in self.root.iter(f"{W}{what}Reference"):
            target = targets.get(reference.get(f"{_R}id") or "", "")
            part = f"word/{target}"
            root = self.package.xml(part) if target else None
            if root is None:
                continue
            kept, self.links = self.links, _relations(self.package, target.removesuffix(".xml"))
            kept_page, self.page = self.page, page
            for line in self.blocks(root):
                if line.kind == "blank" or (not _PAGES.fullmatch(line.text) and line.text not in seen):
                    seen.add(line.text)
                    found.append(line)
            self.links, self.page = kept, kept_page
        return trimmed(found)

    def _notes(self) -> dict[tuple[str, str], Any]:
        found: dict[tuple[str, str], Any] = {}
        for kind in ("footnote", "endnote"):
            root = self.package.xml(f"word/{kind}s.xml")
            for note in root.iter(f"{W}{kind}") if root is not None else ():
                if note.get(f"{W}type") in (None, "normal"):
                    found[kind, note.get(f"{W}id")] = note
        return found

    # Blocks

    def blocks(self, parent: Any) -> list[Line]:
        """The lines of paragraphs and tables, a blank line after each paragraph."""
        found: list[Line] = []
        for node in parent:
            name = _name(node)
            if name == "p":
                made = self._paragraph(node)
                kinds = [found[-2].kind, found[-1].kind] if len(found) > 1 else []
                if (
                    kinds in (["bullet", "blank"], ["numbered", "blank"])
                    and made
                    and made[0].kind == kinds[0]
                ):
                    found.pop()
                found += [*made, Line("", "blank")]
            elif name == "tbl":
                found += [*self._table(node), Line("", "blank")]
            elif name == "AlternateContent":
                found += self.blocks(_chosen(node))
            elif name not in _GONE:
                found += self.blocks(node)
        return trimmed(found)

    def _paragraph(self, node: Any) -> list[Line]:
        properties = node.find(f"{W}pPr")
        style = self.styles.style(value(node, "pPr/pStyle"))
        page = self.page
        reading = _Reading(self, style.look)
        reading.inside(node)
        mark = self._mark(properties, style)
        kind, level = (
            ("heading", self._heading(properties, style)) if self._heading(properties, style) else ("text", 0)
        )
        parts = _split(reading.runs, _BREAK)
        if mark:
            if mark[0] == "numbered":
                parts[0].insert(0, Run(f"{mark[1]} ", bold=style.look.bold))
            if kind != "heading":
                kind, level = mark[0], mark[2]
        found: list[Line] = []
        for place, part in enumerate(parts):
            if kind == "heading":
                found.append(line_of(part, "heading", level, page=page))
            else:
                found.append(
                    self._line(part, kind if place == 0 else "text", level if place == 0 else 0, page)
                )
        for boxed in (*reading.boxes, *(self.blocks(note) for note in reading.notes)):
            found += [Line("", "blank"), *boxed]
        return trimmed(found)

    def _line(self, runs: list[Run], kind: str, level: int, page: int) -> Line:
        columns = _split(runs, _TAB)
        while len(columns) > 1 and not _words(columns[0]):
            columns.pop(0)
        if len(columns) > 1 and kind == "text" and _SIGN.fullmatch(_words(columns[0])):
            columns.pop(0)
            kind = "bullet"
        filled = [column for column in columns if _words(column)]
        if len(filled) > 1 and kind in {"text", "numbered"}:
            return row_of([[line_of(column, page=page)] for column in columns], page=page)
        whole = [run for column in columns for run in (*column, Run(" "))]
        if kind == "bullet":
            return line_of(whole, "bullet", level, page=page)
        if kind == "numbered":
            return line_of(whole, "numbered", level, page=page)
        return line_of(whole, page=page)

    def _heading(self, properties: Any, style: Style) -> int:
        outline = value(properties, "outlineLvl") if properties is not None else None
        if outline and outline.isdigit():
            return int(outline) + 1 if int(outline) < 9 else 0
        return style.heading

    def _mark(self, properties: Any, style: Style) -> tuple[str, str, int] | None:
        number = value(properties, "numPr/numId") if properties is not None else None
        depth = value(properties, "numPr/ilvl") if properties is not None else None
        number = style.number_id if number is None else number
        if not number or number == "0":
            return None
        level = int(depth) if depth else style.depth
        found = self.counting.next(number, level) or self.counting.next(number, 0)
        return (*found, level) if found else None

    def _table(self, node: Any) -> list[Line]:
        """Rows; a cell over several columns or rows stands once. One column alone is no table."""
        rows: list[list[list[Line]]] = []
        for row in _children(node, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells: list[list[Line]] = [[] for _ in range(_count(row, "trPr/gridBefore", 0))]
            for cell in _children(row, "tc"):
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
                inner = self.blocks(cell)
                cells.append([] if goes_on and not any(line.text for line in inner) else inner)
                cells += [[] for _ in range(_count(cell, "tcPr/gridSpan", 1) - 1)]
            rows.append(cells)
        if all(len(cells) <= 1 for cells in rows):
            blank = Line("", "blank")
            return trimmed([line for cells in rows for inner in cells for line in (*inner, blank)])
        filled = (cells for cells in rows if any(line.text for inner in cells for line in inner))
        return [row_of(cells, page=self._page_of(cells)) for cells in filled]

    def _page_of(self, cells: list[list[Line]]) -> int:
        return next((line.page for inner in cells for line in inner if line.page), self.page)


class _Reading:
    """The runs of one paragraph, and the boxes and notes that hang on it."""

    def __init__(self, document: _Document, look: Run) -> None:
        self.document, self.look = document, look
        self.runs: list[Run] = []
        self.boxes: list[list[Line]] = []
        self.notes: list[Any] = []
        self._fields: list[str] = []
        self._in_code = 0

    def inside(self, node: Any, link: str = "") -> None:
        for child in node:
            name = _name(child)
            if name == "r":
                self._run(child, link)
            elif name == "hyperlink":
                self.inside(child, self.document.links.get(child.get(f"{_R}id") or "", "") or link)
            elif name == "AlternateContent":
                self.inside(_chosen(child), link)
            elif name == "txbxContent":
                self.boxes.append(self.document.blocks(child))
            elif name not in _GONE:
                self.inside(child, link)

    def _run(self, node: Any, link: str) -> None:
        properties = node.find(f"{W}rPr")
        hidden = properties.find(f"{W}vanish") if properties is not None else None
        if hidden is not None and hidden.get(f"{W}val", "true") not in {"0", "false"}:
            return
        key = value(properties, "rStyle") if properties is not None else None
        base = self.look
        if key:
            styled = self.document.styles.style(key).look
            base = replace(
                base, bold=base.bold or styled.bold, italic=base.italic or styled.italic,
                struck=base.struck or styled.struck, underlined=base.underlined or styled.underlined,
            )  # fmt: skip
        look = look_of(properties, base)
        for child in node:
            self._piece(child, look, link)

    def _piece(self, node: Any, look: Run, link: str) -> None:
        name = _name(node)
        if name == "fldChar":
            self._field(node.get(f"{W}fldCharType"))
        elif name == "instrText" and self._fields:
            self._fields[-1] += node.text or ""
        elif name in {"footnoteReference", "endnoteReference"}:
            note = self.document.notes.get((name.removesuffix("Reference"), node.get(f"{W}id")))
            self.notes += [] if note is None else [note]
        elif name in {"drawing", "pict", "object", "AlternateContent"}:
            chosen = _chosen(node) if name == "AlternateContent" else node
            self.boxes += [self.document.blocks(box) for box in _outermost_boxes(chosen)]
        elif not self._in_code:
            self._count_page(node, name)
            address = link or next((hit for code in self._fields if (hit := _address(code))), "")
            underlined = look.underlined and not address
            self.runs.append(replace(look, text=_text(node, name), link=address, underlined=underlined))

    def _count_page(self, node: Any, name: str) -> None:
        is_break = name == "br" and node.get(f"{W}type") == "page" and not self.document.is_rendered
        self.document.page += is_break or name == "lastRenderedPageBreak"

    def _field(self, what: str | None) -> None:
        if what == "begin":
            self._fields.append("")
            self._in_code += 1
        elif what == "separate" and self._in_code:
            self._in_code -= 1
        elif what == "end" and self._fields:
            self._fields.pop()
            self._in_code = min(self._in_code, len(self._fields))


def _outermost_boxes(node: Any) -> list[Any]:
    boxes = []
    for child in node:
        if _name(child) == "txbxContent":
            boxes.append(child)
        elif _name(child) == "AlternateContent":
            boxes += _outermost_boxes(_chosen(child))
        else:
            boxes += _outermost_boxes(child)
    return boxes


def _text(node: Any, name: str) -> str:
    if name == "t":
        return str(node.text or "").replace(_TAB, " ").replace("\n", " ")
    if name == "sym":
        table = _SYMBOLS_2 if "2" in (node.get(f"{W}font") or "") else _SYMBOLS
        return table.get((node.get(f"{W}char") or "").upper(), "")
    return {"tab": _TAB, "ptab": _TAB, "br": _BREAK, "cr": _BREAK, "noBreakHyphen": "-"}.get(name, "")


def _split(runs: list[Run], sign: str) -> list[list[Run]]:
    """The runs parted at a sign."""
    parts: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split(sign)
        parts[-1].append(replace(run, text=first))
        parts += [[replace(run, text=other)] for other in others]
    return parts


def _words(runs: list[Run]) -> str:
    return "".join(run.text for run in runs).strip()


def _address(code: str) -> str:
    hit = re.search(r"HYPERLINK\s+\"([^\"]+)\"", code)
    return hit[1] if hit else ""


def _name(node: Any) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _chosen(node: Any) -> Any:
    """One of the ways in which a thing is written for newer and older programs: they hold the same words."""
    choice = node.find(f"{_MC}Choice")
    fallback = node.find(f"{_MC}Fallback")
    return next((one for one in (choice, fallback) if one is not None), ())


def _children(node: Any, name: str) -> list[Any]:
    """Children of a name, also those within content controls and tracked insertions."""
    found = []
    for child in node:
        if _name(child) == name:
            found.append(child)
        elif _name(child) in {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"}:
            found += _children(child, name)
    return found


def _count(node: Any, path: str, otherwise: int) -> int:
    text = value(node, path)
    return min(int(text), 100) if text and text.isdigit() else otherwise


def _relations(package: Package, part: str) -> dict[str, str]:
    root = package.xml(f"word/_rels/{part}.xml.rels")
    if root is None:
        return {}
    return {one.get("Id"): one.get("Target", "") for one in root.iter(f"{_REL}Relationship")}
