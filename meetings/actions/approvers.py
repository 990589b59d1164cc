"""The list of approvers: proposed, changed with a reason until it is sent, and stepped in for afterwards (C2)."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from meetings import notifications
from meetings.models import Approver, Membership, Minutes, Reply
from secretariat.lib.rules import NotAllowed
from secretariat.lib.statements import Things, attach
from secretariat.registry.actions import log
from secretariat.registry.models import Person, User

from .locks import locked
from .proposals import Proposal, proposed

Capacity = Approver.Capacity


def required(minutes: Minutes) -> list[Approver]:
    """Those who must approve: on the list, not struck off, not waiting as ersättare."""
    return list(
        Approver.objects.filter(minutes=minutes, removed_at=None, is_reserve=False)
        .select_related("person__user", "body")
        .order_by("position", "pk")
    )


def reserves(minutes: Minutes) -> list[Approver]:
    """Elected ersättare who have not been called in."""
    return list(
        Approver.objects.filter(minutes=minutes, removed_at=None, is_reserve=True)
        .select_related("person__user", "body")
        .order_by("position", "pk")
    )


def left_out(minutes: Minutes) -> list[Proposal]:
    """Proposals that have no row in a list that is already settled, struck off or not: the minutes have changed."""
    listed = set(Approver.objects.filter(minutes=minutes).values_list("person", flat=True))
    return [one for one in proposed(minutes) if one.person.pk not in listed] if listed else []


@transaction.atomic
def propose(minutes: Minutes, *, by: User) -> list[Approver]:
    """Write the proposed list, where the minutes have no list yet. Returns the list as it stands."""
    minutes = locked(minutes)
    if not minutes.approvers.exists():
        Approver.objects.bulk_create(
            Approver(
                minutes=minutes, person=one.person, body=one.body, capacity=one.capacity,
                is_reserve=one.is_reserve, position=position,
            )
            for position, one in enumerate(proposed(minutes), 1)
        )  # fmt: skip
        log.write("föreslog justerare", by=by, about=minutes)
    return [*required(minutes), *reserves(minutes)]


def obstacles_to_changing(minutes: Minutes, reason: str) -> list[str]:
    """Why the list cannot be changed now. It is free, with a reason, until the minutes are sent."""
    if not minutes.is_draft:
        return ["Listan kan inte ändras efter utskicket. Kalla in en ersättare i stället."]
    return [] if reason.strip() else ["Skriv varför listan ändras."]


@transaction.atomic
def add(
    minutes: Minutes,
    *,
    by: User,
    person: Person,
    reason: str,
    capacity: str = Capacity.ELECTED,
    is_reserve: bool = False,
) -> Approver:
    """Put somebody on the list who was not proposed. Raises NotAllowed once sent, and for one who stands there."""
    minutes = locked(minutes)
    obstacles = obstacles_to_changing(minutes, reason)
    propose(minutes, by=by)
    if minutes.approvers.filter(person=person, removed_at=None).exists():
        obstacles.append(f"{person} står redan på listan.")
    if obstacles:
        raise NotAllowed(obstacles)
    added = Approver.objects.create(
        minutes=minutes, person=person, is_reserve=is_reserve,
        capacity=Capacity.SUBSTITUTE if is_reserve else capacity, position=_next_position(minutes),
    )  # fmt: skip
    _note(minutes, f"{person} lades till: {reason.strip()}")
    log.write("lade till justerare", by=by, about=minutes, person=person.name, reason=reason.strip())
    return added


@transaction.atomic
def remove(approver: Approver, *, by: User, reason: str) -> None:
    """Strike somebody off the list before it is sent. The row stays, with the reason."""
    minutes = locked(approver.minutes)
    approver = Approver.objects.select_related("person").get(pk=approver.pk)
    if obstacles := obstacles_to_changing(minutes, reason):
        raise NotAllowed(obstacles)
    if approver.removed_at:
        return
    strike(approver, reason)
    _note(minutes, f"{approver.person} ströks: {reason.strip()}")
    log.write("strök justerare", by=by, about=minutes, person=approver.person.name, reason=reason.strip())


def obstacles_to_replacing(approver: Approver, reason: str, person: Person | None = None) -> list[str]:
    """Why somebody else cannot be called in for this approver now."""
    minutes = approver.minutes
    if not minutes.is_out:
        return ["En ersättare kallas in när anteckningarna är utsända och inte färdiga."]
    obstacles = []
    if approver.removed_at or approver.is_reserve:
        obstacles.append(f"{approver.person} ska inte justera, så ingen behövs i stället.")
    if has_approved(approver):
        obstacles.append(f"{approver.person} har redan justerat.")
    if not reason.strip():
        obstacles.append("Skriv varför någon annan justerar.")
    if person is None and not reserves(minutes):
        obstacles.append("Ingen ersättare är vald. Välj vem som ska justera i stället.")
    if person and minutes.approvers.filter(person=person, removed_at=None, is_reserve=False).exists():
        obstacles.append(f"{person} justerar redan.")
    return obstacles


@transaction.atomic
def replace(approver: Approver, *, by: User, reason: str, person: Person | None = None) -> Approver:
    """Call in the elected ersättare, or a chosen person, for an approver who cannot (C2). Told and logged."""
    minutes = locked(approver.minutes)
    approver = Approver.objects.select_related("person", "minutes").get(pk=approver.pk)
    if obstacles := obstacles_to_replacing(approver, reason, person):
        raise NotAllowed(obstacles)
    waiting = reserves(minutes)
    comes_in = next((one for one in waiting if person is None or one.person_id == person.pk), None)
    strike(approver, reason)
    if comes_in:
        comes_in.is_reserve = False
        comes_in.capacity = Capacity.SUBSTITUTE
        comes_in.replaces = approver
        comes_in.save(update_fields=["is_reserve", "capacity", "replaces"])
    elif person:
        comes_in = Approver.objects.create(
            minutes=minutes, person=person, capacity=Capacity.SUBSTITUTE, replaces=approver,
            body=approver.body, position=_next_position(minutes),
        )  # fmt: skip
    if comes_in is None:
        raise ValueError("obstacles_to_replacing was not asked")
    log.write(
        "kallade in ersättare för justerare", by=by, about=minutes, person=comes_in.person.name,
        instead_of=approver.person.name, reason=reason.strip(),
    )  # fmt: skip
    notifications.asked_to_approve(comes_in, by=by, instead_of=approver)
    return comes_in


def strike(approver: Approver, reason: str) -> None:
    """Mark a row as no longer in force, with the reason."""
    approver.removed_at = timezone.now()
    approver.removed_reason = reason.strip()
    approver.save(update_fields=["removed_at", "removed_reason"])


def has_approved(approver: Approver) -> bool:
    """Whether this approver has approved the version that is out now."""
    return Reply.objects.filter(
        approver=approver, version=approver.minutes.current_version, answer=Reply.Answer.APPROVED
    ).exists()


def _next_position(minutes: Minutes) -> int:
    return (minutes.approvers.aggregate(last=Max("position"))["last"] or 0) + 1


def _note(minutes: Minutes, sentence: str) -> None:
    minutes.approvers_note = f"{minutes.approvers_note} {sentence}".strip()[-300:]
    minutes.save(update_fields=["approvers_note"])


def candidates(minutes: Minutes) -> list[Person]:
    """Persons a list of approvers is chosen from first: those on the attendance list and the bodies' members."""
    bodies = [row.body_id for row in minutes.meeting.meeting_bodies_in_order]
    day = minutes.meeting.date or timezone.localdate()
    held = Membership.objects.valid_on(day).filter(seat__body__in=bodies)
    return list(
        Person.objects.filter(
            Q(pk__in=held.values("person")) | Q(attendances__meeting=minutes.meeting)
        ).distinct()
    )


