"""The blocks of an item arranged for reading: which words stand together, under which label, marked how.

Words come from the tree; labels name what a record is, and only where the words before do not already say it.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe

from secretariat.lib.cells import cells_of
from secretariat.lib.dates import and_list
from secretariat.lib.text import joined, plain

from .documents import Block, Contribution, Paragraph, Record, Run

STATEMENTS = {
    "reservation": "Reservation",
    "dissent": "Avvikande mening",
    "special": "Särskilt yttrande",
    "note": "Protokollsanteckning",
}
_RANK = ("decision", "action", "statement", "hand_on", "for_next_meeting", "input", "interest_conflict")
_SAYS_DECISION = re.compile(r"^beslut(et|en|as|ades)?\s*[:.–-]*$", re.IGNORECASE)
STARTS_DECISION = re.compile(r"^beslut(et|en)?\s*[:–-]", re.IGNORECASE)
_STARTS_ACTION = re.compile(r"^uppdrag(et)?\s*[:–-]", re.IGNORECASE)


_NOTHING = SafeString("")


@dataclass(frozen=True)
class Piece:
    """Something that stands on its own in an item: `kind` names the part of pdf/_pieces.html that prints it."""

    kind: str
    html: SafeString = _NOTHING
    label: str = ""
    label_html: SafeString = _NOTHING
    level: int = 3
    ordered: bool = False
    is_whole: bool = True
    width: str = ""
    pieces: tuple["Piece", ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    head: tuple[SafeString, ...] = ()
    rows: tuple[tuple[SafeString, ...], ...] = ()

    @property
    def lead(self) -> SafeString:
        """The first paragraph, which stands beside a label; empty where a list or table comes first."""
        return self.pieces[0].html if self._has_lead else SafeString("")

    @property
    def rest(self) -> tuple["Piece", ...]:
        """What follows the lead."""
        return self.pieces[1:] if self._has_lead else self.pieces

    @property
    def _has_lead(self) -> bool:
        return (
            bool(self.pieces) and self.pieces[0].kind in ("paragraph", "item") and not self.pieces[0].pieces
        )

    @property
    def is_dense(self) -> bool:
        """A table of many columns is printed in small type."""
        return len(self.rows[0] if self.rows else self.head) > 5


@dataclass(frozen=True)
class _Mark:
    record: Record
    first: int
    last: int


def contains(words: str, part: str) -> bool:
    """Whether words already say something, whatever the case and the spaces. Nothing is said by every text."""
    return " ".join(part.split()).casefold() in " ".join(words.split()).casefold()


def absent(name: str) -> str:
    """The line of somebody with jäv."""
    return f"{name} deltog inte på grund av jäv."


def paragraphs(blocks: Iterable[Block]) -> Iterable[Paragraph]:
    """Paragraphs in reading order, those of contributions too."""
    for block in blocks:
        if isinstance(block, Contribution):
            yield from block.blocks
        else:
            yield block


def arrange(blocks: Sequence[Block], *, level: int = 3, before: str = "") -> tuple[Piece, ...]:
    """Pieces of an item's blocks. `level` is that of a heading inside; `before` is what stands above them."""
    return _Arranger(blocks, level).pieces(before)


