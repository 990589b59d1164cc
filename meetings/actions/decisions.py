"""Decisions read across meetings: whose words this user may read, found by words, body, year, kind (B5, N6, N7)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.lookups import IContains

from meetings import access, reach
from meetings.actions.wordings import Span, words_of
from meetings.models import Decision, ItemBlock, MeetingBody, Minutes
from secretariat.lib.dates import day_in_words
from secretariat.lib.statements import Statement
from secretariat.registry.models import User

KINDS = dict(Decision.Kind.choices)
_PARTIES = Decision.parties.through._default_manager.filter(decision=OuterRef("pk"))
_SUCCESSORS = Decision.objects.filter(
    supersedes=OuterRef("pk"), meeting__minutes__finished_at__isnull=False
).order_by("meeting__date", "running")


class Columns(NamedTuple):
    """What `listed` wants of each row of `with_columns`; the names are the columns'."""

    pk: UUID
    number: str
    kind: str
    effective_on: dt.date | None
    meeting_id: int
    meeting__date: dt.date | None
    meeting__minutes__state: str
    meeting__minutes__approval_deadline: dt.date | None
    item_id: int
    item__number: str
    item__title: str
    block_id: UUID
    last_block_id: UUID | None
    block__html: str
    is_own: bool
    taken_by: str
    taken_by_body__name: str | None
    matter__number: str | None
    matter__title: str | None
    theme__name: str | None
    theme__slug: str | None
    supersedes__number: str | None
    party_names: list[str]
    successor_numbers: list[str]


def with_columns(rows: QuerySet[Decision]) -> QuerySet[Decision, tuple[Any, ...]]:
    """What `listed` wants of each row."""
    parties = _PARTIES.order_by("organisation__sort_key").values("organisation__short_name")
    successors = _SUCCESSORS.values("number")
    return rows.annotate(
        party_names=ArraySubquery(parties), successor_numbers=ArraySubquery(successors)
    ).values_list(*Columns._fields)


@dataclass(frozen=True)
class ListedDecision:
    """A decision as lists and exports show it, in words. Matter and theme are empty where there is none.

    `superseded_by` are the numbers of finished decisions that hold instead of this one (K4).
    """

    key: UUID
    number: str
    words: str
    kind: str
    date: dt.date | None
    effective_on: dt.date | None
    meeting: int
    bodies: tuple[str, ...]
    item: str
    item_key: int
    state: str
    deadline: dt.date | None
    is_own: bool
    taken_by: str
    matter_number: str
    matter_title: str
    theme: str
    theme_slug: str
    supersedes: str
    parties: tuple[str, ...]
    superseded_by: tuple[str, ...]

    @property
    def whose(self) -> str:
        """Whose decision it is: the meeting's bodies, or whoever the minutes say took it (K5)."""
        return ", ".join(self.bodies) if self.is_own else self.taken_by or "någon annan"

    @property
    def address(self) -> str:
        """The last part of its permanent address."""
        return address_of(self.number, self.key)

    @property
    def is_finished(self) -> bool:
        """Justerat or fastställt (C1)."""
        return self.state in Minutes.FINISHED

    @property
    def status(self) -> str:
        """Justerat, Fastställt or Ej justerat: which one, in words."""
        return status_words(self.state)

    @property
    def note(self) -> str:
        """What somebody who reads a text that is not final must know."""
        if self.is_finished:
            return ""
        until = f" Justeras senast {day_in_words(self.deadline)}." if self.deadline else ""
        return f"Texten kan ändras.{until}"


def status_words(state: str) -> str:
    """State of minutes as said of one decision."""
    return {Minutes.State.APPROVED: "Justerat", Minutes.State.FINALISED: "Fastställt"}.get(
        Minutes.State(state), "Utkast" if state == Minutes.State.DRAFT else "Ej justerat"
    )


def slug_of(number: str) -> str:
    """A decision's number as an address writes it.

    >>> slug_of("CF 2025-14")
    'cf-2025-14'
    """
    return "-".join(number.lower().replace("/", " ").split())


def address_of(number: str, key: UUID) -> str:
    """The number where there is one, else the key."""
    return quote(slug_of(number)) or str(key)


def found_by_address(slug: str, user: User) -> Decision | None:
    """The decision a permanent address names, if this user may read it; drafts too for those who write them."""
    return found_among(Decision.objects.filter(access.words_readable_by(user, with_drafts=True)), slug)


def found_among(rows: QuerySet[Decision], slug: str) -> Decision | None:
    """The one of these that a permanent address names, by its key or by its number as it was given."""
    try:
        return rows.filter(pk=UUID(slug)).first()
    except ValueError:
        pass
    _, year, running = ["", "", *slug_of(slug).rsplit("-", 2)][-3:]
    if not (_is_small(year) and _is_small(running)):
        return None
    # The body's code may have changed since: the number as it was given decides.
    alike = rows.filter(year=int(year), running=int(running))
    return next((one for one in alike if slug_of(one.number) == slug_of(slug)), None)


