"""Where points begin: numbers that follow one another, rows of a table, headings."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .paragraphs import Para
from .people import row_of
from .wording import AFTER_HEADING, FRAME, bare, column_of, is_label_line, looks_party, people_heading

NUMBER = re.compile(
    r"(?P<sign>§+\s*|(?:[Pp]unkt|[Ää]rende|[Pp]\.)\s+)?(?P<printed>(?(sign)(?:20\d\d\s?[/:.-]\s?)?)"
    r"(?P<number>\d{1,3})(?(sign)(?:\s?[/:-]\s?(?:20)?\d\d(?!\d))?))(?:\s?(?P<letter>[a-hA-H])(?=[\s.):]|$))?"
    r"(?P<stop>[.):]+(?!\d)|(?=\s*$)|(?=\s+[A-ZÅÄÖ(”\"])|(?=\s[–-]\s))\s*(?:[–-]\s+)?"
)


_MOST_ALIKE = 20
"""How many points of one number are compared with one that stands above them."""
_LETTER = re.compile(r"(?P<letter>[a-h])[.)]\s+")


@dataclass(frozen=True)
class Start:
    at: int
    number: int
    letter: str
    look: tuple[object, ...]
    printed: str = ""
    """The number as it stands: "14", or with the year of its row "2026/14"."""


def tables_of(paras: Sequence[Para]) -> dict[int, list[str]]:
    """For each row of a table whose head is known, what its columns hold. The head itself has "head" first."""
    found: dict[int, list[str]] = {}
    columns: list[str] = []
    for at, para in enumerate(paras):
        if para.kind != "row":
            if columns and (at + 1 >= len(paras) or paras[at + 1].kind != "row"):
                columns = [] if para.kind == "heading" or people_heading(para.text) else columns
            continue
        words = [" ".join(p.text for p in cell) for cell in para.cells]
        named = [column_of(word) for word in words]
        said = sum(bool(name) for name in named)
        if (said >= 2 and all(len(word) < 40 for word in words)) or (
            said == 1 and not columns and len([word for word in words if word]) == 1
        ):
            columns = _settled(named)
            found[at] = ["head", *columns]
        elif columns and len(para.cells) == len(columns):
            found[at] = columns
    return found


def _settled(named: list[str]) -> list[str]:
    """Who is responsible presents the point, where no column tells decisions or what is to be done."""
    if "title" in named or ("number" in named and "text" in named):
        named = ["task" if name == "what" else name for name in named]
    if "title" not in named and "number" in named and "text" not in named and "" in named:
        named = ["title" if place == named.index("") else name for place, name in enumerate(named)]
    return named


def is_head(at: int, tables: dict[int, list[str]]) -> bool:
    return tables.get(at, [""])[:1] == ["head"]


def is_inner(at: int, tables: dict[int, list[str]]) -> bool:
    """Whether the head is of a table within a point: who does what until when, or who was there."""
    return bool({"what", "name"} & set(tables.get(at, [])))


def _first_words(para: Para) -> tuple[Para, int] | None:
    """The paragraph of a row that begins with a number, and the cell it stands in."""
    for place, cell in enumerate(para.cells):
        if cell and NUMBER.match(cell[0].text):
            return cell[0], place
    return None


def start_of(at: int, para: Para, columns: list[str] | None) -> Start | None:
    if columns and (columns[0] == "head" or {"name", "what"} & set(columns)):
        return None
    cell = -1
    if para.kind == "row":
        if not (hit := _first_words(para)):
            return None
        first, cell = hit
    else:
        first = para
    number = NUMBER.match(first.text)
    if not number or (number["stop"] == "" and not number["sign"] and cell < 0 and first.kind == "bullet"):
        return None
    is_marked = bool(first.bold and first.bold[0][0] <= number.end())
    look = (
        para.kind if para.kind in {"row", "heading"} else "text",
        para.level if para.kind != "text" else 0,
        cell,
        is_marked,
        bool(number["sign"]),
        para.gap or para.kind == "row",
    )
    printed = re.sub(r"\s", "", number["printed"])
    return Start(at, int(number["number"]), (number["letter"] or "").lower(), look, printed)


def without_agenda(starts: Sequence[Start], paras: Sequence[Para]) -> list[Start]:
    """The beginnings without an agenda listed first, whose every point stands again below with its text."""
    titles = [bare(NUMBER.sub("", paras[one.at].text, count=1)) for one in starts]
    below: dict[int, list[str]] = {}
    again = 0
    for place in range(len(starts) - 1, -1, -1):
        same = below.setdefault(starts[place].number, [])
        again = again + 1 if any(one.startswith(titles[place]) for one in same[-_MOST_ALIKE:]) else 0
        same.append(titles[place])
    is_agenda = again > 1 and starts[again - 1].at - starts[0].at < 2 * again
    return list(starts[again:]) if is_agenda else list(starts)


def chain_of(starts: Sequence[Start], paras: Sequence[Para]) -> list[Start]:
    """The longest run of numbers that follow one another, preferably alike in look."""
    best: list[float] = []
    back: list[int] = []
    for place, one in enumerate(starts):
        weight = 0.4 if _is_person(paras[one.at]) else 1.0
        score, came = (
            (weight - (0 if one.number == 1 else 0.3 if one.number == 2 or one.look[4] else 1.2)),
            -1,
        )
        for other in range(place):
            step = one.number - starts[other].number
            is_sub = step == 0 and bool(one.letter) and one.letter > starts[other].letter
            if not (step in {1, 2} or is_sub) or (step and one.letter > "a"):
                continue
            gained = (
                best[other]
                + weight
                + (0.5 if one.look == starts[other].look else 0)
                - (0.8 if step == 2 else 0)
            )
            if gained > score:
                score, came = gained, other
        best.append(score)
        back.append(came)
    if not best:
        return []
    at = max(range(len(best)), key=lambda place: best[place])
    found: list[Start] = []
    while at >= 0:
        found.append(starts[at])
        at = back[at]
    return found[::-1]


def _is_person(para: Para) -> bool:
    text = NUMBER.sub("", para.text, count=1)
    row = row_of(Para(text.replace("\t", ", ")), role="", status="", heading="", body=None)
    return bool(row and row["name"] and (row["organisation"] or row["title"]))


def unnumbered(paras: Sequence[Para], tables: dict[int, list[str]]) -> list[Start]:
    rows = [
        at
        for at, columns in tables.items()
        if "title" in columns
        and columns[0] != "head"
        and (cell := paras[at].cells[columns.index("title")])
        and cell[0].text
    ]
    if len(rows) > 1:
        return [Start(at, 0, "", ("row",)) for at in rows]
    headings = [
        (at, para) for at, para in enumerate(paras) if para.kind == "heading" and _is_point_heading(para)
    ]
    if len(headings) > 1:
        count = Counter(para.level for _, para in headings)
        level = max(count, key=lambda one: (count[one], -one))
        return [Start(at, 0, "", ("heading",)) for at, para in headings if para.level == level]
    bold = [
        Start(at, 0, "", ("bold",))
        for at, para in enumerate(paras)
        if at > 1
        and para.kind == "text"
        and para.is_all(para.bold)
        and len(para.text) < 110
        and _is_point_heading(para)
    ]
    return bold if len(bold) > 1 else _over_bullets(paras) or _outer_bullets(paras)


def _over_bullets(paras: Sequence[Para]) -> list[Start]:
    """Short lines that stand alone over bullets, in text that marks no headings."""
    found = [
        Start(at, 0, "", ("line",))
        for at, (para, below) in enumerate(itertools.pairwise(paras))
        if at
        and para.kind == "text"
        and below.kind == "bullet"
        and para.gap
        and len(para.text) < 80
        and not para.text.endswith((".", "!", "?", ",", ":"))
        and _is_point_heading(para)
    ]
    return found if len(found) > 1 else []


def _outer_bullets(paras: Sequence[Para]) -> list[Start]:
    """Bullets with others moved in below them, in notes that have no headings."""
    listed = [(at, para) for at, para in enumerate(paras) if para.kind == "bullet"]
    outer = min((para.level for _, para in listed), default=0)
    found = [at for at, para in listed if para.level == outer and _is_point_heading(para)]
    led = [at for at in found if at + 1 < len(paras) and _is_inner_bullet(paras[at + 1], outer)]
    if len(led) < 2 or len(led) * 2 < len(found):
        return []
    return [Start(at, 0, "", ("bullet",)) for at in found if at >= led[0]]


def _is_inner_bullet(para: Para, outer: int) -> bool:
    return para.kind == "bullet" and para.level > outer


def _is_point_heading(para: Para) -> bool:
    words = bare(para.text)
    return not (
        people_heading(para.text)
        or words in FRAME
        or is_label_line(para.text)
        or AFTER_HEADING.match(para.text)
        or looks_party(para.text)
        or re.match(r"(?:minnes|mötes)?anteckning|protokoll\b", words)
    )