class _Arranger:
    """Places every block by its number in reading order, so that a record's span can be followed."""

    def __init__(self, blocks: Sequence[Block], level: int) -> None:
        self.blocks = blocks
        self.level = level
        self.spans: dict[int, tuple[int, int]] = {}
        self.marks: list[_Mark] = []
        place = 0
        for block in blocks:
            start = place
            if isinstance(block, Contribution):
                place += 1
                for inner in block.blocks:
                    place = self._number(inner, place)
            else:
                place = self._number(block, place)
            self.spans[id(block)] = (start, place - 1)

    def _number(self, block: Paragraph, place: int) -> int:
        start = place
        for run in block.runs:
            for record in run.records:
                is_shown = record.is_own if record.kind == "decision" else record.kind != "noted_date"
                if is_shown:
                    self.marks.append(_Mark(record, place, place + record.spans - 1))
            place += 1
        self.spans[id(block)] = (start, place - 1)
        return place

    def pieces(self, before: str) -> tuple[Piece, ...]:
        return self._sequence(self.blocks, self.marks, before)

    def _sequence(self, blocks: Sequence[Block], marks: Sequence[_Mark], before: str) -> tuple[Piece, ...]:
        found: list[Piece] = []
        at = 0
        while at < len(blocks):
            group, count, own = self._group(blocks[at:], marks)
            if group:
                said = _words(blocks[at - 1]) if at else before
                part = blocks[at : at + count]
                rest = [one for one in marks if one not in own]
                _add_group(found, self._grouped(part, group, own, rest, found, said))
            else:
                count = 1
                self._add_block(found, blocks[at], marks)
            at += count
        return tuple(found)

    def _group(
        self, blocks: Sequence[Block], marks: Sequence[_Mark]
    ) -> tuple[_Mark | None, int, list[_Mark]]:
        """The record whose words are whole blocks from here on, how many, and all that share its beginning."""
        first = self.spans[id(blocks[0])][0]
        here = [one for one in marks if one.first == first]
        if not here or not isinstance(blocks[0], Paragraph):
            return None, 0, []
        ends = {self.spans[id(block)][1]: count for count, block in enumerate(blocks, 1)}
        starting = [one for one in here if one.last in ends]
        if not starting:
            return None, 0, []
        chosen = min(starting, key=lambda one: (_RANK.index(one.record.kind), -one.last))
        own = [one for one in starting if one.last <= chosen.last]
        return chosen, ends[chosen.last], own

    def _grouped(
        self,
        part: Sequence[Block],
        chosen: _Mark,
        own: Sequence[_Mark],
        rest: Sequence[_Mark],
        found: list[Piece],
        said: str,
    ) -> Piece:
        words = " ".join(_words(block) for block in part)
        inner = self._sequence(part, rest, said)
        is_one_of_a_list = len(inner) == 1 and inner[0].kind == "list" and len(inner[0].pieces) == 1
        if is_one_of_a_list and chosen.record.kind in ("decision", "action"):
            inner = inner[0].pieces
        others = [line for one in own if one is not chosen for line in _missing_facts(one.record, words)]
        inner += tuple(Piece("line", html=SafeString(""), label=line) for line in others)
        make = {"decision": _decision, "action": _action}.get(chosen.record.kind, _note)
        return make(chosen.record, words, inner, found, said)

    def _add_block(self, found: list[Piece], block: Block, marks: Sequence[_Mark]) -> None:
        if isinstance(block, Contribution):
            _add_said(found, block, self._sequence(block.blocks, marks, block.label))
            return
        first, last = self.spans[id(block)]
        inside = [one for one in marks if one.first <= last and one.last >= first]
        piece = self._paragraph(block, first, inside)
        decisions = [one for one in inside if one.record.kind == "decision"]
        if decisions:
            numbers = [one.record.number for one in decisions if one.record.number]
            starts = [one for one in decisions if one.first >= first]
            lead = joined(run.html for run in block.runs[: max(0, decisions[0].first - first)])
            is_said = bool(re.search(r"\bbeslut(et|en)?\s*[:–-]$", plain(lead), re.IGNORECASE))
            label = _label("Beslut", numbers, is_said=is_said) if starts else ""
            if piece.kind == "item":
                piece = Piece("list", pieces=(piece,), ordered=piece.ordered)
            piece = Piece("decision", label=label, pieces=(piece,), is_whole=False)
        _add(found, piece)
        for one in inside:
            if first <= one.last <= last:
                for line in _missing_facts(one.record, _words(block)):
                    found.append(Piece("line", label=line))

    def _paragraph(self, block: Paragraph, first: int, inside: Sequence[_Mark]) -> Piece:
        if block.kind == "table":
            return _table(joined(run.html for run in block.runs))
        runs = []
        for place, run in enumerate(block.runs, first):
            kinds = {one.record.kind for one in inside if one.first <= place <= one.last}
            runs.append(_run(run, kinds))
        html = mark_safe(joined(runs))  # noqa: S308 – cleaned when it was saved, and frozen since
        if block.kind == "heading":
            return Piece("heading", html=html, level=min(self.level, 5))
        if block.kind in ("bullet", "numbered"):
            return Piece("item", html=html, level=block.level, ordered=block.kind == "numbered")
        return Piece("paragraph", html=html)


def _run(run: Run, kinds: Collection[str]) -> str:
    if not run.html:
        return ""
    if "decision" in kinds:
        return f"<b>{run.html}</b>"
    return f'<span class="task">{run.html}</span>' if "action" in kinds else run.html


def _words(block: Block) -> str:
    if isinstance(block, Contribution):
        return " ".join(_words(inner) for inner in block.blocks)
    return plain(joined(run.html for run in block.runs))


def _label(word: str, numbers: Sequence[str], *, is_said: bool) -> str:
    listed = and_list(list(numbers))
    return listed if is_said else f"{word} {listed}".strip()


def _decision(record: Record, words: str, inner: tuple[Piece, ...], found: list[Piece], said: str) -> Piece:
    heading = SafeString("")
    if found and found[-1].kind in ("heading", "paragraph") and _SAYS_DECISION.match(said.strip()):
        heading = found.pop().html
    is_said = bool(heading) or bool(STARTS_DECISION.match(words))
    label = _label("Beslut", [record.number] if record.number else [], is_said=is_said)
    return Piece("decision", label=label, label_html=heading, pieces=inner)


def _action(record: Record, words: str, inner: tuple[Piece, ...], found: list[Piece], said: str) -> Piece:
    heading = SafeString("")
    if found and found[-1].kind in ("heading", "paragraph") and _STARTS_ACTION.match(f"{said.strip()}:"):
        heading = found.pop().html
    label = "" if heading or _STARTS_ACTION.match(words) else "Uppdrag"
    fields = tuple(
        (term, value)
        for term, value in (("Vem", record.who), ("Senast", record.due))
        if value and not contains(words, value)
    )
    return Piece("action", label=label, label_html=heading, pieces=inner, fields=fields)


