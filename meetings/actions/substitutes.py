"""Ersättare: in which order they are called, and that the right ones stand called after every answer (domain 1.5)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from meetings import invitations
from meetings.models import Invitee, Meeting, Membership, NoticeReply, Seat
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Person, User

from .locks import hold
from .reply_links import reply_address

Answer = Invitee.Answer
Capacity = Invitee.Capacity


@dataclass
class Calling:
    """Who is called to a meeting, and the seats of members and ersättare on its day."""

    meeting: Meeting
    rows: dict[int, Invitee]
    members: dict[int, list[Seat]] = field(default_factory=lambda: defaultdict(list))
    substitutes: dict[int, list[tuple[Seat, int]]] = field(default_factory=lambda: defaultdict(list))

    def seat_as_substitute(self, person: int, body: int) -> Seat | None:
        """The seat by which a person is ersättare in a body."""
        return next((seat for seat, who in self.substitutes[body] if who == person), None)

    def in_order(self, seat: Seat) -> list[Invitee]:
        """Ersättare for a member's seat: of the same party first, then as the body orders its seats."""
        listed = sorted(
            self.substitutes[seat.body_id],
            key=lambda pair: (
                pair[0].organisation_id != seat.organisation_id,
                pair[0].position,
                pair[0].pk,
            ),
        )
        return [self.rows[person] for _, person in listed if person in self.rows]

    def who_serves(self, away: Invitee, body: int) -> Invitee | None:
        """Who is called for somebody in a body: by a seat there, or by one in the meeting's other body too."""
        for row in self.rows.values():
            is_called = row.capacity == Capacity.CALLED and row.called_instead_of_id == away.pk
            if is_called and (row.body_id == body or self.seat_as_substitute(row.person_id, body)):
                return row
        return None


def calling_of(meeting: Meeting) -> Calling:
    """Read the list and the seats. Two queries, and one for the bodies."""
    day = meeting.date or meeting.window_from or timezone.localdate()
    latest = NoticeReply.objects.filter(invitee=OuterRef("pk")).order_by("-answered_at", "-pk")
    rows = (
        Invitee.objects.filter(meeting=meeting, removed_at=None)
        .select_related("person", "seat__organisation")
        .annotate(named=Subquery(latest.values("substitute")[:1]))
        .order_by("answered_at", "position", "pk")
    )
    calling = Calling(meeting, {row.person_id: row for row in rows})
    for row in rows:
        row.meeting = meeting
    held = (
        Membership.objects.valid_on(day)
        .filter(
            seat__body__in=[row.body_id for row in meeting.meeting_bodies.all()],
            seat__kind__in=[*Seat.MEMBERS, Seat.Kind.SUBSTITUTE],
        )
        .exclude(seat__ends_on__lt=day)
        .select_related("seat__organisation")
        .order_by("seat__position", "seat")
    )
    for one in held:
        if one.seat.kind == Seat.Kind.SUBSTITUTE:
            calling.substitutes[one.seat.body_id].append((one.seat, one.person_id))
        else:
            calling.members[one.person_id].append(one.seat)
    return calling


def offered_to(invitee: Invitee) -> list[Invitee]:
    """Ersättare somebody may name to go instead: not called for another, not away themselves, in order."""
    calling = calling_of(invitee.meeting)
    found: dict[int, Invitee] = {}
    for seat in calling.members[invitee.person_id]:
        for row in calling.in_order(seat):
            if row.answer not in Invitee.STAYS_AWAY and not _is_taken(row, invitee):
                found.setdefault(row.pk, row)
    return list(found.values())


def _is_taken(row: Invitee, by_other_than: Invitee) -> bool:
    if row.capacity not in (Capacity.SUBSTITUTE, Capacity.CALLED):
        return True
    return row.capacity == Capacity.CALLED and row.called_instead_of_id != by_other_than.pk


def obstacles_to_sending(invitee: Invitee, substitute: Person) -> list[str]:
    """Why this person cannot go instead of the invitee."""
    if substitute.pk == invitee.person_id:
        return ["Du kan inte vara ersättare för dig själv. Välj någon annan."]
    row = Invitee.objects.filter(meeting=invitee.meeting_id, person=substitute, removed_at=None).first()
    if row is None or row.capacity in (Capacity.GUEST, Capacity.COPY):
        return []
    if _is_taken(row, invitee):
        return [f"{substitute} är redan kallad. Välj någon annan."]
    if row.answer in Invitee.STAYS_AWAY:
        return [f"{substitute} har förhinder. Välj någon annan."]
    return []


