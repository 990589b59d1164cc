"""One description of invented minutes gives both the file and its truth, so that they cannot disagree.

Texts are written with marks. A blank line parts paragraphs; lines that begin with "- " or "1. " are list items, lines
with " | " rows of a table; other line ends are only where the description wraps. The marks:

    <d>…</d> decision; with rep="taken|planned" by="…" it is another organ's, told here
    <r s="taken|planned" by="…">…</r> another organ's decision that does not begin with "Beslut"
    <a who="…" due="…">…</a> action      <c p="Norr">Norr: …</c> contribution (its label is dropped in the truth)
    <in>…</in> input                     <att n="ppt">…</att> attachment
    <l u="https://…">…</l> link          <lt>…</lt> the printed name of a link without address
    <dt v="2025-03-04" what="…" end= s= e= place= tent="1">…</dt> date
    <f k="grant" sek="…">…</f> fact      <h to="…">…</h> point handed on
    <ft>…</ft> future topic              <ct area="…" d="…">…</ct> contact
    <ch>…</ch> who took over the chair   <b> <i> <u> <s> style alone
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

Truth = dict[str, Any]
STYLES = ("b", "i", "u", "s")


@dataclass(frozen=True)
class Run:
    """Words in one style; `link` is an address."""

    text: str
    style: frozenset[str] = frozenset()
    link: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph ("p"), a list item ("li", "num") or a row of a table ("row"), with one list of runs per cell."""

    kind: str
    cells: tuple[tuple[Run, ...], ...]
    number: str = ""

    @property
    def runs(self) -> tuple[Run, ...]:
        return self.cells[0]

    @property
    def text(self) -> str:
        return " ".join("".join(run.text for run in cell) for cell in self.cells)


@dataclass
class Marked:
    """A text without its marks, in blocks; and the marks with the words they stand around."""

    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    marks: list[tuple[str, dict[str, str], str]] = field(default_factory=list)


def unwrapped(text: str) -> str:
    """The description's own line ends taken away."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        for line in map(str.strip, paragraph.split("\n")):
            own = re.match(r"(<[^>]*>)*(- |\d+\. )", line) or " | " in line
            before = lines and " | " in lines[-1]
            if lines and not own and not before:
                lines[-1] += f" {line}"
            else:
                lines.append(line)
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def parse(marked: str) -> Marked:
    """The marks read; an error in them is a ParseError that shows the text."""
    source = re.sub(r"&(?!\w+;)", "&amp;", unwrapped(marked)).replace(" | ", "\t")
    try:
        root = ElementTree.fromstring(f"<t>{source}</t>")  # noqa: S314 - our own text
    except ElementTree.ParseError as error:
        raise AssertionError(f"{error}: {source}") from error
    result, runs = Marked(), []
    _walk(root, frozenset(), "", runs, result)
    result.text = "".join(run.text for run in runs)
    result.blocks = list(_blocks(runs))
    return result


def _walk(
    element: ElementTree.Element, style: frozenset[str], link: str, runs: list[Run], result: Marked
) -> str:
    words = ""

    def say(text: str | None) -> None:
        nonlocal words
        if text:
            runs.append(Run(text, style, link))
            words += text

    say(element.text)
    for child in element:
        place = len(result.marks)
        inner = _walk(
            child,
            style | {child.tag} if child.tag in STYLES else style,
            child.get("u", link) if child.tag == "l" else link,
            runs,
            result,
        )
        if child.tag not in STYLES:
            result.marks.insert(place, (child.tag, dict(child.attrib), inner))
        words += inner
        say(child.tail)
    return words


def _blocks(runs: Iterable[Run]) -> Iterable[Block]:
    lines: list[list[list[Run]]] = [[[]]]
    for run in runs:
        for part in re.split(r"(\n|\t)", run.text):
            if part == "\n":
                lines.append([[]])
            elif part == "\t":
                lines[-1].append([])
            elif part:
                lines[-1][-1].append(Run(part, run.style, run.link))
    for line in lines:
        if any(line):
            yield _block(tuple(tuple(cell) for cell in line))


def _block(cells: tuple[tuple[Run, ...], ...]) -> Block:
    text = "".join(run.text for run in cells[0])
    numbered = re.match(r"(\d+)\. ", text)
    if len(cells) > 1:
        return Block("row", cells)
    if text.startswith("- "):
        return Block("li", (_without(cells[0], 2),))
    if numbered:
        return Block("num", (_without(cells[0], numbered.end()),), numbered[1])
    return Block("p", cells)


def _without(runs: tuple[Run, ...], signs: int) -> tuple[Run, ...]:
    kept = []
    for run in runs:
        cut, signs = run.text[signs:], max(0, signs - len(run.text))
        if cut:
            kept.append(Run(cut, run.style, run.link))
    return tuple(kept)


def inline(marked: str) -> tuple[Run, ...]:
    """One line's words with their style; a number first is no list."""
    runs: list[Run] = []
    source = re.sub(r"&(?!\w+;)", "&amp;", marked)
    _walk(ElementTree.fromstring(f"<t>{source}</t>"), frozenset(), "", runs, Marked())  # noqa: S314 - our own text
    return tuple(runs)


@dataclass
class Item:
    """A point: number, title and text with marks; `children` are Items too (their number "a" or None)."""

    number: str | None
    title: str | None
    text: str = ""
    presenters: tuple[str, ...] = ()
    children: tuple["Item", ...] = ()

    @property
    def head(self) -> Marked:
        return parse(self.title or "")

    @property
    def body(self) -> Marked:
        return parse(self.text)


