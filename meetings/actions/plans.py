"""The plan of a year: what is planned, what is proposed by a rule, and what stands in the way of it (A13, A17, K12)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q

from meetings.models import Body, DateOption, Meeting, MeetingBody, Membership, Seat
from secretariat.lib.date_lists import Found, read_dates
from secretariat.lib.dates import and_list, day_in_words
from secretariat.lib.days import WEEK, nth_weekday, same_week, same_weekday_of_month
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, SchoolBreak, User

from . import meetings as meeting_actions
from .clashes import Break, Calendar, Clash, Holding, Knowledge, Party, Sitting

book = meeting_actions.book
_NOT_THERE = (Seat.Kind.SUBSTITUTE, Seat.Kind.CONTACT)  # who comes only when called, and who does not sit
UNNAMED = "en ledamot"


# What is planned


def knowledge_of(first: dt.date, last: dt.date, bodies: Collection[int] | None = None) -> Knowledge:
    """Seats, parties, breaks and lives between two days, of some bodies or all. Four queries, however many."""
    some = {} if bodies is None else {"body__in": bodies}
    seats_of_some = {} if bodies is None else {"seat__body__in": bodies}
    held = (
        Membership.objects.filter(starts_on__lte=last, **seats_of_some)
        .filter(Q(ends_on=None) | Q(ends_on__gte=first))
        .exclude(seat__kind__in=_NOT_THERE)
        .select_related("seat", "person")
        .order_by("seat__position", "pk")
    )
    holdings: dict[int, list[Holding]] = defaultdict(list)
    for one in held:
        name = UNNAMED if one.person.protected_identity else one.person.name
        ends = min((day for day in (one.ends_on, one.seat.ends_on) if day), default=None)
        holdings[one.seat.body_id].append(Holding(one.seat.body_id, one.person_id, name, one.starts_on, ends))
    parties: dict[int, list[Party]] = defaultdict(list)
    sends = (
        Seat.objects.filter(organisation__isnull=False, kind__in=Seat.MEMBERS, **some)
        .filter(Q(ends_on=None) | Q(ends_on__gte=first))
        .order_by("organisation__sort_key")
        .values_list(
            "body", "organisation", "organisation__short_name", "organisation__kind", "organisation__is_own"
        )
        .distinct()
    )
    for body, pk, name, kind, is_own in sends:
        if not is_own:  # our own organisation sits in every body
            parties[body].append(Party(pk, name, kind == Organisation.Kind.MUNICIPALITY))
    breaks = [
        Break(one.name, one.organisation_id, one.starts_on, one.ends_on)
        for one in SchoolBreak.objects.filter(starts_on__lte=last, ends_on__gte=first)
    ]
    lives = {
        pk: (starts, ends) for pk, starts, ends in Body.objects.values_list("pk", "starts_on", "ends_on")
    }
    return Knowledge(holdings, parties, breaks, lives)


def planned(first: dt.date, last: dt.date) -> list[Sitting]:
    """Every meeting between two days that is not called off, and each day one may get. Three queries."""
    meetings = (
        Meeting.objects.exclude(state=Meeting.State.CANCELLED)
        .filter(
            Q(date__range=(first, last))
            | Q(pk__in=DateOption.objects.filter(date__range=(first, last)).values("meeting"))
        )
        .prefetch_related("meeting_bodies__body", "date_options")
    )
    return [sitting for meeting in meetings for sitting in sittings_of(meeting)]


def sittings_of(meeting: Meeting) -> list[Sitting]:
    """A meeting's day, and the days it may get instead. Uses prefetched bodies and options."""
    bodies = tuple(row.body_id for row in meeting.meeting_bodies_in_order)
    base = Sitting(
        f"m{meeting.pk}", bodies, meeting.heading, dt.date.min, meeting.start_time, meeting.end_time
    )
    days = [replace(base, day=meeting.date)] if meeting.date else []
    return days + [
        replace(base, day=one.date, start=one.start_time or base.start, end=one.end_time or base.end)
        for one in meeting.date_options.all()
    ]


