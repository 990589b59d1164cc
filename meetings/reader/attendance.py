"""Lists of people: whose list, in which role, and who was there (SCHEMA.md, attendance)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .lists import (
    AWAY,
    GONE,
    THERE,
    People,
    PeopleList,
    add_row,
    begins_list,
    first_names_alone,
    is_body,
    is_person_row,
    is_unknown_list,
    names_organisation,
    person_in,
    read_inline,
    read_whose,
)
from .paragraphs import Para
from .people import row_of
from .wording import BODY_WORD, FRAME, bare, column_of, people_heading

_LEGEND = re.compile(r"^\s*(?:[✓✔☑X~]\S*\s*=|Xxxx+\s*=|överstruk\w+\s*=|genomstruk\w+)", re.IGNORECASE)


def read_people(paras: Sequence[Para], found: People | None = None) -> People:
    """Take the lists of people out of what stands before or after the points."""
    found = found or People()
    at: PeopleList | None = None
    for place, para in enumerate(paras):
        if para.kind == "row":
            at = _row(para, at, found)
        elif _LEGEND.match(para.text):
            found.rest.append(para)
        elif begun := _begun(para, paras[place + 1 :], at, found):
            at = begun
        elif not _told_of(para, paras[place + 1 :], at, found):
            found.rest.append(para)
            ends = para.kind == "heading" or para.text.endswith(":") or len(para.text) > 140
            at = PeopleList(body=None) if at and at.heading and ends else at
    return found


def _begun(para: Para, following: Sequence[Para], at: PeopleList | None, found: People) -> PeopleList | None:
    """The list that a line begins, with the people in the line itself."""
    label, colon, inline = para.text.partition(":")
    heading = people_heading(label if colon else para.text)
    is_alone = FRAME.get(bare(label)) in {"chair", "secretary"} and (
        at is None or bool(at.heading and inline.strip())
    )
    if heading and not is_alone and (not inline.strip() or _names_follow(inline)):
        begun = _opened(label if colon else para.text, heading, at)
        found.labels.append(para.part(0, len(label) + 1) if colon else para)
        if inline.strip():
            read_inline(para.part(len(label) + 1), begun, found)
        return begun
    if FRAME.get(bare(label)) == "approval":
        return None
    name = para.text.strip(" :")
    if is_body(para, following):
        begun = PeopleList(at.heading if at else "", at.role if at else "", body=name)
    elif is_unknown_list(para, following) and not (at and at.heading and person_in(para, at)):
        is_of_body = bool(BODY_WORD.search(name))
        held = at.heading if at and at.heading and is_of_body else name
        begun = PeopleList(held, at.role if at and is_of_body else "", body=name if is_of_body else None)
    else:
        return None
    found.bodies += [begun.body] if begun.body else []
    found.labels.append(para)
    return begun


def _told_of(para: Para, following: Sequence[Para], at: PeopleList | None, found: People) -> bool:
    """Take a line that names people, or the organisation of those that follow."""
    label, _, inline = para.text.partition(":")
    is_open = at is None or bool(at.heading) or bool(BODY_WORD.search(label))
    if inline.strip() and is_open and read_whose(label, inline, at, para, found):
        return True
    if at is None or not at.heading:
        return False
    if names_organisation(para, following):
        at.organisation = para.text.strip(" :")
        found.labels.append(para)
        return True
    row = None if FRAME.get(bare(label)) == "approval" else person_in(para, at)
    if row:
        row["organisation"] = row["organisation"] or at.organisation
        add_row(found, row, para)
    return bool(row)


def _names_follow(inline: str) -> bool:
    first = re.split(r"[,;(]", inline.strip())[0].strip()
    are_first = first_names_alone(inline.strip(" ."))
    return are_first or bool(_named(Para(first))) or first.casefold() in {"-", "inga", "ingen"}


def _opened(text: str, heading: tuple[str, str], at: PeopleList | None) -> PeopleList:
    role, status = heading
    name = text.strip(" :")
    body = at.body if at else None
    if not role and at and at.role in {"ledamot", "ersättare", "deltagare"}:
        role = at.role
    return PeopleList(name, role, status, body)


def _row(para: Para, at: PeopleList | None, found: People) -> PeopleList | None:
    """A table's row: a head, people, or neither. Returns the list that goes on."""
    cells = [" ".join(inner.text for inner in cell).strip() for cell in para.cells]
    if head := _head_of_columns(cells, at) or _head_alone(cells, at, found):
        found.labels.append(para)
        found.bodies += [body for *_, body in head.headings if body and body not in found.bodies]
        return head
    if at is None and FRAME.get(bare(cells[0])) in {"chair", "secretary"}:
        found.rest.append(para)
        return at
    if whose := _labelled(para, cells, at):
        found.labels.append(para.cells[0][0])
        found.bodies += [whose.body] if whose.body and whose.body not in found.bodies else []
        _cells(para, whose, found, skip=1)
        return whose
    if any(len(cell) > 2 and begins_list(cell) for cell in para.cells):
        for cell in para.cells:
            read_people(cell, found)
        return at
    if at is None or not at.heading:
        if not _is_of_people(para, cells):
            found.rest.append(para)
            return at
        at = PeopleList("Närvarande")
    before = len(found.rows)
    _cells(para, at, found)
    if len(found.rows) == before:
        found.rest.append(para)
    return at


