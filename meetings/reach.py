"""Which meetings and words somebody reaches, as lists ask for them: of all rows at once, not of each by itself."""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from secretariat.lib.access import Permission, Role, may
from secretariat.lib.statements import Statement

from .access import bodies_of, is_office, led_by
from .models import Meeting, Minutes

if TYPE_CHECKING:
    from secretariat.registry.models import User


class _Unfinished(NamedTuple):
    meeting: int


# By the minutes' key: an outer join that let what is missing through would be asked of every meeting there ever was.
_KNOWN = Statement(
    _Unfinished,
    lambda person, day: Meeting.objects.known_to(person, day)
    .filter(minutes__in=Minutes.objects.filter(finished_at=None))
    .order_by(),
    takes=(int, dt.date), meeting="pk",
)  # fmt: skip


@cache
def _readable(keeps: int | None) -> Statement[_Unfinished]:
    """Unfinished minutes with words for a person who keeps so many bodies; None for one who writes nowhere."""

    def of(person: int, *kept: int) -> QuerySet[Minutes]:
        mine = led_by(person, None if keeps is None else kept, with_drafts=True)
        return Minutes.objects.filter(mine, finished_at=None).order_by()

    return Statement(_Unfinished, of, takes=(int,) * (1 + (keeps or 0)))


def unfinished_known_to(user: "User") -> list[int]:
    """Meetings without finished minutes that somebody outside the office may know of (`visible_to`). One query."""
    if not user.person_id:
        return []
    return sorted(row.meeting for row in _KNOWN.of(user.person_id, timezone.localdate()))


class Reader(NamedTuple):
    """Whose words a list asks for, as a statement takes it: what `words_readable_by` goes by, without the user."""

    sees_all: bool
    person: int
    writes: bool
    kept: list[int]


def reader_of(user: "User") -> Reader:
    """Asks at most for the bodies that the user keeps."""
    writes = may(user, Permission.MINUTES_DRAFT)
    sees_all = writes and is_office(user)
    person = 0 if sees_all else user.person_id or 0
    return Reader(
        sees_all, person, writes, sorted(bodies_of(user)[Role.SECRETARY]) if writes and person else []
    )


def words_read_by(reader: Reader) -> Q:
    """`words_readable_by`, with the few unfinished minutes found once rather than looked for at each row."""
    if reader.sees_all:
        return ~Q(meeting__minutes__state=Minutes.State.DRAFT)
    finished = Q(meeting__minutes__finished_at__isnull=False)
    if not reader.person:
        return finished
    mine = led_by(reader.person, reader.kept if reader.writes else None, with_drafts=False)
    sent_out = Minutes.objects.filter(mine, finished_at=None).exclude(state=Minutes.State.DRAFT)
    return finished | Q(meeting__in=sent_out.order_by().values("meeting"))


def circles_of(user: "User") -> Iterator[tuple[int, bool]]:
    """Each unfinished meeting that somebody outside the office may know of, and whether its words are theirs to read.

    `visible_to` and `words_readable_by(with_drafts=True)` of all of them; two queries.
    """
    if user.person_id:
        drafts = may(user, Permission.MINUTES_DRAFT)
        kept = sorted(bodies_of(user)[Role.SECRETARY]) if drafts else []
        rows = _readable(len(kept) if drafts else None).of(user.person_id, *kept)
        readable = {row.meeting for row in rows}
        for row in _KNOWN.of(user.person_id, timezone.localdate()):
            yield row.meeting, row.meeting in readable
