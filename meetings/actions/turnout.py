"""Who comes to a meeting, read from the answers: per body, per party, and whom nobody will represent (A12, A13)."""

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils import timezone

from meetings.models import Attendance, Body, Invitee, Meeting, NoticeReply, Seat
from meetings.notifications import address_of
from secretariat.lib.dates import time_span
from secretariat.registry.models import Organisation

from . import invitees, substitutes

Answer = Invitee.Answer
Capacity = Invitee.Capacity
# Mark and order of each answer in lists.
_MARKS = {
    Answer.COMING: "done",
    Answer.DIGITAL: "done",
    Answer.NONE: "unknown",
    Answer.DECLINED: "absent",
    Answer.SUBSTITUTE: "absent",
}


@dataclass
class Tally:
    """How many have answered what, of those the meeting counts on."""

    coming: int = 0
    digital: int = 0
    away: int = 0
    unanswered: int = 0

    @property
    def come(self) -> int:
        """In the room or digitally."""
        return self.coming + self.digital

    @property
    def called(self) -> int:
        """Everybody who is counted on."""
        return self.come + self.away + self.unanswered

    @property
    def in_words(self) -> str:
        """9 kommer, varav 2 digitalt, 3 förhinder, 4 har inte svarat."""
        come = f"{self.come} kommer" + (f", varav {self.digital} digitalt" if self.digital else "")
        away = f"{self.away} förhinder" if self.away else ""
        left = f"{self.unanswered} har inte svarat" if self.unanswered else ""
        return ", ".join(word for word in (come, away, left) if word)


@dataclass
class Line:
    """One who is called, as the list shows it."""

    row: Invitee
    party: Organisation | None
    latest: NoticeReply | None = None
    stand_ins: list[Invitee] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)
    has_address: bool = True

    @property
    def mark(self) -> str:
        """Kind of mark beside the answer."""
        return _MARKS[Answer(self.row.answer)]

    @property
    def words(self) -> str:
        """The answer in words."""
        if self.row.capacity == Capacity.SUBSTITUTE and self.row.answer in Invitee.COMES:
            return "Kan komma"
        said = str(Answer(self.row.answer).label)
        return said[:1].upper() + said[1:]

    @property
    def remarks(self) -> list[str]:
        """What there is to say beside the answer."""
        row, latest = self.row, self.latest
        words = []
        if row.capacity == Capacity.CALLED:
            instead = row.called_instead_of
            words.append(f"inkallad för {instead.person.name}" if instead else "inkallad")
        words += [f"{one.person.name} är inkallad" for one in self.stand_ins]
        if latest and row.answer and latest.substitute and not self.stand_ins:
            words.append(f"ville skicka {latest.substitute.name}")
        if row.answer in Invitee.STAYS_AWAY and not self.stand_ins and row.capacity == Capacity.MEMBER:
            words.append("ingen ersättare är inkallad")
        if latest and row.answer and latest.comment:
            words.append(f"”{latest.comment}”")
        if latest and row.answer and latest.method == NoticeReply.Method.OFFICE:
            words.append("svaret är infört av sekretariatet")
        if not self.has_address:
            words.append("har ingen e-postadress")
        elif row.person.email_failed_at:
            words.append("senaste brevet kom inte fram")
        return words


@dataclass
class BodyLines:
    """Those called for a body: in länsdel order and then Swedish order of their parties."""

    body: Body | None
    lines: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


@dataclass
class PartyLine:
    """What a party has answered."""

    party: Organisation
    tally: Tally = field(default_factory=Tally)

    @property
    def words(self) -> str:
        """In words, the worst first."""
        if self.tally.come:
            return f"{self.tally.come} kommer"
        return "Inget svar än" if self.tally.unanswered else "Ingen kommer"

    @property
    def mark(self) -> str:
        """Kind of mark."""
        if self.tally.come:
            return "done"
        return "unknown" if self.tally.unanswered else "late"


