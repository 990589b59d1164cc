"""What a file of minutes holds, as plain dataclasses. Missing texts are empty strings."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class LetterheadSource:
    body_line: str
    office: str
    secretary: str
    footer: dict[str, str]


@dataclass(frozen=True)
class JointPart:
    start: dt.time | None
    end: dt.time | None
    bodies: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One row of an attendance list."""

    name: str
    title: str
    organisation: str
    body: str
    role: str
    status: str
    mode: str
    items: tuple[str, ...]
    substitute: str
    heading: str


@dataclass(frozen=True)
class Said:
    party: str
    text: str


@dataclass(frozen=True)
class Task:
    text: str
    responsible: str
    due: str


@dataclass(frozen=True)
class Point:
    """An item or a sub-item."""

    number: str
    title: str
    presenters: tuple[str, ...]
    text: str
    contributions: tuple[Said, ...]
    decisions: tuple[str, ...]
    actions: tuple[Task, ...]
    inputs: tuple[str, ...]
    attachments: tuple[str, ...]
    links: tuple[str, ...]
    link_texts: tuple[str, ...]
    chair_change: str
    children: tuple["Point", ...]
    role: str | None = None
    """What kind of point a person has said it is; None: as its title says."""


@dataclass(frozen=True)
class Handed:
    to: str
    points: tuple[str, ...]
    item: str


@dataclass(frozen=True)
class SaidDate:
    text: str
    what: str
    date: str
    end_date: str
    start: dt.time | None
    end: dt.time | None
    place: str
    tentative: bool
    item: str
    heading: str


@dataclass(frozen=True)
class Reported:
    """A decision somebody else has taken."""

    item: str
    text: str
    by: str
    in_decisions: bool


@dataclass(frozen=True)
class Source:
    """One set of minutes, as the file has it. Missing texts are empty strings."""

    name: str
    title: str
    letterhead: LetterheadSource | None
    bodies: tuple[str, ...]
    bodies_inferred: bool
    date: dt.date | None
    start: dt.time | None
    end: dt.time | None
    place: str
    mode: str
    joint: JointPart | None
    chair: str
    secretary: str
    approvers: tuple[str, ...]
    approved_on: dt.date | None
    attendance: tuple[Row, ...]
    items: tuple[Point, ...]
    handed_on: tuple[Handed, ...]
    topics: tuple[str, ...]
    dates: tuple[SaidDate, ...]
    reported: tuple[Reported, ...]
    header_lines: tuple[str, ...]
    labels: tuple[str, ...]
    after_items: tuple[str, ...]
    guesses: dict[str, str]
    facts: int
    contacts: int
