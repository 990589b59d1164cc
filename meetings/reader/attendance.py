"""Lists of people: whose list, in which role, and who was there (SCHEMA.md, attendance)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .paragraphs import Para
from .people import row_of
from .places import is_organisation
from .wording import BODY_WORD, FRAME, PEOPLE, bare, column_of, is_given, people_heading

_LEGEND = re.compile(r"^\s*(?:[✓✔☑X~]\S*\s*=|Xxxx+\s*=|överstruk\w+\s*=|genomstruk\w+)", re.IGNORECASE)
_THERE = re.compile(r"(?:[xX✓✔☑√]|ja|närvarande|deltog|på plats|fysiskt|digitalt|närv\.?|n)$", re.IGNORECASE)
_AWAY = re.compile(
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
class _List:
    heading: str = ""
    role: str = ""
    status: str = ""
    body: str | None = None
    generic: bool = False
    columns: list[str] = field(default_factory=list)
    headings: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    organisation: str | None = None


def read_people(paras: Sequence[Para], found: People | None = None) -> People:
    """Take the lists of people out of what stands before or after the points."""
    found = found or People()
    at: _List | None = None
    for place, para in enumerate(paras):
        if para.kind == "row":
            at = _row(para, at, found)
            continue
        if _LEGEND.match(para.text):
            found.rest.append(para)
            continue
        label, colon, inline = para.text.partition(":")
        heading = people_heading(label if colon else para.text)
        is_alone = FRAME.get(bare(label)) in {"chair", "secretary"} and at is None
        if heading and not is_alone and (not inline.strip() or _names_follow(inline, at)):
            at = _opened(label if colon else para.text, heading, at)
            found.labels.append(para.part(0, len(label) + 1) if colon else para)
            if inline.strip():
                _inline(para.part(len(label) + 1), at, found)
            continue
        if _is_body(para, paras[place + 1 :]):
            at = _List(body=para.text.strip(" :"))
            found.bodies.append(para.text.strip(" :"))
            found.labels.append(para)
            continue
        if _is_unknown_list(para, paras[place + 1 :]) and not (at and at.heading and _person(para, at)):
            name = para.text.strip(" :")
            is_body = bool(BODY_WORD.search(name))
            heading = at.heading if at and at.heading and is_body else name
            at = _List(heading, at.role if at and is_body else "", body=name if is_body else None)
            found.bodies += [name] if is_body else []
            found.labels.append(para)
            continue
        if (
            inline.strip()
            and (at is None or at.heading or BODY_WORD.search(label))
            and _whose(label, inline, at, para, found)
        ):
            continue
        if at and at.heading and _groups(para, paras[place + 1 :]):
            at.organisation = para.text.strip(" :")
            found.labels.append(para)
            continue
        if at and at.heading and (row := _person(para, at)):
            row["organisation"] = row["organisation"] or at.organisation
            _add(found, row, para)
        else:
            found.rest.append(para)
            if (
                at
                and at.heading
                and (para.kind == "heading" or para.text.endswith(":") or len(para.text) > 140)
            ):
                at = _List(body=None)
    return found


def begins_people(paras: Sequence[Para]) -> bool:
    """Whether a list of people begins here though no usual heading says so."""
    first, following = paras[0], paras[1:]
    if first.kind != "row":
        label, colon, inline = first.text.partition(":")
        is_inline = bool(colon and BODY_WORD.search(label) and inline.count(",") > 1 and len(label) < 90)
        return (
            _is_body(first, following)
            or _is_unknown_list(first, following)
            or (is_inline and _whose(label, inline, None, first, People()))
        )
    said = [" ".join(inner.text for inner in cell).strip() for cell in first.cells if cell]
    if len(said) == 1:
        return bool(
            BODY_WORD.search(said[0]) and len(said[0]) < 90 and following and _is_person_row(following[0])
        )
    return bool(_is_person_row(first) and following and _is_person_row(following[0]))


def _is_person_row(para: Para) -> bool:
    """Whether a table's row is a name beside an organisation."""
    if para.kind != "row":
        return False
    cells = [" ".join(inner.text for inner in cell).strip() for cell in para.cells]
    said = [cell for cell in cells if cell and not _THERE.match(cell)]
    row = (
        row_of(Para(", ".join(said)), role="", status="", heading="", body=None)
        if 1 < len(said) < 5
        else None
    )
    return bool(row and (row["name"] or row["status"] == "vacant") and row["organisation"])


