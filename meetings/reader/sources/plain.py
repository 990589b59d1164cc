"""Plain text and Markdown, also with HTML among it, as lines: tabs and pipes are columns."""

import re
from collections.abc import Sequence
from dataclasses import replace

from meetings.reader.lines import Line, LineKind, Source

from .decoding import decoded
from .hypertext import html_lines
from .marks import as_html, has_tags, is_plain
from .runs import Run, line_of, row_of, trimmed
from .spaced import columns_of

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_BULLET = re.compile(r"([ \t]*)(?:[-*+•·▪◦‣●○■□➢➤\uf0b7\uf0a7]|o(?= {2,}))(?:[ \t]+)(?=\S)")
_DASH = re.compile(r"([ \t]*)[–—][ \t]+(?=\S)")
_NUMBERED = re.compile(r"([ ]*)(?:\d{1,3}(?:\.\d{1,2})*[.)]|[a-zåäö]\))(?:[ \t]+)(?=\S)")
_RULE = re.compile(r"\s*(?:[-*_=–]\s*){3,}$|\s*[-=|+: \t]*-{2,}[-=|+: \t]*$")
_QUOTED = re.compile(r"^\s{0,3}(?:>\s?)+(?=\S)|^\s*>\s*$")
_OPENED = re.compile(r"<(p|div|ul|ol|table|td|tr|li|h[1-6]|blockquote)(?=[\s>/])", re.IGNORECASE)
_CLOSED = re.compile(r"</(p|div|ul|ol|table|td|tr|li|h[1-6]|blockquote)\s*>", re.IGNORECASE)
_MOST_GATHERED = 5_000


def text_source(data: bytes, name: str, kind: str) -> Source:
    """A text or Markdown file. Its lines are those of the file: a paragraph may be broken over several."""
    return Source(name, kind, tuple(text_lines(decoded(data))))


def text_lines(text: str) -> list[Line]:
    """The lines of a text, as printed."""
    found: list[Line] = []
    raw = [line.rstrip() for line in text.replace("\f", "\n").split("\n")]
    spaced = columns_of(raw, fragment_lines)
    at = 0
    while at < len(raw):
        if at in spaced:
            at, rows = spaced[at]
            found += rows
            continue
        whole, at = _gathered(raw, at)
        found += _lines_of(whole, found[-1] if found else None)
    return _without_lone_signs(trimmed(found))


def _without_lone_signs(lines: list[Line]) -> list[Line]:
    """A sign that elsewhere stands within lines begins no list where a line happens to be broken before it."""
    if not any(" • " in line.text for line in lines):
        return lines
    return [_restored(line) if _is_lone(lines, at) else line for at, line in enumerate(lines)]


def _is_lone(lines: Sequence[Line], at: int) -> bool:
    below = lines[at + 1].kind if at + 1 < len(lines) else "blank"
    return at > 0 and lines[at].kind == "bullet" and lines[at - 1].kind == "text" and below != "bullet"


def _restored(line: Line) -> Line:
    return _moved(line, 2, f"• {line.text}", "text", 0)


def _gathered(raw: Sequence[str], at: int) -> tuple[str, int]:
    """A line, with those after it as long as a block of HTML is open in it; else the line alone."""
    line = raw[at]
    if not has_tags(line) or not _open(line):
        return line, at + 1
    is_table = bool(re.search(r"<(table|ul|ol|div)\b", line, re.IGNORECASE))
    whole, end = line, at + 1
    while end < len(raw) and end - at < _MOST_GATHERED and (raw[end] or is_table):
        whole += f"\n{raw[end]}"
        end += 1
        if not _open(whole):
            return whole, end
    return line, at + 1


def _open(text: str) -> bool:
    return len(_OPENED.findall(text)) > len(_CLOSED.findall(text))


def _lines_of(raw: str, before: Line | None) -> list[Line]:
    if not raw.strip():
        return [Line("", "blank")]
    if _RULE.match(raw):
        return [Line("", "blank")]
    raw = _QUOTED.sub("", raw)
    pipes = raw.strip()
    if pipes.startswith("|") and pipes.endswith("|") and len(pipes) > 1:
        cells = re.split(r"(?<!\\)\|", pipes[1:-1])
        return [row_of([fragment_lines(cell.strip()) for cell in cells])]
    if "\t" in raw:
        if _OPENED.search(raw) and "\n" in raw:
            return html_lines(as_html(raw))
        if not _is_indented_list(raw):
            return [row_of([fragment_lines(cell.strip()) for cell in raw.split("\t")])]
    return fragment_lines(raw, before)


def _is_indented_list(raw: str) -> bool:
    """A sign with words after it, and no other tab: an item of a list, moved in or written out by Word."""
    return bool(re.match(r"[ \t]*(?:[•·▪◦‣●○■□\uf0b7\uf0a7]|[-–])[ \t]+[^\t]+$", raw))


def fragment_lines(raw: str, before: Line | None = None) -> list[Line]:
    """The lines of a line or a cell: one, or several where HTML makes blocks of it."""
    if has_tags(raw) and (_OPENED.search(raw) or re.search(r"<br", raw, re.IGNORECASE)):
        return [_as_listed(line) for line in html_lines(as_html(raw))]
    words, kind, level = _kind_of(raw, before)
    if is_plain(words):
        return trimmed([line_of([Run(words)], kind, level)])
    lines = html_lines(as_html(words))
    if kind == "text":
        return [_as_listed(line) for line in lines]
    return [line if line.kind == "blank" else replace(line, kind=kind, level=level) for line in lines]


def _kind_of(raw: str, before: Line | None) -> tuple[str, LineKind, int]:
    if hit := _HEADING.match(raw.strip()):
        return hit[2], "heading", len(hit[1])
    if hit := _BULLET.match(raw):
        return raw[hit.end() :], "bullet", _depth(hit[1])
    if (hit := _DASH.match(raw)) and _may_begin(before):
        return raw[hit.end() :], "bullet", _depth(hit[1])
    if hit := _NUMBERED.match(raw):
        return raw.strip(), "numbered", _depth(hit[1])
    return raw, "text", 0


def _may_begin(before: Line | None) -> bool:
    """Whether a line that begins with a dash may begin a list, rather than go on with a broken sentence."""
    return (
        before is None
        or before.kind in {"blank", "bullet", "heading", "row"}
        or before.text.endswith((".", ":"))
    )


def _depth(indent: str) -> int:
    return len(indent.replace("\t", "    ")) // 2


def _as_listed(line: Line) -> Line:
    """A paragraph of HTML that is written as an item of a list."""
    words, kind, level = _kind_of(line.text, Line("", "blank"))
    if line.kind not in {"text", "bullet"} or kind not in {"bullet", "numbered"}:
        return line
    if line.kind == "bullet":
        kind, level = "bullet", line.level
    return _moved(line, len(words) - len(line.text), words, kind, level)


def _moved(line: Line, by: int, text: str, kind: LineKind, level: int) -> Line:
    """The line with another beginning, `by` signs longer, the spans moved with it."""

    def moved(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        return tuple((max(start + by, 0), end + by) for start, end in spans if end + by > 0)

    return Line(
        text, kind, level, moved(line.bold), moved(line.italic), moved(line.struck), moved(line.underlined),
        tuple((max(start + by, 0), end + by, link) for start, end, link in line.links if end + by > 0),
    )  # fmt: skip
