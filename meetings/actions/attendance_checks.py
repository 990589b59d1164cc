"""What to look at before attendance is handed on: counts, what is left out, and what does not add up (A13, J2, J4)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import combinations, groupby, islice
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower

from meetings.models import Attendance, AttendanceExport, ExportedRow, Meeting
from secretariat.lib.dates import time_span
from secretariat.registry.actions.fetching import SMALL

from .attendance_people import PROTECTED, PersonRow, State
from .attendance_rows import Selection, people_of

SHOWN = 20  # of each kind of remark
SAMPLE = 8


@dataclass(frozen=True)
class Clash:
    """Somebody who is noted as present in two meetings at once, or the same day where a time is missing (A13)."""

    person: int
    name: str
    day: dt.date
    meetings: tuple[int, int]
    headings: tuple[str, str]
    spans: tuple[str, str]
    is_sure: bool


@dataclass
class Checks:
    """What stands above the file before it is fetched."""

    rows: int = 0
    meetings: int = 0
    before: int = 0
    latest: AttendanceExport | None = None
    unfinished: list[Meeting] = field(default_factory=list)
    timeless: list[Meeting] = field(default_factory=list)
    unlisted: list[Meeting] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    reversed: list[Attendance] = field(default_factory=list)
    contradictory: list[tuple[str, Meeting]] = field(default_factory=list)
    sample: list[PersonRow] = field(default_factory=list)
    changed: list[PersonRow] = field(default_factory=list)
    news: int | None = None

    @property
    def is_large(self) -> bool:
        """Made beside the web, with progress shown."""
        return self.rows > SMALL

    @property
    def to_fetch(self) -> int | None:
        """Rows that are new or changed; None where that is counted while the file is made."""
        return self.rows if not self.before else self.news

    @property
    def has_doubts(self) -> bool:
        """Something does not add up."""
        return bool(self.timeless or self.unlisted or self.clashes or self.reversed or self.contradictory)


def checked(selection: Selection) -> Checks:
    """Count and check a selection. The number of queries does not grow with it."""
    keys = _keys(selection)
    checks = Checks(
        rows=keys.count(),
        before=keys.filter(Exists(_held(OuterRef("meeting"), OuterRef("person"), OuterRef("who")))).count(),
        meetings=selection.meetings().count(),
        unfinished=_in_order(selection.unfinished()),
        timeless=_in_order(selection.meetings().filter(Q(start_time=None) | Q(end_time=None))),
        unlisted=_in_order(selection.meetings().filter(~Exists(_noted()))),
        clashes=clashes(selection),
        reversed=_reversed(selection),
        contradictory=_contradictory(selection),
    )
    with transaction.atomic():
        _read(selection, checks)
    if checks.before:
        latest = ExportedRow.objects.filter(
            meeting__in=selection.meetings(), export__state=AttendanceExport.State.MADE
        ).aggregate(latest=Max("export"))
        checks.latest = (
            AttendanceExport.objects.select_related("made_by__person").filter(pk=latest["latest"]).first()
        )
    return checks


def _keys(selection: Selection) -> QuerySet[Any, Any]:
    """Each person in each meeting once; who is not in the register by name."""
    who = Case(When(person=None, then=Lower("name")), default=Value(""))
    return selection.attendances().annotate(who=who).order_by().values("meeting", "person", "who").distinct()


def _held(meeting: OuterRef, person: OuterRef, who: OuterRef) -> QuerySet[ExportedRow]:
    held = ExportedRow.objects.filter(meeting=meeting, export__state=AttendanceExport.State.MADE)
    return held.filter(Q(person=person) | Q(person=None, name=who) & ~Q(name=""))


def _noted() -> QuerySet[Attendance]:
    return Attendance.objects.filter(meeting=OuterRef("pk")).exclude(name="").exclude(state=State.UNKNOWN)


def _in_order(meetings: QuerySet[Meeting]) -> list[Meeting]:
    """All of them, with what their names need."""
    return list(
        meetings.select_related("minutes")
        .prefetch_related("meeting_bodies__body")
        .order_by("date", "start_time", "pk")
    )


def _read(selection: Selection, checks: Checks) -> None:
    """The first rows, and where it is quickly done all that has been fetched before and is another now."""
    if checks.before and not checks.is_large:
        checks.news = 0
        with closing(people_of(selection)) as rows:
            for row in rows:
                if row.is_news:
                    checks.news += 1
                    if row.earlier:
                        checks.changed.append(row)
                if len(checks.sample) < SAMPLE and (row.is_news or not selection.changes_only):
                    checks.sample.append(row)
        del checks.changed[SHOWN:]
        return
    for some in _beginnings(selection):
        with closing(people_of(some)) as rows:
            checks.sample = list(islice(rows, SAMPLE))


def _beginnings(selection: Selection) -> Iterator[Selection]:
    """The same selection, of its first days alone."""
    days = [
        day
        for day in selection.attendances()
        .order_by("meeting__date")
        .values_list("meeting__date", flat=True)[:SAMPLE]
        if day
    ]
    if days:
        yield replace(selection, ends_on=days[-1])


def clashes(selection: Selection) -> list[Clash]:
    """Persons of the selection who are noted as present in two meetings at once, in whatever bodies. One query."""
    there = Attendance.objects.filter(state=State.PRESENT, person__isnull=False).exclude(
        meeting__state=Meeting.State.CANCELLED
    )
    days = (
        there.filter(meeting__date__gte=selection.starts_on, meeting__date__lte=selection.ends_on)
        .order_by()
        .values("person", "meeting__date")
        .annotate(first=Min("meeting"), last=Max("meeting"))
        .filter(last__gt=F("first"))
    )
    twice = {(one["person"], one["meeting__date"]) for one in days}
    if not twice:
        return []
    meant = set(
        selection.attendances()
        .filter(state=State.PRESENT, person__in={person for person, _ in twice})
        .values_list("person", "meeting")
    )
    rows = (
        there.filter(person__in={person for person, _ in twice}, meeting__date__in={day for _, day in twice})
        .order_by("meeting__date", "person__sort_key", "person", "meeting__start_time", "meeting")
        .values_list(
            "person", "meeting__date", "meeting", Coalesce("from_time", "meeting__start_time"),
            Coalesce("to_time", "meeting__end_time"), "person__given_name", "person__family_name",
            "person__protected_identity",
        )
    )  # fmt: skip
    pairs = [
        (one, other, known)
        for _, same_day in groupby(rows, key=lambda row: row[:2])
        for one, other in combinations({row[2]: row for row in same_day}.values(), 2)
        if {(one[0], one[2]), (other[0], other[2])} & meant
        and (
            not (known := all((one[3], one[4], other[3], other[4])))
            or (one[3] < other[4] and other[3] < one[4])
        )
    ]
    names = _headings({row[2] for pair in pairs for row in pair[:2]})
    return [
        Clash(
            person=one[0],
            name=PROTECTED if one[7] else f"{one[5]} {one[6]}".strip(),
            day=one[1],
            meetings=(one[2], other[2]),
            headings=(names[one[2]], names[other[2]]),
            spans=(time_span(one[3], one[4]), time_span(other[3], other[4])),
            is_sure=known,
        )
        for one, other, known in pairs
    ]


def _headings(meetings: set[int]) -> dict[int, str]:
    if not meetings:
        return {}
    rows = Meeting.objects.filter(pk__in=meetings).prefetch_related("meeting_bodies__body")
    return {one.pk: one.heading for one in rows}


def _reversed(selection: Selection) -> list[Attendance]:
    """Rows that end before they start: the meeting's own order is kept by the database, a person's times are not."""
    return list(
        selection.attendances()
        .filter(state=State.PRESENT)
        .annotate(
            starts=Coalesce("from_time", "meeting__start_time"),
            ends=Coalesce("to_time", "meeting__end_time"),
        )
        .filter(ends__lte=F("starts"))
        .select_related("meeting", "person")
        .prefetch_related("meeting__meeting_bodies__body")
        .order_by("meeting__date", "position")[:SHOWN]
    )


def _contradictory(selection: Selection) -> list[tuple[str, Meeting]]:
    """Persons who are noted in one way in one list of a meeting and in another way in the next."""
    rows = list(
        Attendance.objects.filter(meeting__in=selection.meetings(), person__isnull=False)
        .exclude(state=State.UNKNOWN)
        .order_by()
        .values(
            "meeting",
            "meeting__date",
            "person__given_name",
            "person__family_name",
            "person__protected_identity",
        )
        .annotate(states=Count("state", distinct=True))
        .filter(states__gt=1)
        .order_by("meeting__date", "person__family_name")[:SHOWN]
    )
    meetings = Meeting.objects.prefetch_related("meeting_bodies__body").in_bulk(
        {row["meeting"] for row in rows}
    )
    return [
        (
            PROTECTED
            if row["person__protected_identity"]
            else f"{row['person__given_name']} {row['person__family_name']}".strip(),
            meetings[row["meeting"]],
        )
        for row in rows
    ]
