"""The whole life of minutes, read from top to bottom: sent, approved, taken back, finished, handed out, filed (C1).

*Who* may is asked in `access`; *when* is asked here. Every verb locks the meeting and its minutes and reads them again,
so two clicks or two persons cannot both succeed.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from meetings import notifications
from meetings.documents import FORMAT, canonical_bytes, checksum
from meetings.models import (
    AgendaItem,
    Approver,
    ChangeRequest,
    Meeting,
    MeetingBody,
    Minutes,
    MinutesVersion,
    Reply,
)
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User
from secretariat.registry.sign_ins import UNKNOWN, SignIn

from . import approvers, gaps, gathering, papers, superseded
from .approvers import has_approved, required, reserves
from .locks import locked
from .numbers import give_numbers
from .proposals import approving_bodies, proposed
from .replies import evidenced_reply, own_approver
from .sign_in_rules import obstacles_to_trusting
from .trees import document_of

State = Minutes.State
LEAST_DAYS = 3


# Sent out


def has_approval(meeting: Meeting) -> bool:
    """Whether somebody is to approve these minutes; else they are fastställda (C2)."""
    return bool(approving_bodies(meeting))


def default_deadline(minutes: Minutes, *, today: dt.date) -> dt.date:
    """The meeting's day plus the leading body's days for approval, but always some days to read in (C3)."""
    soonest = today + dt.timedelta(days=LEAST_DAYS)
    body, date = minutes.meeting.leading_body, minutes.meeting.date
    return max(soonest, date + dt.timedelta(days=body.approval_days)) if body and date else soonest


def obstacles_to_sending(
    minutes: Minutes, *, deadline: dt.date | None = None, today: dt.date | None = None
) -> list[str]:
    """Why the minutes cannot be sent for approval now: what hinders in the text, and the list of approvers."""
    if not minutes.is_draft:
        return ["Anteckningarna är redan utsända."]
    obstacles = [gap.text for gap in gaps.hindering(minutes)]
    if minutes.meeting.meeting_bodies_in_order and not has_approval(minutes.meeting):
        obstacles.append("Gruppen har ingen justering. Fastställ anteckningarna i stället.")
    elif not approvers_to_be(minutes):
        obstacles.append("Ingen justerare är vald. Lägg till minst en.")
    if deadline and deadline < (today or timezone.localdate()):
        obstacles.append("Sista dag för justering har redan varit.")
    return obstacles


def approvers_to_be(minutes: Minutes) -> list[str]:
    """Names of those who would be asked: the list where there is one, else the proposal."""
    if minutes.approvers.exists():
        return [one.person.name for one in required(minutes)]
    return [one.person.name for one in proposed(minutes) if not one.is_reserve]


@transaction.atomic
def send_for_approval(
    minutes: Minutes, *, by: User, deadline: dt.date | None = None, at: dt.datetime | None = None
) -> None:
    """Number the decisions, freeze the text as a version with its checksum, and ask the approvers (B4, C1, C3).

    Raises NotAllowed with the obstacles. The default deadline is that of the leading body.
    """
    at = at or timezone.now()
    minutes = locked(minutes)
    if obstacles := obstacles_to_sending(minutes, deadline=deadline, today=local_day(at)):
        raise NotAllowed(obstacles)
    asked = [one for one in approvers.propose(minutes, by=by) if not one.is_reserve]
    minutes.approval_deadline = deadline or default_deadline(minutes, today=local_day(at))
    minutes.sent_at, minutes.sent_by = at, by
    version = _freeze(minutes, State.SENT, by=by, at=at)
    log.write(
        "skickade för justering", by=by, about=minutes, version=version.number, sha256=version.sha256,
        deadline=minutes.approval_deadline.isoformat(), approvers=[one.person.name for one in asked],
    )  # fmt: skip
    for one in required(minutes):
        notifications.asked_to_approve(one, by=by, others=asked)


def _freeze(minutes: Minutes, state: str, *, by: User, at: dt.datetime) -> MinutesVersion:
    """Give numbers, store the canonical bytes as the next version, and lock what is printed."""
    give_numbers(minutes.meeting)
    content = canonical_bytes(document_of(minutes.meeting))
    version = MinutesVersion.objects.create(
        minutes=minutes, number=minutes.versions.count() + 1, format=FORMAT, content=content,
        sha256=checksum(content), frozen_at=at, frozen_by=by,
    )  # fmt: skip
    minutes.state, minutes.frozen_at, minutes.current_version = state, at, version
    minutes.save()
    gathering.gather_from(minutes.meeting)
    return version


# Answered


def obstacles_to_answering(minutes: Minutes, *, by: User, version: int | None = None) -> list[str]:
    """Why this person cannot answer now. `version` is the number of the version the person has read."""
    mine = own_approver(minutes, by)
    if mine is None:
        return ["Du står inte på listan över justerare."]
    if minutes.is_finished:
        return [
            "Du har redan justerat. Tack!"
            if has_approved(mine)
            else "Alla andra har justerat och texten är låst."
        ]
    current = minutes.current_version
    if not minutes.is_out or current is None:
        return ["Texten har tagits tillbaka för att ändras. Du får ett brev när den skickas igen."]
    if version is not None and version != current.number:
        return ["Texten har ändrats sedan du öppnade sidan. Läs den nya texten innan du svarar."]
    answers = set(mine.replies.filter(version=current).values_list("answer", flat=True))
    if Reply.Answer.APPROVED in answers:
        return ["Du har redan justerat. Tack!"]
    if Reply.Answer.ABSTAINED in answers:
        return ["Du har avstått. Ring sekreteraren om du vill ändra dig."]
    return []


@transaction.atomic
def approve(
    minutes: Minutes, *, by: User, at: dt.datetime | None = None, sign_in: SignIn = UNKNOWN, version: int | None = None
) -> Reply:  # fmt: skip
    """Justera: bind the person to the frozen version by its checksum. The last one finishes the minutes (C5, N3)."""
    minutes = locked(minutes)
    obstacles = obstacles_to_answering(minutes, by=by, version=version)
    if obstacles := obstacles or obstacles_to_trusting(minutes, sign_in, at=at):
        raise NotAllowed(obstacles)
    reply = evidenced_reply(minutes, Reply.Answer.APPROVED, by=by, at=at, sign_in=sign_in)
    where = {"version": reply.version.number, "sha256": reply.sha256}
    log.write("justerade", by=by, about=minutes, ip=reply.ip, **where)
    if not _finish_if_all_have_approved(minutes, by=by, at=reply.answered_at):
        minutes.state = State.PARTLY_APPROVED
        minutes.save(update_fields=["state"])
    return reply


@transaction.atomic
def request_changes(
    minutes: Minutes,
    *,
    by: User,
    comments: Mapping[AgendaItem | None, str],
    at: dt.datetime | None = None,
    sign_in: SignIn = UNKNOWN,
    version: int | None = None,
) -> Reply:
    """Ask the secretary to change items (None: the text as a whole). Others' approvals stand meanwhile (C4, N3)."""
    minutes = locked(minutes)
    said = {item: text.strip() for item, text in comments.items() if text.strip()}
    obstacles = obstacles_to_answering(minutes, by=by, version=version)
    if not said:
        obstacles.append("Skriv vad som ska ändras.")
    if obstacles:
        raise NotAllowed(obstacles)
    reply = evidenced_reply(minutes, Reply.Answer.CHANGES, by=by, at=at, sign_in=sign_in)
    requests = ChangeRequest.objects.bulk_create(
        ChangeRequest(reply=reply, item=item, item_label=item.label if item else "", text=text)
        for item, text in said.items()
    )
    log.write("begärde ändring", by=by, about=minutes, ip=reply.ip, version=reply.version.number)
    notifications.changes_requested(reply, requests)
    return reply


