"""Gather into a body's list what other minutes leave for it: "till nästa möte", medskick, bordlagda and moved points.

Gathered when minutes are sent or fastställda, and when an agenda is opened; twice gives nothing double, since the
database takes each line once for a body. Lines of a joint meeting wait for the body that led it; a medskick waits for
each body it was handed to. What was gathered and not touched goes again when the minutes are taken back.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from meetings.models import AgendaItem, BacklogItem, Body, Decision, ForNextMeeting, HandOn, Meeting, Minutes
from secretariat.lib.dates import day_in_words
from secretariat.registry.actions import log

from .backlog import titled
from .wordings import Span, words_of

State, Source = BacklogItem.State, BacklogItem.Source
MEMORY = dt.timedelta(days=400)  # older medskick are not offered anew
_LABEL = re.compile(r"^till (?:nästa möte|kommande möten?)\s*[:–-]\s*", re.IGNORECASE)
_KEYS = ("for_next_id", "hand_on_id", "postponed_id")


def gather(bodies: Sequence[Body], *, before: dt.date | None = None) -> int:
    """Gather for these bodies: from the last minutes of each, held no later than `before`, and from other bodies'.

    Returns how many rows were new. The number of queries does not grow with what is found.
    """
    day = before or timezone.localdate()
    frozen = Minutes.objects.filter(frozen_at__isnull=False, meeting__date__lte=day)
    led = frozen.filter(meeting__meeting_bodies__body__in=bodies, meeting__meeting_bodies__position=0)
    latest = (
        led.order_by("meeting__meeting_bodies__body", "-meeting__date", "-meeting")
        .distinct("meeting__meeting_bodies__body")
        .values_list("meeting", "meeting__meeting_bodies__body")
    )
    leads = dict(latest)
    handed = HandOn.bodies.through._default_manager.filter(
        body__in=bodies,
        handon__meeting__minutes__frozen_at__isnull=False,
        handon__meeting__date__gte=day - MEMORY,
    ).values_list("handon", "body")
    return _store(
        [*_next_lines(leads), *_moved_points(leads), *_handed_on(list(handed))],
        already=[one.pk for one in bodies],
    )


@transaction.atomic
def gather_from(meeting: Meeting) -> int:
    """Gather all that this meeting's minutes leave, for whomever, and close what it has dealt with. Returns how many.

    Called in the transaction that sends or fastställer the minutes.
    """
    body = meeting.leading_body
    if body is None:
        return 0
    _settle(meeting)
    leads = {meeting.pk: body.pk}
    handed = HandOn.bodies.through._default_manager.filter(handon__meeting=meeting).values_list(
        "handon", "body"
    )
    rows = [*_next_lines(leads), *_moved_points(leads), *_handed_on(list(handed))]
    if found := _store(rows, already={row.body_id for row in rows}):
        log.write("samlade till kommande möten", by=None, about=meeting, number=found)
    return found


def _store(rows: Iterable[BacklogItem], *, already: Iterable[int]) -> int:
    """Store those that are not there yet; the database refuses a second one, also from somebody else at once."""
    wanted = {(row.body_id, *(getattr(row, key) for key in _KEYS)): row for row in rows}
    if not wanted:
        return 0
    known = BacklogItem.objects.filter(body__in=list(already)).values_list("body_id", *_KEYS)
    new = [row for key, row in wanted.items() if key not in set(known)]
    if new:
        BacklogItem.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _next_lines(leads: dict[int, int]) -> list[BacklogItem]:
    """A row for each line "till nästa möte" or "till kommande möten" of the meetings, for the body that led each."""
    lines = list(
        ForNextMeeting.objects.filter(meeting__in=leads)
        .select_related("block", "item")
        .order_by("item__position", "position")
    )
    words = words_of(
        Span(one.pk, one.item_id, one.block_id, one.last_block_id, one.block.html) for one in lines
    )
    rows = []
    for line in lines:
        title, text = titled(_LABEL.sub("", words[line.pk]))
        if title:
            rows.append(
                BacklogItem(
                    body_id=leads[line.meeting_id],
                    source=Source.NEXT,
                    for_next=line,
                    title=title,
                    text=text,
                    matter_id=line.item.matter_id,
                )
            )
    return rows


def _moved_points(leads: dict[int, int]) -> list[BacklogItem]:
    """A row for each point that was moved on or bordlagd; one that came from the list has a row already."""
    tabled = Decision.objects.own().filter(meeting__in=leads, kind=Decision.Kind.TABLED).values("item")
    items = (
        AgendaItem.objects.standing()
        .filter(Q(progress=AgendaItem.Progress.MOVED) | Q(pk__in=tabled), meeting__in=leads)
        .exclude(title="")
        .exclude(from_backlog__isnull=False)
    )
    return [
        BacklogItem(
            body_id=leads[item.meeting_id], source=Source.POSTPONED, postponed=item, title=item.first_line[:300],
            text=item.proposal, purpose=item.purpose, matter_id=item.matter_id,
        )
        for item in items
    ]  # fmt: skip


def _handed_on(pairs: Sequence[tuple[object, int]]) -> list[BacklogItem]:
    """A row for each medskick and body."""
    points = {
        one.pk: one
        for one in HandOn.objects.filter(pk__in=[key for key, _ in pairs]).select_related("block", "item")
    }
    words = words_of(
        Span(one.pk, one.item_id, one.block_id, one.last_block_id, one.block.html) for one in points.values()
    )
    rows = []
    for key, body in pairs:
        point = points.get(key)  # type: ignore[call-overload]
        title, text = titled(words[point.pk]) if point else ("", "")
        if title:
            rows.append(
                BacklogItem(
                    body_id=body,
                    source=Source.HAND_ON,
                    hand_on=point,
                    title=title,
                    text=text,
                    matter_id=point.item.matter_id,
                )
            )
    return rows


# When the minutes are sent, and taken back


def _settle(meeting: Meeting) -> None:
    """What the agenda took from the list has been dealt with, or goes on waiting where it was moved on."""
    taken = BacklogItem.objects.filter(item__meeting=meeting, state=State.TAKEN)
    tabled = Decision.objects.own().filter(meeting=meeting, kind=Decision.Kind.TABLED).values("item")
    taken.filter(
        Q(item__progress=AgendaItem.Progress.MOVED) | Q(item__in=tabled) | Q(item__removed_at__isnull=False)
    ).update(state=State.OPEN)
    day = f" {day_in_words(meeting.date)}" if meeting.date else ""
    taken.update(
        state=State.CLOSED,
        closed_because=f"Togs upp på mötet{day}.",
        closed_at=timezone.now(),
        closed_by=None,
    )


def let_go(meeting: Meeting) -> None:
    """Take back what was gathered from minutes that are taken back, where nobody has done anything with it."""
    BacklogItem.objects.filter(
        Q(for_next__meeting=meeting) | Q(hand_on__meeting=meeting) | Q(postponed__meeting=meeting),
        state=State.OPEN, added_by=None, priority=BacklogItem.Priority.NORMAL, term="", condition="", item=None,
    ).delete()  # fmt: skip
    BacklogItem.objects.filter(
        item__meeting=meeting, item__removed_at=None, state=State.CLOSED, closed_by=None
    ).update(state=State.TAKEN, closed_because="", closed_at=None)


def age_of(rows: Iterable[BacklogItem]) -> dict[int, dt.date]:
    """Since when each row has waited: the day of the meeting it comes from, else the day it was added."""
    found = {}
    for row in rows:
        origin = row.for_next or row.hand_on or row.postponed
        day = origin.meeting.date if origin else None
        found[row.pk] = day or timezone.localtime(row.added_at).date()
    return found
