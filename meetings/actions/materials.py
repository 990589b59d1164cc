"""Material for the points of a meeting: when it is due by the bodies' lead times, from whom, and what is late (A11)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from meetings.models import AgendaItem, Body, ItemPurpose, Meeting
from secretariat.lib.dates import NBSP, day_in_words

_NEEDS = (ItemPurpose.DECISION, ItemPurpose.PREPARATION)


@dataclass(frozen=True)
class Deadline:
    """A day before the meeting by which something is to be done."""

    what: str
    day: dt.date
    is_done: bool
    today: dt.date

    @property
    def is_late(self) -> bool:
        """Not done, though the day has been."""
        return not self.is_done and self.day < self.today

    @property
    def words(self) -> str:
        """Underlag senast 3 mars 2026; Kallelse skickad."""
        if self.is_done:
            return f"{self.what} skickad"
        return f"{self.what} {'skulle vara inne' if self.is_late else 'senast'} {day_in_words(self.day)}"


@dataclass(frozen=True)
class Material:
    """What a point's material is waiting for."""

    number: int
    due: dt.date | None
    sender: str
    is_expected: bool
    today: dt.date

    @property
    def is_late(self) -> bool:
        """Nothing has come, though the day has been."""
        return self.is_expected and not self.number and self.due is not None and self.due < self.today

    @property
    def is_waiting(self) -> bool:
        """Nothing has come, and there is time left."""
        return self.is_expected and not self.number and not self.is_late

    @property
    def words(self) -> str:
        """2 underlag; Underlag saknas sedan 3 mars 2026, Asta Holm; empty where none is expected."""
        if self.number:
            return f"{self.number}{NBSP}underlag"
        if not self.is_expected:
            return ""
        whom = f", {self.sender}" if self.sender else ""
        if self.is_late and self.due:
            return f"Underlag sent, skulle ha kommit {day_in_words(self.due)}{whom}"
        return f"Underlag senast {day_in_words(self.due)}{whom}" if self.due else f"Underlag saknas{whom}"


def due_on(item: AgendaItem, meeting: Meeting, body: Body | None) -> dt.date | None:
    """When the point's material is due: its own day, else by the days of the leading body."""
    if item.material_due_on or meeting.date is None or body is None:
        return item.material_due_on
    return body.material_day(meeting.date)


def materials_of(items: Iterable[AgendaItem], meeting: Meeting, *, today: dt.date) -> dict[int, Material]:
    """The material of each point by its id. Asks nothing where items have their presenters, attachments and senders.

    Material is expected of a point that is decided or prepared, or where somebody or some day has been named.
    """
    body = meeting.leading_body
    found = {}
    for item in items:
        named = bool(item.material_from_id or item.material_due_on)
        sender = item.material_from.name if item.material_from else _presenters(item)
        found[item.pk] = Material(
            number=len(item.attachments.all()),
            due=due_on(item, meeting, body),
            sender=sender,
            is_expected=named or item.purpose in _NEEDS,
            today=today,
        )
    return found


def _presenters(item: AgendaItem) -> str:
    return ", ".join(one.text for one in item.presenters.all() if one.person_id)


def deadlines_of(meeting: Meeting, *, is_called: bool, today: dt.date) -> list[Deadline]:
    """The days that follow from the leading body's lead times: material in, kallelse out."""
    body = meeting.leading_body
    if meeting.date is None or body is None or meeting.date < today:
        return []
    return [
        Deadline("Underlag", body.material_day(meeting.date), False, today),
        Deadline("Kallelse", body.notice_day(meeting.date), is_called, today),
    ]
