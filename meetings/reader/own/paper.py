"""Our own PDFs as bits: the tags say what a line is, the type's size and weight which of our lines it is."""

import io
from collections import defaultdict
from typing import Any

import pdfplumber
from pypdf import PdfReader

from .bits import Bit, Own, joined_strong

_MAKER = "Sekretariatet"
_SECTIONS = {"Beslut i korthet", "Närvarolista", "Justering", "Rättelser", "Expediering"}
_MARKED = {"✓ ", "× ", "○ ", "– "}
_FIELDS = {"Vem": "who", "Vad": "what", "Senast": "due"}
Node = dict[str, Any]
Part = tuple[str, float, str, float]  # a sign, its size, its font, where it stands from the left
# How far in the words after a label begin, in points (paper.css: .hang).
_HANGS = (39.6, 59.85, 73.35, 107.85, 133.35)


def bits_of_paper(data: bytes) -> Own | None:
    """The lines of a PDF that this system made; None for another."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if (pdf.metadata or {}).get("Creator") != _MAKER or not pdf.structure_tree:
                return None
            reader = _Reader(pdf)
            reader.titles = {_letters(one): one for one in _bookmarks(data)}
            for node in pdf.structure_tree:
                reader.walk(node, "")
            reader.head(pdf.pages[0])
            return reader.own
    except Exception:
        return None


class _Reader:
    def __init__(self, pdf: Any) -> None:
        self.own = Own()
        self.parts: defaultdict[tuple[int, int], list[Part]] = defaultdict(list)
        self.section = ""
        self.after_heading = False
        self.in_decision = False
        self.titles: dict[str, str] = {}
        for page in pdf.pages:
            for sign in page.chars:
                if sign.get("mcid") is not None:
                    font = sign["fontname"].rpartition("-")[2]
                    self.parts[page.page_number, sign["mcid"]].append(
                        (sign["text"], sign["size"], font, sign["x0"])
                    )

    def add(self, kind: str, text: str = "", label: str = "", **more: Any) -> None:
        self.own.bits.append(Bit(kind, text, label, **more))

    def words(self, node: Node) -> list[Part]:
        """Every sign of a node in reading order, a space where a line ends."""
        found = [
            part
            for mcid in node.get("mcids") or ()
            for part in [*self.parts[node["page_number"], mcid], _END]
        ]
        for child in node.get("children") or ():
            found += [*self.words(child), *([_SEAM] if child.get("children") else [])]
        return found

    def walk(self, node: Node, parent: str) -> None:
        kind = node["type"]
        if kind in ("H1", "H2", "H3", "H4", "H5"):
            self.heading(node, kind, parent)
        elif kind == "P":
            self.paragraph(node, parent)
        elif kind == "Table" and self.is_people_or_words(node):
            self.table(node)
        elif kind == "LI":
            self.item_of_list(node)
        elif kind == "Div" and (label := self.label_of(node, parent)) is not None:
            self.add("begin", "decision" if label[0] else "note", label[1])
            self.in_decision = label[0]
            for child in (node.get("children") or ())[int(bool(label[1])) :]:
                self.walk(child, kind)
            self.in_decision = False
            self.add("end")
        else:
            self.after_heading = self.after_heading and kind not in ("TD", "Div", "Sect")
            for child in node.get("children") or ():
                self.walk(child, kind)

    def head(self, page: Any) -> None:
        """Bodies and secretary, which stand outside the tags."""
        loose = [one for one in page.chars if one.get("mcid") is None and one["top"] < 110]
        rows: defaultdict[int, str] = defaultdict(str)
        for one in loose:
            if one["x0"] < 300 and one["fontname"].endswith("Bold"):
                rows[round(one["top"])] += one["text"]
        self.own.heads = [" ".join(rows[top].split()) for top in sorted(rows)]
        labels = [one for one in loose if one["size"] < 9]
        words = "".join(one["text"] for one in labels)
        if "Sekreterare" in words:
            left = labels[words.index("Sekreterare")]["x0"] - 1
            named = [one for one in loose if left <= one["x0"] < 497 and one["size"] > 9]
            tops = sorted({round(one["top"]) for one in named})
            lines = ("".join(one["text"] for one in named if round(one["top"]) == top) for top in tops)
            self.own.secretary = " ".join(" ".join(lines).split())

    # Kinds of lines

    def heading(self, node: Node, kind: str, parent: str) -> None:
        parts = self.words(node)
        text, size = _text(parts), max(part[1] for part in parts)
        text = self.titles.get(_letters(text), text)  # without the hyphens of a narrow column
        number, title = self.numbered(node, text)
        self.after_heading = False
        if kind == "H1":
            self.add("title", text)
        elif kind == "H2" and size > 12:
            self.section = text if text in _SECTIONS else ""
            self.add("section", text)
        elif kind == "H2":
            self.section = ""
            self.add("item", title, number)
            self.after_heading = True
        elif self.section == "Närvarolista":
            self.add("list", text)
        elif kind == "H3" and parent == "Sect":
            self.add("child", title, number)
            self.after_heading = True
        else:
            self.add("mid", text)

    def numbered(self, node: Node, text: str) -> tuple[str, str]:
        """The number stands in a part of its own."""
        first, *rest = node.get("children") or [{}]
        if not first.get("mcids") and first.get("children") and rest:
            number = _text(self.words(first))
            return number, text.removeprefix(number).strip()
        return ("", text) if not _is_alone(first) else (text, "")

    def paragraph(self, node: Node, parent: str) -> None:
        parts = self.words(node)
        text, size = _text(parts), max((part[1] for part in parts), default=0)
        label, value = self.hanging(node, text)
        stays = False
        if label and not self.in_decision:
            self.labelled(label, value, parts)
        elif 8.5 < size < 9.6 and self.after_heading:
            self.add("presenters", text)
        elif size < 9.6:
            self.add("line", text)
        elif 11.5 < size < 12.5:
            self.add("kicker", text)
        elif self.after_heading and parent in ("TD", "Sect") and self.own.bits[-1].kind in ("item", "sub"):
            self.add("sub", text)
            stays = True
        elif text:
            self.add("text", text, strong=_strong(parts))
        self.after_heading = stays

    def labelled(self, label: str, value: str, parts: list[Part]) -> None:
        if label in _FIELDS and self.own.bits and self.section == "" and self.has_items():
            self.add(_FIELDS[label], value)
        elif parts[0][2] == "Bold":
            self.add("said", value, label)
        else:
            self.add("fact", value, label)

    def has_items(self) -> bool:
        return any(bit.kind == "item" for bit in self.own.bits)

    def hanging(self, node: Node, text: str) -> tuple[str, str]:
        """A label stands in a part of its own, and its words begin a fixed way in (paper.css: .hang)."""
        first, *rest = node.get("children") or [{}]
        if first.get("mcids") or not first.get("children") or not rest:
            return "", text
        label = self.words(first)
        value = [part for one in rest for part in self.words(one) if part[0].strip()]
        way = value[0][3] - label[0][3] if value else 0
        if not any(abs(way - hang) < 1.5 for hang in _HANGS):
            return "", text
        words = _text(label)
        return words, text.removeprefix(words).strip()

    def label_of(self, node: Node, parent: str) -> tuple[bool, str] | None:
        """Of a decision, an uppdrag or a note: whether it is a decision, and its label. None for another part."""
        first = next(iter(node.get("children") or ()), None)
        if first is None or first["type"] != "P":
            return None
        parts = [part for part in self.words(first) if part[0].strip()]
        text = _text(self.words(first))
        if parts and all(part[2] == "Bold" and 8.5 < part[1] < 9.6 for part in parts):
            return text.casefold().startswith("beslut") or _is_number(text), text
        if parts and all(10.8 < part[1] < 11.5 for part in parts):
            return True, ""
        has_strong = any(part[2] == "Bold" for part in parts) and any(part[2] != "Bold" for part in parts)
        is_decision = has_strong and parent in ("Div", "TD") and not self.hanging(first, text)[0]
        return (True, "") if is_decision and node.get("children") == [first] else None

    def item_of_list(self, node: Node) -> None:
        body = [child for child in node.get("children") or () if child["type"] != "Lbl"]
        own: list[Node] = []
        inner: list[Node] = []
        for child in body:
            for one in _unfolded(child):
                (inner if one["type"] in ("L", "Div", "P") and own else own).append(one)
        parts = [part for one in own for part in self.words(one)]
        sign = "".join(part[0] for part in self.words(node["children"][0])) if node.get("children") else ""
        kind = "numbered" if sign.strip()[:1].isdigit() else "bullet"
        self.add(kind, _text(parts), strong=_strong(parts))
        for one in inner:
            self.walk(one, "LI")

    def is_people_or_words(self, node: Node) -> bool:
        """A table of its own, and not the two columns that the points stand in."""
        return not any(_has(node, kind) for kind in ("H2", "H3", "L", "Sect"))

    def table(self, node: Node) -> None:
        for row in _all(node, "TR"):
            cells = [one for one in row.get("children") or () if one["type"] in ("TH", "TD")]
            if self.section and all(one["type"] == "TH" for one in cells):
                continue
            words = [_text(self.words(one)) for one in cells]
            if self.section and len(words) == 2 and words[1][:2] in _MARKED:
                words.insert(1, "")  # a cell without words has no tag
            self.add("row", cells=tuple(words))


_END: Part = (" ", 0, "", 0)  # of a line
_SEAM: Part = ("", -1, "", 0)  # where something marked ends


def _text(parts: list[Part]) -> str:
    """The words of signs. Where a line ends in a hyphen the word goes on."""
    words = ""
    for sign, size, _, _ in parts:
        words += "" if not size and words.endswith("-") and not words.endswith(" -") else sign
    return " ".join(words.split())


def _strong(parts: list[Part]) -> tuple[str, ...]:
    return joined_strong((part[0], part[2] == "Bold" or part == _END) for part in parts)


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _bookmarks(data: bytes) -> list[str]:
    found: list[str] = []

    def walk(rows: Any) -> None:
        for row in rows:
            walk(row) if isinstance(row, list) else found.append(" ".join(str(row.title).split()))

    walk(PdfReader(io.BytesIO(data)).outline)
    return found


def _is_number(text: str) -> bool:
    return bool(text[:1].isupper() and text.rpartition("-")[2].isdigit())


def _is_alone(node: Node) -> bool:
    return not node.get("mcids") and bool(node.get("children"))


def _unfolded(node: Node) -> list[Node]:
    return (
        [one for child in node.get("children") or () for one in [child]]
        if node["type"] == "LBody"
        else [node]
    )


def _has(node: Node, kind: str) -> bool:
    return any(child["type"] == kind or _has(child, kind) for child in node.get("children") or ())


def _all(node: Node, kind: str) -> list[Node]:
    found = [node] if node["type"] == kind else []
    for child in node.get("children") or ():
        found += _all(child, kind)
    return found