def _names_follow(inline: str, at: _List | None) -> bool:
    first = re.split(r"[,;(]", inline.strip())[0].strip()
    return bool(row_of(Para(first), role="", status="", heading="", body=None)) or first.casefold() in {
        "-",
        "inga",
        "ingen",
    }


def _opened(text: str, heading: tuple[str, str], at: _List | None) -> _List:
    role, status = heading
    name = text.strip(" :")
    body = at.body if at else None
    if not role and at:
        role = at.role
    return _List(name, role, status, body)


def _is_body(para: Para, following: Sequence[Para]) -> bool:
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
    after = following[0].text
    return bool(people_heading(after.split(":", 1)[0]))


def _groups(para: Para, following: Sequence[Para]) -> bool:
    """Whether a line inside a list names the organisation of those that follow."""
    if not is_organisation(para.text.strip(" :")) or not following or following[0].kind == "row":
        return False
    row = row_of(following[0], role="", status="", heading="", body=None)
    return bool(row and row["name"] and not row["organisation"])


def _is_unknown_list(para: Para, following: Sequence[Para]) -> bool:
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


def _whose(label: str, inline: str, at: _List | None, para: Para, found: People) -> bool:
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
    one = _List(
        at.heading if at and at.heading else "Närvarande",
        at.role if at else "",
        at.status if at else "",
        body or (at.body if at else None),
    )
    before = len(found.rows)
    _inline(para.part(len(label) + 1), one, found)
    for row in found.rows[before:]:
        row["organisation"] = row["organisation"] or (label.strip() if is_party else None)
    if body:
        found.bodies.append(body)
        found.labels.append(para.part(0, len(label) + 1))
    return len(found.rows) > before


def _person(para: Para, at: _List) -> dict[str, Any] | None:
    if len(para.text) > 170:
        return None
    return row_of(para, role=at.role, status=at.status, heading=at.heading, body=at.body)


def _add(found: People, row: dict[str, Any], para: Para) -> None:
    for number in para.numbers:
        found.lines[number] = len(found.rows)
    found.rows.append(row)


def _inline(para: Para, at: _List, found: People) -> None:
    """Several people in one line: parted by semicolons, or by commas between names."""
    text = para.text.rstrip(".")
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
    for start, end in zip(places, places[1:], strict=False):
        piece = para.part(start, end)
        words = piece.text.strip(" ,;")
        words = re.sub(r"^och\s+", "", words)
        piece = piece.part(piece.text.find(words), piece.text.find(words) + len(words))
        if row := _person(piece, at):
            _add(found, row, para)


