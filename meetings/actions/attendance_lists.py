"""The attendance lists as they are read: in order, with what there is to say of each row, and what contradicts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Concat, Trim

from meetings.models import Attendance, InterestConflict, Meeting
from secretariat.lib.dates import and_list, clock
from secretariat.lib.statements import Statement

from .attendance import CYCLE, OFFICES

State = Attendance.State
VACANT = "Vakant"


class ListedRow(NamedTuple):
    """What the list needs of a row of attendance."""

    pk: int
    body_id: int | None
    body_name: str | None
    body_short_name: str | None
    list_heading: str
    person_id: int | None
    name: str
    affiliation: str
    political_party: str
    role: str
    state: str
    mode: str
    from_parent: str | None
    from_number: str | None
    from_title: str | None
    from_time: dt.time | None
    to_parent: str | None
    to_number: str | None
    to_title: str | None
    to_time: dt.time | None
    serves_for_id: int | None
    serves_for_name: str | None
    substitute_id: int | None
    substitute_given: str | None
    substitute_family: str | None
    substitute_name: str
    item_labels: list[str]

    @property
    def is_vacant(self) -> bool:
        """No person holds the seat."""
        return not self.name

    @property
    def shown_name(self) -> str:
        """The name, or the word for an empty seat."""
        return self.name or VACANT

    @property
    def state_words(self) -> str:
        """Närvarande, anmält förhinder …"""
        return str(State(self.state).label)

    @property
    def list_name(self) -> str:
        """The name of the body in lists, else the heading."""
        return self.body_short_name or self.body_name or self.list_heading


@dataclass
class AttendanceRow:
    """One row as the list shows it: who, and what there is to say beside the state."""

    row: ListedRow
    scope: list[str] = field(default_factory=list)
    out_at: list[str] = field(default_factory=list)
    also: str = ""

    @property
    def next_state(self) -> str:
        """What one press makes of the state."""
        return CYCLE[State(self.row.state)]

    @property
    def next_words(self) -> str:
        """The same, in words."""
        return str(CYCLE[State(self.row.state)].label)

    @property
    def office(self) -> str:
        """Chair, vice chair or secretary, in words; what the list's heading does not say."""
        return str(Attendance.Role(self.row.role).label) if self.row.role in OFFICES else ""

    @property
    def remarks(self) -> list[str]:
        """Second line, in words: digitalt, from and to, whom they serve for, jäv."""
        row = self.row
        words = [str(Attendance.Mode(row.mode).label)] if row.mode else []
        words += self.scope
        if row.serves_for_id:
            words.append(f"tjänstgör för {row.serves_for_name or VACANT}")
        registered = f"{row.substitute_given or ''} {row.substitute_family or ''}".strip()
        if substitute := registered if row.substitute_id else row.substitute_name:
            words.append(f"ersättare: {substitute}")
        return words + [f"ute vid punkt {label} (jäv)" for label in self.out_at]


@dataclass
class AttendanceGroup:
    """One of the meeting's lists: a body's ledamöter, its ersättare, the guests … The title names the body too."""

    heading: str
    title: str
    rows: list[AttendanceRow] = field(default_factory=list)

    @property
    def present(self) -> int:
        """How many are marked as present."""
        return sum(one.row.state == State.PRESENT for one in self.rows)


def lists_of(meeting: Meeting) -> list[AttendanceGroup]:
    """The meeting's attendance lists in order, with jäv and contradictions worked out. Two queries.

    A person listed with different states in two bodies gets a question (`also`), never an error (J1).
    """
    out: dict[int | str, list[str]] = defaultdict(list)
    for conflict in _CONFLICTS.of(meeting.pk):
        said = _number(conflict.parent, conflict.number, conflict.title)
        out[conflict.person_id or conflict.name.casefold()].append(said)
    groups: dict[tuple[int | None, str], AttendanceGroup] = {}
    by_person: dict[int, list[AttendanceRow]] = defaultdict(list)
    for row in _ROWS.of(meeting.pk):
        one = AttendanceRow(row, _scope(row))
        if not row.is_vacant:
            one.out_at = (out.get(row.person_id, []) if row.person_id else []) + out.get(
                row.name.casefold(), []
            )
        if row.person_id:
            by_person[row.person_id].append(one)
        title = f"{row.list_name}, {row.list_heading.lower()}" if row.body_id else row.list_heading
        group = groups.setdefault((row.body_id, row.list_heading), AttendanceGroup(row.list_heading, title))
        group.rows.append(one)
    _ask_about_contradictions(by_person.values())
    return list(groups.values())


_ITEM_LABELS = ArrayAgg(
    Trim(Concat(Coalesce("items__parent__number", Value("")), Value(" "), "items__number")),
    filter=Q(items__isnull=False),
    default=Value([]),
    order_by="items__position",
)


class _Conflict(NamedTuple):
    person_id: int | None
    name: str
    parent: str | None
    number: str
    title: str


_ROWS = Statement(
    ListedRow,
    lambda meeting: (
        Attendance.objects.filter(meeting=meeting)
        .annotate(item_labels=_ITEM_LABELS)
        .order_by("position", "pk")
    ),
    body_name="body__name",
    body_short_name="body__short_name",
    from_parent="from_item__parent__number",
    from_number="from_item__number",
    from_title="from_item__title",
    to_parent="to_item__parent__number",
    to_number="to_item__number",
    to_title="to_item__title",
    serves_for_name="serves_for__name",
    substitute_given="substitute__given_name",
    substitute_family="substitute__family_name",
)
_CONFLICTS = Statement(
    _Conflict,
    lambda meeting: InterestConflict.objects.filter(meeting=meeting).order_by("item__position"),
    parent="item__parent__number",
    number="item__number",
    title="item__title",
)


def _number(parent: str | None, number: str, title: str) -> str:
    """An item's number, else the first line of its heading, after that of the item above."""
    own = number or title.partition("\n")[0]
    return f"{parent} {own}".strip() if parent is not None else own


def _scope(row: ListedRow) -> list[str]:
    words = [f"punkt {and_list(row.item_labels)}"] if row.item_labels else []
    if row.from_number is not None:
        words.append(f"från punkt {_number(row.from_parent, row.from_number, row.from_title or '')}")
    if row.from_time:
        words.append(f"från kl. {clock(row.from_time)}")
    if row.to_number is not None:
        words.append(f"till punkt {_number(row.to_parent, row.to_number, row.to_title or '')}")
    if row.to_time:
        words.append(f"till kl. {clock(row.to_time)}")
    return words


def _ask_about_contradictions(listings: Iterable[list[AttendanceRow]]) -> None:
    for listed in listings:
        for one in listed:
            for other in listed:
                if State.UNKNOWN not in (one.row.state, other.row.state) and other.row.state != one.row.state:
                    one.also = f"{other.row.state_words} i listan för {other.row.list_name}"
