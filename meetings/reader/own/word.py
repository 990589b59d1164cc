"""Our own Word files as bits: each paragraph's style says what it is."""

import io
import zipfile
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table

from .bits import Bit, Own, joined_strong

_SECTIONS = {"Beslut i korthet", "Närvarolista", "Justering", "Rättelser", "Expediering"}
_KINDS = {
    "Subtitle": "kicker", "Title": "title", "Uppgift": "fact", "Underrubrik": "sub", "Föredragande": "presenters",
    "Anmärkning": "line", "Mellanrubrik": "mid", "List Bullet": "bullet", "List Number": "numbered",
}  # fmt: skip
_GROUPS = {
    "Beslutsrubrik": ("decision", True), "Beslut": ("decision", False), "Notisrubrik": ("note", True),
    "Notis": ("note", False),
}  # fmt: skip
_FIELDS = {"Vem:": "who", "Vad:": "what", "Senast:": "due"}


def bits_of_word(data: bytes) -> Own | None:
    """The lines of a Word file that this system made; None for another."""
    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        return None
    if not {"Beslutsrubrik", "Notisrubrik", "Uppgift", "Linjerad tabell"} <= {
        one.name for one in document.styles
    }:
        return None
    own = Own()
    for one in document.sections[0].header.paragraphs:
        strong = [run.text for run in one.runs if run.style and run.style.name == "Strong"]
        if one.text.startswith("Tjänsteställe:") or "Sekreterare:" in one.text:
            own.secretary = one.text.partition("Sekreterare: ")[2].partition("\t")[0]
        else:
            own.heads += [words for words in strong if words != "UTKAST"]
    reader = _Reader(own)
    for part in document.iter_inner_content():
        reader.table(part) if isinstance(part, Table) else reader.paragraph(part)
    return own


class _Reader:
    def __init__(self, own: Own) -> None:
        self.own = own
        self.group = ""
        self.section = ""

    def add(self, kind: str, text: str = "", label: str = "", **more: Any) -> None:
        self.own.bits.append(Bit(kind, text, label, **more))

    def paragraph(self, one: Any) -> None:
        style, text = one.style.name, one.text
        group, is_label = _GROUPS.get(style, ("", False))
        if self.group and (not group or is_label):
            self.add("end")
            self.group = ""
        if group:
            self._grouped(one, group, is_label=is_label)
        elif style.startswith("Heading"):
            self._heading(one, int(style[-1]))
        elif style == "Uppgift":
            label, _, value = text.partition(":\t")
            self.add("fact", value, label)
        elif (
            style == "Normal"
            and one.runs
            and one.runs[0].style.name == "Strong"
            and one.runs[0].text.endswith(":")
        ):
            label = one.runs[0].text
            self.add("said", text.removeprefix(label).strip(), label[:-1], tasks=_tasks(one))
        elif style in _KINDS or text:
            self.add(
                _KINDS.get(style, "text"), text, strong=_strong(one), tasks=_tasks(one), level=_level(one)
            )

    def _grouped(self, one: Any, group: str, *, is_label: bool) -> None:
        if is_label or not self.group:
            self.group = group
            self.add("begin", group, one.text if is_label else "")
        if is_label:
            return
        label = one.runs[0].text if one.runs and one.runs[0].style.name == "Strong" else ""
        if label in _FIELDS:
            self.add(_FIELDS[label], one.text.removeprefix(label).strip())
            return
        is_listed = one._p.pPr is not None and one._p.pPr.numPr is not None
        kind = "bullet" if is_listed else "text"
        self.add(kind, one.text, strong=_strong(one), tasks=_tasks(one), level=_level(one))

    def _heading(self, one: Any, level: int) -> None:
        numbered = one.runs and one.runs[0].style.name == "Punktnummer"
        number = one.runs[0].text if numbered else ""
        title = one.text.removeprefix(number).strip()
        if level == 1 and not number and title in _SECTIONS:
            self.section = title
            self.add("section", title)
        elif level == 1:
            self.section = ""
            self.add("item", title, number)
        else:
            self.add("list" if self.section == "Närvarolista" else "child", title, number)

    def table(self, table: Table) -> None:
        if self.group:
            self.add("end")
            self.group = ""
        for row in table.rows:
            is_head = row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None
            if not (is_head and self.section):
                self.add("row", cells=tuple(cell.text for cell in row.cells))


def _level(one: Any) -> int:
    numbering = one._p.pPr.numPr if one._p.pPr is not None else None
    return int(numbering.ilvl.val) if numbering is not None and numbering.ilvl is not None else 0


def _strong(one: Any) -> tuple[str, ...]:
    return joined_strong((run.text, bool(run.bold)) for run in one.runs)


def _tasks(one: Any) -> tuple[str, ...]:
    return joined_strong((run.text, bool(run.underline)) for run in one.runs)