def _named(para: Para) -> dict[str, Any] | None:
    return row_of(para, role="", status="", heading="", body=None)


def _names_body(cell: str) -> bool:
    return bool(BODY_WORD.search(cell)) and len(cell) < 90 and "," not in cell and not _named(Para(cell))


def _head_of_columns(cells: list[str], at: PeopleList | None) -> PeopleList | None:
    """A row whose cells say whose lists stand below: roles, bodies, or what each column holds."""
    said = [cell for cell in cells if cell]
    columns = [
        "role" if column_of(cell) == "what" else column_of(cell) for cell in cells
    ]  # "Uppdrag" of a person
    heads = [people_heading(cell) for cell in cells]
    party = columns.index("organisation") if "organisation" in columns and sum(map(bool, heads)) > 1 else -1
    name = at.heading if at and at.heading else "Närvarande"
    role, status, body = (at.role, at.status, at.body) if at else ("", "", None)
    is_whose = all(
        head or _names_body(cell) or place == party
        for place, (head, cell) in enumerate(zip(heads, cells, strict=True))
        if cell
    )
    if said and is_whose and (any(heads) or len(said) > 1) and "namn" not in [bare(cell) for cell in cells]:
        lists = [
            (cell.strip(" :"), *head, body) if head else (name, role, status, cell.strip(" :") or None)
            for head, cell in zip(heads, cells, strict=True)
        ]
        first = next(one for one, cell in zip(lists, cells, strict=True) if cell)
        return PeopleList(*first, headings=lists, party=party)
    if ("name" in columns and (sum(map(bool, columns)) > 1 or len(said) == 1)) or sum(
        one in {"organisation", "role", "presence"} for one in columns
    ) > 1:
        over = cells[columns.index("name")] if "name" in columns else ""
        told = people_heading(over)
        if told and told[0] not in {"", "deltagare"} and role in {"", "deltagare"}:
            name, role = (at.heading if at and at.heading else over.strip(" :")), told[0]
        return PeopleList(
            at.heading if at and at.heading else name if told else "Deltagare",
            role,
            status,
            body,
            columns=columns,
        )
    return None


def _head_alone(cells: list[str], at: PeopleList | None, found: People) -> PeopleList | None:
    """A row with one cell alone, over a table's whole width: a body whose people follow."""
    said = [cell for cell in cells if cell]
    if len(said) != 1 or not _names_body(said[0]):
        return None
    body = said[0].strip(" :")
    found.bodies += [] if body in found.bodies else [body]
    return PeopleList(at.heading if at and at.heading else "Närvarande", at.role if at else "", body=body)


def _labelled(para: Para, cells: list[str], at: PeopleList | None) -> PeopleList | None:
    """A row whose first cell says whose list stands in the others."""
    if sum(bool(cell) for cell in cells) < 2:
        return None
    if (head := people_heading(cells[0])) and not column_of(cells[1]):
        return _opened(cells[0], head, at)
    rows = [_named(inner) for cell in para.cells[1:] for inner in cell]
    if (
        _names_body(cells[0])
        and rows
        and all(row and (row["name"] or row["status"] == "vacant") for row in rows)
    ):
        return PeopleList(at.heading if at and at.heading else "Närvarande", body=cells[0].strip(" :"))
    return None


