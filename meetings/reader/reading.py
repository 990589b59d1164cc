"""A source of old minutes as truth: what was read in the shape of SCHEMA.md, and what was not placed (M1)."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from .across import fill_across, printed, printed_lines
from .attendance import read_people
from .coverage import lost_lines
from .doing import Context
from .frame import body_in, read_footer, read_frame
from .items import Item, read_point
from .lines import Line, Source
from .lists import People
from .names import NAME, is_name
from .paragraphs import Pages, Para, paragraphs_of
from .people import row_of
from .places import is_party
from .sentences import sentences
from .settling import settle, turn_names
from .structure import Outline, outline
from .whereabouts import Frame
from .wording import BODY_WORD, bare, has_verb, kind_of_label

_SPEAKING = re.compile(
    r"(?:^|(?<=[.!?] ))([A-ZÅÄÖ][a-zåäö]+) (?:återkommer|informerar|berättar|undersöker|kontaktar|tackade?|visar"
    r"|skickar|lyfter|tar med|tar fram)\b"
)


@dataclass
class Reading:
    """What was read. `placed` says for each line of the source what it became, such as "items[3].text"."""

    truth: dict[str, Any]
    unplaced: list[Line] = field(default_factory=list)
    placed: dict[int, str] = field(default_factory=dict)


def read(source: Source) -> Reading:
    """Read old minutes. Nothing is dropped: a line that became nothing stands in `unplaced`."""
    pages = paragraphs_of(source)
    known = _known(pages.paras)
    found = outline(pages, known)
    people = read_people(found.before)
    frame = read_frame(people.rest, Frame(is_pdf=source.kind == "pdf"))
    people.rest = []
    people = read_people(found.after, people)
    turn_names(people.rows)
    rest = read_footer(people.rest, frame)
    late = _late_frame(rest, frame)
    bodies = _bodies(frame, people)
    context = Context(
        " ".join(bodies),
        known | _first_names(people),
        frozenset(row["name"].split()[0] for row in people.rows if row["name"]),
    )
    context.labels.update(_returning(found))
    leads = any("föredragande" in bare(para.text) for para in found.labels)
    items = _grouped([(raw.letter, read_point(raw, context, presenters_lead=leads)) for raw in found.points])
    truth = _truth(source, frame, people, bodies, items)
    truth["layout"] = {
        "header_lines": [printed(para) for para in frame.lines],
        "labels": [
            printed(para)
            for para in (*frame.labels, *_label_cells([*people.labels, *found.labels]), *_own_labels(found))
        ],
        "after_items": [line for para in rest for line in printed_lines(para)],
    }
    truth["furniture"] = [
        *pages.furniture,
        *(
            {
                "what": "first on the pages",
                "pattern": re.escape(printed(para)),
                "keep_first": False,
                "times": 1,
            }
            for para in frame.running
        ),
    ]
    _leaders(truth, frame, people)
    settle(truth["attendance"], bodies)
    fill_across(truth, rest)
    for item in items:
        truth["future_topics"] += item.topics
    reading = Reading(truth)
    _place(reading, source, pages, found, frame, people, items, [*rest, *late])
    return reading


def _known(paras: list[Para]) -> frozenset[str]:
    """Names in lists of people, whole and first, before anything else is known."""
    found: set[str] = set()
    for para in paras:
        lines = [para] if para.kind != "row" else [inner for cell in para.cells for inner in cell]
        for line in lines:
            found |= {
                name
                for name in _SPEAKING.findall(line.text)
                if is_name(name, whole=False) and not BODY_WORD.search(name)
            }
            if len(line.text) > 120 or line.text.endswith("."):
                continue
            row = row_of(line, role="", status="", heading="", body=None)
            if row and row["name"] and (row["organisation"] or row["title"] or row["status"] == "ticked"):
                found |= {row["name"], row["name"].split()[0]}
    return frozenset(found)


def _returning(found: Outline) -> dict[str, str]:
    """Headings within the points that stand in several of them: labels, and no titles of parts."""
    count: Counter[str] = Counter()
    for raw in found.points:
        lines = {
            bare(para.text)
            for para in raw.body
            if len(para.text) < 50
            and (para.kind == "heading" or para.is_all(para.bold) or para.text.endswith(":"))
        }
        count.update(line for line in lines if line and not is_party(line))
    return {line: kind_of_label(line) for line, times in count.items() if times > 1}


def _first_names(people: People) -> frozenset[str]:
    names = [row["name"] for row in people.rows if row["name"]]
    return frozenset({*names, *(name.split()[0] for name in names)})


def _late_frame(rest: list[Para], frame: Frame) -> list[Para]:
    """What after the points tells who approved and who wrote."""
    late = replace(
        Frame(),
        secretary=frame.secretary,
        date=frame.date or "-",
        place="-",
        mode="-",
        welcome="-",
        chair=frame.chair or "-",
    )
    read_frame([para for para in rest if para.kind != "bullet"], late, titled=False)
    frame.approval = late.approval or frame.approval  # who approved stands before who was elected to
    frame.secretary = frame.secretary or late.secretary
    return []


def _bodies(frame: Frame, people: People) -> list[str]:
    listed = list(dict.fromkeys(people.bodies))
    if len(listed) > 1:
        title = (frame.title or "").casefold()
        return sorted(listed, key=lambda body: _first_place(body, listed, title))
    if has_verb(frame.body) and not BODY_WORD.search(frame.body):
        return listed  # the first line of a letter
    if frame.body and (BODY_WORD.search(frame.body) or not listed):
        return [frame.body] if BODY_WORD.search(frame.body) or len(frame.body) > 5 else listed
    if listed:
        return listed
    head = (frame.letterhead or {}).get("body_line")
    if head and BODY_WORD.search(head):
        return [" ".join(head.split())]
    line = next(
        (
            para.text
            for para in frame.lines
            if BODY_WORD.search(para.text) and len(para.text) < 90 and ":" not in para.text
        ),
        "",
    )
    return [body_in(line)] if line else []


def _first_place(body: str, all_: list[str], title: str) -> int:
    shared = set.intersection(*[set(one.casefold().split()) for one in all_])
    own = [word for word in body.casefold().split() if word not in shared]
    places = [title.find(word) for word in own if word in title]
    return min(places) if places else len(title)


def _grouped(read_points: list[tuple[str | None, Item]]) -> list[Item]:
    """Points with a letter become children of the one with their number."""
    found: list[Item] = []
    for letter, item in read_points:
        number = item.truth["number"]
        if not letter:
            found.append(item)
            continue
        if not found or found[-1].truth["number"] != number:
            empty: dict[str, Any] = {
                key: [] if isinstance(value, list) else None for key, value in item.truth.items()
            }
            found.append(Item({**empty, "number": number, "text": ""}, [], [], []))
        item.truth["number"] = letter
        grand = item.truth.pop("children")
        item.truth["children"] = []
        found[-1].truth["children"].append(item.truth)
        found[-1].child_lines.append([*item.title_lines, *item.own_lines])
        for child, lines in zip(grand, item.child_lines, strict=True):
            found[-1].truth["children"].append(child)
            found[-1].child_lines.append(lines)
    return found


def _truth(
    source: Source, frame: Frame, people: People, bodies: list[str], items: list[Item]
) -> dict[str, Any]:
    truth: dict[str, Any] = {
        "source": source.name,
        "document": {"title": frame.title, "letterhead": frame.letterhead},
        "bodies": bodies,
    }
    if not bodies:
        truth["bodies_inferred"] = True
    return truth | {
        "date": frame.date,
        "start": frame.start,
        "end": frame.end,
        "place": frame.place,
        "mode": frame.mode,
        "joint_part": frame.joint,
        "chair": frame.chair,
        "secretary": frame.secretary,
        "welcome": frame.welcome,
        "approval": frame.approval,
        "attendance": people.rows,
        "items": [item.truth for item in items],
        "handed_on": [],
        "future_topics": [],
        "dates": [],
        "contacts": [],
        "facts": [],
        "reported_decisions": [],
    }


def _leaders(truth: dict[str, Any], frame: Frame, people: People) -> None:
    """Who led and who wrote, by the lists, else by the first points; and their roles in the lists."""
    rows = people.rows
    for key, role in (("chair", "ordförande"), ("secretary", "sekreterare")):
        row = next((row for row in rows if row["role"] == role and row["name"]), None)
        truth[key] = truth[key] or (row["name"] if row else None)
    first = " ".join([_all_text(item) for item in truth["items"][:2]])
    if not truth["chair"] and (
        found := re.search(
            rf"\b(?:Möteso|O)rdförande(?:n)?,? (?P<name>{NAME})\s+(?:öppna|hälsa|förklara|inled)", first
        )
    ):
        truth["chair"] = found["name"] if is_name(found["name"]) else None
    if not truth["welcome"] and truth["items"]:
        said = next(
            (
                line
                for line in sentences(_all_text(truth["items"][0]))
                if re.search(r"\b(?:hälsar|hälsade|önskar|önskade)\b.*\bvälkom", line)
            ),
            None,
        )
        truth["welcome"] = said if said and len(said) < 120 else None
    for key, role in (("chair", "ordförande"), ("secretary", "sekreterare")):
        if truth[key] and not any(row["role"] == role for row in rows):
            for row in rows:  # who leads two bodies that meet together stands in both lists
                if row["name"] and row["name"].casefold() == truth[key].casefold():
                    row["role"] = role


def _all_text(item: dict[str, Any]) -> str:
    return "\n".join([item["text"], *(child["text"] for child in item["children"])])


def _label_cells(labels: list[Para]) -> list[Para]:
    """Headings of lists, and after them those of columns, each cell for itself."""
    cells = [
        inner for para in labels if para.kind == "row" for cell in para.cells for inner in cell if inner.text
    ]
    return [para for para in labels if para.kind != "row"] + cells


def _own_labels(found: Outline) -> list[Para]:
    return [para for raw in found.points for para in raw.labels]


def _place(
    reading: Reading,
    source: Source,
    pages: Pages,
    found: Outline,
    frame: Frame,
    people: People,
    items: list[Item],
    rest: list[Para],
) -> None:
    """Say of every line what it became; what became nothing is unplaced."""
    placed = reading.placed

    def put(numbers: list[int] | tuple[int, ...] | set[int], path: str) -> None:
        for number in numbers:
            placed.setdefault(number, path)

    put(frame.title_lines, "document.title")
    put(frame.head_lines, "document.letterhead")
    for number, row in people.lines.items():
        placed.setdefault(number, f"attendance[{row}]")
    for place, item in enumerate(items):
        put(item.title_lines, f"items[{place}].title")
        for child, lines in enumerate(item.child_lines):
            put(lines, f"items[{place}].children[{child}]")
        put(item.own_lines, f"items[{place}].text")
    for raw, place in zip(found.points, range(len(found.points)), strict=True):
        put(raw.numbers, f"items[{min(place, len(items) - 1)}].text")
    for para in frame.lines:
        put(para.numbers, "layout.header_lines")
    for para in (*frame.labels, *people.labels, *found.labels):
        put(para.numbers, "layout.labels")
    for para in rest:
        put(para.numbers, "layout.after_items")
    put(pages.furniture_lines, "furniture")
    put([number for para in frame.running for number in para.numbers], "furniture")
    reading.unplaced = _unplaced(reading, source)


def _unplaced(reading: Reading, source: Source) -> list[Line]:
    """Lines that became nothing, and those of whose words some stand in no field: they are no longer placed."""
    said = [line for line in flat_lines(source.lines) if line.text and line.kind != "row"]
    kept = [line for line in said if reading.placed.get(line.number) != "furniture"]
    for line in lost_lines(kept, reading.truth):
        reading.placed.pop(line.number, None)
    return [line for line in said if line.number not in reading.placed]


def flat_lines(lines: tuple[Line, ...]) -> list[Line]:
    """Every line, those inside the cells of rows after their row."""
    return [
        one
        for line in lines
        for one in (line, *flat_lines(tuple(inner for cell in line.cells for inner in cell.lines)))
    ]
