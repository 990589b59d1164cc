"""Lists of people: where they begin, whose they are, and the people in one line."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .names import is_name
from .paragraphs import Para
from .people import row_of
from .places import is_organisation
from .wording import BODY_WORD, FRAME, bare, column_of, is_given, people_heading

THERE = re.compile(r"(?:[xX✓✔☑√]|ja|närvarande|deltog|på plats|fysiskt|digitalt|närv\.?|n)$", re.IGNORECASE)


GONE = re.compile(r"(?:nej|frånvarande|ej närvarande|inte närvarande)$", re.IGNORECASE)
AWAY = re.compile(
    r"(?:nej|förhinder|anmält förhinder|meddelat förhinder|frånvarande|ej närvarande|återbud|f)$",
    re.IGNORECASE,
)


@dataclass
class People:
    """What lists of people gave: rows, headings, and what did not fit."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    labels: list[Para] = field(default_factory=list)
    rest: list[Para] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)
    """Which row each line of the source became."""


@dataclass
class PeopleList:
    heading: str = ""
    role: str = ""
    status: str = ""
    body: str | None = None
    generic: bool = False
    columns: list[str] = field(default_factory=list)
    headings: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    organisation: str | None = None
    party: int = -1
    """Which column says whom those in the other columns of a row sit for."""


def begins_people(paras: Sequence[Para]) -> bool:
    """Whether a list of people begins here though no usual heading says so."""
    first, following = paras[0], paras[1:]
    if first.kind != "row":
        label, colon, inline = first.text.partition(":")
        is_inline = bool(colon and BODY_WORD.search(label) and inline.count(",") > 1 and len(label) < 90)
        return (
            is_body(first, following)
            or is_unknown_list(first, following)
            or (is_inline and read_whose(label, inline, None, first, People()))
        )
    said = [" ".join(inner.text for inner in cell).strip() for cell in first.cells if cell]
    if len(said) == 1:
        return bool(
            BODY_WORD.search(said[0]) and len(said[0]) < 90 and following and is_person_row(following[0])
        )
    return bool(is_person_row(first) and following and is_person_row(following[0]))


def is_person_row(para: Para) -> bool:
    """Whether a table's row is a name beside an organisation."""
    if para.kind != "row":
        return False
    cells = [" ".join(inner.text for inner in cell).strip() for cell in para.cells]
    said = [cell for cell in cells if cell and not THERE.match(cell)]
    if len(said) > 1 and all(is_name(cell) and not is_organisation(cell) for cell in said):
        return False  # names beside one another are signatures
    row = (
        row_of(Para(", ".join(said)), role="", status="", heading="", body=None)
        if 1 < len(said) < 5
        else None
    )
    return bool(row and (row["name"] or row["status"] == "vacant") and row["organisation"])


def is_body(para: Para, following: Sequence[Para]) -> bool:
    """Whether a line names whose list comes: it is followed by a heading of people, or by people."""
    text = para.text.strip(" :")
    if (
        not BODY_WORD.search(text)
        or len(text) > 110
        or "," in text
        or text.endswith(".")
        or people_heading(text)
        or FRAME.get(bare(text.split(":")[0]))
    ):
        return False
    if not following or re.search(r"\d{4}|minnesanteckning|protokoll", text, re.IGNORECASE):
        return False
    after = following[0]
    if after.kind == "row":
        return is_person_row(after) or any(
            column_of(inner.text) == "name" for cell in after.cells for inner in cell
        )
    return bool(people_heading(after.text.split(":", 1)[0]))


def names_organisation(para: Para, following: Sequence[Para]) -> bool:
    """Whether a line inside a list names the organisation of those that follow."""
    if not is_organisation(para.text.strip(" :")) or not following or following[0].kind == "row":
        return False
    row = row_of(following[0], role="", status="", heading="", body=None)
    return bool(row and row["name"] and not row["organisation"])


def is_unknown_list(para: Para, following: Sequence[Para]) -> bool:
    """Whether a heading nobody knows stands over people: the next lines are all names with parties or titles."""
    is_body = bool(BODY_WORD.search(para.text)) and not re.search(r"[,.]", para.text)
    is_heading = (
        is_body or para.kind == "heading" or para.is_all(para.bold) or para.text.rstrip().endswith(":")
    )
    if not is_heading or len(para.text) > 90 or re.search(r"\d", para.text) or len(following) < 2:
        return False
    rows = [
        row_of(one, role="", status="", heading="", body=None) for one in following[:2] if one.kind != "row"
    ]
    return len(rows) == 2 and all(
        row
        and (row["status"] == "vacant" or (row["name"] and (row["organisation"] or row["title"] or is_body)))
        for row in rows
    )


