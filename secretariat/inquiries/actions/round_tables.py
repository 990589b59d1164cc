"""A round as one table by länsdel, and all rounds as a list: what pages show."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from secretariat.inquiries.models import AnswerSheet, Inquiry, Recipient
from secretariat.lib.dates import and_list, local_day
from secretariat.registry.access import is_office
from secretariat.registry.models import Organisation, User

from . import reminding
from .letters import address_of, trouble_with
from .locks import obstacles_to_changing
from .sheet_states import STATE_WORDS, State, state_of

OTHERS, NO_DISTRICT, HIDDEN = "Övriga parter", "Utan länsdel", "Skyddade uppgifter"
_MARKS = {
    State.NOT_STARTED: "unknown",
    State.STARTED: "planned",
    State.SUBMITTED: "pending",
    State.RETURNED: "deviation",
    State.APPROVED: "done",
}


@dataclass(frozen=True)
class Line:
    """One party in the round. `when` and `who` are of the state it is in."""

    row: Recipient
    district: str
    state: State
    mark: str
    words: str
    handler: str
    email: str
    trouble: str
    when: dt.datetime | None
    who: str
    why: str
    is_late: bool
    may_be_reminded: bool

    @property
    def look(self) -> str:
        """The row's own tint, where it departs from the rest."""
        if self.is_late:
            return "row-late"
        return "row-deviation" if self.state == State.RETURNED else ""

    @property
    def is_left(self) -> bool:
        """Whether the party is still to hand in."""
        return self.row.answered_at is None and self.row.excused_at is None


@dataclass(frozen=True)
class Group:
    """The parties of a länsdel, or those that are no kommuner."""

    name: str
    lines: list[Line]


@dataclass(frozen=True)
class Table:
    """The round: the answer in a sentence, and the parties."""

    groups: list[Group]

    @property
    def lines(self) -> list[Line]:
        """All parties in the table's order."""
        return [line for group in self.groups for line in group.lines]

    @property
    def answer(self) -> str:
        """How many have handed in."""
        lines = self.lines
        done = sum(line.row.answered_at is not None for line in lines)
        if done == len(lines):
            return f"Alla {done} har lämnat in." if done > 1 else "Parten har lämnat in."
        return f"{done} av {len(lines)} har lämnat in." if done else f"Ingen av {len(lines)} har lämnat in."

    @property
    def left(self) -> str:
        """Who is left, where they are few enough to be named."""
        names = [line.row.organisation.short_name for line in self.lines if line.is_left]
        return f"Kvar: {and_list(names)}." if 0 < len(names) <= 4 and len(names) < len(self.lines) else ""

    @property
    def counted(self) -> list[tuple[str, int]]:
        """How many are in each state, those that occur."""
        seen = Counter(line.state for line in self.lines)
        return [(words, seen[state]) for state, words in STATE_WORDS.items() if seen[state]]

    @property
    def waiting_to_be_read(self) -> list[Line]:
        """Those that are handed in and wait to be approved."""
        return [line for line in self.lines if line.state == State.SUBMITTED]

    @property
    def to_read(self) -> int:
        """How many these are."""
        return len(self.waiting_to_be_read)

    @property
    def to_remind(self) -> list[Line]:
        """Who can be reminded now."""
        return [line for line in self.lines if line.may_be_reminded]

    @property
    def unreachable(self) -> str:
        """Those to whom no letter can go."""
        return and_list(
            [line.row.organisation.short_name for line in self.lines if line.trouble and line.is_left]
        )


def table_of(inquiry: Inquiry, *, user: User | None, today: dt.date) -> Table:
    """The table as this user may see it: whose identity is protected is named to the office alone (D7). One query."""
    rows = inquiry.recipients.select_related(
        "organisation__district", "handler__user", "sheet__approved_by__person", "sheet__returned_by__person"
    )
    sees_all = user is not None and is_office(user)
    lines = [_line(one, inquiry, today=today, sees_all=sees_all) for one in sorted(rows, key=place_of)]
    return Table([Group(name, list(found)) for name, found in groupby(lines, key=lambda line: line.district)])


def place_of(row: Recipient) -> tuple[bool, bool, tuple[int, str], str, str]:
    """Where a party stands in a list: länsdel, then Swedish order, then its organ."""
    organisation = row.organisation
    district = organisation.district
    is_other = organisation.kind != Organisation.Kind.MUNICIPALITY
    within = (district.position, district.name) if district and not is_other else (0, "")
    return is_other, district is None, within, str(organisation.sort_key), row.organ


def district_of(organisation: Organisation) -> str:
    """Under which heading a party stands."""
    if organisation.kind != Organisation.Kind.MUNICIPALITY:
        return OTHERS
    return organisation.district.name if organisation.district else NO_DISTRICT


