"""Where the points of the minutes are: what stands before them, each of them as it stands, and what stands after."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .lists import begins_people
from .names import presenters_in
from .paragraphs import Pages, Para
from .starts import (
    NUMBER,
    Start,
    chain_of,
    is_head,
    is_inner,
    start_of,
    tables_of,
    unnumbered,
    without_agenda,
)
from .wording import AFTER_HEADING, FRAME, bare, column_of, is_label_line, people_heading


@dataclass
class Raw:
    """A point as it stands: its number, the paragraphs of its heading and of its text, and what columns say of it."""

    number: str | None
    heading: list[Para] = field(default_factory=list)
    body: list[Para] = field(default_factory=list)
    presenters: list[Para] = field(default_factory=list)
    decisions: list[Para] = field(default_factory=list)
    tasks: list[Para] = field(default_factory=list)
    responsible: list[Para] = field(default_factory=list)
    due: list[Para] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    letter: str | None = None
    in_row: bool = False
    heading_cell: list[Para] = field(default_factory=list)
    labels: list[Para] = field(default_factory=list)


@dataclass
class Outline:
    """The minutes in three: before the points, the points, after them; and headings of columns."""

    before: list[Para] = field(default_factory=list)
    points: list[Raw] = field(default_factory=list)
    after: list[Para] = field(default_factory=list)
    labels: list[Para] = field(default_factory=list)


def outline(pages: Pages, known: frozenset[str]) -> Outline:
    """Find the points (M1): by numbers that follow one another, else by a table's rows, else by headings."""
    paras = pages.paras
    tables = tables_of(paras)
    begun = [start for at, para in enumerate(paras) if (start := start_of(at, para, tables.get(at)))]
    starts = chain_of(without_agenda(begun, paras), paras)
    if len(starts) < 2:
        starts = unnumbered(paras, tables)
    if not starts:
        return _without_points(paras)
    first, last = starts[0].at, starts[-1].at
    found = Outline()
    end = _end(paras, last, tables)
    found.before = [
        para for at, para in enumerate(paras[:first]) if not is_head(at, tables) or is_inner(at, tables)
    ]
    found.labels = [
        para for at, para in enumerate(paras[:end]) if is_head(at, tables) and not is_inner(at, tables)
    ]
    has_presenter_column = _text_columns(found)
    by_place = {start.at: start for start in starts}
    for at in range(first, end):
        if is_head(at, tables) and not is_inner(at, tables):
            continue
        if start := by_place.get(at):
            found.points.append(_begin(start, paras[at], tables.get(at), known))
        else:
            _go_on(found.points[-1], paras[at], tables.get(at))
    if has_presenter_column:
        for point in found.points:
            _presenters_first(point)
    found.after = paras[end:]
    return found


def _end(paras: Sequence[Para], last: int, tables: dict[int, list[str]]) -> int:
    """Where the last point ends."""
    in_row = paras[last].kind == "row"
    for at in range(last + 1, len(paras)):
        para = paras[at]
        if para.kind == "row":
            if {"name", "what"} & set(tables.get(at, [])):
                return at
            if (in_row and not any(p.text for p in para.cells[0])) or tables.get(at):
                continue
            if AFTER_HEADING.match(para.text) or (not tables.get(at) and begins_people(paras[at:])):
                return at
            continue
        if begins_people(paras[at:]):
            return at
        label = para.text.split(":", 1)[0]
        is_presented = is_label_line(label) == "presenter" and len(label) < len(para.text.rstrip(" :"))
        if (people_heading(label) and not is_presented) or _heads_after(para.text) or _is_frame(para.text):
            return at
        is_next = (
            re.match(r"nästa (?:möte|sammanträde|träff)\b", para.text, re.IGNORECASE) and len(para.text) < 90
        )
        if in_row and para.gap and (para.kind == "heading" or para.is_all(para.bold) or is_next):
            return at
        if para.kind == "heading" and paras[last].kind == "heading" and para.level <= paras[last].level:
            return at
    return len(paras)


def _heads_after(text: str) -> bool:
    return bool(AFTER_HEADING.match(text)) and not (text.endswith(".") or len(text) > 90)


def _is_frame(text: str) -> bool:
    label = text.split(":", 1)[0]
    return ":" in text and FRAME.get(bare(label)) in {"approval", "secretary"}


def _text_columns(found: Outline) -> bool:
    """Take headings of columns out of what stands before the points, where the file is only text."""
    seen: list[Para] = []
    while found.before and len(seen) < 4:
        last = found.before[-1]
        if column_of(last.text) or re.fullmatch(
            r"nummer\s*/|föredragande|ärenden?|/?\s*nummer", last.text.strip(), re.IGNORECASE
        ):
            seen.insert(0, found.before.pop())
        else:
            break
    joined: list[Para] = []
    for para in seen:
        if joined and joined[-1].text.endswith("/"):
            joined[-1] = replace(
                joined[-1],
                text=f"{joined[-1].text} {para.text}",
                numbers=(*joined[-1].numbers, *para.numbers),
            )
        else:
            joined.append(para)
    found.labels = [*joined, *found.labels]
    named = " ".join(bare(para.text) for para in seen)
    return "föredragande" in named