def _is_of_people(para: Para, cells: list[str]) -> bool:
    """Whether a row outside every list is of people: a name beside a party, or several people."""
    if sum(bool(cell) for cell in cells) < 2:
        return False
    rows = [_named(inner) for cell in para.cells for inner in cell]
    return is_person_row(para) or all(row and row["name"] and row["organisation"] for row in rows)


def _cells(para: Para, at: PeopleList, found: People, skip: int = 0) -> None:
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
        _people_of_cells(cells, people, at, found, inline=bool(skip))
        return
    words = [text for text in texts if text]
    mark = next((text for text in words if THERE.match(text) or AWAY.match(text)), "")
    line = Para(", ".join(text for text in words if text != mark), numbers=para.numbers, struck=_struck(para))
    if row := row_of(line, role=at.role, status=at.status, heading=at.heading, body=at.body):
        if mark:
            row["status"] = "ticked" if THERE.match(mark) else "absent" if GONE.match(mark) else "apology"
        row["line"] = f"~~{' '.join(words)}~~" if line.struck and not mark else " ".join(words)
        add_row(found, row, para)


def _people_of_cells(
    cells: Sequence[Sequence[Para]],
    people: list[list[dict[str, Any] | None]],
    at: PeopleList,
    found: People,
    *,
    inline: bool,
) -> None:
    """Take the people of a row whose cells each hold a list's. `inline`: a cell may hold several in one line."""
    before = len(found.rows)
    for place, (cell, rows) in enumerate(zip(cells, people, strict=True)):
        if place == at.party:
            continue
        name, role, status, body = (
            at.headings[place] if place < len(at.headings) else (at.heading, at.role, at.status, at.body)
        )
        one = PeopleList(name, role or at.role, status, body)
        for inner, row in zip(cell, rows, strict=True):
            if re.search(r"[;]|, \S+ \S+,", inner.text) and inline:
                read_inline(inner, one, found)
            elif row:
                row.update(
                    role=row["role"]
                    if row["role"] not in {at.role, "deltagare"}
                    else one.role or row["role"],
                    list=name,
                    body=body,
                )
                add_row(found, row, inner)
    if 0 <= at.party < len(cells):
        _sit_for(found, before, cells[at.party])


def _sit_for(found: People, before: int, cell: Sequence[Para]) -> None:
    """Give the people of a row the organisation that a cell of it names; its words stand with the first of them."""
    party = " ".join(inner.text for inner in cell).strip()
    for row in found.rows[before:] if party else []:
        row["organisation"] = row["organisation"] or party
    if party and len(found.rows) > before:
        found.rows[before]["line"] += f" {party}"
        found.lines.update({number: before for inner in cell for number in inner.numbers})


def _struck(para: Para) -> tuple[tuple[int, int], ...]:
    first = next((inner for cell in para.cells for inner in cell if len(inner.text) > 2), None)
    return ((0, 10_000),) if first and first.is_all(first.struck) and first.struck else ()


def _several_in(para: Para, at: PeopleList) -> list[Para]:
    """The lines of a cell of names that each name somebody, where they are more than one."""
    cells = dict(zip(at.columns, para.cells, strict=False))
    lines = [inner for inner in cells.get("name", ()) if inner.text]
    return lines if len(lines) > 1 and all((row := _named(inner)) and row["name"] for inner in lines) else []


def _by_columns(para: Para, texts: list[str], at: PeopleList, found: People) -> None:
    by = dict(zip(at.columns, texts, strict=True))
    if several := _several_in(para, at):
        for place, inner in enumerate(several):
            words = [
                inner.text if column == "name" else text
                for column, text in zip(at.columns, texts, strict=True)
            ]
            _by_columns(
                replace(para, cells=(), numbers=inner.numbers if place else para.numbers), words, at, found
            )
            if place:  # the other cells' words stand with the first
                found.rows[-1]["line"] = inner.text
        return
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
            if THERE.match(mark)
            else "absent"
            if GONE.match(mark)
            else "apology"
            if AWAY.match(mark)
            else "unticked"
        )
        if re.match("digital", mark, re.IGNORECASE):
            row["mode"] = "digital"
    row["line"] = " ".join(text for text in texts if text)
    if by.get("body"):
        row["body"] = by["body"]
        found.bodies += [] if by["body"] in found.bodies else [by["body"]]
    add_row(found, row, para)