def calendar_of(first: dt.date, last: dt.date, proposals: Iterable[Sitting] = ()) -> Calendar:
    """All between two days and the weeks around, and the proposals. Seven queries, however many meetings."""
    span = first - 4 * WEEK, last + 4 * WEEK
    return Calendar([*planned(*span), *proposals], knowledge_of(*span))


def clashes_of(meeting: Meeting) -> list[Clash]:
    """What stands in the way of one meeting's day; nothing where it has none or is called off (A13)."""
    if meeting.date is None or meeting.state in (Meeting.State.CANCELLED, Meeting.State.HELD):
        return []
    return clashes_of_day(meeting, meeting.date)


def clashes_of_day(meeting: Meeting, day: dt.date) -> list[Clash]:
    """What would stand in the way if the meeting were on that day, at its own hours. Seven queries."""
    bodies = tuple(row.body_id for row in meeting.meeting_bodies_in_order)
    sitting = Sitting(f"m{meeting.pk}", bodies, meeting.heading, day, meeting.start_time, meeting.end_time)
    around = planned(day - WEEK, day + WEEK)
    near = {pk for one in (sitting, *around) for pk in one.bodies}
    return Calendar(around, knowledge_of(day, day, near)).clashes_of(sitting)


# What is proposed


@dataclass(frozen=True)
class Facts:
    """Hours and place of a meeting, as they were last time."""

    start: dt.time | None = None
    end: dt.time | None = None
    place: str = ""
    form: str = ""
    link: str = ""


@dataclass(frozen=True)
class Proposal:
    """A meeting that does not exist yet: on a day, perhaps another, or within some weeks."""

    bodies: tuple[int, ...]
    day: dt.date | None = None
    window: tuple[dt.date, dt.date] | None = None
    instead: tuple[dt.date, ...] = ()
    facts: Facts = Facts()
    note: str = ""

    def sittings(self, key: str, name: str) -> list[Sitting]:
        """The days it may be on, for the rule of clashes."""
        days = [day for day in (self.day, *self.instead) if day]
        return [Sitting(key, self.bodies, name, day, self.facts.start, self.facts.end) for day in days]


@dataclass(frozen=True)
class Proposed:
    """What a rule gave, and sentences about what it could not give."""

    proposals: list[Proposal]
    unread: list[str]


def last_facts(bodies: Iterable[int]) -> dict[int, Facts]:
    """Hours and place of each body's latest meeting. One query."""
    rows = (
        MeetingBody.objects.filter(body__in=bodies, position=0, meeting__start_time__isnull=False)
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .order_by("body_id", "-meeting__date")
        .distinct("body_id")
        .select_related("meeting")
    )
    return {row.body_id: _facts_of(row.meeting) for row in rows}


def _facts_of(meeting: Meeting) -> Facts:
    return Facts(meeting.start_time, meeting.end_time, meeting.place, meeting.form, meeting.link)


def propose_by_weekday(
    groups: Sequence[tuple[int, ...]], *, year: int, months: Iterable[int], nth: int, weekday: int
) -> Proposed:
    """The nth such weekday of each month for every group of bodies; a month without a fifth is told."""
    days, unread = [], []
    for month in sorted(set(months)):
        try:
            days.append(nth_weekday(year, month, nth, weekday))
        except ValueError as missing:
            unread.append(str(missing))
    return Proposed(_for_each(groups, [Found("", day=day) for day in days]), unread)


def propose_by_dates(groups: Sequence[tuple[int, ...]], *, year: int, text: str) -> Proposed:
    """Dates as they were pasted, for every group of bodies; what could not be read is told, never dropped."""
    pasted = read_dates(text, year=year)
    return Proposed(_for_each(groups, pasted.found), pasted.unread)


def _for_each(groups: Sequence[tuple[int, ...]], found: Sequence[Found]) -> list[Proposal]:
    facts = last_facts(group[0] for group in groups)
    proposals = []
    for group in groups:
        known = facts.get(group[0], Facts())
        for one in found:
            hours = replace(known, start=one.start, end=one.end) if one.start else known
            proposals.append(Proposal(group, one.day, one.window, one.instead, hours, one.note))
    return proposals