@transaction.atomic
def answer_request(request: ChangeRequest, *, by: User, answer: str) -> None:
    """The secretary has dealt with a wish: noted, and told to the approver. Nothing happens the second time."""
    minutes = locked(request.reply.version.minutes)
    request = ChangeRequest.objects.select_related("reply__approver__person", "reply__version__minutes").get(
        pk=request.pk
    )
    if request.handled_at:
        return
    request.handled_at, request.handled_by, request.answer = timezone.now(), by, answer.strip() or "Åtgärdat."
    request.save(update_fields=["handled_at", "handled_by", "answer"])
    log.write("svarade på begärd ändring", by=by, about=minutes, item=request.item_label)
    notifications.change_answered(request, by=by)


@transaction.atomic
def abstain(
    minutes: Minutes, *, by: User, reason: str, at: dt.datetime | None = None, sign_in: SignIn = UNKNOWN
) -> Reply:
    """An approver cannot or will not. The secretary and the elected ersättare are told; nobody is called in yet."""
    minutes = locked(minutes)
    obstacles = obstacles_to_answering(minutes, by=by)
    if not reason.strip():
        obstacles.append("Skriv varför du avstår.")
    if obstacles:
        raise NotAllowed(obstacles)
    reply = evidenced_reply(
        minutes, Reply.Answer.ABSTAINED, by=by, at=at, sign_in=sign_in, comment=reason.strip()
    )
    log.write("avstod från att justera", by=by, about=minutes, ip=reply.ip, reason=reason.strip())
    notifications.abstained(reply, reserves(minutes))
    return reply


