"""Letters that remind, written by night: of approving (C3), of answering a kallelse, of sending material (A11).

Each duty may be run twice, and by two at once: a letter that reminds has a key of what it reminds of, whom, and which
of the days it is for, and the database takes a key once. A night that was missed is made up for within GRACE days.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from meetings import notifications
from meetings.models import (
    AgendaItem,
    Approver,
    ItemAttachment,
    ItemPresenter,
    ItemRole,
    Meeting,
    MeetingBody,
    Minutes,
    Notice,
    Reply,
)
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail, Person

from . import reply_reminders
from .approvers import required
from .locks import locked
from .materials import due_on

GRACE = 2
MATERIAL_BEFORE = 3
_NOT_HELD = (Meeting.State.CANCELLED, Meeting.State.MOVED)
WITH_MATERIAL = (ItemRole.NONE, ItemRole.REPORT)


# Approving (C3)


def remind_approvers(*, today: dt.date | None = None) -> int:
    """Remind those who have not answered minutes that are out: by the body's days, never twice a day. Returns how many.

    When the last day has gone by nobody is reminded; the minutes then stand as late on the secretary's start page.
    """
    today = today or timezone.localdate()
    return sum(_remind_approvers_of(one, today) for one in Minutes.objects.filter(state__in=Minutes.OUT))


@transaction.atomic
def _remind_approvers_of(minutes: Minutes, today: dt.date) -> int:
    minutes = locked(minutes)
    day = approval_reminder_day(minutes, today=today) if minutes.is_out else None
    if day is None:
        return 0
    left = [one for one in required(minutes) if not _has_answered(one, minutes)]
    had_one = _got_a_letter_today(minutes, [one.person for one in left], today)
    letters = [
        notifications.approval_reminder(
            one, once=f"justera:{minutes.current_version_id}:{one.person_id}:{day}", minutes=minutes
        )
        for one in left
        if one.person_id not in had_one
    ]
    return len(mail.write_many(letter for letter in letters if letter))


def approval_reminder_day(minutes: Minutes, *, today: dt.date) -> dt.date | None:
    """The latest day for reminding that has come and is no older than GRACE. None where there is nothing to do."""
    body, deadline = minutes.meeting.leading_body, minutes.approval_deadline
    if minutes.sent_at is None or body is None or (deadline and deadline < today):
        return None
    sent = local_day(minutes.sent_at)
    days = {sent + dt.timedelta(days=number) for number in body.remind_after_days}
    if deadline:
        days.add(deadline - dt.timedelta(days=body.remind_before_days))
    come = [day for day in days if max(sent, today - dt.timedelta(days=GRACE + 1)) < day <= today]
    return max(come, default=None)


def _has_answered(approver: Approver, minutes: Minutes) -> bool:
    """Whether the next step is somebody else's: answered, or waiting for the secretary to deal with a wish."""
    replies = Reply.objects.filter(approver=approver, version=minutes.current_version_id)
    latest = replies.order_by("answered_at", "pk").prefetch_related("requests").last()
    if latest is None:
        return False
    wishes = latest.requests.all()
    all_dealt_with = bool(wishes) and all(wish.handled_at for wish in wishes)
    return latest.answer != Reply.Answer.CHANGES or not all_dealt_with


def _got_a_letter_today(minutes: Minutes, persons: Iterable[Person], today: dt.date) -> set[int | None]:
    letters = OutgoingMail.objects.filter(
        purpose=notifications.APPROVAL,
        content_type=ContentType.objects.get_for_model(Minutes),
        object_id=str(minutes.pk),
        person__in=[person.pk for person in persons],
        written_at__date=today,
    )
    return set(letters.values_list("person", flat=True))


# Answering a kallelse


def remind_of_replies(*, at: dt.datetime | None = None) -> int:
    """Remind those who have not answered, the day before the last day and on it. Returns how many."""
    at = at or timezone.now()
    today = local_day(at)
    latest = Notice.objects.filter(meeting=OuterRef("pk"), reply_by__isnull=False).order_by("-number")
    meetings = Meeting.objects.annotate(asked_by=Subquery(latest.values("reply_by")[:1])).filter(
        asked_by__in=[today, today + dt.timedelta(days=1)]
    )
    return sum(_remind_of_replies_to(meeting, at) for meeting in meetings)


def _remind_of_replies_to(meeting: Meeting, at: dt.datetime) -> int:
    try:
        return reply_reminders.remind(meeting, by=None, at=at)
    except NotAllowed:  # all have answered, the meeting is cancelled, or they have been reminded today
        return 0


# Sending material


def remind_of_material(*, today: dt.date | None = None) -> int:
    """Remind those whose points lack material, MATERIAL_BEFORE days before it is due and on the day.

    One letter for each person and meeting, about all the person's points. Returns how many.
    """
    today = today or timezone.localdate()
    letters = []
    for (meeting, person), items in _lacking(today).items():
        last = max(day for _, day in items)
        letters.append(
            notifications.material_reminder(
                person,
                meeting,
                [(item, due_on(item, item.meeting, item.meeting.leading_body)) for item, _ in items],
                once=f"underlag:{meeting.pk}:{person.pk}:{last}",
            )
        )
    return len(mail.write_many(letter for letter in letters if letter))


def _lacking(today: dt.date) -> dict[tuple[Meeting, Person], list[tuple[AgendaItem, dt.date]]]:
    """Points without material, by meeting and person, each with the day for reminding that has come."""
    items = (
        AgendaItem.objects.standing()
        .filter(meeting__date__gte=today, section=AgendaItem.Section.ITEMS, role__in=WITH_MATERIAL)
        .exclude(meeting__state__in=_NOT_HELD)
        .exclude(Exists(ItemAttachment.objects.filter(item=OuterRef("pk"))))
        .filter(
            Q(material_from__isnull=False)
            | Exists(ItemPresenter.objects.filter(item=OuterRef("pk"), person__isnull=False))
        )
        .select_related("meeting__secretary", "material_from__user", "parent")
        .prefetch_related(
            Prefetch("meeting__meeting_bodies", MeetingBody.objects.select_related("body__letterhead")),
            Prefetch("presenters", ItemPresenter.objects.select_related("person__user")),
        )
        .order_by("meeting__date", "meeting", "position", "pk")
    )
    found = defaultdict(list)
    for item in items:
        if day := _material_reminder_day(due_on(item, item.meeting, item.meeting.leading_body), today):
            for person in _who_sends(item):
                found[item.meeting, person].append((item, day))
    return found


def _material_reminder_day(due: dt.date | None, today: dt.date) -> dt.date | None:
    """The latest day for reminding that has come and is no older than GRACE; none when it is overdue by more."""
    if due is None:
        return None
    days = (due - dt.timedelta(days=MATERIAL_BEFORE), due)
    return max((day for day in days if today - dt.timedelta(days=GRACE) <= day <= today), default=None)


def _who_sends(item: AgendaItem) -> list[Person]:
    """Who was asked for the material, else who presents the point."""
    if item.material_from:
        return [item.material_from]
    return [one.person for one in item.presenters.all() if one.person]