def _row(para: Para, at: _List | None, found: People) -> _List | None:
    cells = [" ".join(inner.text for inner in cell).strip() for cell in para.cells]
    said = [cell for cell in cells if cell]
    headings = [people_heading(cell) for cell in cells]
    mixed = [
        head or (BODY_WORD.search(cell) and len(cell) < 90 and "," not in cell)
        for head, cell in zip(headings, cells, strict=True)
    ]
    if len(said) > 1 and any(headings) and not all(headings) and all(mixed):
        found.labels.append(para)
        found.bodies += [cell.strip(" :") for cell, head in zip(cells, headings, strict=True) if not head]
        return _List(
            "Närvarande",
            headings=[
                (
                    cell.strip(" :") if head else "Närvarande",
                    *(head or ("", "")),
                    None if head else cell.strip(" :"),
                )
                for cell, head in zip(cells, headings, strict=True)
            ],
        )
    if (
        said
        and all(head for head, cell in zip(headings, cells, strict=True) if cell)
        and "namn" not in [bare(cell) for cell in cells]
    ):
        found.labels.append(para)
        at = at or _List()
        first = next(cell for cell in cells if cell)
        role, status = PEOPLE.get(bare(first), ("", ""))
        return _List(
            first.strip(" :"),
            role,
            status,
            at.body,
            headings=[
                (cell.strip(" :"), *(head or ("", "")), at.body)
                for cell, head in zip(cells, headings, strict=True)
            ],
        )
    if (
        len(said) > 1
        and len(said) == len(cells)
        and all(
            BODY_WORD.search(cell)
            and len(cell) < 90
            and not row_of(Para(cell), role="", status="", heading="", body=None)
            for cell in cells
        )
    ):
        found.labels.append(para)
        found.bodies += [cell.strip(" :") for cell in cells]
        at = at or _List("Närvarande")
        return _List(
            at.heading or "Närvarande",
            at.role,
            at.status,
            headings=[(at.heading or "Närvarande", at.role, at.status, cell.strip(" :")) for cell in cells],
        )
    if len(said) == 1 and (
        people_heading(said[0]) or (BODY_WORD.search(said[0]) and len(said[0]) < 90 and "," not in said[0])
    ):
        found.labels.append(para)
        if head := people_heading(said[0]):
            return _opened(said[0], head, at)
        found.bodies.append(said[0].strip(" :"))
        return _List(
            at.heading if at and at.heading else "Närvarande", at.role if at else "", body=said[0].strip(" :")
        )
    columns = [column_of(cell) for cell in cells]
    if "name" in columns or (sum(name in {"organisation", "role", "presence"} for name in columns) > 1):
        found.labels.append(para)
        at = at or _List()
        return _List(at.heading or "Deltagare", at.role, at.status, at.body, columns=columns)
    if at is None and FRAME.get(bare(cells[0])) in {"chair", "secretary"}:
        found.rest.append(para)
        return at
    if len(said) >= 2 and (head := people_heading(cells[0])) and not column_of(cells[1]):
        at = _opened(cells[0], head, at)
        found.labels.append(para.cells[0][0])
        _cells(para, at, found, skip=1)
        return at
    if any(len(cell) > 2 and _begins_list(cell) for cell in para.cells):
        for cell in para.cells:
            read_people(cell, found)
        return at
    lists = [
        [row_of(inner, role="", status="", heading="", body=None) for inner in cell]
        for cell in para.cells[1:]
    ]
    full = [row for rows in lists for row in rows]
    if (
        len(said) > 1
        and BODY_WORD.search(cells[0])
        and len(cells[0]) < 90
        and full
        and all(row and (row["name"] or row["status"] == "vacant") for row in full)
    ):
        at = _List(at.heading if at and at.heading else "Närvarande", body=cells[0].strip(" :"))
        found.bodies.append(cells[0].strip(" :"))
        found.labels.append(para.cells[0][0])
        _cells(para, at, found, skip=1)
        return at
    if at is None or not at.heading:
        one = [
            row_of(inner, role="", status="", heading="", body=None) for cell in para.cells for inner in cell
        ]
        if len(said) < 2 or not (
            _is_person_row(para) or all(row and row["name"] and row["organisation"] for row in one)
        ):
            found.rest.append(para)
            return at
        at = _List("Närvarande")
    before = len(found.rows)
    _cells(para, at, found)
    if len(found.rows) == before:
        found.rest.append(para)
    return at


def _begins_list(cell: Sequence[Para]) -> bool:
    """Whether a cell holds a heading and the people under it."""
    return bool(
        people_heading(cell[0].text) or _is_body(cell[0], cell[1:]) or _is_unknown_list(cell[0], cell[1:])
    )


def _cells(para: Para, at: _List, found: People, skip: int = 0) -> None:
    cells = para.cells[skip:]
    texts = [" ".join(inner.text for inner in cell).strip() for cell in cells]
    if at.columns and len(at.columns) == len(cells):
        _by_columns(para, texts, at, found)
        return
    people = [
        [row_of(inner, role=at.role, status=at.status, heading=at.heading, body=at.body) for inner in cell]
        for cell in cells
    ]
    full = [
        bool(rows) and all(row and (row["name"] or row["status"] == "vacant") for row in rows)
        for rows in people
    ]
    if (
        at.headings
        or skip
        or sum(full) > 1
        or (full and full[0] and len([text for text in texts if text]) == 1)
    ):
        for place, (cell, rows) in enumerate(zip(cells, people, strict=True)):
            name, role, status, body = (
                at.headings[place] if place < len(at.headings) else (at.heading, at.role, at.status, at.body)
            )
            one = _List(name, role or at.role, status, body)
            for inner, row in zip(cell, rows, strict=True):
                if re.search(r"[;]|, \S+ \S+,", inner.text) and skip:
                    _inline(inner, one, found)
                elif row:
                    row.update(
                        role=row["role"]
                        if row["role"] not in {at.role, "deltagare"}
                        else one.role or row["role"],
                        list=name,
                        body=body,
                    )
                    _add(found, row, inner)
        return
    words = [text for text in texts if text]
    mark = next((text for text in words if _THERE.match(text) or _AWAY.match(text)), "")
    line = Para(", ".join(text for text in words if text != mark), numbers=para.numbers, struck=_struck(para))
    if row := row_of(line, role=at.role, status=at.status, heading=at.heading, body=at.body):
        if mark:
            row["status"] = "ticked" if _THERE.match(mark) else "apology"
        row["line"] = " ".join(words)
        _add(found, row, para)