def _finish_if_all_have_approved(minutes: Minutes, *, by: User, at: dt.datetime) -> bool:
    everybody = required(minutes)
    approved = set(
        Reply.objects.filter(version=minutes.current_version, answer=Reply.Answer.APPROVED).values_list(
            "approver", flat=True
        )
    )
    if not everybody or not all(one.pk in approved for one in everybody):
        return False
    minutes.state, minutes.finished_at, minutes.finished_by = State.APPROVED, at, by
    minutes.save()
    papers.make_pdf.enqueue(minutes.pk)
    superseded.take_in(minutes, by=by, at=at)
    log.write("alla har justerat", by=by, about=minutes, approvers=[one.person.name for one in everybody])
    notifications.all_approved(minutes, everybody, by=by)
    return True


def obstacles_to_going_on_without(approver: Approver, *, reason: str) -> list[str]:
    """Why the secretary cannot go on without one who abstained or does not answer."""
    minutes = approver.minutes
    if not minutes.is_out:
        return ["Det går bara medan anteckningarna är utsända och inte färdiga."]
    if approver.removed_at or has_approved(approver):
        return [f"{approver.person} behövs inte längre eller har redan justerat."]
    obstacles = [] if reason.strip() else ["Skriv varför ni går vidare utan justeraren."]
    if len(required(minutes)) < 2:
        obstacles.append("Minst en måste justera. Kalla in någon i stället.")
    return obstacles


@transaction.atomic
def go_on_without(approver: Approver, *, by: User, reason: str, at: dt.datetime | None = None) -> None:
    """The secretary's decision to let the others' approvals do. Finishes the minutes when those are all there."""
    minutes = locked(approver.minutes)
    approver = Approver.objects.select_related("person", "minutes").get(pk=approver.pk)
    if obstacles := obstacles_to_going_on_without(approver, reason=reason):
        raise NotAllowed(obstacles)
    approvers.strike(approver, reason)
    log.write(
        "gick vidare utan justerare", by=by, about=minutes, person=approver.person.name, reason=reason.strip()
    )
    _finish_if_all_have_approved(minutes, by=by, at=at or timezone.now())


# Taken back


def obstacles_to_taking_back(minutes: Minutes, *, reason: str) -> list[str]:
    """Why the text cannot be taken back. It can until the last approver has answered (C1)."""
    if minutes.is_finished:
        return ["Anteckningarna är färdiga. Gör en rättelse i stället."]
    if minutes.is_draft:
        return ["Anteckningarna är inte utsända."]
    return [] if reason.strip() else ["Skriv varför texten tas tillbaka."]


@transaction.atomic
def take_back(minutes: Minutes, *, by: User, reason: str) -> None:
    """Make the minutes a draft again. Approvals stay as answers on the old version, and no longer hold."""
    minutes = locked(minutes)
    if obstacles := obstacles_to_taking_back(minutes, reason=reason):
        raise NotAllowed(obstacles)
    version, everybody = minutes.current_version, required(minutes)
    withdrawn = [one.person.name for one in everybody if has_approved(one)]
    minutes.state, minutes.frozen_at, minutes.current_version = State.DRAFT, None, None
    minutes.sent_at = minutes.sent_by = None
    minutes.save()
    gathering.let_go(minutes.meeting)
    log.write(
        "tog tillbaka", by=by, about=minutes, version=version.number if version else None,
        reason=reason.strip(), withdrawn=withdrawn,
    )  # fmt: skip
    notifications.taken_back(minutes, everybody, by=by, reason=reason.strip())


