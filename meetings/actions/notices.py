"""Kallelser, from what is missing to who got them: frozen, numbered, sent, and added to when something changes.

Numbers that a kallelse has printed are fixed from then on (N1); before that they follow the order (A8). A later change
shows until a kompletterande kallelse tells of it (A10).
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meetings import calendar
from meetings.documents import checksum
from meetings.models import AgendaItem, CopyRecipient, Invitee, Meeting, Notice, NoticeRecipient
from meetings.notice_comparing import changes as changes_between
from meetings.notice_documents import FORMAT, Change, NoticeDocument, canonical_bytes
from meetings.notice_letters import NoticeLetters, Receiver
from meetings.notice_paper import is_joint_part_only
from meetings.notifications import address_of
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log, mail
from secretariat.registry.models import User

from . import agenda, invitees, notice_checks, notice_printing, reply_links
from .attendance import open_for_change
from .notice_trees import latest, sent_tree, tree_of

Capacity = Invitee.Capacity
_NOT_ASKED = (Capacity.COPY,)


# What is sent


def preview_of(
    meeting: Meeting, *, by: User | None, message: str = "", reply_by: dt.date | None = None
) -> NoticeDocument:
    """The kallelse as it would be sent now, with what has changed since the one before."""
    before = latest(meeting)
    document = tree_of(
        meeting,
        number=before.number + 1 if before else 1,
        by=by,
        message=message.strip().replace("\r\n", "\n"),
        reply_by=reply_by.isoformat() if reply_by else "",
        follows_on=before.sent_at.isoformat() if before else "",
    )
    if before is None:
        return document
    return dataclasses.replace(document, changes=changes_between(sent_tree(before), document))


def changes_since_notice(meeting: Meeting) -> list[Change]:
    """What differs from the newest kallelse: "ändrad sedan kallelsen". Nothing where none is sent (A10)."""
    before = latest(meeting)
    return list(changes_between(sent_tree(before), tree_of(meeting))) if before else []


def default_reply_by(meeting: Meeting, *, today: dt.date) -> dt.date | None:
    """The meeting's day less the leading body's days, but not before tomorrow and not after the meeting.

    A kompletterande kallelse keeps the day of the one before while that is still to come.
    """
    if meeting.date is None:
        return None
    before = latest(meeting)
    if before and before.reply_by and today <= before.reply_by <= meeting.date:
        return before.reply_by
    body = meeting.leading_body
    wished = meeting.date - dt.timedelta(days=body.reply_days if body else 5)
    return min(max(wished, today + dt.timedelta(days=1)), meeting.date)


# Who gets it


def called(meeting: Meeting, *, by: User | None) -> list[Invitee]:
    """Who would be called now, struck ones left out. Nothing is stored: looking at a page changes nothing."""
    with transaction.atomic():
        invitees.call_all(meeting, by=by)
        rows = _with_addresses(meeting)
        transaction.set_rollback(True)
    return rows


def _with_addresses(meeting: Meeting) -> list[Invitee]:
    rows = Invitee.objects.filter(meeting=meeting, removed_at=None).select_related(
        "person__user", "body", "seat", "called_instead_of__person"
    )
    return list(rows.order_by("position", "pk"))


def copies_without_person(meeting: Meeting) -> list[CopyRecipient]:
    """Others on the bodies' lists who are no persons in the register."""
    bodies = [row.body_id for row in meeting.meeting_bodies_in_order]
    return list(CopyRecipient.objects.filter(body__in=bodies, person=None).exclude(email=""))


# Sent


def obstacles_to_calling(
    meeting: Meeting,
    *,
    by: User | None = None,
    message: str = "",
    reply_by: dt.date | None = None,
    at: dt.datetime | None = None,
) -> list[str]:
    """Why the meeting cannot be called now, or the kallelse not be added to."""
    at = at or timezone.now()
    rows = called(meeting, by=by)
    return [
        *(gap.text for gap in notice_checks.hindering(meeting, rows, today=local_day(at))),
        *_obstacles_to_reply_by(meeting, reply_by, today=local_day(at)),
        *_obstacles_to_adding(meeting, rows, by=by, message=message),
    ]


def _obstacles_to_reply_by(meeting: Meeting, reply_by: dt.date | None, *, today: dt.date) -> list[str]:
    if reply_by and meeting.date and reply_by > meeting.date:
        return ["Sista dag att svara är efter mötet."]
    return ["Sista dag att svara har redan varit."] if reply_by and reply_by < today else []


def _obstacles_to_adding(
    meeting: Meeting, rows: Iterable[Invitee], *, by: User | None, message: str
) -> list[str]:
    if latest(meeting) is None or message.strip() or preview_of(meeting, by=by).changes:
        return []
    if any(row.person_id not in _have_got(meeting) for row in rows):
        return ["Inget är ändrat sedan kallelsen. Skicka den i stället till dem som är nya på listan."]
    return ["Inget är ändrat sedan kallelsen. Skriv en hälsning om du ändå vill skicka."]


