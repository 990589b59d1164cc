"""HTML as lines: paragraphs with a blank line between, lists counted out, tables as rows, merged cells once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as markup

from meetings.reader.lines import Line, LineKind, Source, Unreadable

from .decoding import decoded
from .runs import Run, line_of, plain_text, row_of, trimmed, with_mark

_BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "nav", "blockquote", "center", "pre", "figure",
    "figcaption", "dl", "dt", "dd", "body", "html", "form", "fieldset", "address", "aside", "details", "summary",
}  # fmt: skip
_SILENT = {
    "script",
    "style",
    "head",
    "title",
    "template",
    "noscript",
    "meta",
    "link",
    "svg",
    "iframe",
    "object",
}
_DEEPEST = 200
_STYLES = (
    ("bold", re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.I)),
    ("italic", re.compile(r"font-style\s*:\s*italic", re.I)),
    ("struck", re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.I)),
    ("underlined", re.compile(r"text-decoration[\w-]*\s*:[^;]*underline", re.I)),
)
_TAGS = {
    "b": "bold", "strong": "bold", "th": "bold", "i": "italic", "em": "italic", "cite": "italic",
    "s": "struck", "strike": "struck", "del": "struck", "u": "underlined", "ins": "underlined",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
_BROKEN = "HTML-filen är trasig. Öppna den i en webbläsare, spara den som PDF och försök igen."
_PLAIN = Run("")
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"


def html_source(data: bytes, name: str) -> Source:
    """An HTML file. Raises Unreadable where it has no words."""
    text = decoded(data, declares=True)
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    lines = html_lines(text)
    return Source(name, "html", tuple(lines), plain_text(markup_text(title[1])) if title else "")


def html_lines(text: str) -> list[Line]:
    """The lines of HTML or a piece of it. Raises Unreadable where it cannot be taken apart."""
    text = re.sub(r"<\?xml[^>]*\?>|<!\[[^\]]*\]>|<!\[CDATA\[|\]\]>", "", text)
    if not text.strip():
        return []
    try:
        root = markup.document_fromstring(text.replace("\0", ""))
    except (etree.ParserError, ValueError):
        return []
    except RecursionError:
        raise Unreadable(
            "HTML-filen är trasig. Öppna den i en webbläsare, spara den som PDF och försök igen."
        ) from None
    walker = _Walker()
    walker.walk(root, _State())
    return trimmed(walker.done())


def markup_text(text: str) -> str:
    """The words of a piece of HTML."""
    return " ".join(line.text for line in html_lines(text) if line.text)


@dataclass(frozen=True)
class _State:
    look: Run = _PLAIN
    kind: LineKind = "text"
    level: int = 0
    lists: int = 0
    deep: int = 0
    keeps_breaks: bool = False


class _Walker:
    """Goes through the tree once and lets lines fall out where blocks begin and end."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._runs: list[Run] = []
        self._kind: LineKind = "text"
        self._level = 0

    def done(self) -> list[Line]:
        self._close()
        return self.lines

    def walk(self, node: Any, state: _State) -> None:
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _SILENT or not tag or _HIDDEN.search(node.get("style") or "") or state.deep > _DEEPEST:
            return
        state = replace(state, look=_look(node, tag, state.look), deep=state.deep + 1)
        if tag == "br":
            self._close()
        elif tag == "hr":
            self._part()
        elif tag == "table":
            self._table(node, state)
        elif tag in {"ul", "ol"}:
            self._list(node, tag, state)
        elif re.fullmatch(r"h[1-6]", tag):
            self._part()
            self._begin("heading", int(tag[1]))
            self._inside(node, state)
            self._part()
        elif tag in _BLOCKS:
            is_fresh = state.lists == 0 or self._runs or tag != "p"
            if is_fresh and not self._in_marker():
                self._part()
            self._inside(node, replace(state, keeps_breaks=state.keeps_breaks or tag == "pre"))
            self._part()
        else:
            self._inside(node, state)

    def _inside(self, node: Any, state: _State) -> None:
        self._text(node.text, state)
        for child in node:
            self.walk(child, state)
            self._text(child.tail, state)

    def _text(self, text: str | None, state: _State) -> None:
        if not text:
            return
        parts = text.split("\n") if state.keeps_breaks else [text]
        for place, part in enumerate(parts):
            if place:
                self._close()
            self._runs.append(replace(state.look, text=part))

    def _in_marker(self) -> bool:
        """Whether only the number or sign of a list item stands on the line so far."""
        words = "".join(run.text for run in self._runs).strip()
        return self._kind in {"numbered", "bullet"} and (
            not words or bool(re.fullmatch(r"\w{1,4}[.)]", words))
        )

    def _begin(self, kind: LineKind, level: int) -> None:
        self._kind, self._level = kind, level

    def _close(self) -> None:
        """End the line; what comes next is an ordinary line."""
        line = line_of(self._runs, self._kind, self._level)
        self._runs = []
        if line.kind != "blank":
            self.lines.append(line)
            self._begin("text", 0)

    def _part(self) -> None:
        """End the line and the paragraph."""
        self._close()
        self._begin("text", 0)
        if self.lines and self.lines[-1].kind != "blank":
            self.lines.append(Line("", "blank"))

    def _list(self, node: Any, tag: str, state: _State) -> None:
        self._close()
        inner = replace(state, lists=state.lists + 1)
        count = _number(node.get("start"), 1)
        for child in node:
            if child.tag != "li":
                if isinstance(child.tag, str):
                    self.walk(child, inner)
                continue
            self._close()
            if [line.kind for line in self.lines[-2:]] in (["bullet", "blank"], ["numbered", "blank"]):
                self.lines.pop()
            self._begin("numbered" if tag == "ol" else "bullet", state.lists)
            if tag == "ol":
                count = _number(child.get("value"), count)
                self._runs.append(Run(f"{_counted(count, node.get('type') or '')} "))
                count += 1
            self._inside(child, replace(inner, look=_look(child, "li", state.look)))
            self._close()
        if state.lists == 0:
            self._part()

    def _table(self, node: Any, state: _State) -> None:
        self._part()
        for caption in node.iterchildren("caption"):
            self._inside(caption, state)
            self._part()
        for row in rows_of(node, replace(state, lists=0)):
            self.lines.append(row)
        self._part()