# Finished without approval


def obstacles_to_finalising(minutes: Minutes) -> list[str]:
    """Why the minutes cannot be fastställda now."""
    if not minutes.is_draft:
        return ["Anteckningarna är redan utsända eller färdiga."]
    obstacles = [gap.text for gap in gaps.hindering(minutes)]
    if has_approval(minutes.meeting):
        obstacles.append("Gruppen har justering. Skicka anteckningarna för justering i stället.")
    return obstacles


@transaction.atomic
def finalise(minutes: Minutes, *, by: User, at: dt.datetime | None = None) -> None:
    """Fastställ the minutes of a body without approval: the same numbers, freeze, checksum and lock (C1)."""
    at = at or timezone.now()
    minutes = locked(minutes)
    if obstacles := obstacles_to_finalising(minutes):
        raise NotAllowed(obstacles)
    minutes.finished_at, minutes.finished_by = at, by
    version = _freeze(minutes, State.FINALISED, by=by, at=at)
    superseded.take_in(minutes, by=by, at=at)
    papers.make_pdf.enqueue(minutes.pk)
    log.write("fastställde", by=by, about=minutes, version=version.number, sha256=version.sha256)


# Filed


def awaiting_filing(item: AgendaItem) -> QuerySet[Minutes]:
    """What an item may file: finished minutes of its meeting's bodies that no item has filed, newest first.

    With those it files already, so that the choice can be changed. The first is what the page proposes; nothing is
    filed until somebody says so (N2).
    """
    meeting = item.meeting
    ours = MeetingBody.objects.filter(
        meeting=OuterRef("meeting"), body__in=[row.body_id for row in meeting.meeting_bodies_in_order]
    )
    filing = AgendaItem.objects.standing().filter(files_minutes=OuterRef("pk")).exclude(pk=item.pk)
    rows = Minutes.objects.finished().filter(Exists(ours), ~Exists(filing)).exclude(meeting=meeting)
    if meeting.date:
        rows = rows.exclude(meeting__date__gt=meeting.date)
    newest = F("meeting__date").desc(nulls_last=True)
    bodies = "meeting__meeting_bodies__body"
    return rows.select_related("meeting", "word").prefetch_related(bodies).order_by(newest, "-meeting")


def obstacles_to_filing(minutes: Minutes, *, item: AgendaItem) -> list[str]:
    """Why an item of a later meeting cannot file these minutes."""
    obstacles = []
    if not minutes.is_finished:
        obstacles.append("Bara färdiga anteckningar kan läggas till handlingarna.")
    mine, later = minutes.meeting, item.meeting
    if not {row.body_id for row in mine.meeting_bodies_in_order} & {
        row.body_id for row in later.meeting_bodies_in_order
    }:
        obstacles.append("Anteckningarna hör till en annan grupp.")
    if mine.pk == later.pk or (mine.date and later.date and later.date < mine.date):
        obstacles.append("Anteckningarna kan bara läggas till handlingarna av ett senare möte.")
    if other := minutes.filed_by.filter(removed_at=None).exclude(pk=item.pk).first():
        obstacles.append(f"Anteckningarna är redan lagda till handlingarna: {other.meeting}.")
    return obstacles


@transaction.atomic
def file(minutes: Minutes, *, item: AgendaItem, by: User) -> None:
    """Mark on a later meeting's item that it files these minutes. Not printed, so it may be done at any time."""
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    if obstacles := obstacles_to_filing(minutes, item=item):
        raise NotAllowed(obstacles)
    item.files_minutes = minutes
    item.save(update_fields=["files_minutes"])
    log.write("lade till handlingarna", by=by, about=minutes, at_meeting=str(item.meeting))


# Whole


def is_intact(minutes: Minutes) -> bool:
    """Whether every stored version, every approval of it and the PDF still are the bytes that were hashed (C5)."""
    for version in minutes.versions.all():
        if checksum(bytes(version.content)) != version.sha256:
            return False
        if version.replies.exclude(sha256=version.sha256).exists():
            return False
    return papers.are_as_stored(minutes)