def _line(row: Recipient, inquiry: Inquiry, *, today: dt.date, sees_all: bool) -> Line:
    row.inquiry = inquiry
    sheet: AnswerSheet | None = getattr(row, "sheet", None)
    state, person = state_of(sheet), row.handler
    is_out = inquiry.sent_at is not None and not obstacles_to_changing(inquiry)
    is_left = row.answered_at is None and row.excused_at is None
    is_late = is_out and is_left and inquiry.due_on is not None and inquiry.due_on < today
    is_hidden = bool(person and person.protected_identity and not sees_all)
    trouble = trouble_with(row) if is_left else ""
    when, who = _moment(sheet)
    words = STATE_WORDS[state]
    mark = _MARKS[state]
    if row.excused_at:
        mark, words, when = "absent", "Svarar inte", row.excused_at
    elif is_late:
        mark, words = "late", f"{words}, sen"
    return Line(
        row=row,
        district=district_of(row.organisation),
        state=state,
        mark=mark,
        words=words,
        handler=HIDDEN if is_hidden else (person.name if person else ""),
        email="" if is_hidden or not person else address_of(person),
        trouble="Handläggaren kan inte nås." if trouble and is_hidden else trouble,
        when=when,
        who="" if is_hidden else who,
        why=sheet.returned_why
        if sheet and state == State.RETURNED
        else (row.comment if row.excused_at else ""),
        is_late=is_late,
        may_be_reminded=is_out and reminding.may_be_reminded(row, today),
    )


def _moment(sheet: AnswerSheet | None) -> tuple[dt.datetime | None, str]:
    """Since when the sheet is in its state, and by whom."""
    if sheet is None:
        return None, ""
    if sheet.state == AnswerSheet.State.APPROVED:
        return sheet.approved_at, sheet.approved_by.name if sheet.approved_by else ""
    if sheet.state == AnswerSheet.State.SUBMITTED:
        return sheet.submitted_at, sheet.submitted_by
    if sheet.state == AnswerSheet.State.RETURNED:
        return sheet.returned_at, sheet.returned_by.name if sheet.returned_by else ""
    return sheet.started_at, sheet.started_by


# All rounds

STATES = {
    "sena": "Sena",
    "att-lasa": "Att läsa",
    "ute": "Ute",
    "forbereds": "Förbereds",
    "avslutade": "Avslutade",
    "aterkallade": "Återkallade",
}


def in_state(state: str, today: dt.date) -> Q:
    """The rounds that are in a state of the list."""
    is_open = Q(closed_at=None, withdrawn_at=None)
    late = Recipient.objects.waiting().filter(inquiry__due_on__lt=today).values("inquiry")
    read = Recipient.objects.filter(sheet__state="submitted").values("inquiry")
    return {
        "sena": is_open & Q(pk__in=late),
        "att-lasa": is_open & Q(pk__in=read),
        "ute": is_open & Q(sent_at__isnull=False),
        "forbereds": is_open & Q(sent_at=None),
        "avslutade": Q(closed_at__isnull=False, withdrawn_at=None),
        "aterkallade": Q(withdrawn_at__isnull=False),
    }[state]


@dataclass(frozen=True)
class Listed:
    """A round in the list: how many have handed in, and its state."""

    inquiry: Inquiry
    asked: int
    handed_in: int
    to_read: int
    mark: str
    words: str

    @property
    def answer(self) -> str:
        """How far it is, in words."""
        if self.inquiry.sent_at is None:
            return f"{self.asked} {'part' if self.asked == 1 else 'parter'}, inte skickad än"
        return f"{self.handed_in} av {self.asked} har lämnat in"


def rounds_with_counts(q: str = "") -> QuerySet[Inquiry]:
    """Rounds of typed questions whose title, form or period contains the text, with how many have handed in."""
    rows = Inquiry.objects.filter(form_version__isnull=False).select_related(
        "form_version__form", "created_by__person"
    )
    if q:
        rows = rows.filter(
            Q(title__icontains=q) | Q(form_version__form__name__icontains=q) | Q(period__icontains=q)
        )
    return rows.annotate(
        asked=Count("recipients", distinct=True),
        handed_in=Count("recipients", filter=Q(recipients__answered_at__isnull=False), distinct=True),
        to_read=Count("recipients", filter=Q(recipients__sheet__state="submitted"), distinct=True),
        left=Count(
            "recipients",
            filter=Q(recipients__answered_at=None, recipients__excused_at=None),
            distinct=True,
        ),
    )


def listed(rows: Iterable[Inquiry], *, today: dt.date) -> list[Listed]:
    """The rows of the list in words; they come from `rounds_with_counts`."""
    return [_listed(one, today) for one in rows]


def _listed(one: Inquiry, today: dt.date) -> Listed:
    left: int = one.left  # type: ignore[attr-defined]
    if one.withdrawn_at:
        mark, words = "absent", "Återkallad"
    elif one.closed_at:
        mark, words = "done", "Avslutad"
    elif one.sent_at is None:
        mark, words = "planned", "Förbereds"
    elif left and one.due_on and one.due_on < today:
        mark, words = (
            "late",
            f"{left} {'part' if left == 1 else 'parter'} är sena" if left > 1 else "1 part är sen",
        )
    else:
        mark, words = "pending", "Ute hos parterna"
    return Listed(one, one.asked, one.handed_in, one.to_read, mark, words)  # type: ignore[attr-defined]


def sent_on(inquiry: Inquiry) -> dt.date | None:
    """The day the letters went out."""
    return local_day(inquiry.sent_at) if inquiry.sent_at else None