def read_whose(label: str, inline: str, at: PeopleList | None, para: Para, found: People) -> bool:
    """People in one line behind their body or organisation: "Rådet för hälsa: Anna Ek (Nora), Bo Alm (Kumla)"."""
    is_party = is_organisation(label.strip())
    if not is_party and not (BODY_WORD.search(label) and len(label) < 90 and not re.search(r"[,.\d]", label)):
        return False
    names = [part.strip() for part in re.split(r"[,;](?![^()]*\))| och ", inline) if part.strip(" .")]
    rows = [row_of(Para(name.rstrip(".")), role="", status="", heading="", body=None) for name in names]
    if (
        not rows
        or sum(bool(row and row["name"]) for row in rows) * 2 < len(rows)
        or (is_party and (at is None or not at.heading))
    ):
        return False
    body = None if is_party else label.strip()
    one = PeopleList(
        at.heading if at and at.heading else "Närvarande",
        at.role if at else "",
        at.status if at else "",
        body or (at.body if at else None),
    )
    before = len(found.rows)
    read_inline(para.part(len(label) + 1), one, found)
    for row in found.rows[before:]:
        row["organisation"] = row["organisation"] or (label.strip() if is_party else None)
    if body:
        found.bodies.append(body)
        found.labels.append(para.part(0, len(label) + 1))
    return len(found.rows) > before


def person_in(para: Para, at: PeopleList) -> dict[str, Any] | None:
    if len(para.text) > 170:
        return None
    return row_of(para, role=at.role, status=at.status, heading=at.heading, body=at.body)


def add_row(found: People, row: dict[str, Any], para: Para) -> None:
    for number in para.numbers:
        found.lines[number] = len(found.rows)
    found.rows.append(row)


def read_inline(para: Para, at: PeopleList, found: People) -> None:
    """Several people in one line: parted by semicolons, or by commas between names."""
    text = para.text.rstrip(".")
    alone = [match.span() for match in re.finditer(r"[^\s,]+(?=,| och |$)", text)]
    if len(alone) > 1 and first_names_alone(text):
        for start, end in alone:
            piece = para.part(start, end)
            add_row(found, person_in(piece, at) or _only_first(piece, at), para)
        return
    if ";" in text:
        cuts = [match.end() for match in re.finditer(r";", text)]
    else:
        commas = [match.start() for match in re.finditer(r",(?![^()]*\))| och (?=[A-ZÅÄÖ])", text)]
        cuts = []
        for comma in commas:
            rest = re.sub(r"^(?:,| och)\s*", "", text[comma:])
            first = re.split(r",(?![^()]*\))| och (?=[A-ZÅÄÖ])", rest)[0]
            row = row_of(Para(first.strip()), role="", status="", heading="", body=None)
            if row and (row["name"] or row["status"] == "vacant"):
                cuts.append(comma + 1)
    places = [0, *cuts, len(text)]
    for start, end in itertools.pairwise(places):
        piece = para.part(start, end)
        words = piece.text.strip(" ,;")
        words = re.sub(r"^och\s+", "", words)
        piece = piece.part(piece.text.find(words), piece.text.find(words) + len(words))
        if row := person_in(piece, at):
            add_row(found, row, para)


def first_names_alone(text: str) -> bool:
    """Whether a line has nothing but first names, most of them usual ones: "Anna, Bo och Cia"."""
    parts = [part.strip() for part in re.split(r",| och ", text) if part.strip()]
    return all(re.fullmatch(r"[A-ZÅÄÖ][a-zåäö-]+", part) for part in parts) and (
        sum(is_given(part) for part in parts) * 2 > len(parts)
    )


def _only_first(para: Para, at: PeopleList) -> dict[str, Any]:
    """The row of a first name that no list of given names has."""
    row = row_of(Para("Anna"), role=at.role, status=at.status, heading=at.heading, body=at.body)
    return {**(row or {}), "name": para.text, "line": para.text}


def begins_list(cell: Sequence[Para]) -> bool:
    """Whether a cell holds a heading and the people under it."""
    return bool(
        people_heading(cell[0].text) or is_body(cell[0], cell[1:]) or is_unknown_list(cell[0], cell[1:])
    )
