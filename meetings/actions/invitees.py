"""Who is called to a meeting, and what each answers (A12)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from meetings import invitations
from meetings.models import CopyRecipient, Invitee, Meeting, Membership, NoticeReply, Seat
from secretariat.lib.dates import STOCKHOLM, local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Person, User

from . import substitutes
from .locks import hold
from .reply_links import close, last_moment, reply_address

__all__ = ["add_guest", "answer", "call_all", "obstacles_to_answering", "reply_address", "standing", "strike"]

Answer = Invitee.Answer
Capacity = Invitee.Capacity
ANSWERS = (Answer.COMING, Answer.DIGITAL, Answer.DECLINED, Answer.SUBSTITUTE)
_CAPACITY_OF_SEAT = {
    Seat.Kind.SUBSTITUTE: Capacity.SUBSTITUTE,
    Seat.Kind.CO_OPTED: Capacity.CO_OPTED,
    Seat.Kind.SECRETARY: Capacity.CO_OPTED,
}
_HEAVIEST_FIRST = [
    Capacity.MEMBER, Capacity.CO_OPTED, Capacity.CALLED, Capacity.SUBSTITUTE, Capacity.GUEST, Capacity.COPY,
]  # fmt: skip


# Who is called


@dataclass(frozen=True)
class _Place:
    """Why somebody is called: as what, and by which seat."""

    person: Person
    capacity: Capacity
    body_id: int | None = None
    seat: Seat | None = None


@transaction.atomic
def call_all(meeting: Meeting, *, by: User | None, at: dt.datetime | None = None) -> list[Invitee]:
    """Make the list of those who are called, by the seats held on the meeting's day; each person once (J1).

    As often as one likes: who is new comes in, who no longer holds a seat goes out, answers and called ersättare
    stay, and whom the secretary has struck stays struck. Returns those who stand, in order.
    """
    at = at or timezone.now()
    hold(meeting.pk)
    known = {row.person_id: row for row in meeting.invitees.all()}
    places: dict[int, _Place] = {}
    for place in _places_of(meeting):
        best = places.setdefault(place.person.pk, place)
        if _weight(place.capacity) < _weight(best.capacity):
            places[place.person.pk] = place
    new: list[Invitee] = []
    for order, place in enumerate(places.values(), 1):
        if (row := known.get(place.person.pk)) is None:
            row = Invitee(meeting=meeting, person=place.person)
            new.append(row)
        _put(row, place, order, at)
    Invitee.objects.bulk_update(
        [row for pk, row in known.items() if pk in places],
        ["position", "removed_at", "capacity", "body", "seat", "called_at"],
    )
    Invitee.objects.bulk_create(new)
    _let_go(
        [row for pk, row in known.items() if row.seat_id and pk not in places and not row.removed_at],
        by=by,
        at=at,
    )
    return standing(meeting)


def _weight(capacity: str) -> int:
    return _HEAVIEST_FIRST.index(Capacity(capacity))


def day_of(meeting: Meeting) -> dt.date:
    """The day whose seats count: the meeting's, else the first of its weeks, else today."""
    return meeting.date or meeting.window_from or timezone.localdate()


def _places_of(meeting: Meeting) -> Iterator[_Place]:
    """Everybody there is a reason to call, in the order of the list; a person may come several times."""
    order = {row.body_id: row.position for row in meeting.meeting_bodies.all()}
    day = day_of(meeting)
    held = (
        Membership.objects.valid_on(day)
        .filter(seat__body__in=order)
        .exclude(seat__kind=Seat.Kind.CONTACT)
        .exclude(seat__ends_on__lt=day)
        .select_related("seat", "person")
    )
    for one in sorted(held, key=lambda one: (order[one.seat.body_id], *_in_list(one.seat))):
        capacity = _CAPACITY_OF_SEAT.get(Seat.Kind(one.seat.kind), Capacity.MEMBER)
        yield _Place(one.person, capacity, one.seat.body_id, one.seat)
    guests = meeting.attendances.filter(seat=None, person__isnull=False).select_related("person")
    for guest in guests.order_by("position"):
        if guest.person:
            yield _Place(guest.person, Capacity.GUEST, guest.body_id)
    copies = CopyRecipient.objects.filter(body__in=order, person__isnull=False).select_related("person")
    for copy in copies.order_by("person__sort_key", "pk"):
        if copy.person:
            yield _Place(copy.person, Capacity.COPY, copy.body_id)


def _in_list(seat: Seat) -> tuple[bool, int, int]:
    """Ersättare after the others, else as the body orders its seats."""
    return seat.kind == Seat.Kind.SUBSTITUTE, seat.position, seat.pk


def _put(row: Invitee, place: _Place, order: int, at: dt.datetime) -> None:
    """Let a row say what the seat says, but not undo what the secretary or an answer has done."""
    row.position = order
    gone_with_the_seat = row.removed_at is not None and row.seat_id is None
    if gone_with_the_seat and place.seat:
        row.removed_at = None
    is_called = row.capacity == Capacity.CALLED and place.capacity == Capacity.SUBSTITUTE
    if row.pk and (is_called or (place.seat is None and _weight(row.capacity) < _weight(place.capacity))):
        return
    row.capacity, row.body_id, row.seat = place.capacity, place.body_id, place.seat
    if row.called_at is None and row.capacity in Invitee.EXPECTED:
        row.called_at = at


def _let_go(rows: list[Invitee], *, by: User | None, at: dt.datetime) -> None:
    """Whose seat has ended is not called any more. Without a seat the row can come back if the seat does."""
    for row in rows:
        row.seat, row.removed_at = None, at
        row.save(update_fields=["seat", "removed_at"])
    close(rows, by=by)