def _is_small(word: str) -> bool:
    return word.isdecimal() and word.isascii() and len(word) <= 4


def readable(user: User, q: str = "", *, reported: bool = False) -> QuerySet[Decision]:
    """Own decisions in finished minutes and in those sent out to this user; with `q` in their words or number.

    Those that the minutes only report from somebody else are left out unless asked for (K5).
    """
    return read_by(reach.reader_of(user), q, reported=reported)


def read_by(reader: reach.Reader, q: str = "", *, reported: bool = False) -> QuerySet[Decision]:
    """`readable`, for statements."""
    rows = Decision.objects.all() if reported else Decision.objects.own()
    rows = rows.filter(reach.words_read_by(reader))
    return rows.filter(Q(number__icontains=q) | says(q)) if q else rows


def says(q: str) -> Q:
    """Condition on a record: the words hold `q`, whatever the case; markup is not searched."""
    further = ItemBlock.objects.standing().filter(
        _holds("html", q),
        item=OuterRef("item"),
        position__gt=OuterRef("block__position"),
        position__lte=OuterRef("last_block__position"),
    )
    return _holds("block__html", q) | Q(last_block__isnull=False) & Q(Exists(further))


def _holds(field: str, q: str) -> Q:
    """Markup is taken away only where there is some: that costs more than the search."""
    bare = Func(F(field), Value("<[^>]*>"), Value(""), Value("g"), function="regexp_replace")
    words = Case(When(**{f"{field}__contains": "<"}, then=bare), default=F(field), output_field=TextField())
    return Q(IContains(words, _escaped(q)))


def _escaped(q: str) -> str:
    """As stored markup writes the signs."""
    return q.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def of_body(body: int) -> Q:
    """Condition on a record: a body took part in its meeting, joint ones too (N6)."""
    return Q(Exists(MeetingBody.objects.filter(meeting=OuterRef("meeting"), body=body)))


def superseded() -> Case:
    """Whether a finished decision holds instead of this one, as a column (K4). Asked once for all rows."""
    holding = Decision.objects.filter(
        supersedes__isnull=False, meeting__minutes__finished_at__isnull=False
    ).values("supersedes")
    return Case(When(pk__in=holding, then=True), default=False, output_field=BooleanField())


def in_order(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Latest meeting first, a meeting's decisions as they are numbered."""
    return rows.order_by(F("meeting__date").desc(nulls_last=True), "-meeting_id", "running", "position", "pk")


_SOME = Statement(
    Columns,
    lambda keys: with_columns(in_order(Decision.objects.filter(pk__in=keys))),
    takes=(list[UUID],),
)


def some(keys: Iterable[UUID]) -> list[Columns]:
    """The columns of a page of decisions, in order, by their keys: joined with the choice, all would be fetched."""
    return _SOME.of(list(keys))


def listed(rows: Iterable[tuple[Any, ...]]) -> list[ListedDecision]:
    """Rows of `some` or `with_columns` in words: two further queries at most, whatever the number."""
    found: Sequence[tuple] = list(rows)
    words = words_of(Span(row[0], row[8], row[11], row[12], row[13]) for row in found)
    bodies = body_names({row[4] for row in found})
    return [
        ListedDecision(
            key=row[0],
            number=row[1],
            words=words[row[0]],
            kind=KINDS.get(row[2], ""),
            effective_on=row[3],
            meeting=row[4],
            date=row[5],
            state=row[6],
            deadline=row[7],
            bodies=bodies.get(row[4], ()),
            item=f"{row[9]} {row[10].partition(chr(10))[0]}".strip(),
            item_key=row[8],
            is_own=row[14],
            taken_by=row[15] or row[16] or "",
            matter_number=row[17] or "",
            matter_title=row[18] or "",
            theme=row[19] or "",
            theme_slug=row[20] or "",
            supersedes=row[21] or "",
            parties=tuple(row[22]),
            superseded_by=tuple(row[23]),
        )
        for row in found
    ]


class _Body(NamedTuple):
    meeting_id: int
    body__short_name: str
    body__name: str


_BODY_NAMES = Statement(
    _Body,
    lambda meetings: MeetingBody.objects.filter(meeting__in=meetings).order_by("position", "pk"),
    takes=(list[int],),
)


def body_names(meetings: set[int]) -> dict[int, tuple[str, ...]]:
    """Names of each meeting's bodies, the leading one first. One query."""
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for meeting, short, name in _BODY_NAMES.of(sorted(meetings)):
        found[meeting] += (short or name,)
    return found