@dataclass
class Turnout:
    """The whole picture of a meeting's answers."""

    bodies: list[BodyLines]
    parties: list[PartyLine]
    copies: list[Invitee]
    tally: Tally
    mark: str

    @property
    def unrepresented(self) -> list[str]:
        """Parties with a member's seat from which nobody comes and nobody is left to answer."""
        return [one.party.short_name for one in self.parties if one.mark == "late"]

    @property
    def without_address(self) -> list[Invitee]:
        """Those who can get no letter."""
        found = [line for group in self.bodies for line in (*group.lines, *group.waiting)]
        return list({line.row.pk: line.row for line in found if not line.has_address}.values())


def turnout_of(meeting: Meeting) -> Turnout:
    """Read the answers. The same number of queries however many are called."""
    calling = substitutes.calling_of(meeting)
    rows = invitees.standing(meeting)
    latest = _latest_replies(meeting)
    clashes = clashes_of(meeting, {row.person_id for row in rows if row.is_expected})
    stand_ins: dict[int, list[Invitee]] = defaultdict(list)
    for row in rows:
        if row.capacity == Capacity.CALLED and row.called_instead_of_id:
            stand_ins[row.called_instead_of_id].append(row)
    groups: dict[int | None, BodyLines] = {
        one.body_id: BodyLines(one.body) for one in meeting.meeting_bodies_in_order
    }
    copies, whole, parties = [], Tally(), _parties_of(meeting)
    for row in rows:
        if row.capacity == Capacity.COPY:
            copies.append(row)
            continue
        for body, party in _places(row, calling, groups):
            line = Line(
                row, party, latest.get(row.pk), stand_ins[row.pk], clashes.get(row.person_id, []),
                bool(address_of(row.person)),
            )  # fmt: skip
            group = groups.setdefault(body, BodyLines(row.body))
            waits = row.capacity == Capacity.SUBSTITUTE
            (group.waiting if waits else group.lines).append(line)
            _count(group.tally, row)
        _count(whole, row)
        _count_party(parties, row)
    for group in groups.values():
        group.lines.sort(key=_in_order)
    return Turnout(
        bodies=[group for group in groups.values() if group.lines or group.waiting],
        parties=sorted(parties.values(), key=lambda one: _party_order(one.party)),
        copies=copies,
        tally=whole,
        mark=_mark_of(rows, latest),
    )


def _places(
    row: Invitee, calling: substitutes.Calling, groups: dict[int | None, BodyLines]
) -> list[tuple[int | None, Organisation | None]]:
    """The bodies in whose lists somebody stands, with the party of the seat there: both, for who sits in both (J1)."""
    own = row.seat.organisation if row.seat and row.seat.organisation else row.person.organisation
    if row.capacity == Capacity.MEMBER and (seats := calling.members.get(row.person_id)):
        found = {seat.body_id: seat.organisation or own for seat in seats if seat.body_id in groups}
        return list(found.items())
    return [(row.body_id, own)]


def _count(tally: Tally, row: Invitee) -> None:
    """An ersättare who waits has only said whether it would be possible, and is not counted."""
    if not row.is_expected:
        return
    if row.answer == Answer.COMING:
        tally.coming += 1
    elif row.answer == Answer.DIGITAL:
        tally.digital += 1
    elif row.answer in Invitee.STAYS_AWAY:
        tally.away += 1
    else:
        tally.unanswered += 1


def _count_party(parties: dict[int, PartyLine], row: Invitee) -> None:
    where = row.seat.organisation_id if row.seat else None
    party = parties.get(where or row.person.organisation_id or 0)
    if party and row.capacity not in (Capacity.GUEST, Capacity.COPY):
        _count(party.tally, row)


def _parties_of(meeting: Meeting) -> dict[int, PartyLine]:
    """Parties that have a member's seat in the meeting's bodies that day, held or vacant."""
    day = invitees.day_of(meeting)
    bodies = [row.body_id for row in meeting.meeting_bodies_in_order]
    seats = (
        Seat.objects.filter(body__in=bodies, kind__in=Seat.MEMBERS, organisation__isnull=False)
        .exclude(ends_on__lt=day)
        .select_related("organisation__district")
    )
    return {seat.organisation.pk: PartyLine(seat.organisation) for seat in seats if seat.organisation}


def _party_order(party: Organisation | None) -> tuple[bool, int, str, str]:
    """Länsdel by länsdel in their order, those without one last; inside each in Swedish order."""
    if party is None:
        return True, 10_000, "", ""
    district = party.district
    return (
        district is None,
        district.position if district else 0,
        district.name if district else "",
        party.sort_key,
    )