def settle(meeting: Meeting, *, by: User | None, at: dt.datetime) -> list[Invitee]:
    """See to it that each member who stays away has an ersättare called, if any is left, and that no others are.

    Who is called gets a letter with a link; who need not come after all is told. The meeting's row must be locked.
    Safe to run again: it looks at how things stand, not at what happened. Returns who was called now.
    """
    calling = calling_of(meeting)
    freed = _send_home(calling)
    called: list[tuple[Invitee, Invitee]] = []
    for away in list(calling.rows.values()):
        if away.answer not in Invitee.STAYS_AWAY or away.capacity != Capacity.MEMBER:
            continue
        for seat in calling.members[away.person_id]:
            if calling.who_serves(away, seat.body_id) is None and (found := _next(calling, away, seat)):
                _call(calling, found, away, seat, at)
                called.append((found, away))
    again = {row.pk for row, _ in called}
    for row in freed:
        if row.pk not in again:
            _stand_down(row, by=by, at=at)
    for row, away in called:
        invitations.called_in(row, away=away, address=reply_address(row, by=by), by=by)
    return [row for row, _ in called]


def _send_home(calling: Calling) -> list[Invitee]:
    """Called ersättare who cannot come, or are not needed any more; the latter are to be told and are returned."""
    freed = []
    by_pk = {row.pk: row for row in calling.rows.values()}
    for row in calling.rows.values():
        if row.capacity != Capacity.CALLED:
            continue
        if row.answer in Invitee.STAYS_AWAY:
            row.capacity, row.called_instead_of = Capacity.SUBSTITUTE, None
            row.save()
        elif row.called_instead_of_id and not _is_needed(calling, by_pk.get(row.called_instead_of_id), row):
            row.capacity, row.called_instead_of = Capacity.SUBSTITUTE, None
            freed.append(row)
    return freed


def _is_needed(calling: Calling, away: Invitee | None, row: Invitee) -> bool:
    """Whether somebody who stays away still wants this ersättare, and has not named another who can go.

    A member who is asked anew, since the meeting was moved, keeps the ersättare until there is an answer.
    """
    if away is None or away.answer in Invitee.COMES:
        return False
    if away.answer != Answer.SUBSTITUTE:
        return True
    named = _named_by(away)
    other = calling.rows.get(named) if named else None
    return named == row.person_id or (other is not None and other.answer in Invitee.STAYS_AWAY)


def _named_by(away: Invitee) -> int | None:
    return away.named  # type: ignore[attr-defined]


def _next(calling: Calling, away: Invitee, seat: Seat) -> Invitee | None:
    """Who is to be called for a seat: the one named, if that one can; else the next in order who has not declined."""
    if away.answer == Answer.SUBSTITUTE:
        named = _named_by(away)
        if named is None:  # somebody who is not in the register goes
            return None
        row = calling.rows.get(named) or _taken_in(calling, named)
        waits = row.capacity in (Capacity.SUBSTITUTE, Capacity.GUEST, Capacity.COPY)
        if waits and row.answer not in Invitee.STAYS_AWAY:
            return row
    ready = (row for row in calling.in_order(seat) if row.capacity == Capacity.SUBSTITUTE)
    return next((row for row in ready if row.answer not in Invitee.STAYS_AWAY), None)


def _taken_in(calling: Calling, person: int) -> Invitee:
    """A row for somebody who was named and is not in the list, or no longer."""
    meeting = calling.meeting
    row = meeting.invitees.filter(person=person).select_related("person").first()
    if row is None:
        last = meeting.invitees.aggregate(last=Max("position"))["last"] or 0
        row = Invitee(meeting=meeting, person=Person.objects.get(pk=person), position=last + 1)
    row.capacity, row.removed_at = Capacity.SUBSTITUTE, None
    row.answer, row.answered_at = Answer.NONE, None
    row.save()
    calling.rows[person] = row
    return row


def _call(calling: Calling, row: Invitee, away: Invitee, seat: Seat, at: dt.datetime) -> None:
    own = calling.seat_as_substitute(row.person_id, seat.body_id)
    row.capacity, row.called_instead_of, row.called_at = Capacity.CALLED, away, at
    row.body_id, row.seat = seat.body_id, own or row.seat
    row.reminded_at = None
    row.save()


def _stand_down(row: Invitee, *, by: User | None, at: dt.datetime) -> None:
    """Tell an ersättare that it is not needed. The answer was to being called, so a new call asks anew."""
    row.answer, row.answered_at = Answer.NONE, None
    if row.seat is None:
        row.removed_at = at
    row.save()
    invitations.stood_down(row, by=by)


@transaction.atomic
def call(row: Invitee, *, by: User | None, at: dt.datetime | None = None) -> None:
    """Call an ersättare who stands ready, on the secretary's own word. Raises NotAllowed."""
    hold(row.meeting_id)
    row = Invitee.objects.select_related("meeting", "person").get(pk=row.pk)
    if row.removed_at or row.capacity != Capacity.SUBSTITUTE:
        raise NotAllowed(f"{row.person} är inte ersättare som väntar.")
    row.capacity, row.called_at, row.reminded_at = Capacity.CALLED, at or timezone.now(), None
    if row.answer in Invitee.STAYS_AWAY:
        row.answer, row.answered_at = Answer.NONE, None
    row.save()
    invitations.called_in(row, away=None, address=reply_address(row, by=by), by=by)
    log.write("kallade in ersättare", by=by, about=row.meeting, name=row.person.name)
