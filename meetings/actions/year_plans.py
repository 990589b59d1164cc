"""The plan of a year as it is read: months and bodies, and the meetings in order with what clashes (A13, A17, K12)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from meetings import access
from meetings.models import Body, DateOption, Meeting, MeetingBody, MeetingContact
from secretariat.lib.access import Permission, may
from secretariat.lib.dates import MONTHS, day_and_span, day_in_words
from secretariat.lib.days import weeks_in_words
from secretariat.registry.models import User

from . import plans
from .clashes import Clash

State = Meeting.State
LETTERS = {State.TENTATIVE: "P", State.BOOKED: "B", State.MOVED: "F", State.CANCELLED: "I", State.HELD: "G"}
_BODIES = Prefetch("meeting_bodies", MeetingBody.objects.select_related("body").order_by("position"))


@dataclass
class Entry:
    """One meeting in the plan. `shown_in` are the months it stands in, with what stands there."""

    meeting: Meeting
    clashes: list[Clash] = field(default_factory=list)

    @property
    def letter(self) -> str:
        """P, B, F, I or G; the legend says what they mean."""
        return LETTERS[State(self.meeting.state)]

    @property
    def window(self) -> str:
        """v. 37–38, while only the weeks are known."""
        one = self.meeting
        if one.date or not (one.window_from and one.window_to):
            return ""
        return weeks_in_words(one.window_from, one.window_to)

    @property
    def options(self) -> list[DateOption]:
        """Other days the meeting may get."""
        return list(self.meeting.date_options.all())

    @property
    def instead(self) -> str:
        """The other days in words."""
        return " eller ".join(day_in_words(one.date) for one in self.options)

    @property
    def first_day(self) -> dt.date:
        """What orders the list."""
        days = [self.meeting.date, self.meeting.window_from, *(one.date for one in self.options)]
        return next((day for day in days if day), dt.date.max)

    @property
    def when(self) -> str:
        """Day and hours, or weeks, or that nothing is settled."""
        one = self.meeting
        return day_and_span(one.date, one.start_time, one.end_time) if one.date else self.window

    @property
    def bodies(self) -> list[Body]:
        """The leading one first."""
        return [row.body for row in self.meeting.meeting_bodies_in_order]

    @property
    def may_be_booked(self) -> bool:
        """Planned, and on a day."""
        return self.meeting.state == State.TENTATIVE and self.meeting.date is not None


@dataclass(frozen=True)
class Mark:
    """What stands in a month of a body: the day or the weeks, and what state that is in."""

    entry: Entry
    words: str
    letter: str
    state: str


@dataclass(frozen=True)
class Row:
    """A body's year: twelve months of marks."""

    body: Body
    months: list[list[Mark]]


@dataclass(frozen=True)
class YearPlan:
    """A year, as much of it as the reader may know."""

    year: int
    rows: list[Row]
    entries: list[Entry]

    @property
    def by_month(self) -> list[tuple[str, list[Entry]]]:
        """Months that have meetings."""
        months: dict[int, list[Entry]] = defaultdict(list)
        for one in self.entries:
            months[one.first_day.month if one.first_day.year == self.year else 0].append(one)
        return [
            (MONTHS[place - 1].capitalize() if place else "Andra år", months[place])
            for place in sorted(months)
        ]

    @property
    def bookable(self) -> list[Entry]:
        """Those that can be booked at once."""
        return [one for one in self.entries if one.may_be_booked]


def plan_of(user: User, year: int, *, body: int | None = None, today: dt.date) -> YearPlan:
    """The year's meetings that this user may know of, of one body or all, with clashes of those to come.

    The number of queries does not depend on how many there are. Clashes are told to those who plan.
    """
    meetings = _meetings(user, year, body)
    entries = sorted(
        (Entry(one) for one in meetings),
        key=lambda one: (one.first_day, one.meeting.start_time or dt.time.min),
    )
    if may(user, Permission.MEETING_CALL):
        _tell_clashes(entries, year, today)
    return YearPlan(year, list(_rows(user, entries, year, body)), entries)


def _meetings(user: User, year: int, body: int | None) -> Iterable[Meeting]:
    span = (dt.date(year, 1, 1), dt.date(year, 12, 31))
    in_year = (
        Q(date__range=span)
        | Q(date=None, window_from__lte=span[1], window_to__gte=span[0])
        | Q(pk__in=DateOption.objects.filter(date__range=span).values("meeting"))
    )
    rows = Meeting.objects.filter(in_year, pk__in=Meeting.objects.visible_to(user).values("pk"))
    if body:
        rows = rows.filter(pk__in=MeetingBody.objects.filter(body=body).values("meeting"))
    contacts = Prefetch("contacts", MeetingContact.objects.select_related("organisation", "person"))
    return rows.prefetch_related(_BODIES, "date_options", contacts)


def _tell_clashes(entries: Sequence[Entry], year: int, today: dt.date) -> None:
    """A clash is told at both of the meetings it is about."""
    to_come = [one for one in entries if _is_to_come(one.meeting, today)]
    if not to_come:
        return
    calendar = plans.calendar_of(dt.date(year, 1, 1), dt.date(year, 12, 31))
    for entry in to_come:
        entry.clashes = calendar.clashes_of(plans.sittings_of(entry.meeting)[0])


def _is_to_come(meeting: Meeting, today: dt.date) -> bool:
    return (
        meeting.date is not None
        and meeting.date >= today
        and meeting.state not in (State.CANCELLED, State.HELD)
    )


def _rows(user: User, entries: Sequence[Entry], year: int, body: int | None) -> Iterator[Row]:
    """Every body for the office; for others those that have something in the year."""
    marks: dict[int, dict[int, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    bodies: dict[int, Body] = {}
    if access.is_office(user):
        existing = Body.objects.existing_on(dt.date(year, 1, 1)) | Body.objects.existing_on(
            dt.date(year, 12, 31)
        )
        bodies = {one.pk: one for one in existing if body in (None, one.pk)}
    for entry in entries:
        of_entry = [one for one in entry.bodies if body in (None, one.pk)]
        bodies |= {one.pk: one for one in of_entry}
        for month, mark in _marks(entry, year):
            for one in of_entry:
                marks[one.pk][month].append(mark)
    for one in sorted(bodies.values(), key=lambda one: one.sort_key):
        yield Row(one, [marks[one.pk][month] for month in range(1, 13)])


def _marks(entry: Entry, year: int) -> Iterator[tuple[int, Mark]]:
    meeting, state = entry.meeting, entry.meeting.get_state_display()
    if meeting.date and meeting.date.year == year:
        yield meeting.date.month, Mark(entry, str(meeting.date.day), entry.letter, state)
    elif entry.window and meeting.window_from:
        month = meeting.window_from.month if meeting.window_from.year == year else 1
        yield month, Mark(entry, entry.window, entry.letter, state)
    for option in entry.options:
        if option.date.year == year:
            yield option.date.month, Mark(entry, str(option.date.day), "?", "kanske")
