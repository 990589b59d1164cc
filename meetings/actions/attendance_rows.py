"""Attendance as an administrator needs it: one row per person and meeting, read meeting by meeting (J1).

Everything is read through cursors of the server in the same order, so that a hundred thousand rows take no more memory
than one meeting.
"""

import datetime as dt
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from meetings.models import Attendance, AttendanceExport, Body, ExportedRow, Meeting, MeetingBody
from secretariat.registry.models import Organisation

from .attendance_people import Earlier, Key, PersonRow, Read, key_of, person_row

_CHUNK = 2000


@dataclass(frozen=True)
class Selection:
    """What is asked for. No bodies means all, no parties means all."""

    starts_on: dt.date
    ends_on: dt.date
    bodies: tuple[Body, ...] = ()
    parties: tuple[Organisation, ...] = ()
    with_unfinished: bool = False
    changes_only: bool = False
    person: int | None = None

    def meetings(self) -> QuerySet[Meeting]:
        """Meetings that are read: of the period, not cancelled, their minutes finished unless asked."""
        meant = Q(minutes__finished_at__isnull=False)
        if self.with_unfinished:
            meant |= Q(date__lte=timezone.localdate())
        return self._in_period().filter(meant)

    def unfinished(self) -> QuerySet[Meeting]:
        """Meetings that should have been held by now and whose minutes are not finished (J2)."""
        return self._in_period().filter(minutes__finished_at=None, date__lte=timezone.localdate())

    def _in_period(self) -> QuerySet[Meeting]:
        """Meetings of the chosen bodies. Each once."""
        rows = Meeting.objects.filter(date__gte=self.starts_on, date__lte=self.ends_on)
        rows = rows.exclude(state__in=[Meeting.State.CANCELLED, Meeting.State.TENTATIVE])
        if self.bodies:
            of_bodies = MeetingBody.objects.filter(meeting=OuterRef("pk"), body__in=self.bodies)
            rows = rows.filter(Exists(of_bodies))
        if self.person:
            rows = rows.filter(Exists(Attendance.objects.filter(meeting=OuterRef("pk"), person=self.person)))
        return rows

    def attendances(self) -> QuerySet[Attendance]:
        """Rows of the lists that are meant, each seat by itself. Vacant seats are nobody's."""
        rows = Attendance.objects.filter(meeting__in=self.meetings()).exclude(name="")
        if self.bodies:
            rows = rows.filter(Q(body__in=self.bodies) | Q(body=None))
        if self.parties:
            rows = rows.filter(organisation__in=self.parties)
        return rows.filter(person=self.person) if self.person else rows


_COLUMNS: dict[str, str] = {
    "meeting": "meeting_id", "date": "meeting__date", "start": "meeting__start_time", "end": "meeting__end_time",
    "joint_start": "meeting__joint_start", "joint_end": "meeting__joint_end", "form": "meeting__form",
    "place": "meeting__place", "minutes_state": "meeting__minutes__state",
    "noted_date": "meeting__minutes__noted_approval_date",
    "body": "body_id", "person": "person_id", "given": "person__given_name", "family": "person__family_name",
    "protected": "person__protected_identity", "party": "affiliation", "party_name": "organisation__short_name",
    "party_code": "organisation__municipality_code", "party_id": "organisation_id", "letters": "political_party",
    "from_item": "from_item_id", "from_started": "from_item__started_at", "to_item": "to_item_id",
    "serves_for": "serves_for_id", "serves_for_name": "serves_for__name",
    "serves_for_protected": "serves_for__person__protected_identity",
}  # fmt: skip


def people_of(
    selection: Selection, *, before: int | None = None, only_of: int | None = None
) -> Generator[PersonRow, None, None]:
    """Rows in the order of meetings and lists, each with the latest export it stood in.

    `before` leaves out exports from that number on; `only_of` keeps the rows that one export held.
    """
    names = _body_names(selection)
    chosen = {body.pk for body in selection.bodies}
    parties = {party.pk for party in selection.parties}
    held = _Held(selection, before=before, only_of=only_of)
    for place, reads in groupby(
        _reads(selection), key=lambda read: _order(read.date, read.start, read.meeting)
    ):
        people: dict[Key, list[Read]] = {}
        meant: set[Key] = set()
        for read in reads:
            people.setdefault(key_of(read), []).append(read)
            if (not chosen or read.body is None or read.body in chosen) and (
                not parties or read.party_id in parties
            ):
                meant.add(key_of(read))
        earlier, inside = held.of(place)
        for key, found in people.items():
            if key in meant and (only_of is None or key in inside):
                yield person_row(found, names[place[-1]], earlier.get(key))