def _struck(para: Para) -> tuple[tuple[int, int], ...]:
    first = next((inner for cell in para.cells for inner in cell if len(inner.text) > 2), None)
    return ((0, 10_000),) if first and first.is_all(first.struck) and first.struck else ()


def _by_columns(para: Para, texts: list[str], at: _List, found: People) -> None:
    by = dict(zip(at.columns, texts, strict=True))
    name = by.get("name", "") or texts[0]
    rest = [by.get("role", ""), by.get("organisation", "")]
    row = row_of(
        Para(", ".join(text for text in [name, *rest] if text), numbers=para.numbers, struck=_struck(para)),
        role=at.role, status=at.status, heading=at.heading, body=at.body,
    )  # fmt: skip
    if not row:
        found.rest.append(para)
        return
    if by.get("organisation") and row["status"] != "vacant":
        row["organisation"] = by["organisation"]
        if row["title"] == by["organisation"]:
            row["title"] = None
    if "presence" in by:
        mark = by["presence"]
        row["status"] = (
            "vacant"
            if row["status"] == "vacant"
            else "ticked"
            if _THERE.match(mark)
            else "apology"
            if _AWAY.match(mark)
            else "unticked"
        )
        if re.match("digital", mark, re.IGNORECASE):
            row["mode"] = "digital"
    row["line"] = " ".join(text for text in texts if text)
    if by.get("body"):
        row["body"] = by["body"]
        found.bodies += [] if by["body"] in found.bodies else [by["body"]]
    _add(found, row, para)


def settle(rows: list[dict[str, Any]], bodies: list[str]) -> None:
    """Say what marks mean: where some are ticked, the others are not marked; whose list it is, by its role."""
    ticked = any(row["status"] == "ticked" for row in rows)
    for row in rows:
        if row["status"] == "ticked":
            row["status"] = "present"
        elif row["status"] == "unticked" or (ticked and row["status"] == "present"):
            row["status"] = "not_marked"
        listed = PEOPLE.get(bare(row["list"]), ("", ""))[0]
        seated = listed in {"ledamot", "ersättare"} or (
            listed in {"", "deltagare"} and row["role"] in {"ledamot", "ersättare"}
        )
        if (
            row["body"] is None
            and seated
            and bodies
            and any(one["role"] in {"ledamot", "ersättare"} for one in rows)
        ):
            row["body"] = bodies[0] if len(bodies) == 1 else None
        if row["body"] and listed in {"övrig", "gäst"}:
            row["body"] = None


def turn_names(rows: list[dict[str, Any]]) -> None:
    """Where most names of a list stood with the family name first, turn those that no given name decides."""
    for heading in {row["list"] for row in rows}:
        listed = [
            row for row in rows if row["list"] == heading and row["name"] and len(row["name"].split(" ")) == 2
        ]
        turned = [row for row in listed if row["name"] not in row["line"]]
        backward = [
            row
            for row in listed
            if row not in turned
            and is_given(row["name"].split(" ")[1])
            and not is_given(row["name"].split(" ")[0])
        ]
        if (len(turned) + len(backward)) * 2 > len(listed):
            for row in listed:
                words = row["name"].split(" ")
                if row not in turned and (not is_given(words[0]) or row in backward):
                    row["name"] = f"{words[1]} {words[0]}"