def rows_of(node: Any, state: _State) -> Iterator[Line]:
    """The rows of a table. A cell over several columns stands once and the others are empty; so downwards."""
    held: dict[int, int] = {}
    for row in node.iter("tr"):
        if next((up for up in row.iterancestors("table")), None) is not node:
            continue
        cells: list[list[Line]] = []
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            _fill(cells, held)
            inner = _Walker()
            look = _look(cell, cell.tag, state.look)
            inner._inside(cell, replace(state, look=look, deep=state.deep + 1))
            down, across = (
                min(_number(cell.get("rowspan"), 1), 1000),
                min(_number(cell.get("colspan"), 1), 100),
            )
            for place in range(across):
                if down > 1:
                    held[len(cells)] = down - 1
                cells.append(inner.done() if place == 0 else [])
        _fill(cells, held)
        if any(line.text for lines in cells for line in lines):
            yield row_of(cells)


def _fill(cells: list[list[Line]], held: dict[int, int]) -> None:
    while held.get(len(cells), 0):
        held[len(cells)] -= 1
        cells.append([])


def _look(node: Any, tag: str, look: Run) -> Run:
    if mark := _TAGS.get(tag):
        look = with_mark(look, mark)
    if style := node.get("style"):
        for mark, pattern in _STYLES:
            if pattern.search(style):
                look = with_mark(look, mark)
        if re.search(r"font-weight\s*:\s*(normal|[1-5]00)", style, re.I):
            look = replace(look, bold=False)
    if tag == "a" and (address := (node.get("href") or "").strip()):
        look = replace(look, link=address)
    return look


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*\d{1,4}\s*", text) else otherwise


def _counted(count: int, kind: str) -> str:
    if kind in {"a", "A"} and 1 <= count <= len(_LETTERS):
        return f"{_LETTERS[count - 1]})"
    return f"{count}."
