"""Actions (uppdrag): read across meetings, and what became of them (K9). What is done later is never printed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from meetings import access
from meetings.actions.decisions import body_names, says, status_words
from meetings.actions.wordings import Span, words_of
from meetings.models import Action, Body, Meeting, MeetingBody, Minutes
from secretariat.lib.rules import NotAllowed
from secretariat.lib.statements import Statement
from secretariat.registry.actions import log
from secretariat.registry.models import User

LATE = "late"
_STATES = dict(Action.State.choices)


class Columns(NamedTuple):
    """What `listed` wants of each row of `with_stage`; the names are the columns'."""

    pk: UUID
    who: str
    person__given_name: str | None
    person__family_name: str | None
    person__protected_identity: bool | None
    party: str
    due: str
    due_on: dt.date | None
    state: str
    outcome: str
    meeting_id: int
    meeting__date: dt.date | None
    meeting__minutes__state: str
    item_id: int
    item__number: str
    item__title: str
    block_id: UUID
    last_block_id: UUID | None
    block__html: str


@dataclass(frozen=True)
class ListedAction:
    """An action as lists and exports show it, in words."""

    key: UUID
    words: str
    who: str
    party: str
    due: str
    due_on: dt.date | None
    state: str
    outcome: str
    meeting: int
    date: dt.date | None
    bodies: tuple[str, ...]
    item: str
    minutes_state: str
    today: dt.date

    @property
    def days_late(self) -> int:
        """Days since the last day, 0 where it is not late."""
        if self.state != Action.State.OPEN or self.due_on is None:
            return 0
        return max(0, (self.today - self.due_on).days)

    @property
    def status(self) -> str:
        """Pågår, Sent, Klart or Utgår."""
        if self.days_late:
            return f"Sent, {self.days_late} {'dag' if self.days_late == 1 else 'dagar'}"
        return {"open": "Pågår", "done": "Klart", "dropped": "Utgår"}[self.state]

    @property
    def mark(self) -> str:
        """Kind of mark beside the status."""
        return (
            "late"
            if self.days_late
            else {"open": "planned", "done": "done", "dropped": "replaced"}[self.state]
        )

    @property
    def source(self) -> str:
        """Justerat, Fastställt or Ej justerat: what the text it stands in is."""
        return status_words(self.minutes_state)

    @property
    def is_finished(self) -> bool:
        """Whether that text is final."""
        return self.minutes_state in Minutes.FINISHED


def readable(user: User, q: str = "", *, with_drafts: bool = False) -> QuerySet[Action]:
    """Actions in minutes whose words this user may read; with `q` in the words or in who does it."""
    rows = Action.objects.filter(access.words_readable_by(user, with_drafts=with_drafts))
    return rows.filter(found_by(q)) if q else rows


def found_by(q: str) -> Q:
    """The words looked for stand in the action or in who does it."""
    return Q(who__icontains=q) | says(q)


def with_stage(rows: QuerySet[Action], *, today: dt.date) -> QuerySet[Any, Any]:
    """Adds `stage`: the state, with what is late apart from what is merely open; and `party`, whose it is."""
    late = When(state=Action.State.OPEN, due_on__lt=today, then=Value(LATE))
    return rows.annotate(
        stage=Case(late, default=F("state"), output_field=CharField()),
        party=Coalesce("organisation__short_name", "person__organisation__short_name", Value("")),
        party_id=Coalesce("organisation_id", "person__organisation_id"),
    )


def of_body(body: int) -> Q:
    """Taken in a meeting of the body, or laid on the body itself."""
    return Q(body=body) | Q(Exists(MeetingBody.objects.filter(meeting=OuterRef("meeting"), body=body)))


def in_order(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """What should be ready first; without a date last, latest meeting first."""
    return rows.order_by(F("due_on").asc(nulls_last=True), F("meeting__date").desc(nulls_last=True), "pk")


def columns() -> tuple[str, ...]:
    """What `listed` wants of each row of `with_stage`."""
    return Columns._fields


def listed(rows: Iterable[tuple[Any, ...]], *, today: dt.date) -> list[ListedAction]:
    """Rows of `values_list(*columns())` in words: two further queries at most, whatever the number."""
    found: Sequence[tuple] = list(rows)
    words = words_of(Span(row[0], row[13], row[16], row[17], row[18]) for row in found)
    bodies = body_names({row[10] for row in found})
    return [
        ListedAction(
            key=row[0],
            words=words[row[0]],
            who="Skyddade personuppgifter" if row[4] else row[1] or f"{row[2] or ''} {row[3] or ''}".strip(),
            party=row[5],
            due=row[6],
            due_on=row[7],
            state=row[8],
            outcome=row[9],
            meeting=row[10],
            date=row[11],
            minutes_state=row[12],
            bodies=bodies.get(row[10], ()),
            item=f"{row[14]} {row[15].partition(chr(10))[0]}".strip(),
            today=today,
        )
        for row in found
    ]


_OF_ITEM = Statement(
    Columns,
    lambda item, today: with_stage(Action.objects.filter(item=item), today=today).order_by("position", "pk"),
    takes=(int, dt.date),
)


def of_item(item: int, *, today: dt.date) -> list[ListedAction]:
    """Those of a point, in its order."""
    return listed(_OF_ITEM.of(item, today), today=today)


# What became of it


def obstacles_to_settling(action: Action, *, state: str, outcome: str) -> list[str]:
    """Why an action cannot be marked so."""
    if state not in _STATES:
        return ["Välj om uppdraget är klart, utgår eller pågår."]
    if state == action.state and outcome == action.outcome:
        return [f"Uppdraget är redan markerat: {_STATES[state]}."]
    if state == Action.State.DROPPED and not outcome:
        return ["Skriv varför uppdraget utgår."]
    return []


@transaction.atomic
def settle(action: Action, *, by: User, state: str, outcome: str = "") -> None:
    """Mark an action as done, dropped or open again, with what came of it. Raises NotAllowed."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    outcome = outcome.strip()
    if obstacles := obstacles_to_settling(action, state=state, outcome=outcome):
        raise NotAllowed(obstacles)
    before = action.state
    action.state, action.outcome = state, outcome
    action.save(update_fields=["state", "outcome"])
    log.write("följde upp uppdrag", by=by, about=action, before=before, after=state, outcome=outcome)


def obstacles_to_returning(body: Body | None, meeting: Meeting | None) -> list[str]:
    """Why an action cannot come back there."""
    if body and meeting and not meeting.meeting_bodies.filter(body=body).exists():
        return ["Mötet hör till en annan grupp. Välj ett av gruppens möten, eller bara gruppen."]
    return []


@transaction.atomic
def let_return(action: Action, *, by: User, body: Body | None, meeting: Meeting | None = None) -> None:
    """Say to which body, or to which of its meetings, an action comes back (K9). Raises NotAllowed."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if obstacles := obstacles_to_returning(body, meeting):
        raise NotAllowed(obstacles)
    action.comes_back_to = meeting.leading_body if meeting and body is None else body
    action.comes_back_on = meeting
    action.save(update_fields=["comes_back_to", "comes_back_on"])
    log.write(
        "sade var uppdrag återkommer", by=by, about=action, body=str(action.comes_back_to or ""),
        meeting=str(meeting or ""),
    )  # fmt: skip