def _note(record: Record, words: str, inner: tuple[Piece, ...], found: list[Piece], said: str) -> Piece:
    is_named = said.rstrip().endswith(":") or bool(found and found[-1].kind == "heading")
    label = _note_label(record, words, said)
    if record.kind == "interest_conflict":
        lines = tuple(Piece("line", label=line) for line in _missing_facts(record, words))
        return Piece("note", pieces=tuple(one for one in inner if one.html or one.pieces) + lines)
    return Piece("note", label="" if is_named else label, pieces=inner)


def _note_label(record: Record, words: str, said: str) -> str:
    if record.kind == "hand_on":
        to = and_list([one for one in record.to if not contains(f"{said} {words}", one)])
        return f"Medskick till {to}" if to else "Medskick"
    if record.kind == "for_next_meeting":
        coming = record.subkind == "coming"
        is_said = contains(said, "kommande möten") or contains(said, "nästa möte")
        return "" if is_said else "Till kommande möten" if coming else "Till nästa möte"
    if record.kind == "statement":
        name = "" if contains(words, record.who) else record.who
        return ", ".join(part for part in (STATEMENTS.get(record.subkind, "Yttrande"), name) if part)
    return "" if contains(words[:12], "inspel") else "Inspel"


def _missing_facts(record: Record, words: str) -> list[str]:
    """What a record tells that its words do not, as a small line after them."""
    if record.kind == "action":
        who = "" if contains(words, record.who) else record.who
        due = "" if contains(words, record.due) else f"senast {record.due}"
        told = ", ".join(part for part in (who, due) if part)
        return [f"Uppdrag: {told}"] if told else []
    if record.kind == "hand_on":
        to = and_list([one for one in record.to if not contains(words, one)])
        return [f"Medskick till {to}"] if to else []
    if record.kind == "statement" and not contains(words, record.who):
        return [f"{STATEMENTS.get(record.subkind, 'Yttrande')}: {record.who}"]
    is_told = contains(words, record.who) and contains(words, "jäv")
    return [absent(record.who)] if record.kind == "interest_conflict" and not is_told else []


def _add_group(found: list[Piece], piece: Piece) -> None:
    """Notes of one kind after one another share their label."""
    before = found[-1] if found else None
    if before and piece.kind == before.kind == "note" and piece.label in (before.label, ""):
        pieces = list(before.pieces)
        for one in piece.pieces:
            for part in one.pieces if one.kind == "list" else (one,):
                _add(pieces, part)
        found[-1] = replace(before, pieces=tuple(pieces))
        return
    found.append(piece)


def _add(found: list[Piece], piece: Piece) -> None:
    """List items that follow one another are one list."""
    if piece.kind != "item":
        found.append(piece)
        return
    before = found[-1] if found else None
    if before and before.kind == "list" and (before.ordered == piece.ordered or piece.level > 0):
        found[-1] = replace(before, pieces=_nested((*before.pieces, piece)))
        return
    found.append(Piece("list", ordered=piece.ordered, pieces=(piece,)))


def _nested(items: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The last item goes under the one before it when it stands deeper."""
    *others, before, last = items
    if last.level <= before.level:
        return items
    inner = list(before.pieces)
    _add(inner, replace(last, level=last.level - before.level - 1))
    return (*others, replace(before, pieces=tuple(inner)))


def _add_said(found: list[Piece], block: Contribution, pieces: tuple[Piece, ...]) -> None:
    """Contributions with a label are rows, party and text; without one they are ordinary text."""
    if not block.label:
        for piece in pieces:
            found.append(piece)
        return
    party = block.label.strip().removesuffix(":")
    width = "" if len(party) <= 10 else "wide" if len(party) <= 18 else "stacked"
    row = Piece("said", label=party, pieces=pieces)
    before = found[-1] if found else None
    if before and before.kind == "round":
        widest: Callable[[str], int] = ("", "wide", "stacked").index
        found[-1] = replace(before, pieces=(*before.pieces, row), width=max(before.width, width, key=widest))
        return
    found.append(Piece("round", pieces=(row,), width=width))


def _table(html: str) -> Piece:
    """A table with one head row and no merged cells; short rows are filled up (C15)."""
    cells = cells_of(html)
    width = max((len(row) for row in cells), default=0)
    if not width:
        return Piece("paragraph", html=mark_safe(html))  # noqa: S308 – cleaned when it was saved
    rows = [
        tuple(mark_safe(inside) for _, inside in row) + (_NOTHING,) * (width - len(row))  # noqa: S308
        for row in cells
    ]
    has_head = bool(cells[0]) and all(tag == "th" for tag, _ in cells[0])
    return Piece("table", head=rows[0] if has_head else (), rows=tuple(rows[1:] if has_head else rows))