@dataclass
class Layout:
    """A whole set: the file's name and bytes, and its truth. `furniture` is what the file repeats on each page."""

    name: str
    data: bytes
    truth: Truth
    furniture: str = ""

    @property
    def held(self) -> bool:
        return self.name.startswith("held_")


def person(
    line: str, name: str | None, organisation: str | None = None, *, list: str, role: str, title: str | None = None,
    body: str | None = None, status: str = "present", items: list[str] | None = None, mode: str | None = None,
    substitute: str | None = None,
) -> Truth:  # fmt: skip
    """A row of attendance as SCHEMA.md says it."""
    return {
        "name": name, "title": title, "organisation": organisation, "body": body, "role": role, "status": status,
        "mode": mode, "items": items, "substitute": substitute, "list": list, "line": line,
    }  # fmt: skip


def truth(name: str, items: Iterable[Item], *, after: str = "", header_lines: Iterable[str] = (),
          labels: Iterable[str] = (), title: str | None = None, letterhead: Truth | None = None,
          attendance: Iterable[Truth] = (), **known: Any) -> Truth:  # fmt: skip
    """The truth of a described set. `after` is the marked text after the items, whose lines are layout."""
    result: Truth = {
        "source": name, "document": {"title": title, "letterhead": letterhead}, "bodies": [], "date": None,
        "start": None, "end": None, "place": None, "mode": None, "joint_part": None, "chair": None, "secretary": None,
        "welcome": None, "approval": None, "attendance": [*attendance], "items": [], "handed_on": [],
        "future_topics": [], "dates": [], "contacts": [], "facts": [], "reported_decisions": [],
        "layout": {"header_lines": [*header_lines], "labels": [*labels], "after_items": []}, "furniture": [],
    }  # fmt: skip
    assert known.keys() <= result.keys() | {
        "bodies_inferred",
        "date_inferred",
        "date_reason",
        "chair_inferred",
    }, known
    result.update(known)
    result["items"] = [_item_truth(item, result, "") for item in items]
    if after:
        end = parse(after)
        result["layout"]["after_items"] = [line for line in end.text.split("\n") if line.strip()]
        _told(end, None, result, _heading_of(end))
    return result


def _heading_of(end: Marked) -> dict[str, str]:
    """The heading (a bold paragraph) each line after the items stands under."""
    headings, current = {}, ""
    for block in end.blocks:
        if block.kind == "p" and all("b" in run.style for run in block.runs if run.text.strip()):
            current = block.text
        headings[block.text] = current
    return headings


def _item_truth(item: Item, whole: Truth, above: str) -> Truth:
    head, body = item.head, item.body
    where = f"{above}{item.number or ''}" if above else item.number
    result: Truth = {
        "number": item.number, "title": head.text or None, "presenters": [*item.presenters], "text": body.text,
        "links": [], "link_texts": [], "contributions": [], "decisions": [], "actions": [], "inputs": [],
        "attachments": [], "chair_change": None, "children": [],
    }  # fmt: skip
    for part in (head, body):
        _mine(part, result)
        _told(part, where, whole, {})
    result["children"] = [_item_truth(child, whole, where) for child in item.children]
    return result


def _mine(part: Marked, item: Truth) -> None:
    """What the item itself holds."""
    for tag, known, words in part.marks:
        text = re.sub(r"\s+", " ", words).strip()
        if tag == "d":
            item["decisions"].append(text)
        elif tag == "a":
            item["actions"].append({"text": text, "responsible": known.get("who"), "due": known.get("due")})
        elif tag == "c":
            said = re.sub(rf"^{re.escape(known['p'])}\s*[:–—-]?\s*", "", words.strip())
            item["contributions"].append({"party": known["p"], "text": said})
        elif tag == "ch":
            item["chair_change"] = text
        elif tag in ("in", "att", "l", "lt"):
            place = {"in": "inputs", "att": "attachments", "l": "links", "lt": "link_texts"}[tag]
            item[place].append(known.get("n") or known.get("u") or text)


def _told(part: Marked, where: str | None, whole: Truth, headings: dict[str, str]) -> None:
    """What the whole set lists, with the item it stands in."""
    for tag, known, words in part.marks:
        text = re.sub(r"\s+", " ", words).strip()
        if tag == "dt":
            heading = next((head for line, head in headings.items() if text in line), None) or None
            whole["dates"].append({
                "text": text, "what": known.get("what"), "date": known.get("v"), "end_date": known.get("end"),
                "start": known.get("s"), "end": known.get("e"), "place_or_mode": known.get("place"),
                "tentative": "tent" in known, "where_item": where, "heading": heading,
            })  # fmt: skip
        elif tag == "f":
            amount = int(known["sek"]) if "sek" in known else None
            whole["facts"].append(
                {"kind": known["k"], "text": text, "amount_sek": amount, "where_item": where}
            )
        elif tag == "ft":
            whole["future_topics"].append(text)
        elif tag == "ct":
            days = known.get("d", "").split()
            whole["contacts"].append(
                {"area": known["area"], "name": text, "dates": days, "where_item": where}
            )
        elif tag == "r" or (tag == "d" and "rep" in known):
            whole["reported_decisions"].append({
                "where_item": where, "text": text, "by": known.get("by"), "status": known.get("s", known.get("rep")),
                "in_decisions": tag == "d",
            })  # fmt: skip
        elif tag == "h":
            same = [
                one for one in whole["handed_on"] if (one["to"], one["where_item"]) == (known["to"], where)
            ]
            if not same:
                same = [{"to": known["to"], "points": [], "where_item": where}]
                whole["handed_on"] += same
            same[0]["points"].append(text)