def unreachable(minutes: Minutes) -> list[str]:
    """Sentences about those who would be asked but have no account to log in with, or no address."""
    listed = [one.person for one in required(minutes)]
    if not minutes.approvers.exists():
        listed = [one.person for one in proposed(minutes) if not one.is_reserve]
    said = []
    for person in listed:
        user = getattr(person, "user", None)
        if user is None or not user.is_active:
            said.append(f"{person} har inget användarkonto och kan inte logga in och justera.")
        elif not notifications.address_of(person):
            said.append(f"{person} har ingen e-postadress och får inget brev.")
        elif person.email_failed_at:
            said.append(f"Det senaste brevet till {person} kom inte fram. Kontrollera e-postadressen.")
    return said


def person_named(typed: str, minutes: Minutes) -> list[Person]:
    """Persons whose name or alias is what was typed: among the meeting's own first, else in the whole register."""
    wanted = " ".join(typed.split()).casefold()
    for persons in (candidates(minutes), Person.objects.matching(typed)[:20]):
        found = [
            one
            for one in persons
            if wanted in {one.name.casefold(), f"{one.family_name} {one.given_name}".strip().casefold()}
            or wanted in {alias.casefold() for alias in one.aliases}
        ]
        if found:
            return found
    return []


# Reading


@dataclass(frozen=True)
class Standing:
    """Where one approver is: what a page prints on a line."""

    approver: Approver
    words: str
    mark: str
    reply: Reply | None = None
    earlier: Reply | None = None

    @property
    def has_answered_for_good(self) -> bool:
        """Approved or abstained: nothing more is asked of the person."""
        return bool(self.reply and self.reply.answer in (Reply.Answer.APPROVED, Reply.Answer.ABSTAINED))


