"""Text of an item to blocks, and where in them records, contributions, links and dates stand. Knows no database."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from secretariat.lib.text import joined, paragraphs_of, plain

from .shapes import Said

_NUMBERED = re.compile(r"^(\d{1,2})[.)] (?=\S)")
_LONGEST_HEADING = 60
_CLINGING = ",.;:!?)]”»…"


@dataclass(frozen=True)
class Line:
    """A paragraph, list item or table, and where in the flat text its words stand."""

    kind: str
    start: int
    end: int


@dataclass
class Text:
    """The words of an item in one string, lines parted by new lines; bullets and list numbers taken away."""

    flat: str
    lines: list[Line]
    cursors: dict[str, int] = field(default_factory=dict)

    def find(self, needle: str, *, by: str = "", anew: bool = False) -> tuple[int, int] | None:
        """Where these words stand, whatever the white space between them; whole words only.

        With `by`, the search goes on after the last hit of that kind, and from the start where there is no more.
        """
        pattern = _pattern(needle)
        if pattern is None:
            return None
        found = pattern.search(self.flat, 0 if anew else self.cursors.get(by, 0)) or pattern.search(self.flat)
        if found is None:
            return None
        if by:
            self.cursors[by] = found.end()
        return found.span()

    def heading_before(self, place: int) -> str:
        """The nearest line above a place that ends with a colon."""
        above = [self.flat[line.start : line.end] for line in self.lines if line.end <= place]
        return next((words for words in reversed(above) if words.endswith(":")), "")


def _pattern(needle: str) -> re.Pattern[str] | None:
    words = " ".join(text for _, text in _typed(needle)).split()
    if not words:
        return None
    before = r"(?<!\w)" if words[0][0].isalnum() else ""
    after = r"(?!\w)" if words[-1][-1].isalnum() else ""
    return re.compile(before + r"\s+".join(map(re.escape, words)) + after)


def text_of(text: str) -> Text:
    """Read the text of an item: blank line = paragraph, "- " = list item, "1. " = numbered, tabs = table."""
    flat, lines = "", []
    for kind, words in _typed(text):
        start = len(flat) + 1 if flat else 0
        flat = f"{flat}\n{words}" if flat else words
        lines.append(Line(kind, start, len(flat)))
    return Text(flat, lines)


def text_of_lines(lines: Sequence[str]) -> Text:
    """Lines outside the items: each a paragraph, or a list item where it begins with "- "."""
    return text_of("\n\n".join(lines))


def _typed(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for chunk in re.split(r"\n[ ]*\n\s*", text.replace("\r\n", "\n").strip("\n ")):
        rows = chunk.split("\n")
        numbers = [match[1] for match in map(_NUMBERED.match, rows) if match]
        if len(rows) > 1 and all("\t" in row for row in rows):
            found.append(("table", chunk))
        elif len(rows) > 1 and numbers == [str(n) for n in range(1, len(rows) + 1)]:
            found += [("numbered", _NUMBERED.sub("", row).strip()) for row in rows]
        else:
            found += [(kind, words) for kind, words in paragraphs_of(chunk) if words]
    return found


@dataclass
class Piece:
    """A block to be."""

    kind: str
    html: str = ""
    runs_on: bool = False
    parent: int | None = None
    label: str = ""
    label_break: bool = False
    party: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Mark:
    """Words that a record is to point at."""

    kind: str
    index: int
    start: int
    end: int


@dataclass(frozen=True)
class Span:
    """Inline markup: a link or a date."""

    start: int
    end: int
    opening: str
    closing: str


@dataclass(frozen=True)
class Placed:
    """A record and its blocks, by their places among the pieces."""

    kind: str
    index: int
    first: int
    last: int


@dataclass
class Built:
    pieces: list[Piece] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    lost: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Speech:
    """A contribution found in the text: its label, and where its words stand."""

    party: str
    label: str
    label_break: bool
    label_start: int
    start: int
    end: int


def speeches_of(text: Text, said: Sequence[Said]) -> tuple[list[Speech], list[Said]]:
    """Contributions in the text, and those that do not stand there as whole paragraphs."""
    found: list[Speech] = []
    lost: list[Said] = []
    cursor = 0
    for one in said:
        speech = _speech(text, one, cursor) or _speech(text, one, 0)
        if speech is None or any(
            speech.start < other.end and other.label_start < speech.end for other in found
        ):
            lost.append(one)
        else:
            found.append(speech)
            cursor = speech.end
    return sorted(found, key=lambda speech: speech.label_start), lost


def _speech(text: Text, said: Said, cursor: int) -> Speech | None:
    starts = {line.start for line in text.lines}
    ends = {line.end for line in text.lines}
    pattern = _pattern(said.text)
    label = re.compile(rf"(?P<label>{re.escape(said.party)})(?P<sign>[ ]*[:–—-])?(?P<rest>\s*)\Z")
    if pattern is None:
        return _silent_speech(text, said, cursor)
    for hit in pattern.finditer(text.flat, cursor):
        start, end = hit.span()
        if end not in ends:
            continue
        for line_start in sorted((at for at in starts if at < start), reverse=True)[:2]:
            named = label.match(text.flat, line_start, start)
            if said.party and named and ("\n" in named["rest"] or named["sign"]):
                return Speech(said.party, named["label"], "\n" in named["rest"], line_start, start, end)
        if start in starts:
            return Speech(said.party, "", False, start, start, end)
    return None


def _silent_speech(text: Text, said: Said, cursor: int) -> Speech | None:
    """A party that is named and says nothing."""
    for line in text.lines:
        words = text.flat[line.start : line.end]
        if line.start >= cursor and said.party and words.rstrip(":–—- ") == said.party:
            return Speech(said.party, said.party, False, line.start, line.end, line.end)
    return None


def build(
    text: Text,
    speeches: Sequence[Speech],
    marks: Sequence[Mark],
    spans: Sequence[Span],
    *,
    has_headings: bool = True,
) -> Built:
    """Cut the lines where records begin and end, and write each part's markup.

    With `has_headings`, a short line of its own that ends with a colon becomes a heading.

    A cut is only made where joining the parts again gives the same words; a record whose words cannot be cut out
    is returned among the lost ones.
    """
    built = Built()
    moved = {mark: _cuts(text, mark) for mark in marks}
    cuts = sorted({cut for pair in moved.values() if pair for cut in pair})
    for line in text.lines:
        speech = next(
            (one for one in speeches if one.label_start <= line.start and line.end <= one.end), None
        )
        if speech is None:
            kind = "heading" if has_headings and _is_heading(text, line) else line.kind
            _add_line(built, text, Line(kind, line.start, line.end), cuts, spans)
            continue
        if line.start == speech.label_start:
            built.pieces.append(
                Piece("contribution", label=speech.label, label_break=speech.label_break, party=speech.party)
            )
        start = max(line.start, speech.start)
        if start < line.end:
            parent = max(place for place, piece in enumerate(built.pieces) if piece.kind == "contribution")
            _add_line(built, text, Line(line.kind, start, line.end), cuts, spans, parent)
    for mark, pair in moved.items():
        placed = _placed(built, text, mark, pair) if pair else None
        if placed:
            built.placed.append(placed)
        else:
            built.lost.append(mark)
    return built


def _cuts(text: Text, mark: Mark) -> tuple[int, int] | None:
    """Where to cut so that white space, or a clinging sign after, stands at both ends."""
    line_starts = {line.start for line in text.lines}
    start, end = mark.start, mark.end
    while start not in line_starts and not text.flat[start - 1].isspace():
        start -= 1
        if text.flat[start].isalnum():
            return None
    while end < len(text.flat) and not text.flat[end].isspace() and text.flat[end] not in _CLINGING:
        if text.flat[end].isalnum():
            return None
        end += 1
    return start, end


def _add_line(
    built: Built,
    text: Text,
    line: Line,
    cuts: Sequence[int],
    spans: Sequence[Span],
    parent: int | None = None,
) -> None:
    if line.kind == "table":
        built.pieces.append(
            Piece("table", _table(text.flat, line, spans), parent=parent, start=line.start, end=line.end)
        )
        return
    inner = [cut for cut in cuts if line.start < cut < line.end]
    edges = [line.start, *inner, line.end]
    kind = "paragraph" if line.kind == "heading" and inner else line.kind
    fresh = True
    for start, end in itertools.pairwise(edges):
        words = text.flat[start:end]
        start, end = start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
        if start >= end:
            continue
        built.pieces.append(
            Piece(kind, inline(text.flat, start, end, spans), not fresh, parent, start=start, end=end)
        )
        fresh = False


def _is_heading(text: Text, line: Line) -> bool:
    words = text.flat[line.start : line.end]
    return (
        line.kind == "paragraph"
        and words.endswith(":")
        and len(words) <= _LONGEST_HEADING
        and not re.search(r"[.:;?!] ", words)
        and line is not text.lines[-1]
    )


def _placed(built: Built, text: Text, mark: Mark, cuts: tuple[int, int]) -> Placed | None:
    inside = [
        place
        for place, piece in enumerate(built.pieces)
        if piece.kind != "contribution" and cuts[0] <= piece.start and piece.end <= cuts[1]
    ]
    if not inside:
        return None
    words = joined(plain(built.pieces[place].html) for place in range(inside[0], inside[-1] + 1))
    if _letters(words) != _letters(text.flat[mark.start : mark.end]):
        return None
    return Placed(mark.kind, mark.index, inside[0], inside[-1])


def _letters(words: str) -> str:
    return "".join(re.findall(r"\w", words))


def inline(flat: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """Markup of a part of the text: words escaped, links and dates around theirs. Spans may overlap."""
    mine = [span for span in spans if span.start < end and start < span.end]
    edges = sorted(
        {start, end, *(min(max(at, start), end) for span in mine for at in (span.start, span.end))}
    )
    html, open_now = "", list[Span]()
    for left, right in itertools.pairwise(edges):
        wanted = sorted(
            (span for span in mine if span.start <= left and right <= span.end),
            key=lambda s: (s.start, -s.end),
        )
        shared = 0
        while shared < min(len(wanted), len(open_now)) and wanted[shared] is open_now[shared]:
            shared += 1
        html += "".join(span.closing for span in reversed(open_now[shared:]))
        html += "".join(span.opening for span in wanted[shared:])
        html += escape(flat[left:right], quote=False).replace("\n", "<br>")
        open_now = wanted
    return html + "".join(span.closing for span in reversed(open_now))


def _table(flat: str, line: Line, spans: Sequence[Span]) -> str:
    rows, at = [], line.start
    for row in flat[line.start : line.end].split("\n"):
        cells = []
        for cell in row.split("\t"):
            cells.append(inline(flat, at, at + len(cell), spans))
            at += len(cell) + 1
        rows.append(cells)
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
