"""The attendance lists as they are read: in order, with what there is to say of each row, and what contradicts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Concat, Trim

from meetings.models import AgendaItem, Attendance, Body, InterestConflict, Meeting
from secretariat.lib.dates import and_list, clock

from .attendance import CYCLE, OFFICES

State = Attendance.State


@dataclass
class AttendanceRow:
    """One row as the list shows it: who, and what there is to say beside the state."""

    row: Attendance
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
        return self.row.get_role_display() if self.row.role in OFFICES else ""

    @property
    def remarks(self) -> list[str]:
        """Second line, in words: digitalt, from and to, whom they serve for, jäv."""
        row = self.row
        words = [row.get_mode_display()] if row.mode else []
        words += self.scope
        if row.serves_for:
            words.append(f"tjänstgör för {row.serves_for.shown_name}")
        if substitute := row.substitute.name if row.substitute else row.substitute_name:
            words.append(f"ersättare: {substitute}")
        return words + [f"ute vid punkt {label} (jäv)" for label in self.out_at]


@dataclass
class AttendanceGroup:
    """One of the meeting's lists: a body's ledamöter, its ersättare, the guests …"""

    heading: str
    body: Body | None
    rows: list[AttendanceRow] = field(default_factory=list)

    @property
    def present(self) -> int:
        """How many are marked as present."""
        return sum(one.row.state == State.PRESENT for one in self.rows)


def lists_of(meeting: Meeting) -> list[AttendanceGroup]:
    """The meeting's attendance lists in order, with jäv and contradictions worked out. Two queries.

    A person listed with different states in two bodies gets a question (`also`), never an error (J1).
    """
    rows = (
        Attendance.objects.filter(meeting=meeting)
        .select_related(
            "body",
            "person",
            "substitute",
            "serves_for",
            "from_item__parent",
            "to_item__parent",
            "organisation",
        )
        .annotate(item_labels=_ITEM_LABELS)
        .order_by("position", "pk")
    )
    conflicts = (
        InterestConflict.objects.filter(meeting=meeting)
        .select_related("item__parent")
        .order_by("item__position")
    )
    out: dict[int | str, list[str]] = defaultdict(list)
    for conflict in conflicts:
        out[conflict.person_id or conflict.name.casefold()].append(_number(conflict.item))
    groups: dict[tuple[int | None, str], AttendanceGroup] = {}
    by_person: dict[int, list[AttendanceRow]] = defaultdict(list)
    for row in rows:
        one = AttendanceRow(row, _scope(row))
        if not row.is_vacant:
            one.out_at = (out.get(row.person_id, []) if row.person_id else []) + out.get(
                row.name.casefold(), []
            )
        if row.person_id:
            by_person[row.person_id].append(one)
        group = groups.setdefault(
            (row.body_id, row.list_heading), AttendanceGroup(row.list_heading, row.body)
        )
        group.rows.append(one)
    _ask_about_contradictions(by_person.values())
    return list(groups.values())


_ITEM_LABELS = ArrayAgg(
    Trim(Concat(Coalesce("items__parent__number", Value("")), Value(" "), "items__number")),
    filter=Q(items__isnull=False),
    default=Value([]),
    order_by="items__position",
)


def _number(item: AgendaItem) -> str:
    own = item.number or item.first_line
    return f"{item.parent.number} {own}".strip() if item.parent else own


def _scope(row: Attendance) -> list[str]:
    items: list[str] = row.item_labels  # type: ignore[attr-defined]
    words = [f"punkt {and_list(items)}"] if items else []
    if row.from_item:
        words.append(f"från punkt {_number(row.from_item)}")
    if row.from_time:
        words.append(f"från kl. {clock(row.from_time)}")
    if row.to_item:
        words.append(f"till punkt {_number(row.to_item)}")
    if row.to_time:
        words.append(f"till kl. {clock(row.to_time)}")
    return words


def _ask_about_contradictions(listings: Iterable[list[AttendanceRow]]) -> None:
    for listed in listings:
        for one in listed:
            for other in listed:
                if State.UNKNOWN not in (one.row.state, other.row.state) and other.row.state != one.row.state:
                    group = other.row.body.list_name if other.row.body else other.row.list_heading
                    one.also = f"{other.row.get_state_display()} i listan för {group}"