_MARKS = {
    Reply.Answer.APPROVED: "done",
    Reply.Answer.CHANGES: "pending",
    Reply.Answer.ABSTAINED: "absent",
}
_WORDS = {
    Reply.Answer.APPROVED: "Justerade",
    Reply.Answer.CHANGES: "Begärde ändring",
    Reply.Answer.ABSTAINED: "Avstod",
}


_LISTED = Things(
    lambda minutes: (
        Approver.objects.filter(minutes=minutes)
        .select_related("person", "body", "replaces__person")
        .order_by("position", "pk")
    )
)
_REPLIES = Things(
    lambda minutes: (
        Reply.objects.filter(approver__minutes=minutes)
        .select_related("version")
        .defer("version__content")
        .order_by("answered_at")
    )
)


def overview(minutes: Minutes) -> list[Standing]:
    """The whole list, also the struck, with the latest answer on the version that is out. Two queries.

    `earlier` is an approval of a former version: withdrawn when the text was taken back, and told so.
    """
    rows = _LISTED.of(minutes.pk)
    replies = _REPLIES.of(minutes.pk) if rows else []
    for row in rows:
        attach(row, "replies", [one for one in replies if one.approver_id == row.pk])
    return [_standing(minutes, row) for row in rows]


def _standing(minutes: Minutes, row: Approver) -> Standing:
    replies = list(row.replies.all())
    now = [one for one in replies if one.version_id == minutes.current_version_id]
    before = [
        one
        for one in replies
        if one.version_id != minutes.current_version_id and one.answer == Reply.Answer.APPROVED
    ]
    reply = now[-1] if now else None
    earlier = before[-1] if before else None
    if reply:
        answer = Reply.Answer(reply.answer)
        return Standing(row, f"{_WORDS[answer]} {reply.local_time}", _MARKS[answer], reply, earlier)
    if row.removed_at:
        return Standing(row, f"Struken: {row.removed_reason}", "replaced", None, earlier)
    if row.is_reserve:
        return Standing(row, "Kallas in vid behov", "planned", None, earlier)
    if minutes.is_draft:
        return Standing(row, "Har inte fått texten än", "planned", None, earlier)
    return Standing(row, "Har inte svarat än", "pending", None, earlier)
