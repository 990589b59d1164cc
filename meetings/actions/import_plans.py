"""What a draft made of an uploaded file would hold: names and bodies to confirm, lines left over, and the whole (M1).

Pure but for reading the registers: nothing is written here.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from meetings.models import Body, MinutesImport
from secretariat.registry.models import Person

from .import_corrections import ROLES, STATUSES, with_facts, with_items, with_rows
from .loading import read
from .loading.confirmed import NEW, Confirmed
from .loading.matching import SAME, People, Registers
from .loading.names import fold
from .loading.report import Report
from .loading.shapes import Source

NEW_VALUE, TEXT_VALUE = "ny", "text"
LEFT = "Ej placerat ur förlagan:"
TO_PERSON, TO_NOTHING = "person", "inte"


@dataclass(frozen=True)
class Option:
    """One of the ways to answer."""

    value: str
    words: str


@dataclass(frozen=True)
class Question:
    """A name or a body of the file, and whom or what it may be. Open as long as nothing is chosen."""

    key: str
    words: str
    where: str
    options: tuple[Option, ...]
    chosen: str
    how: str
    is_sure: bool = False
    """Whether one answer suggests itself: the same name, or none that is like it."""

    @property
    def is_open(self) -> bool:
        """Whether nothing is chosen."""
        return not self.chosen

    @property
    def is_quiet(self) -> bool:
        """Whether nobody needs to look at it."""
        return self.is_sure and not self.is_open


@dataclass(frozen=True)
class Loose:
    """A line of the source that became nothing, and where a person has put it."""

    number: int
    text: str
    to: str
    said: dict[str, str]
    fault: str = ""

    @property
    def item(self) -> int | None:
        """The place of the point it was put in."""
        return int(self.to[6:]) if self.to.startswith("punkt-") else None

    @property
    def typed(self) -> dict[str, str]:
        """What stands in its fields."""
        given = {"name": "", "party": "", "role": "deltagare", "status": "present", "reason": ""}
        return {key: self.said.get(key, value) for key, value in given.items()}


@dataclass(frozen=True)
class Makes:
    """What the person may make in the registers."""

    people: bool = False
    bodies: bool = False


@dataclass
class Plan:
    """The draft to be. `source` is None where something must be put right first; `faults` says what."""

    bodies: list[Question] = field(default_factory=list)
    names: list[Question] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    truth: dict[str, Any] = field(default_factory=dict)
    source: Source | None = None
    faults: list[str] = field(default_factory=list)
    confirmed: Confirmed = field(default_factory=Confirmed)

    @property
    def open_names(self) -> list[Question]:
        return [one for one in self.names if one.is_open]

    @property
    def chosen_bodies(self) -> list[int]:
        """Keys of bodies that the register has."""
        return [int(one.chosen) for one in self.bodies if one.chosen.isdigit()]


def key_of(name: str) -> str:
    """A short mark of a name, for fields of a form."""
    return hashlib.sha256(fold(name).encode()).hexdigest()[:12]


def plan(imported: MinutesImport, facts: Mapping[str, Any], makes: Makes) -> Plan:
    """The draft as it would be with these facts (cleaned fields of the form) and what has been chosen so far."""
    choices = imported.choices
    truth = deepcopy(imported.truth)
    with_facts(truth, facts)
    with_items(truth, choices.get("items", {}))
    with_rows(truth, choices.get("rows", {}))
    planned = Plan(loose=_loose(imported, choices.get("lines", {})))
    for line in planned.loose:
        _put(truth, line)
    fitted(truth)
    report = Report()
    planned.bodies = _bodies(truth, choices.get("bodies", {}), Registers(report), makes)
    _without(truth, {one.words for one in planned.bodies if one.chosen == TEXT_VALUE})
    planned.names = _names(truth, choices.get("names", {}), People(report), makes)
    planned.truth = truth
    planned.confirmed = Confirmed(
        {fold(one.words): _answer(one.chosen) for one in planned.names if one.chosen},
        {one.words: _answer(one.chosen) or NEW for one in planned.bodies if one.chosen},
        makes=makes.people,
    )
    try:
        planned.source, _ = read.read_bytes(json.dumps(truth).encode(), imported.file.name)
    except read.LoadError as problem:
        planned.faults.append(str(problem))
    return planned


def _without(truth: dict[str, Any], dropped: set[str]) -> None:
    """Leave out bodies that are none."""
    truth["bodies"] = [name for name in truth.get("bodies") or [] if name not in dropped]
    if joint := truth.get("joint_part"):
        joint["with"] = [name for name in joint.get("with") or [] if name not in dropped]


def _answer(chosen: str) -> int | None:
    if chosen == NEW_VALUE:
        return NEW
    return int(chosen) if chosen.isdigit() else None


# What a person has put right, and lines that were left over


def _loose(imported: MinutesImport, said: Mapping[str, Mapping[str, str]]) -> list[Loose]:
    unplaced = set(imported.reading.get("unplaced", []))
    items = len(imported.truth.get("items") or [])
    found = []
    for line in imported.lines:
        if line["number"] not in unplaced:
            continue
        answer = dict(said.get(str(line["number"]), {}))
        to, fault = answer.get("to", ""), ""
        if to.startswith("punkt-") and not (to[6:].isdigit() and int(to[6:]) < items):
            to = ""
        if to == TO_NOTHING and not answer.get("reason", "").strip():
            fault = "Skriv varför raden inte hör dit."
        if to == TO_PERSON and not answer.get("name", "").strip():
            fault = "Skriv namnet på den som raden gäller."
        found.append(Loose(line["number"], line["text"], to, answer, fault))
    return found


def _put(truth: dict[str, Any], line: Loose) -> None:
    """Put a line that was left over where a person said; what nobody has said stands marked after the points."""
    if line.to.startswith("punkt-"):
        item = truth["items"][int(line.to[6:])]
        item["text"] = f"{item.get('text') or ''}\n\n{line.text}".strip()
    elif line.to == TO_PERSON and not line.fault:
        roles, statuses = ROLES, [value for value, _ in STATUSES]
        truth.setdefault("attendance", []).append({
            "name": line.said["name"].strip(), "organisation": line.said.get("party", "").strip() or None,
            "role": line.said["role"] if line.said.get("role") in roles else "deltagare",
            "status": line.said["status"] if line.said.get("status") in statuses else "not_marked",
            "line": line.text,
        })  # fmt: skip
    elif line.to != TO_NOTHING or line.fault:
        _mark(truth, line.text)


def _mark(truth: dict[str, Any], text: str) -> None:
    after = truth.setdefault("layout", {}).setdefault("after_items", [])
    if LEFT not in after:
        after.append(LEFT)
    after.append(f"- {re.sub(r'^- ', '', text)}")


# What a column has room for

_ROOM = {
    "attendance": {"title": 160, "organisation": 200, "body": 200, "list": 80, "substitute": 160},
    "handed_on": {"to": 300}, "dates": {"what": 300, "place_or_mode": 200, "heading": 200},
    "reported_decisions": {"by": 200},
}  # fmt: skip
_ROOM_OF_ITEM = {"presenters": 200, "attachments": 300, "links": 1000, "link_texts": 300}


def fitted(truth: dict[str, Any]) -> None:
    """Make what was read small enough for its columns. Words that would be cut off stand marked after the points."""
    rows = truth.get("attendance") or []
    truth["attendance"] = [row for row in rows if len(row.get("name") or "") <= 160]
    for row in rows:
        if len(row.get("name") or "") > 160:
            _mark(truth, row.get("line") or row["name"])
    for part, room in _ROOM.items():
        for row in truth.get(part) or []:
            for key, most in room.items():
                _cut(truth, row, key, most)
    for key, most in (("place", 200), ("chair", 160), ("secretary", 160)):
        _cut(truth, truth, key, most)
    _cut(truth, truth.get("document") or {}, "title", 300)
    for item in truth.get("items") or []:
        for point in (item, *(item.get("children") or [])):
            _fit_point(point)


def _cut(truth: dict[str, Any], row: dict[str, Any], key: str, most: int) -> None:
    if len(row.get(key) or "") > most:
        _mark(truth, row[key])
        row[key] = row[key][:most]


def _fit_point(point: dict[str, Any]) -> None:
    if len(point.get("number") or "") > 8:
        point["title"] = f"{point['number']} {point.get('title') or ''}".strip()
        point["number"] = None
    for key, most in _ROOM_OF_ITEM.items():
        point[key] = [one for one in point.get(key) or [] if len(one) <= most]
    for task in point.get("actions") or []:
        task["responsible"] = (task.get("responsible") or "")[:200] or None
        task["due"] = (task.get("due") or "")[:120] or None
    point["contributions"] = [
        one for one in point.get("contributions") or [] if len(one.get("party") or "") <= 160
    ]


# Who is who


def _bodies(
    truth: dict[str, Any], said: Mapping[str, str], registers: Registers, makes: Makes
) -> list[Question]:
    joint = (truth.get("joint_part") or {}).get("with") or []
    names = list(dict.fromkeys([*(truth.get("bodies") or []), *joint]))
    known = sorted(registers.bodies, key=lambda body: body.list_name)
    every = tuple(Option(str(body.pk), body.list_name) for body in known if body.ends_on is None)
    values = {option.value for option in every}
    found = []
    for name in names:
        match = registers.body(name)
        options = every if match is None or str(match.pk) in values else (_option(match), *every)
        if makes.bodies:
            options = (*options, Option(NEW_VALUE, f"Ny grupp: {name}"))
        options = (*options, Option(TEXT_VALUE, "Ingen grupp, ta inte med"))
        chosen = _chosen(said.get(key_of(name)), options, str(match.pk) if match else "")
        where = "bara gemensam del" if name in joint else "grupp"
        found.append(Question(key_of(name), name, where, options, chosen, _how_of_body(name, match)))
    return found


def _option(body: Body) -> Option:
    return Option(str(body.pk), body.list_name)


def _how_of_body(name: str, match: Body | None) -> str:
    if match is None:
        return "finns inte i registret"
    return SAME if fold(match.name) == fold(name) else "annan form av namnet"


def _names(truth: dict[str, Any], said: Mapping[str, str], people: People, makes: Makes) -> list[Question]:
    found = []
    for name, where in _named(truth).items():
        candidates = people.candidates(name)
        same = [person for person, how in candidates if how == SAME]
        options = [Option(str(person.pk), _person_words(person, how)) for person, how in candidates]
        if makes.people:
            options.append(Option(NEW_VALUE, "Ny person i registret"))
        options.append(Option(TEXT_VALUE, "Bara namnet, ingen i registret"))
        default = ""
        if len(same) == 1:
            default = str(same[0].pk)
        elif not candidates:
            default = NEW_VALUE if makes.people else TEXT_VALUE
        how = candidates[0][1] if candidates else "finns inte i registret"
        how = "flera med samma namn" if len(same) > 1 else how
        chosen = _chosen(said.get(key_of(name)), options, default)
        found.append(
            Question(key_of(name), name, ", ".join(where), tuple(options), chosen, how, is_sure=bool(default))
        )
    return sorted(found, key=lambda one: not one.is_open)


def _named(truth: dict[str, Any]) -> dict[str, list[str]]:
    """Names that the draft would point persons at, and where they stand."""
    said: list[tuple[str | None, str]] = [
        (truth.get("chair"), "ordförande"),
        (truth.get("secretary"), "sekreterare"),
    ]
    said += [(name, "justerare") for name in (truth.get("approval") or {}).get("approvers") or []]
    for row in truth.get("attendance") or []:
        said += [(row.get("name"), "närvaro"), (row.get("substitute"), "ersättare")]
    for item in truth.get("items") or []:
        for point in (item, *(item.get("children") or [])):
            leader = point.get("chair_change") or ""
            said += [(leader, "tog över ordet")] if " " in leader else []
    found: dict[str, tuple[str, list[str]]] = {}
    for name, where in said:
        if name:
            places = found.setdefault(fold(name), (name, []))[1]
            places += [] if where in places else [where]
    return dict(found.values())


def _person_words(person: Person, how: str) -> str:
    party = f", {person.organisation.short_name}" if person.organisation else ""
    return f"{person.name}{party} ({how})"


def _chosen(said: str | None, options: Sequence[Option], default: str) -> str:
    values = {option.value for option in options}
    if said is not None:
        return said if said in values else ""
    return default if default in values else ""