@transaction.atomic
def send(
    meeting: Meeting,
    *,
    by: User,
    message: str = "",
    reply_by: dt.date | None = None,
    at: dt.datetime | None = None,
) -> Notice:
    """Call the meeting: freeze the kallelse, fix its numbers, and write a letter to everybody (A10, N1).

    The second time and later it is a kompletterande kallelse, which tells what has changed. Without `reply_by` it is
    the leading body's. Raises NotAllowed with the obstacles. The PDF is made here, so that no letter goes without it.
    """
    at = at or timezone.now()
    meeting = open_for_change(meeting)
    reply_by = reply_by or default_reply_by(meeting, today=local_day(at))
    if obstacles := obstacles_to_calling(meeting, by=by, message=message, reply_by=reply_by, at=at):
        raise NotAllowed(obstacles)
    agenda.renumber(meeting)
    document = preview_of(meeting, by=by, message=message, reply_by=reply_by)
    content = canonical_bytes(document)
    sha256 = checksum(content)
    notice = Notice.objects.create(
        meeting=meeting, number=document.number, format=FORMAT, content=content, sha256=sha256,
        message=document.message, reply_by=reply_by, sent_at=at, sent_by=by,
        pdf=notice_printing.stored_pdf(document, sha256=sha256, sent_at=at),
    )  # fmt: skip
    fix_numbers(meeting)
    invitees.call_all(meeting, by=by, at=at)
    told = _tell(notice, document, _with_addresses(meeting), copies_without_person(meeting), by=by, at=at)
    log.write(
        "skickade kallelse", by=by, about=meeting, number=notice.number, sha256=sha256,
        recipients=len(told), without_address=[one.name for one in told if not one.email],
    )  # fmt: skip
    return notice


def fix_numbers(meeting: Meeting) -> None:
    """What has been printed as a number stays that number (N1)."""
    AgendaItem.objects.standing().filter(meeting=meeting, number_is_fixed=False).exclude(number="").update(
        number_is_fixed=True
    )


# Sent to some more


def _have_got(meeting: Meeting) -> set[int | None]:
    """Persons whom the newest kallelse has been sent to, by an address."""
    notice = latest(meeting)
    return set(notice.recipients.exclude(email="").values_list("person", flat=True)) if notice else set()


def left_to_tell(notice: Notice, *, by: User | None) -> list[Invitee]:
    """Who is called but has not got this kallelse, and has an address now: new on the list, or the address is new."""
    have = set(notice.recipients.exclude(email="").values_list("person", flat=True))
    rows = called(notice.meeting, by=by)
    return [row for row in rows if row.person_id not in have and address_of(row.person)]


@transaction.atomic
def send_to(
    rows: Sequence[Invitee], *, by: User | None, at: dt.datetime | None = None
) -> list[NoticeRecipient]:
    """Send the meeting's newest kallelse to some who are called later: a guest, an ersättare, a new address.

    Nothing where no kallelse has been sent yet: then they get it with the others.
    """
    if not rows or (notice := latest(rows[0].meeting)) is None:
        return []
    at = at or timezone.now()
    wanted = {row.pk for row in rows}
    addressed = [row for row in _with_addresses(notice.meeting) if row.pk in wanted]
    told = _tell(notice, sent_tree(notice), addressed, [], by=by, at=at)
    log.write("skickade kallelsen till fler", by=by, about=notice.meeting, names=[one.name for one in told])
    return told


def _tell(
    notice: Notice,
    document: NoticeDocument,
    rows: Sequence[Invitee],
    copies: Sequence[CopyRecipient],
    *,
    by: User | None,
    at: dt.datetime,
) -> list[NoticeRecipient]:
    """Write one letter to each who has an address, and note all, in a number of queries that does not grow."""
    meeting = Meeting.objects.select_related("secretary").get(pk=notice.meeting_id)
    asked = [row for row in rows if row.capacity not in _NOT_ASKED and address_of(row.person)]
    for row in asked:
        row.meeting = meeting
    links = dict(zip([row.pk for row in asked], reply_links.reply_addresses(asked, by=by), strict=True))
    receivers = [
        Receiver(
            name=row.person.name,
            email=address_of(row.person),
            capacity=row.capacity,
            called_as=row.in_words,
            body=row.body_id,
            body_name=row.body.name if row.body else "",
            person=row.person,
            answer=row.answer,
            instead_of=_instead_of(row),
            reply_address=links.get(row.pk, ""),
            calendar=_invitation(meeting, row, at, is_joint_part_only(document, row.body_id)),
        )
        for row in rows
    ]
    receivers += [
        Receiver(one.name or one.email, one.email, Capacity.COPY, body=one.body_id) for one in copies
    ]
    page = settings.BASE_URL + reverse("meetings:notice-detail", args=[meeting.pk, notice.number])
    letters = NoticeLetters(document, page=page, files=[notice.pdf] if notice.pdf else [])
    reached = [one for one in receivers if one.email]
    written = mail.write_many([letters.letter(one, by=by, about=notice) for one in reached])
    letter_of = {id(one): letter for one, letter in zip(reached, written, strict=True)}
    return NoticeRecipient.objects.bulk_create(
        NoticeRecipient(
            notice=notice, person=one.person, name=one.name, email=one.email, capacity=one.capacity,
            for_body=one.body_name, mail=letter_of.get(id(one)),
        )
        for one in receivers
    )  # fmt: skip


def _instead_of(row: Invitee) -> str:
    """Whom an ersättare is called for; a protected person is not named in letters (D7)."""
    away = row.called_instead_of.person if row.called_instead_of else None
    return away.name if away and not away.protected_identity else ""


def _invitation(meeting: Meeting, row: Invitee, at: dt.datetime, joint_part_only: bool) -> str:
    """The calendar file of somebody who is expected and has an address."""
    if row.capacity not in Invitee.EXPECTED or not address_of(row.person):
        return ""
    return calendar.invitation(
        meeting, attendee=row.person, answer=row.answer, joint_part_only=joint_part_only, at=at
    )