def propose_copies(bodies: Iterable[int], *, year: int, by_week: bool) -> Proposed:
    """Last year's meetings that the bodies led, on the same day of the same week, or the same weekday of the month."""
    of_last_year = (
        Meeting.objects.filter(
            date__year=year - 1, meeting_bodies__body__in=list(bodies), meeting_bodies__position=0
        )
        .exclude(state=Meeting.State.CANCELLED)
        .prefetch_related("meeting_bodies__body")
        .order_by("date", "pk")
    )
    proposals, unread = [], []
    for meeting in of_last_year:
        group = tuple(row.body_id for row in meeting.meeting_bodies_in_order)
        if meeting.date is None:
            continue
        was = f"{day_in_words(meeting.date)} året före"
        try:
            day = (same_week if by_week else same_weekday_of_month)(meeting.date)
        except ValueError as missing:
            unread.append(f"{meeting.heading}, {was}: {missing}")
        else:
            proposals.append(Proposal(group, day, facts=_facts_of(meeting), note=f"Var {was}."))
    if not proposals and not unread:
        unread.append(f"Grupperna ledde inga möten {year - 1}, så det finns inget att kopiera.")
    return Proposed(proposals, unread)


# Saved


def obstacles_to_saving(proposals: Sequence[Proposal]) -> list[str]:
    """Why these proposals cannot be made meetings: a body that has one that day, or gets two, or no day at all."""
    if not proposals:
        return ["Kryssa för minst ett förslag."]
    bodies = {pk for one in proposals for pk in one.bodies}
    names = {one.pk: one.list_name for one in Body.objects.filter(pk__in=bodies)}
    days = {one.day for one in proposals if one.day}
    there = set(
        MeetingBody.objects.filter(body__in=bodies, meeting__date__in=days)
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .values_list("body", "meeting__date")
    )
    wrong: list[str] = []
    seen: set[tuple[int, dt.date]] = set()
    for one in proposals:
        if gone := [pk for pk in one.bodies if pk not in names]:
            wrong.append(f"{len(gone)} av grupperna finns inte längre. Visa förslagen på nytt.")
            continue
        called = and_list([names[pk] for pk in one.bodies])
        if one.day is None and one.window is None:
            wrong.append(f"{called}: skriv ett datum eller veckor, eller ta bort krysset.")
        elif one.day:
            pairs = {(pk, one.day) for pk in one.bodies}
            if pairs & there:
                wrong.append(
                    f"{called} har redan ett möte {day_in_words(one.day)}. Byt datum eller ta bort krysset."
                )
            elif pairs & seen:
                wrong.append(
                    f"{called} får två möten {day_in_words(one.day)}. Byt datum eller ta bort krysset."
                )
            seen |= pairs
    return wrong


@transaction.atomic
def save_tentative(proposals: Sequence[Proposal], *, by: User | None) -> list[Meeting]:
    """Make tentative meetings of the proposals, all or none. Raises NotAllowed with all that is wrong (A17, K12).

    The bodies are locked first, so that two who save the same plan do not make every meeting twice.
    """
    wanted = {pk for one in proposals for pk in one.bodies}
    bodies = {
        one.pk: one
        for one in Body.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted)
        .select_related("minutes_word")
        .order_by("pk")
    }
    if obstacles := obstacles_to_saving(proposals):
        raise NotAllowed(obstacles)
    made = [_save(one, [bodies[pk] for pk in one.bodies], by=by) for one in proposals]
    log.write("sparade mötesplan", by=by, meetings=len(made))
    return made


def _save(proposal: Proposal, bodies: list[Body], *, by: User | None) -> Meeting:
    first, last = proposal.window or (None, None)
    facts = proposal.facts
    meeting = meeting_actions.create(
        bodies=bodies, by=by, date=proposal.day, state=Meeting.State.TENTATIVE, start_time=facts.start,
        end_time=facts.end, place=facts.place, form=facts.form, link=facts.link,
        window_from=None if proposal.day else first, window_to=None if proposal.day else last,
    )  # fmt: skip
    DateOption.objects.bulk_create(
        DateOption(meeting=meeting, date=day)
        for day in dict.fromkeys(proposal.instead)
        if day != proposal.day
    )
    return meeting
