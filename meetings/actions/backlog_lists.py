"""The lists of what waits, in words: a body's own list, the sources beside an agenda, uppdrag to follow up."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from meetings.models import (
    Action,
    AgendaItem,
    BacklogItem,
    Body,
    ForNextMeeting,
    Meeting,
    MeetingBody,
    Minutes,
    StandingItem,
)
from secretariat.lib.dates import NBSP, day_in_words

from . import actions as register
from .actions import ListedAction

State, Source, Priority = BacklogItem.State, BacklogItem.Source, BacklogItem.Priority
SHOWN = 60  # of a source beside an agenda; the rest is on the body's own list
_BODIES = MeetingBody.objects.select_related("body")
_ORIGINS = ("for_next", "hand_on", "postponed")
_FOLLOWED = 40


@dataclass(frozen=True)
class Waiting:
    """One row of a list: what waits, where it comes from, since when, and where it stands now."""

    row: BacklogItem
    origin: str
    href: str
    since: dt.date
    today: dt.date

    @property
    def age(self) -> str:
        """How long it has waited."""
        return age_in_words((self.today - self.since).days)

    @property
    def stands(self) -> str:
        """The state, with the meeting where it has been taken to one."""
        item = self.row.item
        if self.row.state == State.TAKEN and item:
            return f"på dagordningen {_short(item.meeting)}"
        return self.row.get_state_display()

    @property
    def about(self) -> str:
        """Priority, theme and condition that are worth saying."""
        row = self.row
        told = [
            f"{row.get_priority_display()} prioritet" if row.priority != Priority.NORMAL else "", row.term,
            row.condition,
        ]  # fmt: skip
        return ", ".join(one for one in told if one)

    @property
    def is_taken(self) -> bool:
        """Whether it stands on an agenda now."""
        return self.row.state == State.TAKEN

    @property
    def days(self) -> int:
        """Days since it began to wait."""
        return (self.today - self.since).days

    @property
    def taken_to(self) -> dt.date | None:
        """The day of the meeting it stands on the agenda of."""
        return self.row.item.meeting.date if self.is_taken and self.row.item else None

    @property
    def reason(self) -> str:
        """Why it was closed, or what whoever proposed it was answered."""
        return self.row.closed_because or self.row.answer


@dataclass
class Group:
    """One source beside an agenda."""

    key: str
    title: str
    nothing: str
    rows: list[Waiting] = field(default_factory=list)
    more: int = 0


def age_in_words(days: int) -> str:
    """How long something has waited.

    >>> [age_in_words(days).replace(NBSP, " ") for days in (0, 1, 13, 20, 90, 800)]
    ['i dag', '1 dag', '13 dagar', '2 veckor', '3 månader', '2 år']
    """
    if days < 1:
        return "i dag"
    for length, one, many in ((365, "år", "år"), (60, "", "månader"), (14, "", "veckor")):
        if days >= length:
            number = days // {365: 365, 60: 30, 14: 7}[length]
            return f"{number}{NBSP}{one if number == 1 else many}"
    return f"{days}{NBSP}{'dag' if days == 1 else 'dagar'}"


def _short(meeting: Meeting) -> str:
    return day_in_words(meeting.date) if meeting.date else f"för {meeting.heading} utan datum"


# Rows in words


def with_origins(rows: QuerySet[BacklogItem]) -> QuerySet[BacklogItem]:
    """With all that `waiting` reads. A fixed number of queries."""
    return rows.select_related(
        "body", "file", "proposed_by__organisation", "wished_for", "item__meeting", "for_next__meeting",
        "for_next__item__parent", "hand_on__meeting", "hand_on__item__parent", "postponed__meeting", "action__meeting",
    ).prefetch_related(
        *(Prefetch(f"{one}__meeting__meeting_bodies", _BODIES) for one in (*_ORIGINS, "item", "action")),
        Prefetch("wished_for__meeting_bodies", _BODIES),
    )  # fmt: skip


def waiting(rows: Iterable[BacklogItem], *, today: dt.date) -> list[Waiting]:
    """Rows of `with_origins` in words. Asks nothing."""
    return [Waiting(row, *_origin(row), _since(row), today) for row in rows]


def _since(row: BacklogItem) -> dt.date:
    origin = row.for_next or row.hand_on or row.postponed or row.action
    day = origin.meeting.date if origin else None
    return day or timezone.localtime(row.added_at).date()


def _origin(row: BacklogItem) -> tuple[str, str]:
    """Where it comes from in words, and the address of that."""
    if row.source == Source.PROPOSAL and row.proposed_by:
        whom = row.proposed_by
        party = f", {whom.organisation.short_name}" if whom.organisation else ""
        return f"Anmäld av {whom.name}{party}", ""
    if row.hand_on:
        return _from("Medskick från", row.hand_on.meeting, row.hand_on.item)
    if row.for_next:
        coming = row.for_next.when == ForNextMeeting.When.COMING
        return _from(
            "Till kommande möten" if coming else "Till nästa möte", row.for_next.meeting, row.for_next.item,
            whose=False,
        )  # fmt: skip
    if row.postponed:
        return _from("Flyttad från", row.postponed.meeting, None, whose=False)
    if row.action:
        return _from("Uppdrag från", row.action.meeting, None, whose=False)
    return "", ""


def _from(words: str, meeting: Meeting, item: AgendaItem | None, *, whose: bool = True) -> tuple[str, str]:
    name = f" {meeting.heading}" if whose else ""
    day = f"{',' if not words.endswith('från') else ''} {day_in_words(meeting.date)}" if meeting.date else ""
    point = f", {item.label.lower()}" if item and item.number else ""
    anchor = f"#punkt-{item.pk}" if item else ""
    return f"{words}{name}{day}{point}", f"{meeting.get_absolute_url()}{anchor}"


# A body's own list


def of_body(body: Body, *, q: str = "") -> QuerySet[BacklogItem]:
    """All that waits or has waited for a body; with `q` in heading, description, theme or condition."""
    rows = BacklogItem.objects.filter(body=body)
    if q:
        rows = rows.filter(
            Q(title__icontains=q) | Q(text__icontains=q) | Q(term__icontains=q) | Q(condition__icontains=q)
        )
    return rows


def in_order(rows: QuerySet[BacklogItem]) -> QuerySet[BacklogItem]:
    """What is to be answered first, then what waits, by priority and age."""
    places = (State.PROPOSED, State.OPEN, State.TAKEN, State.CLOSED, State.DECLINED)
    place = Case(*(When(state=state, then=Value(number)) for number, state in enumerate(places)))
    return rows.annotate(place=place).order_by("place", "priority", "added_at", "pk")


# Beside an agenda


def sources_of(meeting: Meeting, *, today: dt.date) -> list[Group]:
    """What can be taken to the agenda of a meeting, by source; what stands on another coming agenda says which."""
    bodies = [row.body_id for row in meeting.meeting_bodies_in_order]
    elsewhere = Q(state=State.TAKEN, item__meeting__date__gte=today) & ~Q(item__meeting=meeting)
    rows = with_origins(
        in_order(
            BacklogItem.objects.filter(Q(state__in=(State.OPEN, State.PROPOSED)) | elsewhere, body__in=bodies)
        )
    ).exclude(source=Source.ACTION)
    groups = [
        Group("nasta", "Till nästa möte", "Förra anteckningarna lämnade inget till nästa möte."),
        Group("medskick", "Från andra grupper", "Ingen annan grupp har skickat med något."),
        Group("anmalda", "Anmälda frågor", "Ingen har anmält någon fråga."),
        Group("lista", "Till kommande möten", "Inget väntar på listan."),
    ]
    places = {group.key: group for group in groups}
    for one in waiting(rows, today=today):
        group = places[_group_of(one.row)]
        if len(group.rows) < SHOWN:
            group.rows.append(one)
        else:
            group.more += 1
    return groups


def _group_of(row: BacklogItem) -> str:
    if row.state == State.PROPOSED:
        return "anmalda"
    if row.source == Source.HAND_ON:
        return "medskick"
    if row.for_next and row.for_next.when == ForNextMeeting.When.NEXT:
        return "nasta"
    return "lista"


def standing_left(meeting: Meeting, items: Sequence[AgendaItem]) -> list[StandingItem]:
    """The leading body's standing items that the agenda does not have, by role or heading (A9)."""
    body = meeting.leading_body
    if body is None:
        return []
    roles = {item.role for item in items if item.role}
    titles = {item.first_line.casefold() for item in items}
    return [
        one
        for one in body.standing_items.all()
        if not (one.role in roles if one.role else one.title.casefold() in titles)
    ]


def to_follow_up(meeting: Meeting, *, today: dt.date) -> list[ListedAction]:
    """Open uppdrag that come back to this meeting or its bodies, or are due by its day, and are not on its agenda (K9).

    Only from minutes that have been sent. Four queries at most.
    """
    bodies = [row.body_id for row in meeting.meeting_bodies_in_order]
    ours = Q(body__in=bodies) | Q(
        Exists(MeetingBody.objects.filter(meeting=OuterRef("meeting"), body__in=bodies))
    )
    due = ours & Q(due_on__lte=max(meeting.date or today, today))
    on_agenda = BacklogItem.objects.filter(action=OuterRef("pk"), state=State.TAKEN, item__meeting=meeting)
    rows = (
        Action.objects.filter(state=Action.State.OPEN)
        .filter(Q(comes_back_on=meeting) | Q(comes_back_to__in=bodies, comes_back_on=None) | due)
        .exclude(meeting__minutes__state=Minutes.State.DRAFT)
        .exclude(meeting=meeting)
        .exclude(Exists(on_agenda))
    )
    found = register.in_order(register.with_stage(rows, today=today)).values_list(*register.columns())
    return register.listed(found[:_FOLLOWED], today=today)
