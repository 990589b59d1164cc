"""Omedelbar justering: one point read aloud, frozen as a paper of its own, approved by chair and justerare (C12).

Who approves is who would approve the minutes. Each does so by logging in, on a phone in the room, or the secretary
notes that it was read aloud and approved; not where a body demands a login of its own kind. The point is bound from the
moment it is read: in the minutes that are written on it stands word for word, and the database refuses all else.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from meetings import immediate_letters
from meetings.documents import FORMAT, Document, canonical_bytes, checksum, from_bytes
from meetings.models import AgendaItem, Approver, ImmediateAnswer, ImmediateApproval, Meeting, TextConflict
from secretariat.lib.dates import and_list, moment_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User
from secretariat.registry.sign_ins import UNKNOWN, SignIn

from . import immediate_papers, proposals
from .approvers import required
from .locks import locked
from .numbers import give_numbers
from .sign_in_rules import obstacles_to_trusting
from .trees import document_of

Capacity = Approver.Capacity
NOTED = "uppläst och godkänt vid mötet, noterat av sekreteraren"
_LEADS = (Capacity.CHAIR, Capacity.ACTING_CHAIR)


# Read aloud and frozen


def approvers_of(meeting: Meeting) -> list[proposals.Proposal]:
    """Who approves a point of this meeting at once: the list where there is one, else whom it would propose."""
    if listed := required(meeting.minutes):
        return [proposals.Proposal(one.person, one.capacity, one.body) for one in listed]
    return [one for one in proposals.proposed(meeting.minutes) if not one.is_reserve]


def obstacles_to_reading_out(item: AgendaItem) -> list[str]:
    """Why the point cannot be approved at once now."""
    meeting = item.meeting
    if not meeting.minutes.is_draft:
        return ["Anteckningarna är redan utsända eller färdiga."]
    if item.removed_at or item.parent_id or item.section != AgendaItem.Section.ITEMS:
        return [
            "Bara en hel punkt på dagordningen kan justeras omedelbart. Underpunkter följer med sin punkt."
        ]
    if item.immediate_approvals.filter(withdrawn_at=None).exists():
        return ["Punkten är redan uppläst för omedelbar justering."]
    obstacles = []
    if not item.blocks.standing().exists() and not item.children.filter(removed_at=None).exists():
        obstacles.append("Punkten har ingen text att läsa upp. Skriv den först.")
    if TextConflict.objects.filter(block__item=item, settled_at=None).exists():
        obstacles.append("Två texter har krockat i punkten. Välj vilken som ska gälla först.")
    if meeting.date is None or meeting.leading_body is None:
        obstacles.append("Mötet behöver en dag och en grupp.")
    if not proposals.approving_bodies(meeting):
        obstacles.append("Gruppen har ingen justering, så ingen kan justera punkten.")
    else:
        obstacles += _missing(approvers_of(meeting))
    return obstacles


def _missing(found: list[proposals.Proposal]) -> list[str]:
    if not any(one.capacity in _LEADS for one in found):
        return ["Mötet har ingen ordförande. Skriv vem som leder det under Tid och plats."]
    if len(found) < 2:
        return ["Ordförande och minst en justerare behövs. Skriv valet av justerare under sin punkt först."]
    return []


@transaction.atomic
def read_out(item: AgendaItem, *, by: User, at: dt.datetime | None = None) -> ImmediateApproval:
    """Number the point's decisions, freeze it as a paper of its own, and ask chair and justerare at once."""
    at = at or timezone.now()
    minutes = locked(item.meeting.minutes)
    item = (
        AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__minutes").get(pk=item.pk)
    )
    if obstacles := obstacles_to_reading_out(item):
        raise NotAllowed(obstacles)
    meeting = minutes.meeting
    AgendaItem.objects.filter(pk__in=_with_children(item)).exclude(number="").update(number_is_fixed=True)
    give_numbers(meeting, of=_alone(document_of(meeting), item, number=0))
    number = meeting.immediate_approvals.count() + 1
    content = canonical_bytes(_alone(document_of(meeting), item, number=number))
    made = ImmediateApproval.objects.create(
        meeting=meeting, item=item, number=number, format=FORMAT, content=content, sha256=checksum(content),
        frozen_at=at, frozen_by=by,
    )  # fmt: skip
    found = approvers_of(meeting)
    ImmediateAnswer.objects.bulk_create(
        ImmediateAnswer(approval=made, person=one.person, capacity=Capacity(one.capacity).label)
        for one in found
    )
    log.write(
        "läste upp för omedelbar justering", by=by, about=minutes, item=item.label, number=number, sha256=made.sha256,
        approvers=[one.person.name for one in found],
    )  # fmt: skip
    for row in made.answers.select_related("person__user"):
        immediate_letters.asked(row, made, by=by)
    return made


def _with_children(item: AgendaItem) -> list[int]:
    return [item.pk, *item.children.values_list("pk", flat=True)]


def _alone(document: Document, item: AgendaItem, *, number: int) -> Document:
    """The point alone, under the head of the minutes and with those who were there."""
    (found,) = (one for one in document.items if one.key == item.pk)
    said = f"Omedelbar justering {number}, punkt {found.number} {found.title}".strip()
    return dataclasses.replace(document, title=said, before=(), items=(found,), after=())


def as_it_would_be(item: AgendaItem) -> Document:
    """What is read aloud, before it is frozen."""
    document = document_of(item.meeting)
    if any(one.key == item.pk for one in document.items):
        return _alone(document, item, number=item.meeting.immediate_approvals.count() + 1)
    return dataclasses.replace(document, before=(), items=(), after=())