def _begin(start: Start, para: Para, columns: list[str] | None, known: frozenset[str]) -> Raw:
    number = start.printed if start.number else None
    raw = Raw(number, letter=start.letter or None, numbers=list(para.numbers), in_row=para.kind == "row")
    if para.kind != "row":
        hit = NUMBER.match(para.text) if start.number else None
        rest = para.part(hit.end()) if hit else para
        raw.heading = [rest] if rest.text else []
        return raw
    cells = [list(cell) for cell in para.cells]
    numbered = -1
    if start.number:
        numbered = next(place for place, cell in enumerate(cells) if cell and NUMBER.match(cell[0].text))
        hit = NUMBER.match(cells[numbered][0].text)
        rest = cells[numbered][0].part(hit.end() if hit else 0)
        cells[numbered] = ([rest] if rest.text else []) + cells[numbered][1:]
    names = list(columns or [""] * len(cells))
    if numbered >= 0 and _is_presenters(cells[numbered], names[numbered], known):
        raw.presenters += cells[numbered]
        cells[numbered] = []
    for place, cell in enumerate(cells):
        _put(raw, cell, names[place], is_numbered=place == numbered)
    if not raw.heading and raw.body:
        raw.heading, raw.body = raw.body[:1], raw.body[1:]
    return raw


def _is_presenters(cell: list[Para], name: str, known: frozenset[str]) -> bool:
    if not cell or name in {"numberpresenter", "presenter"}:
        return True
    return name in {"", "number"} and all(
        presenters_in(para.text, known) or para.text.startswith("(") for para in cell
    )


def _put(raw: Raw, cell: list[Para], name: str, *, is_numbered: bool) -> None:
    if not cell:
        return
    if name in {"presenter", "numberpresenter"}:
        raw.presenters += cell
    elif name == "decision":
        raw.decisions += cell
    elif name == "task":
        raw.tasks += cell
    elif name in {"responsible", "due"}:
        getattr(raw, name).extend(cell)
    elif name == "title" or (is_numbered and name != "text") or (not raw.heading and name != "text"):
        head, rest = _whole_heading(cell)
        raw.heading.append(head)
        raw.heading_cell += cell
        raw.body = rest + raw.body
    else:
        raw.body += cell


_WANTS_MORE = re.compile(
    r"(?:[–,&/-]|\b(?:och|till|för|om|av|i|på|med|från|vid|samt|kring|inom|att|den|det|en|ett))$"
)


def _continues(head: Para, more: Para) -> bool:
    """Whether a line goes on with a heading that was broken in a narrow column."""
    if more.gap or len(more.text) > 90 or more.kind not in {"text", "numbered"}:
        return False
    if head.is_all(head.bold) and more.bold and more.bold[0][0] == 0:
        return True
    return more.text[:1].islower() or bool(_WANTS_MORE.search(head.text))


def _with_more(head: Para, more: Para) -> Para:
    shift = len(head.text) + 1
    bold = (*head.bold, *((a + shift, b + shift) for a, b in more.bold))
    return replace(head, text=f"{head.text} {more.text}", numbers=(*head.numbers, *more.numbers), bold=bold)


def _whole_heading(cell: list[Para]) -> tuple[Para, list[Para]]:
    head, rest = cell[0], cell[1:]
    while rest and _continues(head, rest[0]):
        head, rest = _with_more(head, rest[0]), rest[1:]
    return head, rest


def _go_on(raw: Raw, para: Para, columns: list[str] | None) -> None:
    """What stands before the next point belongs to this one."""
    raw.numbers += para.numbers
    if para.kind != "row":
        ended = not raw.body or raw.body[-1].text.endswith((".", "!", "?"))
        if (
            raw.in_row
            and not para.gap
            and para.text[:1].islower()
            and len(para.text) < 60
            and raw.heading
            and ended
        ):
            head = raw.heading[-1]
            raw.heading[-1] = replace(
                head, text=f"{head.text} {para.text}", numbers=(*head.numbers, *para.numbers)
            )
        else:
            raw.body.append(para)
        return
    is_text = any(len(cell) > 1 or any(len(inner.text) > 110 for inner in cell) for cell in para.cells)
    if (not columns and raw.in_row is False and raw.body and not is_text) or "what" in (columns or []):
        raw.body.append(para)
        return
    cells = [list(cell) for cell in para.cells]
    title = columns.index("title") if columns and "title" in columns else 0
    is_broken = bool(
        raw.heading and cells[title] and _continues(raw.heading[-1], replace(cells[title][0], gap=False))
    )
    if is_broken and (not raw.body or not any(cell for place, cell in enumerate(cells) if place != title)):
        raw.heading[-1], cells[title] = _with_more(raw.heading[-1], cells[title][0]), cells[title][1:]
        raw.in_row = True
    for place, cell in enumerate(cells):
        name = columns[place] if columns else ""
        if name in {"decision", "task", "responsible", "due"}:
            _put(raw, list(cell), name, is_numbered=False)
        else:
            raw.body += cell


def _presenters_first(raw: Raw) -> None:
    """In text where a column of presenters came first: lines up to the first empty one name them."""
    if raw.in_row or not raw.heading:
        return
    short = [raw.heading[0]]
    for para in raw.body:
        if para.gap or len(para.text) > 34:
            break
        short.append(para)
    rest = raw.body[len(short) - 1 :]
    if (
        not rest
        or not rest[0].gap
        or any(len(para.text) > 34 for para in short if not para.text.startswith("("))
    ):
        return
    names = [name for para in short if (name := re.sub(r"\([^)]*\)", "", para.text).strip())]
    if names and all(re.match(r"[A-ZÅÄÖ]", name) and len(name.split()) < 4 for name in names):
        raw.presenters, raw.heading, raw.body = short, rest[:1], rest[1:]


def _without_points(paras: Sequence[Para]) -> Outline:
    """Nothing that looks like points: everything under the heading is one."""
    return Outline(before=list(paras[:1]), points=[Raw(None, body=list(paras[1:]))] if len(paras) > 1 else [])