def _in_order(line: Line) -> tuple[tuple[bool, int, str, str], int]:
    return _party_order(line.party), line.row.position


def _latest_replies(meeting: Meeting) -> dict[int, NoticeReply]:
    replies = (
        NoticeReply.objects.filter(invitee__meeting=meeting)
        .select_related("substitute")
        .order_by("invitee_id", "-answered_at", "-pk")
        .distinct("invitee_id")
    )
    return {reply.invitee_id: reply for reply in replies}


def _mark_of(rows: Iterable[Invitee], latest: dict[int, NoticeReply]) -> str:
    """Changes when anything the page shows does, so that a page that asks again is not drawn anew for nothing."""
    told = [
        (row.pk, row.capacity, row.answer, str(row.answered_at), str(row.reminded_at), row.called_instead_of_id,
         latest[row.pk].pk if row.pk in latest else 0)
        for row in rows
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


# Several meetings at once


def tallies_of(meetings: Iterable[Meeting]) -> dict[int, Tally]:
    """Counts for a list of meetings, by id, in one query; meetings nobody is called to are not in it."""
    rows = (
        Invitee.objects.filter(
            meeting__in=[meeting.pk for meeting in meetings], removed_at=None, capacity__in=Invitee.EXPECTED
        )
        .values_list("meeting", "answer")
        .order_by()
        .annotate(count=Count("pk"))
    )
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for meeting, answer, count in rows:
        counted[meeting][answer] += count
    return {
        meeting: Tally(
            coming=found[Answer.COMING],
            digital=found[Answer.DIGITAL],
            away=found[Answer.DECLINED] + found[Answer.SUBSTITUTE],
            unanswered=found[Answer.NONE],
        )
        for meeting, found in counted.items()
    }


def add_tallies(meetings: Iterable[Meeting], *, shown: bool, today: dt.date | None = None) -> None:
    """Put the counts on each coming meeting of a list, as `tally`; None on others, and on all where not `shown`."""
    rows = list(meetings)
    today = today or timezone.localdate()
    coming = [meeting for meeting in rows if shown and meeting.date and meeting.date >= today]
    found = tallies_of(coming) if coming else {}
    for meeting in rows:
        meeting.tally = found.get(meeting.pk)  # type: ignore[attr-defined]


def clashes_of(meeting: Meeting, persons: Iterable[int]) -> dict[int, list[str]]:
    """Other meetings at the same time, in words, by person (A13). Two queries.

    Whom another meeting counts on is asked of its list of called, or of its attendance list where none is called yet.
    Meetings without times count as the whole day.
    """
    if meeting.date is None:
        return {}
    others = [
        other
        for other in Meeting.objects.filter(date=meeting.date)
        .exclude(pk=meeting.pk)
        .exclude(state=Meeting.State.CANCELLED)
        .prefetch_related("meeting_bodies__body")
        .order_by("start_time", "pk")
        if _overlap(meeting, other)
    ]
    if not others or not (wanted := set(persons)):
        return {}
    by_pk = {other.pk: other for other in others}
    called = set(
        Invitee.objects.filter(
            meeting__in=by_pk, person__in=wanted, removed_at=None, capacity__in=Invitee.EXPECTED
        )
        .exclude(answer__in=Invitee.STAYS_AWAY)
        .values_list("meeting", "person")
    )
    listed = set(
        Attendance.objects.filter(meeting__in=by_pk, person__in=wanted, meeting__invitees=None)
        .exclude(role=Attendance.Role.SUBSTITUTE)
        .values_list("meeting", "person")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for other in others:
        for person in sorted(wanted):
            if (other.pk, person) in called | listed:
                span = time_span(other.start_time, other.end_time) or "utan klockslag"
                found[person].append(f"{other.heading}, {span}")
    return dict(found)


def _overlap(one: Meeting, other: Meeting) -> bool:
    if one.start_time is None or other.start_time is None:
        return True
    return (one.end_time is None or other.start_time < one.end_time) and (
        other.end_time is None or one.start_time < other.end_time
    )