def tree_of(approval: ImmediateApproval) -> Document:
    """The point as it was read aloud."""
    return from_bytes(bytes(approval.content))


# Approved


def obstacles_to_approving(approval: ImmediateApproval, *, by: User) -> list[str]:
    """Why this person cannot approve the point now."""
    mine = own_answer(approval, by)
    if mine is None:
        return ["Du är inte en av dem som justerar punkten."]
    if approval.withdrawn_at:
        return ["Punkten är tillbakatagen. Den läses upp igen om den ska justeras."]
    return ["Du har redan justerat punkten. Tack!"] if mine.answered_at else []


def own_answer(approval: ImmediateApproval, user: User) -> ImmediateAnswer | None:
    """The row that is this user's, of those who approve."""
    return approval.answers.filter(person=user.person_id).first() if user.person_id else None


@transaction.atomic
def approve(
    approval: ImmediateApproval,
    *,
    by: User,
    at: dt.datetime | None = None,
    sign_in: SignIn = UNKNOWN,
) -> None:
    """Justera the point: bind the person to the bytes that were read aloud. The last one makes it final."""
    at = at or timezone.now()
    approval = _held(approval)
    obstacles = obstacles_to_approving(approval, by=by)
    if obstacles := obstacles or obstacles_to_trusting(approval.meeting.minutes, sign_in, at=at):
        raise NotAllowed(obstacles)
    mine = approval.answers.filter(person=by.person_id)
    _answered(mine, approval, by=by, at=at, method=sign_in.method, ip=sign_in.ip)
    log.write(
        "justerade omedelbart", by=by, about=approval.meeting.minutes, ip=sign_in.ip, item=approval.item.label,
        sha256=approval.sha256,
    )  # fmt: skip
    _finish_if_all(approval, by=by, at=at)


def obstacles_to_noting(approval: ImmediateApproval, *, persons: Iterable[int]) -> list[str]:
    """Why the secretary cannot note that the point was read aloud and approved."""
    if approval.withdrawn_at:
        return ["Punkten är tillbakatagen."]
    strict = [one.name for one in proposals.approving_bodies(approval.meeting) if one.approval_login > 1]
    if strict:
        return [f"{and_list(strict)} kräver att var och en loggar in när de justerar."]
    left = set(approval.answers.filter(answered_at=None).values_list("person", flat=True))
    return [] if set(persons) & left else ["Välj minst en som har godkänt."]


@transaction.atomic
def note(
    approval: ImmediateApproval, *, by: User, persons: Iterable[int], at: dt.datetime | None = None
) -> None:
    """Note who said yes in the room when the point was read aloud. Stands as the secretary's word, and says so."""
    at, persons = at or timezone.now(), list(persons)
    approval = _held(approval)
    if obstacles := obstacles_to_noting(approval, persons=persons):
        raise NotAllowed(obstacles)
    rows = approval.answers.filter(person__in=persons, answered_at=None).select_related("person")
    names = [row.person.name for row in rows]
    _answered(rows, approval, by=by, at=at, method=NOTED, is_noted=True)
    log.write(
        "noterade omedelbar justering", by=by, about=approval.meeting.minutes, item=approval.item.label,
        persons=names, sha256=approval.sha256,
    )  # fmt: skip
    _finish_if_all(approval, by=by, at=at)


def _held(approval: ImmediateApproval) -> ImmediateApproval:
    """The paper as it is now, with its minutes locked."""
    locked(approval.meeting.minutes)
    rows = ImmediateApproval.objects.select_for_update(of=("self",))
    return rows.select_related("meeting__minutes__word", "item__parent").get(pk=approval.pk)


def _answered(
    rows: Iterable[ImmediateAnswer], approval: ImmediateApproval, *, by: User, at: dt.datetime, method: str,
    ip: str | None = None, is_noted: bool = False,
) -> None:  # fmt: skip
    for row in rows:
        row.answered_at, row.local_time, row.answered_by = at, moment_in_words(at), by
        row.method, row.ip, row.is_noted, row.sha256 = method, ip, is_noted, approval.sha256
        row.save()


def _finish_if_all(approval: ImmediateApproval, *, by: User, at: dt.datetime) -> None:
    if approval.answers.filter(answered_at=None).exists():
        return
    approval.approved_at = at
    approval.save(update_fields=["approved_at"])
    immediate_papers.make_pdf.enqueue(approval.pk)
    log.write(
        "punkten är omedelbart justerad", by=by, about=approval.meeting.minutes, item=approval.item.label
    )


# Withdrawn


def obstacles_to_withdrawing(approval: ImmediateApproval, *, reason: str) -> list[str]:
    """Why the point cannot be opened again."""
    if approval.approved_at:
        return ["Alla har justerat punkten. Den kan inte tas tillbaka."]
    if approval.withdrawn_at:
        return ["Punkten är redan tillbakatagen."]
    return [] if reason.strip() else ["Skriv varför punkten tas tillbaka."]


@transaction.atomic
def withdraw(approval: ImmediateApproval, *, by: User, reason: str, at: dt.datetime | None = None) -> None:
    """Open the point to be written in again. What was read aloud and answered is kept, and holds no longer."""
    approval = _held(approval)
    if obstacles := obstacles_to_withdrawing(approval, reason=reason):
        raise NotAllowed(obstacles)
    approval.withdrawn_at, approval.withdrawn_by = at or timezone.now(), by
    approval.withdrawn_why = reason.strip()
    approval.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    log.write(
        "tog tillbaka omedelbar justering", by=by, about=approval.meeting.minutes, item=approval.item.label,
        reason=reason.strip(),
    )  # fmt: skip