def _reads(selection: Selection) -> Iterator[Read]:
    """All rows of the meetings that are meant, from a cursor of the server."""
    some_items = Attendance.items.through.objects.filter(attendance=OuterRef("pk"))
    joint = MeetingBody.objects.filter(
        meeting=OuterRef("meeting"), body=OuterRef("body"), joint_part_only=True
    )
    rows = (
        Attendance.objects.filter(meeting__in=selection.meetings())
        .exclude(name="")
        .annotate(
            at_some_items=Exists(some_items),
            finished_on=TruncDate("meeting__minutes__finished_at"),
            joint_only=Case(
                When(meeting__joint_start=None, then=Value(False)),
                default=Exists(joint),
                output_field=BooleanField(),
            ),
        )
        .order_by("meeting__date", "meeting__start_time", "meeting_id", "position", "pk")
        .values_list(*(_COLUMNS.get(name, name) for name in Read._fields))
    )
    if selection.person:
        rows = rows.filter(person=selection.person)
    return map(Read._make, rows.iterator(chunk_size=_CHUNK))


def _body_names(selection: Selection) -> dict[int, dict[int | None, tuple[str, str]]]:
    """By meeting: each body's name and id, and under None all of them together, for guests."""
    rows = (
        MeetingBody.objects.filter(meeting__in=selection.meetings())
        .order_by("meeting_id", "position", "pk")
        .values_list("meeting_id", "body_id", "body__short_name", "body__name")
    )
    found: dict[int, dict[int | None, tuple[str, str]]] = _WithoutBodies()
    for meeting, bodies in groupby(rows.iterator(chunk_size=_CHUNK), key=lambda row: row[0]):
        told: dict[int | None, tuple[str, str]] = {
            body: (short or name, str(body)) for _, body, short, name in bodies
        }
        found[meeting] = {
            **told,
            None: (
                ", ".join(name for name, _ in told.values()),
                ", ".join(number for _, number in told.values()),
            ),
        }
    return found


class _WithoutBodies(dict[int, dict[int | None, tuple[str, str]]]):
    """A meeting that names no body."""

    def __missing__(self, meeting: int) -> dict[int | None, tuple[str, str]]:
        return {None: ("", "")}


Keyed = dict[Key, Earlier]


_Order = tuple[dt.date, bool, dt.time, int]


def _order(date: dt.date | None, start: dt.time | None, meeting: int) -> _Order:
    """The database's own order of meetings: without a time last in its day."""
    return (date or dt.date.min, start is None, start or dt.time.min, meeting)


class _Held:
    """What earlier exports held, read beside the lists in the same order of meetings."""

    def __init__(self, selection: Selection, *, before: int | None, only_of: int | None) -> None:
        rows = ExportedRow.objects.filter(
            meeting__in=selection.meetings(), export__state=AttendanceExport.State.MADE
        )
        if only_of is not None:
            rows = rows.filter(export__lte=only_of)
        elif before is not None:
            rows = rows.filter(export__lt=before)
        self._only_of = only_of
        self._days = {
            one.pk: one.made_on for one in AttendanceExport.objects.filter(state=AttendanceExport.State.MADE)
        }
        ordered = rows.order_by(
            "meeting__date", "meeting__start_time", "meeting_id", "export_id"
        ).values_list(
            "meeting__date", "meeting__start_time", "meeting_id", "person_id", "name", "export_id",
            "told",
        )  # fmt: skip
        self._groups = groupby(ordered.iterator(chunk_size=_CHUNK), key=lambda row: _order(*row[:3]))
        self._next: tuple[_Order, Iterable[Any]] | None = next(self._groups, None)

    def of(self, meeting: _Order) -> tuple[Keyed, set[Key]]:
        """The latest earlier export of each row, and the rows of the export that is made again."""
        latest: Keyed = {}
        inside: set[Key] = set()
        while self._next is not None and self._next[0] < meeting:
            self._next = next(self._groups, None)
        if self._next is not None and self._next[0] == meeting:
            for *_, person, name, export, told in self._next[1]:
                if export == self._only_of:
                    inside.add((person, name))
                else:
                    latest[person, name] = Earlier(export, self._days[export], told)
            self._next = next(self._groups, None)
        return latest, inside