def standing(meeting: Meeting) -> list[Invitee]:
    """Those who are called and not struck, in order. One query."""
    return list(
        Invitee.objects.filter(meeting=meeting, removed_at=None)
        .select_related(
            "person__organisation__district",
            "person__user",
            "body",
            "seat__organisation__district",
            "called_instead_of__person",
        )
        .order_by("position", "pk")
    )


@transaction.atomic
def add_guest(meeting: Meeting, *, person: Person, by: User | None, at: dt.datetime | None = None) -> Invitee:
    """Call somebody as a guest; who was struck comes back. Raises NotAllowed where the person is called already."""
    hold(meeting.pk)
    row = meeting.invitees.filter(person=person).first() or Invitee(meeting=meeting, person=person)
    if row.pk and not row.removed_at and row.capacity != Capacity.COPY:
        raise NotAllowed(f"{person} är redan kallad.")
    if not row.pk:
        last = meeting.invitees.aggregate(last=Max("position"))["last"] or 0
        row.position = last + 1
    if not row.seat_id:
        row.capacity = Capacity.GUEST
    row.called_at, row.removed_at = at or timezone.now(), None
    row.save()
    log.write("kallade gäst", by=by, about=meeting, name=person.name)
    return row


@transaction.atomic
def strike(invitee: Invitee, *, by: User | None, at: dt.datetime | None = None) -> None:
    """Take somebody off the list; links stop working, a called ersättare for them is told. Twice is once."""
    hold(invitee.meeting_id)
    row = Invitee.objects.select_related("meeting", "person").get(pk=invitee.pk)
    if row.removed_at:
        return
    row.removed_at = at or timezone.now()
    row.save(update_fields=["removed_at"])
    close([row], by=by)
    substitutes.settle(row.meeting, by=by, at=row.removed_at)
    log.write("strök ur kallelsen", by=by, about=row.meeting, name=row.person.name)


# Answering


def obstacles_to_answering(invitee: Invitee, at: dt.datetime | None = None) -> list[str]:
    """Why this person cannot answer now."""
    at = at or timezone.now()
    meeting = invitee.meeting
    if invitee.removed_at:
        return ["Du är inte längre kallad till mötet. Ring sekretariatet om det är fel."]
    if invitee.capacity == Capacity.COPY:
        return ["Du har fått kallelsen för kännedom och behöver inte svara."]
    if meeting.state == Meeting.State.CANCELLED:
        return ["Mötet är inställt. Du behöver inte svara."]
    if is_over(meeting, at):
        return ["Mötet har varit. Ring sekretariatet om något i närvaron är fel."]
    return []


def is_over(meeting: Meeting, at: dt.datetime) -> bool:
    """Whether the meeting has been: held, or past its end, or past its day where no end is known."""
    if meeting.state == Meeting.State.HELD:
        return True
    if meeting.date and meeting.end_time and local_day(at) == meeting.date:
        return at >= dt.datetime.combine(meeting.date, meeting.end_time, STOCKHOLM)
    last = last_moment(meeting)
    return bool(last and at >= last)


@transaction.atomic
def answer(
    invitee: Invitee,
    *,
    answer: str,
    method: str,
    by: User | None = None,
    substitute: Person | None = None,
    comment: str = "",
    at: dt.datetime | None = None,
) -> NoticeReply:
    """Note an answer. The last one holds; the same one again changes nothing and writes no letter (A12).

    A förhinder calls the next ersättare, "ersättare går" the named one, and "kommer" sends a called one home.
    Raises NotAllowed. Answers of one meeting wait for one another, so that two do not call the same ersättare.
    """
    at = at or timezone.now()
    hold(invitee.meeting_id)
    row = Invitee.objects.select_related("meeting__secretary", "person", "seat").get(pk=invitee.pk)
    comment = " ".join(comment.split())[:500]
    obstacles = obstacles_to_answering(row, at) or _obstacles_to(row, answer, substitute, comment)
    if obstacles:
        raise NotAllowed(obstacles)
    named = substitute if answer == Answer.SUBSTITUTE else None
    latest = row.replies.order_by("answered_at", "pk").last()
    said = (answer, named.pk if named else None, comment)
    if latest and row.answer == answer and (latest.answer, latest.substitute_id, latest.comment) == said:
        return latest
    before = row.answer
    reply = NoticeReply.objects.create(
        invitee=row, answer=answer, substitute=named, comment=comment, method=method, answered_at=at,
        answered_by=by,
    )  # fmt: skip
    row.answer, row.answered_at = answer, at
    row.save(update_fields=["answer", "answered_at"])
    called = substitutes.settle(row.meeting, by=by, at=at)
    log.write("svarade på kallelse", by=by, about=row.meeting, name=row.person.name,
              answer=reply.get_answer_display(), method=reply.get_method_display())  # fmt: skip
    if method != NoticeReply.Method.OFFICE and (before or answer in Invitee.STAYS_AWAY):
        invitations.answered(reply, before=before, called=called)
    return reply


def _obstacles_to(row: Invitee, answer: str, substitute: Person | None, comment: str) -> list[str]:
    if answer not in ANSWERS:
        return ["Välj ett av svaren."]
    if answer != Answer.SUBSTITUTE:
        return []
    if row.capacity in (Capacity.SUBSTITUTE, Capacity.CALLED):
        return ["En ersättare kan inte skicka någon annan. Svara förhinder, så kallas nästa ersättare."]
    if substitute is None:
        return [] if comment else ["Välj vem som går i ditt ställe, eller skriv namnet."]
    return substitutes.obstacles_to_sending(row, substitute)
